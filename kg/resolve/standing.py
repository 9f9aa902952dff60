"""Names that stand by themselves: written out, central, or anchored by a level word (省民政厅)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named
from kg.resolve.phrases import name_phrase
from kg.resolve.places import name_house, name_place
from kg.resolve.setting import fits, level_head
from kg.resolve.tables import BODIES
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.resolve.setting import Setting
    from kg.resolve.tables import Tables
    from kg.resolve.units import Unit

__all__ = ["name_standing"]

_BRANCH_TYPES = ("MassOrganization", "SocialOrganization", "Organization")
_SEATS = ("province", "prefecture", "county")


@dataclass(frozen=True, slots=True)
class _Words:
    mass: tuple[str, ...]
    mass_beside: frozenset[str]  # further ones, behind a person's title at a body of a territory
    offices: frozenset[str]
    branches: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("standing", _Words)


def name_standing(
    surface: str, type: str, setting: Setting, tables: Tables, position: int, beside: Unit | None = None
) -> Named | None:
    """The name of a mention that needs no other mention; None for one that may lean on another.

    `beside` is the unit of the body that the same person's title names before: 云阳县政协副主席、|工商联|主席.
    """
    if type == "Place":
        return name_place(surface, setting, position)
    if beside is not None and (level := level_head(surface)) and not level["which"] and fits(beside, level["level"]):
        setting = setting.at_seat(beside)
    if type not in BODIES or (type == "Platform" and level_head(surface)):
        return _cited(surface, type, setting, tables) or name_phrase(surface, type, setting, position)
    if type == "Organization" and (house := name_house(surface, setting)):
        return house
    return (
        _bare_agency(surface, type, setting, tables, position, beside)
        or tables.official.national(surface, setting.at, type)
        or tables.official.league(surface, setting, position)
        or tables.official.placed(surface, type, setting, position)
    )


def _cited(surface: str, type: str, setting: Setting, tables: Tables) -> Named | None:
    """Laws and campaigns that texts call by their last words: 民法典, 主题教育 in 2019."""
    if type == "Document" and surface in tables.agencies.laws:
        return Named(tables.agencies.laws[surface], "law")
    campaign = tables.agencies.campaign(surface, setting.at) if type == "PolicyConcept" else None
    return Named(campaign, "campaign") if campaign else None


def _bare_agency(surface: str, type: str, setting: Setting, tables: Tables, position: int, beside: Unit | None) -> Named | None:
    """An organ without its place: of the article's territory, a department (厅) of its province: 民政厅, 教育局.

    Its Party group goes with it: 工商联党组.
    """
    words = _words()
    if type == "PartyOrgan" and beside is not None and surface in words.offices and beside.rank in _SEATS:
        organ = surface if surface == "文明办" else f"委{surface}"
        return Named(tables.official.of_unit(beside, organ, type, setting), "bare-agency")
    if type == "PartyOrgan" and surface.endswith("党组"):
        host = surface.removesuffix("党组")
        of = "MassOrganization" if host in words.mass else "GovernmentAgency"
        named = _bare_agency(host, of, setting, tables, position, beside)
        return Named(f"中共{named.name}党组", named.rule) if named else None
    own = beside or (setting.ladder[0] if setting.ladder else None)
    branch = type in _BRANCH_TYPES and surface.startswith(words.mass) and surface.endswith(words.branches)
    known = surface in words.mass or (beside is not None and surface in words.mass_beside)
    mass = type == "MassOrganization" and known
    if (mass or branch) and own:
        seat = next((u for u in setting.ladder if u.rank in _SEATS), own) if branch else own
        return Named(tables.official.of_unit(seat, surface, type, setting), "bare-agency") if seat.rank in _SEATS else None
    if type != "GovernmentAgency" or own is None:
        return None
    sector = tables.agencies.sector_at_head(surface, setting.at)
    whole = sector is not None and sector.short == surface and sector.type == type
    unit = setting.ladder[-1] if surface.endswith("厅") and setting.ladder else own
    if surface.startswith("行署"):
        unit = next((u for u in setting.ladder if u.rank == "prefecture"), unit)
    if unit.rank == "country" and whole:
        central = (tables.agencies.national(head + surface, setting.at) for head in ("国务院", "国家"))
        if body := next((body for body in central if body), None):
            return Named(body.name, "national-body")
        unit = (surface.endswith("局") and setting.last_seat(position)) or unit  # 苏州…，又由|市场监管局|牵头
    if unit.rank in ("country", "township", "village") or not (whole or surface in tables.agencies.bureaus):
        return None
    return Named(tables.official.of_unit(unit, surface, type, setting), "bare-agency")
