"""Two names that the tagger takes for one, words glued to a name, and names that a list or a short form gives.

县政协|组织|县法院; 黄建东|莅渝; 县委、|人大、|政府. `parted` goes before all other repairs, so that they spread whole names over
the article; `ended` behind them, since it asks the whole article. Both take and give a sorted tuple of non-overlapping finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kg.model import BODY_TYPES
from kg.recognize.names_kinds import kinds
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_repair import COUNTRY, Find, Finds, Page
from kg.tables.body_types import BodyTypes
from kg.tables.countries import Countries
from kg.tables.loading import toml_tables
from kg.tables.patterns import patterns

__all__ = ["Parts", "ended", "parted"]

_BODIES = frozenset(BODY_TYPES)
_LEVEL = "(?:自治[区州县]|[省市县区州旗盟镇乡])"
_MANY_BEFORE = re.compile("[各两]$")
_SHORTEST_PERSON = 2
_RULE = "names.split"


@dataclass(frozen=True, slots=True)
class _Words:
    """The table `ontology/patterns/names_parts.tsv`."""

    term: re.Pattern[str]  # group sitting
    conference: re.Pattern[str]
    inspectors: re.Pattern[str]
    titles: re.Pattern[str]
    head_of_list: re.Pattern[str]  # group whose
    goes: re.Pattern[str]
    leaders: re.Pattern[str]
    party: tuple[str, ...]
    of_sector: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Parts:
    """The tables `ontology/grammar/name_parts.toml` and `ontology/patterns/names_parts.tsv`."""

    words: _Words
    glued: re.Pattern[str]  # a verb and what an organ behind it begins with: groups verb, level
    governs: tuple[str, ...]  # characters before a person
    behind_persons: re.Pattern[str]
    board: re.Pattern[str]  # of a list, with its mark: group name
    countries: re.Pattern[str]
    party: re.Pattern[str]  # one abroad, with its body
    central: re.Pattern[str]
    short: tuple[tuple[re.Pattern[str], str], ...]
    verb: re.Pattern[str]

    @classmethod
    @cache
    def load(cls) -> Parts:
        """The shipped tables, read once."""
        file = "grammar/name_parts.toml"
        words = {t["id"]: t["words"] for t in toml_tables(file, "part")}
        central, letters = _any(words["central"]), _any(Countries.load().letters)
        own = patterns("names_parts", _Words)
        return cls(
            own,
            re.compile(
                rf"(?<!{')(?<!'.join(words['no-verbs-behind'])})(?:{_any(words['verbs'])})(?=(?P<level>{_LEVEL})|[\u4e00-\u9fff]{{3}})"
            ),
            tuple(words["before-persons"]),
            re.compile(_any(words["behind-persons"])),
            re.compile(rf"[、和及](?P<name>{_any(words['boards'])})(?!{_any(words['boards-behind'])})"),
            re.compile(
                rf"(?<![其集之途当])(?P<own>中)(?P<other>{letters})(?=(?:、中(?:{letters})){{0,4}}(?:{_any(words['behind-countries'])}))"
            ),
            re.compile(
                rf"(?:{_any(words['parties-abroad'])})(?:{central})?|(?:{_any(words['short-parties-abroad'])})(?:{central}|(?={own.leaders.pattern}))"
            ),
            re.compile(central),
            tuple((re.compile(t["pattern"]), t["produces"]) for t in toml_tables(file, "short")),
            re.compile("|".join(t["pattern"] for t in toml_tables(file, "verb"))),
        )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def parted(finds: Finds, page: Page) -> Finds:
    """The finds with one name each, without verbs and titles at their edges."""
    finds = _with_party(_rejoined(finds, page), page)
    finds = tuple(part for find in finds for part in _unglued(find, page))
    for made in (_terms, _abroad, _countries):
        finds = _over(finds, list(made(finds, page)))
    return _persons(finds, page)


def ended(finds: Finds, page: Page) -> Finds:
    """The finds with what lists and short forms name, without what the article never names."""
    finds = _persons(tuple(f for f in finds if not _is_verb(f, page)), page)
    people = {find.words(page.text)[0] for find in finds if find.type == "Person" and find.stop - find.start >= _SHORTEST_PERSON}
    finds = tuple(f for f in finds if f.type != "Person" or f.stop - f.start > 1 or _is_surname(f, people, page))
    listed = {f[:2]: f for f in _boards(finds, page)}
    finds = tuple(f if listed.get(f[:2], f).type == f.type else listed[f[:2]] for f in finds)
    made = (*_shorts(page), *listed.values())
    return tuple(sorted((*finds, *(f for f in made if not any(o.start < f.stop and f.start < o.stop for o in finds)))))


def _over(finds: Finds, made: list[Find]) -> Finds:
    """The made finds, and those that overlap none of them."""
    if not made:
        return finds
    return tuple(sorted([f for f in finds if not any(m.start < f.stop and f.start < m.stop for m in made)] + made))


def _rejoined(finds: Finds, page: Page) -> Finds:
    """A level that the tagger left at the end of another name goes with its organ: 县纪委监委约谈县|农业农村局."""
    kept: list[Find] = []
    for find in finds:
        last = kept[-1] if kept and kept[-1].stop == find.start and {kept[-1].type, find.type} <= _BODIES else None
        verb = next(Parts.load().glued.finditer(page.text, last.start, last.stop), None) if last else None
        if last and verb and verb["level"] and verb.end("level") == last.stop:
            kept[-1] = last._replace(stop=verb.start(), rule=_RULE)
            find = find._replace(start=verb.end(), rule=_RULE)
        kept.append(find)
    return tuple(kept)


def _with_party(finds: Finds, page: Page) -> Finds:
    """A party committee or branch is one name with whose it is, and nothing else: 集贤县社会组织|党委."""
    own = Parts.load().words
    kept: list[Find] = []
    for find in finds:
        last = kept[-1] if kept and kept[-1].stop == find.start and find.words(page.text) in own.party else None
        cut = last is not None and (last.type == "Conference" or last.type in _BODIES)
        if cut:
            find = find._replace(start=kept.pop().start)
        words = find.words(page.text)
        if words.endswith(own.party) and (cut or find.type == "Conference"):
            type_ = "PartyOrgan" if own.of_sector.search(words) else _type_of(words, "PartyUnit")
            find = find._replace(type=type_, rule=_RULE)
        kept.append(find)
    return tuple(kept)


def _unglued(find: Find, page: Page) -> Iterator[Find]:
    """The names on both sides of a verb, each an organ's, or the first a place's: 县政协|组织|县法院, 石桥镇|组织|镇司法所."""
    text = page.text
    verbs = Parts.load().glued.finditer(text, find.start, find.stop) if find.type in _BODIES else ()
    for verb in verbs:
        first, last = text[find.start : verb.start()], text[verb.end() : find.stop]
        place = bool(first) and verb["level"] is not None and _is_place(first)
        if _is_organ(last) and (not first or place or _is_organ(first)):
            if first:
                yield Find(find.start, verb.start(), "Place" if place else _type_of(first, find.type), _RULE)
            yield from _unglued(Find(verb.end(), find.stop, _type_of(last, find.type), _RULE), page)
            return
    yield find


def _is_organ(words: str) -> bool:
    """Whether the words begin with a level or a division and end as organs do."""
    tables = Lexicon.load()
    level = re.match(_LEVEL, words)
    head = level.end() if level else (tables.divisions.longest(words, 0) or (0, 0, ""))[1]
    return 0 < head < len(words) - (0 if words.endswith("委") else 1) and _ends_as_organ(words, head)


def _is_place(words: str) -> bool:
    """Whether the words are divisions, one behind the other: 临泽县|沙河镇."""
    at = 0
    while at < len(words) and (found := Lexicon.load().divisions.longest(words, at)) is not None:
        at = found[1]
    return at == len(words)


def _ends_as_organ(words: str, head: int) -> bool:
    tables = Lexicon.load()
    kinds_of = (tables.heads.labels.get(words[at:], "") for at in range(head, len(words)))
    return words[head:] in tables.bodies.labels or any(_BODIES.intersection(types.split("|")) for types in kinds_of)


def _type_of(words: str, otherwise: str) -> str:
    """The type that the words tell, the tables first: 县法院, 县政协."""
    known = kinds().of(words)
    if known:
        return known
    level = re.match(_LEVEL, words)
    tabled = Lexicon.load().bodies.labels.get(words[level.end() :]) if level else None
    return tabled or (BodyTypes.load()(words) if _ends_as_organ(words, 1) else otherwise)


def _terms(finds: Finds, page: Page) -> Iterator[Find]:
    """Bodies in pieces: a congress with its term (县十六届|人大常委会), with its session one meeting (…|第三次会议).

    政协|清江县第十一届委员会, 市委|巡察二组.
    """
    own = Parts.load().words
    for low, high in page.sentences if "届" in page.text else ():
        for m in own.term.finditer(page.text, low, high):
            over = [f for f in finds if f.start < m.end() and m.start() < f.stop]
            if any(f.start <= m.start() and m.end() <= f.stop for f in over):
                continue
            start = min((f.start for f in over if f.type in _BODIES or f.type in ("Place", "Conference")), default=m.start())
            yield Find(start, m.end(), "Conference" if m["sitting"] else "MassOrganization", "names.joined")
        for m in own.conference.finditer(page.text, low, high) if "政协" in page.text else ():
            if all(m.start() <= f.start and f.stop <= m.end() for f in finds if f.start < m.end() and m.start() < f.stop):
                yield Find(m.start(), m.end(), "MassOrganization", "names.joined")
    for find in finds:
        committee = find.type == "PartyOrgan" and find.words(page.text).endswith("委")
        team = own.inspectors.match(page.text, find.stop) if committee else None
        if team:
            yield find._replace(stop=team.end(), rule="names.joined")


def _abroad(finds: Finds, page: Page) -> Iterator[Find]:
    """The bodies of another country's party, also those that the same title names behind: 越共中央政治局委员、|中央书记处."""
    table = Parts.load()
    for low, high in page.sentences:
        for party in table.party.finditer(page.text, low, high):
            over = [f for f in finds if f.start <= party.start() and party.end() <= f.stop and f[:2] != party.span()]
            if any(f.type not in _BODIES for f in over):
                continue
            longer = (f.stop for f in over if f.start == party.start() and _ends_as_organ(f.words(page.text), 1))
            stop = max([party.end(), *longer])
            yield Find(party.start(), stop, "PartyOrgan", "names.abroad")
            while (titles := table.words.titles.match(page.text, stop, high)) and (
                body := table.central.match(page.text, titles.end(), high)
            ):
                yield Find(body.start(), body.end(), "PartyOrgan", "names.abroad")
                stop = body.end()


