"""`kg app`: the start page in the browser, for those who want no terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.errors import UsageError

__all__ = ["start"]


@app.command("app", epilog=example("kg app\nkg app myfolder\nkg app myfolder --port 8080 --no-browser"))
@says_errors
def start(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER", help="Where articles and graph are kept; left out, your folder for data.", show_default=False
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.", min=0, max=65_535)] = 0,
    opened: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
) -> None:
    """Open the start page in the browser: drop articles, watch the build, look around, review facts, write a report."""
    import webbrowser

    from kg.app.site import run
    from kg.app.workplace import Workplace, default_folder
    from kg.serve.server import bound

    place = Workplace.at((folder or default_folder()).absolute())
    try:
        place.prepare()
    except OSError as error:
        raise UsageError(f"{place.folder}: cannot be written: {error.strerror or error}; name another folder") from error

    def ready(address: str) -> None:
        typer.echo(address)
        if opened and not webbrowser.open(address):
            say("note", "no browser here; open the address yourself")

    with bound("127.0.0.1", port) as listening:
        run(place, listening, ready)
