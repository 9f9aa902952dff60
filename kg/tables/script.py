"""Traditional script through its simplified form: one character for one, so that offsets hold in both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.errors import TableError
from kg.tables.loading import rows

__all__ = ["Script"]

_FILE = "script/simplified.tsv"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TRADITIONAL = 0.1  # of a text's Han, the least share of traditional characters; prose has 0.35, a quoted name far less


@dataclass(frozen=True, slots=True)
class Script:
    """The table: characters that are traditional alone, and those that simplified script has as well (後, 乾)."""

    sure: dict[int, str]
    shared: dict[int, str]

    @classmethod
    @cache
    def load(cls) -> Script:
        """Reads ontology/script/simplified.tsv."""
        pairs = [(row["traditional"], row["simplified"]) for row in rows(_FILE, ("traditional", "simplified"))]
        if any(len(cell) != 1 for pair in pairs for cell in pair):
            raise TableError(f"ontology/{_FILE}: expected one character for one; offsets hang on it")
        return cls(
            {ord(one): other for one, other in pairs if not _in_gb2312(one)},
            {ord(one): other for one, other in pairs if _in_gb2312(one)},
        )

    def simplified(self, text: str) -> str:
        """The text in simplified script, of the same length; itself where it has no traditional character."""
        if text.isascii():
            return text
        plain = text.translate(self.sure)
        if plain == text:
            return text
        changed = sum(a != b for a, b in zip(text, plain, strict=True))
        if changed >= _TRADITIONAL * len(_HAN.findall(text)):
            plain = plain.translate(self.shared)
        return plain


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
