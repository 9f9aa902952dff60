"""`kg view`: the explorer, one page without any network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.cli.inputs import BuildDir, open_folder
from kg.errors import UsageError

__all__ = ["view"]


@app.command(
    epilog=example("kg view graph\nkg view graph --focus 甘肃省民政厅\nkg view graph --focus 双孵化 --out pilot.html --no-open")
)
@says_errors
def view(
    folder: BuildDir,
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="NAME", help="The entity to open on.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write; DIR/explorer.html if left out.", show_default=False),
    ] = None,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Write the explorer, one HTML file without any network, and open it."""
    import webbrowser

    from kg.view import write_explorer

    target = out or folder / "explorer.html"
    if focus is not None or out is not None or not target.is_file():
        graph = open_folder(folder)
        try:
            write_explorer(graph, target, focus=focus)
        except OSError as error:
            raise UsageError(f"{target}: cannot be written: {error.strerror}") from error
    typer.echo(str(target))
    if opened and not webbrowser.open(target.absolute().as_uri()):
        say("note", "no browser here; open the file yourself")
