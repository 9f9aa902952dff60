"""What the grammar sees of a candidate in an event, as strings: the evidence on which its role is decided."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.discourse import Candidate
from kg.extract.heads import heads
from kg.extract.placing import Focus, Place, is_passive, voice
from kg.extract.subjects import Subjects, scope
from kg.extract.surroundings import near, plain

__all__ = ["BIAS", "Evidence", "evidence"]

_STANDING = frozenset(("title", "home", "first", "issuer", "common"))  # traces of whom the whole article may be about
BIAS = "bias"  # a feature that every candidate has


class Evidence(NamedTuple):  # a tuple, since it is made for every candidate of every event
    """The features of a candidate: one that all have, those that count alone and joined to the event's type, and all others."""

    event: str  # the type of the event
    typed: list[str]
    others: list[str]  # the first of them BIAS

    def features(self) -> list[str]:
        """All of them, as the learnt field knows them."""
        typed = self.event + "|"
        return [BIAS, *self.typed, *[typed + f for f in self.typed], *self.others[1:]]


class _Scene(NamedTuple):
    """What the candidates of one event share."""

    focus: Focus
    subjects: Subjects
    word: str  # trigger= and the words of the trigger, or only their last character
    ending: str
    voice: str
    order: str
    like: dict[tuple[str, str], list[int]]  # by kind and type: where in the sentence phrases of them begin
    kept: bool  # whether somebody went on without being named before
    had: dict[str, list[tuple[int, str, str]]]  # by filler of the three events before: how many are behind it, role, type

    @classmethod
    def of(cls, focus: Focus, candidates: Sequence[Candidate]) -> _Scene:
        subjects = Subjects.of(focus, [c for c in candidates if c.source == "sentence"])
        like: dict[tuple[str, str], list[int]] = {}
        for phrase in focus.reading.phrases:
            like.setdefault((phrase.kind, plain(phrase.head.label)), []).append(phrase.first)
        had: dict[str, list[tuple[int, str, str]]] = {}
        for back, event in enumerate(reversed(focus.before[-3:])):
            for filler in event.fillers:
                had.setdefault(filler.value, []).append((back, filler.role, event.type))
        kept = any("kept" in c.origins for c in candidates)
        word = focus.trigger.of(focus.text)
        told = f"trigger={word}", f"trigger={word[-1:]}"
        return cls(focus, subjects, *told, voice(focus, is_passive(focus)), _order(focus), like, kept, had)


def evidence(candidates: Sequence[Candidate], focus: Focus) -> list[Evidence]:
    """That of an event's candidates, in their order."""
    scene = _Scene.of(focus, candidates)
    return [_evidence(c, scene) for c in candidates]


def _evidence(candidate: Candidate, scene: _Scene) -> Evidence:
    focus, subjects = scene.focus, scene.subjects
    if candidate.source == "restored":
        return _restored(candidate, focus, subjects.state, scene.kept)
    place, here = Place.of(candidate, focus), candidate.source == "sentence"
    kind, gap = place.kind, place.gap
    rank = subjects.ranks.get(place.phrase.first) if here else None
    others = [BIAS, *_grammar(place, scene)]
    others += scope(place, focus, rank, subjects)
    if rank:
        others += [f"subject={rank}", f"subject={rank}|{kind}", f"subject={rank}|gap={gap}|cross={place.crossed}"]
    others += _words(place, scene)
    return Evidence(focus.type, [place.slotted, place.slot, kind, f"{place.slotted}|gap={gap}"], others)


def _restored(candidate: Candidate, focus: Focus, subject: str, rival: bool) -> Evidence:
    """Which traces lead to whom may be restored, from how far."""
    origins, far = candidate.origins, near(candidate.distance)
    first, kept = f"restored:{origins[0]}|", "kept" in origins
    # What a sentence tells of others ends with it; what went on without a subject before goes on.
    told = f"restored:kept={kept}|main={not _STANDING.isdisjoint(origins)}"
    typed = [f"{first}{subject}", f"restored:{'+'.join(origins)}", f"restored:type={candidate.type}|{subject}"]
    others = [
        BIAS,
        f"restored|{subject}|{far}",
        f"{first}{far}",
        *[f"restored:has={origin}|{subject}" for origin in origins],
        # Alone: joined to more, it made the agent of an event hang on where a paragraph ends.
        f"{first}line={candidate.same_line}",
        told,
        f"{told}|{subject}",
        f"{told}|{far}",
        f"{told}|{origins[0]}|{candidate.type}",
        f"{told}|rival={rival and not kept}",
    ]
    return Evidence(focus.type, typed, others)


def _grammar(at: Place, scene: _Scene) -> list[str]:
    """How the clauses lie about it."""
    kind, sided, gap, around = at.kind, at.sided, at.gap, at.around
    found = [
        f"{sided}|left={around.left}",
        f"{sided}|right={around.right}",
        f"{sided}|gov={around.governor}:{around.governor_far}|cross={at.crossed}",
        f"{sided}|v={at.verb}|p={at.previous}",
        f"{at.slotted}|title={around.title}",
    ]
    if at.slot.startswith("subject"):
        found.append(f"{kind}|voice={scene.voice}|gap={gap}")
    if at.candidate.titled:
        found += (f"titled|{at.slotted}", f"titled|{sided}|gap={gap}")
    if scene.had:
        found += _carried(at, scene)
    if at.candidate.source == "sentence":
        found += _between(at, scene)
    if "attend" in at.slot:
        found.append(f"attend|{sided}|order={scene.order}|gap={gap}")
        found.append(f"attend|{at.side}|order={scene.order}|others={_others(at.candidate)}")
    if kind in ("date", "figure"):
        found += _measured(at)
    return found


