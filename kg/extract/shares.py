"""The probabilities that a learnt field gives the labels of a candidate, as far as they decide which is the likeliest."""

from __future__ import annotations

from collections.abc import Sequence

import pycrfsuite

__all__ = ["ROUNDING", "shares"]

ROUNDING = 1e-6  # by which probabilities that sum to 1 may miss it


def shares(tagger: pycrfsuite.Tagger, at: int, labels: Sequence[str], left: float, best: float = 0.0) -> dict[str, float]:
    """Those of the labels at a place of what the tagger was given last, up to where the rest together cannot reach the likeliest.

    `left` is what the labels have together; `best` is the share of the likeliest that is known already.
    """
    found: dict[str, float] = {}
    for label in labels:
        if left < best - ROUNDING:
            break
        found[label] = share = tagger.marginal(label, at)
        best, left = max(best, share), left - share
    return found
