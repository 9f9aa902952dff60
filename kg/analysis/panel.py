"""Panels of an initiative: division × year, first dates, directed dyads, and the words behind each cell.

A cell is empty where no article of the division was read for the year, and 0 where one was and says nothing of the kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING

from kg.analysis.coverage import Cell, Coverage, coverage
from kg.analysis.sightings import KINDS, Kind, Sighting, initiatives, same, sightings
from kg.analysis.texts import articles_of
from kg.analysis.units import Places, Unit, unit_named, unit_of
from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.result import Value
from kg.tables.divisions import Division, Divisions

if TYPE_CHECKING:
    import pandas

__all__ = ["TABLES", "Panel", "panel"]

TABLES = ("panel", "divisions", "dyads", "evidence")
STAGES: tuple[Kind, ...] = ("mention", "plan", "pilot", "adoption")  # 1 to 4; the highest that a cell has
Row = dict[str, Value]

_TAKEN = re.compile(r"taken over from (\d{6})$")
_TAKEN_OVER = """SELECT ?local ?reason WHERE {
  ?link a kg:Link ; kg:rule "initiative:taken-over" ; rdf:subject ?local ; kg:reason ?reason } ORDER BY ?local ?reason"""


@dataclass(frozen=True)
class Panel:
    """The tables of one initiative by name, each a tuple of rows that have the columns of panel.toml."""

    initiative: str
    unit: Unit
    tables: Mapping[str, tuple[Row, ...]]

    def to_pandas(self, table: str = "panel") -> pandas.DataFrame:
        """One of the tables (panel, divisions, dyads, evidence), in pandas' nullable types; an empty cell is NA, never 0.

        Raises UsageError for another name, or where pandas is not installed.
        """
        from kg.analysis.frames import frame

        if table not in self.tables:
            raise UsageError(f"there is no table {table!r}; there are: {', '.join(TABLES)}")
        return frame(table, self.tables[table])


def panel(graph: Graph, *, initiative: str, unit: str = "prefecture", variants: bool = False) -> Panel:
    """The panel of what is called `initiative`, by divisions of that level (province, prefecture, county) and years.

    Divisions are those of which an article was read or something is told, under today's codes; years run from the first to the
    last of these. Raises UsageError for an initiative or a unit that there is not, or where the graph has no articles.
    """
    level = unit_named(unit)
    articles_of(graph)
    found = initiatives(graph, initiative, variants=variants)
    places, alike = Places.of(graph), same(graph)
    seen = sightings(graph, found, places)
    read = coverage(graph, level, places, alike)
    placed = [(s, unit_of(s.code, level)) for s in seen]
    at: dict[str, list[Sighting]] = defaultdict(list)
    for sighting, division in placed:
        if division:
            at[division.code].append(sighting)
    first = {code: _firsts(group) for code, group in at.items()}
    tables = {
        "panel": tuple(_cells(at, read, alike)),
        "divisions": tuple(_division_row(code, group, first[code], alike) for code, group in sorted(at.items())),
        "dyads": tuple(_dyads(at, first, _taken(graph), level)),
        "evidence": tuple(_evidence(s, division, _year(s, read, alike)) for s, division in placed),
    }
    return Panel(initiative, level, tables)


def _year(sighting: Sighting, read: Coverage, alike: Mapping[str, str]) -> int | None:
    """The year that it counts in: its own; of a bare name, or where nothing is dated, the last that the article reports on."""
    years = read.years.get(alike.get(sighting.article.iri, sighting.article.iri))
    return years[-1] if years and (sighting.event is None or sighting.year is None) else sighting.year


def _cells(at: Mapping[str, list[Sighting]], read: Coverage, alike: Mapping[str, str]) -> Iterator[Row]:
    inside: dict[Cell, list[Sighting]] = defaultdict(list)
    for code, group in at.items():
        for sighting in group:
            if (year := _year(sighting, read, alike)) is not None:
                inside[code, year].append(sighting)
    known = {*inside, *read.own}
    years = [year for _, year in known]
    for code in sorted({code for code, _ in known}):
        for year in range(min(years), max(years) + 1):
            yield {"unit_code": code, **_named(code, year), "year": year, **_cell((code, year), inside[code, year], read, alike)}


def _cell(cell: Cell, inside: list[Sighting], read: Coverage, alike: Mapping[str, str]) -> Row:
    own, naming = read.own.get(cell, frozenset()), read.naming.get(cell, frozenset())
    row: Row = {"articles": len(own), "articles_naming": len(naming)}
    silent = 0 if own else None
    for kind in KINDS:
        row[kind] = len({_telling(s, alike) for s in inside if s.kind == kind}) or silent
    row["stage"] = max((STAGES.index(s.kind) + 1 for s in inside), default=silent)
    row["verified"] = len({_stated(s, alike) for s in inside if s.verified}) or silent
    row["doubtful"] = len({_stated(s, alike) for s in inside if s.doubtful}) or silent
    row["evidence"] = _ids(inside)
    return row


def _telling(sighting: Sighting, alike: Mapping[str, str]) -> str:
    """What is counted: a happening once, however many articles tell of it; of bare names the articles."""
    told = sighting.event.iri if sighting.event else sighting.article.iri
    return alike.get(told, told)


def _stated(sighting: Sighting, alike: Mapping[str, str]) -> str:
    """A statement, which an article and its reprints make once."""
    return sighting.event.iri if sighting.event else _telling(sighting, alike)


def _ids(found: Iterable[Sighting]) -> str | None:
    return ";".join(dict.fromkeys(s.id for s in found)) or None


def _named(code: str, year: int | None = None) -> Row:
    """The division's names; its own is that of the year."""
    divisions = Divisions.load()
    division = divisions.by_code(code)
    assert division is not None  # codes come from the table
    province = divisions.province(division)
    then = divisions.at_time(division, str(year)) if year else division
    return {"unit": then.name, "province_code": province.code, "province": province.name}


