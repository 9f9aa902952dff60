"""Administrative divisions of China with their history: look-up by code, by name at a date, by the head of a text.

Source: ontology/divisions (its README names sources and licences).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from kg.tables.loading import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Division", "Divisions", "Form", "Head", "Level"]

Level = Literal["province", "prefecture", "county"]
# full 甘南藏族自治州 | level 甘南州 | short 甘南 | custom 巴州 | letter 甘
Form = Literal["full", "level", "short", "custom", "letter"]

MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})  # 直辖市: their counties hang on the province
_AUTONOMOUS = {"自治区": "区", "自治州": "州", "自治县": "县", "自治旗": "旗"}
_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "矿区", "新区", "特区", *"省市县区旗盟")
_WOODS = 4  # characters up to which 林 belongs to the name: 万柏林|区, 碑林|区, but 神农架|林区
_LONGEST_CHAIN = 4
_DISTINCT = 3  # characters from which a district's short form is no word: 石景山, 加格达奇; but 新华, 和平
_LATE = 3  # years for which the tables may be late, and a former unit's short form may still be meant (not 四川省|重庆|商会)
Units = tuple["Division", ...]
Found = list[tuple["Division", Form]]


@dataclass(frozen=True, slots=True)
class Division:
    """A division under one name and code; units that changed either are several rows, linked by `predecessors`.

    Years are those of the code books ("" = before 1980, or still in force).
    """

    code: str
    name: str
    level: Level
    parent: str  # code; "" for provinces
    valid_from: str
    valid_to: str
    predecessors: tuple[tuple[str, str], ...]  # (code, name)
    short: str  # 酒泉; "" where the name has no short form (忠县)

    @property
    def is_district(self) -> bool:
        """A 市辖区: a county-level unit called 区 below a city (not 神农架林区)."""
        return self.level == "county" and self.name.endswith("区") and not self.name.endswith(("林区", "特区"))

    def in_force(self, year: int | None) -> bool:
        """Whether the unit was in force at some time of the year; without a year: whether it is today."""
        if year is None:
            return not self.valid_to
        return (not self.valid_from or int(self.valid_from) <= year) and (not self.valid_to or year <= int(self.valid_to))

    def founded_after(self, year: int | None) -> bool:
        """Whether the unit came so long after the year that the text cannot mean it: 两江新区 was no division in 2019."""
        return year is not None and bool(self.valid_from) and year < int(self.valid_from) - _LATE

    def years_off(self, year: int | None) -> int:
        """How many years the unit is from being in force; 0 when it was."""
        if self.in_force(year):
            return 0
        if year is None:
            return 3000 - int(self.valid_to)
        if self.valid_from and year < int(self.valid_from):
            return int(self.valid_from) - year
        return year - int(self.valid_to)


@dataclass(frozen=True, slots=True)
class Head:
    """A chain of divisions at the head of a text: how far it reaches and what its last link may be."""

    length: int
    divisions: tuple[Division, ...]  # homonyms, never empty
    form: Form  # of the last link


@lru_cache(maxsize=4096)
def year_of(at: str | None) -> int | None:
    """The year of an ISO date or None: 2017-05 → 2017."""
    return int(at[:4]) if at and at[:4].isdigit() else None


class Divisions:
    """All divisions, indexed; `Divisions.load()` gives the one instance."""

    def __init__(self, all_divisions: tuple[Division, ...], forms: tuple[tuple[str, str, Form], ...]) -> None:
        """`forms` are further (code, surface, form) of units in force."""
        self.all = all_divisions
        self._codes: dict[str, list[Division]] = {}
        for division in all_divisions:
            self._codes.setdefault(division.code, []).append(division)
        self._surfaces: dict[str, list[tuple[Division, Form]]] = {}
        for division in all_divisions:
            self._surfaces.setdefault(division.name, []).append((division, "full"))
            if division.short:
                self._surfaces.setdefault(division.short, []).append((division, "short"))
                for level in _level_forms(division):
                    self._surfaces.setdefault(level, []).append((division, "level"))
        for code, surface, form in forms:
            self._surfaces.setdefault(surface, []).extend((d, form) for d in self._codes[code] if not d.valid_to)
        self._heirs: dict[tuple[str, str], list[Division]] = {}
        for division in all_divisions:
            for before in division.predecessors:
                self._heirs.setdefault(before, []).append(division)
        self._above: dict[tuple[str, str, str], Units] = {}  # the units above a division, as far as asked for
        self._longest = max(map(len, self._surfaces))
        self._heads = {surface[:2] for surface in self._surfaces}

    @property
    def landscapes(self) -> frozenset[str]:
        """Waters and mountains whose names are short forms of divisions too."""
        return _landscapes()

    @classmethod
    def load(cls) -> Divisions:
        """The divisions of ontology/divisions; read once a process."""
        return _load()

    def by_code(self, code: str, at: str | None = None) -> Division | None:
        """The unit of that code in force at the date, else the one nearest in time; None for an unknown code."""
        found = self._codes.get(code)
        if not found or len(found) == 1:
            return found[0] if found else None
        year = year_of(at)
        return min(found, key=lambda d: (d.years_off(year), -int(d.valid_from or 0)))

    def forms(self, surface: str) -> tuple[tuple[Division, Form], ...]:
        """Every unit that the surface may stand for at any time, with the kind of form it is."""
        return tuple(self._surfaces.get(surface, ()))

    def surfaces(self) -> Iterator[tuple[str, tuple[tuple[Division, Form], ...]]]:
        """Every surface with what it may stand for; for building gazetteers."""
        for surface, found in self._surfaces.items():
            yield surface, tuple(found)

    def named(self, surface: str, at: str | None = None, within: str | None = None) -> tuple[Division, ...]:
        """The units that the surface may stand for, the fuller form and the higher level first.

        Those in force at the date only, or, where none was, those nearest in time. `within` keeps what lies in
        (or is) the unit of that code. 鼓楼区 has four, 海南 two (海南省; 海南州 and 海南区 are further down).
        """
        found = self._surfaces.get(surface, ())
        if within:
            found = [(d, f) for d, f in found if self.contains(within, d)]
        return self._of_the_time(list(found), year_of(at))

    @staticmethod
    def _of_the_time(found: Found, year: int | None) -> Units:
        found = [(d, f) for d, f in found if not d.founded_after(year)]
        ranked = sorted(found, key=lambda p: (_FORM_RANK[p[1]], _LEVEL_RANK[p[0].level], p[0].code))
        nearest = min((d.years_off(year) for d, _ in found), default=0)
        kept = [d for d, _ in ranked if d.years_off(year) == nearest]
        return _drop_replaced(kept)

    def today(self, division: Division) -> Division:
        """The unit in force today that came of the division: 静海县 120223 → 静海区 120118."""
        for _ in range(_LONGEST_CHAIN):
            if not division.valid_to:
                return division
            heirs = self._heirs.get((division.code, division.name))
            if not heirs:
                return division
            division = heirs[0]
        return division

    def at_time(self, division: Division, at: str | None) -> Division:
        """The division, or the one of its predecessors that was in force at the date: 静海区 in 2014 → 静海县."""
        year = year_of(at)
        for _ in range(_LONGEST_CHAIN):
            if year is None or not division.valid_from or year >= int(division.valid_from):
                return division
            earlier = [d for c, n in division.predecessors for d in self._codes.get(c, ()) if d.name == n]
            same_rank = [d for d in earlier if d.level == division.level and d.in_force(year)] or earlier
            if not same_rank:
                return division
            division = same_rank[0]
        return division

    def parent(self, division: Division, at: str | None = None) -> Division | None:
        """The unit directly above; None for provinces."""
        return self.by_code(division.parent, at or division.valid_to or None) if division.parent else None

    def ancestors(self, division: Division) -> tuple[Division, ...]:
        """The units above, nearest first."""
        key = division.code, division.parent, division.valid_to
        if key not in self._above:
            chain: list[Division] = []
            above = self.parent(division)
            while above is not None and len(chain) < _LONGEST_CHAIN:
                chain.append(above)
                above = self.parent(above)
            self._above[key] = tuple(chain)
        return self._above[key]

    def contains(self, outer: str, inner: Division) -> bool:
        """Whether the unit of code `outer` is `inner` or lies above it."""
        return outer == inner.code or any(d.code == outer for d in self.ancestors(inner))

    def province(self, division: Division) -> Division:
        """The province-level unit that the division is or lies in."""
        return ([division, *self.ancestors(division)])[-1]

    def city(self, division: Division) -> Division | None:
        """The city whose district the division is (城关区 620102 → 兰州市); None for what is no municipal district."""
        above = self.ancestors(division)[:1] if division.is_district else ()
        return above[0] if above and above[0].name.endswith("市") else None

    def may_head(self, text: str) -> bool:
        """Whether a division may stand at the head of the text; where not, `prefixes` finds none."""
        return text[:2] in self._heads

    def prefixes(self, text: str, at: str | None = None, within: str | None = None) -> tuple[Head, ...]:
        """The chains of divisions at the head of the text, the longest first: 甘肃省兰州市城关区…, 甘肃省兰州市…, 甘肃省….

        A later link lies in the one before it. Short forms count for provinces and prefectures; for counties
        after their province or prefecture (甘肃金塔) or in the unit `within`; for districts after a municipality
        (上海静安) or from three characters on (石景山), since 新华, 和平 are words.
        """
        if not self.may_head(text):
            return ()
        heads: dict[int, Head] = {}
        self._extend(text, 0, None, year_of(at), within, heads)
        return tuple(heads[length] for length in sorted(heads, reverse=True))

    def _extend(
        self, text: str, start: int, above: Units | None, year: int | None, within: str | None, heads: dict[int, Head]
    ) -> None:
        if text[start : start + 2] not in self._heads:
            return
        for stop in range(min(len(text), start + self._longest), start + 1, -1):
            listed = self._surfaces.get(text[start:stop])
            if not listed:
                continue
            found: Found = [
                (d, f)
                for d, f in listed
                if f != "letter" and (f == "full" or d.years_off(year) <= _LATE) and self._may_follow(d, f, above, within)
            ]
            kept = self._of_the_time(found, year)
            if not kept:
                continue
            if stop not in heads:
                form = min((f for d, f in found if d in kept), key=_FORM_RANK.__getitem__)
                heads[stop] = Head(stop, kept, form)
            self._extend(text, stop, kept, year, within, heads)

    def _may_follow(self, division: Division, form: Form, above: Units | None, within: str | None) -> bool:
        if above is not None and not any(u.code != division.code and self.contains(u.code, division) for u in above):
            return False
        inside = above is not None or (within is not None and self.contains(within, division))
        if form == "full" and len(division.name) == 2 and division.is_district:
            return inside  # 郊区, 城区, 新区 are words too
        if form != "short" or division.level != "county":
            return True
        if division.is_district and len(division.short) < _DISTINCT:
            return above is not None and any(u.code in MUNICIPALITIES for u in above)
        return inside or division.is_district

    def township_counties(self, name: str) -> tuple[str, ...]:
        """Codes of the counties, and cities without any, that have a township, town or street called so today: 城关镇 has 82.

        A township of a people goes without it too: 铜厂乡 is the name of one, and short for 铜厂彝族乡.
        """
        return (*_townships().get(name, ()), *_counties_by_short_township().get(name, ()), *_cities_by_town().get(name, ()))

    def has_township(self, county: str, name: str) -> bool:
        """Whether the county of that code, or what it is called today, has a township of that name."""
        codes = self.township_counties(name)
        if not codes or county in codes:
            return bool(codes)
        division = self.by_code(county)
        return division is not None and self.today(division).code in codes

    def township_name(self, name: str, county: str | None) -> str:
        """The official name of a township that the text calls without its people: 五马场乡 → 五马场哈萨克族乡."""
        return _short_townships().get((county or "", name), name)

    def township_names(self) -> Iterator[str]:
        """Every name of a township, town or street."""
        return iter(_townships())

    def township_prefix(self, text: str, county: str | None = None) -> str | None:
        """The longest township name at the head of the text, of the given county where there is one."""
        if text[:2] not in _township_heads():
            return None
        for stop in range(min(len(text), 16), 2, -1):
            name = text[:stop]
            if county is None and self.township_counties(name):
                return name
            if county and (self.has_township(county, name) or (county, name) in _short_townships()):
                return name
        return None


_FORM_RANK: dict[Form, int] = {"full": 0, "level": 1, "custom": 2, "short": 3, "letter": 4}
_LEVEL_RANK: dict[Level, int] = {"province": 0, "prefecture": 1, "county": 2}


def _drop_replaced(divisions: list[Division]) -> tuple[Division, ...]:
    """Without units that another of the list replaced in the same year (酒泉市 622102 and 620900 in 2002)."""
    gone = {old for d in divisions for old in d.predecessors}
    return tuple(d for d in divisions if (d.code, d.name) not in gone) or tuple(divisions)


def _level_forms(division: Division) -> tuple[str, ...]:
    """Autonomous units without their peoples: 湘西州, 湘西自治州; none for others."""
    for suffix, letter in _AUTONOMOUS.items():
        if division.name.endswith(suffix):
            return tuple(f for f in (division.short + letter, division.short + suffix) if f != division.name)
    return ()


def short_name(name: str, peoples: tuple[str, ...]) -> str:
    """The name without its rank and peoples: 积石山保安族东乡族撒拉族自治县 → 积石山; "" if one character is left."""
    suffix = next((s for s in _SUFFIXES if name.endswith(s)), "")
    if suffix == "林区" and len(name) <= _WOODS:
        suffix = "区"
    stem = name.removesuffix(suffix)
    while suffix.startswith("自治"):
        people = next((p for p in peoples if stem.endswith(p) and len(stem) > len(p) + 1), None)
        if people is None:
            break
        stem = stem.removesuffix(people)
    return stem if len(stem) > 1 and suffix else ""


def _level(code: str) -> Level:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def _division(row: dict[str, str], peoples: tuple[str, ...]) -> Division:
    before = tuple((p[:6], p[7:]) for p in row["predecessors"].split(";") if p)
    return Division(
        code=row["code"],
        name=row["name"],
        level=_level(row["code"]),
        parent=row["parent"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        predecessors=before,
        short=short_name(row["name"], peoples),
    )


@cache
def _load() -> Divisions:
    listed = list(rows("divisions/peoples.tsv", ("people", "bare", "example")))
    peoples = tuple(sorted((p for r in listed for p in (r["people"], r["bare"]) if p), key=lambda p: (-len(p), p)))
    columns = ("code", "name", "parent", "valid_from", "valid_to", "predecessors")
    divisions = tuple(_division(row, peoples) for row in rows("divisions/divisions.tsv", columns))
    forms: list[tuple[str, str, Form]] = []
    for row in rows("divisions/forms.tsv", ("code", "form", "kind", "example")):
        forms.append((row["code"], row["form"], "letter" if row["kind"] == "letter" else "custom"))
    return Divisions(divisions, tuple(forms))


@cache
def _landscapes() -> frozenset[str]:
    """Rivers, lakes, seas and mountains whose bare names are also those of divisions: 长江, 太湖."""
    return frozenset(row["name"] for row in rows("divisions/landscapes.tsv", ("name", "example")))


@cache
def _short_townships() -> dict[tuple[str, str], str]:
    """(county, 五马场乡) → 五马场哈萨克族乡."""
    peoples = tuple(r["people"] for r in rows("divisions/peoples.tsv", ("people", "bare", "example")))
    short: dict[tuple[str, str], str] = {}
    for name, counties in _townships().items():
        stem = name.removesuffix("乡")
        if not stem.endswith(peoples):  # nearly all
            continue
        people = next((p for p in peoples if stem.endswith(p) and stem != name and len(stem) > len(p) + 1), None)
        while people:
            stem = stem.removesuffix(people)
            people = next((p for p in peoples if stem.endswith(p) and len(stem) > len(p) + 1), None)
        if stem + "乡" != name and stem != name:
            short.update({(county, stem + "乡"): name for county in counties})
    return short


@cache
def _counties_by_short_township() -> dict[str, tuple[str, ...]]:
    """铜厂乡 → the counties whose township of that stem carries its people."""
    counties: dict[str, list[str]] = {}
    for county, name in _short_townships():
        counties.setdefault(name, []).append(county)
    return {name: tuple(codes) for name, codes in counties.items()}


@cache
def _township_heads() -> frozenset[str]:
    """What names of townships begin with."""
    return frozenset(name[:2] for name in _townships()) | {name[:2] for _, name in _short_townships()}


@cache
def _cities_by_town() -> dict[str, tuple[str, ...]]:
    """南区街道 → the cities without counties that have one; they are no names by which a text is tagged."""
    return _codes_by_name("divisions/towns.tsv", "city")


@cache
def _townships() -> dict[str, tuple[str, ...]]:
    return _codes_by_name("divisions/townships.tsv", "county")


def _codes_by_name(file: str, whose: str) -> dict[str, tuple[str, ...]]:
    """Each name of a table that lists the names of a code, with all codes that have it."""
    codes: dict[str, tuple[str, ...]] = {}
    for row in rows(file, (whose, "names")):
        for name in row["names"].split(" "):
            codes[name] = (*codes.get(name, ()), row[whose])
    return codes
