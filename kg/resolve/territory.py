"""The article's own territory: the division whose bodies 我省, 市局, 县委 … are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.setting import fits, level_head
from kg.resolve.units import CHINA, Unit, of_chain, of_division
from kg.tables.patterns import patterns
from kg.tables.places import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.model import Document, Mention
    from kg.tables.divisions import Division
    from kg.tables.places import Chain, Places

__all__ = ["find_ladder", "find_near", "reported"]

_OPENS_TITLE = re.compile(r"(?:^|】)(?P<place>[^】：:]{2,12})[：:]")
_TITLE_LABEL = re.compile(r"^[【「][^】」]*[】」]")
_MOST, _NEARLY_ALL = 0.7, 0.75  # shares of the named places that lie in one province
_SETTLING = ("Place", "GovernmentAgency", "PartyOrgan", "MassOrganization", "PartyUnit")
_TOWNSHIPS = 2  # townships of one county that tell it
_REACH = 30  # characters in which a chain of divisions ends
_COUNTY = 3  # depth of a county's code
_MAJORITY = 0.5  # share of the named places that must lie in the territory, where nothing else tells


@dataclass(frozen=True, slots=True)
class _Words:
    depth: tuple[str, ...]  # the level words, the smallest first
    media: re.Pattern[str]
    national: re.Pattern[str]
    broadcaster: re.Pattern[str]
    bureau: re.Pattern[str]  # an agency speaks of its whole territory, whatever the title is about
    guests: re.Pattern[str]
    own_level: re.Pattern[str]
    office_of: re.Pattern[str]
    all_over: re.Pattern[str]
    press: re.Pattern[str]
    of_leaders: re.Pattern[str]
    all_the_country: tuple[str, ...]
    named_country: tuple[str, ...]
    company: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("territory", _Words)


def find_near(doc: Document, places: Places, at: str | None) -> tuple[str, ...]:
    """Codes of the divisions that the article names unambiguously, the most telling first; they tell homonyms apart."""
    weights: Counter[str] = Counter()
    meta = doc.metadata
    for text, weight in ((meta.territory, 50), (meta.title, 20), (meta.publisher, 20), (meta.author, 5)):
        for division in _unambiguous(text or "", places, at):
            weights[division.code] += weight
    surfaces = (m.span.of(doc.text) for m in doc.mentions if not _is_from_anywhere(m, doc, places, at))
    for surface, times in Counter(map(without_party, surfaces)).items():
        for division in _unambiguous(surface, places, at, head_only=True):
            weights[division.code] += 3 * times
    if not weights:
        weights.update(_settled(doc, places, at))
    return tuple(code for code, _ in sorted(weights.items(), key=lambda p: (-p[1], p[0])))


def _settled(doc: Document, places: Places, at: str | None) -> Counter[str]:
    """The homonyms that have a township which the text names, where nothing else tells: 城中区 beside 总寨镇 is that of 西宁."""
    votes: Counter[str] = Counter()
    heads = [places.divisions.prefixes(without_party(m.span.of(doc.text)), at) for m in doc.mentions if m.type in _SETTLING]
    homonyms = {d.code for h in heads if h and len(h[0].divisions) > 1 for d in h[0].divisions if d.level == "county"}
    for name in {c.township for m in doc.mentions if homonyms and (c := places.chain(m.span.of(doc.text), at)).township}:
        votes.update(code for code in places.divisions.township_counties(name) if code in homonyms)
    most = votes.most_common(2)
    return Counter({most[0][0]: 1}) if most and (len(most) == 1 or most[0][1] > most[1][1]) else Counter()


def _unambiguous(text: str, places: Places, at: str | None, *, head_only: bool = False) -> list[Division]:
    """The last divisions of the chains in the text that have no homonym."""
    found = []
    start = 0
    while start < len(text):
        heads = places.divisions.prefixes(text[start : start + _REACH], at)
        if heads and len(heads[0].divisions) == 1 and (heads[0].form != "short" or heads[0].divisions[0].level != "county"):
            found.append(heads[0].divisions[0])
        if head_only:
            break
        start += heads[0].length if heads else 1
    return found


def without_party(surface: str) -> str:
    """The surface from its place on: 中共|秀山自治县委, 共青团|甘肃省委."""
    return surface.removeprefix("中共").removeprefix("共青团")


def find_ladder(
    doc: Document, places: Places, at: str | None, near: tuple[str, ...], is_national: Callable[[str], bool]
) -> tuple[tuple[Unit, ...], bool]:
    """The territory and the units above it, the smallest first, empty where nothing tells; and whether it is a guess.

    A national body as issuer (`is_national` tells) makes it the country, unless the title begins with a place.
    The metadata's own word wins; then the issuer, if it is no newspaper, and the title; then what a newspaper's name
    says, or a smaller unit in it that the text is about; then what most of the text's places lie in. A unit must be
    what the text's 我县, 市委, 区民政局 speak of, or have one above it that is. Where most of the places alone tell, it is a
    guess: of 重庆…。浙江金华…，全市… it may be 重庆市.
    """
    meta, levels, own = doc.metadata, _spoken_levels(doc), _own_levels(doc)
    titled = _title_head(meta.title or "", places, at, near)
    if not meta.territory and _is_of_the_country(doc, titled, places, at, near, is_national):
        of_one = None if _is_of_all(meta.title or "", is_national) else _one_province(doc, places, at, near)
        return (_ladder(of_one, places, at) if of_one and _words().broadcaster.search(meta.publisher or "") else (CHINA,)), False
    told = [_ladder(u, places, at) for u in _told(doc, titled, places, at, near)]
    if told:
        return _best_told(told, levels, own), False
    if _words().press.match(meta.publisher or "") and not own and _share(doc, places, at, near)[1] < _MOST:
        return (CHINA,), True  # 燃气管道更新改造提速 of 新华社, with examples from here and there
    guessed = [_ladder(u, places, at) for u in _guessed(doc, places, at, near)]
    medium = _medium(doc, places, at, near)
    if medium is not None:
        within = [g for g in guessed if any(step == medium for step in g[1:])]
        return next((g for g in within if _fits_any(g[0], levels[:1])), _ladder(medium, places, at)), False
    for level in (*own, *levels):
        for ladder in guessed:
            if fitting := _from_fitting(ladder, (level,)):
                return fitting, not own
    if not guessed and levels and (worded := _by_words(doc, levels, places, at)):
        return _ladder(worded, places, at), True
    if guessed or levels:
        return guessed[0] if guessed else (), True
    return (CHINA,) if any(is_national(m.span.of(doc.text)) for m in doc.mentions) else (), True


def reported(doc: Document, ladder: tuple[Unit, ...], places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The territory that the article is of: the ladder's first unit, or that of the province's bureau that publishes it.

    In 岳阳:… of 湖南省卫生厅 市 is 岳阳市, but the article is one of 湖南省. So is what begins with the province's short form,
    湖北宜昌:…, and what the country's broadcaster tells of one place.
    """
    publisher, words = doc.metadata.publisher or "", _words()
    province = next((u for u in ladder if u.rank == "province"), None)
    if province and not doc.metadata.territory and (words.broadcaster.search(publisher) or _opens_with(doc, province)):
        return province
    if doc.metadata.territory or not ladder or not words.bureau.search(publisher) or _own_levels(doc):
        return ladder[0] if ladder else None
    unit = _first_unit(publisher.removeprefix("国家税务总局"), places, at, near)
    above = unit is not None and unit.rank in ("province", "prefecture") and unit in ladder
    return unit if above else ladder[0]


