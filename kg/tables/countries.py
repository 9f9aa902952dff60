"""Names of countries other than China, for what stands behind one: 英国|伦敦, 埃及|水利部; and their letters: 中|越|两国."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.tables.loading import rows

__all__ = ["Countries"]


@dataclass(frozen=True, slots=True)
class Countries:
    """The tables `ontology/divisions/countries.tsv` and `country_letters.tsv`."""

    names: frozenset[str]
    longest: int  # characters
    letters: dict[str, str]  # letter → country

    @classmethod
    @cache
    def load(cls) -> Countries:
        """The shipped tables, read once."""
        names = frozenset(row["country"] for row in rows("divisions/countries.tsv", ("country", "example")))
        letters = rows("divisions/country_letters.tsv", ("letter", "country", "example"))
        return cls(names, max(map(len, names)), {row["letter"]: row["country"] for row in letters})

    def head(self, words: str) -> int:
        """How many characters of the words name a country, the longest such name; 0 where none does."""
        return next((size for size in range(self.longest, 1, -1) if words[:size] in self.names), 0)
