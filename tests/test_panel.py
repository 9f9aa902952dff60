"""The panel of an initiative: over corpus/linked as written out by hand, and over small articles made for one case each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas
import pytest
from made import made, record, verified
from pandas.io.stata import StataReader
from typer.testing import CliRunner

from kg.analysis import frames
from kg.analysis.frames import described, to_dta
from kg.analysis.panel import TABLES, panel
from kg.analysis.sightings import KINDS, initiatives, sightings
from kg.analysis.units import UNITS, Places, Unit, unit_of
from kg.cli import app
from kg.errors import UsageError
from kg.graph import Graph, build_gold, gold_documents
from kg.model import Document
from kg.tables.loading import corpus_dir

LINKED = corpus_dir() / "linked"
NAME = "商会议事厅"
ROOT = Path(__file__).resolve().parents[1]
SEVERAL = ["000_3933d1552c9bd586", "dev01_hainanzhou_jingyan", "dev02_nanjing_jiedao_diaoyan", "dev15_zhangzhou_zongjie"]
SEVERAL += ["dev46_cangxi_fayuan", "dev61_miyun_hushui"]
PRACTICES = """SELECT ?initiative ?place ?event WHERE {
  ?practice a kg:Practice ; kg:practiceOf ?initiative ; kg:territory ?place ; kg:attestedBy ?event .
  ?event a ?type VALUES ?type { kg:Pilot kg:Implementation } }"""
JIUQUAN, ZHANGYE, BAOJI = "linked02_jiuquan_2018:21-50", "linked03_zhangye_2019:14-41", "linked06_baoji_2020:12-52"


@cache
def graph() -> Graph:
    return build_gold(LINKED / "gold", LINKED / "articles")


@cache
def several() -> Graph:
    """Articles of several provinces, in which initiatives are at work with and without a place named."""
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=SEVERAL)


def written(frame: pandas.DataFrame, *columns: str) -> list[str]:
    """The rows as they would be written by hand; an empty cell is -."""
    return [" ".join(map(by_hand, row)) for row in frame[list(columns)].itertuples(index=False)]


def by_hand(value: object) -> str:
    if pandas.isna(value):
        return "-"
    return f"{value:%Y-%m-%d}" if isinstance(value, pandas.Timestamp) else str(value)


# By hand from the six articles. Of 酒泉 the summaries of 2018 and 2019 were read, of 张掖 and 宝鸡 one article each; the article
# of 甘肃省 on 2019 names 酒泉 and 张掖, that of 宝鸡 on 2020 names 酒泉: no zero follows from that.
BY_HAND = """
610300 宝鸡市 2018 0 0 - - - - - -
610300 宝鸡市 2019 0 0 - - - - - -
610300 宝鸡市 2020 1 0 1 0 0 0 3 linked06_baoji_2020:12-52
620700 张掖市 2018 0 0 - - - - - -
620700 张掖市 2019 1 1 0 1 0 0 4 linked03_zhangye_2019:14-41
620700 张掖市 2020 0 0 - - - - - -
620900 酒泉市 2018 1 0 1 0 0 0 3 linked02_jiuquan_2018:21-50
620900 酒泉市 2019 1 1 0 0 0 0 0 -
620900 酒泉市 2020 0 1 - - - - - -
"""
COUNTED = ("articles", "articles_naming", "pilot", "adoption", "plan", "mention", "stage", "evidence")


def test_the_panel_is_the_table_written_by_hand() -> None:
    found = graph().panel(initiative=NAME, unit="prefecture")
    assert written(found, "unit_code", "unit", "year", *COUNTED) == BY_HAND.strip().splitlines()
    assert found["pilot"].isna().sum() == 5
    assert (found["pilot"] == 0).sum() == 2


def test_the_documents_show_the_same_table() -> None:
    shown = re.findall(r"^\| (\S+市) \| (20.*) \|$", (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8"), re.MULTILINE)
    cells = [[name, *(cell.strip() or "-" for cell in rest.split("|"))] for name, rest in shown]
    assert cells == [line.split()[1:-1] for line in BY_HAND.strip().splitlines()]


@pytest.mark.parametrize("of", [graph, several], ids=["linked", "several"])
def test_what_is_at_work_lies_where_the_graph_s_practices_lie(of: Callable[[], Graph]) -> None:
    """Against the link layer: practices are made of records before there is a graph, the panel of the graph.

    北京市密云区水务局 acts in 密云区, though its identity begins with the municipality.
    """
    practices = {(str(i), str(p).rpartition("/")[2], str(e)) for i, p, e in of().query(PRACTICES)}
    assert practices
    seen = sightings(of(), of().entities("Initiative"), Places.of(of()))
    at_work = {
        (s.initiative.iri, s.code or "", s.event.iri) for s in seen if s.event and s.kind in ("pilot", "adoption") and s.code
    }
    townships = {e.iri for e in of().events() if any(re.search(r"/place/\d{6}/", f.iri) for f in e.role("place"))}
    assert {event for _, _, event in at_work ^ practices} <= townships  # the panel counts them in their county
    assert len(at_work & practices) >= 3


@pytest.mark.parametrize("unit", UNITS)
def test_a_zero_stands_only_where_an_article_of_the_division_was_read(unit: Unit) -> None:
    counted = 0
    for initiative in several().entities("Initiative"):
        made = panel(several(), initiative=initiative.label, unit=unit)
        ids = {row["id"] for row in made.tables["evidence"]}
        for row in made.tables["panel"]:
            counted += 1
            told = set(str(row["evidence"]).split(";")) if row["evidence"] else set()
            assert told <= ids
            assert (row["stage"] is None) == (row["articles"] == 0 and not told)
            for kind in KINDS:
                assert row[kind] != 0 or row["articles"] != 0
                assert row[kind] is not None or row["articles"] == 0
    assert counted > 50


def test_an_article_of_the_prefecture_is_none_of_its_counties() -> None:
    found = graph().panel(initiative=NAME, unit="county")
    told = found[found["stage"].notna()]
    assert written(told, "unit", "year", "articles", "articles_naming", "pilot", "adoption") == [
        "渭滨区 2020 0 1 1 -",
        "甘州区 2019 0 1 - 1",
        "肃州区 2018 0 1 1 -",
    ]
    assert len(found) == 9  # not 金塔县, which articles name and of which nothing is known


def test_a_province_holds_what_its_parts_do() -> None:
    found = graph().panel(initiative=NAME, unit="province")
    assert written(found, "unit", "year", *COUNTED[:-1]) == [
        "陕西省 2018 0 0 - - - - -",
        "陕西省 2019 0 0 - - - - -",
        "陕西省 2020 1 0 1 0 0 0 3",
        "甘肃省 2018 2 0 1 0 0 0 3",
        "甘肃省 2019 3 0 0 1 0 0 4",
        "甘肃省 2020 0 1 - - - - -",
    ]


def test_first_dates_have_bounds_and_evidence() -> None:
    found = graph().panel("divisions", initiative=NAME)
    columns = ("unit", "pilot_earliest", "pilot_latest", "pilot_evidence", "adoption_earliest", "adoption_latest")
    assert written(found, *columns) == [
        f"宝鸡市 2020-06-01 2020-06-30 {BAOJI} - -",
        "张掖市 - - - 2019-05-01 2019-05-31",
        f"酒泉市 2018-06-01 2018-06-30 {JIUQUAN} - -",
    ]


def test_dyads_lead_from_the_earlier_to_the_later() -> None:
    found = graph().panel("dyads", initiative=NAME)
    columns = ("from_unit", "to_unit", "years", "days_min", "days_max", "order_certain", "same_province", "stated")
    assert written(found, *columns, "from_evidence", "to_evidence") == [
        f"张掖市 宝鸡市 1 367 426 1 0 0 {ZHANGYE} {BAOJI}",
        f"酒泉市 宝鸡市 2 702 760 1 0 1 {JIUQUAN} {BAOJI}",  # 借鉴甘肃省酒泉市经验
        f"酒泉市 张掖市 1 305 364 1 1 0 {JIUQUAN} {ZHANGYE}",
    ]


def test_cells_say_what_people_have_verified_and_what_is_doubtful() -> None:
    """The pilot of 酒泉 verified, that of 宝鸡 read with little confidence, the adoption of 张掖 sure enough."""
    pilot = "2018年6月,酒泉市民政局在肃州区开展“商会议事厅”试点"
    docs = verified(gold_documents(LINKED / "gold", LINKED / "articles"), {("linked02_jiuquan_2018", pilot)})
    docs = [doubted(doc) if doc.id == "linked06_baoji_2020" else doc for doc in docs]
    found = Graph.of(docs).panel(initiative=NAME)
    assert written(found[found["articles"] > 0], "unit", "year", "stage", "verified", "doubtful") == [
        "宝鸡市 2020 3 0 1",
        "张掖市 2019 4 0 0",
        "酒泉市 2018 3 1 0",
        "酒泉市 2019 0 0 0",
    ]
    assert found[found["articles"] == 0][["verified", "doubtful"]].isna().all(axis=None), "empty is not zero"
    rows = Graph.of(docs).panel("evidence", initiative=NAME)
    assert written(rows, "unit", "verified", "doubtful") == ["酒泉市 1 0", "张掖市 0 0", "宝鸡市 0 1"]
    kept = Graph.of(docs).accepted().panel("evidence", initiative=NAME)
    assert list(kept["kind"]) == ["pilot", "adoption", "mention"], "--accepted leaves out the doubtful pilot"


def doubted(doc: Document) -> Document:
    return replace(doc, events=tuple(replace(event, confidence=0.5) for event in doc.events))


def test_evidence_quotes_the_article() -> None:
    texts = {a.id: a.text for a in graph().articles()}
    found = graph().panel("evidence", initiative=NAME)
    assert list(found["id"]) == [JIUQUAN, ZHANGYE, BAOJI]
    for row in found.itertuples():
        assert texts[row.article][row.start : row.stop] == row.words
        assert NAME in row.sentence
        assert (row.basis, row.confidence) == ("place", 1.0)


def test_quotation_marks_do_not_count_and_what_there_is_not_is_said() -> None:
    assert graph().panel(initiative=f"“{NAME}”").equals(graph().panel(initiative=NAME))
    with pytest.raises(UsageError, match=r"no initiative is called '没有的'; there are: 商会议事厅"):
        graph().panel(initiative="没有的")
    with pytest.raises(UsageError, match="no unit 'town'; there are: province, prefecture, county"):
        graph().panel(initiative=NAME, unit="town")
    with pytest.raises(UsageError, match="no table 'x'; there are: panel, divisions, dyads, evidence"):
        graph().panel("x", initiative=NAME)


def test_the_words_in_the_quotes_of_a_name_will_do() -> None:
    real = build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=["000_3933d1552c9bd586"])
    assert [e.label for e in initiatives(real, "互联网+")] == ["“互联网+”党建模式"]
    with pytest.raises(UsageError, match=r"no initiative is called '联网'; did you mean “互联网[+]”党建模式[?]$"):
        initiatives(real, "联网")


@pytest.mark.parametrize(
    ("code", "unit", "expected"),
    [
        ("620902", "prefecture", "620900"),
        ("620000", "prefecture", None),  # larger than the unit
        ("419001", "prefecture", "419001"),  # 济源市, directly under its province
        ("110105", "prefecture", "110000"),  # 北京市朝阳区
        ("120223", "county", "120118"),  # 静海县 is 静海区 today
        ("000000", "province", None),
        (None, "province", None),
    ],
)
def test_codes_roll_up_to_the_unit_of_today(code: str | None, unit: str, expected: str | None) -> None:
    found = unit_of(code, unit)  # type: ignore[arg-type]
    assert (found.code if found else None) == expected


# One case each, in articles made for it


INITIATIVE: dict[str, tuple[str, str | None]] = {"双孵化": ("Initiative", None)}


def made_for_one_case(folder: Path) -> Graph:
    """One plan, one mere mention, one statement without a time."""
    plan = "庆阳市工作计划\n\n2020年,将在庆阳市推行“双孵化”。\n"
    mention = "酒泉市工作简报\n\n与会人员学习“双孵化”经验。\n"
    undated = "兰州市工作简报\n\n兰州市推行“双孵化”,成效明显。\n"
    run: dict[str, Any] = {"type": "Implementation", "trigger": "推行", "theme": ["双孵化"]}
    planned = {**run, "clause": "2020年,将在庆阳市推行“双孵化”", "status": "planned", "place": ["庆阳市"], "time": ["2020"]}
    done = {**run, "clause": "兰州市推行“双孵化”", "place": ["兰州市"]}
    year = {"id": "d1", "start": 9, "end": 14, "text": "2020年", "value": "2020"}
    qingyang, jiuquan, lanzhou = (
        {n: ("Place", c)} for n, c in (("庆阳市", "621000"), ("酒泉市", "620900"), ("兰州市", "620100"))
    )
    return made(
        folder,
        (plan, record("plan", plan, "庆阳市", "2019-12-20", INITIATIVE | qingyang, planned) | {"dates": [year]}),
        (mention, record("mention", mention, "酒泉市", "2018-03-01", INITIATIVE | jiuquan)),
        (undated, record("undated", undated, "兰州市", "2019-05-06", INITIATIVE | lanzhou, done)),
    )


def test_plans_mere_mentions_and_undated_statements_are_told_apart(tmp_path: Path) -> None:
    graph = made_for_one_case(tmp_path)
    found = graph.panel(initiative="双孵化")
    assert written(found[(found["articles"] > 0) | found["stage"].notna()], "unit", "year", *COUNTED) == [
        "兰州市 2019 1 0 0 1 0 0 4 undated:9-19",
        "酒泉市 2018 1 0 0 0 0 1 1 mention:16-19",
        "庆阳市 2019 1 0 0 0 0 0 0 -",
        "庆阳市 2020 0 0 - - 1 - 2 plan:9-27",  # the year planned for, of which no article was read
    ]
    bounds = graph.panel("divisions", initiative="双孵化")
    columns = ("unit", "adoption_earliest", "adoption_latest", "plan_earliest", "plan_latest", "mention_latest")
    assert written(bounds, *columns) == [
        "兰州市 - 2019-05-06 - - -",  # by the day of publication, since when nobody says
        "酒泉市 - - - - 2018-03-01",
        "庆阳市 - - 2020-01-01 2020-12-31 -",
    ]
    assert len(graph.panel("dyads", initiative="双孵化")) == 0  # a plan is no adoption


def test_what_has_no_date_at_all_is_said_and_leads_nowhere(tmp_path: Path) -> None:
    entries = []
    for id, name, code in (("a", "兰州市", "620100"), ("b", "酒泉市", "620900")):
        text = f"{name}简报\n\n{name}推行“双孵化”。\n"
        run = {"type": "Implementation", "trigger": "推行", "clause": f"{name}推行“双孵化”", "theme": ["双孵化"], "place": [name]}
        entries.append(
            (text, record(id, text, name, "2019-05-06", INITIATIVE | {name: ("Place", code)}, run) | {"published": None})
        )
    graph = made(tmp_path / "made", *entries)
    assert len(graph.panel(initiative="双孵化")) == 0
    assert len(graph.panel("dyads", initiative="双孵化")) == 0
    assert list(graph.panel("evidence", initiative="双孵化")["year"].isna()) == [True, True]
    build = ("build", "--gold", tmp_path / "made" / "gold", "--articles", tmp_path / "made" / "articles", "--out", tmp_path / "g")
    assert CliRunner().invoke(app, list(map(str, build))).exit_code == 0
    result = CliRunner().invoke(app, ["panel", str(tmp_path / "g"), "--initiative", "双孵化", "--out", str(tmp_path / "p")])
    assert "without a year: 2 of 2 statements; give days of publication" in result.stderr
    assert {p.suffix for p in (tmp_path / "p").iterdir()} == {".csv", ".dta"}  # empty tables open too
    assert len(pandas.read_stata(tmp_path / "p" / "panel.dta")) == 0


# The .dta


@pytest.mark.parametrize("table", TABLES)
def test_stata_files_open_with_their_labels_and_the_same_cells(table: str) -> None:
    made = panel(graph(), initiative=NAME)
    data = to_dta(table, made.tables[table])
    about = described()[table]
    with StataReader(io.BytesIO(data)) as reader:
        labels, values = reader.variable_labels(), reader.value_labels()
        assert reader.data_label == about["zh"]
    assert labels == {name: f"{zh} {en}" for name, (_, zh, en) in about["columns"].items()}
    assert values == {n: {int(k): v for k, v in held.items()} for n, held in about.get("values", {}).items()}
    opened = pandas.read_stata(io.BytesIO(data), convert_categoricals=False)
    expected = made.to_pandas(table)
    for name, (type, *_) in about["columns"].items():
        if type == "string":
            assert list(opened[name]) == list(expected[name].fillna(""))
        else:
            assert opened[name].isna().equals(expected[name].isna())
            assert list(opened[name].dropna()) == list(expected[name].dropna())


def test_labels_fit_what_stata_keeps() -> None:
    for about in described().values():
        assert len(about["zh"]) <= 80
        for name, (_, zh, en) in about["columns"].items():
            assert (len(name) <= 32, len(f"{zh} {en}") <= 80) == (True, True), name


def test_the_same_graph_gives_the_same_bytes() -> None:
    first, second = (panel(build_gold(LINKED / "gold", LINKED / "articles"), initiative=NAME) for _ in range(2))
    assert first.tables == second.tables
    assert to_dta("panel", first.tables["panel"]) == to_dta("panel", second.tables["panel"])


# The command


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("panel") / "graph"
    result = CliRunner().invoke(
        app, ["build", "--gold", str(LINKED / "gold"), "--articles", str(LINKED / "articles"), "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    return out


def test_the_command_prints_csv(built: Path) -> None:
    result = CliRunner().invoke(app, ["panel", str(built), "--initiative", NAME])
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert (result.exit_code, len(rows)) == (0, 9)
    assert [row["pilot"] for row in rows] == ["", "", "1", "", "0", "", "1", "0", ""]
    dyads = CliRunner().invoke(app, ["panel", str(built), "--initiative", NAME, "--dyads"])
    assert len(dyads.stdout.splitlines()) == 4


def test_the_command_writes_tables_and_a_codebook(built: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["panel", str(built), "--initiative", NAME, "--out", str(tmp_path / "a"), "--dyads"])
    assert result.exit_code == 0, result.output
    assert {p.name for p in (tmp_path / "a").iterdir()} == {*(f"{t}.{e}" for t in TABLES for e in ("csv", "dta")), "codebook.csv"}
    columns = {t: list(about["columns"]) for t, about in described().items()}
    for table in TABLES:
        opened = pandas.read_csv(tmp_path / "a" / f"{table}.csv", dtype=str, encoding="utf-8-sig")
        assert list(opened) == columns[table]
    book = pandas.read_csv(tmp_path / "a" / "codebook.csv", dtype=str, encoding="utf-8-sig")
    named = book[book["column"].notna() & book["value"].isna()]
    assert {t: list(named[named["table"] == t]["column"]) for t in TABLES} == columns


def test_without_pandas_the_tables_are_csv_and_the_way_to_stata_is_said(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "has_pandas", lambda: False)
    result = CliRunner().invoke(app, ["panel", str(built), "--initiative", NAME, "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "pip install 'zhengmai[tables]'" in result.stderr
    assert {p.name for p in tmp_path.iterdir()} == {"panel.csv", "divisions.csv", "evidence.csv", "codebook.csv"}
