"""What a candidate's surroundings say: the features by which the learnt model tells events from other uses of a verb.

Each feature is a short string; the model is a linear one, so what must be weighed together is one string. Words of names
cannot become features (kg.extract.trigger_words).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.frames import frame_cues
from kg.extract.lexemes import UNRATED, Rating, mention_kinds
from kg.extract.modality import Marked, Markers
from kg.extract.trigger_candidates import Candidate, Passage
from kg.extract.trigger_words import Words
from kg.model import Mention, Token

__all__ = ["cues", "object_kinds", "proposal"]

_OBJECT_REACH = 40  # characters behind a verb in which its object is looked for


def proposal(passage: Passage, candidate: Candidate) -> str | None:
    """The type that the tables alone would give: the sense of the last row that fits the object."""
    return _proposal(passage, candidate, object_kinds(passage, candidate))


def _proposal(passage: Passage, candidate: Candidate, objects: Sequence[str]) -> str | None:
    kinds = objects or subject_kinds(passage, candidate)
    for row in reversed(candidate.lexemes):
        proposed = row.propose(kinds)
        if proposed:
            return proposed
    return "Implementation" if not candidate.lexemes and "initiative" in kinds else None


def object_kinds(passage: Passage, candidate: Candidate) -> tuple[str, ...]:
    """The kinds of what stands between the candidate and the end of its clause."""
    clause = passage.clauses[candidate.clause]
    return _kinds(passage, candidate.span.stop, min(clause.stop, candidate.span.stop + _OBJECT_REACH))


def subject_kinds(passage: Passage, candidate: Candidate) -> tuple[str, ...]:
    clause = passage.clauses[candidate.clause]
    return _kinds(passage, clause.start, candidate.span.start)


def _kinds(passage: Passage, start: int, stop: int) -> tuple[str, ...]:
    """Of names, nouns and figures, in text order; a name is what its type says, then what its last noun does."""
    found = [(n.span, n.kinds) for n in passage.nouns if start <= n.span.start and n.span.stop <= stop]
    found += [(m.span, mention_kinds(m.type)) for m in passage.mentions if start <= m.span.start < stop]
    found += [(n.span, n.kinds) for n in passage.tails if start <= n.span.start < stop]
    found += [(f.span, ("figure",)) for f in passage.figures if start <= f.span.start < stop]
    return tuple(dict.fromkeys(kind for _, kinds in sorted(found, key=lambda item: item[0]) for kind in kinds))


def cues(sentences: Sequence[Passage], markers: Markers) -> list[list[list[str]]]:
    """For each sentence of a document, for each of its candidates, its features."""
    return [_of_sentence(passage, frames, markers) for passage, frames in zip(sentences, frame_cues(sentences), strict=True)]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What the candidates of a sentence share."""

    passage: Passage
    objects: tuple[tuple[str, ...], ...]  # by candidate: the kinds of what stands behind it
    types: tuple[str | None, ...]  # by candidate: what the tables alone would give
    tags: _TagIndex
    words: Words
    marked: Marked
    near: tuple[str, ...]  # the function words of Markers.before that stand in it

    @classmethod
    def of(cls, passage: Passage, markers: Markers) -> _Sentence:
        text = passage.span.of(passage.text)
        objects = tuple(object_kinds(passage, c) for c in passage.candidates)
        return cls(
            passage,
            objects,
            tuple(_proposal(passage, c, kinds) for c, kinds in zip(passage.candidates, objects, strict=True)),
            _TagIndex(passage.tokens),
            Words.of(passage),
            markers.marked(passage),
            tuple([word for word in markers.before if word in text]),
        )


def _of_sentence(passage: Passage, frames: Sequence[list[str]], markers: Markers) -> list[list[str]]:
    if not frames:
        return []
    sentence = _Sentence.of(passage, markers)
    return [[*_features(sentence, i, markers), *frame] for i, frame in enumerate(frames)]


def _features(sentence: _Sentence, i: int, markers: Markers) -> Iterator[str]:
    passage, types = sentence.passage, sentence.types
    candidate = passage.candidates[i]
    guess = types[i] or "-"
    yield "bias"
    yield f"g={guess}"
    yield from _word_cues(passage, candidate, guess)
    yield from _rating_cues(candidate, guess)
    yield from _tag_cues(passage, candidate, guess, sentence.tags)
    yield from sentence.words.cues(candidate, candidate.span.of(passage.text) if candidate.lexemes else "?")
    yield from _object_cues(passage, candidate, guess, sentence.objects[i], markers)
    yield from _subject_cues(passage, candidate, guess, sentence.near)
    yield from _marker_cues(passage, candidate, guess, sentence.marked)
    yield from _place_cues(passage, i, types, guess)
    yield from _verb_cues(sentence, i, markers)


