"""The tables of an article as its text has them: runs of lines with a cell for each column.

The readers of pages, Word documents and PDFs write a row as a line with a tab between its cells; in a text people also type
them with bars (`| 乡镇 | 培训人数（人） |`) or with wide blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.model import Document, Line, Span

__all__ = ["Cell", "Row", "Table", "tables_of"]

_BLANKS = " \u3000\xa0"
_FROM = {"\u3000": "left", "\u3000\u3000": "above"}  # what kg.read.blocks writes where a cell reaches over
_WIDE = re.compile(r"[ \xa0]{2,}|[ \xa0]*\u3000[ \xa0\u3000]*")
_BAR = re.compile(r"[|｜]")
_RULE = re.compile(r"[|｜:+ -]*-[|｜:+ -]*")  # |---|:--:| below the head
_ABOVE = 2  # lines above a table among which its caption stands


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell's words stand, without the blanks around them; an empty span where there are none."""

    span: Span
    taken: str = ""  # from where a cell reaches over it: left, above


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its cells, one for each column up to the last that has words."""

    line: Line
    cells: tuple[Cell, ...]

    def words(self, text: str) -> tuple[str, ...]:
        """The words of its cells without any blank: 合 计 is 合计."""
        return tuple("".join(cell.span.of(text).split()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that follow each other; `above` are the lines before them, the nearest first."""

    rows: tuple[Row, ...]
    above: tuple[Line, ...]
    spaced: bool  # set out by blanks, which leave no trace of an empty cell


def tables_of(doc: Document) -> Iterator[Table]:
    """The runs of two or more lines that are set out in the same way."""
    lines = [(line, *_cut(doc.text, line)) for line in doc.lines]
    at = 0
    for way, run in groupby(lines, key=lambda found: found[1]):
        found = tuple(Row(line, cells) for line, _, cells in run)
        rows = tuple(row for row in found if way != "bar" or not _RULE.fullmatch(row.line.span.of(doc.text)))
        if len(rows) > 1 and (way != "bar" or len(rows) < len(found) or all(_is_framed(doc.text, row) for row in rows)):
            above = tuple(line for line, *_ in reversed(lines[max(0, at - _ABOVE) : at]))
            if way:
                yield Table(rows, above, way == "blank")
        at += len(found)


def _is_framed(text: str, row: Row) -> bool:
    words = row.line.span.of(text)
    return _BAR.match(words) is not None and _BAR.match(words[-1]) is not None


def _cut(text: str, line: Line) -> tuple[str, tuple[Cell, ...]]:
    """How the cells of a line are set apart (`tab`, `bar`, `blank`, or not at all), and the cells."""
    words = line.span.of(text)
    way = next((way for way, is_set_out in _WAYS.items() if is_set_out(words)), "")
    cells = list(_CUTS[way](text, line.span)) if way else []
    while cells and not cells[-1].span and not cells[-1].taken:
        cells.pop()
    return way, tuple(cells)


_WAYS: Mapping[str, Callable[[str], bool]] = {
    "tab": lambda words: "\t" in words,
    "bar": lambda words: len(_BAR.findall(words)) > 1,
    "blank": lambda words: "。" not in words and _WIDE.search(words) is not None,
}


def _by_tabs(text: str, span: Span) -> Iterator[Cell]:
    """The cells of a row from its first column on, though a line leaves the blanks at its edges out."""
    start, stop = span.start, span.stop
    while start > 0 and text[start - 1] in _BLANKS + "\t":
        start -= 1
    while stop < len(text) and text[stop] in _BLANKS + "\t":
        stop += 1
    return _cells(start, text[start:stop].split("\t"))


def _by_bars(text: str, span: Span) -> Iterator[Cell]:
    start, stop = span.start, span.stop
    start += _BAR.match(text[start]) is not None
    stop -= _BAR.match(text[stop - 1]) is not None
    return _cells(start, _BAR.split(text[start:stop]))


def _by_blanks(text: str, span: Span) -> Iterator[Cell]:
    at = span.start
    for gap in (*_WIDE.finditer(text, span.start, span.stop), None):
        stop = gap.start() if gap else span.stop
        yield Cell(Span(at, stop))
        at = gap.end() if gap else stop


_CUTS: Mapping[str, Callable[[str, Span], Iterator[Cell]]] = {"tab": _by_tabs, "bar": _by_bars, "blank": _by_blanks}


def _cells(start: int, pieces: Sequence[str]) -> Iterator[Cell]:
    for words in pieces:
        lead = len(words) - len(words.lstrip())
        yield Cell(Span(start + lead, start + max(lead, len(words.rstrip()))), _FROM.get(words, ""))
        start += len(words) + 1
