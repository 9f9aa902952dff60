"""What the grammar sees of a candidate in an event, as strings: the evidence on which its role is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.clauses import Phrase, Piece, Reading
from kg.extract.discourse import Candidate
from kg.model import BODY_TYPES, Event, Span

__all__ = ["Focus", "features"]

_GOVERNING = frozenset(
    ("object", "dispose", "passive", "place", "motion", "source", "means", "companion", "with", "by", "pivot", "convene", "as")
)
_ACTING = frozenset((*_GOVERNING, "attend", "light", "speech"))
_BODIES = frozenset(BODY_TYPES)
_FAR = 4


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


def features(candidate: Candidate, focus: Focus, stated: Sequence[Candidate]) -> list[str]:
    """The features of one candidate; `stated` are the event's candidates in its own sentence."""
    if candidate.source == "restored":
        base = list(_restored(candidate, focus, stated))
    else:
        base = list(_placed(candidate, focus))
    typed = [f"{focus.type}|{f}" for f in base]
    word = focus.trigger.of(focus.text)
    trigger = [f"trigger={word}|{f}" for f in base[:3]]
    return ["bias", *base, *typed, *trigger]


# ── restored subjects ──


def _restored(candidate: Candidate, focus: Focus, stated: Sequence[Candidate]) -> Iterator[str]:
    subject = _subject_state(focus, stated)
    origins = "+".join(candidate.origins)
    first = candidate.origins[0]
    yield f"restored:{first}|{subject}"
    yield f"restored:{origins}"
    yield f"restored|{subject}|{_near(candidate.distance)}"
    yield f"restored:type={candidate.type}|{subject}"
    yield f"restored:{first}|{_near(candidate.distance)}"
    for origin in candidate.origins:
        yield f"restored:has={origin}|{subject}"
    yield f"restored:many={len(candidate.fillers) > 1}"
    if focus.before:
        yield f"restored:{first}|last={focus.before[-1].type}"


def _subject_state(focus: Focus, stated: Sequence[Candidate]) -> str:
    """Whether something before the trigger can be its subject: in its clause, earlier in the sentence, or nowhere."""
    best = "none"
    for c in stated:
        if c.phrase is None or c.phrase.first >= focus.at or c.phrase.kind in ("date", "figure"):
            continue
        if c.phrase.kind == "run" and c.fillers[0].kind == "words":
            if best == "none" and c.phrase.head.clause == focus.piece.clause and not _governor(focus.reading, c.phrase.first)[0]:
                best = "words"
            continue
        if c.type in _BODIES or c.type in ("Person", "Place"):
            if _governor(focus.reading, c.phrase.first)[0]:
                continue
            if c.phrase.head.clause == focus.piece.clause:
                return f"clause:{_kind(c.type)}"
            best = f"before:{_kind(c.type)}"
    return best


# ── candidates in their places ──


def _placed(candidate: Candidate, focus: Focus) -> Iterator[str]:
    assert candidate.phrase is not None and candidate.reading is not None  # only restored ones have none
    phrase, reading = candidate.phrase, candidate.reading
    kind = candidate.type
    here = candidate.source == "sentence"
    side = _side(phrase, focus) if here else "after-sentence"
    gap = abs(phrase.head.clause - focus.piece.clause) if here else candidate.distance
    governor, distance, word = _governor(reading, phrase.first)
    left, right = _neighbour(reading, phrase.first, -1), _neighbour(reading, phrase.last, +1)
    verb = _next_verb(reading, phrase.last, focus if here else None)
    previous = _previous_verb(reading, phrase.first, focus if here else None)
    crossed = _crossed(reading, phrase, focus) if here else 0
    yield f"{kind}|{side}|gov={governor}|v={verb}"
    yield f"{kind}|{side}|prev={previous}|right={right}"
    yield f"{_kind(kind)}|{side}|gap={_near(gap)}|cross={crossed}"
    yield f"{kind}|{side}"
    yield f"{kind}|{side}|left={left}"
    yield f"{kind}|{side}|right={right}"
    yield f"{kind}|{side}|left={left}|right={right}"
    yield f"{kind}|{side}|gap={_near(gap)}|gov={governor}"
    yield f"{kind}|{side}|gov={governor}:{_near(distance)}|cross={crossed}"
    yield f"{kind}|word={word}"
    yield f"{kind}|{side}|verb={verb}|cross={crossed}"
    yield f"{kind}|{side}|previous={previous}|cross={crossed}"
    yield f"{kind}|many={len(candidate.fillers) > 1}|{side}"
    yield f"{kind}|next={reading.word(phrase.last + 1)[:2]}"
    yield f"{kind}|title={_titled(reading, phrase)}|{side}|verb={verb}"
    if phrase.head.depth:
        yield f"{kind}|{side}|bracket"
    if here:
        yield from _between(reading, phrase, focus, kind, side)
        yield f"{kind}|{side}|rank={_rank(reading, phrase, focus)}|gap={_near(gap)}"
    yield from _carried(candidate, focus, side, gap)
    if candidate.fillers[0].kind == "words":
        yield from _worded(candidate, focus, side, governor, left, right)
    if kind in ("date", "figure"):
        yield from _measured(candidate, focus, side)


