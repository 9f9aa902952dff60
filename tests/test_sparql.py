"""What a SPARQL text asks for, as far as its tokens tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.sparql import keeping_out, plain, scan
from kg.store import Store


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <x:y> {} }",
        "SELECT * { service silent ?x {} }",
        "SELECT * { ?s ?p 1SERVICE<x:y>{} }",
        "SELECT * { ?s ?p trueSERVICE<x:y>{} }",
        "SELECT * { ?s ?p ?o FILTER(?o<5)SERVICE#>\n<x:y>{} }",
        "PREFIX : <x:y> SELECT * { SERVICE:x {} }",
        "SELECT * { <http://a\\u0041#b> ?p ?o SERVICE <x:y> {} }",
        "SELECT * { ?s ?p '#' SERVICE <x:y> {} }",
        "SELECT * { ?s ?p '\\'' SERVICE <x:y> {} }",
        "SELECT * { ?s ?p '''a''b''' SERVICE <x:y> {} }",
        "SELECT * # ' \n{ SERVICE <x:y> {} }",
    ],
)
def test_a_keyword_is_found_wherever_it_hides(sparql: str) -> None:
    assert scan(sparql).uses("SERVICE")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service { ?service ex:service ?SERVICE }",
        "SELECT * { ex:service-a ex:a.service 'SERVICE' , \"SERVICE\"@service , '''\nSERVICE\n''' }",
        "SELECT * { <http://e/SERVICE> ?p _:service } # SERVICE",
        "PREFIX service: <x:y> SELECT * { service:a ?p ?o }",
    ],
)
def test_a_name_is_no_keyword(sparql: str) -> None:
    assert not scan(sparql).uses("SERVICE")


def test_the_depth_is_that_of_brackets_outside_words() -> None:
    assert scan("SELECT * { ?s ?p '(((' FILTER((1)) } # [[[").depth == 3
    assert scan("").depth == 0


@given(st.text(alphabet="SERVICE<>?:#'\"\\(){}1 \n.@_-", max_size=60))
def test_any_text_can_be_scanned(text: str) -> None:
    """Appended to a text that leaves nothing open, a keyword on a line of its own is found."""
    assert scan(text).depth >= 0
    closed = "".join(c for c in text if c not in "\"'\\<>#:?@_.-")
    assert scan(f"{closed}\n SERVICE <x:y>").uses("SERVICE")


@given(st.text(alphabet="SERVICEservicſ<>?:#'\"\\(){}[]1 \n.@_-", max_size=60), st.integers(0, 5))
def test_what_is_called_plain_has_no_such_word_and_no_greater_depth(text: str, depth: int) -> None:
    if plain(text, ("SERVICE",), depth):
        assert not scan(text).uses("SERVICE")
        assert scan(text).depth <= depth


def test_a_small_query_is_plain_and_one_that_holds_the_word_anywhere_is_not() -> None:
    assert plain("SELECT ?a { ?a kg:supervises [ rdfs:label ?b ] }", ("SERVICE", "NOW"), 2)
    assert not plain("SELECT ?a { ?a kg:supervises [ rdfs:label ?b ] }", ("SERVICE", "NOW"), 1)
    assert not plain("SELECT ?a { ?a foaf:knows ?b }", ("SERVICE", "NOW"), 2)


@pytest.mark.parametrize(
    ("sparql", "kept"),
    [
        ("SELECT * { ?graph ?p 'GRAPH' }", "SELECT * { ?graph ?p 'GRAPH' }"),
        ("SELECT * { GRAPH ?g { ?s ?p '}' } . ?s ?q ?x }", "SELECT * { GRAPH ?g { ?s ?p '}' } FILTER(?g != <x:f>) . ?s ?q ?x }"),
        ("ASK { graph<a:b>{ { ?s ?p ?o } } }", "ASK { graph<a:b>{ { ?s ?p ?o } } FILTER(<a:b> != <x:f>) }"),
        ("ASK { GRAPH e:a { GRAPH $g {} } }", "ASK { GRAPH e:a { GRAPH $g {} FILTER($g != <x:f>) } FILTER(e:a != <x:f>) }"),
    ],
)
def test_a_graph_is_kept_out_of_what_graph_ranges_over(sparql: str, kept: str) -> None:
    assert keeping_out(sparql, "x:f") == kept


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { ?s ?p 1GRAPH?g{ ?s ?p ?o } }",
        "PREFIX : <x:y> ASK { GRAPH:g { ?s ?p ?o } }",
        "ASK { ?s ?p ?o FILTER(?o<5)GRAPH#>\n<x:y>{} }",
        "ASK { GRAPH ?g { ?s ?p ?o",
        "ASK { GRAPH # ?x {\n ?g { ?s ?p ?o } }",
        "ASK { GRAPH",
    ],
)
def test_where_the_tokens_do_not_tell_nothing_is_changed(sparql: str) -> None:
    assert keeping_out(sparql, "x:f") is None


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("SELECT ?a WHERE { ?a kg:supervises ?b", "line 1, column 17: this { is not closed"),
        ("SELECT ?a WHERE { ?a kg:supervises ?b ) }", "line 1, column 39: this ) closes nothing"),
        ("ASK { ?s ?p ?o } }", "line 1, column 18: this } closes nothing"),
        ("SELECT ?a\nWHER { ?a ?b ?c }", "line 2, column 6: '{ ?a ?b ?c }' cannot stand here; expected DISTINCT or WHERE"),
        ("SELECT ?a { ?a rdfs:label “酒泉市” }", "line 1, column 27: '“酒泉市” }' cannot stand here"),
        ("SELECT ?a { ?a foo:b ?c }", "line 1, column 21: Prefix not found"),
        ("SELECT ?a ?b { ?a ?p ?b } GROUP BY ?a", "line 1, column 38: The SELECT contains a variable that is unbound"),
        ("SELECT * { ?a ?b ?c }\nORDER ?a", "line 2, column 9: what ends here is no whole query; expected BY"),
        ("", "line 1, column 1: what ends here is no whole query"),
    ],
)
def test_what_is_wrong_with_a_query_is_said_in_a_line(sparql: str, said: str) -> None:
    with pytest.raises(QueryError) as error:
        Store.memory().ask(sparql)
    assert str(error.value) == f"the query cannot be run: {said}"
