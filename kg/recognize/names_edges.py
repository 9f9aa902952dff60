"""Names that begin or end elsewhere than the tagger saw: 省委|决策部署, 江城公司|攻关团队, 第三届|江城工匠奖.

What ends where stands in `ontology/grammar/name_edges.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kg.model import BODY_TYPES
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_repair import Find, Finds, Page
from kg.recognize.names_wholes import is_run_of_nouns
from kg.tables.countries import Countries
from kg.tables.loading import toml_tables
from kg.tables.patterns import patterns

__all__ = ["Edges", "edged"]

_BODIES = frozenset(BODY_TYPES)
_ORGANS = frozenset(("PartyOrgan", "GovernmentAgency", "MassOrganization"))
_WITH_TEAMS = frozenset(("Organization", "GovernmentAgency", "SocialOrganization", "MassOrganization"))
_COUNTED = frozenset(("Award", "Conference", "Initiative"))
_EDITION = re.compile(r"第(?:[一二三四五六七八九十]{1,3}|\d{1,3})届$")
_NUMERALS = "[一二三四五六七八九十]{1,3}"
_ORDINAL = re.compile(r"(?:(?:19|20)\d\d年)?第(?:[一二三四五六七八九十百]{1,4}|\d{1,3})次$")
_TERM = re.compile("(?:二十|十[一二三四五六七八九])届$")
_SESSIONS = "两会"  # go without their year
_BOARD = "常委会"
_COMPASS = "东西南北中"
_VOLUNTEERS = "志愿"
_OFTEN, _SHORTEST_TOPIC = 3, 5
_LONGEST_LANDSCAPE = 8  # characters of the name in front
_HAN = re.compile("[一-鿿]+")


@dataclass(frozen=True, slots=True)
class _Words:
    """The table `ontology/patterns/names_edges.tsv`."""

    behind_teams: re.Pattern[str]
    behind_channels: re.Pattern[str]
    behind_ministries: re.Pattern[str]
    of_all: tuple[str, ...]
    all_do: re.Pattern[str]  # 全省推进|“千村工程”现场会
    group_inside: re.Pattern[str]
    part: re.Pattern[str]  # 江西东|北部
    event: re.Pattern[str]
    ship: re.Pattern[str]
    settlements: tuple[str, ...]
    topic: re.Pattern[str]
    topic_goes_on: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Edges:
    """The tables `ontology/grammar/name_edges.toml` and `ontology/patterns/names_edges.tsv`."""

    words: _Words
    tail: re.Pattern[str]  # what is said of an organ's word, and is no part of its name
    occasion: re.Pattern[str]  # verbs in front of a feast or meeting
    team: re.Pattern[str]  # of a team behind its body
    group: re.Pattern[str]  # of a group with its task in quotes, behind its body
    channel: re.Pattern[str]
    zone: re.Pattern[str]
    sitting: re.Pattern[str]  # what a committee meets as, with its term and session
    session: re.Pattern[str]  # what a government meets as
    year: re.Pattern[str]  # the year in front of a meeting, at the start of a clause or behind a verb
    water: re.Pattern[str]  # behind a place
    landscape: re.Pattern[str]  # behind a place that is no division
    ministry: re.Pattern[str]  # behind a country
    serving: frozenset[str]  # verbs with which the name of a team may begin
    always_built: re.Pattern[str]  # what every place and body builds at, and is no undertaking of one

    @classmethod
    @cache
    def load(cls) -> Edges:
        """The shipped tables, read once."""
        listed = {t["id"]: t["words"] for t in toml_tables("grammar/name_edges.toml", "edge")}
        words = {key: _any(value) for key, value in listed.items()}
        own = patterns("names_edges", _Words)
        behind_team = rf"(?={own.behind_teams.pattern}|$)"
        return cls(
            own,
            re.compile(rf"(?<=[委府会院局部厅])(?:{words['tails']})+[和与及等]?$"),
            re.compile(rf"(?:{words['occasions']})(?=第.{{1,4}}届|首届|\d{{4}}年)"),
            re.compile(
                rf"(?P<name>(?![多各几数]个|[一二三四五六七八九十两\d]+[个名支])[一-鿿\d]{{0,24}}?(?:{words['teams']})){behind_team}"
            ),
            re.compile(rf"“[^“”\n]{{2,12}}”[一-鿿]{{0,20}}?(?:{words['groups']}){behind_team}"),
            re.compile(rf"(?:{words['channels']})(?!{own.behind_channels.pattern})"),
            re.compile(rf"[一-鿿]{{1,12}}?(?:{words['zones']})(?!{words['bodies-behind']})"),
            re.compile(rf"(?:第?{_NUMERALS}届)?(?:第?{_NUMERALS}次)?(?:{words['sittings']})(?!精神)"),
            re.compile(rf"(?:{words['sessions']})(?![室长])"),
            re.compile(
                rf"(?:(?<=[\n，。；、：*）])|(?<={words['years-behind'].replace('|', ')|(?<=')})|^)(?:19|20)\d\d年(?:度)?$"
            ),
            re.compile(words["waters"]),
            re.compile(words["landscapes"]),
            re.compile(rf"(?:{words['ministries']})(?!{own.behind_ministries.pattern})"),
            frozenset(listed["serving"]),
            re.compile(rf"(?:{words['always-built']})建设$"),
        )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def edged(finds: Finds, page: Page) -> Finds:
    """The finds with their own edges, and what the article is about; what a longer name takes in goes."""
    finds = tuple(part for find in finds for part in _parted(_within(find, page), page))
    kept = list(finds)
    for find in finds:
        if (longer := _beyond(find, page)) is not None:
            kept = [f for f in kept if not (f.start < longer.stop and longer.start < f.stop)] + [longer]
    return _with_topics(tuple(sorted(kept)), page)


def _with_topics(finds: Finds, page: Page) -> Finds:
    """An undertaking that the title names and the text speaks of all along is a scheme by that: 推进|城市老屋改造."""
    goes_on = Edges.load().words.topic_goes_on
    made: list[Find] = []
    for topic in _topics(page):
        at = [m.start() for m in re.finditer(topic, page.text)]
        whole = [start for start in at if not goes_on.match(page.text, start + len(topic))]
        over = [f for f in finds if any(f.start < start + len(topic) and start < f.stop for start in whole)]
        if len(whole) >= _OFTEN and all(f.type in ("Initiative", "PolicyConcept") for f in over):
            made += (Find(start, start + len(topic), "Initiative", "names.topic") for start in whole)
    held = [m for m in made if not any(f.start <= m.start and m.stop <= f.stop for f in finds)]
    return tuple(sorted([f for f in finds if not any(m.start < f.stop and f.start < m.stop for m in held)] + held))


def _topics(page: Page) -> Iterator[str]:
    """The undertakings in the title: nouns with such a head behind them, from the first noun on."""
    table = Edges.load()
    for low, high in page.titles:
        for m in table.words.topic.finditer(page.text, low, high):
            start = m.start()
            while start > low and (at := _noun_before(start, page)) is not None:
                start = at
            topic = page.text[start : m.end()]
            if len(topic) >= _SHORTEST_TOPIC and _HAN.fullmatch(topic) and not table.always_built.search(topic):
                yield topic


def _noun_before(stop: int, page: Page) -> int | None:
    """Where the noun or adjective starts that ends there, unless it names a division: 加快|完整|社区|建设."""
    at = next((at for at in range(stop - 1, max(-1, stop - 8), -1) if page.tokens.get(at, (0, ""))[0] == stop), None)
    if at is None or page.text[at:stop] in Lexicon.load().divisions.labels:
        return None
    return at if page.tokens[at][1] == "a" or is_run_of_nouns(at, stop, page) else None


def _within(find: Find, page: Page) -> Find:
    """The find without what stands at its edges and is no part of a name."""
    words = find.words(page.text)
    if find.type in _ORGANS and (tail := Edges.load().tail.search(words)):
        return find._replace(stop=find.start + tail.start(), rule="names.edge")
    cut = find.type == "Place" and words[-1] in _COMPASS and Edges.load().words.part.match(page.text, find.stop)
    if cut and words[:-1] in Lexicon.load().divisions.labels:
        return find._replace(stop=find.stop - 1, rule="names.edge")
    if find.type in _COUNTED and (occasion := Edges.load().occasion.match(words)):
        return find._replace(start=find.start + occasion.end(), rule="names.edge")
    return find


def _parted(find: Find, page: Page) -> Iterator[Find]:
    """Two names without a mark between, where both begin with one division: 清江县石桥镇白马村|清江县…合作社."""
    words = find.words(page.text)
    head = Lexicon.load().divisions.longest(words, 0) if find.type in _BODIES and len(words) > 12 else None
    second = words.find(words[: head[1]], head[1] + 2) if head else -1
    if second > 0 and words[:second].endswith(Edges.load().words.settlements):
        yield Find(find.start, find.start + second, "Place", "names.split")
        yield find._replace(start=find.start + second, rule="names.split")
    else:
        yield find


def _beyond(find: Find, page: Page) -> Find | None:
    """The longer name that the find is part of, if there is one."""
    table = Edges.load()
    return (
        _begun_before(find, page.text, table)
        or _meeting_of(find, page.text, table)
        or _place_of(find, page, table)
        or _part_of_body(find, page, table)
    )


def _begun_before(find: Find, text: str, table: Edges) -> Find | None:
    """The feast or meeting with its edition or year: 第三届|江城工匠奖, 2021年|全国山区教育工作会议."""
    words, own = find.words(text), table.words
    event = find.type in _COUNTED and own.event.search(words)
    if event and (edition := _EDITION.search(text, max(0, find.start - 6), find.start)):
        return find._replace(start=edition.start(), rule="names.edge")
    dated = find.type in ("Conference", "Initiative") and words.startswith(own.of_all) and not words.endswith(_SESSIONS)
    level = own.all_do.search(text, max(0, find.start - 6), find.start) if find.type == "Conference" else None
    if level and words[0] == "“":
        return find._replace(start=level.start(), rule="names.edge")
    year = table.year.search(text, max(0, find.start - 9), find.start) if dated else None
    return find._replace(start=year.start(), rule="names.edge") if year else None


def _place_of(find: Find, page: Page, table: Edges) -> Find | None:
    """The zone, landscape or ministry that begins with the place: 江城|国际物流园区, 黄土|高原, 埃及|水利部."""
    if find.type in ("Place", "Person", "Organization") and (natural := _landscape(find, page, table)):
        return natural
    if find.type != "Place":
        return None
    if find.words(page.text) in Countries.load().names and (ministry := table.ministry.match(page.text, find.stop)):
        return Find(find.start, ministry.end(), "GovernmentAgency", "names.ministry")
    zone = table.zone.match(page.text, find.stop)
    whole = zone and is_run_of_nouns(find.stop, zone.end(), page)
    return find._replace(stop=zone.end(), rule="names.zone") if zone and whole else None


def _part_of_body(find: Find, page: Page, table: Edges) -> Find | None:
    """The Party group, channel, group or team of the body: 县总工会|党组, 县政府|网站, 江城公司|攻关团队."""
    text = page.text
    if find.type in ("GovernmentAgency", "MassOrganization") and (inside := table.words.group_inside.match(text, find.stop)):
        return Find(find.start, inside.end(), "PartyOrgan", "names.joined")
    if find.type not in _WITH_TEAMS and find.type != "PartyOrgan":
        return None
    if channel := table.channel.match(text, find.stop):
        return Find(find.start, channel.end(), "Platform", "names.channel")
    if group := table.group.match(text, find.stop):
        return find._replace(stop=group.end(), rule="names.group")
    team = table.team.match(text, find.stop) if find.type in _WITH_TEAMS else None
    if team and _is_one_phrase(find.stop, team.end("name"), page):
        volunteers = _VOLUNTEERS in team["name"]
        type_ = "SocialOrganization" if volunteers else "Organization"
        return Find(find.start, team.end("name"), type_, "names.team")
    ship = table.words.ship.match(text, find.stop) if find.type == "Organization" else None
    return find._replace(stop=ship.end(), rule="names.team") if ship else None


def _meeting_of(find: Find, text: str, table: Edges) -> Find | None:
    """The meeting of a committee or government that its name begins or stands in: 县委|常委会会议, 第九次|县政府|常务会议."""
    if find.type == "PartyOrgan":
        words = find.words(text)
        name = words.removesuffix(_BOARD)
        sitting = table.sitting.match(text, find.start + len(name)) if name.endswith("委") else None
        term = _TERM.search(text, max(0, find.start - 4), find.start)  # 二十届|中央纪委|二次全会
        start = term.start() if term else find.start
        return Find(start, sitting.end(), "Conference", "names.meeting") if sitting else None
    if find.type != "GovernmentAgency" or not find.words(text).endswith("政府"):
        return None
    number = _ORDINAL.search(text, max(0, find.start - 12), find.start)
    session = table.session.match(text, find.stop) if number else None
    return Find(number.start(), session.end(), "Conference", "names.meeting") if number and session else None


def _landscape(find: Find, page: Page, table: Edges) -> Find | None:
    """The lake, plateau or mine that is called by the find: 黄土|高原, 舟山|渔场."""
    words = find.words(page.text)
    if words.startswith(("全", "我", "本")) or find.stop - find.start > _LONGEST_LANDSCAPE:
        return None
    division = words in Lexicon.load().divisions.labels
    natural = (find.type == "Place" and table.water.match(page.text, find.stop)) or (
        None if division else table.landscape.match(page.text, find.stop)
    )
    if not natural or not _ends_word(natural.end(), page):
        return None
    return Find(find.start, natural.end(), "Place", "names.work")


def _ends_word(at: int, page: Page) -> bool:
    """Whether a word ends there that begins at most six characters before."""
    return any(page.tokens.get(start, (0, ""))[0] == at for start in range(max(0, at - 6), at))


def _is_one_phrase(start: int, stop: int, page: Page) -> bool:
    """Whether no word that breaks a phrase stands there, and the words end with a word."""
    breaking = ("p", "c", "u", "d", "r", "xc", "w", "TIME", "PER")
    inside = [(at, *page.tokens[at]) for at in range(start, stop) if at in page.tokens]
    if not inside or inside[0][0] != start or inside[-1][1] != stop:
        return False
    if inside[0][2] == "v" and page.text[start : inside[0][1]] not in Edges.load().serving:
        return False  # 应急管理局|考核|救援队
    labels = Lexicon.load().words.labels
    return all(tag not in breaking and labels.get(page.text[at:end]) != "stop" for at, end, tag in inside)
