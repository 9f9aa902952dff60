"""ontology/shapes.ttl: each shape on a graph that passes and one that fails, and on the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.graph import gold_documents
from kg.link.identity import DEFAULT_BASE
from kg.pipeline import extract
from kg.rdf import corpus_quads, document_quads, facts_graph
from kg.rdf.validate import violations, violations_by_article
from kg.rdf.vocabulary import KG, PREFIXES, TYPE, kg
from kg.read.source import Source
from kg.tables.loading import corpus_dir, ontology_dir

CASES = Path(__file__).parent / "cases" / "shapes"
HELPERS = {"LabelledShape"}  # a part of others, tested by them


def case(name: str) -> list[Quad]:
    return list(parse(path=CASES / f"{name}.ttl", format=RdfFormat.TURTLE))


def shapes() -> list[str]:
    node_shape = NamedNode(PREFIXES["sh"] + "NodeShape")
    quads = parse(path=ontology_dir() / "shapes.ttl", format=RdfFormat.TURTLE)
    named = {q.subject.value.removeprefix(KG) for q in quads if q.predicate == TYPE and q.object == node_shape}
    return sorted(named - HELPERS)


def test_every_case_belongs_to_a_shape() -> None:
    assert {p.name for p in CASES.iterdir()} == {f"{s}.{kind}.ttl" for s in shapes() for kind in ("pass", "fail")}


@pytest.mark.parametrize("shape", shapes())
def test_shape_passes_and_fails(shape: str) -> None:
    passing, failing = ({v.shape for v in violations(case(f"{shape}.{kind}"))} for kind in ("pass", "fail"))
    assert shape not in passing
    assert shape in failing


def test_article_from_gold_conforms() -> None:
    [doc] = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", ["000_3933d1552c9bd586"])
    assert violations(document_quads(doc)) == ()


MODEL = "酒泉市中小企业联合会"


def shared_model() -> list[Quad]:
    """An article that tells of the recognition of a body, and another that names the body alone."""
    [doc] = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", ["000_3933d1552c9bd586"])
    text = f"{MODEL}召开年会\n\n2018年5月6日,{MODEL}召开年会。\n"
    other = extract(Source("年会", Path("年会.txt"), "年会.txt", data=text.encode()))
    assert MODEL in {m.name for m in other.mentions}
    return list(corpus_quads([doc, other]))


def test_a_model_organisation_is_checked_with_the_article_that_recognises_it() -> None:
    quads, facts = shared_model(), facts_graph(DEFAULT_BASE)
    assert any(q.predicate == TYPE and q.object == kg("ModelOrganization") and MODEL in q.subject.value for q in quads)
    assert list(violations_by_article(quads, facts)) == []
    body = next(q.subject for q in quads if q.object == kg("ModelOrganization") and MODEL in q.subject.value)
    unsaid = [q for q in quads if not (q.predicate == kg("target") and q.object == body)]
    broken = [(v.shape, v.node) for _, v in violations_by_article(unsaid, facts)]
    assert broken.count(("ModelOrganizationShape", body.value)) == 2, "nobody recognises it: both articles say so"


def test_violation_names_node_shape_and_reason() -> None:
    [violation] = [v for v in violations(case("FigureShape.fail")) if v.shape == "FigureShape"]
    assert str(violation) == (
        "https://example.org/f kg:lowerBound: A figure has its words, a number, a kind, and bounds that hold no contradiction. "
        "(ontology/shapes.ttl, kg:FigureShape)"
    )


def test_relation_to_a_node_of_the_wrong_type_is_found() -> None:
    [doc] = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", ["000_3933d1552c9bd586"])
    quads = [q for q in document_quads(doc) if not (q.predicate == TYPE and q.object == kg("Initiative"))]
    assert "PromotesShape" in {v.shape for v in violations(quads)}
