"""Done or planned: what the words around a trigger, and those of the sentences before it, say of it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.modality import Markers
from kg.extract.trigger_candidates import Candidate, Passage
from kg.model import Document, Span, Status

__all__ = ["statuses"]


def statuses(doc: Document, found: Sequence[tuple[Passage, Candidate]], markers: Markers) -> list[Status]:
    """The status of each trigger, in order; a plan reaches over the list that it opens."""
    out: list[Status] = []
    for passage, candidate in found:
        window = Span(passage.span.start, candidate.span.start)
        present = markers.inside(passage, window)
        planned = "plan" in present or "future" in present
        after = doc.text[candidate.span.stop : candidate.span.stop + 1]
        if after == "了":
            planned = False
        out.append("planned" if planned else "done")
    return out
