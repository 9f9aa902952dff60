"""The figures of tables: a number in a cell counts what its column's head says, in the head's unit, where its row's label says.

What no head or label tells for sure is not read, and the article's warnings say how many numbers that are, and why: columns
without a unit, heads of two rows, merged cells, rows that do not fit their head, rows that are indicators.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from kg.model import BODY_TYPES, Date, Document, Figure, Mention, Span
from kg.recognize import numerals
from kg.recognize.changes import Changes
from kg.recognize.grammar import Pattern, find_all
from kg.recognize.quantities import MEASURES, Measures, Quantity
from kg.recognize.table_heads import Column, Head, Heads
from kg.recognize.table_rows import Cell, Row, Table, tables_of

__all__ = ["ReadTables", "TableReader"]

_CONFIDENCE = 0.95  # not measured: no gold has tables; what head and label say is plain
_CONTENT = ("title", "heading", "paragraph")
_SUBJECTS = frozenset({*BODY_TYPES, "Place"})
_SIGN = re.compile(r"[-−–－﹣](?=\d)")
_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,6})?|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?")
_NUMBER = re.compile(r"[-+−–－﹣]?(?:\d{1,3}(?:[,，]\d{3})+|\d{1,12})(?:\.\d+)?[%‰]?")
_ORDINAL = re.compile(r"\d{1,3}[.、．]?")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_LONGEST = 24  # characters of a cell that is one figure
_CAPTION = 60
_REASONS = 5  # that a warning names
_TO_DATE = 4  # characters that a caption has besides its date
_COMPARED = "比较与于由从自"  # before a date: 比2022年增长 is not of 2022
Item = TypeVar("Item", Mention, Date)


@dataclass(frozen=True, slots=True)
class ReadTables:
    """The figures of all tables, in text order and without ids, and what was not read."""

    figures: tuple[Figure, ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    figures: list[Figure] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # why numbers were not read → how many

    def add(self, other: _Found) -> None:
        self.figures += other.figures
        for why, count in other.left.items():
            self.left[why] += count


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads the tables of a document with lines, dates and resolved mentions."""

    patterns: tuple[Pattern, ...]
    measures: Measures
    heads: Heads

    @classmethod
    def load(cls, patterns: tuple[Pattern, ...], measures: Measures, changes: Changes) -> TableReader:
        """The reader with the shipped words; `patterns` are those of figures in prose, which a cell with its unit must fit."""
        return cls(patterns, measures, Heads.load(measures, changes))

    def __call__(self, doc: Document) -> ReadTables:
        figures, warnings = list[Figure](), list[str]()
        for table in tables_of(doc):
            found = _Found()
            for head, rows in self._parts(doc.text, table):
                found.add(_Part(self, doc, table, head, rows).found() if head else _unheaded(doc.text, rows))
            figures += found.figures
            headed = any(map(self.heads.states_unit, table.rows[0].words(doc.text)))
            if found.left and (headed or not table.spaced):
                warnings.append(_warning(doc.text, table, found))
        return ReadTables(tuple(figures), tuple(warnings))

    def _parts(self, text: str, table: Table) -> Iterator[tuple[Row | None, list[Row]]]:
        """The rows with the row that heads them. A head that a new page repeats is none of them, another head begins a part."""
        head: Row | None = None
        rows: list[Row] = []
        for row in table.rows:
            words = row.words(text)
            numbers = any(map(_is_number, words))
            if head is not None and words == head.words(text):
                continue
            if not numbers and (not rows if head is None else bool(rows) and self._heads_more(words)):
                if rows:
                    yield head, rows
                head, rows = row, []
            else:
                rows.append(row)
        if rows:
            yield head, rows

    def _heads_more(self, words: Sequence[str]) -> bool:
        """Whether a row without numbers begins another table: it states a unit, or has words in each of its columns."""
        return any(map(self.heads.states_unit, words)) or (len(words) > 1 and all(map(_HAN.search, words)))

    def quantity(self, words: str, form: str) -> Quantity | None:
        """What the words of a cell say, whole, with the unit that stands behind them or in them."""
        for told in (words, words + form) if form else (words,):
            whole = [f for f in find_all(self.patterns, told) if f.span == Span(0, len(told))]
            for find in whole:
                read = MEASURES[find.pattern.produces](find.match, self.measures)
                if read is not None and read.unit is not None:
                    return read
        return None


