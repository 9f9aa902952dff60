"""Trains the model of triggers: `python -m kg.learn.triggers` writes ontology/models/triggers.npy.

From the annotated articles of corpus/, the same with faults in their names, and the sentences of corpus/sentences.
Deterministic: the same corpus and tables give the same bytes. `--folds 10` measures instead of writing: each article is
labelled by a model that has not seen it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite

from kg.extract.lexemes import lexemes
from kg.extract.modality import markers
from kg.extract.trigger_candidates import passages
from kg.extract.trigger_cues import cues
from kg.extract.triggers import MODEL, TriggerFinder, labels
from kg.learn.articles import annotated
from kg.learn.crfsuite import field_of
from kg.learn.noise import with_faults
from kg.learn.sentences import written_documents
from kg.model import Document
from kg.segment import Segmenter
from kg.tables.loading import ontology_dir

__all__ = ["agreement", "examples", "measure", "train"]

Example = tuple[list[list[str]], Sequence[str]]

_SETTINGS = {"c1": 0.1, "c2": 4.0, "max_iterations": 150, "feature.possible_transitions": True}
_MANY_MISSED = 0.45  # share of names that the worst recognition misses
_STOPS = "。!?！？\n"


def examples(doc: Document) -> Iterator[Example]:
    """Features and gold labels of each annotated sentence that has candidates."""
    sentences = tuple(passages(doc, lexemes()))
    low, high = (doc.window.start, doc.window.stop) if doc.window else (0, len(doc.text))
    for passage, features in zip(sentences, cues(sentences, markers()), strict=True):
        if features and low <= passage.span.start and passage.span.stop <= high:
            yield features, labels(passage, doc)


def article_examples(doc: Document) -> list[Example]:
    """The examples of an article as annotated, with names as they are usually recognized, and with names badly recognized."""
    copies = (doc, with_faults(doc, 1), with_faults(doc, 2, missed=_MANY_MISSED))
    return [example for copy in copies for example in examples(copy)]


def sentence_examples(doc: Document) -> list[Example]:
    """The examples of written sentences, with all their names and with few."""
    return [example for copy in (doc, with_faults(doc, 2, missed=_MANY_MISSED)) for example in examples(copy)]


def train(data: Iterable[Example], path: Path) -> None:
    """Writes the model over these examples."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_SETTINGS)
    for features, gold in data:
        trainer.append(features, list(gold))
    trainer.train(str(path))
    path.write_bytes(field_of(path.read_bytes()).stored())


def measure(docs: Sequence[Document], written: Sequence[Example], folds: int) -> Counter[str]:
    """Events right, found and in gold over all folds."""
    data = {doc.id: article_examples(doc) for doc in docs}
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(folds):
            unseen = docs[fold::folds]
            path = Path(folder) / f"{fold}"
            train([*written, *(e for doc in docs if doc not in unseen for e in data[doc.id])], path)
            finder = TriggerFinder.of(path)
            for doc in unseen:
                counts += agreement(doc, finder)
    return counts


def agreement(doc: Document, finder: TriggerFinder) -> Counter[str]:
    """Events of an annotated article that are right, found and in gold; one is right where type and sentence agree."""
    low, high = (doc.window.start, doc.window.stop) if doc.window else (0, len(doc.text))
    triggers = [t for t in finder.find(doc) if low <= t.span.start < high]
    found = Counter((t.type, _sentence_start(doc.text, t.span.start)) for t in triggers)
    gold = Counter((e.type, _sentence_start(doc.text, e.trigger.start)) for e in doc.events)
    return Counter(right=(found & gold).total(), found=found.total(), gold=gold.total())


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(stop, 0, at) for stop in _STOPS) + 1


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: train and write, or measure with --folds."""
    parser = argparse.ArgumentParser(description="Trains the model of triggers.")
    parser.add_argument("--folds", type=int, help="measure on so many folds instead of writing the model")
    folds = parser.parse_args(arguments).folds
    segment = Segmenter.load()
    docs = annotated(segment)
    written = [example for doc in written_documents() for example in sentence_examples(segment(doc))]
    if folds:
        counts = measure(docs, written, folds)
        precision, recall = counts["right"] / counts["found"], counts["right"] / counts["gold"]
        print(f"P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}  {dict(counts)}")
        return
    path = ontology_dir() / MODEL
    path.parent.mkdir(exist_ok=True)
    train([*written, *(example for doc in docs for example in article_examples(doc))], path)
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