def _order(focus: Focus) -> str:
    """The event's place among those of its sentence: 5月…召开会议,…作报告: who attended belongs to the first."""
    triggers = focus.reading.places.get("trigger", ())
    if len(triggers) < 2:
        return "only"
    return "first" if focus.at <= triggers[0] else "last" if focus.at >= triggers[-1] else "middle"


def _others(candidate: Candidate) -> bool:
    """Whether the sentence of those who attended states events of its own."""
    return candidate.reading is not None and "trigger" in candidate.reading.places


def _words(at: Place, scene: _Scene) -> list[str]:
    """Words and exact types."""
    kind, slot, side, sided, slotted, around = at.kind, at.slot, at.side, at.sided, at.slotted, at.around
    fillers, typed = at.candidate.fillers, f"type={at.candidate.type}|"
    found = [
        f"{scene.word}|{slotted}",
        f"{scene.word}|{sided}",
        f"{scene.ending}|{slotted}",
        f"{typed}{slot}",
        f"{scene.focus.type}|{typed}{side}",
        f"{kind}|word={around.governor_word}|{side}",
        f"{kind}|many={len(fillers) > 1}|{slot}",
        f"{kind}|next={around.behind[:2]}",
        f"{kind}|before={around.before[-2:]}",
        f"{sided}|order={scene.order}|voice={scene.voice}",
        f"{typed}gap={at.gap}|{scene.subjects.state}",
    ]
    if at.phrase.head.depth:
        found.append(f"{sided}|bracket")
    if at.candidate.source == "sentence":
        found.append(f"{sided}|rank={_rank(at, scene)}|gap={at.gap}")
    if fillers[0].kind == "words":
        found += _worded(at, scene)
    return found


def _between(at: Place, scene: _Scene) -> list[str]:
    reading, trigger, sided = scene.focus.reading, scene.focus.at, at.sided
    low, high = (at.phrase.last, trigger) if at.side == "before" else (trigger, at.phrase.first)
    acting = [reading.pieces[place].label for place in reading.between("acting", low, high)]
    return [
        f"{sided}|verbs={at.verbs}|gap={at.gap}",
        f"{at.slotted}|verbs={at.verbs}",
        *[f"{sided}|between={label}" for label in dict.fromkeys(acting) if label],  # a predicate has none
        f"{sided}|names={at.names}|runs={at.runs}",
    ]


def _rank(at: Place, scene: _Scene) -> str:
    """The phrase's place among those of its kind on its side, counted from the trigger."""
    first, trigger = at.phrase.first, scene.focus.at
    low, high = (first, trigger) if first < trigger else (trigger, first)
    like = scene.like.get((at.phrase.kind, plain(at.phrase.head.label)), [])
    return near(max(0, bisect_left(like, high) - bisect_right(like, low)))


def _carried(at: Place, scene: _Scene) -> list[str]:
    """The role that the same filler has in the events before: 会同 reaches one predicate, a subject all of its sentence."""
    had = [told for value in at.candidate.values if value in scene.had for told in scene.had[value]]
    found = []
    for back, role, event in sorted(set(had)) if had else ():
        found.append(f"had{back}={role}|{at.side}|{at.gap}")
        found.append(f"had{back}={role}|{at.kind}|from={event}")
    return found


def _worded(at: Place, scene: _Scene) -> list[str]:
    words, left, right = at.candidate.fillers[0].value, at.around.left, at.around.right
    here, head, size = f"words|{at.side}|", f"head={words[-2:]}", f"size={min(len(words), 12) // 2}|"
    # 为|果农 are whom an Assistance helps, 为|果园 is where: what a class of words is to an event.
    classed = f"{here}class={heads().of(words)}"
    return [
        f"{here}{head}",
        f"words|{scene.focus.type}|{head}",
        f"{here}head={words[-1:]}|{right}",
        f"{here}start={words[:2]}",
        f"{here}{size}{left}|{right}",
        f"{here}{size}gap={at.gap}|voice={scene.voice}",
        f"words|{scene.word}|{at.side}|{left}",
        classed,
        f"{classed}|{at.slot}",
        f"{classed}|{scene.focus.type}",
        f"{classed}|{at.around.governor_word}",
    ]


def _measured(at: Place) -> list[str]:
    sided, side, before = at.sided, at.side, at.around.before
    found = [
        f"{sided}|unit={at.phrase.head.label}",
        f"{sided}|after={at.around.behind[:2]}",
        f"{sided}|before={before[-2:]}",
        f"{sided}|before={before[:2]}",
    ]
    if at.kind == "date":
        value = at.candidate.fillers[0].value
        shape = "lasting" if value.startswith("P") else str(len(value))
        found.append(f"date|{side}|{shape}|gap={at.gap}")
        found.append(f"date|{side}|left={at.around.left}|cross={at.crossed}|{shape}")
    return found
