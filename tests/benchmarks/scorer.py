"""Compares kg.score with the annotation scheme's reference scorer on disturbed gold: every figure must be equal.

usage: python tests/benchmarks/scorer.py PATH/TO/score.py
"""

from __future__ import annotations

import copy
import importlib.util
import json
import random
import sys
from typing import Any

from kg.model import ROLES
from kg.record import read_records
from kg.score import report
from kg.tables.loading import corpus_dir

Record = dict[str, Any]


def disturbed(gold: Record, rng: random.Random) -> Record:
    """The record with things lost, doubled and changed, so that every branch of a scorer is taken."""
    record = copy.deepcopy(gold)
    for kind in ("mentions", "dates", "figures", "events", "relations"):
        record[kind] = [item for item in record[kind] if rng.random() > 0.15]
    for mention in record["mentions"]:
        mention["type"] = rng.choice([mention["type"]] * 9 + ["Person"])
        mention["end"] += rng.random() < 0.1
        mention["name"] += rng.choice([""] * 9 + ["?"])
    record["mentions"] += record["mentions"][:2]
    for figure in record["figures"]:
        figure["unit"] = rng.choice([figure["unit"], figure["unit"], "个"])
        figure["indicator"] = (figure["indicator"] or "")[: rng.choice([2, 99])]
    for event in record["events"]:
        event["status"] = rng.choice([event["status"]] * 9 + ["planned"])
        for role in ROLES:
            kept = [filler for filler in event.get(role, []) if rng.random() > 0.1]
            words = role not in ("count", "time") and rng.random() < 0.3
            event[role] = [filler[: len(filler) * 2 // 3] if words else filler for filler in kept]
    for relation in record["relations"]:
        if relation["p"] == "jointActionWith" and rng.random() < 0.5:
            relation["s"], relation["o"] = relation["o"], relation["s"]
    return record


def main(reference: str) -> None:
    spec = importlib.util.spec_from_file_location("reference", reference)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    golds = read_records(corpus_dir() / "gold")
    texts = {key: (corpus_dir() / "articles" / f"{key}.txt").read_bytes().decode("utf-8") for key in golds}
    for seed in range(5):
        rng = random.Random(seed)
        predicted = {key: disturbed(gold, rng) for key, gold in golds.items() if rng.random() > 0.05}
        total, per_type = module.score(golds, predicted, texts)
        ours = json.loads(json.dumps(report(golds, predicted, texts).as_json()))
        assert ours == json.loads(json.dumps({**total, "per_type": per_type}))
        print(f"seed {seed}: equal, events F1 {ours['events']['f1']}, relations F1 {ours['relations']['f1']}")


if __name__ == "__main__":
    main(sys.argv[1])
