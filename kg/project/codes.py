"""Numbers that identify bodies elsewhere: the unified social credit code of GB 32100-2015, items of Wikidata."""

from __future__ import annotations

import re

__all__ = ["check_character", "is_credit_code", "is_item"]

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of the standard: without I, O, S, V and Z
_LENGTH = 18
_SHAPE = re.compile(rf"[{_CHARACTERS}]{{2}}\d{{6}}[{_CHARACTERS}]{{{_LENGTH - 8}}}")
_ITEM = re.compile(r"Q[1-9]\d*")


def check_character(code: str) -> str:
    """The last character that the first seventeen ask for: weights 3⁰, 3¹, … modulo 31 (GB 32100-2015, 5.2)."""
    total = sum(_CHARACTERS.index(char) * pow(3, at, 31) for at, char in enumerate(code[: _LENGTH - 1]))
    return _CHARACTERS[-total % 31]


def is_credit_code(code: str) -> bool:
    """Whether the code has eighteen characters of the standard, six digits for the division, and the right check character."""
    return _SHAPE.fullmatch(code) is not None and check_character(code) == code[-1]


def is_item(qid: str) -> bool:
    """Whether it is written as an item of Wikidata is: Q42."""
    return _ITEM.fullmatch(qid) is not None
