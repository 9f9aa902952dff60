"""What a candidate's surroundings say: the features by which the learnt model tells events from other uses of a verb.

Each feature is a short string; the model is a linear one, so what must be weighed together is one string. Words of names
cannot become features (kg.extract.trigger_words).
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from kg.extract.frames import frame_cues
from kg.extract.lexemes import UNRATED, Lexeme, Rating, mention_kinds
from kg.extract.modality import Marked, Markers
from kg.extract.trigger_candidates import Candidate, Passage
from kg.extract.trigger_words import Around, Words
from kg.model import Mention

__all__ = ["cues"]

_OBJECT_REACH = 40  # characters behind a verb in which its object is looked for
_OPENED, _CLOSED, _STRAIGHT = "“‘《", "”’》", '"'
_QUOTES = frozenset({*_OPENED, *_CLOSED, _STRAIGHT})
_HEADLINE = 45  # characters that a sentence without a mark at its end stays below where it may be a headline


def _proposal(passage: Passage, candidate: Candidate, things: Sequence[_Thing], objects: Sequence[str]) -> str | None:
    """The type that the tables alone would give: the sense of the last row that fits the object."""
    kinds = objects or subject_kinds(passage, candidate, things)
    for row in reversed(candidate.lexemes):
        proposed = row.propose(kinds)
        if proposed:
            return proposed
    return "Implementation" if not candidate.lexemes and "initiative" in kinds else None


def object_kinds(passage: Passage, candidate: Candidate, things: Sequence[_Thing]) -> tuple[str, ...]:
    """The kinds of what stands between the candidate and the end of its clause."""
    clause = passage.clauses[candidate.clause]
    return _kinds(things, candidate.span.stop, min(clause.stop, candidate.span.stop + _OBJECT_REACH))


def subject_kinds(passage: Passage, candidate: Candidate, things: Sequence[_Thing]) -> tuple[str, ...]:
    clause = passage.clauses[candidate.clause]
    return _kinds(things, clause.start, candidate.span.start)


class _Thing(NamedTuple):
    """A name, noun or figure of a sentence: what may be somebody's object."""

    start: int
    stop: int
    within: int  # where a stretch must end, or later, to hold it: a noun as a whole, of the others the first character
    kinds: tuple[str, ...]


def _things(passage: Passage) -> list[_Thing]:
    """In text order; a name is what its type says, then what its last noun does."""
    found = [_Thing(n.span.start, n.span.stop, n.span.stop, n.kinds) for n in passage.nouns]
    found += [_Thing(m.span.start, m.span.stop, m.span.start + 1, mention_kinds(m.type)) for m in passage.mentions]
    found += [_Thing(n.span.start, n.span.stop, n.span.start + 1, n.kinds) for n in passage.tails]
    found += [_Thing(f.span.start, f.span.stop, f.span.start + 1, ("figure",)) for f in passage.figures]
    return sorted(found, key=itemgetter(0, 1))


def _kinds(things: Sequence[_Thing], start: int, stop: int) -> tuple[str, ...]:
    """Those of what stands in the stretch, in text order."""
    return tuple(dict.fromkeys([kind for at, _, within, kinds in things if start <= at and within <= stop for kind in kinds]))


def cues(sentences: Sequence[Passage], markers: Markers) -> list[list[list[str]]]:
    """For each sentence of a document, for each of its candidates, its features; for a heading, which states nothing, none."""
    return [_of_sentence(passage, frames, markers) for passage, frames in zip(sentences, frame_cues(sentences), strict=True)]


class _Clause(NamedTuple):
    """What the candidates of a clause share."""

    start: int
    stop: int
    number: int  # in its sentence
    candidates: list[int]  # by number in the sentence
    mentions: list[Mention]  # that begin in it
    figure: int  # where the first figure begins that stands in it or behind it
    led: list[str]  # the classes of markers in its sentence before it

    @classmethod
    def of(cls, passage: Passage, number: int, marked: Marked) -> _Clause:
        start, stop = passage.clauses[number].start, passage.clauses[number].stop
        return cls(
            start,
            stop,
            number,
            [i for i, c in enumerate(passage.candidates) if c.clause == number],
            [m for m in passage.mentions if start <= m.span.start < stop],
            min([f.span.start for f in passage.figures if f.span.start >= start], default=passage.span.stop),
            marked.inside(passage.span.start, start),
        )


