"""The questions that the graph answers out of the box: SPARQL files of ontology/questions, by number.

A file begins with its Chinese title, its English title (`# en: …`) and a line for each parameter (`# parameter NAME: …`).
A parameter is a `VALUES ?NAME { … }` of its own in the query, so that the file runs as it stands on any engine.
A project may have questions of its own, which are written alike and numbered from FIRST_OWN on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import BadProject, QueryError, UsageError
from kg.graph.result import Result
from kg.store import Store
from kg.tables.loading import ontology_dir

__all__ = ["FIRST_OWN", "Question", "Share", "own_questions", "questions", "share_of_right_rows"]

FIRST_OWN = 101

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

    @property
    def defaults(self) -> dict[str, str | None]:
        """What each parameter is where none is given; None for any value."""
        return {name: _value(self._slot(name)[0]) for name, _ in self.parameters}

    def _slot(self, name: str) -> re.Match[str]:
        """Where the query has the value of a parameter."""
        slot = re.search(rf"(?<=VALUES \?{name} \{{ ).*?(?= \}})", self.sparql)
        assert slot is not None, f"question {self.number} declares {name} and does not use it"
        return slot

    def with_values(self, **values: str | None) -> str:
        """The query with parameters put in; None stands for any value. Raises UsageError for a parameter that it has not."""
        query, known = self.sparql, dict(self.parameters)
        for name in values:
            if name not in known:
                raise UsageError(f"question {self.number} has no parameter {name!r}; it has: {', '.join(known) or 'none'}")
        slots = ((self._slot(name), value) for name, value in values.items())
        for slot, value in sorted(slots, key=lambda item: -item[0].start()):
            query = query[: slot.start()] + _literal(value, slot[0]) + query[slot.end() :]
        return query


def _value(literal: str) -> str | None:
    """The words of a literal of a file, as `_literal` writes them; None for UNDEF."""
    return None if literal == "UNDEF" else re.sub(r"\\(.)", r"\1", literal.removesuffix("@zh")[1:-1])


def _literal(value: str | None, default: str) -> str:
    if value is None:
        return "UNDEF"
    return f'"{value.translate(_ESCAPES)}"' + ("@zh" if default.endswith("@zh") else "")


@cache
def questions() -> dict[int, Question]:
    """All questions by number."""
    return {q.number: q for q in map(_read, sorted((ontology_dir() / "questions").glob("*.rq")))}


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    zh, en = (line.removeprefix("# ").removeprefix("en: ") for line in text.splitlines()[:2])
    return Question(int(path.name.partition("-")[0]), zh, en, text, tuple(_PARAMETER.findall(text)))


def own_questions(folder: Path | None) -> dict[int, Question]:
    """The questions of a project's folder by number; none where there is no folder.

    Raises BadProject for a file that is not named and begun as documented, has a parameter that it does not use, or is no SPARQL.
    """
    found: dict[int, Question] = {}
    for path in sorted(folder.glob("*.rq")) if folder else ():
        question = _checked(path)
        if question.number in found:
            raise BadProject(f"{path}: there is another question {question.number}; give it a number of its own")
        found[question.number] = question
    return found


def _checked(path: Path) -> Question:
    number = path.name.partition("-")[0]
    if not number.isdigit() or int(number) < FIRST_OWN:
        raise BadProject(
            f"{path}: begin its name with a number from {FIRST_OWN} on: {FIRST_OWN}-{path.name.lstrip('0123456789-')}"
        )
    try:
        first = path.read_text(encoding="utf-8").splitlines()[:2]
    except (OSError, UnicodeDecodeError) as error:
        raise BadProject(f"{path}: cannot be read as UTF-8: {error}") from error
    if len(first) < 2 or not first[0].startswith("# ") or not first[1].startswith("# en: "):
        raise BadProject(f"{path}: begin with two lines: '# ' and the Chinese title, '# en: ' and the English one")
    question = _read(path)
    unused = [name for name, _ in question.parameters if f"VALUES ?{name} {{ " not in question.sparql]
    if unused:
        raise BadProject(f"{path}: declares the parameter {unused[0]} and does not use it; write VALUES ?{unused[0]} {{ UNDEF }}")
    try:
        Store.memory().ask(question.sparql)
    except QueryError as error:
        raise BadProject(f"{path}: {error}") from error
    return question


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
