"""What to ask people, most valuable first: what is doubtful and much used before what is sure or hardly used.

A question's value is how doubtful the statement is (1 less its calibrated confidence) times how much hangs on it. Whether two
nodes of different articles are one, where only their name says so, is asked among the facts: by how many articles it touches.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from kg.link.links import Candidate as Doubtful
from kg.model import Document, EntityRef, Event, Mention, Relation, Span, Verdict
from kg.review import facts
from kg.review.applying import apply
from kg.review.decision import Decision, Fact, Kind, checked, now, said

__all__ = ["Candidate", "Identity", "Question", "candidates", "decide", "is_open", "sentence_around", "statements"]

_EVEN = 0.5  # how doubtful it is whether equal names are one thing
_ENDS = "。！？!?\n"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement of an article that a person may judge."""

    value: float
    kind: Kind
    article: str  # SHA-256 of its text
    file: str
    title: str
    span: Span  # what the statement stands on, in code points of the text
    text: str
    sentence: Span  # what to show around it
    quote: str
    marks: tuple[Span, ...]  # the words that matter in the sentence, in code points of the text
    fact: Fact
    confidence: float
    hangs: int  # facts that go with it
    decision: str | None = None  # id of the decision by which it stands already
    about: str = ""  # of an event what fills its roles, in a line

    @property
    def says(self) -> str:
        """The statement in a line."""
        return said(self.kind, self.fact, self.text)


@dataclass(frozen=True, slots=True)
class Identity:
    """Two nodes of different articles that may be one; the answer goes to the registry."""

    value: float
    one: str  # IRI
    other: str
    type: str
    names: tuple[str, str]
    reason: str


Question = Candidate | Identity


def candidates(
    docs: Iterable[Document],
    decisions: Iterable[Decision] = (),
    *,
    identities: Iterable[Doubtful] = (),
    kinds: Iterable[str] | None = None,
    limit: int | None = None,
) -> tuple[Question, ...]:
    """The questions about the documents as they were read, most valuable first, without what is decided already.

    `docs` are gone through twice, so no iterator. `kinds` are those of decisions, and identity; all if none are given. The same
    documents and decisions give the same questions, whatever their order.
    """
    wanted = None if kinds is None else frozenset(kinds)
    upon: dict[str, list[Decision]] = {}
    for d in decisions:
        upon.setdefault(d.article, []).append(d)

    def decided() -> Iterator[Document]:
        return (apply(upon[doc.sha256], doc).doc if doc.sha256 in upon else doc for doc in docs)

    used = _Use.of(decided())
    open_ones = (c for doc in decided() for c in statements(doc, used) if c.decision is None)
    found = (c for c in open_ones if wanted is None or c.kind in wanted)
    doubts = (Identity(_EVEN * d.weight, d.one, d.other, d.type, d.names, d.reason) for d in identities)
    questions: list[Question] = [*(found if limit is None else heapq.nsmallest(limit, found, key=_order))]
    questions += doubts if wanted is None or "identity" in wanted else ()
    return tuple(sorted(questions, key=_order)[:limit])


def is_open(candidate: Candidate, doc: Document) -> bool:
    """Whether the document, as decided meanwhile, still says this and nobody has decided on it."""
    known = (candidate.kind, candidate.span, candidate.fact)
    return any((c.kind, c.span, c.fact) == known and c.decision is None for c in statements(doc))


def decide(
    candidate: Candidate, verdict: Verdict, *, who: str, why: str = "", to: Fact | None = None, when: str | None = None
) -> Decision:
    """The answer as a decision, to be saved. Raises BadDecisions where it is none, an amendment that says nothing, say."""
    c = candidate
    return checked(
        Decision(c.article, c.kind, verdict, c.span, c.text, c.fact, who.strip(), when or now(), why.strip(), to, c.file)
    )


def _order(q: Question) -> tuple[float, str, int, str, str]:
    if isinstance(q, Identity):
        return -q.value, q.one, 0, q.other, ""
    return -q.value, q.article, q.span.start, q.kind, q.says


@dataclass(frozen=True, slots=True)
class _Use:
    """How often facts speak of an entity, and how often texts name it."""

    spoken: Counter[EntityRef]
    named: Counter[EntityRef]

    @classmethod
    def of(cls, docs: Iterable[Document]) -> _Use:
        spoken, named = Counter[EntityRef](), Counter[EntityRef]()
        for doc in docs:
            spoken.update(f.entity for e in doc.events for f in e.fillers if f.entity is not None)
            spoken.update(end for r in doc.relations for end in (r.subject, r.object))
            named.update(m.entity for m in doc.mentions)
        return cls(spoken, named)

    def __call__(self, entity: EntityRef) -> int:
        """The facts that hang on one mention of the entity."""
        return round(self.spoken[entity] / max(1, self.named[entity]))


def statements(doc: Document, used: Callable[[EntityRef], int] | None = None) -> Iterator[Candidate]:
    """Every statement of the document, kind by kind; `used` says how much hangs on a mention of an entity, over all articles."""
    return _Asking(facts.numbered(doc), used or _Use.of((doc,))).all()