class _Sentence(NamedTuple):
    """What the candidates of a sentence share."""

    passage: Passage
    objects: list[tuple[str, ...]]  # by candidate: the kinds of what stands behind it
    types: list[str | None]  # by candidate: what the tables alone would give
    clauses: dict[int, _Clause]  # those that have candidates, by number
    nouns: dict[int, tuple[str, ...]]  # by place: the kinds of the noun that begins there
    words: Words
    marked: Marked
    near: list[str]  # the function words of Markers.before that stand in it
    quotes: bool  # whether it has a mark of quotation
    names: int  # where the first name ends; names and dates of the candidates before it
    dates: int  # where the first date ends
    ending: list[str]  # its features, those of all its candidates

    @classmethod
    def of(cls, passage: Passage, markers: Markers) -> _Sentence:
        text = passage.span.of(passage.text)
        things = _things(passage)
        objects = [object_kinds(passage, c, things) for c in passage.candidates]
        marked = markers.marked(passage)
        return cls(
            passage,
            objects,
            [_proposal(passage, c, things, kinds) for c, kinds in zip(passage.candidates, objects, strict=True)],
            {number: _Clause.of(passage, number, marked) for number in {c.clause for c in passage.candidates}},
            {noun.span.start: noun.kinds for noun in passage.nouns},
            Words.of(passage),
            marked,
            [word for word in markers.before if word in text],
            not _QUOTES.isdisjoint(text),
            min([m.span.stop for m in passage.mentions], default=passage.span.stop),
            min([d.span.stop for d in passage.dates], default=passage.span.stop),
            _ending_cues(passage),
        )


class _Seen(NamedTuple):
    """What several of a candidate's cues ask of it."""

    number: int  # in the sentence
    start: int
    stop: int
    clause: _Clause
    lexemes: tuple[Lexeme, ...]
    word: str  # as written; ? of a verb of no row
    guess: str  # the type that the tables alone would give
    rating: Rating  # of a candidate of several rows the last is the head: 进行|专项督查
    after: str  # its clause behind it
    marks: list[str]  # those of Markers.behind with which that begins
    near: list[str]  # those of Markers.before that stand in its clause before it, outside names
    words: Around

    @classmethod
    def of(cls, sentence: _Sentence, i: int, markers: Markers) -> _Seen:
        passage, candidate = sentence.passage, sentence.passage.candidates[i]
        start, stop, rows = candidate.span.start, candidate.span.stop, candidate.lexemes
        clause, shift = sentence.clauses[candidate.clause], passage.span.start
        after = passage.text[stop : clause.stop]
        bare = passage.words[clause.start - shift : start - shift]
        return cls(
            i,
            start,
            stop,
            clause,
            rows,
            passage.text[start:stop] if rows else "?",
            sentence.types[i] or "-",
            rows[-1].rating if rows else UNRATED,
            after,
            [mark for mark in markers.behind.get(after[:1], ()) if after.startswith(mark)],
            [word for word in sentence.near if word in bare],
            sentence.words.around(candidate),
        )


def _of_sentence(passage: Passage, frames: Sequence[list[str]], markers: Markers) -> list[list[str]]:
    if not frames:
        return []
    sentence = _Sentence.of(passage, markers)
    return [_features(sentence, _Seen.of(sentence, i, markers)) + frame for i, frame in enumerate(frames)]


def _features(sentence: _Sentence, seen: _Seen) -> list[str]:
    return [
        "bias",
        f"g={seen.guess}",
        *_word_cues(sentence, seen),
        *_rating_cues(seen.rating, seen.guess),
        *_tag_cues(sentence, seen),
        *seen.words.cues(seen.word),
        *_object_cues(sentence, seen),
        *_subject_cues(sentence, seen),
        *_marker_cues(sentence, seen),
        *_place_cues(sentence, seen),
        *sentence.ending,
        *_verb_cues(sentence, seen),
    ]


