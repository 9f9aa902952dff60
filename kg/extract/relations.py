"""Relations: what ontology/relations.tsv makes of events, and what names and the text say by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from types import MappingProxyType

from kg.errors import TableError
from kg.extract import posts
from kg.extract.located import LocatedBodies
from kg.model import BODY_TYPES, EVENT_TYPES, RELATIONS, ROLES, Document, Event, Filler, Mention, Relation, Span
from kg.tables.coinages import by_affix, listed_before, listed_behind, pieces, sharing
from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["EventRule", "RelationExtractor", "event_rules", "title_ends"]

_COLUMNS = (
    *("id", "relation", "events", "from", "from_types", "to", "to_types"),
    *("trigger_has", "clause_lacks", "rule", "example", "counterexample"),
)
_NO_TITLES: Mapping[int, int] = MappingProxyType({})
# The end of an official paper: its issuers, a line each, then the date.
_CLOSING = re.compile(
    r"\n(?P<signed>(?:[^\n。，；：]{3,40}\n+){1,4}?)[ \u3000\t]*"
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一三四五六七八九十年月日]{8,12})"
)
_ISSUER = re.compile(r"[^\n《》]{2,30}?关于")


@dataclass(frozen=True, slots=True)
class _Words:
    bracket: re.Pattern[str]  # “三微|”工作法（|微组织、微服务、微心愿）
    listed: re.Pattern[str]  # “三微|”工作法，即“|微组织”“微服务”


@cache
def _words() -> _Words:
    return patterns("relations", _Words)


@dataclass(frozen=True, slots=True)
class EventRule:
    """A row of relations.tsv that follows from events."""

    id: str
    relation: str
    events: frozenset[str]
    from_roles: tuple[str, ...]
    from_types: frozenset[str]
    to_roles: tuple[str, ...]
    to_types: frozenset[str]
    trigger_has: re.Pattern[str] | None
    clause_lacks: re.Pattern[str] | None

    def __call__(self, event: Event, text: str, titles: Mapping[int, int] = _NO_TITLES) -> Iterator[Relation]:
        """The relations that this rule draws from one event that happened.

        Two bodies of one person's title (`titles`, by `title_ends`) are no two that act: 市政协副主席、市工商联主席李某带队.
        """
        if event.status != "done" or event.type not in self.events:
            return
        if self.trigger_has and not self.trigger_has.search(event.trigger.of(text)):
            return
        pairs = self.pairs(event)
        if not pairs or (self.clause_lacks and self.clause_lacks.search(event.evidence.of(text))):
            return
        for s, o in pairs:
            assert s.entity is not None
            assert o.entity is not None
            if self.relation == "jointActionWith" and _in_one_title(s, o, titles):
                continue
            sure = event.confidence * min(s.confidence, o.confidence)
            yield Relation(s.entity, self.relation, o.entity, event.evidence, None, (event.id,), f"relation:{self.id}", sure)

    def pairs(self, event: Event) -> list[tuple[Filler, Filler]]:
        subjects = _fillers(event, self.from_roles, self.from_types)
        if self.from_roles == self.to_roles:
            return list(combinations(subjects, 2))
        objects = _fillers(event, self.to_roles, self.to_types) if subjects else []
        return [(s, o) for s in subjects for o in objects if s.entity != o.entity]


def title_ends(titles: Iterable[Span]) -> dict[int, int]:
    """By each place inside a title, where the longest title ends that has begun there or before."""
    ends: dict[int, int] = {}
    for title in titles:
        for at in range(title.start, title.stop):
            ends[at] = max(title.stop, ends.get(at, 0))
    return ends


def _in_one_title(one: Filler, other: Filler, titles: Mapping[int, int]) -> bool:
    if one.span is None or other.span is None:
        return False
    return max(one.span.stop, other.span.stop) <= titles.get(min(one.span.start, other.span.start), 0)


def _fillers(event: Event, roles: tuple[str, ...], types: frozenset[str]) -> list[Filler]:
    return [f for role in roles for f in event.fillers if f.role == role and f.entity is not None and f.entity.type in types]


def event_rules() -> tuple[EventRule, ...]:
    """The rows of relations.tsv that follow from events; TableError where a row names what does not exist."""
    return tuple(_event_rule(row) for row in rows("relations.tsv", _COLUMNS) if row["events"] != "-")


def _event_rule(row: dict[str, str]) -> EventRule:
    def among(cell: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        values = tuple(cell.split("|"))
        if unknown := [v for v in values if v not in allowed]:
            raise TableError(f"ontology/relations.tsv: {row['id']}: {unknown[0]!r} is none of {', '.join(allowed)}")
        return values

    types = (*BODY_TYPES, "body", "Person", "Place", "Platform", "Initiative", "Document", "Conference", "Award")

    def typed(cell: str) -> frozenset[str]:
        named = among(cell, types)
        return frozenset(named) - {"body"} | (frozenset(BODY_TYPES) if "body" in named else frozenset())

    def pattern(cell: str) -> re.Pattern[str] | None:
        return None if cell == "-" else re.compile(cell)

    events = EVENT_TYPES if row["events"] == "*" else among(row["events"], EVENT_TYPES)
    return EventRule(
        id=row["id"],
        relation=among(row["relation"], RELATIONS)[0],
        events=frozenset(events),
        from_roles=among(row["from"], ROLES),
        from_types=typed(row["from_types"]),
        to_roles=among(row["to"], ROLES),
        to_types=typed(row["to_types"]),
        trigger_has=pattern(row["trigger_has"]),
        clause_lacks=pattern(row["clause_lacks"]),
    )


@dataclass(frozen=True, slots=True)
class RelationExtractor:
    """Reads events and resolved mentions; writes Document.relations, each once, in text order of its first ground."""

    rules: tuple[EventRule, ...]
    posts: posts.PostFinder
    located: LocatedBodies

    @classmethod
    def load(cls) -> RelationExtractor:
        return cls(event_rules(), posts.PostFinder.load(), LocatedBodies.load())

    def __call__(self, doc: Document) -> Document:
        held = self.posts(doc)
        titles = title_ends({h.evidence for h in held if h.rule in ("post:before", "post:shared")})
        done = [event for event in doc.events if event.status == "done"]
        found = [
            *(r for event in done for rule in self.rules if event.type in rule.events for r in rule(event, doc.text, titles)),
            *components(doc),
            *title_issuers(doc),
            *posts.relations(held),
        ]
        return replace(doc, relations=tuple(_once((*found, *self.located(doc, found)))))


def _once(found: Iterable[Relation]) -> Iterator[Relation]:
    """Each relation once, with all events and mentions it follows from; jointActionWith has no direction."""
    merged: dict[tuple[object, ...], list[Relation]] = {}
    for r in found:
        ends = tuple(sorted((r.subject, r.object), key=repr)) if r.predicate == "jointActionWith" else (r.subject, r.object)
        merged.setdefault((*ends, r.predicate, r.post), []).append(r)
    for first, *others in merged.values():
        if not others:
            yield first
            continue
        sources = tuple(dict.fromkeys(source for r in (first, *others) for source in r.sources))
        yield replace(first, sources=sources, confidence=max(r.confidence for r in (first, *others)))


def components(doc: Document) -> Iterator[Relation]:
    """三微工作法（微组织、微服务、微心愿）: the initiatives listed behind or before another as its parts are its components.

    So are the coinages that it is put together of, 三联 and 四帮 of “三联四帮”机制, and those that it counts: 民情账 of 三本账.
    """
    initiatives = [m for m in doc.mentions if m.type == "Initiative"]
    starts = {m.span.start: number for number, m in enumerate(initiatives)}
    named: dict[str, list[int]] = {}
    for number, m in enumerate(initiatives):
        named.setdefault(m.span.of(doc.text), []).append(number)
    affixes = by_affix(named)
    for whole in initiatives:
        own = whole.span.of(doc.text)
        held = {*pieces(own)} & named.keys() or sharing(own, affixes)
        beside = _parts(whole, initiatives, starts, doc.text)
        for part in (*beside, *(initiatives[n] for n in sorted(n for words in held for n in named[words]))):
            if part.entity != whole.entity:
                evidence = Span(min(whole.span.start, part.span.start), max(whole.span.stop, part.span.stop))
                sure = min(whole.confidence, part.confidence) * 0.95
                yield Relation(
                    part.entity, "componentOf", whole.entity, evidence, None, (part.id, whole.id), "relation:component", sure
                )


def _parts(whole: Mention, initiatives: Sequence[Mention], starts: Mapping[int, int], text: str) -> Iterator[Mention]:
    """Of the initiatives those that a list beside the whole names; where it says no number, all up to the end of the list."""
    words = whole.span.of(text)
    listed = {
        *listed_behind(text, whole.span.stop, words),
        *listed_before(text, whole.span.start, words, starts),
    }
    places = listed or {(whole.span.stop + 1, _listing_stop(text, whole.span.stop))}
    inside = ((starts[at], stop) for start, stop in places for at in range(start, stop) if at in starts)
    for number in sorted({number for number, stop in inside if initiatives[number].span.stop <= stop}):
        yield initiatives[number]


def _listing_stop(text: str, start: int) -> int:
    """Where the list of parts that follows a name ends; `start` itself where none follows."""
    words = _words()
    if bracket := words.bracket.match(text, start):
        ends = [at for at in (text.find(c, bracket.end(), bracket.end() + 200) for c in "）)\n") if at >= 0]
        return min(ends, default=start)
    if listed := words.listed.match(text, start):
        ends = [at for at in (text.find(c, listed.end(), listed.end() + 200) for c in "。；;\n") if at >= 0]
        return min(ends, default=start)
    return start


def title_issuers(doc: Document) -> Iterator[Relation]:
    """某省民政厅关于…的批复: the bodies that open a paper's own title issue it, and those that sign it.

    The mention is the whole title, so that the issuer is found by its name, or by its words, elsewhere in the text.
    """
    bodies = {m.span.of(doc.text): m for m in doc.mentions if m.type in BODY_TYPES}
    bodies |= {m.name: m for m in doc.mentions if m.type in BODY_TYPES}
    for m in doc.mentions:
        opening = _ISSUER.match(doc.text, m.span.start, m.span.stop) if m.type == "Document" else None
        for words in opening[0].removesuffix("关于").split() if opening else ():
            if (issuer := bodies.get(words)) is not None:
                sure = m.confidence * 0.9
                yield Relation(issuer.entity, "issues", m.entity, m.span, None, (m.id,), "relation:title-issuer", sure)
    own = next((m for m in doc.mentions if m.type == "Document" and _is_title_line(m.span, doc.text)), None)
    if own is not None:
        for signer in _signers(doc):
            sure, sources = signer.confidence * 0.8, (signer.id, own.id)
            yield Relation(signer.entity, "issues", own.entity, signer.span, None, sources, "relation:signed", sure)


def _is_title_line(span: Span, text: str) -> bool:
    """Whether the words are the first line of the text."""
    return not text[: span.start].strip() and text[span.stop : span.stop + 1] in ("", "\n", "\r")


def _signers(doc: Document) -> list[Mention]:
    """The bodies that stand alone on the lines before the date that closes an official paper."""
    closing = _CLOSING.search(doc.text)
    if closing is None:
        return []
    start, stop = closing.span("signed")
    inside = [m for m in doc.mentions if start <= m.span.start and m.span.stop <= stop and m.type in BODY_TYPES]
    left = doc.text[start:stop]
    for m in inside:
        left = left.replace(m.span.of(doc.text), "", 1)
    return inside if not left.strip() else []
