"""The graph as people use it from Python: build, open, ask, look around, show."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from kg.build import asks_for_pseudonyms, built_base, check_readable, is_build
from kg.build import gold_documents as annotated
from kg.errors import InputError, StoreError, UsageError
from kg.graph.building import build_project
from kg.graph.explain import Explanation, of_entity, of_event, of_figure, of_relation
from kg.graph.naming import SeveralEntities, check_known, choices, did_you_mean, entities_called
from kg.graph.questions import Question, own_questions, questions
from kg.graph.reader import Reader
from kg.graph.result import Result
from kg.graph.views import (
    ArticleView,
    EntityView,
    EventView,
    Evidence,
    FigureView,
    FillerView,
    Neighbourhood,
    RelationView,
)
from kg.link.identity import DEFAULT_BASE
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, Document, Status
from kg.people import Names, Pseudonyms, Shift, key_of_folder
from kg.project import Project, is_project, read_project
from kg.rdf import accepted_quads, checked_base, corpus_quads
from kg.rdf.bounds import date_bounds
from kg.remote import Endpoint, is_url
from kg.store import Store
from kg.tables.calibration import Acceptance

if TYPE_CHECKING:
    import networkx
    import pandas

__all__ = [
    "ArticleView",
    "EntityView",
    "EventView",
    "Evidence",
    "Explanation",
    "FigureView",
    "FillerView",
    "Graph",
    "Neighbourhood",
    "RelationView",
    "Result",
    "SeveralEntities",
    "build",
    "build_gold",
    "open_graph",
    "output_of",
    "shows_no_names",
]

_HOW_TO_FIND = "`kg search GRAPH WORDS` finds words in the articles, `kg query GRAPH --question 23` lists the bodies"
_NAMED = 5  # articles that a message names


class Graph:
    """A knowledge graph of work articles, in which every statement can show the words it stands on."""

    def __init__(
        self, store: Store | Endpoint, own: Mapping[int, Question] = MappingProxyType({}), names: Names | None = None
    ) -> None:
        """`own` are questions of a project, by number; `names` those that the store no longer holds, with their pseudonyms."""
        self.store, self._own, self._names = store, own, names

    @classmethod
    def of(cls, docs: Iterable[Document], *, base: str = DEFAULT_BASE, threshold: float = 0.0) -> Graph:
        """The graph of documents that the pipeline, or gold, has filled, and of what ties them together; in memory.

        Raises UsageError for a base that is no IRI ending in /.
        """
        checked_base(base)
        return cls(Store.memory(corpus_quads(docs, base=base, threshold=threshold), base))

    @cached_property
    def _read(self) -> Reader:
        return Reader(self.store)

    def articles(self) -> tuple[ArticleView, ...]:
        """The articles, by publication date and title."""
        return tuple(sorted(self._read.articles.values(), key=lambda a: (a.published or "", a.label, a.iri)))

    def entities(self, type: str | None = None) -> tuple[EntityView, ...]:
        """The entities, those with most mentions first; `type` is one of model.MENTION_TYPES, or UsageError is raised."""
        check_known(type, MENTION_TYPES, "type of entity")
        found = (e for e in self._read.entities.values() if type in (None, e.type))
        return tuple(sorted(found, key=lambda e: (-len(e.evidence), e.label, e.iri)))

    def events(
        self, type: str | None = None, place: str | None = None, since: str | None = None, status: str | None = None
    ) -> tuple[EventView, ...]:
        """Events in text order: of a type, at a place or what lies below it, since a date (ISO 8601), `done` or `planned`.

        The place is given by name, surface form or IRI: 绍兴市 has what was in its counties and towns. An event is since a date
        where its time begins on the first day of it or later; one without a time never is: nothing says when it was. Raises
        UsageError for a type, a status or a place that there is not, and for what is no date.
        """
        check_known(type, EVENT_TYPES, "type of event")
        check_known(status, get_args(Status), "status")
        there = None if place is None else self._below(place)
        first = None if since is None else _first_day(since)
        return tuple(
            e
            for e in self._read.events.values()
            if type in (None, e.type)
            and status in (None, e.status)
            and (there is None or any(f.iri in there for f in e.role("place")))
            and (first is None or any(b[0] >= first for f in e.role("time") if (b := date_bounds(f.label))))
        )

    def _below(self, place: str) -> frozenset[str]:
        """The nodes of that name, and all that is part of them."""
        name = self.known_as(place)
        found = self._nodes(name)
        reached = found & self._read.labels.keys()
        if not reached:
            known = (self._read.labels[iri] for iri in {f.iri for e in self._read.events.values() for f in e.role("place")})
            raise UsageError(f"there is no place {name!r}; {did_you_mean(name, sorted(known)) or _HOW_TO_FIND}")
        while reached:
            reached = frozenset(part for whole in reached for part in self._read.parts.get(whole, ())) - found
            found |= reached
        return found

    def relations(self, type: str | None = None) -> tuple[RelationView, ...]:
        """The relations; `type` is one of model.RELATIONS, or UsageError is raised."""
        check_known(type, RELATIONS, "relation")
        return tuple(r for r in self._read.relations if type in (None, r.type))

    def figures(self, indicator: str | None = None, measures: str | None = None) -> tuple[FigureView, ...]:
        """The figures in text order; `indicator` is words that what is counted contains (覆盖率).

        `measures` is the Chinese name of a standard indicator (党组织覆盖率), whatever words the texts have for it.
        """
        return tuple(
            f
            for f in self._read.figures.values()
            if (indicator is None or indicator in (f.indicator or "")) and measures in (None, f.measures)
        )

    def entity(self, name: str) -> EntityView:
        """The entity of that name, surface form or IRI, the one with most mentions.

        The words in the quotes of one name alone will do: 银龄哨兵 for “银龄哨兵”工作法. Where several have the name, the warning
        SeveralEntities says which was taken, and which others there are. Raises UsageError where there is none.
        """
        name = self.known_as(name)
        found = entities_called(name, self.entities())
        if len(found) > 1:
            warnings.warn(choices(name, found, self._read.articles), SeveralEntities, stacklevel=2)
        if found:
            return found[0]
        near = did_you_mean(name, (e.label for e in self.entities()))
        raise UsageError(f"no entity is called {name!r}; {near or _HOW_TO_FIND}")

    def neighbours(self, name: str, depth: int = 1) -> Neighbourhood:
        """Everything within `depth` steps of the entity, over relations and over events that two entities fill."""
        focus = self.entity(name)
        distance = {focus.iri: 0}
        for step in range(1, depth + 1):
            reached = {iri for group in self._groups for iri in group if any(distance.get(i) == step - 1 for i in group)}
            distance.update({iri: step for iri in reached if iri not in distance})
        inside = [self._read.entities[iri] for iri in distance if iri != focus.iri]
        inside.sort(key=lambda e: (distance[e.iri], e.label, e.iri))
        return Neighbourhood(
            focus=focus,
            depth=depth,
            entities=tuple(inside),
            distance=tuple(distance[e.iri] for e in inside),
            relations=tuple(r for r in self.relations() if r.subject in distance and r.object in distance),
            events=tuple(e for e in self.events() if _entities_of(e) & distance.keys()),
        )

    @cached_property
    def _groups(self) -> tuple[frozenset[str], ...]:
        pairs = {frozenset((r.subject, r.object)) for r in self.relations()}
        return tuple(sorted(pairs | {_entities_of(e) for e in self.events()}, key=sorted))

    def evidence(self, subject: str, predicate: str | None = None, object: str | None = None) -> tuple[Evidence, ...]:
        """The words behind a node (its mentions or clauses), or behind the statements that match.

        Nodes are given by name, surface form or IRI, the predicate by its local name (`supervises`) or IRI.
        """
        nodes = self._nodes(subject)
        if predicate is None and object is None:
            return tuple(e for n in sorted(nodes) for e in self._evidence_of_node(n))
        others = None if object is None else self._nodes(object)
        found = [
            e
            for (s, p, o), evidence in self._read.claims.items()
            if s in nodes and predicate in (None, p, _local_name(p)) and (others is None or o in others)
            for e in evidence
        ]
        return tuple(dict.fromkeys(found))

    def explain(self, name: str, other: str | None = None) -> tuple[Explanation, ...]:
        """Why the graph says what it says of an entity, or of what ties it to another: words, rule, confidence; in text order."""
        ends = {self.entity(n).iri for n in (name, other) if n is not None}
        return tuple(x for x in self._explanations if ends <= x.nodes)

    def explain_at(self, article: str, offset: int) -> tuple[Explanation, ...]:
        """What was read at an offset (code points) of an article, given by IRI, id, title or file name; the shortest words first.

        Raises UsageError for an article that the graph does not have, for what several are called, or an offset outside its text.
        """
        known = [a for a in self.articles() if article in (a.iri, a.id, a.title, a.source)]
        if not known:
            raise UsageError(f"no article {article!r}; articles() lists them")
        if len(known) > 1:
            named = "、".join(f"{a.label} ({a.iri})" for a in known[:_NAMED])
            raise UsageError(f"{len(known)} articles are called {article!r}; give the IRI of one: {named}")
        (found,) = known
        if not 0 <= offset < len(found.text):
            raise UsageError(f"offset {offset}: the text has {len(found.text)} characters")
        here = [x for x in self._explanations if x.evidence.article == found.iri and x.evidence.start <= offset < x.evidence.stop]
        return tuple(sorted(here, key=lambda x: x.evidence.stop - x.evidence.start))

    @cached_property
    def _explanations(self) -> tuple[Explanation, ...]:
        read = self._read
        found = chain(
            chain.from_iterable(map(of_entity, read.entities.values())),
            chain.from_iterable(map(of_figure, read.figures.values())),
            chain.from_iterable(map(of_event, read.events.values())),
            chain.from_iterable(map(of_relation, read.relations)),
        )
        return tuple(sorted(found, key=lambda x: (x.evidence.article, x.evidence.start, x.evidence.stop)))

    def _evidence_of_node(self, iri: str) -> tuple[Evidence, ...]:
        if iri in self._read.events:
            return self._read.events[iri].evidence
        return self._read.figures[iri].evidence if iri in self._read.figures else self._read.mentions.get(iri, ())

    def _nodes(self, name: str) -> frozenset[str]:
        if "://" in name:
            return frozenset((name,))
        labelled = {iri for iri, label in self._read.labels.items() if label == name}
        return frozenset(labelled | {e.iri for e in self._read.entities.values() if name in e.aliases})

    def at_least(self, confidence: float) -> Graph:
        """A copy in memory without the facts of which nothing is so sure; raises UsageError outside 0 to 1.

        `graph.at_least(0.9).events(type="Meeting")`, `….ask(4)`, `….show()`. The claims stay, in the articles' graphs.
        """
        if not 0.0 <= confidence <= 1.0:
            raise UsageError(f"confidence {confidence:g}: give a number from 0 to 1")
        return self._accepted(Acceptance.of(confidence))

    def accepted(self) -> Graph:
        """A copy in memory with accepted facts alone: sure enough for a precision of 0.85 on articles that nothing had seen."""
        return self._accepted(Acceptance.load())

    def _accepted(self, accepts: Acceptance) -> Graph:
        if isinstance(self.store, Endpoint):
            raise UsageError(
                "an endpoint cannot be filtered from here: open a build or a file, or ask for kg:confidence by GRAPH"
            )
        kept = accepted_quads(self.store.quads(), self.store.base, accepts)
        return Graph(Store.memory(kept, self.store.base), self._own, self._names)

    def pseudonymised(self, key: bytes) -> Graph:
        """A copy in memory with pseudonyms for the names of persons, in every word and IRI; the same key gives the same ones.

        Offsets are those of the texts as they read then. You still ask by name: `entity`, `query`, `ask` and `explain` put the
        pseudonym in its place. Raises UsageError for an endpoint.
        """
        if isinstance(self.store, Endpoint):
            raise UsageError("what an endpoint answers cannot be pseudonymised from here: open a build or a file")
        pseudonyms = Pseudonyms(self.store.quads(), self.store.base, key)
        return Graph(Store.memory(pseudonyms.quads(), self.store.base), self._own, pseudonyms.names)

    def known_as(self, name: str) -> str:
        """What this graph calls somebody of that name: the pseudonym in a pseudonymised one, else the name itself."""
        return self._names.replaced(name) if self._names else name

    def offset_in(self, text: str, offset: int) -> int:
        """Where what stands at an offset of the text stands in this graph, whose pseudonyms are longer than the names."""
        return Shift(tuple(self._names.found(text))).start(offset) if self._names else offset

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL 1.1 query over the accepted facts; `GRAPH ?article { … }` reaches claims and text.

        The usual prefixes (kg, rdfs, schema, org, prov, skos, nif, sosa, …) are declared. Raises QueryError.
        """
        answer = self.store.ask(self.known_as(sparql))
        return Result(answer.vars, answer.rows, answer.turtle)

    def ask(self, number: int, **values: str | None) -> Result:
        """The answer to a question of kg, or of the project, with parameters (`name`, `year`) put in; None is any value.

        `graph.ask(3, prefecture="酒泉市")`. Raises UsageError for a number or a parameter that there is not.
        """
        return self.query(self.question(number).with_values(**values))

    def question(self, number: int) -> Question:
        """A question of kg, or of the project. Raises UsageError for a number that there is not."""
        known = questions() | dict(self._own)
        found = known.get(number)
        if found is None:
            own = f", and {', '.join(map(str, self._own))} of the project" if self._own else ""
            raise UsageError(f"there is no question {number}; questions run from 1 to {max(questions())}{own}")
        return found

    def to_networkx(self, *, happenings: bool = False) -> networkx.MultiDiGraph:
        """A typed multigraph for networkx: entities and the relations between them, with labels, types, dates and words.

        With `happenings` events, plans, figures and articles are nodes as well, and roles are edges.
        """
        from kg.graph.network import to_networkx

        return to_networkx(self, happenings=happenings)

    def to_rdflib(self) -> Any:
        """A copy as an rdflib.Dataset, the facts as its default graph, each article a named graph."""
        return self.store.to_rdflib()

    def panel(
        self, table: str = "panel", *, initiative: str, unit: str = "prefecture", variants: bool = False
    ) -> pandas.DataFrame:
        """What articles tell of an initiative, by division of a level (province, prefecture, county) and year, for pandas.

        `table` is panel, divisions (first dates), dyads (from → to) or evidence; docs/analysis.md says what they hold. A cell is
        NA where no article of the division was read for the year, and 0 where one was and says nothing of the kind. Needs
        pandas, which `zhengmai[tables]` installs; raises UsageError for an initiative or a unit that there is not.
        """
        from kg.analysis.panel import panel

        return panel(self, initiative=initiative, unit=unit, variants=variants).to_pandas(table)

    def show(self, focus: str | None = None, **options: Any) -> Any:
        """The explorer, open on `focus`; shows itself in a notebook."""
        from kg.view import show

        return show(self, focus=focus, **options)

    def map(self, **options: Any) -> Any:
        """The explorer, open on the map of where things happened; shows itself in a notebook."""
        return self.show(view="map", **options)

    def timeline(self, **options: Any) -> Any:
        """The explorer, open on the timeline, done apart from planned; shows itself in a notebook."""
        return self.show(view="timeline", **options)

    def __repr__(self) -> str:
        read = self._read
        return f"<Graph: {len(read.articles)} articles, {len(read.entities)} entities, {len(read.events)} events>"


