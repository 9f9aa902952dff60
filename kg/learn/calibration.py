"""Learns what raw scores are worth, and from which confidence on statements are accepted: `python -m kg.learn.calibration FILE…`.

It reads what models said of articles that they had not seen (tests/cases, stored with raw scores by kg.learn.evaluate) and
writes ontology/models/calibration.tsv and acceptance.tsv. What the tables are worth is shown on the same articles in ten folds:
each has the confidences that the tables of the other folds give.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import NormalDist

from kg.errors import RecordError
from kg.extract.confidence import filler_score, role_group
from kg.learn.articles import shelves
from kg.record import Json, read_records
from kg.reliability import Judged, accepted, calibration_error, fact_scores, judged, reliability
from kg.score import Scores, named
from kg.tables.calibration import ACCEPTANCE, ANY, CALIBRATION, KINDS, Acceptance, Calibration, Step
from kg.tables.loading import ontology_dir

__all__ = [
    "Article",
    "Shelved",
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

_NORMAL = NormalDist()
TARGET = 0.85  # the precision that accepted events, named roles and relations shall each have
_HARDER = 0.02  # how far below that the hardest kind of article may lie: else it alone would decide for all
_MARGIN = 0.01  # what thresholds lose on articles that they were not chosen on: 0.3 to 0.8 points on corpus/later
_THRESHOLDS = tuple(at / 100 for at in range(100))
_CHOSEN = ("event", "role", "relation")
_FOLDS = 10
_STEPS = 12  # at most so many in a group
_IN_STEP = 40  # statements that a step stands on at the least
_IN_GROUP = 3 * _IN_STEP  # a group with fewer is taken as its kind


@dataclass(frozen=True, slots=True)
class Article:
    """An article with what gold says of it and what was found, with raw scores, by models that had not seen it."""

    shelf: str  # the folder of corpus/ that it comes from
    gold: Json
    found: Json
    text: str


def read_articles(predictions: Iterable[Path]) -> list[Article]:
    """The annotated articles of which stored predictions (JSON lines, .xz) have raw scores, by id.

    Raises RecordError where none has: they were stored by an older version.
    """
    files = [path.read_bytes() for path in predictions]
    records = [json.loads(line) for file in files for line in lzma.decompress(file).decode("utf-8").splitlines()]
    found = {r["id"]: r for r in records if all("confidence" in m for m in r["mentions"])}
    if not found:
        raise RecordError("stored predictions without raw scores: write them again with make evaluate")
    return [
        Article(shelf.home.name, gold, found[key], shelf.article(key).read_bytes().decode("utf-8-sig"))
        for shelf in shelves()
        for key, gold in read_records(shelf.home / "gold").items()
        if key in found
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


def chosen(parts: Iterable[Sequence[Judged]], target: float = TARGET) -> Acceptance:
    """By kind the least confidence from which what is accepted has the precision, in all parts together and nearly in each."""
    found = list(parts)
    least = dict.fromkeys(KINDS, 0.0)
    for kind in _CHOSEN:
        least[kind] = _least([[s for s in part if s.kind == kind and _is_fact(s)] for part in found], target + _MARGIN)
    return Acceptance(least)


def _is_fact(statement: Judged) -> bool:
    """Of the roles, those filled by a name are facts."""
    return statement.kind != "role" or statement.group.endswith(" entity")


def _least(parts: Sequence[Sequence[Judged]], target: float) -> float:
    """From where all parts together reach the target, and none falls short of it by more than _HARDER and chance.

    A part of few statements does so by chance: one standard error is allowed where there is one part, and of more parts
    so many that the worst of them exceeds it no more often (Šidák): else each part more would raise the threshold.
    """
    allowed = _NORMAL.inv_cdf(_NORMAL.cdf(1.0) ** (1 / max(1, len(parts))))
    floor = target - _HARDER
    for least, sure in zip(_THRESHOLDS, zip(*map(_accepted_from, parts), strict=True), strict=False):
        each = all(right >= floor * count - allowed * math.sqrt(count * target * (1 - target)) for right, count in sure)
        if each and sum(right for right, _ in sure) >= target * sum(count for _, count in sure):
            return least
    return 1.0


def _accepted_from(part: Sequence[Judged]) -> list[tuple[int, int]]:
    """By threshold how many statements of the part have that confidence or more: the right ones, and all."""
    right, count = [0] * len(_THRESHOLDS), [0] * len(_THRESHOLDS)
    for s in part:
        at = bisect_right(_THRESHOLDS, s.confidence) - 1
        right[at] += s.right
        count[at] += 1
    return [*zip(accumulate(reversed(right)), accumulate(reversed(count)), strict=True)][::-1]


@dataclass(frozen=True, slots=True)
class Shelved:
    """Articles with everything found in them, by shelf: rules fare better on some than on others."""

    articles: Sequence[Article]
    raw: Sequence[Sequence[Judged]]

    @classmethod
    def of(cls, articles: Sequence[Article]) -> Shelved:
        return cls(articles, raw_statements(articles))

    def parts(self, tables: Sequence[Calibration]) -> list[list[Judged]]:
        """The statements of each shelf, with confidences by the calibration of each article."""
        found: dict[str, list[Judged]] = {}
        for a, part, worth in zip(self.articles, self.raw, tables, strict=True):
            found.setdefault(a.shelf, []).extend(worth_of(part, worth))
        return list(found.values())

    def without(self, fold: int, folds: int) -> Shelved:
        kept = [at for at in range(len(self.articles)) if at % folds != fold]
        return Shelved([self.articles[at] for at in kept], [self.raw[at] for at in kept])

    def fitted(self) -> Calibration:
        return fitted(s for part in self.raw for s in part)


def cross_validated(found: Shelved, folds: int = _FOLDS) -> list[tuple[Calibration, Acceptance]]:
    """For each article the tables that the articles of the other folds give."""
    tables: list[tuple[Calibration, Acceptance]] = []
    for fold in range(folds):
        others = found.without(fold, folds)
        worth = others.fitted()
        tables.append((worth, chosen(others.parts([worth] * len(others.raw)))))
    return [tables[at % folds] for at in range(len(found.raw))]


def learnt(found: Shelved, tables: Sequence[tuple[Calibration, Acceptance]]) -> tuple[Calibration, Acceptance]:
    """The tables that ship; the acceptance is chosen on confidences by `tables`, which had not seen the article."""
    return found.fitted(), chosen(found.parts([worth for worth, _ in tables]))


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
    parser.add_argument("predictions", type=Path, nargs="+", help="stored by kg.learn.evaluate")
    parser.add_argument("--out", type=Path, help="the same records with confidences, as JSON lines, for kg score --predicted")
    given = parser.parse_args(arguments)
    found = Shelved.of(read_articles(given.predictions))
    tables = cross_validated(found)
    worth, accepts = learnt(found, tables)
    (ontology_dir() / CALIBRATION).write_text(calibration_text(worth), encoding="utf-8", newline="\n")
    (ontology_dir() / ACCEPTANCE).write_text(acceptance_text(accepts), encoding="utf-8", newline="\n")
    records = [calibrated(a.found, worth) for a, (worth, _) in zip(found.articles, tables, strict=True)]
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8", newline="\n")
    sure = [s for part in found.parts([worth for worth, _ in tables]) for s in part]
    sys.stdout.writelines(f"{line}\n" for line in _errors(sure, [s for part in found.raw for s in part]))
    left = [accepted(record, accepts) for record, (_, accepts) in zip(records, tables, strict=True)]
    sys.stdout.writelines(f"{line}\n" for line in _accepted(found.articles, left))


def _errors(sure: Sequence[Judged], raw: Sequence[Judged]) -> Iterator[str]:
    for kind in KINDS:
        errors = [calibration_error(reliability(s for s in part if s.kind == kind)) for part in (sure, raw)]
        yield f"{kind:12} calibration error {errors[0]:.3f} (of raw scores {errors[1]:.3f})"


def _accepted(articles: Sequence[Article], left: Sequence[Json]) -> Iterator[str]:
    """Precision and recall of what is accepted by thresholds that have not seen the article, of each shelf."""
    for shelf in dict.fromkeys(a.shelf for a in articles):
        mine = [(a, record) for a, record in zip(articles, left, strict=True) if a.shelf == shelf]
        golds, texts = {a.gold["id"]: a.gold for a, _ in mine}, {a.gold["id"]: a.text for a, _ in mine}
        total = Scores()
        for scores in fact_scores(golds, {a.gold["id"]: record for a, record in mine}, texts).values():
            total.add(scores)
        for kind, c in total.counts.items():
            yield f"{shelf}, {len(mine)} articles: {kind:12} accepted at precision {c.precision:.3f}, recall {c.recall:.3f}"


if __name__ == "__main__":
    main()
