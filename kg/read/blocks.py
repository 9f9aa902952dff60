"""Paragraphs, headings and table rows of a formatted file as the lines of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["CELLS", "FROM_ABOVE", "FROM_LEFT", "Block", "grid_of", "row_of", "text_of", "tidied"]

CELLS = "\t"
"""Stands between the cells of a row: a character that prose does not have, so that each cell is quoted by its offsets."""

FROM_LEFT, FROM_ABOVE = "\u3000", "\u3000\u3000"
"""Stand where a cell reaches over from the left or from above: blank, as what is shown there, and yet not empty."""

_WIDEST = 64  # columns: what reaches over more sets out a page, and a hostile page would have a million
_RIGHT = "\u3000" * 12  # what a typist puts before a signature, and the reader of lines knows it by
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff，。；：、！？”）》])[ \t]*[\r\n]\s*(?=[\u4e00-\u9fff“（《])")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u200c\u200d\u2060\ufeff\u00ad\ud800-\udfff]")
_CONTROL = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


@dataclass(frozen=True, slots=True)
class Block:
    """A line: its words, whether it stands apart from the one before, to the right as signatures do, or is a table's row."""

    text: str
    apart: bool = False
    right: bool = False
    row: bool = False


def tidied(words: str) -> str:
    """Words as they are shown: runs of blanks are one, a line break within Chinese prose is none, what nobody sees is gone."""
    words = _INVISIBLE.sub("", words.translate(_CONTROL))
    return _BLANKS.sub(" ", _BETWEEN_HAN.sub("", words)).strip()


def row_of(cells: Sequence[str]) -> str:
    """The cells of a row as one line; empty where all are."""
    tidy = [cell if cell in (FROM_LEFT, FROM_ABOVE) else tidied(cell) for cell in cells]
    return CELLS.join(tidy).rstrip(CELLS) if any(cell.strip() for cell in tidy) else ""


def grid_of(rows: Iterable[Sequence[tuple[str, int, int]]]) -> Iterator[list[str]]:
    """Rows of cells, each with the columns and rows that it takes, as rows with a cell for each column.

    A row that is one cell stays one: it is a line of words within the table, not a row of it.
    """
    below: dict[int, int] = {}  # column → how many rows a cell from above still reaches over
    for row in rows:
        line: list[str] = []
        reaching: dict[int, int] = {}
        for words, wide, high in row:
            _reach_over(line, below)
            columns = range(len(line), len(line) + max(1, min(wide, _WIDEST - len(line))))
            reaching.update((column, high - 1) for column in columns if high > 1 and column < _WIDEST)
            line += [words, *[FROM_LEFT] * (len(columns) - 1)]
        _reach_over(line, below)
        yield line[:1] if len(row) == 1 and not below else line
        below = {column: rows - 1 for column, rows in below.items() if rows > 1} | reaching


def _reach_over(line: list[str], below: dict[int, int]) -> None:
    """Fills the columns that come next and are taken from above."""
    while len(line) in below:
        line.append(FROM_ABOVE)


def text_of(blocks: Iterable[Block]) -> str:
    """The lines; an empty one before a block that stands apart, and around a table."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if not block.text.strip():
            continue
        if before is not None and (block.apart or block.row != before.row):
            lines.append("")
        lines.append((_RIGHT if block.right else "") + block.text)
        before = block
    return "\n".join(lines) + "\n" if lines else ""
