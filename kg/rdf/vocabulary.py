"""The terms that the graph is written in: our own namespace and the standard ones it stands on."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Literal, NamedNode

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]

KG = "https://w3id.org/zhengmai/ontology#"
PREFIXES: dict[str, str] = {
    "kg": KG,
    "dcterms": "http://purl.org/dc/terms/",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ROLE_TERMS: dict[str, str] = {
    "agent": "agent",
    "co_agent": "coAgent",
    "participant": "participant",
    "target": "target",
    "theme": "theme",
    "place": "place",
    "time": "time",
    "count": "count",
}


@cache  # of a fixed vocabulary: half of the nodes of an article are terms
def term(curie: str) -> NamedNode:
    """`kg:supervises` as a node."""
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


@cache
def kg(local: str) -> NamedNode:
    """A term of our own namespace."""
    return NamedNode(KG + local)


TYPE, LABEL = term("rdf:type"), term("rdfs:label")
_DECIMAL, _INTEGER, _DATE = term("xsd:decimal"), term("xsd:integer"), term("xsd:date")


def zh(words: str) -> Literal:
    """Words of an article or a Chinese name."""
    return Literal(words, language="zh")


def decimal(value: float) -> Literal:
    """xsd:decimal in the form that Oxigraph keeps: 71, 0.9, at most four places."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return Literal("0" if text == "-0" else text, datatype=_DECIMAL)


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=_INTEGER)


def date(value: str) -> Literal:
    """xsd:date of an ISO date."""
    return Literal(value, datatype=_DATE)
