"""The ontology's own words: labels of classes, roles and relations in Chinese and English; and which class is under which."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.rdf.vocabulary import LABEL, term
from kg.tables.loading import ontology_dir

__all__ = ["labels", "narrowest"]


@cache
def labels(language: str = "zh") -> dict[str, str]:
    """IRI → label of every term of ontology/kg.ttl, in `zh` or `en`."""
    found = {}
    for triple in parse(path=ontology_dir() / "kg.ttl", format=RdfFormat.TURTLE):
        s, o = triple.subject, triple.object
        if triple.predicate == LABEL and isinstance(s, NamedNode) and isinstance(o, Literal) and o.language == language:
            found[s.value] = o.value
    return found


@cache
def _classes_above() -> dict[str, frozenset[str]]:
    """IRI → those of all classes above, near and far, of every class of ontology/kg.ttl."""
    direct: dict[str, set[str]] = {}
    for triple in parse(path=ontology_dir() / "kg.ttl", format=RdfFormat.TURTLE):
        s, o = triple.subject, triple.object
        if triple.predicate == term("rdfs:subClassOf") and isinstance(s, NamedNode) and isinstance(o, NamedNode):
            direct.setdefault(s.value, set()).add(o.value)

    def above(iri: str) -> frozenset[str]:
        return frozenset(direct.get(iri, ())).union(*(above(over) for over in direct.get(iri, ())))

    return {iri: above(iri) for iri in direct}


def narrowest(types: Iterable[str]) -> str:
    """Of the classes of one node one that is above none of the others, of several the first by name."""
    given = sorted(types)
    wider = frozenset().union(*(_classes_above().get(iri, ()) for iri in given))
    return next((iri for iri in given if iri not in wider), given[0])
