"""Whether a figure tells a level or a change, and against what: 同比增长 → increase against 去年同期."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.model import FigureKind
from kg.recognize.grammar import alternatives, column
from kg.tables.patterns import patterns

__all__ = ["COUNTING_COLUMNS", "Change", "Changes"]

COUNTING_COLUMNS = ("form", "class", "example")

_ADDING = frozenset({"money", "share", "measure"})
_RAISING = frozenset({"money", "share"})


@dataclass(frozen=True, slots=True)
class _Words:
    with_object: re.Pattern[str]  # the verb has its object before the number: 节约成本近38万元
    added: re.Pattern[str]
    raised: re.Pattern[str]
    baseline: re.Pattern[str]
    times: re.Pattern[str]
    above: re.Pattern[str]
    share_of: re.Pattern[str]  # 完成投资2.1亿元，占总投资的|55%
    reached: re.Pattern[str]  # 由11天|压到|3天
    same_period: re.Pattern[str]
    before_verb: re.Pattern[str]
    behind_verb: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("changes", _Words)


@dataclass(frozen=True, slots=True)
class Change:
    """What the words before a figure say of its movement; `bare` are those words without what says it."""

    kind: FigureKind
    baseline: str | None
    bare: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The verbs of change, from lexicon/counting_words.tsv."""

    decreases: frozenset[str]
    ending: re.Pattern[str]  # a verb right before the number

    @classmethod
    def load(cls) -> Changes:
        """The shipped verbs."""
        kinds = ("increase", "decrease")
        up, down = (list(column("lexicon/counting_words.tsv", COUNTING_COLUMNS, "form", **{"class": kind})) for kind in kinds)
        words = _words()
        verb = f"(?P<verb>{alternatives([*up, *down])})"
        return cls(frozenset(down), re.compile(words.before_verb.pattern + verb + words.behind_verb.pattern))

    def of(self, clause: str, unit: str | None, unit_kind: str = "thing") -> Change:
        """How `clause`, the words before a figure of `unit`, moves it."""
        words = _words()
        times, above = words.times.search(clause), words.above.search(clause)
        if unit == "倍" and times:
            return Change("level", times["base"], clause[: times.start()])
        if above and unit in ("百分点", "%"):
            return Change("increase" if above["how"] == "高出" else "level", above["base"], clause[: above.start()])
        part = words.share_of.search(clause)
        if part and unit == "%":
            return Change("level", None, clause[: part.start()])
        verb = self.ending.search(clause)
        if verb is None and words.reached.match(clause):
            return Change("level", None, "")
        if verb is None:
            inner = self._inner(clause, unit, unit_kind)
            return Change(self._kind(inner["verb"]) if inner else "level", None, clause)
        if verb["to"]:
            return Change("level", None, clause[: verb.start()])
        return self._moved(verb, clause[: verb.start()].rstrip("，, "))

    def _inner(self, clause: str, unit: str | None, unit_kind: str) -> re.Match[str] | None:
        """The verb of change that has its object between itself and the number."""
        words = _words()
        added = words.added.search(clause) if unit_kind in _ADDING else None
        raised = words.raised.search(clause) if unit_kind in _RAISING or unit == "百分点" else None
        return words.with_object.search(clause) or added or raised

    def _moved(self, verb: re.Match[str], rest: str) -> Change:
        words = _words()
        found = words.baseline.search(rest)
        if found:
            base = "去年同期" if words.same_period.fullmatch(found["base"]) else found["base"]
            return Change(self._kind(verb["verb"]), base, rest[: found.start()])
        return Change(self._kind(verb["verb"]), "去年同期" if verb["year"] == "同比" else None, rest)

    def _kind(self, verb: str) -> FigureKind:
        return "decrease" if verb in self.decreases else "increase"
