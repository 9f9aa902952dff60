"""Building a corpus: only what has changed is read, in any order and by any engine, and no end of a build loses anything."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import pytest

from kg.build import BuildReport, Item, Outcome, Settings, Skipped, Watch, build_corpus, gold_documents, items, write_build
from kg.build.inputs import Task
from kg.build.packs import Packs, PackWriter
from kg.build.partitions import write_partitions
from kg.build.reading import Done, written
from kg.build.recorded import Recorded
from kg.build.stats import stats
from kg.build.workers import Workers, processes
from kg.errors import BadRegistry, InputError, StoreError, UsageError
from kg.graph import open_graph
from kg.graph.building import write_pages_of
from kg.graph.reader import CLAIMS, MENTIONS
from kg.graph.rows import ASKED, claim_rows, mention_rows
from kg.link.identity import DEFAULT_BASE
from kg.model import Document, Metadata
from kg.rdf.serialize import nquads, quads_of
from kg.read import Source
from kg.read.table import filled
from kg.store import Cell, Store
from kg.tables.loading import corpus_dir
from kg.validate import problems

LINKED = corpus_dir() / "linked"
OTHERS = ("dev02_nanjing_jiedao_diaoyan", "dev05_shandong_pifu", "dev22_zhijin_guangongwei", "dev77_hao_cuobian")


@cache
def documents() -> dict[str, Document]:
    """Annotated articles by the name of their file: six that are linked, and others."""
    linked = gold_documents(LINKED / "gold", LINKED / "articles")
    others = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", OTHERS)
    return {Path(o.file).name: o.doc for o in (*linked, *others) if o.doc}


def annotated(tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
    """An engine that reads annotations instead of the text: quick, and in the order given."""
    for task in tasks:
        yield replace(once_written(Path(task.id).name, task.given, settings), id=task.id, key=task.key)


@cache
def once_written(name: str, given: Metadata | None, settings: Settings) -> Done:
    """The annotated article as a build keeps it."""
    doc = documents()[name]
    return written(name, "", replace(doc, metadata=filled(doc.metadata, given)), settings)


def given_as(name: str) -> Source:
    return Source(name, Path(name), name, data=documents()[name].text.encode())


@dataclass
class Given:
    """Articles that somebody has, with what is known of them besides."""

    known: dict[str, Metadata | None] = field(default_factory=lambda: dict.fromkeys(documents()))
    order: random.Random | None = None

    def __call__(self) -> Iterator[Item]:
        names = sorted(self.known)
        if self.order:
            self.order.shuffle(names)
        for name in names:
            yield Item(given_as(name), self.known[name])


def build(given: Given, out: Path, **options: object) -> BuildReport:
    options = {"engine": annotated, "settings": Settings(), **options}
    return build_corpus(given, out, **options)  # type: ignore[arg-type]


def content(out: Path) -> bytes:
    """The store in canonical N-Quads."""
    return nquads(Store.open(out / "store").quads())


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.changes.read, report.changes.unchanged, report.changes.removed, report.changes.kept


# Incremental


def test_a_second_build_reads_nothing_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    first = build(Given(), out)
    before = (out / "report.json").stat().st_mtime_ns
    second = build(Given(order=random.Random(1)), out)
    assert counts(first) == (10, 0, 0, 0)
    assert counts(second) == (0, 10, 0, 0)
    assert not second.changes.published
    assert (out / "report.json").stat().st_mtime_ns == before
    assert replace(second, changes=first.changes) == first


def edited(given: Given, rng: random.Random) -> bool:
    """Changes what is known of an article, takes one away or brings one back; whether one was taken away."""
    name = rng.choice(sorted(documents()))
    if name not in given.known:
        given.known[name] = None
    elif rng.random() < 0.5 and len(given.known) > 6:
        del given.known[name]
        return True
    else:
        year = rng.randrange(2015, 2024)
        given.known[name] = Metadata(
            title=f"题目{year}", published=f"{year}-03-01", territory=rng.choice(("甘肃省", "湖南省", None))
        )
    return False


@pytest.mark.parametrize("seed", [2])
def test_after_any_edits_the_store_is_what_a_new_build_gives(tmp_path: Path, seed: int) -> None:
    rng, given, out = random.Random(seed), Given(), tmp_path / "graph"
    build(given, out)
    for step in range(4):
        before = len(given.known)
        removed = edited(given, rng)
        report = build(given, out, prune=True)
        assert report.changes.read <= (0 if removed else 1)  # what comes back as it was need not be read again
        assert report.changes.removed == (1 if removed else 0)
        assert len(given.known) - before in (-1, 0, 1)
        fresh = tmp_path / f"fresh{step}"
        anew = build(Given(dict(given.known), order=rng), fresh)
        assert content(out) == content(fresh)
        assert (out / "graph.trig").read_bytes() == (fresh / "graph.trig").read_bytes()
        assert report.as_json() == anew.as_json()
        assert report.totals["quads"] == len(Store.open(out / "store"))
    assert list(problems(out)) == []


def with_pages(given: Given, out: Path, **options: object) -> BuildReport:
    return build(given, out, extras=(partial(write_pages_of, base=DEFAULT_BASE),), **options)


def whole_files(out: Path) -> dict[str, bytes]:
    """What lies in a build for people: pages, and the graph as text."""
    paths = (*(out / "articles").iterdir(), *(out / name for name in ("explorer.html", "graph.trig", "graph.ttl")))
    return {path.name: path.read_bytes() for path in paths}


def inodes(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in (out / "articles").iterdir()}


@pytest.mark.parametrize("seed", [3])
def test_after_any_edits_pages_are_those_of_a_new_build_and_most_are_the_same_files(tmp_path: Path, seed: int) -> None:
    rng, given, out = random.Random(seed), Given(), tmp_path / "graph"
    with_pages(given, out)
    for step in range(4):
        files, places = whole_files(out), inodes(out)
        edited(given, rng)
        with_pages(given, out, prune=True)
        fresh = tmp_path / f"fresh{step}"
        with_pages(Given(dict(given.known), order=rng), fresh)
        now = whole_files(out)
        assert now == whole_files(fresh)
        assert (out / "records" / "pages.json").read_bytes() == (fresh / "records" / "pages.json").read_bytes()
        same = {name for name in places if now.get(name) == files[name]}
        assert {name for name in places if inodes(out).get(name) == places[name]} == same  # a page that would be the same stays
        assert len(same) >= 5
        assert not (out / "before").exists()


def test_pages_and_texts_that_somebody_has_changed_are_written_again(tmp_path: Path) -> None:
    out, given = tmp_path / "graph", Given()
    with_pages(given, out)
    page = sorted((out / "articles").iterdir())[0]
    page.write_bytes(page.read_bytes() + b"<!-- mine -->")
    (out / "graph.trig").write_bytes(b"")
    (out / "graph.ttl").unlink()
    given.known[sorted(given.known)[-1]] = Metadata(title="别的题目")
    with_pages(given, out)
    with_pages(given, tmp_path / "fresh")
    assert whole_files(out) == whole_files(tmp_path / "fresh")


def test_records_describe_an_article_as_the_store_does_and_give_the_rows_of_the_queries(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out)
    store, recorded = Store.open(out / "store"), Recorded.of(out)
    rows: dict[str, list[dict[str, Cell]]] = {MENTIONS: [], CLAIMS: []}
    for article in (graph for graph in store.graphs() if "/article/" in graph):
        said = recorded.described(article, ASKED)
        assert in_order(said) == in_order(store.described(article, ASKED))
        rows[MENTIONS] += mention_rows(article, said)
        rows[CLAIMS] += claim_rows(article, said)
    for query, found in rows.items():
        assert sorted(map(told, found)) == sorted(map(told, store.each(query)))
        assert len(found) > 250
    recorded.close()


def in_order(said: dict[str, dict[str, list[Cell]]]) -> dict[str, dict[str, list[str]]]:
    return {node: {name: sorted(map(repr, values)) for name, values in known.items()} for node, known in said.items()}


def told(row: dict[str, Cell]) -> str:
    return repr(sorted(row.items()))


def test_a_build_without_pages_leaves_none_of_the_last_one(tmp_path: Path) -> None:
    out, given = tmp_path / "graph", Given()
    with_pages(given, out)
    given.known[sorted(given.known)[0]] = Metadata(title="别的题目")
    build(given, out)
    assert not (out / "articles").exists()
    assert not (out / "before").exists()
    with_pages(Given(), out)
    with_pages(Given(), tmp_path / "fresh")
    assert whole_files(out) == whole_files(tmp_path / "fresh")


def test_without_prune_nothing_goes(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out)
    whole = content(out)
    few = Given(dict.fromkeys(list(documents())[:2]))
    assert counts(build(few, out)) == (0, 2, 0, 8)
    assert content(out) == whole
    assert counts(build(few, out, prune=True)) == (0, 2, 8, 0)
    assert [a.source for a in open_graph(out).articles()] == sorted(few.known) or len(open_graph(out).articles()) == 2


def test_an_article_that_can_no_longer_be_read_stays_until_it_is_pruned(tmp_path: Path) -> None:
    out, given = tmp_path / "graph", Given()
    build(given, out)
    gone = sorted(documents())[0]

    def broken() -> Iterator[Item | Skipped]:
        yield from (item for item in given() if item.id != gone)
        yield Skipped(gone, "InputError", f"{gone}: cannot be read: Input/output error")

    kept = build(broken, out)  # type: ignore[arg-type]
    assert (kept.totals["articles"], [s["file"] for s in kept.skipped]) == (10, [gone])
    assert build(broken, out, prune=True).totals["articles"] == 9  # type: ignore[arg-type]


def test_the_same_text_twice_counts_once_whatever_the_order(tmp_path: Path) -> None:
    name = sorted(documents())[0]

    def twice(*names: str) -> Iterator[Item]:
        yield from (Item(replace(given_as(name), id=n, name=n)) for n in names)

    def engine(tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
        yield from (written(t.id, t.key, documents()[name], settings) for t in tasks)

    for out, names in (("a", ("x/1.txt", "x/2.txt")), ("b", ("x/2.txt", "x/1.txt"))):
        report = build(partial(twice, *names), tmp_path / out, engine=engine)  # type: ignore[arg-type]
        assert [s["message"] for s in report.skipped] == ["x/2.txt: the same text as x/1.txt, which is built already"]
        assert [a["file"] for a in report.articles] == ["x/1.txt"]


def sources(out: Path) -> set[tuple[object, ...]]:
    asked = "SELECT ?name ?url { GRAPH ?a { ?a prov:wasDerivedFrom ?s . ?s rdfs:label ?name OPTIONAL { ?s schema:url ?url } } }"
    return set(open_graph(out).query(asked).rows)


def test_a_second_file_of_the_same_text_is_named_as_its_source_and_adds_no_fact(tmp_path: Path) -> None:
    name = sorted(documents())[0]
    given = {"x/1.txt": "https://one.example/", "x/2.txt": "https://two.example/"}

    def items_of(*ids: str) -> Iterator[Item]:
        yield from (Item(replace(given_as(name), id=i, name=i[2:]), Metadata(url=given[i])) for i in ids)

    def engine(tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
        for t in tasks:
            doc = replace(documents()[name], source=t.id[2:])
            yield written(t.id, t.key, replace(doc, metadata=filled(doc.metadata, t.given)), settings)

    one, out = tmp_path / "one", tmp_path / "graph"
    alone = build(partial(items_of, "x/1.txt"), one, engine=engine)  # type: ignore[arg-type]
    build(partial(items_of, "x/1.txt"), out, engine=engine)  # type: ignore[arg-type]
    both = build(partial(items_of, "x/2.txt"), out, engine=engine)  # type: ignore[arg-type]
    assert sources(out) == {("1.txt", "https://one.example/"), ("2.txt", "https://two.example/")}
    assert (both.totals["facts"], both.totals["quads"]) == (alone.totals["facts"], alone.totals["quads"] + 4)
    assert both.totals["quads"] == len(Store.open(out / "store"))
    assert list(problems(out)) == []
    build(partial(items_of, "x/2.txt", "x/1.txt"), tmp_path / "fresh", engine=engine)  # type: ignore[arg-type]
    assert content(tmp_path / "fresh") == content(out)
    build(partial(items_of, "x/1.txt"), out, engine=engine, prune=True)  # type: ignore[arg-type]
    assert content(out) == content(one)


def test_other_settings_do_not_mix(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out)
    with pytest.raises(UsageError, match=r"other settings .*threshold 0\) than asked for now \(.*threshold 0.5"):
        build(Given(), out, settings=Settings(threshold=0.5))
    build(Given(), out, settings=Settings(threshold=0.5), prune=True)
    build(Given(), tmp_path / "fresh", settings=Settings(threshold=0.5))
    assert content(out) == content(tmp_path / "fresh")


def test_an_older_or_newer_schema_says_what_to_do(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    (out / "report.json").write_text(json.dumps(report | {"format": "zhengmai-build-1"}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"older kg \(schema 1\).*with --prune"):
        build(Given(), out)
    (out / "report.json").write_text(json.dumps(report | {"format": "zhengmai-build-9"}), encoding="utf-8")
    with pytest.raises(StoreError, match="has schema 9, this kg reads up to 3; install the newer kg"):
        stats(out)
    assert build(Given(), out, prune=True).totals["articles"] == 10


# The registry


def initiative(out: Path) -> list[tuple[str, str]]:
    """Two local nodes of two articles that no rule joins."""
    rows = (
        open_graph(out)
        .query(
            "SELECT ?a ?b WHERE { ?a a kg:Person ; kg:identityScope 'local' . ?b a kg:Person ; kg:identityScope 'local' . "
            "FILTER(STR(?a) < STR(?b)) } ORDER BY ?a ?b"
        )
        .rows
    )
    return [(str(a), str(b)) for a, b in rows if str(a).split("/entity/")[0] != str(b).split("/entity/")[0]]


def test_an_edit_of_the_registry_links_again_and_reads_nothing(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out)
    before = content(out)
    one, other = initiative(out)[0]
    registry = out / "registry.tsv"
    blank = registry.read_text(encoding="utf-8")
    registry.write_text(f"{blank}is\t{one}\t{other}\tthe same person, says the archive\n", encoding="utf-8")
    joined = build(lambda: iter(()), out)  # type: ignore[arg-type]
    assert counts(joined) == (0, 0, 0, 10)
    assert joined.rulings == 1
    assert joined.idle == ()
    log = [row for row in (out / "merges.tsv").read_text(encoding="utf-8").splitlines() if "registry:is" in row]
    assert all("the same person, says the archive" in row for row in log)
    assert log
    build(Given(), tmp_path / "fresh", registry=registry)
    assert content(out) == content(tmp_path / "fresh") != before
    assert list(problems(out)) == []
    registry.write_text(blank, encoding="utf-8")
    build(Given(), out)
    assert content(out) == before


def test_a_ruling_that_meets_nothing_is_named_and_a_broken_one_stops_the_build(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out)
    registry = tmp_path / "mine.tsv"
    header = "ruling\tone\tother\twhy\n"
    registry.write_text(f"{header}alias\t甲\t乙\t\nmaybe\ta\tb\t\n", encoding="utf-8")
    with pytest.raises(BadRegistry, match=r"mine\.tsv:3: 'maybe' is none of"):
        build(Given(), out, registry=registry)
    registry.write_text(f"{header}apart\tplace/1\tplace/2\t\n", encoding="utf-8")
    assert build(Given(), out, registry=registry).rulings == 1
    assert (out / "registry.tsv").read_text(encoding="utf-8") == registry.read_text(encoding="utf-8")


# Size


def test_a_lean_build_has_at_most_300_quads_an_article_and_conforms(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out, settings=Settings(lean=True))
    counted = stats(out)
    store = Store.open(out / "store")
    assert all(len(list(store.quads_of(graph))) <= 300 for graph in store.graphs() if "/article/" in graph)
    assert sum(counted.parts.values()) <= 300 * 10
    assert counted.parts["mentions"] == counted.parts["claims"] == 0
    assert counted.lean
    assert list(problems(out)) == []
    graph = open_graph(out)
    assert graph.events()
    assert graph.relations()


def test_stats_count_what_the_store_holds(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build(Given(), out)
    counted = stats(out)
    store = Store.open(out / "store")
    articles = [graph for graph in store.graphs() if "/article/" in graph]
    own = sum(len(list(store.quads_of(graph))) for graph in articles)
    assert sum(count for part, count in counted.parts.items() if part != "facts") == own
    assert counted.totals["quads"] == len(store)
    assert counted.disk["store"] == sum(p.stat().st_size for p in (out / "store").iterdir())
    assert counted.as_json()["an article"]["quads"] == round(len(store) / 10, 1)


@pytest.mark.parametrize("lean", [False, True])
def test_what_a_reprint_tells_again_counts_once_in_all_totals(tmp_path: Path, lean: bool) -> None:
    docs = tuple(documents().values())
    reprint = replace(docs[0], id="转载", text=f"{docs[0].text}\n（编辑：季南乔）\n")
    report = write_build([Outcome(doc.id, doc) for doc in (*docs, reprint)], tmp_path / "graph", lean=lean)
    graph = open_graph(tmp_path / "graph")
    assert len(graph.query("SELECT ?a WHERE { ?a kg:reprintOf ?b }")) == 1
    told = {"events": graph.events(), "relations": graph.relations(), "figures": graph.figures(), "articles": graph.articles()}
    assert {name: report.totals[name] for name in told} == {name: len(found) for name, found in told.items()}
    assert stats(tmp_path / "graph").totals == report.totals


def test_parts_of_n_quads_hold_the_store_together(tmp_path: Path) -> None:
    out, parts = tmp_path / "graph", tmp_path / "parts"
    build(Given(), out)
    paths = write_partitions(out, parts, 4)
    assert [p.name for p in paths] == ["part-00000.nq.gz", "part-00001.nq.gz", "part-00002.nq.gz", "links.nq.gz"]
    loaded = Store.memory(q for path in paths for q in quads_of(gzip.decompress(path.read_bytes()).splitlines()))
    assert nquads(loaded.quads()) == content(out)
    write_partitions(out, tmp_path / "again", 4)
    assert [p.read_bytes() for p in paths] == [(tmp_path / "again" / p.name).read_bytes() for p in paths]
    with pytest.raises(UsageError, match="is not empty"):
        write_partitions(out, parts, 4)


def test_a_large_build_leaves_out_what_holds_all_in_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("publishing", "report"):
        monkeypatch.setattr(sys.modules[f"kg.build.{name}"], "LARGE", 9)
    out, pages = tmp_path / "graph", []
    build(Given(), out, extras=(pages.append,))
    assert not pages
    assert not (out / "graph.trig").exists()
    assert len((out / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 10
    assert list(problems(out)) == []
    assert not build(Given(), out).changes.published


# Packs


def test_a_pack_that_was_cut_off_keeps_its_whole_entries(tmp_path: Path) -> None:
    built = [written("x", "", doc, Settings()).built for doc in list(documents().values())[:3]]
    keys = [b.digest() for b in built if b]
    path = tmp_path / "a.pack"
    writer = PackWriter(path)
    for key, b in zip(keys, built, strict=True):
        assert b is not None
        writer.add(key, b)
    writer.close()
    whole = path.read_bytes()
    for size in (len(whole) - 1, len(whole) // 2, 10, 0):
        path.write_bytes(whole[:size])
        found = [key for key in keys if key in Packs([tmp_path])]
        assert found == keys[: len(found)]
        assert len(found) < 3
        again = PackWriter(path)
        for key, b in list(zip(keys, built, strict=True))[len(found) :]:
            assert b is not None
            again.add(key, b)
        again.close()
        assert path.read_bytes() == whole


def test_damage_is_named_and_a_build_from_all_articles_mends_it(tmp_path: Path) -> None:
    out, given = tmp_path / "graph", Given()
    build(given, out)
    whole = content(out)
    pack = out / "records" / "000000.pack"
    data = bytearray(pack.read_bytes())
    data[5_000] ^= 255
    pack.write_bytes(data)
    given.known[sorted(given.known)[0]] = Metadata(title="别的题目")
    with pytest.raises(StoreError, match=r"000000\.pack: damaged; remove the folder records/"):
        build(given, out)
    assert content(out) == whole
    shutil.rmtree(out / "records")
    with pytest.raises(StoreError, match=r"missing or damaged .* with --prune"):
        build(Given(), out)
    assert counts(build(Given(), out, prune=True)) == (10, 0, 0, 0)
    assert content(out) == whole


# Ends of all kinds

SCRIPT = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_corpus as t
out, after = Path(sys.argv[1]), int(sys.argv[2])
def engine(tasks, settings):
    for number, done in enumerate(t.annotated(tasks, settings)):
        if number == after:
            os.kill(os.getpid(), signal.SIGKILL)
        yield done
print(t.counts(t.with_pages(t.Given(), out, engine=engine)))
"""


