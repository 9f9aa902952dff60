"""Whole names where the tagger finds pieces: long meetings, works and houses, branches of bodies, channels.

`completed` goes before the repairs of names_repair, so that these spread what it finds over the article; `settled` goes behind
them, since it asks the whole article. Both take and give a sorted tuple of non-overlapping finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from kg.model import BODY_TYPES
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_repair import Find, Finds, Page
from kg.tables.divisions import Divisions
from kg.tables.loading import rows, toml_tables
from kg.tables.party import party_words
from kg.tables.patterns import patterns

__all__ = ["Wholes", "completed", "is_run_of_nouns", "settled"]

_BODIES = frozenset(BODY_TYPES)
_HOSTS = frozenset(("MassOrganization", "SocialOrganization"))
_HAN = "[\u4e00-\u9fff]"
_FREE = r"[^，。、；：！？（）()\s*—…【】《》]"  # a character of a meeting's name outside 《》
_BOOK = r"《[^《》\n]{2,40}》"
_YEAR = re.compile(r"(?:19|20)\d\d(?:—(?:19|20)\d\d)?年?度?")
_GREAT_HALL = "人民大会堂"
_TELLING, _ANCHORED = 4, 2  # characters that are left of a name without its class words, of one that begins with a place
_LONGEST = 45  # characters
_WORD_TAGS = frozenset(("n", "nz", "ns", "nt", "nr", "nw", "LOC", "ORG", "PER", "vn", "an", "s", "j", "b"))
_NAMED_TAGS = frozenset(("LOC", "ORG", "PER", "nz", "ns", "nt", "nr"))
_WHOLE = "全省"
_CEREMONY = "仪式"
_COORDINATED = re.compile("[和及、]")
_LEVEL = tuple("县市区州旗盟省")
_AT_LEVEL = "层面"


@dataclass(frozen=True, slots=True)
class _Words:
    """The table `ontology/patterns/names_wholes.tsv`."""

    numbered: re.Pattern[str]
    games: re.Pattern[str]
    opening: re.Pattern[str]
    dated: re.Pattern[str]
    since: re.Pattern[str]
    counted: re.Pattern[str]
    unit: re.Pattern[str]
    ambiguous: tuple[str, ...]
    sites: tuple[str, ...]
    towns: tuple[str, ...]
    remembered: tuple[str, ...]
    stretch: re.Pattern[str]
    roads: tuple[str, ...]
    where: re.Pattern[str]
    acts: re.Pattern[str]
    hall: re.Pattern[str]
    vessel: re.Pattern[str]
    product: re.Pattern[str]
    things: tuple[str, ...]
    units: frozenset[str]
    held: tuple[str, ...]
    tour: re.Pattern[str]  # 学习贯彻|党的二十届三中全会精神中央宣讲团
    at_level: re.Pattern[str]
    branches: tuple[str, ...]
    town: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Wholes:
    """The tables `ontology/grammar/name_wholes.toml` and `ontology/patterns/names_wholes.tsv`."""

    words: _Words
    units: frozenset[str]  # inside a body, and called with it
    held: re.Pattern[str]  # a meeting behind a verb of holding: group name
    opened: re.Pattern[str]  # a meeting before such a verb, from the start of a clause: group name
    opening: re.Pattern[str]  # these verbs
    numbered: re.Pattern[str]  # a meeting from its number on: group name
    quoted: re.Pattern[str]  # a meeting that begins with words in quotes: group name
    prose: re.Pattern[str]
    class_words: re.Pattern[str]
    strong: tuple[str, ...]  # heads of meetings that have names of their own; others want a place, a year or a number in front
    bare_head: re.Pattern[str]  # quotes and a head right behind them: “师徒结对”仪式
    work: re.Pattern[str]  # a head that ends works and houses, and no body
    works: frozenset[str]
    houses: tuple[str, ...]
    outside: frozenset[str]
    inside: frozenset[str]
    first: frozenset[str]
    branch: re.Pattern[str]
    channel: re.Pattern[str]
    group: re.Pattern[str]  # a task force of one level: its whole name
    everyday: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> Wholes:
        """The shipped tables, read once."""
        words = {
            (key, t["id"]): t["words"]
            for key in ("meeting", "work", "branch", "channel", "group", "everyday")
            for t in _tables(key)
        }
        own = patterns("names_wholes", _Words)
        number = own.numbered.pattern
        meeting = _any([*words["meeting", "heads"], *_meetings()])
        verbs, behind = _any(words["meeting", "holding-verbs"]), _any(words["meeting", "behind"])
        ends = rf"(?=$|[^\u4e00-\u9fff]|{behind})"
        works = [*words["work", "heads"], *words["work", "houses"]]
        return cls(
            own,
            own.units | frozenset(party_words().inside),
            re.compile(rf"(?:{verbs})了?(?P<name>(?:{_FREE}|{_BOOK}){{2,{_LONGEST}}}?(?:{meeting}))(?=$|[^\u4e00-\u9fff“”]|在)"),
            re.compile(
                rf"(?:^|(?<=[，。；：！？*\s）]))(?P<name>(?:{_FREE}|{_BOOK}){{2,{_LONGEST}}}?(?:{meeting}))"
                rf"(?=(?:{own.dated.pattern})?(?:在{_FREE}{{1,20}}?)?(?:{own.opening.pattern}))"
            ),
            own.opening,
            re.compile(rf"(?P<name>{number}{_FREE}{{0,30}}?(?:{meeting})(?:{number}{_FREE}{{0,12}}?(?:{meeting}))?){ends}"),
            re.compile(rf"(?P<name>“[^“”\n]{{2,20}}”{_FREE}{{2,20}}?(?:{meeting})){ends}"),
            re.compile(_any(words["meeting", "prose"])),
            re.compile(_any([*words["meeting", "class-words"], *words["meeting", "heads"], *_meetings()])),
            tuple(words["meeting", "strong"]),
            re.compile(rf"^“[^“”]*”(?:{meeting})$"),
            re.compile(rf"(?:{_any(works)})(?!{_any(words['work', 'bodies-behind'])})"),
            frozenset(works),
            tuple(words["work", "houses"]),
            frozenset(words["work", "outside"]),
            frozenset(words["work", "verbs-inside"]),
            frozenset(words["work", "verbs-first"]),
            re.compile(rf"(?P<of>{_HAN}{{0,8}}?)(?:{_any(words['branch', 'heads'])})(?!长|主席)"),
            re.compile(rf"{_HAN}{{0,6}}?(?:{_any(words['channel', 'heads'])})"),
            re.compile(
                rf"(?:{own.at_level.pattern})(?!{_any(words['group', 'verbs-behind'])}){_HAN}{{2,30}}?"
                rf"(?:{_any(words['group', 'heads'])})(?!会议)"
            ),
            frozenset(words["everyday", "divisions"]),
        )

    def tells(self, name: str) -> bool:
        """Whether the words say which meeting it is: 2022年度总结表彰大会 and 杂豆种植培训班 do not, 河长制工作论坛 does."""
        anchored = not {"“", "《"}.isdisjoint(name) or self.words.numbered.search(name) is not None or _is_anchored(name)
        if self.words.counted.match(name) or not (anchored or name.endswith(self.strong)):
            return False
        return self.left(name) >= (_ANCHORED if anchored else _TELLING) and not (name[0] == "“" and self.bare_head.search(name))

    def left(self, name: str) -> int:
        """How many characters are left of it without year and number, its head and words of the class."""
        return len(self.class_words.sub("", self.words.numbered.sub("", _YEAR.sub("", name))))


def _tables(key: str) -> list[dict[str, Any]]:
    return toml_tables("grammar/name_wholes.toml", key)


def _meetings() -> Iterator[str]:
    heads = rows("lexicon/name_heads.tsv", ("head", "type", "example"))
    return (row["head"] for row in heads if row["type"] == "Conference" and len(row["head"]) > 1 and row["head"] != "理事会")


def _any(words: Iterable[str]) -> str:
    """A pattern of the words, the longest first."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


