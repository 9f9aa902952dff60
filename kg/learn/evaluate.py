"""Measures the whole pipeline on articles that nothing learnt has seen: `python -m kg.learn.evaluate --out FILE.jsonl`.

Of each fold the three models (names, triggers, roles) are trained on the articles of the other folds and on the texts written
for training; then the fold's articles are read from their files and extracted as `kg extract` would. The predictions, one
JSON record a line, are what `kg score --predicted` scores.
"""

from __future__ import annotations

import argparse
import json
import lzma
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import pipeline
from kg.extract.clauses import function_words
from kg.extract.confidence import Calibrator
from kg.extract.events import EventExtractor
from kg.extract.roles import RoleFinder, RoleModel
from kg.extract.triggers import TriggerFinder
from kg.learn import names, roles, triggers
from kg.learn.articles import Shelf, annotated, shelves
from kg.learn.sentences import written_documents
from kg.model import Document
from kg.read import read_file, read_table
from kg.recognize.names import NameRecognizer
from kg.recognize.names_features import Features
from kg.recognize.names_lexicon import Lexicon
from kg.record import Json, to_record
from kg.segment import Segmenter

__all__ = ["predictions", "stored", "unseeing"]


@dataclass(frozen=True, slots=True)
class _Examples:
    """Training examples: by article, and of the texts that are in every fold's training."""

    of_names: dict[str, list[names.Example]]
    of_triggers: dict[str, list[triggers.Example]]
    of_roles: dict[str, list[roles.Example]]
    names_always: list[names.Example]
    triggers_always: list[triggers.Example]

    @classmethod
    def of(cls, docs: Sequence[Document], segment: Segmenter) -> _Examples:
        features, words = Features(Lexicon.load()), function_words()
        return cls(
            {doc.id: names.article_examples(doc, segment, features) for doc in docs},
            {doc.id: triggers.article_examples(doc) for doc in docs},
            {doc.id: roles.article_examples(doc, words) for doc in docs},
            [e for doc in names.extra_documents() for e in names.examples(names.prepared(doc, segment), features)],
            [e for doc in written_documents() for e in triggers.sentence_examples(segment(doc))],
        )

    def stages(self, unseen: frozenset[str], folder: Path) -> tuple[pipeline.Stage, ...]:
        """The default pipeline with models that have not seen the articles `unseen`, up to raw scores."""
        seen = [key for key in self.of_names if key not in unseen]
        recognizer = NameRecognizer.of(
            names.train([*(e for key in seen for e in self.of_names[key]), *self.names_always]), NameRecognizer.load().earned
        )
        path = folder / "triggers"
        triggers.train([*self.triggers_always, *(e for key in seen for e in self.of_triggers[key])], path)
        finder = TriggerFinder.of(path)
        filler = RoleFinder(RoleModel.from_bytes(roles.train(e for key in seen for e in self.of_roles[key])))
        swapped: dict[type, pipeline.Stage] = {NameRecognizer: recognizer, EventExtractor: EventExtractor(finder, filler)}
        return tuple(swapped.get(type(stage), stage) for stage in pipeline.stages() if not isinstance(stage, Calibrator))


def predictions(folds: int = 10) -> Iterator[Json]:
    """The record of each annotated article, extracted by models that have not seen it, in the order of the folds."""
    segment = Segmenter.load()
    docs = annotated(segment)
    examples = _Examples.of(docs, segment)
    for fold in range(folds):
        unseen = frozenset(doc.id for doc in docs[fold::folds])
        with tempfile.TemporaryDirectory() as folder:
            stages = examples.stages(unseen, Path(folder))
            for shelf in shelves():
                yield from _records(shelf, unseen.intersection(shelf.ids()), stages)


def unseeing(unseen: frozenset[str], folder: Path) -> tuple[pipeline.Stage, ...]:
    """The default pipeline with models that have not seen the articles `unseen`; `folder` must live as long as they."""
    segment = Segmenter.load()
    return _Examples.of(annotated(segment), segment).stages(unseen, folder)


def _records(shelf: Shelf, keys: Iterable[str], stages: tuple[pipeline.Stage, ...]) -> Iterator[Json]:
    table = read_table(shelf.metadata)
    for key in sorted(keys):
        path = shelf.article(key)
        yield to_record(pipeline.run(read_file(path, given=table.of(path)), stages))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: writes the predictions."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.learn.evaluate", description="Predictions of models that have not seen the article."
    )
    parser.add_argument("--folds", type=int, default=10, help="parts that the articles are divided into (10)")
    parser.add_argument("--out", type=Path, required=True, help="JSON lines, for kg score --predicted")
    parser.add_argument(
        "--store", type=Path, help="the same, compressed and without rules, for kg.learn.calibration and the README's test"
    )
    given = parser.parse_args(arguments)
    records = sorted(predictions(given.folds), key=lambda record: record["id"])
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8", newline="\n")
    if given.store:
        given.store.write_bytes(stored(records))


def stored(records: Sequence[Json]) -> bytes:
    """The records as compressed JSON lines: what is scored, and nothing else."""
    lines = ({key: _scored(record[key]) for key in ("id", *_SCORED)} for record in records)
    return lzma.compress("".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines).encode())


_SCORED = ("mentions", "dates", "figures", "events", "relations")
_UNSCORED = frozenset({"rule", "followsFrom", "span", "entity", "basis", "sources", "subject", "object", "evidence"})


def _scored(value: Any) -> Any:
    """Names, values, types and raw scores; neither rules nor, where nothing is scored by them, places in the text."""
    if isinstance(value, list):
        return [_scored(item) for item in value]
    if isinstance(value, dict):
        return {k: _scored(v) for k, v in value.items() if k not in _UNSCORED}
    return value


if __name__ == "__main__":
    main()
