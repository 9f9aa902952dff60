"""What the grammar sees of a candidate in an event, as strings: the evidence on which its role is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.clauses import Phrase, Piece, Reading
from kg.extract.discourse import Candidate
from kg.model import BODY_TYPES, Event, Span

__all__ = ["Focus", "features", "is_passive", "titled"]

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
        return ["bias", *base, *(f"{focus.type}|{f}" for f in base)]
    place = _Place.of(candidate, focus)
    narrow = list(_narrow(place, focus))
    rank = _subject_ranks(focus, stated).get(place.phrase.first) if candidate.source == "sentence" else None
    narrow += _scope(place, focus, rank)
    if rank:
        narrow += [f"subject={rank}", f"subject={rank}|{place.kind}", f"subject={rank}|gap={place.gap}|cross={place.crossed}"]
    return ["bias", *narrow, *(f"{focus.type}|{f}" for f in narrow), *_wide(place, focus)]


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
    yield f"restored:{first}|{subject}|line={candidate.same_line}"
    yield f"restored:{origins}|line={candidate.same_line}"
    yield f"restored:many={len(candidate.fillers) > 1}"
    if focus.before:
        yield f"restored:{first}|last={focus.before[-1].type}"


def _subject_state(focus: Focus, stated: Sequence[Candidate]) -> str:
    """Whether something before the trigger can be its subject: in its clause, earlier in the sentence, or nowhere."""
    best = "none"
    for c in stated:
        if c.phrase is None or not _can_be_subject(c, focus):
            continue
        here = c.phrase.head.clause == focus.piece.clause
        if c.fillers[0].kind == "words" and c.phrase.head.label != "people":
            best = f"words:{c.fillers[0].value[-2:]}" if here and best == "none" else best
        elif here:
            return f"clause:{_class(c, c.phrase)}"
        else:
            best = f"before:{_class(c, c.phrase)}"
    return best


_SUBJECTS = frozenset(("Person", "Place"))


def _can_be_subject(candidate: Candidate, focus: Focus) -> bool:
    """A body, a person, a place or people before the trigger that no function word governs and nobody's title follows."""
    phrase = candidate.phrase
    if phrase is None or phrase.last >= focus.at or phrase.kind in ("date", "figure") or phrase.head.depth:
        return False
    named = candidate.type in _BODIES or candidate.type in _SUBJECTS
    if not named and not (phrase.kind == "run" and phrase.head.label != "verb"):
        return False
    return titled(focus.reading, phrase) != "host" and _opens(focus.reading, phrase)


_OPENING = frozenset(("adverb", "order", "time-edge", "future", "and", "etc", "group"))


def _opens(reading: Reading, phrase: Phrase) -> bool:
    """Whether the phrase opens its clause, dates, adverbs, numbers, places and titles apart: 5月,全省|各级商会|累计捐赠."""
    titled = phrase.head.label == "Person"
    for at in range(phrase.first - 1, -1, -1):
        piece = reading.pieces[at]
        if piece.clause != phrase.pieces[0].clause:
            return True
        modest = piece.kind in ("date", "figure", "punct") or (piece.kind == "word" and piece.label in _OPENING)
        modest = modest or (piece.kind == "mention" and (piece.label == "Place" or titled)) or (piece.kind == "run" and titled)
        if not modest:
            return False
    return True


def _scope(place: _Place, focus: Focus, rank: str | None) -> Iterator[str]:
    """Whether what is said of the event before, in the same sentence, still holds, or ； or a new subject has come between."""
    if place.side != "before":
        return
    pieces = focus.reading.pieces
    between = pieces[place.phrase.last + 1 : focus.at]
    stopped = any(p.kind == "punct" and p.label in "；;" for p in between)
    earlier = [p.span for p in between if p.kind == "trigger"]
    last = focus.before[-1] if focus.before and earlier else None
    had = sorted({f.role for f in last.fillers if f.span in {q.span for q in place.phrase.pieces}}) if last else []
    carried = "+".join(had) if had else ("stale" if last else "fresh")
    since = _new_subjects(place, focus)
    yield f"scope={carried}|{place.kind}|stop={stopped}|new={since}"
    yield f"scope={carried}|{place.kind}|{place.gap}"
    yield f"scope={carried}|rank={rank}|stop={stopped}"
    yield f"scope={carried}|{place.slot}"


