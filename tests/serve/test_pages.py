"""A page for each node and article, in HTML and as data; and addresses that lead to them and nowhere else."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from serving import PATIENCE, Server, Start, get

from kg.graph import Graph, open_graph
from kg.link.identity import DEFAULT_BASE, escape
from kg.model import Metadata
from kg.rdf.ontology import narrowest
from kg.rdf.serialize import nquads
from kg.rdf.vocabulary import PREFIXES
from kg.read import read_text
from kg.serve.nodes import Mention, address, parts
from kg.serve.passages import AROUND, Passage, passages

BODY = f"{DEFAULT_BASE}body/620000/甘肃省民政厅"
HTML, TURTLE = {"Accept": "text/html"}, {"Accept": "text/turtle"}


@given(st.lists(st.text(min_size=1).map(escape), min_size=1, max_size=4))
def test_an_address_and_an_iri_are_each_others_inverse(segments: list[str]) -> None:
    iri = DEFAULT_BASE + "/".join(segments)
    path = address(iri, DEFAULT_BASE)
    assert path.isascii()
    assert "?" not in path
    assert "#" not in path
    assert DEFAULT_BASE + unquote(path.removeprefix("/resource/")) == iri


def test_every_entity_and_article_of_the_graph_has_a_page(server: Server, build_folder: Path) -> None:
    graph = open_graph(build_folder)
    with httpx.Client(timeout=PATIENCE, base_url=server.url, headers=HTML) as client:
        for iri, label in [(e.iri, e.label) for e in graph.entities()] + [(a.iri, a.label) for a in graph.articles()]:
            page = client.get(address(iri, DEFAULT_BASE))
            assert page.status_code == 200
            assert f"<h1><bdi>{label}</bdi></h1>" in unescape(page.text)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own reader of JSON-LD
def test_every_kind_of_node_has_a_page_and_data(server: Server, build_folder: Path) -> None:
    """Not only bodies and articles: events, figures, times, claims, words in the text …"""
    subjects = {q.subject.value for q in open_graph(build_folder).store.quads()}
    kinds = {shape_of(iri): iri for iri in sorted(subjects, reverse=True) if iri.startswith(DEFAULT_BASE)}
    assert len(kinds) > 8
    assert {kind.split("/")[0] for kind in kinds} >= {"body", "place", "time", "article"}
    with httpx.Client(timeout=PATIENCE, base_url=server.url) as client:
        for kind, iri in kinds.items():
            path = address(iri, DEFAULT_BASE)
            assert client.get(path, headers=HTML).status_code == 200, kind
            for media_type, form in (("text/turtle", "turtle"), ("application/ld+json", "json-ld")):
                data = client.get(path, headers={"Accept": media_type})
                graph = rdflib.Graph().parse(data=data.content, format=form)
                assert (rdflib.URIRef(iri), None, None) in graph, kind


def shape_of(iri: str) -> str:
    """What an IRI looks like, so that one of each kind can be taken: article/0123456789abcdef/claim/7 → article/*/claim/*."""
    first, *others = iri.removeprefix(DEFAULT_BASE).split("/")
    return "/".join([first, *("*" if re.fullmatch(r"[a-f]+|.*[^a-z].*", other) else other for other in others)])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own reader of JSON-LD
@pytest.mark.parametrize(("media_type", "form"), [("text/turtle", "turtle"), ("application/ld+json", "json-ld")])
def test_a_node_as_data(server: Server, media_type: str, form: str) -> None:
    answer = get(server.url + address(BODY, DEFAULT_BASE), headers={"Accept": media_type})
    assert answer.headers["content-type"].split(";")[0] == media_type
    graph = rdflib.Graph().parse(data=answer.content, format=form)
    node = rdflib.URIRef(BODY)
    assert graph.value(node, rdflib.RDFS.label) == rdflib.Literal("甘肃省民政厅", lang="zh")
    assert all(
        graph.value(o, rdflib.RDFS.label) for o in graph.objects(node, rdflib.URIRef(f"{DEFAULT_BASE}ontology#supervises"))
    )


def test_a_body_shows_the_words_behind_it_and_links_to_them(server: Server) -> None:
    page = unescape(get(server.url + address(BODY, DEFAULT_BASE), headers=HTML).text)
    assert "5月,对甘肃古籍文献整理编译中心等35个全省性社会组织党建工作进行重点督导" in page
    [target] = set(re.findall(r'href="(/resource/article/[0-9a-f]+)#c\d+"', page))
    anchors = set(re.findall(r'href="/resource/article/[0-9a-f]+#(c\d+)"', page))
    article = get(server.url + target, headers=HTML).text
    assert anchors <= set(re.findall(r'id="(c\d+)"', article))


def test_an_article_is_there_to_the_last_character(server: Server, build_folder: Path) -> None:
    [view] = open_graph(build_folder).articles()
    page = get(server.url + address(view.iri, DEFAULT_BASE), headers=HTML).text
    body = page.split('<article lang="zh" class="text">')[1].split("</article>")[0]
    assert unescape(re.sub(r"<[^>]*>", "", body)) == view.text.replace("\r\n", "\n")
    assert len(re.findall('class="name"', body)) > 50


class Counted(int):
    """A number that counts how often it is compared."""

    compared = 0

    def __lt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) < int(other)


def comparisons(sentences: int) -> int:
    """How many it takes to find what stands in each of so many sentences."""
    text = "某省民政厅召开会议。" * sentences
    starts = [Counted(at) for at in range(0, len(text), 10)]
    mentions = [Mention(at, at + 5, "GovernmentAgency", "http://e/a", "某省民政厅") for at in starts]
    Counted.compared = 0
    found = list(parts(text, [(at, at + 10) for at in map(int, starts)], mentions, list(starts)))
    assert [(part.anchors, len(part.pieces)) for part in found] == [((at,), 2) for at in starts]
    return Counted.compared


def test_reading_twice_the_sentences_takes_little_more_than_twice_the_work() -> None:
    assert comparisons(2000) < 2.5 * comparisons(1000)


def test_a_node_of_several_types_is_found_once_by_the_narrowest(server: Server) -> None:
    kg = f"{DEFAULT_BASE}ontology#"
    assert narrowest([f"{kg}Event", f"{kg}Pilot"]) == f"{kg}Pilot"
    assert narrowest(["http://e/B", "http://e/A"]) == "http://e/A"
    found = get(server.url + "/", params={"name": "督导"}, headers=HTML).text
    links = re.findall(r'<li><a href="([^"]*)"', found)
    assert len(links) == len(set(links)) > 1
    assert "督导调研 inspection" in found
    assert "事件 event" not in found


TEXT = "县里早有安排。“今年,某县民政局开展试点,某县民政局牵头。”随后总结"


def row(start: int, words: str = "某县民政局", **more: str) -> dict[str, dict[str, str]]:
    """Words of TEXT as a query finds them."""
    begin = max(0, start - AROUND)
    places = {"start": str(start), "stop": str(start + len(words)), "from": str(begin)}
    around = TEXT[begin : start + len(words) + AROUND]
    plain = {"article": "http://e/a", "title": "试点", "words": words, "around": around, **places, **more}
    return {name: {"value": value} for name, value in plain.items()}


def shown(passage: Passage) -> str:
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in passage.pieces)


def test_words_stand_in_their_sentence_each_sentence_once() -> None:
    first, second = (m.start() for m in re.finditer("某县民政局", TEXT))
    [found] = passages([row(first), row(second)])
    assert shown(found) == "“今年,[某县民政局]开展试点,[某县民政局]牵头。”"
    assert (found.start, found.claims) == (first, ())
    told = {"p": "http://e/p", "other": "http://e/o", "rule": "r", "confidence": "0.9"}
    [found] = passages([row(first, **told), row(first, "某县民政局开展试点", **told), row(second, inward="true", **told)])
    assert shown(found) == "“今年,[某县民政局开展试点],[某县民政局]牵头。”"
    assert [(claim.words, claim.points_here) for claim in found.claims] == [
        ("某县民政局", False),
        ("某县民政局开展试点", False),
        ("某县民政局", True),
    ]


def test_words_at_the_end_of_a_sentence_of_a_text_and_without_a_text() -> None:
    assert [shown(found) for found in passages([row(0, "县里早有安排。")])] == ["[县里早有安排。]"]
    assert [shown(found) for found in passages([row(TEXT.index("总结"), "总结")])] == ["随后[总结]"]
    bare = {name: term for name, term in row(0, "县里").items() if name not in ("around", "from")}
    assert [shown(found) for found in passages([bare])] == ["[县里]"]


def test_a_sentence_without_end_is_cut_on_both_sides() -> None:
    long = {"around": {"value": "甲" * AROUND + "县里" + "乙" * AROUND}, "from": {"value": "800"}}
    [found] = passages([row(1000, "县里") | long])
    assert shown(found) == "…" + "甲" * AROUND + "[县里]" + "乙" * AROUND + "…"


def article(iri: str, issued: str) -> str:
    """An article in TriG that names one body."""
    return f"""<{iri}> {{
      <{iri}> a kg:Article ; rdfs:label "会议" ; dcterms:issued "{issued}" ; nif:isString "某县民政局召开会议。" .
      <{iri}/s> a nif:Sentence ; nif:beginIndex 0 ; nif:endIndex 10 .
      <{iri}/m> a kg:Mention ; itsrdf:taIdentRef <http://e/body> ; itsrdf:taClassRef kg:GovernmentAgency ;
        nif:anchorOf "某县民政局" ; nif:beginIndex 0 ; nif:endIndex 5 . }}"""


def test_a_reprint_is_told_from_its_original(start: Start, tmp_path: Path) -> None:
    original, reprint = (f"http://e/article/{number}" for number in (1, 2))
    facts = f"""<http://e/graph/facts> {{ <{reprint}> kg:reprintOf <{original}> . <http://e/body> rdfs:label "某县民政局" }}"""
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    parts_of_it = (prologue, article(original, "2019-05-16"), article(reprint, "2019-05-20"), facts)
    (tmp_path / "graph.trig").write_text("\n".join(parts_of_it), encoding="utf-8")
    server = start(tmp_path / "graph.trig", "--workers", 1)
    mark = '<a class="reprint" href="/resource/article/1"'
    for page in ("/resource/body", "/"):
        items = get(server.url + page, headers=HTML).text.split("<li>")
        assert [mark in item for item in items if "2019-05-16" in item] == [False]
        assert [mark in item for item in items if "2019-05-20" in item] == [True]
    page = get(f"{server.url}/resource/article/2", headers=HTML).text
    assert '转载自 <small>Reprint of</small>: <a href="/resource/article/1"><bdi>会议</bdi></a>' in page
    assert "转载自" not in get(f"{server.url}/resource/article/1", headers=HTML).text


def test_the_start_page_finds_names_and_types(server: Server) -> None:
    start = get(server.url + "/", headers=HTML).text
    assert "甘肃省社会组织党建呈现新气象新作为" in start
    found = get(server.url + "/", params={"name": "民政厅"}, headers=HTML).text
    assert address(BODY, DEFAULT_BASE) in found
    assert get(server.url + "/", params={"name": '") } DROP ALL #\\'}, headers=HTML).status_code == 200
    listed = get(server.url + "/", params={"type": f"{DEFAULT_BASE}ontology#GovernmentAgency"}, headers=HTML).text
    assert "甘肃省民政厅" in listed


def test_what_is_not_there_is_404_as_page_and_as_data(server: Server) -> None:
    for headers in (HTML, TURTLE):
        assert get(f"{server.url}/resource/place/nowhere", headers=headers).status_code == 404
    assert get(f"{server.url}/resource/place/620000", headers={"Accept": "image/png"}).status_code == 406
    assert get(f"{server.url}/describe").status_code == 400


@pytest.mark.parametrize("iri", ["http://[", "urn:%zz", "http://a:b", "mailto:a[b]", "nowhere", "http://e/ "])
def test_what_is_no_iri_is_404_as_page_and_as_data(server: Server, iri: str) -> None:
    for headers in (HTML, TURTLE):
        answer = get(f"{server.url}/describe", params={"iri": iri}, headers=headers)
        assert (answer.status_code, "is no IRI" in answer.text) == (404, True)
    assert get(f"{server.url}/", params={"type": iri}, headers=HTML).status_code == 404
    assert get(f"{server.url}/resource/a%5B", headers=HTML).status_code == 404


def test_names_that_are_markup_stay_text(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "evil.ttl"
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    path.write_text(
        '<http://e/"> <http://e/p> "x" .'.replace('"> <', "s> <", 1)
        + f'<http://e/s> <http://www.w3.org/2000/01/rdf-schema#label> "{evil}" ; <http://e/p> "{evil}", <javascript:alert(1)> .',
        encoding="utf-8",
    )
    server = start(path, "--workers", 1)
    page = get(f"{server.url}/describe", params={"iri": "http://e/s"}, headers=HTML)
    assert evil not in page.text
    assert evil in unescape(page.text)
    assert 'href="javascript' not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    found = get(server.url + "/", params={"name": evil}, headers=HTML).text
    assert evil not in found


def test_the_pages_of_the_build_are_there_and_link_to_each_other(server: Server, build_folder: Path) -> None:
    with httpx.Client(timeout=PATIENCE, base_url=server.url, headers=HTML, follow_redirects=True) as client:
        explorer = client.get("/explorer")
        assert explorer.url.path == "/explorer.html"
        assert explorer.content == (build_folder / "explorer.html").read_bytes()
        assert explorer.headers["x-frame-options"] == "DENY"
        [written] = (build_folder / "articles").iterdir()
        assert client.get(f"/articles/{written.name}").content == written.read_bytes()
        linked = client.get(f"/resource/article/{written.stem}").text
        assert f'href="/articles/{written.name}"' in linked
        for name in ("0000000000000000", "..%2freport", "..", "x"):
            assert client.get(f"/articles/{name}.html").status_code == 404


def test_an_article_leads_to_where_it_was_published_and_nowhere_else(start: Start, tmp_path: Path) -> None:
    texts = {"https://www.x.gov.cn/1.html?a=1&b='": "某县民政局召开会议。\n", "javascript:alert(1)": "某市民政局召开会议。\n"}
    docs = [replace(read_text(text, id="a"), metadata=Metadata(url=url)) for url, text in texts.items()]
    (tmp_path / "graph.nq").write_bytes(nquads(Graph.of(docs).store.quads()))
    server = start(tmp_path / "graph.nq")
    found = {}
    for article in open_graph(tmp_path / "graph.nq").articles():
        page = get(f"{server.url}/describe", params={"iri": article.iri}, headers=HTML).text
        found[article.text] = [unescape(tag) for tag in re.findall(r'<a class="origin"[^>]*>', page)]
    (url, text), (_, other) = texts.items()
    assert found == {text: [f'<a class="origin" href="{url}" rel="noopener noreferrer" target="_blank">'], other: []}
