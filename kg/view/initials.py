"""What somebody types who knows a name by its sound: gsmzt for 甘肃省民政厅."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

__all__ = ["initials"]


@lru_cache(maxsize=65_536)  # a name stands in the explorer and in the reading page of each article that has it
def initials(name: str) -> str:
    """The first letters of the syllables, and letters and digits as they are; nothing for a name without Chinese characters."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_kept)
    joined = "".join(letters).lower()
    return joined if joined and joined != name.lower() else ""


def _kept(other: str) -> str:
    """Of what has no pinyin, letters and digits alone."""
    return "".join(c for c in other if c.isascii() and c.isalnum())