def _new_subjects(place: _Place, focus: Focus) -> str:
    """How many names that can act begin a clause between the phrase and the trigger."""
    pieces = focus.reading.pieces
    found = 0
    for phrase in focus.reading.phrases:
        if (
            place.phrase.last < phrase.first < focus.at
            and phrase.kind == "mention"
            and phrase.head.clause != place.phrase.head.clause
        ):
            acts = phrase.head.label in _BODIES or phrase.head.label in _SUBJECTS
            opens = (
                phrase.first == 0
                or pieces[phrase.first - 1].kind in ("punct", "date")
                or pieces[phrase.first - 1].label == "adverb"
            )
            found += acts and opens and not _governor(focus.reading, phrase.first)[0]
    return str(min(found, 2))


def _subject_ranks(focus: Focus, stated: Sequence[Candidate]) -> dict[int, str]:
    """How many possible subjects stand between each one and the trigger, and between it and the sentence's start."""
    able = [
        c.phrase
        for c in stated
        if c.phrase is not None
        and _can_be_subject(c, focus)
        and (c.fillers[0].kind != "words" or c.phrase.head.label == "people")
    ]
    size = len(able)
    return {p.first: f"{_near(size - 1 - n)}/{min(n, 1)}" for n, p in enumerate(able)}


# ── candidates in their places ──


@dataclass(frozen=True, slots=True)
class _Place:
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
    def of(cls, candidate: Candidate, focus: Focus) -> _Place:
        phrase, reading = candidate.phrase, candidate.reading
        assert phrase is not None  # only restored candidates have none
        assert reading is not None
        here = candidate.source == "sentence"
        side = _side(phrase, focus) if here else "after"
        gap = abs(phrase.head.clause - focus.piece.clause) if here else candidate.distance
        governor, far, word = _governor(reading, phrase.first)
        at = focus if here else None
        verb, previous = _next_verb(reading, phrase.last, at), _previous_verb(reading, phrase.first, at)
        crossed = _crossed(reading, phrase, focus) if here else 0
        left, right = _neighbour(reading, phrase.first, -1), _neighbour(reading, phrase.last, +1)
        slot = _slot(phrase, side, governor, _head_verb(reading, phrase.last, at), crossed, gap)
        kind = _class(candidate, phrase)
        return cls(
            candidate,
            phrase,
            reading,
            kind,
            side,
            slot,
            _near(gap),
            crossed,
            governor,
            _near(far),
            word,
            left,
            right,
            verb,
            previous,
        )


def _class(candidate: Candidate, phrase: Phrase) -> str:
    if candidate.fillers[0].kind == "words":
        return phrase.head.label or "words" if phrase.kind == "run" else "predicate"
    return _kind(candidate.type)


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


def _narrow(at: _Place, focus: Focus) -> Iterator[str]:
    """The grammar's own view; each also joined to the event's type."""
    kind, slot = at.kind, at.slot
    yield f"{kind}|{slot}"
    yield f"{slot}"
    yield f"{kind}"
    yield f"{kind}|{slot}|gap={at.gap}"
    yield f"{kind}|{at.side}|left={at.left}"
    yield f"{kind}|{at.side}|right={at.right}"
    yield f"{kind}|{at.side}|left={at.left}|right={at.right}"
    yield f"{kind}|{at.side}|gov={at.governor}:{at.governor_far}|cross={at.crossed}"
    yield f"{kind}|{at.side}|v={at.verb}|p={at.previous}"
    yield f"{kind}|{at.side}|gap={at.gap}|cross={at.crossed}"
    yield f"{kind}|{slot}|title={titled(at.reading, at.phrase)}"
    if at.slot.startswith("subject"):
        yield f"{kind}|voice={_voice(focus)}|gap={at.gap}"
    yield from _carried(at.candidate, focus, at.side, at.gap, kind)
    if at.candidate.source == "sentence":
        yield from _between(at.reading, at.phrase, focus, kind, at.side)
    if "attend" in slot:
        yield f"attend|{kind}|{at.side}|order={_order(focus)}|gap={at.gap}"
        yield f"attend|{at.side}|order={_order(focus)}|others={_others(at)}"
    if kind in ("date", "figure"):
        yield from _measured(at)


def _voice(focus: Focus) -> str:
    """passive where 被 stands in the clause, else what the trigger's first object is: 工会|授予|焊工班 is active, 协会|获|称号 is not."""
    if any(
        p.kind == "word" and p.label == "passive" and p.clause == focus.piece.clause for p in focus.reading.pieces[: focus.at]
    ):
        return "passive"
    for piece in focus.reading.pieces[focus.at + 1 :]:
        if piece.kind == "trigger" or piece.clause != focus.piece.clause:
            break
        if piece.kind in ("mention", "run"):
            return _kind(piece.label) if piece.kind == "mention" else (piece.label or "words")
    return "nothing"


