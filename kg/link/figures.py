"""Figures that cannot all be true: levels of one thing, place, unit and time between which no number fits both."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kg.link.records import Counted
from kg.tables.patterns import patterns

__all__ = ["Told", "opposed", "points", "thing_of", "unit_of"]

_UNITS = {"％": "%"}

Told = tuple[str, Counted]  # who tells it (an article, or the figure itself), and what


@dataclass(frozen=True, slots=True)
class _Words:
    points: frozenset[str]


@cache
def _words() -> _Words:
    return patterns("points", _Words)


def points() -> frozenset[str]:
    """Units that tell a distance between two shares, whatever it is called: 百分点, 个百分点."""
    return _words().points


def thing_of(c: Counted) -> tuple[str, str, str, str]:
    """What figures must share to be compared: indicator, place, unit and time."""
    return c.indicator, c.scope, c.unit, c.as_of


def unit_of(unit: str | None) -> str:
    """The unit by which figures are compared."""
    return _UNITS.get(unit or "", unit or "")


def opposed(told: Iterable[Told]) -> Iterator[tuple[tuple[Told, ...], tuple[Told, ...]]]:
    """The figures that give one number and those that give a higher one, wherever the bounds of the two exclude each other.

    Units are those of `unit_of`. Each pair of numbers comes once, however many tell them; the lowest numbers come first. What
    bounds nothing excludes nothing, and a distance in 百分点 is no level.
    """
    things: dict[tuple[str, str, str, str], dict[tuple[float, float], list[Told]]] = defaultdict(lambda: defaultdict(list))
    distances = points()
    for item in told:
        c = item[1]
        if c.unit not in distances:
            things[thing_of(c)][c.lower, c.upper].append(item)
    for _, numbers in sorted(things.items()):
        ordered = sorted(numbers)
        lowers = [lower for lower, _ in ordered]
        for bounds in ordered:
            for other in ordered[bisect_right(lowers, bounds[1]) :]:
                yield tuple(numbers[bounds]), tuple(numbers[other])