def script(out: Path, after: int = -1, **options: object) -> subprocess.Popen[bytes]:
    code = SCRIPT.format(tests=str(Path(__file__).parent))
    return subprocess.Popen([sys.executable, "-c", code, str(out), str(after)], **options)  # type: ignore[call-overload, no-any-return]


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    assert script(out, after=4).wait() == -signal.SIGKILL
    assert not out.exists()
    assert (tmp_path / ".graph.work").is_dir()
    assert counts(build(Given(), out)) == (6, 4, 0, 0)
    build(Given(), tmp_path / "fresh")
    assert content(out) == content(tmp_path / "fresh")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fresh", "graph"]


def test_killed_at_random_moments_it_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Four moments, or as many as KG_KILLS says: `make kills` takes twenty."""
    old, new = tmp_path / "old", tmp_path / "new"
    with_pages(Given(dict.fromkeys(sorted(documents())[:5])), old)
    shutil.copytree(old, new)
    began = time.monotonic()
    assert script(new).wait() == 0
    whole = time.monotonic() - began
    known = [(content(out), whole_files(out)) for out in (old, new)]
    rng = random.Random(6)
    for number in range(int(os.environ.get("KG_KILLS", "4"))):
        out = tmp_path / f"graph{number}"
        shutil.copytree(old, out)
        process = script(out)
        time.sleep(rng.uniform(0.3, 1.0) * whole)
        process.kill()
        process.wait()
        assert (content(out), whole_files(out)) in known
        with_pages(Given(), out)
        assert (content(out), whole_files(out)) == known[1]
        assert not list(tmp_path.glob(".graph*"))


@pytest.mark.parametrize("room", [300_000], ids=["存储"])
def test_a_full_disk_leaves_the_old_build_and_says_so(tmp_path: Path, room: int) -> None:
    out = tmp_path / "graph"
    build(Given(dict.fromkeys(sorted(documents())[:5])), out)
    old = content(out)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    process = script(out, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, preexec_fn=limited)
    _, said = process.communicate()
    assert process.returncode == 1
    assert f"StoreError: {out}: cannot be written: " in said.decode()
    assert "free some space and run again" in said.decode()
    assert content(out) == old
    assert not (tmp_path / ".graph.new").exists()
    build(Given(), out)
    build(Given(), tmp_path / "fresh")
    assert content(out) == content(tmp_path / "fresh")


def mount(folder: Path, options: str) -> bool:
    """Puts a file system of its own, in memory, at the folder, or changes the one there; whether the system lets us."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return shutil.which("mount") is not None and subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, bool]]:
    """A folder, and whether it is a disk of its own: where the system lets nobody mount one it is a plain folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    own = mount(folder, "size=64m")
    yield folder, own
    if own:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("room", [16, 600], ids=["记录", "存储"])
def test_a_disk_that_is_full_leaves_the_old_build_and_room_lets_it_go_on(disk: tuple[Path, bool], room: int) -> None:
    """A disk with so many kilobytes left; where none can be mounted, a limit on the size of a file stands for it."""
    folder, own = disk
    out = folder / "graph"
    build(Given(dict.fromkeys(sorted(documents())[:5])), out)
    old = content(out)
    left = os.statvfs(folder)

    def limited() -> None:
        if not own:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room * 500, room * 500))

    if own:
        (folder / "ballast").write_bytes(bytes(left.f_bavail * left.f_frsize - room * 1024))
    process = script(out, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, preexec_fn=limited)
    _, said = process.communicate()
    assert process.returncode == 1
    assert f"StoreError: {out}: cannot be written: " in said.decode()
    assert "free some space and run again" in said.decode()
    assert content(out) == old
    (folder / "ballast").unlink(missing_ok=True)
    build(Given(), out)
    build(Given(), folder / "fresh")
    assert content(out) == content(folder / "fresh")
    assert sorted(p.name for p in folder.iterdir()) == ["fresh", "graph"]


def test_where_nothing_can_be_written_the_build_is_refused_and_stays(disk: tuple[Path, bool]) -> None:
    """A disk mounted read-only; where none can be mounted, /proc, which takes nothing from anybody."""
    folder, own = disk
    out = folder / "graph"
    build(Given(dict.fromkeys(sorted(documents())[:5])), out)
    old = content(out)
    target = out if own and mount(folder, "remount,ro") else Path("/proc/graph")
    with pytest.raises((StoreError, UsageError), match=rf"{target}: cannot be (written|made): "):
        build(Given(), target)
    assert content(out) == old
    assert [p.name for p in folder.iterdir()] == ["graph"]
    assert not own or mount(folder, "remount,rw")
    assert build(Given(), out).totals["articles"] == 10


def test_two_programs_that_build_one_folder_at_once_leave_one_whole_build(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    both = [script(out, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(2)]
    ends = [(p.communicate()[1].decode(), p.returncode) for p in both]
    assert 0 in [code for _, code in ends]
    assert all(code == 0 or "another build" in said for said, code in ends)
    build(Given(), tmp_path / "fresh")
    assert content(out) == content(tmp_path / "fresh")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fresh", "graph"]


def test_two_builds_at_once_into_one_folder_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "graph"

    class Meanwhile(Watch):
        def publishing(self) -> None:
            with pytest.raises(StoreError, match=rf"another build \(process {os.getpid()}\) is writing this folder; wait for it"):
                build(Given(), out)

    build(Given(), out, watch=Meanwhile())
    assert len(open_graph(out).articles()) == 10


# Processes

TEXT = "某县民政局召开会议\n\n2020年5月{day}日，甘肃省酒泉市民政局召开社会组织党建工作会议，局长王某出席。\n"


def texts(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    for day in range(1, count + 1):
        (folder / f"{day:02}.txt").write_text(TEXT.format(day=day), encoding="utf-8")
    (folder / "坏.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return sorted(folder.iterdir())


class KillsOne(Watch):
    """Kills a worker when the first article is there."""

    def __init__(self) -> None:
        self.killed = 0

    def done(self, done: Done) -> None:
        if not self.killed and done.built:
            children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii").split()
            workers = [int(pid) for pid in children if b"kg.build.workers" in Path(f"/proc/{pid}/cmdline").read_bytes()]
            self.killed = workers[-1]
            os.kill(self.killed, signal.SIGKILL)


def test_workers_give_the_bytes_of_one_process_in_any_order_and_when_one_is_killed(tmp_path: Path) -> None:
    paths = texts(tmp_path / "texts", 12)
    alone = build_corpus(partial(items, paths), tmp_path / "alone", Settings(), jobs=1)
    watch = KillsOne()
    several = build_corpus(partial(items, paths[::-1]), tmp_path / "several", Settings(), engine=Workers(2), watch=watch)
    assert watch.killed
    assert content(tmp_path / "alone") == content(tmp_path / "several")
    for name in ("report.json", "graph.trig", "graph.ttl", "merges.tsv"):
        assert (tmp_path / "alone" / name).read_bytes() == (tmp_path / "several" / name).read_bytes()
    assert (alone.totals["articles"], [Path(s["file"]).name for s in alone.skipped]) == (12, ["坏.txt"])
    assert counts(several) == (12, 0, 0, 0)


@pytest.mark.parametrize(
    ("articles", "most", "number"),
    [(3, 8, 0), (1000, 1, 0), (4, 8, 1), (119, 2, 1), (127, 8, 1), (128, 8, 2), (500, 8, 7), (12_000, 8, 8)],
)
def test_as_many_processes_are_started_as_have_work_for_what_a_start_costs(articles: int, most: int, number: int) -> None:
    assert processes(articles, most) == number


DYING = """
import os, sys
from multiprocessing.connection import Connection
from kg.build.reading import Done
line = Connection(int(sys.argv[1]))
line.recv()
task = line.recv()
os._exit(7) if task.id == "dies" else line.send(Done(task.id, task.key))
line.recv()
"""


def test_an_article_that_ends_every_process_is_reported_and_the_others_are_read() -> None:
    workers = Workers(2, (sys.executable, "-c", DYING))
    tasks = [Task(name, "0" * 64, Source(name, Path(name), name, data=b""), None, 100) for name in ("a", "dies", "b")]
    done = {d.id: d.skipped for d in workers(tasks, Settings())}
    assert done.keys() == {"a", "dies", "b"}
    assert done["dies"] is not None
    assert done["dies"].message == "dies: the process that read it died 2 times (exit code 7); is memory short?"
    assert done["a"] is done["b"] is None


def test_nothing_given_and_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to build"):
        build_corpus(lambda: iter(()), tmp_path / "graph", Settings())
    assert list(tmp_path.iterdir()) == []


def test_given_documents_and_read_ones_share_one_way(tmp_path: Path) -> None:
    """`write_build` and `build_corpus` write the same store of the same documents."""
    write_build(gold_documents(LINKED / "gold", LINKED / "articles"), tmp_path / "given")
    linked = {Path(o.file).name: None for o in gold_documents(LINKED / "gold", LINKED / "articles")}
    build(Given(linked), tmp_path / "read")
    assert content(tmp_path / "given") == content(tmp_path / "read")
