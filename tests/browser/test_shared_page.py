"""The small page to send on, in a browser: on screens of any size, on paper, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_accessibility import serious
from visiting import Visit

from kg.graph import Graph
from kg.view import share

FOCUS = "甘肃省民政厅"
NOTES = "先看**试点**，再看[推广](https://example.org/a)。\n\n| 年 | 地 |\n|---|---|\n| 2017 | 酒泉 |\n"


@pytest.fixture(scope="module")
def shared_file(article_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shared") / "one.html"
    path.write_text(share(article_graph, FOCUS, notes=NOTES), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_it_fits_and_nothing_is_hard_to_read(visit: Visit, shared_file: Path, scheme: str, width: int) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.page.set_viewport_size({"width": width, "height": 812})
    visit.page.goto(shared_file.as_uri())
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(visit) == []
    ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(20, 24, 31)") == (scheme == "dark")


def test_the_first_screen_says_what_it_is(visit: Visit, shared_file: Path) -> None:
    visit.page.set_viewport_size({"width": 375, "height": 812})
    visit.page.goto(shared_file.as_uri())
    for words in ("政府机关", "1 篇文章", "one Chinese article says", "编者按"):
        top = visit.page.get_by_text(words).first.bounding_box()
        assert top is not None
        assert top["y"] < 812, words
    assert visit.page.locator("h1").inner_text() == FOCUS
    assert visit.page.title().startswith(FOCUS)


def test_a_number_leads_to_the_source(visit: Visit, shared_file: Path) -> None:
    visit.page.goto(shared_file.as_uri())
    visit.page.locator(".number").first.click()
    assert visit.page.locator("#s1").evaluate("e => e.matches(':target')")
    assert "[N]" in visit.page.locator("#s1").inner_text()


def test_it_prints_on_a4(visit: Visit, shared_file: Path) -> None:
    import pypdfium2

    visit.page.goto(shared_file.as_uri())
    printed = pypdfium2.PdfDocument(visit.page.pdf(format="A4"))
    assert 3 <= len(printed) <= 9
    first = printed[0].get_textpage().get_text_range()
    assert FOCUS in first
    assert "编者按" in first
    printed.close()
