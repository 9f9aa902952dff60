"""Timeline, map, numbers and overview: what a person sees there and what a click does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from visiting import Visit, until

from kg.graph import Graph
from kg.model import Date, Document, EntityRef, Event, Figure, Filler, Mention, Metadata, Span, Status
from kg.view import read_outlines, write_explorer

PLACES = (("酒泉市", "620900", "2017-05"), ("庆阳市", "621000", "2018-03"), ("兰州市", "620100", "2018-09"))


def pilot(place: str, code: str, month: str, rate: int = 71, name: str = "𠮷孵化") -> Document:
    """An article in which one initiative is piloted in one place, with a rate of the province that others contradict."""
    text = f"{place}开展“{name}”试点,全省覆盖率{rate}%。"
    at = {words: Span(text.index(words), text.index(words) + len(words)) for words in (place, name, "试点", f"{rate}%")}
    where, what = EntityRef(place, "Place", code), EntityRef(name, "Initiative")
    fillers = (
        Filler("theme", "entity", what.name, what, at[name]),
        Filler("place", "entity", place, where, at[place]),
        Filler("time", "date", month, span=at[place]),
    )
    return Document(
        id=place,
        text=text,
        metadata=Metadata(title=f"{place}动态", published=f"{month}-20"),
        mentions=(Mention("m1", at[place], "Place", place, code), Mention("m2", at[name], "Initiative", what.name)),
        dates=(Date("d1", at[place], month),),
        figures=(Figure("q1", at[f"{rate}%"], rate, "%", indicator="覆盖率", scope="甘肃省", as_of="2018"),),
        events=(Event("e1", "Pilot", at["试点"], Span(0, text.index(",")), fillers=fillers),),
    )


@pytest.fixture(scope="module")
def spread_graph() -> Graph:
    return Graph.of(pilot(*place, rate) for place, rate in zip(PLACES, (71, 71, 80), strict=True))


@pytest.fixture(scope="module")
def spread_file(spread_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_explorer(spread_graph, tmp_path_factory.mktemp("spread") / "page.html")


# Timeline


def test_the_timeline_draws_dates_as_precise_as_they_are(explorer: Visit) -> None:
    explorer.page.click("#tab-timeline")
    assert explorer.page.locator("#timeline h3").all_inner_texts() == ["已做(7)", "文中所说的计划(1)"]
    width = (
        "title => [...document.querySelectorAll('.moment')].find(m => m.title.startsWith(title)).getBoundingClientRect().width"
    )
    year = explorer.page.evaluate(width, "推行举措 · 2017")
    month = explorer.page.evaluate(width, "督导调研 · 2017-09")
    assert 11 < year / month < 13
    assert explorer.page.locator(".band.planned .moment").inner_text().startswith("宣传报道 · 2018")
    assert explorer.page.locator(".undated summary").inner_text() == "29 件没有写明时间"


def test_an_event_of_the_timeline_shows_its_words(explorer: Visit) -> None:
    explorer.page.click("#tab-timeline")
    explorer.page.locator(".moment", has_text="督导调研 · 2017-09").click()
    assert explorer.marks("trigger") == ["调研督导"]
    assert explorer.page.locator(".moment[aria-pressed=true]").count() == 1


def test_brushing_filters_graph_and_map(explorer: Visit) -> None:
    explorer.page.click("#tab-timeline")
    strip = explorer.page.locator(".strip").bounding_box()
    assert strip is not None
    at = [strip["x"] + strip["width"] * (month + 0.5) / 24 for month in (2, 4)]  # March to May of 2017, of two years
    explorer.page.mouse.move(at[0], strip["y"] + 40)
    explorer.page.mouse.down()
    explorer.page.mouse.move(at[1], strip["y"] + 40, steps=4)
    explorer.page.mouse.up()
    assert "from=2017-03&to=2017-05" in explorer.page.url
    assert explorer.page.input_value("#timeline-from") == "2017-03"
    assert explorer.page.locator("#timeline h3").first.inner_text() == "已做(5)"
    explorer.page.click("#tab-graph")
    assert explorer.types().count("Event") == 5
    explorer.page.click("#tab-map")
    assert explorer.page.locator(".bubble").count() == 2  # the province, and 酒泉 of the meeting in May
    explorer.page.click("#tab-timeline")
    explorer.page.get_by_role("button", name="全部时间").click()
    assert explorer.page.locator("#timeline h3").first.inner_text() == "已做(7)"


def test_a_period_can_be_typed(explorer: Visit) -> None:
    explorer.page.click("#tab-timeline")
    explorer.page.fill("#timeline-from", "2018-01")
    assert explorer.page.locator("#timeline h3").all_inner_texts() == ["已做(0)", "文中所说的计划(1)"]


# Map


def test_places_are_sized_by_what_happened_there(explorer: Visit) -> None:
    explorer.page.click("#tab-map")
    names = explorer.page.locator(".map .name").all_text_contents()
    assert {"酒泉市", "庆阳市"} <= set(names)
    radius = {
        name: float(explorer.page.locator(f"[data-code='{code}'] circle").get_attribute("r") or 0)
        for name, code in (("甘肃省", "620000"), ("庆阳市", "621000"), ("酒泉市", "620900"))
    }
    assert radius["甘肃省"] > radius["庆阳市"] > radius["酒泉市"] > 0
    west, east = (explorer.page.locator(f"[data-code='{code}'] circle").get_attribute("cx") for code in ("620900", "621000"))
    assert float(west or 0) < float(east or 0)  # 酒泉 lies west of 庆阳


def test_a_place_lists_its_events_and_filters_the_graph(explorer: Visit) -> None:
    explorer.page.click("#tab-map")
    explorer.page.locator("[data-code='621000']").click()
    assert explorer.page.locator("#map .here h3").inner_text() == "庆阳市: 2 件"
    assert "place=621000" in explorer.page.url
    explorer.page.locator("#map .here button", has_text="双孵化").click()
    assert explorer.marks("trigger") == ["试点"]
    explorer.page.click("#tab-graph")
    assert explorer.types().count("Event") == 2


def test_the_map_works_by_keyboard_and_as_a_table(explorer: Visit) -> None:
    explorer.page.click("#tab-map")
    explorer.page.focus("[data-code='621000']")
    explorer.page.keyboard.press("Enter")
    assert explorer.page.locator("#map .places [aria-pressed=true]").inner_text() == "庆阳市"
    explorer.page.locator("#map .places button", has_text="庆阳市").click()
    assert explorer.page.locator("#map .here").count() == 0


def test_levels(several: Visit) -> None:
    several.page.click("#tab-map")
    provinces = several.page.locator("#map .places tbody tr").count()
    several.page.click("[data-level=county]")
    assert several.page.locator("#map .places tbody tr").count() > provinces
    assert "level=county" in several.page.url


def test_an_initiative_spreads_in_dated_arrows(visit: Visit, spread_file: Path) -> None:
    visit.open(spread_file, "#view=map")
    visit.page.select_option("#spread", "𠮷孵化")
    assert visit.page.locator(".spread text").all_text_contents() == ["2018-03", "2018-09"]
    moves = visit.page.locator(".moves-list li").all_inner_texts()
    assert moves[1].startswith("酒泉市 → 庆阳市 · 2018-03")
    visit.page.locator(".moves-list button").last.click()
    assert visit.heading == "2018-09 · 𠮷孵化"
    assert visit.marks("trigger") == ["试点"]
    assert visit.marks("word") == ["兰州市𠮷孵化"]


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "</option></select><script>alert(1)</script>", "甲\u202e乙"])
def test_a_hostile_name_spreads_as_text(visit: Visit, tmp_path: Path, name: str) -> None:
    graph = Graph.of(pilot(*place, name=name) for place in PLACES)
    visit.open(write_explorer(graph, tmp_path / "page.html"), "#view=map")
    visible = name.replace("\u202e", "⟨U+202E⟩")
    assert visit.page.locator("#spread option").all_text_contents()[1] == f"{visible} (3)"
    visit.page.select_option("#spread", name)
    assert visible in (visit.page.locator(".moves-list").text_content() or "")
    assert visit.page.locator("#map img, #map script").count() == 0


def test_outlines_that_the_user_gives_are_drawn(visit: Visit, spread_graph: Graph, tmp_path: Path) -> None:
    gansu = [[[92.3, 32.6], [108.7, 32.6], [108.7, 42.8], [92.3, 42.8], [92.3, 32.6]]]
    shape = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": gansu}}],
    }
    file = tmp_path / "gansu.geojson"
    file.write_text(json.dumps(shape), encoding="utf-8")
    page = write_explorer(spread_graph, tmp_path / "page.html", outlines=read_outlines(file))
    visit.open(page, "#view=map")
    box = visit.page.locator(".map .outline").bounding_box()
    town = visit.page.locator("[data-code='620100']").bounding_box()
    assert box is not None
    assert town is not None
    assert box["x"] < town["x"] < box["x"] + box["width"]
    assert box["y"] < town["y"] < box["y"] + box["height"]


# Numbers


def test_a_change_stands_beside_its_level_and_what_was_computed(explorer: Visit) -> None:
    explorer.page.click("#tab-figures")
    chart = explorer.page.locator(".chart", has_text="社会组织党组织覆盖率 · 甘肃省")
    assert [re.sub(r"\s+", " ", row) for row in chart.locator("li").all_inner_texts()] == [
        "年初 推算 61 %",
        "71%",
        "▲ 10个百分点 (较年初)",
    ]
    chart.get_by_role("button", name="71%").click()
    assert explorer.marks("word") == ["71%"]
    explorer.page.click("#language")
    assert chart.locator("li").last.inner_text().strip() == "▲ 10个百分点 (against 年初)"


def rates(name: str, scope: str | None, *figures: tuple[str, float, str]) -> Document:
    """An article of one sentence with rates (words, value, level or increase) of a place that it may not name."""
    text = f"{scope or '当地'}办结率" + "、".join(words for words, _, _ in figures) + "。"
    span = [Span(text.index(words), text.index(words) + len(words)) for words, _, _ in figures]
    found = (
        Figure(f"q{n}", at, value, "%", indicator="办结率", kind=kind, scope=scope)
        for n, (at, (_, value, kind)) in enumerate(zip(span, figures, strict=True))
    )
    return Document(id=name, text=text, metadata=Metadata(title=name, published="2013-11-08"), figures=tuple(found))


def test_rates_of_unknown_places_are_compared_within_their_sentence_alone(visit: Visit, tmp_path: Path) -> None:
    levels = ("71.2%", 71.2, "level"), ("88.6%", 88.6, "level")
    graph = Graph.of([rates("甲", None, ("94.4%", 94.4, "level")), rates("乙", None, *levels), rates("丙", "酒泉市", *levels)])
    visit.open(write_explorer(graph, tmp_path / "page.html"), "#view=figures")
    charts = visit.page.locator(".chart")
    assert charts.locator("h4").all_inner_texts() == ["办结率 · 范围未写明", "办结率 · 酒泉市"]
    assert charts.first.locator("li").all_inner_texts() == ["发表 2013-11-08\n71.2%", "发表 2013-11-08\n88.6%"]


def test_levels_and_changes_have_scales_of_their_own(visit: Visit, tmp_path: Path) -> None:
    told = ("60%", 60, "level"), ("80%", 80, "level"), ("2%", 2, "increase"), ("4%", 4, "increase")
    visit.open(write_explorer(Graph.of([rates("甲", "酒泉市", *told)]), tmp_path / "page.html"), "#view=figures")
    widths = visit.page.evaluate("() => [...document.querySelectorAll('.chart .amount')].map(bar => bar.style.width)")
    assert widths == ["75%", "100%", "50%", "100%"]


def test_figures_that_differ_are_flagged(visit: Visit, spread_file: Path) -> None:
    visit.open(spread_file, "#view=figures")
    rows = visit.page.locator(".differ li")
    assert rows.count() == 2
    assert all("覆盖率 · 甘肃省 · 2018" in row and "80%" in row for row in rows.all_inner_texts())
    rows.first.locator("button").first.click()
    assert visit.marks("word")[0] in ("71%", "80%")


def test_bodies_and_who_acts_jointly(explorer: Visit) -> None:
    explorer.page.click("#tab-figures")
    assert explorer.page.locator(".bodies tbody tr").first.inner_text().startswith("甘肃省民政厅")
    joint = explorer.page.locator(".small-network")
    assert joint.locator("line:not(.broad)").count() == 2
    assert joint.locator("g").count() == 3
    joint.get_by_role("button", name="甘肃省工商行政管理局").click()
    assert explorer.heading == "甘肃省工商行政管理局"


# Plans


def work(name: str, published: str, status: Status, time: str | None) -> Document:
    """An article in which one body builds one platform, or plans to."""
    text = f"酒泉市民政局{time or ''}建设“邻里驿站”平台。"
    body, what = EntityRef("酒泉市民政局", "GovernmentAgency"), EntityRef("邻里驿站", "Platform")
    at = {words: Span(text.index(words), text.index(words) + len(words)) for words in (body.name, what.name, "建设")}
    when = Span(at[body.name].stop, at["建设"].start)
    fillers = (
        Filler("agent", "entity", body.name, body, at[body.name]),
        Filler("theme", "entity", what.name, what, at[what.name]),
        *((Filler("time", "date", time, span=when),) if time else ()),
    )
    return Document(
        id=name,
        text=text,
        metadata=Metadata(title=name, published=published),
        mentions=tuple(Mention(f"m{n}", at[r.name], r.type, r.name) for n, r in enumerate((body, what))),
        dates=(Date("d1", when, time),) if time else (),
        events=(Event("e1", "Establishment", at["建设"], Span(0, len(text) - 1), status=status, fillers=fillers),),
    )


@pytest.fixture(scope="module")
def plans_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = [
        ("甲", "2018-12-01", "planned", "2019"),
        ("乙", "2014-03-01", "planned", None),
        ("丙", "2019-10-08", "done", "2019-09"),
    ]
    graph = Graph.of(work(*article) for article in told)  # type: ignore[arg-type]
    return write_explorer(graph, tmp_path_factory.mktemp("plans") / "page.html")


def test_plans_stand_by_date_with_what_was_reported_later(visit: Visit, plans_file: Path) -> None:
    visit.open(plans_file, "#view=plans")
    planned = visit.page.locator("section.planned")
    assert "文中所说的计划(2)" in planned.locator("caption").inner_text()
    assert "不等于没有做" in planned.locator("caption").inner_text()
    assert planned.locator("tbody td:nth-child(2)").all_inner_texts() == ["发表 2014-03-01", "2019"]
    later = planned.locator("tbody td:last-child")
    assert later.all_inner_texts() == ["", "成立建设 · 2019-09 · 邻里驿站"]
    later.get_by_role("button").click()
    assert visit.heading == "2019-09 · 邻里驿站"


# Overview


def test_the_overview_counts_by_type_and_place(several: Visit) -> None:
    several.page.click("#tab-overview")
    cell = several.page.locator("[data-cell='620000|SocialOrganization']")
    counted = int(cell.inner_text())
    cell.click()
    members = several.page.locator("#overview .members li")
    assert members.count() == counted
    members.filter(has_text="甘肃蓝天救援队").locator("button").click()
    assert several.heading == "甘肃蓝天救援队"
    assert several.page.locator("#canvas").is_visible()


def test_the_overview_goes_down_and_up(several: Visit) -> None:
    several.page.click("#tab-overview")
    several.page.locator("#overview tbody").get_by_role("button", name="甘肃省").click()
    rows = several.page.locator("#overview tbody th").all_inner_texts()
    assert {"酒泉市", "庆阳市", "本级或不明"} <= set(rows)
    several.page.locator("#overview .way").get_by_role("button", name="全部地区").click()
    assert "河北省" in several.page.locator("#overview tbody").inner_text()


def test_a_line_between_bodies_shows_its_words(explorer: Visit) -> None:
    explorer.page.click("#tab-figures")
    explorer.page.locator(".small-network .broad").first.dispatch_event("click")
    assert explorer.heading.startswith("联合行动")
    assert "会同省委组织部" in explorer.marks("clause")[0]


# Room and paper

APART = """() => [...document.querySelectorAll('.track')].every(track => {
  const boxes = [...track.querySelectorAll('.moment')].map(moment => {
    const parts = [...moment.children].map(part => part.getBoundingClientRect());
    return { left: Math.min(...parts.map(p => p.left)), right: Math.max(...parts.map(p => p.right)), row: moment.style.top };
  });
  const edge = track.getBoundingClientRect().right + 1;
  return boxes.length > 0 && boxes.every((a, i) => a.right <= edge
    && boxes.every((b, j) => i === j || a.row !== b.row || a.right <= b.left || b.right <= a.left));
})"""


@pytest.mark.parametrize("width", [820, 1024, 1400])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_dense_timeline_nothing_touches_anything(several: Visit, width: int, language: str) -> None:
    several.resize(width, 1000)
    if language == "en":
        several.page.click("#language")
    several.page.click("#tab-timeline")
    assert several.page.locator(".moment").count() > 50
    until(several.page, lambda: several.page.evaluate(APART))
    several.resize(width - 40, 1000)
    until(several.page, lambda: several.page.evaluate(APART))


def test_a_day_is_a_dot_and_a_month_a_bar_even_where_years_are_short(several: Visit) -> None:
    several.page.click("#tab-timeline")
    shape = "kind => getComputedStyle(document.querySelector(`.track .${kind} i`)).borderRadius"
    assert several.page.evaluate(shape, "day") == "50%"
    assert several.page.evaluate(shape, "span") == "2px"
    assert several.page.locator(".shapes").inner_text().split() == ["一天", "一月、一年……", "计划"]


TIMES = [
    ("2017-09", "2017-09", "2017-09"),
    ("P5M", "5个月", "5 months"),
    ("P1Y6M", "1年6个月", "1 year 6 months"),
    ("2016-H1", "2016年上半年", "first half of 2016"),
    ("2018-07-16/2018-07-18", "2018-07-16–2018-07-18", "2018-07-16–2018-07-18"),
    ("2013/..", "2013–", "2013–"),
    ("XXXX-10-09", "10月9日", "10-9 (year not said)"),
    ("XXXX-10", "10月", "Oct"),
    ("<b>P5M", "<b>P5M", "<b>P5M"),
]


def test_times_as_people_write_them(explorer: Visit) -> None:
    spoken = "([value, language]) => Zhengmai.translator(Zhengmai.page.graph.terms, language).time(value)"
    for value, chinese, english in TIMES:
        assert explorer.page.evaluate(spoken, [value, "zh"]) == chinese
        assert explorer.page.evaluate(spoken, [value, "en"]) == english


def test_prints_the_picture_in_vectors_with_legend_and_all_words(explorer: Visit) -> None:
    explorer.page.emulate_media(media="print", color_scheme="dark")
    explorer.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    drawing = explorer.page.locator(".on-paper svg")
    assert drawing.is_visible()
    assert "三微工作法" in (drawing.text_content() or "")
    assert explorer.page.locator("#canvas").is_hidden()
    assert explorer.page.locator("#legend").is_visible()
    assert explorer.page.locator("h1").is_visible()
    assert explorer.page.locator("header.bar button:visible, .actions:visible, .read:visible").count() == 0
    assert explorer.page.locator("html").get_attribute("data-theme") == "light"
    count = explorer.panel.locator("h3").first.inner_text()
    assert f"({explorer.panel.locator('.claim').count()})" in count
    explorer.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    explorer.page.emulate_media(media="screen")
    assert drawing.count() == 0
    assert explorer.panel.locator(".claim").count() == 3
