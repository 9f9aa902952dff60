"""`kg score`: extraction against gold annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.app import GOOD, PROBLEMS, app, counted, example, says_errors
from kg.cli.inputs import Accepted, Articles, MinConfidence, Table, outcomes, progress, said
from kg.cli.printing import print_table
from kg.errors import UsageError

__all__ = ["score"]


@app.command(
    epilog=example(
        "kg score corpus/gold --articles corpus/articles --metadata corpus/metadata.csv\n"
        "kg score corpus/gold --articles corpus/articles --per-type --errors\n"
        "kg score corpus/gold --articles corpus/articles --predicted records.jsonl --json\n"
        "kg score corpus/gold --articles corpus/articles --accepted --reliability"
    ),
)
@says_errors
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
    least: MinConfidence = None,
    accepted: Accepted = False,
    reliability: Annotated[
        bool,
        typer.Option("--reliability", help="Also how often statements are right at each confidence, and the calibration error."),
    ] = False,
    samples: Annotated[int, typer.Option("--samples", min=0, help="Resamplings for the 95 % intervals; 0 for none.")] = 1000,
) -> None:
    """Measure extraction against gold: precision, recall and F1 by section 8 of the annotation scheme.

    With --min-confidence or --accepted: of facts that are so sure (events, their roles that a name fills, relations).
    """
    from kg.score import report

    golds = _gold(gold)
    texts = {key: _text(articles / f"{key}.txt") for key in golds}
    answers = _read_records(predicted) if predicted else _predictions(golds, articles, metadata)
    if least is not None or accepted or reliability:
        _check_confidences(answers, predicted)
    if reliability:
        _print_reliability(golds, answers, texts, as_json=as_json)
    if least is not None or accepted:
        _print_facts(golds, _sure_enough(answers, least, accepted), texts, samples=samples, as_json=as_json)
        raise typer.Exit(PROBLEMS if golds.keys() - answers.keys() else GOOD)
    result = report(golds, answers, texts)
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        _print_scores(result, per_type=per_type, samples=samples)
    if errors:
        _print_errors(golds, answers, texts, as_json=as_json)
    raise typer.Exit(PROBLEMS if result.missing else GOOD)


def _check_confidences(answers: dict[str, Any], predicted: Path | None) -> None:
    """Records from elsewhere may carry none."""
    for record in answers.values():
        items = (i for key in ("mentions", "dates", "figures", "events", "relations") for i in record[key])
        if not all("confidence" in i for i in items) or not all("fillers" in e for e in record["events"]):
            raise UsageError(f"{predicted}: {record['id']} has no confidences; score records that `kg extract` wrote")


def _sure_enough(answers: dict[str, Any], least: float | None, accepted: bool) -> dict[str, Any]:
    from kg.reliability import accepted as sure
    from kg.tables.calibration import Acceptance

    if least is not None and accepted:
        raise UsageError("give --min-confidence or --accepted, not both")
    accepts = Acceptance.load() if least is None else Acceptance.of(least)
    return {key: sure(record, accepts) for key, record in answers.items()}


def _print_facts(golds: dict[str, Any], answers: dict[str, Any], texts: dict[str, str], *, samples: int, as_json: bool) -> None:
    """Precision and recall of events, roles filled by a name, relations, and of these together, with intervals."""
    from kg.reliability import fact_scores
    from kg.score import EMPTY, Scores, intervals

    articles = fact_scores(golds, {key: answers.get(key, EMPTY) for key in golds}, texts)
    total = Scores()
    for scores in articles.values():
        total.add(scores)
    if as_json:
        typer.echo(json.dumps({key: c.as_json() for key, c in total.counts.items()}, ensure_ascii=False))
        return
    wide = samples if len(articles) > 1 else 0
    spread = [intervals(articles.values(), samples=wide, measure=m) if wide else {} for m in ("precision", "recall")]
    rows = []
    for key, c in total.counts.items():
        low_high = [f"{s[key].low:.3f}-{s[key].high:.3f}" if key in s else "" for s in spread]
        rows.append(
            [key, f"{c.precision:.3f}", low_high[0], f"{c.recall:.3f}", low_high[1], str(c.right), str(c.found), str(c.gold)]
        )
    print_table(["accepted", "P", "95 % of P", "R", "95 % of R", "right", "found", "gold"], rows)


def _print_reliability(golds: dict[str, Any], answers: dict[str, Any], texts: dict[str, str], *, as_json: bool) -> None:
    from dataclasses import asdict

    from kg.reliability import calibration_error, judged, reliability
    from kg.score import named
    from kg.tables.calibration import KINDS

    names = named(golds.values())
    found = [j for key in golds.keys() & answers.keys() for j in judged(golds[key], answers[key], texts[key], names)]
    bins = {kind: reliability(j for j in found if j.kind == kind) for kind in KINDS}
    if as_json:
        shown = {k: {"ece": round(calibration_error(b), 4), "bins": [asdict(x) for x in b]} for k, b in bins.items()}
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    rows = [
        [kind, f"{b.low:.1f}-{b.high:.1f}", str(b.count), f"{b.confidence:.3f}", f"{b.right:.3f}"]
        for kind, parts in bins.items()
        for b in parts
    ]
    print_table(["", "confidence", "found", "mean", "right"], rows)
    print_table(["", "calibration error"], [[kind, f"{calibration_error(parts):.3f}"] for kind, parts in bins.items()])


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
    found = said(progress(outcomes(paths, metadata, "5MB"), "Extracting"))
    return {o.doc.id: to_record(o.doc) for o in found if o.doc is not None}


def _print_scores(result: Any, *, per_type: bool, samples: int) -> None:
    from kg.score import intervals

    spread = intervals(result.articles.values(), samples=samples) if samples and len(result.articles) > 1 else {}
    shares = result.total.shares
    typer.echo(
        counted(len(result.articles), "article") + (f", {len(result.missing)} without a prediction" if result.missing else "")
    )
    rows = [
        [key, *_figures(c), f"{spread[key].low:.3f}-{spread[key].high:.3f}" if key in spread else ""]
        for key, c in result.total.counts.items()
    ]
    print_table(["", "P", "R", "F1", "right", "found", "gold", "95 % of F1"], rows)
    print_table(
        ["of what was found, right in", "share", "of"], [[key, f"{s.value:.3f}", str(s.of)] for key, s in sorted(shares.items())]
    )
    if per_type:
        print_table(
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
