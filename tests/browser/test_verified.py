"""What a person has verified is marked in picture, panel, legend and text, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from visiting import ARTICLE, ROOT, Visit, until

from kg.graph import Graph, gold_documents
from kg.review import apply, decide, statements
from kg.view import write_pages


@pytest.fixture(scope="module")
def verified_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of the article with an event, a role of it, a relation and a figure verified."""
    (doc,) = gold_documents(ROOT / "corpus" / "gold", ROOT / "corpus" / "articles", [ARTICLE])
    found = list(statements(doc))
    event = next(c for c in found if c.kind == "event" and "双孵化" in c.about and "Pilot" in c.says)
    role = next(c for c in found if c.kind == "role" and c.fact["event"]["trigger"] == event.fact["trigger"])
    relation = next(c for c in found if c.kind == "relation" and c.fact["p"] == "pilotedIn")
    figure = next(c for c in found if c.kind == "figure" and c.text == "150多个")
    decided = apply([decide(c, "accept", who="王芳") for c in (event, role, relation, figure)], doc).doc
    return write_pages(Graph.of([decided]), tmp_path_factory.mktemp("verified"))


def test_the_explorer_marks_what_is_verified(visit: Visit, verified_file: Path) -> None:
    explorer = visit.open(verified_file)
    assert "已人工核实" in explorer.page.locator("#legend .verified").inner_text()
    explorer.go_to("双孵化")
    explorer.page.locator("#panel .connections .node", has_text="试点").first.click()
    assert "✓" in explorer.panel.locator(".kind .verified").inner_text()
    assert explorer.panel.locator(".claim .badge.verified").count() == 1


WRITTEN = """() => {
  const write = CanvasRenderingContext2D.prototype.fillText;
  window.written = [];
  CanvasRenderingContext2D.prototype.fillText = function (words, ...place) {
    window.written.push(words);
    return write.call(this, words, ...place);
  };
}"""


def test_the_picture_ticks_what_is_verified(visit: Visit, verified_file: Path) -> None:
    explorer = visit.open(verified_file)
    explorer.page.evaluate(WRITTEN)
    explorer.go_to("双孵化")
    until(explorer.page, lambda: explorer.page.evaluate("() => window.written.some(words => words.startsWith('✓ 试点'))"))


def test_nothing_is_marked_where_nobody_has_looked(explorer: Visit) -> None:
    explorer.go_to("双孵化")
    assert explorer.page.locator(".verified").count() == 0
    assert "✓" not in explorer.page.locator("body").inner_text()


def test_the_reading_page_marks_what_is_verified(visit: Visit, verified_file: Path) -> None:
    (page,) = (verified_file.parent / "articles").iterdir()
    reading = visit.open(page)
    marked = reading.page.locator(".note", has=reading.page.locator(".tick")).all_inner_texts()
    assert len(marked) == 2
    assert any("试点" in note for note in marked)
    assert any("150多个" in note for note in marked)
    assert "已人工核实" in reading.page.locator(".paper .verified").inner_text()


def test_the_timeline_ticks_what_is_verified(visit: Visit, verified_file: Path) -> None:
    """The pilot of 双孵化 has no time: it stands below the bands."""
    explorer = visit.open(verified_file)
    explorer.page.click("#tab-timeline")
    undated = explorer.page.locator("#timeline .undated")
    undated.locator("summary").click()
    ticked = undated.locator(".node", has=explorer.page.locator(".tick"))
    assert [text.split()[0] for text in ticked.all_inner_texts()] == ["试点"]
    assert ticked.locator(".tick").get_attribute("aria-label") == "已人工核实"
    assert "已人工核实" in explorer.page.locator("#timeline .shapes").inner_text()


@pytest.fixture(scope="module")
def dated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of two articles of which somebody has verified an event each that has a time and a place."""
    docs = gold_documents(ROOT / "corpus" / "linked" / "gold", ROOT / "corpus" / "linked" / "articles")
    decided = []
    for doc in docs:
        pilots = [c for c in statements(doc) if c.kind == "event" and "Pilot" in c.says]
        decided.append(apply([decide(c, "accept", who="王芳") for c in pilots], doc).doc)
    return write_pages(Graph.of(decided), tmp_path_factory.mktemp("dated"))


def test_a_bar_has_its_tick_and_says_what_it_means(visit: Visit, dated_file: Path) -> None:
    explorer = visit.open(dated_file)
    explorer.page.click("#tab-timeline")
    bars = explorer.page.locator("#timeline .moment[data-event]")
    ticked = bars.filter(has=explorer.page.locator(".tick"))
    assert {tuple(text.split(" ")[:2]) for text in ticked.all_inner_texts()} == {("✓", "试点")}
    assert ticked.count() == 2
    assert all("✓ 已人工核实" in str(bar.get_attribute("title")) for bar in ticked.all())
    plain = bars.filter(has_not=explorer.page.locator(".tick"))
    assert plain.count() > 5
    assert not any("✓" in f"{bar.get_attribute('title')}{bar.inner_text()}" for bar in plain.all())
    assert explorer.page.locator(".tick").first.evaluate("tick => getComputedStyle(tick).position") == "static"
    explorer.page.click("#language")
    assert "✓ verified" in str(ticked.first.get_attribute("title"))


def test_the_map_counts_what_is_verified_by_place(visit: Visit, dated_file: Path) -> None:
    explorer = visit.open(dated_file)
    explorer.page.click("#tab-map")
    rows = explorer.page.locator("#map .places tbody tr")
    counts = {row.locator("td").first.inner_text(): row.locator("td").last.inner_text() for row in rows.all()}
    assert {place for place, count in counts.items() if count} == {"酒泉市", "宝鸡市"}
    assert set(counts.values()) == {"", "1"}
    assert "✓1" in explorer.page.locator("#map svg text", has_text="酒泉").text_content()
    assert "✓" not in str(explorer.page.locator("#map svg text", has_text="张掖").text_content())
    label = explorer.page.locator('#map .bubble[data-code="610300"]').get_attribute("aria-label")
    assert label == "宝鸡市: 1 件, ✓ 其中 1 件已人工核实"
    explorer.page.click("#language")
    label = explorer.page.locator('#map .bubble[data-code="610300"]').get_attribute("aria-label")
    assert label == "宝鸡市: 1 event, ✓ 1 of them verified"
    explorer.page.locator('#map .place[data-place="610300"]').click()
    assert explorer.page.locator("#map .here .node .tick").count() == 1


def test_the_discs_count_and_ring_what_is_verified(visit: Visit, dated_file: Path) -> None:
    explorer = visit.open(dated_file)
    explorer.page.evaluate(WRITTEN)
    explorer.page.evaluate(RINGS)
    explorer.page.click("#whole")
    until(explorer.page, lambda: explorer.page.evaluate("() => window.written.some(words => /^酒泉市 \\d+ ✓1$/.test(words))"))
    explorer.settle()  # all discs are drawn in one frame
    named = set(explorer.page.evaluate("() => window.written.filter(words => /^\\S+[市省] \\d+/.test(words))"))
    assert {words.split()[0] for words in named if "✓" in words} == {"酒泉市", "宝鸡市"}
    assert len(named) > 2
    colour = explorer.page.evaluate("() => getComputedStyle(document.body).getPropertyValue('--verified').trim()")
    assert colour in explorer.page.evaluate("() => window.rings")


RINGS = """() => {
  const arc = CanvasRenderingContext2D.prototype.stroke;
  window.rings = [];
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    window.rings.push(this.strokeStyle);
    return arc.call(this, ...path);
  };
}"""
