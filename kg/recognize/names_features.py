"""What the learnt tagger sees of each character of a sentence: its neighbours, the words around it, the grammar's candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Sentence
from kg.recognize.names_grammar import Candidate, Reading, candidates, read
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_objects import Stretch, objects

__all__ = ["CHARACTERS", "PAD", "PLACES", "TAGS", "TURNED", "WORDS", "Clues", "Features", "Rows"]

Rows = list[list[str]]

# What a character sees around it: the name of the feature, where that begins from here, how many characters it is.
CHARACTERS = (
    *(("0", 0, 1), ("1", -1, 1), ("2", 1, 1), ("3", -2, 1), ("4", 2, 1), ("5", -3, 1), ("6", 3, 1)),
    *(("a", -1, 2), ("b", 0, 2), ("c", -2, 2), ("d", 1, 2), ("e", -1, 3), ("f", -2, 3), ("g", 0, 3)),
)
# BORG, IORG, EORG, SORG of the characters around: the place of each in its word, and the word's tag.
PLACES = (("t", 0, 1), ("u", -1, 1), ("v", 1, 1), ("w", -2, 1), ("x", 2, 1))
# What a word sees: the words around it, and pairs of tags as they stand and turned.
WORDS = (("W", 0, 1), ("P", -1, 1), ("N", 1, 1))
TURNED = (("p", -1, 2),)
TAGS = (("n", 0, 2), ("r", -2, 2), ("s", 1, 2))
PAD = 3  # marks that stand for what is beyond the edges of a sentence


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a sentence and its characters, not yet put together to features.

    Text, places, words and tags have PAD marks before and behind.
    """

    text: str
    places: tuple[str, ...]  # by character
    words: tuple[str, ...]
    tags: tuple[str, ...]  # by word
    lengths: tuple[int, ...]  # by word without the marks
    kind: str  # of the line
    marks: Rows  # by character without the marks: what the grammar and the tables say of it and of its neighbours

    def __len__(self) -> int:
        return len(self.marks)

    @property
    def pairs(self) -> list[str]:
        """By word but the last: its tag and the next one's."""
        return [tag + behind for tag, behind in pairwise(self.tags)]

    @property
    def turned(self) -> list[str]:
        """By word but the last: the next one's tag and its own."""
        return [behind + tag for tag, behind in pairwise(self.tags)]

    def rows(self) -> Rows:
        """The features of each character."""
        pairs, turned = self.pairs, self.turned
        of_words = [
            [
                *_seen(WORDS, self.words, number),
                *_seen(TURNED, turned, number),
                *_seen(TAGS, pairs, number),
            ]
            for number, length in enumerate(self.lengths, PAD)
            for _ in range(length)
        ]
        return [
            [
                *[name + self.text[at + offset : at + offset + size] for name, offset, size in CHARACTERS],
                *_seen(PLACES, self.places, at),
                self.kind,
                *word,
                *marks,
            ]
            for at, (word, marks) in enumerate(zip(of_words, self.marks, strict=True), PAD)
        ]


def _seen(shapes: Sequence[tuple[str, int, int]], row: Sequence[str], at: int) -> list[str]:
    return [name + row[at + offset] for name, offset, _ in shapes]


@dataclass(frozen=True, slots=True)
class Features:
    """Turns a sentence into one list of features a character."""

    lexicon: Lexicon

    def __call__(self, text: str, sentence: Sentence, kind: str = "paragraph") -> Rows:
        """The features of each character of the sentence; `kind` is that of its line."""
        reading = read(text, sentence, self.lexicon)
        return self.clues(reading, candidates(reading), kind).rows()

    def clues(self, reading: Reading, found: Sequence[Candidate], kind: str) -> Clues:
        """What the features are made of, given the grammar's candidates."""
        size = len(reading.text)
        own: Rows = [[] for _ in range(size)]  # marks of the character itself
        shared: Rows = [[] for _ in range(size)]  # marks that the neighbours see too
        for candidate in found:
            _mark(own, candidate.start, candidate.stop, f"{candidate.source}:{candidate.type}")
        for start, stop, form in reading.divisions:
            _mark(shared, start, stop, f"{form}{'' if start in reading.begins else '?'}{'' if stop in reading.ends else '!'}")
        for start, stop, word_kind in reading.words:
            _mark(shared, start, stop, word_kind)
        if not self.lexicon.letters.isdisjoint(reading.text):
            for at, char in enumerate(reading.text):
                if char in self.lexicon.letters:
                    own[at].append("letter")
        _mark_quotes(own, reading)
        for stretch in objects(reading, self.lexicon.object_verbs):
            _mark_object(own, stretch)
        words = (reading.text[start:stop] for start, stop, _ in reading.tokens)
        return Clues(
            text="^" * PAD + reading.text + "$" * PAD,
            places=_padded(_places_in_words(reading)),
            words=_padded(words),
            tags=_padded(tag for _, _, tag in reading.tokens),
            lengths=tuple(stop - start for start, stop, _ in reading.tokens),
            kind="k" + kind,
            marks=_with_neighbours(own, shared),
        )


