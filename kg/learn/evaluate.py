"""Measures the whole pipeline on articles that nothing learnt has seen: `python -m kg.learn.evaluate --out FILE.jsonl`.

Of each fold the three models (names, triggers, roles) are trained on the articles of the other folds and on the texts written
for training; then the fold's articles are read from their files and extracted as `kg extract` would. The predictions, one
JSON record a line, are what `kg score --predicted` scores. The model of names takes longest to train: folds can share one that
was trained without the articles of each, and it is kept for whoever trains on the same examples again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from multiprocessing import get_context
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
from kg.learn.inputs import TABLES, digest
from kg.learn.sentences import written_documents
from kg.model import Document
from kg.read import read_file, read_table
from kg.recognize.names import NameRecognizer
from kg.recognize.names_features import Features
from kg.recognize.names_lexicon import Lexicon
from kg.record import Json, to_record
from kg.segment import Segmenter

__all__ = ["kept_once", "predictions", "stored", "unseeing"]


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

    def recognizer(self, unseen: frozenset[str], kept: Path | None = None) -> NameRecognizer:
        """A recognizer of names whose tagger has not seen the articles `unseen`; its model is kept in the folder, if any."""
        seen = (e for key, found in self.of_names.items() if key not in unseen for e in found)
        data = [*seen, *self.names_always]
        path = kept / f"names-{_told(data)}.npy" if kept else None
        return NameRecognizer.of(kept_once(path, lambda: names.train(data)), NameRecognizer.load().earned)

    def stages(self, recognizer: NameRecognizer, unseen: frozenset[str], folder: Path) -> tuple[pipeline.Stage, ...]:
        """The default pipeline with this recognizer and models that have not seen the articles `unseen`, up to raw scores."""
        seen = [key for key in self.of_names if key not in unseen]
        path = folder / "triggers"
        triggers.train([*self.triggers_always, *(e for key in seen for e in self.of_triggers[key])], path)
        finder = TriggerFinder.of(path)
        filler = RoleFinder(RoleModel.from_bytes(roles.train(e for key in seen for e in self.of_roles[key])))
        swapped: dict[type, pipeline.Stage] = {NameRecognizer: recognizer, EventExtractor: EventExtractor(finder, filler)}
        return tuple(swapped.get(type(stage), stage) for stage in pipeline.stages() if not isinstance(stage, Calibrator))


def predictions(folds: int = 10, *, share: int = 1, processes: int = 1, kept: Path | None = None) -> Iterator[Json]:
    """The record of each annotated article, extracted by models that have not seen it.

    In each process `share` folds at a time have the same model of names, which has seen none of their articles. Where a
    folder is given, what the same code has measured on the same corpus is taken from it, and the rest kept there.
    """
    groups = [tuple(range(part, folds, processes)) for part in range(min(processes, folds))]
    groups = [group[at : at + share] for group in groups for at in range(0, len(group), share)]
    if kept is not None:
        kept /= digest(("kg.learn.evaluate",), (*TABLES, "models"))
        kept.mkdir(parents=True, exist_ok=True)
    if processes == 1:
        yield from chain.from_iterable(map(_group, groups, repeat(folds), repeat(kept)))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from chain.from_iterable(pool.map(_group, groups, repeat(folds), repeat(kept)))


def _group(group: Sequence[int], folds: int, kept: Path | None) -> list[Json]:
    """The records of the articles of some folds, which have one model of names."""
    name = f"{'+'.join(map(str, group))}-of-{folds}.jsonl"
    models = kept.parent if kept else None  # beside what was measured: they hold as long as their examples do
    lines = kept_once(kept / name if kept else None, lambda: _lines(_measured(group, folds, models)).encode()).decode()
    return [json.loads(line) for line in lines.split("\n")[:-1]]


def kept_once(path: Path | None, make: Callable[[], bytes]) -> bytes:
    """The bytes that are kept at the path; else those that are made, which are whole there afterwards."""
    if path is not None and path.exists():
        return path.read_bytes()
    made = make()
    if path is not None:
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(made)
        part.replace(path)
    return made


def _told(data: Iterable[names.Example]) -> str:
    """The digest of what a model of names is trained on, and how."""
    total = hashlib.sha256(repr(sorted(names.SETTINGS.items())).encode())
    for example in data:
        total.update(repr(example).encode())
    return total.hexdigest()


@cache
def _material() -> tuple[list[Document], _Examples]:
    """All annotated articles and their examples: minutes of work, once a process."""
    segment = Segmenter.load()
    docs = annotated(segment)
    return docs, _Examples.of(docs, segment)


def _measured(group: Sequence[int], folds: int, models: Path | None) -> list[Json]:
    docs, examples = _material()
    unseen = {fold: frozenset(doc.id for doc in docs[fold::folds]) for fold in group}
    recognizer = examples.recognizer(frozenset().union(*unseen.values()), models)
    records: list[Json] = []
    for fold in group:
        with tempfile.TemporaryDirectory() as folder:
            stages = examples.stages(recognizer, unseen[fold], Path(folder))
            for shelf in shelves():
                records += _records(shelf, unseen[fold].intersection(shelf.ids()), stages)
    return records


def unseeing(unseen: frozenset[str], folder: Path) -> tuple[pipeline.Stage, ...]:
    """The default pipeline with models that have not seen the articles `unseen`; `folder` must live as long as they."""
    segment = Segmenter.load()
    examples = _Examples.of(annotated(segment), segment)
    return examples.stages(examples.recognizer(unseen), unseen, folder)


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
    parser.add_argument(
        "--share", type=int, default=1, help="folds that have one model of names, trained without all of them (1)"
    )
    parser.add_argument("--processes", type=int, default=1, help="processes; each holds up to 8 GB while it trains (1)")
    parser.add_argument("--out", type=Path, required=True, help="JSON lines, for kg score --predicted")
    parser.add_argument(
        "--store", type=Path, help="the same, compressed and without rules, for kg.learn.calibration and the README's test"
    )
    parser.add_argument("--kept", type=Path, help="keep what is measured in this folder, so that a run that was ended goes on")
    given = parser.parse_args(arguments)
    found = predictions(given.folds, share=given.share, processes=given.processes, kept=given.kept)
    records = sorted(found, key=lambda record: record["id"])
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(_lines(records), encoding="utf-8", newline="\n")
    if given.store:
        given.store.write_bytes(stored(records))


def _lines(records: Iterable[Json]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


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
