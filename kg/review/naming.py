"""When a name of a document is mended or taken out: what its events, figures and relations say of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.model import Document, Event, Figure, Filler, Mention, Relation, Span

__all__ = ["added", "mended", "without"]


def mended(doc: Document, old: Mention, new: Mention) -> Document:
    """The document with `new` for `old`: whoever stood on the old words, or for an entity that no words name now, follows."""
    mentions = _in_order((*(m for m in doc.mentions if m != old and not m.span.overlaps(new.span)), new))
    return _Renaming(replace(doc, mentions=mentions), old, new).document()


def added(doc: Document, new: Mention) -> Document:
    """The document with a further mention; mentions never overlap, and the one that a person gives stands."""
    for old in [m for m in doc.mentions if m.span.overlaps(new.span)]:
        doc = mended(doc, old, new)
    return doc if new in doc.mentions else replace(doc, mentions=_in_order((*doc.mentions, new)))


def without(doc: Document, old: Mention) -> Document:
    """The document without the mention: what stood on it are words now, and no relation says more of it than others do."""
    return _Renaming(replace(doc, mentions=tuple(m for m in doc.mentions if m != old)), old, None).document()


def _in_order(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return tuple(sorted(mentions, key=lambda m: m.span))


@dataclass(frozen=True, slots=True)
class _Renaming:
    doc: Document  # with its new mentions
    old: Mention
    new: Mention | None

    def document(self) -> Document:
        doc = self.doc
        return replace(
            doc,
            events=tuple(replace(e, fillers=tuple(self.fillers(e))) for e in doc.events),
            figures=tuple(self.figure(f) for f in doc.figures),
            relations=tuple(self.relations()),
        )

    @property
    def is_gone(self) -> bool:
        """Whether no words name the old entity any more."""
        return all(m.entity != self.old.entity for m in self.doc.mentions)

    def fillers(self, event: Event) -> Iterator[Filler]:
        for f in event.fillers:
            here = f.span is not None and f.span.overlaps(self.old.span)
            if f.entity != self.old.entity or not (here or (self.new is not None and self.is_gone)):
                yield f
            elif self.new is not None:
                span = self.new.span if f.span == self.old.span else f.span
                yield replace(f, value=self.new.name, entity=self.new.entity, span=span)
            elif f.basis == "stated" and f.span is not None:
                yield replace(f, kind="words", value=f.span.of(self.doc.text), entity=None)

    def figure(self, figure: Figure) -> Figure:
        if figure.scope != self.old.name or any(m.name == self.old.name for m in self.doc.mentions):
            return figure
        return replace(figure, scope=None if self.new is None else self.new.name)

    def relations(self) -> Iterator[Relation]:
        for r in self.doc.relations:
            if not self.stands_on_it(r):
                yield r
            elif self.new is not None:
                entity = self.new.entity
                subject, obj = (entity if end == self.old.entity else end for end in (r.subject, r.object))
                if subject != obj:
                    evidence = self.new.span if r.evidence == self.old.span else r.evidence
                    yield replace(r, subject=subject, object=obj, evidence=evidence)

    def stands_on_it(self, r: Relation) -> bool:
        """Whether the relation speaks of the old entity because of the old words."""
        if self.old.entity not in (r.subject, r.object):
            return False
        return self.is_gone or (r.evidence.overlaps(self.old.span) and not self.is_named_in(r.evidence))

    def is_named_in(self, clause: Span) -> bool:
        return any(m.entity == self.old.entity and clause.covers(m.span) for m in self.doc.mentions)
