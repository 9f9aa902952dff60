"""Which body a post without one is held at: the government of the place, the body just named, the one the article is about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice

from kg.extract.titles import Head
from kg.model import BODY_TYPES, Document, EntityRef, Mention
from kg.tables.body_types import BodyTypes
from kg.tables.divisions import Division, Divisions
from kg.tables.patterns import patterns
from kg.tables.structure import Structures

__all__ = ["HOSTS", "PostBodies", "PostTables", "congress_body", "townships", "villages"]

Fits = Callable[[str], bool]
HOSTS = (*BODY_TYPES, "Platform")
_COUNTIES = ("县", "市", "区", "旗")
_SENTENCE = re.compile(r"[。！？!?\n]")
_SHORTEST = 3  # characters: what is shorter stands in any title


@dataclass(frozen=True, slots=True)
class _Words:
    party_end: re.Pattern[str]
    congress: re.Pattern[str]
    office: re.Pattern[str]
    founded: re.Pattern[str]
    comes: re.Pattern[str]
    villages: tuple[str, ...]
    village: re.Pattern[str]
    village_calls: frozenset[str]
    townships: tuple[str, ...]
    of_township: re.Pattern[str]
    levels: frozenset[str]


@cache
def _words() -> _Words:
    return patterns("post_bodies", _Words)


def townships() -> tuple[str, ...]:
    """镇, 街道: the ends of townships' names."""
    return _words().townships


def villages() -> tuple[str, ...]:
    """村, 社区: the ends of the names of villages and communities."""
    return _words().villages


@dataclass(frozen=True, slots=True)
class PostTables:
    """What the bodies of posts are found by."""

    divisions: Divisions
    structures: Structures
    type_of: BodyTypes

    @classmethod
    def load(cls) -> PostTables:
        return cls(Divisions.load(), Structures.load(), BodyTypes.load())


def congress_body(conference: str) -> str | None:
    """The body whose congress a conference is: 某某协会 of 某某协会第五次会员代表大会, 某某协会换届大会."""
    found = _words().congress.match(conference)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class _Ending:
    """Whether a name ends so: 局 of 局政委."""

    organ: str

    def __call__(self, name: str) -> bool:
        return name.endswith(self.organ)


