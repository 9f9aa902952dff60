"""Names that the words around them decide: what is fought is no scheme, what is put online a platform, a film no paper.

The rows of `ontology/grammar/coinages.toml`, of `lexicon/platforms.tsv`, the formulas of `lexicon/formulas.tsv`, and what may
stand behind them, in `patterns/names_coined.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.tables.loading import rows, toml_tables
from kg.tables.patterns import patterns

__all__ = ["Coinages", "Named", "coinages"]

_BEFORE = 60  # characters that the words before a name may have
_SHORTEST_FORMULA = 4  # a shorter one may be part of another word: 双减, 四史
_SHORT_CAMPAIGN = 6  # characters: a shorter one may stand for several, 主题教育


@dataclass(frozen=True, slots=True)
class _Words:
    """The table `ontology/patterns/names_coined.tsv`."""

    standing: re.Pattern[str]
    of_body: re.Pattern[str]
    campaign: re.Pattern[str]
    ideas: tuple[str, ...]


class Named(NamedTuple):
    """A name of the type at [start, stop)."""

    start: int
    stop: int
    type: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a find is with certain words before, in and behind it."""

    id: str
    before: re.Pattern[str]
    words: re.Pattern[str]
    behind: re.Pattern[str]
    produces: str

    def __call__(self, text: str, start: int, stop: int) -> bool:
        return (
            self.words.fullmatch(text, start, stop) is not None
            and self.behind.match(text, stop) is not None
            and self.before.search(text[max(0, start - _BEFORE) : start]) is not None
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """A pattern with the group `name`, the type that it produces, and words of which one stands in all texts that have one."""

    pattern: re.Pattern[str]
    produces: str
    holds: tuple[str, ...] = ("",)

    def may_stand_in(self, text: str) -> bool:
        for word in self.holds:  # noqa: SIM110 - a generator takes longer than the look
            if word in text:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Coinages:
    """The tables, as patterns."""

    readings: Mapping[str, tuple[_Reading, ...]]  # by the type of a find
    found: tuple[_Found, ...]
    formulas: re.Pattern[str]  # the longest formula somewhere
    leading: re.Pattern[str]
    campaigns: tuple[str, ...]
    outside: re.Pattern[str]  # a whole name of quotes and a head that is no part of it; the group `name` is what is
    ideas: tuple[str, ...]

    @classmethod
    def load(cls) -> Coinages:
        file = "grammar/coinages.toml"
        own = patterns("names_coined", _Words)
        formulas = sorted((row["formula"] for row in rows("lexicon/formulas.tsv", ("formula", "example"))), key=len, reverse=True)
        platforms = [row["platform"] for row in rows("lexicon/platforms.tsv", ("platform", "example"))]
        verbs = sorted((word for t in toml_tables(file, "concept") for word in t["words"]), key=len, reverse=True)
        campaigns = [formula for formula in formulas if formula.endswith("教育") and len(formula) > _SHORT_CAMPAIGN]
        spirits = (formula for formula in formulas if formula.endswith("精神"))
        return cls(
            _readings(file),
            (
                *(_Found(re.compile(t["pattern"]), t["produces"], tuple(t["holds"])) for t in toml_tables(file, "found")),
                _Found(re.compile(f"(?P<name>{_any(platforms)})(?!{own.of_body.pattern})"), "Platform"),
                _Found(re.compile(f"(?P<name>{_any(campaigns)})"), "PolicyConcept", ("教育",)),
                _Found(re.compile(f"“(?P<name>{_any(formulas)})”(?={own.standing.pattern})"), "PolicyConcept", ("“",)),
                _Found(
                    re.compile(f"(?P<name>(?:伟大的?)?{_any(spirits)})(?!{own.campaign.pattern})"), "PolicyConcept", ("精神",)
                ),
            ),
            re.compile(_any(f for f in formulas if len(f) >= _SHORTEST_FORMULA)),
            re.compile(f"(?:{_any(verbs)})+"),
            tuple(word for t in toml_tables(file, "campaign") for word in t["words"]),
            re.compile(f"“(?P<name>[^“”]+)”[一-鿿]{{0,4}}{_any(w for t in toml_tables(file, 'outside') for w in t['words'])}"),
            own.ideas,
        )

    def reading(self, text: str, start: int, stop: int, type_: str) -> str | None:
        """The type of a find by the words around it, "" where it is no name, None where they do not say."""
        for reading in self.readings.get(type_, ()):
            if reading(text, start, stop):
                return reading.produces
        return None

    def missed(self, text: str, parts: Iterable[tuple[int, int]] | None = None) -> Iterator[Named]:
        """The names that stand in parts of a text, or in the whole, by the patterns alone; they may overlap."""
        parts = ((0, len(text)),) if parts is None else parts
        likely = [found for found in self.found if found.may_stand_in(text)]  # a look costs less than a search
        for low, high in parts if likely else ():
            part = text[low:high]
            for found in likely:
                if found.may_stand_in(part):
                    for m in found.pattern.finditer(part):
                        yield Named(low + m.start("name"), low + m.end("name"), found.produces)

    def concept(self, text: str, start: int, stop: int) -> tuple[int, int]:
        """A concept without the verbs before it (深入贯彻|中央八项规定精神) and what follows a formula (中国式现代化|不仅).

        A campaign keeps both: 深入贯彻中央八项规定精神学习教育.
        """
        words = text[start:stop]
        if words.endswith(self.campaigns) or any(mark in words for mark in "“”《》"):
            return start, stop
        lead = None if self.formulas.match(text, start, stop) else self.leading.match(text, start, stop)
        begin = lead.end() if lead else start
        formula = self.formulas.match(text, begin, stop)
        if formula and stop - formula.end() > 1 and not words.endswith(self.ideas):  # 脱贫攻坚|战 is of one piece
            return begin, formula.end()
        return (begin, stop) if lead and (formula or words.endswith(self.ideas)) else (start, stop)


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"


def _readings(file: str) -> dict[str, tuple[_Reading, ...]]:
    found: dict[str, tuple[_Reading, ...]] = {}
    for table in toml_tables(file, "reading"):
        before = re.compile(f"(?:{table['before']})$")
        reading = _Reading(table["id"], before, re.compile(table["words"]), re.compile(table["behind"]), table["produces"])
        for type_ in table["of"]:
            found[type_] = (*found.get(type_, ()), reading)
    return found


@cache
def coinages() -> Coinages:
    """The shipped tables, read once."""
    return Coinages.load()
