"""PROV-O: sources, articles, passages, claims, and who did what when, for tools that know provenance and nothing of ours."""

from __future__ import annotations

from kg.export import Files
from kg.graph import Graph
from kg.tables.loading import ontology_dir

__all__ = ["prov"]


def prov(graph: Graph) -> Files:
    """What ontology/exports/prov.rq constructs, as Turtle."""
    query = (ontology_dir() / "exports" / "prov.rq").read_text(encoding="utf-8")
    return {"provenance.ttl": graph.query(query).to_turtle().encode()}
