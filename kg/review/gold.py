"""Decisions as gold, the annotation format by which extraction is scored, and gold as decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kg.model import ROLES, Date, Document, Event, Figure, Mention, Relation, Span, Verdict
from kg.record import from_record, to_record
from kg.review import facts
from kg.review.applying import apply
from kg.review.decision import Decision, Fact, Kind, checked

__all__ = ["decisions_of", "gold_record"]

T = TypeVar("T", Mention, Date, Figure)

_META = ("id", "title", "author", "publisher", "published", "territory")
_MENTION = ("id", "start", "end", "text", "type", "name", "code")
_DATE = ("id", "start", "end", "text", "value")
_FIGURE = (
    *("id", "start", "end", "text", "value", "max", "unit", "modifier", "indicator", "kind", "baseline", "scope", "as_of"),
)
_EVENT = ("id", "type", "trigger", "evidence", "status", *ROLES)
_RELATION = ("s", "p", "o", "post")


def gold_record(doc: Document) -> dict[str, Any]:
    """The document in the annotation format, section 7: what it says, without who found it."""
    full = to_record(doc)
    named = {m.name for m in doc.mentions}
    inner = sorted({f.value for e in doc.events for f in e.fillers if f.entity is not None and f.value not in named})
    record: dict[str, Any] = {key: full[key] for key in _META}
    if doc.window is not None:
        record |= {"annotated_from": doc.window.start, "annotated_until": doc.window.stop}
    record |= {"chars": full["chars"], "sha256": full["sha256"]}
    for key, kept in (
        ("mentions", _MENTION),
        ("dates", _DATE),
        ("figures", _FIGURE),
        ("events", _EVENT),
        ("relations", _RELATION),
    ):
        record[key] = [{name: item[name] for name in kept if name in item} for item in full[key]]
    return record | ({"inner_names": inner} if inner else {})


def decisions_of(
    record: Mapping[str, Any],
    doc: Document,
    *,
    who: str,
    when: str,
    why: str = "gold",
    type_of: Callable[[str], str] | None = None,
) -> tuple[Decision, ...]:
    """The decisions that make of the document as it was read what the gold record says of its text, in the annotated stretch.

    What both say is accepted, what the gold has otherwise amended, what it lacks rejected. Raises RecordError where the record
    does not fit the text.
    """
    gold = from_record(record, doc.text, type_of) if type_of else from_record(record, doc.text)
    said = _Comparison(facts.numbered(gold), facts.numbered(doc), who, when, why)
    made = tuple(said.all_but_relations())
    return made + tuple(replace(said, doc=apply(made, doc).doc).relations())


@dataclass(frozen=True, slots=True)
class _Comparison:
    gold: Document
    doc: Document
    who: str
    when: str
    why: str

    def decision(self, kind: Kind, verdict: Verdict, span: Span, fact: Fact, to: Fact | None = None) -> Decision:
        doc = self.doc
        words = span.of(doc.text)
        return checked(
            Decision(doc.sha256, kind, verdict, span, words, fact, self.who, self.when, self.why, to, doc.source or doc.id)
        )

    def inside(self, span: Span) -> bool:
        return self.gold.window is None or self.gold.window.covers(span)

    def all_but_relations(self) -> Iterator[Decision]:
        yield from self.spanned("mention", self.gold.mentions, self.doc.mentions, facts.mention_fact)
        yield from self.spanned("date", self.gold.dates, self.doc.dates, facts.date_fact)
        yield from self.spanned("figure", self.gold.figures, self.doc.figures, facts.figure_fact)
        yield from self.events()

    def spanned(self, kind: Kind, gold: Iterable[T], read: Iterable[T], fact_of: Callable[[T], Fact]) -> Iterator[Decision]:
        wanted, found = {x.span: x for x in gold}, {x.span: x for x in read}
        for span, item in sorted(found.items()):
            if span not in wanted and self.inside(span):
                yield self.decision(kind, "reject", span, fact_of(item))
        for span, item in sorted(wanted.items()):
            fact = fact_of(item)
            if span not in found:
                yield self.decision(kind, "add", span, fact)
            elif (before := fact_of(found[span])) == fact:
                yield self.decision(kind, "accept", span, fact)
            else:
                yield self.decision(kind, "amend", span, before, fact)

    def events(self) -> Iterator[Decision]:
        """Events whole: their roles are decided with them."""
        left = list(self.doc.events)
        for event in self.gold.events:
            same = _same(event, left)
            fact = facts.event_fact(event, self.gold, whole=True)
            if same is None:
                yield self.decision("event", "add", event.evidence, fact)
                continue
            left.remove(same)
            before = facts.event_fact(same, self.doc, whole=True)
            moved = {} if same.evidence == event.evidence else {"at": [event.evidence.start, event.evidence.stop]}
            if _comparable(before) == _comparable(fact) and not moved:
                yield self.decision("event", "accept", same.evidence, before)
            else:
                yield self.decision("event", "amend", same.evidence, before, {**fact, **moved})
        for event in left:
            if self.inside(event.evidence):
                yield self.decision("event", "reject", event.evidence, facts.event_fact(event, self.doc))

    def relations(self) -> Iterator[Decision]:
        """What the document as decided so far says besides the gold is rejected, what it lacks added."""
        wanted = {_ends(r): r for r in self.gold.relations}
        found = {_ends(r): r for r in self.doc.relations}
        for key, r in found.items():
            verdict: Verdict = "accept" if key in wanted else "reject"
            yield self.decision("relation", verdict, r.evidence, facts.relation_fact(r))
        for key, r in wanted.items():
            if key not in found:
                yield self.decision("relation", "add", r.evidence, facts.relation_fact(r))


def _same(event: Event, among: Iterable[Event]) -> Event | None:
    """The event of the type at that trigger, the one with most fillers in common; else one whose trigger overlaps it."""
    alike = [e for e in among if e.type == event.type and e.trigger.overlaps(event.trigger)]
    mine = {(f.role, f.value) for f in event.fillers}
    return max(
        alike, key=lambda e: (e.trigger == event.trigger, len(mine & {(f.role, f.value) for f in e.fillers})), default=None
    )


def _comparable(fact: Fact) -> dict[str, Any]:
    roles = sorted(str((f["role"], f["as"], f["value"], f.get("entity"))) for f in fact["roles"])
    return {**fact, "roles": roles}


def _ends(r: Relation) -> tuple[object, ...]:
    """Relations are compared by names, as the annotation format has them."""
    ends = (r.subject.name, r.object.name)
    return (*(sorted(ends) if r.predicate == "jointActionWith" else ends), r.predicate, r.post)
