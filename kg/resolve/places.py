"""Places: 全省, 我街道, 酒泉, 甘, 崎岭, 福州市鼓楼区 → the official name of the last division, with its code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named

if TYPE_CHECKING:
    from kg.resolve.setting import Setting
    from kg.resolve.units import Unit
    from kg.tables.divisions import Division

__all__ = ["name_place"]

_LEVEL = re.compile(
    r"(?:[我本全各]?(?P<level>省|自治区|自治州|自治县|市|州|盟|地区|县|旗|区|街道|镇|乡|村|社区)(?:上下|上|里|内|域|直)?(?:各地)?)"
)
_NATION = re.compile(r"(?:全国|我国|中国|国内|祖国)(?:各地|上下)?")
_WORD = 2  # characters of districts' short forms that are words too
_WORKS = re.compile(r".{2,}(?:口岸|大桥|公路|快速路|铁路|隧道|水库|水电站|山)$")  # 云南|磨憨口岸, but 南昌火车站
_REGIONS = ("东北", "西北", "华北", "华东", "华中", "华南", "西南", "中南")
_ZONES = ("新区", "开发区", "高新区", "经开区", "实验区", "示范区", "产业园", "工业园", "园区")
# 兰州市|高新区 is a zone that has no other name.
_ZONE = re.compile(r"(?:国家)?(?:级)?(?:新区|(?:高新|经济|经济技术|高新技术产业)?开发区|高新区|经开区|工业园区?|产业园区?|园区)")
# 石鼓镇, 天堂寨镇|鸭嘴石村: the last settlement of a chain.
_SETTLEMENT = re.compile(r"(?:.{2,6}?(?:镇|乡|街道|苏木))?(?P<own>.{2,7}?(?:镇|乡|街道|苏木|村|社区|嘎查))")
_WHOLE = re.compile(r"(?:全[省市县区州盟旗镇乡境]|各地|上下)$")


def name_place(surface: str, setting: Setting, position: int) -> Named:
    """The official name of the place and its code; unresolved where nothing anchors it."""
    if _NATION.fullmatch(surface):
        return Named("中国", "nation")
    if surface in _REGIONS:
        return Named(f"{surface}地区", "region")
    level = _LEVEL.fullmatch(surface)
    if level:
        unit = setting.unit(level["level"], position, whole=surface[0] in "我本全")
        return _named(unit, "level-word") if unit else Named(surface, "no-anchor", resolved=False)
    bare = _WHOLE.sub("", surface) or surface
    chain = setting.places.chain(bare, setting.at, setting.near)
    if chain.length == len(bare) and (chain.township or chain.village or _is_full(bare, chain.division)):
        return Named(chain.name, "written-out", chain.code)
    return _short(bare, setting, position) or _spot(bare, surface, setting)


def _named(unit: Unit, rule: str) -> Named:
    return Named(unit.name, rule, unit.code)


def _is_full(text: str, division: Division | None) -> bool:
    return division is not None and text.endswith(division.name)


def _short(surface: str, setting: Setting, position: int) -> Named | None:
    """A short form: of the article's own township or unit, of a division near it, of a province or prefecture anywhere."""
    own = _own_township(surface, setting, position)
    if own:
        return Named(own, "township-short")
    divisions = setting.places.divisions
    found = divisions.named(surface, setting.at)
    if found:
        home = any(surface == u.short for u in setting.ladder)
        # 吉林 is the province, 海南 too, unless the article is of the city or prefecture so called.
        chosen = found[0] if found[0].level == "province" and not home else setting.places.choose(found, setting.near)
        anchored = chosen.level != "county" or (
            len(found) == 1 and not (chosen.is_district and len(surface) == _WORD and setting.near)
        )  # 南海 is a sea, 花山 a hill, unless the article is about their city
        anchored = anchored or chosen.code[:4] in {c[:4] for c in setting.near}
        if anchored:
            return Named(chosen.name, "division-short", chosen.code)
        return Named(surface, "homonyms", resolved=False)
    chain = setting.places.chain(surface, setting.at, setting.near)
    if chain.length == len(surface) and chain.division:
        return Named(chain.name, "chain", chain.code)
    return _pair(surface, setting) or _letter(surface, setting)


def _pair(surface: str, setting: Setting) -> Named | None:
    """A city and its district, both short: 兰州|安宁."""
    divisions = setting.places.divisions
    for cut in range(2, len(surface) - 1):
        for outer in divisions.named(surface[:cut], setting.at):
            inner = divisions.named(surface[cut:], setting.at, within=outer.code) if outer.level != "county" else ()
            if inner and inner[0].code != outer.code:
                return Named(inner[0].name, "chain", inner[0].code)
    return None


def _own_township(surface: str, setting: Setting, position: int) -> str | None:
    """崎岭 → 崎岭乡 where the article's county, or the one named last, has it and no near division is called so."""
    county = setting.last_county(position)
    if county is None or len(surface) < 2 or any(surface == u.short for u in setting.ladder):
        return None
    for suffix in ("镇", "乡", "街道"):
        if county.code and setting.places.divisions.has_township(county.code, surface + suffix):
            return surface + suffix
    return None


def _letter(surface: str, setting: Setting) -> Named | None:
    """One character: that of a province (甘, 闽), else the first of a unit that the article is about (织 → 织金县)."""
    if len(surface) != 1:
        return None
    for unit in setting.ladder:
        if unit.rank != "province" and unit.name.startswith(surface) and not _is_province_letter(surface, setting):
            return _named(unit, "letter")
    return None


def _is_province_letter(surface: str, setting: Setting) -> bool:
    return any(form == "letter" for _, form in setting.places.divisions.forms(surface))


def _spot(bare: str, surface: str, setting: Setting) -> Named:
    """A named spot without the divisions before it: 福州市台江区|苍霞河口公园, 双港镇|姚公圩."""
    chain = setting.places.chain(bare, setting.at, setting.near)
    head = bare[: chain.length]
    whole = bool(chain.township or chain.village or _is_full(head, chain.division))
    rest = bare[chain.length :]
    whole = whole or (chain.division is not None and chain.division.level != "county" and bool(_WORKS.search(rest)))
    if chain.length and whole and len(rest) > 1 and not _ZONE.fullmatch(rest):
        return Named(rest, "spot")
    settlement = _settlement(bare, setting)
    if settlement:
        return Named(settlement, "spot")
    return Named(_without_province(bare, setting) or surface, "own-name")


def _settlement(surface: str, setting: Setting) -> str | None:
    """湖北|丹江口|石鼓镇, 安徽|金寨|天堂寨镇|鸭嘴石村: a settlement behind its county's short form, as chains alone have it."""
    for head in setting.places.divisions.prefixes(surface, setting.at):
        found = _SETTLEMENT.fullmatch(surface[head.length :]) if head.divisions[0].level == "county" else None
        if found and head.form != "full":
            return found["own"]
    return None


def _without_province(surface: str, setting: Setting) -> str | None:
    """甘肃|兰州新区, 福建省|平潭综合实验区: a zone that carries its city's name goes without the province."""
    heads = setting.places.divisions.prefixes(surface, setting.at)
    for head in heads:
        rest = surface[head.length :]
        if (
            head.divisions[0].level == "province"
            and rest.endswith(_ZONES)
            and setting.places.divisions.prefixes(rest, setting.at)
        ):
            return rest
    return None
