"""A Word document (.docx) to text: its paragraphs and the rows of its tables, in order.

Insertions count, deletions do not; headers, footers, notes, comments and text boxes are left out, and so are the numbers
that Word itself counts, since they are no words of the file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError, TooLarge
from kg.read.blocks import FROM_ABOVE, Block, grid_of, row_of, text_of, tidied

__all__ = ["read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_XML = 100_000_000  # bytes of XML unpacked: a book has 10 MB; XML packs to a twentieth, a bomb to a thousandth
_MAX_WHOLE = 400_000_000  # bytes with pictures, all of which python-docx takes into memory
_MAX_PARTS = 10_000
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pict", f"{_W}instrText"})
_LOST = "; open it in Word and save it again as .docx, or as text"


def read_docx(data: bytes, name: str) -> str:
    """The text of a document. Raises InputError where it is damaged or has no words, TooLarge for a bomb."""
    _check_parts(data, name)
    import docx

    try:
        body = docx.Document(io.BytesIO(data)).element.body
        text = text_of(_blocks(body))
    except Exception as error:  # python-docx says what is wrong with a damaged package in errors of many kinds
        raise InputError(f"{name}: this .docx is damaged ({type(error).__name__}: {str(error)[:200]}){_LOST}") from error
    if not text.strip():
        raise InputError(f"{name}: this .docx has no words; a scan must be recognised (OCR) first")
    return text


def _check_parts(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError) as error:
        raise InputError(f"{name}: this .docx is damaged ({error}){_LOST}") from error
    # zipfile gives no more bytes of a part than its index says
    size = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    if size > _MAX_XML or len(parts) > _MAX_PARTS:
        raise TooLarge(
            f"{name}: this .docx unpacks to {size:,} bytes of XML in {len(parts):,} parts, over the limit of {_MAX_XML:,}"
        )
    if sum(part.file_size for part in parts) > _MAX_WHOLE:
        raise TooLarge(f"{name}: this .docx unpacks to more than {_MAX_WHOLE:,} bytes; take out its pictures, or save it as text")


def _blocks(body: Any) -> Iterator[Block]:
    """The paragraphs and rows below an element, whatever stands between (content controls, sections); an empty one sets apart."""
    apart = False
    for element in _parts(body):
        if element.tag == f"{_W}tbl":
            yield from (Block(line, row=True) for line in _rows(element))
            continue
        for line in _text(element).split("\n"):
            if tidied(line):
                yield Block(tidied(line), apart, _is_right(element))
            apart = not tidied(line)


def _parts(body: Any) -> Iterator[Any]:
    stack = list(reversed(body))
    while stack:
        element = stack.pop()
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag not in _SKIPPED:
            stack.extend(reversed(element))


def _rows(table: Any) -> Iterator[str]:
    """The rows of a table; those of a table in a cell come with the cell."""
    rows = (
        [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tbl")) is table]
        for row in table.iterchildren(f"{_W}tr", f"{_W}sdt")
    )
    yield from filter(None, map(row_of, grid_of([_cell(cell) for cell in cells] for cells in rows)))


def _cell(cell: Any) -> tuple[str, int, int]:
    """The words of a cell, or that it is taken from above; how many columns it takes, and one row."""
    words = " ".join(filter(None, (_text(p).strip() for p in _paragraphs(cell))))
    wide, above = (cell.find(f"{_W}tcPr/{_W}{name}") for name in ("gridSpan", "vMerge"))
    taken = above is not None and above.get(f"{_W}val", "continue") == "continue" and not words
    columns = wide.get(f"{_W}val", "1") if wide is not None else "1"
    return FROM_ABOVE if taken else words, int(columns) if columns.isascii() and columns.isdigit() and len(columns) < 6 else 1, 1


def _paragraphs(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell and of the tables in it."""
    for part in _parts(cell):
        if part.tag == f"{_W}tbl":
            yield from _paragraphs(part)
        else:
            yield part


def _text(paragraph: Any) -> str:
    pieces: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}t":
            pieces.append(element.text or "")
        elif element.tag == f"{_W}tab":
            pieces.append(" ")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif element.tag not in _SKIPPED and element.tag != f"{_W}pPr":
            stack.extend(reversed(element))
    return "".join(pieces)


def _is_right(paragraph: Any) -> bool:
    justified = paragraph.find(f"{_W}pPr/{_W}jc")
    return justified is not None and justified.get(f"{_W}val") in ("right", "end")
