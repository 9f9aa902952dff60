"""What the rows of lists tell: 试点单位名单 is a Pilot a row, 先进集体名单 a Recognition, 理事会成员名单 an Election.

The heading says what, the article's issuer is who, its date is when, and the row's cell is the evidence. A row whose
subject an event of the text names already tells nothing new.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from kg.extract.lists import List, ListGrammar, Row, lists_of, without_count
from kg.model import BODY_TYPES, Document, EntityRef, Event, Filler, Mention, Span
from kg.tables.patterns import patterns

__all__ = ["row_events"]

_CONFIDENCE = 0.7  # not measured: no gold has rows; the heading decides, and headings are plain
_TO_DAY = 40  # characters from a signature to the day on the next line, at most
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})*")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_THEME_TYPES = {"Pilot": ("Initiative",), "Recognition": ("Award",), "Election": ()}
_COLUMN = {"Pilot": "content", "Recognition": "award", "Election": "post"}


@dataclass(frozen=True, slots=True)
class _Themes:
    """What a heading says that its rows are about, by the type of their events."""

    pilot: re.Pattern[str]
    recognition: re.Pattern[str]
    election: re.Pattern[str]


@cache
def _themes() -> Mapping[str, re.Pattern[str]]:
    themes = patterns("rows", _Themes)
    return {"Pilot": themes.pilot, "Recognition": themes.recognition, "Election": themes.election}


def row_events(doc: Document, stated: Sequence[Event]) -> tuple[Event, ...]:
    """The events of the rows of lists, in text order and without ids, besides those that the text states."""
    titles = tuple(line.span for line in doc.lines if line.kind == "title")
    telling = [(listed, kind) for listed in lists_of(doc) if (kind := _kind(doc, listed, titles)) is not None]
    if not telling:
        return ()
    seen = _Seen.of(doc, stated, titles)
    issued = tuple(_issuer(seen)), tuple(_day(seen))
    told = ((_Told(seen, listed, *kind, *issued), row) for listed, kind in telling for row in listed.rows)
    return tuple(event for of, row in told if (event := _event(of, row)) is not None)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the rows are read against. A list has thousands of rows, and each asks for its own few mentions and events."""

    doc: Document
    mentions: tuple[Mention, ...]  # from left to right, of those that begin together the longest first
    events: tuple[Event, ...]  # those that the text states, by their triggers
    known: Mapping[str, frozenset[str]]  # event type → who and where the text states it of
    alone: frozenset[Span]  # lines of the content
    titles: tuple[Span, ...]

    @classmethod
    def of(cls, doc: Document, stated: Sequence[Event], titles: tuple[Span, ...]) -> _Seen:
        known: dict[str, set[str]] = {}
        for e in stated:
            known.setdefault(e.type, set()).update(f.value for f in e.fillers if f.role in ("target", "place"))
        return cls(
            doc,
            tuple(sorted(doc.mentions, key=lambda m: (m.span.start, -len(m.span)))),
            tuple(sorted(stated, key=lambda e: e.trigger)),
            {type: frozenset(values) for type, values in known.items()},
            frozenset(line.span for line in doc.lines if line.kind in ("paragraph", "heading")),
            titles,
        )

    def outermost(self, within: Span) -> list[Mention]:
        """The mentions inside the stretch that no other there holds."""
        low, high = (bisect_left(self.mentions, at, key=lambda m: m.span.start) for at in (within.start, within.stop))
        inside = [m for m in self.mentions[low:high] if within.covers(m.span)]
        reached = accumulate((m.span.stop for m in inside), max, initial=within.start)
        return [m for m, stop in zip(inside, reached, strict=False) if stop < m.span.stop]

    def stated(self, within: Span) -> list[Event]:
        """The events whose triggers stand inside the stretch."""
        low, high = (bisect_left(self.events, at, key=lambda e: e.trigger.start) for at in (within.start, within.stop))
        return [e for e in self.events[low:high] if within.covers(e.trigger)]


@dataclass(frozen=True, slots=True)
class _Told:
    """A list whose rows tell of events: which, under which heading, by whom and when."""

    seen: _Seen
    listed: List
    rule: str
    type: str
    heading: Span
    issuer: tuple[Filler, ...]
    day: tuple[Filler, ...]

    @property
    def doc(self) -> Document:
        return self.seen.doc


