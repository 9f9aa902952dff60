"""How sure each rule of the resolution is: what it earned on the gold, from ontology/agencies/resolution.tsv."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.tables.loading import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["confidences"]


@cache
def confidences() -> Mapping[str, float]:
    """Rule id → share of its names that were right on the gold, smoothed: (right + 1) / (fired + 2)."""
    table = rows("agencies/resolution.tsv", ("rule", "right", "fired", "what", "example"))
    return {r["rule"]: (int(r["right"]) + 1) / (int(r["fired"]) + 2) for r in table}
