"""What the learnt tagger's weights say of the characters of sentences, summed up without a string for each feature.

Most features of a character name one to three neighbours, or the places of these in their words. Neighbours are looked up
once, and the places of their features in the tagger's weights stand in one row of a table for all characters that see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.recognize.names_features import CHARACTERS, PAD, PLACES, TAGS, TURNED, WORDS, Clues
from kg.tables.fields import Field, Floats, Ints, Rows

__all__ = ["Weights"]

Shape = tuple[str, int, int]  # a feature's name, where what it sees begins, how many characters that is


@dataclass(frozen=True, slots=True)
class _Table:
    """The features of several shapes that see equally many characters."""

    offsets: tuple[int, ...]  # by shape
    keys: Rows  # of what is seen in `rows`
    rows: Ints  # by shape and key: the row of the feature among the field's weights

    @classmethod
    def of(cls, field: Field, shapes: Sequence[Shape]) -> _Table:
        columns = {name: column for column, (name, _, _) in enumerate(shapes)}
        known = [(feature, row) for row, feature in enumerate(field.features) if feature[0] in columns]
        keys = {key: number for number, key in enumerate(dict.fromkeys(feature[1:] for feature, _ in known))}
        rows = np.full((len(shapes), len(keys) + 1), field.unknown)
        for feature, row in known:
            rows[columns[feature[0]], keys[feature[1:]]] = row
        return cls(tuple(offset for _, offset, _ in shapes), Rows.of(tuple(keys)), rows)

    def add(self, sums: Floats, seen: Sequence[str], centres: Ints, weights: Floats) -> None:
        """Adds to the sums of the characters at `centres` what they see weighs; `seen` is by place of the texts."""
        numbers = self.keys.find(seen)
        for offset, rows in zip(self.offsets, self.rows, strict=True):
            sums += weights.take(rows.take(numbers.take(centres + offset)), axis=0)


@dataclass(frozen=True, slots=True)
class Weights:
    """Sums up what the features of `Clues.rows` weigh in a field."""

    field: Field
    characters: tuple[_Table, ...]  # of one, two and three characters
    places: _Table
    words: _Table
    turned: _Table
    tags: _Table

    @classmethod
    def of(cls, field: Field) -> Weights:
        sizes = sorted({size for _, _, size in CHARACTERS})
        characters = [[shape for shape in CHARACTERS if shape[2] == size] for size in sizes]
        return cls(
            field,
            tuple(_Table.of(field, shapes) for shapes in characters),
            *(_Table.of(field, shapes) for shapes in (PLACES, WORDS, TURNED, TAGS)),
        )

    def __call__(self, sentences: Sequence[Clues]) -> Floats:
        """By character of the sentences, one behind the other, and by label."""
        weights = self.field.weights
        sums = self._of_words(sentences).repeat([length for clues in sentences for length in clues.lengths], axis=0)
        text = "".join([clues.text for clues in sentences])
        characters = _centres([len(clues) for clues in sentences])
        for size, table in enumerate(self.characters, 1):
            table.add(sums, [text[at : at + size] for at in range(len(text))], characters, weights)
        self.places.add(sums, [place for clues in sentences for place in clues.places], characters, weights)
        kinds = self.field.rows.find([clues.kind for clues in sentences])
        sums += weights.take(np.repeat(kinds, [len(clues) for clues in sentences]), axis=0)
        marks = [row for clues in sentences for row in clues.marks]
        marked = [at for at, row in enumerate(marks) if row]
        if marked:
            sums[marked] += self.field.scores([marks[at] for at in marked])
        return sums

    def _of_words(self, sentences: Sequence[Clues]) -> Floats:
        """What the characters of each word share."""
        weights = self.field.weights
        centres = _centres([len(clues.lengths) for clues in sentences])
        sums = np.zeros((len(centres), weights.shape[1]))
        self.words.add(sums, [word for clues in sentences for word in clues.words], centres, weights)
        # A sentence has one pair less than tags: an empty one keeps the places of the next in step.
        self.turned.add(sums, [pair for clues in sentences for pair in (*clues.turned, "")], centres, weights)
        self.tags.add(sums, [pair for clues in sentences for pair in (*clues.pairs, "")], centres, weights)
        return sums


def _centres(lengths: Sequence[int]) -> Ints:
    """Where the items of sequences of so many stand when each has PAD marks before and behind."""
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    return np.arange(len(numbers)) + PAD * (2 * numbers + 1)
