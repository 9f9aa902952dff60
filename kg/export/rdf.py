"""Turtle, TriG and N-Quads: what every triple store reads."""

from __future__ import annotations

from kg.export import Files
from kg.graph import Graph
from kg.rdf import facts_graph, serialize

__all__ = ["nq", "trig", "turtle"]


def turtle(graph: Graph) -> Files:
    """The graph of accepted facts alone: Turtle has no graph names."""
    base = graph.store.base
    return {"graph.ttl": serialize.turtle(graph.store.quads(), facts_graph(base), base)}


def trig(graph: Graph) -> Files:
    """All graphs, grouped by name."""
    return {"graph.trig": serialize.trig(graph.store.quads(), graph.store.base)}


def nq(graph: Graph) -> Files:
    """All quads in the canonical form of RDFC-1.0: as no node is blank, the lines of canonical N-Quads, each once, sorted."""
    lines = serialize.nquads(graph.store.quads()).splitlines(keepends=True)
    return {"graph.nq": b"".join(sorted(set(lines)))}
