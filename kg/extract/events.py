"""The stage that reads events: which are stated (triggers.py), who did what to whom in them (roles.py), and lists (rows.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.clauses import function_words
from kg.extract.discourse import Discourse
from kg.extract.roles import RoleFinder
from kg.extract.rows import row_events
from kg.extract.triggers import TriggerFinder
from kg.model import Document, Event

__all__ = ["EventExtractor"]


@dataclass(frozen=True, slots=True)
class EventExtractor:
    """Reads mentions, dates, figures and tokens; writes `events`, sorted by trigger, with ids e1, e2, …, and figures' status.

    Each filler quotes the text where it stands, or says that it was restored and from where; its confidence is its own,
    that of an event is what its trigger earned.
    """

    triggers: TriggerFinder
    roles: RoleFinder

    @classmethod
    def load(cls) -> EventExtractor:
        """The stage with the shipped tables and models."""
        return cls(TriggerFinder.load(), RoleFinder.load())

    def __call__(self, doc: Document) -> Document:
        stated, planned = self.triggers.read(doc)
        discourse = Discourse(doc, (t.span for t in stated), function_words())
        events = self.roles(doc, stated, discourse)
        events = tuple(sorted([*events, *row_events(doc, events)], key=lambda e: (e.trigger.start, e.trigger.stop, e.type)))
        figures = tuple(replace(f, status="planned") if f.id in planned else f for f in doc.figures)
        return replace(doc, figures=figures, events=tuple(_numbered(e, n) for n, e in enumerate(events, 1)))


def _numbered(e: Event, number: int) -> Event:
    name = f"e{number}"
    return Event(name, e.type, e.trigger, e.evidence, e.status, e.fillers, e.rule, e.confidence, e.decision, e.which)
