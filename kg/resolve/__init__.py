"""From mentions to entities: every mention gets the full, official name of what it points to."""

from __future__ import annotations

from kg.resolve.stage import Resolver

__all__ = ["Resolver"]
