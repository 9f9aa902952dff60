"""`kg report`: the chronicle of a body, as Word, Excel or Markdown."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.cli.inputs import Accepted, GraphPlace, KeyFile, MinConfidence, Pseudonymise, open_place
from kg.cli.writing import write_files
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.analysis.chronicle import Report

__all__ = ["report"]


class Grouping(StrEnum):
    """What the entries stand under."""

    date = "date"
    body = "body"
    place = "place"
    theme = "theme"


@app.command(
    epilog=example(
        "kg report graph --body 甘肃省民政厅 --year 2017 --out 大事记.docx\n"
        "kg report graph --body 甘肃省民政厅 --by place --out 大事记.xlsx\n"
        "kg report graph --body 甘肃省民政厅 > 大事记.md"
    ),
)
@says_errors
def report(
    place: GraphPlace,
    body: Annotated[str, typer.Option("--body", metavar="NAME", help="The body (or place, person) that it is about.")],
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", help="Only that year.", min=1000, max=9999, show_default=False)
    ] = None,
    by: Annotated[Grouping, typer.Option("--by", help="What the entries stand under.")] = Grouping.date,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="A .docx, .xlsx or .md; Markdown on standard output if left out.", show_default=False
        ),
    ] = None,
    least: MinConfidence = None,
    accepted: Accepted = False,
    whose: Pseudonymise = None,
    key: KeyFile = None,
) -> None:
    """Write the chronicle (大事记) of a body: dated entries, figures, plans and their follow-up, each with its sentence."""
    if out is not None and out.suffix.lower() not in (".docx", ".xlsx", ".md"):
        raise UsageError(f"{out}: give a file that ends in .docx, .xlsx or .md")
    from kg.analysis.chronicle import report as made

    graph = open_place(place, whose, key, least=least, accepted=accepted)
    found = made(graph, body=graph.known_as(body), year=year, by=by.value)
    if not (found.entries or found.plans or found.figures):
        say("note", f"nothing is told of {found.body}{f' in {year}' if year else ''}")
    if out is None:
        typer.echo(_written(found, ".md"), nl=False)
    else:
        write_files({out: _written(found, out.suffix.lower())})


def _written(found: Report, suffix: str) -> bytes:
    if suffix == ".md":
        from kg.analysis.markdown import to_markdown

        return to_markdown(found).encode()
    from kg.analysis.office import to_docx, to_xlsx

    return to_docx(found) if suffix == ".docx" else to_xlsx(found)
