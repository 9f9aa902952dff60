"""The graph from Python: records with their words, look-ups, neighbours, queries and results."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
import kg.build
from kg.errors import QueryError, RecordError, StoreError, UsageError
from kg.graph import Graph, Result, SeveralEntities, build_gold
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, Metadata
from kg.pipeline import run
from kg.rdf.serialize import nquads
from kg.rdf.vocabulary import KG
from kg.read import read_text
from kg.store import Store
from kg.tables.loading import corpus_dir

ARTICLE = "000_3933d1552c9bd586"
OFFICE = "甘肃省民政厅"


@cache
def graph() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=[ARTICLE])


def test_api_is_what_kg_promises() -> None:
    assert sorted(kg.__all__) == ["Graph", "Result", "build", "build_gold", "open"]
    assert callable(kg.build)  # though a module is called kg.build, too


def test_counts_are_those_of_the_gold_record() -> None:
    record = json.loads((corpus_dir() / "gold" / f"{ARTICLE}.json").read_text(encoding="utf-8"))
    assert len(graph().articles()) == 1
    assert len(graph().events()) == len(record["events"])
    assert len(graph().relations()) == len(record["relations"])
    assert len(graph().figures()) == len(record["figures"])
    assert sum(len(e.evidence) for e in graph().entities()) == len(record["mentions"])


def test_every_statement_quotes_the_text() -> None:
    [article] = graph().articles()
    items = (*graph().entities(), *graph().events(), *graph().relations(), *graph().figures())
    found = [e for item in items for e in item.evidence] + [
        e for event in graph().events() for f in event.fillers for e in f.evidence
    ]
    assert len(found) > 250
    for e in found:
        assert e.words == article.text[e.start : e.stop]
        assert e.words
        assert "".join(e.marked) == e.sentence


def test_types_are_those_of_the_scheme() -> None:
    assert {e.type for e in graph().entities()} <= set(MENTION_TYPES)
    assert {e.type for e in graph().events()} <= set(EVENT_TYPES)
    assert {r.type for r in graph().relations()} <= set(RELATIONS)


def test_joint_inspection_of_september_has_its_lead_restored() -> None:
    [event] = [e for e in graph().events("Inspection") if "2017-09" in [t.label for t in e.role("time")]]
    assert [(f.label, f.basis) for f in event.role("agent")] == [(OFFICE, "restored")]
    assert {f.label for f in event.role("co_agent")} == {"中共甘肃省委组织部", "甘肃省工商行政管理局"}
    assert [(f.label, f.kind) for f in event.role("target")] == [("各地社会组织", "words")]


def test_events_by_type_place_time_and_status() -> None:
    assert [e.role("time")[0].label for e in graph().events("Meeting", place="酒泉市")] == ["2017-05"]
    assert {e.type for e in graph().events(since="2017-10")} == {"Meeting", "Publicity"}
    assert [e.type for e in graph().events(status="planned")] == ["Publicity"]


@cache
def told() -> Graph:
    """Two articles with one name for two things, places below 绍兴市, and times of every shape."""
    texts = (
        (
            "浙江省诸暨市",
            "2019-06-01",
            "诸暨市推行“板凳议事会”\n\n2019年5月,诸暨市民政局推行“板凳议事会”工作法,在枫桥镇召开座谈会。",
        ),
        (
            "甘肃省会宁县",
            "2020-06-01",
            "会宁县推行“板凳议事会”\n\n2020年5月,会宁县民政局推行“板凳议事会”工作法,在会宁县召开座谈会。",
        ),
        (
            "甘肃省",
            "2018-01-01",
            "甘肃省民政厅工作\n\n2017年第一季度,甘肃省民政厅在酒泉市召开座谈会。2017年春季,甘肃省民政厅在庆阳市召开座谈会。"
            "2017年11月5日,甘肃省民政厅在兰州市召开座谈会。2017年,甘肃省民政厅在天水市召开座谈会。",
        ),
    )
    articles = [(text, Metadata(territory=where, published=day)) for where, day, text in texts]
    return Graph.of([run(read_text(text, id=f"a{n}", given=known)) for n, (text, known) in enumerate(articles)])


@pytest.mark.parametrize(
    ("since", "places"),
    [
        ("2017-11-05", ["兰州市"]),
        ("2017-12", []),
        ("2017-02", ["兰州市", "庆阳市"]),
        ("2017-Q1", ["兰州市", "天水市", "庆阳市", "酒泉市"]),
    ],
)
def test_events_since_a_date_whatever_the_shape_of_their_time(since: str, places: list[str]) -> None:
    found = [e for e in told().events("Meeting", since=since) if e.role("time")[0].label.startswith("2017")]
    assert sorted(f.label for e in found for f in e.role("place")) == sorted(places)


def test_a_place_has_what_was_below_it() -> None:
    for place in ("枫桥镇", "诸暨市", "绍兴市", "浙江省"):
        assert [f.label for e in told().events(place=place) for f in e.role("place")] == ["枫桥镇"]
    assert told().events(place="诸暨市民政局") == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"type": "meeting"}, "there is no type of event 'meeting'; did you mean Meeting?"),
        ({"type": "会"}, "there is no type of event '会'; there are: Inspection, Meeting, "),
        ({"status": "plan"}, "there is no status 'plan'; did you mean planned?"),
        ({"place": "绍兴地区"}, "there is no place '绍兴地区'; `kg search"),
        ({"place": "枫桥"}, "there is no place '枫桥'; did you mean 枫桥镇?"),
        ({"since": "去年"}, "'去年' is no date; write 2017, 2017-06"),
        ({"since": "2017-13"}, "'2017-13' is no date"),
    ],
)
def test_what_events_cannot_be_asked_for_is_said(asked: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        told().events(**asked)


def test_types_that_there_are_not_are_said() -> None:
    with pytest.raises(UsageError, match="no type of entity 'place'; did you mean Place"):
        told().entities("place")
    with pytest.raises(UsageError, match="no relation 'supervise'; did you mean supervises"):
        told().relations("supervise")


def test_a_name_that_two_have_says_which_is_taken_and_how_to_name_the_other() -> None:
    one, other = (e for e in told().entities("Initiative") if e.label == "“板凳议事会”工作法")
    for name in (one.label, "板凳议事会"):
        with pytest.warns(SeveralEntities) as warned:
            assert told().entity(name) == one
        said = str(warned[0].message).splitlines()
        assert said[0] == f"2 entities are called {name}; this one is taken:"
        assert [line.strip() for line in said[1:]] == [
            f"{one.iri} (“板凳议事会”工作法, Initiative, 会宁县, 2020)",
            "to ask of another, give its IRI:",
            f"{other.iri} (“板凳议事会”工作法, Initiative, 诸暨市, 2019)",
        ]
    assert told().entity(other.iri) == other
    with pytest.warns(SeveralEntities):
        assert told().neighbours(one.label).focus == one


def test_a_name_that_nothing_has_leads_to_the_nearest_or_to_a_command() -> None:
    with pytest.raises(UsageError, match=r"no entity is called '诸暨民政局'; did you mean 诸暨市民政局[?]$"):
        told().entity("诸暨民政局")
    with pytest.raises(UsageError, match="no entity is called '不存在局'; `kg search GRAPH WORDS`"):
        told().entity("不存在局")
    with pytest.raises(UsageError, match=r"no initiative is called '板凳'; did you mean “板凳议事会”工作法[?]$"):
        told().panel(initiative="板凳")


def test_rate_and_its_change() -> None:
    rate, change = graph().figures("覆盖率")
    assert (rate.label, rate.value, rate.type) == ("71%", 71, "level")
    assert (change.value, change.unit, change.type, change.baseline) == (10, "百分点", "increase", "年初")


def test_entity_by_name_surface_and_iri() -> None:
    entity = graph().entity(OFFICE)
    assert graph().entity("省民政厅") == graph().entity(entity.iri) == entity
    assert entity.is_global
    with pytest.raises(UsageError, match="no entity is called '某厅'"):
        graph().entity("某厅")


def test_entity_by_the_words_in_the_quotes_of_its_name() -> None:
    assert graph().entity("互联网+").label == "“互联网+”党建模式"
    with pytest.raises(UsageError, match="did you mean 甘肃省民政厅"):
        graph().entity("肃省民政厅")


def test_neighbours_grow_with_depth() -> None:
    near, far = graph().neighbours("庆阳市阳光志愿者协会"), graph().neighbours("庆阳市阳光志愿者协会", depth=2)
    assert [e.label for e in near.entities] == ["庆阳市阳光志愿者协会党支部"]
    assert {"庆阳市", OFFICE} <= {e.label for e in far.entities}
    assert list(far.distance) == sorted(far.distance)


def test_evidence_of_a_statement_and_of_a_node() -> None:
    [words] = graph().evidence(OFFICE, "supervises")
    assert words.words.startswith("5月,对甘肃古籍文献整理编译中心等35个")
    assert graph().evidence(OFFICE, "supervises", "甘肃蓝天救援队") == ()
    assert [e.words for e in graph().evidence("酒泉市")] == ["酒泉市"]
    assert graph().evidence(OFFICE, KG + "supervises") == (words,)
    for part in ("pervises", "s", "ontology#supervises"):
        assert graph().evidence(OFFICE, part) == ()


def test_explain_one_and_two_and_an_offset() -> None:
    assert any(x.what == "双孵化 pilotedIn 庆阳市" for x in graph().explain("双孵化"))
    assert {x.what for x in graph().explain("双孵化", "庆阳市")} == {"双孵化 pilotedIn 庆阳市", "Pilot (done) 试点"}
    smallest, *_ = graph().explain_at(ARTICLE, 1579)
    assert (smallest.what, smallest.evidence.words, smallest.evidence.rule) == ("Initiative 双孵化", "双孵化", "gold")
    with pytest.raises(UsageError, match="2115 characters"):
        graph().explain_at(ARTICLE, 9999)


def test_graph_from_disk_says_the_same(tmp_path: Path) -> None:
    Store.bulk(tmp_path / "store", [nquads(graph().store.quads())])
    opened = kg.open(tmp_path)
    assert opened.events() == graph().events()
    assert opened.relations() == graph().relations()
    with pytest.raises(StoreError):
        kg.open(tmp_path / "nothing")


def test_one_article_from_a_file() -> None:
    built = kg.build(corpus_dir() / "articles" / f"{ARTICLE}.txt")
    assert [a.source for a in built.articles()] == [f"{ARTICLE}.txt"]
    assert len(built.events()) > 10


def test_gold_without_the_wanted_record_is_an_error() -> None:
    with pytest.raises(RecordError, match="no records here"):
        build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=["nowhere"])


def test_query_that_cannot_be_read() -> None:
    with pytest.raises(QueryError):
        graph().query("SELECT WHERE")


def test_result_shows_and_exports_untrusted_words_safely() -> None:
    result = Result(("name", "n"), (("<script>alert(1)</script>", 1), ("=1+1", -2), (None, None)))
    assert "<script>" not in result._repr_html_()
    assert result.to_csv().splitlines()[1:] == ["<script>alert(1)</script>,1", "'=1+1,-2", ","]
    assert json.loads(result.to_json())[2] == {"name": None, "n": None}
    assert len(result) == 3
    assert result[1] == ("=1+1", -2)
    assert [name for name, _ in result] == ["<script>alert(1)</script>", "=1+1", None]


def test_result_as_data_frames() -> None:
    result = graph().query("""SELECT ?words ?value ?max WHERE {
      ?f sosa:hasSimpleResult ?value ; rdfs:label ?words OPTIONAL { ?f kg:maximum ?max } } ORDER BY ?value""")
    pandas, polars = result.to_pandas(), result.to_polars()
    assert list(pandas.columns) == polars.columns == ["words", "value", "max"]
    assert pandas["value"].tolist() == polars["value"].to_list() == [row[1] for row in result]
    assert pandas["value"].dtype.kind in "if"
    assert pandas["max"].isna().all()
    assert polars["max"].is_null().all()


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False), st.text())))
)
def test_result_of_mixed_cells_makes_data_frames(rows: list[tuple[Any]]) -> None:
    result = Result(("x",), tuple(rows))
    assert len(result.to_pandas()) == len(result.to_polars()) == len(rows)
    assert result.to_polars()["x"].null_count() == sum(x is None for [x] in rows)


def test_networkx_has_typed_nodes_and_edges() -> None:
    drawn = graph().to_networkx()
    office, pilot = graph().entity(OFFICE).iri, graph().entity("双孵化").iri
    assert drawn.nodes[office] == {
        "kind": "Entity",
        "label": OFFICE,
        "type": "GovernmentAgency",
        "mentions": 5,
        "aliases": "省民政厅",
    }
    edge = drawn.edges[office, pilot, "promotes"]
    assert (edge["label"], edge["relation"], edge["confidence"], edge["articles"]) == ("推行", "promotes", 1.0, 1)
    assert {(a, b) for a, b, key in drawn.edges(keys=True) if key == "jointActionWith"} >= {
        (office, graph().entity("中共甘肃省委组织部").iri),
        (graph().entity("中共甘肃省委组织部").iri, office),
    }
    everything = graph().to_networkx(happenings=True)
    assert set(drawn) < set(everything)
    assert all("kind" in data for _, data in everything.nodes(data=True))


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
def test_rdflib_answers_the_same() -> None:
    found = graph().to_rdflib().query("SELECT ?x { ?x a <https://w3id.org/zhengmai/ontology#Inspection> }")
    assert {str(row[0]) for row in found} == {e.iri for e in graph().events("Inspection", status="done")}


def test_result_of_ask_is_its_answer() -> None:
    assert graph().query("ASK { ?x kg:supervises ?y }")
    assert not graph().query("ASK { ?x kg:visits ?y }")


def test_turtle_comes_of_construct_alone() -> None:
    assert "kg:locatedIn" in graph().query("CONSTRUCT WHERE { ?x kg:locatedIn ?y }").to_turtle()
    with pytest.raises(ValueError, match="only CONSTRUCT"):
        graph().query("SELECT ?x { ?x a kg:Person }").to_turtle()


def test_entities_are_what_the_article_speaks_of() -> None:
    record = json.loads((corpus_dir() / "gold" / f"{ARTICLE}.json").read_text(encoding="utf-8"))
    named = {m["name"] for m in record["mentions"]} | {r[end] for r in record["relations"] for end in "so"}
    assert {e.label for e in graph().entities()} == named
    assert all(e.evidence for e in graph().entities() if e.label in {m["name"] for m in record["mentions"]})
