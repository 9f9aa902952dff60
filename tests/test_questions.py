"""The 26 questions on articles built from gold: the rows as written out, the same on both engines.

1 to 17 are asked of one article, 18 to 26 of the six of corpus/linked, which speak of the same things.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.errors import UsageError
from kg.graph import Graph, build_gold
from kg.graph.questions import Question, questions, share_of_right_rows
from kg.tables.loading import corpus_dir

if TYPE_CHECKING:
    from rdflib import Dataset

ARTICLE = "000_3933d1552c9bd586"
EXPECTED = Path(__file__).parent / "cases" / "questions"
ONE, SEVERAL = range(1, 18), range(18, 27)
NUMBERS = [*ONE, *SEVERAL]
Rows = list[list[str]]


@cache
def graph(number: int = 1) -> Graph:
    """The graph that the question is asked of."""
    if number in SEVERAL:
        return linked()
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=[ARTICLE])


@cache
def linked() -> Graph:
    return build_gold(corpus_dir() / "linked" / "gold", corpus_dir() / "linked" / "articles")


@cache
def dataset(graph: Graph) -> Dataset:
    return graph.to_rdflib()  # type: ignore[no-any-return]


def written(number: int) -> Rows:
    """The rows of tests/cases/questions/NN.tsv; the first line names the variables."""
    lines = (EXPECTED / f"{number:02}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def as_text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("number", NUMBERS)
def test_rows_on_pyoxigraph(number: int) -> None:
    result = graph(number).ask(number)
    header, *rows = written(number)
    assert list(result.vars) == header
    assert [[as_text(cell) for cell in row] for row in result] == rows


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.parametrize("number", NUMBERS)
def test_rows_on_rdflib(number: int) -> None:
    result = dataset(graph(number)).query(questions()[number].sparql)
    header, *rows = written(number)
    assert [str(v) for v in result.vars or ()] == header
    assert sorted([as_text(cell) for cell in row] for row in result) == sorted(rows)  # type: ignore[union-attr]


# Parameters that narrow an answer, and the column and the values that are left.
NARROWED = (
    (2, {"who": "甘肃省民政厅"}, "agent", {"甘肃省民政厅"}),
    (3, {"prefecture": "酒泉市"}, "division", {"酒泉市"}),
    (4, {"name": "双孵化"}, "initiative", {"双孵化"}),
    (4, {"where": "庆阳市"}, "place", {"庆阳市"}),
    (6, {"where": "酒泉市", "year": "2017"}, "place", {"酒泉市"}),
    (7, {"about": "覆盖率"}, "indicator", {"社会组织党组织覆盖率"}),
    (7, {"standard": "党组织覆盖率"}, "indicator", {"社会组织党组织覆盖率"}),
    (8, {"where": "甘肃省"}, "scope", {"甘肃省"}),
    (8, {"words": None, "standard": "覆盖率"}, "indicator", {"社会组织党组织覆盖率"}),
    (9, {"who": "甘肃省民政厅"}, "agent", {"甘肃省民政厅"}),
    (10, {"kind": "supervises"}, "relation", {"supervises"}),
    (10, {"name": "双孵化", "kind": "pilotedIn"}, "object", {"庆阳市"}),
    (11, {"name": "甘肃省民政厅"}, "agent", {"甘肃省民政厅"}),
    (12, {"name": "甘肃省民政厅"}, "reporter", {"甘肃省民政厅"}),
    (13, {"name": "双孵化"}, "initiative", {"双孵化"}),
    (14, {"name": "两学一做"}, "formula", {"两学一做"}),
    (15, {"words": "志愿者"}, "organisation", {"庆阳市阳光志愿者协会"}),
    (16, {"name": "甘肃省"}, "receiver", {"甘肃省"}),
    (18, {"name": "商会议事厅"}, "initiative", {"商会议事厅"}),
    (19, {"where": "酒泉市"}, "place", {"酒泉市"}),
    (19, {"words": None, "standard": "党组织覆盖率", "where": "酒泉市"}, "place", {"酒泉市"}),
    (20, {"name": "商会议事厅"}, "initiative", {"商会议事厅"}),
    (21, {"name": "甘肃省市场监督管理局"}, "one", {"甘肃省市场监督管理局"}),
    (22, {"name": "甘肃省工商行政管理局"}, "before", {"甘肃省工商行政管理局"}),
    (23, {"name": "酒泉市民政局"}, "called", {"酒泉市民政局", "市民政局"}),
    (24, {"least": "3"}, "relation", {"locatedIn"}),
    (25, {"words": "覆盖率"}, "place", {"酒泉市"}),
    (25, {"standard": "社会组织党组织覆盖率"}, "place", {"酒泉市"}),
    (26, {"year": "2019", "who": "酒泉市民政局"}, "reported", {True, False}),
)


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.parametrize(("number", "given", "column", "left"), NARROWED, ids=str)
def test_parameters_narrow_the_answer_on_both_engines(number: int, given: dict[str, str], column: str, left: set[str]) -> None:
    result = graph(number).ask(number, **given)
    assert {row[column] for row in result.dicts()} == left
    assert 0 < len(result) <= len(graph(number).ask(number))
    other = dataset(graph(number)).query(questions()[number].with_values(**given))
    assert sorted([as_text(cell) for cell in row] for row in other) == sorted([as_text(cell) for cell in row] for row in result)  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.parametrize("number", NUMBERS)
def test_every_parameter_takes_any_value_and_none_that_is_there(number: int) -> None:
    question = questions()[number]
    for name, _ in question.parameters:
        anything = graph(number).ask(number, **{name: None})
        assert len(anything) >= len(graph(number).ask(number))
        assert len(dataset(graph(number)).query(question.with_values(**{name: None}))) == len(anything)
        nothing = "999" if name == "least" else "没有的"
        assert graph(number).ask(number, **{name: nothing}).rows == ()


def test_every_question_has_titles_in_both_languages() -> None:
    assert sorted(questions()) == NUMBERS
    for question in questions().values():
        assert question.zh.endswith("?")
        assert question.en.endswith("?")
        assert question.en.isascii()


def test_parameter_takes_another_name_and_any() -> None:
    assert graph().ask(5, name="双孵化").rows == ()
    assert len(graph().ask(5, name=None)) == 3
    assert {row[2] for row in graph().ask(17, name="庆阳市阳光志愿者协会")} == {"庆阳市阳光志愿者协会党支部"}


def test_parameter_is_a_value_and_never_query_text() -> None:
    assert graph().ask(5, name='x"@zh } ?s ?p ?o . VALUES ?z { "').rows == ()
    assert graph().ask(5, name="\\").rows == ()


def test_a_value_is_put_where_its_parameter_stands_whatever_another_value_says() -> None:
    given = {"words": 'VALUES ?where { UNDEF } "x" }', "where": "甘肃省"}
    assert graph(19).ask(19, **given).rows == ()


def test_what_nobody_gives_is_said() -> None:
    """Any value, but where a question makes no sense without one or would list everything."""
    given = {(n, name): value for n, q in questions().items() for name, value in q.defaults.items() if value is not None}
    assert given == {(1, "name"): "甘肃省民政厅", (17, "name"): "甘肃省民政厅", (24, "least"): "2"}
    assert Question(1, "?", "?", r'VALUES ?x { "a\"\\b"@zh }', (("x", "a value"),)).defaults == {"x": 'a"\\b'}


def test_unknown_question_and_parameter_are_named() -> None:
    with pytest.raises(UsageError, match="no question 99"):
        graph().ask(99)
    with pytest.raises(UsageError, match="no parameter 'town'; it has: name"):
        graph().ask(1, town="x")


def test_share_of_right_rows_counts_what_two_graphs_share() -> None:
    empty = Graph.of(())
    shares = share_of_right_rows(graph().query, graph().query)
    assert {s.recall for s in shares.values()} == {1.0}
    against_nothing = share_of_right_rows(graph().query, empty.query)
    assert {(s.right, s.found) for s in against_nothing.values()} == {(0, 0)}
    assert against_nothing[3].expected == 5


def test_question_without_parameters_runs_as_written() -> None:
    question = Question(1, "?", "?", "SELECT ?x {}", ())
    assert question.with_values() == "SELECT ?x {}"
