"""Names of people: pseudonyms in all that is handed on, and what is taken out of a build for good."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg.build import build_corpus, items
from kg.build.article import Settings
from kg.build.reviewing import Reviewed
from kg.cli import app
from kg.errors import UsageError
from kg.export import FORMATS, export
from kg.graph import Graph, build, build_gold, open_graph
from kg.people import Names, Takedown, read_key
from kg.people.matching import Shift
from kg.review import DECISIONS, Decision, decide, load, save, statements, undo
from kg.tables.loading import corpus_dir
from kg.validate import problems
from kg.view import explorer, reading_pages, share

KEY = b"a secret of chance, for tests"
ARTICLES = ("dev76_beilou_shuji", "dev02_nanjing_jiedao_diaoyan", "dev43_changji_xuezhan", "000_3933d1552c9bd586")
GOLD = (
    "000_3933d1552c9bd586",
    "dev04_hunan_biaozhang",
    "dev12_qiqihar_dasuan",
    "dev43_changji_xuezhan",
    "dev56_weiyuan_bangfu",
    "dev67_langxi_wanqi",
    "dev76_beilou_shuji",
)
PERSON, WITHDRAWN = "韦朝胜", "dev02_nanjing_jiedao_diaoyan"
WHEN = "2026-11-29T08:30:00Z"
FORMULA = "习近平新时代中国特色社会主义思想"

# ---- finding and replacing


names = st.text(alphabet="王李张明华平", min_size=2, max_size=4)


@given(
    st.text(alphabet="王李张明华平 　,。", max_size=60),
    st.dictionaries(names, st.sampled_from(["人员AAAAAA", "人员B", None]), max_size=5),
)
def test_no_name_is_left_and_offsets_lead_to_the_same_words(text: str, known: dict[str, str | None]) -> None:
    shift = Shift(tuple(Names(known).found(text)))
    after = shift.applied(text)
    assert [after[shift.start(f.start) : shift.stop(f.stop)] for f in shift.found] == [f.instead for f in shift.found]
    cuts = [0, *(at for f in shift.found for at in (f.start, f.stop)), len(text)]
    for start, stop in zip(cuts[::2], cuts[1::2], strict=True):  # what stands between the names
        assert not any(name in "".join(text[start:stop].split()) for name in known)
        for at in range(start, stop):
            assert after[shift.start(at) : shift.stop(at + 1)] == text[at]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("书记王磊说", "书记人员A说"),
        ("名单:王　磊、李明华", "名单:人员A、人员B"),
        ("王\n磊", "人员A"),
        ("李明出席", "李明出席"),
        ("李明华出席", "人员B出席"),
        (f"学习{FORMULA},王磊", f"学习{FORMULA},人员A"),
        ("习近平总书记", "人员C总书记"),
    ],
)
def test_blanks_do_not_hide_a_name_and_a_doctrine_is_nobody(text: str, after: str) -> None:
    assert Names({"王磊": "人员A", "李明华": "人员B", "习近平": "人员C"}, [FORMULA]).replaced(text) == after


# ---- pseudonyms


@pytest.fixture(scope="module")
def gold() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=GOLD)


@pytest.fixture(scope="module")
def shown(gold: Graph) -> Graph:
    return gold.pseudonymised(KEY)


@pytest.fixture(scope="module")
def people() -> frozenset[str]:
    """All that the annotated articles call persons."""
    records = (json.loads((corpus_dir() / "gold" / f"{name}.json").read_text(encoding="utf-8")) for name in GOLD)
    found = {words for r in records for m in r["mentions"] if m["type"] == "Person" for words in (m["text"], m["name"])}
    assert len(found) > 15
    return frozenset(found)


def leaks(data: bytes, people: Iterable[str]) -> list[str]:
    """The names that stand in the bytes, as they are, in percent or escaped."""
    data = data.replace(FORMULA.encode(), b"").replace("习近平文化思想".encode(), b"").replace("习近平新时代".encode(), b"")
    ways = (lambda n: n.encode(), lambda n: quote(n).encode(), lambda n: n.encode("unicode_escape"))
    return [name for name in people if any(way(name) in data for way in ways)]


@pytest.mark.parametrize("format", FORMATS)
def test_no_export_holds_a_name(shown: Graph, people: frozenset[str], format: str) -> None:
    for content in export(shown, format).values():
        assert leaks(content, people) == []


def test_no_view_holds_a_name(shown: Graph, people: frozenset[str]) -> None:
    assert leaks(explorer(shown).encode(), people) == []
    assert all(leaks(page.encode(), people) == [] for _, page in reading_pages(shown, "explorer.html"))
    page = share(shown, PERSON, notes=f"{PERSON}的事")
    assert leaks(page.encode(), people) == []
    assert shown.known_as(PERSON) in page


def test_everything_but_names_is_as_it_was(gold: Graph, shown: Graph) -> None:
    def shape(g: Graph) -> tuple[int, ...]:
        read = (g.articles(), g.entities(), g.events(), g.relations(), g.figures())
        return (*map(len, read), sum(1 for _ in g.store.quads()))

    assert shape(shown) == shape(gold)
    before = {(r.post, r.object_label) for r in gold.relations("holdsPost")}
    assert {(r.post, r.object_label) for r in shown.relations("holdsPost")} >= {b for b in before if PERSON not in str(b)}
    assert {r.subject_label[:2] for r in shown.relations("holdsPost") if r.subject_type == "Person"} == {"人员"}


def test_words_stand_where_they_are_said_to(shown: Graph) -> None:
    from kg.validate import _ungrounded

    assert list(_ungrounded(shown.store)) == []
    texts = {a.iri: a.text for a in shown.articles()}
    for person in shown.entities("Person"):
        assert all(e.words == texts[e.article][e.start : e.stop] for e in person.evidence)
    assert all(e.trigger in evidence.words for e in shown.events() for evidence in e.evidence)


def test_pseudonyms_are_the_project_s_own(gold: Graph, shown: Graph) -> None:
    again, other = gold.pseudonymised(KEY), gold.pseudonymised(KEY + b"!")
    assert export(again, "nq") == export(shown, "nq")
    assert other.known_as(PERSON) != shown.known_as(PERSON)
    assert re.fullmatch("人员[A-Z2-9]{6}", shown.known_as(PERSON))
    assert shown.known_as("老韦") == shown.known_as(PERSON), "an alias is the same person"
    assert shown.entity(PERSON).label == shown.known_as(PERSON)
    labels = [e.label for e in shown.entities("Person")]
    assert len(set(labels)) == len({e.label for e in gold.entities("Person")})


@pytest.mark.parametrize(
    ("byline", "persons"),
    [
        ("李文华 王磊", ["李文华", "王磊"]),
        ("记者:张三、通讯员李文图", ["张三", "李文图"]),
        ("本报记者周明 特约通讯员李文华", ["周明", "李文华"]),
        ("县民政局", []),
        ("文/欧阳念慈", ["欧阳念慈"]),
    ],
)
def test_bylines_name_persons(byline: str, persons: list[str]) -> None:
    from kg.people.pseudonyms import _authors

    assert list(_authors(byline)) == persons


def test_two_people_who_are_called_alike_each_keep_their_own_name(shown: Graph) -> None:
    from kg.people.pseudonyms import _known_by

    found = [("老韦", "韦朝胜"), ("老韦", "韦大军"), ("韦大军", "韦大军"), ("韦朝胜", "韦朝胜"), ("韦大军", "韦大")]
    known = {"老韦": "韦大军", "韦朝胜": "韦朝胜", "韦大军": "韦大军", "韦大": "韦大"}
    assert _known_by(found) == _known_by(reversed(found)) == known
    assert len(shown.entities("Person")) > 15


def test_other_people_s_rdf_with_blank_nodes_is_pseudonymised(tmp_path: Path) -> None:
    path = tmp_path / "a.trig"
    path.write_text(
        "@prefix kg: <https://w3id.org/zhengmai/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '[] a kg:Person ; rdfs:label "王大锤"@zh ; rdfs:seeAlso [ rdfs:comment "王大锤的事" ] .\n',
        encoding="utf-8",
    )
    quads = list(open_graph(path).pseudonymised(KEY).store.quads())
    assert len(quads) == 4
    assert "王大锤" not in str(quads)


# ---- the command line


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for name in ARTICLES:
        shutil.copy(corpus_dir() / "articles" / f"{name}.txt", folder)
    return folder


def built(texts: Path, out: Path, takedown: Path | None = None, **more: bool) -> Path:
    build_corpus(lambda: items([texts]), out, Settings(), jobs=1, takedown=takedown, **more)
    return out


@pytest.fixture(scope="module")
def first(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(texts, tmp_path_factory.mktemp("first") / "graph")


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "graph"))


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_command_that_hands_on_keeps_names_back(folder: Path, tmp_path: Path) -> None:
    persons = [e.label for e in open_graph(folder).entities("Person")]
    assert PERSON in persons
    run("export", folder, "--format", "csv", "--pseudonymise", "persons", "--out", tmp_path / "tables")
    run("view", folder, "--pseudonymise", "persons", "--out", tmp_path / "all.html", "--no-open")
    run("view", folder, "--share", "--focus", PERSON, "--pseudonymise", "persons", "--out", tmp_path / "one.html", "--no-open")
    run("report", folder, "--body", PERSON, "--pseudonymise", "persons", "--out", tmp_path / "told.md")
    run("panel", folder, "--initiative", "双孵化", "--pseudonymise", "persons", "--out", tmp_path / "panel")
    cited = run("cite", folder, PERSON, "--pseudonymise", "persons")
    written = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(folder)]
    assert len(written) > 10
    assert "人员" in cited
    for data in (cited.encode(), *(path.read_bytes() for path in written)):
        assert leaks(data, persons) == []
    assert (folder / "people.key").stat().st_mode & 0o077 == 0, "the secret is the owner's"


ASKED = {
    "query": ("SELECT ?who ?name { ?who a kg:Person ; rdfs:label ?name }",),
    "query by name": (f'SELECT ?who {{ ?who rdfs:label "{PERSON}"@zh }}', "--format", "json"),
    "question": ("--question", "1", "--set", f"name={PERSON}"),
    "search": (PERSON,),
    "search as csv": (PERSON, "--format", "csv"),
    "explain": (PERSON,),
    "cite": (PERSON,),
    "indicators": ("--unmatched",),
    "report": ("--body", PERSON),
    "export": ("--format", "turtle"),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_asked_by_name_is_answered_without_it(folder: Path, what: str) -> None:
    persons = [e.label for e in open_graph(folder).entities("Person")]
    command = what.split()[0].replace("question", "query")
    hidden, plain = (run(command, folder, *ASKED[what], *more) for more in (("--pseudonymise", "persons"), ()))
    told = PERSON in plain
    assert told == (what != "question")
    assert leaks(hidden.encode(), persons) == []
    assert (open_graph(folder).pseudonymised(read_key(folder / "people.key")).known_as(PERSON) in hidden) == told


def test_an_offset_of_the_text_with_names_leads_to_the_same_words(texts: Path, tmp_path: Path) -> None:
    article, key = texts / "dev76_beilou_shuji.txt", tmp_path / "key"
    key.write_bytes(KEY)
    text = build(article).articles()[0].text
    at = text.index("贵州省", text.index(PERSON))
    plain = run("explain", article, "--at", at)
    hidden = run("explain", article, "--at", at, "--pseudonymise", "persons", "--key", key)
    assert "贵州省" in plain
    assert [line.split()[:2] for line in hidden.splitlines()] == [line.split()[:2] for line in plain.splitlines()]
    there = run("explain", article, "--at", text.index(PERSON), "--pseudonymise", "persons", "--key", key)
    assert "人员" in there
    assert PERSON not in there
    refused = CliRunner().invoke(app, ["explain", str(article), "--at", "5", "--pseudonymise", "persons"])
    assert refused.exit_code == 2
    assert "--key FILE" in refused.stderr


def test_every_command_that_shows_a_graph_can_keep_names_back() -> None:
    """The others count, or are for those who hold the articles: they build, judge and check."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    without = {name for name, command in commands.items() if "--pseudonymise" not in {o for p in command.params for o in p.opts}}
    assert without == {"app", "build", "extract", "init", "score", "stats", "validate"}


