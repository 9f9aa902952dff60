"""A project of a user's: what it adds is read, found, identified and asked; what is wrong in it is told with file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import kg
from kg.build.version import article_version
from kg.cli import app
from kg.errors import BadProject, UsageError
from kg.graph.questions import own_questions
from kg.link.identity import DEFAULT_BASE, Identity
from kg.model import Document, EntityRef, Mention, Sentence, Span
from kg.project import check_character, is_credit_code, is_project, read_project, write_start
from kg.rdf import write_document
from kg.rdf.vocabulary import term
from kg.recognize.own_names import RULE, OwnNames
from kg.tables.own import Own, OwnName

NAME, CODE = "张掖市春苗志愿者协会", "5162070000000000AB"
Change = Callable[[Path], object]


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def built(folder: Path, *more: object) -> Result:
    result = run("build", folder, *more)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `kg init` writes, built."""
    folder = tmp_path_factory.mktemp("project") / "mine"
    assert run("init", folder).exit_code == 0
    built(folder)
    return folder


@pytest.fixture
def mine(start: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(start, tmp_path / "mine"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


# Credit codes


@pytest.mark.parametrize("code", ["91350100M000100Y43", CODE])
def test_codes_with_the_right_check_character(code: str) -> None:
    assert is_credit_code(code)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_a_character_that_is_mistyped_is_noticed(body: str, at: int, data: st.DataObject) -> None:
    body = body[:2] + "620700" + body[8:]
    code = body + check_character(body)
    assert is_credit_code(code)
    other = data.draw(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY").filter(lambda char: char != code[at]))
    assert not is_credit_code(code[:at] + other + code[at + 1 :])


# What the project adds


def test_the_start_shows_what_each_table_is_for(start: Path) -> None:
    graph = kg.open(start)
    body = graph.entity(NAME)
    assert "春苗协会" in body.aliases
    assert body.iri.endswith(f"body/620700/{NAME}")
    assert {e.rule for e in body.evidence} == {"names.own"}
    facts = graph.query(f"SELECT ?code WHERE {{ <{body.iri}> kg:creditCode ?code }}")
    assert facts.rows == ((CODE,),)
    assert graph.ask(101).rows == (
        ("邻里会客厅", None, "张掖市春苗志愿者协会", "2023-03"),  # 由张掖市春苗志愿者协会具体实施
        ("邻里会客厅", "甘州区", "张掖市民政局", "2023-03"),
    )
    assert graph.ask(101, name=None).rows == graph.ask(101).rows
    assert len(graph.figures(measures="议事场次")) == 1
    assert graph.accepted().ask(101, name="没有的").rows == ()


def test_a_second_build_reads_nothing_and_tells_of_the_watch_list(mine: Path) -> None:
    built(mine)
    result = built(mine)
    assert "nothing has changed" in result.output
    assert "watched: 邻里会客厅: in 1 article\n" in result.output
    (mine / "initiatives.tsv").write_text("name\n河长制\n", encoding="utf-8")
    assert "watched: 河长制: in no article" in built(mine).output


def test_commands_take_the_project_for_its_graph(start: Path, tmp_path: Path) -> None:
    assert "101  我关注的做法" in run("query", start, "--list").stdout
    assert "conforms" in run("validate", start).stdout
    assert str(start / "graph") in run("stats", start).stdout
    assert NAME in run("explain", start, NAME).stdout
    assert "甘州区" in run("search", start, "甘州区").stdout
    assert run("export", start, "--format", "csv", "--out", tmp_path / "tables").exit_code == 0
    assert "议事场次" in (tmp_path / "tables" / "figures.csv").read_text(encoding="utf-8-sig")
    page = run("view", start, "--no-open")
    assert page.stdout.strip() == str(start / "graph" / "explorer.html")
    assert "议事场次" in run("indicators", start).stdout
    assert "councils held" in run("indicators", start, "--known").stdout


def test_the_watch_list_counts_the_articles_that_mention_an_initiative(mine: Path) -> None:
    (mine / "articles" / "more.txt").write_text("2023年5月，张掖市民政局召开社会组织工作会议。\n", encoding="utf-8")
    assert "watched: 邻里会客厅: in 1 article\n" in built(mine).output
    (mine / "articles" / "again.txt").write_text("2024年5月，张掖市民政局推广邻里会客厅。\n", encoding="utf-8")
    assert "watched: 邻里会客厅: in 2 articles\n" in built(mine).output


def test_the_review_of_a_project_writes_where_kg_toml_says(mine: Path) -> None:
    """The file of decisions need not be there for a build, and is followed as soon as it is."""
    edit(mine, "kg.toml", '# decisions = "decisions.jsonl"', 'decisions = "mine.jsonl"')
    built(mine)
    asked = CliRunner().invoke(app, ["review", str(mine), "--who", "王芳", "--limit", "1"], input="a\n")
    assert asked.exit_code == 0, asked.output
    assert '"who": "王芳"' in (mine / "mine.jsonl").read_text(encoding="utf-8")
    assert "1 decision followed" in built(mine).output
    assert "王芳" in run("review", mine, "--list").stdout


def test_a_name_comes_with_a_row_and_goes_with_it_byte_for_byte(mine: Path) -> None:
    before, version = (mine / "graph" / "graph.trig").read_bytes(), article_version()
    edit(mine, "lexicon.tsv", "春苗协会\t", "邻里议事\tInitiative\t\t\n春苗协会\t")
    result = built(mine)
    assert "all articles are read anew" in result.output
    assert kg.open(mine).entity("邻里议事").type == "Initiative"
    edit(mine, "lexicon.tsv", "邻里议事\tInitiative\t\t\n", "")
    built(mine)
    assert (mine / "graph" / "graph.trig").read_bytes() == before
    assert article_version() == version  # nothing that ships has changed


def test_processes_read_with_the_projects_tables(mine: Path) -> None:
    article = (mine / "articles" / "example.txt").read_text(encoding="utf-8")
    for number in range(4):
        (mine / "articles" / f"{number}.txt").write_text(f"{article}另有{number + 2}家企业参加。\n", encoding="utf-8")
    built(mine, "--jobs", "2")
    alone = Path(shutil.copytree(mine, mine.parent / "alone"))
    shutil.rmtree(alone / "graph")
    built(alone, "--jobs", "1")
    assert (alone / "graph" / "graph.trig").read_bytes() == (mine / "graph" / "graph.trig").read_bytes()
    assert len({e.article for e in kg.open(mine).entity("春苗协会").evidence}) == 5


def test_the_graph_has_the_articles_of_the_folder_and_no_others(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (mine / "articles" / "more.txt").write_text("2023年5月，张掖市民政局召开社会组织工作会议。\n", encoding="utf-8")
    (mine / "articles" / "example.txt").unlink()
    assert "1 read, 0 unchanged, 1 removed" in built(mine).output
    assert [a.source for a in kg.open(mine).articles()] == ["more.txt"]
    monkeypatch.chdir(mine)
    assert "0 read, 1 unchanged" in built(Path()).output  # the same folder under another name
    edit(mine, "kg.toml", "# threshold = 0.5", "threshold = 0.5")
    built(Path())


def test_tables_of_a_project_and_of_none_do_not_mix(mine: Path, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("2023年5月，张掖市民政局召开社会组织工作会议。\n", encoding="utf-8")
    result = run("build", tmp_path / "more.txt", "--out", mine / "graph")
    assert result.exit_code == 2
    assert "was read with the tables of another project, or of none" in result.output


def test_a_longer_name_keeps_its_own_type(mine: Path) -> None:
    text = "2023年6月，张掖市民政局为春苗协会党支部授牌，春苗协会会长王建国参加。\n"
    (mine / "articles" / "example.txt").write_text(text, encoding="utf-8")
    built(mine)
    names = {(e.type, e.label) for e in kg.open(mine).entities()}
    assert ("SocialOrganization", NAME) in names
    assert any(type == "PartyUnit" and "党支部" in name for type, name in names)


PLAIN = st.lists(st.sampled_from(["春苗", "春苗协会", "协会", "党支部", "，", "的"]), max_size=12).map("".join)


@given(PLAIN, st.data())
def test_own_names_never_overlap_and_none_within_a_longer_name_is_cut_out(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    learnt = [Span(start, stop) for start, stop in pairwise(cuts)][::2]
    mentions = tuple(Mention(f"m{n}", span, "Organization", rule="names.learnt") for n, span in enumerate(learnt))
    doc = Document(id="d", text=text, sentences=(Sentence(Span(0, len(text)), 0),), mentions=mentions)
    stage = OwnNames.of([OwnName(name, "SocialOrganization", name) for name in ("春苗", "春苗协会")])
    found = stage(doc).mentions
    assert all(a.span.stop <= b.span.start for a, b in pairwise(found))
    assert [m.id for m in found] == [f"m{n}" for n in range(1, len(found) + 1)]
    own = [m for m in found if m.rule == RULE]
    assert all(m.span.of(text) in ("春苗", "春苗协会") and m.type == "SocialOrganization" for m in own)
    assert {m.span for m in found if m.rule != RULE} <= set(learnt)
    kept = [m.span for m in found]
    assert all(any(span.covers(Span(at, at + 2)) for span in kept) for at in range(len(text)) if text.startswith("春苗", at))


def test_what_is_added_travels_as_text(start: Path) -> None:
    own = read_project(start).own
    assert own.names
    assert Own.of(own.as_text()) == own
    assert Own.of("") == Own()
    assert Own().as_text() == ""


def test_a_body_that_nothing_else_identifies_is_known_by_its_code() -> None:
    doc = Document(id="d", text="阳光志愿者协会")
    body = EntityRef("阳光志愿者协会", "SocialOrganization")
    assert Identity(doc).of(body).scope == "local"
    known = Identity(doc, DEFAULT_BASE, {body.name: CODE}).of(body)
    assert (known.iri, known.scope) == (f"{DEFAULT_BASE}body/{CODE}", "global")
    assert Identity(doc, DEFAULT_BASE, {body.name: CODE}).of(EntityRef(body.name, "Initiative")).scope == "local"


def test_divisions_have_the_items_that_a_source_gives_and_none_that_waits_for_review() -> None:
    names = {"香港特别行政区": "810000", "澳门特别行政区": "820000", "台湾省": "710000", "甘肃省": "620000"}
    text = "、".join(names)
    spans = {name: Span(text.index(name), text.index(name) + len(name)) for name in names}
    places = tuple(Mention(f"m{n}", spans[name], "Place", name, code) for n, (name, code) in enumerate(names.items(), 1))
    facts = write_document(Document(id="d", text=text, mentions=places)).facts
    same = {(q.subject.value[-6:], q.object.value.rpartition("/")[2]) for q in facts if q.predicate == term("owl:sameAs")}  # type: ignore[union-attr]
    assert same == {("810000", "Q8646"), ("820000", "Q14773")}


def test_items_of_wikidata_reach_bodies_and_divisions(mine: Path) -> None:
    (mine / "bodies.tsv").write_text("name\tqid\n张掖市民政局\tQ1\n甘州区\tQ2\n", encoding="utf-8")
    built(mine)
    same = kg.open(mine).query("SELECT ?name ?item WHERE { ?iri owl:sameAs ?item ; rdfs:label ?name } ORDER BY ?name").rows
    assert same == (("张掖市民政局", "http://www.wikidata.org/entity/Q1"), ("甘州区", "http://www.wikidata.org/entity/Q2"))


# What is wrong

# ruff: noqa: E501
WRONG: tuple[tuple[str, Change, str], ...] = (
    ("an unknown key", lambda p: edit(p, "kg.toml", "lexicon =", "lexikon ="), "kg.toml: unknown key 'lexikon'; did you mean 'lexicon'"),
    ("a key of nothing", lambda p: edit(p, "kg.toml", "name =", "zzzz ="), "unknown key 'zzzz'; there are name, articles"),
    ("no toml", lambda p: edit(p, "kg.toml", '"graph"', "graph"), "kg.toml: .*line 8.*in quotes"),
    ("a wrong type", lambda p: edit(p, "kg.toml", '"graph"', "3"), "kg.toml: output = 3: give text"),
    ("articles of a wrong type", lambda p: edit(p, "kg.toml", '["articles"]', "[1]"), "articles = .1.: give text or a list of texts"),
    ("a number for yes", lambda p: edit(p, "kg.toml", "# lean = true", "lean = 1"), "lean = 1: give true or false"),
    ("a threshold", lambda p: edit(p, "kg.toml", "# threshold = 0.5", "threshold = 5"), "give a number from 0 to 1"),
    ("pseudonyms for whom", lambda p: edit(p, "kg.toml", '# pseudonymise = "persons"', 'pseudonymise = "bodies"'), "pseudonymise = 'bodies': give 'persons'"),
    ("pseudonyms of a wrong type", lambda p: edit(p, "kg.toml", '# pseudonymise = "persons"', "pseudonymise = true"), "pseudonymise = True: give text"),
    ("a base", lambda p: edit(p, "kg.toml", '# base = "https', 'base = "ttps'), "kg.toml: base .*: give an IRI that ends in /"),
    ("a base without a slash", lambda p: edit(p, "kg.toml", '# base = "https://example.org/mine/"', 'base = "https://example.org/mine"'), "kg.toml: base .*: give an IRI that ends in /"),
    ("a base that is no IRI", lambda p: edit(p, "kg.toml", '# base = "https://example.org/mine/"', "base = 'https://example.org/my \"graph\"/'"), "kg.toml: base .* is no IRI"),
    ("no such file", lambda p: (p / "bodies.tsv").unlink(), "bodies = 'bodies.tsv': .* is not there; make it"),
    ("no articles", lambda p: shutil.rmtree(p / "articles"), "articles = 'articles': .* is not there"),
    ("output inside", lambda p: edit(p, "kg.toml", 'output = "graph"', 'output = "articles/graph"'), "lies inside the articles"),
    ("a file of questions", lambda p: edit(p, "kg.toml", '"questions"', '"kg.toml"'), "is no folder; give the folder"),
    ("an unknown type", lambda p: edit(p, "lexicon.tsv", "SocialOrganization", "SocialOrganisation"), "lexicon.tsv:3: unknown type .*did you mean 'SocialOrganization'"),
    ("an unknown column", lambda p: edit(p, "lexicon.tsv", "\tfull", "\tfulll"), "lexicon.tsv:2: unknown column 'fulll'; did you mean 'full'"),
    ("a missing column", lambda p: edit(p, "lexicon.tsv", "name\ttype", "name\tnote"), "lexicon.tsv:2: the header lacks type"),
    ("an empty cell", lambda p: edit(p, "lexicon.tsv", "春苗协会\t", "\t"), "lexicon.tsv:3: the cell of 'name' is empty"),
    ("too many cells", lambda p: edit(p, "lexicon.tsv", "简称", "简称\t再"), "lexicon.tsv:3: 5 cells below 4 columns; .*tabs"),
    ("a single character", lambda p: edit(p, "lexicon.tsv", "春苗协会\t", "春\t"), "lexicon.tsv:3: '春' is a single character"),
    ("two types", lambda p: edit(p, "initiatives.tsv", "邻里会客厅\t", "春苗协会\t"), "春苗协会 is SocialOrganization .*, and Initiative .* in .*initiatives.tsv:2|春苗协会 is Initiative"),
    ("no UTF-8", lambda p: (p / "lexicon.tsv").write_bytes("名".encode("gb18030")), "lexicon.tsv: is not UTF-8; save it"),
    ("a wrong code", lambda p: edit(p, "bodies.tsv", CODE, CODE[:-1] + "C"), f"bodies.tsv:3: .*no unified social credit code.*{CODE[:17]} the last character is B"),
    ("a short code", lambda p: edit(p, "bodies.tsv", CODE, "123"), "bodies.tsv:3: '123' is no unified social credit code"),
    ("no item", lambda p: edit(p, "bodies.tsv", f"{CODE}\t", f"{CODE}\t42"), "bodies.tsv:3: '42' is no item of Wikidata; write it as Q42"),
    ("a body twice", lambda p: edit(p, "bodies.tsv", "虚构的代码\n", f"\n{NAME}\t\t\t\t\t\n"), "bodies.tsv:4: .* stands in .*:3 already"),
    ("a code twice", lambda p: edit(p, "bodies.tsv", "虚构的代码\n", f"\n张掖市书法家协会\t\t\t{CODE}\t\t\n"), f"bodies.tsv:4: {CODE} is the number of {NAME} already"),
    ("no such indicator", lambda p: edit(p, "indicators.tsv", "\t社会组织党组织覆盖率\t", "\t社会组织党组织复盖率\t"), "indicators.tsv:3: no indicator is called .*did you mean '社会组织党组织覆盖率'"),
    ("units of ours", lambda p: edit(p, "indicators.tsv", "\t社会组织党组织覆盖率\t", "\t社会组织党组织覆盖率\t%"), "indicators.tsv:3: .* ships, with its units"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "told"), [(c, t) for _, c, t in WRONG], ids=[name for name, _, _ in WRONG])
def test_what_is_wrong_is_told_with_file_line_and_what_to_do(change: Change, told: str, tmp_path: Path) -> None:
    write_start(tmp_path / "p")
    change(tmp_path / "p")
    with pytest.raises(BadProject, match=told):
        read_project(tmp_path / "p")


QUESTIONS = (
    ("7-mine.rq", "# 问\n# en: Q\nSELECT * {}", "begin its name with a number from 101 on: 101-mine.rq"),
    ("mine.rq", "# 问\n# en: Q\nSELECT * {}", "begin its name with a number from 101"),
    ("102-a.rq", "SELECT * {}", "begin with two lines"),
    ("102-b.rq", "# 问\n# en: Q\n# parameter name: 名 name\nSELECT * {}", "declares the parameter name and does not use it"),
    ("102-c.rq", "# 问\n# en: Q\nSELECT WHERE", "102-c.rq: "),
    ("102-d.rq", "# 问\n# en: Q\nSELECT * { SERVICE <http://x/> { ?a ?b ?c } }", "102-d.rq: .*SERVICE"),
    ("101-again.rq", "# 问\n# en: Q\nSELECT * {}", "there is another question 101"),
)


@pytest.mark.parametrize(("name", "text", "told"), QUESTIONS, ids=[name for name, _, _ in QUESTIONS])
def test_a_question_that_cannot_be_asked_is_told(name: str, text: str, told: str, tmp_path: Path) -> None:
    write_start(tmp_path / "p")
    (tmp_path / "p" / "questions" / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadProject, match=told):
        own_questions(tmp_path / "p" / "questions")


def test_the_commands_say_what_is_wrong_and_exit_with_2(mine: Path, tmp_path: Path) -> None:
    edit(mine, "kg.toml", "lexicon =", "lexikon =")
    for command in (
        ["build", mine],
        ["query", mine, "--question", "1"],
        ["stats", mine],
        ["view", mine],
        ["indicators", mine, "--known"],
    ):
        result = run(*command)
        assert result.exit_code == 2
        assert "did you mean 'lexicon'?" in result.output
    unbuilt = tmp_path / "unbuilt"
    write_start(unbuilt)
    for command in (["query", unbuilt, "--question", "1"], ["stats", unbuilt], ["validate", unbuilt]):
        result = run(*command)
        assert result.exit_code == 2
        assert f"is a project that has not been built; run `kg build {unbuilt}`" in result.output


def test_a_project_is_built_alone_and_says_where_its_settings_stand(start: Path, tmp_path: Path) -> None:
    for more in (["--out", tmp_path / "x"], ["--lean"], ["--prune"], ["--registry", start / "kg.toml"]):
        result = run("build", start, *more)
        assert result.exit_code == 2
        assert "kg.toml" in result.output
    for args in (["build", start, start / "articles"], ["build", "--project", start, start / "articles"]):
        assert "build it alone" in run(*args).output
    assert "nothing has changed" in run("build", "--project", start).output
    assert run("build", "--project", tmp_path).exit_code == 2
    assert run("build", start / "articles").exit_code == 2  # no --out


def test_python_builds_a_project_as_the_command_does(mine: Path) -> None:
    """The same files, byte for byte; and after a change of a table the graph follows."""
    made = []
    for build in (kg.build, built):
        shutil.rmtree(mine / "graph")
        build(mine)
        made.append(
            {path: path.read_bytes() for path in (mine / "graph").rglob("*") if path.is_file() and "store" not in path.parts}
        )
    assert len(made[0]) > 6
    assert made[0] == made[1]
    graph = kg.build(str(mine))
    assert graph.ask(101).rows
    assert graph.entity("春苗协会").label == NAME
    edit(mine, "lexicon.tsv", NAME, "张掖市春苗儿童之家")
    assert kg.build(mine).entity("春苗协会").label == "张掖市春苗儿童之家"


def test_python_refuses_a_project_with_more(start: Path) -> None:
    for paths, more in (
        ((start, start / "articles"), {}),
        ((start,), {"metadata": start / "metadata.csv"}),
        ((start,), {"base": "https://example.org/"}),
        ((start,), {"threshold": 0.5}),
    ):
        with pytest.raises(UsageError, match=r"give a project alone; its kg\.toml names"):
            kg.build(*paths, **more)


def test_a_project_is_reviewed_with_its_own_decisions(mine: Path) -> None:
    edit(mine, "kg.toml", '# decisions = "decisions.jsonl"', 'decisions = "mine.jsonl"')
    answered = CliRunner().invoke(app, ["review", str(mine), "--who", "王芳", "--limit", "1"], input="r\n")
    assert answered.exit_code == 0, answered.output
    assert f"`kg build {mine}` brings this into the graph" in answered.output
    assert len([line for line in (mine / "mine.jsonl").read_text(encoding="utf-8").splitlines() if line[0] == "{"]) == 1
    assert "1 decision followed" in built(mine).output
    assert "王芳  reject" in run("review", mine, "--list").output


def test_nothing_is_overwritten(start: Path, tmp_path: Path) -> None:
    before = (start / "kg.toml").read_bytes()
    assert run("init", start).exit_code == 2
    assert (start / "kg.toml").read_bytes() == before
    assert not is_project(tmp_path)
    (tmp_path / "file").write_text("")
    assert run("init", tmp_path / "file").exit_code == 2


def test_an_indicator_may_be_given_by_its_english_or_local_name(tmp_path: Path) -> None:
    write_start(tmp_path / "p")
    rows = "words\tconcept\n党建覆盖面\tparty-coverage\n义工队\tvolunteer teams\n"
    (tmp_path / "p" / "indicators.tsv").write_text(rows, encoding="utf-8")
    found = read_project(tmp_path / "p").own.indicators
    assert {(row.words, row.concept) for row in found} == {("党建覆盖面", "党组织覆盖率"), ("义工队", "志愿服务队数")}


def test_commas_and_other_orders_are_read(tmp_path: Path) -> None:
    write_start(tmp_path / "p")
    (tmp_path / "p" / "lexicon.csv").write_text('\ufefftype,note,name\nPerson,"老, 书记",王建国\n', encoding="utf-8")
    edit(tmp_path / "p", "kg.toml", "lexicon.tsv", "lexicon.csv")
    assert ("王建国", "Person") in {(n.surface, n.type) for n in read_project(tmp_path / "p").own.names}
