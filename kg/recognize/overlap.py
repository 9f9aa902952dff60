"""Which finds lie clear of spans that are already taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.model import Span
from kg.recognize.grammar import Find

__all__ = ["titles", "without_overlap"]

_TITLE = re.compile(r"《[^《》\n]{1,80}》")


def titles(text: str) -> Iterator[Span]:
    """Whole titles in 《》: what stands inside names a paper, and is no date or figure of the text."""
    return (Span(*match.span()) for match in _TITLE.finditer(text))


def without_overlap(finds: Iterable[Find], taken: Iterable[Span]) -> Iterator[Find]:
    """The finds, sorted by their start, that overlap none of the taken spans; in one pass over both."""
    spans = sorted(taken)
    at, reach = 0, 0
    for find in finds:
        while at < len(spans) and spans[at].start < find.span.stop:
            reach = max(reach, spans[at].stop)
            at += 1
        if reach <= find.span.start or not any(s.overlaps(find.span) for s in _near(spans, at, find.span)):
            yield find


def _near(spans: list[Span], at: int, span: Span) -> Iterator[Span]:
    """The taken spans that may reach into `span`, going back from the first that starts behind it."""
    for index in range(at - 1, -1, -1):
        yield spans[index]
        if spans[index].stop <= span.start:
            return
