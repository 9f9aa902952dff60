"""`kg init`: a folder to start a project from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, example, say, says_errors

__all__ = ["init"]


@app.command(epilog=example("kg init mine\nkg build mine\nkg query mine --question 101"))
@says_errors
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder, or an empty one.", show_default=False)],
) -> None:
    """Write a project to start from: kg.toml with comments, a table of each kind, a question, an example article."""
    from kg.project import write_start

    for path in write_start(folder):
        say("wrote", path)
    typer.echo(f"build it: kg build {folder}")
