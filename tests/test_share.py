"""The small page to send on: the chosen nodes, the cited sentences, the author's notes, and nothing else of the articles."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import UsageError
from kg.graph import Graph, build_gold, gold_documents
from kg.model import Document, Metadata
from kg.pipeline import run
from kg.rdf.vocabulary import kg as term
from kg.read import read_text
from kg.review import apply, decide, statements
from kg.store import Store
from kg.tables.loading import corpus_dir
from kg.view import share
from kg.view.pinyin import pinyin
from kg.view.share import MOST, _notes

FOCUS = "甘肃省民政厅"
ARTICLES = ("000_3933d1552c9bd586", "dev06_xingtai_zongjie", "dev09_deqing_huanjie", "dev76_beilou_shuji")
_MARKDOWN = ("p", "em", "strong", "code", "pre", "a", "ul", "ol", "li", "h1", "h2", "h3", "blockquote", "hr", "br")
_MARKDOWN += ("h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
_RUN = 9  # characters that two texts hardly share by chance, and that no label is cut at


class Page(HTMLParser):
    """What a reader of the page sees, and what it points to."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.quotes: list[str] = []
        self.names: list[str] = []
        self.text: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "path", "link", "img", "br", "hr"):
            self._open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")
        if tag == "bdi":
            self.names.append("")
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        if "blockquote" in self._open:
            self.quotes[-1] += data
        elif "bdi" in self._open:
            self.names[-1] += data
        else:
            self.text.append(data)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=ARTICLES)


def runs(text: str) -> set[str]:
    plain = re.sub(r"\s+", "", text)
    return {plain[at : at + _RUN] for at in range(len(plain) - _RUN + 1)}


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("focus", [FOCUS, "双孵化", "韦朝胜", "甘肃省"])
def test_the_page_holds_no_text_of_the_articles_but_the_cited_sentences(graph: Graph, focus: str, depth: int) -> None:
    page = Page(share(graph, focus, depth=depth))
    cited = set[str]()
    for article in graph.articles():
        spans = {
            (e.sentence_start, e.sentence_start + len(e.sentence))
            for views in (graph.events(), graph.relations(), graph.figures())
            for view in views
            for e in view.evidence
            if e.article == article.iri
        }
        cited |= {article.text[start:stop] for start, stop in spans}
    assert page.quotes
    assert {quote.strip() for quote in page.quotes} <= {sentence.strip() for sentence in cited}
    labels = "\n".join([*page.names, *(a.label for a in graph.articles())])
    allowed = {run for quote in page.quotes for run in runs(quote)} | {run for line in labels.split("\n") for run in runs(line)}
    shown = {run for piece in page.text for run in runs(piece)}
    everything = {run for article in graph.articles() for run in runs(article.text)}
    assert (shown & everything) - allowed == set()
    names = {e.label for e in graph.entities()} | {f.label for e in graph.events() for f in e.fillers}
    known = names | {alias for e in graph.entities() for alias in e.aliases} | {r.post for r in graph.relations() if r.post}
    told = {w for f in graph.figures() for w in (f.scope, f.indicator, f.label, f.as_of, f.baseline) if w}
    assert set(page.names) <= known | told, "names are those of the graph, not words cut from a text"


def test_every_statement_of_the_focus_stands_above_its_sentence(graph: Graph) -> None:
    page = Page(share(graph, FOCUS))
    centre = graph.entity(FOCUS)
    events = [e for e in graph.events() if any(f.iri == centre.iri for f in e.fillers)]
    assert len(events) > 20
    assert {e.evidence[0].sentence.strip() for e in events} <= {q.strip() for q in page.quotes}
    written = share(graph, FOCUS)
    assert "gān sù shěng mín zhèng tīng" in written
    assert "Government agency" in written
    assert "计划 <span" in written, "a plan says that it is one"


def test_chosen_nodes_alone(graph: Graph) -> None:
    some = Page(share(graph, FOCUS, nodes=["甘肃古籍文献整理编译中心"]))
    assert len(some.quotes) == 1
    assert "重点督导" in some.quotes[0]
    with pytest.raises(UsageError, match="no entity is called"):
        share(graph, FOCUS, nodes=["没有这个机构"])


def test_the_page_asks_nobody_and_runs_nothing(graph: Graph) -> None:
    written = share(graph, FOCUS, notes="![x](https://example.org/x.png) <img src=x onerror=alert(1)> [a](javascript:alert(1))")
    page = Page(written)
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(page.tags)
    assert "default-src 'none'; script-src 'none'" in unescape(written)
    assert all(link.startswith("#s") for link in page.links)
    assert len(written.encode()) < 120_000
    assert share(graph, FOCUS) == share(graph, FOCUS)


@settings(max_examples=60)
@given(st.text(alphabet="<>&\"'[]()!*_`#- \n:/abcjavascript汉字", max_size=80))
def test_notes_never_become_markup_of_their_own(notes: str) -> None:
    page = Page(str(_notes(notes)))
    assert " ".join(page.tags) == " ".join(tag for tag in page.tags if tag in _MARKDOWN)
    assert not any(link.lower().lstrip().startswith(("javascript:", "vbscript:", "data:")) for link in page.links)


