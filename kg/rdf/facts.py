"""What an article adds to the graph of accepted facts: entities, events, plans, figures and relations, each once.

A fact stands as long as a claim of confidence ≥ `threshold` supports it; the graph of facts is the union over all articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.link.identity import escape
from kg.model import BODY_TYPES, Document, EntityRef, Event, Figure, Filler, Relation
from kg.rdf.bounds import OPEN, date_bounds, figure_bounds
from kg.rdf.claims import Claim, Nodes
from kg.rdf.judgements import verified
from kg.rdf.reference import body_triples, division_triples, indicator_triples, reform_triples
from kg.rdf.vocabulary import LABEL, TYPE, Triple, date, decimal, kg, term, zh

__all__ = ["checked_base", "fact_triples", "facts_graph", "scope_of"]

_SYMMETRIC = frozenset({kg("jointActionWith")})


def checked_base(base: str) -> str:
    """The base itself. Raises UsageError where names that begin with it would be no IRIs, or would not be told apart from it."""
    try:
        NamedNode(f"{base}graph/facts#char=0")
    except ValueError as error:
        raise UsageError(f"base {base!r}: is no IRI ({error}); give one such as https://example.org/mine/") from error
    if not base.startswith(("http://", "https://", "urn:")) or not base.endswith("/") or base.endswith("//"):
        raise UsageError(f"base {base!r}: give an IRI that ends in /, such as https://example.org/mine/")
    return base


def facts_graph(base: str) -> NamedNode:
    """The name of the graph of accepted facts."""
    return NamedNode(f"{base}graph/facts")


def fact_triples(nodes: Nodes, found: tuple[Claim, ...], threshold: float = 0.0) -> Iterator[Triple]:
    """The facts that the article's claims support, some of them repeatedly; `found` are its claims."""
    accepted = tuple(c for c in found if c.confidence >= threshold)
    happenings = {c.subject for c in accepted if c.predicate == TYPE}
    accepted = tuple(c for c in accepted if _is_grounded(c, happenings))
    doc = nodes.doc
    figures = tuple(f for f in doc.figures if nodes.figures[f.id] in happenings)
    events = tuple(_accepted(e, nodes, happenings, threshold) for e in doc.events if nodes.events[e.id] in happenings)
    entities, surfaces = _entities(doc, events, figures, accepted, nodes, threshold), _surfaces(doc)
    parts = (
        _claimed(accepted),
        chain.from_iterable(_event(e, nodes) for e in events),
        chain.from_iterable(_figure(f, nodes) for f in figures),
        chain.from_iterable(_entity(e, surfaces.get(e, frozenset()), nodes) for e in entities),
        chain.from_iterable(_filler(f, nodes) for e in events for f in e.fillers),
        chain.from_iterable(_time(v, nodes) for v in _time_values(events, figures)),
        chain.from_iterable(_post(r, nodes) for r in doc.relations if r.confidence >= threshold),
        _practices(events, nodes),
    )
    return chain.from_iterable(parts)


def _is_grounded(claim: Claim, happenings: set[NamedNode]) -> bool:
    """Whether the event that the claim follows from is a fact; a relation that a person verified needs none."""
    follows = claim.follows_from
    by_itself = claim.decision is not None and claim.subject not in follows
    return by_itself or not follows or any(n in happenings for n in follows)


def _accepted(event: Event, nodes: Nodes, happenings: set[NamedNode], threshold: float) -> Event:
    """The event with the fillers that are sure enough; a count only where its figure is accepted too."""
    sure = (f for f in event.fillers if f.confidence >= threshold)
    return replace(event, fillers=tuple(f for f in sure if f.kind != "figure" or nodes.figures.get(f.value) in happenings))


def _claimed(accepted: Iterable[Claim]) -> Iterator[Triple]:
    for claim in accepted:
        yield claim.subject, claim.predicate, claim.object
        if claim.predicate in _SYMMETRIC:
            yield claim.object, claim.predicate, claim.subject


def _event(event: Event, nodes: Nodes) -> Iterator[Triple]:
    node, text = nodes.events[event.id], nodes.doc.text
    if event.status == "planned":
        yield node, kg("plannedType"), kg(event.type)
    else:
        yield node, TYPE, kg("Event")
    yield from _models(event, nodes)
    yield node, LABEL, zh(_event_label(event, event.trigger.of(text)))
    yield node, kg("trigger"), zh(event.trigger.of(text))
    yield node, kg("clause"), zh(event.evidence.of(text))
    yield node, kg("evidence"), nodes.passage(event.evidence)
    yield node, kg("reportedIn"), nodes.article
    yield from verified(node, event.decision)


