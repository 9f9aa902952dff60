"""Divisions by code, by name at a date, and at the head of a text."""

from __future__ import annotations

from typing import SupportsIndex

import pytest

from kg.tables.divisions import Divisions, short_name
from kg.tables.loading import rows
from kg.tables.places import Places

DIVISIONS = Divisions.load()


def codes(surface: str, at: str | None = None, within: str | None = None) -> list[str]:
    return [d.code for d in DIVISIONS.named(surface, at, within)]


def test_every_row_hangs_on_a_row_above_it() -> None:
    known = {d.code for d in DIVISIONS.all}
    assert [d for d in DIVISIONS.all if d.level != "province" and d.parent not in known] == []
    assert [d for d in DIVISIONS.all if d.level == "province" and d.parent] == []


def test_today_there_are_34_provinces_and_one_name_a_code() -> None:
    today = [d for d in DIVISIONS.all if not d.valid_to]
    assert sum(d.level == "province" for d in today) == 34
    assert len({d.code for d in today}) == len(today)


@pytest.mark.parametrize(
    ("surface", "at", "expected"),
    [
        ("酒泉", "2017-05-01", ["620900"]),
        ("酒泉市", "1999-05-01", ["622102"]),
        ("密云县", "2013", ["110228"]),
        ("密云区", "2020", ["110118"]),
        ("襄樊市", "2008", ["420600"]),
        ("襄樊市", "2021", ["420600"]),  # gone since 2010, yet the only unit of that name
        ("鼓楼区", None, ["320106", "320302", "350102", "410204"]),
        ("海南州", None, ["632500"]),
        ("红河州", None, ["532500"]),
        ("前郭县", None, ["220721"]),
        ("闽", None, ["350000"]),
        ("山西", None, ["140000"]),
        ("陕西", None, ["610000"]),
        ("忠", None, []),
    ],
)
def test_named(surface: str, at: str | None, expected: list[str]) -> None:
    assert codes(surface, at) == expected


def test_named_within_a_unit() -> None:
    assert codes("鼓楼区", within="350000") == ["350102"]
    assert codes("鼓楼区", within="620000") == []


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("甘南藏族自治州", "甘南"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("博尔塔拉蒙古自治州", "博尔塔拉"),
        ("浦东新区", "浦东"),
        ("万柏林区", "万柏林"),
        ("碑林区", "碑林"),
        ("神农架林区", "神农架"),
        ("忠县", ""),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert next(d.short for d in DIVISIONS.all if d.name == name) == short
    assert short_name("忠县", ()) == ""


@pytest.mark.parametrize(
    ("text", "length", "code"),
    [
        ("甘肃省兰州市城关区民政局", 9, "620102"),
        ("甘肃金塔县", 5, "620921"),
        ("上海静安区工商联", 5, "310106"),
        ("海南州民政局", 3, "632500"),
        ("石景山交通支队", 3, "110107"),
        ("四川省重庆商会", 3, "510000"),
    ],
)
def test_longest_chain_at_the_head(text: str, length: int, code: str) -> None:
    head = DIVISIONS.prefixes(text, "2020")[0]
    assert (head.length, head.divisions[0].code) == (length, code)


@pytest.mark.parametrize("text", ["新华社", "和平年代", "长安街道", "民政局", "", "市"])
def test_words_that_are_no_divisions(text: str) -> None:
    assert DIVISIONS.prefixes(text, "2020") == ()


def test_containment_and_the_city_of_a_district() -> None:
    chengguan = DIVISIONS.named("城关区", within="620000")[0]
    assert DIVISIONS.contains("620100", chengguan)
    assert not DIVISIONS.contains("540100", chengguan)
    assert DIVISIONS.province(chengguan).name == "甘肃省"
    assert [d.name for d in (DIVISIONS.city(chengguan),) if d] == ["兰州市"]
    assert DIVISIONS.city(DIVISIONS.named("德清县")[0]) is None


def test_a_unit_at_another_time() -> None:
    jinghai = DIVISIONS.named("静海区")[0]
    then = DIVISIONS.at_time(jinghai, "2013")
    assert (then.name, then.code) == ("静海县", "120223")
    assert DIVISIONS.today(then) == jinghai


def test_townships() -> None:
    assert len(DIVISIONS.township_counties("城关镇")) > 50
    assert DIVISIONS.township_prefix("凤鸣镇党委", "500235") == "凤鸣镇"
    assert DIVISIONS.township_name("五马场乡", "652325") == "五马场哈萨克族乡"
    assert DIVISIONS.has_township("120223", "大邱庄镇")  # the county's code before it became a district


@pytest.mark.parametrize(
    ("text", "near", "name", "code"),
    [
        ("城关区", ("540100",), "城关区", "540102"),
        ("城关区", ("620000",), "城关区", "620102"),
        ("福州市鼓楼区", ("320106",), "鼓楼区", "350102"),
        ("云阳县凤鸣镇", (), "凤鸣镇", None),
        ("湖南路街道", ("320106",), "湖南路街道", None),
        ("芦塘村", (), "芦塘村", None),
        ("湖南省浏阳河慈善基金会", (), "湖南省", "430000"),
    ],
)
def test_places_at_the_head_of_names(text: str, near: tuple[str, ...], name: str, code: str | None) -> None:
    chain = Places.load().chain(text, "2021", near)
    assert (chain.name, chain.code) == (name, code)


@pytest.mark.parametrize("text", ["县乡村振兴局", "城镇建设局", "返乡创业", "农村信用社", "进社区活动"])
def test_words_that_are_no_townships_or_villages(text: str) -> None:
    assert Places.load().chain(text).length == 0


def test_forms_attest_their_examples() -> None:
    listed = list(rows("divisions/forms.tsv", ("code", "form", "kind", "example")))
    assert [r["form"] for r in listed if r["form"] not in r["example"]] == []
    assert {r["kind"] for r in listed} == {"letter", "custom"}


class Counted(str):
    """A text that counts the characters which are taken of it."""

    taken = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        part = super().__getitem__(key)
        self.taken += len(part)
        return part


def test_of_a_long_text_no_more_is_read_than_of_its_beginning() -> None:
    short, long = (Counted("甘肃省兰州市城关区" * times) for times in (50, 5000))
    assert DIVISIONS.prefixes(long) == DIVISIONS.prefixes(short)
    assert long.taken == short.taken > 0
