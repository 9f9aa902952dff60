"""The query page and those beside it in a real browser: YASGUI works, asks this server alone, and runs no markup of the data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from visiting import new_context, until

from kg.graph import Graph
from kg.graph.questions import questions
from kg.rdf.serialize import trig

EVIL = "<img src=x onerror=document.title='owned'>"


@pytest.fixture(scope="module")
def served(article_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The seed article, with one node that means harm, behind `kg serve`."""
    path = tmp_path_factory.mktemp("query") / "graph.trig"
    evil = f"""<https://w3id.org/zhengmai/graph/facts> {{ <http://e/'/onclick='alert(1)> a <http://e/Evil> ;
      <http://www.w3.org/2000/01/rdf-schema#label> {json.dumps(EVIL)} , "</script><script>document.title='owned'</script>" . }}"""
    path.write_bytes(trig(article_graph.store.quads(), article_graph.store.base) + evil.encode())
    command = [sys.executable, "-m", "kg.cli", "serve", str(path), "--port", "0", "--rows", "40"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("http://"), f"kg serve did not start: {line!r}"
            yield line.split("/  ")[0]
        finally:
            process.terminate()


@pytest.fixture
def wrong() -> set[str]:
    """What the browser complains of: of each kind the words that it begins with."""
    return set()


@pytest.fixture
def foreseen() -> set[str]:
    """What it is to complain of in this test; a test that foresees something puts it in."""
    return set()


@pytest.fixture
def page(browser: Browser, served: str, wrong: set[str], foreseen: set[str]) -> Iterator[Page]:
    """A new window; afterwards nothing else may have gone wrong in it, whenever, and nobody else may have been asked."""
    context = new_context(browser, viewport={"width": 1400, "height": 900}, base_url=served)
    page = context.new_page()
    asked: list[str] = []
    page.on("console", lambda m: wrong.add(m.text.split(" the following")[0]) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.add(str(error)))
    page.on("dialog", lambda dialog: (wrong.add(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    title = page.title()
    context.close()
    assert wrong == foreseen
    assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []
    assert title != "owned"


def table(page: Page) -> Any:
    return page.locator(".tabPanel.active .yasr_results tbody tr")


def run(page: Page, query: str) -> None:
    page.goto("/query")
    page.wait_for_selector("html[data-ready]")
    page.evaluate("query => window.yasgui.getTab().setQuery(query)", query)
    page.locator(".tabPanel.active .yasqe_queryButton").click()


def test_a_query_typed_in_is_answered_in_a_table(page: Page) -> None:
    run(page, "PREFIX kg: <https://w3id.org/zhengmai/ontology#> SELECT ?name { ?x kg:supervises/rdfs:label ?name }")
    expect(table(page)).to_have_count(1)
    expect(table(page)).to_contain_text("甘肃古籍文献整理编译中心")


def test_values_begin_below_their_heading_apart_from_the_number_of_the_row(page: Page) -> None:
    run(page, "SELECT ?name { ?x a kg:Event ; rdfs:label ?name } LIMIT 12")
    expect(table(page)).to_have_count(12)
    left = "element => element.getBoundingClientRect().left"
    number, value = table(page).last.locator("td > div").all()
    heading = page.locator(".tabPanel.active .yasr_results th .dt-column-title").last
    assert value.evaluate(left) == heading.evaluate(left)
    assert value.evaluate(left) - number.evaluate("element => element.getBoundingClientRect().right") >= 16


def test_the_first_query_runs_as_it_stands(page: Page) -> None:
    page.goto("/query")
    page.wait_for_selector("html[data-ready]")
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    expect(table(page)).to_contain_text("甘肃古籍文献整理编译中心")


def test_every_question_is_an_example(page: Page) -> None:
    page.goto("/query")
    page.wait_for_selector("html[data-ready]")
    options = page.locator("#example option").all_inner_texts()[1:]
    assert [int(option.split()[0]) for option in options] == list(questions())
    page.select_option("#example", "4")
    expect(table(page).first).to_contain_text("双孵化")
    expect(page.locator(".tab.active")).to_contain_text("问题 4")


def values(page: Page) -> list[str]:
    """The lines of the query that hold its parameters."""
    return [line.strip() for line in page.evaluate("() => window.yasgui.getTab().getQuery()").splitlines() if "VALUES" in line]


def test_the_parameters_of_a_question_are_fields(page: Page) -> None:
    page.goto("/query")
    page.wait_for_selector("html[data-ready]")
    page.select_option("#example", "2")
    fields = page.locator("#parameters input")
    expect(fields).to_have_count(2)
    assert [field.input_value() for field in fields.all()] == ["", ""]
    expect(page.locator("#parameters label").first).to_contain_text("年份 year, four digits")
    assert [field.get_attribute("placeholder") for field in fields.all()] == ["全部 all", "全部 all"]
    page.get_by_label("年份 year").fill("1999")
    page.keyboard.press("Enter")
    expect(page.locator(".tabPanel.active .yasr")).to_contain_text("No data available")
    page.get_by_label("年份 year").fill("")
    page.get_by_label("督导机构全称").fill('甘肃省"$&\\民政厅 }')
    assert values(page) == ["VALUES ?year { UNDEF }", r'VALUES ?who { "甘肃省\"$&\\民政厅 }" }']
    page.get_by_label("督导机构全称").fill("甘肃省民政厅")
    page.keyboard.press("Enter")
    expect(table(page).first).to_contain_text("甘肃省民政厅")


def test_the_fields_follow_the_query_of_the_open_tab(page: Page) -> None:
    page.goto("/query")
    page.wait_for_selector("html[data-ready]")
    fields = page.locator("#parameters input")
    expect(fields).to_have_count(1)
    page.select_option("#example", "1")
    expect(fields).to_have_value("甘肃省民政厅")
    for name, value in (("", "UNDEF"), ("甘肃省教育厅", '"甘肃省教育厅"@zh')):
        fields.fill(name)
        assert values(page) == [f"VALUES ?name {{ {value} }}"]
    page.locator(".tabsList .tab").first.click()
    expect(fields).to_have_value("")
    page.evaluate("() => window.yasgui.getTab().setQuery('SELECT * { ?s ?p ?o } LIMIT 1')")
    expect(page.locator("#parameters")).to_be_hidden()


def test_the_page_of_the_ontology_asks_for_nothing_else(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/ontology", wait_until="networkidle")
    expect(page.locator("h1")).to_contain_text("政脉本体")
    assert asked == [page.url]
    assert page.locator("link[rel=icon]").get_attribute("href") == "data:,"  # else browsers ask for /favicon.ico


def test_a_cut_answer_says_so(page: Page) -> None:
    run(page, "SELECT * { ?s ?p ?o }")
    expect(page.locator("#notice")).to_contain_text("40")
    run(page, "SELECT * { ?s ?p ?o } LIMIT 5")
    expect(table(page)).to_have_count(5)
    expect(page.locator("#notice")).to_be_hidden()


def test_a_graph_comes_as_turtle(page: Page) -> None:
    run(page, "CONSTRUCT WHERE { ?x kg:supervises ?y }")
    expect(page.locator(".tabPanel.active .yasr_results")).to_contain_text("supervises")


HANDLERS = """() => [...document.querySelectorAll(".yasr_results *")].flatMap((element) =>
  element.getAttributeNames().filter((name) => name.startsWith("on")))"""
CLICKED = """() => {
  document.addEventListener("click", (event) => event.preventDefault());  // no link is followed
  for (const link of document.querySelectorAll(".yasr_results a")) link.click();
}"""
PLANTED = """() => {
  document.querySelector(".yasr_results").insertAdjacentHTML("beforeend", "<a href='#' onclick='alert(1)'>x</a>");
  document.querySelector(".yasr_results").lastElementChild.click();
}"""


def test_markup_in_answers_is_not_run(page: Page, wrong: set[str], foreseen: set[str]) -> None:
    """YASR writes an IRI into an attribute as it is; its DOMPurify takes the handler out again, before it is in the page.

    One that came through would be kept from running by the policy of the page. Chromium tells of one when it would run (150),
    other versions already when it is parsed, be it by DOMPurify.
    """
    foreseen.add("Executing inline event handler violates")
    run(page, "SELECT ?x ?label { ?x a <http://e/Evil> ; rdfs:label ?label }")
    expect(table(page)).to_have_count(2)
    expect(table(page).filter(has_text=EVIL)).to_have_count(1)
    assert page.locator(".yasr_results img[src='x'], .yasr_results script").count() == 0
    assert page.evaluate(HANDLERS) == []
    page.evaluate(CLICKED)
    assert wrong <= foreseen
    page.evaluate(PLANTED)
    until(page, lambda: wrong == foreseen)


def test_from_a_name_to_its_words_in_the_article(page: Page) -> None:
    page.goto("/")
    page.fill("input[type=search]", "甘肃省民政厅")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="甘肃省民政厅", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("甘肃省民政厅")
    page.locator(".evidence li", has_text="重点督导").last.locator(".from a").first.click()
    target = page.locator(".sentence:has(:target)")
    expect(target).to_contain_text("重点督导")
    expect(target).to_be_in_viewport()


def test_the_pages_are_accessible(page: Page) -> None:
    for path in ("/", "/?name=民政", "/resource/place/620000"):
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_query_page_is_accessible_with_an_answer(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    run(page, "SELECT ?name WHERE { ?x a kg:Place ; rdfs:label ?name } LIMIT 3")
    expect(table(page)).to_have_count(3)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(20, 24, 31)") == (scheme == "dark")


@pytest.mark.parametrize("width", [820, 390], ids=["tablet", "phone"])
def test_the_query_page_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1180})
    run(page, "SELECT ?name WHERE { ?x a kg:Place ; rdfs:label ?name } LIMIT 3")
    expect(table(page)).to_have_count(3)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.select_option("#example", "8")
    expect(table(page).first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_name_and_the_ways_share_a_line(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/resource/place/620900")
    name, ways, search = (page.locator(f"header {part}").bounding_box() for part in (".home", "nav", "form"))
    assert name is not None
    assert ways is not None
    assert search is not None
    assert abs(name["y"] + name["height"] / 2 - ways["y"] - ways["height"] / 2) < 4
    assert search["y"] >= max(name["y"] + name["height"], ways["y"] + ways["height"])
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390


def test_on_a_phone_the_buttons_cover_no_query(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/query")
    page.wait_for_selector("html[data-ready]")
    buttons, lines = (
        page.locator(f".tabPanel.active {name}").first.bounding_box() for name in (".yasqe_buttons", ".CodeMirror-code")
    )
    assert buttons is not None
    assert lines is not None
    assert buttons["y"] + buttons["height"] <= lines["y"]
