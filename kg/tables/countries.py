"""Names of countries other than China, for what stands behind one (英国|伦敦), and their letters: 中|越|两国, 俄|乌."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.tables.loading import rows

__all__ = ["CHINA", "Countries"]

CHINA = ("中", "中国")  # its letter and its name


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

    def of_letter(self, letter: str, text: str) -> str | None:
        """The country of a letter in such a text: the one that begins with it and is named there, else that of the table.

        None where several are named that begin with it: 巴 beside 巴西 and 巴基斯坦.
        """
        if letter == CHINA[0]:
            return CHINA[1]
        named = [name for name in self.names if len(letter) == 1 and name.startswith(letter) and name in text]
        longest = {name for name in named if not any(name != other and name in other for other in named)}
        return longest.pop() if len(longest) == 1 else None if longest else self.letters.get(letter)
