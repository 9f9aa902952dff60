"""Learns what raw scores are worth, and from which confidence on statements are accepted: `python -m kg.learn.calibration`.

It reads what models said of articles that neither they nor the rules had seen (corpus/later, stored with raw scores by
kg.learn.evaluate) and writes ontology/models/calibration.tsv and acceptance.tsv. What the tables are worth is shown on records
with confidences that they have not been learnt from: of corpus/later each fold by the others, of corpus/gold all by the tables.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from kg.errors import RecordError
from kg.extract.confidence import filler_score, role_group
from kg.record import Json, read_records
from kg.reliability import Judged, accepted, calibration_error, fact_scores, judged, reliability
from kg.score import Scores, named
from kg.tables.calibration import ACCEPTANCE, ANY, CALIBRATION, KINDS, Acceptance, Calibration, Step
from kg.tables.loading import corpus_dir, ontology_dir

__all__ = [
    "Article",
    "acceptance_text",
    "calibrated",
    "calibration_text",
    "chosen",
    "cross_validated",
    "fitted",
    "learnt",
    "raw_statements",
    "read_articles",
    "worth_of",
]

TARGET = 0.85  # the precision that accepted events, named roles and relations shall each have
_MARGIN = 0.01  # what thresholds lose on articles that they were not chosen on: 0.3 to 0.8 points on corpus/later
_CHOSEN = ("event", "role", "relation")
_FOLDS = 10
_STEPS = 12  # at most so many in a group
_IN_STEP = 40  # statements that a step stands on at the least
_IN_GROUP = 3 * _IN_STEP  # a group with fewer is taken as its kind


@dataclass(frozen=True, slots=True)
class Article:
    """An article with what gold says of it and what was found, with raw scores, by models that had not seen it."""

    gold: Json
    found: Json
    text: str


def read_articles(home: Path, predictions: Path) -> list[Article]:
    """The articles of a corpus, by id, with stored predictions (JSON lines, .xz)."""
    lines = lzma.decompress(predictions.read_bytes()).decode("utf-8").splitlines()
    found = {record["id"]: record for record in map(json.loads, lines)}
    if any("confidence" not in r for record in found.values() for r in record["relations"]):
        raise RecordError(f"{predictions}: stored without raw scores; write it again with make evaluate")
    return [
        Article(gold, found[key], (home / "articles" / f"{key}.txt").read_bytes().decode("utf-8-sig"))
        for key, gold in read_records(home / "gold").items()
    ]


def calibrated(record: Json, worth: Calibration) -> Json:
    """The record with confidences for its raw scores, as kg.extract.confidence gives a document."""
    return {
        **record,
        "mentions": [_sure(m, worth("mention", m["type"], m["confidence"])) for m in record["mentions"]],
        "dates": [_sure(d, worth("date", ANY, d["confidence"])) for d in record["dates"]],
        "figures": [_sure(f, worth("figure", ANY, f["confidence"])) for f in record["figures"]],
        "events": [_event(e, worth) for e in record["events"]],
        "relations": [_sure(r, worth("relation", r["p"], r["confidence"])) for r in record["relations"]],
    }


def _sure(item: Json, confidence: float) -> Json:
    return {**item, "confidence": confidence}


def _event(event: Json, worth: Calibration) -> Json:
    fillers = [
        _sure(f, worth("role", role_group(f["role"], f["kind"]), filler_score(f["confidence"], event["confidence"])))
        for f in event["fillers"]
    ]
    return {**_sure(event, worth("event", event["type"], event["confidence"])), "fillers": fillers}


RAW = Calibration({})  # leaves the raw score of a whole chain as it is


def raw_statements(articles: Sequence[Article]) -> list[list[Judged]]:
    """By article everything found, with its raw score, and whether it was right."""
    names = named(a.gold for a in articles)
    return [list(judged(a.gold, calibrated(a.found, RAW), a.text, names)) for a in articles]


def worth_of(found: Iterable[Judged], worth: Calibration) -> list[Judged]:
    """The statements with confidences for their raw scores."""
    return [replace(s, confidence=worth(s.kind, s.group, s.confidence)) for s in found]


def fitted(found: Iterable[Judged]) -> Calibration:
    """The calibration of statements with raw scores: by kind, and by group where there are enough."""
    groups: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    for s in found:
        for group in {ANY, s.group}:
            groups.setdefault((s.kind, group), []).append((s.confidence, s.right))
    enough = {key: pairs for key, pairs in groups.items() if key[1] == ANY or len(pairs) >= _IN_GROUP}
    return Calibration({key: tuple(_steps(sorted(enough[key]))) for key in sorted(enough)})


def _steps(pairs: Sequence[tuple[float, bool]]) -> list[Step]:
    """Steps of about equal size whose shares of right ones rise: neighbours that do not are pooled."""
    wanted = max(1, min(_STEPS, len(pairs) // _IN_STEP))
    edges = [len(pairs) * at // wanted for at in range(wanted + 1)]
    pooled: list[Step] = []
    for low, high in pairwise(edges):
        part = pairs[low:high]
        step = Step(round(sum(score for score, _ in part) / len(part), 4), sum(right for _, right in part), len(part))
        while pooled and (pooled[-1].share >= step.share or pooled[-1].score >= step.score):
            last = pooled.pop()
            fired = last.fired + step.fired
            score = (last.score * last.fired + step.score * step.fired) / fired
            step = Step(round(score, 4), last.right + step.right, fired)
        pooled.append(step)
    return pooled


def chosen(found: Sequence[Judged], target: float = TARGET) -> Acceptance:
    """By kind the least confidence from which what is accepted has the precision."""
    least = dict.fromkeys(KINDS, 0.0)
    for kind in _CHOSEN:
        least[kind] = _least([s for s in found if s.kind == kind and _is_fact(s)], target + _MARGIN)
    return Acceptance(least)


def _is_fact(statement: Judged) -> bool:
    """Of the roles, those filled by a name are facts."""
    return statement.kind != "role" or statement.group.endswith(" entity")


def _least(found: Sequence[Judged], target: float) -> float:
    for least in (at / 100 for at in range(100)):
        sure = [s.right for s in found if s.confidence >= least]
        if sum(sure) >= target * len(sure):
            return least
    return 1.0


def cross_validated(raw: Sequence[list[Judged]], folds: int = _FOLDS) -> list[tuple[Calibration, Acceptance]]:
    """For each article the tables that the articles of the other folds give."""
    found: list[tuple[Calibration, Acceptance]] = []
    for fold in range(folds):
        others = [s for at, part in enumerate(raw) if at % folds != fold for s in part]
        worth = fitted(others)
        found.append((worth, chosen(worth_of(others, worth))))
    return [found[at % folds] for at in range(len(raw))]


def learnt(raw: Sequence[list[Judged]]) -> tuple[Calibration, Acceptance]:
    """The tables that ship; the acceptance is chosen on confidences of tables that had not seen the article."""
    unseen = [s for part, (worth, _) in zip(raw, cross_validated(raw), strict=True) for s in worth_of(part, worth)]
    return fitted(s for part in raw for s in part), chosen(unseen)


def calibration_text(worth: Calibration) -> str:
    """calibration.tsv."""
    head = "# What was found around a raw score on articles that nothing had seen, how much was right (kg.learn.calibration)"
    rows = (f"{k}\t{g}\t{s.score}\t{s.right}\t{s.fired}" for (k, g), steps in worth.steps.items() for s in steps)
    return "\n".join([head, "kind\tgroup\tscore\tright\tfired", *rows, ""])


def acceptance_text(accepts: Acceptance) -> str:
    """acceptance.tsv."""
    head = f"# The least confidence that gave a precision of {TARGET} on articles that nothing had seen (kg.learn.calibration)"
    return "\n".join([head, "kind\tleast", *(f"{kind}\t{accepts.least[kind]}" for kind in KINDS), ""])


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: writes the tables and the records, prints what they are worth."""
    parser = argparse.ArgumentParser(prog="python -m kg.learn.calibration", description="Learn what raw scores are worth.")
    parser.add_argument("--later", type=Path, required=True, help="stored predictions of corpus/later, to learn from")
    parser.add_argument("--unseen", type=Path, help="stored predictions of corpus/gold, to show what was learnt on")
    parser.add_argument("--out", type=Path, help="a folder for the records with confidences: later.jsonl, unseen.jsonl")
    given = parser.parse_args(arguments)
    later = read_articles(corpus_dir() / "later", given.later)
    raw = raw_statements(later)
    worth, accepts = learnt(raw)
    (ontology_dir() / CALIBRATION).write_text(calibration_text(worth), encoding="utf-8")
    (ontology_dir() / ACCEPTANCE).write_text(acceptance_text(accepts), encoding="utf-8")
    shown = [_Shown("later", later, raw, cross_validated(raw))]
    if given.unseen:
        unseen = read_articles(corpus_dir(), given.unseen)
        shown.append(_Shown("unseen", unseen, raw_statements(unseen), [(worth, accepts)] * len(unseen)))
    for part in shown:
        sys.stdout.writelines(f"{part.name:7} {line}\n" for line in part.lines())
        if given.out:
            part.write(given.out)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Articles with tables that have not been learnt from them."""

    name: str
    articles: Sequence[Article]
    raw: Sequence[list[Judged]]
    tables: Sequence[tuple[Calibration, Acceptance]]

    def records(self) -> list[Json]:
        return [calibrated(a.found, worth) for a, (worth, _) in zip(self.articles, self.tables, strict=True)]

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in self.records())
        (folder / f"{self.name}.jsonl").write_text("".join(lines), encoding="utf-8")

    def lines(self) -> Iterator[str]:
        """The expected calibration error of each kind, and precision and recall of what is accepted."""
        sure = [s for part, (worth, _) in zip(self.raw, self.tables, strict=True) for s in worth_of(part, worth)]
        for kind in KINDS:
            raw = (s for part in self.raw for s in part)
            errors = [calibration_error(reliability(s for s in found if s.kind == kind)) for found in (sure, raw)]
            yield f"{kind:12} calibration error {errors[0]:.3f} (of raw scores {errors[1]:.3f})"
        total = Scores()
        for scores in self.accepted().values():
            total.add(scores)
        for kind, c in total.counts.items():
            yield f"{kind:12} accepted at a precision of {c.precision:.3f}, recall {c.recall:.3f}"

    def accepted(self) -> dict[str, Scores]:
        keys = [a.gold["id"] for a in self.articles]
        golds, texts = ({k: getattr(a, part) for k, a in zip(keys, self.articles, strict=True)} for part in ("gold", "text"))
        left = (accepted(record, accepts) for record, (_, accepts) in zip(self.records(), self.tables, strict=True))
        return fact_scores(golds, dict(zip(keys, left, strict=True)), texts)


if __name__ == "__main__":
    main()