def completed(finds: Finds, page: Page) -> Finds:
    """The finds with whole names for their pieces; what is longer than a whole name stays."""
    finds = tuple(_trimmed(find, page) for find in finds)
    for made in (_tabled, _meetings_of, _games, _works, _branches, _channels, _groups, _joined):
        finds = _with(finds, made(finds, page))
    return tuple(find for find in (_sorted_out(find, page) for find in finds) if find is not None)


def settled(finds: Finds, page: Page) -> Finds:
    """The finds whose kind the whole article tells."""
    return _of_hosts(_housed(_named_places(finds, page), page), page)


def _with(finds: Finds, made: Iterable[Find]) -> Finds:
    """The finds, those that reach into a made one replaced by it unless they hold all of it."""
    made = list(made)
    if not made:
        return finds
    kept = list(finds)
    for one in sorted(made, key=lambda f: (f.start - f.stop, f)):
        over = [f for f in kept if f.start < one.stop and one.start < f.stop]
        if over and one.type == "Place" and over[0].start < one.start and over[0].stop < one.stop:
            one = one._replace(start=over[0].start)  # the word tagger's words cut names: 甘其|毛都镇口岸
        if not any(f.start <= one.start and one.stop <= f.stop for f in over):
            kept = [f for f in kept if f not in over] + [one]
    return tuple(sorted(kept))


