"""What people have verified, and what is too unsure to be taken without them."""

from __future__ import annotations

from kg.graph import Graph
from kg.graph.views import EventView, Evidence
from kg.tables.calibration import Acceptance

__all__ = ["is_doubtful", "verified_nodes"]

_VERIFIED = "SELECT DISTINCT ?node WHERE { { ?node kg:verified ?how } UNION { GRAPH ?article { ?node kg:verified ?how } } }"


def verified_nodes(graph: Graph) -> frozenset[str]:
    """The nodes that a person has verified; of a lean graph, which has no claims, nothing else says so."""
    return frozenset(str(row[0]) for row in graph.query(_VERIFIED).rows)


def is_doubtful(event: EventView, about: str) -> bool:
    """Whether the event, or that the node `about` has a part in it, is less sure than what --accepted keeps."""
    accepts = Acceptance.load()
    roles = [e for f in event.fillers if f.iri == about for e in f.evidence]
    return not accepts("event", _sure(event.evidence)) or not accepts("role", _sure(tuple(roles)))


def _sure(evidence: tuple[Evidence, ...]) -> float:
    """The highest confidence; 1 where none is told, as in a lean graph."""
    return max((e.confidence for e in evidence), default=1.0)
