"""Who holds which post where: 省民政厅党组书记、厅长王某 → 书记 of the 党组, 厅长 of the 厅.

Posts stand before a person as a chain of titles joined by 、 or 兼, each with its own body or that of the
title to its left; or behind, as 王海涛任县红十字会秘书长, or in the columns of a list of names, or after the post's name
and a colon in a list of those elected.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.post_bodies import HOSTS, PostBodies, PostTables, townships, villages
from kg.extract.titles import Head, Title, Titles, is_field
from kg.model import Document, EntityRef, Mention, Relation, Span
from kg.tables.loading import rows
from kg.tables.party import party_words
from kg.tables.patterns import patterns

__all__ = ["Held", "PostFinder", "relations"]

_COLUMN = re.compile(r"(?:[（(][^）)\n]{0,12}[）)])?[ \u3000\t]+|[（(]")
_STAGE_END = re.compile(r"[，、。；;\n]")
_NOTE = re.compile(r"[（(][^）)，,。\n]{1,8}[）)]$")  # 副县长|（援藏）|谭某某
_ROSTER = re.compile(
    r"^[ \t\u3000]*(?P<post>[一-鿿](?:[ \t\u3000]*[一-鿿]){1,7})(?:[（(][^）)\n]{1,8}[）)])?[ \t]*[：:]", re.MULTILINE
)
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_BETWEEN = re.compile(r"(?:[（(][^）)\n]{1,20}[）)])?[、 \u3000\t，和及]{1,3}|[（(][^）)\n]{1,20}[）)]|")
_ELIDED_AFTER = "、，,；;。:：—\n \u3000（(由请同让与和对向给把经在随受“”"
_THIS = ("该", "本")  # 该|会秘书长
# 王某某，县民政局副局长，…: a clause that begins with the person and goes on with the post.
_OPENS_CLAUSE = re.compile(r"(?:^|[。；;！!\n])[ \u3000]*$")
_CLAUSE_END = re.compile(r"[，,。；;]")
# 任组长、副组长|的|整治工作专班: the body is named behind the posts.
_OF_BODY = re.compile(r"(?:、[^，。；、\n]{2,16}?)?的")
_PERSON_BEHIND = re.compile(r"(?P<more>(?:、)?)(?:(?:等)?[两一二三四五六七八九十\d]{1,2}[名位])?")
_UNIT = re.compile(r"[一-鿿]{2,10}")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of ontology/patterns/posts.tsv: those around a person's post, then those that a post or its body is."""

    former: re.Pattern[str]
    given: re.Pattern[str]
    new_term: re.Pattern[str]
    takes_post: re.Pattern[str]
    by: re.Pattern[str]
    by_verb: re.Pattern[str]
    hired: re.Pattern[str]
    asked: re.Pattern[str]
    succeeds: re.Pattern[str]
    left: re.Pattern[str]
    severally: re.Pattern[str]
    removes: re.Pattern[str]
    is_now: re.Pattern[str]
    biography: re.Pattern[str]
    stage: re.Pattern[str]
    termed: re.Pattern[str]
    between_commas: re.Pattern[str]
    post_ends: re.Pattern[str]
    others: re.Pattern[str]
    branches: frozenset[str]
    central_inside: frozenset[str]
    committee_members: frozenset[str]
    members: frozenset[str]
    opening_words: tuple[str, ...]
    governments: tuple[str, ...]
    offices: tuple[str, ...]
    bodies: tuple[str, ...]
    nameless: frozenset[str]


@cache
def _words() -> _Words:
    return patterns("posts", _Words)


@cache
def _village_committees() -> dict[str, str]:
    """村委会 → 村民委员会: what an elected committee is called in short before a post, and how its name ends."""
    return {r["short"]: r["name"] for r in rows("lexicon/village_committees.tsv", ("short", "name", "example"))}


@cache
def _organs() -> tuple[str, ...]:
    """What a body is called in short before a post; where several fit, the first is taken."""
    words = _words()
    return (*words.governments, *words.offices, *_village_committees(), *words.bodies)


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

    titles: Titles
    tables: PostTables

    @classmethod
    def load(cls) -> PostFinder:
        return cls(Titles.load(), PostTables.load())

    def __call__(self, doc: Document) -> tuple[Held, ...]:
        return tuple(_Reading(doc, self).held())


