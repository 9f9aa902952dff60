"""Linear-chain conditional random fields that CRFsuite trained: their weights, and what they say of labels.

CRFsuite's own tagger takes each feature as a string and looks it up by itself, which costs more than all inference. Here the
weights are one matrix: what the features of an item weigh together is a sum of rows, and whoever knows the features of many
items by their shape (kg.recognize.names_weights) finds the rows without making strings. Labels and probabilities are
CRFsuite's up to the rounding of floating-point numbers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import numpy as np
import numpy.typing as npt

from kg.errors import TableError

__all__ = ["Field", "Floats", "Ints", "Rows"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# The file format of CRFsuite 0.12 (lib/crf/src/crf1d_model.c): a header, the weights, and two constant databases of names.
_HEADER = struct.Struct("<4sI4s9I")  # magic, size, type, version, features, labels, attributes, then where each part begins
_WEIGHTS = struct.Struct("<4s2I")  # chunk, size, how many
_WEIGHT = np.dtype([("kind", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
_OF_ATTRIBUTE, _OF_TRANSITION = 0, 1  # kinds of weights
_NAMES = struct.Struct("<4s5I")  # chunk, size, flags, byte order, how many, where the places of the names stand
_NAME = struct.Struct("<2I")  # number, size with the closing zero; then the name

# Items between two rescalings: the sums over sequences grow or shrink by less than e^40 an item, and floats reach to e^700.
_RESCALED = 16


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of words in a table, looked up by the hundred.

    A dict fetches its parts from memory word by word, and a large one waits each time; numpy fetches those of many words
    at once. Words are told apart by their hashes of 64 bits alone: another word is taken for one of 100,000 once in 10^14 times.
    """

    hashes: Ints  # by row; behind them 0, which is that of no word
    places: npt.NDArray[np.int32]  # by the last bits of a hash: the row, or how many there are for none
    crowded: dict[int, int]  # hash → row, where another word has the place

    @classmethod
    def of(cls, words: Sequence[str]) -> Rows:
        """The rows of different words, in their order."""
        count = len(words)
        hashes = _hashes(words)
        places = np.full(1 << (4 * count).bit_length(), count, dtype=np.int32)
        at = hashes & (len(places) - 1)
        places[at] = np.arange(count)
        lost = np.flatnonzero(places[at] != np.arange(count))
        crowded = dict(zip(hashes[lost].tolist(), lost.tolist(), strict=True))
        return cls(np.append(hashes, 0), places, crowded)

    def __len__(self) -> int:
        """How many rows there are, which is the row of every other word."""
        return len(self.hashes) - 1

    def find(self, words: Sequence[str]) -> Ints:
        """The row of each word."""
        hashes = _hashes(words)
        rows = self.places.take(hashes & (len(self.places) - 1)).astype(np.int64)
        get, unknown = self.crowded.get, len(self)
        other = np.flatnonzero((self.hashes.take(rows) != hashes) & (rows != unknown))
        rows[other] = [get(found, unknown) for found in hashes.take(other).tolist()]
        return rows


