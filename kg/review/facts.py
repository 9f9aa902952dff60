"""The statements of a document as decisions hold them, and back: what a mention, a date, an event … says, not who found it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any, cast

from kg.model import Basis, Date, Document, EntityRef, Event, Figure, FigureKind, Filler, Mention, Relation, Span, Status
from kg.record import number
from kg.review.decision import Decision, Fact

__all__ = [
    "date_fact",
    "date_of",
    "entity_fact",
    "entity_of",
    "event_at",
    "event_fact",
    "event_key",
    "event_of",
    "figure_fact",
    "figure_of",
    "filler_fact",
    "filler_of",
    "mention_fact",
    "mention_of",
    "numbered",
    "relation_fact",
    "relation_of",
    "role_fact",
]

MADE = "decision"  # the rule of what a person added or amended


def _span(value: object) -> Span | None:
    return Span(*cast("list[int]", value)) if value else None


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.stop]


def entity_fact(entity: EntityRef) -> Fact:
    return {"name": entity.name, "type": entity.type, "code": entity.code}


def entity_of(fact: Fact) -> EntityRef:
    return EntityRef(fact["name"], fact["type"], fact.get("code"))


def mention_fact(m: Mention) -> Fact:
    return entity_fact(m.entity)


def mention_of(d: Decision) -> Mention:
    entity = entity_of(d.wanted)
    return Mention(f"m-{d.id}", d.place, entity.type, entity.name, entity.code, rule=MADE, decision=d.id)


def date_fact(date: Date) -> Fact:
    return {"value": date.value}


def date_of(d: Decision) -> Date:
    return Date(f"d-{d.id}", d.place, d.wanted["value"], rule=MADE, decision=d.id)


def figure_fact(f: Figure) -> Fact:
    return {
        "value": number(f.value),
        "unit": f.unit,
        "modifier": f.modifier,
        "max": None if f.max is None else number(f.max),
        "indicator": f.indicator,
        "kind": f.kind,
        "baseline": f.baseline,
        "scope": f.scope,
        "as_of": f.as_of,
    }


def figure_of(d: Decision) -> Figure:
    w = d.wanted
    kind = cast("FigureKind", w.get("kind", "level"))
    known: dict[str, Any] = {k: w.get(k) for k in ("unit", "modifier", "max", "indicator", "baseline", "scope", "as_of")}
    return Figure(f"q-{d.id}", d.place, w["value"], kind=kind, **known, rule=MADE, decision=d.id)


def event_key(event: Event) -> dict[str, Any]:
    """What tells the event from others; `which` counts those of one type at one trigger: meetings in May and in October."""
    return {"type": event.type, "trigger": _pair(event.trigger), **({"which": event.which} if event.which else {})}


def numbered(doc: Document) -> Document:
    """The document whose events of one type at one trigger have numbers, which they keep when one of them goes."""
    taken: set[tuple[str, Span, int]] = set()
    events = []
    for event in doc.events:
        free = (n for n in count(event.which) if (event.type, event.trigger, n) not in taken)
        which = next(free)
        taken.add((event.type, event.trigger, which))
        events.append(event if which == event.which else replace(event, which=which))
    return doc if tuple(events) == doc.events else replace(doc, events=tuple(events))


def event_at(doc: Document, key: Fact) -> Event | None:
    """The event of the type at the trigger, else the one whose trigger overlaps it: rules may cut a trigger otherwise."""
    trigger, which = Span(*key["trigger"]), key.get("which", 0)
    same = [e for e in doc.events if e.type == key["type"] and e.trigger.overlaps(trigger)]
    exact = [e for e in same if e.trigger == trigger]
    return next((e for e in exact or same if e.which == which), None)


def event_fact(event: Event, doc: Document, *, whole: bool = False) -> Fact:
    """The event; `whole` with all that fills its roles, so that a decision on it is one on these, too."""
    fact = {**event_key(event), "status": event.status}
    return fact | ({"roles": [filler_fact(f, doc) for f in event.fillers]} if whole else {})


def event_of(d: Decision, doc: Document) -> Event:
    w = d.wanted
    fillers = tuple(filler_of(f, doc, d.id) for f in w.get("roles", ()))
    known = tuple(f for f in fillers if f is not None)
    status, which = cast("Status", w["status"]), w.get("which", 0)
    return Event(f"e-{d.id}", w["type"], Span(*w["trigger"]), d.place, status, known, MADE, decision=d.id, which=which)


def filler_fact(f: Filler, doc: Document) -> Fact:
    fact: dict[str, Any] = {"role": f.role, "as": f.kind, "value": f.value}
    if f.kind == "figure":  # its id is the document's own: the place tells it
        figure = next((q for q in doc.figures if q.id == f.value), None)
        at = figure.span if figure else f.span
        return fact | {"value": at.of(doc.text) if at else f.value, "at": _pair(at)}
    if f.entity is not None:
        fact["entity"] = entity_fact(f.entity)
    if f.basis != "stated":
        fact["basis"] = f.basis
    return fact | {"at": _pair(f.span)}


def filler_of(fact: Fact, doc: Document, decision: str) -> Filler | None:
    """The filler; None where it is a figure and none stands at that place."""
    span, value = _span(fact.get("at")), fact["value"]
    if fact["as"] == "figure":
        figure = next((q for q in doc.figures if q.span == span), None)
        if figure is None:
            return None
        value = figure.id
    entity = entity_of(fact["entity"]) if fact.get("entity") else None
    basis = cast("Basis", fact.get("basis", "stated"))
    return Filler(fact["role"], fact["as"], value, entity, span, basis, MADE, decision=decision)


def role_fact(event: Event, f: Filler, doc: Document) -> Fact:
    return {"event": event_key(event), **filler_fact(f, doc)}


def relation_fact(r: Relation) -> Fact:
    post = {} if r.post is None else {"post": r.post}
    return {"s": entity_fact(r.subject), "p": r.predicate, "o": entity_fact(r.object), **post}


def relation_of(d: Decision) -> Relation:
    w = d.wanted
    return Relation(entity_of(w["s"]), w["p"], entity_of(w["o"]), d.place, w.get("post"), rule=MADE, decision=d.id)
