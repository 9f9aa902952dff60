"""What the rows of lists tell: 试点单位名单 is a Pilot a row, 先进集体名单 a Recognition, 理事会成员名单 an Election.

The heading says what, the article's issuer is who, its date is when, and the row's cell is the evidence. A row whose
subject an event of the text names already tells nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.lists import List, ListGrammar, Row, lists_of, without_count
from kg.model import BODY_TYPES, Document, EntityRef, Event, Filler, Mention, Span

__all__ = ["row_events"]

_CONFIDENCE = 0.7  # not measured: no gold has rows; the heading decides, and headings are plain
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})*")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_THEME = {
    "Pilot": re.compile(
        r"(?:关于)?(?:公布|确定)?(?:全[国省市县区州])?(?:第[一二三四五六七八九十\d]{1,3}批)?(?P<theme>[^，。\s]{2,30}?)试点"
    ),
    "Recognition": re.compile(
        r"(?:拟)?(?:表彰|表扬|获评|命名)?(?:的)?(?P<theme>[^，。\s]{2,40}?)(?:拟?表彰)?(?:公示)?(?:名单|名册|一览表|名录|汇总表)?$"
    ),
    "Election": re.compile(r"(?P<theme>(?:常务)?(?:副)?(?:会长|秘书长|理事长|监事长|理事|监事|主席|委员|代表))[^，。]{0,6}名单$"),
}
_THEME_TYPES = {"Pilot": ("Initiative",), "Recognition": ("Award",), "Election": ()}
_COLUMN = {"Pilot": "content", "Recognition": "award", "Election": "post"}


def row_events(doc: Document, stated: Sequence[Event]) -> tuple[Event, ...]:
    """The events of the rows of lists, in text order and without ids, besides those that the text states."""
    telling = [(listed, kind) for listed in lists_of(doc) if (kind := _kind(doc, listed)) is not None]
    if not telling:
        return ()
    issued = tuple(_issuer(doc)), tuple(_day(doc))
    told = ((_Told(doc, listed, *kind, *issued), row) for listed, kind in telling for row in listed.rows)
    return tuple(event for of, row in told if (event := _event(of, row, stated)) is not None)


@dataclass(frozen=True, slots=True)
class _Told:
    """A list whose rows tell of events: which, under which heading, by whom and when."""

    doc: Document
    listed: List
    rule: str
    type: str
    heading: Span
    issuer: tuple[Filler, ...]
    day: tuple[Filler, ...]


def _kind(doc: Document, listed: List) -> tuple[str, str, Span] | None:
    """Rule, event type and deciding heading; None where nothing announces a list, or one of something else."""
    grammar = ListGrammar.load()
    titles = [line.span for line in doc.lines if line.kind == "title"]
    spans = [*listed.headings, *titles]
    announced = any(grammar.says("heading", s.of(doc.text)) for s in spans) or (listed.ruled and listed.head)
    for span in spans if announced else ():
        kind = grammar.kind(span.of(doc.text))
        if kind is not None:
            return (f"row:{kind[0]}", kind[1], span) if kind[1] else None
    return None


def _event(told: _Told, row: Row, stated: Sequence[Event]) -> Event | None:
    doc, grammar = told.doc, ListGrammar.load()
    cell = _subject_cell(told, row)
    inside = [e for e in stated if row.span.covers(e.trigger)]
    if cell is None or any(e.type == told.type or not told.listed.ruled for e in inside):
        return None
    known = {f.value for e in stated if e.type == told.type for f in e.fillers if f.role in ("target", "place")}
    subjects = tuple(f for f in _subjects(told, cell) if f.value not in known)
    if not subjects:
        return None
    headings = [told.heading, *told.listed.headings, *(line.span for line in doc.lines if line.kind == "title")]
    planned = any(grammar.says("planned", s.of(doc.text)) for s in headings)
    fillers = (*told.issuer, *subjects, *_theme(told, row), *told.day)
    return Event("", told.type, cell, row.span, "planned" if planned else "done", fillers, told.rule, _CONFIDENCE)


def _subject_cell(told: _Told, row: Row) -> Span | None:
    """The cell that says who: that of the column which the head names, else the first that is no number."""
    if told.listed.head:
        return row.cell(ListGrammar.load().column("subject", told.listed.head))
    return next((span for _, span in row.cells if not span.of(told.doc.text).strip(".、").isdigit()), None)


def _subjects(told: _Told, cell: Span) -> Iterator[Filler]:
    """The names in the cell; where none is known, the person that a bare name is in a column of names, else the words."""
    text = told.doc.text
    named = [m for m in _outermost(told.doc.mentions, cell) if m.type in (*BODY_TYPES, "Place", "Person", "Platform")]
    for m in named if named and named[0].span.start == cell.start else ():
        role = "place" if told.type == "Pilot" and m.type == "Place" else "target"
        yield _named(role, m, told.rule)
    if named and named[0].span.start == cell.start:
        return
    words = _IN_BRACKETS.sub("", cell.of(text)).strip()
    span = Span(cell.start, cell.start + len(words)) if cell.of(text).startswith(words) else cell
    column = ListGrammar.load().column("subject", told.listed.head) if told.listed.head else None
    of_names = column is not None and "名" in told.listed.head[column] and "姓" in told.listed.head[column]
    if of_names and _PERSON.fullmatch(words):
        entity = EntityRef(words, "Person")
        yield Filler("target", "entity", words, entity, span, "stated", told.rule, _CONFIDENCE)
    elif words:
        yield Filler("target", "words", span.of(text), None, span, "stated", told.rule, _CONFIDENCE)


def _outermost(mentions: Iterable[Mention], within: Span) -> list[Mention]:
    inside = sorted((m for m in mentions if within.covers(m.span)), key=lambda m: (m.span.start, -len(m.span)))
    return [m for n, m in enumerate(inside) if not any(o.span.covers(m.span) for o in inside[:n])]


def _theme(told: _Told, row: Row) -> Iterator[Filler]:
    """What the row's own column says, else the name or the words in the heading."""
    text = told.doc.text
    column = ListGrammar.load().column(_COLUMN[told.type], told.listed.head) if told.listed.head else None
    own = row.cell(column) if column is not None else None
    for span in (s for s in (own, *_headings(told)) if s is not None):
        named = [m for m in _outermost(told.doc.mentions, span) if m.type in _THEME_TYPES[told.type]]
        if named:
            yield _named("theme", named[0], told.rule)
            return
    if own is not None:
        yield Filler("theme", "words", own.of(text), None, own, "stated", told.rule, _CONFIDENCE)
        return
    heading = without_count(text, told.heading)
    match = _THEME[told.type].search(heading.of(text))
    if match is not None:
        span = Span(heading.start + match.start("theme"), heading.start + match.end("theme"))
        yield Filler("theme", "words", span.of(text), None, span, "inherited", told.rule, _CONFIDENCE)


