"""Names: mentions of all fourteen types, from reference tables, a grammar of names, quotation marks and a learnt tagger.

The grammar proposes (names_grammar), the tagger weighs what it proposes against the words around (names_features),
and repairs look at what the tagger cannot see: marks that must balance, lists, the whole article (names_repair).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.model import Document, Mention, Sentence, Span
from kg.recognize.names_edges import edged
from kg.recognize.names_features import Clues, Features
from kg.recognize.names_freed import freed
from kg.recognize.names_grammar import Candidate, candidates, read
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_parts import ended, parted
from kg.recognize.names_repair import Find, Page, repaired
from kg.recognize.names_weights import Weights
from kg.recognize.names_wholes import completed, settled
from kg.tables.fields import Field, Floats
from kg.tables.loading import ontology_dir, rows

__all__ = ["EARNED", "MODEL", "NameRecognizer", "decode"]

MODEL = "models/names.npy"
EARNED = "models/names.tsv"  # what each rule earned on articles that the model had not seen: right of fired

# Which of the grammar's patterns is named as the rule, where several propose what the tagger chose: the strictest first.
_STRICTEST = (
    "tabled",
    "national",
    "number",
    "rating",
    "congress",
    "spirit",
    "formula",
    "titled",
    "behind",
    "chain",
    "counted",
    "hidden",
)
_SOURCES = (*_STRICTEST, "dotted", "elided", "anchored", "tagged", "post", "quoted", "run")
_RANK = {source: rank for rank, source in enumerate(_SOURCES)}
_LONGEST = 500  # characters of a sequence
_TOGETHER = 8192  # characters that are tagged together: memory stays bounded


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or part of one, with the grammar's candidates and what the tagger sees of it; offsets are those in it."""

    start: int  # in the text
    proposed: list[Candidate]
    clues: Clues

    def needed(self) -> Iterator[Candidate]:
        """The candidates that the repairs need, in offsets of the text."""
        for c in self.proposed:
            if c.source in ("behind", "elided"):
                yield Candidate(self.start + c.start, self.start + c.stop, c.type, c.source)


@dataclass(frozen=True, slots=True)
class NameRecognizer:
    """Stage: reads `lines` and `sentences` with their tokens, writes `mentions`.

    They are flat, sorted and never overlap; names are still empty. `rule` tells which pattern of the grammar agreed
    with the tagger (names.learnt: none did) or which repair had the last word; `confidence` is the tagger's probability
    of the name's least certain character, and for what a repair changed what that rule earned on unseen articles.
    """

    features: Features
    weights: Weights
    earned: dict[str, float]

    @classmethod
    def load(cls) -> NameRecognizer:
        """The recognizer with the tables of ontology/ and the model that ships."""
        return cls.of((ontology_dir() / MODEL).read_bytes(), _earned())

    @classmethod
    def of(cls, model: bytes, earned: dict[str, float]) -> NameRecognizer:
        """The recognizer with a model just trained."""
        return cls(Features(Lexicon.load()), Weights(Field.read(model)), earned)

    def __call__(self, doc: Document) -> Document:
        finds: dict[Find, float] = {}
        proposed: list[Candidate] = []
        for pieces in _batches(self._piece(doc, sentence) for sentence in _pieces(doc.sentences)):
            finds |= self._finds(pieces)
            proposed += (needed for piece in pieces for needed in piece.needed())
        page = _page(doc, proposed)
        whole = edged(completed(freed(parted(tuple(sorted(finds)), page), page), page), page)
        kept = ended(settled(repaired(whole, page), page), page)
        mentions = tuple(
            Mention(f"m{number}", Span(f.start, f.stop), f.type, rule=f.rule, confidence=self._sure(f, finds))
            for number, f in enumerate(kept, 1)
        )
        return replace(doc, mentions=mentions)

    def _sure(self, find: Find, finds: dict[Find, float]) -> float:
        return finds[find] if find in finds else self.earned.get(find.rule, 0.5)

    def _piece(self, doc: Document, sentence: Sentence) -> _Piece:
        reading = read(doc.text, sentence, self.features.lexicon)
        proposed = candidates(reading)
        return _Piece(sentence.span.start, proposed, self.features.clues(reading, proposed, doc.lines[sentence.line].kind))

    def _finds(self, pieces: Sequence[_Piece]) -> dict[Find, float]:
        """The tagger's finds with their probability, in offsets of the text."""
        field, lengths = self.weights.field, [len(piece.clues) for piece in pieces]
        scores = self.weights([piece.clues for piece in pieces])
        shares = field.shares(scores, lengths)
        labels = field.best(scores, shares, lengths)
        finds: dict[Find, float] = {}
        first = 0
        for piece, length in zip(pieces, lengths, strict=True):
            found = list(decode(labels[first : first + length]))
            sources = _sources(piece.proposed, frozenset(found)) if found else {}
            for start, stop, type_ in found:
                rule = f"names.{sources.get((start, stop, type_), 'learnt')}"
                sure = self._probability(shares, first + start, first + stop, stop < length, type_)
                finds[Find(piece.start + start, piece.start + stop, type_, rule)] = sure
            first += length
        return finds

    def _probability(self, shares: Floats, start: int, stop: int, goes_on: bool, type_: str) -> float:
        """That of the least certain label of the characters of a name and of the one behind it, if its sentence goes on."""
        labels = self.weights.field.labels
        begun: float = shares.item(start, labels.index(f"B-{type_}"))
        inside: list[float] = shares[start + 1 : stop + goes_on, labels.index(f"I-{type_}")].tolist()
        ended: list[float] = [1.0 - inside.pop()] if goes_on else []
        return max(1e-4, min((begun, *inside, *ended)))


