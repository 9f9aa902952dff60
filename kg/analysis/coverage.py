"""Which articles were read for a division in a year: without it, silence cannot be told from nothing to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kg.analysis.units import Places, Unit, unit_of
from kg.graph import Graph
from kg.graph.network import bounds_of
from kg.graph.views import ArticleView

__all__ = ["Cell", "Coverage", "coverage"]

Cell = tuple[str, int]  # code of the division, year


@dataclass(frozen=True)
class Coverage:
    """Cell → articles, by IRI; a text that was reprinted counts once."""

    own: Mapping[Cell, frozenset[str]]  # written for the division or for a part of it
    naming: Mapping[Cell, frozenset[str]]  # written elsewhere, naming a place or a body of it
    years: Mapping[str, tuple[int, ...]]  # article → the years that it reports on


def coverage(graph: Graph, unit: Unit, places: Places, same: Mapping[str, str]) -> Coverage:
    """What was read of each division of that level in each year."""
    articles = {article.iri: article for article in graph.articles() if same.get(article.iri, article.iri) == article.iri}
    years = _years(graph, articles)
    own: dict[Cell, set[str]] = defaultdict(set)
    naming: dict[Cell, set[str]] = defaultdict(set)
    for iri in articles:
        if home := unit_of(places.homes.get(iri), unit):
            for year in years[iri]:
                own[home.code, year].add(iri)
    for entity in graph.entities():
        if division := unit_of(places.code(entity.iri), unit):
            for iri in {e.article for e in entity.evidence} & articles.keys():
                for year in years[iri]:
                    if iri not in own.get((division.code, year), ()):
                        naming[division.code, year].add(iri)
    return Coverage(_frozen(own), _frozen(naming), years)


def _frozen(table: Mapping[Cell, set[str]]) -> dict[Cell, frozenset[str]]:
    return {cell: frozenset(found) for cell, found in table.items()}


def _years(graph: Graph, articles: Mapping[str, ArticleView]) -> dict[str, tuple[int, ...]]:
    """The years in which an article dates what was done: that of publication and the one before, as far as it does.

    What lies further back is history, of which an article tells little (an association founded in 2005); without such a date it
    reports on the year of publication, and without this on the last year that it dates.
    """
    dated: dict[str, set[int]] = defaultdict(set)
    for event in graph.events(status="done"):
        first, last = bounds_of(event.role("time"))
        dated[event.article] |= {int(day[:4]) for day in (first, last) if day}
    found: dict[str, tuple[int, ...]] = {}
    for iri, article in articles.items():
        published = int(article.published[:4]) if article.published else max(dated[iri], default=None)
        recent = sorted(y for y in dated[iri] if published is not None and y in (published - 1, published))
        found[iri] = tuple(recent) or ((published,) if published is not None else ())
    return found
