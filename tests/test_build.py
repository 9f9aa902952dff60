"""Building: the folder appears whole or not at all, and its bytes depend on nothing but the input."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kg.build import Outcome, Settings, build_corpus, extracted, gold_documents, is_build, items, write_build
from kg.errors import InputError, RecordError, StoreError, UsageError
from kg.graph import build_gold, open_graph
from kg.model import Metadata
from kg.read import MetadataTable, read_text
from kg.tables.loading import corpus_dir
from kg.validate import problems

GOLD, ARTICLES = corpus_dir() / "gold", corpus_dir() / "articles"
SEED = "000_3933d1552c9bd586"
FEW = (SEED, "dev02_nanjing_jiedao_diaoyan", "dev05_shandong_pifu")
WEATHER = [f"今天天气很好,大家都高兴。{'很' * number}好。" for number in range(8)]
MEETING = "2017年5月,甘肃省民政厅在酒泉市召开党建工作会议。"
FILES = ["graph.trig", "graph.ttl", "report.json"]


def gold(*keys: str) -> Iterator[Outcome]:
    return gold_documents(GOLD, ARTICLES, keys or FEW)


def tree(folder: Path) -> dict[str, str]:
    """Every file below the folder with its hash."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def files_of(folder: Path) -> list[str]:
    return [(folder / name).read_text(encoding="utf-8") for name in FILES]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    out = tmp_path / "graph"
    write_build(gold(SEED), out, source="gold")
    return out


def test_a_build_holds_the_graph_the_store_and_the_report(built: Path) -> None:
    report = json.loads((built / "report.json").read_text(encoding="utf-8"))
    names = ["graph.trig", "graph.ttl", "merges.tsv", "records", "registry.tsv", "report.json", "store"]
    assert sorted(p.name for p in built.iterdir()) == names
    assert report["articles"][0]["id"] == SEED
    assert (report["source"], report["totals"]["mentions"], report["totals"]["skipped"]) == ("gold", 76, 0)
    graph = open_graph(built)
    assert len(graph.store) == report["totals"]["quads"]
    assert [a.source for a in graph.articles()] == [f"{SEED}.txt"]


def test_a_build_links_its_articles_whatever_their_order(tmp_path: Path) -> None:
    """Questions 18 to 26 speak of several articles at once: a folder answers them as the graph in memory does."""
    folder = corpus_dir() / "linked"
    outcomes = list(gold_documents(folder / "gold", folder / "articles"))
    write_build(outcomes, tmp_path / "one", source="gold")
    write_build(reversed(outcomes), tmp_path / "other", source="gold")
    assert files_of(tmp_path / "one") == files_of(tmp_path / "other")
    assert list(problems(tmp_path / "one")) == []
    stored, memory = open_graph(tmp_path / "one"), build_gold(folder / "gold", folder / "articles")
    for number in range(18, 27):
        assert stored.ask(number).rows == memory.ask(number).rows, number
        assert stored.ask(number).rows, number


def test_the_order_of_articles_changes_nothing(tmp_path: Path) -> None:
    outcomes = list(gold())
    for name, given in (("a", outcomes), ("b", outcomes[::-1])):
        write_build(given, tmp_path / name, source="gold")
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


SCRIPT = """
import sys
from pathlib import Path
from kg.build import extracted, write_build
write_build(extracted([Path(p) for p in sys.argv[2:]]), Path(sys.argv[1]))
"""


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    paths = [str(ARTICLES / f"{key}.txt") for key in FEW[:2]]
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / seed), *paths], check=True, env=environment)
    assert files_of(tmp_path / "1") == files_of(tmp_path / "2")


def test_a_new_build_replaces_the_old_one_whole(built: Path) -> None:
    (built / "leftover.txt").write_text("old", encoding="utf-8")
    write_build(gold(FEW[1]), built, source="gold")
    assert not (built / "leftover.txt").exists()
    assert [a.id for a in open_graph(built).articles()] == [FEW[1]]
    assert [p.name for p in built.parent.iterdir()] == ["graph"]


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt(), OSError(28, "No space left on device")], ids=repr)
def test_a_failed_build_leaves_the_old_one(built: Path, error: BaseException) -> None:
    before = tree(built)

    def fail(_: Path) -> None:
        raise error

    with pytest.raises((type(error), StoreError)):
        write_build(gold(FEW[1]), built, source="gold", extras=(fail,))
    assert tree(built) == before
    assert [p.name for p in built.parent.iterdir()] == ["graph"]