# ---- a project that asks for pseudonyms


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose kg.toml asks for pseudonyms, built."""
    folder = tmp_path_factory.mktemp("asking") / "mine"
    (folder / "articles").mkdir(parents=True)
    for name in ("dev76_beilou_shuji", "dev43_changji_xuezhan"):
        shutil.copy(corpus_dir() / "articles" / f"{name}.txt", folder / "articles")
    (folder / "kg.toml").write_text('articles = "articles"\npseudonymise = "persons"\n', encoding="utf-8")
    run("build", folder)
    return folder


@pytest.fixture(scope="module")
def hers(asking: Path) -> frozenset[str]:
    return frozenset(e.label for e in open_graph(asking, names=True).entities("Person"))


def test_a_project_that_asks_for_pseudonyms_shows_no_name(asking: Path, hers: frozenset[str], tmp_path: Path) -> None:
    assert PERSON in hers
    pages = [asking / "graph" / "explorer.html", *(asking / "graph" / "articles").iterdir()]
    assert len(pages) == 3
    assert [page.name for page in pages if leaks(page.read_bytes(), hers)] == []
    for place in (asking, asking / "graph", asking / "graph" / "graph.trig"):
        for what, more in ASKED.items():
            if what != "explain" or place.is_dir():
                printed = run(what.split()[0].replace("question", "query"), place, *more)
                assert leaks(printed.encode(), hers) == [], what
    run("view", asking, "--share", "--focus", PERSON, "--out", tmp_path / "one.html", "--no-open")
    initiative = open_graph(asking).entities("Initiative")[0].label
    run("panel", asking, "--initiative", initiative, "--out", tmp_path / "panel")
    run("export", asking / "graph", "--format", "csv", "--out", tmp_path / "tables")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 5
    assert [path.name for path in written if leaks(path.read_bytes(), hers)] == []


def test_it_is_one_pseudonym_in_all_that_the_project_shows(asking: Path) -> None:
    name = open_graph(asking).entity(PERSON).label
    assert re.fullmatch("人员[A-Z2-9]{6}", name)
    assert open_graph(asking / "graph").entity(PERSON).label == name
    assert name in (asking / "graph" / "explorer.html").read_text(encoding="utf-8")
    assert name in run("search", asking, PERSON)


def test_its_endpoint_knows_pseudonyms_alone(asking: Path, hers: frozenset[str]) -> None:
    from kg.cli.serve import _source

    with _source(asking, None, None) as served:
        assert leaks_below(served, hers) == []
        assert {path.name for path in served.iterdir()} == {"report.json", "store", "explorer.html", "articles"}
        assert (served / "explorer.html").read_bytes() == (asking / "graph" / "explorer.html").read_bytes()


def test_names_are_shown_where_somebody_says_so(asking: Path) -> None:
    assert PERSON in run("search", asking, PERSON, "--pseudonymise", "none")
    assert open_graph(asking, names=True).entity(PERSON).label == PERSON


@pytest.mark.parametrize("task", [("--sample", "3", "--out", "sheet.tsv"), ("--to-gold", "gold")])
def test_what_needs_the_texts_as_they_are_is_refused(asking: Path, tmp_path: Path, task: tuple[str, ...]) -> None:
    *options, last = task
    result = CliRunner().invoke(app, ["review", str(asking), *options, str(tmp_path / last)])
    assert result.exit_code == 2
    assert "--pseudonymise none" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_parts_of_a_build_as_it_is_are_refused(asking: Path, tmp_path: Path) -> None:
    asked = ["export", str(asking / "graph"), "--format", "nq", "--split", "5", "--out", str(tmp_path / "parts")]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 2
    assert "--split copies a build as it is" in result.stderr


def test_pages_follow_what_the_project_asks(asking: Path, tmp_path: Path) -> None:
    mine = Path(shutil.copytree(asking, tmp_path / "mine"))
    config, page = mine / "kg.toml", mine / "graph" / "explorer.html"
    asked = config.read_text(encoding="utf-8")
    config.write_text(asked.replace("pseudonymise", "# pseudonymise"), encoding="utf-8")
    assert "2 unchanged" in run("build", mine), "nothing is read again for it"
    assert PERSON in page.read_text(encoding="utf-8")
    config.write_text(asked, encoding="utf-8")
    refused = CliRunner().invoke(app, ["view", str(mine), "--no-open"])
    assert refused.exit_code == 2
    assert f"run `kg build {mine}`" in refused.stderr
    run("build", mine)
    assert page.read_bytes() == (asking / "graph" / "explorer.html").read_bytes(), "the secret is that of the project"
    run("view", mine, "--no-open")
    assert list(problems(mine / "graph")) == []


def test_a_build_that_shows_no_names_is_not_built_on_with_names(asking: Path, tmp_path: Path) -> None:
    graph = Path(shutil.copytree(asking / "graph", tmp_path / "graph"))
    result = CliRunner().invoke(app, ["build", "--out", str(graph)])
    assert result.exit_code == 2
    assert "with pseudonyms for persons" in result.stderr


def test_a_key_that_can_be_guessed_or_is_missing_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("123")
    for more in (["--key", str(tmp_path / "short")], ["--key", str(tmp_path / "none")]):
        result = CliRunner().invoke(app, ["export", str(folder), "--format", "nq", "--pseudonymise", "persons", *more])
        assert result.exit_code == 2
    result = CliRunner().invoke(app, ["export", str(folder / "graph.trig"), "--format", "nq", "--pseudonymise", "persons"])
    assert result.exit_code == 2
    assert "--key" in result.stderr


def test_the_endpoint_knows_pseudonyms_alone(folder: Path, tmp_path: Path) -> None:
    from kg.cli.inputs import Kind
    from kg.cli.serve import _source
    from kg.serve.source import open_source

    with _source(folder, Kind.persons, None) as served:
        assert leaks_below(served, [e.label for e in open_graph(folder).entities("Person")]) == []
        assert len(open_graph(served).articles()) == len(ARTICLES)
        held = open_source(served, Path(tempfile.mkdtemp(dir=tmp_path)))
        assert held.explorer is not None
        assert all(held.reading_page(article.rpartition("/")[2]) for article in held.articles)
        assert len(held.articles) == len(ARTICLES)
    assert not served.exists()


def leaks_below(folder: Path, people: Iterable[str]) -> list[str]:
    """Where names stand: in the pages, or in the store, whose files are packed and are therefore asked instead."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "store"]
    assert len(files) > 3
    held = leaks("\n".join(map(str, open_graph(folder).store.quads())).encode(), people)
    return [*held, *(path.name for path in files if leaks(path.read_bytes(), people))]


