"""Linear-chain conditional random fields: what features weigh for labels, and what that says of the items of a sequence.

Most features speak for one label or two of many, and the few that speak for more are those of everyday words. The weights of
these stand in a small matrix, those of the others one by one: so both stay in a processor's caches, where one matrix of all would
not fit. What the features of items weigh together is summed up for all at once, and whoever knows the features of many items by
their shape (kg.recognize.names_weights) finds their rows without making strings. kg.learn.crfsuite makes fields of what CRFsuite
trains; labels and probabilities are CRFsuite's up to the rounding of floating-point numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from kg.errors import TableError
from kg.tables.hashing import Ints, Rows, hashes

__all__ = ["Field", "Floats", "Ints", "Rows"]

Floats = npt.NDArray[np.float64]

# Of a model file: labels, features, counts, spoken, weights, transitions. No .npz: its bytes hang on the release of Python.
_PARTS = 6

_MANY = 6  # a feature has many weights if it has them for a sixth of the labels; where labels are few, all features have many

# Items between two rescalings: the sums over sequences grow or shrink by less than e^40 an item, and floats reach to e^700.
_RESCALED = 16


@dataclass(frozen=True, slots=True)
class Field:
    """The weights of a field; items are weighed by their features, and neighbouring labels by the transition between them."""

    labels: tuple[str, ...]
    rows: Rows  # of features
    counts: Ints  # by row: how many weights it has; none for the row of no feature
    spoken: Ints  # by weight, row by row: the label that it speaks for
    weights: Floats
    full: Floats  # by place and label: the weights of a feature that has many
    places: (
        Ints  # by row: its place in `full`; that of zeros for a feature of few. Empty where all have many: then rows are places
    )
    starts: Ints  # by row: where its weights begin in `weights`
    few: Ints  # by row: how many it has, if they are few
    transitions: Floats  # by label and the label behind it
    chances: Floats  # their factors, for two sequences side by side

    @classmethod
    def of(cls, labels: Sequence[str], features: Sequence[str], weights: Floats, transitions: Floats) -> Field:
        """The field of different features, given their weights by feature and label; raises TableError where two are alike."""
        numbers = hashes(features)
        order = numbers.argsort()
        rows, spoken = np.nonzero(weights[order])
        counts = np.bincount(rows, minlength=len(order))
        return cls._of(np.array(list(labels)), numbers[order], counts, spoken, weights[order][rows, spoken], transitions)

    @classmethod
    def read(cls, stored: bytes) -> Field:
        """The field of a model file; raises TableError where the bytes are none that `stored` gives."""
        file = BytesIO(stored)
        try:
            return cls._of(*(np.load(file, allow_pickle=False) for _ in range(_PARTS)))
        except (AttributeError, EOFError, IndexError, OSError, TypeError, ValueError) as error:
            raise TableError(f"a model of {len(stored)} bytes cannot be read: {error}; train it with make model") from error

    @classmethod
    def _of(
        cls,
        labels: npt.NDArray[np.str_],
        numbers: npt.NDArray[np.uint64],
        counts: npt.NDArray[np.integer],
        spoken: npt.NDArray[np.integer],
        weights: Floats,
        transitions: Floats,
    ) -> Field:
        size = len(labels)
        fits = len(counts) == len(numbers), counts.sum() == len(spoken) == len(weights), transitions.shape == (size, size)
        if not all(fits) or spoken.max(initial=0) >= size:
            raise ValueError("its parts do not fit together")
        held = np.append(counts, 0).astype(np.int64)
        full, places = _full(held, spoken, weights, size)
        few = np.where(places < len(full) - 1, 0, held)
        if len(full) == len(held):
            places = places[:0]
        # The smallest numbers that hold them, since what is looked up for an article should stay in a processor's caches.
        return cls(
            tuple(labels.tolist()),
            Rows.of(numbers),
            held.astype(np.int32),
            spoken.astype(np.uint8),
            weights,
            full,
            places.astype(np.int32),
            (held.cumsum() - held).astype(np.int32),
            few.astype(np.uint8),
            transitions,
            _side_by_side(transitions),
        )

    def stored(self) -> bytes:
        """The field as a model file, arrays as numpy saves them one behind the other: the same bytes for the same field."""
        file = BytesIO()
        parts = (
            np.array(self.labels),
            self.rows.hashes[:-1],
            self.counts[:-1].astype(np.uint16),
            self.spoken.astype(np.uint8),
            self.weights,
            self.transitions,
        )
        for part in parts:
            np.save(file, part, allow_pickle=False)
        return file.getvalue()

    @property
    def unknown(self) -> int:
        """The row of a feature that the field does not know."""
        return len(self.rows)

    def scores(self, items: Sequence[Sequence[str]]) -> Floats:
        """What the features of each item weigh together, by item and label; no item without features."""
        return self.sums(self.rows.find(list(chain.from_iterable(items))), [len(item) for item in items])

    def sums(self, rows: Ints, sizes: Sequence[int] | Ints) -> Floats:
        """What so many features of each item weigh together, by item and label; the rows of all, no item without features."""
        ends = np.cumsum(np.asarray(sizes, dtype=np.int64))
        sums: Floats = np.add.reduceat(self.full.take(self._places(rows), axis=0), ends - sizes, axis=0)
        if len(self.places):
            self._add_few(sums, rows, np.arange(len(sizes)).repeat(sizes))
        return sums

    def columns(self, rows: Ints) -> Floats:
        """What the features of each column of a table of rows weigh together, by column and label."""
        sums = np.zeros((rows.shape[1], len(self.labels)))
        for places in self._places(rows):
            sums += self.full.take(places, axis=0)
        if len(self.places):
            self._add_few(sums, rows.ravel(), np.tile(np.arange(rows.shape[1]), len(rows)))
        return sums

    def _places(self, rows: Ints) -> Ints:
        return self.places.take(rows) if len(self.places) else rows

    def _add_few(self, sums: Floats, rows: Ints, items: Ints) -> None:
        """Adds to the items' sums the weights of features that have few; the row of each feature, and whose it is."""
        counts = self.few.take(rows)
        has = np.flatnonzero(counts > 0)
        if not len(has):
            return
        counts, size = counts.take(has).astype(np.int64), len(self.labels)
        ends = counts.cumsum()
        found = np.arange(ends[-1]) + (self.starts.take(rows.take(has)) - ends + counts).repeat(counts)
        cells = (items.take(has) * size).repeat(counts) + self.spoken.take(found)
        sums += np.bincount(cells, self.weights.take(found), sums.size).reshape(sums.shape)

    def shares(self, scores: Floats, lengths: Sequence[int]) -> Floats:
        """The probability of each label of each item, in sequences of so many items one behind the other."""
        if not len(scores):
            return scores
        size = len(self.labels)
        items: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
        onwards, backwards, steps = _orders(lengths)
        reached = _reached(np.concatenate((items[onwards], items[backwards]), axis=1), self.chances, steps)
        before, behind = np.empty_like(items), np.empty_like(items)
        before[onwards], behind[backwards] = reached[:, :size], reached[:, size:]
        items *= before
        items *= behind
        items /= items.sum(axis=1, keepdims=True)
        return items

    def best(self, scores: Floats, shares: Floats, lengths: Sequence[int]) -> list[str]:
        """The label of each item in the likeliest labels of its sequence, given the scores and the shares of the labels.

        Where all that speaks against the likeliest label of each item comes to less than a half, no other sequence
        of labels can have more than theirs; else all are compared.
        """
        likeliest = shares.argmax(axis=1)
        path = likeliest.tolist()
        against = (1.0 - shares[np.arange(len(path)), likeliest]).tolist()
        start = 0
        for length in lengths:
            stop = start + length
            if sum(against[start:stop]) >= 0.5:
                path[start:stop] = self._viterbi(scores[start:stop])
            start = stop
        return [self.labels[label] for label in path]

    def _viterbi(self, scores: Floats) -> list[int]:
        best = scores.copy()
        for before, here in pairwise(best):
            here += np.maximum.reduce(before[:, None] + self.transitions)
        path = [int(best[-1].argmax())]
        for here in best[-2::-1]:
            path.append(int((here + self.transitions[:, path[-1]]).argmax()))
        return path[::-1]


