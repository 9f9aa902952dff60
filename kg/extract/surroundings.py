"""What stands around a phrase in its sentence, whatever event asks for it: governing word, neighbours, title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.clauses import Phrase, Piece, Reading
from kg.model import BODY_TYPES

__all__ = ["ACTING", "BODIES", "Surroundings", "Verb", "near", "plain"]

Verb = tuple[int, str]  # index of the piece, what it says

_GOVERNING = frozenset(
    ("object", "dispose", "passive", "place", "motion", "source", "means", "companion", "with", "by", "pivot", "convene", "as")
)
ACTING = frozenset((*_GOVERNING, "attend", "light", "speech"))
_HEADS = frozenset(("attend", "convene", "pivot", "speech"))
BODIES = frozenset(BODY_TYPES)
_LOOK = 80  # pieces that a look to one side takes in
_FAR = 4
_NEAR = tuple(map(str, range(_FAR)))
_OPENING = frozenset(("adverb", "order", "time-edge", "future", "and", "etc", "group"))


class Surroundings(NamedTuple):  # a tuple, since it is made for every phrase
    """Found once a phrase; the events of its sentence share it."""

    governor: str  # the class of the governing word to the left in the clause with no predicate between
    governor_far: str  # phrases between
    governor_word: str
    left: str
    right: str
    before: str  # the words of the piece before and of the one behind
    behind: str
    # host: a body before somebody's title; holder or bare: a person; staff: a body before its own people (协会|会员),
    # part: these people; else no.
    title: str
    head: Verb  # the first predicate to the right, prepositions and their phrases skipped
    next: Verb  # the first predicate or acting word to the right
    previous: Verb  # and to the left
    opens: bool  # dates, adverbs, numbers, places and titles apart, the phrase is the first of its clause

    @classmethod
    def of(cls, phrase: Phrase, reading: Reading) -> Surroundings:
        governor, far, word = _governor(reading, phrase.first)
        head, following = _verbs_behind(reading, phrase.last)
        return cls(
            governor,
            near(far),
            word,
            _neighbour(reading, phrase.first, -1),
            _neighbour(reading, phrase.last, +1),
            reading.word(phrase.first - 1),
            reading.word(phrase.last + 1),
            _title(reading, phrase),
            head,
            following,
            _previous_verb(reading, phrase.first),
            _opens(reading, phrase),
        )


def plain(kind: str) -> str:
    return "body" if kind in BODIES else kind


def near(count: int) -> str:
    return _NEAR[count] if count < _FAR else "far"


def _governor(reading: Reading, first: int) -> tuple[str, int, str]:
    """The class of the governing word, the phrases between, and the word."""
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
    if piece.label == "verb":
        return "verb"
    return f"{piece.kind}:{plain(piece.label)}" if piece.kind == "mention" else piece.kind


def _title(reading: Reading, phrase: Phrase) -> str:
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
            if run:
                return "host"
            break
        if piece.kind == "run" and len(piece.span) <= 12:
            run = True
        elif not (piece.kind == "mention" or (piece.kind == "punct" and piece.label in "、“”（）()")):
            break
        at += 1
    return _staff(pieces, phrase)


def _staff(pieces: Sequence[Piece], phrase: Phrase) -> str:
    """Whether a body stands right before its people (宣讲团|成员), or they behind it."""
    if phrase.head.kind == "run":
        before = pieces[phrase.first - 1] if phrase.first else None
        joined = before is not None and before.label in BODIES and before.span.stop == phrase.span.start
        return "part" if joined and phrase.head.label == "people" else "no"
    after = pieces[phrase.last + 1] if phrase.last + 1 < len(pieces) else None
    joined = after is not None and after.kind == "run" and after.label == "people" and after.span.start == phrase.span.stop
    return "staff" if joined and phrase.head.label in BODIES else "no"


def _opens(reading: Reading, phrase: Phrase) -> bool:
    """5月,全省|各级商会|累计捐赠: no predicate and no other actor stands before it in its clause."""
    person = phrase.head.label == "Person"
    for at in range(phrase.first - 1, -1, -1):
        piece = reading.pieces[at]
        if piece.clause != phrase.pieces[0].clause:
            return True
        modest = piece.kind in ("date", "figure", "punct") or (piece.kind == "word" and piece.label in _OPENING)
        modest = modest or (piece.kind == "mention" and (piece.label == "Place" or person)) or (piece.kind == "run" and person)
        if not modest:
            return False
    return True


def _verb(piece: Piece, reading: Reading) -> str:
    """What an acting word says."""
    return piece.span.of(reading.text) if piece.label in ("attend", "convene") else piece.label


def _verbs_behind(reading: Reading, last: int) -> tuple[Verb, Verb]:
    """`Surroundings.head` and `Surroundings.next`; a word of _HEADS is one of ACTING."""
    end = min(len(reading.pieces), last + 1 + _LOOK)
    triggers = reading.between("trigger", last, end)
    stop = triggers[0] if triggers else end
    nothing: Verb = (stop, "other") if triggers else (end - 1, "end")
    following: Verb | None = None
    for at in reading.between("word", last, stop):
        piece = reading.pieces[at]
        if piece.label in ACTING:
            following = following or (at, _verb(piece, reading))
            if piece.label in _HEADS:
                return (at, piece.label), following
    return nothing, following or nothing


def _previous_verb(reading: Reading, first: int) -> Verb:
    end = max(-1, first - 1 - _LOOK)
    triggers = reading.between("trigger", end, first)
    trigger = triggers[-1] if triggers else end
    for at in reversed(reading.between("word", trigger, first)):
        if reading.pieces[at].label in ACTING:
            return at, _verb(reading.pieces[at], reading)
    return (trigger, "other") if trigger > end else (end + 1, "start")
