"""A PDF to text: its lines to paragraphs, its ruled tables to rows, running heads and page numbers left out.

What is read is the text layer. A scan has none, and is reported; nothing is guessed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.errors import InputError, TooLarge
from kg.read.blocks import Block, text_of
from kg.read.pdf_layout import Char, Row, Ruled, rows_of, tables_of, with_gaps, with_margins

__all__ = ["MAX_SECONDS", "read_pdf"]

_PROGRAM = Path(__file__).with_name("pdf_pages.py")
MAX_SECONDS = 60
"""Of one core for one PDF; a page takes a hundredth."""

_WAIT = 5  # times as long by the clock, of a machine with other work
_NUMBER = re.compile(r"[-—－–·\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?)[-—－–·\s]*")
_MARGIN = 0.1  # of the page's height, above and below: where running heads and page numbers stand
_UNREADABLE = 0.2  # of the characters: more without a meaning, and the fonts have no table of characters
_SCAN = "; recognise it first (OCR), then read the text that comes out"


def read_pdf(data: bytes, name: str, *, seconds: int = MAX_SECONDS) -> tuple[str, tuple[str, ...]]:
    """The text of a PDF and warnings; the reading takes at most so many seconds of a core.

    Raises InputError where it is damaged, encrypted, a scan, or has fonts without characters, TooLarge where it is over a limit.
    """
    pages = _pages(data, name, seconds)
    words = "".join(page["text"] for page in pages)
    if not words:
        what = "a scan: pictures without a text layer" if any(page["images"] for page in pages) else "without any words"
        raise InputError(f"{name}: this PDF is {what}{_SCAN}")
    broken = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char in "\ufffe\uffff" for char in words)
    if broken > _UNREADABLE * len(words):
        raise InputError(f"{name}: this PDF's fonts do not tell their characters ({broken:,} of {len(words):,} unknown){_SCAN}")
    bare = [number for number, page in enumerate(pages, 1) if not page["text"] and page["images"]]
    warnings = (f"pages without a text layer were not read: {', '.join(map(str, bare[:20]))}",) if bare else ()
    return text_of(_blocks(pages)), warnings


def _pages(data: bytes, name: str, seconds: int) -> list[dict[str, Any]]:
    """What the reading program finds; it may die or hang over a hostile file, and we do not."""
    try:
        program = [sys.executable, "-P", str(_PROGRAM), str(seconds)]
        done = subprocess.run(program, input=data, capture_output=True, timeout=_WAIT * seconds, check=False)
        answer = json.loads(done.stdout) if done.returncode == 0 else _died(done)
    except subprocess.TimeoutExpired:
        answer = {"error": f"it is not read within {_WAIT * seconds} seconds", "limit": True}
    except (ValueError, OSError) as error:
        answer = {"error": str(error)}
    why = answer.get("error")
    if why == "encrypted":
        raise InputError(f"{name}: this PDF is encrypted; open it with its password and print it to a new PDF")
    if why:
        kind = TooLarge if answer.get("limit") else InputError
        raise kind(f"{name}: this PDF cannot be read: {why}; print it to a new PDF, or save it as text")
    found: list[dict[str, Any]] = answer["pages"]
    return found


def _died(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """The error that the end of the program stands for: a signal or want of memory is a limit, all else is a fault of ours."""
    last = (done.stderr.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
    if done.returncode < 0 or "Memory" in last or "bad_alloc" in last:
        return {"error": "it takes more time or memory than any document needs", "limit": True}
    return {"error": f"internal error: {last}; please report it"}


def _blocks(pages: Sequence[dict[str, Any]]) -> Iterator[Block]:
    """The paragraphs and rows of all pages; a paragraph may go on behind a page's end."""
    paragraph: list[Row] = []
    for item in _items(pages):
        if isinstance(item, Row) and paragraph and item.continues(paragraph[-1]):
            paragraph.append(item)
            continue
        if paragraph:
            yield _paragraph(paragraph)
        paragraph = [item] if isinstance(item, Row) else []
        if isinstance(item, Ruled):
            yield from (Block(line, row=True) for line in item.lines)
    if paragraph:
        yield _paragraph(paragraph)


def _paragraph(rows: Sequence[Row]) -> Block:
    text = rows[0].text
    for row in rows[1:]:
        text += f" {row.text}" if text[-1].isascii() and row.text[0].isascii() else row.text
    return Block(text, rows[0].gap, rows[0].is_right)


def _items(pages: Sequence[dict[str, Any]]) -> Iterator[Row | Ruled]:
    """The lines and tables of all pages in order, without running heads and page numbers."""
    found = [_page(page) for page in pages]
    lines = with_margins([rows for rows, _ in found])
    running = _running(lines, pages)
    for rows, (_, tables), page in zip(lines, found, pages, strict=True):
        text = [row for row in rows if not _in_margin(row, page) or not (row.bare in running or _NUMBER.fullmatch(row.text))]
        items: list[Row | Ruled] = [*with_gaps(text), *tables]
        yield from sorted(items, key=lambda item: -item.top)


def _page(page: dict[str, Any]) -> tuple[list[Row], list[Ruled]]:
    """The lines and the tables of a page, each from top to bottom."""
    boxes = page["boxes"]
    chars = [Char(word, *boxes[4 * i : 4 * i + 4]) for i, word in enumerate(page["text"])]
    strokes = [tuple(page["lines"][i : i + 4]) for i in range(0, len(page["lines"]), 4)]
    tables = tables_of(strokes, chars)
    taken = {id(char) for table in tables for char in table.chars}
    return rows_of([char for char in chars if id(char) not in taken]), tables


def _in_margin(row: Row, page: dict[str, Any]) -> bool:
    height: float = page["size"][1]
    return row.bottom > (1 - _MARGIN) * height or row.top < _MARGIN * height


def _running(lines: Sequence[Sequence[Row]], pages: Sequence[dict[str, Any]]) -> frozenset[str]:
    """What stands in the margins of three pages and more, numbers aside: a bulletin's name."""
    seen = Counter(
        bare for rows, page in zip(lines, pages, strict=True) for bare in {row.bare for row in rows if _in_margin(row, page)}
    )
    return frozenset(bare for bare, times in seen.items() if times >= 3)