def _sources(proposed: Iterable[Candidate], found: Container[tuple[int, int, str]]) -> dict[tuple[int, int, str], str]:
    """By what is found and proposed: the strictest pattern that does."""
    agreed = [c for c in proposed if c[:3] in found]
    return {c[:3]: c.source for c in sorted(agreed, key=lambda c: -_RANK[c.source])}


def decode(labels: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """The stretches that B-, I- and O labels mark: (start, stop, type)."""
    start, open_type = 0, ""
    for at, label in enumerate([*labels, "O"]):
        if label == "O" and not open_type:
            continue
        kind, _, type_ = label.partition("-")
        if open_type and (kind != "I" or type_ != open_type):
            yield start, at, open_type
            open_type = ""
        if type_ and not open_type:
            start, open_type = at, type_


def _pieces(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences, overlong ones in pieces that end with a word: memory stays bounded."""
    for sentence in sentences:
        if sentence.tokens and len(sentence.span) < _LONGEST:
            yield sentence
            continue
        first = 0
        for number, token in enumerate(sentence.tokens):
            start = sentence.tokens[first].span.start
            if token.span.stop - start >= _LONGEST or number + 1 == len(sentence.tokens):
                yield Sentence(Span(start, token.span.stop), sentence.line, sentence.tokens[first : number + 1])
                first = number + 1


def _batches(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    batch: list[_Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece.clues)
        if size >= _TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _page(doc: Document, proposed: Iterable[Candidate]) -> Page:
    heads: dict[int, tuple[tuple[int, str], ...]] = {}
    shared: dict[tuple[int, int], tuple[str, ...]] = {}
    tokens = {t.span.start: (t.span.stop, t.tag) for s in doc.sentences for t in s.tokens}
    sentences = tuple((s.span.start, s.span.stop) for s in doc.sentences)
    titles = tuple((line.span.start, line.span.stop) for line in doc.lines if line.kind == "title")
    page = Page(doc.text, sentences, titles, tokens, heads, shared)
    for c in proposed:
        if c.source == "elided":
            shared[c.start, c.stop] = (*shared.get((c.start, c.stop), ()), c.type)
        elif c.stop in page.ends:
            heads[c.start] = (*heads.get(c.start, ()), (c.stop, c.type))
    return page


def _earned() -> dict[str, float]:
    """By rule: the share of its finds that were right, one right and one wrong added."""
    found = rows(EARNED, ("rule", "right", "fired"))
    return {row["rule"]: round((int(row["right"]) + 1) / (int(row["fired"]) + 2), 3) for row in found}
