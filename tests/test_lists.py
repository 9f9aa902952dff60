"""Rows of tables and numbered lists: each tells its event, in every format the same, with its cell as evidence."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kg.extract.lists import ListGrammar
from kg.model import Document, Event, Filler
from kg.pipeline import run
from kg.rdf import corpus_quads
from kg.rdf.validate import violations
from kg.read import read_bytes, read_text
from kg.tables.loading import toml_tables
from tests.formats import MAKERS, Line

LISTS = "grammar/lists.toml"
PAPER: list[Line] = [
    "关于公布全省社区社会组织“邻里互助”试点名单的通知",
    "各市（地）民政局：",
    "为落实《培育发展社区社会组织专项行动方案》，经专家评审和社会公示，现将名单予以公布。试点期为2021年9月至2023年8月。",
    "黑龙江省民政厅",
    "2021年8月20日",
    "附件",
    "“邻里互助”试点单位名单",
    [
        ["序号", "试点单位", "试点内容"],
        ["1", "哈尔滨市道里区", "邻里互助会"],
        ["2", "大庆市让胡路区", "社区社会组织创享家"],
        ["3", "哈尔滨市丁香社会工作服务中心", "敲门问暖"],
    ],
    "全省先进个人名单",
    [["序号", "姓名", "单位及职务"], ["1", "王槐序", "哈尔滨市丁香社会工作服务中心主任"], ["2", "易石帆", "大庆市民政局科长"]],
    "哈尔滨市丁香社会工作服务中心第一届理事会当选人员名单",
    [["姓名", "当选职务"], ["欧阳念慈", "理事长"], ["符良畴", "监事"]],
]


def told(doc: Document) -> list[Event]:
    return [e for e in doc.events if e.rule.startswith("row:")]


def facts(doc: Document) -> list[tuple[str, str, str, dict[str, str]]]:
    return [
        (e.type, e.status, e.trigger.of(doc.text), {f.role: f.value for f in e.fillers if f.role not in ("agent", "time")})
        for e in told(doc)
    ]


EXPECTED = [
    ("Pilot", "done", "哈尔滨市道里区", {"place": "道里区", "theme": "邻里互助"}),
    ("Pilot", "done", "大庆市让胡路区", {"place": "让胡路区", "theme": "邻里互助"}),
    ("Pilot", "done", "哈尔滨市丁香社会工作服务中心", {"target": "哈尔滨市丁香社会工作服务中心", "theme": "邻里互助"}),
    ("Recognition", "done", "王槐序", {"target": "王槐序", "theme": "全省先进个人"}),
    ("Recognition", "done", "易石帆", {"target": "易石帆", "theme": "全省先进个人"}),
    ("Election", "done", "欧阳念慈", {"target": "欧阳念慈", "theme": "理事长"}),
    ("Election", "done", "符良畴", {"target": "符良畴", "theme": "监事"}),
]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_paper_with_tables_tells_the_same_in_each_format(kind: str) -> None:
    doc = run(read_bytes(MAKERS[kind](PAPER), name=f"a.{kind}"))
    assert facts(doc) == EXPECTED
    for event in told(doc):
        agent, time = event.role("agent"), event.role("time")
        assert [(f.value, f.basis) for f in (*agent, *time)] == [("黑龙江省民政厅", "inherited"), ("2021-08-20", "inherited")]
        assert all(f.span is not None and f.span.of(doc.text) for f in event.fillers)
        assert event.evidence.covers(event.trigger)
        assert "\n" not in event.evidence.of(doc.text)
    assert {(r.subject.name, r.predicate, r.object.name) for r in doc.relations} >= {
        ("邻里互助", "pilotedIn", "道里区"),
        ("黑龙江省民政厅", "recognizes", "王槐序"),
    }


def test_the_graph_of_rows_keeps_its_shapes() -> None:
    doc = run(read_bytes(MAKERS["txt"](PAPER), name="a.txt"))
    assert not violations(corpus_quads([doc]))


NUMBERED: list[Line] = [
    "湖南省民政厅关于表扬先进集体的决定",
    "各市州民政局：",
    "为树立榜样，省民政厅决定予以表扬，希望再接再厉。",
    "湖南省民政厅",
    "2018年3月20日",
    "附件",
    "先进集体名单（3家）",
    "1.湖南省浏阳河慈善基金会",
    "2.长沙市麓山志愿服务联合会",
    "3.炎陵县黄桃产业协会",
]


@pytest.mark.parametrize("kind", MAKERS)
def test_numbered_lines_of_an_annex_tell_the_same_in_each_format(kind: str) -> None:
    doc = run(read_bytes(MAKERS[kind](NUMBERED), name=f"a.{kind}"))
    assert [(e.type, e.trigger.of(doc.text)) for e in told(doc)] == [
        ("Recognition", name) for name in ("湖南省浏阳河慈善基金会", "长沙市麓山志愿服务联合会", "炎陵县黄桃产业协会")
    ]
    for event in told(doc):
        said = {f.role: (f.value, line_of(doc, f), f.basis) for f in event.fillers}
        assert said == {
            "agent": ("湖南省民政厅", "湖南省民政厅", "inherited"),
            "time": ("2018-03-20", "2018年3月20日", "inherited"),
            "theme": ("先进集体", "先进集体名单（3家）", "inherited"),
            "target": (event.trigger.of(doc.text), event.evidence.of(doc.text), "stated"),
        }


def line_of(doc: Document, filler: Filler) -> str:
    """The line that a filler stands in: the signature, the date below it, the heading of the list, the row."""
    assert filler.span is not None
    start = doc.text.rfind("\n", 0, filler.span.start) + 1
    return doc.text[start : doc.text.index("\n", filler.span.stop)].strip()


@pytest.mark.parametrize("kind", MAKERS)
def test_issuer_date_and_heading_of_a_list_are_its_evidence_in_each_format(kind: str) -> None:
    doc = run(read_bytes(MAKERS[kind](PAPER), name=f"a.{kind}"))
    for event in told(doc):
        lines = {f.role: line_of(doc, f) for f in event.fillers}
        assert (lines["agent"], lines["time"]) == ("黑龙江省民政厅", "2021年8月20日")
        if event.type != "Election":  # whose theme is the post, which stands in the row
            assert lines["theme"] in ("“邻里互助”试点单位名单", "全省先进个人名单")


def table(heading: str, *rows: str) -> Document:
    text = f"某县民政局通知\n\n2020年5月，某县民政局召开会议，部署社会组织工作。\n\n{heading}\n\n" + "\n".join(rows) + "\n"
    return run(read_text(text, id="a"))


@pytest.mark.parametrize(
    "heading", ["第一届理事会理事候选人名单", "参会人员名单", "培训班学员名单", "会员名单", "撤销登记的社会组织名单"]
)
def test_lists_of_something_else_tell_of_no_event(heading: str) -> None:
    assert not told(table(heading, "序号\t单位", "1\t酒泉市肃州区某某商会", "2\t酒泉市中小企业联合会"))


def test_what_is_announced_is_planned() -> None:
    doc = table("拟表彰先进集体公示名单", "序号\t单位名称", "1\t酒泉市肃州区慈善协会", "2\t酒泉市中小企业联合会")
    assert [(e.type, e.status) for e in told(doc)] == [("Recognition", "planned")] * 2


def test_numbered_sentences_are_no_list() -> None:
    doc = table("先进集体名单", "1.某县慈善协会开展活动，募集善款10万元。", "2.某县商会召开会议，研究帮扶工作。")
    assert not told(doc)


def test_a_row_that_the_text_has_told_already_counts_once() -> None:
    text = (
        "某省民政厅关于表扬先进集体的决定\n\n省民政厅决定，授予酒泉市中小企业联合会“先进集体”称号。\n\n先进集体名单\n\n"
        "序号\t单位名称\n1\t酒泉市中小企业联合会\n2\t酒泉市慈善协会\n"
    )
    doc = run(read_text(text, id="a"))
    named = [f.value for e in doc.events if e.type == "Recognition" for f in e.role("target")]
    assert sorted(named) == ["酒泉市中小企业联合会", "酒泉市慈善协会"]


def examples(key: str) -> list[Any]:
    return [
        pytest.param(row, words, found, id=f"{row['id']}: {words}")
        for row in toml_tables(LISTS, key)
        for words, found in [*((e, True) for e in row["examples"]), *((c, False) for c in row["counterexamples"])]
    ]


@pytest.mark.parametrize(("row", "words", "found"), examples("list"))
def test_each_heading_keeps_its_examples(row: dict[str, Any], words: str, found: bool) -> None:
    assert (re.search(row["pattern"], words) is not None) == found


@pytest.mark.parametrize(("row", "words", "found"), examples("column"))
def test_each_column_keeps_its_examples(row: dict[str, Any], words: str, found: bool) -> None:
    assert (ListGrammar.load().column(row["id"], [words]) is not None) == found
