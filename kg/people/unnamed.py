"""An article as it was read, without a person: what decisions start from when somebody has been taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from kg.model import Document, EntityRef, Event
from kg.people.matching import bare

__all__ = ["called", "without_persons"]


def called(doc: Document, names: frozenset[str]) -> frozenset[str]:
    """The names, and all else that the article calls those persons: 老韦 beside 韦国强."""
    return names.union(*(words for words in _persons(doc).values() if words & names))


def without_persons(doc: Document, names: frozenset[str]) -> Document:
    """The document without mentions, roles and relations of the persons called so; text and offsets as they are."""
    gone = {name for name, words in _persons(doc).items() if words & names}

    def goes(entity: EntityRef | None) -> bool:
        return entity is not None and entity.type == "Person" and entity.name in gone

    def of(event: Event) -> Event:
        return replace(event, fillers=tuple(f for f in event.fillers if not goes(f.entity)))

    return replace(
        doc,
        mentions=tuple(m for m in doc.mentions if not goes(m.entity)),
        events=tuple(map(of, doc.events)),
        relations=tuple(r for r in doc.relations if not goes(r.subject) and not goes(r.object)),
    )


def _persons(doc: Document) -> dict[str, frozenset[str]]:
    """The persons of the document, by name, each with the names of two characters or more by which it is called."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, words in _namings(doc):
        found[name].update(said for said in (bare(name), bare(words)) if len(said) > 1)
    return {name: frozenset(words) for name, words in found.items()}


def _namings(doc: Document) -> Iterator[tuple[str, str]]:
    """(name, words) wherever a person is named."""
    yield from ((m.name, m.span.of(doc.text)) for m in doc.mentions if m.type == "Person")
    named = [f.entity for e in doc.events for f in e.fillers] + [e for r in doc.relations for e in (r.subject, r.object)]
    yield from ((e.name, e.name) for e in named if e is not None and e.type == "Person")