def _models(event: Event, nodes: Nodes) -> Iterator[Triple]:
    """A model organisation is a body that is target of a Recognition (rules/modelOrganization.rq)."""
    if event.type == "Recognition" and event.status == "done":
        for target in event.role("target"):
            if target.entity is not None and target.entity.type in BODY_TYPES:
                yield nodes.filler(target), TYPE, kg("ModelOrganization")


def _event_label(event: Event, trigger: str) -> str:
    """省民政厅 督导 古籍中心: the first agent, the trigger, the first target or theme."""
    done_to = event.role("target") or event.role("theme")
    parts = [*(f.value for f in event.role("agent")[:1]), trigger, *(f.value for f in done_to[:1])]
    return " ".join(parts)


def _filler(filler: Filler, nodes: Nodes) -> Iterator[Triple]:
    if filler.kind == "words" or (filler.kind == "entity" and filler.entity is None):
        node = nodes.words(filler.value)
        yield node, TYPE, kg("Words")
        yield node, LABEL, zh(filler.value)


def _time_values(events: Iterable[Event], figures: Iterable[Figure]) -> list[str]:
    filled = {f.value for e in events for f in e.fillers if f.kind == "date"}
    return sorted(filled | {f.as_of for f in figures if f.as_of})


def _time(value: str, nodes: Nodes) -> Iterator[Triple]:
    node = nodes.time(value)
    yield node, TYPE, kg("Date")
    yield node, LABEL, Literal(value)
    bounds = date_bounds(value)
    if bounds:
        yield node, kg("earliest"), date(bounds[0])
    if bounds and not value.endswith(OPEN):
        yield node, kg("latest"), date(bounds[1])


def _figure(figure: Figure, nodes: Nodes) -> Iterator[Triple]:
    node = nodes.figures[figure.id]
    yield node, TYPE, term("sosa:Observation")
    yield node, LABEL, zh(figure.span.of(nodes.doc.text))
    yield node, term("sosa:hasSimpleResult"), decimal(figure.value)
    yield node, kg("figureKind"), kg(figure.kind)
    if figure.status == "planned":
        yield node, TYPE, kg("PlannedFigure")
    yield node, kg("reportedIn"), nodes.article
    yield node, kg("evidence"), nodes.passage(figure.span)
    yield from verified(node, figure.decision)
    lower, upper = figure_bounds(figure)
    for predicate, number in (("maximum", figure.max), ("lowerBound", lower), ("upperBound", upper)):
        if number is not None:
            yield node, kg(predicate), decimal(number)
    for predicate, words in (("unit", figure.unit), ("modifier", figure.modifier), ("baseline", figure.baseline)):
        if words:
            yield node, kg(predicate), zh(words)
    yield from _observed(figure, node, nodes)


def _observed(figure: Figure, node: NamedNode, nodes: Nodes) -> Iterator[Triple]:
    """What was counted, where, and as of when."""
    if figure.indicator:
        indicator = NamedNode(f"{nodes.identity.base}indicator/{escape(figure.indicator)}")
        yield node, term("sosa:observedProperty"), indicator
        yield indicator, TYPE, kg("Indicator")
        yield indicator, LABEL, zh(figure.indicator)
        measured = nodes.measured(figure)
        if measured is not None:
            yield node, kg("measures"), NamedNode(measured.iri)
            yield from indicator_triples(measured, nodes.indicators)
    if figure.scope:
        yield node, kg("scope"), NamedNode(nodes.identity.of(scope_of(figure.scope, nodes.doc)).iri)
    if figure.as_of:
        yield node, kg("asOf"), nodes.time(figure.as_of)


def scope_of(name: str, doc: Document) -> EntityRef:
    """The place of that name: one that the text names, else the article's territory, of which the last row of a table tells."""
    home = doc.territory if doc.territory and doc.territory.name == name else EntityRef(name, "Place")
    return next((m.entity for m in doc.mentions if m.name == name), home)


