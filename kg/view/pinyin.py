"""How a Chinese name is read aloud, for those who read no Chinese."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

__all__ = ["pinyin"]


def pinyin(name: str) -> str:
    """The syllables with their tones, apart by blanks (gān sù shěng); empty for a name without Chinese characters."""
    syllables = lazy_pinyin(name, style=Style.TONE, errors=str.strip)
    read = " ".join(filter(None, syllables))
    return "" if read == name.strip() or read.replace(" ", "") == name.replace(" ", "") else read
