"""How a phrase stands to the predicate of an event: side, slot, governing word, neighbours."""

from __future__ import annotations

from typing import NamedTuple

from kg.extract.clauses import Phrase, Reading
from kg.extract.discourse import Candidate
from kg.extract.surroundings import Surroundings, near, plain
from kg.model import Event, Span

__all__ = ["Focus", "Place", "is_passive", "voice"]


class Focus(NamedTuple):  # a tuple, since its parts are asked for by every candidate
    """The event whose roles are asked for, with what was decided of the events before it."""

    type: str
    trigger: Span
    text: str
    before: tuple[Event, ...]
    reading: Reading
    at: int  # index of the trigger's piece
    clause: int  # the number of its clause


class Place(NamedTuple):  # a tuple, since it is made for every candidate of every event
    """Where a phrase stands to the trigger, and what stands around it."""

    candidate: Candidate
    phrase: Phrase
    around: Surroundings
    kind: str  # that of the candidate
    side: str
    slot: str
    gap: str  # clauses, or sentences for those behind the event's own
    crossed: int  # how many other predicates stand between the phrase and the trigger, at most 2
    names: str  # and how many names, runs, and verbs among these
    runs: str
    verbs: str
    verb: str
    previous: str
    sided: str  # kind and side; kind and slot: what many features begin with
    slotted: str

    @classmethod
    def of(cls, candidate: Candidate, focus: Focus) -> Place:
        phrase, reading, around, kind = candidate.phrase, candidate.reading, candidate.around, candidate.kind
        assert phrase is not None  # only restored candidates have none
        assert reading is not None
        assert around is not None
        if candidate.source == "sentence":
            at, first, last = focus.at, phrase.first, phrase.last
            side = "before" if last < at else "behind" if at < first else "at"
            gap = abs(phrase.head.clause - focus.clause)
            triggers, names, runs, verbs = reading.counts(last, at) if last < at else reading.counts(at, first)
            crossed = min(2, triggers)
        else:
            at, last, side, gap, crossed, names, runs, verbs = -1, 0, "after", candidate.distance, 0, 0, 0, 0
        # The trigger is FOCUS where it comes first.
        head = "FOCUS" if last < at <= around.head[0] else around.head[1]
        verb = "FOCUS" if last < at <= around.next[0] else around.next[1]
        previous = "FOCUS" if around.previous[0] <= at < phrase.first else around.previous[1]
        slot = _slot(phrase, side, around.governor, head, crossed, gap)
        return cls(
            candidate,
            phrase,
            around,
            kind,
            side,
            slot,
            near(gap),
            crossed,
            near(names),
            near(runs),
            near(verbs),
            verb,
            previous,
            f"{kind}|{side}",
            f"{kind}|{slot}",
        )


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


def passive_at(focus: Focus) -> int | None:
    """The index of the piece where 被, 受 or 获 stands before the trigger in its clause; None where none does."""
    pieces = focus.reading.pieces
    for at in reversed(focus.reading.between("acting", -1, focus.at)):
        if pieces[at].clause != focus.clause:
            return None  # clauses are numbered in text order
        if pieces[at].label == "passive":
            return at
    return None


def is_passive(focus: Focus) -> bool:
    """Whether 被, 受 or 获 stands before the trigger in its clause."""
    return passive_at(focus) is not None


def voice(focus: Focus, passive: bool) -> str:
    """passive where 被 stands in the clause, else what the first object is: a body in 工会授予焊工班称号, none in 协会揭牌."""
    if passive:
        return "passive"
    pieces = focus.reading.pieces
    for at in range(focus.at + 1, len(pieces)):
        piece = pieces[at]
        if piece.kind == "trigger" or piece.clause != focus.clause:
            break
        if piece.kind in ("mention", "run"):
            return plain(piece.label) if piece.kind == "mention" else (piece.label or "words")
    return "nothing"
