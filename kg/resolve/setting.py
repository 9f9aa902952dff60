"""What 省, 市, 县, 我区, 全镇 stand for at a place in the article: its territory, the units above, those named before."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.units import CHINA, XPCC, Unit, of_chain, of_division
from kg.tables.loading import rows
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.tables.divisions import Division
    from kg.tables.places import Places

__all__ = ["Setting", "fits", "level_head"]

_COUNTY_LEVELS = ("市", "区", "县", "旗")
_SEAT_RANKS = ("prefecture", "county")
_SENTENCE = 100  # characters that a sentence of news has about
_COLUMNS = ("level", "ranks", "ending", "example")


@dataclass(frozen=True, slots=True)
class _Words:
    level: re.Pattern[str]  # 我省, 全市, 本县, 区(民政局); not the head of 市场, 县城, 乡村, 州际
    no_head: tuple[str, ...]
    head_all_the_same: tuple[str, ...]
    several_levels: re.Pattern[str]  # 省|市委, 市|县民政局: the organs of both levels, and no organ of the first


@cache
def _words() -> _Words:
    return patterns("level_words", _Words)


@dataclass(frozen=True, slots=True)
class _Levels:
    """What units the level words mean."""

    ranks: Mapping[str, tuple[str, ...]]  # by level word
    endings: Mapping[str, str]  # by level word, how the names of units that it fits end
    of_rank: Mapping[str, tuple[tuple[str, str], ...]]  # by rank the level words for its units, and these endings

    @classmethod
    @cache
    def load(cls) -> _Levels:
        table = list(rows("lexicon/level_words.tsv", _COLUMNS))
        ranks = {row["level"]: tuple(row["ranks"].split("|")) for row in table}
        endings = {row["level"]: row["ending"] or row["level"] for row in table}
        of_rank: dict[str, list[tuple[str, str]]] = {}
        for level, ending in endings.items():
            for rank in ranks[level]:
                of_rank.setdefault(rank, []).append((level, ending))
        return cls(ranks, endings, {rank: tuple(levels) for rank, levels in of_rank.items()})


def level_head(surface: str) -> re.Match[str] | None:
    """The level word at the head of a surface: 我|省, 市|民政局; None for 市场监管所 and the like."""
    words = _words()
    if surface.startswith(words.no_head) and not surface.startswith(words.head_all_the_same):
        return None
    found = words.level.match(surface)
    if found and not found["which"] and words.several_levels.match(surface, found.end()):
        return None
    return found


def fits(unit: Unit, level: str) -> bool:
    """Whether a unit is what the level word calls it: 市 is 酒泉市 and 库尔勒市, 区 is 鼓楼区 and 广西壮族自治区."""
    levels = _Levels.load()
    return unit.rank in levels.ranks.get(level, ()) and unit.name.endswith(levels.endings[level])


@dataclass(frozen=True, slots=True)
class Setting:
    """The ladder of units from the article's territory upwards, and every unit named in the text, in order."""

    places: Places
    at: str | None
    ladder: tuple[Unit, ...]  # the territory first; empty where none was found
    near: tuple[str, ...] = ()  # codes of divisions that tell homonyms apart
    named: Mapping[str, tuple[tuple[int, ...], tuple[Unit, ...]]] = field(default_factory=dict, repr=False)
    # ^ by level word: positions at which the text names such a unit, and the units
    topics: frozenset[int] = frozenset()
    # ^ where the ladder is a guess of the places named: the positions of names that open a sentence, 江苏|则…。, 在|河南林州，…

    @property
    def territory(self) -> Unit | None:
        return self.ladder[0] if self.ladder else None

    @property
    def county(self) -> Unit | None:
        return next((u for u in self.ladder if u.rank == "county"), None)

    def unit(self, level: str, position: int, *, whole: bool = False) -> Unit | None:
        """The unit that the level word means at the position.

        The article's own ladder first (in a report of 库尔勒市, 市 is 库尔勒市 and 州 is 巴音郭楞蒙古自治州), else the
        unit of that level named last before it (in a report of 湖北省, 市民政局 is that of the city just named).
        `whole`: the word has 全, 我 or 本 before it, and 全区 of an article of 广西 is 广西, though 区 may be a district.
        """
        if level == "兵团":
            return XPCC
        own = next((u for u in self.ladder if fits(u, level)), None)
        if own is not None and self.topics and (beside := self._topic(level, position, own)) is not None:
            return beside
        if own is not None and (whole or not (level == "区" and own.rank == "province")):
            return own
        return self._last_named(level, position) or own or self._only_province(level) or self._only_city(level)

    def at_seat(self, unit: Unit) -> Setting:
        """The setting for words beside a body of the unit: in 芜湖市政协副主席、|市工商联|主席 市 is 芜湖市."""
        return replace(self, ladder=tuple(dict.fromkeys((unit, *self._above(unit)))))

    def with_named(self, units: list[tuple[int, Unit]]) -> Setting:
        """The setting that knows where the text names which units; a named unit stands for those above it too."""
        by_level: dict[str, tuple[list[int], list[Unit]]] = {}
        called: dict[Unit, list[tuple[str, Unit]]] = {}
        for position, unit in sorted(units, key=lambda p: p[0]):
            if unit not in called:
                called[unit] = self._called(unit)
            for level, fitting in called[unit]:
                positions, found = by_level.setdefault(level, ([], []))
                positions.append(position)
                found.append(fitting)
        return replace(self, named={level: (tuple(p), tuple(u)) for level, (p, u) in by_level.items()})

    def _called(self, unit: Unit) -> list[tuple[str, Unit]]:
        """What each level word means beside the unit: in 酒泉市 市 is itself, 省 甘肃省."""
        found: dict[str, Unit] = {}
        of_rank = _Levels.load().of_rank
        for candidate in (unit, *self._above(unit)):
            for level, ending in of_rank.get(candidate.rank, ()):
                if level not in found and candidate.name.endswith(ending):
                    found[level] = candidate
        return list(found.items())

    def _last_named(self, level: str, position: int) -> Unit | None:
        positions, units = self.named.get(level, ((), ()))
        index = bisect_left(positions, position) - 1
        return units[index] if index >= 0 else None

    def _above(self, unit: Unit) -> tuple[Unit, ...]:
        division = self.places.divisions.by_code(unit.near, self.at) if unit.near else None
        if division is None:
            return ()
        return tuple(of_division(d, self.places.divisions) for d in (division, *self.places.divisions.ancestors(division)))

    def _topic(self, level: str, position: int, own: Unit) -> Unit | None:
        """Another unit of the own one's rank with which this sentence or the one before begins: 江苏则从人手上想办法。|省民政厅…

        For texts that go from place to place, whose own territory is no more than the one they name most.
        """
        positions, units = self.named.get(level, ((), ()))
        index = bisect_left(positions, position) - 1
        if index < 0 or position - positions[index] > _SENTENCE or positions[index] not in self.topics:
            return None
        return units[index] if units[index] != own and units[index].rank == own.rank else None

    def _only_province(self, level: str) -> Unit | None:
        """The one province in which all that the text names lies, where 省 has no other anchor."""
        if level not in ("省", "自治区"):
            return None
        units = set(self.named.get(level, ((), ()))[1])
        return units.pop() if len(units) == 1 else None

    def _only_city(self, level: str) -> Unit | None:
        """The one city or prefecture in which all lies that the text names later: 市委 before 桐城市 and 大观区 is 安庆's."""
        if level not in ("市", "州", "盟"):
            return None
        units = self.named.get(level, ((), ()))[1]
        cities = {u for u in units if u.rank == "prefecture"}
        inside = {u.near[:4] for u in units if u.near}
        return next(iter(cities)) if len(cities) == 1 and len(inside) == 1 else None

    def last_seat(self, position: int) -> Unit | None:
        """The county or city named last before the position, within the same sentence or the one before."""
        found: list[tuple[int, int, Unit]] = []
        for level in (*_COUNTY_LEVELS, "州", "盟"):
            positions, units = self.named.get(level, ((), ()))
            index = bisect_left(positions, position) - 1
            if index >= 0 and units[index].rank in _SEAT_RANKS and position - positions[index] < _SENTENCE:
                found.append((positions[index], _SEAT_RANKS.index(units[index].rank), units[index]))
        return max(found, key=lambda f: f[:2])[2] if found else None

    def last_county(self, position: int) -> Unit | None:
        """The county of the article, else the one named last before the position; the home of a bare 镇."""
        if self.county is not None:
            return self.county
        last = [(p, u) for level in _COUNTY_LEVELS for p, u in [self._last_with_position(level, position)] if u]
        return max(last, key=lambda pair: pair[0])[1] if last else None

    def _last_with_position(self, level: str, position: int) -> tuple[int, Unit | None]:
        positions, units = self.named.get(level, ((), ()))
        index = bisect_left(positions, position) - 1
        unit = units[index] if index >= 0 else None
        return (positions[index], unit) if unit and unit.rank == "county" else (-1, None)

    def read(self, text: str, position: int) -> tuple[int, Unit | None]:
        """The unit at the head of the text, written out (江津区, 恩施州, 头闸镇) or as a level (我省, 区); 0 where none is."""
        if own := next((name for name in (XPCC.name, "新疆兵团") if text.startswith(name)), ""):
            return len(own), XPCC
        chain = self.places.chain(text, self.at, self.near)
        if chain.length and not (chain.division is None and chain.township is None and not (chain.village or "").endswith("村")):
            county = None if chain.division else self.home_of(chain.township, position)
            return chain.length, of_chain(chain, self.places.divisions, county)
        found = level_head(text)
        if not found:
            return 0, None
        if found["which"] == "全" and text.startswith("全国"):
            return 2, CHINA
        return found.end(), self.unit(found["level"], position, whole=bool(found["which"]))

    def knows_township(self, short: str, position: int) -> bool:
        """Whether the article's county, or the one named last, has a township of that stem: 烟墩 → 烟墩镇."""
        county = self.last_county(position)
        code = county.code if county else None
        return code is not None and any(self.places.divisions.has_township(code, short + s) for s in ("镇", "乡", "街道"))

    def home_of(self, township: str | None, position: int) -> Unit | None:
        """The county that a township named without one lies in: the article's, else the county named last that has one."""
        divisions = self.places.divisions
        if township is None:
            return self.last_county(position)
        codes = divisions.township_counties(township)
        last = self.last_county(position)
        if last is not None and codes and last.code not in codes and (named := self._owner(codes, position)) is not None:
            return named
        if last is not None and (not codes or self.county is not None or divisions.has_township(last.code or "", township)):
            return last
        owners: list[Division] = [d for c in codes if (d := divisions.by_code(c)) and self._in_territory(d)]
        return of_division(divisions.at_time(owners[0], self.at), divisions) if len(owners) == 1 else last

    def _owner(self, codes: tuple[str, ...], position: int) -> Unit | None:
        """The city or county just named that has the township, though the article is of another: 织金县猫场镇、|以那镇."""
        seat = self.last_seat(position)
        return seat if seat is not None and seat.code in codes else None

    def _in_territory(self, division: Division) -> bool:
        territory = self.territory
        return bool(territory and territory.code and self.places.divisions.contains(territory.code, division))
