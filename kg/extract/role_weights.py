"""What the learnt weights say of the candidates of an event, summed up without a string for each feature.

Half of the features are others joined to the event's type: what both weigh is found with one look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.extract.role_features import BIAS, Evidence
from kg.model import EVENT_TYPES
from kg.tables.fields import Field, Floats, Ints

__all__ = ["RoleWeights"]


@dataclass(frozen=True, slots=True)
class RoleWeights:
    """Sums up what the features of `Evidence.features` weigh in a field."""

    field: Field
    numbers: dict[str, int]  # feature → its number: its row among the field's weights, higher if it is known only joined
    joined: dict[str, Ints]  # by event type: the row of the feature joined to it, by number; the last is that of all others

    @classmethod
    def of(cls, field: Field) -> RoleWeights:
        numbers = dict(field.rows)
        pairs: dict[str, list[tuple[int, int]]] = {event: [] for event in EVENT_TYPES}
        for feature, row in field.rows.items():
            event, _, rest = feature.partition("|")
            if event in pairs:
                # The row behind the last weights is that of what is unknown, also of what is known only joined.
                pairs[event].append((numbers.setdefault(rest, len(numbers) + 1), row))
        return cls(field, numbers, {event: _table(found, len(numbers) + 1, field.unknown) for event, found in pairs.items()})

    def __call__(self, candidates: Sequence[Evidence]) -> Floats:
        """By candidate of one event, and by label."""
        narrow, wide = [c.narrow for c in candidates], [(BIAS, *c.wide) for c in candidates]
        get, unknown = self.numbers.get, self.field.unknown
        numbers = np.array([get(feature, unknown) for features in (*narrow, *wide) for feature in features])
        sizes = [len(features) for features in (*narrow, *wide, *narrow)]
        joined = self.joined[candidates[0].event][numbers[: sum(sizes[: len(candidates)])]]
        sums = self.field.sums(np.concatenate((np.minimum(numbers, unknown), joined)), sizes)
        return sums.reshape(3, len(candidates), -1).sum(axis=0)


def _table(pairs: Sequence[tuple[int, int]], size: int, unknown: int) -> Ints:
    table = np.full(size, unknown)
    for number, row in pairs:
        table[number] = row
    return table
