"""Counts on the gold how often each rule of the resolution is right, and writes it into ontology/agencies/resolution.tsv.

usage: python tests/benchmarks/calibrate_resolution.py
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from kg.record import from_record
from kg.resolve import Resolver
from kg.tables.loading import corpus_dir, ontology_dir

HOMES = (corpus_dir(), corpus_dir() / "later")


def counts() -> tuple[Counter[str], Counter[str]]:
    """Rule → how often it was right, how often it fired; gold spans and types in."""
    right: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    resolver = Resolver.load()
    for path in (p for home in HOMES for p in sorted((home / "gold").glob("*.json"))):
        record = json.loads(path.read_text(encoding="utf-8"))
        with (path.parent.parent / "articles" / f"{path.stem}.txt").open(encoding="utf-8", newline="") as file:
            doc = from_record(record, file.read())
        blank = tuple(replace(m, name="", code=None) for m in doc.mentions)
        named = resolver(replace(doc, mentions=blank, metadata=replace(doc.metadata, territory=None)))
        for want, got in zip(doc.mentions, named.mentions, strict=True):
            rule = got.rule.rpartition("/")[2]
            fired[rule] += 1
            right[rule] += (want.name, want.code) == (got.name, got.code)
    return right, fired


def main() -> None:
    right, fired = counts()
    path = ontology_dir() / "agencies" / "resolution.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("rule\t")) + 1
    rows = [line.split("\t") for line in lines[start:]]
    filled = ["\t".join((rule, str(right[rule]), str(fired[rule]), what, example)) for rule, _, _, what, example in rows]
    path.write_text("\n".join(lines[:start] + filled) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
