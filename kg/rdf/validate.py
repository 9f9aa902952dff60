"""Whether a graph conforms to ontology/shapes.ttl: an article at a time, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.rdf.rdflib_terms import literal, node
from kg.rdf.vocabulary import KG, PREFIXES, TYPE, kg
from kg.tables.loading import ontology_dir

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Violation", "violations", "violations_by_article"]

_JOINT = kg("jointActionWith")
_REPORTED = kg("reportedIn")
_TARGET, _MODEL, _RECOGNITION = kg("target"), kg("ModelOrganization"), kg("Recognition")


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a shape."""

    shape: str  # local name: EventShape
    node: str  # IRI
    path: str  # IRI of the property, or empty
    message: str

    def __str__(self) -> str:
        where = f" {_short(self.path)}" if self.path else ""
        return f"{self.node}{where}: {self.message} (ontology/shapes.ttl, kg:{self.shape})"


def violations(triples: Iterable[Triple | Quad]) -> tuple[Violation, ...]:
    """What breaks the shapes in the union of the triples, whatever graphs they come from; sorted, each once."""
    import pyshacl
    from rdflib import Graph

    data = Graph()
    for t in triples:
        data.add((node(t.subject), node(t.predicate), literal(t.object) if isinstance(t.object, Literal) else node(t.object)))
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), inplace=True)
    return tuple(sorted(set(_read(report, _shapes()))))


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    return Graph().parse(ontology_dir() / "shapes.ttl", format="turtle")


def _read(report: Graph, shapes: Graph) -> Iterator[Violation]:
    from rdflib import RDF, SH

    for result in report.subjects(RDF.type, SH.ValidationResult):
        source = report.value(result, SH.sourceShape)
        owner = source if (source, RDF.type, SH.NodeShape) in shapes else shapes.value(None, SH.property, source)
        yield Violation(
            shape=str(owner).removeprefix(KG),
            node=str(report.value(result, SH.focusNode)),
            path=str(report.value(result, SH.resultPath) or ""),
            message=str(shapes.value(owner, SH.message)),
        )


def _short(iri: str) -> str:
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def violations_by_article(quads: Iterable[Quad], facts: NamedNode) -> Iterator[tuple[str, Violation]]:
    """(article, violation) of a whole graph: each article's own graph with the facts about the nodes it speaks of."""
    articles: dict[Any, list[Quad]] = {}
    about: dict[Any, list[Quad]] = {}
    for q in quads:
        if q.graph_name == facts:
            about.setdefault(q.subject, []).append(q)
        else:
            articles.setdefault(q.graph_name, []).append(q)
    recognised = _recognised(about)
    for article in sorted(articles, key=str):
        spoken = [*articles[article], *_facts_spoken_of(articles[article], about, recognised)]
        for violation in violations(spoken):
            yield article.value, violation


def _recognised(about: dict[Any, list[Quad]]) -> dict[Any, set[Any]]:
    """Body → the recognitions that have it as target."""
    found: dict[Any, set[Any]] = {}
    for event, said in about.items():
        if any(q.predicate == TYPE and q.object == _RECOGNITION for q in said):
            for q in said:
                if q.predicate == _TARGET:
                    found.setdefault(q.object, set()).add(event)
    return found


def _facts_spoken_of(article: list[Quad], about: dict[Any, list[Quad]], recognised: dict[Any, set[Any]]) -> Iterator[Quad]:
    """The facts of every node that the article's graph names, and of what those lead to the types, names and numbers.

    Another article's event, figure or plan, to which links lead (kg:sameHappening), is checked with that article alone. So is
    that a body is a model organisation where only another one tells of its recognition: 酒泉市中小企业联合会 of two articles.
    """
    named = {n for q in article for n in (q.subject, q.object) if isinstance(n, NamedNode) and n in about}
    led_to = {q.object for n in named for q in about[n] if isinstance(q.object, NamedNode)} - named
    beyond = {n for n in led_to if all(q.predicate != _REPORTED for q in about.get(n, ()))}
    for n in sorted(named, key=str):
        yield from (q for q in about[n] if not _of_others(q, named, recognised))
    for n in sorted(beyond, key=str):
        for q in (q for q in about.get(n, ()) if not _of_others(q, named, recognised)):
            # Of joint actions those with a node that is named: of others, which are not here, the way back would be missed.
            if q.predicate == TYPE or isinstance(q.object, Literal) or (q.predicate == _JOINT and q.object in named):
                yield q


def _of_others(q: Quad, named: set[Any], recognised: dict[Any, set[Any]]) -> bool:
    """Whether the fact is that something is a model organisation, which no recognition of this article says, but another's."""
    events = recognised.get(q.subject, set()) if q.predicate == TYPE and q.object == _MODEL else set()
    return bool(events) and not events & named
