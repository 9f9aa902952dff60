"""The JSON-LD context of the graph: prefixes, the standards' terms, and every property of ontology/kg.ttl with its type."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.rdf.vocabulary import KG, PREFIXES, term
from kg.tables.loading import ontology_dir

__all__ = ["context"]

Json = Any
_XSD = PREFIXES["xsd"]
_LANGUAGE_STRING = PREFIXES["rdf"] + "langString"

# Terms of the standards that records are easier to read with.
_BORROWED: dict[str, Json] = {
    "id": "@id",
    "type": "@type",
    "graph": "@graph",
    "label": {"@id": "rdfs:label", "@language": "zh"},
    "altLabel": {"@id": "skos:altLabel", "@language": "zh"},
    "value": {"@id": "sosa:hasSimpleResult", "@type": "xsd:decimal"},
    "indicator": {"@id": "sosa:observedProperty", "@type": "@id"},
    "text": {"@id": "nif:isString"},
    "words": {"@id": "nif:anchorOf"},
    "begin": {"@id": "nif:beginIndex", "@type": "xsd:integer"},
    "end": {"@id": "nif:endIndex", "@type": "xsd:integer"},
    "article": {"@id": "nif:referenceContext", "@type": "@id"},
    "refersTo": {"@id": "itsrdf:taIdentRef", "@type": "@id"},
    "mentionType": {"@id": "itsrdf:taClassRef", "@type": "@vocab"},
    "subject": {"@id": "rdf:subject", "@type": "@id"},
    "predicate": {"@id": "rdf:predicate", "@type": "@vocab"},
    "object": {"@id": "rdf:object", "@type": "@vocab"},
    "identifier": {"@id": "dcterms:identifier"},
    "title": {"@id": "dcterms:title", "@language": "zh"},
    "creator": {"@id": "dcterms:creator", "@language": "zh"},
    "publisher": {"@id": "dcterms:publisher", "@language": "zh"},
    "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
    "derivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
}


@cache
def context() -> dict[str, Json]:
    """The context: prefixes, the standards' terms, and every property of ontology/kg.ttl with its type."""
    kinds: dict[str, set[str]] = defaultdict(set)
    ranges: dict[str, str] = {}
    for triple in parse(path=ontology_dir() / "kg.ttl", format=RdfFormat.TURTLE):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            kinds[triple.subject.value].add(triple.object.value)
            if triple.predicate == term("rdfs:range"):
                ranges[triple.subject.value] = triple.object.value
    own = {iri.removeprefix(KG): _coerced(iri, kinds[iri], ranges.get(iri)) for iri in sorted(kinds) if _is_property(iri, kinds)}
    return {"@version": 1.1, "@vocab": KG, **PREFIXES, **_BORROWED, **own}


def _is_property(iri: str, kinds: dict[str, set[str]]) -> bool:
    wanted = {PREFIXES["owl"] + "ObjectProperty", PREFIXES["owl"] + "DatatypeProperty"}
    return iri.startswith(KG) and bool(kinds[iri] & wanted)


def _coerced(iri: str, kinds: set[str], range: str | None) -> Json:
    defined: dict[str, Json] = {"@id": "kg:" + iri.removeprefix(KG)}
    if PREFIXES["owl"] + "ObjectProperty" in kinds:
        # Values that are terms of the ontology itself are written by their name.
        named = ("basis", "figureKind", "plannedType", "verdict")
        defined["@type"] = "@vocab" if iri.removeprefix(KG) in named else "@id"
    elif range == _LANGUAGE_STRING:
        defined["@language"] = "zh"
    elif range and range != _XSD + "string":
        defined["@type"] = "xsd:" + range.removeprefix(_XSD)
    return defined
