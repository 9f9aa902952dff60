"""`kg build`: articles, or annotations, to a folder with graph, store and pages."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import GOOD, PROBLEMS, app, example, says_errors
from kg.cli.inputs import MaxSize, Table, outcomes, progress, said
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.build import BuildReport

__all__ = ["build"]


@app.command(
    epilog=example(
        "kg build article.txt --out graph\n"
        "kg build articles/ more.txt --metadata metadata.csv --out graph\n"
        "kg build --gold corpus/gold --articles corpus/articles --out graph"
    ),
)
@says_errors
def build(
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR", help="The folder to write; a build that is there is replaced whole.", show_default=False
        ),
    ],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Articles, or folders of .txt files.", show_default=False)
    ] = None,
    metadata: Table = None,
    max_size: MaxSize = "5MB",
    gold: Annotated[
        Path | None, typer.Option("--gold", metavar="GOLD_DIR", help="Build from annotations instead of extraction.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option("--articles", metavar="DIR", help="With --gold: the folder of the texts.")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0.0, max=1.0, help="Accept as facts only what is at least so certain.")] = 0.0,
    base: Annotated[str | None, typer.Option("--base", metavar="IRI", help="What the graph's own IRIs begin with.")] = None,
) -> None:
    """Build the graph of articles: graph.trig, graph.ttl, store, explorer.html, reading pages and report.json in DIR."""
    from kg.build import gold_documents, write_build
    from kg.link.identity import DEFAULT_BASE

    if gold is not None:
        if paths or metadata or articles is None:
            raise UsageError("--gold needs --articles DIR, and takes neither PATH nor --metadata")
        inputs, source = gold_documents(gold, articles), "gold"
    elif not paths or articles is not None:
        raise UsageError("give the articles to build from: kg build PATH… --out DIR, or --gold GOLD_DIR --articles DIR")
    else:
        inputs, source = outcomes(paths, metadata, max_size), "extraction"
    report = write_build(
        said(progress(inputs, "Building")),
        out,
        source=source,
        base=base or DEFAULT_BASE,
        threshold=threshold,
        extras=(functools.partial(_write_pages, base=base or DEFAULT_BASE),),
    )
    _print_build(report, out)
    raise typer.Exit(PROBLEMS if report.skipped else GOOD)


def _write_pages(folder: Path, base: str) -> None:
    from kg.graph import open_graph
    from kg.view import write_pages

    write_pages(open_graph(folder, base), folder)


def _print_build(report: BuildReport, out: Path) -> None:
    totals = report.as_json()["totals"]
    counts = ", ".join(f"{totals[key]} {key}" for key in ("articles", "mentions", "events", "relations", "figures", "facts"))
    typer.echo(f"{out}: {counts}" + (f"; {totals['skipped']} skipped, see report.json" if totals["skipped"] else ""))
    typer.echo(f"look around: {out / 'explorer.html'}")
