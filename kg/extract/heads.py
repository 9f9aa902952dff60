"""What words are by their head, the noun at their end: 三百余名困难职工 are persons, 每月的一场座谈会 is a gathering.

A word of the article may never have been seen in training; its class has. The labeller of roles weighs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.errors import TableError
from kg.tables.loading import toml_tables

__all__ = ["UNKNOWN", "Heads", "heads"]

UNKNOWN = "-"  # the class of words whose head no row has
_FILE = "grammar/heads.toml"
_CLOSING = "”’\"'》）)」』"


@dataclass(frozen=True, slots=True)
class Heads:
    """Classes by noun; `longest` is the length of the longest noun; `shells` only make a noun of a verb (义诊|活动)."""

    classes: dict[str, str]
    longest: int
    shells: frozenset[str]

    @classmethod
    def load(cls) -> Heads:
        """Reads `ontology/grammar/heads.toml`; raises TableError where a noun stands under two classes."""
        classes: dict[str, str] = {}
        for table in toml_tables(_FILE, "head"):
            for noun in table["nouns"]:
                if noun in classes:
                    raise TableError(f"ontology/{_FILE}: {noun} stands under {classes[noun]} and {table['id']}")
                classes[noun] = table["id"]
        shells = frozenset(noun for table in toml_tables(_FILE, "shell") for noun in table["nouns"])
        return cls(classes, max(map(len, classes), default=0), shells)

    def of(self, words: str) -> str:
        """The class of the longest noun with which the words end, marks that close them apart; UNKNOWN where none has a row."""
        words = words.rstrip(_CLOSING)
        for size in range(min(self.longest, len(words)), 0, -1):
            if found := self.classes.get(words[-size:]):
                return found
        return UNKNOWN


@cache
def heads() -> Heads:
    """The shipped table, read once."""
    return Heads.load()
