"""What a raw score is worth: the share of things with that score that were right on articles that no model had seen.

Raw scores are products along the chain (name × its resolution × event × role); they rank well but are no probabilities.
ontology/models/calibration.tsv, written by kg.learn.calibration, maps them: of each kind of statement, and of each group
in it that was seen often enough, rising steps of a score with what was right of what was found there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from kg.errors import TableError
from kg.tables.loading import rows

__all__ = ["ACCEPTANCE", "ANY", "CALIBRATION", "KINDS", "Acceptance", "Calibration", "Step"]

CALIBRATION = "models/calibration.tsv"
ACCEPTANCE = "models/acceptance.tsv"
KINDS = ("mention", "date", "figure", "event", "role", "relation")
ANY = "*"  # the group of all statements of a kind


class Step(NamedTuple):
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
    lines: Mapping[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]] = field(init=False, repr=False, compare=False)
    # ^ the same as scores and shares, since hundreds of statements an article ask for them

    def __post_init__(self) -> None:
        lines = {
            key: (tuple(s.score for s in steps), tuple(s.share for s in steps)) for key, steps in self.steps.items() if steps
        }
        object.__setattr__(self, "lines", lines)

    @classmethod
    def load(cls) -> Calibration:
        """The table that ships; read once a process."""
        return _load()

    def __call__(self, kind: str, group: str, score: float) -> float:
        """The confidence of a statement, in (0, 1); a group that was not seen often is taken as its kind, no kind as it is."""
        line = self.lines.get((kind, group)) or self.lines.get((kind, ANY))
        if line is None:
            return score
        scores, shares = line
        at = bisect_left(scores, score)
        if at == 0 or at == len(scores):
            return round(shares[min(at, len(scores) - 1)], 4)
        part = (score - scores[at - 1]) / (scores[at] - scores[at - 1])
        return round(shares[at - 1] + part * (shares[at] - shares[at - 1]), 4)


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
