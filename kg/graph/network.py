"""The graph as property graphs have it: nodes with labels and properties, and typed edges between them.

What networkx, Gephi and Neo4j know. A property is text, a number, a truth value or a tuple of texts; what is unknown is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from kg.graph.views import ArticleView, EntityView, EventView, Evidence, FigureView, FillerView, RelationView
from kg.model import BODY_TYPES
from kg.rdf.bounds import OPEN, date_bounds

if TYPE_CHECKING:
    import networkx

    from kg.graph import Graph

__all__ = [
    "Edge",
    "Network",
    "Node",
    "Property",
    "Telling",
    "article_node",
    "bounds_of",
    "edge_attributes",
    "edge_key",
    "entity_node",
    "event_edges",
    "event_nodes",
    "figure_edges",
    "figure_node",
    "network",
    "node_attributes",
    "relation_edges",
    "to_networkx",
]

Property = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """Something of the graph; the first of `labels` is its kind: Entity, Event, Plan, Figure, Words, Date or Article."""

    iri: str
    labels: tuple[str, ...]
    properties: dict[str, Property]

    @property
    def kind(self) -> str:
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation, a role of an event, or where something is reported; `type` is the name of the relation or role."""

    source: str
    target: str
    type: str
    properties: dict[str, Property]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges in a fixed order; both ends of every edge are among the nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def network(graph: Graph, *, happenings: bool = True) -> Network:
    """All of the graph; without `happenings` only entities and the relations between them."""
    found = {node.iri: node for node in chain(map(_entity, graph.entities()), _happening_nodes(graph) if happenings else ())}
    events = {event.iri: event for event in graph.events()}
    edges = [edge for relation in graph.relations() for edge in _relation(relation, events)]
    if happenings:
        edges += _happening_edges(graph)
    return Network(
        tuple(sorted(found.values(), key=lambda n: n.iri)),
        tuple(sorted((e for e in edges if e.target in found), key=lambda e: (e.source, e.target, e.type, str(e.properties)))),
    )


def to_networkx(graph: Graph, *, happenings: bool = False) -> networkx.MultiDiGraph:
    """Nodes by IRI with `label`, `kind`, `type` …; edges keyed by their relation, with `label`, `relation`, `start`, `end` …

    jointActionWith stands both ways. Tuples are joined by semicolons, since no graph format knows them.
    """
    import networkx

    drawn = networkx.MultiDiGraph(name="Zhengmai")
    shown = network(graph, happenings=happenings)
    for node in shown.nodes:
        drawn.add_node(node.iri, **node_attributes(node))
    for edge in shown.edges:
        drawn.add_edge(edge.source, edge.target, edge_key(edge), **edge_attributes(edge))
    return drawn


def node_attributes(node: Node) -> dict[str, str | int | float | bool]:
    """What a graph format knows of a node."""
    return {"kind": node.kind, **_flat(node.properties)}


def edge_attributes(edge: Edge) -> dict[str, str | int | float | bool]:
    """What a graph format knows of an edge."""
    return {"relation": edge.type, **_flat(edge.properties)}


def edge_key(edge: Edge) -> str:
    """What tells an edge from others between the same nodes: 党组书记 and 厅长 are two."""
    return f"{edge.type} {edge.properties['post']}" if "post" in edge.properties else edge.type


def _flat(properties: dict[str, Property]) -> dict[str, str | int | float | bool]:
    return {key: ";".join(value) if isinstance(value, tuple) else value for key, value in properties.items()}


def bounds_of(times: tuple[FillerView, ...]) -> tuple[str | None, str | None]:
    """The first and the last day that the times allow, ISO 8601; None where none has a year, no last where one goes on."""
    found = [bounds for time in times if (bounds := date_bounds(time.label))]
    last = None if any(time.label.endswith(OPEN) for time in times) else max((b[1] for b in found), default=None)
    return min((b[0] for b in found), default=None), last


def _known(**properties: Property | None) -> dict[str, Property]:
    return {key: value for key, value in properties.items() if value is not None and value != ()}


def entity_node(iri: str, label: str, type: str, code: str | None, aliases: tuple[str, ...], mentions: int) -> Node:
    """An entity, with how often the texts name it."""
    labels = ("Entity", *(("Body",) if type in BODY_TYPES else ()), type)
    return Node(iri, labels, _known(label=label, type=type, code=code, aliases=aliases, mentions=mentions))


def _entity(entity: EntityView) -> Node:
    return entity_node(entity.iri, entity.label, entity.type, entity.code, entity.aliases, len(entity.evidence))