def _trimmed(find: Find, page: Page) -> Find:
    """A meeting ends before what counts from it: 党的十八大|以来, 党的二十大|胜利召开; 人民大会|堂 is none."""
    if find.type == "Conference" and page.text.startswith(_GREAT_HALL, find.stop - 4):
        return find._replace(stop=find.stop + 1, type="Place", rule="names.house")
    since = Wholes.load().words.since.search(page.text[find.start : find.stop]) if find.type == "Conference" else None
    return find._replace(stop=find.start + since.start()) if since and since.start() > 1 else find


def _tabled(finds: Finds, page: Page) -> Iterator[Find]:
    """A national body that the tables know has its whole name: 中央|书记处."""
    bodies = Lexicon.load().bodies
    for find in finds:
        known = bodies.longest(page.text, find.start) if find.type in _BODIES else None
        if known and known[1] > find.stop and known[1] in _word_ends(page, find.start, known[1]):
            yield Find(find.start, known[1], known[2], "names.national")


def _word_ends(page: Page, start: int, stop: int) -> set[int]:
    return {page.tokens[at][0] for at in range(start, stop) if at in page.tokens}


def _meetings_of(finds: Finds, page: Page) -> Iterator[Find]:
    """Meetings by what stands around them, their number or the quotes that they begin with."""
    table = Wholes.load()
    ends = {find.stop: find.start for find in finds if find.type in _BODIES or find.type in ("Place", "Conference")}
    for low, high in page.sentences:
        for pattern in (table.held, table.opened, table.quoted, table.numbered):
            if pattern is table.opened and not table.opening.search(page.text, low, high):
                continue
            for m in pattern.finditer(page.text, low, high):
                start, stop = m.span("name")
                if pattern is table.opened:
                    start = _behind_time(start, page)
                if pattern is table.numbered:
                    start = _start_of_numbered(start, stop, ends, page)
                name = page.text[start:stop]
                if name.startswith("“") and name.endswith(_CEREMONY) and page.text.endswith(table.words.held, 0, start):
                    continue  # 举行“师徒同心”|结对仪式: the quotes name a scheme, and what is done is 结对
                told = table.tells(name) and table.tells(_without_host(name, start, stop, finds))
                if start < stop and told and not table.prose.search(_quoteless(name)) and _fits(start, stop, page):
                    yield Find(start, stop, "Conference", "names.meeting")


def _games(finds: Finds, page: Page) -> Iterator[Find]:
    """Games by their short names, with the place right before: 杭州|亚运会, 第十届|省运会."""
    places = {find.stop: find.start for find in finds if find.type == "Place"}
    games = Wholes.load().words.games
    for low, high in page.sentences:
        for m in games.finditer(page.text, low, high):
            yield Find(places.get(m.start(), m.start()), m.end(), "Conference", "names.games")


def _start_of_numbered(start: int, stop: int, ends: dict[int, int], page: Page) -> int:
    """Where the name begins whose number stands at `start`: with the body, place or paper before it (《…公约》|第二届…大会)."""
    if page.text[start - 1 : start] == "》":
        return max(page.text.rfind("《", 0, start), 0)
    return min([start, *(ends[last] for last in range(start, stop + 1) if last in ends)])