# ---- taking out


def deep(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below the folder and beside it, with what is compressed inside as well."""
    for path in sorted(folder.parent.rglob("*")):
        if path.is_file() and path.suffix != ".list":
            data = path.read_bytes()
            for start in re.finditer(rb"x[\x01\x5e\x9c\xda]", data):
                try:
                    data += zlib.decompressobj().decompress(data[start.start() :])
                except zlib.error:
                    continue
            yield path, data


def listed(folder: Path, *rows: tuple[str, str]) -> Path:
    path = folder / "mine.list"
    lines = ["what\tvalue\treason\tdate", *(f"{what}\t{value}\tasked by {value}\t2026-01-02" for what, value in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def holding(folder: Path, *words: str) -> list[str]:
    return [f"{path.name}: {word}" for path, data in deep(folder) for word in leaks(data, words)]


def test_what_is_taken_out_is_in_no_file_and_stays_out(texts: Path, folder: Path, tmp_path: Path) -> None:
    sentence = "社会组织党员发展对象培训班"[:6]
    withdrawn = (texts / f"{WITHDRAWN}.txt").read_text(encoding="utf-8")
    rows = (("person", PERSON), ("article", WITHDRAWN))
    build_corpus(lambda: items([]), folder, Settings(), jobs=1, takedown=listed(tmp_path, *rows))
    own = [line for line in withdrawn.splitlines() if len(line) > 30]
    assert own
    assert holding(folder, PERSON, *own) == []
    graph = open_graph(folder)
    assert len(graph.articles()) == len(ARTICLES) - 1
    assert sentence not in own
    once = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    built(texts, folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == once, "read again, it stays away"
    assert holding(folder, PERSON, *own) == []
    anew = built(texts, tmp_path / "other" / "graph", listed(tmp_path, *rows))
    for name in ("graph.trig", "graph.ttl", "report.json"):
        assert (anew / name).read_bytes() == once[name], "the same, whichever way it came to be"
    assert list(problems(folder)) == []


def test_offsets_hold_and_others_stay(first: Path, folder: Path, tmp_path: Path) -> None:
    before = open_graph(first)
    build_corpus(lambda: items([]), folder, Settings(), jobs=1, takedown=listed(tmp_path, ("person", PERSON)))
    after = open_graph(folder)
    old, new = (next(a for a in g.articles() if a.id == "dev76_beilou_shuji") for g in (before, after))
    assert len(old.text) == len(new.text)
    assert new.text.count("■") >= 2 * len(PERSON)
    assert old.sentences == new.sentences
    others = {e.label for e in before.entities("Person")} - {PERSON}
    assert {e.label for e in after.entities("Person")} == others
    assert {e.label for e in before.entities("GovernmentAgency")} == {e.label for e in after.entities("GovernmentAgency")}
    assert not [r for r in after.relations() if PERSON in (r.subject_label, r.object_label)]


def test_a_namesake_elsewhere_stays(first: Path, folder: Path, tmp_path: Path) -> None:
    person = open_graph(first).entity(PERSON)
    other = tmp_path / "more"
    other.mkdir()
    (other / "namesake.txt").write_text(f"某县召开会议\n县民政局局长{PERSON}出席会议并讲话。\n", encoding="utf-8")
    build_corpus(lambda: items([other]), folder, Settings(), jobs=1, takedown=listed(tmp_path, ("person", person.iri)))
    texts = {a.id: a.text for a in open_graph(folder).articles()}
    assert PERSON in texts["namesake"]
    assert PERSON not in texts["dev76_beilou_shuji"]


@pytest.mark.parametrize("by", ["hash", "iri", "file"])
def test_an_article_goes_by_any_of_its_names(first: Path, folder: Path, tmp_path: Path, by: str) -> None:
    article = next(a for a in open_graph(first).articles() if a.id == WITHDRAWN)
    value = {"hash": article.sha256, "iri": article.iri, "file": f"{WITHDRAWN}.txt"}[by]
    report = build_corpus(lambda: items([]), folder, Settings(), jobs=1, takedown=listed(tmp_path, ("article", value)))
    assert report.changes.taken.articles == 1
    assert WITHDRAWN not in {a.id for a in open_graph(folder).articles()}


def test_what_is_taken_out_is_not_counted_as_unchanged(texts: Path, first: Path, folder: Path, tmp_path: Path) -> None:
    """An article that is read and goes, in a new build and in one that is there; one that loses a name has changed."""
    rows = (("person", PERSON), ("article", next(a for a in open_graph(first).articles() if a.id == WITHDRAWN).sha256))

    def counted(out: Path, listing: Path) -> tuple[int, int, int]:
        done = build_corpus(lambda: items([texts]), out, Settings(), jobs=1, takedown=listing).changes
        return done.read, done.unchanged, done.kept

    listing = listed(tmp_path, *rows)
    assert counted(tmp_path / "new" / "graph", listing) == (len(ARTICLES), 0, 0)
    assert counted(folder, listing) == (0, len(ARTICLES) - 2, 0)


def test_an_article_goes_by_its_address(tmp_path: Path) -> None:
    page = tmp_path / "in" / "a.html"
    page.parent.mkdir()
    page.write_text(
        '<html><head><link rel="canonical" href="https://example.org/a.html"><title>通知</title></head>'
        "<body><h1>关于开展检查的通知</h1><p>县民政局检查了三家社会组织。</p></body></html>",
        encoding="utf-8",
    )
    (tmp_path / "in" / "b.txt").write_text("县民政局召开会议\n县民政局召开会议。\n", encoding="utf-8")
    out = built(tmp_path / "in", tmp_path / "graph")
    url = next((a.url for a in open_graph(out).articles() if a.url), None)
    if url is None:  # the readers keep no address of such a page: then there is none to be given
        assert all(a.url is None for a in open_graph(out).articles())
        return
    built(tmp_path / "in", out, listed(tmp_path, ("article", url)))
    assert [a.id for a in open_graph(out).articles()] == ["b"]


def test_a_name_in_a_path_and_a_ruling_goes_too(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "王大锤事迹.txt").write_text("王大锤先进事迹\n王大锤同志是县民政局副局长。\n", encoding="utf-8")
    (folder / "会议.txt").write_text("县民政局召开会议\n县民政局召开会议。\n", encoding="utf-8")
    out = built(folder, tmp_path / "out" / "graph")
    with (out / "registry.tsv").open("a", encoding="utf-8") as file:
        file.write("alias\t大锤\t王大锤\tthe same\n")
    built(folder, out, listed(tmp_path, ("person", "王大锤")))
    assert holding(out, "王大锤") == []
    assert sorted(a.id for a in open_graph(out).articles()) == ["■■■事迹", "会议"]


def test_the_list_of_a_build_names_nobody_and_needs_its_secret(folder: Path, tmp_path: Path) -> None:
    build_corpus(lambda: items([]), folder, Settings(), jobs=1, takedown=listed(tmp_path, ("person", PERSON)))
    own = (folder / "takedown.tsv").read_text(encoding="utf-8")
    assert PERSON not in own
    assert "asked by ■■■" in own
    (folder / "people.key").unlink()
    with pytest.raises(UsageError, match=r"people\.key"):
        Takedown.read(None, folder)


@pytest.mark.parametrize(
    "row",
    [
        "person\t张三\t\t2026-01-01",
        "person\t张三\twhy\tyesterday",
        "firm\t张三\twhy\t2026-01-01",
        "person\t张三",
        "person\t张\twhy\t2026-01-01",
        "person\thttps://example.org/x\twhy\t2026-01-01",
    ],
)
def test_a_row_that_says_nothing_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "takedown.tsv"
    path.write_text(f"what\tvalue\treason\tdate\n{row}\n", encoding="utf-8")
    with pytest.raises(UsageError):
        Takedown.read(path, tmp_path / "none")


def test_gold_is_built_under_the_list_too(tmp_path: Path) -> None:
    gold = corpus_dir() / "gold", corpus_dir() / "articles"
    (tmp_path / "some").mkdir()
    for name in ("dev76_beilou_shuji", "000_3933d1552c9bd586"):
        shutil.copy(gold[0] / f"{name}.json", tmp_path / "some")
    listing = listed(tmp_path, ("person", PERSON))
    printed = run(
        "build", "--gold", tmp_path / "some", "--articles", gold[1], "--out", tmp_path / "out" / "graph", "--takedown", listing
    )
    assert "1 person with" in printed
    assert holding(tmp_path / "out" / "graph", PERSON) == []


# ---- together with decisions


def decided_on(folder: Path) -> tuple[str, list[Decision]]:
    """The hash of an article that names PERSON, and decisions there: on a statement of theirs, on two of others."""
    doc = next(d for d in Reviewed.open(folder) if d.id == "dev76_beilou_shuji")
    found = list(statements(doc))
    theirs = next(c for c in found if c.kind == "mention" and PERSON in c.says)
    event = next(c for c in found if c.kind == "event" and PERSON not in c.says and c.fact["type"] != "Election")
    other = next(c for c in found if c.kind == "mention" and c.fact["type"] == "GovernmentAgency")
    made = [
        decide(theirs, "accept", who="王芳", when=WHEN),
        decide(event, "accept", who="王芳", when=WHEN, why=f"{PERSON}也这么说"),
        decide(other, "reject", who="jo", when=WHEN),
    ]
    return doc.sha256, list(save(folder / DECISIONS, made))


def test_decisions_follow_a_text_that_loses_a_name_and_those_on_the_person_go(folder: Path, tmp_path: Path) -> None:
    old, (theirs, *others) = decided_on(folder)
    listing = listed(tmp_path, ("person", PERSON))
    report = build_corpus(lambda: items([]), folder, Settings(), jobs=1, takedown=listing)
    assert report.changes.taken.dropped == (f"decision to accept mention {theirs.id}",)
    assert (report.decided, report.stale) == (2, ())
    assert holding(folder, PERSON, old, *(d.id for d in others)) == [], "a hash of the old text tells who guesses a name"
    kept = load(folder / DECISIONS)
    assert [(d.verdict, d.kind, d.who) for d in kept] == [(d.verdict, d.kind, d.who) for d in others]
    assert kept[0].why == "■■■也这么说"
    assert any(e.verified for e in open_graph(folder).events())
    assert list(problems(folder)) == []
    assert not build_corpus(lambda: items([]), folder, Settings(), jobs=1).changes.published
    undo(folder / DECISIONS, [d.id for d in kept])
    plain = build_corpus(lambda: items([]), folder, Settings(), jobs=1)
    assert (plain.decided, plain.changes.read) == (0, 0)
    assert holding(folder, PERSON) == []


def test_what_is_decided_by_name_later_is_cleaned_too(folder: Path, tmp_path: Path) -> None:
    build_corpus(lambda: items([]), folder, Settings(), jobs=1, takedown=listed(tmp_path, ("person", PERSON)))
    decided_on_other = next(d for d in Reviewed.open(folder) if d.id == "dev43_changji_xuezhan")
    one = next(c for c in statements(decided_on_other) if c.kind == "event")
    save(folder / DECISIONS, [decide(one, "accept", who=PERSON, when=WHEN)])
    assert build_corpus(lambda: items([]), folder, Settings(), jobs=1).decided == 1
    assert holding(folder, PERSON) == []
    assert load(folder / DECISIONS)[0].who == "■■■"
    for path, line in (
        (folder / DECISIONS, f"# {PERSON} asks\n"),
        (folder / "registry.tsv", f"alias\t老韦\t{PERSON}\tthe same\n"),
    ):
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
        build_corpus(lambda: items([]), folder, Settings(), jobs=1)
        assert holding(folder, PERSON) == [], path


def test_decisions_on_an_article_that_goes_go_with_it(folder: Path, tmp_path: Path) -> None:
    old, made = decided_on(folder)
    listing = listed(tmp_path, ("article", "dev76_beilou_shuji"))
    report = build_corpus(lambda: items([]), folder, Settings(), jobs=1, takedown=listing)
    assert len(report.changes.taken.dropped) == len(made)
    assert load(folder / DECISIONS) == ()
    assert holding(folder, old) == []


def test_pseudonyms_are_in_decisions_as_well(folder: Path) -> None:
    _, made = decided_on(folder)
    assert build_corpus(lambda: items([]), folder, Settings(), jobs=1).decided == 3
    shown = open_graph(folder).pseudonymised(KEY)
    written = export(shown, "nq")["graph.nq"]
    assert leaks(written, [PERSON, "王芳", *(d.id for d in made)]) == []
    assert b"reviewer/jo" not in written
    assert any(e.verified for e in shown.events())
    judged = [q.object.value for q in shown.store.quads() if q.predicate.value.endswith("reason")]
    assert any(words.startswith("人员") and words.endswith("也这么说") for words in judged)
