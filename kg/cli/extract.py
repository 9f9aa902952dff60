"""`kg extract`: what articles say, one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.cli.inputs import Listed, MaxSize, Table, exit_code, outcomes, progress, say_warnings
from kg.errors import UsageError

__all__ = ["extract"]


@app.command(
    epilog=example("kg extract article.txt\nkg extract articles/*.txt --metadata metadata.csv > records.jsonl"),
)
@says_errors
def extract(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…",
            help="Articles (.txt .html .mhtml .docx .doc .pdf .eml), archives (.zip .tar .warc), tables (.jsonl .csv), folders.",
            show_default=False,
        ),
    ],
    lists: Listed = None,
    metadata: Table = None,
    max_size: MaxSize = "5MB",
) -> None:
    """Print what articles say, one JSON object a line in the annotation format."""
    from kg.record import to_record

    if not (files or lists):
        raise UsageError("give the articles to extract from: kg extract FILE…, or --list LIST")
    done = skipped = 0
    for outcome in progress(outcomes(files or [], metadata, max_size, lists), "Extracting"):
        if outcome.doc is None:
            skipped += 1
            say("skipped", outcome.error)
        else:
            done += 1
            say_warnings(outcome.file, outcome.doc.warnings)
            typer.echo(json.dumps(to_record(outcome.doc), ensure_ascii=False))
    raise typer.Exit(exit_code(done, skipped))
