"""What a text calls a body by its class alone: 我局, 县院, 局党组."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["Calls"]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of ontology/lexicon/calls.tsv; `Calls.load()` gives the one instance."""

    ends: Mapping[str, tuple[str, ...]]  # 局 → how the names of bodies end that 我局, 局党组, 县局 call so
    classes: tuple[str, ...]  # the longest first; without calls that are the whole name of a county's body: 县委, 县医院
    longer: tuple[str, ...]  # words that only begin like a call
    of_self: re.Pattern[str]
    of_level: re.Pattern[str]
    with_unit: re.Pattern[str]

    @classmethod
    def load(cls) -> Calls:
        """The shipped calls; read once a process."""
        return _load()

    def is_call(self, organ: str, units: tuple[str, ...]) -> bool:
        """Whether the organ is only the class of a body, or a unit of one: 县|局, 县|公司党委, 市|总女职工委员会."""
        called = next((c for c in self.classes if organ.startswith(c)), None)
        if called is None:
            return False
        rest = organ[len(called) :]
        return not rest or (rest.endswith(units) and not organ.startswith(self.longer))


@dataclass(frozen=True, slots=True)
class _Words:
    longer: tuple[str, ...]


@cache
def _load() -> Calls:
    table = list(rows("lexicon/calls.tsv", ("call", "ends", "whole", "level", "example")))
    called = _one_of(r["call"] for r in table)
    behind_level = _one_of(r["call"] for r in table if r["level"] == "yes")
    return Calls(
        ends={r["call"]: tuple(r["ends"].split("|")) for r in table},
        classes=_longest_first(r["call"] for r in table if r["whole"] == "no"),
        longer=patterns("calls", _Words).longer,
        of_self=re.compile(rf"[我本该](?P<called>{called})(?P<rest>.*)"),
        of_level=re.compile(rf"(?P<level>省|市|县|区|州|盟|旗|镇|自治区)(?P<called>{behind_level})(?P<rest>.*)"),
        with_unit=re.compile(rf"(?P<called>{called})(?P<rest>(?:机关|直属)?.+)"),
    )


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


def _one_of(words: Iterable[str]) -> str:
    return "|".join(_longest_first(words))
