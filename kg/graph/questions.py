"""The questions that the graph answers out of the box: SPARQL files of ontology/questions, by number.

A file begins with its Chinese title, its English title (`# en: …`) and a line for each parameter (`# parameter NAME: …`).
A parameter is a `VALUES ?NAME { … }` of its own in the query, so that the file runs as it stands on any engine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from kg.errors import UsageError
from kg.graph.result import Result
from kg.tables.loading import ontology_dir

__all__ = ["Question", "Share", "questions", "share_of_right_rows"]

_PARAMETER = re.compile(r"^# parameter (\w+): (.+)$", re.MULTILINE)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its titles, its query and what may be put in."""

    number: int
    zh: str
    en: str
    sparql: str
    parameters: tuple[tuple[str, str], ...]  # (name, what it is)

    def with_values(self, **values: str | None) -> str:
        """The query with parameters put in; None stands for any value. Raises UsageError for a parameter that it has not."""
        query = self.sparql
        for name, value in values.items():
            if name not in dict(self.parameters):
                known = ", ".join(dict(self.parameters)) or "none"
                raise UsageError(f"question {self.number} has no parameter {name!r}; it has: {known}")
            slot = re.search(rf"(?<=VALUES \?{name} \{{ ).*?(?= \}})", query)
            assert slot is not None, f"question {self.number} declares {name} and does not use it"
            query = query[: slot.start()] + _literal(value, slot[0]) + query[slot.end() :]
        return query


def _literal(value: str | None, default: str) -> str:
    if value is None:
        return "UNDEF"
    return f'"{value.translate(_ESCAPES)}"' + ("@zh" if default.endswith("@zh") else "")


@cache
def questions() -> dict[int, Question]:
    """All questions by number."""
    found = {}
    for path in sorted((ontology_dir() / "questions").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        zh, en = (line.removeprefix("# ").removeprefix("en: ") for line in text.splitlines()[:2])
        number = int(path.name.partition("-")[0])
        found[number] = Question(number, zh, en, text, tuple(_PARAMETER.findall(text)))
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows of an answer are right: in both, in the right answer, in the one given."""

    right: int
    expected: int
    found: int

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


def share_of_right_rows(expected: Callable[[str], Result], found: Callable[[str], Result]) -> dict[int, Share]:
    """For each question, the rows that the graph behind `found` shares with the one behind `expected` (the one from gold)."""
    shares = {}
    for number, question in questions().items():
        right, given = (Counter(ask(question.sparql).rows) for ask in (expected, found))
        shares[number] = Share(sum((right & given).values()), right.total(), given.total())
    return shares