def _countries(finds: Finds, page: Page) -> Iterator[Find]:
    """Two countries by a letter each: 中|越|两国."""
    for low, high in page.sentences:
        for m in Parts.load().countries.finditer(page.text, low, high):
            over = [f for f in finds if f.start < m.end() and m.start() < f.stop]
            if all(m.start() <= f.start and f.stop <= m.end() for f in over):
                for name in ("own", "other"):
                    yield Find(m.start(name), m.end(name), "Place", COUNTRY)


def _persons(finds: Finds, page: Page) -> Finds:
    """People by their names alone: 黄建东|莅渝, 李明|一行, 以|李明|同志为首, 何|书记."""
    return tuple(trimmed for f in finds if (trimmed := _person(f, page) if f.type == "Person" else f) is not None)


def _person(find: Find, page: Page) -> Find | None:
    words, table = find.words(page.text), Parts.load()
    behind = table.behind_persons.search(words) or table.words.goes.search(words)
    if behind and behind.start() == 0:
        return None
    stop = find.start + behind.start() if behind else find.stop
    post = next((post for post in kinds().beside if words.endswith(post) and len(words) > len(post)), "")
    stop = min(stop, find.stop - len(post))
    governed = stop - find.start > _SHORTEST_PERSON and words.startswith(table.governs)
    return find if (governed, stop) == (False, find.stop) else find._replace(start=find.start + governed, stop=stop, rule=_RULE)


