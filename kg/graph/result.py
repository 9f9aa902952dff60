"""The answer to a SPARQL query: a small table that prints, exports and shows itself in a notebook."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas
    import polars

Value = str | int | float | bool | None
Row = tuple[Value, ...]
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Result:
    """Rows of a SELECT or ASK (`vars`, `rows`), or the Turtle of a CONSTRUCT or DESCRIBE (`turtle`, one row a triple).

    Cells are plain values: text and IRIs as str, numbers as int or float, truth as bool, unbound as None.
    """

    vars: tuple[str, ...]
    rows: tuple[Row, ...]
    turtle: str | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        return self.rows[index]

    def __bool__(self) -> bool:
        """An ASK is its answer; any other result is true when it has rows."""
        return bool(self.rows[0][0]) if self.vars == ("ask",) else bool(self.rows)

    def dicts(self) -> list[dict[str, Value]]:
        """The rows keyed by variable."""
        return [dict(zip(self.vars, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """A column a variable, in pandas' nullable types: whole numbers stay whole beside unbound cells."""
        import pandas

        return pandas.DataFrame(list(self.rows), columns=list(self.vars)).convert_dtypes()

    def to_polars(self) -> polars.DataFrame:
        """A column a variable; one that mixes text and numbers is text. Needs polars, which `zhengmai[tables]` installs."""
        import polars

        columns = {name: _of_one_type([row[i] for row in self.rows]) for i, name in enumerate(self.vars)}
        return polars.DataFrame(columns, strict=False)

    def to_json(self, **options: Any) -> str:
        """A JSON array of objects keyed by variable; options go to `json.dumps`."""
        return json.dumps(self.dicts(), ensure_ascii=False, **options)

    def to_csv(self) -> str:
        """RFC 4180 with a header; unbound cells are empty.

        Text that a spreadsheet would run as a formula (=, +, -, @) gets a leading quote.
        """
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.vars)
        writer.writerows([cell(v) for v in row] for row in self.rows)
        return out.getvalue()

    def to_turtle(self) -> str:
        """The triples of a CONSTRUCT or DESCRIBE; raises ValueError for another query form."""
        if self.turtle is None:
            raise ValueError("only CONSTRUCT and DESCRIBE give Turtle; use to_json or to_csv")
        return self.turtle

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(v)}</th>" for v in self.vars)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(visible(v))}</td>" for v in row) + "</tr>" for row in self.rows)
        return f'<table lang="zh"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _of_one_type(cells: list[Value]) -> list[Value]:
    """The cells as they are, or all as text where text stands beside numbers or truth values."""
    if {isinstance(c, str) for c in cells if c is not None} == {True, False}:
        return [None if c is None else as_text(c) for c in cells]
    return cells


def as_text(value: Value) -> str:
    """The value as it is printed: unbound as nothing, truth in small letters."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def visible(value: Value) -> str:
    """The text, with controls that reorder or hide text by their number: what is shown must be what is there."""
    return _CONTROLS.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", as_text(value))


def cell(value: Value) -> str:
    """The value as a cell of CSV; text that a spreadsheet would run as a formula gets a leading quote."""
    text = as_text(value)
    return "'" + text if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
