"""The last stage: from raw scores, products along the chain, to confidences that say how often such a statement is right."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.model import Document, Event, Filler, Relation
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
        worth = self.calibration
        return replace(
            doc,
            mentions=tuple(replace(m, confidence=worth("mention", m.type, m.confidence)) for m in doc.mentions),
            dates=tuple(replace(d, confidence=worth("date", ANY, d.confidence)) for d in doc.dates),
            figures=tuple(replace(f, confidence=worth("figure", ANY, f.confidence)) for f in doc.figures),
            events=tuple(self._event(e) for e in doc.events),
            relations=tuple(self._relation(r) for r in doc.relations),
        )

    def _event(self, event: Event) -> Event:
        fillers = tuple(self._filler(f, event) for f in event.fillers)
        return replace(event, fillers=fillers, confidence=self.calibration("event", event.type, event.confidence))

    def _filler(self, filler: Filler, event: Event) -> Filler:
        score = filler_score(filler.confidence, event.confidence)
        sure = self.calibration("role", role_group(filler.role, filler.kind), score)
        return Filler(filler.role, filler.kind, filler.value, filler.entity, filler.span, filler.basis, filler.rule, sure)

    def _relation(self, relation: Relation) -> Relation:
        return replace(relation, confidence=self.calibration("relation", relation.predicate, relation.confidence))


def filler_score(filler: float, event: float) -> float:
    """The raw score of "this event has this filler in this role": that of the role, given the event, times the event's."""
    return filler * event


def role_group(role: str, kind: str) -> str:
    """Fillers that are named apart from those in words: agent entity, theme words."""
    return f"{role} {kind}"
