"""Where the nodes of a page lie: their divisions, the tree above these, and a point of each on the map."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.tables.divisions import Division, Divisions
from kg.tables.loading import rows
from kg.view.projection import Point, project

if TYPE_CHECKING:
    from kg.graph import EventView
    from kg.view.extent import Extent

__all__ = ["backdrop", "division_rows", "territories"]

Codes = tuple[str, ...]
_IN_IRI = re.compile(r"/place/(\d{6})(?:/|$)")
_WHERE = ("place", "target", "participant", "agent", "co_agent")  # the first of these roles with a division says where


def territories(extent: Extent) -> dict[str, Codes]:
    """IRI → codes of the divisions it lies in, where that is known.

    A place lies where its code or its identity says, a body where `locatedIn` says, an event at its place, else where those are
    whom it concerns, else where those are who act. Anything else lies where the events are that it fills.
    """
    found = _of_places_and_bodies(extent)
    for event in extent.events:
        if codes := _of_event(event, found):
            found[event.iri] = codes
    filled: dict[str, list[str]] = defaultdict(list)
    for event in extent.events:
        for filler in event.fillers:
            if filler.iri not in found:
                filled[filler.iri].extend(found.get(event.iri, ()))
    return found | {iri: tuple(dict.fromkeys(codes)) for iri, codes in filled.items() if codes}


def _of_places_and_bodies(extent: Extent) -> dict[str, Codes]:
    places = {e.iri: code for e in extent.entities if (code := _code(e.iri, e.code))}
    located: dict[str, list[str]] = defaultdict(list)
    for relation in extent.relations:
        if relation.type == "locatedIn" and relation.object in places:
            located[relation.subject].append(places[relation.object])
    bodies = {iri: tuple(dict.fromkeys(codes)) for iri, codes in located.items() if iri not in places}
    return bodies | {iri: (code,) for iri, code in places.items()}


def _code(iri: str, code: str | None) -> str | None:
    """Of a division its own, of a township that of the county that its identity names."""
    named = _IN_IRI.search(iri)
    return code or (named[1] if named else None)


def _of_event(event: EventView, found: dict[str, Codes]) -> Codes:
    for role in _WHERE:
        codes = tuple(dict.fromkeys(code for f in event.role(role) for code in found.get(f.iri, ())))
        if codes:
            return codes
    return ()


def division_rows(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Those divisions and all above them by code: name, code of the unit above, and, if known, the point on the map (`at`)."""
    divisions = Divisions.load()
    wanted = {code: division for code in codes for code, division in _upwards(divisions, code)}
    return {code: _row(divisions, code, division) for code, division in sorted(wanted.items())}


def _upwards(divisions: Divisions, code: str) -> Iterator[tuple[str, Division]]:
    division = divisions.by_code(code)
    if division is not None:
        yield code, division
        yield from ((above.code, above) for above in divisions.ancestors(division))


def _row(divisions: Divisions, code: str, division: Division) -> dict[str, Any]:
    above = divisions.parent(division)
    row: dict[str, Any] = {"name": division.name}
    if above is not None:
        row["parent"] = above.code
    point = _points().get(code) or _points().get(divisions.today(division).code)
    return {**row, "at": point} if point else row


def backdrop() -> list[Point]:
    """A point for each prefecture and municipality: they alone draw the country, without anybody's outlines."""
    return [point for code, point in _points().items() if code.endswith("00") and not code.endswith("0000")]


@cache
def _points() -> dict[str, Point]:
    table = rows("divisions/centroids.tsv", ("code", "longitude", "latitude"))
    return {row["code"]: project(float(row["longitude"]), float(row["latitude"])) for row in table}
