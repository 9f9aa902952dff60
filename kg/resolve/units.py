"""A territorial unit as names of bodies need it: its own name, its code, and how its bodies write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.model import EntityRef

if TYPE_CHECKING:
    from kg.tables.divisions import Division, Divisions
    from kg.tables.places import Chain

__all__ = ["CHINA", "XPCC", "Rank", "Unit", "of_chain", "of_division"]

Rank = Literal["country", "province", "prefecture", "county", "township", "village"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A division, township or village.

    `seal` is how its bodies write it: 南京市鼓楼区 (districts carry the city), 德清县, 云阳县凤鸣镇 (townships carry
    the county), 芦塘村.
    """

    name: str
    rank: Rank
    seal: str
    code: str | None = None
    near: str | None = None  # code of the smallest division that it is or lies in
    short: str = ""

    @property
    def place(self) -> EntityRef:
        return EntityRef(self.name, "Place", self.code)


CHINA = Unit("中国", "country", "")
XPCC = Unit("新疆生产建设兵团", "province", "新疆生产建设兵团", None, "650000", "兵团")


def seal_of(division: Division, divisions: Divisions) -> str:
    """The division as the seals of its bodies have it: 拉萨市城关区, 德清县."""
    city = divisions.city(division)
    return city.name + division.name if city else division.name


def of_division(division: Division, divisions: Divisions) -> Unit:
    return Unit(division.name, division.level, seal_of(division, divisions), division.code, division.code, division.short)


def of_chain(chain: Chain, divisions: Divisions, county: Unit | None = None) -> Unit | None:
    """The last link of the chain as a unit; a township without its own county takes the one given."""
    if not chain.length:
        return None
    above = of_division(chain.division, divisions) if chain.division else county
    if chain.village:
        return Unit(chain.village, "village", chain.village, None, above.near if above else None)
    if chain.township:
        seal = (above.seal if above else "") + chain.township
        return Unit(chain.township, "township", seal, None, above.near if above else None, chain.township.rstrip("镇乡街道"))
    return above
