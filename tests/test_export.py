"""Exports, opened by the readers that people have: networkx, pyld, rdflib, pyoxigraph, prov, pandas, and Neo4j's own rules."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
import warnings
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import networkx
import pandas
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from kg.build import gold_documents
from kg.errors import UsageError
from kg.export import FORMATS, archive, export, parts
from kg.export.drawn import Drawn
from kg.export.neo4j import _quoted, relationship_type
from kg.export.rdf12 import unreified
from kg.export.records import Records
from kg.export.tables import columns
from kg.export.territories import Territories
from kg.graph import EventView, Evidence, FigureView, Graph, build_gold
from kg.graph.network import network
from kg.link.identity import DEFAULT_BASE
from kg.model import RELATIONS
from kg.rdf import facts_graph
from kg.rdf.context import context
from kg.rdf.serialize import nquads
from kg.rdf.vocabulary import PREFIXES, term, zh
from kg.store import Store
from kg.tables.loading import corpus_dir

SEED = "000_3933d1552c9bd586"
ARTICLES = [SEED, "dev05_shandong_pifu", "dev09_deqing_huanjie", "dev15_zhangzhou_zongjie", "dev46_cangxi_fayuan"]


@cache
def graph() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=ARTICLES)


@cache
def files(format: str) -> dict[str, bytes]:
    return export(graph(), format)


def only(format: str) -> bytes:
    [data] = files(format).values()
    return data


def quads() -> set[ox.Quad]:
    return set(graph().store.quads())


@cache
def one_article() -> Graph:
    """For readers too slow for more."""
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=[SEED])


# All formats


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_gives_the_same_bytes_whatever_the_order_of_the_quads(format: str) -> None:
    turned = Graph(Store.memory(sorted(graph().store.quads(), key=str, reverse=True)))
    assert export(turned, format) == files(format)
    assert all(files(format).values())
    assert (len(files(format)) > 1) == FORMATS[format].many


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_graph_is_no_error(format: str) -> None:
    assert export(Graph.of(()), format)


def test_a_format_that_there_is_not_is_named() -> None:
    with pytest.raises(UsageError, match="there is no format 'xls'; there are: turtle, trig"):
        export(graph(), "xls")


def test_an_archive_holds_the_files_and_is_the_same_every_time() -> None:
    packed = zipfile.ZipFile(io.BytesIO(archive(files("csv"))))
    assert {name: packed.read(name) for name in packed.namelist()} == files("csv")
    assert archive(files("csv")) == archive(dict(reversed(files("csv").items())))


# RDF


def test_turtle_holds_the_facts() -> None:
    facts = facts_graph(graph().store.base)
    found = set(ox.parse(only("turtle"), format=ox.RdfFormat.TURTLE))
    assert {(q.subject, q.predicate, q.object) for q in found} == {
        (q.subject, q.predicate, q.object) for q in quads() if q.graph_name == facts
    }


@pytest.mark.parametrize(
    ("format", "parser"), [("trig", ox.RdfFormat.TRIG), ("nq", ox.RdfFormat.N_QUADS), ("jsonld", ox.RdfFormat.JSON_LD)]
)
def test_all_quads_come_back(format: str, parser: ox.RdfFormat) -> None:
    assert set(ox.parse(only(format), format=parser)) == quads()


@pytest.mark.parametrize("format", ["trig", "nq", "jsonld"])
def test_a_file_opens_as_the_graph_that_it_came_from(format: str, tmp_path: Path) -> None:
    import kg

    path = tmp_path / f"graph.{format}"
    path.write_bytes(only(format))
    opened = kg.open(path)
    assert opened.events() == graph().events()
    assert opened.relations() == graph().relations()
    assert opened.figures() == graph().figures()


def test_nq_is_what_rdfc_1_0_calls_canonical() -> None:
    """pyld's own canonicalisation gives the same bytes."""
    given = export(one_article(), "nq")["graph.nq"].decode()
    canonical = jsonld.normalize(
        given, {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"}
    )
    assert given == canonical
    assert given.splitlines() == sorted(given.splitlines())


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_words_survive_every_round_trip(words: str) -> None:
    quad = ox.Quad(term("kg:x"), term("rdfs:label"), zh(words), facts_graph(Store.memory().base))
    tiny = Graph(Store.memory([quad]))
    for format, parser in (
        ("trig", ox.RdfFormat.TRIG),
        ("nq", ox.RdfFormat.N_QUADS),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdf12", ox.RdfFormat.TRIG),
    ):
        [data] = export(tiny, format).values()
        assert list(ox.parse(data, format=parser)) == [quad]


def test_pyld_reads_the_same_quads_from_json_ld() -> None:
    expanded = jsonld.to_rdf(json.loads(export(one_article(), "jsonld")["graph.jsonld"]), {"format": "application/n-quads"})
    assert set(ox.parse(expanded, format=ox.RdfFormat.N_QUADS)) == set(one_article().store.quads())


def test_json_ld_reads_like_records() -> None:
    document = json.loads(export(one_article(), "jsonld")["graph.jsonld"])
    facts = next(g for g in document["graph"] if g["id"].endswith("graph/facts"))
    office = next(o for o in facts["graph"] if o["id"].endswith("甘肃省民政厅"))
    assert office["label"] == "甘肃省民政厅"
    assert set(office["type"]) == {"Body", "GovernmentAgency"}
    assert office["supervises"].startswith("https://")


def test_every_property_of_the_ontology_is_a_term_of_the_context() -> None:
    own = {name for name, defined in context().items() if isinstance(defined, dict) and defined["@id"].startswith("kg:")}
    assert {"supervises", "agent", "coAgent", "confidence", "trigger", "basis", "earliest"} <= own
    assert context()["confidence"] == {"@id": "kg:confidence", "@type": "xsd:decimal"}
    assert set(PREFIXES) <= set(context())


def test_rdf_1_2_reifies_each_claim_and_comes_back_as_rdf_1_1() -> None:
    found = list(ox.parse(only("rdf12"), format=ox.RdfFormat.TRIG))
    assert set(unreified(found)) == quads()
    store = ox.Store()
    store.extend(found)
    query = "SELECT ?r WHERE { GRAPH ?g { ?c rdf:reifies <<( ?s kg:supervises ?o )>> ; kg:rule ?r } }"
    prologue = f"PREFIX rdf: <{PREFIXES['rdf']}> PREFIX kg: <{PREFIXES['kg']}>"
    solutions = store.query(prologue + query)
    assert isinstance(solutions, ox.QuerySolutions)
    assert len(list(solutions)) == sum(len(r.evidence) for r in graph().relations("supervises"))


def test_prov_reads_the_provenance() -> None:
    from prov.model import ProvActivity, ProvAssociation, ProvDerivation, ProvDocument

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib's, about what prov calls
        document = ProvDocument.deserialize(
            content=export(one_article(), "prov")["provenance.ttl"].decode(), format="rdf", rdf_format="turtle"
        )
    done = one_article().events(status="done")
    led = {(e.iri, f.iri) for e in done for f in (*e.role("agent"), *e.role("co_agent"))}
    assert len(list(document.get_records(ProvActivity))) == len(done)
    assert len(list(document.get_records(ProvAssociation))) == len(led)
    assert len(list(document.get_records(ProvDerivation))) > len(done)


# Networks


def relations_of(drawn: networkx.MultiDiGraph) -> set[tuple[str, str, str]]:
    return {(a, data["relation"], b) for a, b, data in drawn.edges(data=True)}


def expected_relations() -> set[tuple[str, str, str]]:
    found = {(r.subject, r.type, r.object) for r in graph().relations()}
    return found | {(o, p, s) for s, p, o in found if p == "jointActionWith"}


def test_graphml_opens_in_networkx() -> None:
    drawn = networkx.parse_graphml(only("graphml").decode())
    assert isinstance(drawn, networkx.MultiDiGraph)
    assert relations_of(drawn) == expected_relations()
    assert {node: data["label"] for node, data in drawn.nodes(data=True)} == {e.iri: e.label for e in graph().entities()}
    assert {data["type"] for _, data in drawn.nodes(data=True)} == {e.type for e in graph().entities()}
    assert drawn.nodes[graph().entity("酒泉市").iri]["code"] == "620900"


def test_gexf_opens_in_networkx_with_labels_types_and_dates() -> None:
    drawn = networkx.read_gexf(io.BytesIO(only("gexf")))
    assert relations_of(drawn) == expected_relations()
    assert {data["label"] for _, data in drawn.nodes(data=True)} == {e.label for e in graph().entities()}
    [dates] = [
        (d["start"], d["end"]) for *_, d in drawn.edges(data=True) if d["relation"] == "supervises" and d["start"] == "2017-05-01"
    ]
    assert dates == ("2017-05-01", "2017-05-31")
    assert b'timeformat="date"' in only("gexf")


def nodes_and_edges(drawn: networkx.MultiDiGraph) -> tuple[dict[str, object], list[tuple[str, str, dict[str, object]]]]:
    """The nodes with their attributes, and the edges in their order, without what numbers them."""
    edges = [(a, b, {k: v for k, v in data.items() if k not in ("id", "networkx_key")}) for a, b, data in drawn.edges(data=True)]
    return dict(drawn.nodes(data=True)), edges


def test_graphml_is_read_by_networkx_as_what_networkx_writes_of_the_graph() -> None:
    whole = graph().to_networkx()
    drawn = networkx.parse_graphml("\n".join(networkx.generate_graphml(whole)))
    assert nodes_and_edges(networkx.parse_graphml(only("graphml").decode())) == nodes_and_edges(drawn)
    assert nodes_and_edges(whole) == nodes_and_edges(drawn)
    assert {type(value) for _, data in drawn.nodes(data=True) for value in data.values()} == {str, int}


def test_gexf_is_read_by_networkx_as_what_networkx_writes_of_the_graph() -> None:
    theirs = io.BytesIO()
    networkx.write_gexf(graph().to_networkx(), theirs)
    drawn = networkx.read_gexf(io.BytesIO(theirs.getvalue()))
    read = networkx.read_gexf(io.BytesIO(only("gexf")))
    assert nodes_and_edges(read) == nodes_and_edges(drawn)
    assert set(read.edges(keys=True)) == set(graph().to_networkx().edges(keys=True))
    assert read.graph["mode"] == drawn.graph["mode"] == "dynamic"


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10))
def test_any_name_is_well_formed_xml(name: str) -> None:
    entity = ox.NamedNode("https://w3id.org/zhengmai/body/x")
    facts = facts_graph(Store.memory().base)
    said = ((term("rdf:type"), term("kg:Body")), (term("rdf:type"), term("kg:Organization")), (term("rdfs:label"), zh(name)))
    scope = ox.Quad(entity, term("kg:identityScope"), ox.Literal("local"), facts)
    tiny = Graph(Store.memory([scope, *(ox.Quad(entity, p, o, facts) for p, o in said)]))
    for format, read in (("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)):
        [data] = export(tiny, format).values()
        assert len(read(io.BytesIO(data))) == 1


# Records on disk


def bare(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The words without the sentence around them and without what is known of the article."""
    return tuple(replace(e, title=None, published=None, url=None, sentence=e.words, sentence_start=e.start) for e in evidence)


def bare_record(record: EventView | FigureView) -> EventView | FigureView:
    if isinstance(record, FigureView):
        return replace(record, evidence=bare(record.evidence))
    fillers = tuple(replace(f, evidence=bare(f.evidence)) for f in record.fillers)
    return replace(record, evidence=bare(record.evidence), fillers=fillers)


@pytest.mark.parametrize("kind", ["events", "figures"])
def test_records_on_disk_are_those_of_the_graph_in_the_same_order(kind: str) -> None:
    in_memory = getattr(graph(), kind)()
    assert list(getattr(Records(graph().store), kind)()) == [bare_record(record) for record in in_memory]
    assert len(in_memory) > 50


def test_entities_on_disk_are_those_of_the_graph_in_the_same_order() -> None:
    found = [(e.iri, e.label, e.type, e.code, e.aliases, e.mentions, e.articles) for e in Records(graph().store).entities()]
    assert found == [
        (e.iri, e.label, e.type, e.code, e.aliases, len(e.evidence), len({x.article for x in e.evidence}))
        for e in graph().entities()
    ]


def test_a_network_on_disk_is_that_of_the_graph_in_the_same_order() -> None:
    """Relations, their posts, dates and surest words among it."""
    drawn, in_memory = Drawn(Records(graph().store)), network(graph())
    assert tuple(drawn.nodes()) == in_memory.nodes
    assert tuple(drawn.edges()) == in_memory.edges


def copies(number: int) -> Graph:
    """One article as often as told, each time another one that speaks of the same bodies and places."""
    article = re.compile(rb"/article/([0-9a-f]{12})[0-9a-f]{4}")
    lines = nquads(one_article().store.quads())
    found = b"".join(article.sub(rb"/article/\g<1>%04x" % n, lines) for n in range(number))
    return Graph(Store.memory(ox.parse(found, format=ox.RdfFormat.N_QUADS)))


def peak(of: Graph, format: str, folder: Path) -> int:
    """The most bytes that Python held while the files were written."""
    tracemalloc.start()
    try:
        for name, write in parts(of, format).items():
            with (folder / name).open("wb") as file:
                write(file)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("format", ["csv", "neo4j", "cypher"])
def test_an_export_holds_no_more_of_four_times_the_articles(format: str, tmp_path: Path) -> None:
    """All records of the twelve more would be 8 MB; a statement of Cypher is some hundred kilobytes, of five hundred rows."""
    few, many = copies(4), copies(16)
    peak(few, format, tmp_path)  # tables and the ontology are read when first asked for
    assert peak(many, format, tmp_path) < peak(few, format, tmp_path) + 1_500_000
    assert len(many.events()) == 4 * len(few.events()) > 100


# Tables


def table(name: str) -> pandas.DataFrame:
    return pandas.read_csv(
        io.BytesIO(files("csv")[f"{name}.csv"]), dtype={c: str for c in columns()[name]["columns"] if "code" in c}
    )


@pytest.mark.parametrize("name", columns())
def test_a_table_has_the_columns_and_types_of_its_codebook(name: str) -> None:
    found, described = table(name), columns()[name]["columns"]
    assert list(found.columns) == list(described)
    assert len(found) > 0
    codebook = pandas.read_csv(io.BytesIO(files("csv")["codebook.csv"]))
    assert list(codebook[codebook["table"] == name]["column"]) == list(described)
    for column, (type, _, _) in described.items():
        filled = found[column].dropna()
        if type == "date":
            pandas.to_datetime(filled, format="%Y-%m-%d")
        elif type in ("integer", "number"):
            assert pandas.api.types.is_numeric_dtype(filled), column
        elif type == "boolean":
            assert set(filled) <= {True, False}


def test_tables_say_what_the_graph_says() -> None:
    assert set(table("bodies")["iri"]) == {
        e.iri for e in graph().entities() if e.type.endswith(("Agency", "Organ", "Unit", "Organization"))
    }
    assert len(table("events")) == len(graph().events())
    assert len(table("roles")) == sum(len(e.fillers) for e in graph().events())
    assert len(table("relations")) == len(graph().relations())
    assert len(table("figures")) == len(graph().figures())


def test_tables_join_on_division_codes() -> None:
    bodies = table("bodies").set_index("name")
    assert tuple(bodies.loc["庆阳市阳光志愿者协会", ["division_code", "prefecture_code", "province_code"]]) == (
        "621000",
        "621000",
        "620000",
    )
    initiatives = table("initiatives")
    pilot = initiatives[(initiatives["name"] == "双孵化") & initiatives["is_pilot"]]
    assert list(pilot["division_code"]) == ["621000"]
    assert list(pilot["bodies"]) == ["甘肃省民政厅"]


@pytest.mark.parametrize(
    ("body", "code", "prefecture", "province"),
    [
        ("body/320100/南京市鼓楼区民政局", "320106", "320100", "320000"),
        ("body/320100/中共南京市鼓楼区委", "320106", "320100", "320000"),
        ("body/350100/福州市鼓楼区民政局", "350102", "350100", "350000"),
        ("body/620000/甘肃省酒泉市肃州区民政局", "620902", "620900", "620000"),
        ("body/320100/南京市民政局", "320100", "320100", "320000"),
        ("body/620000/甘肃省民政厅", "620000", None, "620000"),
    ],
    ids=lambda value: str(value),
)
def test_a_body_lies_in_its_own_division_not_in_the_one_above(
    body: str, code: str, prefecture: str | None, province: str
) -> None:
    at = Territories.of(Records(Store.memory())).at(f"{DEFAULT_BASE}{body}")
    assert (at.code, at.prefecture, at.province) == (code, prefecture, province)


def test_a_spreadsheet_runs_nothing() -> None:
    cells = [
        cell
        for name, data in files("csv").items()
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))
        for cell in row
        if name
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


# Neo4j


def rows_of(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(files("neo4j")[name].decode())))


def test_csv_keeps_the_rules_of_the_neo4j_import() -> None:
    """One ID column, ends that exist, known types, values of those types, no line break inside a cell, a label on every node."""
    (header, *nodes), (head, *edges) = rows_of("nodes.csv"), rows_of("relationships.csv")
    assert (header[0], header[-1], head[:3]) == ("iri:ID", ":LABEL", [":START_ID", ":END_ID", ":TYPE"])
    ids = [row[0] for row in nodes]
    assert len(ids) == len(set(ids)) > 100
    assert all({a, b} <= set(ids) and re.fullmatch(r"[A-Z][A-Z_]*", kind) for a, b, kind, *_ in edges)
    assert all(re.fullmatch(r"[A-Za-z]+(;[A-Za-z]+)*", row[-1]) for row in nodes)
    checks = {"long": int, "double": float, "boolean": ("true", "false").index, "date": re.compile(r"\d{4}-\d\d-\d\d").fullmatch}
    for names, rows in ((header, nodes), (head, edges)):
        assert all(len(row) == len(names) for row in rows)
        for index, name in enumerate(names):
            kind = name.partition(":")[2]
            assert kind in {"", "ID", "LABEL", "START_ID", "END_ID", "TYPE", "string[]", *checks}
            for row in rows:
                assert "\n" not in row[index]
                assert row[index] == "" or kind not in checks or checks[kind](row[index]) is not None


def test_neo4j_has_every_relation_and_role() -> None:
    _, *edges = rows_of("relationships.csv")
    found = {(a, kind, b) for a, b, kind, *_ in edges}
    assert {(a, relationship_type(p), b) for a, p, b in expected_relations()} <= found
    assert {(e.iri, f.role.upper(), f.iri) for e in graph().events() for f in e.fillers} <= found
    assert {relationship_type(name) for name in RELATIONS} >= {"JOINT_ACTION_WITH", "PILOTED_IN"}


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_cypher_string_ends_where_it_should_and_says_what_it_said(words: str) -> None:
    """Cypher's escapes are JSON's and \\'; so a JSON reader, given the double quotes, reads the same words."""
    inside = _quoted(words)[1:-1]
    assert re.fullmatch(r"(?:[^'\\]|\\.)*", inside)
    assert json.loads('"' + inside.replace('"', '\\"').replace("\\'", "'") + '"') == words


def test_cypher_makes_every_node_and_edge_once() -> None:
    text = only("cypher").decode()
    statements = text.removesuffix(";\n").split(";\n")
    assert statements[0].startswith("CREATE CONSTRAINT")
    assert all(s.startswith("UNWIND [") and s.endswith(("row.properties",)) for s in statements[1:])
    assert text.count("{iri: 'https") == len(rows_of("nodes.csv")) - 1
    assert text.count("{a: 'https") == len(rows_of("relationships.csv")) - 1


def test_documents_of_two_articles_make_one_network() -> None:
    docs = [o.doc for o in gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", ARTICLES[:2])]
    drawn = Graph.of(d for d in docs if d is not None).to_networkx(happenings=True)
    assert {data["kind"] for _, data in drawn.nodes(data=True)} >= {"Entity", "Event", "Article", "Figure"}
    assert any(key == "agent" for *_, key in drawn.edges(keys=True))
