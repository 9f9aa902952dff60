"""The article as it was written: names, notes in the margin, and the ways between text and graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from visiting import Visit, until

from kg import pipeline
from kg.graph import Graph
from kg.read import read_text
from kg.view import write_pages


def words(visit: Visit, look: str) -> list[str]:
    """Runs of the article that have a look, pieces that touch joined."""
    script = """look => [...document.querySelectorAll('#text .line > :first-child')].flatMap(line => {
        const runs = []; let open = false;
        for (const piece of line.children) {
            const has = piece.classList.contains(look);
            if (has) runs.push((open ? runs.pop() : '') + piece.textContent);
            open = has;
        }
        return runs;
    })"""
    return list(visit.page.evaluate(script, look))


def test_the_text_stands_as_it_is(reading: Visit, article_text: str) -> None:
    title = reading.page.locator("#text header h2").text_content()
    shown = reading.page.locator("#text .line > p").all_text_contents()
    assert shown == [line for line in article_text.split("\n") if line.strip() and line != title]
    assert title in article_text.split("\n")
    assert reading.page.title().startswith("甘肃省社会组织党建呈现新气象新作为")


def test_names_are_coloured_by_type(reading: Visit) -> None:
    colours = dict(
        reading.page.evaluate(
            "() => [...document.querySelectorAll('.piece.name')].map(p => [p.textContent, getComputedStyle(p).borderBottomColor])"
        )
    )
    assert len({colours[name] for name in ("省民政厅", "省委组织部", "庆阳市")}) == 3
    assert colours["酒泉市"] == colours["庆阳市"]


def test_the_margin_names_events_and_figures_beside_their_paragraph(reading: Visit) -> None:
    line = reading.page.locator(".line", has_text="双孵化")
    notes = line.locator(".note").all_inner_texts()
    assert "试点 · 双孵化" in notes
    assert "先进典型 150多个" in notes
    assert line.locator(".note.planned").count() == 0
    assert reading.page.locator(".note.planned").all_inner_texts() == ["宣传报道 · 2018 · 甘肃省社会组织党建微信平台、两微一端"]


def test_the_title_stands_once_with_its_names_marked(reading: Visit) -> None:
    title = "甘肃省社会组织党建呈现新气象新作为"
    assert reading.page.locator("#text").inner_text().count(title) == 1
    assert reading.page.locator("#text h2 .piece.name").all_inner_texts() == ["甘肃省"]


HOLES = """() => [...document.querySelectorAll('#text .paper:not(header) .line')].map(line => {
    const [words, notes] = line.children;
    return notes.getBoundingClientRect().bottom - words.getBoundingClientRect().bottom;
})"""


@pytest.mark.parametrize("width", [1280, 1400])
def test_notes_tear_no_hole_into_the_text(reading: Visit, width: int) -> None:
    reading.resize(width, 900)
    assert max(reading.page.evaluate(HOLES)) <= 24


def test_folded_notes_open_on_a_click_and_show_what_is_chosen(reading: Visit) -> None:
    line = reading.page.locator(".line", has=reading.page.locator(".unfold")).first
    more = line.locator(".unfold")
    folded = line.locator(".note.beyond")
    count = folded.count()
    all_folded = reading.page.locator(".note.beyond").count()
    assert more.inner_text() == f"+{count}"
    assert not folded.last.is_visible()
    reading.page.evaluate("id => Zhengmai.page.go.select('node', id)", int(folded.last.get_attribute("data-note") or ""))
    assert folded.last.is_visible()
    more.click()
    assert reading.page.locator(".note.beyond").count() == all_folded - count
    assert reading.page.evaluate("() => document.activeElement.matches('.note:not(.beyond)')")


def test_paper_has_all_notes(reading: Visit) -> None:
    reading.page.emulate_media(media="print")
    assert reading.page.locator(".note.beyond:visible").count() == reading.page.locator(".note.beyond").count() > 0


def test_clicking_a_name_shows_what_is_said_of_it(reading: Visit) -> None:
    reading.page.locator(".piece.name", has_text="双孵化").click()
    assert reading.heading == "双孵化"
    assert "试点于" in reading.panel.inner_text()
    assert words(reading, "chosen") == ["双孵化"]


def test_clicking_a_note_marks_its_clause(reading: Visit) -> None:
    reading.page.locator(".note", has_text="督导调研 · 2017-09").click()
    assert words(reading, "chosen") == ["9月,会同省委组织部、省工商局对各地社会组织党建工作进行调研督导"]
    assert reading.panel.locator(".roles .badge").inner_text() == "补全"


def test_hovering_a_name_lights_its_events_and_back(reading: Visit) -> None:
    reading.page.locator(".piece.name", has_text="双孵化").hover()
    expect(reading.page.locator(".note.lit")).to_have_text(["试点 · 双孵化"], use_inner_text=True)
    reading.page.locator(".note", has_text="试点 · 双孵化").hover()
    until(reading.page, lambda: "双孵化" in "".join(words(reading, "lit")))


def test_names_work_by_keyboard(reading: Visit) -> None:
    reading.page.locator(".piece.name", has_text="双孵化").focus()
    reading.page.keyboard.press("Enter")
    assert reading.heading == "双孵化"


def test_an_address_marks_its_place(visit: Visit, reading_file: Path, article_text: str) -> None:
    visit.open(reading_file, "#at=1578-1581")
    assert words(visit, "asked") == [article_text[1578:1581]] == ["双孵化"]
    assert visit.page.locator(".asked").is_visible()
    box = visit.page.locator(".asked").bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900


def test_a_wrong_address_marks_nothing(visit: Visit, reading_file: Path) -> None:
    visit.open(reading_file, "#at=9-3&node=<img src=x onerror=alert(1)>")
    assert words(visit, "asked") == []


def test_from_the_text_into_the_graph_and_back(reading: Visit) -> None:
    reading.page.locator(".piece.name", has_text="双孵化").click()
    reading.page.get_by_role("link", name="在图谱中看").click()
    reading.page.wait_for_selector("#canvas canvas")
    reading.ready()
    assert reading.heading == "双孵化"
    assert {"庆阳市", "甘肃省民政厅"} <= reading.shown().keys()
    reading.page.get_by_role("button", name="在原文中看").first.click()
    assert words(reading, "asked") == ["双孵化"]
    reading.page.get_by_role("link", name="阅读页").click()
    reading.page.wait_for_selector("#explorer")
    reading.ready()
    assert reading.page.locator("#text h2").inner_text() == "甘肃省社会组织党建呈现新气象新作为"


def test_evidence_leads_to_its_words_in_the_right_article(several: Visit) -> None:
    several.go_to("齐齐哈尔市文明办")
    several.page.get_by_role("button", name="在原文中看").first.click()
    assert several.page.locator("#text .asked").first.inner_text() in ("市文明办", "齐齐哈尔市文明办")
    assert "齐齐哈尔" in several.page.locator("#text").inner_text()
    several.page.click("#back")
    assert several.page.locator("#canvas").is_visible()


def test_another_article_can_be_chosen(several: Visit) -> None:
    several.page.click("#tab-text")
    choice = several.page.locator("#text select")
    assert choice.locator("option").count() == 5
    choice.select_option(label=choice.locator("option").nth(3).inner_text())
    assert several.page.locator("#text h2").inner_text() == choice.locator("option").nth(3).inner_text()
    assert "article=" in several.page.url


def test_the_reading_page_speaks_english_and_goes_dark(reading: Visit) -> None:
    reading.page.click("#language")
    reading.page.click("#theme")
    assert reading.page.locator("#explorer").inner_text() == "← Explorer"
    assert reading.page.locator("html").get_attribute("data-theme") == "dark"


TABLE = "街道\t培训人数（人）\t备注\n临江街道\t45\n官渡街道\t38\t含线上参加培训的12人，由街道社工站统一组织\n合计\t83"


def test_the_columns_of_a_table_stand_in_line(visit: Visit, tmp_path: Path) -> None:
    text = f"东岭区民政局举办社工培训班\n东岭区民政局举办培训班，情况如下：\n{TABLE}\n培训班今日结束。"
    doc = pipeline.run(read_text(text, id="a"), pipeline.stages())
    write_pages(Graph.of([doc]), tmp_path)
    (page,) = (tmp_path / "articles").iterdir()
    rows = visit.open(page).page.locator("#text .line > p.row")
    assert rows.all_text_contents() == TABLE.split("\n")
    lefts = "row => [...row.querySelectorAll('.cell')].map(cell => Math.round(cell.getBoundingClientRect().left))"
    first, *others = (row.evaluate(lefts) for row in rows.all())
    assert len(first) == 3
    assert all(first[: len(other)] == other for other in others)
    assert visit.page.locator("#text .line > p.row .piece.figure").all_inner_texts() == ["45", "38", "12人", "83"]