def _happening_nodes(graph: Graph) -> Iterator[Node]:
    for event in graph.events():
        yield from event_nodes(event)
    yield from map(figure_node, graph.figures())
    yield from map(_article, graph.articles())


def event_nodes(event: EventView) -> Iterator[Node]:
    """An event, and the dates and words that fill its roles."""
    yield _event(event)
    yield from (_filler(f) for f in event.fillers if f.kind in ("date", "words"))


def _event(event: EventView) -> Node:
    start, end = bounds_of(event.role("time"))
    kind = "Plan" if event.status == "planned" else "Event"
    words = event.evidence[0].words if event.evidence else None
    properties = _known(label=event.label, type=event.type, trigger=event.trigger, words=words, start=start, end=end)
    properties |= _mark(event.verified)
    return Node(event.iri, (kind, event.type), properties)


def _filler(filler: FillerView) -> Node:
    start, end = bounds_of((filler,)) if filler.kind == "date" else (None, None)
    kind = "Date" if filler.kind == "date" else "Words"
    return Node(filler.iri, (kind,), _known(label=filler.label, type=kind, start=start, end=end))


def figure_node(figure: FigureView) -> Node:
    """A figure, with what it counts."""
    properties = _known(
        label=figure.label,
        type=figure.type,
        value=figure.value,
        lower=figure.lower,
        upper=figure.upper,
        unit=figure.unit,
        indicator=figure.indicator,
        baseline=figure.baseline,
        scope=figure.scope,
        as_of=figure.as_of,
    ) | _mark(figure.verified)
    return Node(figure.iri, ("Figure",), properties)


def article_node(iri: str, label: str, published: str | None, publisher: str | None, url: str | None) -> Node:
    """An article, without its text."""
    return Node(iri, ("Article",), _known(label=label, type="Article", published=published, publisher=publisher, url=url))


def _article(article: ArticleView) -> Node:
    return article_node(article.iri, article.label, article.published, article.publisher, article.url)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a table says of the words behind a statement: the surest of them, how many articles, whether a person verified it."""

    best: Evidence | None = None
    articles: int = 0
    verified: bool = False

    @classmethod
    def of(cls, evidence: tuple[Evidence, ...]) -> Telling:
        """Of all that is told; of words that are equally sure the first."""
        best = max(evidence, key=lambda e: e.confidence, default=None)
        return cls(best, len({e.article for e in evidence}), any(e.verified for e in evidence))

    def properties(self) -> dict[str, Property]:
        """As an edge has them; nothing where nothing is told."""
        if self.best is None:
            return {}
        best = self.best
        known = _known(words=best.words, rule=best.rule, confidence=best.confidence, articles=self.articles)
        return known | _mark(self.verified)


def _relation(relation: RelationView, events: dict[str, EventView]) -> Iterator[Edge]:
    times = tuple(t for iri in relation.events if iri in events for t in events[iri].role("time"))
    ends = (relation.subject, relation.object)
    yield from relation_edges(ends, relation.type, relation.label, relation.post, bounds_of(times), Telling.of(relation.evidence))


def relation_edges(
    ends: tuple[str, str], type: str, label: str, post: str | None, days: tuple[str | None, str | None], told: Telling
) -> Iterator[Edge]:
    """An edge, and its reverse for jointActionWith; `days` are the first and the last."""
    subject, obj = ends
    properties = _known(label=label, post=post, start=days[0], end=days[1]) | told.properties()
    yield Edge(subject, obj, type, properties)
    if type == "jointActionWith":
        yield Edge(obj, subject, type, properties)


def _mark(verified: bool) -> dict[str, Property]:
    """`verified` where a person has verified it, else nothing."""
    return {"verified": True} if verified else {}


def _happening_edges(graph: Graph) -> Iterator[Edge]:
    for event in graph.events():
        yield from event_edges(event)
    for figure in graph.figures():
        yield from figure_edges(figure)


def event_edges(event: EventView) -> Iterator[Edge]:
    """An edge for each filler of a role, and one to the article."""
    for f in event.fillers:
        yield Edge(event.iri, f.iri, f.role, _known(label=f.role, basis=f.basis) | Telling.of(f.evidence).properties())
    yield Edge(event.iri, event.article, "reportedIn", {"label": "reportedIn"})


def figure_edges(figure: FigureView) -> Iterator[Edge]:
    """An edge to the article that the figure stands in, where its words are known."""
    if figure.evidence:
        yield Edge(figure.iri, figure.evidence[0].article, "reportedIn", {"label": "reportedIn"})
