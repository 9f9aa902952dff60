"""What the learnt tagger's weights say of the characters of sentences, summed up without a string for each feature.

Most features of a character name one to three neighbours, the places of these in their words, or a stretch of the sentence that
they are in: their numbers follow from those of what is seen, which are found once for all characters that see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from operator import itemgetter

import numpy as np

from kg.recognize.names_features import (
    BEFORE,
    BEHIND,
    CHARACTERS,
    FORMS,
    OWN,
    PAD,
    PLACES,
    PLAIN,
    SHARED,
    TAGS,
    TURNED,
    WORDS,
    Clues,
)
from kg.tables.fields import Field, Floats
from kg.tables.hashing import Hashes, Ints, all_joined, characters, concatenated, hashes, stretches

__all__ = ["Weights"]

Shape = tuple[str, int, int]  # a feature's name, where what it sees begins, how many characters that is


@dataclass(frozen=True, slots=True)
class Weights:
    """Sums up what the features of `Clues.rows` weigh in a field."""

    field: Field

    def __call__(self, sentences: Sequence[Clues]) -> Floats:
        """By character of the sentences, one behind the other, and by label."""
        tags = [tag for clues in sentences for tag in clues.tags]
        numbers = hashes(tags)
        sums = self._of_characters(sentences, numbers)
        words = self._of_words(sentences, numbers, np.fromiter(map(len, tags), np.int64, len(tags)))
        sums += words.repeat([length for clues in sentences for length in clues.lengths], axis=0)
        self._add_marks(sums, sentences)
        return sums

    def _of_characters(self, sentences: Sequence[Clues], tags: Hashes) -> Floats:
        lengths = [len(clues) for clues in sentences]
        centres = _centres(lengths)
        text = characters("".join([clues.text for clues in sentences]))
        kinds = hashes([clues.kind for clues in sentences]).repeat(lengths)
        numbers = [
            *(_seen(tuple(shapes), stretches(text, size), centres) for size, shapes in groupby(CHARACTERS, key=itemgetter(2))),
            _seen(PLACES, _places_in_words(sentences, tags), centres),
            kinds[None],
        ]
        return self.field.columns(self.field.rows.at(np.concatenate(numbers)))

    def _of_words(self, sentences: Sequence[Clues], tags: Hashes, sizes: Ints) -> Floats:
        """What the characters of each word share, given the numbers of the tags and how many characters these have."""
        centres = _centres([len(clues.lengths) for clues in sentences])
        words = hashes([word for clues in sentences for word in clues.words])
        turned = concatenated(tags[1:], sizes[1:], tags[:-1])
        pairs = concatenated(tags[:-1], sizes[:-1], tags[1:])
        numbers = [_seen(WORDS, words, centres), _seen(TURNED, turned, centres), _seen(TAGS, pairs, centres)]
        return self.field.columns(self.field.rows.at(np.concatenate(numbers)))

    def _add_marks(self, sums: Floats, sentences: Sequence[Clues]) -> None:
        """Adds what the marks of the characters weigh, and those that they see of their neighbours."""
        marks = list(chain.from_iterable([clues.marks for clues in sentences]))
        if not marks:
            return
        starts, stops, labels, of_form = zip(*marks, strict=True)
        own = np.array(of_form)
        seen = np.flatnonzero(own == SHARED)
        marked = np.concatenate((np.arange(len(marks)), seen, seen))  # each mark, and those that the neighbours see
        forms = np.concatenate((own, np.full(len(seen), BEFORE), np.full(len(seen), BEHIND)))
        first = np.array(starts)
        sizes = (np.array(stops) - first).take(marked)
        lengths = [len(clues) for clues in sentences]
        bounds = np.append(0, np.cumsum(lengths))
        sentence = np.arange(len(lengths)).repeat([len(clues.marks) for clues in sentences]).take(marked)
        begins = first.take(marked) + bounds.take(sentence) + (forms == BEFORE) - (forms == BEHIND)
        numbers = _spread(hashes(labels).take(marked), forms, sizes)
        ends = sizes.cumsum()
        items = np.arange(len(numbers)) + (begins - ends + sizes).repeat(sizes)
        inside = (items >= bounds.take(sentence).repeat(sizes)) & (items < bounds.take(sentence + 1).repeat(sizes))
        items, numbers = items[inside], numbers[inside]
        order = items.argsort(kind="stable")
        counts = np.bincount(items, minlength=len(sums))
        has = np.flatnonzero(counts)
        sums[has] += self.field.sums(self.field.rows.at(numbers.take(order)), counts.take(has))


def _places_in_words(sentences: Sequence[Clues], tags: Hashes) -> Hashes:
    """Of each character, PAD marks included: the number of its place in its word with the word's tag."""
    sizes, forms = np.ones(len(tags), np.int64), np.full(len(tags), PLAIN)
    words = _centres([len(clues.lengths) for clues in sentences])
    sizes[words] = list(chain.from_iterable([clues.lengths for clues in sentences]))
    forms[words] = OWN
    return _spread(tags, forms, sizes)


def _spread(labels: Hashes, forms: Ints, sizes: Ints) -> Hashes:
    """The marks of the characters of stretches, given their labels, forms and how many characters they have."""
    ends = sizes.cumsum()
    at = np.ones(len(ends) and int(ends[-1]), np.int64)
    at[ends - 1] = 2
    at[ends - sizes] = 0
    at[(ends - 1)[sizes == 1]] = 3
    at += (len(FORMS[0]) * forms).repeat(sizes)
    numbers, lengths = _beginnings()
    return concatenated(numbers.take(at), lengths.take(at), labels.repeat(sizes))


@cache
def _beginnings() -> tuple[Hashes, Ints]:
    """By form and place in the stretch: the number of what stands before the label, and how many characters that is."""
    words = list(chain.from_iterable(FORMS))
    return hashes(words), np.array([len(word) for word in words])


def _seen(shapes: tuple[Shape, ...], numbers: Hashes, centres: Ints) -> Hashes:
    """The numbers of features, a row a shape, given those of what is seen."""
    names, offsets, _ = zip(*shapes, strict=True)
    return all_joined(names, numbers.take(centres + np.array(offsets)[:, None]))


def _centres(lengths: Sequence[int]) -> Ints:
    """Where the items of sequences of so many stand when each has PAD marks before and behind."""
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    return np.arange(len(numbers)) + PAD * (2 * numbers + 1)
