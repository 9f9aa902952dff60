"""The scores in the README are those of the stored predictions, by models that had not seen the article."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path

from kg.record import Json, read_records
from kg.score import report
from kg.tables.loading import corpus_dir

ROOT = Path(__file__).parent.parent
STORED = Path(__file__).parent / "cases" / "unseen.jsonl.xz"  # written by `make evaluate`
_ROW = re.compile(r"\| ([a-z ]+) \| (0\.\d{3}) \| (0\.\d{3}) \| (0\.\d{3}) \|")


def stored() -> dict[str, Json]:
    lines = lzma.decompress(STORED.read_bytes()).decode("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def test_the_table_is_what_the_stored_predictions_score() -> None:
    gold, predicted = read_records(corpus_dir() / "gold"), stored()
    texts = {key: (corpus_dir() / "articles" / f"{key}.txt").read_bytes().decode("utf-8-sig") for key in gold}
    counts = report(gold, predicted, texts).total.counts
    stated = {row[1]: row.groups()[1:] for row in _ROW.finditer((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert set(stated) == set(counts)
    for key, count in counts.items():
        assert stated[key] == (f"{count.precision:.3f}", f"{count.recall:.3f}", f"{count.f1:.3f}"), key
    assert predicted.keys() == gold.keys()
