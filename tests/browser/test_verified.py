"""What a person has verified is marked in picture, panel, legend and text, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ARTICLE
from visiting import ROOT, Visit

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
    explorer.page.wait_for_function("() => window.written.some(words => words.startsWith('✓'))")
    ticked = set(explorer.page.evaluate("() => window.written.filter(words => words.includes('✓'))"))
    assert any(words.startswith("✓ 试点") for words in ticked)


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
