"""What the grammar sees of a candidate in an event, as strings: the evidence on which its role is decided."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.clauses import Phrase, Reading
from kg.extract.discourse import Candidate
from kg.extract.placing import ACTING, Focus, Place, is_passive, near, plain, titled, voice
from kg.extract.subjects import scope, subject_ranks, subject_state

__all__ = ["features"]


def features(candidates: Sequence[Candidate], focus: Focus) -> list[list[str]]:
    """The features of an event's candidates, one row each."""
    stated = [c for c in candidates if c.source == "sentence"]
    subject, ranks = subject_state(focus, stated), subject_ranks(focus, stated)
    return [_features(c, focus, subject, ranks) for c in candidates]


def _features(candidate: Candidate, focus: Focus, subject: str, ranks: Mapping[int, str]) -> list[str]:
    if candidate.source == "restored":
        base = list(_restored(candidate, focus, subject))
        return ["bias", *base, *(f"{focus.type}|{f}" for f in base)]
    place = Place.of(candidate, focus)
    narrow = list(_narrow(place, focus))
    rank = ranks.get(place.phrase.first) if candidate.source == "sentence" else None
    narrow += scope(place, focus, rank)
    if rank:
        narrow += [f"subject={rank}", f"subject={rank}|{place.kind}", f"subject={rank}|gap={place.gap}|cross={place.crossed}"]
    return ["bias", *narrow, *(f"{focus.type}|{f}" for f in narrow), *_wide(place, focus)]


def _restored(candidate: Candidate, focus: Focus, subject: str) -> Iterator[str]:
    origins = "+".join(candidate.origins)
    first = candidate.origins[0]
    yield f"restored:{first}|{subject}"
    yield f"restored:{origins}"
    yield f"restored|{subject}|{near(candidate.distance)}"
    yield f"restored:type={candidate.type}|{subject}"
    yield f"restored:{first}|{near(candidate.distance)}"
    for origin in candidate.origins:
        yield f"restored:has={origin}|{subject}"
    yield f"restored:{first}|{subject}|line={candidate.same_line}"
    yield f"restored:{origins}|line={candidate.same_line}"
    yield f"restored:many={len(candidate.fillers) > 1}"
    if focus.before:
        yield f"restored:{first}|last={focus.before[-1].type}"


def _narrow(at: Place, focus: Focus) -> Iterator[str]:
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
        yield f"{kind}|voice={voice(focus)}|gap={at.gap}"
    yield from _carried(at.candidate, focus, at.side, at.gap, kind)
    if at.candidate.source == "sentence":
        yield from _between(at.reading, at.phrase, focus, kind, at.side)
    if "attend" in slot:
        yield f"attend|{kind}|{at.side}|order={_order(focus)}|gap={at.gap}"
        yield f"attend|{at.side}|order={_order(focus)}|others={_others(at)}"
    if kind in ("date", "figure"):
        yield from _measured(at)


def _order(focus: Focus) -> str:
    """The event's place among those of its sentence: 5月…召开会议,…作报告: who attended belongs to the first."""
    triggers = [i for i, p in enumerate(focus.reading.pieces) if p.kind == "trigger"]
    if len(triggers) < 2:
        return "only"
    return "first" if focus.at <= triggers[0] else "last" if focus.at >= triggers[-1] else "middle"


def _others(at: Place) -> bool:
    """Whether the sentence of those who attended states events of its own."""
    return any(p.kind == "trigger" for p in at.reading.pieces)


def _wide(at: Place, focus: Focus) -> Iterator[str]:
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


def _between(reading: Reading, phrase: Phrase, focus: Focus, kind: str, side: str) -> Iterator[str]:
    low, high = (phrase.last, focus.at) if side == "before" else (focus.at, phrase.first)
    inside = reading.pieces[low + 1 : max(low + 1, high)]
    classes = sorted({p.label for p in inside if p.kind == "word" and p.label in ACTING})
    for label in classes:
        yield f"{kind}|{side}|between={label}"
    names = sum(p.kind == "mention" for p in inside)
    runs = sum(p.kind == "run" for p in inside)
    yield f"{kind}|{side}|names={near(names)}|runs={near(runs)}"
    yield f"{kind}|{side}|adjacent={not inside}|{'+'.join(classes)}"
    yield f"{kind}|{side}|passive={is_passive(focus)}"


def _rank(reading: Reading, phrase: Phrase, focus: Focus) -> str:
    """The phrase's place among those of its kind on its side, counted from the trigger."""
    low, high = sorted((phrase.first, focus.at))
    first, last = bisect_right(reading.phrases, low, key=_first), bisect_left(reading.phrases, high, key=_first)
    like = plain(phrase.head.label)
    return near(sum(p.kind == phrase.kind and plain(p.head.label) == like for p in reading.phrases[first:last]))


def _first(phrase: Phrase) -> int:
    return phrase.first


def _carried(candidate: Candidate, focus: Focus, side: str, gap: str, kind: str) -> Iterator[str]:
    """The role that the same filler has in the events before: 会同 reaches one predicate, a subject all of its sentence."""
    values = {f.value for f in candidate.fillers}
    for back, event in enumerate(reversed(focus.before[-3:])):
        for role in sorted({f.role for f in event.fillers if f.value in values}):
            yield f"had{back}={role}|{side}|{gap}"
            yield f"had{back}={role}|{kind}|from={event.type}"


def _worded(at: Place, focus: Focus) -> Iterator[str]:
    words = at.candidate.fillers[0].value
    yield f"words|{at.side}|head={words[-2:]}"
    yield f"words|{focus.type}|head={words[-2:]}"
    yield f"words|{at.side}|head={words[-1:]}|{at.right}"
    yield f"words|{at.side}|start={words[:2]}"
    yield f"words|{at.side}|size={min(len(words), 12) // 2}|{at.left}|{at.right}"
    yield f"words|trigger={focus.trigger.of(focus.text)}|{at.side}|{at.left}"


def _measured(at: Place) -> Iterator[str]:
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
