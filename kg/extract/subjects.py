"""Which phrases of a sentence can be the subject of a predicate, and how far a subject or a date reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.clauses import Phrase
from kg.extract.discourse import Candidate, can_be_subject
from kg.extract.placing import Focus, Place, kind_of
from kg.extract.surroundings import BODIES, near

__all__ = ["Subjects", "scope"]

_SUBJECTS = frozenset(("Person", "Place"))


@dataclass(frozen=True, slots=True)
class Subjects:
    """The possible subjects of one predicate."""

    state: str  # whether something before the trigger can be its subject: in its clause, earlier in the sentence, or nowhere
    # By the first piece of a named one: how many others stand between it and the trigger, and whether any before it.
    ranks: dict[int, str]
    opening: tuple[Phrase, ...]  # the names before the trigger that can act and begin a clause
    stops: tuple[int, ...]  # where semicolons stand before the trigger

    @classmethod
    def of(cls, focus: Focus, stated: Sequence[Candidate]) -> Subjects:
        """Those among the candidates of the trigger's own sentence."""
        able = [(c, c.phrase) for c in stated if c.phrase is not None and can_be_subject(c, focus.at)]
        named = [p for c, p in able if c.fillers[0].kind != "words" or p.head.label == "people"]
        ranks = {p.first: f"{near(len(named) - 1 - n)}/{min(n, 1)}" for n, p in enumerate(named)}
        opening = tuple(c.phrase for c in stated if c.phrase is not None and c.phrase.first < focus.at and _begins_clause(c))
        marks = focus.reading.between("punct", -1, focus.at)
        stops = tuple(at for at in marks if focus.reading.pieces[at].label in "；;")
        return cls(_state(able, focus), ranks, opening, stops)


def _state(able: Sequence[tuple[Candidate, Phrase]], focus: Focus) -> str:
    best = "none"
    for candidate, phrase in able:
        here = phrase.head.clause == focus.piece.clause
        filler = candidate.fillers[0]
        if filler.kind == "words" and phrase.head.label != "people":
            best = f"words:{filler.value[-2:]}" if here and best == "none" else best
        elif here:
            return f"clause:{kind_of(candidate, phrase)}"
        else:
            best = f"before:{kind_of(candidate, phrase)}"
    return best


def _begins_clause(candidate: Candidate) -> bool:
    phrase, reading, around = candidate.phrase, candidate.reading, candidate.around
    if phrase is None or reading is None or around is None or phrase.kind != "mention" or around.governor:
        return False
    before = reading.pieces[phrase.first - 1] if phrase.first else None
    opens = before is None or before.kind in ("punct", "date") or before.label == "adverb"
    return opens and (phrase.head.label in BODIES or phrase.head.label in _SUBJECTS)


def scope(place: Place, focus: Focus, rank: str | None, subjects: Subjects) -> Iterator[str]:
    """Whether what is said of the event before, in the same sentence, still holds, or ； or a new subject has come between."""
    if place.side != "before":
        return
    reading, own = focus.reading, place.phrase
    stopped = bool(subjects.stops) and subjects.stops[-1] > own.last
    last = focus.before[-1] if focus.before and reading.count("trigger", own.last, focus.at) else None
    spans = {q.span for q in own.pieces} if last else set()
    had = sorted({f.role for f in last.fillers if f.span in spans}) if last else []
    carried = "+".join(had) if had else ("stale" if last else "fresh")
    clause, behind = own.head.clause, own.last
    since = sum([behind < p.first and p.head.clause != clause for p in subjects.opening])
    told = f"scope={carried}|"
    yield f"{told}{place.kind}|stop={stopped}|new={min(since, 2)}"
    yield f"{told}{place.kind}|{place.gap}"
    yield f"{told}rank={rank}|stop={stopped}"
    yield f"{told}{place.slot}"
