"""ontology/kg.ttl declares, in both languages, every term that the graph uses."""

from __future__ import annotations

from functools import cache

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.graph import gold_documents
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS
from kg.rdf import document_quads
from kg.rdf.ontology import labels
from kg.rdf.vocabulary import KG, PREFIXES, ROLE_TERMS, TYPE, kg, term
from kg.tables.loading import corpus_dir, ontology_dir

STANDARD = tuple(iri for prefix, iri in PREFIXES.items() if prefix != "kg")


@cache
def ontology() -> tuple[Quad, ...]:
    return tuple(parse(path=ontology_dir() / "kg.ttl", format=RdfFormat.TURTLE))


@cache
def gold_quads() -> frozenset[Quad]:
    docs = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles")
    return frozenset(q for doc in docs[::4] for q in document_quads(doc))


def declared() -> set[str]:
    return {q.subject.value for q in ontology() if q.predicate == TYPE and q.subject.value.startswith(KG)}


@pytest.mark.parametrize("name", [*MENTION_TYPES, *EVENT_TYPES, *RELATIONS, *ROLE_TERMS.values()])
def test_scheme_is_declared(name: str) -> None:
    assert KG + name in declared()


def test_every_term_has_labels_in_both_languages_and_a_comment() -> None:
    commented = {q.subject.value for q in ontology() if q.predicate == term("rdfs:comment")}
    assert declared() == set(labels("zh")) == set(labels("en")) == commented
    assert all(any("一" <= c <= "鿿" for c in label) for label in labels("zh").values())


def test_terms_that_the_graph_uses_are_declared() -> None:
    nodes = {n.value for q in gold_quads() for n in (q.predicate, q.object) if isinstance(n, NamedNode)}
    assert {n for n in nodes if n.startswith(KG)} <= declared()


def test_predicates_come_from_the_ontology_or_a_standard() -> None:
    assert all(q.predicate.value.startswith((KG, *STANDARD)) for q in gold_quads())


def test_events_and_plans_are_disjoint() -> None:
    assert Quad(kg("Event"), term("owl:disjointWith"), kg("Plan")) in {Quad(q.subject, q.predicate, q.object) for q in ontology()}
    events, plans = ({q.subject for q in gold_quads() if q.predicate == TYPE and q.object == kg(c)} for c in ("Event", "Plan"))
    assert events
    assert plans
    assert not events & plans
