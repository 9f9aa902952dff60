"""Documents as quads: each article in a graph of its own, accepted facts once in a graph of theirs."""

from __future__ import annotations

from pyoxigraph import Quad

from kg.link.identity import DEFAULT_BASE, Identity
from kg.model import Document
from kg.rdf.article import article_quads
from kg.rdf.claims import Nodes, claims
from kg.rdf.facts import fact_quads, facts_graph

__all__ = ["document_quads", "facts_graph"]


def document_quads(doc: Document, *, base: str = DEFAULT_BASE, threshold: float = 0.0) -> tuple[Quad, ...]:
    """The quads of one article, without repeats: its own graph, and what it adds to the graph of facts.

    Claims of a confidence below `threshold` stay in the article's graph and make no facts.
    """
    nodes = Nodes(doc, Identity(doc, base))
    found = claims(nodes)
    return tuple(dict.fromkeys((*article_quads(nodes, found), *fact_quads(nodes, found, threshold))))
