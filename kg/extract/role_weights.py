"""What the learnt weights say of the candidates of an event, summed up without a string for each feature.

Half of the features are others joined to the event's type: what both weigh is found with one look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.extract.role_features import BIAS, Evidence
from kg.model import EVENT_TYPES
from kg.tables.fields import Field, Floats, Ints, Rows

__all__ = ["RoleWeights"]


@dataclass(frozen=True, slots=True)
class RoleWeights:
    """Sums up what the features of `Evidence.features` weigh in a field: alone, joined to the event's type, and the wide ones."""

    field: Field
    numbers: Rows  # of features in `joined`: their rows among the field's weights, or higher if they are known only joined
    joined: dict[str, Ints]  # by event type: the row among the weights of each feature joined to it

    @classmethod
    def of(cls, field: Field) -> RoleWeights:
        numbers = {feature: row for row, feature in enumerate(field.features)}
        pairs: dict[str, list[tuple[int, int]]] = {event: [] for event in EVENT_TYPES}
        for row, feature in enumerate(field.features):
            event, _, rest = feature.partition("|")
            if event in pairs:
                pairs[event].append((numbers.setdefault(rest, len(numbers)), row))
        joined = {event: _table(found, len(numbers) + 1, field.unknown) for event, found in pairs.items()}
        return cls(field, Rows.of(tuple(numbers)), joined)

    def __call__(self, candidates: Sequence[Evidence]) -> Floats:
        """By candidate of one event, and by label."""
        narrow, wide = [c.narrow for c in candidates], [(BIAS, *c.wide) for c in candidates]
        numbers = self.numbers.find([feature for features in (*narrow, *wide) for feature in features])
        sizes = [len(features) for features in (*narrow, *wide, *narrow)]
        joined = self.joined[candidates[0].event][numbers[: sum(sizes[: len(candidates)])]]
        sums = self.field.sums(np.concatenate((np.minimum(numbers, self.field.unknown), joined)), sizes)
        together: Floats = sums.reshape(3, len(candidates), -1).sum(axis=0)
        return together


def _table(pairs: Sequence[tuple[int, int]], size: int, unknown: int) -> Ints:
    table = np.full(size, unknown)
    for number, row in pairs:
        table[number] = row
    return table