def _word_cues(sentence: _Sentence, seen: _Seen) -> list[str]:
    text, guess = sentence.passage.text, seen.guess
    found = [f"w={seen.word}", f"len={min(seen.stop - seen.start, 4)}", f"c1={text[seen.start]}", f"c9={text[seen.stop - 1]}"]
    for row in seen.lexemes:
        found += [f"r={row.base}", f"r|g={row.base}|{guess}", *[f"s={sense.type}" for sense in row.senses]]
    found.append(f"rows={len(seen.lexemes)}")
    return found


def _rating_cues(rating: Rating, guess: str) -> tuple[str, ...]:
    """What is known of a verb without having seen it: 物资|发往|灾区 is read as 物资|送往|灾区 is."""
    return f"vc={rating.kind}", f"vg={rating.grade}", f"vcg={rating.kind}|{rating.grade}", f"vg|g={rating.grade}|{guess}"


def _tag_cues(sentence: _Sentence, seen: _Seen) -> tuple[str, ...]:
    tag, whole, before, behind = seen.words.tag, seen.words.whole, seen.words.before, seen.words.behind
    if tag is None:
        return ("notag",)
    return (
        f"t={tag}",
        f"t|g={tag}|{seen.guess}",
        f"whole={whole}",
        f"whole|w={whole}|{sentence.passage.text[seen.start] if seen.stop - seen.start < 2 else ''}",
        f"t-1={before}",
        f"t+1={behind}",
        f"t-1|t+1={before}|{behind}",
    )


def _object_cues(sentence: _Sentence, seen: _Seen) -> list[str]:
    text, guess, after, stop = sentence.passage.text, seen.guess, seen.after, seen.stop
    kinds = sentence.objects[seen.number]
    found = []
    for mark in seen.marks:
        found += [f"a={mark}", f"a|g={mark}|{guess}"]
    if not after.strip("了”）) "):
        found += [f"a=$|{guess}", "a=$"]
    for kind in kinds:
        found += [f"o={kind}", f"o|g={kind}|{guess}"]
    found += [f"oa={kind}|{guess}" for kind in sentence.nouns.get(stop, ())]  # 接诊|能力: a compound
    found += [f"o1={kinds[0] if kinds else '-'}|{guess}", f"on={kinds[-1] if kinds else '-'}|{guess}"]
    mention = next((m for m in seen.clause.mentions if stop <= m.span.start), None)
    if mention is None:
        found.append("m+no")
    else:
        gap = text[stop : mention.span.start].strip('了“"《 ')
        near = "0" if not gap else "1" if len(gap) <= 4 else "2"
        found += [f"m+={mention.type}", f"m+|g={mention.type}|{near}|{guess}", f"m+near={near}"]
        if text[mention.span.stop : mention.span.stop + 2].lstrip('”"》').startswith("的"):
            found.append("m+的")
        found.append("m+yes")
    if "的" in after and not after.startswith("的"):
        found.append(f"rel|{after.rstrip().endswith('的')}")
    return found


def _subject_cues(sentence: _Sentence, seen: _Seen) -> list[str]:
    text, guess, start, clause = sentence.passage.text, seen.guess, seen.start, seen.clause
    before = text[clause.start : start]
    found = []
    for word in sentence.near:
        if before.endswith(word):
            found += [f"b={word}", f"b|g={word}|{guess}"]
        if word in seen.near:
            found += [f"in={word}", f"in|g={word}|{guess}"]
    if not before.strip():
        found += ["b=^", f"b=^|{guess}"]
    mention = next((m for m in reversed(clause.mentions) if m.span.stop <= start), None)
    kind = mention.type if mention else "-"
    found += [f"m-={kind}", f"m-|g={kind}|{guess}", f"vc|m-={seen.rating.kind}|{kind}"]
    if mention:
        found.append(f"m-gap={min(start - mention.span.stop, 3)}")
    if sentence.names <= start:
        found.append("s-names")
    if sentence.dates <= start:
        found.append("s-dates")
    if clause.figure < start:
        found += ["fig-", f"fig-|{guess}"]
    return found