def _kind(kind: str) -> str:
    return "body" if kind in _BODIES else kind


def _near(count: int) -> str:
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
    return f"{piece.kind}:{_kind(piece.label)}" if piece.kind == "mention" else piece.kind


def _governor(reading: Reading, first: int) -> tuple[str, int, str]:
    """The governing word to the left in the clause with no predicate between: (class, phrases between, the word)."""
    clause = reading.pieces[first].clause
    between = 0
    for at in range(first - 1, -1, -1):
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
    if piece.kind == "word" and piece.label in _ACTING:
        return piece.span.of(reading.text) if piece.label in ("attend", "convene") else piece.label
    return ""


def _next_verb(reading: Reading, last: int, focus: Focus | None) -> str:
    for at in range(last + 1, len(reading.pieces)):
        verb = _verb(reading.pieces[at], focus, reading, at)
        if verb:
            return verb
    return "end"


def _previous_verb(reading: Reading, first: int, focus: Focus | None) -> str:
    for at in range(first - 1, -1, -1):
        verb = _verb(reading.pieces[at], focus, reading, at)
        if verb:
            return verb
    return "start"


def _crossed(reading: Reading, phrase: Phrase, focus: Focus) -> int:
    """How many other predicates stand between the phrase and the trigger, at most 2."""
    low, high = sorted((phrase.first, focus.at))
    return min(2, sum(p.kind == "trigger" for p in reading.pieces[low + 1 : high]))


def _between(reading: Reading, phrase: Phrase, focus: Focus, kind: str, side: str) -> Iterator[str]:
    low, high = (phrase.last, focus.at) if side == "before" else (focus.at, phrase.first)
    inside = reading.pieces[low + 1 : max(low + 1, high)]
    classes = sorted({p.label for p in inside if p.kind == "word" and p.label in _ACTING})
    for label in classes:
        yield f"{kind}|{side}|between={label}"
    names = sum(p.kind == "mention" for p in inside)
    runs = sum(p.kind == "run" for p in inside)
    yield f"{kind}|{side}|names={_near(names)}|runs={_near(runs)}"
    yield f"{kind}|{side}|adjacent={not inside}|{'+'.join(classes)}"
    passive = any(p.label == "passive" for p in reading.pieces if p.clause == focus.piece.clause and p.kind == "word")
    yield f"{kind}|{side}|passive={passive}"


def _rank(reading: Reading, phrase: Phrase, focus: Focus) -> str:
    """The phrase's place among those of its kind on its side, counted from the trigger."""
    step = 1 if phrase.first > focus.at else -1
    nearer = [
        p
        for p in reading.phrases
        if p.kind == phrase.kind
        and (p.first - focus.at) * step > 0
        and (phrase.first - p.first) * step > 0
        and _kind(p.head.label) == _kind(phrase.head.label)
    ]
    return _near(len(nearer))


def _titled(reading: Reading, phrase: Phrase) -> str:
    """host: a body before somebody's title; holder: the person behind it; else no."""
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


def _carried(candidate: Candidate, focus: Focus, side: str, gap: int) -> Iterator[str]:
    """The role that the same filler has in the events before: 会同 reaches one predicate, a subject all of its sentence."""
    values = {f.value for f in candidate.fillers}
    for back, event in enumerate(reversed(focus.before[-3:])):
        roles = [f.role for f in event.fillers if f.value in values]
        for role in sorted(set(roles)):
            yield f"had{back}={role}|{side}|{event.type == focus.type}"
            yield f"had{back}={role}|{candidate.type}|{_near(gap)}"
            yield f"had{back}={role}|from={event.type}"


def _worded(candidate: Candidate, focus: Focus, side: str, governor: str, left: str, right: str) -> Iterator[str]:
    assert candidate.phrase is not None
    words = candidate.fillers[0].value
    head = words[-2:]
    yield f"words|{side}|head={head}"
    yield f"words|{side}|head={words[-1:]}|{right}"
    yield f"words|{side}|start={words[:2]}"
    yield f"words|{side}|start={words[:1]}|{left}"
    yield f"words|{side}|size={min(len(words), 12) // 2}|{left}|{right}"
    yield f"words|{side}|{left}|gov={governor}|{right}"
    yield f"words|trigger={focus.trigger.of(focus.text)}|{side}|{left}"


def _measured(candidate: Candidate, focus: Focus, side: str) -> Iterator[str]:
    assert candidate.phrase is not None and candidate.reading is not None
    phrase, reading, kind = candidate.phrase, candidate.reading, candidate.type
    unit = phrase.head.label
    after = reading.word(phrase.last + 1)
    yield f"{kind}|{side}|unit={unit}"
    yield f"{kind}|{side}|after={after[:2]}"
    yield f"{kind}|{side}|after={after[-2:]}"
    yield f"{kind}|{side}|before={reading.word(phrase.first - 1)[-2:]}"
    yield f"{kind}|{side}|before={reading.word(phrase.first - 1)[:2]}"
