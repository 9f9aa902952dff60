"""Articles are written by strangers: whatever they hold is shown as text, at the right place, and runs nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from visiting import Visit

from kg.graph import Graph
from kg.model import Date, Document, EntityRef, Event, Figure, Filler, Mention, Metadata, Relation, Span
from kg.view import VIEWS, Frame, explorer, write_explorer, write_pages

ATTACKS = {
    "img": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(1)</script>",
    "comment": "<!--<script>",
    "href": '<a href="javascript:alert(1)">协会</a>',
    "quotes": "\"'`${alert(1)}{{7*7}}{% raw %}",
    "bidi": "市\u202e协会\u2066会\u200b",
    "html": "&lt;b&gt;协会&amp;",
    "proto": "__proto__",
    "separator": "协\u2028会\u2029",
}
STRANGE = "img, iframe, b, object, embed, a[href^=javascript], a[href^=http]"  # what no text may become
AGENCY = EntityRef("甲市民政局", "GovernmentAgency")


def hostile_document(name: str) -> Document:
    """An article in which everything that a stranger can write is `name`: body, title, file, publisher, words, indicator."""
    text = f"𠮷日,甲市民政局表彰{name}𠮷等3个先进。"
    at = {words: Span(text.index(words), text.index(words) + len(words)) for words in ("甲市民政局", name, "表彰", "3个", "先进")}
    body = EntityRef(name, "SocialOrganization")
    clause = Span(3, len(text) - 1)
    fillers = (
        Filler("agent", "entity", AGENCY.name, AGENCY, at["甲市民政局"], "restored"),
        Filler("target", "entity", name, body, at[name]),
        Filler("theme", "words", "先进", span=at["先进"]),
        Filler("count", "figure", "q1", span=at["3个"]),
        Filler("time", "date", "2020", span=Span(0, 2)),
    )
    return Document(
        id="hostile",
        text=text,
        metadata=Metadata(title=name, author=name, publisher=name, published="2020-01-02", url="javascript:alert(1)"),
        mentions=(Mention("m1", at["甲市民政局"], AGENCY.type, AGENCY.name), Mention("m2", at[name], body.type, name)),
        dates=(Date("d1", Span(0, 2), "2020"),),
        figures=(Figure("q1", at["3个"], 3, "个", indicator=name, baseline=name, rule=name),),
        events=(Event("e1", "Recognition", at["表彰"], clause, fillers=fillers),),
        relations=(Relation(AGENCY, "recognizes", body, clause, sources=("e1",)),),
        source=f"{name}.txt".replace("/", "_"),
    )


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page of all attacks, each an article of its own."""
    return write_pages(Graph.of(map(hostile_document, ATTACKS.values())), tmp_path_factory.mktemp("hostile"))


def test_hostile_text_is_shown_as_text(visit: Visit, hostile_file: Path) -> None:
    visit.open(hostile_file)
    for name, attack in ATTACKS.items():
        visit.page.evaluate("name => Zhengmai.page.go.focus(named(name))", attack)
        assert visit.marks("word") == [visible(attack)], name
        assert visit.heading.split() == visible(attack).split(), name
        assert visit.panel.locator("cite").inner_text().split() == visible(attack).split(), name
        visit.page.click("#tab-list")
        visit.page.click("#tab-graph")
    for view in ("figures", "plans", "timeline"):
        visit.page.click(f"#tab-{view}")
        shown = visit.page.locator(f"#{view}").inner_text()
        assert [name for name, attack in ATTACKS.items() if visible(attack).split()[0][:9] not in shown] == [], view
    visit.page.click("#filters-button")
    visit.page.locator("#filters details[data-part=articles] > summary").click()
    titles = visit.page.locator("#filters .article bdi").all_text_contents()
    assert sorted(titles) == sorted(visible(attack) for attack in ATTACKS.values())
    for view in VIEWS:
        visit.page.click(f"#tab-{view}")
        assert visit.page.locator(STRANGE).count() == 0, view
    assert visit.page.locator("script:not([type])").count() == 2


def test_hostile_text_is_read_as_text(visit: Visit, hostile_file: Path) -> None:
    for page in sorted((hostile_file.parent / "articles").iterdir()):
        visit.open(page)
        title = visit.page.locator("#text h2").text_content() or ""
        attack = next(a for a in ATTACKS.values() if visible(a) == title)
        body = visit.page.locator("#text .line > p").text_content() or ""
        assert visible(attack) in body
        visit.page.locator(".piece.name").nth(1).click()
        assert "".join(visit.page.locator(".piece.name.chosen").all_text_contents()) == visible(attack)
        assert visit.page.locator(STRANGE).count() == 0
        assert visit.page.locator("a:not(.button)").count() == 0
        assert visit.page.locator("script:not([type])").count() == 1


def visible(text: str) -> str:
    """Controls that reorder or hide text stand as their numbers."""
    hidden = "\u202e\u2066\u200b\u2028\u2029"
    return "".join(f"⟨U+{ord(c):04X}⟩" if c in hidden else c for c in text)