class _Reading:
    """One reading of a document from left to right; remembers the bodies of the posts it has seen."""

    def __init__(self, doc: Document, finder: PostFinder) -> None:
        self.text, self.titles, self.words = doc.text, finder.titles, _words()
        self.bodies = PostBodies(doc, finder.tables)
        self.mentions = self.bodies.mentions
        self.ends = {m.span.stop: m for m in self.mentions}
        self.starts = {m.span.start: m for m in self.mentions}
        self.stops = self.bodies.stops
        self.last: Held | None = None

    def held(self) -> Iterator[Held]:
        for person in self.mentions:
            if person.type != "Person":
                continue
            before = self.before(person) or self.listed(person)
            for held in (*before, *self.behind(person)):
                self.last = held
                yield held
        yield from self.rosters()

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
            post = title.post.replace("支书", "书记") if body.type == "PartyUnit" else title.post
            found.append(Held(person, body, post, evidence, rule, 0.95 if stated else 0.85))
        return found

    def listed(self, person: Mention) -> list[Held]:
        """副会长|刘桂初、杨娟: a post that several hold goes on to those listed behind the first."""
        last = self.last
        if last is None or last.rule == "post:appointed" or last.person.span.stop != last.evidence.stop:
            return []
        if not self.shareable(last.post) or self.text[last.person.span.stop : person.span.start] not in ("、", "和", "及", "与"):
            return []
        evidence = Span(last.evidence.start, person.span.stop)
        return [replace(last, person=person, evidence=evidence, rule="post:listed", confidence=last.confidence * 0.95)]

    def shareable(self, post: str) -> bool:
        found = self.titles.ending(post, 0, len(post))
        return "副" in post or (found is not None and self.titles.heads[found["head"]].kind in ("member", "trade"))

    def chain(self, stop: int) -> list[Title]:
        """The titles before `stop`, the nearest first."""
        titles: list[Title] = []
        while (title := self.title_before(stop)) is not None:
            titles.append(title)
            at = title.span.start
            joined = self.text[at - 1 : at]
            if joined == "，" and len(titles) > 1 and self._opens(at - 1):  # 中央宣讲团成员，|教育部党组书记、部长怀某
                stop = at - 1
                continue
            if joined not in ("、", "兼") or at < 2:
                break
            stop = at - 1
        if titles and self.words.former.search(self.text, max(0, titles[-1].span.start - 3), titles[-1].span.start):
            return []
        organ = titles[-1].body if titles else None
        words = organ.span.of(self.text) if organ is not None else ""
        former = organ is not None and words.startswith("原") and not organ.name.startswith(("原", "中共原"))  # 原克州社保局|局长
        return [] if former or party_words().former_organ.search(words) else titles

    def _opens(self, stop: int) -> bool:
        """Whether a title with its body, and nothing else, stands between the beginning of the sentence and the position."""
        title = self.title_before(stop)
        if title is None or title.body is None or title.head.kind != "member":
            return False
        return not self.text[: title.span.start].strip() or self.text[title.span.start - 1] in "。！？\n\u3000"

    def title_before(self, stop: int) -> Title | None:
        while stop > 0 and self.text[stop - 1] in " \u3000":
            stop -= 1
        if stop > 0 and self.text[stop - 1] == "兼":  # 分公司经理兼书记: 兼 closes the chain's next link
            stop -= 1
        if note := _NOTE.search(self.text, max(0, stop - 10), stop):
            stop = note.start()
        if (organ := self.ends.get(stop - 1)) and self.text[stop - 1] == "长" and organ.type in HOSTS:
            post = organ.span.of(self.text)[-1] + "长"  # 组织部长: the mention is 组织部
            if post in self.titles.heads:
                return Title(Span(organ.span.start, stop), post, self.titles.heads[post], organ)
        index = bisect_right(self.stops, stop)
        left = self.stops[index - 1] if index else 0
        match = self.titles.ending(self.text, left, stop)
        return None if match is None else self.with_body(match, left)

    def with_body(self, match: re.Match[str], left: int) -> Title:
        start, head = match.start(), self.titles.heads[match["head"]]
        at = start
        while at > 0 and self.text[at - 1] in " \u3000":
            at -= 1
        body = self.ends.get(at) or (self.ends.get(at - 1) if self.text[at - 1 : at] in ("（", "(") else None)
        post = match[0]
        if head.kind == "office":
            return Title(Span(start, match.end()), post, head, None)
        if body is None and (inside := self.organ_inside(left, start)) is not None:
            return Title(Span(inside.span.start, match.end()), post, head, inside)
        field = left + (found.end() if (found := self.words.others.match(self.text[left:start])) else 0)
        if body is None and is_field(self.text[field:start]) and left in self.ends:
            body, post = self.ends[left], self.text[field : match.end()]  # 村委会|调解主任
        if body is not None and body.type == "Initiative":
            body = self.ends.get(body.span.start)  # …工程局有限公司|鄂北二期|项目经理
        if body is not None and body.type in (*HOSTS, "Place"):
            return Title(Span(body.span.start, match.end()), post, head, body)
        if unit := self.unit_inside(left, start):
            return Title(Span(start - len(unit), match.end()), post, head, None, unit=unit)
        term = self.words.termed.search(self.text, max(left, start - 8), start)
        if term is not None:
            return Title(Span(term.start(), match.end()), match[0], head, None)
        organ = next((o for o in _organs() if self.text.endswith(o, left, start)), "")
        return Title(Span(start - len(organ), match.end()), match[0], head, None, _unless_own(organ, head))

    def organ_inside(self, left: int, start: int) -> Mention | None:
        """The Party's organ of the body that ends at `left`, where only its kind stands before the post: 县工商联|党组|书记."""
        words, body = self.text[left:start], self.ends.get(left)
        if body is None or body.type not in HOSTS or body.type in ("PartyUnit", "Platform"):
            return None
        if (body.name == "中共中央" and words in self.words.central_inside) or (words == "中央" and body.name.endswith("党")):
            return replace(body, name=body.name + words, type="PartyOrgan")
        if body.type == "PartyOrgan" or words not in party_words().inside:
            return None
        if words == "党组":
            return replace(body, name=f"中共{body.name}{words}", type="PartyOrgan")
        return replace(body, name=body.name + words, type="PartyUnit")

    def unit_inside(self, left: int, start: int) -> str:
        """研究室 of 市政协副秘书长、|研究室|主任: what stands between two posts of one chain and is no mention."""
        comma = self.text.rfind("、", left, start)
        words = self.text[comma + 1 : start]
        organ = next((o for o in _organs() if words.endswith(o)), "")
        if comma < 0 or not _UNIT.fullmatch(words) or len(words) < len(organ) + 2:
            return ""
        return words if left in self.ends and self.titles.ending(self.text, left, comma) else ""

    # posts behind the person

    def behind(self, person: Mention) -> list[Held]:
        stop = person.span.stop
        if by := self.words.by.match(self.text, stop):
            return self.hired_by(person, by.end())
        if self.words.succeeds.match(self.text, stop):
            return self.succeeds(person)
        if severally := self.words.severally.match(self.text, stop):
            return self.several(person, severally.end())
        if removed := self.removed(person):
            return removed
        verb = self.words.takes_post.match(self.text, stop)
        if verb is not None:
            title = self.title_after(verb.end())
            if title is not None:
                return self.appointed(person, title)
        if (is_one := self.words.is_now.match(self.text, stop)) and (title := self.title_after(is_one.end())) and title.body:
            return self.appointed(person, title)
        column = _COLUMN.match(self.text, stop)
        if column is not None and column.end() in self.starts:
            title = self.title_after(column.end())
            if title is not None and title.body is not None and (body := self.stated(title)):
                return [Held(person, body, title.post, Span(person.span.start, title.span.stop), "post:column", 0.9)]
        readings = (self.biography, self.apposed, self.elected, self.addressed, self.called)
        return next((held for read in readings if (held := read(person))), [])

    def apposed(self, person: Mention) -> list[Held]:
        """王某某，县民政局副局长，…: a post between commas behind the person that a clause begins with."""
        comma = self.words.between_commas.match(self.text, person.span.stop)
        if comma is None or not _OPENS_CLAUSE.search(self.text, max(0, person.span.start - 4), person.span.start):
            return []
        title = self.title_after(comma.end())
        if title is None or title.body is None or not _CLAUSE_END.match(self.text, title.span.stop):
            return []
        body = self.stated(title)
        evidence = Span(person.span.start, title.span.stop)
        return [Held(person, body, title.post, evidence, "post:appointed", 0.85)] if body else []

    def biography(self, person: Mention) -> list[Held]:
        """赵某某，女，白族，1974年5月生，现任大理州委常委、宣传部部长，拟任…: the posts held now, up to the one intended."""
        told = self.words.biography.match(self.text, person.span.stop)
        found: list[Held] = []
        for stage in self.words.stage.finditer(self.text, told.start("life"), told.end("life")) if told else ():
            if stage["intended"]:
                break
            title = self.title_after(stage.end())
            if title is None or title.body is None or not _STAGE_END.match(self.text, title.span.stop):
                continue
            if body := self.stated(title):
                evidence = Span(person.span.start, title.span.stop)
                found.append(Held(person, body, title.post, evidence, "post:biography", 0.9))
        return found

    def addressed(self, person: Mention) -> list[Held]:
        """民政部|李国梁|部长: the head of the body that stands before the name, behind it."""
        body = self.ends.get(person.span.start)
        match = self.titles.pattern.match(self.text, person.span.stop)
        if body is None or body.type not in HOSTS or match is None:
            return []
        head = self.titles.heads[match["head"]]
        governs = head.kind == "territory" and body.name.endswith("人民政府")
        leads = (
            head.kind in ("organ", "party")
            and head.fits(body.name)
            and not (
                head.word == "书记" and body.name.endswith("部") and not body.name.endswith("支部")  # 市委组织部的陈书记
            )
        )
        follows = self.starts.get(match.end())
        if not (governs or leads) or (follows is not None and follows.type == "Person"):
            return []
        return [Held(person, body.entity, match[0], Span(body.span.start, match.end()), "post:called", 0.85)]

    def elected(self, person: Mention) -> list[Held]:
        """新当选上海市通化商会会长的|崔某: a post that the words before the person say it has been given."""
        stop = person.span.start - 1
        title = self.title_before(stop) if self.text[stop : stop + 1] == "的" else None
        if title is None or title.body is None:
            return []
        at = title.span.start
        body = self.stated(title) if self.words.given.search(self.text, max(0, at - 4), at) else None
        evidence = Span(title.span.start, person.span.stop)
        return [Held(person, body, title.post, evidence, "post:appointed", 0.85)] if body else []

    def called(self, person: Mention) -> list[Held]:
        """镇卫生院的|张海兰|医生, 镇卫生院的张海兰、韩有德|两名医生: a trade behind the name, the body before it."""
        counted = _PERSON_BEHIND.match(self.text, person.span.stop)
        match = self.titles.pattern.match(self.text, counted.end()) if counted else None
        if match is None or self.titles.heads[match["head"]].kind != "trade":
            return []
        first, persons = person, [person]
        while self.text[first.span.start - 1 : first.span.start] == "、" and (other := self.ends.get(first.span.start - 1)):
            if other.type != "Person":
                break
            first = other
            persons.append(other)
        at = first.span.start
        body = self.ends.get(at) or (self.ends.get(at - 1) if self.text[at - 1 : at] == "的" else None)
        if body is None or body.type not in HOSTS:
            return []
        evidence = Span(body.span.start, match.end())
        return [Held(p, body.entity, match[0], evidence, "post:called", 0.85) for p in reversed(persons)]

    def title_after(self, start: int) -> Title | None:
        body = self.starts.get(start)
        held = body is not None and body.type in (*HOSTS, "Place")
        at = body.span.stop if body is not None and held else start
        if held and self.text.startswith("的", at):
            match = self.titles.pattern.match(self.text, at + 1)
            if match is not None and self.titles.heads[match["head"]].kind not in ("trade", "office"):
                at += 1  # 某某是|县刺绣合作社|的|负责人
        organ = "" if held else next((o for o in _organs() if self.text.startswith(o, start)), "")
        if term := self.words.new_term.match(self.text, at + len(organ)):
            found = self.titles.starting(self.text, term.end())
            if found is not None:
                return Title(Span(start, found[2]), found[0], found[1], body if held else None, _unless_own(organ, found[1]))
        found = self.titles.starting(self.text, at + len(organ)) or self.titles.starting(self.text, at)
        if found is None:
            return None
        post, head, stop = found
        elided = _unless_own(organ, head) if self.text.startswith(post, at + len(organ)) else ""
        return Title(Span(start, stop), post, head, body if held else None, elided)

    def hired_by(self, person: Mention, at: int) -> list[Held]:
        """叶某某被县政府聘为招商顾问: the post is held at the body that gives it."""
        body = self.starts.get(at)
        verb = self.words.by_verb.match(self.text, body.span.stop) if body is not None and body.type in HOSTS else None
        title = self.title_after(verb.end()) if verb else None
        if body is None or title is None:
            return []
        held = self.stated(title) if title.body else body.entity
        return [Held(person, held, title.post, Span(person.span.start, title.span.stop), "post:appointed", 0.85)] if held else []

    def succeeds(self, person: Mention) -> list[Held]:
        """同意某某辞去秘书长职务，由敖某|接任: the post that the clause before gives up."""
        left = self.words.left.search(self.text, max(0, person.span.start - 60), person.span.start)
        if left is None:
            return []
        title = self.title_before(left.end("left") if left["left"] else left.end("post"))
        if title is None:
            return []
        body = self.stated(title) if title.body else self.founded(title, title.span.start)
        evidence = Span(left.start(), person.span.stop)
        return [Held(person, body, title.post, evidence, "post:appointed", 0.8)] if body else []

    def appointed(self, person: Mention, title: Title) -> list[Held]:
        body = self.stated(title) if title.body else self.founded(title, person.span.start)
        if title.body is None and (of := _OF_BODY.match(self.text, title.span.stop)):
            named = self.starts.get(of.end())
            body = named.entity if named is not None and named.type in HOSTS else None
        if body is None or title.head.kind == "office":
            return []
        found = [(title.post, body, title.span.stop)]
        persons = [person]
        at = person.span.start
        while self.text[at - 1 : at] == "、" and (other := self.ends.get(at - 1)) and other.type == "Person":
            persons.append(other)  # 白玉山、赫丽华任副总指挥
            at = other.span.start
        if len(persons) == 1:
            found += self.further(title, body)
        return [
            Held(p, at_body, post, Span(p.span.start, stop), "post:appointed", 0.85)
            for post, at_body, stop in found
            for p in reversed(persons)
        ]

    def further(self, first: Title, body: EntityRef) -> Iterator[tuple[str, EntityRef, int]]:
        """任命…为副县长|、代理县长: the posts that one person is given beside the first, with their bodies and where they end."""
        title: Title | None = first
        while title is not None and self.text.startswith("、", title.span.stop):
            title = self.title_after(title.span.stop + 1)
            if title is None or title.head.kind == "office" or not self.words.post_ends.match(self.text, title.span.stop):
                return
            held = self.stated(title) if title.body else self.inherited(title, body)
            if held is None:
                return
            body = held
            yield title.post, body, title.span.stop

    def several(self, person: Mention, at: int) -> list[Held]:
        """联盟成立，占某、饶某|分别当选书记、副书记: as many persons as posts, each with his own, at the body that elects them.

        Where one post is given at as many bodies as there are persons, each holds it at his own.
        """
        posts: list[Title] = []
        while (title := self.title_after(at)) is not None and title.body is None and not title.elided:
            posts.append(title)
            at = title.span.stop + 1
            if self.text[at - 1 : at] not in ("、", "和"):
                break
        begin = max(
            (m.end() for m in _SENTENCE_END.finditer(self.text, max(0, person.span.start - 150), person.span.start)), default=0
        )
        low, high = (bisect_left(self.mentions, at, key=_start) for at in (begin, person.span.start + 1))
        inside = self.mentions[low:high]
        persons = [m for m in inside if m.type == "Person"]
        if not posts:
            return []
        evidence = Span(persons[-len(posts)].span.start if len(persons) >= len(posts) else person.span.start, posts[-1].span.stop)
        if len(posts) > 1 and len(persons) >= len(posts):
            bodies = [self.founded(posts[0], persons[-len(posts)].span.start)] * len(posts)
            pairs = list(zip(persons[-len(posts) :], bodies, posts, strict=True))
        else:
            hosts = [
                m.entity for m in inside if m.type in HOSTS and posts[0].head.fits(m.name) and m.span.stop < persons[0].span.start
            ]
            if len(posts) != 1 or len(hosts) != len(persons):
                return []
            pairs = [(p, host, posts[0]) for p, host in zip(persons, hosts, strict=True)]
        return [Held(p, body, title.post, evidence, "post:appointed", 0.8) for p, body, title in pairs if body is not None]

    def removed(self, person: Mention) -> list[Held]:
        """免去|周某|的市民政局局长职务: the post that is taken from the one who holds it."""
        if not self.words.removes.search(self.text, max(0, person.span.start - 4), person.span.start):
            return []
        found: list[Held] = []
        at = person.span.stop + 1 if self.text.startswith("的", person.span.stop) else len(self.text)
        while (title := self.title_after(at)) is not None and title.body is not None:
            if body := self.stated(title):
                found.append(Held(person, body, title.post, Span(person.span.start, title.span.stop), "post:appointed", 0.8))
            if self.text[title.span.stop : title.span.stop + 1] != "、":
                break
            at = title.span.stop + 1
        return found

    def founded(self, title: Title, before: int) -> EntityRef | None:
        """The body that somebody is appointed at: 成立…指挥部,局长关永福任总指挥; 协会第四届大会召开,选举向楚江为会长."""
        if title.elided:
            return self.elided(title)
        chain = self.chain(before)
        stop = chain[-1].span.start if chain else before
        hirer = self.hirer(stop)
        if hirer is not None or title.head.kind == "trade":
            return hirer
        if title.head.kind == "territory":
            return self.bodies.own_government(tuple(title.head.of), stop)
        if (shared := self.of_sentence(title, stop)) is not None and title.post.startswith("副"):
            return shared
        asked = self.words.asked.search(self.text, max(0, stop - 6), stop) is not None
        line_start = self.text.rfind("\n", 0, stop) + 1
        fits = title.head.fits
        return (
            (self.bodies.in_sentence(fits, stop) if title.head.kind == "party" else None)
            or self.bodies.constituted_before(stop)
            or (None if title.head.of == "-" else self.bodies.own(fits))
            or (None if title.head.of == "-" or asked else self.bodies.headed_by(fits, stop))
            or (None if asked else self.bodies.host_before(stop, line_start))
        )

    def of_sentence(self, title: Title, start: int) -> EntityRef | None:
        """The body of the post before in the same sentence, where it may have this one too: 会长甲捐6万元,副会长乙捐3万元."""
        last = self.last
        if last is None or _SENTENCE_END.search(self.text, last.evidence.stop, start) or title.head.kind != "organ":
            return None
        return last.body if title.head.fits(last.body.name) else None

    def hirer(self, stop: int) -> EntityRef | None:
        """县院|聘请|谷某某为特约检察官助理: the body before the verb."""
        verb = self.words.hired.search(self.text, max(0, stop - 4), stop)
        body = self.ends.get(verb.start()) if verb else None
        return body.entity if body is not None and body.type in HOSTS else None

    def rosters(self) -> Iterator[Held]:
        """会 长：某某某 on a line of its own, in the list of those elected."""
        for line in _ROSTER.finditer(self.text):
            post = re.sub(r"\s", "", line["post"])
            match = self.titles.pattern.fullmatch(post)
            at = line.end()
            if match is None or at not in self.starts or self.starts[at].type != "Person":
                continue
            title = Title(Span(line.start("post"), at), post, self.titles.heads[match["head"]], None)
            body = self.founded(title, line.start())
            while body is not None and (person := self.starts.get(at)) is not None and person.type == "Person":
                yield Held(person, body, post, Span(title.span.start, person.span.stop), "post:roster", 0.85)
                between = _BETWEEN.match(self.text, person.span.stop)
                at = between.end() if between and between[0] else -1

    # bodies

    def stated(self, title: Title) -> EntityRef | None:
        body = title.body
        assert body is not None
        if body.type != "Place" or (body.code is None and body.name.endswith(villages())):
            return body.entity
        if title.post in self.words.committee_members and body.code is None and body.name.endswith(townships()):
            return self.bodies.committee(body.entity, body.span.start)
        territory = title.head.kind == "territory" or (title.head.word == "主席" and body.name.endswith("自治区"))
        return self.bodies.government(body.entity, body.span.start) if territory else None

    def inherited(self, title: Title, carried: EntityRef | None) -> EntityRef | None:
        """The body of the title to the left: 党组书记、厅长 → the 厅 of the 党组."""
        if title.unit:
            return self.bodies.unit(carried, title.unit) if carried is not None else None
        if carried is None or title.elided or title.head.kind in ("trade", "office"):
            return None
        if title.head.kind == "territory":
            if carried.name.endswith(tuple(f"{level}人民政府" for level in title.head.of)):
                return carried  # 上元县人民政府副县长、|代理县长
            if carried.type == "PartyOrgan":
                return self.bodies.government_of_party(carried, title.head, title.span.start)
            return self.bodies.own_government(tuple(title.head.of), title.span.start)
        if title.head.kind == "party" or carried.type not in ("PartyOrgan", "PartyUnit"):
            return carried
        if title.head.word in self.words.members:
            return carried
        return self.bodies.host_of_party(carried)

    def elided(self, title: Title) -> EntityRef | None:
        """A title without any body: ，副县长徐红梅; 局政委毕庆国; 、副主任刘德芬; 村支书."""
        start, head = title.span.start, title.head
        if title.unit:  # 供电所副所长、服务队|队长, where a team of that name is known
            return self.bodies.ending_so(title.unit, start)
        if title.elided == "村" and title.head.word == "支书":
            return self.bodies.village_branch(start)
        if head.word == "支书" or (title.post == "第一书记" and title.elided in ("村", "")):
            opened = title.elided or self.opens_phrase(start)
            return (self.bodies.village_branch if head.word == "支书" else self.bodies.village)(start) if opened else None
        if head.kind == "territory" and not title.elided:
            return self.bodies.own_government(tuple(head.of), start) if self.opens_phrase(start) else None
        if head.kind in ("trade", "office"):
            return None
        if title.elided:
            return self.called_by_class(title.elided, start)
        return self.bare(title) if self.opens_phrase(start) else None

    def called_by_class(self, organ: str, start: int) -> EntityRef | None:
        """The body that the word before the post stands for: 局|政委, 人大|主席, 党总支|书记."""
        if organ == "人大":
            return self.bodies.congress_of_township(self.last.body) if self.last is not None else None
        if organ in self.words.nameless or organ in self.words.governments:
            return None  # whose name no other tells; the titles before it count
        if organ == "办事处":
            return self.bodies.office_of_street(start)
        if (committee := _village_committees().get(organ)) is not None:
            return self.bodies.committee_of_village(committee, start)
        pointed = self.text[start - 1 : start] in _THIS
        inside = organ == "会" and not (pointed or self.opens_phrase(start))  # …委员会|主任, no mention
        found = None if inside else self.bodies.ending_in(organ, start)
        if found is not None or organ not in self.words.branches or not self.opens_phrase(start):
            return found
        nearby = self.bodies.committee_nearby(start) if organ == "党委" else None
        return nearby or self.bodies.branch_of_village(organ, start)

    def bare(self, title: Title) -> EntityRef | None:
        """The body of a post that stands alone: the one of the post just before, of its sentence, of the article."""
        start, head = title.span.start, title.head
        beside = self.last if self.last is not None and 0 <= start - self.last.evidence.stop <= 2 else None
        shared = self.inherited(title, beside.body) if beside and "\n" not in self.text[beside.evidence.stop : start] else None
        if head.of == "-":
            return shared
        if shared is None and (shared := self.of_sentence(title, start)) is not None:
            return shared
        return shared if shared and (head.kind != "organ" or head.fits(shared.name)) else self.bodies.headed_by(head.fits, start)

    def opens_phrase(self, start: int) -> bool:
        return start == 0 or self.text[start - 1] in _ELIDED_AFTER or self.text.endswith(self.words.opening_words, 0, start)


def _start(mention: Mention) -> int:
    return mention.span.start


def _unless_own(organ: str, head: Head) -> str:
    """The word before a post that stands for its body; 政府|副县长 says no more than 副县长."""
    return "" if organ in _words().governments and head.kind == "territory" else organ


def relations(held: tuple[Held, ...]) -> Iterator[Relation]:
    """holdsPost rows, once for each person, body and post."""
    seen: dict[tuple[EntityRef, EntityRef, str], list[Held]] = {}
    for h in held:
        seen.setdefault((h.person.entity, h.body, h.post), []).append(h)
    for (person, body, post), (h, *others) in seen.items():
        sources = (h.person.id, *(other.person.id for other in others))
        yield Relation(person, "holdsPost", body, h.evidence, post, sources, h.rule, h.confidence)
