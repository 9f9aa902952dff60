"""Every territory of an article becomes another of the same kind: 甘肃→青海, 酒泉→格尔木, with codes, townships and initials."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from random import Random

from metamorphic import Article, Change, Edit, Json

from kg.model import BODY_TYPES
from kg.tables.divisions import Division, Divisions
from kg.tables.places import Places

_NOT_SWAPPED = ("710000", "810000", "820000")  # 台湾, 香港, 澳门 have no counterparts
_KINDS = ("自治区", "自治州", "自治县", "自治旗", "地区", "林区", "矿区", "新区", "特区", *"省市县区旗盟")
_RANKS = ("街道", "镇", "乡")
_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,10})[〔\[(（【]\s?(?:19|20)\d\d")
_KEPT_TYPES = frozenset({"Person", "PolicyConcept"})  # 延安精神 stays where 延安 goes
Swap = dict[Division, Division]


def swapped_territories(article: Article) -> Change:
    """The article as another province's. Persons and doctrines keep their names, villages too: they are in no table."""
    swap = _swap(article)
    surfaces = _surfaces(swap)
    townships = _townships(article, swap)
    # 上杭县|古田镇 holds no 古田县: townships come before the short forms of counties.
    ranked = {old: new for old, new in townships.items() if old.endswith(_RANKS)}
    edits = [*_stretches(article.text, ranked, ())]
    edits += [*_divisions_in(article, surfaces, edits)]
    edits += [*_stretches(article.text, townships, edits)]
    edits += _initials(article, swap, edits)
    table = surfaces | townships
    change = Change(article.text, tuple(sorted(edits)))
    known = {m["text"]: change.words(m["start"], m["end"]) for m in article.mentions if m["type"] not in _KEPT_TYPES}
    kept_names = {m["text"] for m in article.mentions if m["type"] in _KEPT_TYPES}

    def name(old: str) -> str:
        if old in known or old in kept_names:
            return known.get(old, old)
        return _replaced(old, table)

    return Change(article.text, change.edits, name, {d.code: new.code for d, new in swap.items()})


# --- Which territories there are.


def _at(article: Article) -> str | None:
    published: str | None = article.gold["published"]
    return published


def _present(article: Article) -> set[Division]:
    """The divisions that the gold's codes and names speak of, those named in full, and all above them."""
    divisions, at = Divisions.load(), _at(article)
    codes = [m["code"] for m in article.mentions if m["code"]]
    home = divisions.named(article.gold["territory"] or "", at)
    near = tuple(dict.fromkeys([*(d.code for d in home[:1]), *codes]))
    found = {d for code in codes if (d := divisions.by_code(code, at))} | set(home[:1])
    names = [m["name"].removeprefix("中共") for m in article.mentions if m["type"] not in _KEPT_TYPES]
    for words in (*names, *_full_names(article)):
        head = Places.load().chain(words, at, near)
        if head.division is not None:
            found.add(head.division)
    found |= {above for d in found for above in divisions.ancestors(d)}
    return {d for d in found if divisions.province(d).code not in _NOT_SWAPPED}


def _full_names(article: Article) -> Iterator[str]:
    """Full names in the text, but not 会同|县民政局: none that a name begins in."""
    full, longest = _all_full_names()
    crossed = {m["start"] for m in article.mentions}
    text, last = article.text, 0
    for at in range(len(text)):
        for size in range(min(longest, len(text) - at), 2, -1):
            if at >= last and text[at : at + size] in full and not crossed & {*range(at + 1, at + size)}:
                yield text[at : at + size]
                last = at + size
                break


@cache
def _all_full_names() -> tuple[frozenset[str], int]:
    names = frozenset(d.name for d in Divisions.load().all if len(d.name) > 2)
    return names, max(map(len, names))


# --- Which others they become.


def _kind(division: Division) -> str:
    return next((k for k in _KINDS if division.name.endswith(k)), "")


def _swap(article: Article) -> Swap:
    """Each division of the article with its counterpart; those of a province that cannot be placed stay."""
    divisions = Divisions.load()
    present = _present(article)
    swap: Swap = {}
    draw = Random(f"{article.id} territories")
    taken = {d.code for d in present}
    named = Counter(d.name for d in present)
    shared = {divisions.province(d) for d in present if named[d.name] > 1}  # 鼓楼区 of 南京 and of 福州: no text could tell
    for province in sorted((d for d in present if d.level == "province" and d not in shared), key=lambda d: d.code):
        below = {d for d in present if d != province and divisions.contains(province.code, d)}
        others = [d for d in divisions.all if d.level == "province" and d.code not in (*taken, *_NOT_SWAPPED)]
        fitting = [d for d in others if _kind(d) == _kind(province) and d.short not in article.text]
        draw.shuffle(fitting)
        tries = [(other, how) for kinds in (_STRICT, _SHORT) for how in kinds for other in (*fitting, province)]
        placed = (_placed(below, {province: other}, article, draw, how) for other, how in tries)
        found = next((p for p in placed if p is not None), {})
        swap |= found
        taken |= {d.code for d in found.values()}
    return swap


