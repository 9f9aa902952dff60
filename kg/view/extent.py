"""Which part of a graph a page holds: all of a small one, what lies nearest the focus of a large one, one article."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kg.model import BODY_TYPES

if TYPE_CHECKING:
    from kg.graph import EntityView, EventView, Evidence, FigureView, FillerView, Graph, RelationView

__all__ = ["Extent", "by_article", "main_body", "nearest", "within"]

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Extent:
    """What a page shows. Relations join its entities; fillers of events that it does not hold are left out."""

    entities: tuple[EntityView, ...]
    figures: tuple[FigureView, ...]
    events: tuple[EventView, ...]
    relations: tuple[RelationView, ...]

    def iris(self) -> frozenset[str]:
        return frozenset(view.iri for views in (self.entities, self.figures, self.events) for view in views)


def within(graph: Graph, kept: Collection[str]) -> Extent:
    """The entities, figures and events of those IRIs, and the relations among them."""
    return Extent(
        tuple(e for e in graph.entities() if e.iri in kept),
        tuple(f for f in graph.figures() if f.iri in kept),
        tuple(e for e in graph.events() if e.iri in kept),
        tuple(r for r in graph.relations() if r.subject in kept and r.object in kept),
    )


def by_article(graph: Graph) -> dict[str, Extent]:
    """By IRI of the article: what it alone says, with its own words only."""
    entities, figures, events, relations = (defaultdict[str, list[Any]](list) for _ in range(4))
    naming: dict[str, set[str]] = defaultdict(set)  # node → articles that say something of it
    for event in graph.events():
        for article, evidence in _split(event.evidence).items():
            fillers = tuple(_fillers_in(event, article))
            events[article].append(replace(event, evidence=evidence, fillers=fillers))
            for filler in fillers:
                naming[filler.iri].add(article)
    for relation in graph.relations():
        for article, evidence in _split(relation.evidence).items():
            relations[article].append(replace(relation, evidence=evidence))
            naming[relation.subject].add(article)
            naming[relation.object].add(article)
    for figure in graph.figures():
        for article, evidence in _split(figure.evidence).items():
            figures[article].append(replace(figure, evidence=evidence))
    for entity in graph.entities():
        spoken = _split(entity.evidence)
        for article in sorted(spoken.keys() | naming[entity.iri]):
            entities[article].append(replace(entity, evidence=spoken.get(article, ())))
    parts = (entities, figures, events, relations)
    return {a.iri: Extent(*(tuple(part[a.iri]) for part in parts)) for a in graph.articles()}


def _fillers_in(event: EventView, article: str) -> Iterator[FillerView]:
    for filler in event.fillers:
        if evidence := _split(filler.evidence).get(article):
            yield replace(filler, evidence=evidence)


def _split(evidence: tuple[Evidence, ...]) -> dict[str, tuple[Evidence, ...]]:
    """The evidence by article."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for e in evidence:
        found[e.article].append(e)
    return {article: tuple(words) for article, words in found.items()}


_IN_NAMES = ("locatedIn", "unitOf")  # 国家税务总局|漳州市税务局 says nothing of 国家税务总局


def main_body(graph: Graph) -> str | None:
    """IRI of the body of which most articles say something, of any entity where there is no body; None where there is nothing.

    Of equals the one with most events and relations: one long report says more of its author than all articles of the theme
    that they share. A body that is only named counts for nothing, since nothing would stand around it.
    """
    weight = Counter(iri for link in _links(graph) for iri in link)
    articles = _articles(graph)
    entities = graph.entities()
    bodies = [e for e in entities if e.type in BODY_TYPES] or entities
    return max((e.iri for e in bodies), key=lambda iri: (len(articles[iri]), weight[iri]), default=None)


def _articles(graph: Graph) -> dict[str, set[str]]:
    """IRI of a node → articles that tell an event that it fills, or a relation of it that no name tells by itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for event in graph.events():
        for filler in event.fillers:
            found[filler.iri].update(e.article for e in event.evidence)
    for relation in graph.relations():
        for iri in (relation.subject, relation.object) if relation.type not in _IN_NAMES else ():
            found[iri].update(e.article for e in relation.evidence)
    return found


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
