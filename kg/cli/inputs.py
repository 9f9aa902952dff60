"""What several commands take: options, articles with progress and messages, the folder of a build."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import FAILED, GOOD, PROBLEMS, say
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.build import Outcome
    from kg.graph import Graph
    from kg.model import Document

__all__ = [
    "Accepted",
    "Articles",
    "BuildDir",
    "GraphPlace",
    "MaxSize",
    "MinConfidence",
    "Table",
    "exit_code",
    "open_folder",
    "open_place",
    "outcomes",
    "progress",
    "said",
    "say_warnings",
    "sure_enough",
]

Table = Annotated[
    Path | None,
    typer.Option(
        "--metadata", metavar="TABLE.csv", help="What is known of each file: file,title,author,publisher,published,territory,url."
    ),
]


MaxSize = Annotated[str, typer.Option("--max-size", metavar="SIZE", help="The largest file to read: 5MB, 800KB, 20000000.")]


Articles = Annotated[Path, typer.Option("--articles", metavar="DIR", help="The folder of the articles' texts, ID.txt each.")]


BuildDir = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `kg build` wrote.", show_default=False)]


GraphPlace = Annotated[
    str,
    typer.Argument(metavar="DIR|FILE|URL", help="A build, an RDF file, or the address of a SPARQL endpoint.", show_default=False),
]


MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", metavar="X", min=0.0, max=1.0, help="Only facts that are at least so sure.", show_default=False
    ),
]


Accepted = Annotated[
    bool, typer.Option("--accepted", help="Only facts sure enough for a precision of 0.85 (ontology/models/acceptance.tsv).")
]


def outcomes(paths: list[Path], metadata: Path | None, max_size: str) -> Iterator[Outcome]:
    from kg.build import extracted
    from kg.read import article_files, read_table

    table = read_table(metadata) if metadata else None
    if table and table.rows:
        files, _ = article_files(paths)
        if files and not any(table.of(file) for file in files):
            say("warning", f"{metadata}: no row is about these files; its column 'file' holds names such as {files[0].name}")
    return extracted(paths, table=table, max_bytes=size_in_bytes(max_size))


def size_in_bytes(size: str, option: str = "--max-size") -> int:
    """5MB as 5,000,000; raises UsageError that names the option."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?)B?", size.strip().replace("_", ""), re.IGNORECASE)
    if match is None or float(match[1]) <= 0:
        raise UsageError(f"{option} {size!r}: write a size such as 5MB, 800KB or 20000000")
    return int(float(match[1]) * {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}[match[2].upper()])


def said(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, with a message for each that was skipped or has warnings."""
    for outcome in outcomes:
        if outcome.doc is None:
            say("skipped", outcome.error)
        else:
            say_warnings(outcome.file, outcome.doc)
        yield outcome


def say_warnings(file: str, doc: Document) -> None:
    for warning in doc.warnings:
        say("warning", f"{file}: {warning}")


def exit_code(done: int, skipped: int) -> int:
    if not done:
        return FAILED
    return PROBLEMS if skipped else GOOD


def progress(items: Iterable[Outcome], what: str) -> Iterator[Outcome]:
    """The items, counted on standard error while someone watches."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what)
        for number, item in enumerate(items, 1):
            progress.update(task, description=f"{what}: {number} done, last {Path(item.file).name}")
            yield item


def open_folder(folder: Path) -> Graph:
    """The graph of a build, with the base that it was built with."""
    from kg.build import built_base
    from kg.errors import StoreError
    from kg.graph import open_graph

    if built_base(folder) is None:
        raise StoreError(f"{folder}: is no build; make one with `kg build PATH… --out {folder}`")
    return open_graph(folder)


def sure_enough(graph: Graph, least: float | None, accepted: bool) -> Graph:
    """The graph, or the part of it that --min-confidence or --accepted ask for."""
    if least is not None and accepted:
        raise UsageError("give --min-confidence or --accepted, not both")
    return graph.accepted() if accepted else graph if least is None else graph.at_least(least)


def open_place(place: str) -> Graph:
    """The graph of a build, of an RDF file, or behind a SPARQL endpoint."""
    from kg.graph import open_graph
    from kg.remote import is_url

    return open_graph(place) if is_url(place) or Path(place).is_file() else open_folder(Path(place))
