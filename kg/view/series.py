"""Figures of one indicator side by side: what changed, and which contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from math import inf
from typing import TYPE_CHECKING

from kg.link.figures import POINTS, opposed, unit_of
from kg.link.records import Counted

if TYPE_CHECKING:
    from kg.graph import FigureView

__all__ = ["contradictions", "series"]

Subject = tuple[str, str, str]  # standard indicator, else its words; place, unit


def series(figures: Iterable[FigureView]) -> list[list[str]]:
    """IRIs of figures that speak of the same: indicator, place and unit, or their change; those with two or more, in text order.

    Planned ones are left out. A change in 百分点 belongs to the level in %.
    """
    groups: dict[Subject, list[str]] = defaultdict(list)
    for figure in figures:
        if figure.indicator and figure.status == "done":
            groups[_subject(figure)].append(figure.iri)
    return [group for group in groups.values() if len(group) > 1]


def _subject(figure: FigureView) -> Subject:
    unit = unit_of(figure.unit)
    return figure.measures or figure.indicator or "", figure.place or "", "%" if unit in POINTS else unit


def contradictions(figures: Iterable[FigureView]) -> Iterator[tuple[str, str]]:
    """IRIs of two levels of the same indicator, place, unit and time between which no number fits both, in text order.

    None is planned. As the link layer has it between articles, and within one article, too.
    """
    levels = [f for f in figures if f.indicator and f.place and f.as_of and f.type == "level" and f.status == "done"]
    order = {f.iri: at for at, f in enumerate(levels)}
    pairs = (pair for one, other in opposed((f.iri, _counted(f)) for f in levels) for pair in product(one, other))
    for a, b in sorted(sorted((order[a], order[b])) for (a, _), (b, _) in pairs):
        yield levels[a].iri, levels[b].iri


def _counted(f: FigureView) -> Counted:
    lower, upper = (-inf if f.lower is None else f.lower), (inf if f.upper is None else f.upper)
    return Counted(f.iri, f.measures or f.indicator or "", f.place or "", unit_of(f.unit), f.as_of or "", lower, upper, f.label)
