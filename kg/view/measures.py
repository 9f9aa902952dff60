"""How bodies stand to each other: measures of the network that events and relations tie between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from kg.model import BODY_TYPES

if TYPE_CHECKING:
    from kg.view.extent import Extent

__all__ = ["BodyMeasure", "joint_actions", "measure_bodies"]

_EFFORT = 300_000  # starting points times bodies that betweenness takes: some seconds; fewer points are drawn with the seed
_FEWEST = 50  # starting points
_SEED = 7
_ACTING = ("agent", "co_agent")
_WIDTH, _LABEL = 1000.0, 120.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class BodyMeasure:
    """What the network says of one body."""

    iri: str
    degree: int  # how many bodies it is tied to
    betweenness: float  # share of shortest ways between others that lead over it, 0 to 1
    community: int  # number of the group that it belongs to; 0 is the largest


def measure_bodies(extent: Extent) -> tuple[BodyMeasure, ...]:
    """The bodies that are tied to another, those with most ties first; the same extent gives the same measures."""
    network = nx.Graph()
    network.add_edges_from(sorted({(min(pair), max(pair)) for pair in _ties(extent)}))
    if not network:
        return ()
    sample = min(len(network), max(_FEWEST, _EFFORT // len(network)))
    between = nx.betweenness_centrality(network, k=sample, seed=_SEED)
    groups = nx.community.louvain_communities(network, seed=_SEED)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    community = {iri: number for number, group in enumerate(ordered) for iri in group}
    measures = (BodyMeasure(i, network.degree(i), round(between[i], 4), community[i]) for i in network)
    return tuple(sorted(measures, key=lambda m: (-m.degree, -m.betweenness, m.iri)))


def _ties(extent: Extent) -> Iterator[tuple[str, str]]:
    """Bodies that a relation ties, and who acts in an event with all that it names; those acted on are not tied to each other."""
    bodies = {e.iri for e in extent.entities if e.type in BODY_TYPES}
    for relation in extent.relations:
        if relation.subject in bodies and relation.object in bodies and relation.subject != relation.object:
            yield relation.subject, relation.object
    for event in extent.events:
        named = {f.iri for f in event.fillers} & bodies
        acting = {f.iri for f in event.fillers if f.role in _ACTING} & bodies
        yield from ((a, b) for a in acting for b in named if a != b)


def joint_actions(extent: Extent) -> dict[str, Point]:
    """Where each body stands that acts jointly with another, in a picture 1,000 wide: groups apart, the largest first."""
    network = nx.Graph()
    network.add_edges_from(sorted((r.subject, r.object) for r in extent.relations if r.type == "jointActionWith"))
    groups = sorted(nx.connected_components(network), key=lambda group: (-len(group), min(group)))
    places: dict[str, Point] = {}
    left = top = shelf = 0.0
    for group in groups:
        radius = 34 + 17 * len(group) ** 0.75
        if left + 2 * radius + _LABEL > _WIDTH:
            left, top, shelf = 0.0, top + shelf, 0.0
        centre = (left + radius + _LABEL / 2, top + radius + 20)
        for iri, (x, y) in _round(network.subgraph(sorted(group))).items():
            places[iri] = round(centre[0] + radius * x, 1), round(centre[1] + 0.8 * radius * y, 1)
        left, shelf = left + 2 * radius + _LABEL, max(shelf, 2 * radius + 56)
    return places


def _round(group: nx.Graph) -> dict[str, Point]:
    """A place for each body of a group within a circle of radius 1, partners near each other."""
    if len(group) < 4:
        layout = nx.circular_layout(sorted(group))
    else:
        start = nx.circular_layout(sorted(group))
        layout = nx.spring_layout(group, pos=start, seed=_SEED, k=2 / len(group) ** 0.5, iterations=60)
    return {iri: (float(x), float(y)) for iri, (x, y) in layout.items()}
