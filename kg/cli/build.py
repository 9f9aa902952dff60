"""`kg build`: articles, or annotations, to a folder with graph, store and pages."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kg.cli.app import GOOD, PROBLEMS, app, counted, example, say, says_errors
from kg.cli.inputs import Listed, MaxSize, Table, progress, said, size_in_bytes, table_for, with_lists
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.build import BuildReport, Settings
    from kg.build.reading import Engine
    from kg.build.report import Taken
    from kg.project import Project

__all__ = ["build"]

_TOLD = 20  # stale decisions that a build names


@dataclass(frozen=True, slots=True)
class Ruled:
    """The files in which people have ruled; None for those that lie in the build."""

    registry: Path | None
    decisions: Path | None
    takedown: Path | None


class EngineName(StrEnum):
    """What reads the articles of a build."""

    local = "local"
    ray = "ray"


Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="The folder to write; of a build that is there, only what has changed is read. A project names its own.",
        show_default=False,
    ),
]
ProjectFolder = Annotated[
    Path | None,
    typer.Option("--project", metavar="FOLDER", help="A folder with kg.toml; the same as giving it as PATH.", show_default=False),
]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH…",
        help="Articles (.txt .html .mhtml .docx .doc .pdf .eml), archives (.zip .tar .warc), tables (.jsonl .csv), folders.",
        show_default=False,
    ),
]
Gold = Annotated[Path | None, typer.Option("--gold", metavar="GOLD_DIR", help="Build from annotations instead of extraction.")]
Texts = Annotated[Path | None, typer.Option("--articles", metavar="DIR", help="With --gold: the folder of the texts.")]
Address = Annotated[
    str | None, typer.Option(metavar="HOST:PORT", help="With --engine ray: the cluster; left out, one is started.")
]
RegistryFile = Annotated[
    Path | None, typer.Option("--registry", metavar="TABLE.tsv", help="Rulings on what is one; left out, DIR/registry.tsv.")
]
DecisionsFile = Annotated[
    Path | None, typer.Option("--decisions", metavar="FILE", help="Decisions on facts; left out, DIR/decisions.jsonl.")
]
TakedownFile = Annotated[
    Path | None,
    typer.Option("--takedown", metavar="TABLE.tsv", help="Persons and articles to take out for good; kept in DIR/takedown.tsv."),
]


@app.command(
    epilog=example(
        "kg build article.txt --out graph\n"
        "kg build articles/ more.txt --metadata metadata.csv --out graph\n"
        "kg build articles/ --prune --jobs 4 --out graph\n"
        "kg build myproject\n"
        "kg build --registry registry.tsv --out graph\n"
        "kg build --takedown takedown.tsv --out graph\n"
        "kg build --gold corpus/gold --articles corpus/articles --out graph"
    ),
)
@says_errors
def build(
    out: Out = None,
    paths: Paths = None,
    project: ProjectFolder = None,
    lists: Listed = None,
    metadata: Table = None,
    max_size: MaxSize = "5MB",
    gold: Gold = None,
    articles: Texts = None,
    threshold: Annotated[float, typer.Option(min=0.0, max=1.0, help="Accept as facts only what is at least so certain.")] = 0.0,
    base: Annotated[str | None, typer.Option("--base", metavar="IRI", help="What the graph's own IRIs begin with.")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove what is in DIR and not among the articles given.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes that read; 0 for one a core.")] = 0,
    engine: Annotated[EngineName, typer.Option(help="What reads: processes here, or a Ray cluster.")] = EngineName.local,
    address: Address = None,
    lean: Annotated[bool, typer.Option("--lean", help="At most 300 quads an article, without its mentions.")] = False,
    registry: RegistryFile = None,
    decisions: DecisionsFile = None,
    takedown: TakedownFile = None,
) -> None:
    """Build the graph of articles: store, explorer.html, reading pages, graph.trig, graph.ttl and report.json in DIR."""
    chosen = _cluster(jobs, address) if engine is EngineName.ray else None
    if address is not None and chosen is None:
        raise UsageError("--address is where a Ray cluster is: give --engine ray as well")
    found = _project(project, paths or [])
    if found is not None:
        if out or lists or metadata or gold or articles or base or registry or decisions or lean or threshold or prune:
            raise UsageError(
                f"{found.folder}: is a project, whose kg.toml says this; give --jobs, --engine, --max-size and --takedown alone"
            )
        _exit(*_build_project(found, size_in_bytes(max_size), jobs, chosen, takedown))
    if out is None:
        raise UsageError("give the folder to write: kg build PATH… --out DIR, or a project: kg build FOLDER")
    settings = _settings("extraction" if gold is None else "gold", base, threshold, lean)
    if gold is not None:
        if paths or lists or metadata or articles is None:
            raise UsageError("--gold needs --articles DIR, and takes neither PATH nor --metadata")
        report = _build_gold(gold, articles, out, settings, Ruled(registry, decisions, takedown))
    elif articles is not None or not (paths or lists or _is_build(out)):
        raise UsageError("give the articles to build from: kg build PATH… --out DIR, or --gold GOLD_DIR --articles DIR")
    elif prune and not (paths or lists):
        raise UsageError("--prune needs PATH…: it removes from the build what is not among the articles given")
    else:
        given = with_lists(paths or [], lists)
        ruled = Ruled(registry, decisions, takedown)
        report = _build(given, metadata, size_in_bytes(max_size), out, settings, prune, jobs, chosen, ruled)
    _exit(report, out)


def _settings(source: str, base: str | None, threshold: float, lean: bool) -> Settings:
    from kg.build import Settings
    from kg.link.identity import DEFAULT_BASE
    from kg.rdf import checked_base

    return Settings(source, DEFAULT_BASE if base is None else checked_base(base), threshold, lean)


def _exit(report: BuildReport, out: Path) -> NoReturn:
    _print_build(report, out)
    raise typer.Exit(PROBLEMS if report.skipped else GOOD)


def _project(given: Path | None, paths: list[Path]) -> Project | None:
    """The project that is to be built: --project, or the only path; None where articles are given."""
    from kg.project import is_project, read_project

    projects = [path for path in paths if is_project(path)]
    if (given or projects) and len(paths) > (given is None):
        raise UsageError(f"{given or projects[0]}: is a project; build it alone, its articles stand in kg.toml")
    return read_project(given or projects[0]) if given or projects else None


def _build_project(
    project: Project, max_bytes: int, jobs: int, engine: Engine | None, takedown: Path | None
) -> tuple[BuildReport, Path]:
    """Builds the project, so that its graph has the articles that kg.toml names and no others, from wherever it is called.

    Says when its tables have changed, and how far its watch-list is met.
    """
    from kg.analysis.watch import met
    from kg.build import own_tables
    from kg.cli.watching import Progressing
    from kg.graph import open_graph
    from kg.graph.building import build_project

    before = own_tables(project.output)
    if before is not None and before != project.own.as_text():
        say("note", f"{project.folder}: names, bodies or indicators have changed; all articles are read anew")
    table = table_for(project.articles, project.metadata, max_bytes)
    with Progressing() as watch:
        report = build_project(
            project, table=table, max_bytes=max_bytes, jobs=jobs, engine=engine, takedown=takedown, watch=watch
        )
    if project.watched and not project.lean:
        for name, articles in met(open_graph(project.output, names=True), project.watched).items():
            say("watched", f"{name}: in {counted(articles, 'article')}" if articles else f"{name}: in no article")
    return report, project.output


def _cluster(jobs: int, address: str | None) -> Engine:
    from kg.build.cluster import Cluster

    return Cluster(jobs, address)


def _is_build(out: Path) -> bool:
    from kg.build import is_build

    return is_build(out)


def _build(
    paths: list[Path | str],
    metadata: Path | None,
    max_bytes: int,
    out: Path,
    settings: Settings,
    prune: bool,
    jobs: int,
    engine: Engine | None,
    ruled: Ruled,
) -> BuildReport:
    from kg.build import build_corpus, items
    from kg.cli.watching import Progressing

    table = table_for(paths, metadata, max_bytes)
    with Progressing() as watch:
        return build_corpus(
            functools.partial(items, paths, table=table, max_bytes=max_bytes),
            out,
            settings,
            jobs=jobs,
            engine=engine,
            max_bytes=max_bytes,
            prune=prune,
            registry=ruled.registry,
            decisions=ruled.decisions,
            takedown=ruled.takedown,
            extras=(_pages(settings),),
            watch=watch,
        )


def _build_gold(gold: Path, articles: Path, out: Path, settings: Settings, ruled: Ruled) -> BuildReport:
    from kg.build import gold_documents, write_build

    return write_build(
        said(progress(gold_documents(gold, articles), "Building")),
        out,
        source=settings.source,
        base=settings.base,
        threshold=settings.threshold,
        lean=settings.lean,
        registry=ruled.registry,
        decisions=ruled.decisions,
        takedown=ruled.takedown,
        extras=(_pages(settings),),
    )


def _pages(settings: Settings) -> functools.partial[None]:
    return functools.partial(_write_pages, base=settings.base)


def _write_pages(folder: Path, base: str) -> None:
    from kg.graph.building import write_pages_of  # loads the graph and its views: only when there are pages to write

    write_pages_of(folder, base)


def _print_taken(taken: Taken) -> None:
    if taken.articles or taken.changed:
        typer.echo(
            f"taken out: {counted(taken.articles, 'article')}; {counted(taken.persons, 'person')} with "
            f"{counted(taken.mentions, 'mention')} and {counted(taken.facts, 'fact')}, "
            f"names blanked in {counted(taken.changed, 'article')}"
        )
    for dropped in taken.dropped[:_TOLD]:
        say("dropped", f"{dropped}: it names what is taken out")
    if len(taken.dropped) > _TOLD:
        say("dropped", f"{len(taken.dropped) - _TOLD} more")


def _print_build(report: BuildReport, out: Path) -> None:
    from kg.build import LARGE

    totals = report.totals
    counts = ", ".join(
        counted(totals[f"{noun}s"], noun) for noun in ("article", "mention", "event", "relation", "figure", "fact")
    )
    typer.echo(f"{out}: {counts}" + (f"; {totals['skipped']} skipped, see report.json" if totals["skipped"] else ""))
    for ruling in report.idle:
        say("warning", f"{out / 'registry.tsv'}: the ruling '{ruling}' meets nothing in these articles")
    _print_taken(report.changes.taken)
    if report.decided or report.stale:
        typer.echo(f"{counted(report.decided, 'decision')} followed")
    for stale in report.stale[:_TOLD]:
        say("stale", f"{stale['verdict']} {stale['kind']} {stale['text']} ({stale['id']}, {stale['file']}): {stale['reason']}")
    if len(report.stale) > _TOLD:
        say("stale", f"{counted(len(report.stale) - _TOLD, 'decision')} more: kg review {out} --stale")
    changes = report.changes
    if not changes.published:
        typer.echo("nothing has changed")
    elif changes.unchanged or changes.kept or changes.removed:
        kept = f", {changes.kept} kept that were not given (--prune removes them)" if changes.kept else ""
        typer.echo(f"{changes.read} read, {changes.unchanged} unchanged, {changes.removed} removed{kept}")
    if totals["articles"] <= LARGE:
        typer.echo(f"look around: {out / 'explorer.html'}")
    else:
        typer.echo(f"above {LARGE} articles no page holds all: kg serve {out}, kg query {out}, kg export {out} --format trig")
