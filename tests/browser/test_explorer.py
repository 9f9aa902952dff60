"""What a person sees and does in the explorer, clicked through in a browser."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from visiting import ROOT, Visit, becomes

from kg.graph import Graph
from kg.model import Document, EntityRef, Event, Filler, Mention, Metadata, Span
from kg.view import VIEWS, write_explorer

DRAWN_WORDS = """() => { window.drawnWords = () => {
  const [words, ctx] = [[], CanvasRenderingContext2D.prototype];
  const fill = ctx.fillText;
  ctx.fillText = function (text, x, y) {
    words.push({words: text, x, y, half: this.measureText(text).width / 2});
    fill.call(this, text, x, y);
  };
  picture().network.redraw();
  ctx.fillText = fill;
  return words;
}; }"""
MODELS = [
    "甘肃蓝天救援队",
    "酒泉市中小企业联合会",
    "金昌市大爱无疆公益协会",
    "平凉市亚东职业培训学校",
    "庆阳市阳光志愿者协会党支部",
]


def builds(place: str | None, published: str) -> Document:
    """An article in which a place, if it is told, builds a platform that many have."""
    text = f"{place or ''}建设“邻里驿站”。"
    what = EntityRef("邻里驿站", "Platform")
    at = {words: Span(text.index(words), text.index(words) + len(words)) for words in (what.name, "建设", place or "建设")}
    codes = {"酒泉市": "620900", "庆阳市": "621000"}
    where = EntityRef(place, "Place", codes[place]) if place else None
    agents = (Filler("agent", "entity", where.name, where, at[where.name]),) if where else ()
    known = [ref for ref in (where, what) if ref]
    return Document(
        id=published,
        text=text,
        metadata=Metadata(title=f"邻里驿站 {published[:4]}", published=published),
        mentions=tuple(Mention(f"m{n}", at[r.name], r.type, r.name, r.code) for n, r in enumerate(known)),
        events=(
            Event(
                "e1",
                "Establishment",
                at["建设"],
                Span(0, len(text) - 1),
                fillers=(*agents, Filler("theme", "entity", what.name, what, at[what.name])),
            ),
        ),
    )


def test_opens_on_the_main_agency_with_its_neighbourhood_in_rings(explorer: Visit) -> None:
    assert explorer.heading == "甘肃省民政厅"
    reach = "kind => Math.max(...shownNodes().filter(n => n.kind === kind).map(n => Math.abs(picture().at.get(n.id).x)))"
    focus = explorer.page.evaluate("picture().at.get(focused().id)")
    events, entities = explorer.page.evaluate(reach, "event"), explorer.page.evaluate(reach, "entity")
    assert (focus["x"], focus["y"]) == (0, 0)
    assert 0 < events < entities
    shown = explorer.shown()
    assert {*MODELS, "双孵化", "三微工作法", "微组织", "微服务", "微心愿", "酒泉市", "庆阳市"} <= shown.keys()
    assert explorer.types().count("Event") == 32


def test_of_the_places_of_bodies_only_that_of_the_focus_is_joined_to_it(explorer: Visit) -> None:
    drawn = explorer.page.evaluate(
        "() => picture().network.body.data.edges.get()"
        ".filter(e => !e.hidden && picture().graph.edges.get(e.id).kind === 'locatedIn')"
        ".map(e => [e.from, e.to].includes(focused().id))"
    )
    assert drawn == [True]


def test_no_label_covers_another(explorer: Visit) -> None:
    rows = explorer.page.evaluate("() => [...picture().labels.values()]")
    assert len(rows) > 40
    for i, a in enumerate(rows):
        for b in rows[i + 1 :]:
            apart = a["right"] <= b["left"] or b["right"] <= a["left"] or abs(a["y"] - b["y"]) >= 15
            assert apart, (a, b)


def test_names_of_lines_speak_one_language_and_cover_no_glyph(explorer: Visit) -> None:
    explorer.page.locator("#legend [data-type=Event]").click()  # the relations stand for the events
    explorer.page.evaluate(DRAWN_WORDS)
    words = explorer.page.evaluate("drawnWords()")
    named = [word for word in words if word["words"] in ("推行", "印发", "联合行动", "选树表彰", "位于", "组成")]
    assert named
    assert not any(re.search(r"[a-z]{3}", word["words"]) for word in words)
    glyphs = explorer.page.evaluate("() => [...picture().at.values()]")
    for word in named:
        assert not any(abs(g["x"] - word["x"]) < 9 + word["half"] and abs(g["y"] - word["y"]) < 14 for g in glyphs), word
    explorer.page.click("#language")
    assert "promotes" in [word["words"] for word in explorer.page.evaluate("drawnWords()")]


def test_events_of_one_kind_are_told_apart(explorer: Visit) -> None:
    label = "node => Zhengmai.labelOf(picture().graph, node, picture().t, picture().focus)"
    pills = explorer.page.evaluate(f"() => shownNodes().filter(node => node.kind === 'event').map({label})")
    assert "试点 双孵化" in pills
    assert len(set(pills)) >= len(pills) - 2
    explorer.go_to("双孵化")
    pills = explorer.page.evaluate(f"() => shownNodes().filter(node => node.kind === 'event').map({label})")
    assert "试点 庆阳市" in pills


def test_search_finds_the_pilot_and_marks_its_words(explorer: Visit, article_text: str) -> None:
    assert explorer.search("双孵化")[:2] == ["双孵化", "试点 · 双孵化"]
    explorer.page.press("#search", "Enter")
    assert explorer.heading == "双孵化"
    assert explorer.marks("word") == ["双孵化"]
    assert "位置 1578–1581" in explorer.panel.inner_text()
    assert article_text[1578:1581] == "双孵化"
    assert {"庆阳市", "甘肃省民政厅"} <= explorer.shown().keys()


def test_search_by_keyboard_moves_through_hits(explorer: Visit) -> None:
    explorer.page.keyboard.press("/")
    explorer.page.keyboard.type("庆阳市")
    hits = explorer.page.locator("#hits bdi").all_inner_texts()
    explorer.page.keyboard.press("ArrowDown")
    explorer.page.keyboard.press("Enter")
    assert explorer.heading == hits[1]
    assert explorer.page.locator("#hits").is_hidden()


def test_hits_of_one_name_say_where_and_when(visit: Visit, tmp_path: Path) -> None:
    told = [("酒泉市", "2015-05-04"), ("庆阳市", "2018-03-01"), (None, "2019-10-08")]
    graph = Graph.of(builds(place, published) for place, published in told)
    visit.open(write_explorer(graph, tmp_path / "page.html"))
    visit.search("邻里驿站")
    hits = visit.page.locator("#hits [data-id]").filter(has=visit.page.locator("bdi", has_text=re.compile("^邻里驿站$")))
    rows = hits.locator("small").all_inner_texts()
    assert set(rows) == {"庆阳市 · 2018 · 平台阵地", "酒泉市 · 2015 · 平台阵地", "邻里驿站 2019 · 2019 · 平台阵地"}


def test_search_without_hits_says_so(explorer: Visit) -> None:
    explorer.page.fill("#search", "不存在的名称")
    assert explorer.page.locator("#hits").inner_text() == "没有"


def test_joint_inspection_names_three_agencies_the_lead_restored(explorer: Visit, article_text: str) -> None:
    explorer.click_event("Inspection", "2017-09")
    panel = explorer.panel.locator(".roles").inner_text()
    assert all(name in panel for name in ("甘肃省民政厅", "中共甘肃省委组织部", "甘肃省工商行政管理局"))
    lead = explorer.panel.locator(".roles dd", has_text="甘肃省民政厅")
    assert lead.locator(".badge").inner_text() == "补全"
    assert explorer.panel.locator(".roles dd", has_text="组织部").locator(".badge").count() == 0
    assert explorer.marks("clause") == [article_text[277:309]]
    assert explorer.marks("trigger") == ["调研督导"]


def test_a_restored_agent_shows_where_it_was_taken_from(explorer: Visit, article_text: str) -> None:
    explorer.click_event("Inspection", "2017-09")
    explorer.click("whereEdge(edgeOf('agent', Zhengmai.page.state().selected))")
    assert explorer.panel.locator(".kind").inner_text().split() == ["事件角色", "已做", "补全"]
    assert explorer.marks("word")[0] == "省民政厅"
    assert explorer.marks("clause")[1] == article_text[277:309]


def test_clicking_an_edge_shows_the_words_it_stands_on(explorer: Visit) -> None:
    explorer.go_to("三微工作法")
    explorer.click("whereEdge(edgeOf('componentOf'))")
    assert explorer.heading.startswith("组成")
    assert "三微工作法" in explorer.panel.locator(".ends").inner_text()
    assert explorer.marks("word")[0] in ("微组织", "微服务", "微心愿")
    assert "规则 gold" in explorer.panel.inner_text()
    assert "甘肃省社会组织党建呈现新气象新作为" in explorer.panel.inner_text()


def test_clicking_a_label_selects_its_node(explorer: Visit) -> None:
    explorer.click("whereLabel(named('双孵化'))")
    assert explorer.heading == "双孵化"


def test_two_meetings_in_may_and_october(explorer: Visit) -> None:
    for time, place in (("2017-05", "酒泉市"), ("2017-10", "庆阳市")):
        explorer.click_event("Meeting", time)
        assert explorer.panel.locator(".roles dd").last.inner_text() == place


def test_five_model_organisations_in_one_event(explorer: Visit) -> None:
    explorer.go_to("选树表彰 先进典型")
    roles = explorer.panel.locator(".roles").inner_text()
    assert all(name in roles for name in MODELS)
    assert "150多个" in roles


def test_initiative_with_its_three_components(explorer: Visit) -> None:
    explorer.go_to("三微工作法")
    components = explorer.panel.locator(".connections ul", has_text="微组织").locator("bdi").all_inner_texts()
    assert sorted(components) == ["微心愿", "微服务", "微组织"]


def test_legend_filters_by_type(explorer: Visit) -> None:
    chip = explorer.page.locator("#legend [data-type=Initiative]")
    assert chip.get_attribute("aria-pressed") == "true"
    assert "Initiative" in explorer.types()
    chip.click()
    assert explorer.page.locator("#legend [data-type=Initiative]").get_attribute("aria-pressed") == "false"
    assert "Initiative" not in explorer.types()
    explorer.page.locator("#legend [data-type=Initiative]").click()
    assert "Initiative" in explorer.types()


def test_without_events_the_relations_stand_for_them(explorer: Visit) -> None:
    edges = "() => shownEdges().map(edge => edge.kind)"
    assert "promotes" not in explorer.page.evaluate(edges)
    explorer.page.locator("#legend [data-type=Event]").click()
    assert {"promotes", "jointActionWith", "recognizes", "pilotedIn"} <= set(explorer.page.evaluate(edges))
    assert "Event" not in explorer.types()


def test_planned_is_told_apart_in_the_picture(explorer: Visit) -> None:
    dashes = explorer.page.evaluate(
        "() => Object.fromEntries(shownEdges().map(e => [`${e.status} ${e.basis}`, JSON.stringify(e.dashes)]))"
    )
    assert dashes["planned stated"] == "[8,5]"
    assert dashes["done stated"] == "false"
    assert dashes["done restored"] == "[2,4]"
    explorer.page.locator("#legend [data-type=planned]").click()
    assert "planned" not in explorer.page.evaluate("() => shownEdges().map(edge => edge.status)")


def test_plans_stand_apart_from_facts(explorer: Visit) -> None:
    explorer.page.click("#tab-plans")
    planned = explorer.page.locator("#plans section.planned").inner_text()
    done = explorer.page.locator("#plans section.done").inner_text()
    assert "2018" in planned
    assert "甘肃省社会组织党建微信平台" in planned
    assert "2018" not in done
    assert "2017-09" in done
    assert "2017-09" not in planned


def test_figures_with_value_change_and_baseline(explorer: Visit) -> None:
    explorer.page.click("#tab-figures")
    rows = [row.locator("td").all_inner_texts() for row in explorer.page.locator("#figures tbody tr").all()]
    coverage = [row for row in rows if row[0] == "社会组织党组织覆盖率"]
    assert coverage == [
        ["社会组织党组织覆盖率", "71%", "71", "%", "", "", "", "甘肃省", ""],
        ["社会组织党组织覆盖率", "10个百分点", "10", "百分点", "", "▲ 增加", "年初", "甘肃省", ""],
    ]
    explorer.page.locator("#figures button", has_text="社会组织党组织覆盖率").last.click()
    assert explorer.marks("word") == ["10个百分点"]
    assert "年初" in explorer.panel.locator(".facts").inner_text()


def test_double_click_makes_a_node_the_focus_and_back_returns(explorer: Visit) -> None:
    explorer.page.mouse.dblclick(*explorer.where("whereNode(named('庆阳市'))"))
    becomes(explorer.page, lambda: explorer.page.evaluate("focused().name"), "庆阳市")
    assert "focus=" in explorer.page.url
    explorer.page.click("#back")
    explorer.page.click("#back")
    assert explorer.heading == "甘肃省民政厅"
    explorer.page.click("#forward")
    assert explorer.heading == "庆阳市"


SLOW = """() => document.addEventListener("click", () => {
  const end = performance.now() + 450;
  while (performance.now() < end);
})"""


def test_a_double_click_counts_though_the_first_click_takes_half_a_second_to_show(explorer: Visit) -> None:
    explorer.page.evaluate(SLOW)
    explorer.page.mouse.dblclick(*explorer.where("whereNode(named('庆阳市'))"))
    becomes(explorer.page, lambda: explorer.page.evaluate("focused().name"), "庆阳市")


def test_the_browsers_own_back_button_works(explorer: Visit) -> None:
    explorer.go_to("双孵化")
    explorer.page.go_back()
    becomes(explorer.page, lambda: explorer.heading, "甘肃省民政厅")
    explorer.page.go_forward()
    becomes(explorer.page, lambda: explorer.heading, "双孵化")


def test_an_address_opens_the_same_view(explorer: Visit, colleague: Visit) -> None:
    explorer.go_to("三微工作法")
    explorer.page.locator("#legend [data-type=Place]").click()
    explorer.page.locator(".connections .why").first.click()
    colleague.follow(explorer.page.url)
    assert colleague.heading == explorer.heading
    assert colleague.shown() == explorer.shown()
    assert "Place" not in colleague.types()


def test_a_wrong_address_opens_the_start(visit: Visit, explorer_file: Path) -> None:
    visit.open(explorer_file, "#focus=nobody&edge=a|b|c|d&view=nowhere&hide=__proto__,x&open=%FF")
    assert visit.heading == "甘肃省民政厅"


def test_expanding_shows_what_lies_behind_a_node(explorer: Visit) -> None:
    explorer.click_event("Inspection", "2017-09")
    assert "各地社会组织" not in explorer.shown()
    explorer.page.get_by_role("button", name="展开").click()
    assert "各地社会组织" in explorer.shown()
    explorer.page.get_by_role("button", name="展开").click()
    assert "各地社会组织" not in explorer.shown()


def test_the_list_holds_what_the_picture_shows_and_works_by_keyboard(explorer: Visit) -> None:
    drawn = len(explorer.page.evaluate("shownNodes()"))
    explorer.page.click("#tab-list")
    buttons = explorer.page.locator("#list button")
    assert buttons.count() == drawn
    buttons.first.focus()
    explorer.page.keyboard.press("ArrowDown")
    chosen = explorer.page.evaluate("() => document.activeElement.innerText")
    explorer.page.keyboard.press("Shift+Enter")
    assert chosen.startswith("督导调研")
    assert explorer.page.evaluate("focused().kind") == "event"
    assert "督导调研" in explorer.page.locator("#live").inner_text()


def test_tabs_move_by_arrow_keys(explorer: Visit) -> None:
    explorer.page.focus("#tab-graph")
    explorer.page.keyboard.press("ArrowRight")
    explorer.page.keyboard.press("ArrowRight")
    assert explorer.page.locator("#list").is_visible()
    assert explorer.page.locator("#tab-list").get_attribute("aria-selected") == "true"


def test_interface_in_english(explorer: Visit) -> None:
    explorer.page.click("#language")
    assert explorer.page.locator("#tab-figures").inner_text() == "Figures"
    assert explorer.page.locator("html").get_attribute("lang") == "en"
    assert "Government agency" in explorer.panel.inner_text()
    assert explorer.page.locator("#search").get_attribute("placeholder") == "Search names, events, figures, sentences ( / )"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_heading_of_the_overview_runs_into_the_next(explorer: Visit, language: str) -> None:
    if language == "en":
        explorer.page.click("#language")
    explorer.page.click("#tab-overview")
    wide = "heads => heads.filter(head => head.scrollWidth > head.clientWidth).map(head => head.innerText)"
    assert explorer.page.locator(".counts thead th").evaluate_all(wide) == []


def test_dark_and_light(explorer: Visit) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = explorer.page.evaluate(ground)
    explorer.page.click("#theme")
    assert explorer.page.locator("html").get_attribute("data-theme") == "dark"
    assert explorer.page.evaluate(ground) != light


def test_the_picture_can_be_saved(explorer: Visit) -> None:
    before = explorer.page.evaluate("() => [picture().network.getScale(), document.querySelector('canvas').width]")
    explorer.page.click("#export summary")
    with explorer.page.expect_download() as saved:
        explorer.page.click("#save")
    assert saved.value.suggested_filename == "甘肃省民政厅.png"
    png = saved.value.path().read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 50_000
    width = int.from_bytes(png[16:20])
    assert width == 2 * before[1]
    becomes(explorer.page, lambda: explorer.page.evaluate("document.querySelector('canvas').width"), before[1])
    becomes(explorer.page, lambda: explorer.page.evaluate("picture().network.getScale()"), pytest.approx(before[0]))


@pytest.mark.parametrize("width", [768, 820, 1024])
def test_fits_a_tablet(explorer: Visit, width: int) -> None:
    explorer.resize(width, 1024)
    assert explorer.page.evaluate("() => document.documentElement.scrollWidth") <= width
    box = explorer.page.locator("#canvas").bounding_box()
    assert box is not None
    assert box["width"] >= 380
    assert box["height"] >= 300
    for view in VIEWS:
        explorer.page.click(f"#tab-{view}")
        assert explorer.page.evaluate("() => document.documentElement.scrollWidth") <= width, view


def test_a_hub_and_long_tables_show_more_on_demand(visit: Visit, tmp_path: Path) -> None:
    invented = runpy.run_path(str(ROOT / "tests" / "benchmarks" / "explorer.py"))
    visit.open(write_explorer(Graph.of(invented["articles_for"](900)), tmp_path / "page.html"))
    assert visit.types().count("Event") == 40
    visit.page.get_by_role("button", name="还有 416 个").first.click()
    assert visit.types().count("Event") == 80
    visit.page.click("#back")
    assert visit.types().count("Event") == 40
    visit.page.click("#tab-plans")
    rows = visit.page.locator("#plans tbody tr")
    assert rows.count() == 400
    visit.page.locator("#plans").get_by_role("button", name="还有 56 个").click()
    assert rows.count() == 456
