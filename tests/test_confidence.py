"""Confidences: learnt from what was right on unseen articles, worth what they say, and a filter on facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import kg
from kg import pipeline
from kg.build import gold_documents
from kg.cli import app
from kg.errors import TableError, UsageError
from kg.extract.confidence import Calibrator
from kg.graph import Graph
from kg.learn import calibration as learn
from kg.model import RELATIONS, Document, Event
from kg.rdf.vocabulary import PREFIXES, ROLE_TERMS
from kg.read import read_file
from kg.record import read_records, to_record
from kg.reliability import Judged, accepted, calibration_error, fact_scores, judged, reliability
from kg.score import Counts, named
from kg.tables import calibration as table
from kg.tables.calibration import ANY, KINDS, Acceptance, Calibration, Step
from kg.tables.loading import corpus_dir, ontology_dir

STORED = sorted((Path(__file__).parent / "cases").glob("*.jsonl.xz"))  # as `make calibrate` reads them
LINKED = corpus_dir() / "linked"
ARTICLE = corpus_dir() / "articles" / "000_3933d1552c9bd586.txt"
KG = PREFIXES["kg"]


@cache
def stored() -> learn.Shelved:
    return learn.Shelved.of(learn.read_articles(STORED))


@cache
def tables() -> list[tuple[Calibration, Acceptance]]:
    """Of each article, those learnt from the other folds."""
    return learn.cross_validated(stored())


# What is learnt


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=900), st.lists(st.floats(0, 1)))
def test_a_higher_score_never_gives_a_lower_confidence(found: list[tuple[float, bool]], scores: list[float]) -> None:
    worth = learn.fitted(Judged("event", "Meeting", score, right) for score, right in found)
    given_to = [worth("event", "Meeting", score) for score in sorted(scores)]
    assert all(0 < c < 1 for c in given_to)
    assert all(a <= b for a, b in pairwise(given_to))
    assert sum(step.fired for step in worth.steps["event", ANY]) == len(found)
    assert sum(step.right for step in worth.steps["event", ANY]) == sum(right for _, right in found)


def test_the_shipped_tables_are_those_that_the_stored_predictions_give() -> None:
    worth, accepts = learn.learnt(stored(), tables())
    assert learn.calibration_text(worth) == (ontology_dir() / table.CALIBRATION).read_text(encoding="utf-8")
    assert learn.acceptance_text(accepts) == (ontology_dir() / table.ACCEPTANCE).read_text(encoding="utf-8")
    assert Calibration.load() == worth
    assert Acceptance.load() == accepts


def test_on_articles_that_the_tables_have_not_seen_confidences_are_shares_of_right_ones() -> None:
    raw = stored().raw
    sure = [s for part, (worth, _) in zip(raw, tables(), strict=True) for s in learn.worth_of(part, worth)]
    before = [s for part in raw for s in part]
    errors = {}
    for kind in KINDS:
        mine = [s for s in sure if s.kind == kind]
        errors[kind] = calibration_error(reliability(mine))
        assert errors[kind] < 0.06, kind
        assert abs(sum(s.confidence for s in mine) - sum(s.right for s in mine)) < 0.03 * len(mine), kind
    for kind in ("mention", "event", "role", "relation"):
        assert errors[kind] < calibration_error(reliability(s for s in before if s.kind == kind)), kind


def test_what_is_accepted_is_right_as_often_as_promised_by_thresholds_that_have_not_seen_the_article() -> None:
    articles, found = stored().articles, {}
    for a, (worth, accepts) in zip(articles, tables(), strict=True):
        found[a.gold["id"]] = accepted(learn.calibrated(a.found, worth), accepts)
    golds, texts = {a.gold["id"]: a.gold for a in articles}, {a.gold["id"]: a.text for a in articles}
    everything = fact_scores(golds, {a.gold["id"]: a.found for a in articles}, texts)
    left = fact_scores(golds, found, texts)
    for kind in ("events", "named roles", "relations", "facts"):
        sure = sum((scores.counts[kind] for scores in left.values()), Counts())
        whole = sum((scores.counts[kind] for scores in everything.values()), Counts())
        assert sure.precision > learn.TARGET - 0.02, kind
        assert sure.precision > whole.precision, kind
        assert sure.found > 0.3 * whole.found, kind


def test_a_group_seen_rarely_is_taken_as_its_kind() -> None:
    often = [Judged("relation", "holds", 0.1 + at / 250, at % 3 > 0) for at in range(200)]
    worth = learn.fitted([*often, Judged("relation", "founds", 0.5, False)])
    assert ("relation", "holds") in worth.steps
    assert ("relation", "founds") not in worth.steps
    assert worth("relation", "founds", 0.5) == worth("relation", ANY, 0.5)


def test_between_two_steps_confidence_lies_on_the_line() -> None:
    worth = Calibration({("event", ANY): (Step(0.2, 0, 8), Step(0.6, 8, 8))})
    assert [worth("event", "Pilot", score) for score in (0.0, 0.2, 0.4, 0.6, 1.0)] == [0.1, 0.1, 0.5, 0.9, 0.9]
    assert worth("mention", "Person", 0.3) == 0.3


def test_a_table_whose_scores_do_not_rise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models").mkdir()
    head = "kind\tgroup\tscore\tright\tfired\n"
    (tmp_path / table.CALIBRATION).write_text(head + "event\t*\t0.5\t1\t2\nevent\t*\t0.5\t2\t2\n", encoding="utf-8")
    monkeypatch.setattr("kg.tables.loading.ontology_dir", lambda: tmp_path)
    table._load.cache_clear()
    try:
        with pytest.raises(TableError, match="scores must rise"):
            Calibration.load()
    finally:
        table._load.cache_clear()


# What an extraction carries


def test_the_pipeline_gives_what_was_learnt_on_records() -> None:
    doc = read_file(ARTICLE)
    raw = pipeline.run(doc, tuple(s for s in pipeline.stages() if not isinstance(s, Calibrator)))
    wanted, found = learn.calibrated(to_record(raw), Calibration.load()), to_record(Calibrator.load()(raw))
    for kind in ("mentions", "dates", "figures", "events", "relations"):
        assert found[kind]
        for a, b in zip(found[kind], wanted[kind], strict=True):
            assert a["confidence"] == pytest.approx(b["confidence"], abs=0.01)
            assert {**a, "confidence": 0, "fillers": 0} == {**b, "confidence": 0, "fillers": 0}
            for one, other in zip(a.get("fillers", ()), b.get("fillers", ()), strict=True):
                assert one["confidence"] == pytest.approx(other["confidence"], abs=0.01)
    assert to_record(raw) != found


def test_gold_judged_by_itself_is_all_right() -> None:
    key = ARTICLE.stem
    gold = read_records(corpus_dir() / "gold")[key]
    doc = next(o.doc for o in gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", [key]))
    assert doc is not None
    statements = list(judged(gold, to_record(doc), doc.text, named([gold])))
    assert {s.kind for s in statements} == set(KINDS)
    assert all(s.right for s in statements)


# The filter


def chance(*parts: object) -> float:
    """A confidence from 0.1 to 1 that depends on what it is of alone."""
    return 0.1 + 0.9 * hashlib.sha256(repr(parts).encode()).digest()[4] / 255


def doubted(doc: Document) -> Document:
    def event(e: Event) -> Event:
        fillers = tuple(replace(f, confidence=chance(doc.id, e.id, f.role, f.value)) for f in e.fillers)
        return replace(e, fillers=fillers, confidence=chance(doc.id, e.id))

    return replace(
        doc,
        mentions=tuple(replace(m, confidence=chance(doc.id, m.span)) for m in doc.mentions),
        events=tuple(event(e) for e in doc.events),
        relations=tuple(replace(r, confidence=chance(doc.id, r.subject, r.predicate, r.object)) for r in doc.relations),
    )


@cache
def documents() -> tuple[Document, ...]:
    found = [o.doc for o in gold_documents(LINKED / "gold", LINKED / "articles")]
    return tuple(doubted(doc) for doc in found if doc is not None)


def facts(graph: Graph) -> set[tuple[object, ...]]:
    """What claims state, and the posts and model organisations that follow."""
    stated = " ".join(f"<{KG}{name}>" for name in (*ROLE_TERMS.values(), *RELATIONS))
    whole = graph.query(f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {stated} kg:post rdf:type }} ?s ?p ?o }}")
    classes = {f"{KG}{name}" for name in ("Event", "Plan", "ModelOrganization", "Initiative", "SocialOrganization")}
    rows = (row for row in whole.rows if not str(row[1]).endswith("#type") or row[2] in classes)
    # Ends of IRIs: which articles' names are joined hangs on the facts of a build, and is not decided again by a filter.
    return {(str(s).rsplit("/", 1)[-1], p, str(o).rsplit("/", 1)[-1]) for s, p, o in rows}


@pytest.mark.parametrize("least", [0.0, 0.3, 0.5, 0.8, 1.0])
def test_a_filtered_graph_states_what_a_build_with_that_threshold_does(least: float) -> None:
    whole = Graph.of(documents())
    wanted, found = facts(Graph.of(documents(), threshold=least)), facts(whole.at_least(least))
    assert found == wanted
    assert (found == facts(whole)) == (least == 0.0)


def test_a_practice_stays_as_long_as_an_event_about_its_initiative() -> None:
    whole = Graph.of(documents())
    practices = (
        """SELECT DISTINCT ?p WHERE { ?p kg:practiceOf ?i OPTIONAL { ?p kg:attestedBy ?e . ?e kg:theme ?i } FILTER(%s) }"""
    )
    attested = set(whole.query(practices % "BOUND(?e)").rows)
    assert attested
    for least in (0.6, 1.0):
        part = whole.at_least(least)
        left = set(part.query(practices % "BOUND(?e)").rows)
        assert left <= attested
        assert set(part.query(practices % "true").rows) == left


def test_accepted_facts_are_those_of_each_kinds_threshold() -> None:
    graph = Graph.of(documents()).accepted()
    accepts = Acceptance.load()
    by_event = {e.id: e for doc in documents() for e in doc.events}
    assert graph.events()
    assert (
        len(graph.events()) == sum(accepts("event", e.confidence) for doc in documents() for e in doc.events) < len(by_event) * 9
    )
    for view in graph.events():
        assert max(e.confidence for e in view.evidence) >= accepts.least["event"]


def test_a_confidence_outside_0_to_1_is_refused() -> None:
    with pytest.raises(UsageError, match="from 0 to 1"):
        kg.build_gold(LINKED / "gold", LINKED / "articles").at_least(1.5)


# The command line


@pytest.fixture(scope="module")
def trig(tmp_path_factory: pytest.TempPathFactory) -> str:
    from kg.rdf import corpus_quads
    from kg.rdf.serialize import trig as written

    graph = Graph.of(documents())
    path = tmp_path_factory.mktemp("graph") / "graph.trig"
    path.write_bytes(written(corpus_quads(documents()), graph.store.base))
    return str(path)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_query_and_export_take_the_filter(trig: str) -> None:
    count = "SELECT (COUNT(?e) AS ?n) WHERE { ?e a kg:Event }"
    numbers = [int(run("query", trig, count, "--format", "csv", *more).split()[-1]) for more in ([], ["--min-confidence", "0.5"])]
    assert 0 < numbers[1] < numbers[0]
    assert len(run("export", trig, "--format", "nq", "--accepted")) < len(run("export", trig, "--format", "nq"))
    refused = CliRunner().invoke(app, ["query", trig, count, "--accepted", "--min-confidence", "0.5"])
    assert refused.exit_code == 2
    assert "not both" in refused.output


@pytest.mark.parametrize(("few_right", "many_right", "least"), [(5, 95, 0.0), (2, 95, 0.51), (6, 85, 0.51)])
def test_a_threshold_allows_a_small_shelf_what_chance_does_and_a_large_one_little(
    few_right: int, many_right: int, least: float
) -> None:
    def shelf(right: int, count: int) -> list[Judged]:
        doubtful = [Judged("event", "Meeting", 0.5, at < right) for at in range(count)]
        return [*doubtful, *[Judged("event", "Meeting", 0.9, True)] * 2]

    few, many = shelf(few_right, 6), [*shelf(many_right, 100)] * 10
    assert learn.chosen([few, many]).least["event"] == least


def test_score_reports_accepted_facts_and_reliability(tmp_path: Path) -> None:
    articles = [a for a in stored().articles if a.shelf == "later"][::8]
    worth = Calibration.load()
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    gold.write_text(lines(a.gold for a in articles), encoding="utf-8")
    predicted.write_text(lines(learn.calibrated(a.found, worth) for a in articles), encoding="utf-8")
    common = ["score", str(gold), "--articles", str(corpus_dir() / "later" / "articles"), "--predicted"]
    shown = run(*common, str(predicted), "--accepted", "--reliability", "--samples", "50")
    assert all(words in shown for words in ("named roles", "95 % of P", "calibration error"))
    sure = json.loads(run(*common, str(predicted), "--accepted", "--json"))
    strict = json.loads(run(*common, str(predicted), "--min-confidence", "0.95", "--json"))
    assert all(0 < strict[kind]["pred"] < sure[kind]["pred"] for kind in ("events", "named roles", "relations", "facts"))
    bare = CliRunner().invoke(app, [*common, str(gold), "--accepted"])
    assert bare.exit_code == 2
    assert "has no confidences" in bare.output


def lines(records: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
