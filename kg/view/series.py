"""Figures of one indicator side by side: what changed, and which contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import FigureView

__all__ = ["contradictions", "series"]

Subject = tuple[str, str, str]  # standard indicator, else its words; scope, unit
_POINTS = ("百分点", "个百分点")  # a distance between two shares, whatever it is called


def series(figures: Iterable[FigureView]) -> list[list[str]]:
    """IRIs of figures that speak of the same: indicator, scope and unit, or their change; those with two or more, in text order.

    Planned ones are left out. A change in 百分点 belongs to the level in %.
    """
    groups: dict[Subject, list[str]] = defaultdict(list)
    for figure in figures:
        if figure.indicator and figure.status == "done":
            groups[_subject(figure)].append(figure.iri)
    return [group for group in groups.values() if len(group) > 1]


def _subject(figure: FigureView) -> Subject:
    unit = figure.unit or ""
    return figure.measures or figure.indicator or "", figure.scope or "", "%" if unit in _POINTS or unit == "％" else unit


def contradictions(figures: Iterable[FigureView]) -> Iterator[tuple[str, str]]:
    """IRIs of two levels of the same indicator, scope, unit and time between which no number fits both."""
    groups: dict[tuple[str, ...], list[FigureView]] = defaultdict(list)
    for figure in figures:
        comparable = figure.type == "level" and figure.status == "done" and figure.unit not in _POINTS
        if comparable and figure.indicator and figure.scope and figure.as_of:
            groups[(*_subject(figure), figure.as_of)].append(figure)
    for group in groups.values():
        yield from ((a.iri, b.iri) for a, b in combinations(group, 2) if _apart(a, b))


def _apart(a: FigureView, b: FigureView) -> bool:
    """Whether what the two say leaves no number in common; about 50 says nothing firm."""
    return _above(a, b) or _above(b, a)


def _above(a: FigureView, b: FigureView) -> bool:
    return a.lower is not None and b.upper is not None and a.lower > b.upper