def _is_surname(find: Find, known: set[str], page: Page) -> bool:
    """Whether one character is a person: before a post, where the article names somebody of that surname in full: 林|副县长."""
    return page.text[find.start] in known and _post().match(page.text, find.stop) is not None


@cache
def _post() -> re.Pattern[str]:
    return re.compile("副?(?:" + _any(kinds().beside) + ")")


def _is_verb(find: Find, page: Page) -> bool:
    """Whether the words of a place are a verb here: 大兴|务实之风."""
    verb = Parts.load().verb.match(page.text, find.start) if find.stop - find.start < len("大兴区") else None
    return verb is not None and verb.end() == find.stop


def _shorts(page: Page) -> Iterator[Find]:
    for low, high in page.sentences:
        for pattern, type_ in Parts.load().short:
            for m in pattern.finditer(page.text, low, high):
                yield Find(*m.span("name"), type_, "names.short")


def _boards(finds: Finds, page: Page) -> Iterator[Find]:
    """Bodies that a list names without their level: 县委、|人大、|政府、|政协; 各镇党委、政府 are many."""
    table = Parts.load()
    for find in finds:
        head = table.words.head_of_list.fullmatch(find.words(page.text)) if find.type in _BODIES else None
        if head is None or _MANY_BEFORE.search(page.text, max(0, find.start - 1), find.start):
            continue
        stop = find.stop
        while m := table.board.match(page.text, stop):
            if m["name"] == "办事处" and not head["whose"].endswith("街道"):
                break
            yield Find(m.start("name"), m.end("name"), _type_of("县" + m["name"], "GovernmentAgency"), "names.board")
            stop = m.end()
