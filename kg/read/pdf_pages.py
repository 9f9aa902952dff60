"""The characters and strokes of a PDF, each with its place, as JSON: a program of its own, which a PDF that lies may kill.

`python -P pdf_pages.py SECONDS < a.pdf` reads with PDFium. It imports nothing of kg, so that it starts fast.
A page is {"size": [width, height], "text": "…", "boxes": [left, bottom, right, top, …], "lines": [x0, y0, x1, y1, …],
"images": how many}, in points, the origin at the lower left; `boxes` has four numbers for each character of `text`.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

__all__ = ["main"]

MAX_PAGES = 3_000  # a yearbook has 1,000
MAX_CHARACTERS = 3_000_000
MAX_LINES = 20_000  # of one page: a map has more, a table never
MAX_MEMORY = 1_500_000_000  # bytes of address space


def main() -> None:
    """Writes {"pages": […]} or {"error": …} to standard output."""
    _limit(int(sys.argv[1]))
    import pypdfium2 as pdfium

    data = sys.stdin.buffer.read()
    try:
        document = pdfium.PdfDocument(data)
        answer: dict[str, Any] = {"pages": _pages(document)}
    except pdfium.PdfiumError as error:
        answer = {"error": "encrypted" if "assword" in str(error) else str(error).rstrip(".")}
    except TooMuch as error:
        answer = {"error": str(error), "limit": True}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))


class TooMuch(Exception):
    """More than a limit."""


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the caller's time limit holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _pages(document: Any) -> list[dict[str, Any]]:
    if len(document) > MAX_PAGES:
        raise TooMuch(f"{len(document):,} pages, more than the limit of {MAX_PAGES:,}")
    pages: list[dict[str, Any]] = []
    total = 0
    for number in range(len(document)):
        page = document[number]
        text, boxes = _characters(page)
        total += len(text)
        if total > MAX_CHARACTERS:
            raise TooMuch(f"more than the limit of {MAX_CHARACTERS:,} characters")
        lines, images = _drawn(page)
        pages.append({"size": list(page.get_size()), "text": text, "boxes": boxes, "lines": lines, "images": images})
        page.close()
    return pages


def _characters(page: Any) -> tuple[str, list[float]]:
    """The characters that the page draws, blanks among them, but not the blanks and breaks that PDFium makes up."""
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    words: list[str] = []
    boxes: list[float] = []
    box = raw.FS_RECTF()
    for at in range(min(raw.FPDFText_CountChars(textpage), MAX_CHARACTERS + 1)):
        code = raw.FPDFText_GetUnicode(textpage, at)
        if code < 32 or raw.FPDFText_IsGenerated(textpage, at) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, at, box):  # loose: as wide as the font says, also of a comma
            continue
        words.append(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
        boxes += (round(edge, 1) for edge in (box.left, box.bottom, box.right, box.top))
    textpage.close()
    return "".join(words), boxes


def _drawn(page: Any) -> tuple[list[float], int]:
    """The horizontal and vertical strokes of the page, thin boxes among them, and how many pictures it has."""
    import pypdfium2.raw as raw

    lines: list[float] = []
    images = 0
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE), max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            images += 1
        elif len(lines) < 4 * MAX_LINES:
            lines += _strokes(item, raw)
    return lines, images


def _strokes(path: Any, raw: Any) -> list[float]:
    found: list[float] = []
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for at in range(min(raw.FPDFPath_CountSegments(path), MAX_LINES)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            start = point
        else:
            found += _straight(last, point)
        if raw.FPDFPathSegment_GetClose(segment):
            found += _straight(point, start)
        last = point
    return found


def _straight(one: tuple[float, float], other: tuple[float, float]) -> list[float]:
    across, along = abs(one[0] - other[0]), abs(one[1] - other[1])
    if min(across, along) > 1 or max(across, along) < 4:
        return []
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return [round(value, 1) for value in (x0, y0, x1, y1)]


if __name__ == "__main__":
    main()
