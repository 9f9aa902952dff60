"""Divisions as the tagger reads them: one name for all of a rank and length, so that its words hang on no county.

LAC knows 德清县 and cuts 讷|河市义工协会; the text says the same of both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.segment.tagger import Tagged
from kg.tables.divisions import Divisions
from kg.tables.loading import rows

__all__ = ["Blind", "stand_ins"]

_FORMS = frozenset({"full", "level"})
_RANKS = ("自治州", "自治县", "地区", *"省市县区旗州")
_SHORTEST = 3  # characters: 忠县 and 城区 may be parts of other words
_LONGEST = 10
_END = re.compile("[省市县区旗州]")


@dataclass(frozen=True, slots=True)
class Blind:
    """A tagger that reads each division under its stand-in; the words it finds are those of the text, offset by offset."""

    tagger: Callable[[Sequence[str]], list[Tagged]]
    names: Mapping[str, str]

    def __call__(self, sentences: Sequence[str]) -> list[Tagged]:
        return self.tagger([self.read(sentence) for sentence in sentences])

    def read(self, text: str) -> str:
        """The text with every division under its stand-in, of the same length."""
        pieces: list[str] = []
        last = 0
        for found in _END.finditer(text):
            stop = found.end()
            for start in range(max(last, stop - _LONGEST), stop - _SHORTEST + 1):
                name = self.names.get(text[start:stop])
                if name is not None:
                    pieces += (text[last:start], name)
                    last = stop
                    break
        return "".join([*pieces, text[last:]]) if pieces else text


@cache
def stand_ins() -> Mapping[str, str]:
    """By name of a division, in full or by its level: the name of ontology/divisions/stand_ins.tsv of its rank and length."""
    listed = (row["name"] for row in rows("divisions/stand_ins.tsv", ("name", "example")))
    names = {(_rank(name), len(name)): name for name in listed}
    # 会同|县民政局 is hardly ever the county 会同县.
    stops = (row["word"] for row in rows("lexicon/name_words.tsv", ("word", "kind", "example")) if row["kind"] == "stop")
    verbs = tuple(word for word in stops if len(word) > 1)
    found = [surface for surface, units in Divisions.load().surfaces() if not _FORMS.isdisjoint(form for _, form in units)]
    read = {
        surface: names.get((_rank(surface), len(surface)))
        for surface in found
        if len(surface) >= _SHORTEST and not surface.startswith(verbs)
    }
    return {surface: name for surface, name in read.items() if name is not None}


def _rank(name: str) -> str:
    return next((rank for rank in _RANKS if name.endswith(rank)), "")
