"""Documents as quads: each article in a graph of its own, accepted facts once in a graph of theirs, links between articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from kg.link import EMPTY, ArticleRecord, Registry, link
from kg.link.identity import DEFAULT_BASE, Identity
from kg.model import Document
from kg.rdf.accepted import accepted_quads
from kg.rdf.article import article_triples
from kg.rdf.claims import Nodes, claims
from kg.rdf.facts import checked_base, fact_triples, facts_graph
from kg.rdf.indicators import Indicators
from kg.rdf.lean import lean as in_few_quads
from kg.rdf.links import link_quads, under_shared_names
from kg.rdf.record import article_record
from kg.rdf.serialize import lines, lines_of
from kg.rdf.stretches import with_stretches
from kg.rdf.vocabulary import Triple
from kg.tables.own import NOTHING, Own

__all__ = [
    "Written",
    "WrittenLines",
    "accepted_quads",
    "checked_base",
    "corpus_quads",
    "document_lines",
    "document_quads",
    "facts_graph",
    "linked_quads",
    "write_document",
]


@dataclass(frozen=True, slots=True)
class Written:
    """One article, ready for the link layer: its own graph, the facts that it supports, its record."""

    graph: tuple[Quad, ...]
    facts: tuple[Quad, ...]
    record: ArticleRecord


@dataclass(frozen=True, slots=True)
class WrittenLines:
    """One article as the build keeps it: graph and facts as lines of N-Quads, sorted, each once."""

    graph: tuple[bytes, ...]
    facts: tuple[bytes, ...]
    record: ArticleRecord


def write_document(
    doc: Document, *, base: str = DEFAULT_BASE, threshold: float = 0.0, lean: bool = False, own: Own = NOTHING
) -> Written:
    """The document as quads without repeats, and its record; claims of a confidence below `threshold` make no facts.

    A `lean` article has at most lean.LEAN quads: its surest facts, and of its own graph what they stand on. `own` is what a
    project adds to the tables.
    """
    nodes = _nodes(doc, base, own)
    found = claims(nodes)
    graph = _quads(article_triples(nodes, found), nodes.article)
    facts = _quads(fact_triples(nodes, found, threshold), facts_graph(base))
    if not lean:
        return Written(graph, facts, article_record(nodes, found, threshold))
    graph, facts = in_few_quads(graph, facts, found)
    kept = {(q.subject, q.predicate, q.object) for q in facts}
    record = article_record(nodes, tuple(c for c in found if (c.subject, c.predicate, c.object) in kept), threshold)
    return Written(graph, facts, record.only(frozenset(s.value for s, _, _ in kept if isinstance(s, NamedNode))))


def document_lines(
    doc: Document, *, base: str = DEFAULT_BASE, threshold: float = 0.0, lean: bool = False, own: Own = NOTHING
) -> WrittenLines:
    """What `write_document` gives, as lines."""
    if lean:
        few = write_document(doc, base=base, threshold=threshold, lean=True, own=own)
        return WrittenLines(lines(few.graph), lines(few.facts), few.record)
    nodes = _nodes(doc, base, own)
    found = claims(nodes)
    graph = lines_of(article_triples(nodes, found), nodes.article)
    facts = lines_of(fact_triples(nodes, found, threshold), facts_graph(base))
    return WrittenLines(graph, facts, article_record(nodes, found, threshold))


def _nodes(doc: Document, base: str, own: Own) -> Nodes:
    return Nodes(with_stretches(doc), Identity(doc, base, own.codes()), Indicators.with_own(own.indicators, base), own)


def _quads(triples: Iterable[Triple], graph: NamedNode) -> tuple[Quad, ...]:
    """The triples in the graph, each once, in the order in which they come."""
    return tuple(dict.fromkeys(Quad(s, p, o, graph) for s, p, o in triples))


def document_quads(doc: Document, *, base: str = DEFAULT_BASE, threshold: float = 0.0) -> tuple[Quad, ...]:
    """The quads of one article, without repeats: its own graph, and what it adds to the graph of facts."""
    written = write_document(doc, base=base, threshold=threshold)
    return written.graph + written.facts


def corpus_quads(
    docs: Iterable[Document], *, base: str = DEFAULT_BASE, threshold: float = 0.0, registry: Registry = EMPTY
) -> tuple[Quad, ...]:
    """The quads of many articles and of what ties them together, without repeats; the order of the articles changes no set."""
    return linked_quads([write_document(doc, base=base, threshold=threshold) for doc in docs], base=base, registry=registry)


def linked_quads(written: Sequence[Written], *, base: str = DEFAULT_BASE, registry: Registry = EMPTY) -> tuple[Quad, ...]:
    """The quads of articles already written and of what ties them together, without repeats."""
    links = link((w.record for w in written), registry, base)
    quads: dict[Quad, None] = {}
    for w in written:
        quads |= dict.fromkeys(w.graph)
        quads |= dict.fromkeys(under_shared_names(w.facts, links.shared))
    return tuple(quads | dict.fromkeys(link_quads(links, base)))
