"""Organs of state and Party: short forms by sector, national bodies, and which organ became which in the reforms.

Source: ontology/agencies (its README names the published reform plans).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from kg.tables.divisions import year_of
from kg.tables.loading import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Row = TypeVar("Row")

__all__ = ["Agencies", "NationalBody", "Reform", "Sector", "Station", "expand_school"]


@dataclass(frozen=True, slots=True)
class Sector:
    """A short form of an organ behind a division, and what it stands for: 人社局 → 人力资源和社会保障局."""

    short: str
    full: str
    since: str  # year, "" for no bound
    until: str
    type: str
    english: str

    def in_use(self, year: int | None) -> bool:
        """Whether the full name existed in the year; unknown years count as yes."""
        return _within(year, self.since, self.until)


@dataclass(frozen=True, slots=True)
class NationalBody:
    """A central body: the surface that names it and its name (中组部 → 中共中央组织部)."""

    surface: str
    name: str
    type: str
    since: str
    until: str
    english: str

    def in_use(self, year: int | None) -> bool:
        """Whether the surface meant this name in the year; unknown years count as yes."""
        return _within(year, self.since, self.until)

    def is_before(self, year: int | None) -> bool:
        """Whether the name is younger than the year."""
        return year is not None and bool(self.since) and year < int(self.since)


def _within(year: int | None, since: str, until: str) -> bool:
    return year is None or ((not since or int(since) <= year) and (not until or year <= int(until)))


@dataclass(frozen=True, slots=True)
class Reform:
    """An organ that became another: 工商行政管理局 → 市场监督管理局 in 2018."""

    before: str
    after: str
    year: str
    level: str  # national: whole names; province: provincial organs; any: organs below the centre
    kind: str  # merged | renamed | part | moved
    source: str


@dataclass(frozen=True, slots=True)
class Station:
    """A kind of station or squad and the bureau it belongs to: 司法所 of the 司法局."""

    suffix: str
    full: str
    bureau: str


@dataclass(frozen=True, slots=True)
class PartyShort:
    """A short form inside names of party and mass organs: 委|农办, 市总|女工委."""

    short: str
    full: str
    where: str  # committee | tail | association


@dataclass(frozen=True, slots=True)
class Campaign:
    """A party-wide campaign and the months in which its last words alone meant it."""

    short: str
    full: str
    since: str
    until: str


class Agencies:
    """The tables, indexed; `Agencies.load()` gives the one instance."""

    def __init__(
        self,
        sectors: tuple[Sector, ...],
        national: tuple[NationalBody, ...],
        reforms: tuple[Reform, ...],
        stations: tuple[Station, ...],
        party: tuple[PartyShort, ...],
        campaigns: tuple[Campaign, ...],
        institutions: Mapping[str, str],
        laws: Mapping[str, str],
        plenums: Mapping[tuple[str, str], str],
        bureaus: frozenset[str],
    ) -> None:
        """`institutions`, `laws`, `plenums` (papers of each) map short names to full ones; `bureaus` stand without a place."""
        self.sectors, self.national_bodies, self.reforms = sectors, national, reforms
        self.institutions, self.laws, self.plenums, self.bureaus = institutions, laws, plenums, bureaus
        self._stations, self._campaigns = stations, campaigns
        self._committee = {p.short: p.full for p in party if p.where == "committee"}
        self.associations = {p.short: p.full for p in party if p.where == "association"}
        self._tails = tuple((p.short, p.full) for p in party if p.where == "tail")
        self._shorts: dict[str, list[Sector]] = {}
        for sector in sectors:
            self._shorts.setdefault(sector.short, []).append(sector)
        self._longest = max(map(len, self._shorts))
        self._national: dict[str, list[NationalBody]] = {}
        for body in sorted(national, key=lambda b: bool(b.until)):  # where no year tells, the name of today
            for surface in dict.fromkeys((body.surface, body.name)):
                self._national.setdefault(surface, []).append(body)

    @classmethod
    def load(cls) -> Agencies:
        """The tables of ontology/agencies; read once a process."""
        return _load()

    def national(self, surface: str, at: str | None = None) -> NationalBody | None:
        """The central body that the surface names: 党中央, 中组部, 国家卫健委; of several the one of the year.

        广电总局 was 国家新闻出版广电总局 in 2015 and has been 国家广播电视总局 since 2018. Companies go from the year of their
        name on: 武汉铁路局 has been 中国铁路武汉局集团有限公司 since 2018; in a text of 2012 it is a name of its own.
        """
        bodies = self._national.get(surface)
        if not bodies:
            return None
        year = year_of(at)
        body = next((b for b in bodies if b.in_use(year)), bodies[0])
        return None if body.type == "Organization" and body.is_before(year) else body

    def sector_at_head(self, text: str, at: str | None = None) -> Sector | None:
        """The sector whose short form is the longest at the head of the text: 市场监管局第三党支部 → 市场监管局."""
        year = year_of(at)
        for stop in range(min(len(text), self._longest), 1, -1):
            found = self._shorts.get(text[:stop], ())
            if found and not (text[stop - 1] == "办" and text.startswith("公", stop)):  # 地方志办|公室 is written out
                # A text of 2021 that speaks of 省工商局 means the organ of that name, not its successor;
                # one of 2012 that speaks of 县文旅局 does not mean an organ that was founded in 2018.
                known = [s for s in found if not (year is not None and s.since and year < int(s.since))]
                return next((s for s in known if s.in_use(year)), known[-1] if known else None)
        return None

    def expand(self, organ: str, at: str | None = None) -> str:
        """The organ with each short form in it written out: 教委责任督学工作站 → 教育委员会责任督学工作站, 教育局关工委 → ….

        What the table does not know stays as it is. A form that the full name already contains is left alone.
        """
        if organ in self.associations:
            return self.associations[organ]
        sector = self.sector_at_head(organ, at)
        if sector is None:
            return self.expand_tail(expand_school(organ))
        if organ.startswith(sector.full):
            return sector.full + self.expand_tail(organ[len(sector.full) :])
        return sector.full + self.expand_tail(organ[len(sector.short) :])

    def expand_tail(self, rest: str) -> str:
        """The last organ of the rest written out where it is a committee inside a body: 教育局|关工委."""
        for short, full in self._tails:
            if rest.endswith(short) and not rest.endswith("机关工委"):
                return rest.removesuffix(short) + full
        return rest

    def expand_committee(self, organ: str) -> str:
        """The office of a party committee written out: 委农办 → 委农村工作领导小组办公室; others as they are."""
        head = next((h for h in ("党委", "委") if organ.startswith(h)), None)
        full = self._committee.get(organ.removeprefix(head)) if head else None
        return f"{head}{full}" if full else organ

    def station(self, surface: str) -> Station | None:
        """The kind of station that the surface names without its bureau: 卧虎|派出所."""
        return next((s for s in self._stations if surface.endswith(s.suffix)), None)

    def campaign(self, short: str, at: str | None) -> str | None:
        """The campaign that the words meant in that month: 主题教育 in 2019 and in 2023."""
        if not at:
            return None
        found = [c.full for c in self._campaigns if c.short == short and c.since[: len(at)] <= at[:7] <= c.until]
        return found[0] if len(found) == 1 else None

    def successors(self, name: str) -> tuple[Reform, ...]:
        """The reforms in which an organ of that name (without its division) ended or passed on work."""
        return tuple(r for r in self.reforms if r.before == name)

    def predecessors(self, name: str) -> tuple[Reform, ...]:
        """The reforms out of which an organ of that name came."""
        return tuple(r for r in self.reforms if r.after == name)


def expand_school(organ: str) -> str:
    """Numbered schools written out: 六中 → 第六中学, 城关十小 → 城关第十小学; others as they are."""
    kinds, school = _schools()
    found = school.search(organ)
    if not found or organ[: found.start()].endswith("第"):
        return organ
    return f"{organ[: found.start()]}第{found['number']}{kinds[found['kind']]}{organ[found.end() :]}"


@cache
def _schools() -> tuple[dict[str, str], re.Pattern[str]]:
    """小 → 小学, and where such a short form stands behind a number: not in 一中心, but in 六中退休党支部, 六中教工支部."""
    kinds = {row["short"]: row["full"] for row in rows("lexicon/school_kinds.tsv", ("short", "full", "example"))}
    any_kind = "|".join(kinds)
    return kinds, re.compile(
        rf"(?P<number>[一二三四五六七八九十]{{1,3}})(?P<kind>{any_kind})(?=$|[^一-鿿]|[退在党教关团学工高初])"
    )


@cache
def _load() -> Agencies:
    return Agencies(
        sectors=_read("sectors", Sector, "short", "full", "since", "until", "type", "english"),
        national=_read("national", NationalBody, "surface", "name", "type", "since", "until", "english"),
        reforms=_read("reforms", Reform, "before", "after", "year", "level", "kind", "source"),
        stations=tuple(sorted(_read("stations", Station, "suffix", "full", "bureau"), key=lambda s: (-len(s.suffix), s.suffix))),
        party=_read("party", PartyShort, "short", "full", "where"),
        campaigns=_read("campaigns", Campaign, "short", "full", "since", "until"),
        institutions={r["name"]: r["full"] for r in rows("agencies/institutions.tsv", ("name", "full", "example"))},
        laws={r["short"]: r["full"] for r in rows("agencies/laws.tsv", ("short", "full", "example"))},
        plenums={
            (r["plenum"], r["short"]): r["full"] for r in rows("agencies/plenums.tsv", ("plenum", "short", "full", "example"))
        },
        bureaus=frozenset(r["name"] for r in rows("agencies/bureaus.tsv", ("name", "example"))),
    )


def _read(table: str, kind: Callable[..., Row], *fields: str) -> tuple[Row, ...]:
    """The rows of a table as objects of `kind`; the column `example`, before `english`, is for readers and tests."""
    columns = list(fields)
    if "source" not in columns:
        columns.insert(columns.index("english") if "english" in columns else len(columns), "example")
    return tuple(kind(*(r[f] for f in fields)) for r in rows(f"agencies/{table}.tsv", tuple(columns)))