def _headings(told: _Told) -> Sequence[Span]:
    return told.heading, *told.listed.headings


def _named(role: str, mention: Mention, rule: str) -> Filler:
    return Filler(
        role, "entity", mention.name, mention.entity, mention.span, "stated", rule, min(_CONFIDENCE, mention.confidence)
    )


def _issuer(doc: Document) -> Iterator[Filler]:
    """Who signed: the bodies that stand on a line of their own, the last such line; else who published the article."""
    signed: list[Mention] = []
    for line in doc.lines:
        words = line.span.of(doc.text)
        bodies = [m for m in _outermost(doc.mentions, line.span) if m.type in BODY_TYPES]
        if bodies and "\t" not in words and _bare(words) == _bare("".join(m.span.of(doc.text) for m in bodies)):
            followed = any(d.span.start - line.span.stop in range(1, 40) and _alone(doc, d.span) for d in doc.dates)
            signed = bodies if followed else signed
    publisher = doc.metadata.publisher
    if not signed and publisher:
        signed = [m for m in doc.mentions if m.type in BODY_TYPES and publisher in (m.name, m.span.of(doc.text))][:1]
    for m in signed:
        yield Filler("agent", "entity", m.name, m.entity, m.span, "inherited", "row:issuer", min(_CONFIDENCE, m.confidence))


def _day(doc: Document) -> Iterator[Filler]:
    """The date on a line of its own: that of the signature."""
    dated = [d for d in doc.dates if _alone(doc, d.span)]
    for d in dated[-1:]:
        yield Filler("time", "date", d.value, None, d.span, "inherited", "row:date", min(_CONFIDENCE, d.confidence))


def _alone(doc: Document, span: Span) -> bool:
    return any(line.span == span for line in doc.lines if line.kind in ("paragraph", "heading"))


def _bare(words: str) -> str:
    return re.sub(r"[\s\u3000]", "", words)
