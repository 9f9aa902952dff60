"""Which phrases of a sentence can be the subject of a predicate, and how far a subject or a date reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.clauses import Phrase
from kg.extract.discourse import Candidate, can_be_subject
from kg.extract.placing import Focus, Place
from kg.extract.surroundings import near

__all__ = ["Subjects", "scope"]


class Subjects(NamedTuple):
    """The possible subjects of one predicate."""

    state: str  # whether something before the trigger can be its subject: in its clause, earlier in the sentence, or nowhere
    # By the first piece of a named one: how many others stand between it and the trigger, and whether any before it.
    ranks: dict[int, str]
    opening: tuple[Phrase, ...]  # the names before the trigger that can act and begin a clause
    stop: int  # where the last semicolon before the trigger stands; -1 where none does
    roles: dict[tuple[int, int], list[str]]  # by start and stop: those of the fillers of the event before

    @classmethod
    def of(cls, focus: Focus, stated: Sequence[Candidate]) -> Subjects:
        """Those among the candidates of the trigger's own sentence."""
        able = [(c, c.phrase) for c in stated if c.phrase is not None and can_be_subject(c, focus.at)]
        named = [p for c, p in able if c.named]
        ranks = {p.first: f"{near(len(named) - 1 - n)}/{min(n, 1)}" for n, p in enumerate(named)}
        opening = [c.phrase for c in stated if c.around and c.around.begins and c.phrase and c.phrase.first < focus.at]
        marks = reversed(focus.reading.between("punct", -1, focus.at))
        stop = next((at for at in marks if focus.reading.pieces[at].label in "；;"), -1)
        roles: dict[tuple[int, int], list[str]] = {}
        for filler in focus.before[-1].fillers if focus.before else ():
            if filler.span is not None:
                roles.setdefault((filler.span.start, filler.span.stop), []).append(filler.role)
        return cls(_state(able, focus), ranks, tuple(opening), stop, roles)


def _state(able: Sequence[tuple[Candidate, Phrase]], focus: Focus) -> str:
    best = "none"
    for candidate, phrase in able:
        here = phrase.head.clause == focus.clause
        if not candidate.named:
            best = f"words:{candidate.fillers[0].value[-2:]}" if here and best == "none" else best
        elif here:
            return f"clause:{candidate.kind}"
        else:
            best = f"before:{candidate.kind}"
    return best


def scope(place: Place, focus: Focus, rank: str | None, subjects: Subjects) -> list[str]:
    """Whether what is said of the event before, in the same sentence, still holds, or ； or a new subject has come between."""
    if place.side != "before":
        return []
    clause, last = place.phrase.head.clause, place.phrase.last
    stopped = subjects.stop > last
    if focus.before and place.crossed:
        spans = [(piece.span.start, piece.span.stop) for piece in place.phrase.pieces]
        carried = "+".join(sorted({role for span in spans for role in subjects.roles.get(span, ())})) or "stale"
    else:
        carried = "fresh"
    since = sum([last < p.first and p.head.clause != clause for p in subjects.opening])
    told = f"scope={carried}|"
    return [
        f"{told}{place.kind}|stop={stopped}|new={min(since, 2)}",
        f"{told}{place.kind}|{place.gap}",
        f"{told}rank={rank}|stop={stopped}",
        f"{told}{place.slot}",
    ]
