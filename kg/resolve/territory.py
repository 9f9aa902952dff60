"""The article's own territory: the division whose bodies 我省, 市局, 县委 … are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.resolve.setting import fits
from kg.resolve.units import CHINA, Unit, of_chain, of_division

if TYPE_CHECKING:
    from kg.model import Document
    from kg.tables.divisions import Division
    from kg.tables.places import Chain, Places

__all__ = ["find_ladder", "find_near"]

_MEDIA = re.compile(r"(?:网|报|社|台|客户端|发布|杂志|周刊|微信|公众号|新闻|频道)$")
_NATIONAL = re.compile(r"^(?:央|人民|新华|中国|光明|经济日报|全国)")
_OWN = re.compile(r"[我本](省|自治区|市|州|盟|县|旗|区|街道|镇|乡|村)|全(省|市|州|盟|县|旗|区|街道|镇|乡|村)")
_CHAIN_LIKE = re.compile(r"[一-鿿]{2,}?(?:省|自治区|市|州|盟|县|旗|区|街道|镇|乡)")


@dataclass(frozen=True, slots=True)
class _Clue:
    unit: Unit
    weight: float


def find_near(doc: Document, places: Places, at: str | None) -> tuple[str, ...]:
    """Codes of the divisions that the article names unambiguously, the most telling first; they tell homonyms apart."""
    weights: Counter[str] = Counter()
    meta = doc.metadata
    for text, weight in ((meta.territory, 50), (meta.title, 20), (meta.publisher, 20), (meta.author, 5)):
        for division in _unambiguous(text or "", places, at):
            weights[division.code] += weight
    for mention in doc.mentions:
        for division in _unambiguous(mention.span.of(doc.text), places, at, head_only=True):
            weights[division.code] += 3
    return tuple(code for code, _ in sorted(weights.items(), key=lambda p: (-p[1], p[0])))


def _unambiguous(text: str, places: Places, at: str | None, *, head_only: bool = False) -> list[Division]:
    """The last divisions of the chains in the text that have no homonym."""
    found = []
    start = 0
    while start < len(text):
        heads = places.divisions.prefixes(text[start : start + 30], at)
        if heads and len(heads[0].divisions) == 1 and heads[0].form != "short":
            found.append(heads[0].divisions[0])
        elif heads and len(heads[0].divisions) == 1 and heads[0].divisions[0].level != "county":
            found.append(heads[0].divisions[0])
        if head_only:
            break
        start += heads[0].length if heads else 1
    return found


def find_ladder(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> tuple[Unit, ...]:
    """The territory and the units above it, the smallest first; empty where nothing tells.

    The metadata's own word wins; then the issuer, if it is no newspaper; then the title; then a local medium; then
    the opening. Where the text says 我县 or 全市, the territory must be such a unit.
    """
    own = _own_levels(doc)
    for unit in _candidates(doc, places, at, near):
        ladder = _ladder(unit, places, at)
        if unit.rank == "country":
            return (unit,)
        for index, step in enumerate(ladder):
            if not own or any(fits(step, level) for level in own):
                return ladder[index:]
    return next((_ladder(u, places, at) for u in _candidates(doc, places, at, near)), ())


def _own_levels(doc: Document) -> tuple[str, ...]:
    """The levels that 我… and 全… speak of; 我… alone where it occurs."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for mention in doc.mentions:
        found = _OWN.match(mention.span.of(doc.text))
        if found:
            own[found[1]] += bool(found[1])
            whole[found[2]] += bool(found[2])
    strict = tuple(level for level, n in own.most_common() if level and n)
    return strict or tuple(level for level, n in whole.most_common() if level and n)


def _candidates(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> list[Unit]:
    meta = doc.metadata
    publisher = meta.publisher or ""
    found: list[Unit | None] = []
    if meta.territory:
        found.append(CHINA if meta.territory in ("中国", "全国") else _first_unit(meta.territory, places, at, near))
    medium = bool(_MEDIA.search(publisher))
    if publisher and not medium:
        found.append(_first_unit(publisher, places, at, near, shorts=True))
    found += _title_units(meta.title or "", places, at, near)
    if publisher and medium:
        found.append(_first_unit(publisher, places, at, near, shorts=True))
    if meta.author:
        found.append(_first_unit(meta.author, places, at, near))
    found += _from_mentions(doc, places, at, near)
    return [u for u in found if u is not None]


def _first_unit(text: str, places: Places, at: str | None, near: tuple[str, ...], *, shorts: bool = False) -> Unit | None:
    chain = places.chain(text, at, near)
    unit = of_chain(chain, places.divisions, _home(chain, places, at, near))
    if unit is None and shorts:
        for length in (4, 3, 2):
            named = places.divisions.named(text[:length], at)
            if named and len(text) > length:
                return of_division(places.choose(named, near), places.divisions)
    return unit


def _title_units(title: str, places: Places, at: str | None, near: tuple[str, ...]) -> list[Unit | None]:
    """Units in the title, from its head on: 平罗：五月的“红马甲”忙起来, 河南省民政厅关于…."""
    head = re.split(r"[：:，,\s“《]", title, maxsplit=1)[0]
    found = [_first_unit(title, places, at, near)]
    if found[0] is None and 1 < len(head) < 5:
        named = places.divisions.named(head, at)
        found.append(of_division(places.choose(named, near), places.divisions) if named else None)
    for start in range(1, len(title) - 1):
        chain = places.chain(title[start : start + 30], at, near)
        if chain.division and chain.length > 2:
            found.append(of_chain(chain, places.divisions))
            break
    return found


def _home(chain: Chain, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The county of a township that heads a text without it: the near county that has one of that name."""
    if chain.division or not chain.township:
        return None
    codes = places.divisions.township_counties(chain.township)
    for code in (*near, *codes):
        division = places.divisions.by_code(code, at)
        if code in codes and division:
            return of_division(division, places.divisions)
    return None


def _from_mentions(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> list[Unit | None]:
    """Units that the text names, the most frequent first, ties by first appearance."""
    counts: Counter[Unit] = Counter()
    for mention in doc.mentions:
        chain = places.chain(mention.span.of(doc.text), at, near)
        unit = of_chain(chain, places.divisions) if chain.division and not chain.township else None
        if unit:
            counts[unit] += 1
    return [unit for unit, _ in counts.most_common(3)]


def _ladder(unit: Unit, places: Places, at: str | None) -> tuple[Unit, ...]:
    division = places.divisions.by_code(unit.near, at) if unit.near else None
    if division is None:
        return (unit,)
    above = [of_division(d, places.divisions) for d in (division, *places.divisions.ancestors(division))]
    return (unit, *(u for u in above if u.code != unit.code))
