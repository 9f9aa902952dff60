"""The pages on a phone: the panel is a sheet, names are legible, nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from visiting import Visit, becomes, new_context

from kg.view import VIEWS

WIDTH, HEIGHT = 390, 844
SCALE = "() => picture().network.getScale()"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Visit]:
    """A phone's window: a finger instead of a mouse."""
    size = {"width": WIDTH, "height": HEIGHT}
    context = new_context(browser, viewport=size, offline=True, is_mobile=True, has_touch=True)
    context.add_init_script(Path(__file__).with_name("helpers.js").read_text(encoding="utf-8"))
    visit = Visit(context.new_page())
    yield visit
    visit.leave()
    context.close()


def height(visit: Visit, selector: str) -> float:
    box = visit.page.locator(selector).bounding_box()
    return box["height"] if box else 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_has_the_room_and_fits_the_width(phone: Visit, several_file: Path, language: str) -> None:
    phone.open(several_file)
    if language == "en":
        phone.page.click("#language")
    for view in VIEWS:
        phone.page.locator(f"#tab-{view}").click()
        assert phone.page.evaluate("() => document.documentElement.scrollWidth") == WIDTH, view
        assert height(phone, f"#{view}") > 0.7 * HEIGHT, view
    assert height(phone, "header.bar") < 100  # two rows
    assert {height(phone, f"#tab-{view}") for view in VIEWS} == {height(phone, "#tab-map")}  # no name in two


def test_the_sheet_opens_with_what_is_chosen_and_can_be_closed(phone: Visit, explorer_file: Path) -> None:
    phone.open(explorer_file)
    assert not phone.panel.is_visible()
    assert phone.page.locator("#sheet").inner_text().startswith("甘肃省民政厅")
    phone.go_to("双孵化")
    assert phone.panel.is_visible()
    assert phone.heading == "双孵化"
    assert phone.page.locator("#sheet").get_attribute("aria-expanded") == "true"
    phone.page.click("#sheet")
    assert not phone.panel.is_visible()
    phone.page.click("#sheet")
    phone.page.get_by_role("button", name="在原文中看").first.click()
    assert not phone.panel.is_visible()  # the words are what was asked for
    assert phone.page.locator(".asked").is_visible()


def test_the_sheet_of_the_counts_promises_no_evidence(phone: Visit, several_file: Path) -> None:
    phone.open(several_file, "#view=overview")
    assert phone.page.locator("#sheet").inner_text().split() == ["整个图谱", "展开", "▴"]
    phone.page.click("#tab-list")
    assert "原文依据" in phone.page.locator("#sheet").inner_text()


def test_an_address_of_something_chosen_opens_the_sheet(phone: Visit, explorer: Visit) -> None:
    explorer.click_event("Inspection", "2017-09")
    phone.follow(explorer.page.url)
    assert phone.panel.is_visible()


def test_hits_are_as_wide_as_the_page(phone: Visit, explorer_file: Path) -> None:
    phone.open(explorer_file)
    phone.page.tap("#search")
    phone.search("双孵化")
    box = phone.page.locator("#hits").bounding_box()
    assert box is not None
    assert box["width"] > 0.9 * WIDTH
    assert phone.page.locator("#hits bdi").first.inner_text() == "双孵化"
    phone.page.locator("#hits li").first.tap()
    assert phone.heading == "双孵化"


def test_names_of_the_picture_are_legible_and_apart(phone: Visit, explorer_file: Path) -> None:
    phone.open(explorer_file)
    assert 13 * phone.page.evaluate(SCALE) >= 12  # px of a name
    boxes = phone.page.evaluate("() => [...picture().labels.values(), ...picture().pills.values()]")
    assert len(boxes) > 10
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a["right"] <= b["left"] or b["right"] <= a["left"] or abs(a["y"] - b["y"]) >= 15, (a, b)
    assert phone.page.evaluate("() => onScreen(picture().at.get(focused().id))[1]") < HEIGHT / 2


def test_what_is_chosen_stays_in_sight_above_the_sheet(phone: Visit, explorer_file: Path) -> None:
    phone.open(explorer_file)
    last = phone.page.evaluate("() => [...picture().at.keys()].at(-1)")
    phone.page.evaluate("id => Zhengmai.page.go.select('node', id)", last)
    drawn = """id => {
      const [box, [, y]] = [document.getElementById('canvas').getBoundingClientRect(), whereNode(id)];
      return box.top < y && y < box.bottom;
    }"""
    becomes(phone.page, lambda: phone.page.evaluate(drawn, last), wanted=True)
    assert phone.page.evaluate(SCALE) > 0.9


def test_plans_are_read_from_top_to_bottom(phone: Visit, explorer_file: Path) -> None:
    phone.open(explorer_file, "#view=plans")
    cells = [cell.bounding_box() for cell in phone.page.locator("section.planned tbody td:visible").all()]
    assert all(box and box["x"] + box["width"] <= WIDTH for box in cells)
    time = phone.page.locator("section.planned td[data-head=时间]").first
    assert time.is_visible()
    assert time.inner_text() == "2018"


def test_the_reading_page_shows_the_text_alone(phone: Visit, reading_file: Path) -> None:
    phone.open(reading_file)
    assert not phone.panel.is_visible()
    assert not phone.page.locator("#sheet").is_visible()
    assert "点击有下划线的名称" in phone.page.locator("#text header").inner_text()
    assert height(phone, "#text") > 0.9 * HEIGHT
    phone.page.locator(".piece.name", has_text="双孵化").tap()
    assert phone.heading == "双孵化"
    assert phone.page.locator(".piece.name.chosen").first.is_visible()
    phone.page.tap("#sheet")
    assert height(phone, "#text") > 0.8 * HEIGHT
