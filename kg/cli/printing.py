"""Tables on standard output."""

from __future__ import annotations

import sys

__all__ = ["cell", "print_table"]


def cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def print_table(columns: list[str], rows: list[list[str]]) -> None:
    """A table on standard output, as wide as it needs to be where no terminal sets a width."""
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 10_000, highlight=False)
    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
