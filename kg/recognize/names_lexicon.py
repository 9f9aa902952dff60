"""What the tables know of names: divisions, bodies, heads, formulas, posts; found in a text in linear time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import add
from typing import TYPE_CHECKING

from kg.tables.divisions import Divisions
from kg.tables.loading import rows, toml_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Gazetteer", "Lexicon", "Match"]

Match = tuple[int, int, str]  # start, stop, label

_SECTOR_COLUMNS = ("short", "full", "since", "until", "type", "example", "english")
_NATIONAL_COLUMNS = ("surface", "name", "type", "since", "until", "example", "english")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Words with labels, looked up at a place of a text; of several words that start there the longest wins."""

    labels: dict[str, str]
    lengths: dict[str, tuple[int, ...]]  # by the first two characters: lengths of words, longest first
    single: frozenset[str]  # words of one character

    @classmethod
    def of(cls, labels: dict[str, str]) -> Gazetteer:
        lengths: dict[str, int] = {}  # as bits, since tables hold tens of thousands of words, and few different sets of lengths
        for word in labels:
            lengths[word[:2]] = lengths.get(word[:2], 0) | 1 << len(word)
        single = frozenset(word for word in labels if len(word) == 1)
        of_bits = {bits: tuple(n for n in range(bits.bit_length() - 1, 1, -1) if bits >> n & 1) for bits in {*lengths.values()}}
        return cls(labels, {key: of_bits[bits] for key, bits in lengths.items() if key not in single}, single)

    def longest(self, text: str, at: int) -> Match | None:
        """The longest word that starts at `at`."""
        for length in self.lengths.get(text[at : at + 2], ()):
            label = self.labels.get(text[at : at + length])
            if label is not None and at + length <= len(text):
                return at, at + length, label
        label = self.labels.get(text[at]) if text[at] in self.single else None
        return None if label is None else (at, at + 1, label)

    def everywhere(self, text: str, starts: Sequence[int] | None = None) -> Iterator[Match]:
        """The longest word at each place where one starts; they may overlap. `starts` are these places, if they are known."""
        for at in self.starts(text) if starts is None else starts:
            found = self.longest(text, at)
            if found is not None:
                yield found

    def matches(self, text: str, starts: Sequence[int] | None = None) -> Iterator[Match]:
        """The longest words from left to right, without overlap; `starts` as in `everywhere`."""
        behind = 0
        for at in self.starts(text) if starts is None else starts:
            found = self.longest(text, at) if at >= behind else None
            if found is not None:
                yield found
                behind = found[1]

    def starts(self, text: str) -> list[int]:
        """Where the first two characters of a word stand, or a word of one character."""
        lengths, single = self.lengths, self.single
        return [at for at, char, pair in _openings(text) if pair in lengths or char in single]


def _openings(text: str) -> Iterator[tuple[int, str, str]]:
    """Each place of a text with its character, and with that and the next: no word begins with the last one and a line's end."""
    return zip(range(len(text)), text, map(add, text, text[1:] + "\n"), strict=True)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The gazetteers that the recognizer of names looks up."""

    divisions: Gazetteer  # full | level | custom | short | township
    letters: frozenset[str]  # one-character names of divisions: 甘, 黔, 莞
    bodies: Gazetteer  # national bodies and what stands behind a division: the type
    heads: Gazetteer  # the types that the head may end, joined by |
    formulas: Gazetteer  # formula
    words: Gazetteer  # anchor | stop | word | post
    object_verbs: frozenset[str]  # verbs whose object is often a named scheme: 开展, 推行
    told: frozenset[str]  # characters behind which something is told of a coinage: “早茶议事”|获|评优秀项目
    first: dict[str, tuple[int, ...]]  # by the first two characters of words: which of `gazetteers` have such words
    single: dict[str, tuple[int, ...]]  # by word of one character: which of them have it

    @classmethod
    def load(cls) -> Lexicon:
        """The gazetteers of ontology/; read once a process."""
        return _load()

    @property
    def gazetteers(self) -> tuple[Gazetteer, ...]:
        """Divisions, bodies, heads, formulas and words."""
        return self.divisions, self.bodies, self.heads, self.formulas, self.words

    def starts(self, text: str) -> list[list[int]]:
        """By gazetteer: where its words may start; the text is read once for all."""
        first, single = self.first, self.single
        found: list[list[int]] = [[] for _ in self.gazetteers]
        for at, char, pair in _openings(text):
            numbers = first.get(pair, ())
            for number in numbers:
                found[number].append(at)
            if char in single:
                for number in single[char]:
                    if number not in numbers:
                        found[number].append(at)
        return found


@cache
def _load() -> Lexicon:
    heads: dict[str, list[str]] = {}
    for row in rows("lexicon/name_heads.tsv", ("head", "type", "example")):
        heads.setdefault(row["head"], []).append(row["type"])
    formulas = {row["formula"]: "formula" for row in rows("lexicon/formulas.tsv", ("formula", "example"))}
    posts = {row["head"]: "post" for row in rows("lexicon/posts.tsv", ("head", "kind", "of", "example")) if len(row["head"]) > 1}
    words = {row["word"]: row["kind"] for row in rows("lexicon/name_words.tsv", ("word", "kind", "example"))}
    divisions, letters = _divisions()
    of_heads = {head: "|".join(types) for head, types in heads.items()}
    verbs = frozenset(row["verb"] for row in rows("lexicon/object_verbs.tsv", ("verb", "example")))
    told = frozenset(word for table in toml_tables("grammar/coinages.toml", "told") for word in table["words"])
    found = [Gazetteer.of(labels) for labels in (divisions, _bodies(), of_heads, formulas, posts | words)]
    first: dict[str, tuple[int, ...]] = {}
    single: dict[str, tuple[int, ...]] = {}
    for number, gazetteer in enumerate(found):
        first.update({pair: (*first.get(pair, ()), number) for pair in gazetteer.lengths})
        single.update({word: (*single.get(word, ()), number) for word in gazetteer.single})
    return Lexicon(found[0], letters, found[1], found[2], found[3], found[4], verbs, told, first, single)


def _divisions() -> tuple[dict[str, str], frozenset[str]]:
    divisions = Divisions.load()
    labels = {name: "township" for name in divisions.township_names() if len(name) > 2}
    letters = set()
    for surface, found in divisions.surfaces():
        if len(surface) > 1:
            labels[surface] = _best(form for _, form in found)
        else:
            letters.add(surface)
    return labels, frozenset(letters)


def _best(forms: Iterable[str]) -> str:
    return min(forms, key=("full", "level", "custom", "short", "letter").index)


def _bodies() -> dict[str, str]:
    labels: dict[str, str] = {}
    for row in rows("agencies/sectors.tsv", _SECTOR_COLUMNS):
        labels[row["short"]] = labels[row["full"]] = row["type"]
    for row in rows("agencies/national.tsv", _NATIONAL_COLUMNS):
        labels[row["surface"]] = row["type"]
    return labels
