"""Places: 全省, 我街道, 酒泉, 甘, 崎岭, 福州市鼓楼区 → the official name of the last division, with its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named
from kg.tables.countries import Countries
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.resolve.setting import Setting
    from kg.resolve.units import Unit
    from kg.tables.divisions import Division

__all__ = ["name_house", "name_place"]

_SPOT = 3  # characters of a spot's own name, at least
_MUNICIPALITIES = ("11", "12", "31", "50")
_OWN_RANKS = ("prefecture", "county")
_WORD = 2  # characters of districts' short forms that are words too


@dataclass(frozen=True, slots=True)
class _Words:
    level: re.Pattern[str]
    nation: re.Pattern[str]
    works: re.Pattern[str]  # 云南|磨憨口岸, but 南昌火车站
    landscapes: tuple[str, ...]
    sight: re.Pattern[str]
    of_province: re.Pattern[str]  # the province is part of the name: 四川盆地
    own_before: re.Pattern[str]  # 我州|岑巩
    regions: tuple[str, ...]
    zones: tuple[str, ...]
    zone: re.Pattern[str]  # 兰州市|高新区 has no other name
    kind_of_zone: re.Pattern[str]  # 江城县|现代农业示范区 has none either, and needs its county
    houses: re.Pattern[str]
    settlement: re.Pattern[str]
    no_name_abroad: re.Pattern[str]
    all_abroad: tuple[str, ...]
    whole: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("place_names", _Words)


def name_place(surface: str, setting: Setting, position: int) -> Named:
    """The official name of the place and its code; unresolved where nothing anchors it."""
    words = _words()
    if words.nation.fullmatch(surface):
        return Named("中国", "nation")
    if surface in words.regions:
        return Named(surface, "region")
    level = words.level.fullmatch(surface)
    if level:
        unit = setting.unit(level["level"], position, whole=surface[0] in "我本全")
        return _named(unit, "level-word") if unit else Named(surface, "no-anchor", resolved=False)
    bare = words.own_before.sub("", words.whole.sub("", surface)) or surface
    chain = setting.places.chain(bare, setting.at, setting.near)
    if chain.length == len(bare) and (chain.township or chain.village or _is_full(bare, chain.division)):
        return Named(chain.name, "written-out", chain.code)
    return name_house(bare, setting) or _short(bare, setting, position) or _abroad(bare) or _spot(bare, surface, setting)


def name_house(surface: str, setting: Setting) -> Named | None:
    """A house of remembrance without the province before its city: 江西|南昌新四军军部旧址陈列馆, 北京|中国人民抗日战争纪念馆.

    None for what is no house, or has no such province before it.
    """
    if not _words().houses.search(surface):
        return None
    heads = setting.places.divisions.prefixes(surface, setting.at)
    outer = next((head for head in heads if head.divisions[0].level == "province"), None)
    if outer is None:
        return None
    rest = surface[outer.length :]
    inner = setting.places.divisions.prefixes(rest, setting.at)
    own = rest[max((head.length for head in inner), default=0) :]
    if own.startswith("中国"):
        return Named(own, "spot")
    return Named(rest, "spot") if inner and len(own) >= _SPOT else None


def _abroad(surface: str) -> Named | None:
    """A city or region of another country, by its own name: 英国|伦敦; 日本|全国 is the country."""
    rest, words = surface[Countries.load().head(surface) :], _words()
    if rest in words.all_abroad and rest != surface:
        return Named(surface.removesuffix(rest), "spot")
    named = rest != surface and len(rest) > 1 and not words.no_name_abroad.match(rest)
    return Named(rest, "spot") if named else None


def _named(unit: Unit, rule: str) -> Named:
    return Named(unit.name, rule, unit.code)


def _is_full(text: str, division: Division | None) -> bool:
    return division is not None and text.endswith(division.name)


def _short(surface: str, setting: Setting, position: int) -> Named | None:
    """A short form: of the article's own township or unit, of a division near it, of a province or prefecture anywhere."""
    feature = surface in setting.places.divisions.landscapes
    own = None if feature else _own_township(surface, setting, position)
    if own:
        return Named(own, "township-short")
    divisions = setting.places.divisions
    found = divisions.named(surface, setting.at)
    if len(surface) == 1 and found and not any(c[:2] == found[0].code[:2] for c in setting.near):
        own_letter = next((u for u in setting.ladder if u.rank in _OWN_RANKS and u.name.startswith(surface)), None)
        if own_letter is not None:
            return _named(own_letter, "letter")  # 宁 is 宁国, and not 宁夏, in an article of 宁国市
    if found:
        home = any(surface == u.short for u in setting.ladder)
        # 吉林 is the province, 海南 too, unless the article is of the city or prefecture so called.
        chosen = found[0] if found[0].level == "province" and not home else setting.places.choose(found, setting.near)
        anchored = chosen.level != "county" or (
            len(found) == 1 and not (chosen.is_district and len(surface) == _WORD)
        )  # 南海 is a sea, 花山 a hill, unless the article is about their city
        anchored = anchored or chosen.code[:4] in {c[:4] for c in setting.near}
        about = {*setting.near, *(u.code for u in setting.ladder)}
        if feature:
            about = {u.code for u in setting.ladder}  # 长江 and 太湖 are waters, unless the article is of the place or its city
        near = chosen.code in about or chosen.code[:4] + "00" in about
        anchored = anchored and (near or not (feature or _is_landscape(surface, chosen, setting)))
        if anchored:
            return Named(chosen.name, "division-short", chosen.code)
        return Named(surface, "spot") if feature else Named(surface, "homonyms", resolved=False)
    if feature:
        return Named(surface, "spot")
    chain = setting.places.chain(surface, setting.at, setting.near)
    if chain.length == len(surface) and chain.division:
        return Named(chain.name, "chain", chain.code)
    return _pair(surface, setting) or _letter(surface, setting)


