"""A PDF to text: its lines to paragraphs, its ruled tables to rows, running heads and page numbers left out.

What is read is the text layer. A scan has none, and is reported; nothing is guessed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.errors import InputError, TooLarge
from kg.read.blocks import Block, text_of
from kg.read.pdf_layout import Char, Row, Ruled, rows_of, tables_of

__all__ = ["read_pdf"]

_PROGRAM = Path(__file__).with_name("pdf_pages.py")
_SECONDS = 120  # of waiting; the program's own limit is 60 of a core
_NUMBER = re.compile(r"[-—－–·\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?)[-—－–·\s]*")
_MARGIN = 0.1  # of the page's height, above and below: where running heads and page numbers stand
_UNREADABLE = 0.2  # of the characters: more without a meaning, and the fonts have no table of characters
_SCAN = "; recognise it first (OCR), then read the text that comes out"


def read_pdf(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a PDF and warnings.

    Raises InputError where it is damaged, encrypted, a scan, or has fonts without characters, TooLarge where it is over a limit.
    """
    pages = _pages(data, name)
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


def _pages(data: bytes, name: str) -> list[dict[str, Any]]:
    """What the reading program finds; it may die or hang over a hostile file, and we do not."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_PROGRAM)], input=data, capture_output=True, timeout=_SECONDS, check=False
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else _died(done)
    except subprocess.TimeoutExpired:
        answer = {"error": f"it is not read within {_SECONDS} seconds", "limit": True}
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
    read = [_page(page) for page in pages]
    running = _running(read, pages)
    before: Row | None = None
    text, apart, right = "", False, False
    for number, items in enumerate(read):
        for item in items:
            if isinstance(item, Ruled):
                if text:
                    yield Block(text, apart, right)
                yield from (Block(line, row=True) for line in item.lines)
                text, before = "", None
            elif not _in_margin(item, pages[number]) or (item.bare not in running and not _NUMBER.fullmatch(item.text)):
                if before is not None and text and item.continues(before):
                    text += item.text if not (text[-1].isascii() and item.text[0].isascii()) else f" {item.text}"
                else:
                    if text:
                        yield Block(text, apart, right)
                    text, apart, right = item.text, before is None or item.gap, item.is_right
                before = item
    if text:
        yield Block(text, apart, right)


def _page(page: dict[str, Any]) -> list[Row | Ruled]:
    boxes = page["boxes"]
    chars = [Char(word, *boxes[4 * i : 4 * i + 4]) for i, word in enumerate(page["text"])]
    strokes = [tuple(page["lines"][i : i + 4]) for i in range(0, len(page["lines"]), 4)]
    tables = tables_of(strokes, chars)
    taken = {id(char) for table in tables for char in table.chars}
    rows = rows_of([char for char in chars if id(char) not in taken])
    return sorted([*rows, *tables], key=lambda item: -item.top)


def _in_margin(row: Row, page: dict[str, Any]) -> bool:
    height: float = page["size"][1]
    return row.bottom > (1 - _MARGIN) * height or row.top < _MARGIN * height


def _running(read: Sequence[Iterable[Row | Ruled]], pages: Sequence[dict[str, Any]]) -> frozenset[str]:
    """What stands in the margins of three pages and more, numbers aside: a bulletin's name."""
    seen = Counter(
        bare
        for items, page in zip(read, pages, strict=True)
        for bare in {item.bare for item in items if isinstance(item, Row) and _in_margin(item, page)}
    )
    return frozenset(bare for bare, times in seen.items() if times >= 3)