@dataclass(frozen=True, slots=True)
class Field:
    """The weights of a field; items are weighed by their features, and neighbouring labels by the transition between them."""

    labels: tuple[str, ...]
    features: tuple[str, ...]  # by row of `weights`
    rows: Rows  # of features in `weights`
    weights: Floats  # by row and label; the last row is zero
    transitions: Floats  # by label and the label behind it
    chances: Floats  # their factors, for two sequences side by side

    @classmethod
    def read(cls, model: bytes) -> Field:
        """The field of a model file; raises TableError where the bytes are none of CRFsuite's."""
        try:
            return cls._read(model)
        except (struct.error, ValueError, IndexError) as error:
            raise TableError(f"a model of {len(model)} bytes is no CRF of CRFsuite: {error}; train it with make model") from error

    @classmethod
    def _read(cls, model: bytes) -> Field:
        magic, _, kind, _, _, labels, attributes, weights_at, labels_at, attributes_at, _, _ = _HEADER.unpack_from(model)
        if (magic, kind) != (b"lCRF", b"FOMC"):
            raise ValueError(f"it begins with {magic + kind!r}")
        count = _WEIGHTS.unpack_from(model, weights_at)[2]
        found = np.frombuffer(model, _WEIGHT, count, weights_at + _WEIGHTS.size)
        weights, transitions = np.zeros((attributes + 1, labels)), np.zeros((labels, labels))
        for kind_, table in ((_OF_ATTRIBUTE, weights), (_OF_TRANSITION, transitions)):
            of_kind = found[found["kind"] == kind_]
            table[of_kind["source"], of_kind["label"]] = of_kind["weight"]
        features = tuple(_names(model, attributes_at, attributes))
        names = tuple(_names(model, labels_at, labels))
        return cls(names, features, Rows.of(features), weights, transitions, _side_by_side(transitions))

    @property
    def unknown(self) -> int:
        """The row of a feature that the field does not know."""
        return len(self.weights) - 1

    def scores(self, items: Sequence[Sequence[str]]) -> Floats:
        """What the features of each item weigh together, by item and label; no item without features."""
        return self.sums(self.rows.find(list(chain.from_iterable(items))), [len(item) for item in items])

    def sums(self, rows: Ints, sizes: Sequence[int]) -> Floats:
        """The sums of so many rows of weights each, none of nothing."""
        ends = np.cumsum(np.asarray(sizes, dtype=np.int64))
        sums: Floats = np.add.reduceat(self.weights.take(rows, axis=0), ends - sizes, axis=0)
        return sums

    def shares(self, scores: Floats, lengths: Sequence[int]) -> Floats:
        """The probability of each label of each item, in sequences of so many items one behind the other."""
        if not len(scores):
            return scores
        size = len(self.labels)
        items = np.exp(scores - scores.max(axis=1, keepdims=True))
        onwards, backwards, steps = _orders(lengths)
        sums = _summed(np.concatenate((items[onwards], items[backwards]), axis=1), self.chances, steps)
        begun, ended = np.empty_like(items), np.empty_like(items)
        begun[onwards], ended[backwards] = sums[:, :size], sums[:, size:]
        behind = np.empty_like(items)
        np.dot(ended[1:], self.chances[size:, size:], out=behind[:-1])
        behind[list(_lasts(lengths))] = 1.0
        begun *= behind
        shares: Floats = begun / begun.sum(axis=1, keepdims=True)
        return shares

    def best(self, scores: Floats, shares: Floats, lengths: Sequence[int]) -> list[str]:
        """The label of each item in the likeliest labels of its sequence, given the scores and the shares of the labels.

        Where all that speaks against the likeliest label of each item comes to less than a half, no other sequence
        of labels can have more than theirs; else all are compared.
        """
        path = shares.argmax(axis=1).tolist()
        against = (1.0 - shares.max(axis=1, initial=0.0)).tolist()
        start = 0
        for length in lengths:
            stop = start + length
            if sum(against[start:stop]) >= 0.5:
                path[start:stop] = self._viterbi(scores[start:stop])
            start = stop
        return [self.labels[label] for label in path]

    def _viterbi(self, scores: Floats) -> list[int]:
        best = scores.copy()
        for at in range(1, len(best)):
            best[at] += (best[at - 1][:, None] + self.transitions).max(axis=0)
        path = [int(best[-1].argmax())]
        for at in range(len(best) - 2, -1, -1):
            path.append(int((best[at] + self.transitions[:, path[-1]]).argmax()))
        return path[::-1]


def _hashes(words: Sequence[str]) -> Ints:
    """Of each word. Python hashes the bytes that hold it, the same ones for IN and 义: the length tells them apart."""
    count = len(words)
    return np.fromiter(map(hash, words), np.int64, count) ^ np.fromiter(map(len, words), np.int64, count)


def _names(model: bytes, start: int, count: int) -> list[str]:
    """The names of a constant database, by their number."""
    chunk, _, _, _, held, places_at = _NAMES.unpack_from(model, start)
    if chunk != b"CQDB" or held < count:
        raise ValueError(f"no database of {count} names at {start}")
    places = np.frombuffer(model, "<u4", count, start + places_at).astype(np.int64) + start
    sizes = (_NAME.unpack_from(model, place)[1] for place in places.tolist())
    first = _NAME.size
    return [model[at + first : at + first + size - 1].decode() for at, size in zip(places.tolist(), sizes, strict=True)]


def _side_by_side(transitions: Floats) -> Floats:
    """Factors of the transitions for two sequences that are read in one pass, the second from its end."""
    onwards, nothing = np.exp(transitions), np.zeros_like(transitions)
    return np.block([[onwards, nothing], [nothing, onwards.T]])


def _lasts(lengths: Sequence[int]) -> Iterator[int]:
    """The last item of each sequence that has any."""
    return (stop - 1 for stop, length in zip(accumulate(lengths), lengths, strict=True) if length)


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


def _summed(sums: Floats, transitions: Floats, steps: Sequence[slice]) -> Floats:
    """What all sequences that end with a label of an item weigh together, up to a factor for each item.

    Side by side for the sequences as they are and for those read from their end.
    """
    before = sums[steps[0]]
    for at, here in enumerate(steps[1:], 1):
        own = sums[here]
        own *= np.dot(before[: len(own)], transitions)
        if at % _RESCALED == 0:
            halves = own.reshape(len(own), 2, -1)
            halves /= halves.sum(axis=2, keepdims=True)
        before = own
    return sums
