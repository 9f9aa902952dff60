"""`kg export`: the graph in the formats of other tools."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.cli.inputs import Accepted, KeyFile, MinConfidence, Pseudonymise, keeps_names_back, open_place
from kg.cli.writing import write_whole
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.export import Parts

__all__ = ["export"]


@app.command(
    epilog=example(
        "kg export graph --format csv --out tables\n"
        "kg export graph --format gexf > graph.gexf\n"
        "kg export graph --format nq --split 1000 --out parts\n"
        "kg export graph --format neo4j --out neo4j.zip\n"
        "kg export graph --format csv --pseudonymise persons --out tables\n"
        "kg export --list"
    ),
)
@says_errors
def export(
    place: Annotated[
        str | None,
        typer.Argument(
            metavar="DIR|FILE|URL", help="A build, an RDF file, or the address of a SPARQL endpoint.", show_default=False
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="The format, by name.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="PATH", help="A folder, a .zip, or the one file; standard output if left out.", show_default=False
        ),
    ] = None,
    split: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="With nq, of a build: packed parts of N articles each.", show_default=False),
    ] = None,
    least: MinConfidence = None,
    accepted: Accepted = False,
    whose: Pseudonymise = None,
    key: KeyFile = None,
    listed: Annotated[bool, typer.Option("--list", help="List the formats and stop.")] = False,
) -> None:
    """Write the graph as Turtle, JSON-LD, RDF 1.2, GraphML, GEXF, CSV tables, for Neo4j, and more."""
    from kg.export import FORMATS, parts

    if listed:
        for name, known in FORMATS.items():
            typer.echo(f"{name:8}  {known.what}")
        return
    if place is None or format is None:
        raise UsageError("give a graph and --format; --list shows the formats")
    if split is not None:
        if keeps_names_back(place, whose, key):
            raise UsageError("--split copies a build as it is, names too: export without it to pseudonymise")
        _split(place, format, out, split)
        return
    if format in FORMATS and FORMATS[format].many and out is None and sys.stdout.isatty():
        raise UsageError(f"{format} is several files: give --out DIR, or send the archive into a file (> {format}.zip)")
    files = parts(open_place(place, whose, key, least=least, accepted=accepted), format)
    if out is None:
        _print(files)
    else:
        _write(files, out)


def _split(place: str, format: str, out: Path | None, articles: int) -> None:
    from kg.build.partitions import write_partitions

    if format != "nq" or out is None:
        raise UsageError("--split makes parts of a build for bulk loading: kg export DIR --format nq --split 1000 --out FOLDER")
    for path in write_partitions(Path(place), out, articles):
        say("wrote", path)


def _print(files: Parts) -> None:
    """One file as it is, several as an archive."""
    from kg.export import write_archive

    if len(files) == 1:
        next(iter(files.values()))(sys.stdout.buffer)
    else:
        with TemporaryFile() as packed:  # standard output may be a pipe, and an archive goes back to its beginnings
            write_archive(files, packed)
            packed.seek(0)
            shutil.copyfileobj(packed, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _write(files: Parts, out: Path) -> None:
    """Into a folder, an archive, or a file of the name given; a file appears under its name when it is whole."""
    from kg.export import write_archive

    targets = {out / name: write for name, write in files.items()}
    if out.suffix == ".zip":
        targets = {out: partial(write_archive, files)}
    elif len(files) == 1 and not out.is_dir():
        targets = {out: next(iter(files.values()))}
    try:
        for path, write in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, write)
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror}") from error
    for path in targets:
        say("wrote", path)
