"""Which phrases of a sentence can be the subject of a predicate, and how far a subject or a date reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.clauses import Phrase, Reading
from kg.extract.discourse import Candidate
from kg.extract.placing import BODIES, Focus, Place, governor_of, kind_of, near, titled

__all__ = ["scope", "subject_ranks", "subject_state"]


def subject_state(focus: Focus, stated: Sequence[Candidate]) -> str:
    """Whether something before the trigger can be its subject: in its clause, earlier in the sentence, or nowhere."""
    best = "none"
    for c in stated:
        if c.phrase is None or not _can_be_subject(c, focus):
            continue
        here = c.phrase.head.clause == focus.piece.clause
        if c.fillers[0].kind == "words" and c.phrase.head.label != "people":
            best = f"words:{c.fillers[0].value[-2:]}" if here and best == "none" else best
        elif here:
            return f"clause:{kind_of(c, c.phrase)}"
        else:
            best = f"before:{kind_of(c, c.phrase)}"
    return best


_SUBJECTS = frozenset(("Person", "Place"))


def _can_be_subject(candidate: Candidate, focus: Focus) -> bool:
    """A body, a person, a place or people before the trigger that no function word governs and nobody's title follows."""
    phrase = candidate.phrase
    if phrase is None or phrase.last >= focus.at or phrase.kind in ("date", "figure") or phrase.head.depth:
        return False
    named = candidate.type in BODIES or candidate.type in _SUBJECTS
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


def scope(place: Place, focus: Focus, rank: str | None) -> Iterator[str]:
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


def _new_subjects(place: Place, focus: Focus) -> str:
    """How many names that can act begin a clause between the phrase and the trigger."""
    pieces = focus.reading.pieces
    found = 0
    for phrase in focus.reading.phrases:
        if (
            place.phrase.last < phrase.first < focus.at
            and phrase.kind == "mention"
            and phrase.head.clause != place.phrase.head.clause
        ):
            acts = phrase.head.label in BODIES or phrase.head.label in _SUBJECTS
            opens = (
                phrase.first == 0
                or pieces[phrase.first - 1].kind in ("punct", "date")
                or pieces[phrase.first - 1].label == "adverb"
            )
            found += acts and opens and not governor_of(focus.reading, phrase.first)[0]
    return str(min(found, 2))


def subject_ranks(focus: Focus, stated: Sequence[Candidate]) -> dict[int, str]:
    """How many possible subjects stand between each one and the trigger, and between it and the sentence's start."""
    able = [
        c.phrase
        for c in stated
        if c.phrase is not None
        and _can_be_subject(c, focus)
        and (c.fillers[0].kind != "words" or c.phrase.head.label == "people")
    ]
    size = len(able)
    return {p.first: f"{near(size - 1 - n)}/{min(n, 1)}" for n, p in enumerate(able)}
