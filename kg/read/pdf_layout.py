"""Characters with their places to lines of text, and those within ruled lines to the rows of a table."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from kg.read.blocks import FROM_ABOVE, FROM_LEFT, row_of

__all__ = ["Char", "Row", "Ruled", "rows_of", "tables_of", "with_gaps", "with_margins"]

_NEAR = 2.5  # points within which two strokes meet
_FULL = 3.2  # characters that a full line may lack: a mark that does not stand at the begin of the next
_INDENT = 0.7  # of a character: less is no indent
_BLANK = 0.22  # of a character, between Latin letters
_WIDE = 0.8  # of a character, between Chinese ones
_APART = 1.5  # times the usual distance of two lines
_TITLE = 0.6  # of the text's width: a title so wide was broken, a shorter one has two lines of its own
_BEGIN = 10  # characters of a line among which a number may have moved there whole
_ENDS = ("。", "！", "？", "：", "；")
_WIDE_CHARACTER = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")

Stroke = tuple[float, ...]  # x0, y0, x1, y1


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box in points."""

    word: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text with its place; `size` is the width of a character, `margins` are those of the document's text."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    margins: tuple[float, float] = (0.0, 0.0)
    body: float = 0.0  # the size of most of the document's letters
    flush: bool = False  # all lines of the document begin at one edge: no indent tells where a paragraph begins
    gap: bool = False  # further from the line above than lines usually are

    @property
    def bare(self) -> str:
        """The text without digits: 第 3 页 and 第 4 页 are one running head."""
        return re.sub(r"\d", "", self.text)

    @property
    def is_title(self) -> bool:
        """Whether the line stands in the middle, its letters larger than those of the text."""
        left, right = self.margins
        return self.size > self.body + 1 and abs(self.left - left - (right - self.right)) < 2 * self.size

    @property
    def is_right(self) -> bool:
        """Whether the line stands in the right half, as signatures do."""
        left, right = self.margins
        return self.left > (left + right) / 2 and right - self.right < 6 * self.size

    def continues(self, above: Row) -> bool:
        """Whether the line goes on where the one above is full: no indent, no gap, letters of one size."""
        left, right = above.margins
        if self.gap or abs(self.size - above.size) >= 1 or right - left < 12 * above.size:
            return False
        if self.flush and above.text.endswith(_ENDS):
            return False
        if above.is_title and self.is_title:
            return above.right - above.left > _TITLE * (right - left) and not self.text.startswith(("—", "－", "-"))
        unbroken = sum(char.isascii() for char in self.text[:_BEGIN])
        lacking = (_FULL + 0.6 * unbroken) * above.size
        return above.right > right - lacking and self.left < left + _INDENT * self.size


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table: its rows as lines, the characters that it took, its upper edge."""

    lines: tuple[str, ...]
    chars: tuple[Char, ...]
    top: float


def rows_of(chars: Iterable[Char]) -> list[Row]:
    """The lines of a page from top to bottom."""
    return [row for row in map(_row, _groups(chars)) if row is not None]


def with_gaps(rows: Sequence[Row]) -> list[Row]:
    """The lines of a page, those marked that stand further from the one above than lines of the page usually do."""
    steps = [above.bottom - below.bottom for above, below in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    gaps = [False, *(step > _APART * usual + 1 for step in steps)]
    return [replace(row, gap=gap) for row, gap in zip(rows, gaps, strict=False)]


def with_margins(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The lines of all pages with the margins and the size of letters that the document's text has."""
    rows = [row for page in pages for row in page]
    if not rows:
        return [list(page) for page in pages]
    size = median(row.size for row in rows for _ in row.text)
    body = [row for row in rows if abs(row.size - size) < 1]
    margins = min(row.left for row in body), max(row.right for row in body)
    flush = all(row.left < margins[0] + _INDENT * row.size for row in body)
    return [[replace(row, margins=margins, body=size, flush=flush) for row in page] for page in pages]


