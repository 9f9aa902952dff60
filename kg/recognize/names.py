"""Names: mentions of all fourteen types, from reference tables, a grammar of names, quotation marks and a learnt tagger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.model import Document, Mention, Span
from kg.recognize.names_features import Features
from kg.recognize.names_lexicon import Lexicon
from kg.tables.loading import ontology_dir

__all__ = ["MODEL", "NameRecognizer", "decode"]

MODEL = "models/names.crfsuite"
_OUTSIDE = "O"

Found = tuple[Span, str, float]


@dataclass(frozen=True, slots=True)
class NameRecognizer:
    """Stage: reads `sentences` with their tokens, writes `mentions`: flat, sorted, never overlapping, names still empty."""

    features: Features
    tagger: Any  # pycrfsuite.Tagger

    @classmethod
    def load(cls) -> NameRecognizer:
        """The recognizer with the tables of ontology/ and the shipped model."""
        import pycrfsuite

        tagger = pycrfsuite.Tagger()
        tagger.open(str(ontology_dir() / MODEL))
        return cls(Features(Lexicon.load()), tagger)

    def __call__(self, doc: Document) -> Document:
        found = [item for sentence in doc.sentences for item in self._sentence(doc, sentence)]
        mentions = tuple(
            Mention(f"m{number}", span, type_, rule="names.learnt", confidence=round(confidence, 3))
            for number, (span, type_, confidence) in enumerate(sorted(found), 1)
        )
        return replace(doc, mentions=mentions)

    def _sentence(self, doc: Document, sentence: Any) -> Iterator[Found]:
        rows = self.features(doc.text, sentence)
        if not rows:
            return
        labels = self.tagger.tag(rows)
        for start, stop, type_ in decode(labels):
            offset = sentence.span.start
            yield Span(offset + start, offset + stop), type_, 0.85


def decode(labels: list[str]) -> Iterator[tuple[int, int, str]]:
    """The stretches that B-, I- and O labels mark: (start, stop, type)."""
    start, open_type = 0, ""
    for at, label in enumerate([*labels, _OUTSIDE]):
        kind, _, type_ = label.partition("-")
        if open_type and (kind != "I" or type_ != open_type):
            yield start, at, open_type
            open_type = ""
        if type_ and not open_type:
            start, open_type = at, type_