def _opens_with(doc: Document, province: Unit) -> bool:
    """Whether the title begins with the province in short and goes on with a unit of it: 上海|静安:…, 贵州|六枝…"""
    title = _TITLE_LABEL.sub("", doc.metadata.title or "").lstrip()
    return bool(province.short) and title.startswith(province.short) and not title.startswith(province.name)


def _share(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> tuple[str | None, float, int]:
    """The province in which most of the named places lie, with its share of them and their number."""
    votes: Counter[str] = Counter()
    for mention in doc.mentions:
        division = _division_of(mention, doc, places, at, near)
        if division:
            votes[division.code[:2] + "0000"] += 1
    if not votes:
        return None, 1.0, 0
    code, most = min(votes.items(), key=lambda p: (-p[1], p[0]))
    return code, most / votes.total(), most


def _is_from_anywhere(mention: Mention, doc: Document, places: Places, at: str | None) -> bool:
    """Whether the mention is a company with a place in short: 江苏恒瑞机械有限公司 may work in Gansu; 嘉兴市公交集团 does not."""
    surface = mention.span.of(doc.text)
    if mention.type != "Organization" or not surface.endswith(_words().company):
        return False
    heads = places.divisions.prefixes(surface, at)
    return bool(heads) and heads[0].form == "short"


def _division_of(mention: Mention, doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> Division | None:
    if mention.type in ("Person", "Document", "Award") or _is_from_anywhere(mention, doc, places, at):
        return None
    return places.chain(without_party(mention.span.of(doc.text)), at, near).division


def _one_province(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The province of a feature from one place, of a text that does not speak of the country: three of four places lie there."""
    everywhere = _words().all_the_country
    if any(m.span.of(doc.text) in everywhere for m in doc.mentions):
        return None
    code, share, most = _share(doc, places, at, near)
    division = places.divisions.by_code(code, at) if code and share >= _NEARLY_ALL and most > 1 else None
    return of_division(division, places.divisions) if division else None


def _is_of_all(title: str, is_national: Callable[[str], bool]) -> bool:
    """Whether the title tells of the country or its leaders: 国内快讯, 四川各地…, 中央代表团赴…, …在甘肃考察时强调."""
    central = any(is_national(title[start:stop]) for start in range(len(title)) for stop in range(start + 2, start + 12))
    words = _words()
    return central or bool(words.all_over.search(title) or words.of_leaders.search(title))


def _is_of_the_country(
    doc: Document,
    titled: Unit | None,
    places: Places,
    at: str | None,
    near: tuple[str, ...],
    is_national: Callable[[str], bool],
) -> bool:
    """Whether the country's own body or broadcaster speaks, or a national paper of a central body, of 各地.

    A broadcaster's title may name the province that it is about: 【高质量发展调研行】湖南：….
    """
    publisher, title, words = doc.metadata.publisher or "", doc.metadata.title or "", _words()
    if titled is None and is_national(publisher) and _inner_unit(publisher, places, at, near) is None:
        return True
    if words.broadcaster.search(publisher):
        opened = _OPENS_TITLE.search(title)
        return opened is None or _first_unit(f"{opened['place']}：", places, at, near, shorts=True) is None
    if titled is not None or not (words.national.search(publisher) or words.media.search(publisher)) or _own_levels(doc):
        return False
    central = any(is_national(title[:stop]) for stop in range(2, 12))
    return central or bool(words.national.search(publisher) and words.all_over.search(title))


def _best_told(told: list[tuple[Unit, ...]], levels: tuple[str, ...], own: tuple[str, ...]) -> tuple[Unit, ...]:
    """The first that the text speaks of, a smaller unit inside it first (海南州:… in 青海民政); else what 我… asks for."""
    for ladder in told:
        deeper = next((other for other in told if ladder[0] in other[1:] and _fits_any(other[0], levels)), None)
        if deeper or not levels or ladder[0].rank == "country" or _fits_any(ladder[0], levels):
            return deeper or ladder
    return next((fitting for ladder in told if own and (fitting := _from_fitting(ladder, own))), told[0])


def _own_levels(doc: Document) -> tuple[str, ...]:
    """The levels behind 我 and 本, of mentions and of the title, the most frequent first: 我省首届…."""
    texts = [doc.metadata.title or "", *(m.span.of(doc.text) for m in doc.mentions)]
    return _levels(text for text in texts if text.startswith(("我", "本")))


def _spoken_levels(doc: Document) -> tuple[str, ...]:
    """The levels that the text uses as if everybody knew which, the most frequent first: 我县, 市委, 团区委."""
    mentions = (m for m in doc.mentions if m.type not in ("Person", "Document", "Award"))
    return _levels(m.span.of(doc.text).removeprefix("团") for m in mentions)


def _levels(texts: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(found["level"] for text in texts if (found := level_head(text)))
    depth = _words().depth
    return tuple(sorted(counts, key=lambda level: (-counts[level], depth.index(level) if level in depth else 0)))


def _from_fitting(ladder: tuple[Unit, ...], levels: tuple[str, ...]) -> tuple[Unit, ...]:
    """The ladder from its first unit on that is of one of the levels; empty where none is."""
    for index, step in enumerate(ladder):
        if step.rank == "country" or _fits_any(step, levels):
            return ladder[index:]
    return ()


def _fits_any(unit: Unit, levels: tuple[str, ...]) -> bool:
    return any(fits(unit, level) for level in levels)


def _told(doc: Document, titled: Unit | None, places: Places, at: str | None, near: tuple[str, ...]) -> list[Unit]:
    """What the metadata, the issuer, the title's head and the author say, in this order."""
    meta, words = doc.metadata, _words()
    found: list[Unit | None] = []
    if meta.territory:
        found.append(CHINA if meta.territory in words.named_country else _first_unit(meta.territory, places, at, near))
    if meta.publisher and not words.media.search(meta.publisher) and not words.national.match(meta.publisher):
        found.append(_first_unit(meta.publisher.removeprefix("国家税务总局"), places, at, near, shorts=True))
    found.append(titled)
    return [u for u in found if u is not None and u.rank != "village"]


def _medium(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The unit that a newspaper or site is of: 平和教育信息网 → 平和县."""
    publisher, words = doc.metadata.publisher or "", _words()
    if words.national.match(publisher):
        return None  # 新华网 is not of 新华区
    return _first_unit(publisher, places, at, near, shorts=True) if words.media.search(publisher) else None


def _guessed(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> list[Unit]:
    """What stands further in: in the issuer's name, in the title; what the townships and most of the text lie in."""
    meta = doc.metadata
    publisher = "" if _words().national.match(meta.publisher or "") else meta.publisher or ""
    guest = _guest(doc, places, at, near)
    title = "" if guest else meta.title or ""
    inner = [_inner_unit(text, places, at, near) for text in (publisher, title)]
    county = _by_townships(doc, places, at, near)
    return [u for u in (*inner, county, *_by_vote(doc, places, at, near, guest)) if u is not None]


def _by_townships(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The one county that has the most of the townships that the text names: 猫场镇, 以那镇 → 织金县."""
    owners: Counter[str] = Counter()
    names = {c.township for m in doc.mentions if (c := places.chain(m.span.of(doc.text), at)).township and not c.division}
    for name in sorted(n for n in names if n):
        owners.update(places.divisions.township_counties(name))
    best = owners.most_common(2)
    counties = {code for code in near if not code.endswith("00")}
    # 蒿坪镇, which one county alone has, will do, unless the text names counties and not that one.
    alone = len(best) == 1 and (not counties or best[0][0] in counties)
    most, next_most = (*(count for _, count in best), 0, 0)[:2]
    if not alone and (most < _TOWNSHIPS or next_most == most):
        return None
    division = places.divisions.by_code(best[0][0])
    return of_division(places.divisions.at_time(division, at), places.divisions) if division else None


def _first_unit(text: str, places: Places, at: str | None, near: tuple[str, ...], *, shorts: bool = False) -> Unit | None:
    if shorts and (inside := _short_county(text, places, at)):
        return inside
    chain = places.chain(text, at, near)
    home = _home(chain, places, at, near)
    if chain.township and not chain.division and home is None:
        return None  # 石城镇, which several counties have
    unit = of_chain(chain, places.divisions, home)
    if unit is None and shorts:
        for length in (4, 3, 2):
            named = places.divisions.named(text[:length], at)
            if named and len(text) > length:
                return of_division(places.choose(named, near), places.divisions)
    return unit


def _short_county(text: str, places: Places, at: str | None) -> Unit | None:
    """A county in short before a township of its own: 泗阳|众兴镇|桃源社区; 石泉路街道 is one name, and not of 石泉县."""
    if places.divisions.township_prefix(text):
        return None
    for length in (4, 3, 2):
        for county in places.divisions.named(text[:length], at):
            chain = places.chain(county.name + text[length:], at) if county.level == "county" else EMPTY
            if chain.township and not text.startswith(county.name):
                return of_chain(replace(chain, village=None), places.divisions)
    return None


def _title_head(title: str, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The unit at the head of the title or of its second line: 平罗：五月的“红马甲”忙起来, …——永善县公安消防大队…掠影.

    Of 邻水县社会工作部来广安区考察 it is 广安区: who writes 来 is at home there. None of 来我县, 来宜, which name no place.
    """
    if guests := _words().guests.search(title):
        place = guests["place"]
        chain = places.chain(place, at, near)
        if chain.division:
            return of_chain(chain, places.divisions)
        named = places.divisions.named(place, at) if len(place) > 1 else ()
        return of_division(places.choose(named, near), places.divisions) if named else None
    for part in re.split(r"[—\s：:]+", _TITLE_LABEL.sub("", title)):
        found = _first_unit(part, places, at, near)
        head = re.split(r"[，,“《]", part, maxsplit=1)[0]
        found = found or _by_office(part, places, at, near)
        if found is None and 1 < len(head) < 5 and (named := places.divisions.named(head, at)):
            found = of_division(places.choose(named, near), places.divisions)
        if found is not None:
            return found
    return None


def _by_office(title: str, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The unit called by its short form before the office of its level: 镇安|副县长安庆芳…, 宁国|市委书记…."""
    office_of = _words().office_of
    for length in (4, 3, 2):
        office = office_of.match(title, length)
        named = places.divisions.named(title[:length], at) if office else ()
        fitting = tuple(d for d in named if office and fits(of_division(d, places.divisions), office["level"]))
        if fitting:
            return of_division(places.choose(fitting, near), places.divisions)
    return None


def _home(chain: Chain, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """The county of a township that heads a text without it: the near county that has one of that name."""
    if chain.division or not chain.township:
        return None
    codes = places.divisions.township_counties(chain.township)
    for code in (*near, *(codes if len(codes) == 1 else ())):
        division = places.divisions.by_code(code, at)
        if division and chain.township and places.divisions.has_township(code, chain.township):
            return of_division(places.divisions.at_time(division, at), places.divisions)
    return None


def _inner_unit(text: str, places: Places, at: str | None, near: tuple[str, ...]) -> Unit | None:
    """A division written out inside a name: 参源电力|抚松县|供电公司."""
    for start in range(1, len(text) - 2):
        if not places.divisions.may_head(text[start : start + 2]):
            continue
        chain = places.chain(text[start : start + 30], at, near)
        if chain.division and text.startswith(chain.division.name, start):
            return of_chain(chain, places.divisions)
    return None


def _by_words(doc: Document, levels: tuple[str, ...], places: Places, at: str | None) -> Unit | None:
    """The one division of the level spoken of that the tagger takes for a place, though no name has it: 建设魅力双牌.

    For texts that name no division at all, and whose 我县, 县委 is somewhere.
    """
    words = dict.fromkeys(t.span.of(doc.text) for s in doc.sentences for t in s.tokens if t.tag in ("LOC", "ORG"))
    found: dict[str, Division] = {}
    for word in words:
        heads = places.divisions.prefixes(word, at)
        named = places.divisions.named(word, at) or (heads[0].divisions if heads and heads[0].form == "full" else ())
        if len(named) == 1 and _fits_any(of_division(named[0], places.divisions), levels[:1]):
            found[named[0].code] = named[0]
    return of_division(next(iter(found.values())), places.divisions) if len(found) == 1 else None


def _by_vote(doc: Document, places: Places, at: str | None, near: tuple[str, ...], guest: Division | None) -> list[Unit]:
    """The units in which most of the named places lie, the smallest first; the country where they lie all over it."""
    votes: Counter[str] = Counter()
    total = 0
    for mention in doc.mentions:
        division = _division_of(mention, doc, places, at, near)
        if division:
            total += 1
            votes.update((division.code, *(d.code for d in places.divisions.ancestors(division))))
    if guest is not None:
        votes.pop(guest.code, None)
    leaders = _leaders(votes, total)
    winners = sorted((code for code, n in votes.items() if n >= _MAJORITY * total), key=lambda c: (_depth(c), votes[c], c))
    if sum(_depth(code) == _COUNTY for code in winners) > 1:
        winners = [code for code in winners if _depth(code) < _COUNTY]  # 桐城市 and 大观区, each half: the city of both
    provinces = [code for code in votes if code.endswith("0000")]
    scattered = [CHINA] if not winners and len(provinces) > 2 else []
    if scattered and _words().national.match(doc.metadata.publisher or ""):
        return scattered
    found = (places.divisions.by_code(code, at) for code in reversed(winners))
    led = (places.divisions.by_code(code, at) for code in leaders)
    return [of_division(d, places.divisions) for d in (*found, *led) if d] + scattered


def _guest(doc: Document, places: Places, at: str | None, near: tuple[str, ...]) -> Division | None:
    """The division that the title names as the one whose people come to 我区: 唐山市路北区党政考察团来我区调研."""
    title, words = doc.metadata.title or "", _words()
    coming = words.guests.search(title)
    return places.chain(title, at, near).division if coming and words.own_level.fullmatch(coming["place"]) else None


def _leaders(votes: Counter[str], total: int) -> list[str]:
    """The unit of each rank with most votes, the smallest first, where no other has as many and it has a third."""
    found = []
    for depth in (3, 2, 1):
        ranked = [(n, code) for code, n in votes.most_common() if _depth(code) == depth]
        if ranked and ranked[0][0] >= total / 3 and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
            found.append(ranked[0][1])
    return found


def _depth(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def _ladder(unit: Unit, places: Places, at: str | None) -> tuple[Unit, ...]:
    division = places.divisions.by_code(unit.near, at) if unit.near else None
    if division is None:
        return (unit,)
    above = [of_division(d, places.divisions) for d in (division, *places.divisions.ancestors(division))]
    return (unit, *(u for u in above if u.code != unit.code))
