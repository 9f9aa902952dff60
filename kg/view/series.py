"""Figures of one indicator side by side: what changed, and which contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import FigureView
    from kg.view.extent import Extent

__all__ = ["Series", "contradictions", "scopes", "series"]

Whose = tuple[str | int, ...]
Subject = tuple[str, Whose, str]  # standard indicator, else its words; whose figure it is; unit
_POINTS = ("百分点", "个百分点")  # a distance between two shares, whatever it is called
_ACTING = ("agent", "co_agent")


@dataclass(frozen=True, slots=True)
class Series:
    """Figures that may be compared: of one indicator and unit, and of one place, one body or one sentence."""

    figures: tuple[str, ...]  # IRIs, in text order
    holder: str | None  # IRI of the place or body whose figures they are


def series(extent: Extent) -> list[Series]:
    """Those of two figures or more, levels and their changes together; a change in 百分点 belongs to the level in %.

    Figures of which nobody knows whose they are stand beside those of their own sentence alone.
    """
    whose, holders = _whose(extent), _holders(extent)
    groups: dict[Subject, list[str]] = defaultdict(list)
    for figure in extent.figures:
        if figure.indicator:
            groups[_subject(figure, whose[figure.iri])].append(figure.iri)
    return [Series(tuple(group), holders.get(group[0])) for group in groups.values() if len(group) > 1]


def _subject(figure: FigureView, whose: Whose) -> Subject:
    unit = figure.unit or ""
    return figure.measures or figure.indicator or "", whose, "%" if unit in _POINTS or unit == "％" else unit


def _whose(extent: Extent) -> dict[str, Whose]:
    """IRI of a figure → what must be equal for two figures to be of the same."""
    holders = _holders(extent)
    return {f.iri: (holders[f.iri],) if f.iri in holders else _unheld(f) for f in extent.figures}


def _unheld(figure: FigureView) -> Whose:
    """A name that several places have means the same within an article alone; without a name only a sentence does."""
    if figure.scope:
        return figure.scope, *sorted({e.article for e in figure.evidence})
    return next(((e.article, e.sentence_start) for e in figure.evidence), (figure.iri,))


def _holders(extent: Extent) -> dict[str, str]:
    """IRI of a figure → the place that it holds for; without one, the only body that acts in what it counts."""
    acting: dict[str, set[str]] = defaultdict(set)
    for event in extent.events:
        agents = {f.iri for role in _ACTING for f in event.role(role) if f.kind == "entity"}
        for filler in event.role("count"):
            acting[filler.iri] |= agents
    unscoped = {f.iri for f in extent.figures if not f.scope}
    return {iri: next(iter(agents)) for iri, agents in acting.items() if len(agents) == 1 and iri in unscoped} | scopes(extent)


def scopes(extent: Extent) -> dict[str, str]:
    """IRI of a figure → IRI of the place that its scope names: of several 鼓楼区 the one of its own article."""
    places: dict[str, set[str]] = defaultdict(set)
    for entity in extent.entities:
        if entity.type == "Place":
            places[entity.label].add(entity.iri)
    spoken = _spoken(extent)
    found = {}
    for figure in extent.figures:
        known = places.get(figure.scope or "", set())
        here = {iri for iri in known if spoken[iri] & {e.article for e in figure.evidence}} if len(known) > 1 else known
        if len(here) == 1:
            found[figure.iri] = next(iter(here))
    return found


def _spoken(extent: Extent) -> dict[str, set[str]]:
    """IRI of an entity → articles that name it, or tell of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for entity in extent.entities:
        found[entity.iri].update(e.article for e in entity.evidence)
    for relation in extent.relations:
        for iri in (relation.subject, relation.object):
            found[iri].update(e.article for e in relation.evidence)
    return found


def contradictions(extent: Extent) -> Iterator[tuple[str, str]]:
    """IRIs of two levels of the same indicator, scope, unit and time between which no number fits both."""
    whose = _whose(extent)
    groups: dict[tuple[Subject, str], list[FigureView]] = defaultdict(list)
    for figure in extent.figures:
        if figure.indicator and figure.scope and figure.as_of and figure.type == "level" and figure.unit not in _POINTS:
            groups[_subject(figure, whose[figure.iri]), figure.as_of].append(figure)
    for group in groups.values():
        yield from ((a.iri, b.iri) for a, b in combinations(group, 2) if _apart(a, b))


def _apart(a: FigureView, b: FigureView) -> bool:
    """Whether what the two say leaves no number in common; about 50 says nothing firm."""
    return _above(a, b) or _above(b, a)


def _above(a: FigureView, b: FigureView) -> bool:
    return a.lower is not None and b.upper is not None and a.lower > b.upper
