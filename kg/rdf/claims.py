"""What an article claims: each statement with the words, the rule and the confidence behind it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode

from kg.link.identity import Identity, escape
from kg.model import Basis, Document, Event, Figure, Filler, Relation, Span
from kg.rdf.indicators import Indicators, StandardIndicator
from kg.rdf.vocabulary import ROLE_TERMS, TYPE, kg
from kg.tables.own import NOTHING, Own, OwnBody

__all__ = ["Claim", "Nodes", "claims"]

_NEAR = 8  # characters before a figure that may say that it is for each one: 每名儿童


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the article, and what it stands on."""

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode
    evidence: Span
    rule: str
    confidence: float
    basis: Basis = "stated"
    follows_from: tuple[NamedNode, ...] = ()
    post: str | None = None
    decision: str | None = None  # of a person, who verified or made it
    key: str = field(init=False)  # identity inside the article: what is claimed, and on which words; 16 hexadecimal digits

    def __post_init__(self) -> None:
        parts = (self.subject.value, self.predicate.value, self.object.value, self.evidence.start, self.evidence.stop, self.post)
        key = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]
        object.__setattr__(self, "key", key)  # once: it is asked for when claims are gathered, and again when they are written


@dataclass(frozen=True)
class Nodes:
    """The IRIs of one article's parts, and what the tables say of what it speaks of."""

    doc: Document
    identity: Identity
    indicators: Indicators
    own: Own = NOTHING

    @cached_property
    def article(self) -> NamedNode:
        return NamedNode(self.identity.article)

    @cached_property
    def events(self) -> dict[str, NamedNode]:
        """Event id → IRI from type and trigger.

        Two of one trigger (meetings in May and in October) are told apart by a hash of their fillers.
        """
        keys = {e.id: f"{e.type}-{e.trigger.start}" for e in self.doc.events}
        doubled = {key for key, n in Counter(keys.values()).items() if n > 1}
        return {
            e.id: NamedNode(f"{self.identity.article}/event/{keys[e.id]}" + (f"-{_digest(e)}" if keys[e.id] in doubled else ""))
            for e in self.doc.events
        }

    @cached_property
    def figures(self) -> dict[str, NamedNode]:
        """Figure id → IRI from its place in the text."""
        return {f.id: NamedNode(f"{self.identity.article}/figure/{f.span.start}-{f.span.stop}") for f in self.doc.figures}

    @cached_property
    def bodies(self) -> dict[str, OwnBody]:
        """What a project's table knows of bodies, by name."""
        return {body.name: body for body in self.own.bodies}

    def measured(self, figure: Figure) -> StandardIndicator | None:
        """The standard indicator that the figure's words and unit name."""
        start = figure.span.start
        return self.indicators.of(figure.indicator, figure.unit, figure.kind, self.doc.text[max(0, start - _NEAR) : start])

    def passage(self, span: Span) -> NamedNode:
        """A stretch of the article, as RFC 5147 names it."""
        return NamedNode(f"{self.identity.article}#char={span.start},{span.stop}")

    def time(self, value: str) -> NamedNode:
        return NamedNode(f"{self.identity.base}time/{escape(value)}")

    def words(self, words: str) -> NamedNode:
        return NamedNode(f"{self.identity.article}/words/{escape(words)}")

    def filler(self, filler: Filler) -> NamedNode:
        """The node that fills the role; words that the text does not name as an entity have a node of their own."""
        if filler.kind == "figure":
            return self.figures[filler.value]
        if filler.kind == "date":
            return self.time(filler.value)
        if filler.entity is not None:
            return NamedNode(self.identity.of(filler.entity).iri)
        return self.words(filler.value)


def _digest(event: Event) -> str:
    parts = sorted((f.role, f.value) for f in event.fillers)
    return hashlib.sha256(json.dumps([event.status, parts], ensure_ascii=False).encode()).hexdigest()[:8]


def claims(nodes: Nodes) -> tuple[Claim, ...]:
    """Every claim of the article, once, by key."""
    found: dict[str, Claim] = {}
    for claim in _all(nodes):
        key = claim.key
        kept = found.get(key)
        if kept is None or _rank(claim) > _rank(kept):
            found[key] = claim
    return tuple(found[key] for key in sorted(found))


def _rank(claim: Claim) -> tuple[bool, float, str]:
    return claim.decision is not None, claim.confidence, claim.rule


def _all(nodes: Nodes) -> Iterator[Claim]:
    for event in nodes.doc.events:
        yield from _event_claims(event, nodes)
    for figure in nodes.doc.figures:
        yield _figure_claim(figure, nodes)
    for relation in nodes.doc.relations:
        yield from _relation_claims(relation, nodes)


def _event_claims(event: Event, nodes: Nodes) -> Iterator[Claim]:
    node = nodes.events[event.id]
    kind = kg("Plan") if event.status == "planned" else kg(event.type)
    yield Claim(node, TYPE, kind, event.evidence, event.rule, event.confidence, decision=event.decision)
    for f in event.fillers:
        if f.kind != "figure" or f.value in nodes.figures:
            span = f.span or event.evidence
            predicate = kg(ROLE_TERMS[f.role])
            sure = f.confidence if f.decision else min(f.confidence, event.confidence)
            yield Claim(node, predicate, nodes.filler(f), span, f.rule, sure, f.basis, (node,), decision=f.decision)


def _figure_claim(figure: Figure, nodes: Nodes) -> Claim:
    return Claim(
        nodes.figures[figure.id], TYPE, kg("Figure"), figure.span, figure.rule, figure.confidence, decision=figure.decision
    )


def _relation_claims(relation: Relation, nodes: Nodes) -> Iterator[Claim]:
    """One claim for each event that the relation follows from, on that event's clause; else one on its own words."""
    subject, obj = (NamedNode(nodes.identity.of(e).iri) for e in (relation.subject, relation.object))
    sources = [e for e in nodes.doc.events if e.id in relation.sources]
    grounds: list[tuple[Span, tuple[NamedNode, ...]]] = [(e.evidence, (nodes.events[e.id],)) for e in sources]
    for span, events in grounds or [(relation.evidence, ())]:
        yield Claim(
            subject,
            kg(relation.predicate),
            obj,
            span,
            relation.rule,
            relation.confidence,
            follows_from=events,
            post=relation.post,
            decision=relation.decision,
        )
