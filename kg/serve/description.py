"""The endpoint described in RDF: what it can do (SPARQL 1.1 Service Description), what it holds (VoID)."""

from __future__ import annotations

import pyoxigraph as ox

from kg.serve.source import Source

__all__ = ["described"]

_SD, _VOID = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
_RDF, _FORMATS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/ns/formats/"
_PREFIXES = {"sd": _SD, "void": _VOID, "rdf": _RDF, "formats": _FORMATS, "dcterms": "http://purl.org/dc/terms/"}
_WRITTEN = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_NAMED = 1000  # graphs that are listed; more only counted


def described(source: Source, endpoint: str, media_type: str) -> bytes:
    """The description of the endpoint at that address, in a format of RDF."""
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    prefixes = None if form == ox.RdfFormat.N_TRIPLES else _PREFIXES
    return ox.serialize(_triples(source, endpoint), format=form, prefixes=prefixes) or b""


def _triples(source: Source, endpoint: str) -> list[ox.Triple]:
    me, dataset, default = (ox.NamedNode(endpoint + tail) for tail in ("", "#dataset", "#default"))
    found = [
        _is(me, "Service"),
        ox.Triple(me, _sd("endpoint"), me),
        ox.Triple(me, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        *(ox.Triple(me, _sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _WRITTEN),
        ox.Triple(me, _sd("defaultDataset"), dataset),
        _is(dataset, "Dataset"),
        ox.Triple(dataset, ox.NamedNode(_RDF + "type"), ox.NamedNode(_VOID + "Dataset")),
        ox.Triple(dataset, ox.NamedNode("http://purl.org/dc/terms/title"), ox.Literal(source.name)),
        ox.Triple(dataset, ox.NamedNode(_VOID + "triples"), ox.Literal(source.quads)),
        ox.Triple(dataset, _sd("defaultGraph"), default),
        _is(default, "Graph"),
    ]
    if source.base:
        found.append(ox.Triple(dataset, ox.NamedNode(_VOID + "uriSpace"), ox.Literal(source.base)))
    for number, graph in enumerate(source.articles[:_NAMED]):
        node = ox.NamedNode(f"{endpoint}#graph-{number}")
        found += [
            ox.Triple(dataset, _sd("namedGraph"), node),
            _is(node, "NamedGraph"),
            ox.Triple(node, _sd("name"), ox.NamedNode(graph)),
        ]
    return found


def _sd(local: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + local)


def _is(node: ox.NamedNode, kind: str) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(_RDF + "type"), _sd(kind))
