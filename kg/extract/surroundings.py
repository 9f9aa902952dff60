"""What stands around a phrase in its sentence, whatever event asks for it: governing word, neighbours, title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.clauses import GOVERNING, Phrase, Piece, Reading
from kg.model import BODY_TYPES

__all__ = ["BODIES", "Surroundings", "Verb", "near", "plain"]

Verb = tuple[int, str]  # index of the piece, what it says

_HEADS = frozenset(("attend", "convene", "pivot", "speech"))
BODIES = frozenset(BODY_TYPES)
_DOERS = frozenset((*BODY_TYPES, "Person", "Place"))
_PHRASES = frozenset(("mention", "run", "figure", "date"))
_LOOK = 80  # pieces that a look to one side takes in
_FAR = 4
_NEAR = tuple(map(str, range(_FAR)))
_OPENING = frozenset(("adverb", "order", "time-edge", "future", "and", "etc", "group"))
_SKIPPED = frozenset(("adverb", "order", "future"))


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
    begins: bool  # it is who may act, no word governs it, and a mark, a date or an adverb stands right before it

    @classmethod
    def of(cls, phrase: Phrase, reading: Reading) -> Surroundings:
        first, last = phrase.first, phrase.last
        governor, far, word, previous = _before(reading, first)
        head, following = _verbs_behind(reading, last)
        return cls(
            governor,
            near(far),
            word,
            _neighbour(reading, first, -1),
            _neighbour(reading, last, +1),
            reading.word(first - 1),
            reading.word(last + 1),
            _title(reading, phrase),
            head,
            following,
            previous,
            _opens(reading, phrase),
            not governor and _begins(reading, phrase),
        )


def plain(kind: str) -> str:
    return "body" if kind in BODIES else kind


def near(count: int) -> str:
    return _NEAR[count] if count < _FAR else "far"


def _before(reading: Reading, first: int) -> tuple[str, int, str, Verb]:
    """The class of the governing word, the phrases between, and the word; the first predicate or acting word to the left."""
    pieces, low = reading.pieces, max(-1, first - 1 - _LOOK)
    acting = reading.between("acting", low, first)
    if not acting:
        return "", 0, "", (low + 1, "start")
    previous, clause = (acting[-1], _verb(pieces[acting[-1]], reading)), pieces[first].clause
    for at in reversed(acting):
        piece = pieces[at]
        if piece.kind == "trigger" or piece.clause != clause:
            break
        if piece.label in GOVERNING:
            between = sum([p.kind in _PHRASES for p in pieces[at + 1 : first]])
            return piece.label, between, piece.span.of(reading.text), previous
    return "", 0, "", previous


def _neighbour(reading: Reading, index: int, step: int) -> str:
    """What stands next to a phrase, quotes and adverbs apart: its kind, and for function words its class."""
    pieces, at = reading.pieces, index + step
    while 0 <= at < len(pieces):
        kind, label = pieces[at].kind, pieces[at].label
        if kind == "word":
            if label not in _SKIPPED:
                return label
        elif kind == "punct":
            if label not in '“”‘’"《》、（）()':
                return "，" if label in "，,；;：:。" else label
        elif label == "verb":
            return "verb"
        else:
            return f"mention:{plain(label)}" if kind == "mention" else kind
        at += step
    return "edge"


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
    pieces, clause, person = reading.pieces, phrase.pieces[0].clause, phrase.head.label == "Person"
    for at in range(phrase.first - 1, -1, -1):
        piece = pieces[at]
        if piece.clause != clause:
            return True
        kind = piece.kind
        if kind == "word":
            modest = piece.label in _OPENING
        elif kind == "mention":
            modest = person or piece.label == "Place"
        else:
            modest = kind in ("date", "figure", "punct") or (person and kind == "run")
        if not modest:
            return False
    return True


def _begins(reading: Reading, phrase: Phrase) -> bool:
    if phrase.kind != "mention" or phrase.head.label not in _DOERS:
        return False
    before = reading.pieces[phrase.first - 1] if phrase.first else None
    return before is None or before.kind in ("punct", "date") or before.label == "adverb"


def _verb(piece: Piece, reading: Reading) -> str:
    """What a predicate or an acting word says."""
    if piece.kind == "trigger":
        return "other"
    return piece.span.of(reading.text) if piece.label in ("attend", "convene") else piece.label


def _verbs_behind(reading: Reading, last: int) -> tuple[Verb, Verb]:
    """`Surroundings.head` and `Surroundings.next`."""
    end = min(len(reading.pieces), last + 1 + _LOOK)
    nothing: Verb = end - 1, "end"
    acting = reading.between("acting", last, end)
    if not acting:
        return nothing, nothing
    following = acting[0], _verb(reading.pieces[acting[0]], reading)
    for at in acting:
        piece = reading.pieces[at]
        if piece.kind == "trigger":
            return (at, "other"), following
        if piece.label in _HEADS:
            return (at, piece.label), following
    return nothing, following
