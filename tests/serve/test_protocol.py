"""The SPARQL 1.1 Protocol: how to ask, what comes back, in which format and with which status."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus

import httpx
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from serving import PATIENCE, Server, Start, get, post, request

from kg.serve.protocol import read_query
from kg.tables.loading import ontology_dir

SUPERVISED = "SELECT ?name WHERE { ?x kg:supervises/rdfs:label ?name }"
NAME = "甘肃古籍文献整理编译中心"
QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
FACTS = "https://w3id.org/zhengmai/graph/facts"


def csv(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return answer.text.split("\r\n")[1:-1]


# How to ask


def test_the_three_ways_to_ask_give_the_same(server: Server) -> None:
    accept = {"Accept": "text/csv"}
    address = get(server.sparql, params={"query": SUPERVISED}, headers=accept)
    form = post(server.sparql, data={"query": SUPERVISED}, headers=accept)
    direct = post(server.sparql, content=SUPERVISED, headers={**accept, "Content-Type": f"{QUERY}; charset=UTF-8"})
    assert csv(address) == csv(form) == csv(direct) == [NAME]
    assert request("HEAD", server.sparql, params={"query": SUPERVISED}, headers=accept).content == b""


@given(st.text(alphabet="aé中 +=&%#\r\n\t3D?_;", max_size=30), st.sampled_from([quote, quote_plus, str]))
def test_a_query_is_read_as_forms_are_written(text: str, written: Callable[[str], str]) -> None:
    encoded = f"query={written(text)}"
    asked = parse_qs(encoded, keep_blank_values=True)
    if len(asked["query"]) == 1 and "\ufffd" not in asked["query"][0]:
        for read in (
            read_query("GET", encoded.encode(), "", b"", depth=9),
            read_query("POST", b"", FORM, encoded.encode(), depth=9),
        ):
            assert read is not None
            assert read.text == asked["query"][0]


def test_a_client_that_would_rather_speak_http_2_is_answered_in_http_1(server: Server) -> None:
    """As curl --http2 and the client of Java, on which Jena stands."""
    offer = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAAQCAAAAAAIAAAAA"}
    headers = {"Accept": "text/csv", **offer}
    with httpx.Client(timeout=PATIENCE, headers=headers) as client:
        assert csv(client.get(server.sparql, params={"query": SUPERVISED})) == [NAME]
        assert csv(client.post(server.sparql, data={"query": SUPERVISED})) == [NAME]
        assert csv(client.post(server.sparql, content=SUPERVISED, headers={"Content-Type": QUERY})) == [NAME]
        chunks = (SUPERVISED[i : i + 9].encode() for i in range(0, len(SUPERVISED), 9))
        assert csv(client.post(server.sparql, content=chunks, headers={"Content-Type": QUERY})) == [NAME]


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        ({"method": "GET", "params": {"query": "SELEC"}}, 400),
        ({"method": "GET", "params": {"query": ["ASK {}", "ASK {}"]}}, 400),
        ({"method": "GET", "params": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "data": {}}, 415),
        ({"method": "POST", "data": {"q": "ASK {}"}}, 400),
        ({"method": "POST", "content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
        ({"method": "POST", "content": "CLEAR ALL", "headers": {"Content-Type": QUERY}}, 400),
        ({"method": "POST", "content": "ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"method": "POST", "content": "ASK {}"}, 415),
        ({"method": "POST", "content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": f"{QUERY}; charset=UTF-16"}}, 415),
        ({"method": "POST", "content": b"ASK {} #\xff", "headers": {"Content-Type": QUERY}}, 400),
        ({"method": "POST", "content": b"query=ASK%20%7B%7D%ff", "headers": {"Content-Type": FORM}}, 400),
        ({"method": "POST", "content": b"x", "headers": {"Content-Type": QUERY, "Content-Encoding": "gzip"}}, 415),
        ({"method": "PUT", "content": "ASK {}"}, 405),
        ({"method": "DELETE"}, 405),
        ({"method": "OPTIONS"}, 405),
        ({"method": "GET", "params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406),
        ({"method": "GET", "params": {"query": "ASK {}"}, "headers": {"Accept": "text/turtle"}}, 406),
        ({"method": "GET", "params": {"query": "CONSTRUCT WHERE {?s ?p ?o}"}, "headers": {"Accept": "text/csv"}}, 406),
        ({"method": "GET", "params": {"query": "ASK {}"}, "headers": {"Accept": "what"}}, 400),
        ({"method": "GET", "params": {"query": "ASK {}", "default-graph-uri": "no iri"}}, 400),
        ({"method": "GET", "params": {f"x{i}": "" for i in range(300)}}, 400),
    ],
    ids=lambda value: str(value)[:80],
)
def test_what_is_no_query_is_refused_with_the_status_that_says_why(
    server: Server, request_of: dict[str, Any], status: int
) -> None:
    answer = request(url=server.sparql, **request_of)
    assert answer.status_code == status, answer.text
    assert answer.text.strip()
    assert answer.headers["content-type"].startswith("text/plain")
    assert (status != 405) or "POST" in answer.headers["allow"]


def test_a_syntax_error_says_where(server: Server) -> None:
    assert "2:" in server.ask("SELECT *\nWHERE { ?s ?p }").text


# What comes back

FORMATS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}


@pytest.mark.parametrize(("media_type", "form"), FORMATS.items())
def test_a_table_in_each_format_as_rdflib_reads_it(server: Server, media_type: str, form: str) -> None:
    query = "SELECT ?x ?name ?n ?none WHERE { ?x rdfs:label ?name ; sosa:hasSimpleResult ?n } ORDER BY ?x"
    answer = server.ask(query, media_type)
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert answer.headers["vary"] == "Accept"
    read = rdflib.query.Result.parse(format=form, source=_stream(answer.content))
    expected = json.loads(server.ask(query, "application/sparql-results+json").text)["results"]["bindings"]
    assert len(read) == len(expected) > 10
    assert [str(row[1]) for row in read] == [row["name"]["value"] for row in expected]
    assert [float(row[2]) for row in read] == [float(row["n"]["value"]) for row in expected]
    assert all(row[3] is None for row in read)


def _stream(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_a_truth(server: Server, media_type: str) -> None:
    for query, truth in (("ASK { ?x kg:supervises ?y }", True), ("ASK { ?x kg:nothing ?y }", False)):
        answer = server.ask(query, media_type)
        read = rdflib.query.Result.parse(format="json" if "json" in media_type else "xml", source=_stream(answer.content))
        assert read.askAnswer is truth


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own reader of JSON-LD
@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/x-turtle"]
)
def test_a_graph_in_each_format_as_rdflib_reads_it(server: Server, media_type: str) -> None:
    answer = server.ask("CONSTRUCT { ?x rdfs:label ?name } WHERE { ?x a kg:GovernmentAgency ; rdfs:label ?name }", media_type)
    assert answer.headers["content-type"].split(";")[0] == media_type
    form = {"application/x-turtle": "turtle", "application/ld+json": "json-ld"}.get(media_type, media_type)
    graph = rdflib.Graph().parse(data=answer.content, format=form)
    assert len(graph) == 3
    assert set(graph.predicates()) == {rdflib.RDFS.label}


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/*", "text/xml"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("application/sparql-results+json;q=0, text/csv;q=0.1", "text/csv"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
    ],
)
def test_the_format_that_the_client_likes_best(server: Server, accept: str, given: str) -> None:
    assert server.ask(SUPERVISED, accept).headers["content-type"].split(";")[0] == given


# Which graphs


def test_the_facts_are_the_default_graph_and_articles_are_named(server: Server) -> None:
    assert csv(server.ask("SELECT (COUNT(*) AS ?n) WHERE { ?x kg:supervises ?y }")) == ["1"]
    graphs = csv(server.ask("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"))
    assert len(graphs) == 1
    assert graphs[0].startswith("https://w3id.org/zhengmai/article/")


def test_graphs_are_chosen_by_the_request_before_the_query(server: Server) -> None:
    [article] = csv(server.ask("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s a kg:Article } }"))
    count = "SELECT (COUNT(*) AS ?n) %s WHERE { ?s a kg:Article }"
    by_query = server.ask(count % f"FROM <{article}>")
    by_request = get(server.sparql, params={"query": count % "", "default-graph-uri": article}, headers={"Accept": "text/csv"})
    asked = {"query": count % "FROM <http://example.org/>", "default-graph-uri": article}
    both = get(server.sparql, params=asked, headers={"Accept": "text/csv"})
    assert csv(by_query) == csv(by_request) == csv(both) == ["1"]
    named = "SELECT (COUNT(*) AS ?n) %s WHERE { GRAPH ?g { ?s kg:supervises ?o } }"
    assert csv(server.ask(named % f"FROM NAMED <{FACTS}>")) == ["1"]
    form = post(server.sparql, data={"query": named % "", "named-graph-uri": [FACTS, article]}, headers={"Accept": "text/csv"})
    assert csv(form) == ["1"]


@pytest.mark.parametrize("suffix", [".trig", ".ttl"])
def test_a_file_is_served_like_the_build_that_it_came_from(start: Start, build_folder: Path, suffix: str) -> None:
    assert csv(start(build_folder / f"graph{suffix}", "--workers", 1).ask(SUPERVISED)) == [NAME]


def test_a_file_of_somebody_else(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "data.nq"
    path.write_text('<http://e/s> <http://e/p> "1" .\n<http://e/s> <http://e/p> "2" <http://e/g> .\n', encoding="utf-8")
    server = start(path, "--workers", 1)
    assert csv(server.ask("SELECT ?o { ?s ?p ?o }")) == ["1"]
    assert csv(server.ask("SELECT ?o { GRAPH <http://e/g> { ?s ?p ?o } }")) == ["2"]
    assert get(f"{server.url}/explorer.html").status_code == 404
    assert "http://e/s" in get(f"{server.url}/describe", params={"iri": "http://e/s"}, headers={"Accept": "text/html"}).text


# What else is there


def test_the_service_describes_itself(server: Server) -> None:
    answer = get(server.sparql, headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.content, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    [service] = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(server.sparql)
    dataset = graph.value(service, sd.defaultDataset)
    [named] = graph.objects(dataset, sd.namedGraph)
    assert str(graph.value(named, sd.name)).startswith("https://w3id.org/zhengmai/article/")
    assert get(server.sparql, headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
    assert get(server.sparql, headers={"Accept": "image/png"}).status_code == 406


def test_health_and_metrics(server: Server) -> None:
    assert get(f"{server.url}/health").text == "ok\n"
    server.ask("SELEC")
    lines = get(f"{server.url}/metrics").text.splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values['kg_requests_total{path="sparql",status="400"}']) >= 1
    assert float(values["kg_quads"]) > 1000


ONTOLOGY = rdflib.Graph().parse(ontology_dir() / "kg.ttl")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own reader of JSON-LD
@pytest.mark.parametrize(("accept", "form"), [("*/*", "turtle"), ("text/turtle", "turtle"), ("application/ld+json", "json-ld")])
def test_the_ontology_as_data(server: Server, accept: str, form: str) -> None:
    answer = get(f"{server.url}/ontology", headers={"Accept": accept})
    assert set(rdflib.Graph().parse(data=answer.content, format=form)) == set(ONTOLOGY)


def test_the_ontology_as_a_page_and_the_files_beside_it(server: Server) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = get(f"{server.url}/ontology", headers=browser)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    terms = {str(s).rpartition("#")[2] for s in ONTOLOGY.subjects() if "zhengmai/ontology#" in str(s)}
    assert {t for t in terms if f'id="{t}"' not in page.text} == set()
    linked = set(re.findall(r'href="(/[^"]*)"', page.text))
    assert len(linked) == 4
    assert {link for link in linked if get(server.url + link).status_code != 200} == set()
    assert get(f"{server.url}/ontology/relations.tsv").status_code == 404
