"""What the learnt tagger sees of each character of a sentence: its neighbours, the words around it, the grammar's candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Sentence
from kg.recognize.names_grammar import Candidate, Reading, candidates, read
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_objects import Stretch, objects

__all__ = ["Features", "Rows"]

Rows = list[list[str]]

_PAD = 3


@dataclass(frozen=True, slots=True)
class Features:
    """Turns a sentence into one list of features a character."""

    lexicon: Lexicon

    def __call__(self, text: str, sentence: Sentence, kind: str = "paragraph") -> Rows:
        """The features of each character of the sentence; `kind` is that of its line."""
        return self.rows(read(text, sentence, self.lexicon), kind)

    def rows(self, reading: Reading, kind: str = "paragraph") -> Rows:
        return self.marked(reading, candidates(reading, self.lexicon), kind)

    def marked(self, reading: Reading, found: Sequence[Candidate], kind: str) -> Rows:
        """The features, given the grammar's candidates."""
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
        return _assemble(reading, own, shared, kind)


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
        for at in range(opening, closing + 1):
            place = (
                "["
                if at == opening
                else "]"
                if at == closing
                else "B"
                if at == opening + 1
                else "E"
                if at == closing - 1
                else "I"
            )
            rows[at] += (
                f"q{place}{s[opening]}",
                f"q{place}{width}",
                f"q{place}<{before}",
                f"q{place}>{behind}",
                f"q{place}>{s[closing + 1 : min(closing + 3, size)]}",
                f"q{place}h{head}",
                f"q{place}({s[opening + 1 : opening + 3]}",
                f"q{place}){s[max(closing - 2, 0) : closing]}",
            )


def _mark_object(rows: Rows, stretch: Stretch) -> None:
    """Of each character behind a verb of doing: the verb, the head of its object, where in it the character stands."""
    length = stretch.stop - stretch.start
    width = "2" if length < 4 else "4" if length < 7 else "7" if length < 12 else "+"
    for at in range(stretch.start, stretch.stop):
        place = "B" if at == stretch.start else "E" if at == stretch.stop - 1 else "I"
        rows[at] += (f"o{place}v{stretch.verb}", f"o{place}h{stretch.head}", f"o{place}w{stretch.way}{width}")


def _assemble(reading: Reading, own: Rows, shared: Rows, kind: str) -> Rows:
    s = reading.text
    padded = "^" * _PAD + s + "$" * _PAD
    word_features = _words(reading)
    tags = ["^", "^", *_places_in_words(reading), "$", "$"]
    rows: Rows = []
    line = "k" + kind
    before = [["-" + mark for mark in marks] for marks in shared]
    behind = [["+" + mark for mark in marks] for marks in shared]
    for at in range(len(s)):
        c = padded[at : at + 2 * _PAD + 1]
        row = [
            "0" + c[3],
            "1" + c[2],
            "2" + c[4],
            "3" + c[1],
            "4" + c[5],
            "5" + c[0],
            "6" + c[6],
            "a" + c[2:4],
            "b" + c[3:5],
            "c" + c[1:3],
            "d" + c[4:6],
            "e" + c[2:5],
            "f" + c[1:4],
            "g" + c[3:6],
            "t" + tags[at + 2],
            "u" + tags[at + 1],
            "v" + tags[at + 3],
            "w" + tags[at],
            "x" + tags[at + 4],
            line,
            *word_features[at],
            *own[at],
            *shared[at],
        ]
        if at:
            row += before[at - 1]
        if at + 1 < len(s):
            row += behind[at + 1]
        rows.append(row)
    return rows


def _places_in_words(reading: Reading) -> list[str]:
    """BORG, IORG, EORG, SORG: where in its word a character stands, and the word's tag."""
    places: list[str] = []
    for start, stop, tag in reading.tokens:
        if stop - start == 1:
            places.append("S" + tag)
        else:
            places += ["B" + tag, *["I" + tag] * (stop - start - 2), "E" + tag]
    return places


def _words(reading: Reading) -> Rows:
    """What the characters of a word share: the word, its neighbours and their tags."""
    s = reading.text
    words = ["^", "^", *(s[start:stop] for start, stop, _ in reading.tokens), "$", "$"]
    tags = ["^", "^", *(tag for _, _, tag in reading.tokens), "$", "$"]
    rows: Rows = []
    for number, (start, stop, tag) in enumerate(reading.tokens, 2):
        shared = [
            "W" + words[number],
            "P" + words[number - 1],
            "N" + words[number + 1],
            "p" + tag + tags[number - 1],
            "n" + tag + tags[number + 1],
            "r" + tags[number - 2] + tags[number - 1],
            "s" + tags[number + 1] + tags[number + 2],
        ]
        rows += [shared] * (stop - start)
    return rows
