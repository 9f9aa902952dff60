"""Copies of articles for training: what they state stays, and every span with it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.learn.articles import shelves
from kg.learn.copies import Edit, edited, joined, moved
from kg.learn.names import article_examples
from kg.model import Document, Mention, Span
from kg.recognize.names_features import Features
from kg.recognize.names_lexicon import Lexicon
from kg.segment import Segmenter
from kg.tables.divisions import Divisions


@cache
def articles() -> tuple[Document, ...]:
    return tuple(shelves()[0].documents(Segmenter.load())[::10])


_SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), min_size=1, max_size=8)
_EDITS = st.lists(st.tuples(st.integers(0, 19), st.integers(1, 4), st.text("甘青省县", max_size=5)), max_size=6)


@given(st.text("甲乙丙丁。", min_size=25, max_size=25), _SPANS, _EDITS)
def test_what_no_edit_touches_keeps_its_words(text: str, spans: list[tuple[int, int]], drawn: list[tuple[int, int, str]]) -> None:
    edits: list[Edit] = []
    for start, size, new in sorted(drawn):
        if not edits or start >= edits[-1].stop:
            edits.append(Edit(start, min(start + size, len(text)), new))
    mentions = tuple(Mention(f"m{n}", Span(at, at + size), "Place") for n, (at, size) in enumerate(spans))
    found = edited(Document("t", text, mentions=mentions), edits)
    for old, new_mention in zip(mentions, found.mentions, strict=True):
        touching = [e for e in edits if e.start < old.span.stop and old.span.start < e.stop]
        if not touching:
            assert new_mention.span.of(found.text) == old.span.of(text)
        elif all(old.span.start <= e.start and e.stop <= old.span.stop for e in touching):
            words = old.span.of(text)
            for e in reversed(touching):
                words = words[: e.start - old.span.start] + e.new + words[e.stop - old.span.start :]
            assert new_mention.span.of(found.text) == words


def test_divisions_become_others_and_nothing_else_changes() -> None:
    for doc in articles():
        copy = moved(doc, 1)
        assert copy is not None
        assert copy == moved(doc, 1)
        swapped = 0
        for old, new in zip(doc.mentions, copy.mentions, strict=True):
            before, after = old.span.of(doc.text), new.span.of(copy.text)
            assert before == after or old.type not in ("Person", "PolicyConcept")
            assert before[-1] == after[-1] or before in {s for s, _ in Divisions.load().surfaces()}
            swapped += before != after
        assert swapped
        for event, same in zip(doc.events, copy.events, strict=True):
            assert event.trigger.of(doc.text) == same.trigger.of(copy.text)


def test_the_same_division_becomes_the_same_one_in_all_its_forms() -> None:
    text = "甘肃省民政厅与甘肃团省委到肃州区调研，甘肃省民政厅将支持肃州区维护和平行动。"
    names = [
        ("甘肃省民政厅", "GovernmentAgency"),
        ("甘肃团省委", "MassOrganization"),
        ("肃州区", "Place"),
        ("维护和平行动", "Initiative"),
    ]
    mentions = [
        Mention(f"m{at}", Span(at, at + len(name)), type_)
        for name, type_ in names
        for at in range(len(text))
        if text.startswith(name, at)
    ]
    copy = moved(Document("t", text, mentions=tuple(sorted(mentions, key=lambda m: m.span))), 1)
    assert copy is not None
    found = [m.span.of(copy.text) for m in copy.mentions]
    assert found[0] == found[3] != "甘肃省民政厅"
    assert found[0].removesuffix("省民政厅") == found[1].removesuffix("团省委")
    assert found[2] == found[4] != "肃州区"
    assert found[2].endswith("区")
    assert found[5] == "维护和平行动"


def test_no_copy_of_what_names_no_division() -> None:
    text = "县民政局召开会议。"
    assert moved(Document("t", text, mentions=(Mention("m1", Span(0, 4), "GovernmentAgency"),)), 1) is None


def test_names_are_learnt_also_as_if_they_lay_elsewhere() -> None:
    segmenter = Segmenter.load()
    text = "民政局召开会议。甘肃省民政厅派出工作组。"
    mentions = (Mention("m1", Span(0, 3), "GovernmentAgency"), Mention("m2", Span(8, 14), "GovernmentAgency"))
    doc = segmenter(Document("t", text, mentions=mentions))
    made = article_examples(doc, segmenter, Features(Lexicon.load()))
    assert [labels.count("B-GovernmentAgency") for _, labels in made] == [1, 1, 1]
    assert made[1][1].count("I-GovernmentAgency") <= made[2][1].count("I-GovernmentAgency")
    assert any("0甘" in row for row in made[1][0])
    assert not any("0甘" in row for row in made[2][0])


PROSE = "　　一月，县民政局召开会议，部署了全年社会组织登记管理工作，印发了方案。"


@pytest.mark.parametrize(
    ("second", "lines"),
    [
        pytest.param("　　二月，县民政局举办培训班，各社会组织负责人参加了培训，学习了条例。", 2, id="正文"),
        pytest.param("　　（二）县民政局举办培训班，各社会组织负责人参加了培训，学习了条例。", 3, id="列项"),
        pytest.param("　　县民政局举办培训班", 3, id="小标题"),
    ],
)
def test_paragraphs_of_prose_run_on(second: str, lines: int) -> None:
    text = f"县民政局2021年工作总结\n{PROSE}\n{second}"
    doc = Segmenter.load()(Document("t", text))
    copy = joined(doc, 1, share=1.0)
    assert len(copy.lines) == lines
    assert len(copy.text.splitlines()) == lines
    assert [s.span.of(copy.text) for s in copy.sentences] == [s.span.of(text) for s in doc.sentences]
    assert [copy.lines[s.line].span.covers(s.span) for s in copy.sentences] == [True] * len(doc.sentences)


def test_joined_articles_state_the_same() -> None:
    fewer = 0
    for doc in articles():
        copy = joined(doc, 1)
        assert copy == joined(doc, 1)
        fewer += len(doc.lines) - len(copy.lines)
        for items in ("mentions", "dates", "figures", "sentences"):
            words = [i.span.of(doc.text) for i in getattr(doc, items)]
            assert [i.span.of(copy.text) for i in getattr(copy, items)] == words
        assert replace(joined(doc, 1, share=0.0)) == doc
    assert fewer > 0
