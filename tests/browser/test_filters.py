"""What filters leave, and the other ways to find something: paths, the trail, initials."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from visiting import Visit

EVENTS = "() => nodes().filter(n => n.kind === 'event' && picture().graph.stands.has(n.id))"


def standing(visit: Visit) -> list[dict[str, object]]:
    """The events that pass all filters."""
    return list(visit.page.evaluate(EVENTS))


@pytest.fixture
def filters(several: Visit) -> Visit:
    several.page.click("#filters-button")
    return several


def test_types_of_event_and_relation(filters: Visit) -> None:
    assert any(e["event"] == "Inspection" for e in standing(filters))
    filters.page.click("#filters [data-type=Inspection]")
    assert not any(e["event"] == "Inspection" for e in standing(filters))
    assert filters.page.locator("#filters-button").inner_text() == "筛选 · 1"
    assert "hide=Inspection" in filters.page.url
    kinds = "() => shownEdges().map(edge => edge.kind)"
    assert "componentOf" in filters.page.evaluate(kinds)
    filters.page.click("#filters [data-type=componentOf]")
    assert "componentOf" not in filters.page.evaluate(kinds)
    filters.page.click("#reset")
    assert any(e["event"] == "Inspection" for e in standing(filters))


def test_a_place_keeps_what_lies_in_it(filters: Visit) -> None:
    filters.page.locator("#filters .tree > li", has_text="河北省").locator("summary").first.click()
    filters.page.click("#filters [data-place='130500']")
    found = standing(filters)
    assert found
    assert all(any(str(code).startswith("1305") for code in e["codes"]) for e in found)  # type: ignore[attr-defined]
    assert filters.heading.startswith("邢台市")  # the focus lies elsewhere: the body that most is said of here takes its place


def test_a_period_keeps_what_touches_it(filters: Visit) -> None:
    filters.page.fill("#filter-from", "2017-05")
    filters.page.fill("#filter-to", "2017-10")
    found = standing(filters)
    assert {e["when"][0][:7] for e in found} >= {"2017-05", "2017-09", "2017-10"}  # type: ignore[index]
    assert all(e["when"][0] <= "2017-10-31" and e["when"][1] >= "2017-05-01" for e in found)  # type: ignore[index]
    assert {"双孵化"}.isdisjoint(filters.shown())  # its pilot has no date
    assert "from=2017-05&to=2017-10" in filters.page.url


def test_articles(filters: Visit) -> None:
    filters.page.locator("#filters details[data-part=articles] > summary").click()
    row = filters.page.locator("#filters .article", has_text="漳州")
    row.locator("input").check()
    articles = filters.page.evaluate(f"() => ({EVENTS})().map(n => [...n.articles])")
    assert len(articles) > 10
    assert articles == [filters.page.evaluate("() => [...Zhengmai.page.state().articles]")] * len(articles)
    assert filters.heading.startswith("漳州市")


def test_confidence(visit: Visit, several_file: Path) -> None:
    visit.open(several_file)
    visit.page.evaluate("() => { for (const n of nodes()) if (n.event === 'Meeting') n.sure = 0.4; }")
    visit.page.click("#filters-button")
    visit.page.fill("#filter-sure", "0.6")
    assert not any(e["event"] == "Meeting" for e in standing(visit))
    assert any(e["event"] == "Inspection" for e in standing(visit))
    assert "sure=0.6" in visit.page.url


def test_a_filtered_view_can_be_sent(filters: Visit, colleague: Visit) -> None:
    filters.page.click("#filters [data-place='620000']")
    filters.page.fill("#filter-from", "2017-01")
    colleague.follow(filters.page.url)
    assert colleague.shown() == filters.shown()
    assert colleague.page.locator("#filters-button").inner_text() == "筛选 · 2"


def test_filters_apply_in_the_list_and_the_tables(filters: Visit) -> None:
    filters.page.click("#tab-plans")
    before = filters.page.locator("#plans tbody tr").count()
    filters.page.click("#filters [data-place='620000']")
    assert 0 < filters.page.locator("#plans tbody tr").count() < before


def test_the_path_between_two_bodies(explorer: Visit) -> None:
    explorer.page.get_by_role("button", name="找路径…").click()
    assert explorer.page.evaluate("() => document.activeElement.id") == "search"
    explorer.go_to("庆阳市阳光志愿者协会")
    assert explorer.page.locator("#where").inner_text() == "甘肃省民政厅 → 庆阳市阳光志愿者协会:2 步"
    assert set(explorer.shown()) == {"甘肃省民政厅", "庆阳市阳光志愿者协会党支部", "庆阳市阳光志愿者协会"}
    across = explorer.page.evaluate("() => [...picture().at.values()].map(point => point.x)")
    assert sorted(across) == across
    assert "path=" in explorer.page.url
    explorer.page.keyboard.press("Escape")
    assert len(explorer.shown()) > 40


def test_a_path_is_a_list_too(explorer: Visit) -> None:
    explorer.page.click("#tab-list")
    explorer.page.locator("#list").get_by_role("button", name=re.compile("庆阳市阳光志愿者协会$")).click()
    explorer.page.get_by_role("button", name="路径", exact=True).click()
    assert explorer.page.locator("#list button").count() == 3


def test_no_path_is_said(filters: Visit) -> None:
    filters.page.evaluate("""() => {
        const alone = nodes().find((node) => node.kind === 'figure' && !Zhengmai.page.graph.edgesOf.get(node.id).length);
        Zhengmai.page.go.path(alone.id);
    }""")
    assert "筛选范围内没有路径" in filters.page.locator("#where").inner_text()


def test_the_trail_leads_back(explorer: Visit) -> None:
    explorer.go_to("双孵化")
    explorer.go_to("三微工作法")
    trail = explorer.page.locator("#trail")
    assert trail.inner_text() == "甘肃省民政厅 › 双孵化 › 三微工作法"
    trail.get_by_role("button", name="双孵化").click()
    assert explorer.heading == "双孵化"


def test_initials_find_a_name(explorer: Visit) -> None:
    assert "甘肃省民政厅" in explorer.search("gssmzt")
    assert explorer.search("swgzf")[0] == "三微工作法"


def test_the_picture_as_svg_can_be_read(explorer: Visit) -> None:
    explorer.page.click("#export summary")
    with explorer.page.expect_download() as saved:
        explorer.page.click("#save-svg")
    assert saved.value.suggested_filename == "甘肃省民政厅.svg"
    drawing = ElementTree.parse(saved.value.path()).getroot()
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    labels = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"甘肃省民政厅", "双孵化", "三微工作法"} <= set(labels)
    assert len(labels) == len(explorer.page.evaluate("shownNodes()"))


@pytest.mark.parametrize("page", ["explorer_file", "reading_file"])
def test_paper_is_light(visit: Visit, page: str, request: pytest.FixtureRequest) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.open(request.getfixturevalue(page))
    theme = "() => document.documentElement.dataset.theme"
    assert visit.page.evaluate(theme) == "dark"
    visit.page.evaluate(
        """() => addEventListener('beforeprint', () => { window.printed = document.documentElement.dataset.theme; })"""
    )
    assert visit.page.pdf().startswith(b"%PDF")
    assert visit.page.evaluate("() => window.printed") == "light"
    assert visit.page.evaluate(theme) == "dark"


def test_the_whole_graph_in_discs(several: Visit) -> None:
    several.page.get_by_role("button", name="看全图").click()
    shown = several.page.evaluate("shownNodes()")
    words = several.page.evaluate("() => nodes().filter(node => node.kind === 'words').length")
    assert len(shown) == several.page.evaluate("() => nodes().length") - words
    assert "whole=1" in several.page.url
    overlaps = several.page.evaluate("""() => {
        const discs = picture().discs;
        return discs.flatMap((a, i) => discs.slice(i + 1).filter((b) => Math.hypot(a.x - b.x, a.y - b.y) < a.r + b.r)).length;
    }""")
    assert overlaps == 0
    several.click("whereNode(named('甘肃蓝天救援队'))")
    assert several.heading == "甘肃蓝天救援队"
    several.page.get_by_role("button", name="回到中心周围").click()
    assert len(several.page.evaluate("shownNodes()")) < 131
