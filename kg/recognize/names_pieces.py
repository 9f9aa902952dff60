"""Finds that are pieces of another word: 民政部|门, 中国|特色, 中国|式现代化, 内蒙古|东部.

The tagger takes the beginning for a name, which it often is; the characters behind tell that it is none, or a longer one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.model import BODY_TYPES
from kg.recognize.names_lexicon import Lexicon
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.recognize.names_repair import Find, Page

__all__ = ["pieces"]

_CHINA = "中国"


@dataclass(frozen=True, slots=True)
class _Words:
    chinese: re.Pattern[str]
    compass: re.Pattern[str]  # group place
    modern: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("names_pieces", _Words)


def pieces(finds: tuple[Find, ...], page: Page) -> tuple[Find, ...]:
    """The finds without those that the next characters belong to, and with those that they complete."""
    return tuple(whole for find in finds if (whole := _whole(find, page.text)) is not None)


def _whole(find: Find, text: str) -> Find | None:
    words, stop = find.words(text), find.stop
    if find.type in BODY_TYPES and words.endswith("部") and text.startswith("门", stop):
        return None  # 各级民政部门 are many, and none of them the ministry
    if words.endswith("部") and (find.type in BODY_TYPES or find.type == "Place"):
        compass = _words().compass.fullmatch(words)
        if compass and compass["place"] in Lexicon.load().divisions.labels:
            return find._replace(stop=find.start + compass.end("place"), type="Place", rule="names.piece")
    if words == _CHINA and find.type == "Place":
        if modern := _words().modern.match(text, stop):
            return find._replace(stop=modern.end(), type="PolicyConcept", rule="names.formula")
        return None if _words().chinese.match(text, stop) else find
    return find
