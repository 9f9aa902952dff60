"""ontology/rules/*.rq and ontology/relations.tsv say the same."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kg.extract.relations import event_rules
from kg.graph import gold_documents
from kg.link.identity import Identity
from kg.model import Document
from kg.rdf import document_quads
from kg.rdf.vocabulary import KG
from kg.store import Store
from kg.tables.loading import corpus_dir, ontology_dir

RULES = sorted(p.stem for p in (ontology_dir() / "rules").glob("*.rq"))
FROM_EVENTS = sorted({rule.relation for rule in event_rules()})
Triple = tuple[object, ...]


@cache
def gold_with_events_only() -> tuple[Document, ...]:
    docs = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles")
    return tuple(replace(doc, relations=()) for doc in docs)


@cache
def store() -> Store:
    return Store.memory(q for doc in gold_with_events_only() for q in document_quads(doc))


@cache
def from_table() -> frozenset[Triple]:
    """What relations.tsv draws from the events of all gold, as triples; jointActionWith both ways."""
    found: set[Triple] = set()
    for doc in gold_with_events_only():
        identity = Identity(doc)
        for r in (r for event in doc.events for rule in event_rules() for r in rule(event, doc.text)):
            s, p, o = identity.of(r.subject).iri, KG + r.predicate, identity.of(r.object).iri
            found |= {(s, p, o), (o, p, s)} if r.predicate == "jointActionWith" else {(s, p, o)}
    return frozenset(found)


def constructed(name: str) -> frozenset[Triple]:
    return frozenset(store().ask((ontology_dir() / "rules" / f"{name}.rq").read_text(encoding="utf-8")).rows)


def test_every_relation_that_follows_from_events_has_its_construct() -> None:
    assert sorted([*FROM_EVENTS, "modelOrganization"]) == RULES


@pytest.mark.parametrize("relation", FROM_EVENTS)
def test_construct_gives_on_all_gold_what_the_table_gives(relation: str) -> None:
    expected = {t for t in from_table() if t[1] == KG + relation}
    assert expected
    assert constructed(relation) == expected


def test_model_organisations_in_the_facts_are_those_the_rule_constructs() -> None:
    listed = store().ask("SELECT ?body WHERE { ?body a kg:ModelOrganization }").rows
    assert {row[0] for row in listed} == {row[0] for row in constructed("modelOrganization")}
