"""CRFs as they are stored: the labels and probabilities of CRFsuite's own tagger, and features told apart by numbers."""

from __future__ import annotations

import io
import tempfile
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import TableError
from kg.extract.clauses import function_words
from kg.extract.discourse import Discourse
from kg.extract.role_features import evidence
from kg.extract.role_weights import RoleWeights
from kg.extract.roles import MODEL as ROLES
from kg.extract.roles import focus_of
from kg.extract.triggers import MODEL as TRIGGERS
from kg.extract.triggers import TriggerFinder
from kg.learn.crfsuite import field_of
from kg.learn.names import examples
from kg.model import Document
from kg.pipeline import stages
from kg.read import read_file
from kg.recognize.names import MODEL as NAMES
from kg.recognize.names_features import Clues, Features
from kg.recognize.names_grammar import candidates, read
from kg.recognize.names_lexicon import Lexicon
from kg.recognize.names_weights import Weights
from kg.segment import Segmenter
from kg.tables.fields import Field
from kg.tables.hashing import Rows, all_joined, characters, hashes, joined, stretches
from kg.tables.loading import corpus_dir, ontology_dir

ARTICLE, *OTHERS = sorted((corpus_dir() / "articles").glob("*.txt"))


@cache
def model(name: str) -> bytes:
    return (ontology_dir() / name).read_bytes()


