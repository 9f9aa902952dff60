"""Turtle, TriG and N-Quads: what every triple store reads.

They are written subject by subject, so that no graph is too long for the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import pyoxigraph as ox

from kg.export import Parts
from kg.graph import Graph
from kg.rdf import facts_graph
from kg.rdf.serialize import order, prefixes, written

__all__ = ["nq", "ordered", "trig", "turtle"]


def turtle(graph: Graph) -> Parts:
    """The graph of accepted facts alone: Turtle has no graph names."""
    return {"graph.ttl": partial(_turtle, graph)}


def _turtle(graph: Graph, out: BinaryIO) -> None:
    base = graph.store.base
    facts = facts_graph(base).value
    ox.serialize((q.triple for q in ordered(graph, facts)), output=out, format=ox.RdfFormat.TURTLE, prefixes=prefixes(base))


def trig(graph: Graph) -> Parts:
    """All graphs, grouped by name."""
    return {"graph.trig": partial(_trig, graph)}


def _trig(graph: Graph, out: BinaryIO) -> None:
    quads = (quad for name in graph.store.graphs() for quad in ordered(graph, name))
    ox.serialize(quads, output=out, format=ox.RdfFormat.TRIG, prefixes=prefixes(graph.store.base))


def ordered(graph: Graph, name: str) -> Iterator[ox.Quad]:
    """The quads of one of the graphs, each once, in the order of all our output."""
    for quads in graph.store.by_subject(name):
        yield from sorted(set(quads), key=order)


def nq(graph: Graph) -> Parts:
    """All quads in the canonical form of RDFC-1.0: as no node is blank, the lines of canonical N-Quads, each once, sorted."""
    return {"graph.nq": partial(_nq, graph)}


def _nq(graph: Graph, out: BinaryIO) -> None:
    for quads in graph.store.by_subject():  # lines begin with the subject
        lines = written(quads, ox.RdfFormat.N_QUADS).splitlines(keepends=True)
        out.writelines(sorted(set(lines)))
