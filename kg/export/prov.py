"""PROV-O: sources, articles, passages, claims, and who did what when, for tools that know provenance and nothing of ours."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO

from kg.export import Parts
from kg.graph import Graph
from kg.tables.loading import ontology_dir

__all__ = ["prov"]


def prov(graph: Graph) -> Parts:
    """What ontology/exports/prov.rq constructs, as Turtle."""
    return {"provenance.ttl": partial(_written, graph)}


def _written(graph: Graph, out: BinaryIO) -> None:
    query = (ontology_dir() / "exports" / "prov.rq").read_text(encoding="utf-8")
    out.write(graph.query(query).to_turtle().encode())
