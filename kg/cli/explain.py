"""`kg explain`: the words, the rule and the confidence behind what is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import GOOD, PROBLEMS, app, example, say, says_errors
from kg.cli.inputs import Table, open_folder
from kg.cli.printing import print_table
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.graph.views import Evidence

__all__ = ["explain"]


@app.command(
    epilog=example("kg explain graph 甘肃省民政厅\nkg explain graph 甘肃省民政厅 双孵化\nkg explain article.txt --at 272"),
)
@says_errors
def explain(
    source: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="A build, or an article with --at.", show_default=False)],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME [NAME]", help="An entity, or two to ask what ties them.", show_default=False),
    ] = None,
    at: Annotated[
        int | None,
        typer.Option("--at", metavar="OFFSET", help="What was read at this offset of the article's text.", show_default=False),
    ] = None,
    metadata: Table = None,
) -> None:
    """Show the words that a statement stands on, the rule that read them, and how certain it is."""
    if (at is None) == (not names) or len(names or ()) > 2:
        raise UsageError("give one name or two: kg explain DIR NAME [NAME], or an offset: kg explain FILE --at OFFSET")
    graph = open_folder(source) if at is None else _graph_of(source, metadata)
    found = graph.explain(*(names or ())) if at is None else graph.explain_at(graph.articles()[0].iri, at)
    if not found:
        say("note", f"nothing ties {' and '.join(names)}" if names else "nothing was read here")
        raise typer.Exit(PROBLEMS if names else GOOD)
    rows = [[x.what, *_evidence(x.evidence, sentence=at is None)] for x in found]
    columns = ["what", "words", *(["sentence"] if at is None else []), "rule", "confidence"]
    if any(x.evidence.url for x in found):
        columns.append("source")
        rows = [[*row, x.evidence.cited] for row, x in zip(rows, found, strict=True)]
    print_table(columns, rows)


def _graph_of(article: Path, metadata: Path | None) -> Graph:
    from kg.graph import build as built

    if article.is_dir():
        raise UsageError(f"{article}: --at asks about an article, not a folder; give its file")
    return built(article, metadata=metadata)


def _evidence(evidence: Evidence, *, sentence: bool) -> list[str]:
    sure = f"{evidence.confidence:.2f}{' ✓' if evidence.verified else ''}"  # ✓: a person has verified it
    where = f"{evidence.words} [{evidence.start}, {evidence.stop})"
    return [where, *([evidence.sentence.strip()] if sentence else []), evidence.rule, sure]
