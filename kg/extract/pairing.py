"""Sentences that pair their lists: 5月、10月先后在酒泉市、庆阳市召开 states two events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.discourse import Candidate
from kg.extract.role_features import Focus
from kg.model import ROLES, Event, Filler, Span

__all__ = ["split_event"]

Chosen = Sequence[tuple[Candidate, tuple[Filler, ...]]]

_PAIRED = ("agent", "target", "theme", "place", "time", "count")


def split_event(event: Event, chosen: Chosen, focus: Focus) -> list[Event]:
    """The event with the chosen fillers, or one event for each member of the lists that it pairs."""
    return [replace(event, fillers=ordered([f for _, fillers in chosen for f in fillers]))]


def ordered(fillers: Sequence[Filler]) -> tuple[Filler, ...]:
    """By role, then as they stand in the text, each value once a role."""
    seen: dict[tuple[str, str], Filler] = {}
    for filler in fillers:
        seen.setdefault((filler.role, filler.value), filler)
    return tuple(sorted(seen.values(), key=lambda f: (ROLES.index(f.role), f.span or Span(0, 0))))
