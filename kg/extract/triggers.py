"""Which events an article states: the words that state each, its type, its clause, and whether it is done or planned.

The tables propose candidates with high recall (kg.extract.trigger_candidates); a conditional random field over the candidates
of a sentence, trained on corpus/ by `kg.learn.triggers`, says which of them state an event, and of which type.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import TableError
from kg.extract.frames import SILENT
from kg.extract.lexemes import Lexemes, lexemes
from kg.extract.modality import Markers, markers
from kg.extract.statuses import planned_figures, planned_reaches, statuses
from kg.extract.trigger_candidates import Candidate, Passage, passages
from kg.extract.trigger_cues import cues
from kg.model import BODY_TYPES, Document, Span, Status
from kg.tables.fields import Field, Floats
from kg.tables.loading import ontology_dir

__all__ = ["MODEL", "NONE", "Trigger", "TriggerFinder"]

MODEL = "models/triggers.npy"
NONE = "O"  # the label of a candidate that states no event
_ACTORS = frozenset({*BODY_TYPES, "Person", "Place"})
_THEMES = frozenset({"Initiative", "PolicyConcept"})
_QUOTES = frozenset('“‘"「『')
_DOUBT = 0.58  # a candidate that states nothing with this probability or less is taken; F1 on folds is flat from 0.5 to 0.6

Found = tuple[Passage, Candidate, str, str, float]  # with its label, its rule and its probability


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
    field: Field

    @classmethod
    def load(cls) -> TriggerFinder:
        """The finder with the shipped tables and model; raises TableError where the model is missing."""
        path = ontology_dir() / MODEL
        if not path.is_file():
            raise TableError(f"ontology/{MODEL}: no such file; train it with python -m kg.learn.triggers")
        return cls.of(path)

    @classmethod
    def of(cls, path: Path) -> TriggerFinder:
        """The finder with the model of a file."""
        return cls(lexemes(), markers(), Field.read(path.read_bytes()))

    def find(self, doc: Document) -> tuple[Trigger, ...]:
        """The triggers in text order, none touching another; none inside a name, a title or a heading."""
        return self.read(doc)[0]

    def read(self, doc: Document) -> tuple[tuple[Trigger, ...], frozenset[str]]:
        """The triggers of `find`, and the ids of the figures that are planned."""
        sentences = tuple(passages(doc, self.lexemes))
        found: list[Found] = []
        for passage, candidate, features, (label, probability) in self._weighed(sentences):
            stated = label != NONE and SILENT.isdisjoint(features) and not self.markers.denies(doc.text, candidate.span.start)
            if stated and self._has_theme(passage, candidate, label):
                one = (passage, candidate, label, _rule(candidate, f"g={label}" in features), probability)
                if not found or found[-1][1].span.stop != candidate.span.start:
                    found.append(one)
                elif probability > found[-1][4]:  # 联合执法|检查 is one event: of verbs that touch the surer states it
                    found[-1] = one
        found = [one for at, one in enumerate(found) if not self._is_carried(one, found[at + 1 : at + 2])]
        reaches = planned_reaches(doc, sentences, self.markers)
        status = statuses([(passage, candidate) for passage, candidate, *_ in found], reaches, self.markers)
        busy: dict[Span, set[int]] = {}
        for passage, candidate, *_ in found:
            busy.setdefault(passage.span, set()).add(candidate.clause)
        triggers = tuple(
            Trigger(c.verb(self.lexemes, p.tokens), label, evidence(p, c, busy[p.span]), state, rule, confidence)
            for (p, c, label, rule, confidence), state in zip(found, status, strict=True)
        )
        return triggers, planned_figures(doc, sentences, reaches, self.markers)

    def _is_carried(self, one: Found, behind: Sequence[Found]) -> bool:
        """对商会|进行|了养老服务|督导: a light verb states nothing beside the verbal noun of its clause of the same type."""
        passage, candidate, label, *_ = one
        verb = candidate.lexemes[-1].base if candidate.lexemes else ""
        return any(
            verb in self.lexemes.light
            and (passage.span, candidate.clause, label) == (other.span, noun.clause, kind)
            and len(noun.lexemes) > 0
            and noun.lexemes[-1].base not in self.lexemes.light
            for other, noun, kind, *_ in behind
        )

    def _weighed(self, sentences: Sequence[Passage]) -> Iterator[tuple[Passage, Candidate, list[str], tuple[str, float]]]:
        """The candidates outside headings in text order, with their features, their likeliest label and its probability."""
        weighed = [(p, rows) for p, rows in zip(sentences, cues(sentences, self.markers), strict=True) if rows]
        features = [row for _, rows in weighed for row in rows]
        if not features:
            return
        shares = self.field.shares(self.field.scores(features), [len(rows) for _, rows in weighed])
        candidates = [(passage, candidate) for passage, _ in weighed for candidate in passage.candidates]
        for (passage, candidate), row, label in zip(candidates, features, self._labels(shares), strict=True):
            yield passage, candidate, row, label

    def _has_theme(self, passage: Passage, candidate: Candidate, label: str) -> bool:
        """An Implementation needs something named, or at least quoted, in its sentence; spreading, in an earlier one."""
        if label != "Implementation" or any(m.type in _THEMES for m in passage.mentions):
            return True
        quoted = _QUOTES.intersection(passage.text[candidate.span.stop : passage.clauses[candidate.clause].stop])
        return bool(quoted) or any(row.base in self.lexemes.spreading for row in candidate.lexemes)

    def _labels(self, shares: Floats) -> list[tuple[str, float]]:
        """The likeliest type of each candidate and its probability; NONE where that it states nothing is likely enough."""
        labels, types = self.field.labels, shares.copy()
        types[:, labels.index(NONE)] = 0.0
        told = zip(shares[:, labels.index(NONE)].tolist(), types.argmax(axis=1).tolist(), types.max(axis=1).tolist(), strict=True)
        return [(NONE, 1.0) if nothing > _DOUBT else (labels[likeliest], sure) for nothing, likeliest, sure in told]


def _rule(candidate: Candidate, agreed: bool) -> str:
    """`trigger:召开` where table and model agree, `trigger:召开:model` where the model overrules the table."""
    word = candidate.lexemes[-1].word if candidate.lexemes else "verb"
    return f"trigger:{word}" if agreed else f"trigger:{word}:model"


def evidence(passage: Passage, candidate: Candidate, stated: Container[int]) -> Span:
    """The clause of the candidate, with the clauses before it that give its circumstances or its subject.

    `stated` are the clauses that state events themselves: they end the way back. A clause with other verbs belongs to it
    where no actor stands nearer: 副部长林致和率考察组一行9人,来南京市鼓楼区考察.
    """
    verbs = {c.clause for c in passage.candidates}
    first = candidate.clause
    actors = _has_actor(passage, Span(passage.clauses[first].start, candidate.span.start))
    while first and first - 1 not in stated and (first - 1 not in verbs or not actors):
        first -= 1
        actors = actors or _has_actor(passage, passage.clauses[first])
    start, stop = passage.clauses[first].start, passage.clauses[candidate.clause].stop
    words = passage.text[start:stop]
    return Span(start + len(words) - len(words.lstrip()), stop - len(words) + len(words.rstrip("。！？!?；;.\n\r 　")))


def _has_actor(passage: Passage, window: Span) -> bool:
    return any(m.type in _ACTORS and window.covers(m.span) for m in passage.mentions)


def labels(passage: Passage, doc: Document) -> Sequence[str]:
    """What gold says of a passage's candidates; for training and measuring."""
    return [next((e.type for e in doc.events if e.trigger.overlaps(c.span)), NONE) for c in passage.candidates]
