"""A sentence with its reference, by GB/T 7714-2015, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.citing import Reference, cited_statement, cited_words, reference, to_bibtex, to_csl, to_gbt
from kg.analysis.panel import panel
from kg.analysis.search import search
from kg.analysis.sightings import initiatives, sightings
from kg.analysis.units import Places
from kg.errors import UsageError
from kg.graph import ArticleView, Graph, build, build_gold
from kg.tables.loading import corpus_dir


def article(**known: str | None) -> ArticleView:
    given: dict[str, str | None] = {
        "title": None, "author": None, "publisher": None, "published": None, "territory": None, "url": None, "source": None
    }  # fmt: skip
    return ArticleView(
        iri="https://w3id.org/zhengmai/article/0123456789abcdef", id="a", sha256="", text="", sentences=(), **(given | known)
    )  # type: ignore[arg-type]


CASES = [
    (
        {"title": "甘肃社会组织党建", "publisher": "中国社会报", "published": "2018-01-22"},
        "甘肃社会组织党建[N]. 中国社会报, 2018-01-22.",
    ),
    (
        {"title": "某某通知", "author": "张三、李四、王五、赵六", "publisher": "甘肃日报", "published": "2018-01-22", "url": "https://example.org/a"},
        "张三, 李四, 王五, 等. 某某通知[N/OL]. 甘肃日报, 2018-01-22[2024-05-01]. https://example.org/a",
    ),
    (
        {"title": "某某通知", "publisher": "某县民政局", "published": "2020-03-04", "url": "https://example.org/b"},
        "某县民政局. 某某通知[EB/OL]. (2020-03-04)[2024-05-01]. https://example.org/b",
    ),
    ({"title": "某某通知", "url": "http://example.org/c"}, "某某通知[EB/OL]. [2024-05-01]. http://example.org/c"),
    ({"title": "工作总结", "publisher": "县民政局"}, "工作总结[Z]. 县民政局."),
    ({"url": "javascript:alert(1)"}, "a[Z]."),
]  # fmt: skip


@pytest.mark.parametrize(("known", "written"), CASES, ids=lambda case: case if isinstance(case, str) else "")
def test_gbt(known: dict[str, str], written: str) -> None:
    assert to_gbt(reference(article(**known), "2024-05-01")) == written


def test_the_day_of_access_stands_only_where_it_is_known() -> None:
    page = article(title="某某通知", url="https://example.org/b", published="2020-03-04")
    assert to_gbt(reference(page)) == "某某通知[EB/OL]. (2020-03-04). https://example.org/b"
    assert "urldate" not in to_bibtex(reference(page))
    with pytest.raises(UsageError, match="no date"):
        reference(page, "yesterday")


def test_bibtex_and_csl_say_the_same() -> None:
    found = reference(article(title="100%的覆盖_率 {新}", author="张三 李四", publisher="中国社会报", published="2018-01-22"))
    entry = to_bibtex(found, "覆盖率达100%。")
    assert entry.startswith("@article{zm0123456789abcdef,\n")
    assert r"title = {{100\%的覆盖\_率 \{新\}}}" in entry
    assert "author = {{张三} and {李四}}" in entry
    assert r"annote = {覆盖率达100\%。}" in entry
    (item,) = json.loads(to_csl([found, found]))
    assert item["type"] == "article-newspaper"
    assert item["container-title"] == "中国社会报"
    assert item["issued"] == {"date-parts": [[2018, 1, 22]]}
    assert item["author"] == [{"literal": "张三"}, {"literal": "李四"}]


@given(st.text(max_size=40))
def test_bibtex_braces_balance_whatever_the_title(title: str) -> None:
    entry = to_bibtex(Reference("k", "document", title, (), None, None, None, None))
    plain = re.sub(r"\\[{}\\$&#^_%~]|\\text\w+\{\}", "", entry)
    assert plain.count("{") == plain.count("}")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=["000_3933d1552c9bd586"])


def test_a_sentence_is_found_by_its_words_or_its_statement(graph: Graph) -> None:
    (found,) = cited_words(graph, "古籍文献 督导")
    assert found.sentence == "5月,对甘肃古籍文献整理编译中心等35个全省性社会组织党建工作进行重点督导。"
    assert graph.articles()[0].text[found.start : found.stop].strip() == found.sentence
    event = next(e for e in graph.events() if e.evidence[0].start >= found.start and e.evidence[0].stop <= found.stop)
    assert cited_statement(graph, event.iri) == (found,)
    claim = graph.query(
        f"SELECT ?c WHERE {{ GRAPH ?g {{ ?c a kg:Claim ; rdf:subject <{event.iri}> ; rdf:predicate rdf:type }} }}"
    )
    assert cited_statement(graph, str(claim.rows[0][0])) == (found,)
    with pytest.raises(UsageError, match="no node or claim"):
        cited_statement(graph, "https://example.org/nothing")
    with pytest.raises(UsageError, match="no node or claim"):
        cited_statement(graph, "x> } } #")


def test_articles_of_one_file_name_keep_their_own_references(tmp_path: Path) -> None:
    """2017/01.txt and 2018/01.txt."""
    for year, place in (("2017", "甲县"), ("2018", "乙县")):
        folder = tmp_path / year
        folder.mkdir()
        (folder / "01.txt").write_text(f"{place}工作简报\n\n{place}民政局召开会议,推行“双孵化”模式。\n", encoding="utf-8")
    graph = build(tmp_path)
    assert [c.reference.title for c in cited_words(graph, "甲县民政局")] == ["甲县工作简报"]
    assert [c.reference.title for c in cited_words(graph, "乙县民政局")] == ["乙县工作简报"]
    hits = search(graph, ["民政局"])
    assert len({h.id for h in hits}) == 2
    for hit in hits:
        assert {x.evidence.title for x in graph.explain_at(hit.article, hit.start)} <= {hit.title}
    seen = sightings(graph, initiatives(graph, "双孵化"), Places.of(graph))
    assert len({s.id for s in seen}) == len(seen) == 2
    evidence = panel(graph, initiative="双孵化", unit="county").tables["evidence"]
    assert len({row["article"] for row in evidence}) == 2
    with pytest.raises(UsageError, match=r"2 articles are called '01'; give the IRI of one: .县工作简报 \(https://"):
        graph.explain_at("01", 12)
