"""The scores in the README are those of the stored predictions, by models that had not seen the article."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path

from kg.record import Json, read_records
from kg.score import Report, report
from kg.tables.loading import corpus_dir

CASES = Path(__file__).parent / "cases"  # the predictions there are written by `make evaluate`
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
REAL = "000_3933d1552c9bd586"
_ROW = re.compile(r"\| ([a-z ]+) \| (0\.\d{3}) \| (0\.\d{3}) \| (0\.\d{3}) \|")
_F1 = re.compile(r"0\.\d{3}")


def stored(name: str) -> dict[str, Json]:
    lines = lzma.decompress((CASES / name).read_bytes()).decode("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def scored(home: Path, predictions: str, only: str | None = None) -> Report:
    """The score of stored predictions; every article has one."""
    gold, predicted = read_records(home / "gold"), stored(predictions)
    assert predicted.keys() == gold.keys()
    keys = [only] if only else list(gold)
    texts = {key: (home / "articles" / f"{key}.txt").read_bytes().decode("utf-8-sig") for key in keys}
    return report({key: gold[key] for key in keys}, predicted, texts)


def f1(result: Report, *kinds: str) -> list[str]:
    return [f"{result.total.counts[kind].f1:.3f}" for kind in kinds]


def test_the_table_is_what_the_stored_predictions_score() -> None:
    counts = scored(corpus_dir(), "unseen.jsonl.xz").total.counts
    stated = {row[1]: row.groups()[1:] for row in _ROW.finditer(README)}
    assert set(stated) == set(counts)
    for key, count in counts.items():
        assert stated[key] == (f"{count.precision:.3f}", f"{count.recall:.3f}", f"{count.f1:.3f}"), key


def test_the_later_articles_score_what_is_stated() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| 120 articles |"))
    stated = [cell.split()[0] for cell in row.split("|")[2:-1]]
    kinds = ("mentions", "dates values", "figures values", "events", "event roles", "relations")
    assert stated == f1(scored(corpus_dir() / "later", "later.jsonl.xz"), *kinds)


def test_the_real_article_scores_what_is_stated() -> None:
    stated = README.partition("unseen in the ten folds,")[2].partition(";")[0]
    real = scored(corpus_dir(), "unseen.jsonl.xz", only=REAL)
    assert _F1.findall(stated) == f1(real, "mentions", "events", "event roles", "relations")
