"""The lists of an article: runs of table rows or numbered lines, with the heading above them, their cells and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.errors import TableError
from kg.model import EVENT_TYPES, Document, Line, Span
from kg.tables.loading import toml_tables

__all__ = ["List", "ListGrammar", "Row", "lists_of", "without_count"]

_FILE = "grammar/lists.toml"
_NUMBER = re.compile(r"(?:[（(]?\d{1,3}[)）.．、]|[①-⑳])[ \u3000]*")
_CELL = re.compile(r"(?:(?!\t|\u3000| {2})[^\n])+")
_COUNT = re.compile(r"[（(][^（）()]{0,8}\d+[^（）()]{0,8}[)）]$")
_LONGEST_ROW = 60  # characters of a numbered line that is a name rather than prose
_LONGEST_HEADING = 60
_ABOVE = 4  # lines above a list among which its heading stands
_CONTENT = ("title", "heading", "paragraph")


@dataclass(frozen=True, slots=True)
class ListGrammar:
    """What headings and columns mean, from ontology/grammar/lists.toml."""

    headings: tuple[tuple[str, str, re.Pattern[str]], ...]  # id, event type, pattern
    columns: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]

    @classmethod
    @cache
    def load(cls) -> ListGrammar:
        """Reads and compiles the table; raises TableError where a row breaks its contract."""
        known = {"", "planned", "heading", *EVENT_TYPES}
        rows = toml_tables(_FILE, "list")
        if any(row["type"] not in known for row in rows):
            raise TableError(f"ontology/{_FILE}: [[list]]: a type that is no event")
        headings = tuple((row["id"], row["type"], _compiled(row["pattern"], row)) for row in rows)
        columns = tuple(
            (row["id"], tuple(_compiled(pattern, row) for pattern in row["patterns"])) for row in toml_tables(_FILE, "column")
        )
        return cls(headings, columns)

    def kind(self, heading: str) -> tuple[str, str] | None:
        """The id and event type of the list under a heading; the type is empty where its rows tell of no event."""
        return next(((i, t) for i, t, p in self.headings if t not in ("planned", "heading") and p.search(heading)), None)

    def says(self, what: str, heading: str) -> bool:
        """Whether a heading announces a list (`heading`), or one of what is only planned (`planned`)."""
        return any(i == what and p.search(heading) for i, _, p in self.headings)

    def column(self, what: str, head: Sequence[str]) -> int | None:
        """The number of the column that holds the subject, post, award or content; None where the head names none."""
        patterns = next(patterns for name, patterns in self.columns if name == what)
        found = (n for pattern in patterns for n, cell in enumerate(head) if pattern.search(cell.strip()))
        return next(found, None)


def _compiled(pattern: str, row: dict[str, Any]) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise TableError(f"ontology/{_FILE}: {row['id']}: {error}") from error


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line and its cells, none of them blank, with the column of each."""

    span: Span
    cells: tuple[tuple[int, Span], ...]

    def cell(self, column: int | None) -> Span | None:
        return next((span for number, span in self.cells if number == column), None)


@dataclass(frozen=True, slots=True)
class List:
    """A list with the lines that head it, the nearest first, and the words that head its columns."""

    headings: tuple[Span, ...]
    head: tuple[str, ...]  # empty where no row heads the columns
    rows: tuple[Row, ...]
    ruled: bool  # a table, not numbered lines


def lists_of(doc: Document) -> Iterator[List]:
    """The lists of the content in text order; a heading between two rows begins another one."""
    lines = [line for line in doc.lines if line.kind in _CONTENT]
    at = 0
    while at < len(lines):
        ruled = _is_ruled(doc.text, lines[at])
        stop = at
        while stop < len(lines) and (_is_ruled(doc.text, lines[stop]) if ruled else _is_numbered(doc.text, lines[stop])):
            stop += 1
        if stop - at > 1:
            yield _list(doc, lines[max(0, at - _ABOVE) : at], lines[at:stop], ruled=ruled)
        at = max(stop, at + 1)


def _is_ruled(text: str, line: Line) -> bool:
    return "\t" in line.span.of(text)


def _is_numbered(text: str, line: Line) -> bool:
    words = line.span.of(text)
    return len(words) <= _LONGEST_ROW and _NUMBER.match(words) is not None and not re.search("[。；！？]", words)


def _list(doc: Document, above: Sequence[Line], lines: Sequence[Line], *, ruled: bool) -> List:
    near = [line.span for line in reversed(above)]
    headings = tuple(s for s in near if len(s) <= _LONGEST_HEADING and "。" not in s.of(doc.text) and "\t" not in s.of(doc.text))
    rows = [_ruled_row(doc.text, line.span) if ruled else _numbered_row(doc.text, line.span) for line in lines]
    head = _head(doc.text, rows[0]) if ruled else ()
    return List(headings, head, tuple(rows[1:] if head else rows), ruled)


def _head(text: str, row: Row) -> tuple[str, ...]:
    """The words of a row that heads the columns: it names the subject, and has no number in it."""
    words = [""] * (row.cells[-1][0] + 1)
    for number, span in row.cells:
        words[number] = span.of(text)
    named = ListGrammar.load().column("subject", words) is not None
    return tuple(words) if named and not any(word.strip().isdigit() for word in words) else ()


def _ruled_row(text: str, line: Span) -> Row:
    cells = []
    start = line.start
    for number, words in enumerate(line.of(text).split("\t")):
        bare = words.strip()
        if bare:
            lead = len(words) - len(words.lstrip())
            cells.append((number, Span(start + lead, start + lead + len(bare))))
        start += len(words) + 1
    return Row(line, tuple(cells))


def _numbered_row(text: str, line: Span) -> Row:
    number = _NUMBER.match(text, line.start, line.stop)
    start = number.end() if number else line.start
    found = [Span(m.start(), m.end()) for m in _CELL.finditer(text, start, line.stop) if m[0].strip()]
    return Row(line, tuple(enumerate(found)))


def without_count(text: str, heading: Span) -> Span:
    """A heading without its number before and its count behind: 一、先进集体（12家） → 先进集体."""
    words = heading.of(text)
    lead = re.match(
        r"(?:附件?\s*\d*\s*[:：]?\s*)?(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])?\s*",
        words,
    )
    start = lead.end() if lead else 0
    count = _COUNT.search(words)
    return Span(heading.start + start, heading.start + (count.start() if count else len(words)))
