"""`kg stats`: how big a build is, and what each part of it is good for."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg.cli.app import app, example, says_errors
from kg.cli.inputs import BuildDir, built_folder
from kg.cli.printing import print_table

__all__ = ["stats"]


@app.command(epilog=example("kg stats graph\nkg stats graph --json"))
@says_errors
def stats(
    folder: BuildDir,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Show how big a build is: articles, quads by part and what the part buys, bytes on disk, all of it an article as well."""
    from kg.build.stats import stats as counted

    folder = built_folder(folder)
    data = counted(folder).as_json()
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    articles = max(1, data["totals"]["articles"])
    typer.echo(f"{folder}: {data['format']}{', lean' if data['lean'] else ''}")
    print_table(["", "total", "an article"], [[name, *_counts(count, articles)] for name, count in data["totals"].items()])
    typer.echo()
    rows = [[name, *_counts(part["quads"], articles), part["buys"]] for name, part in data["parts"].items()]
    print_table(["quads of", "total", "an article", "what they buy"], rows)
    typer.echo()
    print_table(["bytes of", "total", "an article"], [[name, *_counts(size, articles)] for name, size in data["disk"].items()])


def _counts(count: int, articles: int) -> tuple[str, str]:
    return f"{count:,}", f"{count / articles:,.1f}"
