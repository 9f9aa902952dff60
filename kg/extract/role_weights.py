"""What the learnt weights say of the candidates of an event, summed up without a string for each feature.

Some features are others joined to the event's type: their numbers follow from those of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from kg.extract.role_features import Evidence
from kg.tables.fields import Field, Floats
from kg.tables.hashing import hashes, joined

__all__ = ["RoleWeights"]


@dataclass(frozen=True, slots=True)
class RoleWeights:
    """Sums up what the features of `Evidence.features` weigh in a field: alone, joined to the event's type, and the others."""

    field: Field

    def __call__(self, candidates: Sequence[Evidence]) -> Floats:
        """By candidate of one event, and by label."""
        typed, others = [c.typed for c in candidates], [c.others for c in candidates]
        numbers = hashes(list(chain.from_iterable((*typed, *others))))
        sizes = [len(features) for features in (*typed, *others, *typed)]
        behind = joined(candidates[0].event + "|", numbers[: sum(sizes[: len(candidates)])])
        sums, many = self.field.sums(self.field.rows.at(np.concatenate((numbers, behind))), sizes), len(candidates)
        together: Floats = sums[:many] + sums[many:-many] + sums[-many:]
        return together
