"""Clients that others wrote work against the endpoint as they do against any."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import httpx
import pandas
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Server
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLExceptions, SPARQLWrapper

PREFIXES = "PREFIX kg: <https://w3id.org/zhengmai/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
SUPERVISED = PREFIXES + "SELECT ?name WHERE { ?x kg:supervises/rdfs:label ?name }"
NAME = "甘肃古籍文献整理编译中心"


@pytest.fixture
def wrapper(server: Server) -> SPARQLWrapper:
    return SPARQLWrapper(server.sparql)


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_reads_json(wrapper: SPARQLWrapper, method: str, how: str) -> None:
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(SUPERVISED)
    assert [row["name"]["value"] for row in wrapper.queryAndConvert()["results"]["bindings"]] == [NAME]


def test_sparqlwrapper_reads_the_other_formats(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(SUPERVISED)
    wrapper.setReturnFormat(XML)
    assert NAME in wrapper.queryAndConvert().toxml()
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().decode("utf-8").split("\r\n")[1] == NAME
    wrapper.setQuery(PREFIXES + "CONSTRUCT { ?y kg:supervisedBy ?x } WHERE { ?x kg:supervises ?y }")
    wrapper.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=wrapper.queryAndConvert(), format="turtle")) == 1


def test_sparqlwrapper_knows_a_bad_query(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * WHERE {")
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match="error at 1:"):
        wrapper.query()


def test_rdflib_asks_the_endpoint_as_a_graph(server: Server) -> None:
    kg = rdflib.Namespace("https://w3id.org/zhengmai/ontology#")
    graph = rdflib.Graph(SPARQLStore(server.sparql))
    [(_, body)] = graph.subject_objects(kg.supervises)
    assert graph.value(body, rdflib.RDFS.label) == rdflib.Literal(NAME, lang="zh")
    assert [str(row.name) for row in graph.query(SUPERVISED)] == [NAME]
    assert graph.query(PREFIXES + "ASK { ?x kg:supervises ?y }").askAnswer is True
    assert len(graph.query(PREFIXES + "CONSTRUCT WHERE { ?x kg:supervises ?y }").graph) == 1


def test_pandas_reads_an_answer_by_its_address(server: Server) -> None:
    query = PREFIXES + "SELECT ?name ?code WHERE { ?x kg:divisionCode ?code ; rdfs:label ?name ; a kg:Division } ORDER BY ?code"
    address = httpx.URL(server.sparql, params={"query": query})
    table = pandas.read_csv(str(address), dtype={"code": str}, storage_options={"Accept": "text/csv"})
    assert list(table.columns) == ["name", "code"]
    assert "酒泉市" in set(table.name)
    assert table.code.str.len().eq(6).all()
    again = pandas.read_csv(io.StringIO(server.ask(query).text), dtype={"code": str})
    assert table.equals(again)


def test_curl(server: Server, tmp_path: Path) -> None:
    query, out = tmp_path / "query.rq", tmp_path / "out"
    query.write_text(SUPERVISED, encoding="utf-8")
    common = ["curl", "--silent", "--show-error", "--fail", "--output", out, "--write-out", "%{http_code} %{content_type}"]
    for how in (
        ["--data-urlencode", f"query@{query}", "--header", "Accept: text/csv"],
        ["--get", "--data-urlencode", f"query@{query}", "--header", "Accept: text/csv"],
        ["--data-binary", f"@{query}", "--header", "Content-Type: application/sparql-query", "--header", "Accept: text/csv"],
    ):
        told = subprocess.run([*common, *how, server.sparql], check=True, capture_output=True, text=True).stdout
        assert told == "200 text/csv; charset=utf-8"
        assert out.read_text(encoding="utf-8").splitlines() == ["name", NAME]
