"""Repairs of what the tagger found, by what it cannot see: quotes that must balance, lists, the whole article.

Each repair takes and gives a sorted tuple of non-overlapping finds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from kg.model import BODY_TYPES
from kg.recognize.names_coined import coinages
from kg.recognize.names_kinds import kinds
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_pieces import pieces
from kg.tables.body_types import BodyTypes
from kg.tables.coinages import counted, listed_before, listed_behind
from kg.tables.countries import Countries
from kg.tables.party import party_words
from kg.tables.patterns import patterns

__all__ = ["Find", "Page", "repaired"]

_BODIES = frozenset(BODY_TYPES)
_GENRE = _BODIES - {"Organization"}
_TYPED = _BODIES | {"Place", "Person", "Platform", "Document"}  # what may be of the type that the words tell
_COINED = frozenset(("Initiative", "PolicyConcept", "Award", "Platform"))
_PAIRS = (("“", "”"), ("‘", "’"), ("（", "）"), ("(", ")"), ("《", "》"))
_QUOTES = ("“", "”", '"', "‘", "’")
_MARKS = frozenset('“”‘’"（）()《》')
_STRETCH = 64  # characters that finds are gathered by
_NEAR = 20  # how far behind a name the close of its mark may stand
_TITLE = 120  # a longer line is no title of a paper
_BEHIND = 3  # characters behind a name that may follow words between two bodies
_BARE_HEAD = 2  # 市工商局|向|协会 names one body
_SHORTEST_BODY = 5  # what stands before a blank and is shorter is a person: 欧阳念慈　德阳市…党支部
_LEVEL = tuple("省市县区州盟旗镇乡")
_LIST = 40  # characters of a list before its next item
_WITH_OFFICES = ("GovernmentAgency", "PartyOrgan", "MassOrganization")
_DOT = "·•"
_MASKED = re.compile("[一-鿿]某[一-鿿]?")
_NO_NAME = "names.none"  # of what is no name, until all others are found
_SEVERAL = re.compile("“(?P<parts>[^“”、，。；：\n]{2,12}(?:、[^“”、，。；：\n]{2,12}){1,4})”")
_QUOTED = re.compile("“(?P<words>[^“”、，。；：！？\n]{4,30})”")
_QUOTES_INSIDE = re.compile("(?=“)|(?<=”)(?!“)")  # where a coinage may begin inside a find
_SHORTEST_LIST = 3  # names
_LONGEST_WORD = 6
_LONGEST_HAN = 5  # characters that a Han name stays below
_ROLL, _ROLL_MARKS = 5, frozenset("、，, 　")
_PLACE_BEFORE = re.compile(r"[一-鿿]{1,9}[省市县区州旗镇乡村](?=[“「\"])")
_TOGETHER, _SHORTEST_AWARD = "暨", 4
_OPEN_BREAK = re.compile("[。；！？\n”’》]")
_SPIRIT = "精神"
_GENERAL = "names.general"
COUNTRY = "names.country"  # the rule of two countries, a letter each
_ROW = re.compile("(?:“[^“”\n]{3,14}”[、和]?){2,}")
_HEAD = 9  # characters that a head behind a coinage in quotes may have: “三亮三比”|志愿服务主题党日活动 is longer than most
_TITLED = re.compile(r"《(?P<title>[^《》\n]{2,80})》")
_PROSE = re.compile("[。，；！？,;]")
_DIGITS = re.compile(r"[\d.,，%％]+|\d{4}年度?")


@dataclass(frozen=True, slots=True)
class _Words:
    both: re.Pattern[str]  # 县委|县政府, with group government
    joiners: re.Pattern[str]
    leading: re.Pattern[str]
    trailing: re.Pattern[str]
    central: re.Pattern[str]
    joins: re.Pattern[str]
    complement: re.Pattern[str]
    many: re.Pattern[str]
    many_go_on: re.Pattern[str]
    office: re.Pattern[str]  # with the head of it behind: group unit
    says: re.Pattern[str]
    unit: re.Pattern[str]
    paper: re.Pattern[str]
    bare_host: re.Pattern[str]  # group place
    about_law: re.Pattern[str]  # 关于|仲裁法: group law
    of_places: re.Pattern[str]
    community: re.Pattern[str]
    stem: re.Pattern[str]
    quoted: re.Pattern[str]  # days and feasts are dates


@cache
def _words() -> _Words:
    return patterns("names_repair", _Words)


class Find(NamedTuple):  # a tuple, since each repair sorts them
    """A name found at [start, stop) of the article's text."""

    start: int
    stop: int
    type: str
    rule: str

    def words(self, text: str) -> str:
        return text[self.start : self.stop]


