"""Trains the tagger of names on corpus/: `python -m kg.learn.names` writes ontology/models/names.crfsuite."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pycrfsuite

from kg.learn.roles import gold_documents
from kg.model import Document
from kg.recognize.names import MODEL
from kg.recognize.names_features import Features
from kg.recognize.names_lexicon import Lexicon
from kg.segment import Segmenter
from kg.tables.loading import ontology_dir

Example = tuple[list[list[str]], list[str]]
_SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 60, "feature.minfreq": 1}


def labels(doc: Document) -> list[str]:
    """B-, I- and O of each character of the text."""
    marks = ["O"] * len(doc.text)
    for mention in doc.mentions:
        span = mention.span
        marks[span.start : span.stop] = [f"B-{mention.type}", *[f"I-{mention.type}"] * (len(span) - 1)]
    return marks


def examples(doc: Document, segmenter: Segmenter, features: Features) -> list[Example]:
    """The sentences of the annotated stretch: features and labels of each character."""
    marks = labels(doc)
    segmented = segmenter(doc)
    window = doc.window
    return [
        (features(doc.text, s), marks[s.span.start : s.span.stop])
        for s in segmented.sentences
        if window is None or window.covers(s.span)
    ]


def train(sequences: list[Example]) -> bytes:
    """The model's bytes."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params(_SETTINGS)
    for rows, marks in sequences:
        trainer.append(rows, marks)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


def main() -> None:
    segmenter, features = Segmenter.load(), Features(Lexicon.load())
    model = train([e for doc in gold_documents() for e in examples(doc, segmenter, features)])
    (ontology_dir() / MODEL).write_bytes(model)


if __name__ == "__main__":
    main()
