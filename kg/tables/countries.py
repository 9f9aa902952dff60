"""Names of countries other than China, for what stands behind one: 英国|伦敦, 埃及|水利部."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.tables.loading import rows

__all__ = ["Countries"]


@dataclass(frozen=True, slots=True)
class Countries:
    """The table `ontology/divisions/countries.tsv`."""

    names: frozenset[str]
    longest: int  # characters

    @classmethod
    @cache
    def load(cls) -> Countries:
        """The shipped table, read once."""
        names = frozenset(row["country"] for row in rows("divisions/countries.tsv", ("country", "example")))
        return cls(names, max(map(len, names)))

    def head(self, words: str) -> int:
        """How many characters of the words name a country, the longest such name; 0 where none does."""
        return next((size for size in range(self.longest, 1, -1) if words[:size] in self.names), 0)
