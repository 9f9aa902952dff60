"""What the learnt tagger's weights say of the characters of sentences, summed up without a string for each feature.

Most features of a character name one to three neighbours, or the places of these in their words: their numbers follow from
those of what is seen, which are found once for all characters that see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kg.recognize.names_features import CHARACTERS, PAD, PLACES, TAGS, TURNED, WORDS, Clues
from kg.tables.fields import Field, Floats
from kg.tables.hashing import Hashes, Ints, characters, hashes, joined, stretches

__all__ = ["Weights"]

Shape = tuple[str, int, int]  # a feature's name, where what it sees begins, how many characters that is


@dataclass(frozen=True, slots=True)
class Weights:
    """Sums up what the features of `Clues.rows` weigh in a field."""

    field: Field

    def __call__(self, sentences: Sequence[Clues]) -> Floats:
        """By character of the sentences, one behind the other, and by label."""
        sums = self._of_characters(sentences)
        sums += self._of_words(sentences).repeat([length for clues in sentences for length in clues.lengths], axis=0)
        return sums

    def _of_characters(self, sentences: Sequence[Clues]) -> Floats:
        lengths = [len(clues) for clues in sentences]
        centres = _centres(lengths)
        text = characters("".join([clues.text for clues in sentences]))
        places = hashes([place for clues in sentences for place in clues.places])
        kinds = hashes([clues.kind for clues in sentences]).repeat(lengths)
        numbers = [
            *(joined(name, stretches(text, size).take(centres + offset)) for name, offset, size in CHARACTERS),
            *_seen(PLACES, places, centres),
            kinds,
        ]
        sums = self.field.columns(self.field.rows.at(np.stack(numbers)))
        marks = [row for clues in sentences for row in clues.marks]
        marked = [at for at, row in enumerate(marks) if row]
        if marked:
            sums[marked] += self.field.scores([marks[at] for at in marked])
        return sums

    def _of_words(self, sentences: Sequence[Clues]) -> Floats:
        """What the characters of each word share."""
        centres = _centres([len(clues.lengths) for clues in sentences])
        words = hashes([word for clues in sentences for word in clues.words])
        # A sentence has one pair less than tags: an empty one keeps the places of the next in step.
        turned = hashes([pair for clues in sentences for pair in (*clues.turned, "")])
        pairs = hashes([pair for clues in sentences for pair in (*clues.pairs, "")])
        numbers = [*_seen(WORDS, words, centres), *_seen(TURNED, turned, centres), *_seen(TAGS, pairs, centres)]
        return self.field.columns(self.field.rows.at(np.stack(numbers)))


def _seen(shapes: Iterable[Shape], numbers: Hashes, centres: Ints) -> list[Hashes]:
    """The numbers of features by shape, given those of what is seen."""
    return [joined(name, numbers.take(centres + offset)) for name, offset, _ in shapes]


def _centres(lengths: Sequence[int]) -> Ints:
    """Where the items of sequences of so many stand when each has PAD marks before and behind."""
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    return np.arange(len(numbers)) + PAD * (2 * numbers + 1)