def _groups(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters of one line together: their middles are within half a character of each other."""
    groups: list[list[Char]] = []
    level, height = 0.0, 0.0
    for char in sorted(chars, key=lambda c: (-c.middle[1], c.left)):
        if groups and level - char.middle[1] <= 0.5 * max(height, char.top - char.bottom, 4):
            groups[-1].append(char)
        else:
            groups.append([char])
            level, height = char.middle[1], char.top - char.bottom
        height = max(height, char.top - char.bottom)
    return groups


def _row(chars: list[Char]) -> Row | None:
    """The characters of a line from left to right, with blanks where there are some or where nothing stands; None if no more."""
    shown = sorted((c for c in chars if c.word.strip()), key=lambda c: c.left)
    if not shown:
        return None
    blanks = sorted(c.middle[0] for c in chars if not c.word.strip())
    wide = [c.right - c.left for c in shown if _WIDE_CHARACTER.match(c.word)]
    size = max(median(wide) if wide else 0.0, median(c.top - c.bottom for c in shown), 1.0)
    words = [shown[0].word]
    for one, other in pairwise(shown):
        if one.word == other.word and abs(one.left - other.left) < 0.3 * size:
            continue  # printed twice to look bold
        words += [_blank(one, other, size, blanks), other.word]
    edges = min(c.left for c in shown), max(c.right for c in shown), min(c.bottom for c in shown), max(c.top for c in shown)
    return Row("".join(words), *edges, size=size)


def _blank(one: Char, other: Char, size: float, blanks: Sequence[float]) -> str:
    """What stands between two characters."""
    first = bisect(blanks, one.middle[0])
    if first < len(blanks) and blanks[first] < other.middle[0]:
        return " "
    chinese = _WIDE_CHARACTER.match(one.word) or _WIDE_CHARACTER.match(other.word)
    if other.left - one.right > (_WIDE if chinese else _BLANK) * size:
        return "\u3000" if chinese else " "
    return ""


def tables_of(strokes: Sequence[Stroke], chars: Sequence[Char]) -> list[Ruled]:
    """The tables that the strokes rule: at least two columns and two rows, with words in them."""
    found = []
    for group in _joined(strokes):
        upright = [s for s in group if s[3] - s[1] > s[2] - s[0]]
        level = [s for s in group if s[3] - s[1] <= s[2] - s[0]]
        xs, ys = _places(s[0] for s in upright), _places(s[1] for s in level)[::-1]
        if len(xs) > 2 and len(ys) > 2:
            inside = [c for c in chars if xs[0] < c.middle[0] < xs[-1] and ys[-1] < c.middle[1] < ys[0]]
            lines = tuple(_table_lines(_Grid(xs, ys, upright, level), inside))
            if len(lines) > 1:
                found.append(Ruled(lines, tuple(inside), ys[0]))
    return found


def _joined(strokes: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Strokes that meet, directly or through others."""
    left = sorted(set(strokes))
    while left:
        group, edge = [], [left.pop()]
        while edge:
            stroke = edge.pop()
            group.append(stroke)
            meeting = [s for s in left if _meet(s, stroke)]
            edge += meeting
            left = [s for s in left if not _meet(s, stroke)]
        yield group


def _meet(one: Stroke, other: Stroke) -> bool:
    return one[0] <= other[2] + _NEAR and other[0] <= one[2] + _NEAR and one[1] <= other[3] + _NEAR and other[1] <= one[3] + _NEAR


def _places(values: Iterable[float]) -> list[float]:
    """The distinct places, those within a stroke's width as one, ascending."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


@dataclass(frozen=True, slots=True)
class _Grid:
    """Columns between `xs` (ascending), rows between `ys` (descending), and the strokes between them."""

    xs: Sequence[float]
    ys: Sequence[float]
    upright: Sequence[Stroke]
    level: Sequence[Stroke]

    def cell(self, char: Char) -> tuple[int, int]:
        """Row and column of the cell that the character is in; of a merged cell those of its upper left."""
        x, y = char.middle
        row = next(i for i, low in enumerate(self.ys[1:]) if y > low)
        column = next(i for i, end in enumerate(self.xs[1:]) if x < end)
        return self.upper_left(row, column)

    def upper_left(self, row: int, column: int) -> tuple[int, int]:
        """Where the cell begins that takes this place of the grid."""
        while column > 0 and not self._wall(self.xs[column], row):
            column -= 1
        while row > 0 and not self._floor(self.ys[row], column):
            row -= 1
        return row, column

    def _wall(self, x: float, row: int) -> bool:
        y = (self.ys[row] + self.ys[row + 1]) / 2
        return any(abs(s[0] - x) <= _NEAR and s[1] - _NEAR <= y <= s[3] + _NEAR for s in self.upright)

    def _floor(self, y: float, column: int) -> bool:
        x = (self.xs[column] + self.xs[column + 1]) / 2
        return any(abs(s[1] - y) <= _NEAR and s[0] - _NEAR <= x <= s[2] + _NEAR for s in self.level)


def _table_lines(grid: _Grid, chars: Iterable[Char]) -> Iterator[str]:
    cells: dict[tuple[int, int], list[Char]] = {}
    for char in chars:
        cells.setdefault(grid.cell(char), []).append(char)
    for row in range(len(grid.ys) - 1):
        places = [(row, column) for column in range(len(grid.xs) - 1)]
        words = [_cell_text(cells[at]) if at in cells else _unsaid(grid, at) for at in places]
        alone = places[0] in cells and grid.upper_left(*places[-1]) == places[0]
        line = row_of(words[:1] if alone else words)
        if line:
            yield line


def _unsaid(grid: _Grid, at: tuple[int, int]) -> str:
    """The words of a place without any: it is a cell of its own, or a cell reaches over it."""
    row, column = grid.upper_left(*at)
    return FROM_ABOVE if row < at[0] else FROM_LEFT if column < at[1] else ""


def _cell_text(chars: Iterable[Char]) -> str:
    """The lines of a cell as one: a name that was broken is whole again."""
    text = ""
    for row in filter(None, map(_row, _groups(chars))):
        words = row.text
        text += f" {words}" if text and text[-1].isascii() and words[0].isascii() else words
    return text
