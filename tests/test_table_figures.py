"""Figures of tables: a number counts what its column's head says, in each format the same; what is not sure is told instead."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pytest

from kg.model import Document, Figure, Metadata
from kg.pipeline import run
from kg.rdf import corpus_quads, write_document
from kg.rdf.validate import violations
from kg.read import read_bytes, read_text
from kg.read.blocks import FROM_ABOVE, FROM_LEFT, grid_of, row_of
from kg.recognize.changes import Changes
from kg.recognize.figures import FigureRecognizer
from kg.recognize.quantities import Measures
from kg.recognize.table_heads import Head, Heads
from tests.formats import MAKERS, Line
from tests.test_rosters import assert_linear

HOME = Metadata(territory="金塔县")
PROSE = "2023年，金塔县民政局组织开展社会组织培训，参加120人，取得良好成效。"
TITLE = "金塔县民政局关于2023年社会组织培训工作情况的通报"
PAPER: list[Line] = [
    TITLE,
    "各乡镇人民政府：",
    PROSE,
    "2023年各乡镇培训情况表",
    [
        ["序号", "乡镇", "培训人数（人）", "同比增长（%）", "资金（万元）", "完成率（%）", "联系电话"],
        ["1", "航天镇", "1,085", "12.3", "35.6", "98.5", "09374420001"],
        ["2", "东坝镇", "约85", "-3.2", "20", "100", "09374420002"],
        ["", "合 计", "1170", "8", "55.6", "99.3", ""],
    ],
    "特此通报。",
    "金塔县民政局",
    "2024年1月20日",
]


def of_tables(doc: Document) -> list[Figure]:
    return [f for f in doc.figures if f.rule.startswith("table:")]


def told(doc: Document) -> list[tuple[object, ...]]:
    """Words, value, unit, indicator, place of each figure of a table."""
    return [(f.span.of(doc.text), f.value, f.unit, f.indicator, f.scope) for f in of_tables(doc)]


EXPECTED = [
    ("1,085", 1085, "人", "培训人数", "航天镇"),
    ("12.3", 12.3, "%", "培训人数", "航天镇"),
    ("35.6", 356000, "元", "资金", "航天镇"),
    ("98.5", 98.5, "%", "完成率", "航天镇"),
    ("约85", 85, "人", "培训人数", "东坝镇"),
    ("-3.2", 3.2, "%", "培训人数", "东坝镇"),
    ("20", 200000, "元", "资金", "东坝镇"),
    ("100", 100, "%", "完成率", "东坝镇"),
    ("1170", 1170, "人", "培训人数", "金塔县"),
    ("8", 8, "%", "培训人数", "金塔县"),
    ("55.6", 556000, "元", "资金", "金塔县"),
    ("99.3", 99.3, "%", "完成率", "金塔县"),
]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_table_of_data_tells_the_same_in_each_format(kind: str) -> None:
    doc = run(read_bytes(MAKERS[kind](PAPER), name=f"a.{kind}", given=HOME))
    assert told(doc) == EXPECTED
    found = of_tables(doc)
    assert [(f.kind, f.baseline) for f in found][:6:5] == [("level", None), ("decrease", "去年同期")]
    assert (found[1].kind, found[1].baseline) == ("increase", "去年同期")
    assert {(f.as_of, f.status) for f in found} == {("2023", "done")}
    assert [f.modifier for f in found] == [None] * 4 + ["约"] + [None] * 7
    assert {f.rule for f in found[:8]} == {"table:row"}
    assert {f.rule for f in found[8:]} == {"table:total"}
    assert doc.warnings == ()


def test_figures_of_prose_and_tables_are_numbered_in_text_order() -> None:
    doc = run(read_bytes(MAKERS["txt"](PAPER), name="a.txt", given=HOME))
    assert doc.figures[0].span.of(doc.text) == "120人"
    assert [f.id for f in doc.figures] == [f"q{n}" for n in range(1, len(doc.figures) + 1)]
    assert all(one.span.stop <= other.span.start for one, other in pairwise(doc.figures))


def test_the_graph_of_a_table_keeps_its_shapes() -> None:
    assert not violations(corpus_quads([run(read_bytes(MAKERS["txt"](PAPER), name="a.txt", given=HOME))]))


def test_a_text_without_tables_is_read_as_ever() -> None:
    doc = read_text(f"{TITLE}\n\n{PROSE}\n", id="a")
    by = FigureRecognizer.load()
    assert by.tables(doc).figures == by.tables(doc).warnings == ()
    assert [f.rule for f in run(doc).figures] == ["figure.count"]


# One table of a text


def article(*rows: str, caption: str = "各乡镇情况") -> Document:
    return run(read_text(f"{TITLE}\n\n{PROSE}\n\n{caption}\n\n" + "\n".join(rows) + "\n", id="a", given=HOME))


READ = [
    pytest.param(
        ["| 乡镇 | 培训人数（人） |", "|---|---:|", "| 航天镇 | 120 |", "| 东坝镇 | 85 |"],
        [("120", 120, "人", "培训人数", "航天镇"), ("85", 85, "人", "培训人数", "东坝镇")],
        id="竖线",
    ),
    pytest.param(
        ["乡镇　　培训人数（人）　　资金（万元）", "航天镇　　120　　35.6"],
        [("120", 120, "人", "培训人数", "航天镇"), ("35.6", 356000, "元", "资金", "航天镇")],
        id="空格",
    ),
    pytest.param(
        ["乡镇\t完成率\t投入", "航天镇\t98.5%\t35万元", "东坝镇\t9%\t"],
        [
            ("98.5%", 98.5, "%", "完成率", "航天镇"),
            ("35万元", 350000, "元", "投入", "航天镇"),
            ("9%", 9, "%", "完成率", "东坝镇"),
        ],
        id="单位在格中",
    ),
    pytest.param(
        ["部门\t培训人数（人）", "金塔县教育局\t120", "总计\t120"],
        [("120", 120, "人", "培训人数", None), ("120", 120, "人", "培训人数", "金塔县")],
        id="部门不是地点",
    ),
    pytest.param(
        ["乡镇\t人数（人）\t备注", "航天镇\t3-5\t", "东坝镇\t—\t"], [("3-5", 3, "人", "人数", "航天镇")], id="区间与空缺"
    ),
    pytest.param(
        ["乡镇\t人数（人）", "航天镇\t12", "乡镇\t人数（人）", "东坝镇\t13"],
        [("12", 12, "人", "人数", "航天镇"), ("13", 13, "人", "人数", "东坝镇")],
        id="换页再写表头",
    ),
    pytest.param(
        ["乡镇\t人数（人）", "航天镇\t12", "村名\t资金（元）", "航天镇\t13"],
        [("12", 12, "人", "人数", "航天镇"), ("13", 13, "元", "资金", "航天镇")],
        id="两表相接",
    ),
    pytest.param(["乡镇\t利润（万元）", "航天镇\t-1.5"], [("-1.5", -15000, "元", "利润", "航天镇")], id="负数"),
]


@pytest.mark.parametrize(("rows", "expected"), READ)
def test_a_cell_counts_what_its_head_says(rows: list[str], expected: list[tuple[object, ...]]) -> None:
    doc = article(*rows)
    assert told(doc) == expected
    assert doc.warnings == ()


UNREAD = [
    pytest.param(["航天镇\t120\t35", "东坝镇\t85\t20"], 4, "no row heads the columns", id="没有表头"),
    pytest.param(["乡镇\t培训\t", "\t人数（人）\t场次（场）", "航天镇\t120\t3"], 2, "the head has two rows", id="两层表头"),
    pytest.param(["乡镇\t人数（人）", "航天镇\t120\t7"], 2, "a row does not fit the head", id="多一格"),
    pytest.param(["县\t镇\t人数（人）", "金塔县\t航天镇\t120", "东坝镇\t85"], 2, "a row lacks a cell", id="少一格"),
    pytest.param(["指标\t数值（人）", "培训\t120"], 1, "the rows say what is counted", id="行是指标"),
    pytest.param(["活动\t人数（人）", "走访慰问\t120"], 1, "the rows are no places, bodies or times", id="行是活动"),
    pytest.param(["乡镇\t户数", "航天镇\t120"], 1, "户数 has no unit", id="没有单位"),
    pytest.param(["乡镇\t完成率（%）\t同比增长（%）", "航天镇\t\t3"], 1, "同比增长 does not say of what", id="不知何者增长"),
    pytest.param(["乡镇\t同比下降（%）\t人数（人）", "航天镇\t-3\t"], 1, "同比下降 does not say of what", id="前无指标"),
    pytest.param(["乡镇\t人数（人）\t同比下降（%）", "航天镇\t\t-3"], 1, "a cell is no single number", id="降了负数"),
    pytest.param(["乡镇\t人数（人）", "航天镇\t12/15"], 1, "a cell is no single number", id="两个数"),
    pytest.param(["乡镇\t人数（人）", "小计\t12"], 1, "a row of subtotals or means", id="小计"),
    pytest.param(["乡镇\t人数（人）\t资金（元）", "航天镇\t—\t—", "\t12\t9"], 2, "a row has no label", id="没有行名"),
    pytest.param(["乡镇　　人数（人）　　资金（元）", "航天镇　　12"], 1, "a row does not fit the head", id="空格缺格"),
]


@pytest.mark.parametrize(("rows", "count", "why"), UNREAD)
def test_what_is_not_sure_is_told_and_not_read(rows: list[str], count: int, why: str) -> None:
    doc = article(*rows)
    assert not of_tables(doc)
    (warning,) = doc.warnings
    told = "1 number was not read as a figure" if count == 1 else f"{count} numbers were not read as figures"
    assert f": {told} ({count}: {why}" in warning


SILENT = [
    pytest.param(["序号\t姓名\t联系电话", "1\t王槐序\t13900001111", "2\t易石帆\t09374421111"], id="名册"),
    pytest.param(["乡镇\t排名\t文号\t邮编", "航天镇\t1\t12\t735300"], id="不是数值的列"),
    pytest.param(["张三  李四", "王五  赵六"], id="名字"),
    pytest.param(["首页 | 新闻 | 公告", "服务 | 互动 | 2024"], id="导航"),
]


@pytest.mark.parametrize("rows", SILENT)
def test_what_holds_no_figures_is_passed_over(rows: list[str]) -> None:
    doc = article(*rows)
    assert not of_tables(doc)
    assert not doc.warnings


def test_a_target_is_planned_and_a_time_in_head_row_or_caption_is_in_force() -> None:
    doc = article("乡镇\t目标任务数（人）\t2022年培训人数（人）", "航天镇\t120\t85", caption="2023年各乡镇情况表")
    assert [(f.status, f.indicator, f.as_of) for f in of_tables(doc)] == [
        ("planned", "目标任务数", "2023"),
        ("done", "培训人数", "2022"),
    ]
    years = of_tables(article("年份\t培训人数（人）", "2021\t120", "2022\t85"))
    assert [(f.value, f.as_of, f.scope) for f in years] == [(120, "2021", None), (85, "2022", None)]


def test_a_figure_of_a_row_that_is_no_place_is_not_compared_as_one_of_the_territory() -> None:
    doc = article("部门\t培训人数（人）", "金塔县教育局\t130", "总计\t150", caption="2023年各部门情况表")
    assert {f.as_of for f in of_tables(doc)} == {"2023"}
    assert [(c.lower, c.as_of) for c in write_document(doc).record.counted] == [(120, "2023"), (150, "2023")]


# Heads


HEADS = Heads.load(Measures.load(), Changes.load())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("培训人数（人）", ("培训人数", "人", 1, "level", None)),
        ("资金（单位：万元）", ("资金", "元", 10000, "level", None)),
        ("培训人次/人次", ("培训人次", "人次", 1, "level", None)),
        ("覆盖率%", ("覆盖率", "%", 1, "level", None)),
        ("道路（千米）", ("道路", "公里", 1, "level", None)),
        ("新增社会组织（家）", ("新增社会组织", "家", 1, "increase", None)),
        ("捐款同比增长（%）", ("捐款", "%", 1, "increase", "去年同期")),
        ("较年初增加（个）", ("总数", "个", 1, "increase", "年初")),
        ("同比（%）", ("总数", "%", 1, "increase", "去年同期")),
        ("同比±%", ("总数", "%", 1, "increase", "去年同期")),
        ("占比（%）", ("总数占比", "%", 1, "level", None)),
        ("人数（含民办）", ("人数（含民办）", None, 1, "level", None)),
        ("社会组织（个、家）", ("社会组织（个、家）", None, 1, "level", None)),
    ],
)
def test_a_head_says_what_is_counted(head: str, expected: tuple[object, ...]) -> None:
    *_, column = HEADS.columns([Head("总数（个）"), Head(head)])
    assert (column.indicator, column.unit, column.scale, column.kind, column.baseline) == expected


@pytest.mark.parametrize("head", ["序号", "排名", "联系电话", "邮编", "文号", "日期", "备注", "负责人"])
def test_some_columns_hold_no_figures(head: str) -> None:
    (column,) = HEADS.columns([Head(head)])
    assert column.apart


# Merged cells


def page(table: str) -> Document:
    words = f"<h1>{TITLE}</h1><p>{PROSE}</p><table>{table}</table><p>特此通报。</p>"
    return run(read_bytes(f'<html><meta charset="utf-8"><body>{words}</body></html>'.encode(), name="a.html", given=HOME))


def html_of(rows: Sequence[Sequence[str]]) -> str:
    """A cell is its words, `words>2` one over two columns, `words^2` one over two rows."""

    def cell(words: str) -> str:
        for mark, name in ((">", "colspan"), ("^", "rowspan")):
            if mark in words:
                words, _, count = words.partition(mark)
                return f'<td {name}="{count}">{words}</td>'
        return f"<td>{words}</td>"

    return "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)


def word_file(rows: Sequence[Sequence[str]], *merged: tuple[int, int, int, int]) -> Document:
    import docx

    document = docx.Document()
    for line in (TITLE, PROSE):
        document.add_paragraph(line)
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    for top, left, bottom, right in merged:
        table.cell(top, left).merge(table.cell(bottom, right))
    out = io.BytesIO()
    document.save(out)
    return run(read_bytes(out.getvalue(), name="a.docx", given=HOME))


def test_rows_go_on_with_a_label_that_reaches_over_them() -> None:
    rows = [["县", "镇", "人数（人）"], ["金塔县^2", "航天镇", "12"], ["东坝镇", "13"], ["合计>2", "25"]]
    in_word = [["县", "镇", "人数（人）"], ["金塔县", "航天镇", "12"], ["", "东坝镇", "13"], ["合计", "", "25"]]
    for doc in (page(html_of(rows)), word_file(in_word, (1, 0, 2, 0), (3, 0, 3, 1))):
        assert [(v, where) for _, v, _, _, where in told(doc)] == [(12, "航天镇"), (13, "东坝镇"), (25, "金塔县")]
        assert not doc.warnings


def test_a_number_that_reaches_over_rows_is_none_of_theirs() -> None:
    rows = [["镇", "人数（人）", "资金（元）"], ["航天镇", "12", "50^2"], ["东坝镇", "13"]]
    in_word = [["镇", "人数（人）", "资金（元）"], ["航天镇", "12", "50"], ["东坝镇", "13", ""]]
    for doc in (page(html_of(rows)), word_file(in_word, (1, 2, 2, 2))):
        assert [v for _, v, *_ in told(doc)] == [12, 13]
        assert "1 number was not read as a figure" in doc.warnings[0]


def test_a_head_of_merged_cells_is_told() -> None:
    rows = [["镇^2", "培训>2"], ["人数（人）", "场次（场）"], ["航天镇", "12", "3"]]
    in_word = [["镇", "培训", ""], ["", "人数（人）", "场次（场）"], ["航天镇", "12", "3"]]
    for doc in (page(html_of(rows)), word_file(in_word, (0, 0, 1, 0), (0, 1, 0, 2))):
        assert not of_tables(doc)
        assert "2: the head has merged cells" in doc.warnings[0]


def test_a_title_within_the_table_stays_a_line_of_words() -> None:
    doc = page(html_of([["2023年各镇情况表>2"], ["镇", "人数（人）"], ["航天镇", "12"]]))
    assert "\n2023年各镇情况表\n镇\t人数（人）\n" in doc.text
    assert [(f.value, f.as_of) for f in of_tables(doc)] == [(12, "2023")]


def test_cells_that_reach_over_others_leave_a_blank_there() -> None:
    rows = [[("甲", 2, 2), ("乙", 1, 1)], [("丙", 1, 1)], [("丁", 1, 1), ("戊", 1, 1), ("己", 1, 1)]]
    assert list(grid_of(rows)) == [["甲", FROM_LEFT, "乙"], [FROM_ABOVE, FROM_ABOVE, "丙"], ["丁", "戊", "己"]]
    assert [row_of(row) for row in grid_of(rows)] == ["甲\t\u3000\t乙", "\u3000\u3000\t\u3000\u3000\t丙", "丁\t戊\t己"]


def test_a_cell_that_says_it_reaches_over_a_million_columns_takes_a_few() -> None:
    rows = [[("甲", 10**6, 10**6), ("乙", 1, 1)], *([("丙", 1, 1)] for _ in range(50))]
    assert max(map(len, grid_of(rows))) < 100


# Cost


def rows_of(number: int) -> Document:
    rows = "\n".join(f"{n}\t航天镇\t{n}\t{n}.5" for n in range(1, number + 1))
    return read_text(f"{TITLE}\n\n{PROSE}\n\n序号\t乡镇\t人数（人）\t增长（%）\n{rows}\n", id="a")


def test_a_table_costs_as_much_as_it_is_long() -> None:
    by = FigureRecognizer.load()
    docs = {number: rows_of(number) for number in (2, 100, 400)}
    assert len(by.tables(docs[400]).figures) == 800
    assert_linear(lambda number: lambda: by.tables(docs[number]))