def _without_host(name: str, start: int, stop: int, finds: Finds) -> str:
    """A name without a number that begins with its host, with 全国 in the host's place: 江城救援队|成立暨授旗仪式."""
    host = next((f for f in finds if f.start == start and f.type in _BODIES and f.stop < stop), None)
    return name if host is None or Wholes.load().words.numbered.search(name) else "全国" + name[host.stop - start :]


def _quoteless(name: str) -> str:
    """The name without what its marks hold: “在希望的田野上”音乐会."""
    return re.sub("“[^”]*”|《[^》]*》", "", name)


def _fits(start: int, stop: int, page: Page) -> bool:
    """Whether the marks in the words are pairs, and the words begin and end with words."""
    words = page.text[start:stop]
    balanced = all(words.count(a) == words.count(b) for a, b in ("“”", "《》"))
    return balanced and (start in page.tokens or words[0] in "“《") and stop in page.ends and not words[0].isspace()


def _behind_time(start: int, page: Page) -> int:
    """Behind the words of time, manner and governance at the start of a clause: 近日|江城…论坛, 随着|江城…论坛."""
    stop, tag = page.tokens.get(start, (start, ""))
    while tag in ("TIME", "p", "c", "d", "u") and not _YEAR.match(page.text, start, stop):
        start = stop
        stop, tag = page.tokens.get(start, (start, ""))
    return start


def _works(_: Finds, page: Page) -> Iterator[Find]:
    """Works and houses with the places and words in front: 江城侵华日军第五部队罪证陈列馆广场."""
    table = Wholes.load()
    lines = (*table.words.roads, "大运河")
    stops = {stop: (start, tag) for start, (stop, tag) in page.tokens.items()}
    for low, high in page.sentences:
        for m in table.work.finditer(page.text, low, high):
            start = _start_of_work(m.start(), low, stops, page)
            if start is None or m.end() - start > _LONGEST or _is_network(page.text[start : m.start()], m[0]):
                continue
            part = table.words.stretch.match(page.text, m.end()) if m[0] in lines else None
            stop = part.end() if part and is_run_of_nouns(m.end(), part.end() - 1, page) else m.end()
            yield Find(start, stop, "Place", "names.work")


def _is_network(words: str, head: str) -> bool:
    """Whether the words before the head say no more than whose roads or squares they are: 云南|铁路, 石桥镇|广场."""
    table = Wholes.load()
    own = table.words
    if head.endswith(own.sites) and (words.endswith(own.towns) or _is_city(words)):
        return True
    known = Lexicon.load().words.longest(words, 0)
    whose = known is not None and known[1] == len(words) and known[2] == "anchor"
    return ((whose or _is_province(words)) and head in own.roads) or words in table.works


def _is_city(words: str) -> bool:
    """Whether it is a city or prefecture, and no county."""
    return any(division.code.endswith("00") for division, _ in Divisions.load().forms(words))


def _is_province(words: str) -> bool:
    return any(division.code.endswith("0000") for division, _ in Divisions.load().forms(words))


def _start_of_work(head: int, low: int, stops: dict[int, tuple[int, str]], page: Page) -> int | None:
    """Where the name before the head begins: at the first of the nouns before it that names something."""
    table = Wholes.load()
    own = table.words
    at = head
    begins: list[int] = []
    while at > low:
        if page.text[at - 1] == "”" and page.text.startswith(own.remembered, head):
            at = page.text.rfind("“", low, at)
            if at < 0:
                break
            begins.append(at)
            continue
        start, tag = stops.get(at, (at, ""))
        word = page.text[start:at]
        if start == at or word in table.outside or (tag in _NAMED_TAGS and word[-2:] in table.outside):
            break
        if tag not in _WORD_TAGS and word not in table.inside and not (tag == "m" and own.unit.match(word)):
            break
        at = start
        if tag in _NAMED_TAGS or word in table.first or _is_division(page.text[start:head]):
            begins.append(start)
    if begins and page.text[begins[-1] - 1 : begins[-1]] in ("至", "到", "—"):
        return None  # the name of a line begins with the place from which it goes: 江城至|云岭高铁
    return begins[-1] if begins and head - begins[-1] > 1 else _start_of_route(head, low, page)


