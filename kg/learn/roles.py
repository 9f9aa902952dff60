"""Trains the labeller of roles on corpus/: `python -m kg.learn.roles` writes ontology/models/roles.npy.

Deterministic: the same corpus and tables give the same bytes. Of each gold event the candidates that match its fillers
carry their role, all others none; the events before it are the gold ones.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from kg.extract.clauses import FunctionWords, function_words
from kg.extract.discourse import Candidate, Discourse
from kg.extract.role_features import evidence
from kg.extract.role_rules import NONE
from kg.extract.roles import MODEL, focus_of
from kg.learn.articles import annotated
from kg.learn.copies import joined
from kg.learn.crfsuite import field_of
from kg.learn.noise import with_faults
from kg.model import Document, Event, Filler, Span, Status
from kg.segment import Segmenter
from kg.tables.loading import ontology_dir

__all__ = ["GoldTrigger", "align", "article_examples", "examples", "gold_triggers", "train"]

Example = tuple[list[list[str]], list[str]]

_SETTINGS = {"c1": 0.5, "c2": 3.0, "max_iterations": 100, "feature.minfreq": 2, "feature.possible_transitions": False}


@dataclass(frozen=True, slots=True)
class GoldTrigger:
    """What gold says of an event before its roles; one for all events that share words and type."""

    span: Span
    type: str
    evidence: Span
    status: Status
    rule: str = "gold"
    confidence: float = 1.0


def gold_triggers(doc: Document) -> list[GoldTrigger]:
    """The document's triggers as a trigger finder would give them: each span and type once."""
    found: dict[tuple[Span, str], GoldTrigger] = {}
    for e in doc.events:
        old = found.get((e.trigger, e.type))
        if old is None or len(e.evidence) > len(old.evidence):
            found[e.trigger, e.type] = GoldTrigger(e.trigger, e.type, e.evidence, e.status)
    return [found[key] for key in sorted(found)]


def article_examples(doc: Document, words: FunctionWords) -> list[Example]:
    """The examples of an article as annotated, and with names as they are usually recognized: missed, cut and mistyped.

    In the second some paragraphs run on: where one ends says little of who acts.
    """
    return [*examples(doc, words), *examples(joined(with_faults(doc, 1), 1), words, forgetting=False)]


def examples(doc: Document, words: FunctionWords, *, forgetting: bool = True) -> list[Example]:
    """A labelled sequence of candidates for each gold trigger, and if `forgetting` another as if no event stood before it."""
    triggers = gold_triggers(doc)
    discourse = Discourse(doc, [t.span for t in triggers], words)
    gold = sorted(doc.events, key=lambda e: (e.trigger, e.type))
    made: list[Example] = []
    for trigger in triggers:
        same = [e for e in gold if (e.trigger, e.type) == (trigger.span, trigger.type)]
        before = [e for e in gold if (e.trigger, e.type) < (trigger.span, trigger.type)]
        reading = discourse.reading(discourse.sentence_at(trigger.span.start))
        if not reading.pieces:
            continue
        # Once as after a faultless reading, once as after one that found nothing: one missed subject must not spoil the rest.
        for known in (before, ()) if before and forgetting else (before,):
            candidates = discourse.candidates(trigger.span, known)
            focus = focus_of(trigger, doc.text, reading, known)
            rows = [e.features() for e in evidence(candidates, focus)]
            made.append((rows, align(candidates, same, trigger.span)))
    return made


def align(candidates: Sequence[Candidate], events: Sequence[Event], trigger: Span) -> list[str]:
    """The gold role of each candidate; `events` are those on one trigger."""
    votes: list[Counter[str]] = [Counter() for _ in candidates]
    wanted = {(f.role, f.value): f for e in events for f in e.fillers}
    for filler in wanted.values():
        for at in _places(candidates, filler, trigger):
            votes[at][filler.role] += 1
    labels = [v.most_common(1)[0][0] if v else NONE for v in votes]
    for role in ("agent", "target", "theme"):
        if role not in labels:
            _restore(candidates, labels, role, {f.value for f in wanted.values() if f.role == role})
    return labels


def _restore(candidates: Sequence[Candidate], labels: list[str], role: str, values: set[str]) -> None:
    """Labels the first restored subject that is most of what gold has in the role."""
    for i, candidate in enumerate(candidates):
        hits = sum(f.value in values for f in candidate.fillers)
        if candidate.source == "restored" and labels[i] == NONE and 2 * hits >= max(len(candidate.fillers), len(values)) > 0:
            labels[i] = role
            return


def _places(candidates: Sequence[Candidate], filler: Filler, trigger: Span) -> list[int]:
    """The stated candidates that are the filler: the nearest that names it, or all the words of it."""

    def far(i: int) -> tuple[int, int]:
        phrase = candidates[i].phrase
        span = phrase.span if phrase else trigger
        behind = 60 if filler.role == "agent" and span.start > trigger.start else 0  # the subject stands before
        return behind + max(span.start - trigger.stop, trigger.start - span.stop, 0) + 1000 * candidates[i].distance, i

    stated = [i for i, c in enumerate(candidates) if c.source != "restored"]
    named = [i for i in stated if any(f.value == filler.value for f in candidates[i].fillers)]
    if filler.role == "agent" and any(
        c.source == "restored" and filler.value in {f.value for f in c.fillers} for c in candidates
    ):
        return []  # only a later clause names it: the subject is the restored one
    if named:
        return [min(named, key=far)]
    if filler.kind != "words":
        return []
    wordy = [i for i in stated if candidates[i].fillers[0].kind == "words"]
    found = _inside(candidates, wordy, filler, trigger)
    if found:
        return found
    like = [(_likeness(f, filler), i) for i in wordy for f in candidates[i].fillers]
    best = max((share for share, _ in like), default=0.0)
    return [min((i for share, i in like if share == best), key=far)] if best >= 0.5 else []


def _inside(candidates: Sequence[Candidate], wordy: Sequence[int], filler: Filler, trigger: Span) -> list[int]:
    """The words that lie in the occurrence of the filler nearest to the trigger."""
    readings = {c.reading.span: c.reading for c in candidates if c.reading is not None}
    spans = [
        Span(m.start(), m.end())
        for r in readings.values()
        for m in re.finditer(re.escape(filler.value), r.text[: r.span.stop])
        if m.start() >= r.span.start
    ]
    if not spans:
        return []
    span = min(spans, key=lambda s: (max(s.start - trigger.stop, trigger.start - s.stop, 0), s))
    return [i for i in wordy if _overlap(candidates[i], span)]


def _overlap(candidate: Candidate, span: Span) -> bool:
    assert candidate.phrase is not None
    own = candidate.phrase.span
    return 2 * (min(own.stop, span.stop) - max(own.start, span.start)) >= len(own)


def _likeness(filler: Filler, gold: Filler) -> float:
    common = sum((Counter(filler.value) & Counter(gold.value)).values())
    return min(common / len(filler.value), common / len(gold.value))


def train(sequences: Iterable[Example]) -> bytes:
    """The model's bytes."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params(_SETTINGS)
    for rows, labels in sequences:
        trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return field_of(path.read_bytes()).stored()


def main() -> None:
    words = function_words()
    model = train(e for doc in annotated(Segmenter.load()) for e in article_examples(doc, words))
    path = ontology_dir() / MODEL
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model)


if __name__ == "__main__":
    main()
