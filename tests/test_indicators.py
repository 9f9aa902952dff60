"""ontology/indicators.ttl and what figures measure: words and units name one concept or none, on all annotated figures."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, RdfFormat, parse
from typer.testing import CliRunner

from kg.analysis.indicators import by_indicator, unmatched
from kg.cli import app
from kg.graph import Graph, build_gold
from kg.model import Document, Figure, Span
from kg.rdf import corpus_quads, write_document
from kg.rdf.indicators import Indicators, StandardIndicator, bare, changes, forms
from kg.rdf.vocabulary import PREFIXES, kg
from kg.record import read_records
from kg.tables.loading import corpus_dir, ontology_dir, rows
from kg.tables.own import Own, OwnIndicator

SCHEME = Indicators.load()
CONCEPTS = sorted(SCHEME.concepts.values(), key=lambda c: c.iri)
SHELVES = ("", "held/", "later/", "bulletins/")
concepts = st.sampled_from(CONCEPTS)


@st.composite
def named(draw: st.DrawFn) -> tuple[StandardIndicator, str, str]:
    """A concept with one of its labels and one of its units."""
    concept = draw(concepts)
    return concept, draw(st.sampled_from(concept.words)), draw(st.sampled_from(sorted(concept.units)))


def local(concept: StandardIndicator | None) -> str | None:
    return concept and concept.iri.rpartition("/")[2]


# The scheme


def test_every_concept_has_names_units_and_an_example_that_shows_one_of_them() -> None:
    for concept in CONCEPTS:
        assert concept.en.isascii() or "（" in concept.en or "“" in concept.en or "(" in concept.en
        assert concept.units
        assert any(unit.removeprefix("百分") in concept.example for unit in concept.units), concept.iri


def test_a_label_and_a_unit_name_one_concept() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in CONCEPTS:
        for words in concept.words:
            for unit in concept.units:
                owners[bare(words), unit].add(concept.iri)
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


def test_the_hierarchy_ends_and_rates_stay_among_rates() -> None:
    for concept in CONCEPTS:
        above = SCHEME.above(concept)
        assert concept not in above
        assert all(("%" in a.units) == ("%" in concept.units) for a in above), concept.iri


def test_the_file_says_nothing_that_is_not_read() -> None:
    quads = list(parse(path=ontology_dir() / "indicators.ttl", format=RdfFormat.TURTLE))
    names = {
        q.object.value for q in quads if q.predicate.value == PREFIXES["skos"] + "altLabel" and isinstance(q.object, Literal)
    }
    assert names <= {words for concept in CONCEPTS for words in concept.words}
    assert sum(q.object == kg("StandardIndicator") for q in quads) == len(CONCEPTS)


# Matching


@given(named())
def test_every_label_names_its_concept_in_every_unit(case: tuple[StandardIndicator, str, str]) -> None:
    concept, words, unit = case
    assert SCHEME.of(words, unit) == concept


@given(named(), st.sampled_from(["全省{}", "累计{}", "“{}”", "{} ", "全市的{}"]))
def test_what_says_when_and_where_changes_nothing(case: tuple[StandardIndicator, str, str], frame: str) -> None:
    concept, words, unit = case
    assume(len(bare(words)) > 1)  # of 全村 nothing is taken: 村 alone is too short to be sure of
    assert SCHEME.of(frame.format(words), unit) == concept


SPELLINGS = list(rows("lexicon/unit_spellings.tsv", ("form", "unit", "example")))


@pytest.mark.parametrize("row", SPELLINGS, ids=[row["form"] for row in SPELLINGS])
def test_unit_spelling_stands_in_its_example(row: dict[str, str]) -> None:
    assert row["form"] in row["example"]


@given(st.text(max_size=8), st.text(max_size=3))
@example("A´", "")  # a mark that joins the letter before it once the space in it is gone
def test_any_words_and_unit_name_one_or_none(words: str, unit: str) -> None:
    found = SCHEME.of(words, unit)
    assert found is None or unit in found.units | changes()
    assert bare(bare(words)) == bare(words)
    assert forms(words)[0] == bare(words)


@pytest.mark.parametrize(
    ("words", "unit", "kind", "name"),
    [
        ("党的组织覆盖率", "%", "level", "party-coverage"),
        ("党组织覆盖比例", "%", "level", "party-coverage"),
        ("党组织覆盖率", "百分点", "increase", "party-coverage"),
        ("社会组织总数", "家", "level", "social-organisations"),
        ("社会组织数量", "家", "level", "social-organisations"),
        ("志愿者注册", "人", "level", "registered-volunteers"),
        ("捐款金额", "元", "level", "donations"),
        ("注册志愿者", "倍", "increase", "registered-volunteers"),
        ("培训", "人次", "level", "training-attendances"),
        ("培训", "人", "level", "trainees"),
        ("脱贫", "户", "level", "households-out-of-poverty"),
        ("县(市、区)", "个", "level", "counties"),
        ("企业家数", "名", "level", "entrepreneurs"),
        # what is alike and something else
        ("社区社会组织", "家", "level", "community-social-organisations"),
        ("女性社会组织", "家", "level", None),
        ("留守儿童", "%", "level", None),  # a share of something
        ("党员", "元", "level", None),
        ("党员", None, "level", None),
        ("培训", "%", "increase", None),  # of attendances or of people
        ("社会组织", "%", "level", None),
        ("", "个", "level", None),
    ],
)
def test_words_and_unit_decide(words: str, unit: str | None, kind: str, name: str | None) -> None:
    assert local(SCHEME.of(words, unit, kind)) == name


@pytest.mark.parametrize(
    ("before", "words", "name"),
    [
        ("按每人", "补贴", None),
        ("补贴", "补贴", "subsidies"),
        ("低保标准提高到每月", "城市低保标准", "urban-subsistence-line"),
        ("人均", "捐款", None),
    ],
)
def test_a_sum_for_each_one_is_no_sum_of_all(before: str, words: str, name: str | None) -> None:
    assert local(SCHEME.of(words, "元", "level", before)) == name


@cache
def gold_figures() -> tuple[tuple[dict[str, object], str], ...]:
    found = []
    for shelf in SHELVES:
        for key, record in read_records(corpus_dir() / f"{shelf}gold").items():
            text = (corpus_dir() / f"{shelf}articles" / f"{key}.txt").read_bytes().decode("utf-8-sig")
            found += [(f, text) for f in record.get("figures", ())]
    return tuple(found)


def test_the_share_of_annotated_figures_that_the_documentation_states() -> None:
    measured = 0
    for figure, text in gold_figures():
        start = int(str(figure["start"]))
        words, unit, kind = (figure.get(key) for key in ("indicator", "unit", "kind"))
        near = text[max(0, start - 8) : start]
        measured += SCHEME.of(words, unit, kind or "level", near) is not None  # type: ignore[arg-type]
    stated = (Path(__file__).parent.parent / "docs" / "indicators.md").read_text(encoding="utf-8")
    assert f"{measured:,} of {len(gold_figures()):,}" in stated


# In the graph


def test_figures_of_two_texts_meet_under_one_indicator() -> None:
    graph = linked()
    found = {m.indicator: m for m in by_indicator(graph)}
    assert found["社会组织党组织覆盖率"].articles > 1
    figures = graph.figures(measures="社会组织党组织覆盖率")
    assert len(figures) == found["社会组织党组织覆盖率"].figures > 1
    assert len(graph.figures()) == sum(m.figures for m in found.values()) + sum(u.figures for u in unmatched(graph))


@cache
def linked() -> Graph:
    return build_gold(corpus_dir() / "linked" / "gold", corpus_dir() / "linked" / "articles")


def document(words: str, text: str, value: float) -> Document:
    figure = Figure("f1", Span(text.index("8"), len(text)), value, unit="%", indicator=words, scope="酒泉市", as_of="2019")
    return Document(id=text, text=text, figures=(figure,))


def test_figures_contradict_each_other_in_other_words() -> None:
    one, other = document("党组织覆盖率", "党组织覆盖率81%", 81), document("党的组织覆盖率", "党的组织覆盖率达85%", 85)
    links = [q for q in corpus_quads([one, other]) if q.predicate == kg("contradicts")]
    assert len(links) == 1
    third = document("群众满意度", "群众满意度达85%", 85)
    assert not any(q.predicate == kg("contradicts") for q in corpus_quads([one, third]))


def test_a_narrower_indicator_brings_its_broader_ones() -> None:
    text = "社会组织党组织覆盖率81%"
    facts = {q.triple for q in write_document(document("社会组织党组织覆盖率", text, 81)).facts}
    broader = [(s.value.rpartition("/")[2], o.value.rpartition("/")[2]) for s, p, o in facts if p.value.endswith("broader")]  # type: ignore[union-attr]
    assert sorted(broader) == [("party-coverage", "coverage"), ("social-organisation-party-coverage", "party-coverage")]


def test_words_of_a_project_and_its_own_indicator() -> None:
    own = (OwnIndicator("党建覆盖面", "党组织覆盖率"), OwnIndicator("议事", "议事场次", ("场", "次"), "councils held"))
    scheme = Indicators.with_own(own, "https://example.org/")
    assert local(scheme.of("党建覆盖面", "%")) == "party-coverage"
    found = scheme.of("议事", "场")
    assert found is not None
    assert found == scheme.of("议事场次", "次")
    assert SCHEME.of("议事", "场") is None
    written = write_document(document("党建覆盖面", "党建覆盖面81%", 81), own=Own(indicators=own))
    assert any(q.predicate == kg("measures") for q in written.facts)


# The command


def run(*args: object) -> str:
    result = CliRunner().invoke(app, [str(arg) for arg in args])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_lists_what_is_measured_what_is_not_and_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("".join(f"{q} .\n" for q in linked().store.quads()), encoding="utf-8")  # type: ignore[union-attr]
    measured = list(csv.DictReader(io.StringIO(run("indicators", path, "--format", "csv"))))
    bare_words = list(csv.DictReader(io.StringIO(run("indicators", path, "--unmatched", "--format", "csv"))))
    assert [row["indicator"] for row in measured] == [m.indicator for m in by_indicator(linked())]
    assert [row["words"] for row in bare_words] == [u.words for u in unmatched(linked())]
    assert all(
        row["words"] in row["sentence"] for row in bare_words if row["words"] in "".join(a.text for a in linked().articles())
    )
    known = list(csv.DictReader(io.StringIO(run("indicators", path, "--known", "--format", "csv"))))
    assert len(known) == len(CONCEPTS)
