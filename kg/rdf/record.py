"""A document as the link layer sees it: the record that stands for it among many."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.link.identity import NATION
from kg.link.records import ArticleRecord, Counted, Happening, Named, Post, Said, Use
from kg.link.signature import bare, signature
from kg.model import Document, EntityRef, Event, Figure, Filler, Span
from kg.rdf.bounds import date_bounds, figure_bounds
from kg.rdf.claims import Claim, Nodes
from kg.rdf.facts import scope_of
from kg.rdf.vocabulary import TYPE
from kg.tables.patterns import patterns
from kg.tables.script import Script

__all__ = ["article_record"]

_NO_CONTENT = frozenset({"metadata", "boilerplate"})
_AT_WORK = ("Pilot", "Implementation", "Establishment", "Publicity", "Training")
_UNBOUNDED = 1e18
_CLAUSE_ENDS = re.compile(r"[，,。；;：:！!？?\n]")
_AROUND = 60  # characters at most of a clause, before and behind


@dataclass(frozen=True, slots=True)
class _Words:
    taken: re.Pattern[str]  # 学习青州市“三微工作法”经验


@cache
def _words() -> _Words:
    return patterns("transfer", _Words)


def article_record(nodes: Nodes, found: tuple[Claim, ...], threshold: float = 0.0) -> ArticleRecord:
    """The record of the article; `found` are its claims, of which those of a confidence below `threshold` do not count."""
    doc = nodes.doc
    accepted = tuple(c for c in found if c.confidence >= threshold)
    stated = {c.subject.value for c in accepted if c.predicate == TYPE}
    events = [e for e in doc.events if nodes.events[e.id].value in stated]
    figures = [f for f in doc.figures if nodes.figures[f.id].value in stated]
    return ArticleRecord(
        iri=nodes.identity.article,
        title=doc.metadata.title or doc.id,
        published=doc.metadata.published,
        home=_home(doc),
        signature=signature(Script.load().simplified(_content(doc))),
        named=tuple(_named(nodes)),
        posts=tuple(sorted(set(_posts(nodes, threshold)), key=lambda p: (p.person, p.body, p.post))),
        uses=tuple(u for e in events for u in _uses(e, nodes, threshold)),
        happenings=tuple(_happening(e, nodes) for e in events),
        counted=tuple(c for f in figures for c in _counted(f, nodes)),
        said=tuple(_said(events, figures, nodes)),
        facts=tuple(sorted(set(_relations(accepted, nodes)))),
    )


def _home(doc: Document) -> str | None:
    """The division that the article is about: as resolved, else the one that its metadata name and its text mentions."""
    if doc.territory is not None:
        return NATION if doc.territory.name == "中国" else doc.territory.code
    name = doc.metadata.territory
    if name == "中国":
        return NATION
    return next((m.code for m in doc.mentions if m.name == name and m.code), None) or (_only_code(name) if name else None)


def _only_code(name: str) -> str | None:
    from kg.tables.divisions import Divisions

    codes = {d.code for d in Divisions.load().named(name)}
    return codes.pop() if len(codes) == 1 else None


def _content(doc: Document) -> str:
    """The text without navigation, bylines and footers, in which reprints differ; all of it where nobody told its lines apart."""
    if not doc.lines:
        return doc.text
    return "\n".join(line.span.of(doc.text) for line in doc.lines if line.kind not in _NO_CONTENT)


def _named(nodes: Nodes) -> Iterator[Named]:
    found = {m.entity for m in nodes.doc.mentions}
    found |= {f.entity for e in nodes.doc.events for f in e.fillers if f.entity}
    found |= {e for r in nodes.doc.relations for e in (r.subject, r.object)}
    for entity in sorted(found, key=lambda e: (e.type, e.name, e.code or "")):
        identified = nodes.identity.of(entity)
        if identified.scope == "local":
            yield Named(identified.iri, entity.type, entity.name)


def _posts(nodes: Nodes, threshold: float) -> Iterator[Post]:
    for r in nodes.doc.relations:
        person, body = nodes.identity.of(r.subject), nodes.identity.of(r.object)
        if r.predicate == "holdsPost" and r.post and r.confidence >= threshold and person.scope == "local":
            yield Post(person.iri, r.subject.name, body.iri, r.post)


def _uses(event: Event, nodes: Nodes, threshold: float) -> Iterator[Use]:
    """Where the event puts initiatives to work: at the places that it names, else at the seat of who acts, else at home."""
    if event.status != "done" or event.type not in _AT_WORK:
        return
    sure = [f for f in event.fillers if f.confidence >= threshold and f.entity]
    themes = [f.entity for f in sure if f.role == "theme" and f.entity and f.entity.type == "Initiative"]
    stated = [code for f in sure if f.role == "place" and f.entity and (code := _division(f.entity, nodes))]
    seats = [code for f in sure if f.role == "agent" and f.entity and (code := _seat(f.entity, nodes))]
    home = [code for code in (_home(nodes.doc),) if code]
    first = _bounds(event)[0] or nodes.doc.metadata.published
    for theme in dict.fromkeys(themes):
        for code in dict.fromkeys(stated or seats or home):
            iri, event_iri = nodes.identity.of(theme).iri, nodes.events[event.id].value
            yield Use(iri, theme.name, code, bool(stated), event_iri, first, _taken_from(event, code, nodes))


def _seat(entity: EntityRef, nodes: Nodes) -> str | None:
    seat = nodes.identity.of(entity).seat
    return seat.code if seat else None


def _division(entity: EntityRef, nodes: Nodes) -> str | None:
    division = nodes.identity.of(entity).division if entity.type == "Place" else None
    return division.code if division else None


def _taken_from(event: Event, at: str, nodes: Nodes) -> str | None:
    """The place whose experience the clause says was learnt from: 借鉴浙江省枫桥经验做法."""
    clause = _words().taken.search(event.evidence.of(nodes.doc.text))
    if clause is None:
        return None
    start = event.evidence.start
    here = [m for m in nodes.doc.mentions if start + clause.start() <= m.span.start < start + clause.end() and m.type == "Place"]
    return next((code for m in here if (code := _division(m.entity, nodes)) and code[:2] != at[:2]), None)


def _happening(event: Event, nodes: Nodes) -> Happening:
    agents = [f for role in ("agent", "co_agent") for f in event.role(role)]
    others = [f for role in ("place", "target", "theme", "participant") for f in event.role(role)]
    first, last = _bounds(event)
    return Happening(
        iri=nodes.events[event.id].value,
        type=event.type,
        planned=event.status == "planned",
        agents=_iris(agents, nodes),
        others=_iris(others, nodes),
        words=tuple(dict.fromkeys(f.value for role in ("target", "theme") for f in event.role(role))),
        first=first,
        last=last,
    )


def _iris(fillers: list[Filler], nodes: Nodes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(nodes.identity.of(f.entity).iri for f in fillers if f.entity))


def _bounds(event: Event) -> tuple[str | None, str | None]:
    """The first and the last day of all times that the event names."""
    known = [b for f in event.role("time") if (b := date_bounds(f.value))]
    return (min(b[0] for b in known), max(b[1] for b in known)) if known else (None, None)


def _said(events: list[Event], figures: list[Figure], nodes: Nodes) -> Iterator[Said]:
    plain = Script.load().simplified(nodes.doc.text)
    for e in sorted(events, key=lambda e: e.trigger):
        yield Said(nodes.events[e.id].value, _digest(plain, e.trigger, e.type, e.status))
    for f in sorted(figures, key=lambda f: f.span):
        yield Said(nodes.figures[f.id].value, _digest(plain, f.span, "Figure", f.kind))


def _digest(text: str, at: Span, *what: str) -> str:
    """What is said by which words of which clause; 16 hexadecimal digits."""
    before = _CLAUSE_ENDS.split(text[max(0, at.start - _AROUND) : at.start])[-1]
    after = _CLAUSE_ENDS.split(text[at.stop : at.stop + _AROUND], maxsplit=1)[0]
    words = "|".join((*what, *map(bare, (before, at.of(text), after))))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _counted(figure: Figure, nodes: Nodes) -> Iterator[Counted]:
    """A level whose thing, place, unit and time are known, and no plan; others can contradict nothing."""
    lower, upper = figure_bounds(figure)
    scope = _scope(figure, nodes)
    if figure.kind != "level" or figure.status == "planned" or scope is None or lower is upper is None:
        return
    if not figure.indicator or not figure.as_of or (figure.rule == "table:row" and not figure.scope):
        return  # a row about something else than a place is not about the article's
    measured = nodes.measured(figure)
    yield Counted(
        iri=nodes.figures[figure.id].value,
        indicator=measured.zh if measured else figure.indicator,
        scope=scope,
        unit=figure.unit or "",
        as_of=figure.as_of,
        lower=-_UNBOUNDED if lower is None else lower,
        upper=_UNBOUNDED if upper is None else upper,
        words=figure.span.of(nodes.doc.text),
    )


def _scope(figure: Figure, nodes: Nodes) -> str | None:
    if figure.scope:
        entity = scope_of(figure.scope, nodes.doc)
        return nodes.identity.of(entity).iri
    home = _home(nodes.doc)
    return f"{nodes.identity.base}place/{home}" if home else None


def _relations(accepted: tuple[Claim, ...], nodes: Nodes) -> Iterator[tuple[str, str, str]]:
    known = {nodes.identity.of(e).iri for r in nodes.doc.relations for e in (r.subject, r.object)}
    for c in accepted:
        if c.subject.value in known and c.object.value in known:
            yield c.subject.value, c.predicate.value, c.object.value