def _is_number(words: str) -> bool:
    return _NUMBER.fullmatch(words) is not None


def _unheaded(text: str, rows: Sequence[Row]) -> _Found:
    found = _Found()
    cells = (words for row in rows for n, words in enumerate(row.words(text)) if n or not _ORDINAL.fullmatch(words))
    if count := sum(map(_is_number, cells)):
        found.left["no row heads the columns"] += count
    return found


def _warning(text: str, table: Table, found: _Found) -> str:
    words = " ".join(filter(None, table.rows[0].words(text)))
    called = words if len(words) <= 30 else words[:30] + "…"
    why = "; ".join(f"{count}: {why}" for why, count in list(found.left.items())[:_REASONS])
    count = sum(found.left.values())
    told = "1 number was not read as a figure" if count == 1 else f"{count} numbers were not read as figures"
    return f"table “{called}”: {told} ({why})"


class _Part:
    """A head with its rows, while they are read."""

    def __init__(self, by: TableReader, doc: Document, table: Table, head: Row, rows: Sequence[Row]) -> None:
        self.by, self.doc, self.table, self.head, self.rows = by, doc, table, head, rows
        self.heads = head.words(doc.text)
        self.words = [row.words(doc.text) for row in rows]
        by_column = [[w[n] for w in self.words if n < len(w) and w[n]] for n in range(len(self.heads))]
        self.labels = [self._is_label(head, cells) for head, cells in zip(self.heads, by_column, strict=True)]
        self.columns = tuple(by.heads.columns([self._head(n) for n in range(len(self.heads))]))
        self.measured = [self._is_measured(n, cells) for n, cells in enumerate(by_column)]
        self.first = next((n for n, measured in enumerate(self.measured) if measured), len(self.heads))
        self.caption = self._caption()

    # What the columns are

    def _is_label(self, head: str, cells: Sequence[str]) -> bool:
        return not self.by.heads.states_unit(head) and bool(cells) and not any(map(_is_number, cells))

    def _is_measured(self, number: int, cells: Sequence[str]) -> bool:
        """Whether head or cells state the unit, and the head what is counted."""
        column = self.columns[number]
        if column.apart or not column.words:
            return False
        stated = (c for c in cells if len(c) <= _LONGEST and any(map(str.isdigit, c)))
        return column.unit is not None or any(self.by.quantity(words, "") for words in stated)

    def _head(self, number: int) -> Head:
        """The words of a head and the date in them: 截至2023年底社会组织（家）."""
        span, words = self.head.cells[number].span, self.heads[number]
        dates = [d for d in _overlapping(self.doc.dates, span) if not d.value.startswith("P")]
        if len(dates) != 1 or self.doc.text[dates[0].span.start - 1] in _COMPARED:
            return Head(words, None, self.labels[number])
        date, until = dates[0], self.by.heads.words
        before, _, behind = words.partition("".join(date.span.of(self.doc.text).split()))
        if before and not until.until.search(before):
            return Head(words, date.value, self.labels[number])
        return Head(until.behind_date.sub("", behind, count=1), date.value, self.labels[number])

    def _caption(self) -> str | None:
        """The date of the line that heads the table: 2023年各乡镇培训情况表."""
        for line in self.table.above:
            dates = [d for d in _overlapping(self.doc.dates, line.span) if not d.value.startswith("P")]
            words = line.span.of(self.doc.text)
            if len(words) > _CAPTION or "。" in words:
                return None
            if dates:
                told = len(dates) == 1 and len(words) >= len(dates[0].span) + _TO_DATE
                return dates[0].value if told else None
        return None

    # Whether it can be read

    def found(self) -> _Found:
        """The figures of the part; where it cannot be read as a whole, why."""
        why = self._unreadable()
        if not why:
            found = self._read()
            self._note_unread_columns(found)
            return found
        found = _Found()
        if count := sum(self._is_untold(n, w) for words in self.words for n, w in enumerate(words)):
            found.left[why] += count
        return found

    def _is_untold(self, number: int, words: str) -> bool:
        """Whether a number is left out that may well be a figure."""
        apart = number < len(self.columns) and self.columns[number].apart
        return not apart and _is_number(words)

    def _unreadable(self) -> str | None:
        width, words = len(self.heads), self.by.heads.words
        if any(cell.taken for cell in self.head.cells):
            return "the head has merged cells"
        if self._has_two_heads():
            return "the head has two rows"
        if any(len(row.cells) != width if self.table.spaced else len(row.cells) > width for row in self.rows):
            return "a row does not fit the head"
        if any(words.of_rows.search(head) for head in self.heads):
            return "the rows say what is counted, not the columns"
        if any(len(row.cells) < width for row in self.rows) and self._is_shifted():
            return "a row lacks a cell"
        if not all(map(self._is_of_subjects, self._labels())):
            return "the rows are no places, bodies or times"
        return None

    def _is_of_subjects(self, n: int) -> bool:
        """Whether the column names places, bodies or times, by its head or by most of its cells."""
        if self.by.heads.words.of_subject.search(self.heads[n]):
            return True
        spans = [row.cells[n].span for row in self.rows if n < len(row.cells) and row.cells[n].span]
        named = sum(
            any(m.span.start == span.start and m.type in _SUBJECTS for m in _overlapping(self.doc.mentions, span))
            or any(d.span == span for d in _overlapping(self.doc.dates, span))
            for span in spans
        )
        return 2 * named > len(spans)

    def _has_two_heads(self) -> bool:
        first = self.words[0]
        if any(map(_is_number, first)):
            return False
        return any(map(self.by.heads.states_unit, first)) or "" in self.heads[1:]

    def _is_shifted(self) -> bool:
        """Whether a number stands among the labels of other rows."""
        before = [n for n in range(self.first) if not self.columns[n].apart]
        cells = ([w[n] for w in self.words if n < len(w) and w[n]] for n in before)
        return any(any(map(_is_number, column)) and not all(map(_is_number, column)) for column in cells)

    def _note_unread_columns(self, found: _Found) -> None:
        for n, column in enumerate(self.columns):
            count = sum(n < len(words) and self._is_untold(n, words[n]) for words in self.words)
            if count and not self.measured[n] and not (n == 0 and self._is_of_ordinals()):
                found.left[f"{column.words or 'a column'} has no unit" if self.heads[n] else "a column has no head"] += count

    def _is_of_ordinals(self) -> bool:
        return all(_ORDINAL.fullmatch(words[0]) for words in self.words if words[0])

    # Its rows

    def _read(self) -> _Found:
        found = _Found()
        subject = self._subject()
        place: str | None = None
        for number, row in enumerate(self.rows):
            cell = row.cells[subject] if subject is not None and subject < len(row.cells) else None
            if cell is None or cell.taken != "above":
                place = self._place(cell) if cell else None
            if row.line.kind in _CONTENT:
                self._read_row(number, place, cell is not None and cell.taken == "above", found)
        return found

    def _subject(self) -> int | None:
        """The column that says most closely what a row is about: the last label before the numbers."""
        return next(reversed(self._labels()), None)

    def _labels(self) -> list[int]:
        return [n for n in range(self.first) if self.labels[n] and not self.columns[n].apart]

    def _place(self, cell: Cell) -> str | None:
        """The place that the cell names, and nothing besides."""
        named = next(iter(_overlapping(self.doc.mentions, cell.span)), None)
        return (named.name or None) if named and named.type == "Place" and named.span == cell.span else None

    def _read_row(self, number: int, place: str | None, goes_on: bool, found: _Found) -> None:
        """Adds what the row tells; `place` is that of its label, which `goes_on` where it stands in a row above."""
        row, words, tells = self.rows[number], self.words[number], self.by.heads.words
        full = [n for n, w in enumerate(words) if n < len(self.heads) and self.measured[n] and any(map(str.isdigit, w))]
        named = [w for w in words[: self.first] if w and not _ORDINAL.fullmatch(w) and not _is_number(w)]
        total, own = any(map(tells.total.search, named)), self._day(row, words)
        if any(map(tells.partial.search, named)) or (total and len(named) > 1):
            found.left["a row of subtotals or means"] += len(full)
        elif not (named or own or goes_on) and (self.first or len(self.rows) > 1):
            found.left["a row has no label"] += len(full)
        else:
            territory = self.doc.territory.name if self.doc.territory else None
            scope = territory if total else place
            for n in full:
                figure = self._figure(number, n, own or self.caption)
                if figure is not None:
                    rule = "table:total" if total else "table:row"
                    found.figures.append(replace(figure, scope=scope, rule=rule))
                else:
                    found.left[self._why(n)] += 1

    def _day(self, row: Row, words: Sequence[str]) -> str | None:
        """The date that labels the row."""
        for n in range(min(self.first, len(words))):
            if (date := next(iter(_overlapping(self.doc.dates, row.cells[n].span)), None)) and date.span == row.cells[n].span:
                return None if date.value.startswith("P") else date.value
            if self.columns[n].apart and self.by.heads.words.year.search(self.heads[n]) and _YEAR.fullmatch(words[n]):
                return words[n][:4]
        return None

    def _why(self, n: int) -> str:
        column = self.columns[n]
        return "a cell is no single number of its own" if column.indicator else f"{column.words} does not say of what"

    def _figure(self, number: int, n: int, day: str | None) -> Figure | None:
        """The figure of a cell; None where it is not one number, is part of a name or a date, or counts for several cells."""
        row, column = self.rows[number], self.columns[n]
        if column.indicator is None:
            return None
        cell = row.cells[n]
        if self._reaches_over(number, n):
            return None
        if any(_overlapping(self.doc.mentions, cell.span)) or any(_overlapping(self.doc.dates, cell.span)):
            return None
        told = cell.span.of(self.doc.text)
        sign = _SIGN.match(told)
        read = self._quantity(told[sign.end() :] if sign else told.removeprefix("+"), column)
        if read is None or (sign and (column.kind == "decrease" or read.modifier or read.max is not None)):
            return None
        fallen = sign is not None and column.kind == "increase"
        return Figure(
            id="",
            span=cell.span,
            value=-read.value if sign and not fallen else read.value,
            unit=read.unit,
            modifier=read.modifier,
            max=read.max,
            indicator=column.indicator,
            kind="decrease" if fallen else column.kind,
            baseline=column.baseline,
            as_of=column.as_of or day,
            status=column.status,
            confidence=_CONFIDENCE,
        )

    def _reaches_over(self, number: int, n: int) -> bool:
        """Whether the cell takes the place of others, beside it or below."""
        below = self.rows[number + 1].cells[n : n + 1] if number + 1 < len(self.rows) else ()
        beside = self.rows[number].cells[n + 1 : n + 2]
        return any(c.taken == "left" for c in beside) or any(c.taken == "above" for c in below)

    def _quantity(self, words: str, column: Column) -> Quantity | None:
        if column.unit is not None and _PLAIN.fullmatch(words):
            value = numerals.parse(words)
            return None if value is None else Quantity(float(Decimal(str(value)) * column.scale), column.unit)
        read = self.by.quantity(words, column.form) if len(words) <= _LONGEST else None
        return None if read is None or (column.unit is not None and read.unit != column.unit) else read


def _overlapping(items: Sequence[Item], span: Span) -> Iterator[Item]:
    """Those of the items, which are sorted by place and apart, that share a character with the span."""
    first = bisect_right(items, span.start, key=lambda item: item.span.stop)
    for at in range(first, len(items)):
        if items[at].span.start >= span.stop:
            return
        yield items[at]