def _verb_cues(sentence: _Sentence, i: int, markers: Markers) -> Iterator[str]:
    """What one verb, or one that ends like it or is of its class, asks of its surroundings: 开展|活动, 开展|以来, 送|到, 送|出.

    Of all pairs of cues these took away most of what models that had not seen the articles left unexplained, invented and real.
    """
    passage, candidate = sentence.passage, sentence.passage.candidates[i]
    if not candidate.lexemes:
        return
    row, rating, ending = candidate.lexemes[-1].base, _rating(candidate), passage.text[candidate.span.stop - 1]
    about = f"{rating.kind}|{rating.grade}"
    before, behind = sentence.tags.before(candidate.span.start), sentence.tags.behind(candidate.span.stop)
    yield f"r|t-1={row}|{before.tag if before else '^'}"
    yield f"r|t+1={row}|{behind.tag if behind else '$'}"
    for kind in sentence.objects[i]:
        yield from (f"r|o={row}|{kind}", f"c9|o={ending}|{kind}")
    word, noun = sentence.words.behind(candidate)
    if word is not None:
        yield from (f"vcg|nw={about}|{word}", f"c9|nw={ending}|{word}")
    if noun is not None:
        yield from [f"s|of={sense.type}|{noun}" for lexeme in candidate.lexemes for sense in lexeme.senses]
    clause = passage.clauses[candidate.clause]
    for mark in markers.behind:
        if passage.text.startswith(mark, candidate.span.stop, clause.stop):
            yield from (f"r|a={row}|{mark}", f"c9|a={ending}|{mark}", f"vcg|a={about}|{mark}")
    led = passage.words[clause.start - passage.span.start : candidate.span.start - passage.span.start]
    yield from [f"r|in={row}|{mark}" for mark in sentence.near if mark in led]


def _marker_cues(passage: Passage, candidate: Candidate, guess: str, marked: Marked) -> Iterator[str]:
    clause = passage.clauses[candidate.clause]
    about = _rating(candidate).kind
    for name in marked.inside(clause.start, candidate.span.start):
        yield f"mk={name}"
        yield f"mk|g={name}|{guess}"
        yield f"vc|mk={about}|{name}"
    for name in marked.inside(passage.span.start, clause.start):
        yield f"mks={name}"
    for name in marked.inside(candidate.span.stop, clause.stop):
        yield f"mka={name}"
    if _depth(passage.text, passage.span.start, candidate.span.start) > 0:
        yield "quoted"


def _word_cues(passage: Passage, candidate: Candidate, guess: str) -> Iterator[str]:
    word = candidate.span.of(passage.text) if candidate.lexemes else "?"
    yield f"w={word}"
    yield f"len={min(len(candidate.span), 4)}"
    yield from (f"c1={passage.text[candidate.span.start]}", f"c9={passage.text[candidate.span.stop - 1]}")
    for row in candidate.lexemes:
        yield f"r={row.base}"
        yield f"r|g={row.base}|{guess}"
        for sense in row.senses:
            yield f"s={sense.type}"
    yield f"rows={len(candidate.lexemes)}"


def _rating_cues(candidate: Candidate, guess: str) -> Iterator[str]:
    """What is known of a verb without having seen it: 物资|发往|灾区 is read as 物资|送往|灾区 is."""
    rating = _rating(candidate)
    yield from (f"vc={rating.kind}", f"vg={rating.grade}", f"vcg={rating.kind}|{rating.grade}", f"vg|g={rating.grade}|{guess}")


def _rating(candidate: Candidate) -> Rating:
    """Of a candidate of several rows the last is the head: 进行|专项督查."""
    return candidate.lexemes[-1].rating if candidate.lexemes else UNRATED


def _tag_cues(passage: Passage, candidate: Candidate, guess: str, tags: _TagIndex) -> Iterator[str]:
    here, before, behind = tags.at(candidate.span.start), tags.before(candidate.span.start), tags.behind(candidate.span.stop)
    if here is None:
        yield "notag"
        return
    whole = here.span.start == candidate.span.start, (tags.at(candidate.span.stop - 1) or here).span.stop == candidate.span.stop
    yield f"t={here.tag}"
    yield f"t|g={here.tag}|{guess}"
    yield f"whole={whole[0]:d}{whole[1]:d}"
    yield f"whole|w={whole[0]:d}{whole[1]:d}|{candidate.span.of(passage.text) if len(candidate.span) < 2 else ''}"
    yield f"t-1={before.tag if before else '^'}"
    yield f"t+1={behind.tag if behind else '$'}"
    yield f"t-1|t+1={before.tag if before else '^'}|{behind.tag if behind else '$'}"


