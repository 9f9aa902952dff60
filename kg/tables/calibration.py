"""What a raw score is worth: the share of things with that score that were right on articles that no model had seen.

Raw scores are products along the chain (name × its resolution × event × role); they rank well but are no probabilities.
ontology/models/calibration.tsv, written by kg.learn.calibration, maps them: of each kind of statement, and of each group
in it that was seen often enough, rising steps of a score with what was right of what was found there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.errors import TableError
from kg.tables.loading import rows

__all__ = ["ACCEPTANCE", "ANY", "CALIBRATION", "KINDS", "Acceptance", "Calibration", "Step"]

CALIBRATION = "models/calibration.tsv"
ACCEPTANCE = "models/acceptance.tsv"
KINDS = ("mention", "date", "figure", "event", "role", "relation")
ANY = "*"  # the group of all statements of a kind


class Step(NamedTuple):  # a tuple, so that scores are looked for without a key
    """Statements whose raw scores lie around `score`: how many were found, how many of them were right."""

    score: float
    right: int
    fired: int

    @property
    def share(self) -> float:
        """The share of right ones, one right and one wrong added."""
        return (self.right + 1) / (self.fired + 2)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Raw score → confidence; between two steps on the straight line, beyond the last as at the last."""

    steps: Mapping[tuple[str, str], tuple[Step, ...]]  # by kind and group, scores rising

    @classmethod
    def load(cls) -> Calibration:
        """The table that ships; read once a process."""
        return _load()

    def __call__(self, kind: str, group: str, score: float) -> float:
        """The confidence of a statement, in (0, 1); a group that was not seen often is taken as its kind, no kind as it is."""
        steps = self.steps.get((kind, group)) or self.steps.get((kind, ANY))
        if not steps:
            return score
        at = bisect_left(steps, (score,))
        if at in (0, len(steps)):
            return round(steps[min(at, len(steps) - 1)].share, 4)
        low, high = steps[at - 1], steps[at]
        part = (score - low.score) / (high.score - low.score)
        return round(low.share + part * (high.share - low.share), 4)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The confidence from which a statement of each kind counts as accepted."""

    least: Mapping[str, float]

    @classmethod
    def load(cls) -> Acceptance:
        """Those that ship: chosen so that accepted statements reach the precision that the table's head names."""
        return cls({row["kind"]: float(row["least"]) for row in rows(ACCEPTANCE, ("kind", "least"))})

    @classmethod
    def of(cls, least: float) -> Acceptance:
        """The same for every kind."""
        return cls(dict.fromkeys(KINDS, least))

    def __call__(self, kind: str, confidence: float) -> bool:
        return confidence >= self.least.get(kind, 0.0)


@cache
def _load() -> Calibration:
    steps: dict[tuple[str, str], list[Step]] = {}
    for row in rows(CALIBRATION, ("kind", "group", "score", "right", "fired")):
        step = Step(float(row["score"]), int(row["right"]), int(row["fired"]))
        earlier = steps.setdefault((row["kind"], row["group"]), [])
        if earlier and not earlier[-1].score < step.score:
            raise TableError(f"ontology/{CALIBRATION}: {row['kind']} {row['group']}: scores must rise, {step.score} does not")
        earlier.append(step)
    return Calibration({key: tuple(found) for key, found in steps.items()})
