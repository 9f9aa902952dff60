"""What the explorer shows of a graph, as plain data: nodes and edges made by pyvis, with the words behind each.

The page's script reads it as JSON; its shape is the contract between Python and the browser. `base` is what all keys begin with;
`articles`, `sentences` and `claims` are lists that others refer to by index; an article brings its text, on which all offsets
hang. A node has `id` (its index), `key` (its IRI), `kind` (entity, event, figure, words), `group` (its type), `name`, `claims`
and what is special to its kind; `codes` are the divisions it lies in, `when` the first and last day of an event. An edge has
`from`, `to`, `layer` (role or relation), `kind`, `status`, `basis`, `claims`, and `follows`: the events that a relation follows
from. What a person has verified is marked `verified`: events, figures, edges and claims.
`divisions` is the tree of places, `measures` what the network says of bodies, `joint` where those stand that act jointly,
`series` and `differ` which figures speak of the same (and of whom: `holder`) and which cannot all be true, `carried` which plans
were carried out by what; these refer to nodes by `id`. `lead` is the name and type of the focus. How this is cut for the browser
stands in blocks.py.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from kg.analysis.citing import reference, to_gbt
from kg.rdf.bounds import date_bounds
from kg.view.evidence import EvidenceTable
from kg.view.extent import Extent, main_body, nearest, within
from kg.view.initials import initials
from kg.view.measures import joint_actions, measure_bodies
from kg.view.series import contradictions, series
from kg.view.territory import backdrop, division_rows, territories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kg.graph import ArticleView, EntityView, EventView, FigureView, FillerView, Graph, RelationView

__all__ = ["article_data", "page_data", "page_name"]

Data = dict[str, Any]
_LABEL = 24  # characters of a name that pyvis's own label keeps; the page draws and wraps its own
_CARRIED_OUT = "SELECT ?plan ?event WHERE { ?plan kg:carriedOutBy ?event } ORDER BY ?plan ?event"
_DASHES = {"planned": [8, 5], "restored": [2, 4]}


def page_data(graph: Graph, focus: str | None = None, *, limit: int = 20_000, outlines: Sequence[str] = ()) -> Data:
    """All that the explorer needs; it opens on `focus` (name or IRI), else on the body that most articles speak of.

    Of a graph with more than `limit` entities, events and figures the page holds those nearest the focus; `left_out` counts the
    rest. `outlines` are SVG paths in map units. Raises UsageError where no entity is called `focus`.
    """
    centre = graph.entity(focus).iri if focus else main_body(graph)
    extent = within(graph, nearest(graph, centre, limit))
    page = _write(extent)
    return {
        **_contents(page, {article.iri: article for article in graph.articles()}),
        **_whole(page, extent, _carried(graph, page)),
        "map": {"backdrop": backdrop(), "outlines": list(outlines)},
        **_lead(page, page.ids[centre] if centre else min(page.ids.values(), default=None)),
        "left_out": len(graph.entities()) + len(graph.figures()) + len(graph.events()) - len(extent.iris()),
    }


def _lead(page: _PageWriter, focus: int | None) -> Data:
    """The focus, and what it is called, for a page that opens without the network."""
    if focus is None:
        return {"focus": None, "lead": None}
    return {"focus": focus, "lead": {key: page.network.nodes[focus][key] for key in ("name", "group")}}


def _carried(graph: Graph, page: _PageWriter) -> Iterator[tuple[str, str]]:
    """Plans of the page with what another article says was done of them."""
    pairs = ((str(plan), str(done)) for plan, done in graph.query(_CARRIED_OUT))
    return ((plan, done) for plan, done in pairs if plan in page.ids and done in page.ids)


def _whole(page: _PageWriter, extent: Extent, carried: Iterable[tuple[str, str]]) -> Data:
    """What only shows when all of the extent is seen at once."""
    ids = page.ids
    return {
        "divisions": division_rows(sorted({code for node in page.network.nodes for code in node.get("codes", ())})),
        "measures": [(ids[m.iri], m.degree, m.betweenness, m.community) for m in measure_bodies(extent)],
        "joint": [(ids[iri], *point) for iri, point in joint_actions(extent).items()],
        "series": [{"figures": [ids[iri] for iri in s.figures], "holder": s.holder and ids[s.holder]} for s in series(extent)],
        "differ": [[ids[a], ids[b]] for a, b in contradictions(extent.figures)],
        "carried": [[ids[plan], ids[done]] for plan, done in carried],
    }


def article_data(article: ArticleView, extent: Extent) -> Data:
    """All that the reading page of one article needs; `extent` is what it says."""
    page = _write(extent)
    page.evidence.article(article.iri)
    return _contents(page, {article.iri: article})


def _contents(page: _PageWriter, articles: Mapping[str, ArticleView]) -> Data:
    return {
        "base": _common_folder(page.ids.keys()),
        "articles": [_article(articles[iri]) for iri in page.evidence.articles()],
        "sentences": page.evidence.sentences(),
        "claims": page.evidence.claims(),
        "network": {"nodes": page.network.nodes, "edges": page.network.edges},
    }


def _write(extent: Extent) -> _PageWriter:
    """Nodes first, since edges need both their ends."""
    page, kept = _PageWriter(EvidenceTable(), territories(extent)), extent.iris()
    for entity in extent.entities:
        page.entity(entity)
    for figure in extent.figures:
        page.figure(figure)
    for event in extent.events:
        page.event(event, kept)
    for relation in extent.relations:
        page.relation(relation)
    page.scopes(extent.figures)
    page.borrow_words()
    return page


def _common_folder(iris: Collection[str]) -> str:
    """What all IRIs begin with, up to a slash: addresses of views leave it out."""
    first, last = min(iris, default=""), max(iris, default="")
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    return shared[: shared.rfind("/") + 1]


def _article(a: ArticleView) -> Data:
    known = {"id": a.id, "title": a.title, "publisher": a.publisher, "published": a.published, "file": a.source, "url": a.url}
    known |= {"cite": to_gbt(reference(a))}
    return {**_without_none(known), "page": page_name(a), "text": a.text, "read": _runs(a.sentences)}


def page_name(article: ArticleView) -> str:
    """The name of its reading page: from its IRI, since a file may be called anything."""
    return f"{article.iri.rsplit('/', 1)[-1]}.html"


def _runs(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with those joined that touch: what of a text was read; the rest is a site's own words."""
    joined: list[tuple[int, int]] = []
    for start, stop in spans:
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _without_none(values: Data) -> Data:
    return {key: value for key, value in values.items() if value not in (None, (), [])}


