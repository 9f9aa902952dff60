"""`kg indicators`: what the figures of a graph measure, and the words that nothing is known for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, counted, example, say, says_errors
from kg.cli.inputs import GraphPlace, KeyFile, Pseudonymise, open_place, project_at
from kg.cli.printing import print_table
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph.result import Value

__all__ = ["indicators"]


class Format(StrEnum):
    """How the indicators are printed."""

    table = "table"
    csv = "csv"


@app.command(
    epilog=example(
        "kg indicators graph\nkg indicators graph --unmatched --format csv > unmatched.csv\nkg indicators graph --known"
    )
)
@says_errors
def indicators(
    place: GraphPlace,
    unmatched: Annotated[bool, typer.Option("--unmatched", help="The words of figures that no indicator has.")] = False,
    known: Annotated[bool, typer.Option("--known", help="All indicators that there are, with units and words.")] = False,
    whose: Pseudonymise = None,
    key: KeyFile = None,
    format: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.table,
) -> None:
    """List the standard indicators that figures measure, whatever the texts call them, or what is still without one."""
    if unmatched and known:
        raise UsageError("give --unmatched or --known, not both")
    if known:
        _print(*_known(place), format)
        return
    graph = open_place(place, whose, key)
    from kg.analysis.indicators import by_indicator
    from kg.analysis.indicators import unmatched as without

    measured, bare = by_indicator(graph), without(graph)
    if unmatched:
        _print(
            ("words", "unit", "figures", "articles", "sentence"),
            [(u.words, u.unit, u.figures, u.articles, u.sentence) for u in bare],
            format,
        )
    else:
        _print(
            ("indicator", "figures", "articles", "words"),
            [(m.indicator, m.figures, m.articles, ";".join(m.words)) for m in measured],
            format,
        )
    total = len(graph.figures())
    say("note", f"with a standard indicator: {sum(m.figures for m in measured):,} of {counted(total, 'figure')}")


def _known(place: str) -> tuple[Sequence[str], list[tuple[Value, ...]]]:
    """The scheme, with the project's own words where `place` is a project."""
    from kg.link.identity import DEFAULT_BASE
    from kg.rdf.indicators import Indicators

    project = project_at(place)
    own = project.own.indicators if project else ()
    scheme = Indicators.with_own(own, (project and project.base) or DEFAULT_BASE)
    broader = {c.iri: c.zh for c in scheme.concepts.values()}
    rows: list[tuple[Value, ...]] = [
        (c.zh, c.en, ";".join(sorted(c.units)), broader.get(c.broader or ""), ";".join(c.words[1:]), c.denominator.get("zh"))
        for c in sorted(scheme.concepts.values(), key=lambda c: c.zh)
    ]
    return ("indicator", "english", "units", "broader", "words", "denominator"), rows


def _print(columns: Sequence[str], rows: Sequence[tuple[Value, ...]], format: Format) -> None:
    if format is Format.csv:
        from kg.graph.result import Result

        typer.echo(Result(tuple(columns), tuple(rows)).to_csv(), nl=False)
    else:
        print_table(columns, rows)
