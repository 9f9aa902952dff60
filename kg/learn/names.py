"""Trains the tagger of names on corpus/: `python -m kg.learn.names` writes ontology/models/names.npy.

`--folds 10` measures instead: each annotated article is tagged by a model that has not seen it, precision, recall and
F1 are printed by type, and what each rule earned is written to ontology/models/names.tsv. Texts written for training alone
(corpus/extra) are in every fold's training and never measured. Deterministic: the same corpus and tables give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pycrfsuite

from kg.learn.articles import annotated
from kg.learn.copies import moved
from kg.learn.crfsuite import field_of
from kg.learn.marked import marked_documents
from kg.learn.sentences import bulletin_documents
from kg.model import MENTION_TYPES, Document
from kg.read import plainly, read_text
from kg.recognize.names import EARNED, MODEL, NameRecognizer
from kg.recognize.names_features import Features, Rows
from kg.recognize.names_lexicon import Lexicon
from kg.segment import Segmenter
from kg.tables.loading import corpus_dir, ontology_dir

__all__ = ["SETTINGS", "Counts", "Example", "article_examples", "examples", "extra_documents", "measured", "prepared", "train"]

Example = tuple[Rows, list[str]]

SETTINGS = {"c1": 0.05, "c2": 0.05, "max_iterations": 60, "feature.minfreq": 1}


def extra_documents() -> list[Document]:
    """Texts written for training, names marked where they stand."""
    marked = [plainly(doc) for path in sorted((corpus_dir() / "extra").glob("*.txt")) for doc in marked_documents(path)]
    return [*marked, *bulletin_documents()]


def prepared(doc: Document, segmenter: Segmenter) -> Document:
    """The document with the lines that reading finds, and its sentences."""
    lines = doc.lines or read_text(doc.text, id=doc.id).lines
    return segmenter(replace(doc, lines=lines))


def examples(doc: Document, features: Features) -> list[Example]:
    """Of each sentence of the annotated stretch: the features and the label of each character."""
    marks = _labels(doc)
    return [
        (features(doc.text, s, doc.lines[s.line].kind), marks[s.span.start : s.span.stop])
        for s in doc.sentences
        if doc.window is None or doc.window.covers(s.span)
    ]


def article_examples(doc: Document, segmenter: Segmenter, features: Features) -> list[Example]:
    """The examples of an article as annotated, and of its sentences that name divisions as if they lay elsewhere."""
    made = examples(prepared(doc, segmenter), features)
    elsewhere = moved(doc, 1)
    if elsewhere is None:
        return made
    tagged, known = segmenter(elsewhere), {s.span.of(doc.text) for s in doc.sentences}
    changed = tuple(s for s in tagged.sentences if s.span.of(tagged.text) not in known)
    return [*made, *examples(replace(tagged, sentences=changed), features)]


def _labels(doc: Document) -> list[str]:
    """B-, I- and O of each character of the text."""
    marks = ["O"] * len(doc.text)
    for mention in doc.mentions:
        span = mention.span
        marks[span.start : span.stop] = [f"B-{mention.type}", *[f"I-{mention.type}"] * (len(span) - 1)]
    return marks


def train(sequences: Iterable[Example]) -> bytes:
    """The model's bytes."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params(SETTINGS)
    for rows, marks in sequences:
        trainer.append(rows, marks)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return field_of(path.read_bytes()).stored()


@dataclass(frozen=True, slots=True)
class Counts:
    """Right, fired and wanted, by key: a type, a rule or an article."""

    right: Counter[str]
    fired: Counter[str]
    wanted: Counter[str]

    def row(self, key: str) -> str:
        right, fired, wanted = self.right[key], self.fired[key], self.wanted[key]
        precision, recall = right / max(fired, 1), right / max(wanted, 1)
        f1 = 2 * right / max(fired + wanted, 1)
        return f"{key:24} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  of {wanted}"


def measured(folds: int) -> Counts:
    """Each annotated article tagged by a model that has not seen it."""
    segmenter, features = Segmenter.load(), Features(Lexicon.load())
    docs = [prepared(doc, segmenter) for doc in annotated(segmenter)]
    seen = [article_examples(doc, segmenter, features) for doc in docs]
    extra = [e for doc in extra_documents() for e in examples(prepared(doc, segmenter), features)]
    counts = Counts(Counter(), Counter(), Counter())
    for fold in range(folds):
        others = [e for number, items in enumerate(seen) if number % folds != fold for e in items]
        recognizer = NameRecognizer.of(train([*others, *extra]), {})
        for doc in docs[fold::folds]:
            _count(doc, recognizer(doc), counts)
    return counts


def _count(gold: Document, found: Document, counts: Counts) -> None:
    wanted = {(m.span.start, m.span.stop, m.type) for m in gold.mentions}
    for _, _, type_ in wanted:
        counts.wanted.update((type_, gold.id, "all"))
    for m in found.mentions:
        if gold.window is not None and not gold.window.covers(m.span):
            continue
        keys = (m.type, m.rule, gold.id, "all")
        counts.fired.update(keys)
        if (m.span.start, m.span.stop, m.type) in wanted:
            counts.right.update(keys)


def _earned(counts: Counts) -> Iterator[str]:
    yield "# What each rule of the recognizer of names earned on articles that the model had not seen; written by kg.learn.names"
    yield "rule\tright\tfired"
    for rule in sorted(counts.fired):
        if rule.startswith("names."):
            yield f"{rule}\t{counts.right[rule]}\t{counts.fired[rule]}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m kg.learn.names", description="Train or measure the tagger of names.")
    parser.add_argument("--folds", type=int, default=0, help="measure with so many folds by article, and write no model")
    folds = parser.parse_args(arguments).folds
    if folds:
        counts = measured(folds)
        sys.stdout.writelines(
            f"{counts.row(key)}\n" for key in ("all", *MENTION_TYPES, *sorted(k for k in counts.wanted if "_" in k))
        )
        (ontology_dir() / EARNED).write_text("\n".join([*_earned(counts), ""]), encoding="utf-8", newline="\n")
        return
    segmenter, features = Segmenter.load(), Features(Lexicon.load())
    articles = (e for doc in annotated(segmenter) for e in article_examples(doc, segmenter, features))
    extra = (e for doc in extra_documents() for e in examples(prepared(doc, segmenter), features))
    model = train(chain(articles, extra))
    (ontology_dir() / MODEL).write_bytes(model)


if __name__ == "__main__":
    main()