def _padded(row: Iterable[str]) -> tuple[str, ...]:
    return ("^",) * PAD + tuple(row) + ("$",) * PAD


def _mark(rows: Rows, start: int, stop: int, label: str) -> None:
    if stop - start == 1:
        rows[start].append("S" + label)
        return
    rows[start].append("B" + label)
    inside = "I" + label
    for at in range(start + 1, stop - 1):
        rows[at].append(inside)
    rows[stop - 1].append("E" + label)


def _mark_quotes(rows: Rows, reading: Reading) -> None:
    """Of each character in quotation marks: where in them it stands, what stands before, behind and at their edges."""
    s, size = reading.text, len(reading.text)
    word_at = {start: s[start:stop] for start, stop, _ in reading.tokens}
    word_to = {stop: s[start:stop] for start, stop, _ in reading.tokens}
    heads = {start: types for start, _, types in reading.heads}
    for opening, closing in reading.pairs.items():
        length = closing - opening - 1
        if length > 40:
            continue
        before, behind = word_to.get(opening, "^"), word_at.get(closing + 1, "$")
        behind_marks = range(closing + 1, min(closing + 8, size))
        head = next((heads[at] for at in behind_marks if at in heads and reading.far[at] <= opening), "-")
        width = "1" if length < 2 else "2" if length < 4 else "4" if length < 8 else "8" if length < 14 else "+"
        told = (
            s[opening],
            width,
            f"<{before}",
            f">{behind}",
            f">{s[closing + 1 : min(closing + 3, size)]}",
            f"h{head}",
            f"({s[opening + 1 : opening + 3]}",
            f"){s[max(closing - 2, 0) : closing]}",
        )
        inside = [f"qI{mark}" for mark in told]
        edges = {closing - 1: "E", opening + 1: "B", closing: "]", opening: "["}  # of a short quotation the last of them hold
        for at in range(opening, closing + 1):
            rows[at] += [f"q{edges[at]}{mark}" for mark in told] if at in edges else inside


def _mark_object(rows: Rows, stretch: Stretch) -> None:
    """Of each character behind a verb of doing: the verb, the head of its object, where in it the character stands."""
    length = stretch.stop - stretch.start
    width = "2" if length < 4 else "4" if length < 7 else "7" if length < 12 else "+"
    told = f"v{stretch.verb}", f"h{stretch.head}", f"w{stretch.way}{width}"
    inside = [f"oI{mark}" for mark in told]
    edges = {stretch.stop - 1: "E", stretch.start: "B"}
    for at in range(stretch.start, stretch.stop):
        rows[at] += [f"o{edges[at]}{mark}" for mark in told] if at in edges else inside


def _with_neighbours(own: Rows, shared: Rows) -> Rows:
    """The marks of each character, then those that it sees of the one before (-) and of the one behind (+)."""
    marks = [[*a, *b] for a, b in zip(own, shared, strict=True)]
    for at, seen in enumerate(shared):
        if seen and at + 1 < len(marks):
            marks[at + 1] += ["-" + mark for mark in seen]
    for at, seen in enumerate(shared):
        if seen and at:
            marks[at - 1] += ["+" + mark for mark in seen]
    return marks


def _places_in_words(reading: Reading) -> list[str]:
    """BORG, IORG, EORG, SORG of each character."""
    places: list[str] = []
    for start, stop, tag in reading.tokens:
        if stop - start == 1:
            places.append("S" + tag)
        else:
            places += ["B" + tag, *["I" + tag] * (stop - start - 2), "E" + tag]
    return places
