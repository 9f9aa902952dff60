"""Full-text search: the sentences found are those that hold the words, whatever their width, and quote the article."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg.analysis.chronicle import report
from kg.analysis.panel import panel
from kg.analysis.search import Hit, search
from kg.cli import app
from kg.errors import UsageError
from kg.export import export
from kg.graph import Graph, build_gold, open_graph
from kg.tables.loading import corpus_dir

LINKED = corpus_dir() / "linked"


@cache
def graph() -> Graph:
    return build_gold(LINKED / "gold", LINKED / "articles")


@cache
def sentences() -> tuple[tuple[str, int, int, str], ...]:
    return tuple((a.id, start, stop, a.text[start:stop]) for a in graph().articles() for start, stop in a.sentences)


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.id for hit in hits]


def test_all_words_stand_in_the_sentence_and_the_earliest_article_comes_first() -> None:
    assert [(h.published, h.sentence.strip()) for h in search(graph(), ["党组织", "张掖市"])] == [
        ("2020-01-10", "2019年,酒泉市社会组织党组织覆盖率为79%,张掖市社会组织党组织覆盖率为74%。"),
    ]
    days = [h.published for h in search(graph(), ["覆盖率"])]
    assert len(days) == 5
    assert days == sorted(days, key=str)


def test_width_case_and_quotation_marks_do_not_count() -> None:
    assert ids(search(graph(), ["７９％"])) == ids(search(graph(), ["79%"])) != []
    assert ids(search(graph(), ['"商会议事厅"'])) == ids(search(graph(), ["“商会议事厅”"])) != []


def test_a_full_name_finds_what_texts_call_it() -> None:
    plain, named = (search(graph(), ["甘肃省民政厅"], names=n) for n in (False, True))
    assert set(plain) < set(named)
    (added,) = [h for h in named if h.article == "linked04_jiuquan_2019"]
    text = next(a.text for a in graph().articles() if a.id == added.article)
    assert [text[a:b] for a, b in added.found] == ["省民政厅"]


def test_days_of_publication() -> None:
    def articles(**days: str) -> set[str | None]:
        return {h.published for h in search(graph(), ["民政"], **days)}

    assert articles(since="2019", until="2019") == {"2019-11-08", "2019-12-25"}
    assert articles(until="2018-03") == {"2018-03-20"}
    assert articles(since="2020-01-10") == {"2020-01-10", "2020-07-16"}
    with pytest.raises(UsageError, match="'2019年' is no date"):
        articles(since="2019年")


@pytest.mark.parametrize("words", [[], [""], [" ", "\u3000"]])
def test_without_words_there_is_nothing_to_look_for(words: list[str]) -> None:
    with pytest.raises(UsageError, match="give words"):
        search(graph(), words)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_exactly_the_sentences_that_hold_the_words(data: st.DataObject) -> None:
    _, _, _, sentence = data.draw(st.sampled_from(sentences()))
    bare = sentence.strip()
    cuts = st.integers(0, len(bare) - 1).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, min(len(bare), a + 6))))
    words = [w for a, b in data.draw(st.lists(cuts, min_size=1, max_size=3)) if (w := bare[a:b].strip())]
    if not words:
        return
    hits = search(graph(), words)
    expected = {f"{id}:{start}-{stop}" for id, start, stop, held in sentences() if all(alike(w) in alike(held) for w in words)}
    assert set(ids(hits)) == expected
    texts = {a.id: a.text for a in graph().articles()}
    for hit in hits:
        assert texts[hit.article][hit.start : hit.stop] == hit.sentence
        assert {alike(texts[hit.article][a:b]) for a, b in hit.found} == set(map(alike, words))


def alike(text: str) -> str:
    """Without what does not count: width, case, the shape of quotation marks."""
    return unicodedata.normalize("NFKC", text).replace("“", '"').replace("”", '"').casefold()


def test_a_graph_of_facts_alone_has_no_sentences(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_bytes(next(iter(export(graph(), "turtle").values())))
    for ask in (
        lambda facts: search(facts, ["民政"]),
        lambda facts: panel(facts, initiative="商会议事厅"),
        lambda facts: report(facts, body="酒泉市民政局"),
    ):
        with pytest.raises(UsageError, match="no articles, only facts"):
            ask(open_graph(tmp_path / "a.ttl"))


# The command


def run(*args: object) -> Any:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("search") / "graph"
    assert run("build", "--gold", LINKED / "gold", "--articles", LINKED / "articles", "--out", out).exit_code == 0
    return out


def test_the_command_prints_sentences_with_article_date_and_offsets(built: Path) -> None:
    as_json = json.loads(run("search", built, "试点", "--format", "json").stdout)
    assert [(row["published"], row["article"]) for row in as_json] == [
        ("2018-12-20", "linked02_jiuquan_2018"),
        ("2020-07-16", "linked06_baoji_2020"),
    ]
    rows = list(csv.DictReader(io.StringIO(run("search", built, "试点", "--format", "csv").stdout)))
    assert [{k: "" if v is None else str(v) for k, v in row.items() if k != "found"} for row in as_json] == rows
    assert "试点" in run("search", built, "试点").stdout


def test_the_command_says_how_many_there_are(built: Path) -> None:
    one = run("search", built, "覆盖率", "--limit", 1, "--format", "json")
    assert len(json.loads(one.stdout)) == 1
    assert "1 of 5 sentences" in one.stderr
    none = run("search", built, "没有的")
    assert none.exit_code == 0
    assert "no sentence holds 没有的" in none.stderr
