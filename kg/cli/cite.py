"""`kg cite`: a sentence with its reference."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import FAILED, app, counted, example, say, says_errors
from kg.cli.inputs import GraphPlace, KeyFile, Pseudonymise, open_place
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.analysis.citing import Cited

__all__ = ["cite"]


class Style(StrEnum):
    """How a reference is written."""

    gbt = "gbt"
    bibtex = "bibtex"
    csl = "csl"


@app.command(
    epilog=example(
        "kg cite graph 党组织覆盖率\n"
        "kg cite graph 民政厅 督导 --format bibtex > references.bib\n"
        "kg cite graph --statement https://w3id.org/zhengmai/body/620000/甘肃省民政厅 --accessed 2024-05-01"
    ),
)
@says_errors
def cite(
    place: GraphPlace,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]", help="What the sentence holds, all of it.", show_default=False)
    ] = None,
    statement: Annotated[
        str | None,
        typer.Option("--statement", metavar="IRI", help="A node or a claim whose sentences to cite.", show_default=False),
    ] = None,
    format: Annotated[Style, typer.Option("--format", help="GB/T 7714-2015, BibTeX or CSL-JSON.")] = Style.gbt,
    accessed: Annotated[
        str | None, typer.Option("--accessed", metavar="DATE", help="When you looked at the pages.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most so many sentences.")] = 10,
    whose: Pseudonymise = None,
    key: KeyFile = None,
) -> None:
    """Cite a sentence: its words, and the reference of its article."""
    from kg.analysis.citing import cited_statement, cited_words

    if bool(words) == bool(statement):
        raise UsageError("give the words of a sentence, or --statement IRI")
    graph = open_place(place, whose, key)
    if statement:
        found = cited_statement(graph, graph.known_as(statement), accessed=accessed)
    else:
        found = cited_words(graph, graph.known_as(" ".join(words or ())), accessed=accessed)
    if not found:
        say("note", "no sentence holds these words")
        raise typer.Exit(FAILED)
    typer.echo(_written(found[:limit], format), nl=False)
    if len(found) > limit:
        say("note", f"{limit} of {counted(len(found), 'sentence')}; --limit {len(found)} shows all")


def _written(found: Sequence[Cited], format: Style) -> str:
    from kg.analysis.citing import to_bibtex, to_csl, to_gbt

    if format is Style.csl:
        return to_csl(c.reference for c in found)
    if format is Style.bibtex:
        first = {c.reference: c.sentence for c in reversed(found)}
        return "\n".join(to_bibtex(r, first[r]) for r in dict.fromkeys(c.reference for c in found))
    return "\n".join(f"“{c.sentence}”\n  {to_gbt(c.reference)}\n" for c in found)
