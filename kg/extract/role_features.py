"""What the grammar sees of a candidate in an event, as strings: the evidence on which its role is decided."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.extract.discourse import Candidate
from kg.extract.heads import heads
from kg.extract.placing import Focus, Place, is_passive, voice
from kg.extract.subjects import Subjects, scope
from kg.extract.surroundings import ACTING, near, plain

__all__ = ["BIAS", "Evidence", "evidence"]

_STANDING = frozenset(("title", "home", "first", "issuer", "common"))  # traces of whom the whole article may be about
BIAS = "bias"  # a feature that every candidate has


class Evidence(NamedTuple):  # a tuple, since it is made for every candidate of every event
    """The features of a candidate: one that all have, those that count alone and joined to the event's type, and all others."""

    event: str  # the type of the event
    typed: list[str]
    others: list[str]

    def features(self) -> list[str]:
        """All of them, as the learnt field knows them."""
        typed = self.event + "|"
        return [BIAS, *self.typed, *[typed + f for f in self.typed], *self.others]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the candidates of one event share."""

    focus: Focus
    subjects: Subjects
    word: str  # trigger= and the words of the trigger, or only their last character
    ending: str
    voice: str
    order: str
    acting: tuple[tuple[int, str], ...]  # where in the sentence words of these classes stand
    verbs: tuple[int, ...]  # where in the sentence other verbs stand
    like: dict[tuple[str, str], list[int]]  # by kind and type: where in the sentence phrases of them begin
    kept: bool  # whether somebody went on without being named before
    had: tuple[tuple[str, dict[str, set[str]]], ...]  # of the events before, the last first: type, the roles of each filler

    @classmethod
    def of(cls, focus: Focus, candidates: Sequence[Candidate]) -> _Scene:
        subjects = Subjects.of(focus, [c for c in candidates if c.source == "sentence"])
        words = ((at, focus.reading.pieces[at].label) for at in focus.reading.places.get("word", ()))
        acting = tuple(word for word in words if word[1] in ACTING)
        verbs = tuple(at for at in focus.reading.places.get("run", ()) if focus.reading.pieces[at].label == "verb")
        like: dict[tuple[str, str], list[int]] = {}
        for phrase in focus.reading.phrases:
            like.setdefault((phrase.kind, plain(phrase.head.label)), []).append(phrase.first)
        had: list[tuple[str, dict[str, set[str]]]] = []
        for event in reversed(focus.before[-3:]):
            roles: dict[str, set[str]] = {}
            for filler in event.fillers:
                roles.setdefault(filler.value, set()).add(filler.role)
            had.append((event.type, roles))
        kept = any("kept" in c.origins for c in candidates)
        word = focus.trigger.of(focus.text)
        told = f"trigger={word}", f"trigger={word[-1:]}"
        return cls(focus, subjects, *told, voice(focus, is_passive(focus)), _order(focus), acting, verbs, like, kept, tuple(had))


def evidence(candidates: Sequence[Candidate], focus: Focus) -> list[Evidence]:
    """That of an event's candidates, in their order."""
    scene = _Scene.of(focus, candidates)
    return [_evidence(c, scene) for c in candidates]


def _evidence(candidate: Candidate, scene: _Scene) -> Evidence:
    focus, subjects = scene.focus, scene.subjects
    if candidate.source == "restored":
        return _restored(candidate, focus, subjects.state, scene.kept)
    place = Place.of(candidate, focus)
    slotted = f"{place.kind}|{place.slot}"
    others = _grammar(place, slotted, scene)
    rank = subjects.ranks.get(place.phrase.first) if candidate.source == "sentence" else None
    others += scope(place, focus, rank, subjects)
    if rank:
        others += [f"subject={rank}", f"subject={rank}|{place.kind}", f"subject={rank}|gap={place.gap}|cross={place.crossed}"]
    others += _words(place, scene)
    return Evidence(focus.type, [slotted, place.slot, place.kind, f"{slotted}|gap={place.gap}"], others)


