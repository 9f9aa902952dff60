"""Texts that are nearly the same: MinHash over runs of five characters, compared through buckets instead of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["ALIKE", "Signature", "bare", "likeness", "near_duplicates", "signature"]

Signature = bytes  # 128 hashes of four bytes, the least significant first; empty for a text without one

_RUN = 5
_HASHES = 128
_ROWS = 4  # of a bucket: two texts that share 70 % of their runs meet in one of 32 buckets with probability 0.9999
ALIKE = 0.7  # at least this share of runs in common; 128 hashes tell it within 0.04
_AT_ONCE = 256  # runs, times 128 hashes: what a core keeps near itself, and a long text needs no more
_LEAST = 60  # characters: shorter texts (a title, a date) are alike by chance
_NOISE = re.compile(r"[\W_]+")


def bare(content: str) -> str:
    """The text without what reprints differ in: blanks and punctuation."""
    return _NOISE.sub("", content)


def signature(content: str) -> Signature:
    """The text's 128 least hashes, the same on every machine; empty for a text of under 60 characters.

    Blanks and punctuation do not count.
    """
    import numpy as np  # 0.1 s to import, and `kg --help` needs none of it

    words = bare(content)
    if len(words) < _LEAST:
        return b""
    points = np.frombuffer(words.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    runs = np.zeros(len(points) - _RUN + 1, dtype=np.uint64)
    for at in range(_RUN):
        runs = runs * np.uint64(0x100000001B3) + points[at : at + len(runs)]
    runs = np.unique(runs)
    odd = _factors()
    mixed = np.full(_HASHES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for part in np.array_split(runs, len(runs) // _AT_ONCE + 1):
        mixed = np.minimum(mixed, _scrambled(part[:, None] * odd[None, :]).min(axis=0))
    return (mixed >> np.uint64(32)).astype("<u4").tobytes()


@cache
def _factors() -> npt.NDArray[np.uint64]:
    """An odd number for each hash, by which the runs of every text are multiplied."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(20260101))
    return rng.integers(0, 2**63, size=_HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def _scrambled(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finishing steps of SplitMix64, in place: a product alone leaves its low bits in order."""
    import numpy as np

    shifted = x >> np.uint64(30)
    x ^= shifted
    x *= np.uint64(0xBF58476D1CE4E5B9)
    np.right_shift(x, np.uint64(27), out=shifted)
    x ^= shifted
    return x


def likeness(one: Signature, other: Signature) -> float:
    """The estimated share of runs that two texts have in common; 0 where one has no signature."""
    if not one or not other:
        return 0.0
    a, b = (memoryview(signed).cast("I") for signed in (one, other))  # whole hashes, in whatever order of bytes
    return sum(x == y for x, y in zip(a, b, strict=True)) / _HASHES


def near_duplicates(signatures: Mapping[str, Signature]) -> Iterator[tuple[str, str, float]]:
    """(smaller key, larger key, likeness) of the pairs that are nearly the same, sorted.

    Time grows with n log n, memory by half a kilobyte a text. Of many that are all alike each is paired with the first and
    with its neighbours, not with all: the caller joins them.
    """
    import numpy as np

    keys = sorted(key for key, signed in signatures.items() if signed)
    if len(keys) < 2:
        return
    table = np.frombuffer(b"".join(signatures[key] for key in keys), dtype="<u4").reshape(len(keys), _HASHES)
    met = [_alike(table, *_meeting(table[:, at : at + _ROWS])) for at in range(0, _HASHES, _ROWS)]
    pairs = np.unique(np.concatenate(met), axis=0)
    for one, other in pairs.tolist():
        yield keys[one], keys[other], likeness(signatures[keys[one]], signatures[keys[other]])


def _meeting(bucket: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The rows that are equal: each with the first of its like and with the one before it."""
    import numpy as np

    order = np.lexsort(bucket.T)  # stable: equal rows stay in the order of their keys
    same = (bucket[order][1:] == bucket[order][:-1]).all(axis=1)
    begins = np.maximum.accumulate(np.where(np.r_[True, ~same], np.arange(len(order)), 0))
    later = np.flatnonzero(same) + 1
    return np.r_[order[begins[later]], order[later - 1]], np.r_[order[later], order[later]]


def _alike(table: npt.NDArray[np.uint32], one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The pairs of rows that share enough hashes."""
    import numpy as np

    pairs = np.unique(np.stack([one, other], axis=1), axis=0)
    found = [part[(table[part[:, 0]] == table[part[:, 1]]).mean(axis=1) >= ALIKE] for part in _parts(pairs)]
    return np.concatenate(found) if found else pairs


def _parts(pairs: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    """At most 50,000 pairs at a time, whose hashes are 50 MB."""
    for at in range(0, len(pairs), 50_000):
        yield pairs[at : at + 50_000]
