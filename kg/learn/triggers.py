"""Trains the model of triggers on corpus/: `python -m kg.learn.triggers` writes ontology/models/triggers.crfsuite.

Deterministic: the same corpus and tables give the same bytes. `--folds 10` measures instead of writing: each article is
labelled by a model that has not seen it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from kg.extract.lexemes import Lexemes, lexemes
from kg.extract.modality import markers
from kg.extract.trigger_candidates import passages
from kg.extract.trigger_cues import Cues
from kg.extract.triggers import MODEL, labels
from kg.learn.roles import gold_documents
from kg.model import Document
from kg.segment import Segmenter
from kg.tables.loading import ontology_dir

Example = tuple[list[list[str]], Sequence[str]]

_SETTINGS = {"c1": 0.1, "c2": 0.3, "max_iterations": 150, "feature.possible_transitions": True}


def examples(doc: Document, tables: Lexemes) -> list[Example]:
    """Features and gold labels of each annotated sentence that has candidates."""
    cues = Cues(markers())
    low, high = (doc.window.start, doc.window.stop) if doc.window else (0, len(doc.text))
    return [
        (cues(passage), labels(passage, doc))
        for passage in passages(doc, tables)
        if passage.candidates and low <= passage.span.start and passage.span.stop <= high
    ]


def train(data: Iterable[Example]) -> bytes:
    """The model over these examples."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_SETTINGS)
    for features, gold in data:
        trainer.append(features, list(gold))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Trains the model of triggers on corpus/.")
    parser.parse_args(arguments)
    segment = Segmenter.load()
    tables = lexemes()
    data = [example for doc in gold_documents() for example in examples(segment(doc), tables)]
    path = ontology_dir() / MODEL
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(train(data))
    print(f"{path}: {path.stat().st_size} bytes from {len(data)} sentences")


if __name__ == "__main__":
    main()
