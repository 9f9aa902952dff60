"""The command line: help, exit codes, what goes to which stream."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.main import get_command
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.cli.watching import time_left
from kg.export import FORMATS, archive, export
from kg.graph import Graph
from kg.model import Metadata
from kg.pipeline import run as read_through
from kg.rdf.serialize import nquads
from kg.read import read_text
from kg.tables.loading import corpus_dir

ROOT = Path(kg.__file__).parent.parent
GOLD, ARTICLES = corpus_dir() / "gold", corpus_dir() / "articles"
SEED = "000_3933d1552c9bd586"
NO_TERM = "the ontology has no term kg:"
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


def run(*args: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build") / "graph"
    gold = out.parent / "gold"
    gold.mkdir()
    (gold / f"{SEED}.json").write_bytes((GOLD / f"{SEED}.json").read_bytes())
    result = run("build", "--gold", gold, "--articles", ARTICLES, "--out", out)
    assert result.exit_code == 0, result.output
    return out


# Help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_and_is_in_the_readme(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"$ kg {name} " in result.stdout
    assert len(COMMANDS[name].help.splitlines()[0]) > 20
    assert all(option.help for option in COMMANDS[name].params if option.name not in ("folder",))
    readme = Path(__file__).parents[1] / "README.md"  # beside the tests, also where kg is the installed wheel
    assert f"kg {name}" in readme.read_text(encoding="utf-8")


def test_the_commands_are_those_promised() -> None:
    named = (
        "app build cite explain export extract indicators init panel push query report review score search serve stats "
        "validate view"
    )
    assert sorted(COMMANDS) == named.split()


def test_no_arguments_show_the_help() -> None:
    assert "Commands" in run().output


def test_the_version() -> None:
    assert run("--version").stdout.startswith("zhengmai ")


def test_help_loads_nothing_heavy() -> None:
    heavy = ("numpy", "rdflib", "jieba", "onnxruntime", "pyvis", "jinja2", "kg.pipeline")
    code = f"import sys, kg.cli; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "args",
    [
        ["extract"],
        ["build", ARTICLES],
        ["build", "--out", "x"],
        ["build", "--gold", GOLD, "--out", "x"],
        ["build", ARTICLES, "--gold", GOLD, "--articles", ARTICLES, "--out", "x"],
        ["build", "--prune", "--out", "x"],
        ["build", ARTICLES, "--address", "localhost:6379", "--out", "x"],
        *(
            ["build", ARTICLES, "--base", base, "--out", "x"]
            for base in ("https://example.org/mine", "https://example.org/my graph/", "")
        ),
        ["stats", "x"],
        ["query", "x"],
        ["query", "x", "SELECT * {}", "--question", "1"],
        ["query", "x", "SELECT * {}", "--set", "name=a"],
        ["explain", "x"],
        ["explain", "x", "a", "b", "c"],
        ["explain", "x", "a", "--at", "1"],
        ["export", "x"],
        ["export", "--format", "nq"],
        ["export", "x", "--format", "trig", "--split", "2", "--out", "y"],
        ["export", "x", "--format", "nq", "--split", "2", "--out", "y"],
        ["export", ARTICLES, "--format", "nq"],
        ["score", GOLD],
        ["unknown"],
    ],
    ids=lambda args: " ".join(map(str, args[:1])),
)
def test_wrong_use_exits_with_2_and_no_traceback(args: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
    assert "Traceback" not in result.stderr
    assert "report it" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        ["query", "--question", "1"],
        ["review", "--who", "甲"],
        ["explain", "甲"],
        ["panel", "--initiative", "甲"],
        ["report", "--body", "甲"],
        ["search", "甲"],
        ["validate"],
        ["view", "--no-open", "--focus", "甲"],
    ],
)
def test_a_folder_that_is_no_build(command: list[str], tmp_path: Path) -> None:
    result = run(command[0], tmp_path, *command[1:])
    assert result.exit_code == 2
    assert "is no build" in result.stderr


# extract


def test_extract_prints_records_that_quote_the_text(tmp_path: Path) -> None:
    table = tmp_path / "m.csv"
    table.write_text(f"file,published\n{SEED}.txt,2018-01-05\n", encoding="utf-8")
    result = run("extract", ARTICLES / f"{SEED}.txt", "--metadata", table)
    (record,) = map(json.loads, result.stdout.splitlines())
    text = (ARTICLES / f"{SEED}.txt").read_text(encoding="utf-8")
    assert (result.exit_code, record["id"], record["published"]) == (0, SEED, "2018-01-05")
    spans = [*record["mentions"], *record["dates"], *record["figures"]]
    assert spans
    assert all(text[x["start"] : x["end"]] == x["text"] for x in spans)
    assert all(0 < x["confidence"] <= 1 and x["rule"] for x in [*spans, *record["events"], *record["relations"]])


def test_a_table_about_other_files_is_noticed(tmp_path: Path) -> None:
    table, article = tmp_path / "m.csv", tmp_path / "a.txt"
    table.write_text("file,published\nb.txt,2018-01-05\n", encoding="utf-8")
    article.write_text("题目\n\n5月，县民政局召开会议，部署党建工作。与会人员发言。\n", encoding="utf-8")
    result = run("extract", article, "--metadata", table)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert "no row is about these files" in result.stderr


def test_two_extractions_are_the_same() -> None:
    first, second = (run("extract", ARTICLES / f"{SEED}.txt").stdout for _ in range(2))
    assert first == second


# build, stats


def test_a_build_says_what_it_read_what_it_kept_and_what_to_do(tmp_path: Path) -> None:
    text = "题目\n\n5月{}日，县民政局召开会议，部署党建工作。与会人员发言。\n"
    for day in (1, 2):
        (tmp_path / f"{day}.txt").write_text(text.format(day), encoding="utf-8")
    out = tmp_path / "graph"
    assert run("build", tmp_path / "1.txt", tmp_path / "2.txt", "--out", out).exit_code == 0
    again = run("build", tmp_path / "1.txt", "--out", out)
    assert "nothing has changed" in again.stdout
    (tmp_path / "1.txt").write_text(text.format(3), encoding="utf-8")
    changed = run("build", tmp_path / "1.txt", "--out", out)
    assert "1 read, 0 unchanged, 0 removed, 1 kept that were not given (--prune removes them)" in changed.stdout
    assert "0 read, 1 unchanged, 1 removed" in run("build", tmp_path / "1.txt", "--prune", "--out", out).stdout
    (out / "registry.tsv").write_text("ruling\tone\tother\twhy\nis\tplace/1\tplace/2\t\n", encoding="utf-8")
    linked = run("build", "--out", out)
    assert "0 read, 0 unchanged, 0 removed, 1 kept" in linked.stdout
    other = run("build", tmp_path / "1.txt", "--lean", "--out", out)
    assert (other.exit_code, "with --prune" in other.stderr) == (2, True)


def test_stats_say_how_big_a_build_is_and_what_for(built: Path) -> None:
    printed = run("stats", built)
    data = json.loads(run("stats", built, "--json").stdout)
    assert printed.exit_code == 0
    assert f"{data['totals']['quads']:,}" in printed.stdout
    assert all(part["buys"] in printed.stdout for part in data["parts"].values())
    assert data["disk"]["pages"] > 0


@pytest.mark.parametrize(("seconds", "said"), [(40, "40 s"), (720, "12 min"), (12600, "3.5 h")])
def test_time_left(seconds: float, said: str) -> None:
    assert time_left(seconds) == said


# query


@pytest.mark.parametrize("number", [1, 4, 8])
def test_questions_by_number(built: Path, number: int) -> None:
    result = run("query", built, "--question", number, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)


def test_questions_take_values(built: Path) -> None:
    assert "中共甘肃省委组织部" in run("query", built, "--question", 1, "--set", "name=甘肃省民政厅").stdout
    assert run("query", built, "--question", 1, "--set", "name=没有的单位", "--format", "csv").stdout.count("\n") == 1
    of_jiuquan, of_any = (run("query", built, "--question", 3, "--set", f"prefecture={value}").stdout for value in ("酒泉市", ""))
    assert [line in of_any for line in of_jiuquan.splitlines() if "酒泉市中小企业联合会" in line] == [True]
    assert len(of_jiuquan.splitlines()) < len(of_any.splitlines())
    for wrong in ("name", "nobody=x"):
        assert run("query", built, "--question", 1, "--set", wrong).exit_code == 2
    assert run("query", built, "--question", 99).exit_code == 2


def test_the_questions_are_listed(built: Path) -> None:
    lines = run("query", built, "--list").stdout.splitlines()
    assert [line.split()[0] for line in lines if "--set" not in line][:17] == [str(n) for n in range(1, 18)]


def test_what_a_question_asks_of_is_said_where_nobody_says_it(built: Path) -> None:
    listed = run("query", built, "--list").stdout
    assert "--set name=…  机构全称 full name of the body (default: 甘肃省民政厅)" in listed
    assert "--set year=…  年份 year, four digits; UNDEF for all plans (default: all)" in listed
    assert run("query", built, "--question", 1).stderr == "kg: note: name=甘肃省民政厅 (default; --set name=…)\n"
    assert "least=2 (default; --set least=… or --set least=UNDEF for all)" in run("query", built, "--question", 24).stderr
    for given in ("UNDEF", ""):
        result = run("query", built, "--question", 24, "--set", f"least={given}", "--format", "json")
        assert (bool(json.loads(result.stdout)), result.stderr) == (True, "")
    plans = run("query", built, "--question", 9, "--format", "json")
    assert (len(json.loads(plans.stdout)), plans.stderr) == (2, "")


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("ASK { ?a kg:supervise ?b }", f"{NO_TERM}supervise; did you mean supervises?"),
        (
            "ASK { ?a <https://w3id.org/zhengmai/ontology#nothing> ?b }",
            "the ontology has no term kg:nothing; did you mean Reporting?",
        ),
        ("ASK { ?a kg:supervises ?b . ?b a kg:Body.}", ""),
        ("PREFIX kg: <https://example.org/> ASK { ?a kg:nothing ?b }", ""),
        ("ASK { ?a rdfs:label 'kg:nothing' } # kg:nothing", ""),
    ],
)
def test_a_term_that_the_ontology_has_not_is_warned_of(built: Path, sparql: str, said: str) -> None:
    result = run("query", built, sparql)
    assert result.exit_code == 0
    assert result.stderr == (f"kg: warning: {said}\n" if said else "")


QUERY = "SELECT ?s ?o WHERE { ?s kg:supervises ?o } ORDER BY ?s ?o LIMIT 2"


def test_formats(built: Path) -> None:
    as_json = json.loads(run("query", built, QUERY, "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(run("query", built, QUERY, "--format", "csv").stdout)))
    table = run("query", built, QUERY).stdout.splitlines()
    assert as_json == as_csv
    assert [line.split() for line in table] == [["s", "o"], *([row["s"], row["o"]] for row in as_json)]
    turtle = run("query", built, "CONSTRUCT WHERE { ?s kg:supervises ?o }", "--format", "turtle").stdout
    assert "kg:supervises" in turtle
    assert run("query", built, QUERY, "--format", "turtle").exit_code == 2


def test_queries_come_from_files_and_standard_input(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(QUERY, encoding="utf-8")
    given = run("query", built, QUERY).stdout
    assert given == run("query", built, path).stdout == run("query", built, "-", stdin=QUERY).stdout
    assert run("query", built, tmp_path / "none.rq").exit_code == 2


@pytest.mark.parametrize("sparql", ["SELEC", "SELECT * WHERE { ?s ?p", "SELECT * FROM <file:///etc/passwd> {}", "DROP ALL"])
def test_a_query_that_cannot_run(built: Path, sparql: str) -> None:
    result = run("query", built, sparql)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("kg: error: ")


def test_no_rows_is_no_error(built: Path) -> None:
    result = run("query", built, "SELECT ?s WHERE { ?s rdfs:label 'none' }", "--format", "json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "kg: note: no rows\n")


# export


def test_export_lists_its_formats() -> None:
    assert [line.split()[0] for line in run("export", "--list").stdout.splitlines()] == list(FORMATS)


@pytest.mark.parametrize("format", FORMATS)
def test_export_prints_what_it_writes(built: Path, tmp_path: Path, format: str) -> None:
    printed = run("export", built, "--format", format)
    assert (printed.exit_code, printed.stderr) == (0, "")
    files = export(kg.open(built), format)
    assert printed.stdout_bytes == (archive(files) if len(files) > 1 else next(iter(files.values())))
    written = run("export", built, "--format", format, "--out", tmp_path / "new" / "x.zip")
    assert (written.exit_code, written.stdout) == (0, "")
    assert (tmp_path / "new" / "x.zip").read_bytes() == archive(files)


def test_export_writes_folders_and_files(built: Path, tmp_path: Path) -> None:
    run("export", built, "--format", "csv", "--out", tmp_path / "tables")
    assert {path.name for path in (tmp_path / "tables").iterdir()} == set(export(kg.open(built), "csv"))
    run("export", built, "--format", "nq", "--out", tmp_path / "all.nq")
    assert run("export", tmp_path / "all.nq", "--format", "nq").stdout_bytes == (tmp_path / "all.nq").read_bytes()
    run("export", built, "--format", "nq", "--out", tmp_path)
    assert (tmp_path / "graph.nq").read_bytes() == (tmp_path / "all.nq").read_bytes()
    assert run("export", built, "--format", "nq", "--out", tmp_path / "all.nq" / "x").exit_code == 2


def test_export_of_a_format_that_there_is_not(built: Path) -> None:
    result = run("export", built, "--format", "xls")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there are: turtle, trig" in result.stderr


# explain


def test_explain_shows_words_rule_and_confidence(built: Path) -> None:
    one = run("explain", built, "甘肃省民政厅").stdout
    assert "省民政厅 [" in one
    two = run("explain", built, "甘肃省民政厅", "双孵化").stdout
    assert "promotes" in two
    assert "在庆阳市开展社会组织和党组织“双孵化”试点" in two
    assert "gold" in two
    assert "1.00" in two


def test_explain_says_when_nothing_ties_two_names(built: Path) -> None:
    result = run("explain", built, "双孵化", "兰州大学")
    assert result.exit_code in (1, 2)
    assert result.stderr
    assert run("explain", built, "没有的单位").exit_code == 2


def test_a_name_that_two_have_is_noted(tmp_path: Path) -> None:
    article, two = "https://w3id.org/zhengmai/article/{}", "推行“板凳议事会”工作法。"
    docs = [
        read_through(read_text(f"{place}民政局{two}", id=place, given=Metadata(territory=place)))
        for place in ("诸暨市", "会宁县")
    ]
    path = tmp_path / "two.nq"
    path.write_bytes(nquads(Graph.of(docs).store.quads()))
    result = run("report", path, "--body", "板凳议事会")
    assert result.exit_code == 0
    assert result.stderr.startswith("kg: note: 2 entities are called 板凳议事会; this one is taken:\n")
    assert all(article.format(doc.sha256[:16]) in result.stderr for doc in docs)
    named = next(word for word in result.stderr.split() if docs[0].sha256[:16] in word)
    assert run("report", path, "--body", named).stderr == ""


def test_a_name_that_nothing_has_leads_to_a_command_or_another_name(built: Path) -> None:
    for command in (["explain", built], ["report", built, "--body"]):
        result = run(*command, "不存在局")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "`kg search GRAPH WORDS` finds words" in result.stderr
        assert "did you mean 甘肃省民政厅" in run(*command, "甘肃民政厅").stderr


def test_explain_at_an_offset() -> None:
    path = ARTICLES / f"{SEED}.txt"
    at = path.read_text(encoding="utf-8").index("重点督导")
    result = run("explain", path, "--at", at)
    assert result.exit_code == 0
    assert "Inspection" in result.stdout
    outside = run("explain", path, "--at", 10**6)
    assert (outside.exit_code, outside.stdout) == (2, "")
    assert "the text has" in outside.stderr


# validate, score, view


def test_validate_accepts_a_build(built: Path) -> None:
    assert run("validate", built).exit_code == 0


def test_score_of_gold_against_itself(tmp_path: Path) -> None:
    result = run("score", GOLD, "--articles", ARTICLES, "--predicted", GOLD, "--json")
    figures = json.loads(result.stdout)
    assert (result.exit_code, figures["mentions"]["f1"], figures["relations"]["f1"], figures["grounding"]) == (0, 1.0, 1.0, 1.0)
    assert (
        "without a prediction" in run("score", GOLD, "--articles", ARTICLES, "--predicted", GOLD / f"{SEED}.json").stdout
        or tmp_path
    )


def test_score_prints_tables_and_errors(tmp_path: Path) -> None:
    record = json.loads((GOLD / f"{SEED}.json").read_text(encoding="utf-8"))
    record["mentions"] = record["mentions"][1:]
    predicted = tmp_path / "p.jsonl"
    predicted.write_text(json.dumps(record), encoding="utf-8")
    result = run("score", GOLD / f"{SEED}.json", "--articles", ARTICLES, "--predicted", predicted, "--errors", "--per-type")
    assert result.exit_code == 0
    assert "m:GovernmentAgency" in result.stdout
    assert f"{SEED} mention at " in result.stdout


def test_score_says_what_is_missing(tmp_path: Path) -> None:
    assert "no gold records here" in run("score", tmp_path, "--articles", ARTICLES).stderr
    assert "cannot be read" in run("score", GOLD, "--articles", tmp_path).stderr


def test_view_writes_one_page(built: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run("view", built, "--focus", "双孵化", "--out", page, "--no-open")
    assert (result.exit_code, result.stdout) == (0, f"{page}\n")
    assert "双孵化" in page.read_text(encoding="utf-8")
    assert run("view", built, "--no-open").stdout == f"{built / 'explorer.html'}\n"
    assert run("view", built, "--focus", "没有的单位", "--no-open").exit_code == 2
    assert run("view", built, "--show", "map", "--no-open").exit_code == 0
    assert "timeline" in run("view", built, "--show", "hologram", "--no-open").stderr
    assert "no GeoJSON" in run("view", built, "--outlines", page, "--out", page, "--no-open").stderr


def test_a_build_has_a_reading_page_an_article_that_leads_to_the_explorer(built: Path) -> None:
    (page,) = (built / "articles").iterdir()
    assert '"explorer":"../explorer.html"' in page.read_text(encoding="utf-8")
    assert f'"page":"{page.name}"' in (built / "explorer.html").read_text(encoding="utf-8")


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "kg.cli", "query", "x", "--list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
