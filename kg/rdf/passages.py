"""The stretches of an article that its statements stand on."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.model import Span
from kg.rdf.claims import Nodes
from kg.rdf.vocabulary import TYPE, Triple, integer, kg, term

__all__ = ["Passages"]


class Passages:
    """The stretches of one article, each described once however many statements stand on it."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self._known: dict[Span, NamedNode] = {}

    def at(self, span: Span) -> NamedNode:
        node = self._known.get(span)
        return self.nodes.passage(span) if node is None else node

    def described(self, span: Span) -> Iterator[Triple]:
        """What a stretch is, with its words; nothing where that has been said."""
        if span in self._known:
            return
        node = self._known[span] = self.nodes.passage(span)
        yield node, TYPE, kg("Passage")
        yield node, term("nif:referenceContext"), self.nodes.article
        yield node, term("nif:beginIndex"), integer(span.start)
        yield node, term("nif:endIndex"), integer(span.stop)
        yield node, term("nif:anchorOf"), Literal(span.of(self.nodes.doc.text))