def _object_cues(passage: Passage, candidate: Candidate, guess: str, kinds: Sequence[str], markers: Markers) -> Iterator[str]:
    clause = passage.clauses[candidate.clause]
    text = passage.text
    after = text[candidate.span.stop : clause.stop]
    for word in markers.behind if after.startswith(markers.behind) else ():
        if after.startswith(word):
            yield f"a={word}"
            yield f"a|g={word}|{guess}"
    if not after.strip("了”）) "):
        yield f"a=$|{guess}"
        yield "a=$"
    for kind in kinds:
        yield f"o={kind}"
        yield f"o|g={kind}|{guess}"
    for kind in next((n.kinds for n in passage.nouns if n.span.start == candidate.span.stop), ()):
        yield f"oa={kind}|{guess}"  # 接诊|能力: a compound
    yield f"o1={kinds[0] if kinds else '-'}|{guess}"
    yield f"on={kinds[-1] if kinds else '-'}|{guess}"
    mention = _first_behind(passage.mentions, candidate.span.stop, clause.stop)
    if mention:
        gap = text[candidate.span.stop : mention.span.start].strip('了“"《 ')
        near = "0" if not gap else "1" if len(gap) <= 4 else "2"
        yield f"m+={mention.type}"
        yield f"m+|g={mention.type}|{near}|{guess}"
        yield f"m+near={near}"
        tail = text[mention.span.stop : mention.span.stop + 2].lstrip('”"》')[:2]
        if "的" in tail[:1]:
            yield "m+的"
    yield "m+no" if mention is None else "m+yes"
    if "的" in after and not after.startswith("的"):
        yield f"rel|{after.rstrip().endswith('的')}"


def _subject_cues(passage: Passage, candidate: Candidate, guess: str, near: Sequence[str]) -> Iterator[str]:
    clause = passage.clauses[candidate.clause]
    text = passage.text
    before = text[clause.start : candidate.span.start]
    bare = passage.words[clause.start - passage.span.start : candidate.span.start - passage.span.start]
    for word in near:
        if before.endswith(word):
            yield f"b={word}"
            yield f"b|g={word}|{guess}"
        if word in bare:
            yield f"in={word}"
            yield f"in|g={word}|{guess}"
    if not before.strip():
        yield "b=^"
        yield f"b=^|{guess}"
    inside = (m for m in reversed(passage.mentions) if clause.start <= m.span.start and m.span.stop <= candidate.span.start)
    mention = next(inside, None)
    kind = mention.type if mention else "-"
    yield f"m-={kind}"
    yield f"m-|g={kind}|{guess}"
    yield f"vc|m-={_rating(candidate).kind}|{kind}"
    if mention:
        yield f"m-gap={min(len(text[mention.span.stop : candidate.span.start]), 3)}"
    if any(m.span.stop <= candidate.span.start for m in passage.mentions):
        yield "s-names"
    if any(d.span.stop <= candidate.span.start for d in passage.dates):
        yield "s-dates"
    if any(clause.start <= f.span.start < candidate.span.start for f in passage.figures):
        yield "fig-"
        yield f"fig-|{guess}"


def _place_cues(passage: Passage, i: int, types: Sequence[str | None], guess: str) -> Iterator[str]:
    candidate = passage.candidates[i]
    siblings = [j for j, c in enumerate(passage.candidates) if c.clause == candidate.clause]
    yield f"nth={siblings.index(i)}"
    yield f"last={siblings[-1] == i:d}"
    before = types[i - 1] if i and passage.candidates[i - 1].clause == candidate.clause else "-"
    behind = types[i + 1] if i + 1 < len(types) and passage.candidates[i + 1].clause == candidate.clause else "-"
    yield f"g-1|g={before}|{guess}"
    yield f"g+1|g={behind}|{guess}"
    if i + 1 < len(types) and passage.candidates[i + 1].clause == candidate.clause:
        gap = passage.text[candidate.span.stop : passage.candidates[i + 1].span.start]
        yield f"gap+={gap if len(gap) < 2 else '~'}"
    if i and passage.candidates[i - 1].clause == candidate.clause:
        gap = passage.text[passage.candidates[i - 1].span.stop : candidate.span.start]
        yield f"gap-={gap if len(gap) < 2 else '~'}"
    yield f"clause={min(candidate.clause, 3)}"
    closed = passage.text[passage.span.stop - 1 : passage.span.stop] in "。！？!?；;.…”"
    yield f"closed={closed:d}"
    if not closed and len(passage.span) < 45:
        yield "headlike"
    if passage.first_line:
        yield "firstline"


def _first_behind(mentions: Sequence[Mention], start: int, stop: int) -> Mention | None:
    return next((m for m in mentions if start <= m.span.start < stop), None)


def _depth(text: str, start: int, at: int) -> int:
    piece = text[start:at]
    return sum(piece.count(c) for c in "“‘《") - sum(piece.count(c) for c in "”’》") + piece.count('"') % 2


class _TagIndex:
    """Tokens by offset."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.starts = [t.span.start for t in tokens]

    def at(self, offset: int) -> Token | None:
        index = bisect_left(self.starts, offset + 1) - 1
        return self.tokens[index] if index >= 0 and offset < self.tokens[index].span.stop else None

    def before(self, offset: int) -> Token | None:
        index = bisect_left(self.starts, offset) - 1
        return self.tokens[index] if index >= 0 else None

    def behind(self, offset: int) -> Token | None:
        index = bisect_left(self.starts, offset)
        return self.tokens[index] if index < len(self.tokens) else None
