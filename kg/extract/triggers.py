"""Which events an article states: the words that state each, its type, its clause, and whether it is done or planned.

The tables propose candidates with high recall (kg.extract.trigger_candidates); a conditional random field over the candidates
of a sentence, trained on corpus/ by `kg.learn.triggers`, says which of them state an event, and of which type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from kg.errors import TableError
from kg.extract.lexemes import Lexemes, lexemes
from kg.extract.modality import Markers, markers
from kg.extract.statuses import statuses
from kg.extract.trigger_candidates import Candidate, Passage, passages
from kg.extract.trigger_cues import Cues, proposal
from kg.model import Document, Span, Status
from kg.tables.loading import ontology_dir

__all__ = ["MODEL", "NONE", "Trigger", "TriggerFinder"]

MODEL = "models/triggers.crfsuite"
NONE = "O"  # the label of a candidate that states no event
_CONTENT = frozenset({"title", "heading", "paragraph"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words that state an event. One trigger may state several: 5月、10月先后在酒泉市、庆阳市召开 (kg.extract.pairing)."""

    span: Span
    type: str
    evidence: Span  # the clause that states it, with its subject where the sentence has one
    status: Status
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class TriggerFinder:
    """Finds the triggers of a document that has mentions, dates, figures and, best, tokens."""

    lexemes: Lexemes
    markers: Markers
    tagger: pycrfsuite.Tagger

    @classmethod
    def load(cls) -> TriggerFinder:
        """The finder with the shipped tables and model; raises TableError where the model is missing."""
        path = ontology_dir() / MODEL
        if not path.is_file():
            raise TableError(f"ontology/{MODEL}: no such file; train it with python -m kg.learn.triggers")
        return cls(lexemes(), markers(), opened(path))

    def find(self, doc: Document) -> tuple[Trigger, ...]:
        """The triggers in text order, each span once; none inside a name, a title or a heading."""
        cues = Cues(self.markers)
        found: list[tuple[Passage, Candidate, str, float]] = []
        for passage in passages(doc, self.lexemes):
            if not passage.candidates:
                continue
            self.tagger.set(cues(passage))
            for at, (candidate, label) in enumerate(zip(passage.candidates, self.tagger.tag(), strict=True)):
                if label != NONE:
                    found.append((passage, candidate, label, self.tagger.marginal(label, at)))
        planned = statuses(doc, [(p, c) for p, c, _, _ in found], self.markers)
        return tuple(
            Trigger(c.span, label, evidence(p, c), status, rule_of(p, c, label), confidence)
            for (p, c, label, confidence), status in zip(found, planned, strict=True)
        )


def opened(path: Path) -> pycrfsuite.Tagger:
    """A tagger over a trained model."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def rule_of(passage: Passage, candidate: Candidate, label: str) -> str:
    """`trigger:召开` where table and model agree, `trigger:召开:model` where the model overrules the table."""
    word = candidate.lexemes[-1].word if candidate.lexemes else "verb"
    return f"trigger:{word}" if proposal(passage, candidate) == label else f"trigger:{word}:model"


def evidence(passage: Passage, candidate: Candidate) -> Span:
    """From the clause that the candidate's predicate begins in, its circumstances before it included, to the clause's end.

    Clauses before it belong to it as long as none of them has a candidate of its own: 9月26日上午,基地在鱼峰区揭牌.
    """
    first = candidate.clause
    busy = {c.clause for c in passage.candidates if c.clause < candidate.clause}
    while first and first - 1 not in busy:
        first -= 1
    start, stop = passage.clauses[first].start, passage.clauses[candidate.clause].stop
    words = passage.text[start:stop]
    return Span(start + len(words) - len(words.lstrip()), stop - len(words) + len(words.rstrip("。！？!?；;.\n\r 　")))


def labels(passage: Passage, doc: Document) -> Sequence[str]:
    """What gold says of a passage's candidates; for training and measuring."""
    return [next((e.type for e in doc.events if e.trigger.overlaps(c.span)), NONE) for c in passage.candidates]