def _marker_cues(sentence: _Sentence, seen: _Seen) -> list[str]:
    clause, guess, about = seen.clause, seen.guess, seen.rating.kind
    found = []
    for name in sentence.marked.inside(clause.start, seen.start):
        found += [f"mk={name}", f"mk|g={name}|{guess}", f"vc|mk={about}|{name}"]
    found += [f"mks={name}" for name in clause.led]
    found += [f"mka={name}" for name in sentence.marked.inside(seen.stop, clause.stop)]
    if sentence.quotes and _is_quoted(sentence.passage.text[sentence.passage.span.start : seen.start]):
        found.append("quoted")
    return found


def _is_quoted(before: str) -> bool:
    """Whether more marks of quotation are opened than closed in what stands before."""
    depth = before.count(_STRAIGHT) % 2
    for opening, closing in zip(_OPENED, _CLOSED, strict=True):
        depth += before.count(opening) - before.count(closing)
    return depth > 0


def _place_cues(sentence: _Sentence, seen: _Seen) -> list[str]:
    candidates, text, guess, i = sentence.passage.candidates, sentence.passage.text, seen.guess, seen.number
    siblings = seen.clause.candidates
    before, behind = i != siblings[0], i != siblings[-1]  # whether others stand there in its clause
    found = [
        f"nth={i - siblings[0]}",
        f"last={not behind:d}",
        f"g-1|g={sentence.types[i - 1] if before else '-'}|{guess}",
        f"g+1|g={sentence.types[i + 1] if behind else '-'}|{guess}",
    ]
    if behind:
        gap = text[seen.stop : candidates[i + 1].span.start]
        found.append(f"gap+={gap if len(gap) < 2 else '~'}")
    if before:
        gap = text[candidates[i - 1].span.stop : seen.start]
        found.append(f"gap-={gap if len(gap) < 2 else '~'}")
    found.append(f"clause={min(seen.clause.number, 3)}")
    return found


def _ending_cues(passage: Passage) -> list[str]:
    """How the sentence ends, and where it stands."""
    closed = passage.text[passage.span.stop - 1 : passage.span.stop] in "。！？!?；;.…”"
    found = [f"closed={closed:d}"]
    if not closed and len(passage.span) < _HEADLINE:
        found.append("headlike")
    if passage.first_line:
        found.append("firstline")
    return found


def _verb_cues(sentence: _Sentence, seen: _Seen) -> list[str]:
    """What one verb, or one that ends like it or is of its class, asks of its surroundings: 开展|活动, 开展|以来, 送|到, 送|出.

    Of all pairs of cues these took away most of what models that had not seen the articles left unexplained, invented and real.
    """
    if not seen.lexemes:
        return []
    words, row, rating, ending = seen.words, seen.lexemes[-1].base, seen.rating, sentence.passage.text[seen.stop - 1]
    about = f"{rating.kind}|{rating.grade}"
    found = [f"r|t-1={row}|{words.before}", f"r|t+1={row}|{words.behind}"]
    for kind in sentence.objects[seen.number]:
        found += [f"r|o={row}|{kind}", f"c9|o={ending}|{kind}"]
    if words.next is not None:
        found += [f"vcg|nw={about}|{words.next}", f"c9|nw={ending}|{words.next}"]
    if words.nouns:
        found += [f"s|of={sense.type}|{words.nouns[0]}" for lexeme in seen.lexemes for sense in lexeme.senses]
    for mark in seen.marks:
        found += [f"r|a={row}|{mark}", f"c9|a={ending}|{mark}", f"vcg|a={about}|{mark}"]
    found += [f"r|in={row}|{mark}" for mark in seen.near]
    return found
