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
        return Named(surface, "own-name")
    unit = setting.unit(found["level"], position, whole=surface[0] in "我本全")
    if unit is None:
        return Named(surface, "no-anchor", resolved=False)
    return Named(
        (unit.seal if type == "Platform" and unit.rank == "county" else unit.name) + surface[found.end() :], "level-word"
    )
