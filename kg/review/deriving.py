"""The relations of events that a decision changed: by ontology/relations.tsv, as the extractor draws them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from kg.model import Document, EntityRef, Event, Relation

if TYPE_CHECKING:
    from kg.extract.relations import EventRule

__all__ = ["rederived"]

Key = tuple[frozenset[EntityRef] | tuple[EntityRef, EntityRef], str, str | None]


@cache
def _rules() -> tuple[EventRule, ...]:
    from kg.extract.relations import event_rules  # and half of the extractor: only where a decision has changed an event

    return event_rules()


def rederived(doc: Document, changed: Collection[str]) -> Document:
    """The document with the relations that its events of the ids `changed`, or no longer there, give now.

    A relation stays as it is where it follows as before; one that nothing else supports goes.
    """
    before = {_key(r): r for r in doc.relations}
    kept = {_key(r): left for r in doc.relations if (left := _without(r, changed)) is not None}
    for event in doc.events:
        if event.id in changed:
            _join(kept, (r for rule in _rules() for r in rule(event, doc.text)), event, before)
    return replace(doc, relations=tuple(kept.values()))


def _key(r: Relation) -> Key:
    ends = frozenset((r.subject, r.object)) if r.predicate == "jointActionWith" else (r.subject, r.object)
    return ends, r.predicate, r.post


def _without(r: Relation, changed: Collection[str]) -> Relation | None:
    """The relation without these sources; None where it has no other."""
    sources = tuple(s for s in r.sources if s not in changed)
    if len(sources) == len(r.sources):
        return r
    return replace(r, sources=sources) if sources else None


def _join(kept: dict[Key, Relation], found: Iterable[Relation], event: Event, before: dict[Key, Relation]) -> None:
    for r in found:
        key = _key(r)
        there = kept.get(key)
        if there is not None:
            kept[key] = replace(there, sources=tuple(dict.fromkeys((*there.sources, *r.sources))))
        elif key in before:
            kept[key] = replace(before[key], sources=r.sources, evidence=r.evidence)
        else:
            kept[key] = replace(r, decision=event.decision if _is_verified(r, event) else None)


def _is_verified(r: Relation, event: Event) -> bool:
    """Whether people have decided on the event and on both of those whom the relation ties."""
    ends = [f for f in event.fillers if f.entity in (r.subject, r.object)]
    return event.decision is not None and all(f.decision is not None for f in ends)
