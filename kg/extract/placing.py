"""How a phrase stands to the predicate of an event: side, slot, governing word, neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.clauses import Phrase, Piece, Reading
from kg.extract.discourse import Candidate
from kg.model import BODY_TYPES, Event, Span

__all__ = ["ACTING", "BODIES", "Focus", "Place", "governor_of", "is_passive", "kind_of", "near", "plain", "titled", "voice"]

_GOVERNING = frozenset(
    ("object", "dispose", "passive", "place", "motion", "source", "means", "companion", "with", "by", "pivot", "convene", "as")
)
ACTING = frozenset((*_GOVERNING, "attend", "light", "speech"))
BODIES = frozenset(BODY_TYPES)
_FAR = 4
_LOOK = 80  # pieces that a look to one side takes in


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phrase stands to the trigger, and what stands around it."""

    candidate: Candidate
    phrase: Phrase
    reading: Reading
    kind: str  # body, people, verb, words, or the type of a name
    side: str
    slot: str
    gap: str  # clauses, or sentences for those behind the event's own
    crossed: int
    governor: str
    governor_far: str
    governor_word: str
    left: str
    right: str
    verb: str
    previous: str

    @classmethod
    def of(cls, candidate: Candidate, focus: Focus) -> Place:
        phrase, reading = candidate.phrase, candidate.reading
        assert phrase is not None  # only restored candidates have none
        assert reading is not None
        here = candidate.source == "sentence"
        side = _side(phrase, focus) if here else "after"
        gap = abs(phrase.head.clause - focus.piece.clause) if here else candidate.distance
        governor, far, word = governor_of(reading, phrase.first)
        at = focus if here else None
        verb, previous = _next_verb(reading, phrase.last, at), _previous_verb(reading, phrase.first, at)
        crossed = _crossed(reading, phrase, focus) if here else 0
        left, right = _neighbour(reading, phrase.first, -1), _neighbour(reading, phrase.last, +1)
        slot = _slot(phrase, side, governor, _head_verb(reading, phrase.last, at), crossed, gap)
        kind = kind_of(candidate, phrase)
        return cls(
            candidate,
            phrase,
            reading,
            kind,
            side,
            slot,
            near(gap),
            crossed,
            governor,
            near(far),
            word,
            left,
            right,
            verb,
            previous,
        )


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


def plain(kind: str) -> str:
    return "body" if kind in BODIES else kind


def near(count: int) -> str:
    return str(count) if count < _FAR else "far"


def _side(phrase: Phrase, focus: Focus) -> str:
    if phrase.first <= focus.at <= phrase.last:
        return "at"
    return "before" if phrase.last < focus.at else "behind"


def _skip(piece: Piece) -> bool:
    return (piece.kind == "punct" and piece.label in '“”‘’"《》、（）()') or (
        piece.kind == "word" and piece.label in ("adverb", "order", "future")
    )


def _neighbour(reading: Reading, index: int, step: int) -> str:
    """What stands next to a phrase, quotes and adverbs apart: its kind, and for function words its class."""
    at = index + step
    while 0 <= at < len(reading.pieces) and _skip(reading.pieces[at]):
        at += step
    if not 0 <= at < len(reading.pieces):
        return "edge"
    piece = reading.pieces[at]
    if piece.kind == "word":
        return piece.label
    if piece.kind == "punct":
        return "，" if piece.label in "，,；;：:。" else piece.label
    return f"{piece.kind}:{plain(piece.label)}" if piece.kind == "mention" else piece.kind


def governor_of(reading: Reading, first: int) -> tuple[str, int, str]:
    """The governing word to the left in the clause with no predicate between: (class, phrases between, the word)."""
    clause = reading.pieces[first].clause
    between = 0
    for at in range(first - 1, max(-1, first - 1 - _LOOK), -1):
        piece = reading.pieces[at]
        if piece.clause != clause or piece.kind == "trigger":
            break
        if piece.kind == "word" and piece.label in _GOVERNING:
            return piece.label, between, piece.span.of(reading.text)
        between += piece.kind in ("mention", "run", "figure", "date")
    return "", 0, ""


def _verb(piece: Piece, focus: Focus | None, reading: Reading, at: int) -> str:
    if focus is not None and at == focus.at:
        return "FOCUS"
    if piece.kind == "trigger":
        return "other"
    if piece.kind == "word" and piece.label in ACTING:
        return piece.span.of(reading.text) if piece.label in ("attend", "convene") else piece.label
    return ""


_HEADS = frozenset(("attend", "convene", "pivot", "speech"))


def _head_verb(reading: Reading, last: int, focus: Focus | None) -> str:
    """The first predicate to the right, prepositions and their phrases skipped."""
    for at in range(last + 1, min(len(reading.pieces), last + 1 + _LOOK)):
        piece = reading.pieces[at]
        if focus is not None and at == focus.at:
            return "FOCUS"
        if piece.kind == "trigger":
            return "other"
        if piece.kind == "word" and piece.label in _HEADS:
            return piece.label
    return "end"


def _next_verb(reading: Reading, last: int, focus: Focus | None) -> str:
    for at in range(last + 1, min(len(reading.pieces), last + 1 + _LOOK)):
        verb = _verb(reading.pieces[at], focus, reading, at)
        if verb:
            return verb
    return "end"


def _previous_verb(reading: Reading, first: int, focus: Focus | None) -> str:
    for at in range(first - 1, max(-1, first - 1 - _LOOK), -1):
        verb = _verb(reading.pieces[at], focus, reading, at)
        if verb:
            return verb
    return "start"


def _crossed(reading: Reading, phrase: Phrase, focus: Focus) -> int:
    """How many other predicates stand between the phrase and the trigger, at most 2."""
    low, high = sorted((phrase.first, focus.at))
    return min(2, sum(p.kind == "trigger" for p in reading.pieces[low + 1 : high]))


def titled(reading: Reading, phrase: Phrase) -> str:
    """The phrase's part in a title. host: a body before somebody's title; holder: the person behind it; else no."""
    pieces = reading.pieces
    if phrase.head.kind == "mention" and phrase.head.label == "Person":
        before = pieces[phrase.first - 1] if phrase.first else None
        return "holder" if before is not None and before.kind == "run" else "bare"
    if phrase.head.kind not in ("mention", "run"):
        return "no"
    at, run = phrase.last + 1, phrase.head.kind == "run"
    while at < len(pieces) and at <= phrase.last + 8:
        piece = pieces[at]
        if piece.kind == "mention" and piece.label == "Person":
            return "host" if run else "no"
        if piece.kind == "run" and len(piece.span) <= 12:
            run = True
        elif not (piece.kind == "mention" or (piece.kind == "punct" and piece.label in "、“”（）()")):
            return "no"
        at += 1
    return "no"


def is_passive(focus: Focus) -> bool:
    """Whether 被, 受 or 获 stands before the trigger in its clause."""
    return any(
        p.kind == "word" and p.label == "passive" and p.clause == focus.piece.clause for p in focus.reading.pieces[: focus.at]
    )


def voice(focus: Focus) -> str:
    """passive where 被 stands in the clause, else what the first object is: a body in 工会授予焊工班称号, none in 协会揭牌."""
    if is_passive(focus):
        return "passive"
    for piece in focus.reading.pieces[focus.at + 1 :]:
        if piece.kind == "trigger" or piece.clause != focus.piece.clause:
            break
        if piece.kind in ("mention", "run"):
            return plain(piece.label) if piece.kind == "mention" else (piece.label or "words")
    return "nothing"
