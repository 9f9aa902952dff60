"""Done, planned, or neither: the markers of official prose and how far they reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.model import Span
from kg.tables.loading import toml_tables

if TYPE_CHECKING:
    from kg.extract.trigger_candidates import Passage

__all__ = ["Markers", "markers"]


@dataclass(frozen=True, slots=True)
class Markers:
    """The table of markers: class → words."""

    words: dict[str, tuple[str, ...]]

    @classmethod
    def load(cls) -> Markers:
        """Reads `ontology/grammar/modality.toml`."""
        return cls({t["id"]: tuple(sorted(t["words"], key=len, reverse=True)) for t in toml_tables("grammar/modality.toml", "marker")})

    def inside(self, passage: Passage, window: Span) -> tuple[str, ...]:
        """The classes of markers that stand in the window outside names."""
        if not len(window):
            return ()
        piece = passage.text[window.start : window.stop]
        for m in passage.mentions:
            if window.start <= m.span.start < window.stop:
                a = m.span.start - window.start
                piece = piece[:a] + "□" * len(m.span) + piece[m.span.stop - window.start :]
        return tuple(name for name, words in self.words.items() if any(w in piece for w in words))


@cache
def markers() -> Markers:
    """The shipped table, read once."""
    return Markers.load()
