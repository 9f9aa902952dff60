"""The same facts in other words: an article moved to another province, typed or laid out otherwise states the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metamorphic import DIGITS, HALF, Article, Change, Edit, Kept, articles, kept, measured
from metamorphic_names import TRANSFORMATIONS
from metamorphic_places import swapped_territories

from kg import pipeline
from kg.model import Metadata
from kg.read import plain, read_bytes, read_text
from kg.record import Json, to_record

CORPUS = Path(__file__).parents[1] / "corpus"
EVERY = 15  # of the corpus' articles one in so many; docs/metamorphic.md has the figures over all
LEAST = 0.98
# Whose subject a new paragraph takes up is told by the line that it stood in: docs/metamorphic.md, “What still changes”.
LESS = {"split paragraphs": 0.97}


@cache
def sample() -> tuple[tuple[Article, Json], ...]:
    """The articles of the sample with what is read from them."""
    chosen = [*articles(CORPUS), *articles(CORPUS / "later")][::EVERY]
    return tuple((a, to_record(pipeline.run(Change(a.text, ()).read(a)))) for a in chosen)


@pytest.mark.parametrize("name", [name for name in TRANSFORMATIONS if name != "GB18030"])
def test_what_is_stated_stays(name: str) -> None:
    total = Kept()
    for article, before in sample():
        total += measured(article, TRANSFORMATIONS[name](article), pipeline.run, before)
    assert total.of_events > 100
    assert total.share >= LESS.get(name, LEAST), "\n".join(total.differences)


def test_bytes_in_gb18030_give_the_same_record() -> None:
    """Equal bytes of text give equal records, so what reading makes of the bytes is all there is to look at."""
    for article, _ in sample():
        assert TRANSFORMATIONS["GB18030"](article).read(article) == Change(article.text, ()).read(article)


# --- The measure itself: it must see what is lost, and only that.

_EDITS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4), st.text("甘青省县，", max_size=5)), max_size=6)


@given(st.text("甲乙丙丁。\n", min_size=30, max_size=30), _EDITS)
@settings(deadline=None)
def test_what_no_edit_touches_is_found_again(text: str, drawn: list[tuple[int, int, str]]) -> None:
    edits: list[Edit] = []
    for start, size, new in sorted(drawn):
        if not edits or start > edits[-1].stop:
            edits.append(Edit(start, min(start + size, len(text)), new))
    change = Change(text, tuple(edits))
    inside = {at for e in edits for at in range(e.start, e.stop)} | {e.start for e in edits}
    for start in range(len(text)):
        for stop in range(start + 1, len(text) + 1):
            if not inside & {*range(start, stop)}:
                assert change.words(start, stop) == text[start:stop]


def test_a_lost_event_and_a_wrong_name_count() -> None:
    article, before = sample()[0]
    change = Change(article.text, ())
    assert kept(before, before, change).share == 1.0
    fewer = {**before, "events": before["events"][1:]}
    assert kept(before, fewer, change).events == len(before["events"]) - 1
    assert kept(fewer, before, change).events == len(before["events"]) - 1  # what is new counts as what is lost does
    first = before["relations"][0]
    renamed = {**first, "subject": {**first["subject"], "name": "某某"}}
    assert kept(before, {**before, "relations": [renamed, *before["relations"][1:]]}, change).relations < len(before["relations"])


def test_a_swap_moves_the_whole_territory() -> None:
    article = next(a for a, _ in sample() if a.gold["territory"] == "甘肃省")
    change = swapped_territories(article)
    after = change.after
    assert not any(name in after for name in ("甘肃", "酒泉", "庆阳", "平凉", "金昌"))
    assert change.name("甘肃省民政厅") == change.name("甘肃省") + "民政厅"
    assert change.name("甘肃省").endswith("省")
    assert change.codes["620900"][:2] != "62"


def test_a_township_is_not_swapped_as_the_county_that_bears_its_name() -> None:
    """古田镇 lies in 上杭县; 古田县 is elsewhere in the article."""
    text = "古田县民政局到上杭县古田镇考察。"
    places = [("古田县", "古田县", "350922", 0), ("上杭县", "上杭县", "350823", 7), ("上杭县古田镇", "古田镇", None, 7)]
    mentions = [
        {"type": "Place", "text": words, "name": name, "code": code, "start": at, "end": at + len(words)}
        for words, name, code, at in places
    ]
    change = swapped_territories(
        Article("古田", text, None, {"published": "2019-06-01", "territory": "福建省", "mentions": mentions})
    )
    town = change.words(10, 13)
    assert town.endswith("镇")
    assert town == change.name("古田镇") != "古田镇"
    assert not town.startswith(change.name("古田县").removesuffix("县"))


# --- Writing, as the stages see it.


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("3月,省民政厅(厅长王某)说:“好!”", "3月，省民政厅（厅长王某）说：“好！”", id="半角标点"),
        pytest.param('推行"双孵化"和「三微」『一法』', "推行“双孵化”和“三微”‘一法’", id="直引号与直角引号"),
        pytest.param("２０１７年，覆盖率达７１％", "2017年，覆盖率达71%", id="全角数字"),
        pytest.param("召开会议.会上,各县(区)交流", "召开会议。会上，各县（区）交流", id="英文句号"),
        pytest.param("投入1,200元,8:30开会", "投入1,200元，8:30开会", id="千分位与钟点不变"),
        pytest.param("投入1.2万元", "投入1.2万元", id="小数点不变"),
        pytest.param("三.健全机制\n2.加强领导", "三.健全机制\n2.加强领导", id="序号不变"),
        pytest.param("见http://www.gov.cn/a?b=1,c", "见http://www.gov.cn/a?b=1,c", id="网址不变"),
        pytest.param('长6"的管', '长6"的管', id="不成对的引号不变"),
    ],
)
def test_plain_form(typed: str, read: str) -> None:
    assert plain(typed) == read


@given(st.text('甘肃省2017年１２％.,:;!?()（）“”"「」『』。\n aA1', max_size=60))
def test_plain_form_keeps_every_offset(text: str) -> None:
    read = plain(text)
    assert len(read) == len(text)
    assert all(new == old for old, new in zip(text, read, strict=True) if "一" <= old <= "龥" or old.isspace() or old.isalpha())


def test_names_are_quoted_as_typed() -> None:
    text = '县民政局推行"红色管家"工作法\n2021年3月,德清县民政局印发《"红色管家"工作法实施方案》,推行"红色管家"工作法.'
    doc = pipeline.run(read_text(text, id="t", given=Metadata(territory="德清县")))
    assert doc.text == text
    assert doc.metadata.title == '县民政局推行"红色管家"工作法'
    named = {m.span.of(text): m.name for m in doc.mentions}
    assert named['"红色管家"工作法'] == '"红色管家"工作法'
    assert any(f.value == '"红色管家"工作法' for e in doc.events for f in e.fillers)


def test_full_width_dates_of_a_page_are_read() -> None:
    page = "某某县召开会议\n发布时间：２０２１－０３－０５\n县民政局召开了会议，部署了工作，全县社会组织参加。".encode()
    assert read_bytes(page, name="a.txt").lines
    dotted = page.decode().replace("２０２１－０３－０５", "２０２１年３月５日").encode()
    assert read_bytes(dotted, name="a.txt").metadata.published == "2021-03-05"


def test_tables_of_marks_are_one_to_one() -> None:
    for table in (HALF, DIGITS):
        assert len({*table.values()}) == len(table)
        assert all(len(old) == len(new) == 1 for old, new in table.items())


def test_a_menu_with_an_entry_a_line_is_no_title() -> None:
    body = "德清县民政局召开社会组织工作会议\n3月5日，县民政局召开会议，部署了全年工作。"
    menu = read_text(f"网站首页\n政务公开\n办事服务\n互动交流\n{body}", id="t")
    assert menu.metadata.title == "德清县民政局召开社会组织工作会议"
    alone = read_text("政务公开\n3月5日，县民政局召开会议，部署了全年工作。", id="t")
    assert alone.metadata.title == "政务公开"


def test_the_day_that_a_site_shows_tells_no_year_of_the_article() -> None:
    page = "今天是2026年3月5日 星期四\n德清县民政局慰问老人\n10月7日，县民政局到武康镇敬老院慰问老人，送去了大米。"
    doc = pipeline.run(read_text(page, id="t"))
    assert [d.value for d in doc.dates] == ["XXXX-10-07"]
