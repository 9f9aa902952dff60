"""Digests: news that have nothing to do with each other under one title, 国内联播快讯, 各地动态."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kg.tables.loading import toml_tables

__all__ = ["is_digest"]


def is_digest(titles: Iterable[str]) -> bool:
    """Whether one of the title's lines ends as those of digests do."""
    return any(title.endswith(_forms()) for title in titles)


@cache
def _forms() -> tuple[str, ...]:
    return tuple(form for row in toml_tables("grammar/clauses.toml", "digest") for form in row["forms"])