# Whether a counterpart must have a short form where the unit has one, and be of its exact kind (自治县, not 县).
_STRICT = ((True, True),)
_SHORT = ((False, True), (False, False))
_NEAR_KINDS = {"自治州": "市", "地区": "市", "盟": "市", "自治县": "县", "旗": "县", "自治旗": "县", "林区": "县", "特区": "区"}


def _placed(below: set[Division], swap: Swap, article: Article, draw: Random, how: tuple[bool, bool]) -> Swap | None:
    """The swap, extended to all units below; None where one finds no counterpart."""
    divisions = Divisions.load()
    swap = dict(swap)
    for unit in sorted(below, key=lambda d: (d.level != "prefecture", d.code)):
        above = divisions.parent(unit)
        over = swap.get(above or unit) or swap[divisions.province(unit)]
        others = [*_counterparts(unit, over, article, {*swap.values(), *below}, how)]
        if unit.level == "prefecture":
            others = [d for d in others if _has_room(unit, d, below, exact=how[1])]
        if not others:
            return None
        swap[unit] = _like(unit, _with_ranks(unit, others, article), draw)
    return swap


def _has_room(unit: Division, other: Division, below: set[Division], *, exact: bool) -> bool:
    """Whether the other prefecture has as many units of each kind as the article names in this one."""
    needed = Counter(_kind(d) for d in below if d.parent == unit.code)
    theirs = Counter(_kind(d) for d in Divisions.load().all if d.parent == other.code and not d.valid_to)
    return not exact or not needed - theirs


def _counterparts(
    unit: Division, over: Division, article: Article, taken: set[Division], how: tuple[bool, bool]
) -> Iterator[Division]:
    short, exact = how
    divisions, year = Divisions.load(), int((_at(article) or "2020")[:4])
    kind = _kind(unit)
    for other in divisions.all:
        if (
            other.level != unit.level
            or other.parent != over.code
            or other in taken
            or not all(other.in_force(y) for y in (year - 6, year, year + 1))
        ):
            continue
        like = kind == _kind(other) or (not exact and _NEAR_KINDS.get(kind, kind) == _NEAR_KINDS.get(_kind(other), _kind(other)))
        if like and (not short or bool(other.short) == bool(unit.short)) and (other.short or other.name) not in article.text:
            yield other


def _with_ranks(unit: Division, others: list[Division], article: Article) -> list[Division]:
    """Those of the others that have streets, towns and townships for the ones that the article names in the unit."""
    theirs, today = _townships_by_county(), Divisions.load().today
    named = [t for t in theirs.get(today(unit).code, ()) if t in article.text]
    needed = Counter(_rank(t) for t in named) or Counter({"镇": 1})
    having = [d for d in others if not needed - Counter(_rank(t) for t in theirs.get(today(d).code, ()))]
    return having or others


def _rank(township: str) -> str:
    return next((rank for rank in _RANKS if township.endswith(rank)), "")


def _like(unit: Division, others: list[Division], draw: Random) -> Division:
    """One of the others, of the same length if there is one, with a name of its own: 吉林 is a province too."""
    others = [d for d in others if len({u.code for u, _ in Divisions.load().forms(d.short or d.name)}) == 1] or others
    same = [d for d in others if len(d.name) == len(unit.name)] or [d for d in others if len(d.short) == len(unit.short)]
    return draw.choice(same or others)


# --- How they are written.


