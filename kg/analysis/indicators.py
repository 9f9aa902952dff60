"""Figures by the standard indicator that they measure, whatever their texts call it; and those that measure none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.analysis.sightings import same
from kg.graph import FigureView, Graph

__all__ = ["Measured", "Unmatched", "by_indicator", "unmatched"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A standard indicator of a graph: how many figures and articles have it, and in which words."""

    indicator: str
    figures: int
    articles: int
    words: tuple[str, ...]  # the most frequent first


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Words with a unit that no standard indicator has, and a sentence that shows them."""

    words: str
    unit: str
    figures: int
    articles: int
    sentence: str


def by_indicator(graph: Graph) -> tuple[Measured, ...]:
    """The standard indicators, those of most figures first."""
    groups: dict[str, list[FigureView]] = defaultdict(list)
    for figure in graph.figures():
        if figure.measures:
            groups[figure.measures].append(figure)
    alike = same(graph)
    found = (Measured(name, len(figures), _articles(figures, alike), _words(figures)) for name, figures in groups.items())
    return tuple(sorted(found, key=lambda m: (-m.figures, m.indicator)))


def unmatched(graph: Graph) -> tuple[Unmatched, ...]:
    """What figures that measure no standard indicator count, by words and unit; those of most figures first."""
    groups: dict[tuple[str, str], list[FigureView]] = defaultdict(list)
    for figure in graph.figures():
        if not figure.measures and figure.indicator:
            groups[figure.indicator, figure.unit or ""].append(figure)
    alike = same(graph)
    found = (
        Unmatched(words, unit, len(figures), _articles(figures, alike), _sentence(figures))
        for (words, unit), figures in groups.items()
    )
    return tuple(sorted(found, key=lambda u: (-u.figures, u.words, u.unit)))


def _articles(figures: Iterable[FigureView], alike: Mapping[str, str]) -> int:
    """How many; an article and its reprints are one."""
    return len({alike.get(e.article, e.article) for f in figures for e in f.evidence})


def _words(figures: Iterable[FigureView]) -> tuple[str, ...]:
    counts: dict[str, int] = defaultdict(int)
    for figure in figures:
        counts[figure.indicator or ""] += 1
    return tuple(sorted(counts, key=lambda words: (-counts[words], words)))


def _sentence(figures: Iterable[FigureView]) -> str:
    return next((e.sentence.strip() for f in figures for e in f.evidence), "")
