"""Digests: news that have nothing to do with each other under one title, 国内联播快讯, 各地动态."""

from __future__ import annotations

from functools import cache

from kg.model import Document
from kg.tables.loading import toml_tables

__all__ = ["is_digest"]


def is_digest(doc: Document) -> bool:
    """Whether one of the title's lines ends as those of digests do."""
    return any(line.span.of(doc.text).endswith(_forms()) for line in doc.lines if line.kind == "title")


@cache
def _forms() -> tuple[str, ...]:
    return tuple(form for row in toml_tables("grammar/clauses.toml", "digest") for form in row["forms"])
