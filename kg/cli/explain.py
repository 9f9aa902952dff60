"""`kg explain`: the words, the rule and the confidence behind what is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import GOOD, PROBLEMS, app, example, say, says_errors
from kg.cli.inputs import KeyFile, Pseudonymise, Table, keeps_names_back, open_place
from kg.cli.printing import print_table
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.cli.inputs import Kind
    from kg.graph import Explanation
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
    whose: Pseudonymise = None,
    key: KeyFile = None,
) -> None:
    """Show the words that a statement stands on, the rule that read them, and how certain it is."""
    if (at is None) == (not names) or len(names or ()) > 2:
        raise UsageError("give one name or two: kg explain DIR NAME [NAME], or an offset: kg explain FILE --at OFFSET")
    if at is None:
        found = open_place(source, whose, key, folder=True).explain(*(names or ()))
    else:
        found = _explained_at(source, at, metadata, whose, key)
    if not found:
        say("note", f"nothing ties {' and '.join(names)}" if names else "nothing was read here")
        raise typer.Exit(PROBLEMS if names else GOOD)
    rows = [[x.what, *_evidence(x.evidence, sentence=at is None)] for x in found]
    columns = ["what", "words", *(["sentence"] if at is None else []), "rule", "confidence"]
    if any(x.evidence.url for x in found):
        columns.append("source")
        rows = [[*row, x.evidence.cited] for row, x in zip(rows, found, strict=True)]
    print_table(columns, rows)


def _explained_at(article: Path, at: int, metadata: Path | None, whose: Kind | None, key: Path | None) -> tuple[Explanation, ...]:
    """What was read at an offset of the article's text, with its names; those printed may be pseudonyms."""
    from kg.graph import build as built
    from kg.people import read_key

    if article.is_dir():
        raise UsageError(f"{article}: --at asks about an article, not a folder; give its file")
    hidden = keeps_names_back(article, whose, key)
    if hidden and key is None:
        raise UsageError(f"{article}: is no build that holds a secret; give one with --key FILE, or pseudonyms could be guessed")
    graph = built(article, metadata=metadata)
    read, *others = graph.articles()
    if not hidden or key is None or not 0 <= at < len(read.text):
        return graph.explain_at(read.iri, at)
    if others:
        raise UsageError(f"{article}: holds {len(others) + 1} articles; give the file of one, to have it with pseudonyms")
    shown = graph.pseudonymised(read_key(key))
    return shown.explain_at(shown.articles()[0].iri, shown.offset_in(read.text, at))


def _evidence(evidence: Evidence, *, sentence: bool) -> list[str]:
    sure = f"{evidence.confidence:.2f}{' ✓' if evidence.verified else ''}"  # ✓: a person has verified it
    where = f"{evidence.words} [{evidence.start}, {evidence.stop})"
    return [where, *([evidence.sentence.strip()] if sentence else []), evidence.rule, sure]
