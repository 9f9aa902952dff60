"""A graph of more nodes than one picture holds: it opens on counts and reads the rest when somebody asks for it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from playwright.sync_api import expect
from visiting import ROOT, Visit

from kg.graph import Graph
from kg.view import write_explorer

NODES = 6100
IS_LOADED = "() => Zhengmai.page.graph.isLoaded"
COUNTS = "() => [...document.querySelectorAll('#overview [data-cell]')].map(b => `${b.dataset.cell} ${b.textContent}`)"


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    invented = runpy.run_path(str(ROOT / "tests" / "benchmarks" / "explorer.py"))
    return write_explorer(Graph.of(invented["articles_for"](NODES)), tmp_path_factory.mktemp("large") / "page.html")


@pytest.fixture
def large(visit: Visit, large_file: Path) -> Visit:
    return visit.open(large_file)


def test_opens_on_counts_without_reading_the_network(large: Visit) -> None:
    assert large.page.locator("#overview").is_visible()
    assert large.page.evaluate("() => Zhengmai.page.graph.size.nodes") > 6000
    assert large.panel.locator("dd").first.inner_text() == "255"
    large.page.locator("#overview th button", has_text="甘肃省").click()
    assert "酒泉市" in large.page.locator("#overview").inner_text()
    large.page.click("#back")
    large.page.click("#language")
    assert large.page.evaluate(IS_LOADED) is False


@pytest.mark.parametrize("place", ["", "620000", "620900"])
def test_the_counts_are_those_of_the_network(large: Visit, large_file: Path, place: str) -> None:
    large.page.goto("about:blank")
    large.open(large_file, f"#place={place}")
    counted = large.page.evaluate(COUNTS)
    assert large.page.evaluate(IS_LOADED) is False
    large.page.evaluate("() => Zhengmai.page.graph.nodes.size")
    large.page.click("#language")
    assert large.page.evaluate(IS_LOADED) is True
    assert large.page.evaluate(COUNTS) == counted
    assert len(counted) > 3


def test_a_number_opens_what_it_counts_and_its_words(large: Visit) -> None:
    large.page.locator("#overview [data-cell='620000|SocialOrganization']").click()
    members = large.page.locator("#overview .members li")
    assert members.count() == 81  # eighty, and the button for the rest
    assert large.page.evaluate("() => Zhengmai.page.graph.parts.size") < 10  # of 255 articles
    large.page.locator("#overview .members button").first.click()
    assert large.page.locator("#graph").is_visible()
    assert 1 < len(large.shown()) < 131
    assert large.page.locator("#whole").is_hidden()
    assert large.marks("word") == [large.heading]


def test_a_search_reads_the_network(large: Visit) -> None:
    large.go_to("酒泉市第1志愿者协会")
    assert large.heading == "酒泉市第1志愿者协会"
    assert large.marks("word") == ["酒泉市第1志愿者协会"]


def test_five_thousand_nodes_in_one_picture(visit: Visit, large_file: Path) -> None:
    visit.open(large_file, "#view=graph&whole=1&from=2017-01&to=2017-10")
    assert 5000 < len(visit.page.evaluate("shownNodes()")) < 5200
    visit.go_to("第7志愿者协会")
    assert "第7志愿者协会" in visit.heading
    assert visit.marks("word")[0].endswith("第7志愿者协会")


def test_a_view_within_a_place_has_its_focus_there(large: Visit) -> None:
    large.page.locator("#overview th button", has_text="甘肃省").click()
    large.page.locator("#overview th button", has_text="酒泉市").click()
    assert large.page.evaluate(IS_LOADED) is False
    large.page.click("#tab-list")
    assert large.page.evaluate("() => (focused().codes || []).some(code => code.startsWith('6209'))")


def test_an_address_of_the_counts_opens_them(large: Visit, colleague: Visit) -> None:
    large.page.locator("#overview th button", has_text="甘肃省").click()
    colleague.follow(large.page.url)
    assert colleague.page.evaluate(COUNTS) == large.page.evaluate(COUNTS)
    assert colleague.page.evaluate(IS_LOADED) is False


def test_back_from_a_view_to_the_counts(large: Visit) -> None:
    large.page.locator(".node", has_text="甘肃省民政厅").click()
    assert large.heading == "甘肃省民政厅"
    large.page.go_back()
    expect(large.page.locator("#overview")).to_be_visible()