def _first_day(since: str) -> str:
    bounds = date_bounds(since)
    if bounds is None:
        raise UsageError(f"{since!r} is no date; write 2017, 2017-06 or 2017-06-30")
    return bounds[0]


def _local_name(iri: str) -> str:
    """What comes behind the namespace: supervises, type."""
    return re.split("[#/]", iri)[-1]


def _entities_of(event: EventView) -> frozenset[str]:
    return frozenset(f.iri for f in event.fillers if f.kind == "entity")


def build(*paths: str | Path, metadata: str | Path | None = None, base: str = DEFAULT_BASE, threshold: float = 0.0) -> Graph:
    """The graph of articles (files or folders), in memory; `metadata` is a table with a row a file.

    Raises InputError for the first path that cannot be read; `kg build` goes on with the others. A project (a folder with
    kg.toml), given alone, is built as `kg build` builds it, into its folder, and opened: what cannot be read then stands in
    report.json. Raises UsageError where more is given than the project, whose kg.toml says the rest.
    """
    if any(is_project(Path(path)) for path in paths):
        if len(paths) > 1 or metadata is not None or base != DEFAULT_BASE or threshold:
            raise UsageError(f"{'、'.join(map(str, paths))}: give a project alone; its kg.toml names articles, metadata and base")
        build_project(read_project(Path(paths[0])))
        return open_graph(paths[0])
    from kg.pipeline import extract
    from kg.read import MetadataTable, articles, read_table

    table = read_table(Path(metadata)) if metadata else MetadataTable({})
    docs = (extract(source, given=table.of(source.place)) for source in articles(paths))
    return Graph.of(docs, base=base, threshold=threshold)


