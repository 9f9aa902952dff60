"""What the annotation scheme decides without a reader's judgement holds in every annotated article of corpus/."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kg.tables.loading import corpus_dir

SHELVES = sorted({path.parent for path in corpus_dir().rglob("gold/*.json")})
# A coinage in quotes is no whole name where one of these heads stands right behind it: “万企兴万村”|行动.
HEADED = re.compile(
    "”(?:系列|主题|专项|公益|志愿|联合|服务|宣传|教育|实践|整治|治理|工作)*(?:行动|项目|计划|工程|模式|机制|工作法|制度|主题活动)"
)
BARE = re.compile("“[^“”]*”(?:活动|试点|改革)")  # with these behind the quotes it is the words inside: “法税同行”|活动


@cache
def annotated(shelf: Path) -> list[tuple[str, dict[str, Any]]]:
    """The text and the record of each article of a shelf."""
    found = []
    for path in sorted(shelf.glob("*.json")):
        with (shelf.parent / "articles" / f"{path.stem}.txt").open(encoding="utf-8", newline="") as file:
            found.append((file.read(), json.loads(path.read_text(encoding="utf-8"))))
    return found


def shelf_name(shelf: Path) -> str:
    return str(shelf.relative_to(corpus_dir()))


@pytest.mark.parametrize("shelf", SHELVES, ids=shelf_name)
def test_mentions_have_their_words_and_do_not_overlap(shelf: Path) -> None:
    for text, record in annotated(shelf):
        last = 0
        for mention in sorted(record["mentions"], key=lambda m: m["start"]):
            assert mention["start"] >= last, (record["id"], mention)
            assert text[mention["start"] : mention["end"]] == mention["text"], (record["id"], mention)
            last = mention["end"]


@pytest.mark.parametrize("shelf", SHELVES, ids=shelf_name)
def test_a_chain_of_divisions_is_one_place(shelf: Path) -> None:
    apart = [
        (record["id"], first["text"], second["text"])
        for _, record in annotated(shelf)
        for first, second in adjacent_places(record["mentions"])
        if lies_in(second["code"], first["code"])
    ]
    assert not apart


def adjacent_places(mentions: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    places = sorted((m for m in mentions if m["type"] == "Place"), key=lambda m: m["start"])
    return [(a, b) for a, b in pairwise(places) if a["end"] == b["start"]]


def lies_in(inner: str | None, outer: str | None) -> bool:
    """Whether the division of the one code lies in that of the other; both are known."""
    if inner is None or outer is None or inner == outer:
        return False
    return inner.startswith(outer.removesuffix("00").removesuffix("00"))  # GB/T 2260: province, prefecture, county


@pytest.mark.parametrize("shelf", SHELVES, ids=shelf_name)
def test_a_coinage_in_quotes_has_its_head(shelf: Path) -> None:
    cut = [
        (record["id"], text[m["start"] - 1 : m["end"] + 8])
        for text, record in annotated(shelf)
        for m in record["mentions"]
        if m["type"] == "Initiative" and text[m["start"] - 1 : m["start"]] == "“" and HEADED.match(text, m["end"])
    ]
    assert not cut


@pytest.mark.parametrize("shelf", SHELVES, ids=shelf_name)
def test_an_activity_is_called_by_what_its_quotes_hold(shelf: Path) -> None:
    long = [(record["id"], m["text"]) for _, record in annotated(shelf) for m in record["mentions"] if BARE.fullmatch(m["text"])]
    assert not long


@pytest.mark.parametrize("shelf", SHELVES, ids=shelf_name)
def test_what_is_implemented_has_a_name(shelf: Path) -> None:
    bare = []
    for _, record in annotated(shelf):
        names = {words for mention in record["mentions"] for words in (mention["name"], mention["text"])}
        events = [event for event in record["events"] if event["type"] == "Implementation"]
        bare += [(record["id"], event["theme"]) for event in events if names.isdisjoint(event["theme"])]
    assert not bare