@dataclass(frozen=True, slots=True)
class First:
    """When something was first so: between two days, either unknown (None), and the words of both."""

    earliest: str | None
    latest: str | None
    sighting: Sighting


def _firsts(group: list[Sighting]) -> dict[str, First]:
    """Kind → its first date; `work` is the first of pilot and adoption."""
    kinds: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in KINDS} | {"work": ("pilot", "adoption")}
    return {
        name: first for name, wanted in kinds.items() if (first := _first([s for s in group if s.kind in wanted])) is not None
    }


def _first(found: list[Sighting]) -> First | None:
    """Of statements with a time where there are any: one without may be of the same happening, told later."""
    known = [s for s in found if s.earliest] or found
    if not known:
        return None
    earliest = min((s.earliest for s in known if s.earliest), default=None)
    latest = min((s.latest for s in known if s.latest), default=None)
    by = min(known, key=lambda s: (s.earliest or s.latest or "9999", s.latest or "9999", s.id))
    return First(earliest, latest, by)


def _division_row(code: str, group: list[Sighting], first: Mapping[str, First], alike: Mapping[str, str]) -> Row:
    row: Row = {"unit_code": code, **_named(code)}
    for kind in KINDS:
        found = first.get(kind)
        row[f"{kind}_earliest"] = found.earliest if found else None
        row[f"{kind}_latest"] = found.latest if found else None
        row[f"{kind}_evidence"] = found.sighting.id if found else None
    return {
        **row,
        "statements": len({(_stated(s, alike), s.initiative.iri) for s in group}),
        "initiatives": ";".join(dict.fromkeys(s.initiative.label for s in group)),
    }


def _taken(graph: Graph) -> dict[str, str]:
    """Article → the code of the place that its initiative was taken over from, in the text's own words."""
    articles = {article.iri for article in graph.articles()}
    found: dict[str, str] = {}
    for local, reason in graph.query(_TAKEN_OVER):
        article, code = str(local).partition("/entity/")[0], _TAKEN.search(str(reason))
        if article in articles and code:
            found[article] = code[1]
    return found


def _dyads(
    at: Mapping[str, list[Sighting]], first: Mapping[str, Mapping[str, First]], taken: Mapping[str, str], unit: Unit
) -> Iterator[Row]:
    """From each division where the initiative was at work to each where it was later, or may have been."""
    begun = {code: f["work"] for code, f in first.items() if "work" in f}
    stated = {
        (source.code, code)
        for code, group in at.items()
        for s in group
        if s.kind in ("pilot", "adoption") and (source := unit_of(taken.get(s.article.iri), unit))
    }
    for start, end in permutations(sorted(begun), 2):
        one, other = begun[start], begun[end]
        if (start, end) in stated or "" < _by(one) <= _by(other):
            yield _dyad(start, end, one, other, (start, end) in stated)


def _by(first: First) -> str:
    """The day by which it was so, as far as is known; else ""."""
    return first.latest or first.earliest or ""


def _dyad(source: str, target: str, one: First, other: First, stated: bool) -> Row:
    ends: Row = {}
    for end, code in (("from", source), ("to", target)):
        ends |= {f"{end}_{key}": value for key, value in {"code": code, **_named(code)}.items()}
    days = (_days(one.latest, other.earliest), _days(one.earliest, other.latest))
    began = [_began(first) for first in (one, other)]
    return {
        **ends,
        "from_earliest": one.earliest,
        "from_latest": one.latest,
        "to_earliest": other.earliest,
        "to_latest": other.latest,
        "years": began[1] - began[0] if began[0] is not None and began[1] is not None else None,
        "days_min": days[0],
        "days_max": days[1],
        "order_certain": int(days[0] is not None and days[0] > 0),
        "same_province": int(source[:2] == target[:2]),
        "stated": int(stated),
        "from_evidence": one.sighting.id,
        "to_evidence": other.sighting.id,
    }


def _began(first: First) -> int | None:
    day = first.earliest or first.latest
    return int(day[:4]) if day else None


def _days(start: str | None, stop: str | None) -> int | None:
    return (date.fromisoformat(stop) - date.fromisoformat(start)).days if start and stop else None


def _evidence(s: Sighting, division: Division | None, year: int | None) -> Row:
    return {
        "id": s.id,
        "kind": s.kind,
        "initiative": s.initiative.label,
        "initiative_iri": s.initiative.iri,
        "unit_code": division.code if division else None,
        "unit": division.name if division else None,
        "division_code": s.code,
        "basis": s.basis,
        "year": year,
        "earliest": s.earliest,
        "latest": s.latest,
        "event_type": s.event.type if s.event else None,
        "event": s.event.iri if s.event else None,
        "article": s.name,
        "title": s.article.title,
        "published": s.article.published,
        "start": s.evidence.start,
        "stop": s.evidence.stop,
        "words": s.evidence.words,
        "sentence": s.evidence.sentence.strip(),
        "confidence": s.evidence.confidence,
        "verified": int(s.verified),
        "doubtful": int(s.doubtful),
    }
