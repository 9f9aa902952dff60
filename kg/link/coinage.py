"""The words that an initiative is called by: its coinage and its kind, and which coinages are variants of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kg.tables.patterns import patterns

__all__ = ["Coinage", "coinage", "variants"]

_QUOTES = re.compile(r"[“”‘’\"'「」『』《》〈〉\s]")
_NUMBERS = frozenset("一二三四五六七八九十百千万两双多0123456789")
_LEAST, _MOST = 3, 12  # characters of a coinage whose one-character variants are looked for
_PATTERNED = 2  # characters that must stay the same behind the changed one: 河长制, 湖长制


@dataclass(frozen=True, slots=True)
class _Words:
    kind: re.Pattern[str]  # ends a name


@cache
def _words() -> _Words:
    return patterns("initiative_kinds", _Words)


@dataclass(frozen=True, slots=True, order=True)
class Coinage:
    """三微 + 工作法, written “三微”工作法 or 三微工作法."""

    core: str
    kind: str

    @property
    def words(self) -> str:
        return self.core + self.kind


def coinage(name: str) -> Coinage:
    """The coinage of a name: quotation marks do not count, and what kind of thing it is stands apart."""
    bare = _QUOTES.sub("", name) or name
    kind = _words().kind.search(bare)
    return Coinage(bare[: kind.start()], kind[0]) if kind else Coinage(bare, "")


def variants(found: Iterable[Coinage]) -> Iterator[tuple[Coinage, Coinage, str]]:
    """Pairs that are variants, smaller first, with the rule: another kind of the same core, or one character changed.

    A changed number (三个一, 五个一) makes no variant: such coinages are formed independently.
    """
    known = sorted(set(found))
    by_core: dict[str, list[Coinage]] = defaultdict(list)
    for c in known:
        by_core[c.core].append(c)
    for same in by_core.values():
        yield from ((a, b, "variant:kind") for i, a in enumerate(same) for b in same[i + 1 :])
    patterns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for words in sorted({c.words for c in known}):
        if _LEAST <= len(words) <= _MOST:
            for at in range(len(words) - _PATTERNED):
                if words[at] not in _NUMBERS:
                    patterns[words[:at], words[at + 1 :]].append(words)
    of_words = {c.words: c for c in known}
    for alike in patterns.values():
        yield from ((of_words[a], of_words[b], "variant:character") for i, a in enumerate(alike) for b in alike[i + 1 :])