Finds = tuple[Find, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The article as the repairs see it; all places are offsets of its text."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    titles: tuple[tuple[int, int], ...]  # the lines that are titles
    tokens: dict[int, tuple[int, str]]  # where a word starts → where it stops, its tag
    heads: dict[int, tuple[tuple[int, str], ...]]  # an opening mark → where a head behind its close stops, the head's type
    shared: dict[tuple[int, int], tuple[str, ...]]  # a place in a list → the types that the list's last item may have
    ends: frozenset[int] = field(init=False)  # where words stop
    people: tuple[tuple[int, int], ...] = field(init=False)  # the word tagger's

    def __post_init__(self) -> None:
        object.__setattr__(self, "ends", frozenset([stop for stop, _ in self.tokens.values()]))
        people = tuple([(start, stop) for start, (stop, tag) in self.tokens.items() if tag == "PER"])
        object.__setattr__(self, "people", people)


def repaired(finds: Finds, page: Page) -> Finds:
    """The finds after all repairs."""
    finds = _flat(finds)
    for repair in REPAIRS:
        mended = repair(finds, page)
        if mended != finds:  # most repairs find nothing to do
            finds = _flat(mended)
    return finds


def _flat(finds: Finds) -> Finds:
    """Sorted, without empty and overlapping ones; of two that overlap the longer stays."""
    kept: list[Find] = []
    for find in sorted(finds):
        if find.stop <= find.start:
            continue
        if kept and find.start < kept[-1].stop:
            if find.stop - find.start > kept[-1].stop - kept[-1].start:
                kept[-1] = find
            continue
        kept.append(find)
    return tuple(kept)


def bare_edges(finds: Finds, page: Page) -> Finds:
    """No name begins or ends with white space or a list mark, nor a body's name with a preposition: 会同|县委组织部.

    What joins two meetings ends no place: 雷锋日|暨|主题活动.
    """
    edges = _words()
    kept = []
    for find in finds:
        start, stop = find.start, find.stop
        while start < stop and (page.text[start].isspace() or page.text[start] in "、，,。；;：:"):
            start += 1
        while start < stop and (page.text[stop - 1].isspace() or page.text[stop - 1] in "、，,。；;：:"):
            stop -= 1
        if find.type in _BODIES:
            lead = edges.leading.match(page.text, start, stop)
            start = lead.end() if lead and not _begins_a_division(lead[0], page.text, start) else start
            tail = edges.trailing.search(page.text[start:stop])
            stop -= len(tail[0]) if tail else 0
            stop -= len("中心") if edges.central.match(page.text, stop - len("中心")) else 0
        elif find.type == "Place" and edges.joins.search(page.text[start:stop]):
            continue
        elif find.type == "Initiative":
            start += bool(edges.complement.match(page.text, start, stop))
        kept.append(find if (start, stop) == find[:2] else find._replace(start=start, stop=stop))
    return tuple(kept)


def _begins_a_division(lead: str, text: str, at: int) -> bool:
    """Whether a preposition is the first character of a division: 和平区|民政局, 任家镇|卫生院; but 和|县民政局, 会同|县委."""
    found = Lexicon.load().divisions.longest(text, at) if len(lead) == 1 else None
    return found is not None and found[2] in ("full", "township") and found[1] - at > len("和县")


def of_one_body(finds: Finds, page: Page) -> Finds:
    """No body is named by what every place has one of (各县|区民政局), nor by half of a count (区级两|新工委)."""
    return tuple(f for f in finds if f.type not in _BODIES or not _is_of_many(f, page.text))


def _is_of_many(find: Find, text: str) -> bool:
    if text.startswith("各", find.start):
        return True
    before = text[max(0, find.start - 8) : find.start]
    bare = not text.startswith(_LEVEL, find.start) and Lexicon.load().divisions.longest(text, find.start) is None
    if bare and (before.endswith("各") or _words().many_go_on.search(text[max(0, find.start - _LIST) : find.start])):
        return True
    if text.startswith("新工委", find.start) or text.startswith("新组织", find.start):
        return before.endswith("两")
    return text.startswith(_LEVEL, find.start) and _words().many.search(before) is not None


def of_own_body(finds: Finds, page: Page) -> Finds:
    """A unit right behind 我校, 我院, 我局 is that body's: 我校|团委 is one name."""
    kept: list[Find] = []
    for find in finds:
        last = kept[-1] if kept else None
        own = last is not None and last.stop == find.start and last.stop - last.start == 2 and page.text[last.start] in "我本"
        if last is not None and own and find.type in ("PartyUnit", "MassOrganization") and last.type in _BODIES:
            kept[-1] = find._replace(start=last.start, rule="names.unit")
        else:
            kept.append(find)
    return tuple(kept)


def whole_communities(finds: Finds, page: Page) -> Finds:
    """A community goes by the road it lies at: 海门街道狮山路|社区; 沿路社区工作者 names none."""
    community = _words().community
    return tuple(
        find._replace(stop=behind.end())
        if find.type == "Place" and page.text[find.stop - 1] == "路" and (behind := community.match(page.text, find.stop))
        else find
        for find in finds
    )


def split_joined(finds: Finds, page: Page) -> Finds:
    """Two bodies that act together are two: 东莞市民政局|联合|市慈善会, 县委|县政府, also in a table's row."""
    joiners, committee = _words().joiners, _words().both
    kept: list[Find] = []
    for find in finds:
        if find.type in _BODIES and (both := committee.match(page.text, find.start, find.stop)):
            at = both.start("government")
            kept += (find._replace(stop=at), find._replace(start=at, type="GovernmentAgency", rule="names.split"))
            continue
        joiner = joiners.search(page.text, find.start + 2, find.stop + _BEHIND) if find.type in _BODIES else None
        if joiner is None or joiner.end() >= find.stop - 1:
            kept.append(find)
        else:
            kept += (find._replace(start=start, stop=stop, rule="names.split") for start, stop in _parts(find, joiner, page))
    return tuple(kept)


def _parts(find: Find, joiner: re.Match[str], page: Page) -> Iterator[tuple[int, int]]:
    tabled = Lexicon.load().bodies.labels  # 中办| |国办
    first, last = page.text[find.start : joiner.start()], page.text[joiner.end() : find.stop]
    if not joiner[0].isspace() or first in tabled or len(first) >= _SHORTEST_BODY:
        yield find.start, joiner.start()
    if len(last) > _BARE_HEAD or (joiner[0].isspace() and last in tabled):
        yield joiner.end(), find.stop


def split_awards(finds: Finds, page: Page) -> Finds:
    """Two honours given together are two: 五一劳动奖章|暨|工人先锋号; two meetings held as one are one."""
    kept: list[Find] = []
    for find in finds:
        parts = find.words(page.text).split(_TOGETHER) if find.type == "Award" else []
        if len(parts) != 2 or min(map(len, parts)) < _SHORTEST_AWARD:
            kept.append(find)
            continue
        middle = find.start + len(parts[0])
        kept += find._replace(stop=middle, rule="names.split"), find._replace(start=middle + 1, rule="names.split")
    return tuple(kept)


def spirits(finds: Finds, page: Page) -> Finds:
    """The spirit of a person is no person: 雷锋|精神."""
    return tuple(
        Find(find.start, find.stop + len(_SPIRIT), "PolicyConcept", "names.spirit")
        if find.type == "Person" and page.text.startswith(_SPIRIT, find.stop)
        else find
        for find in finds
    )


def balanced(finds: Finds, page: Page) -> Finds:
    """Marks come in pairs: a name that opens one reaches to its close and the head behind it; one that closes one opens it."""
    return tuple(_balanced(find, page) for find in finds)


def _balanced(find: Find, page: Page) -> Find:
    if _MARKS.isdisjoint(find.words(page.text)):
        return find
    if find.words(page.text).count('"') % 2:
        find = _straight(find, page)
    for opening, closing in _PAIRS:
        words = find.words(page.text)
        excess = words.count(opening) - words.count(closing)
        if opening in _QUOTES:
            find = _without_tail(find, closing, page)
        if excess > 0:
            find = _closed(find, closing, page)
        elif excess < 0:
            find = _opened(find, opening, page)
    return find


def _without_tail(find: Find, closing: str, page: Page) -> Find:
    """What follows the close of a name's own quotes is its head or none of it: “三年行动”|要求扩大培养规模."""
    close = page.text.find(closing, find.start, find.stop) if page.text[find.start] in _QUOTES else -1
    heads = {stop for stop, _ in page.heads.get(find.start, ())}
    if close < 0 or find.type not in _COINED or find.stop - close <= _HEAD or find.stop in heads:
        return find
    return find._replace(start=find.start + 1, stop=close)


def _closed(find: Find, closing: str, page: Page) -> Find:
    starts_with_mark = page.text[find.start] in _MARKS
    stop = max((stop for stop, type_ in page.heads.get(find.start, ()) if type_ == find.type), default=0)
    if starts_with_mark and stop > find.stop:
        return find._replace(stop=stop)
    at = page.text.find(closing, find.stop, find.stop + _NEAR)
    if at == find.stop and starts_with_mark:
        return find._replace(start=find.start + 1)
    if at < 0 or "\n" in page.text[find.stop : at]:
        return find._replace(start=find.start + 1) if starts_with_mark else find
    return find._replace(stop=at + 1)


def _opened(find: Find, opening: str, page: Page) -> Find:
    if page.text[find.start - 1 : find.start] == opening:
        return find._replace(start=find.start - 1)
    at = page.text.rfind(opening, max(0, find.start - _NEAR), find.start)
    if find.type in _BODIES and at >= 0 and not _OPEN_BREAK.search(page.text, at, find.start):
        return find._replace(start=at)
    if page.text[find.stop - 1] in _MARKS:
        return find._replace(stop=find.stop - 1)
    return find


def _straight(find: Find, page: Page) -> Find:
    if page.text[find.start - 1 : find.start] == '"':
        return find._replace(start=find.start - 1)
    return _closed(find, '"', page) if page.text[find.start] == '"' else find


def headed(finds: Finds, page: Page) -> Finds:
    """A coinage in quotes goes on to the head behind them, if that head makes a name of its type: “漳商e家”|服务平台."""
    return tuple(_headed(find, page) if find.type in ("Initiative", "Platform") else find for find in finds)


def _headed(find: Find, page: Page) -> Find:
    inside = page.text[find.start - 1 : find.start] in _QUOTES and page.text[find.stop : find.stop + 1] in _QUOTES
    whole = page.text[find.start] in _QUOTES and page.text[find.stop - 1] in _QUOTES
    start = find.start - 1 if inside else find.start
    if not (inside or whole):
        return find
    types = ("Initiative", "Platform")
    longer = [
        (type_ == find.type, stop, type_) for stop, type_ in page.heads.get(start, ()) if stop > find.stop and type_ in types
    ]
    if not longer:
        return find
    _, stop, type_ = max(longer)
    return find._replace(start=start, stop=stop, type=type_, rule="names.headed")


def whole_quotes(finds: Finds, page: Page) -> Finds:
    """A coinage of several parts in one pair of quotation marks is one name: “县级统筹、乡村联动”, not its first part alone."""
    made: list[Find] = []
    near = _Near.of(finds)
    for quoted in _SEVERAL.finditer(page.text):
        start, stop = quoted.span("parts")
        inside = near.over(start, stop)
        types = {f.type if start <= f.start and f.stop <= stop and f[:2] != (start, stop) else "" for f in inside}
        if types in ({"Initiative"}, {"PolicyConcept"}):
            made.append(Find(start, stop, types.pop(), "names.quotes"))
    return _clear_of(made, finds) + tuple(made)


def quoted_to_the_end(finds: Finds, page: Page) -> Finds:
    """What fills a pair of quotation marks and ends as a meeting or an honour is one name: “市商会|成立|百年纪念大会”."""
    near = _Near.of(finds)
    made = []
    for quoted in _QUOTED.finditer(page.text):
        start, stop = quoted.span("words")
        inside = sorted(set(near.over(start, stop)))
        whole = len(inside) > 1 and inside[0].start == start and inside[-1].stop == stop
        if whole and inside[-1].type in ("Conference", "Award"):
            made.append(Find(start, stop, inside[-1].type, "names.quotes"))
    return _clear_of(made, finds) + tuple(made)


def without_places(finds: Finds, page: Page) -> Finds:
    """A coinage begins at its quote; the place before it is a name of its own: 推广|青山区|“红哨”工作法."""
    kept: list[Find] = []
    for find in finds:
        place = _PLACE_BEFORE.match(page.text, find.start, find.stop) if find.type == "Initiative" else None
        if place is None:
            kept.append(find)
        else:
            kept += Find(find.start, place.end(), "Place", "names.split"), find._replace(start=place.end())
    return tuple(kept)


def whole_words(finds: Finds, page: Page) -> Finds:
    """What ends inside a word in which a body begins, and with no head, is the beginning of its name: 集贤县社会组|织党委."""
    kept: list[Find] = []
    for find in finds:
        last = kept[-1] if kept else None
        if last is not None and last.stop == find.start and find.type in _BODIES and _is_fragment(last, page):
            kept[-1] = find._replace(start=last.start)
        else:
            kept.append(find)
    return tuple(kept)


def _is_fragment(find: Find, page: Page) -> bool:
    words, stop = find.words(page.text), find.stop
    if find.type in ("Place", "Person") or any(page.tokens.get(at, (0, ""))[0] == stop for at in range(find.start, stop)):
        return False
    inside = any(page.tokens.get(at, (0, ""))[0] > stop for at in range(max(0, stop - _LONGEST_WORD), stop))
    return inside and not any(words[at:] in Lexicon.load().heads.labels for at in range(len(words)))


def merged_units(finds: Finds, page: Page) -> Finds:
    """A body and its office are one name, 鹰潭市总工会|保障工作部, 市工商联|数字商会; so are places in a row,
    双辽市卧虎镇|六家窝堡村, and a place and the body behind it: 湘西州|退役军人志愿服务总队; not 全国|体彩中心."""
    unit = _words().unit
    kept: list[Find] = []
    for find in (part for one in finds for part in _each_country(one, page)):
        last = kept[-1] if kept else None
        if last is not None and last.stop == find.start:
            words = find.words(page.text)
            if last.type in _BODIES and find.type in _BODIES and unit.search(words) and len(words) > 1:
                kept[-1] = last._replace(stop=find.stop)
                continue
            if last.type in _BODIES and find.type == "SocialOrganization" and not words.startswith((*_LEVEL, "直属")):
                kept[-1] = find._replace(start=last.start)
                continue
            abroad = words in Countries.load().names  # 加拿大|墨西哥 are two
            if last.type == find.type == "Place" and len(words) > 1 and last.stop - last.start > 1 and not abroad:
                kept[-1] = last._replace(stop=find.stop)
                continue
            if _is_of_place(find, last, page.text):
                kept[-1] = find._replace(start=last.start)
                continue
        kept.append(find)
    return tuple(kept)


def _is_of_place(body: Find, place: Find, text: str) -> bool:
    """Whether the place right before a body belongs to its name; not where the name begins with that place itself."""
    if place.type != "Place" or body.type not in _BODIES or place.stop - place.start < 2:
        return False
    return text[place.start] not in "全我本" and text[place.start : place.start + 2] != text[body.start : body.start + 2]


def _each_country(find: Find, page: Page) -> tuple[Find, ...]:
    """Two countries without a mark between are two names: 法国|意大利."""
    if find.type != "Place":
        return (find,)
    words = find.words(page.text)
    first = Countries.load().head(words)
    if not first or words[first:] not in Countries.load().names:
        return (find,)
    middle = find.start + first
    return (find._replace(stop=middle, rule="names.split"), find._replace(start=middle, rule="names.split"))


def with_offices(finds: Finds, page: Page) -> Finds:
    """A body's name goes on to the office whose head stands behind it: 省检察院|未检处|处长, 市委组织部|组织二科|科长."""
    kept = []
    for number, find in enumerate(finds):
        office = _words().office.match(page.text, find.stop) if find.type in _WITH_OFFICES else None
        free = office and (number + 1 == len(finds) or finds[number + 1].start >= office.end())
        kept.append(find._replace(stop=office.end()) if office and free else find)
    return tuple(kept)


def whole_persons(finds: Finds, page: Page) -> Finds:
    """和 before a verb of saying is no conjunction but a given name: 陶世和|指出; a name that the article has whole is whole."""
    names = Counter(find.words(page.text) for find in finds if find.type == "Person")
    lengths = sorted({len(name) for name in names}, reverse=True)
    return tuple(_whole_person(find, names, lengths, page) if find.type == "Person" else find for find in finds)


def _whole_person(find: Find, names: Counter[str], lengths: Sequence[int], page: Page) -> Find:
    words = find.words(page.text)
    here = (page.text[find.start : find.start + length] for length in lengths if length >= len(words))
    longer = next(n for n in here if n in names)
    if len(longer) > len(words) > 1 and names[longer] >= names[words]:
        return find._replace(stop=find.start + len(longer), rule="names.repeated")  # 古丽|娜尔
    return find._replace(stop=find.stop + 1) if len(words) == 2 and _words().says.match(page.text, find.stop) else find


def of_one_kind(finds: Finds, page: Page) -> Finds:
    """A name has the type that its words leave alone (团清江县委), and no class noun is a name (党总支)."""
    kept = []
    for find in finds:
        words = find.words(page.text)
        if words in kinds().bare:
            continue
        typed = find.type in _TYPED and _MARKS.isdisjoint(words) and page.text[find.start - 1 : find.start] not in _QUOTES
        type_ = kinds().of(words) if typed else None
        if type_ and find.type == "Document" and type_ != "Organization":  # but 《中国社会报》 is one
            type_ = None
        kept.append(find._replace(type=type_, rule="names.kind") if type_ and type_ != find.type else find)
    return tuple(kept)


def letter_by_letter(finds: Finds, page: Page) -> Finds:
    """Provinces in a row, a letter each, are one name each (晋陕豫), and two countries are (俄|乌)."""
    kept: list[Find] = []
    for find in finds:
        rule = _letters_of(find, page)
        kept += (Find(at, at + 1, "Place", rule) for at in range(find.start, find.stop)) if rule else (find,)
    return tuple(kept)


def _letters_of(find: Find, page: Page) -> str | None:
    """The rule by which each character of the find is a place."""
    words = find.words(page.text)
    misread = find.rule == _GENERAL and len(words) > len("台青")  # 苏浙皖 as a person
    if kinds().is_row_of_provinces(words) and (find.type == "Place" or misread):
        return "names.letter"
    countries = Countries.load()
    if find.type != "Place" or len(words) != len("俄乌") or words in countries.names or words in Lexicon.load().divisions.labels:
        return None  # 英德 in Guangdong is no pair of countries
    return COUNTRY if all(countries.of_letter(letter, page.text) for letter in words) else None


def definite(finds: Finds, page: Page) -> Finds:
    """我县, 全区, 本会 stand for something definite wherever they stand free."""
    found = [
        Find(m.start(), m.end(), type_, "names.definite")
        for pattern, type_ in kinds().definite
        for start, stop in page.sentences
        for m in pattern.finditer(page.text, start, stop)
        if m.start() in page.tokens
    ]
    return _with_free([find for find in found if find.stop in page.ends], finds, page)


def _with_free(others: Iterable[Find], finds: Finds, page: Page) -> Finds:
    """The finds, and those others that stand in none of them."""
    others = tuple(others)
    taken = _taken(finds, page) if others else b""
    return finds + tuple(other for other in others if not any(taken[other.start : other.stop]))


def _clear_of(others: Sequence[Find], finds: Finds) -> Finds:
    """The finds that overlap none of the others."""
    if not others:
        return finds
    near = _Near.of(others)
    return tuple(f for f in finds if not near.over(f.start, f.stop))


@dataclass(frozen=True, slots=True)
class _Near:
    """Finds by the stretches of text that they reach into: a roster has thousands, and few stand at one place."""

    stretches: dict[int, list[Find]]

    @classmethod
    def of(cls, finds: Iterable[Find]) -> _Near:
        stretches: dict[int, list[Find]] = {}
        for find in finds:
            for number in range(find.start // _STRETCH, (find.stop - 1) // _STRETCH + 1):
                stretches.setdefault(number, []).append(find)
        return cls(stretches)

    def over(self, start: int, stop: int) -> list[Find]:
        """Those that overlap [start, stop); one that reaches into several stretches may come more than once."""
        numbers = range(start // _STRETCH, (stop - 1) // _STRETCH + 1)
        return [f for number in numbers for f in self.stretches.get(number, ()) if f.start < stop and start < f.stop]


def _taken(finds: Finds, page: Page) -> bytearray:
    """By place of the text: 1 inside a find."""
    taken = bytearray(len(page.text))
    for find in finds:
        taken[find.start : find.stop] = b"\x01" * (find.stop - find.start)
    return taken


def with_components(finds: Finds, page: Page) -> Finds:
    """What is listed beside an initiative as its parts are initiatives too: “三当面”（当面拆、当面换、当面验）.

    Also what stands in front: 党员联户、干部联村“双联”.
    """
    finds = _with_counted(tuple(_without_parts(find, page) for find in finds), page)
    bodies = _Near.of(f for f in finds if f.type in _BODIES)
    parts = [
        Find(start, stop, "Initiative", "names.component")
        for find in finds
        if find.type == "Initiative"
        for start, stop in _parts_of(find, page, bodies)
    ]
    if not parts:
        return finds
    return _clear_of(parts, finds) + tuple(parts)


def _without_parts(find: Find, page: Page) -> Find:
    """A coinage begins behind the list of its parts: 党员联户、干部联村|“双联”工程, “微组织”“微服务”|双微工作法."""
    text = page.text
    if find.type != "Initiative" or not _QUOTES_INSIDE.search(text, find.start + 1, find.stop):
        return find
    begins = (m.end() for m in _QUOTES_INSIDE.finditer(text, find.start + 1, find.stop))
    listed = (at for at in begins if listed_before(text, at, text[at : find.stop], page.tokens))
    return find._replace(start=next(listed, find.start))


def _with_counted(finds: Finds, page: Page) -> Finds:
    """A coinage that counts the parts listed beside it is an initiative, whatever the tagger thought of it."""
    added = [
        Find(start, stop, "Initiative", "names.counted")
        for low, high in page.sentences
        for start, stop in counted(page.text, low, high, page.tokens)
    ]
    return _with_free(added, finds, page)


def _parts_of(find: Find, page: Page, bodies: _Near) -> list[tuple[int, int]]:
    words = find.words(page.text)
    behind = listed_behind(page.text, find.stop, words)
    if behind:
        return behind
    before = listed_before(page.text, find.start, words, page.tokens)
    # A part that is rather a body acts: 县文旅委与邻县旅游局试行|“一票游两县”.
    return [] if any(bodies.over(*span) for span in before) else before


def dotted(finds: Finds, page: Page) -> Finds:
    """A name with a point is one person: 热依汗古丽|·买买提."""
    kept = []
    for find in finds:
        if find.type == "Person":
            start, stop = find.start, find.stop
            if page.text[stop : stop + 1] in _DOT and page.text[stop : stop + 1]:
                stop = _given_name(stop + 1, page)
            find = find._replace(stop=stop if stop - start < 16 else find.stop)
        kept.append(find)
    return tuple(kept)


def hidden(finds: Finds, page: Page) -> Finds:
    """Whom the word tagger takes for a person, with 某 for what is not told of the name: 李某, 张某某, 吴某甲."""
    told = (
        Find(start, stop, "Person", "names.hidden") for start, stop in page.people if _MASKED.fullmatch(page.text, start, stop)
    )
    return (*finds, *(f for f in told if not any(other.start < f.stop and f.start < other.stop for other in finds)))


def _given_name(start: int, page: Page) -> int:
    """Where the word or words behind the point stop: short nouns that no particle interrupts."""
    stop = start
    while stop - start < 3:
        following, tag = page.tokens.get(stop, (stop, "w"))
        if tag in ("w", "p", "c", "u", "v", "d", "m", "f", "r", "TIME") or following - start > 5:
            break
        stop = following
    return max(stop, start)


def elided(finds: Finds, page: Page) -> Finds:
    """Places in a list that share the head of its last item have its type: 芗城区、|龙文区工商联."""
    type_at: dict[int, str] = {}
    kept: list[Find] = []
    for find in reversed(finds):
        type_ = type_at.get(find.stop + 1)
        if find.type in _BODIES and type_ in _BODIES and _is_place_of_next(find, page.text):
            find = find._replace(type="Place")
        elif type_ is not None and type_ != find.type and type_ in page.shared.get((find.start, find.stop), ()):
            find = find._replace(type=type_, rule="names.elided")
        type_at[find.start] = find.type
        kept.append(find)
    return tuple(reversed(kept))


def _is_place_of_next(find: Find, text: str) -> bool:
    """Whether a division stands in a list before its own body, and so for itself: 自贡市、|自贡市工商联."""
    words = find.words(text)
    return words.endswith(_LEVEL) and len(words) > 1 and text.startswith("、" + words, find.stop)


def of_one_list(finds: Finds, page: Page) -> Finds:
    """People and places in a list of three or more are of the kind that all others in it are: 金钱河、|靳家河、|磨沟河."""
    kept = list(finds)
    first = 0
    for at in range(1, len(kept) + 1):
        if at < len(kept) and page.text[kept[at - 1].stop : kept[at].start] == "、":
            continue
        type_ = _type_of_list(kept[first:at], page) if at - first >= _SHORTEST_LIST else None
        if type_:
            kept[first:at] = [f if f.type == type_ else f._replace(type=type_, rule="names.list") for f in kept[first:at]]
        first = at
    return tuple(kept)


def _type_of_list(items: list[Find], page: Page) -> str | None:
    """The type of a list of three or more people and places: by what is said of it (…等方向), else that of all items but one."""
    types = Counter(item.type for item in items)
    if types.keys() != {"Place", "Person"}:
        return None
    if _words().of_places.match(page.text, items[-1].stop):
        return "Place"
    most, number = types.most_common(1)[0]
    return most if number == len(items) - 1 else None


def bare_hosts(finds: Finds, page: Page) -> Finds:
    """A place with 集团 behind it is a place, and the group the one spoken of before: 乌鲁木齐市水磨沟区|集团总部."""
    bare_host = _words().bare_host
    return tuple(
        f._replace(stop=host.end("place"), type="Place", rule="names.host")
        if f.type == "Organization" and (host := bare_host.fullmatch(page.text, f.start, f.stop))
        else f
        for f in finds
    )


def titled(finds: Finds, page: Page) -> Finds:
    """What stands in 《》 and ends as papers do is one Document: 《关于开展“安全守护”专项行动的通知》.

    A meeting that begins with its paper is the longer name: 《湖区公约》第二届缔约方大会.
    """
    if "《" not in page.text:
        return finds
    meetings = {f.start for f in finds if f.type == "Conference"}
    made = [
        Find(m.start() + 1, m.end() - 1, "Document", "names.titled")
        for start, stop in page.sentences
        for m in _TITLED.finditer(page.text, start, stop)
        if m["title"].endswith(kinds().papers) and m.start() not in meetings
    ]
    spans = {(f.start, f.stop, f.type) for f in finds}
    made = [m for m in made if (m.start, m.stop, m.type) not in spans]
    return _clear_of(made, finds) + tuple(made)


def coined(finds: Finds, page: Page) -> Finds:
    """What the words around a coinage, a title or a concept make of it: no name, another type, or without the verb before it."""
    about_law = _words().about_law
    shows: set[str] = set()
    kept: list[Find] = []
    for find in finds:
        type_ = coinages().reading(page.text, find.start, find.stop, find.type)
        if type_ == "" and find.type == "Document":
            shows.add(find.words(page.text))
        if type_ == "":
            find = find._replace(type="Document", rule=_NO_NAME)
        elif type_ and type_ != find.type:
            find = find._replace(type=type_, rule="names.coined")
        law = about_law.fullmatch(page.text, find.start, find.stop) if find.type == "Document" else None
        if law:
            find = find._replace(start=law.start("law"), rule="names.coined")
        quoted = find.type in _COINED and page.text[find.start] == "“"
        inside = coinages().outside.fullmatch(page.text, find.start, find.stop) if quoted else None
        if inside:
            find = find._replace(start=inside.start("name"), stop=inside.end("name"), rule="names.coined")
        kept.append(_as_concept(find, page) if find.type == "PolicyConcept" else find)
    if shows:
        kept = [f._replace(rule=_NO_NAME) if f.type == "Document" and f.words(page.text) in shows else f for f in kept]
    made = [Find(*name, "names.coined") for name in coinages().missed(page.text, page.sentences)]
    near = _Near.of(kept)
    made = [m for m in made if not any(_holds(f, m) and not _is_retyped(f, m) for f in near.over(m.start, m.stop))]
    return _clear_of(made, tuple(kept)) + tuple(made)


def without_unnamed(finds: Finds, page: Page) -> Finds:
    """What turned out to be no name goes when all others are found: no word inside it is one either (电影《江城》).

    Nor are bare digits and bare years: the word tagger takes the 385 of 收入完成385,120万元 for a body, and in
    评为2023年度先进单位 the year is no honour of its own.
    """
    return tuple(find for find in finds if find.rule != _NO_NAME and not _DIGITS.fullmatch(find.words(page.text)))


def _holds(find: Find, made: Find) -> bool:
    return find.start <= made.start and made.stop <= find.stop


def _is_retyped(find: Find, made: Find) -> bool:
    """Whether the tagger took the very words for something else: 中华美食荟 for a body, 浙里办 for an agency."""
    return find[:2] == made[:2] and find.type != made.type


def short_campaigns(finds: Finds, page: Page) -> Finds:
    """学习教育 stands for the campaign that the article names in full: 深入贯彻中央八项规定精神学习教育."""
    named = [find.words(page.text) for find in finds if find.type == "PolicyConcept"]
    short = [words for words in party_words().campaigns if any(name.endswith(words) and len(name) > len(words) for name in named)]
    if not short:
        return finds
    taken = _taken(finds, page)
    added = [
        Find(m.start(), m.end(), "PolicyConcept", "names.campaign")
        for words in short
        for before in [(*_QUOTES, *dict.fromkeys(n.removesuffix(words) for n in named))]
        for m in re.finditer(words, page.text)
        if not any(taken[m.start() : m.end()]) and not page.text.endswith(before, 0, m.start())
    ]
    return finds + tuple(added)


def stems(finds: Finds, page: Page) -> Finds:
    """What a coinage has in quotes is its short form wherever it stands in quotes: “警民联调”|机制, later “警民联调”."""
    stem = _words().stem
    heads = {words[: words.index("”") + 1] for f in finds if f.type == "Initiative" and stem.match(words := f.words(page.text))}
    if not heads:
        return finds
    taken = _taken(finds, page)
    added = [
        Find(m.start() + 1, m.end() - 1, "Initiative", "names.stem")
        for head in sorted(heads)
        for m in re.finditer(re.escape(head), page.text)
        if not any(taken[m.start() : m.end()])
    ]
    return finds + tuple(added)


def of_one_row(finds: Finds, page: Page) -> Finds:
    """Coinages in quotes side by side are initiatives all if one is, and none another thing: “错时课堂”“能工巧匠”“护士到家”."""
    if "”“" not in page.text and "”、“" not in page.text:
        return finds
    added = []
    near, quoted = _Near.of(finds), _words().quoted
    for start, stop in page.sentences:
        for row in _ROW.finditer(page.text, start, stop):
            if {f.type for f in near.over(*row.span())} == {"Initiative"}:
                added += [Find(m.start(1), m.end(1), "Initiative", "names.row") for m in quoted.finditer(page.text, *row.span())]
    unread = (f for f in added if coinages().reading(page.text, f.start, f.stop, f.type) is None)
    return _with_free(unread, finds, page)


def _as_concept(find: Find, page: Page) -> Find:
    if page.text[find.start - 1 : find.start] == "“" and page.text[find.stop : find.stop + 1] == "”":
        return find
    start, stop = coinages().concept(page.text, find.start, find.stop)
    return find if (start, stop) == find[:2] else find._replace(start=start, stop=stop, rule="names.coined")


def papers(finds: Finds, page: Page) -> Finds:
    """The title line of an official paper is one Document: …关于…的批复."""
    made = []
    paper = _words().paper
    for start, stop in page.titles:
        if stop - start <= _TITLE and paper.search(page.text, start, stop):
            made.append(Find(start, stop, "Document", "names.paper"))
    return _clear_of(made, finds) + tuple(made)


def general(finds: Finds, page: Page) -> Finds:
    """A text that names no organ of state or Party and no association is not of the genre that the model knows.

    There the word tagger's own bodies, places and people count as well, before what it covers: 阿森纳|战胜|切尔西.
    """
    if any(find.type in _GENRE and not _is_abroad(find, page) for find in finds):
        return finds
    said = [
        (start, stop, tag)
        for start, (stop, tag) in page.tokens.items()
        if tag == "LOC" or (tag in ("ORG", "PER") and stop - start > 1)  # 访|华, but no person and no body of one letter
        if (tag != "ORG" or page.text[start - 1 : start] not in _QUOTES) and page.text[start:stop] not in kinds().bare
        # 当好村民的“好邻居”; 全国高速公路
    ]
    near = _Near.of(Find(*word, "") for word in said)
    covered = {f for f in finds if any(_holds(word, f) for word in near.over(f.start, f.stop))}
    added = (Find(start, stop, _general_type(page.text[start:stop], tag), _GENERAL) for start, stop, tag in said)
    return tuple(find for find in finds if find not in covered) + letter_by_letter(tuple(added), page)


def _is_abroad(find: Find, page: Page) -> bool:
    """Whether it is a mission or another country's ministry by its words alone: 约旦|外交与侨务部, 哥伦比亚大使馆."""
    return find.rule == "names.ministry" or (find.rule == "names.kind" and page.text.startswith("馆", find.stop - 1))


def rolls(finds: Finds, page: Page) -> Finds:
    """A roll of at least five people, one name behind the other, is people all along: 委员：李立峰王彭朱镜真刘昭…"""
    if len(page.people) < _ROLL:
        return finds
    taken = {at for find in finds for at in range(find.start, find.stop)}
    added: list[Find] = []
    run: list[Find] = []
    last = -1
    for start, (stop, tag) in sorted(page.tokens.items()):
        if tag == "PER" and stop - start > 1:
            run = [*(run if start == last else []), Find(start, stop, "Person", "names.roll")]
            last = stop
        elif start == last and page.text[start:stop] in _ROLL_MARKS:
            last = stop
        else:
            added += run if len(run) >= _ROLL else []
            run = []
    added += run if len(run) >= _ROLL else []
    return finds + tuple(find for find in added if taken.isdisjoint(range(find.start, find.stop)))


def single_persons(finds: Finds, page: Page) -> Finds:
    """People named one behind the other are one each, and no title is part of a name: 彭真|朱镕基, 乔石|委员长."""
    kept: list[Find] = []
    for find in finds:
        people = _people(find, page) if find.type == "Person" else []
        if len(people) > 1:
            kept += (find._replace(start=start, stop=stop, rule="names.split") for start, stop in people)
        else:
            kept.append(_without_title(find, page) if find.type == "Person" else find)
    return tuple(kept)


def _people(find: Find, page: Page) -> list[tuple[int, int]]:
    """The words of a name where the word tagger takes each for a person of two characters or more.

    Names of four characters are left alone: 旦增罗布 is one Tibetan.
    """
    if find.stop - find.start < _LONGEST_HAN:
        return []
    words: list[tuple[int, int]] = []
    at = find.start
    while at < find.stop:
        stop, tag = page.tokens.get(at, (at, ""))
        if tag != "PER" or stop - at < 2:
            return []
        words.append((at, stop))
        at = stop
    return words if at == find.stop else []


def _without_title(find: Find, page: Page) -> Find:
    words = find.words(page.text)
    title = next((t for t in kinds().beside if words.endswith(t) and len(words) - len(t) > 1), "")
    return find._replace(stop=find.stop - len(title))


def beside_posts(finds: Finds, page: Page) -> Finds:
    """The word tagger's person right beside a post is one: 退役军人事务局|刘军|局长, 理事长|方结平."""
    people = [
        Find(start, stop, "Person", "names.beside")
        for start, stop in page.people
        if 1 < stop - start < _LONGEST_HAN and _is_beside_post(start, stop, page)
    ]
    return _with_free(people, finds, page)


def _is_beside_post(start: int, stop: int, page: Page) -> bool:
    return page.text.startswith(kinds().beside, stop) or page.text[max(0, start - 4) : start].endswith(kinds().beside)


def _general_type(words: str, tag: str) -> str:
    return {"LOC": "Place", "PER": "Person"}.get(tag) or kinds().of(words) or BodyTypes.load()(words)


def repeated(finds: Finds, page: Page) -> Finds:
    """A name found once is a name wherever its words stand free in prose: not in a signature (县妇联办公室 李敏)."""
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for find in finds:
        types[find.words(page.text)][find.type] += 1
    known = {words: type_ for words, votes in types.items() if _tells(words, type_ := _commonest(votes))}
    taken = _taken(finds, page)
    added: list[Find] = []
    for start, stop in _occurrences(known, page):
        type_ = known[page.text[start:stop]]
        if not any(taken[start:stop]) and _stands_free(start, type_, page) and _is_prose(start, page):
            added.append(Find(start, stop, type_, "names.repeated"))
            taken[start:stop] = b"\x01" * (stop - start)
    return finds + tuple(added)


def _occurrences(names: Collection[str], page: Page) -> list[tuple[int, int]]:
    """Where the names stand within sentences, from left to right; the longest where several begin."""
    lengths: dict[str, set[int]] = {}  # by the two characters that a name begins with
    for name in names:
        lengths.setdefault(name[:2], set()).add(len(name))
    longest_first = {head: sorted(found, reverse=True) for head, found in lengths.items()}
    found: list[tuple[int, int]] = []
    for start, stop in page.sentences:
        for at in range(start, stop - 1):
            possible = longest_first.get(page.text[at : at + 2], ())
            length = next((n for n in possible if at + n <= stop and page.text[at : at + n] in names), 0)
            if length:
                found.append((at, at + length))
    return found


def _is_prose(at: int, page: Page) -> bool:
    """Whether the place stands in a title or in a sentence that has a comma or ends like one."""
    start, stop = page.sentences[bisect_right(page.sentences, at, key=itemgetter(0)) - 1]
    return _PROSE.search(page.text, start, stop) is not None or (start, stop) in page.titles


def _commonest(votes: Counter[str]) -> str:
    return min(votes, key=lambda type_: (-votes[type_], type_))


def _tells(words: str, type_: str) -> bool:
    """Whether the words are long enough to be a name elsewhere too; 学习 and 共和 are not."""
    law = type_ == "Document" and words.endswith("法") and not words.endswith("办法")
    return len(words) >= (2 if type_ == "Person" else 3) and (law or type_ not in ("Conference", "Document"))


def _stands_free(start: int, type_: str, page: Page) -> bool:
    """Whether the words begin a word here, or a quotation."""
    return type_ == "Person" or start in page.tokens or (type_ in _COINED and page.text[start - 1 : start] in _QUOTES)


Repair = Callable[[Finds, Page], Finds]
REPAIRS: tuple[Repair, ...] = (
    bare_edges,
    of_one_body,
    split_joined,
    split_awards,
    spirits,
    balanced,
    whole_quotes,
    headed,
    without_places,
    whole_words,
    merged_units,
    of_own_body,
    with_offices,
    whole_communities,
    with_components,
    dotted,
    hidden,
    single_persons,
    whole_persons,
    of_one_kind,
    letter_by_letter,
    elided,
    of_one_list,
    bare_hosts,
    general,
    beside_posts,
    rolls,
    titled,
    coined,
    short_campaigns,
    stems,
    of_one_row,
    repeated,
    pieces,
    definite,
    papers,
    without_unnamed,
    quoted_to_the_end,
)
