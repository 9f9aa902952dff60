"""What the learnt tagger sees of each character of a sentence: its neighbours, the words around it, the grammar's candidates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Sentence
from kg.recognize.names_grammar import Candidate, Reading, candidates, read
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_objects import Stretch, objects

__all__ = [
    "BEFORE",
    "BEHIND",
    "CHARACTERS",
    "FORMS",
    "OWN",
    "PAD",
    "PLACES",
    "PLAIN",
    "SHARED",
    "TAGS",
    "TURNED",
    "WORDS",
    "Clues",
    "Features",
    "Rows",
]

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
_BEGIN, _END = ("^",) * PAD, ("$",) * PAD


Mark = tuple[
    int, int, str, int
]  # the characters [start, stop) of a sentence are of a stretch of this label and this one of FORMS

# By form of mark: what stands before its label for the first character of a stretch, those inside, the last and an only one.
FORMS = (
    ("B", "I", "E", "S"),
    ("B", "I", "E", "S"),  # of marks that the neighbours see too
    ("", "", "", ""),
    ("q[", "q[", "q[", "q["),
    ("qB", "qI", "qE", "qB"),
    ("q]", "q]", "q]", "q]"),
    ("oB", "oI", "oE", "oB"),
    ("-B", "-I", "-E", "-S"),  # of the character before
    ("+B", "+I", "+E", "+S"),  # of the one behind
)
OWN, SHARED, PLAIN, _OPENING, _QUOTED, _CLOSING, _OBJECT, BEFORE, BEHIND = range(len(FORMS))


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a sentence and its characters, not yet put together to features.

    Text, words and tags have PAD marks before and behind.
    """

    text: str
    words: list[str]
    tags: list[str]  # by word
    lengths: list[int]  # by word without the marks
    kind: str  # of the line
    marks: list[Mark]  # what the grammar and the tables say of its characters

    def __len__(self) -> int:
        return len(self.text) - 2 * PAD

    def rows(self) -> Rows:
        """The features of each character."""
        pairs = [tag + behind for tag, behind in pairwise(self.tags)]
        turned = [behind + tag for tag, behind in pairwise(self.tags)]
        of_words = [
            [
                *_seen(WORDS, self.words, number),
                *_seen(TURNED, turned, number),
                *_seen(TAGS, pairs, number),
            ]
            for number, length in enumerate(self.lengths, PAD)
            for _ in range(length)
        ]
        places = _padded(_places_in_words(self.lengths, self.tags[PAD:-PAD]))
        return [
            [
                *[name + self.text[at + offset : at + offset + size] for name, offset, size in CHARACTERS],
                *_seen(PLACES, places, at),
                self.kind,
                *word,
                *marks,
            ]
            for at, (word, marks) in enumerate(zip(of_words, self._marks(), strict=True), PAD)
        ]

    def _marks(self) -> Rows:
        """The marks of each character, then those that it sees of the one before and of the one behind."""
        marks: Rows = [[] for _ in range(len(self))]
        shared = [(start, stop, label) for start, stop, label, form in self.marks if form == SHARED]
        for start, stop, label, form in self.marks:
            if form != SHARED:
                _mark(marks, start, stop, label, form)
        for form, shift in ((SHARED, 0), (BEFORE, 1), (BEHIND, -1)):
            for start, stop, label in shared:
                _mark(marks, start + shift, stop + shift, label, form)
        return marks


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
        text, begins, ends = reading.text, reading.begins, reading.ends
        marks = [(start, stop, f"{source}:{type_}", OWN) for start, stop, type_, source in found]
        marks += [
            (start, stop, form + ("" if start in begins else "?") + ("" if stop in ends else "!"), SHARED)
            for start, stop, form in reading.divisions
        ]
        marks += [(start, stop, word_kind, SHARED) for start, stop, word_kind in reading.words]
        letters = self.lexicon.letters
        if not letters.isdisjoint(text):
            marks += [(at, at + 1, "letter", PLAIN) for at, char in enumerate(text) if char in letters]
        if reading.pairs:
            marks += _of_quotes(reading)
        for stretch in objects(reading, self.lexicon.object_verbs):
            marks += _of_object(stretch)
        return Clues(
            text="^" * PAD + text + "$" * PAD,
            words=_padded(list(reading.spoken)),
            tags=_padded([tag for _, _, tag in reading.tokens]),
            lengths=[stop - start for start, stop, _ in reading.tokens],
            kind="k" + kind,
            marks=marks,
        )


def _padded(row: list[str]) -> list[str]:
    return [*_BEGIN, *row, *_END]


def _mark(rows: Rows, start: int, stop: int, label: str, form: int) -> None:
    """Adds a mark to the rows of its characters, as far as there are any."""
    first, inside, last, only = FORMS[form]
    for at in range(max(0, start), min(stop, len(rows))):
        rows[at].append((only if stop - start == 1 else first if at == start else last if at == stop - 1 else inside) + label)


def _of_quotes(reading: Reading) -> Iterator[Mark]:
    """Of each character in quotation marks: where in them it stands, what stands before, behind and at their edges."""
    s, size = reading.text, len(reading.text)
    word_at = {start: word for (start, _, _), word in zip(reading.tokens, reading.spoken, strict=True)}
    word_to = {stop: word for (_, stop, _), word in zip(reading.tokens, reading.spoken, strict=True)}
    heads = {start: types for start, _, types in reading.heads}
    for opening, closing in reading.pairs.items():
        length = closing - opening - 1
        if length > 40:
            continue
        before, behind = word_to.get(opening, "^"), word_at.get(closing + 1, "$")
        behind_marks = range(closing + 1, min(closing + 8, size))
        head = next((heads[at] for at in behind_marks if at in heads and reading.reaches(at)[1] <= opening), "-")
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
        for mark in told:
            yield opening, opening + 1, mark, _OPENING
            yield closing, closing + 1, mark, _CLOSING
        if length:
            for mark in told:
                yield opening + 1, closing, mark, _QUOTED


def _of_object(stretch: Stretch) -> Iterator[Mark]:
    """Of each character behind a verb of doing: the verb, the head of its object, where in it the character stands."""
    start, stop, verb, head, way = stretch
    length = stop - start
    width = "2" if length < 4 else "4" if length < 7 else "7" if length < 12 else "+"
    for mark in (f"v{verb}", f"h{head}", f"w{way}{width}"):
        yield start, stop, mark, _OBJECT


def _places_in_words(lengths: Iterable[int], tags: Iterable[str]) -> list[str]:
    """BORG, IORG, EORG, SORG of each character of words of such lengths and tags."""
    places: list[str] = []
    for length, tag in zip(lengths, tags, strict=True):
        places += ["S" + tag] if length == 1 else ["B" + tag, *["I" + tag] * (length - 2), "E" + tag]
    return places
