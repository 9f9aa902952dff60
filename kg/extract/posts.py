"""Who holds which post where: 省民政厅党组书记、厅长王某 → 书记 of the 党组, 厅长 of the 厅.

Posts stand before a person as a chain of titles joined by 、 or 兼, each with its own body or that of the
title to its left; or behind, as 王海涛任县红十字会秘书长, or in the columns of a list of names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.model import BODY_TYPES, Document, EntityRef, Mention, Relation, Span
from kg.tables.divisions import Divisions
from kg.tables.loading import rows

_HOSTS = (*BODY_TYPES, "Platform")
_PARTY_END = re.compile(r"(?:委员会|党组|党委|党工委|党总支|党支部|纪委|工委|委)$")
_FORMER = re.compile(r"(?:原|前|前任|时任|已故|曾任|退休)$")
_AFTER = re.compile(
    r"(?:同志)?(?:[（(][^）)\n]{0,12}[）)])?(?:等?\d{1,3}[人名位][^，,。；;、\n]{0,12}?|等)?"
    r"(?:被聘任为|被聘为|被选为|被推选为|再次当选|全票当选|当选为|当选|连任|续任|兼任|担任|出任|任|为|兼|当)(?:新一届|第[一二三四五六七八九十]{1,3}届)?"
)
_FOUNDED = re.compile(r"(?:成立|组建|设立|组成)了?[^，,。；;\n]{0,4}$")
_CONGRESS = re.compile(
    r"(.{3,30}?)(?:第[一二三四五六七八九十]+[届次]|[一二三四五六七八九十]+届[一二三四五六七八九十]+次).{0,12}(?:大会|理事会|会议)"
)
_COLUMN = re.compile(r"(?:[（(][^）)\n]{0,12}[）)])?[ \u3000\t]+|[（(]")
_ELIDED_AFTER = "、，,；;。:：\n \u3000（(由"
_ORGANS = (
    "公司",
    "街道",
    "集团",
    "协会",
    "学校",
    "医院",
    "局",
    "厅",
    "院",
    "校",
    "厂",
    "县",
    "镇",
    "乡",
    "市",
    "区",
    "省",
    "州",
    "村",
    "会",
    "站",
    "队",
    "所",
    "社",
)


@dataclass(frozen=True, slots=True)
class Head:
    """A row of lexicon/posts.tsv."""

    word: str
    kind: str
    of: str  # last characters of the names whose head it is


@dataclass(frozen=True, slots=True)
class Title:
    """A post as it stands in the text, and the mention that stands before it, if any."""

    span: Span  # with its body
    post: str
    head: Head
    body: Mention | None
    elided: str = ""  # 局 in 局政委, 公司 in 公司董事长


@dataclass(frozen=True, slots=True)
class Held:
    """A post resolved to its body."""

    person: Mention
    body: EntityRef
    post: str
    evidence: Span
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PostFinder:
    """Finds the posts of a document."""

    heads: dict[str, Head]
    pattern: re.Pattern[str]
    divisions: Divisions

    @classmethod
    def load(cls) -> PostFinder:
        heads = {
            r["head"]: Head(r["head"], r["kind"], r["of"]) for r in rows("lexicon/posts.tsv", ("head", "kind", "of", "example"))
        }
        prefixes = [r["prefix"] for r in rows("lexicon/post_prefixes.tsv", ("prefix", "example"))]
        # At most three prefixes: 名誉常务副会长 has two, and the bound keeps the pattern linear.
        pattern = re.compile(f"(?P<prefix>(?:{_either(prefixes)}){{0,3}})(?P<head>{_either(heads)})")
        return cls(heads, pattern, Divisions.load())

    def __call__(self, doc: Document) -> tuple[Held, ...]:
        return tuple(_Reading(doc, self).held())

    def title_ending(self, text: str, start: int, stop: int) -> re.Match[str] | None:
        """The longest title that ends at `stop` and begins at or after `start`."""
        for at in range(max(start, stop - 12), stop):
            match = self.pattern.fullmatch(text, at, stop)
            if match:
                return match
        return None

    def title_starting(self, text: str, start: int) -> re.Match[str] | None:
        return self.pattern.match(text, start)


def _either(words: Iterator[str] | list[str] | dict[str, Head]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


class _Reading:
    """One reading of a document from left to right; remembers the bodies of the posts it has seen."""

    def __init__(self, doc: Document, finder: PostFinder) -> None:
        self.doc, self.text, self.finder = doc, doc.text, finder
        self.mentions = sorted(doc.mentions, key=lambda m: m.span)
        self.ends = {m.span.stop: m for m in self.mentions}
        self.starts = {m.span.start: m for m in self.mentions}
        self.stops = [m.span.stop for m in self.mentions]
        self.last: Held | None = None

    def held(self) -> Iterator[Held]:
        for person in self.mentions:
            if person.type != "Person":
                continue
            for held in (*self.before(person), *self.behind(person)):
                self.last = held
                yield held

    # posts before the person

    def before(self, person: Mention) -> list[Held]:
        chain = self.chain(person.span.start)
        found: list[Held] = []
        carried: EntityRef | None = None
        for title in reversed(chain):
            stated = title.body is not None
            body = self.stated(title) if stated else self.inherited(title, carried)
            if body is None and not stated:
                body = self.elided(title)
            if body is None:
                continue
            carried = body
            evidence = Span(chain[-1].span.start, person.span.stop)
            rule = "post:before" if stated else "post:shared"
            found.append(Held(person, body, title.post, evidence, rule, 0.95 if stated else 0.85))
        return found

    def chain(self, stop: int) -> list[Title]:
        """The titles before `stop`, the nearest first."""
        titles: list[Title] = []
        while (title := self.title_before(stop)) is not None:
            titles.append(title)
            at = title.span.start
            joined = self.text[at - 1 : at]
            if joined not in ("、", "兼") or at < 2:
                break
            stop = at - 1
        return [] if titles and _FORMER.search(self.text, max(0, titles[-1].span.start - 3), titles[-1].span.start) else titles

    def title_before(self, stop: int) -> Title | None:
        while stop > 0 and self.text[stop - 1] in " \u3000":
            stop -= 1
        if stop > 0 and self.text[stop - 1] == "兼":  # 分公司经理兼书记: 兼 closes the chain's next link
            stop -= 1
        if (organ := self.ends.get(stop - 1)) and self.text[stop - 1] == "长" and organ.type in _HOSTS:
            post = organ.span.of(self.text)[-1] + "长"  # 组织部长: the mention is 组织部
            if post in self.finder.heads:
                return Title(Span(organ.span.start, stop), post, self.finder.heads[post], organ)
        index = bisect_right(self.stops, stop)
        left = self.stops[index - 1] if index else 0
        match = self.finder.title_ending(self.text, left, stop)
        return None if match is None else self.with_body(match)

    def with_body(self, match: re.Match[str]) -> Title | None:
        start, head = match.start(), self.finder.heads[match["head"]]
        at = start
        while at > 0 and self.text[at - 1] in " \u3000":
            at -= 1
        body = self.ends.get(at) or (self.ends.get(at - 1) if self.text[at - 1 : at] in ("（", "(") else None)
        if body is not None and body.type in (*_HOSTS, "Place"):
            return Title(Span(body.span.start, match.end()), match[0], head, body)
        organ = next((o for o in _ORGANS if self.text.endswith(o, 0, start)), "")
        return Title(Span(start - len(organ), match.end()), match[0], head, None, organ)

    # posts behind the person

    def behind(self, person: Mention) -> list[Held]:
        stop = person.span.stop
        verb = _AFTER.match(self.text, stop)
        if verb is not None:
            title = self.title_after(verb.end())
            if title is not None:
                return self.appointed(person, title)
        column = _COLUMN.match(self.text, stop)
        if column is not None and column.end() in self.starts:
            title = self.title_after(column.end())
            if title is not None and title.body is not None and (body := self.stated(title)):
                return [Held(person, body, title.post, Span(person.span.start, title.span.stop), "post:column", 0.9)]
        return []

    def title_after(self, start: int) -> Title | None:
        body = self.starts.get(start)
        if body is not None and body.type in (*_HOSTS, "Place"):
            match = self.finder.title_starting(self.text, body.span.stop)
            return None if match is None else Title(Span(start, match.end()), match[0], self.finder.heads[match["head"]], body)
        match = self.finder.title_starting(self.text, start)
        return None if match is None else Title(Span(start, match.end()), match[0], self.finder.heads[match["head"]], None)

    def appointed(self, person: Mention, title: Title) -> list[Held]:
        body = self.stated(title) if title.body else self.founded(title, person.span.start)
        if body is None:
            return []
        persons = [person]
        at = person.span.start
        while self.text[at - 1 : at] == "、" and (other := self.ends.get(at - 1)) and other.type == "Person":
            persons.append(other)  # 白玉山、赫丽华任副总指挥
            at = other.span.start
        return [Held(p, body, title.post, Span(p.span.start, title.span.stop), "post:appointed", 0.85) for p in reversed(persons)]

    def founded(self, title: Title, before: int) -> EntityRef | None:
        """The body that somebody is appointed at: 成立…指挥部,局长关永福任总指挥; 协会第四届大会召开,选举向楚江为会长."""
        chain = self.chain(before)
        stop = chain[-1].span.start if chain else before
        line_start = self.text.rfind("\n", 0, stop) + 1
        earlier = [m for m in self.mentions if m.span.stop <= stop]
        near = [m for m in earlier if m.span.start >= line_start]
        return (
            next((body for m in reversed(near) if (body := self.constituted(m))), None)
            or next((body for m in reversed(earlier) if (body := self.constituted(m))), None)
            or (self.headed_by(title.head, near) or self.headed_by(title.head, earlier) if title.head.kind == "organ" else None)
            or next((m.entity for m in reversed(near) if m.type in _HOSTS), None)
        )

    def constituted(self, m: Mention) -> EntityRef | None:
        """The body that a mention shows coming into office: founded here, or holding the congress that elects."""
        if m.type == "Conference" and (congress := _CONGRESS.match(m.name)):
            return self.known(congress[1], "SocialOrganization")
        founded = m.type in _HOSTS and _FOUNDED.search(self.text, max(0, m.span.start - 10), m.span.start)
        return m.entity if founded else None

    def known(self, name: str, otherwise: str) -> EntityRef:
        """The entity that a mention has under this name, else a new one of the type `otherwise`."""
        return next((m.entity for m in self.mentions if m.name == name), EntityRef(name, otherwise))

    # bodies

    def stated(self, title: Title) -> EntityRef | None:
        body = title.body
        assert body is not None
        if body.type != "Place":
            return body.entity
        return self.government(body.entity) if title.head.kind == "territory" else None

    def inherited(self, title: Title, carried: EntityRef | None) -> EntityRef | None:
        """The body of the title to the left: 党组书记、厅长 → the 厅 of the 党组."""
        if carried is None or title.elided:
            return None
        if title.head.kind == "territory":
            return (
                self.own_government(title.head)
                if carried.type not in ("PartyOrgan",)
                else self.government_of_party(carried, title.head)
            )
        if title.head.kind == "party" or carried.type not in ("PartyOrgan", "PartyUnit"):
            return carried
        if title.head.kind == "any" and title.head.word in ("成员", "委员"):
            return carried
        host = _PARTY_END.sub("", carried.name.removeprefix("中共"))
        return self.known(host, "GovernmentAgency" if carried.type == "PartyOrgan" else "Organization")

    def government_of_party(self, party: EntityRef, head: Head) -> EntityRef | None:
        territory = _PARTY_END.sub("", party.name.removeprefix("中共"))
        fits = territory.endswith(tuple(head.of))
        return self.known(f"{territory}人民政府", "GovernmentAgency") if fits else self.own_government(head)

    def elided(self, title: Title) -> EntityRef | None:
        """A title without any body: ，副县长徐红梅; 局政委毕庆国; 、副主任刘德芬."""
        start = title.span.start
        if title.head.kind == "territory" and not title.elided:
            return self.own_government(title.head) if self.opens_phrase(start) else None
        earlier = self.mentions[: bisect_right(self.stops, start)]
        if title.elided:
            return self.ending_in(title.elided, earlier)
        if not self.opens_phrase(start):
            return None
        beside = self.last if self.last is not None and 0 <= start - self.last.evidence.stop <= 2 else None
        shared = self.inherited(title, beside.body) if beside and "\n" not in self.text[beside.evidence.stop : start] else None
        if title.head.kind != "organ":
            return shared
        return shared if shared and shared.name[-1:] in title.head.of else self.headed_by(title.head, earlier)

    def government(self, place: EntityRef) -> EntityRef:
        """The 人民政府 of a place: that of a district carries the city, that of a township the county."""
        name = f"{place.name}人民政府"
        if place.code is not None:
            division = self.finder.divisions.by_code(place.code, self.doc.metadata.published)
            city = self.finder.divisions.city(division) if division else None
            return self.known(f"{city.name if city else ''}{name}", "GovernmentAgency")
        return self.known(self.county_prefix(place) + name, "GovernmentAgency")

    def county_prefix(self, township: EntityRef) -> str:
        """鄱阳县 for 双港镇, as another body's name has it (中共鄱阳县双港镇党委), else as the article's territory is."""
        for m in self.mentions:
            prefix, found, _ = m.name.removeprefix("中共").partition(township.name)
            if m.type in BODY_TYPES and found and prefix.endswith(("县", "市", "区", "旗")):
                return prefix
        own = self.doc.territory
        if own is None or own.code is None or own.code.endswith("00"):
            return ""
        return self.government(own).name.removesuffix("人民政府")

    def opens_phrase(self, start: int) -> bool:
        return start == 0 or self.text[start - 1] in _ELIDED_AFTER

    def own_government(self, head: Head) -> EntityRef | None:
        """The government of the article's territory where its level fits: 副县长 in an article of a 县."""
        place = self.doc.territory
        if place is None or not place.name.endswith(tuple(head.of)):
            place = next((m.entity for m in self.mentions if m.type == "Place" and m.name.endswith(tuple(head.of))), None)
        return None if place is None else self.government(place)

    def headed_by(self, head: Head, earlier: list[Mention]) -> EntityRef | None:
        last = next((m for m in reversed(earlier) if m.type in BODY_TYPES and m.name[-1:] in head.of and m.name), None)
        return None if last is None else last.entity

    def ending_in(self, organ: str, earlier: list[Mention]) -> EntityRef | None:
        place = self.doc.territory
        if organ in ("县", "市", "区", "省", "州", "镇", "乡", "村", "街道"):
            if place is not None and place.name.endswith(organ):
                return self.government(place) if organ not in ("村", "街道") else place
            return None
        last = next((m for m in reversed(earlier) if m.type in BODY_TYPES and m.name.endswith(organ)), None)
        return None if last is None else last.entity


def relations(held: tuple[Held, ...]) -> Iterator[Relation]:
    """holdsPost rows, once for each person, body and post."""
    seen: dict[tuple[EntityRef, EntityRef, str], Relation] = {}
    for h in held:
        key = (h.person.entity, h.body, h.post)
        relation = Relation(h.person.entity, "holdsPost", h.body, h.evidence, h.post, (h.person.id,), h.rule, h.confidence)
        if key in seen:
            seen[key] = replace(seen[key], sources=(*seen[key].sources, h.person.id))
        else:
            seen[key] = relation
    yield from seen.values()
