"""How far the initiatives of a watch-list are met in a graph."""

from __future__ import annotations

from collections.abc import Iterable

from kg.graph import Graph

__all__ = ["met"]

_MET = """SELECT (COUNT(DISTINCT ?article) AS ?articles) WHERE {{
  ?iri a kg:Initiative ; rdfs:label {name}@zh .
  ?local kg:identifiedAs? ?iri .
  GRAPH ?article {{ ?mention a kg:Mention ; itsrdf:taIdentRef ?local }}
}}"""
_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def met(graph: Graph, names: Iterable[str]) -> dict[str, int]:
    """Name → in how many articles an initiative of that name is mentioned."""
    found = {}
    for name in names:
        [[articles]] = graph.query(_MET.format(name=f'"{name.translate(_QUOTED)}"')).rows
        found[name] = int(articles or 0)
    return found