def _restored(candidate: Candidate, focus: Focus, subject: str, rival: bool) -> Evidence:
    first, origins = candidate.origins[0], "+".join(candidate.origins)
    typed = [f"restored:{first}|{subject}", f"restored:{origins}", f"restored:type={candidate.type}|{subject}"]
    return Evidence(focus.type, typed, list(_traced(candidate, subject, rival)))


def _traced(candidate: Candidate, subject: str, rival: bool) -> Iterator[str]:
    """Which traces lead to whom may be restored, from how far."""
    first = candidate.origins[0]
    yield f"restored|{subject}|{near(candidate.distance)}"
    yield f"restored:{first}|{near(candidate.distance)}"
    for origin in candidate.origins:
        yield f"restored:has={origin}|{subject}"
    # Alone: joined to more, it made the agent of an event hang on where a paragraph ends.
    yield f"restored:{first}|line={candidate.same_line}"
    # What a sentence tells of others ends with it; what went on without a subject before goes on.
    told = f"kept={'kept' in candidate.origins}|main={not _STANDING.isdisjoint(candidate.origins)}"
    yield f"restored:{told}"
    yield f"restored:{told}|{subject}"
    yield f"restored:{told}|{near(candidate.distance)}"
    yield f"restored:{told}|{first}|{candidate.type}"
    yield f"restored:{told}|rival={rival and 'kept' not in candidate.origins}"


def _grammar(at: Place, slotted: str, scene: _Scene) -> list[str]:
    """How the clauses lie about it."""
    kind, slot, gap, crossed, around = at.kind, at.slot, at.gap, at.crossed, at.around
    here = f"{kind}|{at.side}|"
    found = [
        f"{here}left={around.left}",
        f"{here}right={around.right}",
        f"{here}gov={around.governor}:{around.governor_far}|cross={crossed}",
        f"{here}v={at.verb}|p={at.previous}",
        f"{slotted}|title={around.title}",
    ]
    if slot.startswith("subject"):
        found.append(f"{kind}|voice={scene.voice}|gap={gap}")
    if at.candidate.titled:
        found += (f"titled|{slotted}", f"titled|{kind}|{at.side}|gap={gap}")
    if scene.had:
        found += _carried(at, scene)
    if at.candidate.source == "sentence":
        found += _between(at, scene)
    if "attend" in slot:
        found.append(f"attend|{kind}|{at.side}|order={scene.order}|gap={gap}")
        found.append(f"attend|{at.side}|order={scene.order}|others={_others(at)}")
    if kind in ("date", "figure"):
        found += _measured(at)
    return found


def _order(focus: Focus) -> str:
    """The event's place among those of its sentence: 5月…召开会议,…作报告: who attended belongs to the first."""
    triggers = focus.reading.places.get("trigger", ())
    if len(triggers) < 2:
        return "only"
    return "first" if focus.at <= triggers[0] else "last" if focus.at >= triggers[-1] else "middle"


def _others(at: Place) -> bool:
    """Whether the sentence of those who attended states events of its own."""
    return "trigger" in at.reading.places


def _words(at: Place, scene: _Scene) -> list[str]:
    """Words and exact types."""
    kind, slot, side, around = at.kind, at.slot, at.side, at.around
    event, type_, many = scene.focus.type, at.candidate.type, len(at.candidate.fillers) > 1
    here, slotted, sided = kind + "|", f"|{kind}|{slot}", f"|{kind}|{side}"
    found = [
        scene.word + slotted,
        scene.word + sided,
        scene.ending + slotted,
        f"type={type_}|{slot}",
        f"{event}|type={type_}|{side}",
        f"{here}word={around.governor_word}|{side}",
        f"{here}many={many}|{slot}",
        f"{here}next={around.behind[:2]}",
        f"{here}before={around.before[-2:]}",
        f"{here}{side}|order={scene.order}|voice={scene.voice}",
        f"type={type_}|gap={at.gap}|{scene.subjects.state}",
    ]
    if at.phrase.head.depth:
        found.append(f"{kind}|{side}|bracket")
    if at.candidate.source == "sentence":
        found.append(f"{kind}|{side}|rank={_rank(at, scene)}|gap={at.gap}")
    if at.candidate.fillers[0].kind == "words":
        found += _worded(at, scene)
    return found