def _start_of_route(head: int, low: int, page: Page) -> int | None:
    """Where the letters of the places that a road joins begin, if nothing but them stands before its head."""
    table = Wholes.load()
    if not page.text.startswith(table.words.roads, head):
        return None
    start = head
    while start > low and head - start < 6 and page.text[start - 1] in _letters():
        start -= 1
    before = page.text[start - 1 : start]
    free = start == low or not "\u4e00" <= before <= "\u9fff" or before in "的在由和与从是"
    whole = page.text[start:head]
    common = whole in table.outside or (
        page.text.startswith(table.words.ambiguous, head) and page.tokens.get(start, (0, ""))[0] == head
    )
    return start if free and 2 <= head - start <= 5 and not common and start in page.tokens else None


@cache
def _letters() -> frozenset[str]:
    """The letters that name divisions, and the first of the names of provinces and cities."""
    lexicon = Lexicon.load()
    return lexicon.letters | {name[0] for name in lexicon.divisions.labels if name.endswith("市")}


def _is_anchored(name: str) -> bool:
    """Whether the name begins with a year, a division or a word like 全省."""
    word = Lexicon.load().words.longest(name, 0)
    return bool(_YEAR.match(name)) or _is_division(name) or (word is not None and word[2] == "anchor" and word[1] > 1)


def _is_division(words: str) -> bool:
    return Lexicon.load().divisions.longest(words, 0) is not None if words else False


def _branches(finds: Finds, page: Page) -> Iterator[Find]:
    """A branch goes with its host: 清江县工商联|石桥镇分会."""
    table = Wholes.load()
    for find in finds:
        m = table.branch.match(page.text, find.stop) if find.type in _HOSTS else None
        if m and is_run_of_nouns(find.stop, m.end(), page):
            yield find._replace(stop=m.end(), rule="names.branch")


def _channels(finds: Finds, page: Page) -> Iterator[Find]:
    """A channel goes with its medium and is a platform: 江城广播电视台|新闻综合频道."""
    table = Wholes.load()
    for find in finds:
        m = table.channel.match(page.text, find.stop) if find.type == "Organization" else None
        if m and is_run_of_nouns(find.stop, m.end(), page):
            yield Find(find.start, m.end(), "Platform", "names.channel")


def _groups(_: Finds, page: Page) -> Iterator[Find]:
    """A task force of one level, with the task in its name: 中央层面|扎实做好农田保护工作|专班."""
    for low, high in page.sentences if _AT_LEVEL in page.text else ():
        for m in Wholes.load().group.finditer(page.text, low, high):
            yield Find(m.start(), m.end(), "Organization", "names.group")


def _joined(finds: Finds, page: Page) -> Iterator[Find]:
    """A body and what is its own, one right behind the other, are one name.

    清江县人大常委会|党组, 清江县妇联|第三次代表大会, “暖蜂”|工会联合会, 党的二十大精神|中央宣讲团.
    """
    heads, table = Lexicon.load().heads.labels, Wholes.load()
    for last, find in pairwise(finds):
        if last.stop != find.start:
            continue
        words = find.words(page.text)
        own = last.type in _BODIES and (words in table.units or (find.type == "Conference" and not words.endswith("委员会")))
        named = page.text[last.start] == "“" and page.text[last.stop - 1] == "”" and find.type in _BODIES and words in heads
        parts = last.type == find.type == "Conference" and words[0] == "“"  # 全区食品安全|“守底线”专项行动动员部署会
        prize = last.type == "Conference" and find.type == "Award"  # 第三届江城论坛|优秀案例奖
        tour = last.type == "PolicyConcept" and find.type in _BODIES and words.endswith("宣讲团")
        if own or named or parts or prize or tour:
            lead = table.words.tour.search(page.text, max(0, last.start - 6), last.start) if tour else None
            type_ = "Organization" if tour else find.type
            yield Find(lead.start() if lead else last.start, find.stop, type_, "names.joined")


def is_run_of_nouns(start: int, stop: int, page: Page) -> bool:
    """Whether nothing but nouns stands there; words that begin before `start` do not count."""
    tags = [tag for at in range(start, stop) if at in page.tokens for tag in (page.tokens[at][1],)]
    return all(tag in _WORD_TAGS for tag in tags)


