"""Names in a text: where they stand, what stands there instead, and where everything else stands then."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["BLANK", "Found", "Names", "Shift", "bare"]

BLANK = "■"
_END = ""  # key of a node of the tree at which a name ends


@dataclass(frozen=True, slots=True)
class Found:
    """A name at code points start to stop, and the words that stand there instead."""

    start: int
    stop: int
    instead: str


def bare(name: str) -> str:
    """The name without the blanks that lists put into short ones: 王　磊 is 王磊."""
    return "".join(name.split())


class Names:
    """Finds names, the longest first, and replaces them; blanks inside a name do not hide it.

    `instead` maps a name to the words for it, or to None for a ■ for each of its characters. `kept` are words in which a name
    is nobody's: 毛泽东 in 毛泽东思想.
    """

    def __init__(self, instead: Mapping[str, str | None], kept: Iterable[str] = ()) -> None:
        self._tree: dict[str, Any] = {}
        known = {bare(name): words for name, words in instead.items()}
        for name, words in known.items():
            if len(name) > 1:
                self._add(name, (words,))
        for words in kept:
            if any(name in words for name in known if len(name) > 1):
                self._add(words, None)
        self._first = re.compile(f"[{re.escape(''.join(sorted(self._tree)))}]") if self._tree else None

    def __bool__(self) -> bool:
        return bool(self._tree)

    def _add(self, name: str, value: tuple[str | None] | None) -> None:
        node = self._tree
        for character in name:
            node = node.setdefault(character, {})
        node[_END] = value

    def found(self, text: str) -> Iterator[Found]:
        """The names in text order; none overlaps another."""
        at = 0
        while self._first is not None and (first := self._first.search(text, at)):
            start, (stop, value) = first.start(), self._longest(text, first.start())
            if value is not None:
                yield Found(start, stop, BLANK * (stop - start) if value[0] is None else value[0])
            at = max(stop, start + 1)

    def _longest(self, text: str, start: int) -> tuple[int, tuple[str | None] | None]:
        """Where the longest name that starts here ends, and its value; (start, None) where there is none."""
        node: dict[str, Any] | None = self._tree
        best: tuple[int, tuple[str | None] | None] = (start, None)
        for at in range(start, len(text)):
            if at > start and text[at].isspace():
                continue
            node = None if node is None else node.get(text[at])
            if node is None:
                break
            if _END in node:
                best = (at + 1, node[_END])
        return best

    def replaced(self, text: str) -> str:
        """The text with each name replaced."""
        return Shift(tuple(self.found(text))).applied(text)


class Shift:
    """What replacing names does to a text, and to the offsets of everything in it."""

    def __init__(self, found: tuple[Found, ...]) -> None:
        self.found = found
        self._starts = [f.start for f in found]
        self._moved = [0]  # by how much what follows the first n names has moved
        for f in found:
            self._moved.append(self._moved[-1] + len(f.instead) - (f.stop - f.start))

    def __bool__(self) -> bool:
        return bool(self.found)

    def applied(self, text: str) -> str:
        """The text with the names replaced."""
        if not self.found:
            return text
        parts, at = [], 0
        for f in self.found:
            parts += [text[at : f.start], f.instead]
            at = f.stop
        return "".join([*parts, text[at:]])

    def start(self, offset: int) -> int:
        """Where a stretch now starts that started at `offset`; inside a name it starts with what stands there instead."""
        number = bisect_right(self._starts, offset)
        if number and offset < self.found[number - 1].stop:
            return self._starts[number - 1] + self._moved[number - 1]
        return offset + self._moved[number]

    def stop(self, offset: int) -> int:
        """Where a stretch now stops that stopped at `offset`; inside a name it stops behind what stands there instead."""
        number = bisect_right(self._starts, offset - 1)
        if number and offset < self.found[number - 1].stop:
            return self.found[number - 1].stop + self._moved[number]
        return offset + self._moved[number]
