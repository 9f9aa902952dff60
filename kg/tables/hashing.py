"""Words as numbers of 64 bits, the same on every run, found for thousands at once; and tables that are looked up by them.

The number of a word is the sum of its characters' numbers, each times a power of one factor. So that of two words joined
follows from theirs, and what is looked up by many pairs of words needs no string for each pair. Words are told apart by
their numbers alone: another word is taken for one of 100,000 once in 10^14 times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["Hashes", "Ints", "Rows", "all_joined", "characters", "concatenated", "hashes", "joined", "stretches"]

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.integer]

_FACTOR = 0x9E3779B97F4A7C15  # odd, so that each power of it has an inverse and loses nothing of what it multiplies
_MIXED = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_ALL = 2**64 - 1
_COMMON = 1 << 16  # characters whose numbers are kept: Chinese but for rare ideographs


def characters(text: str) -> Hashes:
    """The number of each character; no two characters have the same."""
    codes = text.encode("utf-16-le", "surrogatepass")
    if len(codes) == 2 * len(text):
        return _common().take(np.frombuffer(codes, "<u2"))
    return _mixed(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64))


def hashes(words: Sequence[str]) -> Hashes:
    """The number of each word; 0 of the empty one."""
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    numbers = characters("".join(words))
    powers, inverses = _powers(len(numbers).bit_length())
    numbers *= powers[: len(numbers)]
    starts = sizes.cumsum() - sizes
    if len(words) and sizes.all():
        own = np.add.reduceat(numbers, starts)
    else:
        own, has = np.zeros(len(words), np.uint64), sizes.nonzero()[0]
        if len(has):
            own[has] = np.add.reduceat(numbers, starts[has])
    own *= inverses.take(starts)
    return own


def joined(first: str, behind: Hashes) -> Hashes:
    """The numbers of words that begin with `first`, given those of what stands behind it."""
    found: Hashes = all_joined((first,), behind)[0]
    return found


def all_joined(firsts: tuple[str, ...], behind: Hashes) -> Hashes:
    """The numbers of words of which each row begins with one of `firsts`, given those of what stands behind it, row by row."""
    powers, numbers = _beginnings(firsts)
    found: Hashes = behind * powers
    found += numbers
    return found


def concatenated(first: Hashes, sizes: Ints, behind: Hashes) -> Hashes:
    """The numbers of words of so many characters, each with another word right behind it."""
    found: Hashes = behind * _powers(int(sizes.max(initial=0)).bit_length())[0].take(sizes)
    found += first
    return found


def stretches(numbers: Hashes, size: int) -> Hashes:
    """The numbers of all stretches of so many characters, given the numbers of the characters."""
    count = max(0, len(numbers) - size + 1)
    found = numbers[:count].copy()
    for at, power in enumerate(_powers(2)[0][1:size], 1):
        found += numbers[at : at + count] * power
    return found


def _mixed(numbers: Hashes) -> Hashes:
    """Other numbers for numbers, no two the same."""
    numbers += np.uint64(1)  # a character of number 0 would be lost at the end of a word
    for _ in range(2):
        numbers *= _MIXED
        numbers ^= numbers >> _HALF
    return numbers


@cache
def _common() -> Hashes:
    return _mixed(np.arange(_COMMON, dtype=np.uint64))


@cache
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """As many powers of the factor as numbers have so many bits, and their inverses."""
    both = np.empty((2, 1 << bits), np.uint64)
    both[:, 0] = 1
    both[0, 1:], both[1, 1:] = _FACTOR, pow(_FACTOR, -1, _ALL + 1)
    np.multiply.accumulate(both, axis=1, out=both)
    return both[0], both[1]


@cache
def _beginnings(words: tuple[str, ...]) -> tuple[Hashes, Hashes]:
    """Of each word, in a row of its own, the power that is behind it, and its number."""
    powers = [pow(_FACTOR, len(word), _ALL + 1) for word in words]
    return np.array(powers, np.uint64)[:, None], hashes(words)[:, None]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of words in a table, looked up by the hundred.

    A dict fetches its parts from memory word by word, and a large one waits each time; numpy fetches those of many words
    at once. Words stand in the order of their numbers; the first bits of a number say where to begin to look for it.
    """

    hashes: Hashes  # by row, ascending; behind them the highest number, which is that of no word
    first: npt.NDArray[np.int32]  # by the first bits of a number: the first row with these bits or higher ones
    shift: np.uint64  # how many bits come behind those

    @classmethod
    def of(cls, ascending: Hashes) -> Rows:
        """The rows of different words by their numbers; raises ValueError where two are equal or one precedes a lower one."""
        if (ascending[1:] <= ascending[:-1]).any():
            raise ValueError("numbers of words that do not ascend")
        bits = max(1, (4 * len(ascending)).bit_length())
        shift = np.uint64(64 - bits)
        first = np.zeros(1 << bits, np.int32)
        first[1:] = np.bincount((ascending >> shift).astype(np.int64), minlength=1 << bits)[:-1].cumsum()
        return cls(np.append(ascending, np.uint64(_ALL)), first, shift)

    def __len__(self) -> int:
        """How many rows there are, which is the row of every other word."""
        return len(self.hashes) - 1

    def find(self, words: Sequence[str]) -> Ints:
        """The row of each word."""
        return self.at(hashes(words))

    def at(self, numbers: Hashes) -> Ints:
        """The row of each word, given its number; in the shape of the numbers."""
        return self._at(numbers.ravel()).reshape(numbers.shape)

    def _at(self, numbers: Hashes) -> Ints:
        rows = self.first.take((numbers >> self.shift).view(np.int64))
        here = self.hashes.take(rows)
        before = np.flatnonzero(here < numbers)
        while len(before):
            later = rows.take(before) + 1
            found = self.hashes.take(later)
            rows[before], here[before] = later, found
            before = before[found < numbers.take(before)]
        np.copyto(rows, len(self), where=here != numbers)
        return rows
