"""The command `kg`: parses arguments, calls the API, prints.

Results go to standard output, messages and progress to standard error. Exit codes: 0 good, 1 done but some inputs were
skipped or problems found, 2 wrong use or nothing that could be done. What a command needs is imported when it runs, so
that `kg --help` is there at once.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from kg.build import BuildReport, Outcome
    from kg.graph import Graph
    from kg.graph.views import Evidence
    from kg.model import Document

__all__ = ["app", "main"]

GOOD, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)

Command = TypeVar("Command", bound=Callable[..., None])


class Format(StrEnum):
    """How a query's answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    turtle = "turtle"


Table = Annotated[
    Path | None,
    typer.Option(
        "--metadata", metavar="TABLE.csv", help="What is known of each file: file,title,author,publisher,published,territory,url."
    ),
]
MaxSize = Annotated[str, typer.Option("--max-size", metavar="SIZE", help="The largest file to read: 5MB, 800KB, 20000000.")]
Articles = Annotated[Path, typer.Option("--articles", metavar="DIR", help="The folder of the articles' texts, ID.txt each.")]
BuildDir = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `kg build` wrote.", show_default=False)]


@app.callback(invoke_without_command=True)
def _app(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    """政脉 Zhengmai: knowledge graphs from Chinese government work articles, with the words behind every statement."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"zhengmai {installed('zhengmai')}")
        raise typer.Exit(GOOD)


def _example(text: str) -> str:
    """The epilog of a command's help: what to type."""
    return "Examples:\n\n" + "\n\n".join(f"  $ {line}" for line in text.strip().splitlines())


def _says_errors(command: Command) -> Command:
    """A command whose expected errors become one line on standard error and exit code 2."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except typer.Exit:
            raise
        except KgError as error:
            _say("error", error)
            raise typer.Exit(FAILED) from error
        except KeyboardInterrupt:
            _say("error", "interrupted; nothing half written was kept")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # The reader (head, less) has gone: nothing is left to say, not even at interpreter shutdown.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(PROBLEMS) from None
        except Exception as error:
            if "KG_DEBUG" in os.environ:
                raise
            _say("internal error", f"{type(error).__name__}: {error}; please report it (KG_DEBUG=1 shows where)")
            raise typer.Exit(FAILED) from error

    return guarded  # type: ignore[return-value]


def _say(kind: str, message: object) -> None:
    typer.echo(f"kg: {kind}: {message}", err=True)


@app.command(
    epilog=_example("kg extract article.txt\nkg extract articles/*.txt --metadata metadata.csv > records.jsonl"),
)
@_says_errors
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Articles, or folders of .txt files.", show_default=False)],
    metadata: Table = None,
    max_size: MaxSize = "5MB",
) -> None:
    """Print what articles say, one JSON object a line in the annotation format."""
    from kg.record import to_record

    done = skipped = 0
    for outcome in _progress(_outcomes(files, metadata, max_size), "Extracting"):
        if outcome.doc is None:
            skipped += 1
            _say("skipped", outcome.error)
        else:
            done += 1
            _say_warnings(outcome.file, outcome.doc)
            typer.echo(json.dumps(to_record(outcome.doc), ensure_ascii=False))
    raise typer.Exit(_code(done, skipped))


@app.command(
    epilog=_example(
        "kg build article.txt --out graph\n"
        "kg build articles/ more.txt --metadata metadata.csv --out graph\n"
        "kg build --gold corpus/gold --articles corpus/articles --out graph"
    ),
)
@_says_errors
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
    """Build the graph of articles: graph.trig, graph.ttl, store, explorer.html and report.json in DIR."""
    from kg.build import gold_documents, write_build
    from kg.link.identity import DEFAULT_BASE

    if gold is not None:
        if paths or metadata or articles is None:
            raise UsageError("--gold needs --articles DIR, and takes neither PATH nor --metadata")
        outcomes, source = gold_documents(gold, articles), "gold"
    elif not paths or articles is not None:
        raise UsageError("give the articles to build from: kg build PATH… --out DIR, or --gold GOLD_DIR --articles DIR")
    else:
        outcomes, source = _outcomes(paths, metadata, max_size), "extraction"
    report = write_build(
        _said(_progress(outcomes, "Building")),
        out,
        source=source,
        base=base or DEFAULT_BASE,
        threshold=threshold,
        extras=(functools.partial(_write_explorer, base=base or DEFAULT_BASE),),
    )
    _print_build(report, out)
    raise typer.Exit(PROBLEMS if report.skipped else GOOD)


def _write_explorer(folder: Path, base: str) -> None:
    from kg.graph import open_graph
    from kg.view import write_explorer

    write_explorer(open_graph(folder, base), folder / "explorer.html")


def _print_build(report: BuildReport, out: Path) -> None:
    totals = report.as_json()["totals"]
    counts = ", ".join(f"{totals[key]} {key}" for key in ("articles", "mentions", "events", "relations", "figures", "facts"))
    typer.echo(f"{out}: {counts}" + (f"; {totals['skipped']} skipped, see report.json" if totals["skipped"] else ""))
    typer.echo(f"look around: {out / 'explorer.html'}")


@app.command(
    epilog=_example(
        "kg query graph --list\n"
        "kg query graph --question 1 --set name=甘肃省民政厅\n"
        "kg query graph 'SELECT ?a ?b WHERE { ?a kg:supervises ?b }' --format csv\n"
        "kg query graph query.rq --format json"
    ),
)
@_says_errors
def query(
    folder: BuildDir,
    sparql: Annotated[
        str | None,
        typer.Argument(metavar="SPARQL", help="A query, a file that holds one, or - for standard input.", show_default=False),
    ] = None,
    question: Annotated[
        int | None, typer.Option("--question", metavar="N", help="One of the questions that come with kg.", show_default=False)
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Put a value into the question; see --list.", show_default=False),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the questions and stop.")] = False,
    format: Annotated[Format, typer.Option("--format", help="turtle needs CONSTRUCT or DESCRIBE.")] = Format.table,
) -> None:
    """Ask the graph: a SPARQL query over its facts, or a question by number."""
    if listed:
        _list_questions()
        return
    if (sparql is None) == (question is None) or (settings and question is None):
        raise UsageError("give either a SPARQL query or --question N, with --set for what it asks about (--list shows them)")
    graph = _open(folder)
    result = graph.query(_sparql(sparql)) if sparql is not None else graph.question(question or 0, **_settings(settings or []))
    if format is Format.json:
        typer.echo(result.to_json(indent=1))
    elif format is Format.csv:
        typer.echo(result.to_csv(), nl=False)
    elif format is Format.turtle:
        if result.turtle is None:
            raise UsageError("--format turtle needs a CONSTRUCT or DESCRIBE query; this one gives a table")
        typer.echo(result.turtle, nl=False)
    else:
        _print_table(list(result.vars), [[_cell(value) for value in row] for row in result.rows])
    if not result.rows:
        _say("note", "no rows")


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


def _list_questions() -> None:
    from kg.graph.questions import questions

    for number, question in questions().items():
        typer.echo(f"{number:3}  {question.zh} {question.en}")
        for name, meaning in question.parameters:
            typer.echo(f"       --set {name}=…  {meaning}")


def _settings(pairs: list[str]) -> dict[str, str]:
    unequal = next((pair for pair in pairs if "=" not in pair), None)
    if unequal is not None:
        raise UsageError(f"--set {unequal}: write NAME=VALUE")
    return {name.strip(): value for name, _, value in (pair.partition("=") for pair in pairs)}


@app.command(
    epilog=_example("kg explain graph 甘肃省民政厅\nkg explain graph 甘肃省民政厅 双孵化\nkg explain article.txt --at 272"),
)
@_says_errors
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
    graph = _open(source) if at is None else _graph_of(source, metadata)
    found = graph.explain(*(names or ())) if at is None else graph.explain_at(graph.articles()[0].iri, at)
    if not found:
        _say("note", f"nothing ties {' and '.join(names)}" if names else "nothing was read here")
        raise typer.Exit(PROBLEMS if names else GOOD)
    rows = [[x.what, *_evidence(x.evidence, sentence=at is None)] for x in found]
    _print_table(["what", "words", *(["sentence"] if at is None else []), "rule", "confidence"], rows)


def _graph_of(article: Path, metadata: Path | None) -> Graph:
    from kg.graph import build as built

    if article.is_dir():
        raise UsageError(f"{article}: --at asks about an article, not a folder; give its file")
    return built(article, metadata=metadata)


def _evidence(evidence: Evidence, *, sentence: bool) -> list[str]:
    where = f"{evidence.words} [{evidence.start}, {evidence.stop})"
    return [where, *([evidence.sentence.strip()] if sentence else []), evidence.rule, f"{evidence.confidence:.2f}"]


@app.command(epilog=_example("kg validate graph"))
@_says_errors
def validate(folder: BuildDir) -> None:
    """Check a build: its files agree, every statement has its words, and the graph conforms to its SHACL shapes."""
    from kg.validate import problems

    found = list(problems(folder))
    for problem in found:
        typer.echo(problem)
    typer.echo(f"{folder}: {len(found)} problems" if found else f"{folder}: conforms")
    raise typer.Exit(PROBLEMS if found else GOOD)


@app.command(
    epilog=_example(
        "kg score corpus/gold --articles corpus/articles --metadata corpus/metadata.csv\n"
        "kg score corpus/gold --articles corpus/articles --per-type --errors\n"
        "kg score corpus/gold --articles corpus/articles --predicted records.jsonl --json"
    ),
)
@_says_errors
def score(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD", help="A folder of annotated ID.json, one such file, or a .jsonl.", show_default=False),
    ],
    articles: Articles,
    metadata: Table = None,
    predicted: Annotated[
        Path | None, typer.Option("--predicted", metavar="PATH", help="Score these records instead of extracting.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    per_type: Annotated[
        bool, typer.Option("--per-type", help="Also a table for each type of mention, event and relation.")
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Also list where gold and prediction differ, with the text.")] = False,
    samples: Annotated[int, typer.Option("--samples", min=0, help="Resamplings for the 95 % intervals; 0 for none.")] = 1000,
) -> None:
    """Measure extraction against gold: precision, recall and F1 by section 8 of the annotation scheme."""
    from kg.score import report

    golds = _gold(gold)
    texts = {key: _text(articles / f"{key}.txt") for key in golds}
    answers = _read_records(predicted) if predicted else _predictions(golds, articles, metadata)
    result = report(golds, answers, texts)
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        _print_scores(result, per_type=per_type, samples=samples)
    if errors:
        _print_errors(golds, answers, texts, as_json=as_json)
    raise typer.Exit(PROBLEMS if result.missing else GOOD)


def _read_records(path: Path) -> dict[str, Any]:
    from kg.record import read_records

    return read_records(path)


def _gold(path: Path) -> dict[str, Any]:
    """The gold records of a folder, of a .jsonl, or of one ID.json."""
    from kg.errors import RecordError

    if path.suffix == ".json" and path.is_file():
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            return {record["id"]: record}
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise RecordError(f"{path}: not a record of the annotation format: {error!r}") from error
    records = _read_records(path)
    if not records:
        raise RecordError(f"{path}: no gold records here; give a folder of ID.json")
    return records


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the text of a gold article cannot be read: {error}") from error


def _predictions(golds: Iterable[str], articles: Path, metadata: Path | None) -> dict[str, Any]:
    from kg.record import to_record

    paths = [articles / f"{key}.txt" for key in golds]
    outcomes = _progress(_outcomes(paths, metadata, "5MB"), "Extracting")
    return {o.doc.id: to_record(o.doc) for o in _said(outcomes) if o.doc is not None}


def _print_scores(result: Any, *, per_type: bool, samples: int) -> None:
    from kg.score import intervals

    spread = intervals(result.articles.values(), samples=samples) if samples and len(result.articles) > 1 else {}
    shares = result.total.shares
    typer.echo(f"{len(result.articles)} articles" + (f", {len(result.missing)} without a prediction" if result.missing else ""))
    rows = [
        [key, *_figures(c), f"{spread[key].low:.3f}-{spread[key].high:.3f}" if key in spread else ""]
        for key, c in result.total.counts.items()
    ]
    _print_table(["", "P", "R", "F1", "right", "found", "gold", "95 % of F1"], rows)
    _print_table(
        ["of what was found, right in", "share", "of"], [[key, f"{s.value:.3f}", str(s.of)] for key, s in sorted(shares.items())]
    )
    if per_type:
        _print_table(
            ["type", "P", "R", "F1", "right", "found", "gold"],
            [[key, *_figures(c)] for key, c in sorted(result.total.types.items())],
        )


def _figures(counts: Any) -> list[str]:
    rates = [f"{value:.3f}" for value in (counts.precision, counts.recall, counts.f1)]
    return [*rates, str(counts.right), str(counts.found), str(counts.gold)]


def _print_errors(golds: dict[str, Any], answers: dict[str, Any], texts: dict[str, str], *, as_json: bool) -> None:
    from dataclasses import asdict

    from kg.score import differences

    for d in differences(golds, answers, texts):
        if as_json:
            typer.echo(json.dumps(asdict(d), ensure_ascii=False))
        else:
            typer.echo(f"{d.article} {d.kind} at {d.at}\n  gold: {d.gold or '-'}\n  here: {d.predicted or '-'}\n  text: {d.text}")


@app.command(
    epilog=_example("kg view graph\nkg view graph --focus 甘肃省民政厅\nkg view graph --focus 双孵化 --out pilot.html --no-open")
)
@_says_errors
def view(
    folder: BuildDir,
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="NAME", help="The entity to open on.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write; DIR/explorer.html if left out.", show_default=False),
    ] = None,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Write the explorer, one HTML file without any network, and open it."""
    import webbrowser

    from kg.view import write_explorer

    target = out or folder / "explorer.html"
    if focus is not None or out is not None or not target.is_file():
        graph = _open(folder)
        try:
            write_explorer(graph, target, focus=focus)
        except OSError as error:
            raise UsageError(f"{target}: cannot be written: {error.strerror}") from error
    typer.echo(str(target))
    if opened and not webbrowser.open(target.absolute().as_uri()):
        _say("note", "no browser here; open the file yourself")


def _open(folder: Path) -> Graph:
    """The graph of a build, with the base that it was built with."""
    from kg.errors import StoreError
    from kg.graph import open_graph

    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        return open_graph(folder, report["base"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder}: is no build; make one with `kg build PATH… --out {folder}`") from error


def _outcomes(paths: list[Path], metadata: Path | None, max_size: str) -> Iterator[Outcome]:
    from kg.build import extracted
    from kg.read import article_files, read_table

    table = read_table(metadata) if metadata else None
    if table and table.rows:
        files, _ = article_files(paths)
        if files and not any(table.of(file) for file in files):
            _say("warning", f"{metadata}: no row is about these files; its column 'file' holds names such as {files[0].name}")
    return extracted(paths, table=table, max_bytes=_bytes(max_size))


def _bytes(size: str) -> int:
    """5MB as 5,000,000."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?)B?", size.strip().replace("_", ""), re.IGNORECASE)
    if match is None or float(match[1]) <= 0:
        raise UsageError(f"--max-size {size!r}: write a size such as 5MB, 800KB or 20000000")
    return int(float(match[1]) * {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}[match[2].upper()])


def _said(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, with a message for each that was skipped or has warnings."""
    for outcome in outcomes:
        if outcome.doc is None:
            _say("skipped", outcome.error)
        else:
            _say_warnings(outcome.file, outcome.doc)
        yield outcome


def _say_warnings(file: str, doc: Document) -> None:
    for warning in doc.warnings:
        _say("warning", f"{file}: {warning}")


def _code(done: int, skipped: int) -> int:
    if not done:
        return FAILED
    return PROBLEMS if skipped else GOOD


def _progress(items: Iterable[Outcome], what: str) -> Iterator[Outcome]:
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


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _print_table(columns: list[str], rows: list[list[str]]) -> None:
    """A table on standard output, as wide as it needs to be where no terminal sets a width."""
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 10_000, highlight=False)
    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def main() -> None:
    """The entry point of `kg`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
