"""Times from which something goes on: 2013年以来 says from 2013 until the article's day, not that all of it was done in 2013."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from kg.model import Document, Event, Filler
from kg.rdf.bounds import OPEN, date_bounds
from kg.tables.patterns import patterns

__all__ = ["with_stretches"]


@dataclass(frozen=True, slots=True)
class _Words:
    goes_on: re.Pattern[str]  # 2013年|社工培育工程启动以来
    begins: re.Pattern[str]
    in_all: re.Pattern[str]
    mark: re.Pattern[str]  # ends a clause


@cache
def _words() -> _Words:
    return patterns("stretches", _Words)


def with_stretches(doc: Document) -> Document:
    """The document with each time that opens a stretch as the stretch, of the events that are told behind it.

    It ends on the day of publication; where that is not known it stays open. A stretch that would lie inside its date, as
    今年以来 does, changes nothing, nor does 2017年起, which says when something began, without a word for the sum (累计).
    """
    return replace(doc, events=tuple([_told_of(event, doc) for event in doc.events]))


def _told_of(event: Event, doc: Document) -> Event:
    if event.status == "planned" or not any(f.kind == "date" for f in event.fillers):
        return event
    return replace(event, fillers=tuple([_as_stretch(f, event, doc) for f in event.fillers]))


def _as_stretch(filler: Filler, event: Event, doc: Document) -> Filler:
    if filler.kind != "date" or filler.span is None or not _goes_on(filler.span.stop, event, doc):
        return filler
    bounds, published = date_bounds(filler.value), doc.metadata.published
    if bounds is None or (published is not None and published <= bounds[1]):
        return filler
    return replace(filler, value=f"{filler.value.partition('/')[0]}/{published or OPEN}")


def _goes_on(stop: int, event: Event, doc: Document) -> bool:
    """Whether what the event tells goes on since the date that ends at `stop`: not 开工 in 2016年开工以来."""
    text, trigger = doc.text, event.trigger
    since = _words().goes_on.match(text, stop)
    if since is not None and not any(stop < d.span.start < since.end() for d in doc.dates):
        return since.end() <= trigger.start
    if trigger.start < stop or not _words().begins.match(text, stop):
        return False
    end = _words().mark.search(text, trigger.stop)
    return _words().in_all.search(text, stop, end.start() if end else len(text)) is not None
