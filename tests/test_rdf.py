"""Documents as quads: grounded, canonical, facts once and apart from plans."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from kg.graph import Graph, gold_documents
from kg.graph.network import bounds_of, network
from kg.link.identity import DEFAULT_BASE
from kg.model import Date, Document, EntityRef, Event, Figure, Filler, Mention, Metadata, Relation, Span
from kg.rdf import document_lines, document_quads, facts_graph, write_document
from kg.rdf.bounds import date_bounds, figure_bounds
from kg.rdf.serialize import lines, lines_of, nquads, quads_of, trig, turtle
from kg.rdf.stretches import with_stretches
from kg.rdf.vocabulary import TYPE, kg, term, zh
from kg.recognize.dates import DateRecognizer
from kg.tables.loading import corpus_dir

ARTICLE = "000_3933d1552c9bd586"
FACTS = facts_graph(DEFAULT_BASE)
TEXT = "省民政厅会同省工商局对甲协会进行督导。明年将在庆阳市开展试点。"
OFFICE = EntityRef("甘肃省民政厅", "GovernmentAgency")
BUREAU = EntityRef("甘肃省工商行政管理局", "GovernmentAgency")
CLUB = EntityRef("甲协会", "SocialOrganization")


@cache
def gold() -> Document:
    return gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", [ARTICLE])[0]


@cache
def quads() -> tuple[Quad, ...]:
    return document_quads(gold())


def small(confidence: float = 0.9) -> Document:
    """One inspection with a target that nobody is sure of, and one plan."""
    clause, plan = Span(0, 18), Span(19, 29)
    done = Event(
        "e1",
        "Inspection",
        Span(16, 18),
        clause,
        fillers=(
            Filler("agent", "entity", OFFICE.name, OFFICE, Span(0, 4), confidence=confidence),
            Filler("co_agent", "entity", BUREAU.name, BUREAU, Span(6, 10), confidence=confidence),
            Filler("target", "entity", CLUB.name, CLUB, Span(11, 14), confidence=0.3),
        ),
        confidence=confidence,
    )
    planned = Event(
        "e2", "Pilot", Span(27, 29), plan, "planned", (Filler("agent", "entity", OFFICE.name, OFFICE, basis="restored"),)
    )
    joint = Relation(OFFICE, "jointActionWith", BUREAU, clause, None, ("e1",), "relation:joint-led", confidence)
    return Document("small", TEXT, events=(done, planned), relations=(joint,))


def facts(doc: Document, threshold: float = 0.0) -> set[tuple[str, str, str]]:
    """Facts by the last part of each IRI."""
    return {
        tuple(str(t.value).rsplit("#", 1)[-1].rsplit("/", 1)[-1] for t in (q.subject, q.predicate, q.object))  # type: ignore[misc,union-attr]
        for q in document_quads(doc, threshold=threshold)
        if q.graph_name == FACTS
    }


@pytest.mark.parametrize("lean", [False, True])
def test_lines_are_those_of_the_quads(lean: bool) -> None:
    for doc in (gold(), small(), Document("empty", "")):
        written, told = write_document(doc, threshold=0.5, lean=lean), document_lines(doc, threshold=0.5, lean=lean)
        assert told.graph == lines(written.graph)
        assert told.facts == lines(written.facts)
        assert told.record == written.record


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(), st.sampled_from(["", "zh", "date"])), max_size=5))
def test_words_are_written_in_lines_as_in_quads(said: list[tuple[str, str, str]]) -> None:
    """Quotes, line ends, control characters, and what sorts otherwise in UTF-16."""
    nodes = {name: NamedNode(f"https://example.org/{name}") for name in "ab"}
    triples = [(nodes[s], TYPE, _literal(words, kind)) for s, words, kind in said]
    found = lines_of(triples, FACTS)
    assert found == lines(Quad(*triple, FACTS) for triple in triples)
    assert set(quads_of(found)) == {Quad(*triple, FACTS) for triple in triples}


def _literal(words: str, kind: str) -> Literal:
    return zh(words) if kind == "zh" else Literal(words, datatype=term("xsd:date")) if kind else Literal(words)


def test_every_passage_quotes_the_text() -> None:
    text, quoted = gold().text, 0
    by_subject: dict[object, dict[NamedNode, str]] = {}
    for q in quads():
        by_subject.setdefault(q.subject, {})[q.predicate] = getattr(q.object, "value", "")
    for values in by_subject.values():
        if term("nif:anchorOf") in values:
            start, stop = int(values[term("nif:beginIndex")]), int(values[term("nif:endIndex")])
            assert text[start:stop] == values[term("nif:anchorOf")]
            quoted += 1
    assert quoted > 150


def test_every_relation_and_role_in_the_facts_has_a_claim() -> None:
    parts = {term("rdf:subject"), term("rdf:predicate"), term("rdf:object")}
    claims: dict[object, dict[object, object]] = {}
    for q in quads():
        if q.predicate in parts:
            claims.setdefault(q.subject, {})[q.predicate] = q.object
    claimed = {tuple(c[p] for p in (term("rdf:subject"), term("rdf:predicate"), term("rdf:object"))) for c in claims.values()}
    claimed |= {(o, p, s) for s, p, o in claimed if p == kg("jointActionWith")}
    names = (
        "agent",
        "target",
        "theme",
        "place",
        "time",
        "count",
        "supervises",
        "promotes",
        "jointActionWith",
        "locatedIn",
        "unitOf",
    )
    stated = {(q.subject, q.predicate, q.object) for q in quads() if q.graph_name == FACTS and q.predicate in set(map(kg, names))}
    assert len(stated) > 150
    assert stated <= claimed


def test_there_are_no_blank_nodes() -> None:
    assert not any(isinstance(node, BlankNode) for q in quads() for node in (q.subject, q.object, q.graph_name))


def test_joint_action_is_stored_both_ways_and_claimed_once() -> None:
    found = facts(small())
    assert {
        ("甘肃省民政厅", "jointActionWith", "甘肃省工商行政管理局"),
        ("甘肃省工商行政管理局", "jointActionWith", "甘肃省民政厅"),
    } <= found
    claimed = [q for q in document_quads(small()) if q.object == kg("jointActionWith")]
    assert len(claimed) == 1


def test_plan_is_no_event() -> None:
    found = facts(small())
    assert ("Pilot-27", "type", "Plan") in found
    assert ("Pilot-27", "plannedType", "Pilot") in found
    assert ("Pilot-27", "type", "Event") not in found
    assert ("Pilot-27", "type", "Pilot") not in found


def test_claims_below_the_threshold_make_no_facts_and_stay_claims() -> None:
    found = facts(small(), threshold=0.5)
    assert ("Inspection-16", "agent", "甘肃省民政厅") in found
    assert ("Inspection-16", "target", "甲协会") not in found
    assert not any("甲协会" in triple for triple in found)
    claims = [
        q for q in document_quads(small(), threshold=0.5) if q.predicate == term("rdf:predicate") and q.object == kg("target")
    ]
    assert len(claims) == 1


def test_relation_falls_with_the_event_it_follows_from() -> None:
    unsure = replace(small(), events=(replace(small().events[0], confidence=0.1),))
    assert not any(p == "jointActionWith" for _, p, _ in facts(unsure, threshold=0.5))


def test_two_meetings_of_one_clause_are_two_events() -> None:
    meetings = {q.subject for q in quads() if q.predicate == TYPE and q.object == kg("Meeting")}
    assert len(meetings) == 3


def test_equal_text_gives_equal_quads_but_for_its_source() -> None:
    other = document_quads(replace(gold(), source="copy.txt"))
    assert {q for q in set(quads()) ^ set(other) if "source" not in str(q)} == set()


def test_reform_of_an_organ_that_occurs() -> None:
    rows = Graph.of((gold(),)).query(
        """SELECT ?before ?after ?year WHERE { ?change a org:ChangeEvent ; kg:changeYear ?year ;
           org:originalOrganization/rdfs:label ?before ; org:resultingOrganization/rdfs:label ?after }"""
    )
    assert ("甘肃省工商行政管理局", "甘肃省市场监督管理局", "2018") in rows.rows


@pytest.mark.parametrize("name", ["住房和城乡建设部", "建设部", "甘肃省住房和城乡建设厅", "甘肃省建设厅"])
def test_an_organ_and_the_one_it_was_before_have_a_name_each(name: str) -> None:
    """住房和城乡建设部 ends with the name of what it was until 2008."""
    mention = Mention("m1", Span(0, len(name)), "GovernmentAgency", name)
    said = document_quads(Document("one", f"{name}召开会议。", mentions=(mention,)))
    labels = [(q.subject.value, q.object.value) for q in said if q.predicate == term("rdfs:label")]  # type: ignore[union-attr]
    bodies = [(iri, label) for iri, label in labels if iri.startswith(f"{DEFAULT_BASE}body/")]
    assert len(bodies) == 2
    assert all(iri.endswith(f"/{label}") for iri, label in bodies)
    [change] = [q for q in said if q.predicate == kg("succeededBy")]
    assert {change.subject.value, change.object.value} == {iri for iri, _ in bodies}  # type: ignore[union-attr]


def test_division_lies_in_its_province_and_keeps_its_former_code() -> None:
    rows = Graph.of((gold(),)).query(
        """SELECT ?above ?code ?until WHERE { ?d kg:divisionCode "620900" ; kg:partOf/rdfs:label ?above ; kg:heldCode ?held .
           ?held kg:divisionCode ?code ; kg:validUntil ?until }"""
    )
    assert rows.rows == (("甘肃省", "622100", "2002"),)


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_same_bytes_whatever_the_hash_seed(seed: str) -> None:
    code = (
        "import hashlib, kg.graph as g, kg.rdf as r, kg.rdf.serialize as s; from kg.tables.loading import corpus_dir as c;"
        f"docs = g.gold_documents(c() / 'gold', c() / 'articles', ['{ARTICLE}']);"
        f"print(hashlib.sha256(s.trig(r.document_quads(docs[0]), '{DEFAULT_BASE}')).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == hashlib.sha256(trig(quads(), DEFAULT_BASE)).hexdigest()


def test_output_is_the_same_in_any_order_and_reads_back() -> None:
    written = trig(reversed(quads()), DEFAULT_BASE)
    assert written == trig(quads(), DEFAULT_BASE)
    assert set(parse(written, format=RdfFormat.TRIG)) == set(quads())
    assert set(parse(nquads(quads()), format=RdfFormat.N_QUADS)) == set(quads())


def test_turtle_holds_the_facts_alone() -> None:
    triples = set(parse(turtle(quads(), FACTS, DEFAULT_BASE), format=RdfFormat.TURTLE))
    assert len(triples) == sum(q.graph_name == FACTS for q in quads())


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2017", ("2017-01-01", "2017-12-31")),
        ("2016-02", ("2016-02-01", "2016-02-29")),
        ("2017-05-20", ("2017-05-20", "2017-05-20")),
        ("2017-Q1", ("2017-01-01", "2017-03-31")),
        ("2016-H2", ("2016-07-01", "2016-12-31")),
        ("2018/2020", ("2018-01-01", "2020-12-31")),
        ("2017-SP", ("2017-03-01", "2017-05-31")),
        ("2017-SU", ("2017-06-01", "2017-08-31")),
        ("2017-FA", ("2017-09-01", "2017-11-30")),
        ("2017-WI", ("2017-12-01", "2018-02-28")),
        ("2013/..", ("2013-01-01", "2013-12-31")),
        ("2017-W05", ("2017-01-30", "2017-02-05")),
        ("2020-W53", ("2020-12-28", "2021-01-03")),
        ("2017-W53", None),
        ("0000-05", None),
        ("XXXX-06-11", None),
        ("P1Y", None),
        ("2017-02-30", None),
        ("2017-13", None),
    ],
)
def test_date_bounds(value: str, bounds: tuple[str, str] | None) -> None:
    assert date_bounds(value) == bounds


def test_every_date_that_the_recognizer_can_give_has_bounds_or_is_a_duration() -> None:
    recognizer, published = DateRecognizer.load(), Metadata(published="2021-06-16")
    words = [example[0] for pattern in recognizer.patterns for example in pattern.examples]
    words += ["2017年春季", "2017年夏天", "2017年秋", "2017年冬季", "本周"]
    found = [date.value for text in words for date in recognizer(Document("x", text, published)).dates]
    assert {re.sub(r"\d", "0", value) for value in found} >= {"0000", "0000-00-00", "0000-Q0", "0000-H0", "0000-W00", "0000-SP"}
    assert [v for v in found if not v.startswith(("P", "XXXX")) and date_bounds(v) is None] == []


def told_since(text: str, trigger: str, published: str | None, value: str, status: str = "done") -> Document:
    """An article of one event whose time is the first date of the text."""
    when = re.search(r"(?:\d{4}|今)年(?:\d{1,2}月)?", text)
    assert when
    span, at = Span(*when.span()), text.index(trigger)
    event = Event(
        "e1",
        "Training",
        Span(at, at + len(trigger)),
        Span(0, len(text)),
        status,  # type: ignore[arg-type]
        (Filler("time", "date", value, span=span),),
    )
    return Document("since", text, Metadata(published=published), dates=(Date("d1", span, value),), events=(event,))


@pytest.mark.parametrize(
    ("text", "trigger", "published", "value", "expected"),
    [
        ("2013年以来，县民政局累计培训社工2万人次。", "培训", "2019-05-20", "2013", "2013/2019-05-20"),
        ("自2013年社工培育工程启动以来，累计培训社工2万人次。", "培训", "2019-05-20", "2013", "2013/2019-05-20"),
        ("2013年至今，培训社工2万人次。", "培训", "2019-05-20", "2013", "2013/2019-05-20"),
        ("2019年3月以来，培训社工200人次。", "培训", "2019-05-20", "2019-03", "2019-03/2019-05-20"),
        ("2013年起，每月一课，累计培训社工2万人次。", "培训", "2019-05-20", "2013", "2013/2019-05-20"),
        ("2013年起，先后培训社工2万人次。", "培训", "2019-05-20", "2013", "2013/2019-05-20"),
        ("2013年以来，培训社工2万人次。", "培训", None, "2013", "2013/.."),
        ("2013年起，县民政局推行夜校制度。", "推行", "2019-05-20", "2013", "2013"),
        ("自2013年工程启动以来，培训社工2万人次。", "启动", "2019-05-20", "2013", "2013"),
        ("今年以来，培训社工2万人次。", "培训", "2019-05-20", "2019", "2019"),
        ("2013年，县民政局自换届以来首次培训社工。", "培训", "2019-05-20", "2013", "2013"),
        ("2013年培训社工2万人次，以来信为证。", "培训", "2019-05-20", "2013", "2013"),
    ],
)
def test_what_goes_on_since_a_date_is_told_of_the_stretch(
    text: str, trigger: str, published: str | None, value: str, expected: str
) -> None:
    (event,) = with_stretches(told_since(text, trigger, published, value)).events
    assert [f.value for f in event.role("time")] == [expected]


def test_a_plan_keeps_its_date() -> None:
    doc = told_since("2013年以来，县民政局将培训社工。", "培训", "2019-05-20", "2013", "planned")
    assert with_stretches(doc) == doc


def test_a_running_total_is_none_of_the_first_year_alone() -> None:
    query = "SELECT ?from ?to WHERE { ?e kg:time ?t . ?t kg:earliest ?from . OPTIONAL { ?t kg:latest ?to } }"
    text = "2013年以来，培训社工2万人次。"
    for published, last in (("2019-05-20", "2019-05-20"), (None, None)):
        rows = Graph.of((told_since(text, "培训", published, "2013"),)).query(query).rows
        assert [tuple(v and str(v) for v in row) for row in rows] == [("2013-01-01", last)]


def test_a_running_total_without_an_end_is_told_from_its_beginning() -> None:
    graph = Graph.of((told_since("2013年以来，培训社工2万人次。", "培训", None, "2013"),))
    (event,) = graph.events()
    assert bounds_of(event.role("time")) == ("2013-01-01", None)
    for node in network(graph).nodes:
        if node.labels[0] in ("Event", "Date"):
            assert node.properties["start"] == "2013-01-01"
            assert "end" not in node.properties


@pytest.mark.parametrize(
    ("modifier", "maximum", "bounds"),
    [
        (None, None, (100, 100)),
        ("多", None, (100, None)),
        ("近", None, (None, 100)),
        ("约", None, (None, None)),
        (None, 120, (100, 120)),
    ]
    + [(m, None, (100, None)) for m in ("余", "以上", "超")]
    + [("不足", None, (None, 100))],
)
def test_figure_bounds(modifier: str | None, maximum: float | None, bounds: tuple[float | None, float | None]) -> None:
    assert figure_bounds(Figure("q1", Span(0, 1), 100, modifier=modifier, max=maximum)) == bounds


def test_township_lies_in_its_county() -> None:
    town, county = EntityRef("中川镇", "Place"), EntityRef("会宁县", "Place", "620422")
    mentions = (Mention("m1", Span(0, 3), "Place", county.name, county.code), Mention("m2", Span(3, 6), "Place", town.name))
    doc = Document("t", "会宁县中川镇开展试点。", Metadata(territory="会宁县"), mentions=mentions)
    rows = Graph.of((doc,)).query('SELECT ?above WHERE { ?t rdfs:label "中川镇"@zh ; kg:partOf+/rdfs:label ?above }').rows
    assert {row[0] for row in rows} == {"会宁县", "白银市", "甘肃省"}
