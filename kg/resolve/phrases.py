"""Names that are no bodies: conferences, initiatives, platforms, awards, doctrines, documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named
from kg.resolve.setting import level_head

if TYPE_CHECKING:
    from kg.resolve.setting import Setting

__all__ = ["DOCUMENT_NUMBER", "name_phrase"]

_CONGRESS = re.compile(r"党的(?=(?:[一二三四五六七八九十]+(?:大|届)|(?:第)?[一二三四五六七八九十]+次))")
_WHOLE = re.compile(
    r"[我本全各](?P<level>省|自治区|州|市|盟|县|旗|区|街道|镇|乡|村|社区)(?!性|面|国(?!有)|体|民(?![政办间警兵族宗管营生主革盟建进])|员|球|程|过程|方位|域|覆盖)"
)
_BARE = re.compile(r"(?P<level>自治区|省|州|市|县|区)(?=第[一二三四五六七八九十]+次|[一二三四五六七八九十]+届|[“\"一-鿿])")
DOCUMENT_NUMBER = re.compile(r".{1,15}[〔\[（(]\d{4}[〕\]）)]\s*(?:第)?\d+\s*号")


def name_phrase(surface: str, type: str, setting: Setting, position: int) -> Named:
    """The name with its place resolved: 全省…会 → 甘肃省…会, 党的十九大 → 十九大; the surface where it has none."""
    if type in ("PolicyConcept", "Conference"):
        surface = _CONGRESS.sub("", surface, count=1)
    if type in ("Document", "Person"):
        surface = _CONGRESS.sub("", surface, count=1) if surface.endswith("大报告") else surface
        return Named(surface, "own-name")
    found = _WHOLE.match(surface)
    if type == "Award" and not surface.startswith(("省政府", "市政府", "自治区政府", "县政府", "区政府")):
        return Named(surface, "own-name")
    if not found and type in ("Conference", "Platform", "Award", "PolicyConcept", "Initiative") and level_head(surface):
        found = _BARE.match(surface)
    if not found:
        return Named(surface, "own-name")
    unit = setting.unit(found["level"], position, whole=surface[0] in "我本全")
    if unit is None:
        return Named(surface, "no-anchor", resolved=False)
    return Named(
        (unit.seal if type == "Platform" and unit.rank == "county" else unit.name) + surface[found.end() :], "level-word"
    )