def build_gold(gold: str | Path, articles: str | Path, *, only: Iterable[str] | None = None, base: str = DEFAULT_BASE) -> Graph:
    """The graph of annotations instead of extraction: records in `gold`, texts in `articles`; `only` names the ids wanted."""
    return Graph.of(gold_documents(Path(gold), Path(articles), only), base=base)


def gold_documents(gold: Path, articles: Path, only: Iterable[str] | None = None) -> list[Document]:
    """The annotated documents, by id; raises the error of the first that cannot be read."""
    docs = []
    for outcome in annotated(gold, articles, only):
        if outcome.doc is None:
            raise outcome.error or InputError(outcome.file)
        docs.append(outcome.doc)
    return docs


def output_of(project: Project) -> Path:
    """The folder of the project's graph; raises StoreError where it has not been built."""
    if not is_build(project.output):
        raise StoreError(f"{project.folder}: is a project that has not been built; run `kg build {project.folder}`")
    check_readable(project.output)
    return project.output


def open_graph(where: str | Path, base: str | None = None, *, names: bool = False) -> Graph:
    """The graph in a folder that `kg build` wrote, of a project, in a file (.trig, .nq, .ttl …), or behind a SPARQL endpoint.

    The base is the graph's own unless given. Where the project asks for pseudonyms (kg.toml), the graph is a copy in memory that
    has them, unless `names`. Raises StoreError where there is none, or one of a schema that this version cannot read,
    RemoteError where nobody answers.
    """
    if is_url(str(where)):
        return Graph(Endpoint(str(where), base=base))
    path = Path(where)
    project = read_project(path) if is_project(path) else None
    folder = output_of(project) if project else path.parent if path.is_file() else path
    store = Store.load(path, base) if path.is_file() else _stored(folder, base)
    graph = Graph(store, own_questions(project.questions) if project else MappingProxyType({}))
    return graph if names or not shows_no_names(path) else graph.pseudonymised(key_of_folder(folder))


def shows_no_names(place: Path) -> bool:
    """Whether the project, the build that it has made, or that of a file (graph.trig) asks for pseudonyms for persons."""
    if not is_project(place):
        return asks_for_pseudonyms(place.parent if place.is_file() else place)
    project = read_project(place)
    return project.pseudonymise or asks_for_pseudonyms(project.output)


def _stored(folder: Path, base: str | None) -> Store:
    built = built_base(folder)
    if built is not None:
        check_readable(folder)
    return Store.open(folder / "store", base or built or DEFAULT_BASE)
