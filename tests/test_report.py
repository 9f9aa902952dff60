"""The chronicle of a body: what it holds, and that Word, Excel and Markdown open with every sentence and without formulas."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from made import made, record, verified
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from kg.analysis.chronicle import NOT_SAID, UNDATED, Report, groups, report, spoken
from kg.analysis.markdown import to_markdown
from kg.analysis.office import to_docx, to_xlsx
from kg.analysis.sections import NOT_REPORTED, TABLES, rows
from kg.cli import app
from kg.errors import UsageError
from kg.graph import Graph, build_gold, gold_documents
from kg.tables.loading import corpus_dir

LINKED = corpus_dir() / "linked"
BODY = "酒泉市民政局"
SEED = "000_3933d1552c9bd586"


@cache
def graph() -> Graph:
    return build_gold(LINKED / "gold", LINKED / "articles")


@cache
def seed() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=[SEED])


def test_a_year_holds_what_was_done_with_every_telling() -> None:
    found = report(graph(), body=BODY, year=2019)
    assert [(e.when, e.kind, e.label, e.partners, len(e.quotes)) for e in found.entries] == [
        ("2019年9月", "培训", f"{BODY} 举办 社会组织负责人培训班", (), 1),
        ("2019年10月18日", "督导调研", f"甘肃省民政厅 督导 {BODY}", ("甘肃省市场监督管理局",), 2),  # two articles, one happening
    ]
    assert [(c.when, c.scope, c.value) for c in found.figures] == [("2019年", "酒泉市", "82%"), ("2019年", "酒泉市", "79%")]
    assert [(p.label, [done.when for done in p.followed]) for p in found.plans] == [
        (f"{BODY} 举办 社会组织负责人培训班", ["2019年9月"]),
        (f"{BODY} 制定 酒泉市社会组织评估办法", []),
    ]


def test_a_plan_stands_in_the_year_that_makes_it_and_in_the_year_that_it_is_for() -> None:
    years = {year: report(graph(), body=BODY, year=year) for year in (2017, 2018, 2019, 2020)}
    assert [len(found.plans) for found in years.values()] == [0, 2, 2, 0]
    assert [len(found.entries) for found in years.values()] == [0, 1, 2, 0]
    assert len(report(graph(), body=BODY).entries) == 3


def test_a_planned_figure_is_no_datum() -> None:
    docs = gold_documents(LINKED / "gold", LINKED / "articles")
    aims = Graph.of([replace(d, figures=tuple(replace(f, status="planned") for f in d.figures)) for d in docs])
    assert {f.status for f in aims.figures()} == {"planned"}
    assert report(graph(), body=BODY).figures != report(aims, body=BODY).figures == ()
    for question in (8, 19, 25):
        assert graph().ask(question).rows != aims.ask(question).rows == ()


def quoted(found: Report) -> list[Any]:
    followed = [done for plan in found.plans for done in plan.followed]
    return [*found.entries, *found.plans, *found.figures, *followed]


@pytest.mark.parametrize(("of", "body"), [(graph, BODY), (graph, "甘肃省民政厅"), (seed, "甘肃省民政厅"), (seed, "酒泉市")])
def test_every_entry_has_its_sentence(of: Any, body: str) -> None:
    texts = {a.id: a.text for a in of().articles()}
    found = report(of(), body=body)
    items = quoted(found)
    assert items
    for item in items:
        assert item.quotes
        for q in item.quotes:
            assert q.sentence
            assert q.sentence in texts[q.article]
            assert texts[q.article][q.start : q.stop].strip() in q.sentence
    for table in TABLES:
        header, *body_rows = rows(found, table)
        assert header[-2:] == ("原句 sentence", "出处 source")
        assert all(row[-2] and row[-1] for row in body_rows)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("22.4%", "decrease", "%", "2017年"), "下降22.4%(较2017年)"),
        (("10个百分点", "increase", "百分点", "年初"), "上升10个百分点(较年初)"),
        (("1番", "increase", "番", "去年"), "上升1番(较去年)"),
        (("55个", "increase", "个", None), "增加55个"),
        (("3天", "decrease", "天", None), "减少3天"),
        (("5个百分点", "increase", "百分点", "全省平均水平"), "高5个百分点(较全省平均水平)"),
        (("86%", "level", "%", None), "86%"),
    ],
)
def test_a_change_keeps_its_direction_in_every_paper(
    said: tuple[str, str, str, str | None], expected: str, tmp_path: Path
) -> None:
    words, kind, unit, baseline = said
    text = f"简报\n\n金塔县信访总量变化{words}。\n"
    at = text.index(words)
    figure = {"id": "f1", "start": at, "end": at + len(words), "text": words, "value": 1, "max": None, "unit": unit}
    figure |= {"modifier": None, "indicator": "信访总量", "kind": kind, "baseline": baseline, "scope": "金塔县", "as_of": None}
    entry = record("c", text, "金塔县", "2019-05-06", {"金塔县": ("Place", "620921")}) | {"figures": [figure]}
    found = report(made(tmp_path, (text, entry)), body="金塔县")
    assert [c.value for c in found.figures] == [expected]
    assert expected in to_markdown(found)
    assert any(p.text.endswith(expected) for p in docx.Document(io.BytesIO(to_docx(found))).paragraphs)
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx(found)))["数据"]["C2"].value == expected


# Grouping


def test_entries_stand_under_months_bodies_places_and_themes() -> None:
    by = {g: groups(report(graph(), body=BODY, by=g)) for g in ("date", "body", "place", "theme")}
    headings = {g: [heading for heading, _ in found] for g, found in by.items()}
    assert headings == {
        "date": ["2018年6月", "2019年9月", "2019年10月"],
        "body": ["甘肃省市场监督管理局", "甘肃省民政厅", NOT_SAID["body"]],
        "place": ["肃州区", "金塔县", NOT_SAID["place"]],
        "theme": ["商会议事厅", "社会组织负责人培训班", NOT_SAID["theme"]],
    }
    everything = set(report(graph(), body=BODY).entries)
    assert all({e for _, entries in found for e in entries} == everything for found in by.values())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-10-18", "2019年10月18日"),
        ("2019-09", "2019年9月"),
        ("2019", "2019年"),
        ("2018/2020", "2018年至2020年"),
        ("2013/..", "2013年至今"),
        ("2016-H1", "2016-H1"),
    ],
)
def test_dates_as_people_write_them(value: str, expected: str) -> None:
    assert spoken(value) == expected


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(UsageError, match="no entity is called '没有的'"):
        report(graph(), body="没有的")
    with pytest.raises(UsageError, match="no grouping 'x'; there are: date, body, place, theme"):
        report(graph(), body=BODY, by="x")


# The papers


@cache
def opened_docx(body: str) -> tuple[Report, Any]:
    found = report(seed(), body=body)
    return found, docx.Document(io.BytesIO(to_docx(found)))


def test_word_holds_each_entry_followed_by_its_sentence() -> None:
    found, document = opened_docx("甘肃省民政厅")
    styles = [(p.style.name, p.text) for p in document.paragraphs]
    assert styles[0] == ("Title", "甘肃省民政厅大事记")
    quotes = [text for style, text in styles if style == "Quote"]
    assert len(quotes) == sum(len(item.quotes) for item in quoted(found))
    for item in quoted(found):
        assert all(f"{q.sentence}\n— {q.source}" in quotes for q in item.quotes)
    for (style, text), (after, _) in pairwise(styles):
        if style == "Normal" and re.match(r"(→ )?(\d{4}年|日期不详)", text):
            assert after == "Quote"
    (table,) = document.tables
    assert len(table.rows) == len(found.entries) + 1


def test_excel_holds_the_four_tables() -> None:
    found = report(seed(), body="甘肃省民政厅")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(found)))
    assert book.sheetnames == ["大事记", "谁与谁做了什么", "数据", "计划与落实", "说明"]
    for name, sheet in zip(TABLES, book.worksheets, strict=False):
        assert [tuple(c.value or "" for c in row) for row in sheet] == list(rows(found, name))


def test_markdown_reads_as_it_was_written() -> None:
    found = report(graph(), body=BODY, year=2019)
    parser = MarkdownIt("commonmark").enable("table")
    text = plain(parser, to_markdown(found))
    for item in quoted(found):
        assert item.quotes[0].sentence in text
        assert item.quotes[0].source in text
    assert NOT_REPORTED in text


def plain(parser: MarkdownIt, markdown: str) -> str:
    """The text that a reader of the rendered page sees."""
    inline = [child for token in parser.parse(markdown) if token.type == "inline" for child in token.children or ()]
    return "\n".join(child.content for child in inline if child.type in ("text", "text_special", "code_inline"))


VERIFIED = {
    ("linked02_jiuquan_2018", "制定《酒泉市社会组织评估办法》"),
    ("linked04_jiuquan_2019", "82%"),
    ("linked05_gansu_2019", "2019年10月18日,甘肃省民政厅会同省市场监督管理局对酒泉市民政局进行督导"),
}


@cache
def judged() -> Graph:
    """The linked articles, of which somebody has verified a plan, a figure, and one telling of two of an inspection."""
    return Graph.of(verified(gold_documents(LINKED / "gold", LINKED / "articles"), VERIFIED))


def test_what_a_person_has_verified_is_marked_in_every_paper() -> None:
    found = report(judged(), body=BODY, year=2019)
    assert [(e.label, e.verified) for e in found.entries] == [
        (f"{BODY} 举办 社会组织负责人培训班", False),
        (f"甘肃省民政厅 督导 {BODY}", True),
    ]
    assert {c.value: c.verified for c in found.figures} == {"82%": True, "79%": False}
    assert [p.verified for p in found.plans] == [False, True]
    marks = {table: [row[rows(found, table)[0].index("核实 verified")] for row in rows(found, table)[1:]] for table in TABLES}
    assert list(marks.values()) == [["", "✓"], ["", "✓"], ["✓", ""], ["", "✓"]]
    paper = to_markdown(found)
    assert f"✓ 甘肃省民政厅 督导 {BODY}" in paper
    assert paper.count("✓") == 1 + 3 + 1  # what it means; entry, figure and plan; the table of who did what with whom
    assert "✓ 已人工核实 verified by a person." in paper
    word = "\n".join(p.text for p in docx.Document(io.BytesIO(to_docx(found))).paragraphs)
    assert word.count("✓") == 4
    notes = openpyxl.load_workbook(io.BytesIO(to_xlsx(found)))["说明"]
    assert "已人工核实 verified by a person" in str(notes["A2"].value)
    assert "✓" not in to_markdown(report(graph(), body=BODY))


def test_the_same_graph_gives_the_same_bytes() -> None:
    first, second = (report(build_gold(LINKED / "gold", LINKED / "articles"), body=BODY) for _ in range(2))
    assert first == second
    for write in (to_docx, to_xlsx):
        assert write(first) == write(second)
        assert zipfile.ZipFile(io.BytesIO(write(first))).testzip() is None


# Text that would do something

HOSTILE = ("=1+1", '=HYPERLINK("http://example.org")', "+2", "-3", "@SUM(A1)", "<b>粗</b>", "[链](http://example.org)", "甲|乙")


def hostile(folder: Path, theme: str) -> Graph:
    text = f"简报\n\n{theme},县民政局举办{theme}。\n"
    at = text.rindex(theme)
    entry = record(
        "h", text, "金塔县", "2019-05-06", {"县民政局": ("GovernmentAgency", None)},
        {"type": "Training", "trigger": "举办", "clause": f"县民政局举办{theme}", "agent": ["县民政局"], "theme": [theme]},
    )  # fmt: skip
    assert text[at : at + len(theme)] == theme
    return made(folder, (text, entry))


@pytest.mark.parametrize("theme", HOSTILE)
def test_no_cell_is_a_formula_and_no_words_are_markup(theme: str, tmp_path: Path) -> None:
    found = report(hostile(tmp_path, theme), body="县民政局", by="theme")
    (entry,) = found.entries
    assert entry.themes == (theme,)
    assert (entry.when, entry.quotes[0].sentence.startswith(theme)) == ("", True)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(found)))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    who = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert who == [(f"{UNDATED} (≤ 2019-05-06)", "县民政局", "培训", None, None, theme, None, *who[0][7:])]
    assert who[0][7] == entry.quotes[0].sentence
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(to_markdown(found))
    inline = [child.type for token in tokens for child in token.children or ()]
    assert not {"html_inline", "link_open", "image", "em_open"} & set(inline)
    assert "html_block" not in {token.type for token in tokens}
    assert f"{entry.quotes[0].sentence}" in plain(parser, to_markdown(found)).replace("\n", "")
    assert theme in docx.Document(io.BytesIO(to_docx(found))).tables[0].rows[1].cells[5].text


@pytest.mark.parametrize("character", ["\x02", "\x0b", "\u202e", "\ufffe"])
def test_what_no_paper_can_hold_is_shown_by_its_number(character: str) -> None:
    found = report(graph(), body=BODY, year=2018)
    entry = found.entries[0]
    odd = replace(entry, label=f"甲{character}乙", quotes=(replace(entry.quotes[0], sentence=f"甲{character}乙"),))
    found = replace(found, entries=(odd,))
    shown = f"甲⟨U+{ord(character):04X}⟩乙"
    assert shown in to_markdown(found)
    assert any(p.text.endswith(shown) or shown in p.text for p in docx.Document(io.BytesIO(to_docx(found))).paragraphs)
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx(found))).worksheets[0]["C2"].value == shown


# The command


def run(*args: object) -> Any:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "graph"
    assert run("build", "--gold", LINKED / "gold", "--articles", LINKED / "articles", "--out", out).exit_code == 0
    return out


def test_the_command_writes_each_format(built: Path, tmp_path: Path) -> None:
    for name in ("a.docx", "a.xlsx", "a.md"):
        assert run("report", built, "--body", BODY, "--year", 2019, "--out", tmp_path / name).exit_code == 0
    assert len(docx.Document(str(tmp_path / "a.docx")).tables) == 1
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].max_row == 3
    printed = run("report", built, "--body", BODY, "--year", 2019)
    assert printed.stdout == (tmp_path / "a.md").read_text(encoding="utf-8")


def test_the_command_says_what_is_wrong(built: Path, tmp_path: Path) -> None:
    wrong = run("report", built, "--body", BODY, "--out", tmp_path / "a.pdf")
    assert (wrong.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert ".docx, .xlsx or .md" in wrong.stderr
    nothing = run("report", built, "--body", BODY, "--year", 1999)
    assert nothing.exit_code == 0
    assert "nothing is told" in nothing.stderr
