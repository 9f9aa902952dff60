"""Names that are no bodies: conferences, initiatives, platforms, awards, doctrines, documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named
from kg.resolve.setting import level_head
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.resolve.setting import Setting

__all__ = ["DOCUMENT_NUMBER", "name_phrase"]

DOCUMENT_NUMBER = re.compile(r".{1,15}[〔\[（(]\d{4}[〕\]）)]\s*(?:第)?\d+\s*号")


@dataclass(frozen=True, slots=True)
class _Words:
    congress: re.Pattern[str]
    whole: re.Pattern[str]  # 全省|社会组织工作会议
    bare: re.Pattern[str]  # 省|第八次妇女代表大会
    own_assembly: re.Pattern[str]  # 黔东南州|青年志愿者协会第二次代表大会: the place is part of the association's name
    government_award: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("name_phrases", _Words)


def name_phrase(surface: str, type: str, setting: Setting, position: int) -> Named:
    """The name with its place resolved: 全省…会 → 甘肃省…会, 党的十九大 → 十九大; the surface where it has none."""
    words = _words()
    if type in ("PolicyConcept", "Conference"):
        surface = words.congress.sub("", surface, count=1)
    if type in ("Document", "Person"):
        surface = words.congress.sub("", surface, count=1) if surface.endswith("大报告") else surface
        return Named(surface, "own-name")
    found = words.whole.match(surface)
    if type == "Award" and not surface.startswith(words.government_award):
        return Named(surface, "own-name")
    if not found and type in ("Conference", "Platform", "Award", "PolicyConcept", "Initiative") and level_head(surface):
        found = words.bare.match(surface)
    if not found:
        return (_of_prefecture(surface, setting, position) if type == "Conference" else None) or Named(surface, "own-name")
    unit = setting.unit(found["level"], position, whole=surface[0] in "我本全")
    if unit is None:
        return Named(surface, "no-anchor", resolved=False)
    return Named(
        (unit.seal if type == "Platform" and unit.rank == "county" else unit.name) + surface[found.end() :], "level-word"
    )


def _of_prefecture(surface: str, setting: Setting, position: int) -> Named | None:
    """A meeting of an autonomous prefecture called by its short form, in full: 甘南州|巾帼建功表彰大会."""
    length, unit = setting.read(surface, position) if "州" in surface else (0, None)
    if unit is None or not unit.name.endswith("自治州") or not surface[:length].endswith("州"):
        return None
    rest = surface[length:]
    return None if _words().own_assembly.match(rest) else Named(unit.name + rest, "place-written-out")
