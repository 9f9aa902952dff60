"""The articles of a graph, without which there are no words to quote and no silence to count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.views import ArticleView, Evidence

__all__ = ["articles_of", "by_article", "names_of"]


def articles_of(graph: Graph) -> tuple[ArticleView, ...]:
    """The articles, by publication date and title; raises UsageError for a graph of facts alone (as from Turtle)."""
    found = graph.articles()
    if not found:
        raise UsageError(
            "the graph has no articles, only facts at most: open a build, or TriG or N-Quads with the articles' graphs"
        )
    return found


def names_of(graph: Graph) -> dict[str, str]:
    """Article (IRI) → what it is called before an offset: its id, where no other article has that, else its IRI.

    `explain_at` finds the article by it.
    """
    found = graph.articles()
    borne = Counter(a.id for a in found)
    return {a.iri: a.id if borne[a.id] == 1 else a.iri for a in found}


def by_article(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first words of each article, in the order in which the articles come."""
    found: dict[str, Evidence] = {}
    for e in evidence:
        found.setdefault(e.article, e)
    return tuple(found.values())