@cache
def _forms_of() -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """(code, name) → its surfaces with their forms."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for surface, units in Divisions.load().surfaces():
        for division, form in units:
            found.setdefault((division.code, division.name), []).append((surface, form))
    return {key: tuple(forms) for key, forms in found.items()}


def _forms(division: Division) -> dict[str, list[str]]:
    by_form: dict[str, list[str]] = {}
    for surface, form in _forms_of().get((division.code, division.name), ()):
        by_form.setdefault(form, []).append(surface)
    return by_form


def _surfaces(swap: Swap) -> dict[str, str]:
    """What is written for each division → what is written for its counterpart in the same form."""
    table: dict[str, str] = {}
    for old, new in sorted(swap.items(), key=lambda pair: -len(pair[0].code.rstrip("0"))):
        theirs = _forms(new)
        for form, surfaces in _forms(old).items():
            for number, surface in enumerate(surfaces):
                like = theirs.get(form) or theirs.get("level") or theirs["full"]
                if len(surface) > 1 and form != "letter":
                    table[surface] = like[min(number, len(like) - 1)]
    return table


def _divisions_in(article: Article, surfaces: Mapping[str, str], apart: Iterable[Edit]) -> Iterator[Edit]:
    """Every form in names and prose, but not 会同|县民政局, where a name begins in it."""
    keep = [(m["start"], m["end"]) for m in article.mentions if m["type"] in _KEPT_TYPES]
    named = {m["start"] for m in article.mentions}
    for edit in _stretches(article.text, surfaces, apart):
        if any(low < edit.stop and edit.start < high for low, high in keep) or named & {*range(edit.start + 1, edit.stop)}:
            continue
        yield edit


def _stretches(text: str, table: Mapping[str, str], apart: Iterable[Edit]) -> Iterator[Edit]:
    """An edit for each longest word of the table, from left to right, away from the edits `apart`."""
    if not table:
        return
    words = re.compile("|".join(re.escape(w) for w in sorted(table, key=lambda w: (-len(w), w))))
    taken = [(e.start, e.stop) for e in apart]
    for match in words.finditer(text):
        if not any(low < match.end() and match.start() < high for low, high in taken):
            yield Edit(match.start(), match.end(), table[match[0]])


def _replaced(name: str, table: Mapping[str, str]) -> str:
    return Change(name, tuple(_stretches(name, table, ()))).after


def _townships(article: Article, swap: Swap) -> dict[str, str]:
    """Each township that the article names → one of the counterpart of its county, if possible of the same rank and length."""
    theirs = _townships_by_county()
    table: dict[str, str] = {}
    draw = Random(f"{article.id} townships")
    for name, county in _named_townships(article, swap):
        rank = _rank(name)
        new = Divisions.load().today(swap[county])
        free = [t for t in theirs.get(new.code, ()) if t[:-1] not in article.text and t not in table.values() and "族" not in t]
        like = [t for t in free if t.endswith(rank)] or free
        full = Divisions.load().township_name(name, county.code)  # 五马场乡 is 五马场哈萨克族乡
        if full in table or like:
            table[name] = table[full] = table.get(full) or draw.choice([t for t in like if len(t) == len(name)] or like)
    return table | {old: new for old, new in _without_rank(table) if any(_bears(m, old) for m in article.mentions)}


def _without_rank(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for old, new in table.items():
        bare = old.removesuffix(_rank(old))
        if len(bare) > 1:
            yield bare, new.removesuffix(_rank(new))


def _bears(mention: Json, bare: str) -> bool:
    """Whether the mention calls a township without its rank: 八角 in 八角、古城、鲁谷街道, 凤鸣中心小学."""
    text: str = mention["text"]
    if text == bare:
        return bool(mention["type"] == "Place" or mention["name"] != bare)
    return mention["type"] in BODY_TYPES and text.startswith(bare) and not text.startswith(_RANKS, len(bare))


def _named_townships(article: Article, swap: Swap) -> Iterator[tuple[str, Division]]:
    """The townships of the article's places and bodies, each with the swapped county that it lies in, or seems to."""
    divisions = Divisions.load()
    counties = sorted((d for d in swap if d.level == "county"), key=lambda d: (d.name != article.gold["territory"], d.code))
    homes = {d: divisions.today(d).code for d in counties}
    names = {m["name"] for m in article.mentions if m["type"] == "Place" and m["code"] is None and m["name"].endswith(_RANKS)}
    stretches = _townships_in(article.text)
    names |= {t for t in stretches if any(homes[d] in divisions.township_counties(t) for d in counties)}
    names |= {t for t in stretches if any(divisions.township_name(t, c) != t for d in counties for c in (d.code, homes[d]))}
    for name in sorted(names):
        if len(name) > 2 and counties:
            known = [d for d in counties if divisions.has_township(homes[d], divisions.township_name(name, homes[d]))]
            yield name, (known or counties)[0]


def _townships_in(text: str) -> set[str]:
    return {text[m.end() - size : m.end()] for m in re.finditer("街道|镇|乡", text) for size in range(3, 12)}


@cache
def _townships_by_county() -> Mapping[str, tuple[str, ...]]:
    theirs: dict[str, list[str]] = {}
    for name in Divisions.load().township_names():
        for county in Divisions.load().township_counties(name):
            theirs.setdefault(county, []).append(name)
    return {county: tuple(names) for county, names in theirs.items()}


def _initials(article: Article, swap: Swap, apart: Iterable[Edit]) -> Iterator[Edit]:
    """Letters in the numbers of papers (甘民发, 岫卫发) and letters that stand for a place (闽宁协作)."""
    taken = [(e.start, e.stop) for e in apart]
    table = _letters(swap)
    for m in article.mentions:
        if any(low < m["end"] and m["start"] < high for low, high in taken):
            continue
        number = _NUMBER.match(m["text"]) if m["type"] == "Document" else None
        reach = min(2, len(number[1]) - 1) if number else int(m["type"] == "Place" and len(m["text"]) == 1)
        for at in range(m["start"], m["start"] + reach):
            new = table.get(article.text[at])
            if new is None:
                break
            yield Edit(at, at + 1, new)


def _letters(swap: Swap) -> dict[str, str]:
    table: dict[str, str] = {}
    for old, new in sorted(swap.items(), key=lambda pair: pair[0].level == "province"):
        letters, theirs = _forms(old).get("letter", []), _forms(new).get("letter", [])
        single = [s for s in theirs if len(s) == 1] or [(new.short or new.name)[0]]
        table |= {s: single[0] for s in (*letters, (old.short or old.name)[0]) if len(s) == 1}
    return table
