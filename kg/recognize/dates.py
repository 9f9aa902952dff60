"""Dates: calendar expressions of the text with their values (annotation.md, sections 1 and 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg.model import Date, Document, Line, Span
from kg.recognize.calendar import Almanac, Calendar, Moment, Surroundings
from kg.recognize.grammar import Find, Pattern, alternatives, earliest_longest, find_all, initials, load_patterns
from kg.recognize.overlap import titles, without_overlap
from kg.recognize.readings import READERS, Reader
from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["DateRecognizer", "content_lines", "load_date_patterns"]

_CONTENT = frozenset({"title", "heading", "paragraph"})
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_STOP = re.compile(r"[。！？]")
_CLAUSE_END = re.compile(r"[，,。；;：:！？!?\n]")
_SENTENCE_EDGE = re.compile(r"(?:\A|[。！？!?；;\s】）)●·\n]|[一二三四五六七八九十]是[:：]?|[\d一二三四五六七八九十][、.．])\Z")
_ABSOLUTE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_FULL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)年\d{1,2}月\d{1,2}日")
_NUMBERED = re.compile(r"[〔\[［(（]((?:19|20)\d\d)[〕\]］)）]\d{1,4}号")
_REACH = 12
_LEADING = 4  # title, subtitle, salutation, first paragraph


@dataclass(frozen=True, slots=True)
class _Words:
    dateline: re.Pattern[str]
    moving_feast: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("dates", _Words)


@dataclass(frozen=True, slots=True)
class DateRecognizer:
    """Stage: reads text, lines, mentions and metadata.published; writes `dates`.

    Dates stand in content lines only and in no mention; their ids are d1, d2, … in text order.
    """

    patterns: tuple[Pattern, ...]
    almanac: Almanac

    @classmethod
    def load(cls) -> DateRecognizer:
        """The recognizer with the shipped grammar and almanac."""
        return cls(load_date_patterns(), Almanac.load())

    def __call__(self, doc: Document) -> Document:
        calendar = Calendar(self.almanac, reported=_reported(doc))
        dates = (
            Date(f"d{number}", find.span, value, find.pattern.id, find.pattern.confidence)
            for number, (find, value) in enumerate(self._valued(doc, calendar), 1)
        )
        return replace(doc, dates=tuple(dates))

    def _valued(self, doc: Document, calendar: Calendar) -> Iterator[tuple[Find, str]]:
        lines = content_lines(doc)
        finds = iter(self._finds(doc))
        find = next(finds, None)
        for number, line in enumerate(lines):
            calendar.enter_sentence(leading=number < _LEADING)
            told = line.span.start
            while find is not None and find.span.stop <= line.span.stop:
                if find.span.start >= line.span.start:
                    if _STOP.search(doc.text, told, find.span.start) and not self._counts_from_last(find.span.of(doc.text)):
                        calendar.enter_sentence(leading=number < _LEADING)
                    told = find.span.stop
                    value = READERS[find.pattern.produces](
                        Reader(find.match.groupdict(), calendar, _around(doc.text, find, line))
                    )
                    if value is not None:
                        yield find, value
                find = next(finds, None)

    def _counts_from_last(self, words: str) -> bool:
        """当年9月, 同月, 次日: the date is counted from the one spoken of last, in whatever sentence."""
        return words.startswith(self.almanac.counting)

    def _finds(self, doc: Document) -> Iterable[Find]:
        taken = [*(m.span for m in doc.mentions), *titles(doc.text)]
        taken += [Span(*m.span()) for m in _words().dateline.finditer(doc.text)]
        return earliest_longest(without_overlap(find_all(self.patterns, doc.text), taken))


def load_date_patterns() -> tuple[Pattern, ...]:
    """The patterns of ontology/grammar/dates.toml with the macros that the tables make."""
    words = list(rows("lexicon/calendar_words.tsv", ("form", "unit", "offset", "anchor", "example")))
    feasts = list(rows("lexicon/fixed_feasts.tsv", ("form", "month", "day", "bare", "example")))
    moving = _words().moving_feast
    macros = {
        f"calendar_{unit}": alternatives(w["form"] for w in words if w["unit"] == unit) for unit in ("year", "month", "day")
    }
    macros |= {f"calendar_{u}_initials": initials(w["form"] for w in words if w["unit"] == u) for u in ("year", "month", "day")}
    macros["feast_initials"] = initials([*(f["form"] for f in feasts), *moving])
    macros["feast"] = alternatives([*(f["form"] for f in feasts if f["bare"] == "yes"), *moving])
    macros["quoted_feast"] = alternatives(f["form"] for f in feasts)
    return load_patterns("grammar/dates.toml", macros)


def content_lines(doc: Document) -> tuple[Line, ...]:
    """The lines that are content; where nobody has told them apart, all lines, the first as title."""
    if doc.lines:
        return tuple(line for line in doc.lines if line.kind in _CONTENT)
    lines = [Span(*m.span()) for m in re.finditer(r"[^\n\r]+", doc.text)]
    return tuple(Line(span, "paragraph" if number or len(lines) == 1 else "title") for number, span in enumerate(lines))


def _reported(doc: Document) -> Moment | None:
    """The day of publication, or of the dateline; else the year that the text itself tells; else None."""
    iso = _ISO.match(doc.metadata.published or "")
    published = Moment(int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None) if iso else None
    dateline = _words().dateline.search(doc.text, 0, 600)
    if dateline is None:
        return published or _year_of_text(_own_words(doc))
    month, day = int(dateline["month"]), int(dateline["day"])
    if published is None or published.year is None:
        told = _year_of_text(_own_words(doc))
        return Moment(told.year if told else None, month, day)
    sent = Moment(published.year - (month > (published.month or 12)), month, day)
    return sent if sent.possible else published


def _own_words(doc: Document) -> str:
    """The text without the site's: 今天是2026年3月5日 above an article tells no year of it."""
    if not doc.lines:
        return doc.text
    return "\n".join(line.span.of(doc.text) for line in doc.lines if line.kind != "boilerplate")


def _year_of_text(text: str) -> Moment | None:
    """The year in which an undated text was written, as far as it tells: that of its title (2022年工作总结), of the first
    full date in its first lines, of its first words, else of the latest numbered document: 娄星发〔2011〕17号.

    A year told further down is none: of the corpus, had its articles no dates, half of the days were put into a wrong year by it.
    """
    title, *lines = [line for line in text.split("\n") if line.strip()][:_LEADING] or [""]
    full = (_FULL_DATE.search(line) for line in lines)
    found = _ABSOLUTE_YEAR.search(title) or next(filter(None, full), None) or (_ABSOLUTE_YEAR.match(lines[0]) if lines else None)
    if found:
        return Moment(int(found[1]))
    return max((Moment(int(m[1])) for m in _NUMBERED.finditer(text)), key=lambda m: m.year or 0, default=None)


def _around(text: str, find: Find, line: Line) -> Surroundings:
    start, stop = find.span.start, find.span.stop
    before = text[max(line.span.start, start - _REACH) : start]
    end = _CLAUSE_END.search(text, stop + 1, min(line.span.stop, stop + 60))
    # A date is followed by a comma, and what happens then by the next: 下半年,省局将会同…
    after = text[stop : end.start() if end else min(line.span.stop, stop + 60)]
    opens = start == line.span.start or _SENTENCE_EDGE.search(before) is not None
    return Surroundings(before, after, opens, heads=line.kind in ("title", "heading"))
