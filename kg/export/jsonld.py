"""JSON-LD 1.1: the graphs as objects that read like records, with the context that ontology/kg.ttl gives inside.

The context is also published beside the ontology's page, for those who write such files themselves.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, partial
from typing import Any, BinaryIO

from pyoxigraph import Literal, NamedNode, Quad

from kg.export import Parts
from kg.graph import Graph
from kg.rdf.context import context
from kg.rdf.vocabulary import KG, PREFIXES, TYPE

__all__ = ["jsonld"]

Json = Any
_XSD = PREFIXES["xsd"]


def jsonld(graph: Graph) -> Parts:
    """All graphs, sorted: one object a graph, in it one object a node."""
    return {"graph.jsonld": partial(_written, graph)}


def _written(graph: Graph, out: BinaryIO) -> None:
    """Object by object, so that the document is never held whole."""
    out.write(f'{{\n "@context": {_indented(context(), 1)},\n "graph": ['.encode())
    before = "\n  "
    for name in graph.store.graphs():
        out.write(f'{before}{{\n   "id": {json.dumps(name, ensure_ascii=False)},\n   "graph": ['.encode())
        before, comma = ",\n  ", "\n    "
        for quads in graph.store.by_subject(name):
            out.write((comma + _indented(_object(_iri(quads[0].subject), quads), 4)).encode())
            comma = ",\n    "
        out.write(b"\n   ]\n  }")
    out.write(b"\n ]\n}\n")


def _indented(value: Json, depth: int) -> str:
    """The value as JSON, its later lines moved in; no string of JSON holds a line break."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * depth)


def _iri(node: object) -> str:
    assert isinstance(node, NamedNode), f"{node}: our graphs have no blank nodes"
    return node.value


def _object(iri: str, quads: Iterable[Quad]) -> dict[str, Json]:
    written: dict[str, Json] = {"id": iri}
    values: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        values[quad.predicate.value].append(quad)
    for predicate in sorted(values, key=lambda p: (p != TYPE.value, p)):
        found = [_value(predicate, q.object) for q in sorted(values[predicate], key=lambda q: str(q.object))]
        written[_term(predicate)] = found[0] if len(found) == 1 else found
    return written


@cache
def _terms() -> dict[str, tuple[str, Json]]:
    """IRI of a property → its term and definition."""
    found = {TYPE.value: ("type", {"@type": "@vocab"})}
    for name, defined in context().items():
        if isinstance(defined, dict):
            found[_expanded(defined["@id"])] = (name, defined)
    return found


def _expanded(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def _term(predicate: str) -> str:
    return _terms()[predicate][0] if predicate in _terms() else _compact(predicate)


def _compact(iri: str) -> str:
    """prefix:local where the context can undo it, else the IRI."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and not iri.removeprefix(start).startswith("//"):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def _value(predicate: str, node: object) -> Json:
    """The value as short as the term's definition allows without losing anything."""
    defined = _terms()[predicate][1] if predicate in _terms() else {}
    kind = defined.get("@type")
    if isinstance(node, NamedNode):
        if kind == "@vocab":
            return node.value.removeprefix(KG) if node.value.startswith(KG) else _compact(node.value)
        return node.value if kind == "@id" else {"id": node.value}
    assert isinstance(node, Literal)
    if node.language:
        return node.value if defined.get("@language") == node.language else {"@value": node.value, "@language": node.language}
    datatype = node.datatype.value
    if datatype == _XSD + "string":
        return node.value if not kind and "@language" not in defined else {"@value": node.value}
    return node.value if kind and _expanded(kind) == datatype else {"@value": node.value, "@type": _compact(datatype)}