def test_what_hides_or_reorders_text_is_shown(graph: Graph) -> None:
    quads = []
    for q in graph.store.quads():
        hostile = isinstance(q.object, ox.Literal) and q.object.value == FOCUS
        words = ox.Literal(f"{FOCUS}\u202e<b>", language="zh") if hostile else q.object
        quads.append(ox.Quad(q.subject, q.predicate, words, q.graph_name))
    seen = Graph(Store.memory(quads, graph.store.base))
    page = share(seen, seen.entity(graph.entity(FOCUS).iri).iri)
    assert "\u202e" not in page
    assert f"{FOCUS}⟨U+202E⟩&lt;b&gt;" in page


def test_notes_are_the_author_s_words(graph: Graph) -> None:
    written = share(graph, FOCUS, notes="先看**试点**。\n\n- 一\n- 二\n\n[原文](https://example.org/a)")
    assert "<strong>试点</strong>" in written
    assert 'href="https://example.org/a"' in written
    assert 'aria-labelledby="notes"' not in share(graph, FOCUS)


def test_what_a_person_has_verified_is_marked(graph: Graph) -> None:
    event = next(e for e in graph.events() if any(f.label == FOCUS for f in e.fillers))
    fact = next(q for q in graph.store.quads() if q.subject.value == event.iri and q.predicate == term("trigger"))
    marked = ox.Quad(fact.subject, term("verified"), ox.Literal(True), fact.graph_name)
    seen = Graph(Store.memory([*graph.store.quads(), marked], graph.store.base))
    assert share(seen, FOCUS).count("✓ 已核 <span") == 1
    assert "已核" not in share(graph, FOCUS)


@pytest.mark.parametrize(
    ("kind", "says", "focus"),
    [("event", "Pilot", "双孵化"), ("relation", "甘肃省民政厅 supervises", FOCUS), ("figure", "党组织覆盖率", "甘肃省")],
)
def test_events_relations_and_figures_that_were_reviewed_are_marked(kind: str, says: str, focus: str) -> None:
    (doc,) = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", ["000_3933d1552c9bd586"])
    found = [c for c in statements(doc) if c.kind == kind and says in c.says]
    seen = Graph.of([apply([decide(c, "accept", who="王芳") for c in found], doc).doc])
    assert "✓ 已核 <span" in share(seen, focus)


def printed(id: str, lead: str) -> Document:
    text = (
        f"金塔县推广商会议事厅\n{lead}5月15日，金塔县民政局在肃州区召开商会议事厅现场会。金塔县民政局局长骆根土出席会议。\n"
        "会议指出，金塔县已建立商会议事厅1462个，覆盖率达86%。2018年，全县信访总量比2017年下降22.4%，受到群众欢迎，矛盾化解在基层。\n"
    )
    given = Metadata(title="金塔县推广商会议事厅", published=f"2019-05-{id}", publisher=lead[-3:])
    return run(read_text(text, id=id, given=given))


@pytest.mark.parametrize("focus", ["金塔县民政局", "骆根土", "金塔县"])
def test_a_reader_who_has_the_reprint_finds_it_among_the_sources(focus: str) -> None:
    first = printed("16", "来源：白杨报")
    page = share(Graph.of([first, printed("20", "来源：红柳网")]), focus)
    alone = share(Graph.of([first]), focus)
    assert Page(page).quotes == Page(alone).quotes, "the sentences of the first, each once"
    assert all(title in page for title in ("白杨报", "红柳网"))
    cards = re.findall(r'<p class="source">.*?</p>', page, re.DOTALL)
    assert cards
    assert all("[1]</a> 白杨报" in card and 'reprinted</span> <a href="#s2"' in card for card in cards)
    assert re.search(r'<li id="s2">.*红柳网', page)
    assert "1 篇文章" in page
    assert "转载" not in alone


def test_more_than_a_small_page_holds_is_counted(tmp_path: Path) -> None:
    lines = [f"2020年{1 + n % 12}月{1 + n % 28}日，县民政局到第{n}社区督导检查。" for n in range(MOST + 15)]
    (tmp_path / "a.txt").write_text("县民政局督导检查\n" + "\n".join(lines) + "\n", encoding="utf-8")
    from kg.graph import build

    graph = build(tmp_path / "a.txt")
    page = share(graph, "县民政局")
    assert len(Page(page).quotes) == MOST
    assert re.search(r"另有 \d+ 句未收入本页", page)


@pytest.mark.parametrize(
    ("name", "read"), [("重庆市", "chóng qìng shì"), ("甘肃省", "gān sù shěng"), ("ABC", ""), ("A局", "A jú")]
)
def test_pinyin(name: str, read: str) -> None:
    assert pinyin(name) == read


def test_the_command_needs_a_focus_and_a_file() -> None:
    folder = corpus_dir() / "gold"
    runner = CliRunner()
    for arguments in (
        ["--share"],
        ["--share", "--focus", FOCUS],
        ["--depth", "2"],
        ["--notes", "x.md"],
        ["--pseudonymise", "persons"],
    ):
        result = runner.invoke(app, ["view", str(folder), "--no-open", *arguments])
        assert result.exit_code == 2, arguments
