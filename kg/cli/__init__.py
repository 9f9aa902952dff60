"""The command `kg`: parses arguments, calls the API, prints. A module a command.

Results go to standard output, messages and progress to standard error. Exit codes: 0 good, 1 done but some inputs were
skipped or problems found, 2 wrong use or nothing that could be done. What a command needs is imported when it runs, so
that `kg --help` is there at once.
"""

from __future__ import annotations

import sys

from kg.cli import (
    build,
    cite,
    explain,
    export,
    extract,
    indicators,
    init,
    panel,
    push,
    query,
    report,
    review,
    score,
    search,
    serve,
    start,
    stats,
    validate,
    view,
)
from kg.cli.app import app
from kg.system import collect_seldom

__all__ = ["COMMANDS", "app", "main"]

# What makes a graph, what asks and shows it, what checks it, what gives it to others: the order of `kg --help`.
_ASKING = (query, search, cite, explain, indicators, panel, report, view)
COMMANDS = (start, init, extract, build, *_ASKING, stats, validate, review, score, export, serve, push)
_MODULES = [command.__name__ for command in COMMANDS]
app.registered_commands.sort(key=lambda info: _MODULES.index(getattr(info.callback, "__module__", "")))


def main() -> None:
    """The entry point of `kg`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    collect_seldom()
    app()