def test_offsets_count_characters_not_utf16_units(visit: Visit, tmp_path: Path) -> None:
    doc = hostile_document("𠮷田协会𠮷")
    visit.open(write_explorer(Graph.of([doc]), tmp_path / "page.html"))
    visit.go_to("𠮷田协会𠮷")
    assert visit.marks("word") == ["𠮷田协会𠮷"]
    visit.go_to("选树表彰")
    assert visit.marks("trigger") == ["表彰"]
    assert visit.marks("clause") == [doc.text[3:-1]]


def test_search_takes_markup_as_words(visit: Visit, hostile_file: Path) -> None:
    visit.open(hostile_file)
    assert visit.search("<img src=x onerror=")[0] == ATTACKS["img"]


def test_hostile_address_runs_nothing(visit: Visit, tmp_path: Path) -> None:
    file = write_explorer(Graph.of([hostile_document("协会")]), tmp_path / "page.html")
    strange = "<img src=x onerror=alert(1)>"
    keys = (
        "focus",
        "node",
        "path",
        "articles",
        "article",
        "at",
        "place",
        "from",
        "to",
        "sure",
        "level",
        "spread",
        "hide",
        "whole",
    )
    for value in (strange, "__proto__", "constructor", "javascript:alert(1)", "-1"):
        visit.page.goto("about:blank")
        visit.open(file, f"#edge=</script>|||&cell=|{value}&open={value}&" + "&".join(f"{key}={value}" for key in keys))
        assert visit.heading == "协会"
        for view in VIEWS:
            visit.page.click(f"#tab-{view}")
            assert visit.page.locator(STRANGE).count() == 0


def test_a_page_in_a_notebook_frame_works_and_reaches_nothing(visit: Visit, tmp_path: Path) -> None:
    frame = Frame(explorer(Graph.of([hostile_document(ATTACKS["script"])])))
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!doctype html><title>notebook</title>{frame._repr_html_()}", encoding="utf-8")
    visit.page.goto(notebook.as_uri())
    inside = visit.page.frame_locator("iframe")
    inside.locator("html[data-ready]").wait_for()
    inside.locator("#tab-list").click()
    inside.locator("#list button").last.click()
    inside.locator("#back").click()
    assert inside.locator("#list").is_visible()
    assert visit.page.frames[1].evaluate("() => window.origin") == "null"


def test_a_notebook_opens_on_the_view_that_is_asked_for(visit: Visit, tmp_path: Path) -> None:
    graph = Graph.of([hostile_document(ATTACKS["img"])])
    for view, frame in (("map", graph.map()), ("timeline", graph.timeline(height=500)), ("graph", graph.show(view="graph"))):
        notebook = tmp_path / f"{view}.html"
        notebook.write_text(f"<!doctype html><title>notebook</title>{frame._repr_html_()}", encoding="utf-8")
        visit.page.goto(notebook.as_uri())
        inside = visit.page.frame_locator("iframe")
        inside.locator("html[data-ready]").wait_for()
        assert inside.locator(f"#{view}").is_visible()
        inside.locator("#tab-text").click()
        assert ATTACKS["img"] in (inside.locator("#text").text_content() or "")


def test_a_table_of_a_notebook_shows_markup_as_text(visit: Visit, tmp_path: Path) -> None:
    graph = Graph.of(map(hostile_document, ATTACKS.values()))
    answer = graph.query("SELECT ?name WHERE { ?x a kg:SocialOrganization ; rdfs:label ?name }")
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!doctype html><meta charset=utf-8><title>table</title>{answer._repr_html_()}", encoding="utf-8")
    visit.page.goto(notebook.as_uri())
    assert sorted(visit.page.locator("td").all_text_contents()) == sorted(map(visible, ATTACKS.values()))
    assert visit.page.locator("table *:not(thead, tbody, tr, th, td)").count() == 0


def test_an_empty_graph_says_so(visit: Visit, tmp_path: Path) -> None:
    visit.page.goto(write_explorer(Graph.of([]), tmp_path / "page.html").as_uri())
    assert visit.panel.inner_text() == "图谱为空"


def test_a_text_without_names_opens_too(visit: Visit, tmp_path: Path) -> None:
    doc = replace(hostile_document("协会"), mentions=(), events=(), relations=())
    visit.open(write_explorer(Graph.of([doc]), tmp_path / "page.html"))
    assert "3个" in visit.heading


def test_the_address_of_an_article_is_a_link_and_nothing_else(visit: Visit, tmp_path: Path) -> None:
    at = "https://www.x.gov.cn/1.html?a=1&b='<\u202e"
    for url, links in ((at, 0), ("https://www.x.gov.cn/1.html?a=1&b='", 1), ("javascript:alert(1)", 0)):
        doc = hostile_document("协会")
        doc = replace(doc, metadata=replace(doc.metadata, url=url))
        folder = tmp_path / str(len(url))
        folder.mkdir()
        file = write_pages(Graph.of([doc]), folder)
        visit.open(file)
        found = visit.panel.locator("article.claim").first.locator("a.origin")
        assert found.count() == links
        if links:
            assert [found.get_attribute(name) for name in ("href", "rel", "target")] == [url, "noopener noreferrer", "_blank"]
        (reading,) = (file.parent / "articles").iterdir()
        visit.open(reading)
        assert visit.page.locator("header h2 a.origin").count() == links