def _full(counts: Ints, spoken: Ints, weights: Floats, size: int) -> tuple[Floats, Ints]:
    """The weights of the features that have many, by place and label, with a place of zeros behind; by feature: its place."""
    many = counts >= max(1, size // _MANY)
    count = int(many.sum())
    places = np.where(many, many.cumsum() - 1, count)
    full = np.zeros((count + 1, size))
    of = many.repeat(counts)
    full[places.repeat(counts)[of], spoken[of]] = weights[of]
    return full, places


def _side_by_side(transitions: Floats) -> Floats:
    """Factors of the transitions for two sequences that are read in one pass, the second from its end."""
    onwards, nothing = np.exp(transitions), np.zeros_like(transitions)
    return np.block([[onwards, nothing], [nothing, onwards.T]])


def _orders(lengths: Sequence[int]) -> tuple[Ints | slice, Ints | slice, list[slice]]:
    """Two orders of the items of all sequences, and the stretch of each place: all first ones, all second ones, …

    The second order is that of the sequences read from their ends. Within a place the longest sequence comes first,
    so that those which go on are the first of the place before.
    """
    if len(lengths) == 1:
        return slice(None), slice(None, None, -1), [slice(at, at + 1) for at in range(lengths[0])]
    sizes = np.asarray(lengths)
    stops = np.cumsum(sizes)
    rank = np.empty_like(sizes)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    numbers = np.arange(stops[-1])
    places = numbers - np.repeat(stops - sizes, sizes)
    onwards = np.lexsort((np.repeat(rank, sizes), places))
    turned = np.repeat(2 * stops - sizes - 1, sizes) - numbers
    bounds = [0, *np.cumsum(np.bincount(places)).tolist()]
    return onwards, turned[onwards], [slice(low, stop) for low, stop in pairwise(bounds)]


def _reached(items: Floats, transitions: Floats, steps: Sequence[slice]) -> Floats:
    """What all that may stand before a label of an item weighs together, up to a factor for each item; 1 for the first items.

    Side by side for the sequences as they are and for those read from their end. The items' own weights are used up.
    """
    reached = np.ones_like(items)
    before = items[steps[0]]
    for at, here in enumerate(steps[1:], 1):
        own, ways = items[here], reached[here]
        before[: len(own)].dot(transitions, out=ways)
        own *= ways
        if at % _RESCALED == 0:
            halves = own.reshape(len(own), 2, -1)
            halves /= halves.sum(axis=2, keepdims=True)
        before = own
    return reached
