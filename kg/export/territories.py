"""In which division each entity lies, with the codes that statistics are keyed by."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import unquote

from kg.export.records import Records
from kg.link.identity import seat_of
from kg.tables.divisions import Division, Divisions

__all__ = ["NOWHERE", "Territories", "Territory"]

# The identity of a body that is anchored to a division begins with the code, and has the name behind it (kg.link.identity).
_SEAT = re.compile(r"(.+/)body/(\d{6})/(.+)")


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
    """Entity, by IRI → its territory. What is held are the divisions of the country, not what lies in them."""

    records: Records
    above: dict[str, dict[str, str]]  # a division's IRI → level → code of the division above it, or of itself

    @classmethod
    def of(cls, records: Records) -> Territories:
        """Of every division, and of everything that is located in one."""
        above: dict[str, dict[str, str]] = defaultdict(dict)
        for place, level, code in records.divisions():
            above[place][level] = code
        return cls(records, dict(above))

    def at(self, iri: str) -> Territory:
        """Its territory: the division that identifies it, else the one where it lies; nowhere where the graph does not say."""
        seat = _SEAT.match(iri)
        if seat is None:
            return self._known(iri) or NOWHERE
        base, anchor, name = seat.groups()
        division = seat_of(unquote(name), anchor)
        found = self._known(f"{base}place/{division.code if division else anchor}")
        return found or (_of_table(division) if division else Territory(anchor, province=anchor[:2] + "0000"))

    def _known(self, iri: str) -> Territory | None:
        located = self.records.located(iri)
        if located is None:
            return None
        place, code, name = located
        chain = self.above.get(place, {})
        return Territory(code, name, chain.get("prefecture"), chain.get("province"))


def _of_table(division: Division) -> Territory:
    """A division that the graph does not speak of, though a body of its own is in it."""
    chain = (division, *Divisions.load().ancestors(division))
    prefecture = next((d.code for d in chain if d.level == "prefecture"), None)
    return Territory(division.code, division.name, prefecture, chain[-1].code)
