"""The store: the same answers from memory and disk, and nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad

from kg.errors import QueryError, StoreError
from kg.graph import gold_documents
from kg.link.identity import DEFAULT_BASE
from kg.rdf import document_quads, facts_graph
from kg.rdf.serialize import lines, nquads
from kg.store import PROLOGUE, Store, answer
from kg.tables.loading import corpus_dir

SUPERVISED = "SELECT ?name WHERE { ?x kg:supervises/rdfs:label ?name }"


@cache
def quads() -> tuple[Quad, ...]:
    [doc] = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", ["000_3933d1552c9bd586"])
    return document_quads(doc)


@cache
def memory() -> Store:
    return Store.memory(quads())


def test_disk_answers_like_memory(tmp_path: Path) -> None:
    Store.bulk(tmp_path / "store", [nquads(quads())])
    opened = Store.open(tmp_path / "store")
    assert len(opened) == len(memory())
    assert opened.ask(SUPERVISED).rows == memory().ask(SUPERVISED).rows == (("甘肃古籍文献整理编译中心",),)


def test_parts_that_are_loaded_side_by_side_hold_each_quad_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store._AT_ONCE", 20_000)
    monkeypatch.setattr("kg.store.cores", lambda: 3)
    written = lines(quads())
    Store.bulk(tmp_path / "store", (line + b"\n" for line in (*written, *written[::2])))
    assert nquads(Store.open(tmp_path / "store").quads()) == nquads(quads())


def test_what_ends_the_blocks_ends_the_loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[bytes]:
        yield from (line + b"\n" for line in lines(quads())[:50])
        raise StoreError("000000.pack: damaged")

    monkeypatch.setattr("kg.store._AT_ONCE", 2_000)
    with pytest.raises(StoreError, match="damaged"):
        Store.bulk(tmp_path / "store", broken())


def test_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        Store.open(tmp_path / "nothing")


def test_damaged_store_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("MANIFEST-000001\n")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(tmp_path)


def test_facts_are_the_default_graph_and_stand_once() -> None:
    [(count,)] = memory().ask("SELECT (COUNT(*) AS ?n) WHERE { ?x kg:supervises ?y }").rows
    assert count == 1
    [(graphs,)] = memory().ask("SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }").rows
    assert graphs == 1


@pytest.mark.parametrize(
    "where",
    [
        "GRAPH ?g { ?s a ?o }",
        "GRAPH ?g {}",
        "?s kg:reportedIn ?g OPTIONAL { GRAPH ?g { ?g rdfs:label ?o } }",
        "?s a kg:Event FILTER NOT EXISTS { GRAPH ?g { ?claim rdf:subject ?s } . }",
        "{ GRAPH ?g { ?s a kg:Event } } UNION { GRAPH ?h { ?s a kg:Claim } . ?s kg:rule ?o }",
        "{ SELECT ?o (COUNT(?s) AS ?n) { GRAPH ?g { ?s itsrdf:taIdentRef ?o } } GROUP BY ?o } ?o rdfs:label ?s",
        f"GRAPH <{facts_graph(DEFAULT_BASE).value}> {{ ?s a ?o }}",
        f"VALUES ?g {{ <{facts_graph(DEFAULT_BASE).value}> }} GRAPH ?g {{ ?s a ?o }}",
        "?s a kg:Event MINUS { GRAPH # the articles\n ?g { ?claim rdf:subject ?s } }",
    ],
)
def test_graph_ranges_over_the_articles_as_if_each_were_named(where: str) -> None:
    query = f"SELECT DISTINCT ?g ?s ?o WHERE {{ {where} }}"
    facts, inner = facts_graph(DEFAULT_BASE), memory()._inner
    articles = [g for g in inner.named_graphs() if g != facts]
    named = answer(inner.query(PROLOGUE + query, default_graph=facts, named_graphs=articles))
    assert set(memory().ask(query).rows) == set(named.rows)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT * WHERE { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE { service silent ?x { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", "FROM"),
        ("SELECT * FROM NAMED <http://example.org/> WHERE { ?s ?p ?o }", "FROM"),
        ("LOAD <file:///etc/passwd>", "LOAD"),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", "INSERT"),
        ("SELECT * # '\nFROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * WHERE { ?s ?p '#' SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_what_reaches_outside_is_refused(query: str, word: str) -> None:
    with pytest.raises(QueryError, match=f"{word} is not allowed"):
        memory().ask(query)


def test_words_inside_literals_names_and_comments_are_no_keywords() -> None:
    query = 'SELECT ?from WHERE { ?x rdfs:label ?from . FILTER(?from = "SERVICE FROM"@zh || kg:load = ?x) } # LOAD'
    assert memory().ask(query).rows == ()


def test_syntax_error_gives_the_line_of_the_query() -> None:
    with pytest.raises(QueryError, match="line 2, column "):
        memory().ask("SELECT *\nWHERE { ?s ?p }")


def test_ask_and_construct() -> None:
    assert memory().ask("ASK { ?x kg:supervises ?y }").rows == ((True,),)
    answer = memory().ask("CONSTRUCT { ?y kg:supervisedBy ?x } WHERE { ?x kg:supervises ?y }")
    assert len(answer.rows) == 1
    assert answer.turtle is not None
    assert "kg:supervisedBy" in answer.turtle
