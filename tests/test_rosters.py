"""Rosters of thousands of lines: what an article costs grows with its length, and no faster."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest

from kg.extract.post_bodies import PostBodies, PostTables
from kg.extract.posts import PostFinder
from kg.extract.relations import RelationExtractor, components
from kg.extract.rows import row_events
from kg.model import Document, Line, Mention, Span
from kg.recognize.names_repair import REPAIRS, Find, Page

DIGITS = "甲乙丙丁戊己庚辛壬癸"
FEW, MANY = 100, 400
SLACK = 1.3  # more than so many times the work on as many times the lines is faster growth than the article's


def numeral(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def article(lines: list[list[tuple[str, str]]]) -> Document:
    """A document of lines of pieces of text, each with the type of the name that it is, or none."""
    text, mentions, spans = "", list[Mention](), list[Line]()
    for pieces in lines:
        start = len(text)
        for words, type_ in pieces:
            if type_:
                span = Span(len(text), len(text) + len(words))
                mentions.append(Mention(f"m{len(mentions) + 1}", span, type_, words))
            text += words
        spans.append(Line(Span(start, len(text)), "paragraph"))
        text += "\n"
    return Document("roster", text, mentions=tuple(mentions), lines=tuple(spans))


def officers(number: int) -> Document:
    """1. 某镇党委书记张甲、副镇长李甲，会长王甲, in each line, of as many places."""
    return article(
        [
            [
                (f"{n}. ", ""),
                (f"{numeral(n)}河镇", "Place"),
                ("党委书记", ""),
                (f"张{numeral(n)}", "Person"),
                ("、副镇长", ""),
                (f"李{numeral(n)}", "Person"),
                ("，", ""),
                (f"{numeral(n)}山茶叶协会", "SocialOrganization"),
                ("村支书", ""),
                (f"王{numeral(n)}", "Person"),
                ("，会长", ""),
                (f"赵{numeral(n)}", "Person"),
            ]
            for n in range(number)
        ]
    )


def on_one_line(number: int) -> Document:
    """会长张甲、书记张乙、…, all in one sentence."""
    return article([[piece for n in range(number) for piece in (("，书记", ""), (f"张{numeral(n)}", "Person"))]])


def names_alone(number: int) -> Document:
    """张甲、张乙、…"""
    return article([[piece for n in range(number) for piece in ((f"张{numeral(n)}", "Person"), ("、", ""))]])


def coinages(number: int) -> Document:
    """“三甲”机制 in each line, and what it might count."""
    return article(
        [
            [("推行", ""), (f"三{numeral(n)}工作法", "Initiative"), ("和", ""), (f"亮{numeral(n)}", "Initiative")]
            for n in range(number)
        ]
    )


def awarded(number: int) -> Document:
    """表彰名单: a body a row."""
    rows = [[(f"{n + 1}\t", ""), (f"江城市{numeral(n)}山协会", "SocialOrganization")] for n in range(number)]
    return article([[("先进集体表彰名单", "")], [("序号\t单位名称", "")], *rows])


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python run, a turn of a loop each time."""
    count = 0

    def trace(_frame: FrameType, event: str, _arg: Any) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def assert_linear(work: Callable[[int], Callable[[], object]]) -> None:
    work(2)()  # loads the tables
    few, many = steps(work(FEW)), steps(work(MANY))
    assert many <= SLACK * MANY / FEW * few, f"{few} steps for {FEW} lines, {many} for {MANY}"


READINGS: dict[str, tuple[Callable[[Document], object], Callable[[int], Document]]] = {
    "职务": (lambda doc: PostFinder.load()(doc), officers),
    "职务在一行": (lambda doc: PostFinder.load()(doc), on_one_line),
    "人名在一行": (lambda doc: PostFinder.load()(doc), names_alone),
    "关系": (lambda doc: RelationExtractor.load()(doc), officers),
    "做法": (lambda doc: list(components(doc)), coinages),
    "名单": (lambda doc: row_events(doc, ()), awarded),
}


@pytest.mark.parametrize(("reading", "made"), READINGS.values(), ids=READINGS)
def test_a_roster_costs_as_much_as_it_is_long(reading: Callable[[Document], object], made: Callable[[int], Document]) -> None:
    def work(number: int) -> Callable[[], object]:
        doc = made(number)
        return lambda: reading(doc)

    assert_linear(work)


def page(doc: Document) -> tuple[tuple[Find, ...], Page]:
    finds = tuple(Find(m.span.start, m.span.stop, m.type, "names.learnt") for m in doc.mentions)
    tokens = {m.span.start: (m.span.stop, "n") for m in doc.mentions}
    sentences = tuple((line.span.start, line.span.stop) for line in doc.lines)
    return finds, Page(doc.text, sentences, (), tokens, {}, {})


def people(number: int) -> Document:
    return article(
        [[(f"张{numeral(n)}", "Person"), ("、", ""), (f"“{numeral(n)}甲”“{numeral(n)}乙”", "")] for n in range(number)]
    )


def schemes(number: int) -> Document:
    return article(
        [
            [
                ("推行“", ""),
                (f"三{numeral(n)}", "Initiative"),
                ("”（亮身份、亮承诺、亮标准）和《关于", ""),
                (f"{numeral(n)}的通知》", ""),
            ]
            for n in range(number)
        ]
    )


@pytest.mark.parametrize("made", [people, schemes, officers])
def test_repairs_of_names_cost_as_much_as_the_roster_is_long(made: Callable[[int], Document]) -> None:
    def work(number: int) -> Callable[[], object]:
        finds, seen = page(made(number))
        return lambda: [repair(finds, seen) for repair in REPAIRS]

    assert_linear(work)


def test_a_bare_post_of_a_roster_asks_each_body_once() -> None:
    doc, asked = officers(FEW), list[str]()

    def fits(name: str) -> bool:
        asked.append(name)
        return name == f"{numeral(3)}山茶叶协会"

    bodies = PostBodies(doc, PostTables.load())
    ends = [m.span.stop for m in doc.mentions if m.type == "Person"]
    found = {body.name for at in ends if (body := bodies.headed_by(fits, at)) is not None}
    assert found == {f"{numeral(3)}山茶叶协会"}
    assert len(asked) <= 4 * len(doc.mentions)


def test_rows_find_the_names_inside_them_however_many_there_are() -> None:
    doc = awarded(MANY)
    inner = replace(doc.mentions[5], id="inner", span=Span(doc.mentions[5].span.start, doc.mentions[5].span.start + 3))
    told = list(targets(replace(doc, mentions=(*doc.mentions, inner))))
    assert told == [m.name for m in doc.mentions]


def targets(doc: Document) -> Iterator[str]:
    for event in row_events(doc, ()):
        yield from (f.value for f in event.fillers if f.role == "target" and f.value)
