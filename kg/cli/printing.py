"""Tables on standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph.result import Value

__all__ = ["print_table"]


def print_table(columns: Iterable[str], rows: Iterable[Sequence[Value]]) -> None:
    """A table on standard output, as wide as it needs to be where no terminal sets a width."""
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    from kg.graph.result import as_text

    console = Console(width=None if sys.stdout.isatty() else 10_000, highlight=False)
    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(as_text(value)) for value in row))
    console.print(table)
