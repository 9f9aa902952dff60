"""`kg review`: facts and identities judged by people, most valuable first; samples, agreement, gold in and out."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import GOOD, PROBLEMS, app, counted, example, say, says_errors
from kg.cli.inputs import BuildDir, Pseudonymise, built_folder, keeps_names_back, project_at
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.build.reviewing import Reviewed
    from kg.cli.inputs import Kind as Names
    from kg.review import Decision
    from kg.score import Interval

__all__ = ["review"]


class Kind(StrEnum):
    """What may be asked about."""

    mention = "mention"
    name = "name"
    date = "date"
    figure = "figure"
    event = "event"
    role = "role"
    relation = "relation"
    identity = "identity"


Who = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who decides; left out, the user of this computer.")]
Kinds = Annotated[list[Kind] | None, typer.Option("--kind", help="Ask only about these; may be given several times.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Ask at most so many questions.")]
DecisionsFile = Annotated[
    Path | None, typer.Option("--decisions", metavar="FILE", help="The file of decisions; left out, DIR/decisions.jsonl.")
]
RegistryFile = Annotated[
    Path | None, typer.Option("--registry", metavar="TABLE.tsv", help="The registry of identities; left out, DIR/registry.tsv.")
]
Undo = Annotated[list[str] | None, typer.Option("--undo", metavar="ID", help="Take these decisions out of the file.")]
ToGold = Annotated[Path | None, typer.Option("--to-gold", metavar="FOLDER", help="Write the decided articles as gold.")]
FromGold = Annotated[
    Path | None, typer.Option("--from-gold", metavar="FOLDER", help="Take gold of these articles in as decisions.")
]
Sample = Annotated[int | None, typer.Option("--sample", metavar="N", min=1, help="Write a blind sample of N sentences to --out.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="With --sample: which sample.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="With --sample: the sheet to write, tab-separated.")]
Assess = Annotated[Path | None, typer.Option("--assess", metavar="FILE", help="What a coded sheet says of precision and recall.")]
Agree = Annotated[
    tuple[Path, Path] | None, typer.Option("--agreement", metavar="FILE1 FILE2", help="How far two coders of one sheet agree.")
]


@app.command(
    epilog=example(
        "kg review graph --who 王芳 --limit 20\n"
        "kg review graph --kind event --kind relation\n"
        "kg review graph --stale\n"
        "kg review graph --undo 3f9a0c12b7de\n"
        "kg review graph --to-gold gold\n"
        "kg review graph --from-gold gold --who 王芳\n"
        "kg review graph --sample 100 --seed 1 --out sheet.tsv\n"
        "kg review graph --assess sheet.tsv\n"
        "kg review graph --agreement sheet-a.tsv sheet-b.tsv"
    ),
)
@says_errors
def review(
    folder: BuildDir,
    who: Who = None,
    kinds: Kinds = None,
    limit: Limit = 20,
    decisions: DecisionsFile = None,
    registry: RegistryFile = None,
    listed: Annotated[bool, typer.Option("--list", help="Print the decisions, newest first.")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="Print the decisions that cannot act any more, and why.")] = False,
    undo: Undo = None,
    to_gold: ToGold = None,
    from_gold: FromGold = None,
    sample: Sample = None,
    seed: Seed = 0,
    out: Out = None,
    assess: Assess = None,
    agreement: Agree = None,
    whose: Pseudonymise = None,
) -> None:
    """Correct facts: asks what is doubtful and much used first; `kg build --out DIR` then follows the answers.

    The answers stand in DIR/decisions.jsonl, a line each, and stay when articles are read anew or rules change.
    """
    from kg.build.reviewing import Reviewed

    if (sample is None) != (out is None):
        raise UsageError("--sample N and --out FILE go together")
    if sample is not None or to_gold is not None:
        _check_names(folder, whose)
    project = project_at(str(folder))
    again = f"kg build {'--out ' if project is None else ''}{folder}"  # what brings the answers into the graph
    if project is not None:
        folder, decisions, registry = built_folder(folder), decisions or project.decisions, registry or project.registry
    reviewed = Reviewed.open(folder, decisions, registry)
    tasks: dict[str, tuple[object, Callable[[], int]]] = {
        "--list": (listed, lambda: _list(reviewed)),
        "--stale": (stale, lambda: _stale(reviewed)),
        "--undo": (undo, lambda: _undo(reviewed, undo or [], again)),
        "--to-gold": (to_gold, lambda: _to_gold(reviewed, to_gold or folder)),
        "--from-gold": (from_gold, lambda: _from_gold(reviewed, from_gold or folder, _person(who), again)),
        "--sample": (sample, lambda: _sample(reviewed, sample or 0, seed, out or folder)),
        "--assess": (assess, lambda: _assess(assess or folder)),
        "--agreement": (agreement, lambda: _agreement(*(agreement or (folder, folder)))),
    }
    chosen = [task for given, task in tasks.values() if given]
    if len(chosen) > 1:
        raise UsageError(f"give one of {', '.join(tasks)}")
    raise typer.Exit(chosen[0]() if chosen else _ask(reviewed, _person(who), kinds, limit, again))


def _check_names(folder: Path, whose: Names | None) -> None:
    """Raises UsageError where texts would be written with names that are to be kept back."""
    if keeps_names_back(folder, whose):
        raise UsageError(
            f"{folder}: asks for pseudonyms, and a sheet or gold needs the texts as they are, names too; "
            "give --pseudonymise none to write them for those who may know the names"
        )


def _person(who: str | None) -> str:
    import getpass

    if who is not None and who.strip():
        return who.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("say with --who NAME who decides") from error


def _then_build(again: str) -> None:
    typer.echo(f"`{again}` brings this into the graph")


def _ask(reviewed: Reviewed, who: str, kinds: list[Kind] | None, limit: int, again: str) -> int:
    from kg.cli.asking import Asking
    from kg.review import candidates

    wanted = None if not kinds else [kind.value for kind in kinds]
    doubts = reviewed.identities() if wanted is None or "identity" in wanted else ()
    questions = candidates(reviewed, reviewed.load(), identities=doubts, kinds=wanted, limit=limit)
    answered = Asking(reviewed, who)(questions)
    typer.echo(f"{answered} answered of {len(questions)} asked; they stand in {reviewed.decisions}")
    if answered:
        _then_build(again)
    return GOOD


def _list(reviewed: Reviewed) -> int:
    from kg.review.decision import said

    for d in sorted(reviewed.load(), key=lambda d: d.order, reverse=True):
        to = f" → {said(d.kind, d.to, d.text)}" if d.to is not None else ""
        why = f": {d.why}" if d.why else ""
        typer.echo(f"{d.id}  {d.when}  {d.who}  {d.verdict} {d.kind} {said(d.kind, d.fact, d.text)}{to} ({d.file}){why}")
    return GOOD


def _stale(reviewed: Reviewed) -> int:
    from kg.review.decision import said

    found = reviewed.stale()
    for s in found:
        d = s.decision
        typer.echo(f"{d.id}  {d.verdict} {d.kind} {said(d.kind, d.fact, d.text)} ({d.file or d.article[:12]}): {s.reason}")
    typer.echo(f"{len(found)} of {counted(len(reviewed.load()), 'decision')} cannot act")
    return PROBLEMS if found else GOOD


def _undo(reviewed: Reviewed, ids: list[str], again: str) -> int:
    from kg.review import undo

    for d in undo(reviewed.decisions, ids):
        typer.echo(f"undone: {d.id} {d.verdict} {d.kind} {d.text}")
    _then_build(again)
    return GOOD


def _to_gold(reviewed: Reviewed, folder: Path) -> int:
    """ID.json of each article that somebody decided on, and its text in articles/: what `kg score` takes."""
    from kg.cli.writing import write_files
    from kg.review.gold import gold_record

    files: dict[Path, bytes] = {}
    for done in reviewed.decided():
        if done.doc.judgements:
            name = done.doc.id.replace("/", "_")
            record = {**gold_record(done.doc), "id": name}
            files[folder / f"{name}.json"] = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
            files[folder / "articles" / f"{name}.txt"] = done.doc.text.encode()
    if not files:
        raise UsageError(f"{reviewed.decisions}: no decision is on an article of this build; nothing to write")
    write_files(files)
    return GOOD


def _from_gold(reviewed: Reviewed, folder: Path, who: str, again: str) -> int:
    from kg.record import read_records
    from kg.review import save
    from kg.review.decision import now
    from kg.review.gold import decisions_of
    from kg.tables.body_types import BodyTypes

    records = read_records(folder)
    by_text = {r["sha256"]: r for r in records.values() if r.get("sha256")}
    when, types = now(), BodyTypes.load()
    made: list[Decision] = []
    used: set[str] = set()
    for doc in reviewed:
        record = by_text.get(doc.sha256) or records.get(doc.id)
        if record is not None:
            used.add(record["id"])
            made += decisions_of(record, doc, who=who, when=when, type_of=types)
    for id in sorted(records.keys() - used):
        say("warning", f"{folder}: no article of this build is the one of {id}")
    if not used:
        raise UsageError(f"{folder}: no article of this build has gold there; its records name the text by sha256, or by id")
    save(reviewed.decisions, made)
    typer.echo(f"{counted(len(made), 'decision')} on {counted(len(used), 'article')}; they stand in {reviewed.decisions}")
    _then_build(again)
    return GOOD


def _sample(reviewed: Reviewed, size: int, seed: int, out: Path) -> int:
    from kg.cli.writing import write_files
    from kg.review.sampling import sheet

    write_files({out: sheet((done.doc for done in reviewed.decided()), size, seed).encode("utf-8-sig")})
    return GOOD


def _assess(path: Path) -> int:
    from kg.cli.printing import print_table
    from kg.review.sampling import estimates, read_sheet

    rows = [
        [
            e.kind,
            str(e.judged),
            str(e.right),
            _rate(e.precision),
            _range(e.precision_range),
            str(e.missing),
            _rate(e.recall),
            _range(e.recall_range),
        ]
        for e in estimates(read_sheet(path))
    ]
    print_table(["", "judged", "right", "P", "95 % of P", "missing", "R", "95 % of R"], rows)
    return GOOD


def _rate(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _range(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.low:.3f}-{interval.high:.3f}"


def _agreement(one: Path, other: Path) -> int:
    from kg.cli.printing import print_table
    from kg.review.sampling import agreement, read_sheet

    rows = [[a.type, str(a.both), *map(_rate, (a.same, a.kappa, a.f1))] for a in agreement(read_sheet(one), read_sheet(other))]
    print_table(["", "answered by both", "same", "kappa", "F1"], rows)
    return GOOD
