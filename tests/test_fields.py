"""CRFs read from CRFsuite's files: the same labels and probabilities as CRFsuite's own tagger gives."""

from __future__ import annotations

import lzma
from functools import cache
from itertools import pairwise, product

import numpy as np
import pycrfsuite
import pytest

from kg.errors import TableError
from kg.extract.clauses import function_words
from kg.extract.discourse import Discourse
from kg.extract.role_features import evidence
from kg.extract.role_weights import RoleWeights
from kg.extract.roles import MODEL as ROLES
from kg.extract.roles import focus_of
from kg.extract.triggers import TriggerFinder
from kg.model import Document
from kg.pipeline import stages
from kg.read import read_file
from kg.recognize.names import MODEL as NAMES
from kg.recognize.names_features import Clues, Features
from kg.recognize.names_grammar import candidates, read
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_weights import Weights
from kg.segment import Segmenter
from kg.tables.fields import Field, Rows
from kg.tables.loading import corpus_dir, ontology_dir

ARTICLE = sorted((corpus_dir() / "articles").glob("*.txt"))[0]


@cache
def model(name: str) -> bytes:
    return lzma.decompress((ontology_dir() / name).read_bytes())


@cache
def found() -> Document:
    """The article before its events are read."""
    doc = read_file(ARTICLE)
    for stage in stages()[:5]:
        doc = stage(doc)
    return doc


@cache
def sentences() -> list[Clues]:
    doc, features = Segmenter.load()(read_file(ARTICLE)), Features(Lexicon.load())
    readings = ((read(doc.text, s, features.lexicon), doc.lines[s.line].kind) for s in doc.sentences)
    return [features.clues(r, candidates(r, features.lexicon), kind) for r, kind in readings]


def random_field(labels: int, seed: int) -> Field:
    """A field of strong transitions that knows no features: its scores are given."""
    draw = np.random.default_rng(seed)
    made = Field.read(model(ROLES))
    transitions = draw.normal(0, 3, (labels, labels))
    on, off = np.exp(transitions), np.zeros((labels, labels))
    names = tuple("abcdefghi"[:labels])
    return Field(names, (), made.rows, made.weights, transitions, np.block([[on, off], [off, on.T]]))


def test_labels_and_probabilities_are_those_of_crfsuite() -> None:
    field, tagger = Field.read(model(NAMES)), pycrfsuite.Tagger()
    tagger.open_inmemory(model(NAMES))
    rows = [clues.rows() for clues in sentences()]
    lengths = [len(items) for items in rows]
    scores = field.scores([item for items in rows for item in items])
    shares = field.shares(scores, lengths)
    labels = iter(field.best(scores, shares, lengths))
    start = 0
    for items in rows:
        assert [next(labels) for _ in items] == tagger.tag(items)
        theirs = [[tagger.marginal(label, at) for label in field.labels] for at in range(len(items))]
        np.testing.assert_allclose(shares[start : start + len(items)], theirs, atol=1e-9)
        start += len(items)


def test_one_sequence_has_the_shares_that_it_has_among_others() -> None:
    field = random_field(4, 1)
    lengths = [3, 70, 0, 1, 24]
    scores = np.random.default_rng(2).normal(0, 2, (sum(lengths), 4))
    together, start = field.shares(scores, lengths), 0
    for length in filter(None, lengths):
        alone = field.shares(scores[start : start + length], [length])
        np.testing.assert_allclose(together[start : start + length], alone, rtol=1e-9)
        start += length


@pytest.mark.parametrize("seed", range(20))
def test_shares_and_best_labels_are_those_of_all_sequences_compared(seed: int) -> None:
    field, length = random_field(3, seed), 1 + seed % 5
    scores = np.random.default_rng(seed).normal(0, 1, (length, 3))
    weights = {path: np.exp(weight(field, scores, path)) for path in product(range(3), repeat=length)}
    shares = field.shares(scores, [length])
    total = sum(weights.values())
    for at in range(length):
        expected = [sum(w for path, w in weights.items() if path[at] == label) / total for label in range(3)]
        np.testing.assert_allclose(shares[at], expected, rtol=1e-9)
    best = max(weights, key=lambda path: weights[path])
    assert field.best(scores, shares, [length]) == [field.labels[label] for label in best]


def weight(field: Field, scores: np.ndarray, path: tuple[int, ...]) -> float:
    steps = sum(field.transitions[a, b] for a, b in pairwise(path))
    return float(sum(scores[at, label] for at, label in enumerate(path)) + steps)


def test_nothing_has_no_shares() -> None:
    field = random_field(3, 0)
    nothing = np.zeros((0, 3))
    assert field.shares(nothing, []).shape == (0, 3)
    assert field.best(nothing, nothing, []) == []


def test_names_are_weighed_as_by_their_features() -> None:
    field = Field.read(model(NAMES))
    by_features = field.scores([row for clues in sentences() for row in clues.rows()])
    np.testing.assert_allclose(Weights.of(field)(sentences()), by_features, atol=1e-9)


def test_roles_are_weighed_as_by_their_features() -> None:
    doc, field = found(), Field.read(model(ROLES))
    stated = TriggerFinder.load().find(doc)
    discourse = Discourse(doc, [t.span for t in stated], function_words())
    weights = RoleWeights.of(field)
    assert len(stated) > 3
    for trigger in stated:
        reading = discourse.reading(discourse.sentence_at(trigger.span.start))
        made = evidence(discourse.candidates(trigger.span, ()), focus_of(trigger, doc.text, reading, ()))
        np.testing.assert_allclose(weights(made), field.scores([e.features() for e in made]), atol=1e-9)


def test_rows_are_those_of_the_words() -> None:
    words = [f"词{number}" for number in range(5000)]
    rows = Rows.of(words)
    assert rows.find(words).tolist() == list(range(5000))
    assert rows.find(["词5000", "", "词"]).tolist() == [5000, 5000, 5000]


def test_words_of_the_same_bytes_are_told_apart() -> None:
    assert Rows.of(["义"]).find(["义", "IN"]).tolist() == [0, 1]


@pytest.mark.parametrize(
    "broken", [b"", b"lCRF", b"no model at all, but long enough for a header of one" * 9], ids=["空", "短", "其他"]
)
def test_other_bytes_are_no_model(broken: bytes) -> None:
    with pytest.raises(TableError, match="make model"):
        Field.read(broken)


def test_a_cut_model_is_no_model() -> None:
    with pytest.raises(TableError, match="make model"):
        Field.read(model(NAMES)[:100_000])
