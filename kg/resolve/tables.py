"""What every part of the resolver reads: divisions, agencies, the grammar of names."""

from __future__ import annotations

from dataclasses import dataclass

from kg.resolve.bodies import OfficialNames
from kg.tables.agencies import Agencies
from kg.tables.places import Places
from kg.tables.structure import Structures

__all__ = ["BODIES", "Tables"]

# A platform goes by the rules of bodies: 市“小个专”党群服务中心.
BODIES = frozenset(
    {"GovernmentAgency", "PartyOrgan", "PartyUnit", "MassOrganization", "SocialOrganization", "Organization", "Platform"}
)


@dataclass(frozen=True, slots=True)
class Tables:
    places: Places
    agencies: Agencies
    structures: Structures
    official: OfficialNames

    @classmethod
    def load(cls) -> Tables:
        """The shipped tables; each is read once a process."""
        agencies, structures = Agencies.load(), Structures.load()
        return cls(Places.load(), agencies, structures, OfficialNames(agencies, structures))