def _is_landscape(surface: str, chosen: Division, setting: Setting) -> bool:
    """Whether the words name a river, lake or hill sooner than the district so called or what once was: 泰山, 松花江."""
    gone = bool(setting.at and chosen.valid_to and chosen.valid_to < setting.at[:4])
    return surface.endswith(_words().landscapes) and (chosen.is_district or gone)


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
    if county is None or len(surface) < 2 or any(surface == u.short for u in (*setting.ladder, county)):
        return None
    for suffix in ("镇", "乡", "街道"):
        if county.code and setting.places.divisions.has_township(county.code, surface + suffix):
            return setting.places.divisions.township_name(surface + suffix, county.code)
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
    rest, words = bare[chain.length :], _words()
    whole = whole or (chain.division is not None and chain.division.level != "county" and bool(words.works.search(rest)))
    if chain.length and whole and words.kind_of_zone.fullmatch(rest):
        return Named(chain.name + rest, "spot")
    if chain.length and whole and len(rest) > 1 and not words.zone.fullmatch(rest):
        return Named(rest, "spot")
    settlement = _settlement(bare, setting) or _sight(bare, setting)
    if settlement:
        return Named(settlement, "spot")
    return Named(_without_province(bare, setting) or surface, "own-name")


def _settlement(surface: str, setting: Setting) -> str | None:
    """湖北|丹江口|石鼓镇, 安徽|金寨|天堂寨镇|鸭嘴石村: a settlement behind its county's short form, as chains alone have it."""
    divisions, settlement = setting.places.divisions, _words().settlement
    for head in divisions.prefixes(surface, setting.at):
        found = settlement.fullmatch(surface[head.length :]) if head.divisions[0].level != "province" else None
        if not found or head.form == "full":
            continue
        around = head.divisions[0].code[:4]  # 广东东莞|大朗镇, whose counties must have one
        if head.divisions[0].level == "county" or any(c[:4] == around for c in divisions.township_counties(found["own"])):
            return found["own"]
    return None


def _sight(surface: str, setting: Setting) -> str | None:
    """A named spot behind short forms: 浙江|嵊泗|花鸟岛, 青海|可可西里, 海口|秀英港; where the city is part of it, it stays."""
    heads = [h for h in setting.places.divisions.prefixes(surface, setting.at) if h.form == "short"]
    outer = heads[-1].divisions[0] if heads else None
    if outer is None:
        return None
    words = _words()
    for head in heads:
        rest = surface[head.length :]
        if outer.level == "province" and not outer.code.startswith(_MUNICIPALITIES):
            placed = head is heads[-1] and bool(setting.places.divisions.prefixes(rest, setting.at))  # 云南|怒江大峡谷
            if len(rest) >= _SPOT and (placed or not words.of_province.match(rest)):
                return rest
        elif words.sight.fullmatch(rest) and not setting.places.divisions.prefixes(rest, setting.at):
            return rest
    return None


def _without_province(surface: str, setting: Setting) -> str | None:
    """甘肃|兰州新区, 福建省|平潭综合实验区: a zone that carries its city's name goes without the province."""
    heads, zones = setting.places.divisions.prefixes(surface, setting.at), _words().zones
    for head in heads:
        rest = surface[head.length :]
        if head.divisions[0].level == "province" and rest.endswith(zones) and setting.places.divisions.prefixes(rest, setting.at):
            return rest
    return None
