"""What the words of a name alone say of its type: 团…县委 is the youth league, 党总支 nobody, 我县 the article's own county."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.tables.loading import toml_tables

__all__ = ["Kinds", "kinds"]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The table `ontology/grammar/name_kinds.toml`."""

    whole: re.Pattern[str]  # of a whole name; what the pattern's group is called begins with the type that the name has
    bare: frozenset[str]  # class nouns
    definite: tuple[tuple[re.Pattern[str], str], ...]  # short forms of what the article is about, and their types
    letters: frozenset[str]  # one-letter names of provinces
    beyond: frozenset[str]  # those of the regions that are spoken of as one: 港澳
    spelt: frozenset[str]  # whole names that such letters spell
    papers: tuple[str, ...]  # what the title of a paper ends with
    beside: tuple[str, ...]  # what stands right behind a person's name, or before it

    @classmethod
    def load(cls) -> Kinds:
        file = "grammar/name_kinds.toml"
        (letters,) = toml_tables(file, "letters")
        return cls(
            re.compile("|".join(f"(?P<{t['produces']}_{n}>{t['pattern']})" for n, t in enumerate(toml_tables(file, "kind")))),
            frozenset(word for t in toml_tables(file, "bare") for word in t["words"]),
            tuple((re.compile(t["pattern"]), t["produces"]) for t in toml_tables(file, "definite")),
            frozenset(letters["letters"]),
            frozenset(letters["beyond"]),
            frozenset(letters["whole"]),
            tuple(word for t in toml_tables(file, "titled") for word in t["words"]),
            tuple(word for t in toml_tables(file, "beside") for word in t["words"]),
        )

    def of(self, words: str) -> str | None:
        """The one type that such a name can have, or None where its words leave several."""
        found = self.whole.fullmatch(words)
        return found.lastgroup.partition("_")[0] if found and found.lastgroup else None

    def is_row_of_provinces(self, words: str) -> bool:
        """Whether the words are several provinces, a letter each: 晋陕豫, 粤港澳."""
        if len(words) < 2 or words in self.spelt or self.beyond.issuperset(words):
            return False
        return (self.letters | self.beyond).issuperset(words)


@cache
def kinds() -> Kinds:
    """The shipped table, read once."""
    return Kinds.load()