@cache
def trained() -> bytes:
    """A model of CRFsuite's for what is found in other articles."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": 25})
    for path in OTHERS[:4]:
        for rows, labels in examples(found(path), Features(Lexicon.load())):
            trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/model")
        return Path(folder, "model").read_bytes()


@cache
def found(path: Path = ARTICLE) -> Document:
    """An article before its events are read."""
    doc = read_file(path)
    for stage in stages()[:5]:
        doc = stage(doc)
    return doc


@cache
def sentences() -> list[Clues]:
    doc, features = Segmenter.load()(read_file(ARTICLE)), Features(Lexicon.load())
    readings = ((read(doc.text, s, features.lexicon), doc.lines[s.line].kind) for s in doc.sentences)
    return [features.clues(r, candidates(r), kind) for r, kind in readings]


def random_field(labels: int, seed: int) -> Field:
    """A field of strong transitions that knows no features: its scores are given."""
    draw = np.random.default_rng(seed)
    return Field.of("abcdefghi"[:labels], [], np.zeros((0, labels)), draw.normal(0, 3, (labels, labels)))


def test_labels_and_probabilities_are_those_of_crfsuite() -> None:
    field, tagger = Field.read(field_of(trained()).stored()), pycrfsuite.Tagger()
    tagger.open_inmemory(trained())
    rows = [clues.rows() for clues in sentences()]
    lengths = [len(items) for items in rows]
    scores = field.scores([item for items in rows for item in items])
    shares = field.shares(scores, lengths)
    labels = iter(field.best(scores, shares, lengths))
    start, kinds = 0, set()
    for items in rows:
        theirs = tagger.tag(items)
        assert [next(labels) for _ in items] == theirs
        kinds.update(theirs)
        marginals = [[tagger.marginal(label, at) for label in field.labels] for at in range(len(items))]
        np.testing.assert_allclose(shares[start : start + len(items)], marginals, atol=1e-9)
        start += len(items)
    assert len(kinds) > 5, kinds  # labels of several types, so that the comparison says something


@pytest.mark.parametrize("name", [NAMES, TRIGGERS, ROLES])
def test_a_stored_field_is_read_as_it_was(name: str) -> None:
    field = Field.read(model(name))
    assert field.stored() == model(name)
    assert (np.diff(field.rows.hashes.astype(float)) >= 0).all()
    assert np.isfinite(field.weights).all()
    assert (field.weights != 0).all()


def test_features_of_many_and_of_few_weights_count_alike() -> None:
    draw = np.random.default_rng(3)
    features = [f"特征{number}" for number in range(300)]
    weights = draw.normal(0, 1, (300, 12)) * (draw.random((300, 12)) < np.linspace(0.02, 0.9, 300)[:, None])
    field = Field.of("abcdefghijkl", features, weights, np.zeros((12, 12)))
    chosen = [draw.choice(300, size, replace=False) for size in (1, 5, 40)]
    items = [[*(features[at] for at in own), "没有的"] for own in chosen]
    np.testing.assert_allclose(field.scores(items), [weights[own].sum(axis=0) for own in chosen], atol=1e-12)
    together = field.rows.find([features[at] for at in chosen[2]]).reshape(4, 10)
    np.testing.assert_allclose(field.columns(together), weights[chosen[2]].reshape(4, 10, 12).sum(axis=0), atol=1e-12)


def test_a_feature_without_weights_counts_nothing() -> None:
    weights = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 2.0]])
    field = Field.read(Field.of("ab", ["甲", "乙", "丙"], weights, np.zeros((2, 2))).stored())
    assert field.scores([["甲"], ["乙"], ["丙", "乙"], ["丁"]]).tolist() == [[1, 0], [0, 0], [0, 2], [0, 0]]


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
    np.testing.assert_allclose(Weights(field)(sentences()), by_features, atol=1e-9)


def test_roles_are_weighed_as_by_their_features() -> None:
    doc, field = found(), Field.read(model(ROLES))
    stated = TriggerFinder.load().find(doc)
    discourse = Discourse(doc, [t.span for t in stated], function_words())
    weights = RoleWeights(field)
    assert len(stated) > 3
    for trigger in stated:
        reading = discourse.reading(discourse.sentence_at(trigger.span.start))
        made = evidence(discourse.candidates(trigger.span, ()), focus_of(trigger, doc.text, reading, ()))
        np.testing.assert_allclose(weights(made), field.scores([e.features() for e in made]), atol=1e-9)


def test_rows_are_those_of_the_words() -> None:
    words = [f"词{number}" for number in range(5000)]
    numbers = np.sort(hashes(words))
    rows = Rows.of(numbers)
    assert (numbers[rows.find(words)] == hashes(words)).all()
    assert sorted(rows.find(words).tolist()) == list(range(5000))
    assert rows.find(["词5000", "", "词"]).tolist() == [5000, 5000, 5000]


def test_rows_of_no_words_hold_none() -> None:
    assert Rows.of(hashes([])).find(["词"]).tolist() == [0]


def test_equal_words_have_no_rows_of_their_own() -> None:
    with pytest.raises(ValueError, match="ascend"):
        Rows.of(np.sort(hashes(["词", "词"])))


words = st.text(st.characters(), max_size=6)


@given(st.lists(words, max_size=12, unique=True))
def test_different_words_have_different_numbers_and_the_empty_one_none(found: list[str]) -> None:
    numbers = hashes(found)
    assert len(set(numbers.tolist())) == len(found)
    assert [number == 0 for number in numbers] == [not word for word in found]
    assert hashes([*found, "前后"])[-1] == hashes(["前后"])[0]


@given(words, st.lists(words, min_size=1, max_size=5))
def test_the_number_of_joined_words_follows_from_theirs(first: str, behind: list[str]) -> None:
    assert (joined(first, hashes(behind)) == hashes([first + word for word in behind])).all()
    rows = all_joined((first, "x"), np.stack((hashes(behind), hashes(behind))))
    assert (rows == [hashes([one + word for word in behind]) for one in (first, "x")]).all()


@given(words, st.integers(1, 3))
def test_the_numbers_of_stretches_are_those_of_their_words(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(len(text) - size + 1)]
    assert (stretches(characters(text), size) == hashes(pieces)).all()


def test_numbers_are_those_of_the_stored_models() -> None:
    assert hashes(["甘肃", "IN", "义", "𠮷\ud800"]).tolist() == [
        6817549621129624813,
        15139755912846357062,
        10514953774523102214,
        10297264161301599387,
    ]


@pytest.mark.parametrize(
    "broken", [b"", b"lCRF", b"no model at all, but long enough for a header of one" * 9], ids=["空", "短", "其他"]
)
def test_other_bytes_are_no_model(broken: bytes) -> None:
    for reading in (Field.read, field_of):
        with pytest.raises(TableError, match="make model"):
            reading(broken)


def test_a_cut_model_is_no_model() -> None:
    for reading, whole in ((Field.read, model(ROLES)), (field_of, trained())):
        with pytest.raises(TableError, match="make model"):
            reading(whole[: len(whole) // 3])


@pytest.mark.parametrize(
    "part",
    [
        {"counts": np.array([1], np.uint16)},
        {"spoken": np.array([0, 7], np.uint8)},
        {"weights": np.array([0.5])},
        {"transitions": np.zeros((3, 3))},
        {"features": np.array([5, 5], np.uint64)},
        {"labels": np.array([["a", "b"]], object)},
        {},
    ],
    ids=lambda part: next(iter(part), "none missing"),
)
def test_parts_that_do_not_fit_are_no_model(part: dict[str, Any]) -> None:
    fitting = {
        "labels": np.array(["a", "b"]),
        "features": np.array([5, 6], np.uint64),
        "counts": np.array([1, 1], np.uint16),
        "spoken": np.array([0, 1], np.uint8),
        "weights": np.array([0.5, 0.25]),
        "transitions": np.zeros((2, 2)),
    }
    file = io.BytesIO()
    for array in (fitting | part).values():
        np.save(file, array)
    if not part:
        assert Field.read(file.getvalue()).labels == ("a", "b")
        return
    with pytest.raises(TableError, match="make model"):
        Field.read(file.getvalue())
