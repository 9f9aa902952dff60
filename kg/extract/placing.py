"""How a phrase stands to the predicate of an event: side, slot, governing word, neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.clauses import Phrase, Piece, Reading
from kg.extract.discourse import Candidate
from kg.extract.surroundings import Surroundings, Verb, near, plain
from kg.model import Event, Span

__all__ = ["Focus", "Place", "is_passive", "kind_of", "voice"]


@dataclass(frozen=True, slots=True)
class Focus:
    """The event whose roles are asked for, with what was decided of the events before it."""

    type: str
    trigger: Span
    evidence: Span
    text: str
    before: tuple[Event, ...]
    reading: Reading
    at: int  # index of the trigger's piece

    @property
    def piece(self) -> Piece:
        return self.reading.pieces[self.at]


class Place(NamedTuple):  # a tuple, since it is made for every candidate of every event
    """Where a phrase stands to the trigger, and what stands around it."""

    candidate: Candidate
    phrase: Phrase
    reading: Reading
    around: Surroundings
    kind: str  # body, people, verb, words, or the type of a name
    side: str
    slot: str
    gap: str  # clauses, or sentences for those behind the event's own
    crossed: int
    verb: str
    previous: str

    @classmethod
    def of(cls, candidate: Candidate, focus: Focus) -> Place:
        phrase, reading, around = candidate.phrase, candidate.reading, candidate.around
        assert phrase is not None  # only restored candidates have none
        assert reading is not None
        assert around is not None
        here = candidate.source == "sentence"
        side = _side(phrase, focus) if here else "after"
        gap = abs(phrase.pieces[-1].clause - focus.piece.clause) if here else candidate.distance
        crossed = _crossed(reading, phrase, focus) if here else 0
        at = focus.at if here else -1
        slot = _slot(phrase, side, around.governor, _to_right(around.head, phrase, at), crossed, gap)
        verb, previous = _to_right(around.next, phrase, at), _to_left(around.previous, phrase, at)
        kind = kind_of(candidate, phrase)
        return cls(candidate, phrase, reading, around, kind, side, slot, near(gap), crossed, verb, previous)


def _to_right(verb: Verb, phrase: Phrase, at: int) -> str:
    """What the verb says, or FOCUS where the trigger, piece `at`, comes first."""
    return "FOCUS" if phrase.last < at <= verb[0] else verb[1]


def _to_left(verb: Verb, phrase: Phrase, at: int) -> str:
    return "FOCUS" if verb[0] <= at < phrase.first else verb[1]


def kind_of(candidate: Candidate, phrase: Phrase) -> str:
    if candidate.fillers[0].kind == "words":
        return phrase.head.label or "words" if phrase.kind == "run" else "predicate"
    return plain(candidate.type)


def _slot(phrase: Phrase, side: str, governor: str, verb: str, crossed: int, gap: int) -> str:
    """The phrase's part in the clause: subject, object, the class of the word that governs it, attend, …"""
    if phrase.kind in ("date", "figure"):
        return phrase.kind
    far = "+" if crossed else ""
    if side == "at":
        return "self"
    if governor:
        return f"{governor}{far}" if side == "before" else f"behind:{governor}{far}"
    if verb.startswith("attend"):
        return "attend"
    if side == "behind":
        return ("object" if not gap else "later") + far
    if side == "after":
        return f"after:{verb}"
    return f"subject:{verb}{far}" if gap else f"subject!{verb}{far}"


def _side(phrase: Phrase, focus: Focus) -> str:
    if phrase.first <= focus.at <= phrase.last:
        return "at"
    return "before" if phrase.last < focus.at else "behind"


def _crossed(reading: Reading, phrase: Phrase, focus: Focus) -> int:
    """How many other predicates stand between the phrase and the trigger, at most 2."""
    first, at = phrase.first, focus.at
    return min(2, reading.count("trigger", first, at) if first < at else reading.count("trigger", at, first))


def is_passive(focus: Focus) -> bool:
    """Whether 被, 受 or 获 stands before the trigger in its clause."""
    pieces, clause = focus.reading.pieces, focus.piece.clause
    for at in reversed(focus.reading.between("word", -1, focus.at)):
        if pieces[at].clause != clause:
            return False  # clauses are numbered in text order
        if pieces[at].label == "passive":
            return True
    return False


def voice(focus: Focus, passive: bool) -> str:
    """passive where 被 stands in the clause, else what the first object is: a body in 工会授予焊工班称号, none in 协会揭牌."""
    if passive:
        return "passive"
    for piece in focus.reading.pieces[focus.at + 1 :]:
        if piece.kind == "trigger" or piece.clause != focus.piece.clause:
            break
        if piece.kind in ("mention", "run"):
            return plain(piece.label) if piece.kind == "mention" else (piece.label or "words")
    return "nothing"
