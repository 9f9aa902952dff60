"""`kg view`: the explorer and its reading pages, without any network."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.cli.inputs import BuildDir, KeyFile, Kind, Pseudonymise, built_folder, keeps_names_back, open_place
from kg.cli.writing import write_whole
from kg.errors import UsageError

__all__ = ["view"]


Nodes = Annotated[
    list[str] | None,
    typer.Option("--nodes", metavar="NAME", help="With --share: only what ties the focus to these.", show_default=False),
]
Notes = Annotated[
    Path | None,
    typer.Option("--notes", metavar="FILE.md", help="With --share: your own words, in Markdown.", show_default=False),
]


@app.command(
    epilog=example(
        "kg view graph\n"
        "kg view graph --focus 甘肃省民政厅\n"
        "kg view graph --focus 双孵化 --out pilot.html --no-open\n"
        "kg view graph --show map --outlines provinces.geojson\n"
        "kg view graph --share --focus 双孵化 --notes notes.md --out pilot.html\n"
        "kg view graph --pseudonymise persons --out to-send.html"
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
    share: Annotated[
        bool, typer.Option("--share", help="One small page to send on: --focus, what is said of it, the cited sentences alone.")
    ] = False,
    depth: Annotated[
        int, typer.Option("--depth", metavar="N", min=1, help="With --share: also what is said of those N-1 steps away.")
    ] = 1,
    nodes: Nodes = None,
    notes: Notes = None,
    whose: Pseudonymise = None,
    key: KeyFile = None,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Write the explorer, and a reading page an article, as HTML without any network, and open it."""
    from kg.view import VIEWS

    if show is not None and show not in VIEWS:
        raise UsageError(f"--show {show!r}: choose one of {', '.join(VIEWS)}")
    if not share and (nodes or notes is not None or depth > 1):
        raise UsageError("--depth, --nodes and --notes are of the small page: give --share as well")
    _check_pages(folder, out, whose, key)
    if share:
        target = _share(folder, focus, depth, nodes or [], notes, out, whose, key)
    else:
        target = _explorer(folder, focus, out, outlines, whose, key)
    typer.echo(str(target))
    address = target.absolute().as_uri() + (f"#view={show}" if show else "")
    if opened and not webbrowser.open(address):
        say("note", "no browser here; open the file yourself")


def _check_pages(folder: Path, out: Path | None, whose: Kind | None, key: Path | None) -> None:
    """Raises UsageError where the pages of the build would be opened, or written, with other names than it has."""
    from kg.build import asks_for_pseudonyms

    asked = keeps_names_back(folder, whose, key)
    if out is not None or (asked and key is None) == asks_for_pseudonyms(built_folder(folder)):
        return
    if asked and whose is None:
        raise UsageError(f"{folder}: the pages were built with names, and kg.toml asks for pseudonyms: run `kg build {folder}`")
    raise UsageError("--pseudonymise needs --out FILE: the pages in DIR stay as the build wrote them")


def _explorer(
    folder: Path, focus: str | None, out: Path | None, outlines: Path | None, whose: Kind | None, key: Path | None
) -> Path:
    from kg.view import read_outlines, write_explorer, write_pages

    pages = built_folder(folder)
    target = out or pages / "explorer.html"
    if focus is None and out is None and outlines is None and key is None and target.is_file():
        return target
    drawn = read_outlines(outlines) if outlines else ()
    graph = open_place(folder, whose, key, folder=True)
    with _writing(pages):
        if out is None:
            write_pages(graph, pages, focus, outlines=drawn)
        else:
            write_explorer(graph, out, focus, outlines=drawn)
    return target


def _share(
    folder: Path,
    focus: str | None,
    depth: int,
    nodes: list[str],
    notes: Path | None,
    out: Path | None,
    whose: Kind | None,
    key: Path | None,
) -> Path:
    from kg.view import share as page

    if focus is None or out is None:
        raise UsageError("--share needs --focus NAME and --out FILE.html")
    try:
        words = notes.read_text(encoding="utf-8-sig") if notes else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{notes}: cannot be read: {getattr(error, 'strerror', None) or 'it is no UTF-8'}") from error
    written = page(open_place(folder, whose, key, folder=True), focus, depth=depth, nodes=nodes, notes=words)
    with _writing(out):
        write_whole(out, lambda file: file.write(written.encode()))
    return out


@contextmanager
def _writing(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{error.filename or where}: cannot be written: {error.strerror}") from error