def _between(at: Place, scene: _Scene) -> list[str]:
    reading, trigger, here = at.reading, scene.focus.at, f"{at.kind}|{at.side}|"
    low, high = (at.phrase.last, trigger) if at.side == "before" else (trigger, at.phrase.first)
    classes = dict.fromkeys([label for word, label in scene.acting if low < word < high])
    names, runs = reading.count("mention", low, high), reading.count("run", low, high)
    verbs = near(max(0, bisect_left(scene.verbs, high) - bisect_right(scene.verbs, low)))
    return [
        f"{here}verbs={verbs}|gap={at.gap}",
        f"{at.kind}|{at.slot}|verbs={verbs}",
        *[f"{here}between={label}" for label in classes],
        f"{here}names={near(names)}|runs={near(runs)}",
    ]


def _rank(at: Place, scene: _Scene) -> str:
    """The phrase's place among those of its kind on its side, counted from the trigger."""
    first, trigger = at.phrase.first, scene.focus.at
    low, high = (first, trigger) if first < trigger else (trigger, first)
    like = scene.like.get((at.phrase.kind, plain(at.phrase.head.label)), [])
    return near(max(0, bisect_left(like, high) - bisect_right(like, low)))


def _carried(at: Place, scene: _Scene) -> Iterator[str]:
    """The role that the same filler has in the events before: 会同 reaches one predicate, a subject all of its sentence."""
    values = [f.value for f in at.candidate.fillers]
    for back, (event, roles) in enumerate(scene.had):
        if roles.keys().isdisjoint(values):
            continue
        for role in sorted({role for value in values for role in roles.get(value, ())}):
            yield f"had{back}={role}|{at.side}|{at.gap}"
            yield f"had{back}={role}|{at.kind}|from={event}"


def _worded(at: Place, scene: _Scene) -> Iterator[str]:
    words, left, right = at.candidate.fillers[0].value, at.around.left, at.around.right
    here, ending = f"words|{at.side}|", words[-2:]
    yield f"{here}head={ending}"
    yield f"words|{scene.focus.type}|head={ending}"
    yield f"{here}head={words[-1:]}|{right}"
    yield f"{here}start={words[:2]}"
    size = min(len(words), 12) // 2
    yield f"{here}size={size}|{left}|{right}"
    yield f"{here}size={size}|gap={at.gap}|voice={scene.voice}"
    yield f"words|{scene.word}|{at.side}|{left}"
    yield from _headed(heads().of(words), at, scene)


def _headed(head: str, at: Place, scene: _Scene) -> Iterator[str]:
    """What a class of words is to an event: 为|果农 are whom an Assistance helps, 为|果园 is where."""
    classed = f"words|{at.side}|class={head}"
    yield classed
    yield f"{classed}|{at.slot}"
    yield f"{classed}|{scene.focus.type}"
    yield f"{classed}|{at.around.governor_word}"


def _measured(at: Place) -> Iterator[str]:
    unit = at.phrase.head.label
    after, before = at.around.behind, at.around.before
    yield f"{at.kind}|{at.side}|unit={unit}"
    yield f"{at.kind}|{at.side}|after={after[:2]}"
    yield f"{at.kind}|{at.side}|before={before[-2:]}"
    yield f"{at.kind}|{at.side}|before={before[:2]}"
    if at.kind == "date":
        value = at.candidate.fillers[0].value
        shape = "lasting" if value.startswith("P") else str(len(value))
        yield f"date|{at.side}|{shape}|gap={at.gap}"
        yield f"date|{at.side}|left={at.around.left}|cross={at.crossed}|{shape}"