def is_passive(focus: Focus) -> bool:
    """Whether 被, 受 or 获 stands before the trigger in its clause."""
    return any(
        p.kind == "word" and p.label == "passive" and p.clause == focus.piece.clause for p in focus.reading.pieces[: focus.at]
    )


def _order(focus: Focus) -> str:
    """The event's place among those of its sentence: 5月…召开会议,…作报告: who attended belongs to the first."""
    triggers = [i for i, p in enumerate(focus.reading.pieces) if p.kind == "trigger"]
    if len(triggers) < 2:
        return "only"
    return "first" if focus.at <= triggers[0] else "last" if focus.at >= triggers[-1] else "middle"


def _others(at: _Place) -> bool:
    """Whether the sentence of those who attended states events of its own."""
    return any(p.kind == "trigger" for p in at.reading.pieces)


def _wide(at: _Place, focus: Focus) -> Iterator[str]:
    """Words and exact types."""
    kind, side, word = at.kind, at.side, focus.trigger.of(focus.text)
    yield f"trigger={word}|{kind}|{at.slot}"
    yield f"trigger={word}|{kind}|{side}"
    yield f"trigger={word[-1:]}|{kind}|{at.slot}"
    yield f"type={at.candidate.type}|{at.slot}"
    yield f"{focus.type}|type={at.candidate.type}|{side}"
    yield f"{kind}|word={at.governor_word}|{side}"
    yield f"{kind}|many={len(at.candidate.fillers) > 1}|{at.slot}"
    yield f"{kind}|next={at.reading.word(at.phrase.last + 1)[:2]}"
    yield f"{kind}|before={at.reading.word(at.phrase.first - 1)[-2:]}"
    if at.phrase.head.depth:
        yield f"{kind}|{side}|bracket"
    if at.candidate.source == "sentence":
        yield f"{kind}|{side}|rank={_rank(at.reading, at.phrase, focus)}|gap={at.gap}"
    if at.candidate.fillers[0].kind == "words":
        yield from _worded(at, focus)


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


_HEADS = frozenset(("attend", "convene", "pivot", "speech"))


def _head_verb(reading: Reading, last: int, focus: Focus | None) -> str:
    """The first predicate to the right, prepositions and their phrases skipped."""
    for at in range(last + 1, len(reading.pieces)):
        piece = reading.pieces[at]
        if focus is not None and at == focus.at:
            return "FOCUS"
        if piece.kind == "trigger":
            return "other"
        if piece.kind == "word" and piece.label in _HEADS:
            return piece.label
    return "end"


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


def _carried(candidate: Candidate, focus: Focus, side: str, gap: str, kind: str) -> Iterator[str]:
    """The role that the same filler has in the events before: 会同 reaches one predicate, a subject all of its sentence."""
    values = {f.value for f in candidate.fillers}
    for back, event in enumerate(reversed(focus.before[-3:])):
        for role in sorted({f.role for f in event.fillers if f.value in values}):
            yield f"had{back}={role}|{side}|{gap}"
            yield f"had{back}={role}|{kind}|from={event.type}"


def _worded(at: _Place, focus: Focus) -> Iterator[str]:
    words = at.candidate.fillers[0].value
    yield f"words|{at.side}|head={words[-2:]}"
    yield f"words|{focus.type}|head={words[-2:]}"
    yield f"words|{at.side}|head={words[-1:]}|{at.right}"
    yield f"words|{at.side}|start={words[:2]}"
    yield f"words|{at.side}|size={min(len(words), 12) // 2}|{at.left}|{at.right}"
    yield f"words|trigger={focus.trigger.of(focus.text)}|{at.side}|{at.left}"


def _measured(at: _Place) -> Iterator[str]:
    unit = at.phrase.head.label
    after, before = at.reading.word(at.phrase.last + 1), at.reading.word(at.phrase.first - 1)
    yield f"{at.kind}|{at.side}|unit={unit}"
    yield f"{at.kind}|{at.side}|after={after[:2]}"
    yield f"{at.kind}|{at.side}|before={before[-2:]}"
    yield f"{at.kind}|{at.side}|before={before[:2]}"
    if at.kind == "date":
        value = at.candidate.fillers[0].value
        shape = "lasting" if value.startswith("P") else str(len(value))
        yield f"date|{at.side}|{shape}|gap={at.gap}"
        yield f"date|{at.side}|left={at.left}|cross={at.crossed}|{shape}"
