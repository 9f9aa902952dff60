"""`kg panel`: tables of an initiative by division and year, for Stata, R, pandas and spreadsheets."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import PROBLEMS, app, counted, example, say, says_errors
from kg.cli.inputs import Accepted, GraphPlace, KeyFile, MinConfidence, Pseudonymise, open_place
from kg.cli.writing import write_files

if TYPE_CHECKING:
    from kg.analysis.panel import Panel

__all__ = ["panel"]


class Level(StrEnum):
    """The level of the divisions that a table counts by."""

    province = "province"
    prefecture = "prefecture"
    county = "county"


class Period(StrEnum):
    """The stretch of time that a row stands for."""

    year = "year"


@app.command(
    epilog=example(
        "kg panel graph --initiative 双孵化 > panel.csv\n"
        "kg panel graph --initiative 双孵化 --unit county --dyads --out panel\n"
        "kg panel graph --initiative 河长制 --variants --accepted --out panel"
    ),
)
@says_errors
def panel(
    place: GraphPlace,
    initiative: Annotated[
        str, typer.Option("--initiative", metavar="NAME", help="The initiative, by the name that the texts give it.")
    ],
    unit: Annotated[Level, typer.Option("--unit", help="What a row is about; codes are those of today.")] = Level.prefecture,
    by: Annotated[Period, typer.Option("--by", help="What a row is of.")] = Period.year,  # noqa: ARG001 - there is one
    variants: Annotated[
        bool, typer.Option("--variants", help="Also the initiatives that are called variants of it: 河长制, 湖长制.")
    ] = False,
    dyads: Annotated[bool, typer.Option("--dyads", help="Also the directed dyads: from where, to where, years between.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write CSV, Stata and a codebook there; else print CSV.", show_default=False),
    ] = None,
    least: MinConfidence = None,
    accepted: Accepted = False,
    whose: Pseudonymise = None,
    key: KeyFile = None,
) -> None:
    """Count an initiative by division and year: pilot, adoption, plan and mere mention apart, silence never as zero."""
    from kg.analysis.frames import described, to_csv
    from kg.analysis.panel import panel as made

    graph = open_place(place, whose, key, least=least, accepted=accepted)
    found = made(graph, initiative=graph.known_as(initiative), unit=unit.value, variants=variants)
    if out is None:
        table = "dyads" if dyads else "panel"
        typer.echo(to_csv(described()[table]["columns"], found.tables[table]).removeprefix(b"\xef\xbb\xbf"), nl=False)
        return
    _say_uncounted(found)
    if not _write(found, out, dyads=dyads):
        say("warning", "no Stata files: pandas is not installed; run `pip install 'zhengmai[tables]'`")
        raise typer.Exit(PROBLEMS)


def _say_uncounted(found: Panel) -> None:
    rows = found.tables["evidence"]
    nowhere = sum(row["unit_code"] is None for row in rows)
    never = sum(row["unit_code"] is not None and row["year"] is None for row in rows)
    if nowhere:
        say("note", f"in no {found.unit}: {nowhere} of {counted(len(rows), 'statement')}; see evidence.csv")
    if never:
        say(
            "note",
            f"without a year: {never} of {counted(len(rows), 'statement')}; give days of publication: --metadata TABLE.csv",
        )


def _write(found: Panel, out: Path, *, dyads: bool) -> bool:
    """Writes the files; false where those for Stata could not be made."""
    from kg.analysis.frames import codebook, described, has_pandas, to_csv, to_dta

    stata = has_pandas()
    files: dict[Path, bytes] = {}
    for name, rows in found.tables.items():
        if name != "dyads" or dyads:
            files[out / f"{name}.csv"] = to_csv(described()[name]["columns"], rows)
            if stata:
                files[out / f"{name}.dta"] = to_dta(name, rows)
    files[out / "codebook.csv"] = to_csv(("table", "column", "value", "type", "zh", "en"), codebook())
    write_files(files)
    return stata
