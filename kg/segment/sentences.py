"""Lines and sentences: where one ends and the next begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.model import Document, Line, LineKind, Sentence, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CONTENT", "plain_lines", "split"]

CONTENT: frozenset[str] = frozenset({"title", "heading", "paragraph"})

# 。 and its kin end a sentence together with the quotes and brackets that close after them (…就踏实了。”). An ASCII
# full stop counts only behind a Chinese word and not before a letter or digit: 小积分,大文章. but not 1.2万 or 2018.3.
_END = re.compile(r"(?:[。！？!?]+|(?<=[\u4e00-\u9fff”’」』）)])\.(?![0-9A-Za-z.]))[”’」』）)\"]*")


def plain_lines(text: str) -> tuple[Line, ...]:
    """The non-empty lines of a text nobody has read into kinds: the first is the title, the others are paragraphs."""
    lines: list[Line] = []
    start = 0
    for raw in text.splitlines(keepends=True):
        if raw.strip():
            kind: LineKind = "paragraph" if lines else "title"
            lines.append(Line(_trimmed(text, start, start + len(raw)), kind))
        start += len(raw)
    return tuple(lines)


def split(doc: Document) -> Iterator[Sentence]:
    """The sentences of the content lines in text order, without tokens; white space around a sentence belongs to none."""
    for number, line in enumerate(doc.lines):
        if line.kind in CONTENT:
            for cell in _cells(doc.text, line.span):
                for span in _sentence_spans(doc.text, cell):
                    yield Sentence(span, number)


def _cells(text: str, line: Span) -> Iterator[Span]:
    """The cells of a table's row, which no sentence crosses; a line without tabs is one."""
    start = line.start
    for words in line.of(text).split("\t"):
        if words:
            yield Span(start, start + len(words))
        start += len(words) + 1


def _sentence_spans(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for end in _END.finditer(text, line.start, line.stop):
        stop = _without_opening_quote(text, end.start(), end.end())
        if stop <= start:
            continue
        span = _trimmed(text, start, stop)
        if len(span):
            yield span
        start = stop
    rest = _trimmed(text, start, line.stop)
    if len(rest):
        yield rest


def _without_opening_quote(text: str, start: int, stop: int) -> int:
    """A straight quote may open the next sentence: `…做文章!"小贵说法"` ends behind the mark."""
    if text[stop - 1] != '"':
        return stop
    line = text.rfind("\n", max(0, start - 500), start) + 1
    marks = text.count('"', line, stop)
    while text[stop - 1] == '"' and marks % 2:
        stop, marks = stop - 1, marks - 1
    return stop


def _trimmed(text: str, start: int, stop: int) -> Span:
    piece = text[start:stop]
    bare = piece.strip()
    lead = len(piece) - len(piece.lstrip()) if bare else 0
    return Span(start + lead, start + lead + len(bare))
