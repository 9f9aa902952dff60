"""The articles of a graph, without which there are no words to quote and no silence to count."""

from __future__ import annotations

from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.views import ArticleView

__all__ = ["articles_of"]


def articles_of(graph: Graph) -> tuple[ArticleView, ...]:
    """The articles, by publication date and title; raises UsageError for a graph of facts alone (as from Turtle)."""
    found = graph.articles()
    if not found:
        raise UsageError(
            "the graph has no articles, only facts at most: open a build, or TriG or N-Quads with the articles' graphs"
        )
    return found
