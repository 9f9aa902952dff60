"""Figures: counts, amounts, rates and changes with what they count (annotation.md, section 4)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from kg.model import BODY_TYPES, MENTION_TYPES, Date, Document, Figure, FigureKind, Mention, Sentence, Span, Token
from kg.recognize.changes import COUNTING_COLUMNS, Change, Changes
from kg.recognize.dates import content_lines
from kg.recognize.grammar import Find, Pattern, alternatives, column, earliest_longest, find_all, initials, load_patterns
from kg.recognize.indicators import Indicators, Surrounding
from kg.recognize.overlap import titles, without_overlap
from kg.recognize.phrases import Word
from kg.recognize.quantities import MEASURES, Measures, Quantity
from kg.recognize.table_figures import TableReader
from kg.tables.countries import CHINA
from kg.tables.patterns import patterns

__all__ = ["FigureRecognizer", "load_figure_patterns"]

_CLAUSE_MARKS = "，,。；;：:！？!?（(）)…●"
_TAGS = {"Place": "LOC", "Person": "PER", "Award": "award"}
T = TypeVar("T", Mention, Date)
_NAMES = frozenset({*MENTION_TYPES} - {"Place", "Person"})  # behind which a figure is told of what they name
_EDGE = "年初"
_BRACKET = 60  # how far back a bracket may open


@dataclass(frozen=True, slots=True)
class _Words:
    planned: tuple[str, ...]  # behind 年初
    of_date: re.Pattern[str]  # 2014年|的19.9%
    sets_out: re.Pattern[str]
    group: re.Pattern[str]
    measured_by: tuple[str, ...]
    compared: tuple[str, ...]
    stretch: tuple[str, ...]
    whole: tuple[str, ...]  # what a territory's word begins with: 全|县
    joins: frozenset[str]  # what stands between places of a list
    among: tuple[str, ...]  # behind the last of them
    happens: tuple[str, ...]  # before a place where something happens


@cache
def _words() -> _Words:
    return patterns("figures", _Words)


@dataclass(frozen=True, slots=True)
class FigureRecognizer:
    """Stage: reads text, lines, sentences with tokens, resolved mentions, dates; writes `figures`, and `warnings` of tables.

    Figures overlap neither mentions nor dates; their ids are q1, q2, … in text order.
    """

    patterns: tuple[Pattern, ...]
    measures: Measures
    changes: Changes
    indicators: Indicators
    to_date: re.Pattern[str]
    tables: TableReader

    @classmethod
    def load(cls) -> FigureRecognizer:
        """The recognizer with the shipped grammar, units and modifiers."""
        measures = Measures.load()
        to_date = alternatives(column("lexicon/counting_words.tsv", COUNTING_COLUMNS, "form", **{"class": "to_date"}))
        grammar, changes = load_figure_patterns(measures), Changes.load()
        tables = TableReader.load(grammar, measures, changes)
        return cls(grammar, measures, changes, Indicators.load(), re.compile(to_date), tables)

    def __call__(self, doc: Document) -> Document:
        found = list(self._quantities(doc))
        figures: list[Figure] = []
        group = _words().group.search(doc.text)
        for sentence, inside in _by_sentence(doc, found):
            figures.extend(_Reading(self, doc, sentence, group[0] if group else None).figures(inside, len(figures) + 1))
        tables = self.tables(doc)
        return replace(doc, figures=_together(figures, tables.figures), warnings=(*doc.warnings, *tables.warnings))

    def _quantities(self, doc: Document) -> Iterator[tuple[Find, Quantity]]:
        taken = [*(m.span for m in doc.mentions), *titles(doc.text), *(d.span for d in doc.dates)]
        finds = without_overlap(find_all(self.patterns, doc.text), taken)
        valued = ((f, MEASURES[f.pattern.produces](f.match, self.measures)) for f in finds)
        values = {f: quantity for f, quantity in valued if quantity is not None}
        for find in earliest_longest(values):
            yield find, values[find]


def _together(figures: Sequence[Figure], of_tables: Sequence[Figure]) -> tuple[Figure, ...]:
    """All of them in text order; what a cell says with its head stands in place of what its line says alone."""
    if not of_tables:
        return tuple(figures)
    stops = [f.span.stop for f in of_tables]

    def is_apart(figure: Figure) -> bool:
        at = bisect_right(stops, figure.span.start)
        return at == len(of_tables) or not figure.span.overlaps(of_tables[at].span)

    together = sorted((*filter(is_apart, figures), *of_tables), key=lambda f: f.span)
    return tuple(replace(figure, id=f"q{number}") for number, figure in enumerate(together, 1))


def load_figure_patterns(measures: Measures) -> tuple[Pattern, ...]:
    """The patterns of ontology/grammar/figures.toml with the macros that the tables make."""
    macros = {
        "unit": _guarded(measures),
        "before": alternatives(form for form in measures.before if form not in measures.before_round),
        "before_round": alternatives(measures.before_round),
        "before_initials": initials((*measures.before, *measures.before_round)),
        "inside": alternatives(measures.inside),
        "after": alternatives(measures.after),
    }
    return load_patterns("grammar/figures.toml", macros)


def _guarded(measures: Measures) -> str:
    """Any unit, the longest first, where it does not begin another word: 5部|门, 12名|单."""
    forms = sorted(measures.units, key=lambda form: (-len(form), form))
    guards = (f"(?!{measures.guards[form]})" if measures.guards[form] else "" for form in forms)
    return "(?:" + "|".join(re.escape(form) + guard for form, guard in zip(forms, guards, strict=True)) + ")"


def _by_sentence(
    doc: Document, found: Sequence[tuple[Find, Quantity]]
) -> Iterator[tuple[Sentence, tuple[tuple[Find, Quantity], ...]]]:
    """The sentences that hold figures, each with its own; lines stand in where there are no sentences."""
    sentences = doc.sentences or tuple(Sentence(line.span, n) for n, line in enumerate(content_lines(doc)))
    starts = [find.span.start for find, _ in found]
    for sentence in sentences:
        inside = found[bisect_left(starts, sentence.span.start) : bisect_left(starts, sentence.span.stop)]
        if inside:
            yield sentence, tuple(item for item in inside if item[0].span.stop <= sentence.span.stop)


class _Reading:
    """One sentence with its words, places and dates, while its figures are read."""

    def __init__(self, by: FigureRecognizer, doc: Document, sentence: Sentence, group: str | None) -> None:
        self.by, self.doc, self.sentence = by, doc, sentence
        self.mentions = _within(doc.mentions, sentence.span)
        self.places = [m for m in self.mentions if m.type == "Place"]
        dates = _within(doc.dates, sentence.span)
        self.dates = [d for d in dates if _dates_the_clause(doc.text, d)]
        self.joined = {start: d.value for d in dates if (start := _joined_to(doc.text, d)) is not None}
        self.to_date = [m.start() for m in by.to_date.finditer(doc.text, sentence.span.start, sentence.span.stop)]
        self.group = group
        self.words = list(_tagged(sentence, self.mentions))
        self.starts = [start for start, _, _ in self.words]
        self.stops = [stop for _, stop, _ in self.words]

    def figures(self, found: Sequence[tuple[Find, Quantity]], first: int) -> list[Figure]:
        """The figures of the sentence, each read with those before it in mind; their ids go on from the number `first`."""
        made: list[Figure] = []
        counted: str | None = None
        for number, (find, quantity) in enumerate(found):
            left = found[number - 1][0].span.stop if number else self.sentence.span.start
            right = found[number + 1][0].span.start if number + 1 < len(found) else None
            figure, counted = self._figure(f"q{first + number}", find, quantity, left, right, made, counted)
            made.append(figure)
        return made

    def _figure(
        self,
        id: str,
        find: Find,
        quantity: Quantity,
        left: int,
        right: int | None,
        made: Sequence[Figure],
        counted: str | None,
    ) -> tuple[Figure, str | None]:
        """The figure, and the noun that says what it counts; `counted` is that of the figure before it."""
        told = self._told(left, find.span.start)
        change = self.by.changes.of(told.of(self.doc.text), quantity.unit, self._kind_of(quantity))
        last = made[-1] if made else None
        around = replace(
            self._around(find, quantity, told, left, right),
            previous=last.indicator if last else None,
            counted=counted if last and last.unit == quantity.unit else None,
        )
        told_of = self.by.indicators.of(around, change)
        kind, baseline = self._in_row(change, quantity.unit, self.doc.text[left : find.span.start], made)
        figure = Figure(
            id=id,
            span=find.span,
            value=quantity.value,
            unit=quantity.unit,
            modifier=quantity.modifier,
            max=quantity.max,
            indicator=told_of.words,
            kind=kind,
            baseline=baseline,
            scope=self._scope(find.span),
            as_of=self._as_of(find.span),
            rule=find.pattern.id,
            confidence=find.pattern.confidence,
        )
        return figure, told_of.noun

    @staticmethod
    def _in_row(change: Change, unit: str | None, between: str, made: Sequence[Figure]) -> tuple[FigureKind, str | None]:
        """Kind and baseline, which a row of figures shares: 增加409家、3.2万家; 比上年末净增5.1万户…提高1.4个百分点.

        `between` is what stands between the figure and the one before it.
        """
        if made and between in ("、", "和", "，", ",") and unit == made[-1].unit:
            return made[-1].kind, made[-1].baseline
        if change.kind != "level" and change.baseline is None and unit in ("百分点", "%"):
            return change.kind, next((f.baseline for f in reversed(made[-8:]) if f.baseline), None)
        return change.kind, change.baseline

    def _told(self, left: int, at: int) -> Span:
        """The clause before a figure, without a bracket between the two: 群众投票(含短信)|逾110万张."""
        text = self.doc.text
        if at > left and text[at - 1] in "）)":
            opening = max(text.rfind("（", max(left, at - _BRACKET), at), text.rfind("(", max(left, at - _BRACKET), at))
            at = opening if opening > left else at
        return Span(_clause_start(text, left, at), at)

    def _around(self, find: Find, quantity: Quantity, told: Span, left: int, right: int | None) -> Surrounding:
        before = max(left, told.start - 1)
        return Surrounding(
            before=self._between(told.start, told.stop),
            after=self._between(find.span.stop, right or self.sentence.span.stop),
            unit=quantity.unit,
            unit_kind=self._kind_of(quantity),
            earlier=self._between(_clause_start(self.doc.text, left, before), before),
            follows=told.start == left and left > self.sentence.span.start,
            leads_to_figure=right is not None,
            group=self.group,
        )

    def _kind_of(self, quantity: Quantity) -> str:
        return self.by.measures.kinds.get(quantity.unit or "", "thing")

    def _between(self, start: int, stop: int) -> tuple[Word, ...]:
        """The words of a stretch; one that reaches over its edge is cut."""
        cut = []
        first = bisect_right(self.stops, start)
        last = bisect_left(self.starts, stop)
        for begins, ends, tag in self.words[first:last]:
            low, high = max(begins, start), min(ends, stop)
            if low < high:
                whole = low == begins and high == ends
                cut.append(Word(self.doc.text[low:high], tag if whole or tag != "m" else "n"))
        return tuple(cut)

    def _scope(self, span: Span) -> str | None:
        """The place named last before the figure in its sentence, where the figure can be told of it alone.

        A figure is told of a territory (全县, 我国) wherever that stands; of another place neither where that is one of
        several (甲县、乙县|各5场), nor where something happens there (在甲县|走访50户), nor where a body or a thing is named
        since. The article's territory is not assumed: it was right 4 times of 10.
        """
        at = bisect_right(self.places, span.start, key=lambda place: place.span.stop)
        if not at:
            return None
        place, text, words = self.places[at - 1], self.doc.text, _words()
        if text.startswith(words.whole, place.span.start) or place.name == CHINA[1]:
            return place.name
        between = text[self.places[at - 2].span.stop : place.span.start] if at > 1 else None
        listed = between == "" or between in words.joins  # 粤|港|澳三地, 甲县、乙县
        happens = text[: place.span.start].endswith(words.happens) or text.startswith(words.among, place.span.stop)
        since = any(place.span.stop <= m.span.start < span.start and m.type in _NAMES for m in self.mentions)
        return None if listed or happens or since else place.name or None

    def _as_of(self, span: Span) -> str | None:
        """The date in force: that joined to the figure, else the last point or stretch of time that the sentence names before it.

        None where the figure tells how things stand at present (到2025年达到98%，目前为72.5%), or where a change set out
        (由61家增至74家).
        """
        text = self.doc.text
        if span.start in self.joined:
            return self.joined[span.start]
        if text[span.start - 1] in "由从" and _words().sets_out.match(text, span.stop):
            return None
        at = bisect_right(self.dates, span.start, key=lambda date: date.span.stop)
        if not at or bisect_left(self.to_date, self.dates[at - 1].span.stop) < bisect_left(self.to_date, span.start):
            return None
        return self.dates[at - 1].value


def _joined_to(text: str, date: Date) -> int | None:
    """Where the figure begins that is of that date alone: 由2014年的|19.9%降至5%."""
    joined = _words().of_date.match(text, date.span.stop)
    return joined.end("of") if joined and not date.value.startswith("P") and not _is_measure(text, date) else None


def _is_measure(text: str, date: Date) -> bool:
    """Whether a figure is told as a multiple or part of that of the date: 是2014年的|3.4倍, 相当于2014年的|80%."""
    joined = _words().of_date.match(text, date.span.stop)
    if joined is None or not joined["of"]:
        return False
    return joined["times"] is not None or text[date.span.start - 1 : date.span.start] in _words().measured_by


def _dates_the_clause(text: str, date: Date) -> bool:
    """Not 每年, 三天, nor what is compared with (较2021年底提高), nor where a stretch begins or ends (2019年以来, 10月底前),
    nor when it was planned (完成年初预算的53%), nor what is measured by (是2014年的3.4倍)."""
    words = _words()
    if date.value.startswith("P") or text[max(0, date.span.start - 1) : date.span.start] in words.compared:
        return False
    if text.startswith(_EDGE, date.span.stop - len(_EDGE)) and text.startswith(words.planned, date.span.stop):
        return False
    return not _is_measure(text, date) and not text.startswith(words.stretch, date.span.stop)


def _within(items: Sequence[T], span: Span) -> Sequence[T]:
    """Those of the items, sorted by place, that lie inside the span."""
    first = bisect_left(items, span.start, key=lambda item: item.span.start)
    last = bisect_left(items, span.stop, key=lambda item: item.span.start)
    return [item for item in items[first:last] if item.span.stop <= span.stop]


def _clause_start(text: str, left: int, at: int) -> int:
    """Where the clause that ends at `at` begins, not before `left`."""
    while at > left and text[at - 1] not in _CLAUSE_MARKS:
        at -= 1
    return at


def _tagged(sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[tuple[int, int, str]]:
    """The words of a sentence in order, where each begins and ends and its tag.

    A mention is one word, and tokens are cut where it begins and ends.
    """
    at = 0
    for token in sentence.tokens or _characters(sentence.span):
        low, stop = token.span.start, token.span.stop
        while at < len(mentions) and mentions[at].span.start < stop:
            name = mentions[at]
            if low < name.span.start:
                yield low, name.span.start, _rest(token)
            if name.span.start >= token.span.start:
                yield name.span.start, name.span.stop, _tag(name)
            low = max(low, name.span.stop)
            if low >= stop:
                break
            at += 1
        if low < stop:
            yield low, stop, token.tag if low == token.span.start else _rest(token)


def _rest(token: Token) -> str:
    """The tag of what a name leaves of a token: the rest of 会同县教育局抽调/ORG is a verb."""
    return "v" if token.tag in ("ORG", "LOC", "PER") else token.tag


def _characters(span: Span) -> Iterator[Token]:
    """A sentence that nobody has cut, character by character; each counts as part of a noun."""
    return (Token(Span(at, at + 1), "n") for at in range(span.start, span.stop))


def _tag(mention: Mention) -> str:
    return "body" if mention.type in BODY_TYPES else _TAGS.get(mention.type, "name")
