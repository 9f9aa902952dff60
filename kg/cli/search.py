"""`kg search`: the sentences that hold words."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, counted, example, say, says_errors
from kg.cli.inputs import GraphPlace, KeyFile, Pseudonymise, open_place
from kg.cli.printing import print_table

if TYPE_CHECKING:
    from kg.analysis.search import Hit

__all__ = ["search"]

_COLUMNS = ("published", "title", "id", "sentence")


class Format(StrEnum):
    """How sentences are printed."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command(
    epilog=example(
        "kg search graph 党组织覆盖率\n"
        "kg search graph 民政厅 督导 --since 2017 --until 2018-06\n"
        "kg search graph 甘肃省民政厅 --names --format csv > sentences.csv"
    ),
)
@says_errors
def search(
    place: GraphPlace,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="What a sentence must hold, all of it.", show_default=False)
    ],
    names: Annotated[
        bool, typer.Option("--names", help="A full name also finds what texts call it: 甘肃省民政厅 in 省民政厅.")
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Published then or later: 2017, 2017-06.", show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Published then or before.", show_default=False)
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.", show_default=False)] = None,
    whose: Pseudonymise = None,
    key: KeyFile = None,
    format: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.table,
) -> None:
    """Find the sentences that hold words, with article, date and offsets."""
    from kg.analysis.search import search as found_in

    graph = open_place(place, whose, key)
    hits = found_in(graph, [graph.known_as(word) for word in words], names=names, since=since, until=until)
    _print(hits[:limit], format)
    if not hits:
        say("note", f"no sentence holds {' and '.join(words)}")
    elif limit is not None and len(hits) > limit:
        say("note", f"{limit} of {counted(len(hits), 'sentence')}; --limit {len(hits)} shows all")


def _print(hits: tuple[Hit, ...], format: Format) -> None:
    rows = [_row(hit) for hit in hits]
    if format is Format.json:
        found = [{**row, "found": hit.found} for row, hit in zip(rows, hits, strict=True)]
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif format is Format.csv:
        from kg.graph.result import Result

        columns = (*_COLUMNS, "article", "start", "stop", "url")
        typer.echo(Result(columns, tuple(tuple(row[name] for name in columns) for row in rows)).to_csv(), nl=False)
    else:
        shown = [*_COLUMNS, *(["url"] if any(hit.url for hit in hits) else [])]
        print_table(shown, [[row[name] for name in shown] for row in rows])


def _row(hit: Hit) -> dict[str, str | int | None]:
    return {
        "published": hit.published,
        "title": hit.title,
        "id": hit.id,
        "sentence": hit.sentence.strip(),
        "article": hit.article,
        "start": hit.start,
        "stop": hit.stop,
        "url": hit.url,
    }
