"""In which division each entity lies, with the codes that statistics are keyed by."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import unquote

from kg.graph import Graph
from kg.link.identity import seat_of
from kg.tables.divisions import Division, Divisions

__all__ = ["NOWHERE", "Territories", "Territory"]

# The identity of a body that is anchored to a division begins with the code, and has the name behind it (kg.link.identity).
_SEAT = re.compile(r"(.+/)body/(\d{6})/(.+)")

_PLACES = """SELECT ?entity ?place ?code ?name WHERE {
  { ?entity kg:divisionCode ?code BIND(?entity AS ?place) } UNION { ?entity kg:locatedIn ?place . ?place kg:divisionCode ?code }
  ?place a kg:Division ; rdfs:label ?name } ORDER BY ?entity ?code"""
_ABOVE = """SELECT ?place ?level ?code WHERE {
  ?place a kg:Division ; kg:partOf* ?above . ?above kg:divisionLevel ?level ; kg:divisionCode ?code } ORDER BY ?place ?code"""


@dataclass(frozen=True, slots=True)
class Territory:
    """A division, and the codes of the prefecture and the province in which it lies or which it is."""

    code: str | None = None
    name: str | None = None
    prefecture: str | None = None
    province: str | None = None


NOWHERE = Territory()


@dataclass(frozen=True)
class Territories:
    """Entity, by IRI → its territory."""

    known: dict[str, Territory]

    @classmethod
    def of(cls, graph: Graph) -> Territories:
        """Of every division, and of everything that is located in one."""
        above: dict[str, dict[str, str]] = defaultdict(dict)
        for place, level, code in graph.query(_ABOVE):
            above[str(place)][str(level)] = str(code)
        known: dict[str, Territory] = {}
        for entity, place, code, name in graph.query(_PLACES):
            chain = above[str(place)]
            known.setdefault(str(entity), Territory(str(code), str(name), chain.get("prefecture"), chain.get("province")))
        return cls(known)

    def at(self, iri: str) -> Territory:
        """Its territory: the division that identifies it, else the one where it lies; nowhere where the graph does not say."""
        seat = _SEAT.match(iri)
        if seat is None:
            return self.known.get(iri, NOWHERE)
        base, anchor, name = seat.groups()
        division = seat_of(unquote(name), anchor)
        found = self.known.get(f"{base}place/{division.code if division else anchor}")
        return found or (_of_table(division) if division else Territory(anchor, province=anchor[:2] + "0000"))


def _of_table(division: Division) -> Territory:
    """A division that the graph does not speak of, though a body of its own is in it."""
    chain = (division, *Divisions.load().ancestors(division))
    prefecture = next((d.code for d in chain if d.level == "prefecture"), None)
    return Territory(division.code, division.name, prefecture, chain[-1].code)
