"""`kg validate`: whether a build is whole and conforms to its shapes."""

from __future__ import annotations

import typer

from kg.cli.app import GOOD, PROBLEMS, app, counted, example, says_errors
from kg.cli.inputs import BuildDir, built_folder, keeps_names_back, open_place

__all__ = ["validate"]


@app.command(epilog=example("kg validate graph"))
@says_errors
def validate(folder: BuildDir) -> None:
    """Check a build: its files agree, every statement has its words, and the graph conforms to its SHACL shapes."""
    from kg.validate import problems

    place, folder = folder, built_folder(folder)
    found = list(problems(folder))
    if found and keeps_names_back(place, None):
        graph = open_place(place, None, None)
        found = [graph.known_as(problem) for problem in found]
    for problem in found:
        typer.echo(problem)
    typer.echo(f"{folder}: {counted(len(found), 'problem')}" if found else f"{folder}: conforms")
    raise typer.Exit(PROBLEMS if found else GOOD)
