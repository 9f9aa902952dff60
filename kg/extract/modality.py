"""The markers of official prose that say how a clause is meant: as done, planned, urged, negated, a purpose, a judgement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg.tables.loading import toml_tables

if TYPE_CHECKING:
    from kg.extract.trigger_candidates import Passage
    from kg.model import Span

__all__ = ["Marked", "Markers", "markers"]

_LONGEST_DENIAL = 9  # characters
_GUARD = "□"  # stands for each character of a guard


@dataclass(frozen=True, slots=True)
class Markers:
    """The table of markers: class → words, the longest first."""

    words: dict[str, tuple[str, ...]]
    guards: dict[str, tuple[str, ...]]  # longer words that hold a marker and are none: 计划 in 计划生育
    before: tuple[str, ...]  # function words that tell the uses of a verb apart where they stand before it
    behind: dict[str, tuple[str, ...]]  # and right behind it, by first character: 检查|组, 评估|办法
    turns: tuple[str, ...]  # words with which a sentence turns back to what happened: 会上
    denial: re.Pattern[str]  # what right before a verb denies it: 不再|公布
    posts: tuple[str, ...]  # verbs that it does not deny: 不再|担任
    patterns: dict[str, re.Pattern[str]]  # class → any of its words
    firsts: dict[str, tuple[tuple[str, str], ...]]  # by first character: class and word of the markers that begin so

    @classmethod
    def load(cls) -> Markers:
        """Reads `ontology/grammar/modality.toml`."""
        tables = toml_tables("grammar/modality.toml", "marker")
        before, behind = (tuple(t["words"]) for t in toml_tables("grammar/modality.toml", "neighbour"))
        words = {t["id"]: tuple(sorted(t["words"], key=len, reverse=True)) for t in tables}
        of_first: dict[str, list[str]] = {}
        for word in behind:
            of_first.setdefault(word[0], []).append(word)
        firsts: dict[str, list[tuple[str, str]]] = {}
        for name, forms in words.items():
            for form in forms:
                firsts.setdefault(form[0], []).append((name, form))
        return cls(
            words,
            {t["id"]: tuple(t.get("guards", ())) for t in tables},
            before,
            {first: tuple(found) for first, found in of_first.items()},
            tuple(word for t in toml_tables("grammar/modality.toml", "turn") for word in t["words"]),
            *_denial(),
            {name: re.compile("|".join(map(re.escape, forms))) for name, forms in words.items()},
            {first: tuple(found) for first, found in firsts.items()},
        )

    def marked(self, passage: Passage) -> Marked:
        """The markers that stand anywhere in the sentence outside names."""
        words, shift = passage.words, passage.span.start
        found: dict[str, list[tuple[int, int, str]]] = {}
        for first in self.firsts.keys() & set(words):
            for name, form in self.firsts[first]:
                at = words.find(form)
                while at >= 0:
                    found.setdefault(name, []).append((shift + at, shift + at + len(form), name))
                    at = words.find(form, at + 1)
        return Marked([place for name in self.words for place in found.get(name, ())])

    def denies(self, text: str, start: int) -> bool:
        """Whether the verb that starts there is denied: 不再|公布月度数据."""
        denied = self.denial.search(text, max(0, start - _LONGEST_DENIAL), start)
        return denied is not None and not text.startswith(self.posts, start)

    def positions(self, name: str, passage: Passage, window: Span) -> Iterator[int]:
        """Where in the text the markers of a class begin, outside names and guards."""
        piece = passage.words[window.start - passage.span.start : window.stop - passage.span.start]
        if not self.patterns[name].search(piece):
            return
        held = [word for word in self.words[name] if word in piece]
        for guard in self.guards[name]:
            piece = piece.replace(guard, _GUARD * len(guard))
        for word in held:
            at = piece.find(word)
            if at >= 0:
                yield window.start + at


def _denial() -> tuple[re.Pattern[str], tuple[str, ...]]:
    (table,) = toml_tables("grammar/modality.toml", "denied")
    return re.compile(rf"(?:{'|'.join(table['words'])})(?:{'|'.join(table['adverbs'])}){{0,2}}$"), tuple(table["posts"])


class Marked(NamedTuple):
    """A sentence with its markers: looked up once, then asked for each of its candidates."""

    places: list[tuple[int, int, str]]  # where each begins and stops in the text, and its class; class by class

    def inside(self, start: int, stop: int) -> list[str]:
        """The classes of markers that stand in the stretch [start, stop) of the text."""
        return list(dict.fromkeys([name for at, end, name in self.places if start <= at and end <= stop]))


@cache
def markers() -> Markers:
    """The shipped table, read once."""
    return Markers.load()