def _kind(doc: Document, listed: List, titles: Sequence[Span]) -> tuple[str, str, Span] | None:
    """Rule, event type and deciding heading; None where nothing announces a list, or one of something else."""
    grammar = ListGrammar.load()
    spans = [*listed.headings, *titles]
    announced = any(grammar.says("heading", s.of(doc.text)) for s in spans) or (listed.ruled and listed.head)
    for span in spans if announced else ():
        kind = grammar.kind(span.of(doc.text))
        if kind is not None:
            return (f"row:{kind[0]}", kind[1], span) if kind[1] else None
    return None


def _event(told: _Told, row: Row) -> Event | None:
    doc, grammar = told.doc, ListGrammar.load()
    cell = _subject_cell(told, row)
    inside = told.seen.stated(row.span)
    if cell is None or any(e.type == told.type or not told.listed.ruled for e in inside):
        return None
    known = told.seen.known.get(told.type, frozenset())
    subjects = tuple(f for f in _subjects(told, cell) if f.value not in known)
    if not subjects:
        return None
    headings = [told.heading, *told.listed.headings, *told.seen.titles]
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
    named = [m for m in told.seen.outermost(cell) if m.type in (*BODY_TYPES, "Place", "Person", "Platform")]
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


def _theme(told: _Told, row: Row) -> Iterator[Filler]:
    """What the row's own column says, else the name or the words in the heading."""
    text = told.doc.text
    column = ListGrammar.load().column(_COLUMN[told.type], told.listed.head) if told.listed.head else None
    own = row.cell(column) if column is not None else None
    for span in (s for s in (own, *_headings(told)) if s is not None):
        named = [m for m in told.seen.outermost(span) if m.type in _THEME_TYPES[told.type]]
        if named:
            yield _named("theme", named[0], told.rule)
            return
    if own is not None:
        yield Filler("theme", "words", own.of(text), None, own, "stated", told.rule, _CONFIDENCE)
        return
    heading = without_count(text, told.heading)
    match = _themes()[told.type].search(heading.of(text))
    if match is not None:
        span = Span(heading.start + match.start("theme"), heading.start + match.end("theme"))
        yield Filler("theme", "words", span.of(text), None, span, "inherited", told.rule, _CONFIDENCE)


def _headings(told: _Told) -> Sequence[Span]:
    return told.heading, *told.listed.headings


def _named(role: str, mention: Mention, rule: str) -> Filler:
    return Filler(
        role, "entity", mention.name, mention.entity, mention.span, "stated", rule, min(_CONFIDENCE, mention.confidence)
    )


def _issuer(seen: _Seen) -> Iterator[Filler]:
    """Who signed: the bodies that stand on a line of their own, the last such line; else who published the article."""
    doc, signed = seen.doc, list[Mention]()
    days = sorted(d.span.start for d in doc.dates if d.span in seen.alone)
    for line in doc.lines:
        words = line.span.of(doc.text)
        bodies = [m for m in seen.outermost(line.span) if m.type in BODY_TYPES]
        if bodies and "\t" not in words and _bare(words) == _bare("".join(m.span.of(doc.text) for m in bodies)):
            day = bisect_left(days, line.span.stop + 1)
            followed = day < len(days) and days[day] - line.span.stop < _TO_DAY
            signed = bodies if followed else signed
    publisher = doc.metadata.publisher
    if not signed and publisher:
        signed = [m for m in doc.mentions if m.type in BODY_TYPES and publisher in (m.name, m.span.of(doc.text))][:1]
    for m in signed:
        yield Filler("agent", "entity", m.name, m.entity, m.span, "inherited", "row:issuer", min(_CONFIDENCE, m.confidence))


def _day(seen: _Seen) -> Iterator[Filler]:
    """The date on a line of its own: that of the signature."""
    dated = [d for d in seen.doc.dates if d.span in seen.alone]
    for d in dated[-1:]:
        yield Filler("time", "date", d.value, None, d.span, "inherited", "row:date", min(_CONFIDENCE, d.confidence))


def _bare(words: str) -> str:
    return re.sub(r"[\s\u3000]", "", words)
