"""The best path of tags through a sentence, by Viterbi's algorithm over the few tags that can lie on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Decoder"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_ROUNDING = 1e-3  # a sum of 32-bit floats may hide so much


@dataclass(frozen=True, slots=True)
class Decoder:
    """Finds the path whose scores and transitions sum up to the most, as a search through all tags would.

    A tag so far behind the best one of its character that no neighbours can make up for it lies on no best path. LAC's
    transitions weigh little (0.2 at most, scores ten times as much): of 15 characters 14 have one tag left.
    """

    transitions: Floats  # (tags, tags): from, to
    swings: Floats  # (tags, tags): how much more than with the first tag the transitions on both sides of the second may give

    @classmethod
    def of(cls, transitions: Floats) -> Decoder:
        """The decoder of these transitions; their shape is (tags, tags)."""
        into = (transitions[:, None, :] - transitions[:, :, None]).max(axis=0)  # at its ends a sentence has one side only,
        out_of = (transitions[None, :, :] - transitions[:, None, :]).max(axis=2)  # which gives nothing more
        return cls(transitions, np.maximum(into, 0) + np.maximum(out_of, 0) + np.float32(_ROUNDING))

    def __call__(self, scores: Floats) -> Integers:
        """The tags of each sentence, (sentences, characters); scores are (sentences, characters, tags)."""
        paths: Integers = scores.argmax(axis=2)
        best = np.take_along_axis(scores, paths[:, :, None], axis=2)
        left = scores + self.swings[paths] >= best
        for row, several in enumerate((left.sum(axis=2) > 1).tolist()):
            for start, stop in _runs(several):
                paths[row, start:stop] = self._through(scores[row], left[row], paths[row], start, stop)
        return paths

    def _through(self, scores: Floats, left: npt.NDArray[np.bool_], path: Integers, start: int, stop: int) -> list[int]:
        """The best tags of the characters from start to stop, between neighbours whose tags are certain."""
        tags = [np.flatnonzero(left[at]) for at in range(start, stop)]
        totals = scores[start, tags[0]].astype(np.float64)
        if start > 0:
            totals += self.transitions[path[start - 1], tags[0]]
        back: list[Integers] = []
        for at in range(start + 1, stop):
            before, here = tags[at - start - 1], tags[at - start]
            steps = totals[:, None] + self.transitions[before[:, None], here]
            back.append(steps.argmax(axis=0))
            totals = steps.max(axis=0) + scores[at, here]
        if stop < len(path):
            totals = totals + self.transitions[tags[-1], path[stop]]
        last = int(totals.argmax())
        found = [last]
        for pointers in reversed(back):
            last = int(pointers[last])
            found.append(last)
        return [int(options[at]) for options, at in zip(tags, reversed(found), strict=True)]


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Start and stop of each stretch of True."""
    start = None
    for at, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = at
        elif not flag and start is not None:
            yield start, at
            start = None
