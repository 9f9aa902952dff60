"""`kg query`: a SPARQL query over the facts of a build, or one of the questions that come with kg."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, example, say, says_errors
from kg.cli.inputs import Accepted, GraphPlace, KeyFile, MinConfidence, Pseudonymise, open_place, project_at
from kg.cli.printing import print_table
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph import Graph, Result

__all__ = ["query"]


class Format(StrEnum):
    """How a query's answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    turtle = "turtle"


@app.command(
    epilog=example(
        "kg query graph --list\n"
        "kg query graph --question 3 --set prefecture=酒泉市\n"
        "kg query graph --question 4 --accepted\n"
        "kg query graph 'SELECT ?a ?b WHERE { ?a kg:supervises ?b }' --format csv\n"
        "kg query graph query.rq --format json"
    ),
)
@says_errors
def query(
    place: GraphPlace,
    sparql: Annotated[
        str | None,
        typer.Argument(metavar="SPARQL", help="A query, a file that holds one, or - for standard input.", show_default=False),
    ] = None,
    question: Annotated[
        int | None, typer.Option("--question", metavar="N", help="One of the questions that come with kg.", show_default=False)
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Put a value into the question, or any value (NAME=UNDEF); see --list.",
            show_default=False,
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the questions and stop.")] = False,
    least: MinConfidence = None,
    accepted: Accepted = False,
    whose: Pseudonymise = None,
    key: KeyFile = None,
    format: Annotated[Format, typer.Option("--format", help="turtle needs CONSTRUCT or DESCRIBE.")] = Format.table,
) -> None:
    """Ask the graph: a SPARQL query over its facts, or a question by number."""
    if listed:
        _list_questions(place)
        return
    if (sparql is None) == (question is None) or (settings and question is None):
        raise UsageError("give either a SPARQL query or --question N, with --set for what it asks about (--list shows them)")
    graph = open_place(place, whose, key, least=least, accepted=accepted)
    result = _asked(graph, question or 0, _settings(settings or [])) if sparql is None else _run(graph, _sparql(sparql))
    if format is Format.json:
        typer.echo(result.to_json(indent=1))
    elif format is Format.csv:
        typer.echo(result.to_csv(), nl=False)
    elif format is Format.turtle:
        if result.turtle is None:
            raise UsageError("--format turtle needs a CONSTRUCT or DESCRIBE query; this one gives a table")
        typer.echo(result.turtle, nl=False)
    else:
        print_table(result.vars, result.rows)
    if not result.rows:
        say("note", "no rows")


def _run(graph: Graph, sparql: str) -> Result:
    """The answer to a query; warns of terms that it can only have by mistake."""
    from kg.graph.naming import unknown_terms

    for unknown in unknown_terms(sparql):
        say("warning", unknown)
    return graph.query(sparql)


def _sparql(given: str) -> str:
    """The query itself, from standard input for -, from a file where one of that name is there."""
    if given == "-":
        return sys.stdin.read()
    if given.endswith((".rq", ".sparql")):
        try:
            return Path(given).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{given}: cannot be read: {error}") from error
    return given


def _list_questions(place: str) -> None:
    from kg.graph.questions import own_questions, questions

    project = project_at(place)
    for number, question in (questions() | own_questions(project.questions if project else None)).items():
        typer.echo(f"{number:3}  {question.zh} {question.en}")
        for name, meaning in question.parameters:
            default = question.defaults[name]
            typer.echo(f"       --set {name}=…  {meaning} (default: {'all' if default is None else default})")


def _asked(graph: Graph, number: int, values: dict[str, str | None]) -> Result:
    """The answer to a question; says what it asks of where nobody has said it."""
    question = graph.question(number)
    result = graph.ask(number, **values)
    for name, meaning in question.parameters:
        default = question.defaults[name]
        if default is not None and name not in values:
            or_all = f" or --set {name}=UNDEF for all" if "UNDEF" in meaning else ""
            say("note", f"{name}={default} (default; --set {name}=…{or_all})")
    return result


def _settings(pairs: list[str]) -> dict[str, str | None]:
    """NAME=VALUE as a value, NAME= and NAME=UNDEF as any value."""
    unequal = next((pair for pair in pairs if "=" not in pair), None)
    if unequal is not None:
        raise UsageError(f"--set {unequal}: write NAME=VALUE")
    return {name.strip(): None if value in ("", "UNDEF") else value for name, _, value in (pair.partition("=") for pair in pairs)}