class PostBodies:
    """The bodies of one document.

    A roster asks for them thousands of times; so what a question needs of all mentions is gathered at its first asking.
    """

    def __init__(self, doc: Document, tables: PostTables) -> None:
        self.doc, self.text, self.tables = doc, doc.text, tables
        self.mentions = sorted(doc.mentions, key=lambda m: m.span)
        self.stops = [m.span.stop for m in self.mentions]
        self._names = {m.name: m for m in reversed(self.mentions)}
        self._hosts: dict[str, EntityRef | None] = {}  # by mention id
        self._such: dict[Hashable, list[int]] = {}  # by what is sought: the numbers of the mentions that are such
        self._indexes: dict[str, dict[str, list[int]]] = {}  # by what is looked up: the numbers of the mentions, by words
        self._own: dict[Fits, EntityRef | None] = {}
        self._sentences = [0, *(m.end() for m in _SENTENCE.finditer(self.text))]
        self._congress: EntityRef | None = None
        self._congress_sought = False

    def known(self, name: str, otherwise: str) -> EntityRef:
        """The entity that a mention has under this name, else a new one of the type `otherwise`."""
        named = self._names.get(name)
        return named.entity if named else EntityRef(name, otherwise)

    def _last_that(self, what: Hashable, holds: Callable[[Mention], object], at: int, low: int = 0) -> Mention | None:
        """The last such mention that ends at or before the position, if it begins at `low` or behind.

        `what` tells `holds` from the other things that are sought.
        """
        last = next(self._backwards(self._such_numbers(what, holds), at), None)
        return last if last is not None and last.span.start >= low else None

    def _backwards(self, numbers: Sequence[int], at: int) -> Iterator[Mention]:
        """Of the mentions with these numbers those that end at or before the position, the last first."""
        stop = bisect_left(numbers, bisect_right(self.stops, at))
        return (self.mentions[numbers[n]] for n in range(stop - 1, -1, -1))

    def _such_numbers(self, what: Hashable, holds: Callable[[Mention], object]) -> list[int]:
        if what not in self._such:
            self._such[what] = [number for number, m in enumerate(self.mentions) if holds(m)]
        return self._such[what]

    def _index(self, what: str, words: Callable[[Mention], Iterable[str]]) -> Mapping[str, Sequence[int]]:
        """The numbers of the mentions by the words that each is looked up by."""
        if what not in self._indexes:
            index = self._indexes[what] = {}
            for number, m in enumerate(self.mentions):
                for word in dict.fromkeys(words(m)):
                    index.setdefault(word, []).append(number)
        return self._indexes[what]

    def _line(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _sentence(self, at: int) -> int:
        return self._sentences[bisect_right(self._sentences, at) - 1]

    # governments

    def government(self, place: EntityRef, at: int) -> EntityRef:
        """The 人民政府 of a place: that of a district carries the city, that of a township the county."""
        name = f"{place.name}人民政府"
        if place.code is not None:
            division = self.tables.divisions.by_code(place.code, self.doc.metadata.published)
            city = self.tables.divisions.city(division) if division else None
            return self.known(f"{city.name if city else ''}{name}", "GovernmentAgency")
        return self.known(self.county_prefix(place, at) + name, "GovernmentAgency")

    def committee(self, township: EntityRef, at: int) -> EntityRef:
        """The Party's committee of a township or street: 中共渭源县秦祁乡党委, 中共成都市武侯区浆洗街街道党工委."""
        kind = "党工委" if township.name.endswith("街道") else "党委"
        return self.known(f"中共{self.county_prefix(township, at)}{township.name}{kind}", "PartyOrgan")

    def committee_nearby(self, at: int) -> EntityRef | None:
        """大济镇23个村…，由|党委|书记林某: that of the township that the paragraph, or the article, is about."""
        told = self._last_that("township or body", lambda m: m.type in HOSTS or _is_township(m.entity), at, self._line(at))
        place = told.entity if told else self.doc.territory
        return self.committee(place, at) if place is not None and _is_township(place) else None

    def office_of_street(self, at: int) -> EntityRef | None:
        """街道党工委书记甲、|办事处|主任乙: the office of the street whose committee the paragraph names before."""
        committee = self._last_that("street", lambda m: m.type == "PartyOrgan" and _street(m.name), at, self._line(at))
        return self.known(f"{_street(committee.name)}办事处", "GovernmentAgency") if committee else None

    def committee_of_village(self, kind: str, at: int) -> EntityRef | None:
        """桃园社区党委书记、|居委会|主任某: the elected committee of the village or community named before."""
        village = self.village(at)
        return self.known(village.name + kind, "Organization") if village else None

    def congress_of_township(self, before: EntityRef) -> EntityRef | None:
        """东梁乡党委书记甲，|人大|主席乙: the people's congress of the township whose committee or government is named before."""
        found = _words().of_township.fullmatch(before.name)
        return self.known(f"{found['seat']}人大", "MassOrganization") if found else None

    def county_prefix(self, township: EntityRef, at: int) -> str:
        """鄱阳县 for 双港镇, as another body's name has it (中共鄱阳县双港镇党委), else the county that the text names."""
        prefix = self._stated_prefix(township.name)
        if prefix is not None:
            return prefix
        for m in self._backwards(self._index("name", lambda m: (m.name,)).get(township.name, ()), at):
            if division := self.tables.structures.places.chain(m.span.of(self.text)).division:
                return self.government(EntityRef(division.name, "Place", division.code), at).name.removesuffix("人民政府")
        own = self.doc.territory
        if own is not None and own.code is not None and not own.code.endswith("00"):
            return self.government(own, at).name.removesuffix("人民政府")
        has = self.tables.divisions.has_township
        by_code = self._index("code", lambda m: (m.code,) if m.code else ())
        holding = (numbers for code, numbers in by_code.items() if has(code, township.name))
        placed = [m for numbers in holding for m in islice(self._backwards(numbers, at), 1)]
        last = max(placed, key=lambda m: m.span, default=None)
        return self.government(last.entity, at).name.removesuffix("人民政府") if last else ""

    def _stated_prefix(self, township: str) -> str | None:
        """What the first body's name that has the township behind its county puts before it."""
        for number in self._index("behind county", _behind_county).get(township[:2], ()):
            prefix, found, _ = self.mentions[number].name.removeprefix("中共").partition(township)
            if found and prefix.endswith(_COUNTIES):
                return prefix
        return None

    def own_government(self, levels: tuple[str, ...], at: int) -> EntityRef | None:
        """The government of the article's territory or of one above it that ends so, else of the place named last.

        副县长 in an article of a 县, 副市长 in one of a 县 of that 市; 副镇长 is that of the township named last.
        """
        own = self.doc.territory
        ladder = [own, *(EntityRef(d.name, "Place", d.code) for d in self._above(own))] if own else []
        place = next((p for p in ladder if p.name.endswith(levels)), None)
        if place is None:
            last = self._last_that(("Place", levels), lambda m: m.type == "Place" and m.name.endswith(levels), at)
            place = last.entity if last else None
        if place is None or (place.code is None and not place.name.endswith(townships())):
            return None  # 兰田里居民区 is no 区
        return self.government(place, at)

    def _above(self, place: EntityRef | None) -> tuple[Division, ...]:
        divisions, at = self.tables.divisions, self.doc.metadata.published
        if place is not None and place.code is None:
            county = divisions.named(self.county_prefix(place, 0), at)
            return (county[0], *divisions.ancestors(county[0])) if county else ()
        division = divisions.by_code(place.code, at) if place and place.code else None
        return divisions.ancestors(division) if division else ()

    def host_of_party(self, party: EntityRef) -> EntityRef:
        """The 厅 of a 厅党组, the association of its branch."""
        host = _words().party_end.sub("", party.name.removeprefix("中共"))
        if self.tables.structures.places.chain(host).length == len(host):
            return party  # 省委常委、秘书长: of the committee
        return self.known(host, "GovernmentAgency" if party.type == "PartyOrgan" else "Organization")

    def unit(self, host: EntityRef, words: str) -> EntityRef | None:
        """The office of a body, or of the one whose party group it is: 研究室 of 市政协; institutions have names of their own."""
        if host.type == "PartyOrgan":
            host = self.host_of_party(host) if host.name.endswith("党组") else host
        if not _words().office.fullmatch(words) or host.type not in ("GovernmentAgency", "MassOrganization"):
            return None
        return self.known(host.name + words, host.type)

    def government_of_party(self, party: EntityRef, head: Head, at: int) -> EntityRef | None:
        """The government beside a committee: 县委副书记、县长."""
        territory = _words().party_end.sub("", party.name.removeprefix("中共"))
        if territory in _words().levels:
            return None  # 区委 of a district that the text does not name
        fits = territory.endswith(tuple(head.of))
        return self.known(f"{territory}人民政府", "GovernmentAgency") if fits else self.own_government(tuple(head.of), at)

    # villages

    def village(self, at: int) -> EntityRef | None:
        """The village or community named last before the position, in a name of its own or inside another."""
        numbers = self._such_numbers("of village", _village)
        named = self._last_that("of village", _village, at) or (self.mentions[numbers[0]] if numbers else None)
        if named is None or (village := _village(named)) is None:
            return None
        return self.known(self.tables.structures.places.chain(named.name).village or village, "Organization")

    def village_branch(self, at: int) -> EntityRef | None:
        """The party branch whose head a 村支书 is."""
        village = self.village(at)
        if village is None:
            return None
        units = self._index("unit", lambda m: accumulate(m.name) if m.type == "PartyUnit" else ()).get(village.name, ())
        return self.mentions[units[0]].entity if units else EntityRef(f"{village.name}党支部", "PartyUnit")

    def branch_of_village(self, kind: str, at: int) -> EntityRef | None:
        """在机务社区，|党总支|书记刘某: the branch of the village or community that the same sentence has named."""
        is_one = _words().village.fullmatch
        village = self._last_that(
            "village", lambda m: m.type in ("Place", "Organization") and is_one(m.name), at, self._sentence(at)
        )
        return self.known(f"{village.name}{kind}", "PartyUnit") if village else None

    # bodies

    def constituted(self, m: Mention) -> EntityRef | None:
        """The body that a mention shows coming into office: founded here, or holding the congress that elects."""
        if m.type == "Conference" and (congress := congress_body(m.name)):
            return self.known(congress, "SocialOrganization")
        if m.type not in HOSTS:
            return None
        founded = _words().founded.search(self.text, max(0, m.span.start - 10), m.span.start)
        return m.entity if founded or _words().comes.match(self.text, m.span.stop) else None

    def constituted_before(self, at: int) -> EntityRef | None:
        """The last body before the position that the text shows coming into office."""
        shown = self._last_that("constituted", self.constituted, at)
        return self.constituted(shown) if shown else None

    def host_before(self, at: int, low: int) -> EntityRef | None:
        """The last body between the two positions."""
        body = self._last_that("host", lambda m: m.type in HOSTS, at, low)
        return body.entity if body else None

    def congress(self) -> EntityRef | None:
        """The body whose congress the article reports, if any."""
        if not self._congress_sought:
            found = (self.constituted(m) for m in self.mentions if m.type == "Conference")
            self._congress, self._congress_sought = next((body for body in found if body), None), True
        return self._congress

    def own(self, fits: Fits) -> EntityRef | None:
        """The body that the title names or that published the article, where it may have such a post."""
        if fits not in self._own:
            self._own[fits] = self._sought_own(fits)
        return self._own[fits]

    def _sought_own(self, fits: Fits) -> EntityRef | None:
        title, publisher = self.doc.metadata.title or "", self.doc.metadata.publisher or ""
        for body in self._bodies(self.mentions):
            if fits(body.name) and (body.name == publisher or (len(body.name) > _SHORTEST and body.name in title)):
                return body
        titled = [m for m in self.mentions if m.type in BODY_TYPES and m.span.of(self.text) in title]
        return next((b for b in self._bodies(titled) if fits(b.name)), None)

    def headed_by(self, fits: Fits, at: int) -> EntityRef | None:
        """The body that a bare post is of: one named in the sentence, the article's own, one of the paragraph, the last."""
        congress = self.congress()
        return (
            self.in_sentence(fits, at)
            or (congress if congress and fits(congress.name) else None)
            or self.own(fits)
            or self._last(fits, at)
        )

    def in_sentence(self, fits: Fits, at: int) -> EntityRef | None:
        """The last body before the position that its sentence names."""
        return self._last(fits, at, self._sentence(at))

    def _last(self, fits: Fits, at: int, low: int = 0) -> EntityRef | None:
        """The last such body before the position, of those that `low` stands before."""
        last = self._last_that(("fits", fits), lambda m: self._fitting(m, fits), at, low)
        return self._fitting(last, fits) if last else None

    def _fitting(self, m: Mention, fits: Fits) -> EntityRef | None:
        return next((body for body in self._bodies((m,)) if fits(body.name)), None)

    def _bodies(self, mentions: Iterable[Mention]) -> Iterator[EntityRef]:
        """The bodies of the mentions, each followed by the one it is a unit of."""
        for m in mentions:
            if m.type in HOSTS:
                yield m.entity
                if (host := self._host(m)) is not None:
                    yield host

    def _host(self, m: Mention) -> EntityRef | None:
        """The body that the mentioned one is a unit of; sought once."""
        if m.id not in self._hosts:
            host = self.tables.structures.host(m.name, m.type)
            self._hosts[m.id] = self.known(host, self.tables.type_of(host)) if host is not None else None
        return self._hosts[m.id]

    def ending_in(self, organ: str, at: int) -> EntityRef | None:
        """The body that 局 stands for in 局政委, 公司 in 公司董事长; a territory's word stands for its government."""
        if organ in _words().village_calls:
            return self.village(at)
        if organ in _words().levels:
            return self.own_government((organ,), at)
        return self.ending_so(organ, at)

    def ending_so(self, words: str, at: int) -> EntityRef | None:
        """The body that a bare post is of, of those whose name ends so."""
        return self.headed_by(_Ending(words), at)


def _behind_county(m: Mention) -> Iterator[str]:
    """The two characters behind each 县, 市, 区 or 旗 in a body's name."""
    name = m.name.removeprefix("中共") if m.type in BODY_TYPES else ""
    return (name[at : at + 2] for at in range(1, len(name)) if name.endswith(_COUNTIES, 0, at))


def _is_township(place: EntityRef) -> bool:
    return place.type == "Place" and not place.code and place.name.endswith(townships())


def _street(committee: str) -> str | None:
    """浆洗街街道 of the name of its committee."""
    found = _words().of_township.fullmatch(committee)
    return found["seat"] if found and found["seat"].endswith("街道") else None


def _village(m: Mention) -> str | None:
    """The village or community in the name of a body, or that a place is."""
    found = _words().village.search(m.name) if m.type in (*HOSTS, "Place") else None
    return found[1] if found and (m.type != "Place" or found[1] == m.name) else None
