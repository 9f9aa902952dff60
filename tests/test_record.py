"""Records of the annotation format: read, written and read again without loss."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.errors import RecordError
from kg.model import ROLES, Document, Span
from kg.record import from_record, number, read_records, to_record
from kg.tables.loading import corpus_dir

GOLD = read_records(corpus_dir() / "gold")
KEPT = ("id", "title", "author", "publisher", "published", "territory", "sha256")


def text_of(key: str) -> str:
    return (corpus_dir() / "articles" / f"{key}.txt").read_bytes().decode("utf-8")


def only(keys: tuple[str, ...], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: item.get(key) for key in keys} for item in items]


@pytest.mark.parametrize("key", GOLD)
def test_a_gold_record_comes_back_as_it_was(key: str) -> None:
    gold = GOLD[key]
    written = json.loads(json.dumps(to_record(from_record(gold, text_of(key)))))
    assert {k: written[k] for k in KEPT if k in gold} == {k: gold[k] for k in KEPT if k in gold}
    assert only(("id", "start", "end", "text", "type", "name", "code"), written["mentions"]) == only(
        ("id", "start", "end", "text", "type", "name", "code"), gold["mentions"]
    )
    assert only(("id", "start", "end", "value"), written["dates"]) == only(("id", "start", "end", "value"), gold["dates"])
    figure = ("id", "start", "end", "value", "unit", "modifier", "max", "indicator", "kind", "baseline", "scope", "as_of")
    assert only(figure, written["figures"]) == only(figure, gold["figures"])
    event = ("id", "type", "trigger", "evidence", "status")
    assert only(event, written["events"]) == only(event, gold["events"])
    assert [{r: e[r] for r in ROLES} for e in written["events"]] == [{r: e.get(r, []) for r in ROLES} for e in gold["events"]]
    assert only(("s", "p", "o", "post"), written["relations"]) == only(("s", "p", "o", "post"), gold["relations"])


@pytest.mark.parametrize("key", GOLD)
def test_a_written_record_reads_back_as_the_same_document(key: str) -> None:
    doc = from_record(GOLD[key], text_of(key))
    again = from_record(json.loads(json.dumps(to_record(doc))), doc.text)
    assert again.mentions == doc.mentions
    assert again.figures == doc.figures
    assert again.events == doc.events
    assert again.relations == doc.relations


def test_a_planned_figure_stays_planned() -> None:
    doc = from_record(GOLD[min(GOLD)], text_of(min(GOLD)))
    planned = replace(doc, figures=tuple(replace(f, status="planned") for f in doc.figures))
    assert from_record(json.loads(json.dumps(to_record(planned))), doc.text).figures == planned.figures != doc.figures


@pytest.mark.parametrize("key", GOLD)
def test_every_span_of_a_gold_document_lies_in_its_text(key: str) -> None:
    doc = from_record(GOLD[key], text_of(key))
    whole = Span(0, len(doc.text))
    events = [s for e in doc.events for s in (e.trigger, e.evidence, *(f.span for f in e.fillers if f.span))]
    assert all(whole.covers(s) for s in (*(m.span for m in doc.mentions), *events, *(r.evidence for r in doc.relations)))


SMALL: dict[str, Any] = {
    "id": "x",
    "mentions": [
        {"id": "m1", "start": 0, "end": 4, "text": "省民政厅", "type": "GovernmentAgency", "name": "甘肃省民政厅", "code": None}
    ],
    "dates": [],
    "figures": [],
    "events": [],
    "relations": [],
}
TEXT = "省民政厅召开会议。"


def changed(path: str, value: Any) -> dict[str, Any]:
    record: Any = copy.deepcopy(SMALL)
    *steps, last = path.split("/")
    inner = record
    for step in steps:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[last] = value
    return record  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (changed("mentions/0/text", "县民政局"), "m1: offsets 0-4 quote '省民政厅', not '县民政局'"),
        (changed("mentions/0/type", "Agency"), "'Agency' is none of"),
        (changed("mentions/0/start", None), "TypeError"),
        (changed("mentions/0/start", -9), "offsets -9-4 are no stretch of text"),
        (changed("relations", [{"s": "甲", "p": "knows", "o": "乙"}]), "'knows' is none of"),
        (changed("relations", [{"s": "甲", "p": "visits", "o": "乙"}]), "no words of the text to stand on"),
        ({"id": "x"}, "x: KeyError: 'mentions'"),
    ],
    ids=["引文不符", "类型", "缺位置", "负位置", "关系", "无依据", "缺项"],
)
def test_a_record_that_does_not_fit_its_text_is_refused(record: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError, match=message.replace("(", r"\(")):
        from_record(record, TEXT)


def test_records_come_from_a_folder_or_from_lines(tmp_path: Path) -> None:
    for key in ("b", "a"):
        (tmp_path / f"{key}.json").write_text(json.dumps({**SMALL, "id": key}), encoding="utf-8")
    lines = tmp_path / "all.jsonl"
    lines.write_text("\n".join(json.dumps({**SMALL, "id": key}) for key in ("b", "a")) + "\n\n", encoding="utf-8")
    assert list(read_records(tmp_path)) == list(read_records(lines)) == ["a", "b"]


@pytest.mark.parametrize("content", ["{", "[]", '{"title": "x"}'], ids=["破损", "数组", "无 id"])
def test_a_file_that_is_no_record_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=r"x\.json: not a record"):
        read_records(tmp_path)


def test_records_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such file or folder"):
        read_records(tmp_path / "none")


def test_whole_numbers_are_written_without_a_point() -> None:
    assert [number(v) for v in (71.0, 71.5)] == [71, 71.5]
    assert to_record(Document("x", TEXT))["sha256"] == Document("x", TEXT).sha256
