"""Names: mentions of all fourteen types, from reference tables, a grammar of names, quotation marks and a learnt tagger.

The grammar proposes (names_grammar), the tagger weighs what it proposes against the words around (names_features),
and repairs look at what the tagger cannot see: marks that must balance, lists, the whole article (names_repair).
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.model import Document, Mention, Sentence, Span
from kg.recognize.names_features import Features, Rows
from kg.recognize.names_grammar import Candidate, candidates, read
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_repair import Find, Page, repaired
from kg.tables.loading import ontology_dir, rows

__all__ = ["EARNED", "MODEL", "NameRecognizer", "decode"]

MODEL = "models/names.crfsuite.xz"
EARNED = "models/names.tsv"  # what each rule earned on articles that the model had not seen: right of fired

# Which of the grammar's patterns is named as the rule, where several propose what the tagger chose: the strictest first.
_STRICTEST = ("tabled", "national", "number", "rating", "congress", "spirit", "formula", "titled", "behind", "chain", "hidden")
_SOURCES = (*_STRICTEST, "dotted", "elided", "anchored", "tagged", "post", "quoted", "run")
_RANK = {source: rank for rank, source in enumerate(_SOURCES)}
_LONGEST = 500  # characters that the tagger is given at once


@dataclass(frozen=True, slots=True)
class NameRecognizer:
    """Stage: reads `lines` and `sentences` with their tokens, writes `mentions`.

    They are flat, sorted and never overlap; names are still empty. `rule` tells which pattern of the grammar agreed
    with the tagger (names.learnt: none did) or which repair had the last word; `confidence` is the tagger's probability
    of the name's least certain character, and for what a repair changed what that rule earned on unseen articles.
    """

    features: Features
    model: bytes  # the tagger reads it in place: it must live as long
    tagger: Any  # pycrfsuite.Tagger
    earned: dict[str, float]

    @classmethod
    def load(cls) -> NameRecognizer:
        """The recognizer with the tables of ontology/ and the model that ships."""
        return cls.of(lzma.decompress((ontology_dir() / MODEL).read_bytes()), _earned())

    @classmethod
    def of(cls, model: bytes, earned: dict[str, float]) -> NameRecognizer:
        """The recognizer with a model just trained."""
        import pycrfsuite

        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(model)
        return cls(Features(Lexicon.load()), model, tagger, earned)

    def __call__(self, doc: Document) -> Document:
        finds: dict[Find, float] = {}
        proposed: list[Candidate] = []
        for piece in _pieces(doc.sentences):
            found, seen = self._sentence(doc, piece)
            finds |= found
            proposed += seen
        kept = repaired(tuple(sorted(finds)), _page(doc, proposed))
        mentions = tuple(
            Mention(f"m{number}", Span(f.start, f.stop), f.type, rule=f.rule, confidence=self._sure(f, finds))
            for number, f in enumerate(kept, 1)
        )
        return replace(doc, mentions=mentions)

    def _sure(self, find: Find, finds: dict[Find, float]) -> float:
        return finds[find] if find in finds else self.earned.get(find.rule, 0.5)

    def _sentence(self, doc: Document, sentence: Sentence) -> tuple[dict[Find, float], list[Candidate]]:
        """The tagger's finds with their probability, and the candidates that the repairs need, in offsets of the text."""
        reading = read(doc.text, sentence, self.features.lexicon)
        proposed = candidates(reading, self.features.lexicon)
        seen: Rows = self.features.marked(reading, proposed, doc.lines[sentence.line].kind)
        by_span: dict[tuple[int, int, str], str] = {}
        for c in sorted(proposed, key=lambda c: -_RANK[c.source]):
            by_span[c.start, c.stop, c.type] = c.source
        offset = sentence.span.start
        finds = {
            Find(offset + start, offset + stop, type_, f"names.{by_span.get((start, stop, type_), 'learnt')}"): self._probability(
                start, stop, type_, len(seen)
            )
            for start, stop, type_ in decode(self.tagger.tag(seen))
        }
        needed = [c for c in proposed if c.source in ("behind", "elided")]
        return finds, [Candidate(offset + c.start, offset + c.stop, c.type, c.source) for c in needed]

    def _probability(self, start: int, stop: int, type_: str, length: int) -> float:
        """That of the least certain label from a name's first character to the one behind it, in what was tagged last."""
        inside = (self.tagger.marginal(f"I-{type_}", at) for at in range(start + 1, stop))
        ended = 1.0 - self.tagger.marginal(f"I-{type_}", stop) if stop < length else 1.0
        return float(max(1e-4, min(self.tagger.marginal(f"B-{type_}", start), ended, *inside)))


def decode(labels: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """The stretches that B-, I- and O labels mark: (start, stop, type)."""
    start, open_type = 0, ""
    for at, label in enumerate([*labels, "O"]):
        kind, _, type_ = label.partition("-")
        if open_type and (kind != "I" or type_ != open_type):
            yield start, at, open_type
            open_type = ""
        if type_ and not open_type:
            start, open_type = at, type_


def _pieces(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences, overlong ones in pieces that end with a word: memory stays bounded."""
    for sentence in sentences:
        first = 0
        for number, token in enumerate(sentence.tokens):
            start = sentence.tokens[first].span.start
            if token.span.stop - start >= _LONGEST or number + 1 == len(sentence.tokens):
                yield Sentence(Span(start, token.span.stop), sentence.line, sentence.tokens[first : number + 1])
                first = number + 1


def _page(doc: Document, proposed: Iterable[Candidate]) -> Page:
    heads: dict[int, tuple[tuple[int, str], ...]] = {}
    shared: dict[tuple[int, int], tuple[str, ...]] = {}
    tokens = {t.span.start: (t.span.stop, t.tag) for s in doc.sentences for t in s.tokens}
    ends = {stop for stop, _ in tokens.values()}
    for c in proposed:
        if c.source == "elided":
            shared[c.start, c.stop] = (*shared.get((c.start, c.stop), ()), c.type)
        elif c.stop in ends:
            heads[c.start] = (*heads.get(c.start, ()), (c.stop, c.type))
    sentences = tuple((s.span.start, s.span.stop) for s in doc.sentences)
    titles = tuple((line.span.start, line.span.stop) for line in doc.lines if line.kind == "title")
    return Page(doc.text, sentences, titles, tokens, heads, shared)


def _earned() -> dict[str, float]:
    """By rule: the share of its finds that were right, one right and one wrong added."""
    found = rows(EARNED, ("rule", "right", "fired"))
    return {row["rule"]: round((int(row["right"]) + 1) / (int(row["fired"]) + 2), 3) for row in found}