def test_a_failed_first_build_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing to build: .*no such file"):
        write_build(extracted([tmp_path / "none.txt"]), tmp_path / "deep" / "graph")
    assert list((tmp_path / "deep").iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from kg.build import gold_documents, write_build
gold, articles, key, out = sys.argv[1:]
kill = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write_build(gold_documents(Path(gold), Path(articles), [key]), Path(out), source="gold", extras=(kill,))
"""


@pytest.mark.parametrize("first", [True, False], ids=["新目录", "已有目录"])
def test_a_killed_build_leaves_the_old_folder_or_none_and_the_next_one_clears_up(tmp_path: Path, first: bool) -> None:
    out = tmp_path / "graph"
    if not first:
        write_build(gold(SEED), out, source="gold")
    before = tree(out)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(GOLD), str(ARTICLES), FEW[1], str(out)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert tree(out) == before
    assert (tmp_path / ".graph.new").is_dir()
    write_build(gold(FEW[1]), out, source="gold")
    assert [p.name for p in tmp_path.iterdir()] == ["graph"]


def test_a_build_killed_between_two_renames_is_put_back(built: Path) -> None:
    # Where the system cannot exchange two folders, the old one is moved aside first; a kill there leaves this.
    before = tree(built)
    built.rename(built.with_name(".graph.old"))
    with pytest.raises(InputError):
        write_build([], built)
    assert tree(built) == before
    assert [p.name for p in built.parent.iterdir()] == ["graph"]


def test_two_builds_at_once_do_not_mix(built: Path) -> None:
    def meanwhile(_: Path) -> None:
        with pytest.raises(StoreError, match=rf"another build \(process {os.getpid()}\) is writing this folder"):
            write_build(gold(FEW[2]), built, source="gold")

    write_build(gold(FEW[1]), built, source="gold", extras=(meanwhile,))
    assert [a.id for a in open_graph(built).articles()] == [FEW[1]]


def test_a_folder_that_is_no_build_is_never_replaced(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="something else than a build"):
        write_build(gold(SEED), tmp_path)
    with pytest.raises(UsageError, match="is no folder"):
        write_build(gold(SEED), thesis)
    assert thesis.read_text(encoding="utf-8") == "years of work"
    assert not is_build(tmp_path)


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    write_build(gold(SEED), tmp_path / "graph", source="gold")
    assert is_build(tmp_path / "graph")


def test_one_bad_article_never_stops_the_rest(tmp_path: Path) -> None:
    def outcomes() -> Iterator[Outcome]:
        yield Outcome("bad.txt", error=InputError("bad.txt: empty file"))
        yield from gold(SEED)

    report = write_build(outcomes(), tmp_path / "graph", source="gold")
    assert report.skipped == ({"file": "bad.txt", "error": "InputError", "message": "bad.txt: empty file"},)
    assert len(report.articles) == 1


def test_a_text_that_comes_twice_counts_once(tmp_path: Path) -> None:
    (doc,) = (o.doc for o in gold(SEED))
    assert doc is not None
    twice = [Outcome("a.txt", doc=doc), Outcome("b.txt", doc=replace(doc, id="b"))]
    report = write_build(twice, tmp_path / "graph", source="gold")
    assert [s["message"] for s in report.skipped] == ["b.txt: the same text as a.txt, which is built already"]


def test_gold_that_does_not_fit_is_skipped_and_named(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / f"{FEW[1]}.txt").write_text("另一篇文章。", encoding="utf-8")
    (texts / f"{FEW[2]}.txt").write_bytes((ARTICLES / f"{FEW[2]}.txt").read_bytes())
    outcomes = {Path(o.file).stem: o for o in gold_documents(GOLD, texts, FEW)}
    assert "No such file" in str(outcomes[SEED].error)
    assert isinstance(outcomes[FEW[1]].error, RecordError)
    assert outcomes[FEW[2]].doc is not None


def test_gold_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no records here"):
        list(gold_documents(tmp_path, ARTICLES))


def test_what_the_table_says_wins(tmp_path: Path) -> None:
    table = MetadataTable({"a.txt": Metadata(title="题目", published="2020-01-02")})
    (tmp_path / "a.txt").write_text("原题\n\n5月，县民政局召开会议，部署党建工作。与会人员发言。\n", encoding="utf-8")
    (outcome,) = extracted([tmp_path], table=table)
    assert outcome.doc is not None
    assert (outcome.doc.metadata.title, outcome.doc.metadata.published) == ("题目", "2020-01-02")


def test_a_document_without_facts_is_built(tmp_path: Path) -> None:
    doc = read_text("Nothing Chinese here.", id="x")
    report = write_build([Outcome("x.txt", doc=doc)], tmp_path / "graph")
    assert report.articles[0]["warnings"] == list(doc.warnings)
    assert report.totals["facts"] == 0
    assert list(problems(tmp_path / "graph")) == []


def test_facts_come_to_a_build_that_has_none_and_go_again(tmp_path: Path) -> None:
    """As if it were built anew: only few of many articles are changed, so that the store is changed and not made anew."""
    out, last = tmp_path / "graph", len(WEATHER) - 1
    for number, text in enumerate((WEATHER[last], MEETING, WEATHER[last])):
        texts = tmp_path / str(number)
        texts.mkdir()
        for at, weather in enumerate(WEATHER):
            (texts / f"{at}.txt").write_text(text if at == last else weather, encoding="utf-8")
        for folder in (out, tmp_path / f"anew{number}"):
            report = build_corpus(partial(items, [texts]), folder, Settings("extraction"), prune=True)
            assert bool(report.totals["facts"]) == (text == MEETING)
            assert list(problems(folder)) == []
        for name in ("graph.trig", "graph.ttl"):
            assert (out / name).read_bytes() == (tmp_path / f"anew{number}" / name).read_bytes()
