"""Scores, worked out by hand on tiny articles."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from kg.score import Counts, alike, differences, intervals, report

TEXT = "5月，省民政厅对某商会进行督导。新建党支部12个。\n王某任厅长。"
Record = dict[str, Any]


def span(words: str, **more: object) -> Record:
    start = TEXT.index(words)
    return {"id": words, "start": start, "end": start + len(words), "text": words, **more}


def event(**more: object) -> Record:
    start = TEXT.index("督导")
    roles: Record = {"agent": ["甘肃省民政厅"], "target": ["某商会"], "time": ["2017-05"]}
    return {
        "id": "e1",
        "type": "Inspection",
        "trigger": [start, start + 2],
        "evidence": [0, 15],
        "status": "done",
        **roles,
        **more,
    }


GOLD: Record = {
    "id": "a",
    "mentions": [
        span("省民政厅", type="GovernmentAgency", name="甘肃省民政厅", code=None),
        span("某商会", type="SocialOrganization", name="某商会", code=None),
        span("王某", type="Person", name="王某", code=None),
    ],
    "dates": [span("5月", value="2017-05")],
    "figures": [span("12个", value=12, unit="个", modifier=None, indicator="党支部", kind="increase", baseline=None)],
    "events": [event()],
    "relations": [
        {"s": "甘肃省民政厅", "p": "supervises", "o": "某商会"},
        {"s": "甘肃省民政厅", "p": "jointActionWith", "o": "某商会"},
        {"s": "王某", "p": "holdsPost", "o": "甘肃省民政厅", "post": "厅长"},
    ],
}


def scored(gold: Record = GOLD, **changes: object) -> Record:
    """The report as JSON for a prediction that is the gold but for `changes`."""
    return report({"a": gold}, {"a": {**copy.deepcopy(GOLD), **changes}}, {"a": TEXT}).as_json()


def f1(result: Record) -> dict[str, float]:
    return {key: value["f1"] for key, value in result.items() if isinstance(value, dict) and "f1" in value}


def test_gold_against_itself_is_perfect() -> None:
    result = scored()
    assert set(f1(result).values()) == {1.0}
    assert {result[key] for key in ("grounding", "names", "event status", "figure details", "posts")} == {1.0}
    assert (result["codes"], result["codes_of"], result["names_of"]) == (None, 0, 3)


def test_a_wrong_type_costs_precision_and_recall_but_not_the_span() -> None:
    mentions = [{**GOLD["mentions"][0], "type": "PartyOrgan"}, *GOLD["mentions"][1:]]
    result = scored(mentions=mentions)
    assert result["mentions"] == {"p": 0.6667, "r": 0.6667, "f1": 0.6667, "tp": 2, "pred": 3, "gold": 3}
    assert result["mention spans"]["f1"] == 1.0
    assert result["per_type"]["m:PartyOrgan"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "tp": 0, "pred": 1, "gold": 0}


def test_names_count_only_where_the_span_was_found() -> None:
    first, second, third = GOLD["mentions"]
    result = scored(mentions=[{**first, "name": "省民政厅"}, second, {**third, "end": third["end"] + 1, "text": "王某任"}])
    assert (result["names"], result["names_of"]) == (0.5, 2)


def test_codes_are_compared_where_the_gold_has_one() -> None:
    gold = {**GOLD, "mentions": [{**GOLD["mentions"][0], "code": "620000"}]}
    assert scored(gold)["codes"] == 0.0
    assert scored(gold, mentions=[{**GOLD["mentions"][0], "code": 620000}])["codes"] == 1.0


@pytest.mark.parametrize(
    ("change", "values", "details"),
    [
        ({}, 1.0, 1.0),
        ({"value": 12.0}, 1.0, 1.0),
        ({"value": 13}, 0.0, 1.0),
        ({"unit": "家"}, 0.0, 1.0),
        ({"kind": "level"}, 1.0, 0.0),
    ],
    ids=["同", "小数", "值不同", "单位不同", "升降不同"],
)
def test_figures(change: Record, values: float, details: float) -> None:
    result = scored(figures=[{**GOLD["figures"][0], **change}])
    assert (result["figures spans"]["f1"], result["figures values"]["f1"], result["figure details"]) == (1.0, values, details)


def test_grounding_is_the_share_of_spans_that_quote_the_text() -> None:
    assert scored(dates=[{**GOLD["dates"][0], "text": "6月"}])["grounding"] == 0.8


@pytest.mark.parametrize(
    ("change", "events", "roles", "status"),
    [
        ({}, 1.0, 1.0, 1.0),
        ({"type": "Meeting"}, 0.0, 0.0, None),
        ({"trigger": [17, 19]}, 0.0, 0.0, None),
        ({"trigger": [3, 5]}, 1.0, 1.0, 1.0),
        ({"status": "planned"}, 1.0, 1.0, 0.0),
        ({"agent": ["民政厅"]}, 1.0, 0.6667, 1.0),
        ({"agent": []}, 1.0, 0.8, 1.0),
        ({"time": ["2017-06"]}, 1.0, 0.6667, 1.0),
    ],
    ids=["同", "类型不同", "另一句", "同句另词", "计划", "名称不同", "缺主体", "时间不同"],
)
def test_events_by_type_and_sentence_and_their_roles(change: Record, events: float, roles: float, status: float | None) -> None:
    result = scored(events=[event(**change)])
    assert (result["events"]["f1"], result["event roles"]["f1"], result.get("event status")) == (events, roles, status)


def test_words_in_a_role_need_half_of_their_characters_in_common() -> None:
    gold = {**GOLD, "events": [event(target=["各类社会组织"])]}
    assert scored(gold, events=[event(target=["社会组织"])])["event roles"]["f1"] == 1.0
    assert scored(gold, events=[event(target=["企业"])])["event roles"]["f1"] == 0.6667


def test_each_item_and_each_event_is_matched_once() -> None:
    result = scored(events=[event(agent=["甘肃省民政厅", "甘肃省民政厅"]), event()])
    assert result["events"] == {"p": 0.5, "r": 1.0, "f1": 0.6667, "tp": 1, "pred": 2, "gold": 1}
    assert result["event roles"]["tp"] == 3


def test_counts_are_compared_by_value_and_unit_not_by_id() -> None:
    gold = {**GOLD, "events": [event(count=["12个"])]}
    renamed = {**GOLD["figures"][0], "id": "q9"}
    assert scored(gold, figures=[renamed], events=[event(count=["q9"])])["event roles"]["f1"] == 1.0
    assert scored(gold, figures=[], events=[event(count=["q9"])])["event roles"]["f1"] == 0.75


def test_joint_action_has_no_direction_but_supervision_has() -> None:
    turned = [{**r, "s": r["o"], "o": r["s"]} for r in GOLD["relations"][:2]] + GOLD["relations"][2:]
    assert scored(relations=turned)["relations"]["tp"] == 2


def test_a_wrong_post_is_told_apart_from_a_missing_one() -> None:
    result = scored(relations=[*GOLD["relations"][:2], {**GOLD["relations"][2], "post": "局长"}])
    assert (result["relations"]["f1"], result["posts"]) == (1.0, 0.0)


def test_only_the_annotated_stretch_counts() -> None:
    gold = {**GOLD, "annotated_until": TEXT.index("\n"), "mentions": GOLD["mentions"][:2]}
    assert scored(gold)["mentions"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 2, "pred": 2, "gold": 2}


def test_an_article_without_prediction_counts_as_nothing_found() -> None:
    result = report({"a": GOLD, "b": {**GOLD, "id": "b"}}, {"a": GOLD}, {"a": TEXT, "b": TEXT}).as_json()
    assert result["missing"] == ["b"]
    assert result["mentions"] == {"p": 1.0, "r": 0.5, "f1": 0.6667, "tp": 3, "pred": 3, "gold": 6}


def test_nothing_against_nothing_is_no_division_by_zero() -> None:
    empty: Record = {"mentions": [], "dates": [], "figures": [], "events": [], "relations": []}
    result = report({"a": empty}, {"a": empty}, {"a": ""}).as_json()
    assert (result["grounding"], result["mentions"]["f1"]) == (None, 0.0)


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    half = {**GOLD, "mentions": GOLD["mentions"][:1]}
    golds = {str(i): GOLD for i in range(12)}
    predicted = {str(i): GOLD if i % 2 else half for i in range(12)}
    result = report(golds, predicted, dict.fromkeys(golds, TEXT))
    first = intervals(result.articles.values(), samples=200, seed=1)
    assert first == intervals(result.articles.values(), samples=200, seed=1)
    assert first["mentions"].low < result.total.counts["mentions"].f1 < first["mentions"].high
    assert (first["events"].low, first["events"].high) == (1.0, 1.0)


def test_differences_show_both_sides_and_the_sentence() -> None:
    predicted = copy.deepcopy(GOLD)
    predicted["mentions"][0]["name"] = "某省民政厅"
    predicted["mentions"][2]["type"] = "Place"
    predicted["events"] = [event(agent=[], status="planned")]
    predicted["relations"] = predicted["relations"][1:]
    found = [(d.kind, d.gold, d.predicted, d.text) for d in differences({"a": GOLD}, {"a": predicted}, {"a": TEXT})]
    sentence = "5月，省民政厅对某商会进行督导"
    assert found == [
        ("mention", "王某 = Person", "王某 = Place", "王某任厅长"),
        ("name", "甘肃省民政厅", "某省民政厅", sentence),
        ("status", "Inspection 督导 done", "Inspection 督导 planned", sentence),
        ("role", "Inspection 督导: agent 甘肃省民政厅", "", sentence),
        ("relation", "甘肃省民政厅 supervises 某商会", "", ""),
    ]


def test_gold_has_no_differences_from_itself() -> None:
    assert list(differences({"a": GOLD}, {"a": GOLD}, {"a": TEXT})) == []


def test_counts() -> None:
    counts = Counts(1, 2, 4) + Counts(2, 2, 0)
    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.75, 0.75)


@pytest.mark.parametrize(
    ("a", "b", "same"), [("党建工作", "党建", True), ("党建工作", "党", False), ("", "", True), ("", "党建", False)]
)
def test_alike(a: str, b: str, same: bool) -> None:
    assert alike(a, b) is same
