"""Figures of one indicator side by side: what changed, and which contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import inf
from typing import TYPE_CHECKING

from kg.link.figures import opposed, points, unit_of
from kg.link.records import Counted

if TYPE_CHECKING:
    from kg.graph import FigureView
    from kg.view.extent import Extent

__all__ = ["Series", "contradictions", "series"]

Whose = tuple[str | int, ...]
Subject = tuple[str, Whose, str]  # standard indicator, else its words; whose figure it is; unit
_ACTING = ("agent", "co_agent")


@dataclass(frozen=True, slots=True)
class Series:
    """Figures that may be compared: of one indicator and unit, and of one place, one body or one sentence."""

    figures: tuple[str, ...]  # IRIs, in text order
    holder: str | None  # IRI of the place or body whose figures they are


def series(extent: Extent) -> list[Series]:
    """Those of two figures or more, levels and their changes together; a change in 百分点 belongs to the level in %.

    Planned ones are left out. Figures of which nobody knows whose they are stand beside those of their own sentence alone.
    """
    holders = _holders(extent)
    groups: dict[Subject, list[str]] = defaultdict(list)
    for figure in extent.figures:
        if figure.indicator and figure.status == "done":
            whose = (holders[figure.iri],) if figure.iri in holders else _unheld(figure)
            groups[_subject(figure, whose)].append(figure.iri)
    return [Series(tuple(group), holders.get(group[0])) for group in groups.values() if len(group) > 1]


def _subject(figure: FigureView, whose: Whose) -> Subject:
    unit = unit_of(figure.unit)
    return figure.measures or figure.indicator or "", whose, "%" if unit in points() else unit


def _unheld(figure: FigureView) -> Whose:
    """Without a place or a body only a sentence means the same."""
    return next(((e.article, e.sentence_start) for e in figure.evidence), (figure.iri,))


def _holders(extent: Extent) -> dict[str, str]:
    """IRI of a figure → the place that it holds for; without one, the only body that acts in what it counts."""
    acting: dict[str, set[str]] = defaultdict(set)
    for event in extent.events:
        agents = {f.iri for role in _ACTING for f in event.role(role) if f.kind == "entity"}
        for filler in event.role("count"):
            acting[filler.iri] |= agents
    alone = {iri: next(iter(agents)) for iri, agents in acting.items() if len(agents) == 1}
    return alone | {f.iri: f.place for f in extent.figures if f.place}


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
