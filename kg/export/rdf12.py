"""RDF 1.2: a claim reifies the triple that it claims, in one quad instead of three."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.export import Parts
from kg.graph import Graph
from kg.rdf.serialize import order, prefixes
from kg.rdf.vocabulary import term

__all__ = ["rdf12", "reified", "unreified"]

REIFIES = term("rdf:reifies")
_PARTS = (term("rdf:subject"), term("rdf:predicate"), term("rdf:object"))

Subject = NamedNode | BlankNode | Triple


def rdf12(graph: Graph) -> Parts:
    """All graphs as TriG of RDF 1.2, sorted."""
    return {"graph-rdf12.trig": partial(_written, graph)}


def _written(graph: Graph, out: BinaryIO) -> None:
    found = (quads for name in graph.store.graphs() for quads in graph.store.by_subject(name))
    quads = (quad for of_one in found for quad in sorted(set(reified(of_one)), key=order))
    serialize(quads, output=out, format=RdfFormat.TRIG, prefixes=prefixes(graph.store.base))


def reified(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads, with `claim rdf:reifies <<( s p o )>>` where rdf:subject, rdf:predicate and rdf:object of a claim stood."""
    parts: dict[tuple[object, object], dict[object, Quad]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate in _PARTS:
            parts[quad.graph_name, quad.subject][quad.predicate] = quad
        else:
            yield quad
    for found in parts.values():
        s, p, o = (found[part] for part in _PARTS)
        assert isinstance(p.object, NamedNode)
        assert isinstance(s.object, NamedNode | BlankNode | Triple)
        yield Quad(s.subject, REIFIES, Triple(s.object, p.object, o.object), s.graph_name)


def unreified(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The quads of RDF 1.1 again."""
    for quad in quads:
        if quad.predicate == REIFIES and isinstance(quad.object, Triple):
            claimed = (quad.object.subject, quad.object.predicate, quad.object.object)
            for part, node in zip(_PARTS, claimed, strict=True):
                yield Quad(quad.subject, part, node, quad.graph_name)
        else:
            yield quad
