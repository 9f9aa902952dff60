"""Reading: encodings, the lines of a page, metadata, the metadata table."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadMetadata, NotText
from kg.model import Document, Metadata
from kg.read import articles, read_bytes, read_file, read_table, read_text
from kg.read.fields import calendar_date, fields_of, opening_of, signature_of
from kg.read.grammar import Grammar, bare
from kg.tables.loading import corpus_dir, toml_tables

CONTENT = ("title", "heading", "paragraph")
GOLD = sorted((corpus_dir() / "gold").glob("*.json"))
GRAMMAR = Grammar.load()
BOILERPLATE = "grammar/boilerplate.toml"

PAGE = """您现在的位置：首页 >> 党建工作 >> 经验交流

某县民政局:三招抓实社会组织党建

发布时间：2019-11-22　　来源：某县民政局　　字号：【大】【中】【小】　　【打印】

　　11月20日，县民政局召开座谈会，20家社会组织参加会议。

一、抓覆盖

　　全县新建党支部12个，选派指导员30名。

（供稿：某县民政局　　责任编辑：周某）

上一篇：全县春季造林动员会召开

相关文章

邻县社会组织换届工作圆满完成
版权所有：某县人民政府  陇ICP备05000001号
"""


def kinds(doc: Document) -> dict[str, str]:
    return {line.span.of(doc.text): line.kind for line in doc.lines}


def content(doc: Document) -> str:
    return "\n".join(line.span.of(doc.text) for line in doc.lines if line.kind in CONTENT)


def read(text: str) -> Document:
    return read_text(text, id="x")


# Encodings


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PAGE.encode(), id="UTF-8"),
        pytest.param(PAGE.encode("utf-8-sig"), id="UTF-8 带 BOM"),
        pytest.param(PAGE.encode("gb18030"), id="GB18030"),
        pytest.param(b"\xff\xfe" + PAGE.encode("utf-16-le"), id="UTF-16 LE"),
        pytest.param(b"\xfe\xff" + PAGE.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(b"\xff\xfe\x00\x00" + PAGE.encode("utf-32-le"), id="UTF-32 LE"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes) -> None:
    doc = read_bytes(data, name="某县.txt")
    assert (doc.text, doc.id, doc.warnings) == (PAGE, "某县", ())


def test_big5_is_read_with_a_warning() -> None:
    words = "縣政府召開會議，研究部署社會組織黨建工作，全縣各單位負責人參加會議並發言。" * 5
    doc = read_bytes(words.encode("big5"), name="a.txt")
    assert doc.text == words
    assert doc.warnings == ("read as big5, a guess from the bytes; save it as UTF-8 to be sure",)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "koi8-r", "shift_jis", "euc-kr"])
def test_other_encodings_are_refused_rather_than_guessed(encoding: str) -> None:
    words = {
        "koi8-r": "Районная администрация провела совещание. ",
        "shift_jis": "県庁は会議を開催しました。",
        "euc-kr": "군청은 회의를 개최하였다. ",
    }
    text = words.get(encoding, "Le ministère a réuni les élus de la région à Orléans; déjà vu. ") * 8
    with pytest.raises(NotText, match="save it as UTF-8"):
        read_bytes(text.encode(encoding), name="a.txt")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=40))
def test_gb18030_is_read_as_it_was_written_or_refused(tail: str) -> None:
    text = "2017年5月，省民政厅会同省委组织部召开全省社会组织党建工作座谈会，各市州民政局负责人参加。" + tail
    try:
        doc = read_bytes(text.encode("gb18030"), name="a.txt")
    except NotText:
        return
    assert doc.text == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_line_ends_are_kept_as_they_are(end: str) -> None:
    text = PAGE.replace("\n", end)
    doc = read_bytes(text.encode(), name="a.txt")
    assert doc.text == text
    assert [line.span.of(text) for line in doc.lines] == [line.span.of(PAGE) for line in read(PAGE).lines]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_lines_are_disjoint_and_in_text_order(text: str) -> None:
    if not text.strip():
        return
    doc = read_text(text, id="x")
    assert doc.text == text
    ends = [0]
    for line in doc.lines:
        assert ends[-1] <= line.span.start < line.span.stop <= len(text)
        assert line.span.of(text).strip()
        ends.append(line.span.stop)


# Lines and metadata


def test_a_page_falls_into_content_metadata_and_boilerplate() -> None:
    doc = read(PAGE)
    assert content(doc).splitlines() == [
        "某县民政局:三招抓实社会组织党建",
        "11月20日，县民政局召开座谈会，20家社会组织参加会议。",
        "一、抓覆盖",
        "全县新建党支部12个，选派指导员30名。",
    ]
    assert kinds(doc)["一、抓覆盖"] == "heading"
    assert kinds(doc)["邻县社会组织换届工作圆满完成"] == "boilerplate"
    assert doc.metadata == Metadata(
        title="某县民政局:三招抓实社会组织党建", publisher="某县民政局", published="2019-11-22", section="经验交流"
    )


@pytest.mark.parametrize(
    ("line", "author", "publisher"),
    [
        ("（县关工委 卢某婷）", "卢某婷", "县关工委"),
        ("(供稿:某县教育局教研室 王彦)", "王彦", "某县教育局教研室"),
        ("（通讯员 郑文文）", "郑文文", None),
        ("（文/佟欣 图/李想 审核/孟繁荣）", "佟欣", None),
        ("（买买提·艾力  摄影报道）", "买买提·艾力", None),
        ("某市民政局办公室  2019.10.8", None, "某市民政局办公室"),
        ("（来源：某市文明网  2019年9月28日）", None, "某市文明网"),
        ("（黄  婕）", "黄  婕", None),
    ],
)
def test_signatures_below_the_text_are_metadata(line: str, author: str | None, publisher: str | None) -> None:
    doc = read(f"敬老院里暖意浓\n\n10月6日，志愿者来到敬老院，为老人包饺子。大家很高兴。\n{line}\n")
    assert (doc.metadata.author, doc.metadata.publisher) == (author, publisher)
    assert kinds(doc)[line] == "metadata"


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("清江县民政局关于修缮凉亭的决定", "清江县民政局"),
        ("清江县审计局2021年工作", "清江县审计局"),
        ("国家税务总局清江县税务局2021年工作", "国家税务总局清江县税务局"),
        ("清江县公安局城区分局2021年工作", "清江县公安局城区分局"),
        ("中共清江县委县直机关工委2021年工作", "中共清江县委县直机关工委"),
        ("清江县纪委监委驻县教育局纪检监察组2021年工作", "清江县纪委监委驻县教育局纪检监察组"),
        ("白银市会宁县教育局2021年工作", "白银市会宁县教育局"),
        ("清江县人大常委会专题听取县人民政府2021年报告", None),
        ("清江县人大常委会调研县人民医院2021年工作", None),
        ("清江市纪委监委约谈市住建局2021年责任人", None),
        ("清江县审计局审计县教育局2021年预算", None),
        ("清江县教育局牵手县第二中学2021年毕业生", None),
        ("清江县消委会通报2021年投诉", None),
    ],
)
def test_who_issues_a_title(title: str, publisher: str | None) -> None:
    doc = read(f"{title}\n\n凉亭修好了，老人们都来坐。大家很高兴。\n")
    assert (doc.metadata.title, doc.metadata.publisher) == (title, publisher)


@pytest.mark.parametrize(
    ("opening", "author"),
    [
        ("本报讯（通讯员 蒙小寒）", "蒙小寒"),
        ("本报郑州12月9日电 (记者 苗青)", "苗青"),
        ("央广网北京10月9日消息  ", None),
        ("（记者 张三 通讯员 李四）", "张三 李四"),
    ],
)
def test_the_dateline_is_cut_off_the_first_paragraph(opening: str, author: str | None) -> None:
    words = "9月26日上午，退役军人创业孵化基地揭牌。"
    doc = read(f"基地揭牌\n\n　　{opening}{words}\n")
    assert content(doc).splitlines() == ["基地揭牌", words]
    assert doc.metadata.author == author


def test_the_signature_of_an_official_paper_is_content() -> None:
    paper = (
        "某省农业厅关于同意开展试点的批复\n\n某农〔2022〕8号\n\n"
        "某市农业局：\n　　你局请示收悉。经研究，现批复如下。\n　　此复。\n\n"
        "某省农业厅\n2022年6月21日\n\n抄送：省财政厅。\n"
    )
    doc = read(paper)
    assert {"某省农业厅", "2022年6月21日", "抄送：省财政厅。"} <= set(content(doc).splitlines())
    assert (doc.metadata.publisher, doc.metadata.published) == ("某省农业厅", "2022-06-21")


def test_a_bulletin_s_masthead_is_no_title() -> None:
    doc = read(
        "某县卫生简报\n第23期\n县卫生局办公室编      2009年11月10日\n────────\n"
        "突出“三个到位”\n\n进入10月，全县病例增多。县卫生局早部署。\n报：市卫生局\n"
    )
    assert doc.metadata == Metadata(title="突出“三个到位”", publisher="县卫生局办公室", published="2009-11-10")
    assert content(doc).splitlines()[0] == "突出“三个到位”"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["【党建动态】强堡垒 保节点"], "强堡垒 保节点"),
        (["校地牵手出新动能", "——某学院党委开展共建"], "校地牵手出新动能——某学院党委开展共建"),
        (["巾帼送暖进校园", "“代理妈妈”牵手留守娃"], "巾帼送暖进校园 “代理妈妈”牵手留守娃"),
        (["某省农业厅", "关于开展试点的通知"], "某省农业厅关于开展试点的通知"),
    ],
    ids=["标签", "副题", "两行", "发文机关另行"],
)
def test_titles_over_several_lines(lines: list[str], title: str) -> None:
    doc = read("\n".join(lines) + "\n\n5月26日，县妇联开展活动，志愿者参加。气氛热烈。\n")
    assert doc.metadata.title == title


def test_the_time_of_a_meeting_is_no_publication_date() -> None:
    announced = "时间：2020年5月6日　地点：县会议室"
    doc = read(f"会议通知\n\n县民政局定于近期召开会议，安排如下。\n{announced}\n请各单位按时参加，不得缺席。\n")
    assert doc.metadata.published is None
    assert announced in content(doc).splitlines()


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("二〇一〇年六月七日", "2010-06-07"),
        ("二○一一年十二月二十八日", "2011-12-28"),
        ("2018-7-19  08:12", "2018-07-19"),
        ("2021/03/04", "2021-03-04"),
        ("2019.10.8", "2019-10-08"),
        ("2019年13月8日", None),
        ("12月9日", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
    ],
)
def test_calendar_dates(words: str, date: str | None) -> None:
    assert calendar_date(words) == date


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_no_annotation_of_the_gold_lies_outside_content(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    doc = read_file(corpus_dir() / "articles" / f"{path.stem}.txt")
    spans = [line.span for line in doc.lines if line.kind in CONTENT]
    items = [*gold["mentions"], *gold["dates"], *gold["figures"]]
    outside = [x["text"] for x in items if not any(s.start <= x["start"] and x["end"] <= s.stop for s in spans)]
    assert outside == []


LATER = sorted((corpus_dir() / "later" / "gold").glob("*.json"))


def test_later_gold_outside_content_is_two_signature_dates() -> None:
    outside = []
    for path in LATER:
        gold = json.loads(path.read_text(encoding="utf-8"))
        doc = read_file(corpus_dir() / "later" / "articles" / f"{path.stem}.txt")
        spans = [line.span for line in doc.lines if line.kind in CONTENT]
        items = [*gold["mentions"], *gold["dates"], *gold["figures"]]
        outside += [x["text"] for x in items if not any(s.start <= x["start"] and x["end"] <= s.stop for s in spans)]
    assert len(outside) <= 2
    assert all(calendar_date(words) for words in outside)


def test_later_metadata_is_found_where_the_text_states_it() -> None:
    right = {"title": 0, "author": 0, "publisher": 0, "published": 0}
    there = dict.fromkeys(right, 0)
    for path in LATER:
        gold = json.loads(path.read_text(encoding="utf-8"))
        doc = read_file(corpus_dir() / "later" / "articles" / f"{path.stem}.txt")
        around = "".join(line.span.of(doc.text) for line in doc.lines if line.kind not in ("heading", "paragraph"))
        for key in right:
            stated = calendar_date(around) == gold[key] if key == "published" else (gold[key] or "?") in around
            there[key] += stated and gold[key] is not None
            right[key] += stated and gold[key] is not None and gold[key] == getattr(doc.metadata, key)
    assert right["published"] == there["published"]
    assert {key: right[key] / there[key] >= 0.85 for key in right} == dict.fromkeys(right, True)


def test_metadata_of_the_gold_is_found() -> None:
    right = {"title": 0, "author": 0, "publisher": 0, "published": 0}
    there = dict.fromkeys(right, 0)
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        found = read_file(corpus_dir() / "articles" / f"{path.stem}.txt").metadata
        for key in right:
            there[key] += gold[key] is not None
            right[key] += gold[key] is not None and gold[key] == getattr(found, key)
    assert right["published"] == there["published"]
    assert right["title"] >= 0.93 * there["title"]
    assert right["author"] >= 0.9 * there["author"]
    assert (
        right["publisher"] >= 0.75 * there["publisher"]
    )  # the rest names the body in short (县林业局), which the resolver completes


# The table of patterns


def cases(*keys: str) -> list[object]:
    found = []
    for row in (row for key in keys for row in toml_tables(BOILERPLATE, key)):
        found += [pytest.param(row, e, True, id=f"{row['id']}: {e}") for e in row["examples"]]
        found += [pytest.param(row, e, False, id=f"{row['id']} 不含: {e}") for e in row["counterexamples"]]
    return found


@pytest.mark.parametrize(("row", "words", "accepted"), cases("line", "generic", "body"))
def test_each_pattern_for_whole_words_keeps_its_examples(row: dict[str, str], words: str, accepted: bool) -> None:
    assert (re.fullmatch(row["pattern"], words) is not None) is accepted


@pytest.mark.parametrize(("row", "words", "accepted"), cases("widget", "dateline"))
def test_each_pattern_for_pieces_keeps_its_examples(row: dict[str, str], words: str, accepted: bool) -> None:
    match = re.match(row["pattern"], words)
    assert (match is not None) is accepted


@pytest.mark.parametrize("row", toml_tables(BOILERPLATE, "widget"), ids=lambda row: row["id"])
def test_all_that_a_widget_matches_has_one_of_its_words(row: dict[str, str]) -> None:
    for words in (*row["examples"], *row["counterexamples"]):
        matches = [match[0] for match in re.finditer(row["pattern"], words)]
        assert all(any(word in match for word in row["holds"]) for match in matches)
        assert GRAMMAR.without_widgets(f"时间：{words} ", "|") == GRAMMAR.widget.subn("|", f"时间：{words} ")


@pytest.mark.parametrize(("row", "words", "accepted"), cases("label"))
def test_each_label_keeps_its_examples(row: dict[str, str], words: str, accepted: bool) -> None:
    label = GRAMMAR.label.match(words)
    is_field = label is not None and GRAMMAR.keys[bare(label[1])] == row["key"] and fields_of(words, GRAMMAR) is not None
    assert is_field is accepted


@pytest.mark.parametrize(("row", "words", "accepted"), cases("surname"))
def test_each_row_of_surnames_keeps_its_examples(row: dict[str, str], words: str, accepted: bool) -> None:
    known = {*row.get("characters", ""), *row.get("names", ())}
    assert (words[0] in known or words[:2] in known) is accepted


def test_patterns_take_linear_time() -> None:
    for words in (
        "（" * 3000,
        "首页 " * 3000,
        "来源：" * 3000,
        "　" * 9000 + "a",
        "编辑 " * 2000,
        "一二三" * 3000,
        "-" * 9000 + "a",
        "本报讯（记者" * 1000,
    ):
        doc = read_text(f"题目\n{words}\n正文，很长，就是这样。\n", id="x")
        assert len(doc.lines) >= 2
        assert signature_of(words, GRAMMAR, marked=True) is None or len(words) < 80
        assert opening_of("正" + words, GRAMMAR) is None


# The metadata table


def table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "metadata.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_the_table_wins_over_the_text(tmp_path: Path) -> None:
    given = read_table(table(tmp_path, "file,published,territory\nx.txt,2020-01-02,甘肃省\n")).of(Path("folder/x.txt"))
    doc = read_text(PAGE, id="x", given=given)
    assert (doc.metadata.published, doc.metadata.territory, doc.metadata.publisher) == ("2020-01-02", "甘肃省", "某县民政局")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_table_may_come_from_a_spreadsheet(tmp_path: Path, encoding: str) -> None:
    words = '﻿file,title,published\r\n甲.txt,"民政局召开会议, 部署工作",2023/4/21\r\n\r\n'.lstrip("\ufeff")
    rows = read_table(table(tmp_path, words.encode(encoding))).rows
    assert rows == {"甲.txt": Metadata(title="民政局召开会议, 部署工作", published="2023-04-21")}


def test_the_longest_path_decides(tmp_path: Path) -> None:
    found = read_table(table(tmp_path, "file,author\nx.txt,甲\nb/x.txt,乙\n"))
    assert [found.of(Path(p)).author for p in ("a/x.txt", "a/b/x.txt", "x.txt")] == ["甲", "乙", "甲"]  # type: ignore[union-attr]
    assert found.of(Path("a/y.txt")) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("title\nx\n", r":1: no column 'file'"),
        ("file,datum\nx.txt,2020\n", r":1: unknown column 'datum'; known are file, title"),
        ("file,title,title\n", r":1: column title stands twice"),
        ("file,title\nx.txt,a\ny.txt\n", r":3: expected 2 cells, got 1"),
        ("file,title\nx.txt,a,b\n", r":2: expected 2 cells, got 3"),
        ("file,title\nx.txt,a\n\nx.txt,b\n", r":4: x.txt stands in line 2 already"),
        ("file,title\n,a\n", r":2: no file in this row"),
        ("file,published\nx.txt,2020-02-30\n", r":2: published: '2020-02-30' is no date"),
        ("file,published\nx.txt,gestern\n", r":2: published: 'gestern' is no date"),
        ('file,title\nx.txt,"a\n', r"not a CSV table"),
    ],
)
def test_a_broken_table_says_where(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(BadMetadata, match=message):
        read_table(table(tmp_path, content))


def test_a_table_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadMetadata, match="No such file"):
        read_table(tmp_path / "none.csv")


# Files


def test_folders_give_their_articles_once_each(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", "c.md", "sub/d.txt", ".hidden/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    found = list(articles([tmp_path, tmp_path / "b.txt", tmp_path / "c.md"]))
    assert [s.path.relative_to(tmp_path).as_posix() for s in found] == ["a.TXT", "b.txt", "sub/d.txt", "c.md"]
    assert not any(s.error for s in found)


def test_a_folder_without_articles_is_a_problem(tmp_path: Path) -> None:
    (source,) = articles([tmp_path])
    assert "no articles in this folder" in str(source.error)
