"""What several commands take: options, articles with progress and messages, the folder of a build."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import FAILED, GOOD, PROBLEMS, say
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.build import Outcome
    from kg.graph import Graph
    from kg.project import Project
    from kg.read import MetadataTable

__all__ = [
    "Accepted",
    "Articles",
    "BuildDir",
    "GraphPlace",
    "KeyFile",
    "Kind",
    "Listed",
    "MaxSize",
    "MinConfidence",
    "Pseudonymise",
    "Table",
    "built_folder",
    "exit_code",
    "keeps_names_back",
    "open_place",
    "outcomes",
    "progress",
    "project_at",
    "said",
    "say_warnings",
    "size_in_bytes",
    "sure_enough",
    "table_for",
    "with_lists",
]

Table = Annotated[
    Path | None,
    typer.Option(
        "--metadata", metavar="TABLE.csv", help="What is known of each file: file,title,author,publisher,published,territory,url."
    ),
]


Listed = Annotated[
    list[Path] | None,
    typer.Option("--list", metavar="LIST", help="A file with more paths, one a line; `@LIST` among the paths is the same."),
]


MaxSize = Annotated[str, typer.Option("--max-size", metavar="SIZE", help="The largest file to read: 5MB, 800KB, 20000000.")]


Articles = Annotated[Path, typer.Option("--articles", metavar="DIR", help="The folder of the articles' texts, ID.txt each.")]


def built_folder(folder: Path) -> Path:
    """The folder itself, or of a project the one that its build wrote."""
    project = project_at(str(folder))
    if project is None:
        return folder
    from kg.graph import output_of

    return output_of(project)


BuildDir = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder that `kg build` wrote, or a project.", show_default=False)
]


GraphPlace = Annotated[
    str,
    typer.Argument(
        metavar="DIR|FILE|URL", help="A build, a project, an RDF file, or the address of a SPARQL endpoint.", show_default=False
    ),
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


class Kind(StrEnum):
    """Whose names are replaced."""

    persons = "persons"
    none = "none"


Pseudonymise = Annotated[
    Kind | None,
    typer.Option(
        "--pseudonymise",
        help="Stable pseudonyms for the names of persons, in words and quotations too; left out, as the project says.",
    ),
]


KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="FILE", help="The secret that pseudonyms hang on; left out, DIR/people.key.", show_default=False
    ),
]


def outcomes(
    paths: Iterable[Path], metadata: Path | None, max_size: str, lists: Iterable[Path] | None = None
) -> Iterator[Outcome]:
    from kg.build import extracted

    given, limit = with_lists(paths, lists), size_in_bytes(max_size)
    return extracted(given, table=table_for(given, metadata, limit), max_bytes=limit)


def with_lists(paths: Iterable[Path], lists: Iterable[Path] | None) -> list[Path | str]:
    """The paths, and @FILE for each list of paths."""
    return [*paths, *(f"@{path}" for path in lists or ())]


def table_for(paths: Sequence[Path | str], metadata: Path | None, max_bytes: int) -> MetadataTable | None:
    """The metadata table, with a warning where it is about other files than these."""
    from kg.read import articles, read_table

    table = read_table(metadata) if metadata else None
    if table and table.rows:
        first = None
        for source in articles(paths, max_bytes=max_bytes):
            first = first or source.name
            if table.of(source.place):
                return table
        if first:
            say("warning", f"{metadata}: no row is about these files; its column 'file' holds names such as {first}")
    return table


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
            say_warnings(outcome.file, outcome.doc.warnings)
        yield outcome


def say_warnings(file: str, warnings: Iterable[str]) -> None:
    for warning in warnings:
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


def sure_enough(graph: Graph, least: float | None, accepted: bool) -> Graph:
    """The graph, or the part of it that --min-confidence or --accepted ask for."""
    if least is not None and accepted:
        raise UsageError("give --min-confidence or --accepted, not both")
    return graph.accepted() if accepted else graph if least is None else graph.at_least(least)


def project_at(place: str) -> Project | None:
    """The project of a folder with kg.toml; None for everything else. Raises BadProject."""
    folder = Path(place)
    if not (folder / "kg.toml").is_file():
        return None
    from kg.project import read_project

    return read_project(folder)


def open_place(
    place: str | Path,
    whose: Kind | None,
    key: Path | None,
    *,
    least: float | None = None,
    accepted: bool = False,
    folder: bool = False,
) -> Graph:
    """The graph of a build, a project, an RDF file, or behind a SPARQL endpoint, as others may see it.

    With pseudonyms for persons where --pseudonymise or the project asks for them; of it the facts that are sure enough. With
    `folder` the first two alone will do.
    """
    from kg.build import check_readable
    from kg.graph import open_graph
    from kg.remote import is_url

    path = Path(place)
    if not (path / "kg.toml").is_file() and (folder or not (is_url(str(place)) or path.is_file())):
        check_readable(path)
    graph = sure_enough(open_graph(place, names=True), least, accepted)
    if not keeps_names_back(place, whose, key):
        return graph
    return graph.pseudonymised(_key(path, key))


def keeps_names_back(place: str | Path, whose: Kind | None, key: Path | None = None) -> bool:
    """Whether persons get pseudonyms: as --pseudonymise says, else as the project does."""
    from kg.graph import shows_no_names
    from kg.remote import is_url

    asked = whose is Kind.persons or (whose is None and not is_url(str(place)) and shows_no_names(Path(place)))
    if key is not None and not asked:
        raise UsageError("--key is the secret of pseudonyms: give --pseudonymise persons as well")
    return asked


def _key(place: Path, key: Path | None) -> bytes:
    """The secret of the file given, else that of the build."""
    from kg.graph import shows_no_names
    from kg.people import key_of_folder, read_key

    if key is not None:
        return read_key(key)
    if place.is_dir():
        return key_of_folder(built_folder(place))
    if place.is_file() and shows_no_names(place):
        return key_of_folder(place.parent)
    raise UsageError(f"{place}: is no build that holds a secret; give one with --key FILE, or pseudonyms could be guessed")
