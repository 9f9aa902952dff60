"""The scores in README.md and docs/evaluation.md are those of the stored predictions, by models that had not seen the article."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path

import pytest

from kg.learn.articles import shelves
from kg.record import Json, read_records
from kg.score import Report, report
from kg.tables.loading import corpus_dir

CASES = Path(__file__).parent / "cases"  # the predictions there are written by `make evaluate`
README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
PAGE = (Path(__file__).parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
KINDS = ("mentions", "dates values", "figures values", "events", "event roles", "relations")
REAL = "000_3933d1552c9bd586"
_ROW = re.compile(r"\| ([a-z ]+) \| ([01]\.\d{3}) \| ([01]\.\d{3}) \| ([01]\.\d{3}) \|")
_F1 = re.compile(r"0\.\d{3}")


def stored(name: str) -> dict[str, Json]:
    lines = lzma.decompress((CASES / name).read_bytes()).decode("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def scored(*shelves: str, only: str | None = None) -> Report:
    """The score of the stored predictions for the articles of some folders of corpus/, or for one of them."""
    predicted = stored("unseen.jsonl.xz")
    gold: dict[str, Json] = {}
    texts: dict[str, str] = {}
    for home in (corpus_dir() / shelf for shelf in shelves):
        for key, record in read_records(home / "gold").items():
            if only in (None, key):
                gold[key] = record
                texts[key] = (home / "articles" / f"{key}.txt").read_bytes().decode("utf-8-sig")
    return report(gold, predicted, texts)


def f1(result: Report, *kinds: str) -> list[str]:
    return [f"{result.total.counts[kind].f1:.3f}" for kind in kinds]


def stated(page: str, row: str) -> list[str]:
    """F1 of each kind in the row of a page, without intervals."""
    line = next(line for line in page.splitlines() if line.startswith(f"| {row} |"))
    return [cell.split()[0] for cell in line.split("|")[2:-1]]


def test_every_annotated_article_has_a_stored_prediction() -> None:
    assert stored("unseen.jsonl.xz").keys() == {key for shelf in shelves() for key in shelf.ids()}


def test_the_table_is_what_the_stored_predictions_score() -> None:
    counts = scored("", "held").total.counts
    stated = {row[1]: row.groups()[1:] for row in _ROW.finditer(PAGE)}
    assert set(stated) == set(counts)
    for key, count in counts.items():
        assert stated[key] == (f"{count.precision:.3f}", f"{count.recall:.3f}", f"{count.f1:.3f}"), key


@pytest.mark.parametrize(
    ("row", "shelf"),
    [
        ("17 held out", "held"),
        ("120 later ones", "later"),
        ("95 dispatches", "dispatches"),
        ("105 from offices", "offices"),
        ("156 broadcasts", "broadcasts"),
        ("78 news items", "press"),
        ("70 reports of work", "practice"),
        ("52 pages of counties", "counties"),
        ("48 items of campaigns", "campaigns"),
        ("313 items in real frames", "items"),
        ("205 pages in real frames", "pages"),
        ("212 bulletins", "bulletins"),
    ],
)
def test_the_other_articles_score_what_is_stated(row: str, shelf: str) -> None:
    assert stated(PAGE, row) == f1(scored(shelf), *KINDS)


@pytest.mark.parametrize(
    ("row", "shelves"),
    [
        ("78 articles of the genre", ("", "held")),
        ("17 held out", ("held",)),
        ("205 pages in real frames", ("pages",)),
        ("313 items in real frames", ("items",)),
    ],
)
def test_the_readme_s_table_says_the_same(row: str, shelves: tuple[str, ...]) -> None:
    assert stated(README, row) == f1(scored(*shelves), *KINDS)


@pytest.mark.parametrize("row", ["20 real pages of work, by two more hands", "40 real news items, by four more hands"])
def test_what_was_read_once_stands_in_both_tables_alike(row: str) -> None:
    assert stated(README, row) == stated(PAGE, row)


def test_the_real_article_scores_what_is_stated() -> None:
    said = PAGE.partition("unseen in the ten folds,")[2].partition(";")[0]
    assert _F1.findall(said) == f1(scored("", only=REAL), "mentions", "events", "event roles", "relations")