def _entities(
    doc: Document, events: Iterable[Event], figures: Iterable[Figure], accepted: Iterable[Claim], nodes: Nodes, threshold: float
) -> list[EntityRef]:
    """The entities that an accepted mention or fact speaks of."""
    used = {c.object for c in accepted} | {c.subject for c in accepted}
    found = {m.entity for m in doc.mentions if m.confidence >= threshold}
    found |= {f.entity for e in events for f in e.fillers if f.entity and nodes.filler(f) in used}
    found |= {scope_of(f.scope, doc) for f in figures if f.scope}
    for r in doc.relations:
        found |= {e for e in (r.subject, r.object) if NamedNode(nodes.identity.of(e).iri) in used}
    if doc.territory:
        found.add(doc.territory)
    return sorted(found, key=lambda e: (e.type, e.name, e.code or ""))


def _surfaces(doc: Document) -> dict[EntityRef, frozenset[str]]:
    """What the article calls each entity."""
    found: dict[EntityRef, set[str]] = {}
    for m in doc.mentions:
        found.setdefault(m.entity, set()).add(m.span.of(doc.text))
    return {entity: frozenset(words) for entity, words in found.items()}


def _entity(entity: EntityRef, surfaces: frozenset[str], nodes: Nodes) -> Iterator[Triple]:
    identified = nodes.identity.of(entity)
    node = NamedNode(identified.iri)
    yield node, TYPE, kg(entity.type)
    if entity.type in BODY_TYPES:
        yield node, TYPE, kg("Body")
    if entity.type in ("Initiative", "PolicyConcept"):
        yield node, TYPE, term("skos:Concept")
    yield node, LABEL, zh(identified.label)
    yield node, kg("identityScope"), Literal(identified.scope)
    for called in sorted(surfaces | {entity.name}):
        if called != identified.label:
            yield node, term("skos:altLabel"), zh(called)
    if entity.type in (*BODY_TYPES, "Place") and entity.name in nodes.bodies:
        yield from body_triples(node, nodes.bodies[entity.name])
    if identified.division is not None:
        yield from division_triples(identified.division, nodes.identity.base)
    if identified.within is not None:
        yield node, kg("partOf"), NamedNode(f"{nodes.identity.base}place/{identified.within.code}")
        yield from division_triples(identified.within, nodes.identity.base)
    if entity.type in BODY_TYPES:
        yield from reform_triples(entity.name, entity.type, identified, nodes.identity.base)


def _post(relation: Relation, nodes: Nodes) -> Iterator[Triple]:
    """A post is a node between person and body, since a person may hold several: 党组书记、厅长."""
    if relation.predicate != "holdsPost" or not relation.post:
        return
    person, body = (NamedNode(nodes.identity.of(e).iri) for e in (relation.subject, relation.object))
    key = f"{escape(relation.subject.name)}-{escape(relation.object.name)}-{escape(relation.post)}"
    node = NamedNode(f"{nodes.identity.article}/post/{key}")
    yield node, TYPE, term("org:Membership")
    yield node, LABEL, zh(f"{relation.subject.name} {relation.object.name} {relation.post}")
    yield node, term("org:member"), person
    yield node, term("org:organization"), body
    yield node, kg("post"), zh(relation.post)


def _practices(events: Iterable[Event], nodes: Nodes) -> Iterator[Triple]:
    """The practice of an initiative in each division where the text says that it was piloted or run."""
    for event in events:
        if event.status == "planned" or event.type not in ("Pilot", "Implementation"):
            continue
        for theme in event.role("theme"):
            if theme.entity and theme.entity.type == "Initiative":
                for place in event.role("place"):
                    yield from _practice(event, theme.entity, place, nodes)


def _practice(event: Event, initiative: EntityRef, place: Filler, nodes: Nodes) -> Iterator[Triple]:
    where = nodes.identity.of(place.entity) if place.entity and place.entity.type == "Place" else None
    if where is None or where.division is None:
        return
    concept = NamedNode(nodes.identity.of(initiative).iri)
    node = NamedNode(f"{concept.value}/practice/{where.division.code}")
    yield node, TYPE, kg("Practice")
    yield node, kg("practiceOf"), concept
    yield node, kg("territory"), NamedNode(where.iri)
    yield node, kg("attestedBy"), nodes.events[event.id]
    for agent in event.role("agent"):
        if agent.kind == "entity" and agent.entity:
            yield node, kg("practisedBy"), nodes.filler(agent)
