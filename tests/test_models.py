"""The shipped models are those that training gives: what they were trained on is what is here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kg.learn import inputs
from kg.learn.evaluate import kept_once
from kg.learn.inputs import DIGEST, digest, modules
from kg.tables.loading import ontology_dir


def test_models_are_trained_on_what_is_here() -> None:
    stored = (ontology_dir() / DIGEST).read_text(encoding="ascii").strip()
    assert stored == digest(), "corpus, tables or the code of features changed since the models were trained: run make model"


def test_digest_covers_what_makes_the_features() -> None:
    covered = set(modules())
    wanted = {"kg.extract.trigger_cues", "kg.extract.role_features", "kg.recognize.names_features", "kg.segment.tagger"}
    assert wanted | {"kg.learn.noise", "kg.tables.divisions", "kg.record", "kg.model"} <= covered
    measuring = set(modules(("kg.learn.evaluate",)))
    assert covered | {"kg.pipeline", "kg.resolve.stage", "kg.extract.relations", "kg.read"} <= measuring


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ('"""Other words."""\nx = 1  # why\n', True),
        ('"""Words."""\n\n\nx = (\n    1\n)\n', True),
        ('"""Words."""\nx = 2\n', False),
    ],
    ids=["comment and docstring", "layout", "value"],
)
def test_digest_changes_with_the_code_alone(changed: str, same: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder in ("corpus", "agencies", "divisions", "grammar", "lexicon"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(inputs, "corpus_dir", lambda: tmp_path / "corpus")
    monkeypatch.setattr(inputs, "ontology_dir", lambda: tmp_path)
    monkeypatch.setattr(inputs, "modules", lambda *_: {"kg.x": ast.parse('"""Words."""\nx = 1\n')})
    before = digest()
    monkeypatch.setattr(inputs, "modules", lambda *_: {"kg.x": ast.parse(changed)})
    assert (digest() == before) is same
    (tmp_path / "grammar" / "dates.toml").write_text("a = 1\n", encoding="utf-8")
    assert digest() != before


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return "甲\u2028乙\r\n".encode()

    path = tmp_path / "0+2-of-10.jsonl"
    assert kept_once(path, make) == kept_once(path, make) == make()
    assert len(made) == 2
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_what_ends_early_keeps_nothing(tmp_path: Path) -> None:
    def make() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_once(tmp_path / "0-of-1.jsonl", make)
    assert list(tmp_path.iterdir()) == []
