"""The last stage: from raw scores, products along the chain, to confidences that say how often such a statement is right."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.model import Document, Event, Figure, Filler, Mention, Relation
from kg.tables.calibration import ANY, Calibration

__all__ = ["Calibrator", "filler_score", "role_group"]


@dataclass(frozen=True, slots=True)
class Calibrator:
    """Stage: reads the confidence of everything found, as the stages before left it, and writes the calibrated one."""

    calibration: Calibration

    @classmethod
    def load(cls) -> Calibrator:
        """The calibrator with the table that ships."""
        return cls(Calibration.load())

    def __call__(self, doc: Document) -> Document:
        return replace(
            doc,
            mentions=tuple([self._mention(m) for m in doc.mentions]),
            dates=tuple([replace(d, confidence=self.calibration("date", ANY, d.confidence)) for d in doc.dates]),
            figures=tuple([self._figure(f) for f in doc.figures]),
            events=tuple([self._event(e) for e in doc.events]),
            relations=tuple([self._relation(r) for r in doc.relations]),
        )

    # Made field by field: `replace` takes twice as long, and there are hundreds.

    def _mention(self, m: Mention) -> Mention:
        sure = self.calibration("mention", m.type, m.confidence)
        return Mention(m.id, m.span, m.type, m.name, m.code, m.resolved, m.rule, sure, m.decision)

    def _figure(self, f: Figure) -> Figure:
        sure = self.calibration("figure", ANY, f.confidence)
        return Figure(
            *(f.id, f.span, f.value, f.unit, f.modifier, f.max, f.indicator),
            *(f.kind, f.baseline, f.scope, f.as_of),
            *(f.status, f.rule, sure, f.decision),
        )

    def _event(self, e: Event) -> Event:
        fillers = tuple([self._filler(f, e) for f in e.fillers])
        sure = self.calibration("event", e.type, e.confidence)
        return Event(e.id, e.type, e.trigger, e.evidence, e.status, fillers, e.rule, sure, e.decision, e.which)

    def _filler(self, f: Filler, event: Event) -> Filler:
        sure = self.calibration("role", role_group(f.role, f.kind), filler_score(f.confidence, event.confidence))
        return Filler(f.role, f.kind, f.value, f.entity, f.span, f.basis, f.rule, sure, f.decision)

    def _relation(self, r: Relation) -> Relation:
        sure = self.calibration("relation", r.predicate, r.confidence)
        return Relation(r.subject, r.predicate, r.object, r.evidence, r.post, r.sources, r.rule, sure, r.decision)


def filler_score(filler: float, event: float) -> float:
    """The raw score of "this event has this filler in this role": that of the role, given the event, times the event's."""
    return filler * event


def role_group(role: str, kind: str) -> str:
    """Fillers that are named apart from those in words: agent entity, theme words."""
    return f"{role} {kind}"