def _when(event: EventView) -> tuple[str, str] | None:
    """The first and the last day, ISO 8601, between which all dated times of the event lie."""
    bounds = [b for f in event.role("time") if (b := date_bounds(f.label))]
    return (min(b[0] for b in bounds), max(b[1] for b in bounds)) if bounds else None


class _Numbers(list[int]):
    """Numbers from 0 on in their order: pyvis looks each end of each edge up in a list, which must not be gone through."""

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and 0 <= number < len(self)


class _PageWriter:
    """Writes views into one pyvis network; nodes are numbered in the order in which they come."""

    def __init__(self, evidence: EvidenceTable, territories: Mapping[str, tuple[str, ...]]) -> None:
        self.evidence = evidence
        self.territories = territories
        self.network = Network(directed=True)
        self.network.node_ids = _Numbers()
        self.ids: dict[str, int] = {}

    def node(self, iri: str, *, kind: str, group: str, name: str, claims: list[int], **more: Any) -> int:
        at = self.ids.setdefault(iri, len(self.ids))
        label = name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"
        more |= {"codes": self.territories.get(iri, ())}
        details = {"key": iri, "kind": kind, "group": group, "name": name, "claims": claims, **_without_none(more)}
        self.network.add_node(at, label=label, shape="custom", **details)
        return at

    def edge(self, ends: tuple[int, int], *, layer: str, kind: str, claims: list[int], **more: Any) -> None:
        """`more` may hold status, basis, follows, post, verified; an edge is done and stated where it does not say otherwise."""
        details = {"layer": layer, "kind": kind, "status": "done", "basis": "stated", "claims": claims, **_without_none(more)}
        dashes = _DASHES.get(details["status"]) or _DASHES.get(details["basis"]) or False
        self.network.add_edge(*ends, id=len(self.network.edges), dashes=dashes, **details)

    def entity(self, e: EntityView) -> None:
        self.node(
            e.iri,
            kind="entity",
            group=e.type,
            name=e.label,
            claims=self.evidence.words(e.evidence),
            code=e.code,
            surfaces=list(e.aliases),
            initials=initials(e.label) or None,
        )

    def figure(self, f: FigureView) -> None:
        self.node(
            f.iri,
            kind="figure",
            group="Figure",
            name=f.label,
            claims=self.evidence.words(f.evidence),
            value=f.value,
            max=f.max,
            lower=f.lower,
            upper=f.upper,
            unit=f.unit,
            modifier=f.modifier,
            indicator=f.indicator,
            change=f.type,
            baseline=f.baseline,
            scope=f.scope,
            as_of=f.as_of,
            verified=f.verified or None,
        )

    def event(self, e: EventView, kept: Collection[str]) -> None:
        """A node that joins its fillers, as far as they are kept; times are written on it instead of hanging beside it."""
        at = self.node(
            e.iri,
            kind="event",
            group="Event",
            name=e.label,
            claims=self.evidence.clauses(e.evidence, e.trigger, (w for f in e.fillers for w in f.evidence)),
            event=e.type,
            status=e.status,
            times=[f.label for f in e.role("time")],
            when=_when(e),
            verified=e.verified or None,
        )
        for filler in e.fillers:
            if filler.role != "time" and (filler.kind == "words" or filler.iri in kept):
                self.filler(at, e, filler)

    def filler(self, event: int, e: EventView, f: FillerView) -> None:
        if f.iri not in self.ids:
            self.node(f.iri, kind="words", group="Words", name=f.label, claims=self.evidence.words(f.evidence))
        claims = self.evidence.roles(f.evidence, e.evidence, e.trigger)
        ends = (event, self.ids[f.iri])
        self.edge(ends, layer="role", kind=f.role, status=e.status, basis=f.basis, claims=claims, verified=f.verified or None)

    def relation(self, r: RelationView) -> None:
        follows = [self.ids[event] for event in r.events if event in self.ids]
        claims = self.evidence.clauses(r.evidence) if follows else self.evidence.words(r.evidence)
        basis = next((e.basis for e in r.evidence if e.basis != "stated"), "stated")
        ends = (self.ids[r.subject], self.ids[r.object])
        more = {"follows": follows, "post": r.post, "verified": r.verified or None}
        self.edge(ends, layer="relation", kind=r.type, claims=claims, basis=basis, **more)

    def scopes(self, figures: Iterable[FigureView]) -> None:
        """Ties each figure to the place it holds for, where that place is a node."""
        for f in figures:
            if f.place in self.ids:
                ends = (self.ids[f.iri], self.ids[f.place])
                self.edge(ends, layer="role", kind="scope", claims=self.evidence.words(f.evidence))

    def borrow_words(self) -> None:
        """An entity that the text names only inside a longer name stands on the words of what is said of it."""
        nodes = self.network.nodes
        bare = {node["id"] for node in nodes if not node["claims"]}
        for edge in self.network.edges:
            for end in bare.intersection((edge["from"], edge["to"])):
                nodes[end]["borrowed"] = True
                nodes[end]["claims"] = list(dict.fromkeys([*nodes[end]["claims"], *edge["claims"]]))