@dataclass(frozen=True)
class _Asking:
    doc: Document
    used: Callable[[EntityRef], int]
    sentences: dict[Span, Span] = field(default_factory=dict)  # as far as they have been looked for

    @cached_property
    def sha256(self) -> str:
        return self.doc.sha256

    @cached_property
    def named(self) -> dict[EntityRef, list[Span]]:
        found: dict[EntityRef, list[Span]] = {}
        for m in self.doc.mentions:
            found.setdefault(m.entity, []).append(m.span)
        return found

    def around(self, span: Span) -> Span:
        if span not in self.sentences:
            self.sentences[span] = sentence_around(self.doc, span)
        return self.sentences[span]

    def all(self) -> Iterator[Candidate]:
        yield from map(self.mention, self.doc.mentions)
        yield from self.names()
        yield from self.dates()
        for f in self.doc.figures:
            marks = (f.span,)
            yield self.candidate("figure", f.span, marks, facts.figure_fact(f), (f.confidence, 1), f.decision)
        for e in self.doc.events:
            yield self.event(e)
            yield from self.roles(e)
        yield from map(self.relation, self.doc.relations)

    def candidate(
        self, kind: Kind, span: Span, marks: tuple[Span, ...], fact: Fact, worth: tuple[float, int], decision: str | None
    ) -> Candidate:
        doc, sentence = self.doc, self.around(span)
        confidence, hangs = worth
        return Candidate(
            value=round((1 - confidence) * (1 + hangs), 6),
            kind=kind,
            article=self.sha256,
            file=doc.source or doc.id,
            title=doc.metadata.title or doc.id,
            span=span,
            text=span.of(doc.text),
            sentence=sentence,
            quote=sentence.of(doc.text),
            marks=tuple(sorted({m for m in marks if sentence.covers(m)})),
            fact=fact,
            confidence=confidence,
            hangs=hangs,
            decision=decision,
        )

    def mention(self, m: Mention) -> Candidate:
        worth = (m.confidence, self.used(m.entity))
        return self.candidate("mention", m.span, (m.span,), facts.mention_fact(m), worth, m.decision)

    def names(self) -> Iterator[Candidate]:
        """Names that nothing anchors, once for all equal words of the article."""
        first: dict[tuple[str, EntityRef], Mention] = {}
        for m in self.doc.mentions:
            first.setdefault((m.span.of(self.doc.text), m.entity), m)
        for m in first.values():
            if not m.resolved or m.decision is not None:
                worth = (0.5 if m.decision is None else 1.0, self.used(m.entity))
                yield self.candidate("name", m.span, (m.span,), facts.mention_fact(m), worth, m.decision)

    def dates(self) -> Iterator[Candidate]:
        for d in self.doc.dates:
            hangs = sum(f.kind == "date" and f.span == d.span for e in self.doc.events for f in e.fillers)
            yield self.candidate("date", d.span, (d.span,), facts.date_fact(d), (d.confidence, hangs), d.decision)

    def event(self, e: Event) -> Candidate:
        hangs = len(e.fillers) + sum(e.id in r.sources for r in self.doc.relations)
        fact = facts.event_fact(e, self.doc)
        about = "; ".join([e.trigger.of(self.doc.text), *(f"{f['role']} {f['value']}" for f in self.filled(e))])
        asked = self.candidate("event", e.evidence, (e.trigger,), fact, (e.confidence, hangs), e.decision)
        return replace(asked, about=about)

    def filled(self, e: Event) -> list[Fact]:
        return [facts.filler_fact(f, self.doc) for f in e.fillers]

    def roles(self, e: Event) -> Iterator[Candidate]:
        for f in e.fillers:
            follows = [r for r in self.doc.relations if e.id in r.sources and f.entity in (r.subject, r.object)]
            inside = f.span is not None and self.around(e.evidence).covers(f.span)
            span = f.span if f.span is not None and inside else e.evidence
            marks = (e.trigger, *((f.span,) if f.span is not None else ()))
            fact = facts.role_fact(e, f, self.doc)
            yield self.candidate("role", span, marks, fact, (f.confidence, 1 + len(follows)), f.decision)

    def relation(self, r: Relation) -> Candidate:
        named = (*self.named.get(r.subject, ()), *self.named.get(r.object, ()))
        ends = [span for span in named if r.evidence.overlaps(span)]
        hangs = min(self.used(r.subject), self.used(r.object)) + len(r.sources)
        return self.candidate("relation", r.evidence, tuple(ends), facts.relation_fact(r), (r.confidence, hangs), r.decision)


def sentence_around(doc: Document, span: Span) -> Span:
    """The sentence, or the run of sentences, that holds the words: as segmented, else from mark to mark."""
    held = [s.span for s in doc.sentences if s.span.overlaps(span)]
    if held:
        return Span(min(span.start, held[0].start), max(span.stop, held[-1].stop))
    start, stop = span.start, span.stop
    while start > 0 and doc.text[start - 1] not in _ENDS:
        start -= 1
    while stop < len(doc.text) and doc.text[stop - 1] not in _ENDS:
        stop += 1
    while start < span.start and doc.text[start].isspace():
        start += 1
    while stop > span.stop and doc.text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)
