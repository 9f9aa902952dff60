"""`kg view`: the explorer and its reading pages, without any network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.cli.inputs import BuildDir, built_folder, open_folder
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["view"]


@app.command(
    epilog=example(
        "kg view graph\n"
        "kg view graph --focus 甘肃省民政厅\n"
        "kg view graph --focus 双孵化 --out pilot.html --no-open\n"
        "kg view graph --show map --outlines provinces.geojson"
    )
)
@says_errors
def view(
    folder: BuildDir,
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="NAME", help="The entity to open on.", show_default=False)
    ] = None,
    show: Annotated[
        str | None, typer.Option("--show", metavar="VIEW", help="The view to open: graph, text, timeline, map, figures, …")
    ] = None,
    outlines: Annotated[
        Path | None,
        typer.Option("--outlines", metavar="GEOJSON", help="Outlines to draw below the points of the map.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="One file instead of DIR/explorer.html and DIR/articles.", show_default=False),
    ] = None,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Write the explorer, and a reading page an article, as HTML without any network, and open it."""
    import webbrowser

    from kg.view import VIEWS, read_outlines

    if show is not None and show not in VIEWS:
        raise UsageError(f"--show {show!r}: choose one of {', '.join(VIEWS)}")
    folder = built_folder(folder)
    target = out or folder / "explorer.html"
    if focus is not None or out is not None or outlines is not None or not target.is_file():
        _write(folder, out, focus, read_outlines(outlines) if outlines else ())
    typer.echo(str(target))
    address = target.absolute().as_uri() + (f"#view={show}" if show else "")
    if opened and not webbrowser.open(address):
        say("note", "no browser here; open the file yourself")


def _write(folder: Path, out: Path | None, focus: str | None, outlines: Sequence[str]) -> None:
    from kg.view import write_explorer, write_pages

    graph = open_folder(folder)
    try:
        if out is None:
            write_pages(graph, folder, focus, outlines=outlines)
        else:
            write_explorer(graph, out, focus, outlines=outlines)
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