def _sorted_out(find: Find, page: Page) -> Find | None:
    """A ship is its crew; a satellite, a train and half of a class are nobody.

    海军云岭|舰; 银河|02批卫星, 示范和节庆论坛.
    """
    own = Wholes.load().words
    if find.type == "Place" and own.vessel.match(page.text, find.stop):
        return find._replace(stop=find.stop + 1, type="Organization", rule="names.vessel")
    words = find.words(page.text)
    if find.type == "Place" and words.endswith(_WHOLE) and len(words) > len(_WHOLE) and not _is_province(words[: -len(_WHOLE)]):
        return find._replace(stop=find.stop - len(_WHOLE), rule="names.split")  # 清江县|全省率先: the province is another place
    nobody = find.type in _BODIES and (own.product.match(page.text, find.stop) or words.endswith(own.things))
    listed = find.type == "Conference" and _COORDINATED.search(words) and Wholes.load().left(words) < _TELLING
    return None if nobody or listed else find


def _named_places(finds: Finds, page: Page) -> Finds:
    """A word of every day is a division only where the article says so, or another place stands right beside it."""
    everyday = Wholes.load().everyday
    found = [find for find in finds if find.type == "Place" and find.words(page.text) in everyday]
    edges = {edge for find in finds if find.type == "Place" for edge in (find.start, find.stop)}
    others = {find.words(page.text) for find in finds if find.type == "Place"} - everyday
    said = {
        find.words(page.text)
        for find in found
        if _is_said_to_be_division(find, edges, page) or _has_neighbours(find.words(page.text), others)
    }
    return tuple(find for find in finds if find not in found or find.words(page.text) in said)


def _is_said_to_be_division(find: Find, edges: set[int], page: Page) -> bool:
    before = {find.start, find.start - 1 if page.text[find.start - 1 : find.start] in ("、", "和") else find.start}
    behind = {find.stop + 1} if page.text[find.stop : find.stop + 1] in ("、", "和") else set[int]()
    others = edges - {find.start} - {find.stop}
    beside = before & others or behind & others or _place_ends_at(find.start, page)
    return bool(beside) or any(find.words(page.text) + level in page.text for level in _LEVEL)


def _has_neighbours(words: str, others: Iterable[str]) -> bool:
    """Whether the article names the city or prefecture of such a division, or a county of it; of a city, its province."""
    forms = Divisions.load().forms
    near = {division.code[:2] + "00" if division.code.endswith("00") else division.code[:4] for division, _ in forms(words)}
    return any(division.code[:4] in near for other in others for division, _ in forms(other))


def _place_ends_at(at: int, page: Page) -> bool:
    """Whether the name of a division stands right before that place."""
    divisions = Lexicon.load().divisions.labels
    return any(page.text[at - size : at] in divisions for size in range(2, 8))


def _housed(finds: Finds, page: Page) -> Finds:
    """A house of remembrance is a place where something happens in it, and so are those listed with it."""
    houses, own = Wholes.load().houses, Wholes.load().words
    kept: list[Find] = []
    place_ends = set[int]()
    for find in finds:
        if find.type in _BODIES and own.hall.search(find.words(page.text)):
            find = find._replace(type="Place", rule="names.house")
        if (find.type in _BODIES or find.type in ("Place", "Platform")) and find.words(page.text).endswith(houses):
            where = own.where.search(page.text, max(0, find.start - 3), find.start)
            listed = find.start - 1 in place_ends and page.text[find.start - 1] in "、和"
            if (where or listed) and not own.acts.match(page.text, find.stop):
                find = find if find.type == "Place" else find._replace(type="Place", rule="names.house")
                place_ends.add(find.stop)
            elif find.rule == "names.work" and own.acts.match(page.text, find.stop):
                find = find._replace(type="Organization", rule="names.house")
        kept.append(find)
    return tuple(kept)


def _of_hosts(finds: Finds, page: Page) -> Finds:
    """A branch called without its host has the type of the branch named in full: 石桥分会, 清江县工商联石桥镇分会."""
    own = Wholes.load().words
    full = {
        own.town.sub("", find.words(page.text)): find.type
        for find in finds
        if find.type in _HOSTS and find.rule == "names.branch"
    }

    def typed(find: Find) -> Find:
        words = own.town.sub("", find.words(page.text))
        short = find.type in _HOSTS and words.endswith(own.branches)
        type_ = next((t for name, t in full.items() if name != words and name.endswith(words)), find.type) if short else find.type
        return find if type_ == find.type else find._replace(type=type_, rule="names.branch")

    return tuple(map(typed, finds))
