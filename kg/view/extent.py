"""Which part of a graph a page holds: all of a small one, what lies nearest the focus of a large one."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.model import BODY_TYPES

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["main_body", "nearest"]

Link = tuple[str, str]


def main_body(graph: Graph) -> str | None:
    """IRI of the body with most events and relations, of any entity where there is no body; None where there is none at all.

    Of equals the one that is mentioned most.
    """
    weight = Counter(iri for link in _links(graph) for iri in link)
    entities = graph.entities()
    bodies = [e for e in entities if e.type in BODY_TYPES] or entities
    return max((e.iri for e in bodies), key=lambda iri: weight[iri], default=None)


def nearest(graph: Graph, centre: str | None, limit: int) -> frozenset[str]:
    """IRIs of entities, events and figures: all where they are at most `limit`, else those fewest steps from `centre`."""
    everything = [v.iri for views in (graph.entities(), graph.events(), graph.figures()) for v in views]
    if len(everything) <= limit or centre is None:
        return frozenset(everything[:limit])
    beside: dict[str, list[str]] = defaultdict(list)
    for a, b in _links(graph):
        beside[a].append(b)
        beside[b].append(a)
    return frozenset(_outwards(beside, centre, limit))


def _links(graph: Graph) -> Iterator[Link]:
    """Events with their fillers, and entities that a relation joins."""
    for event in graph.events():
        yield from ((event.iri, f.iri) for f in event.fillers if f.kind in ("entity", "figure"))
    for relation in graph.relations():
        yield relation.subject, relation.object


def _outwards(beside: dict[str, list[str]], centre: str, limit: int) -> Iterator[str]:
    seen, queue = {centre}, deque([centre])
    while queue and limit:
        limit -= 1
        here = queue.popleft()
        yield here
        for other in beside[here]:
            if other not in seen:
                seen.add(other)
                queue.append(other)
