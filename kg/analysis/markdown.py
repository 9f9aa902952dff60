"""A chronicle as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.analysis.chronicle import Entry, Quote, Report, groups
from kg.analysis.sections import CHRONICLE, FIGURES, NOT_REPORTED, PLANS, WHO, lead, limits, rows, ticked, visible, when

__all__ = ["to_markdown"]

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!$]|^[-+=]|^\d+(?=[.)]))")


def to_markdown(found: Report) -> str:
    """Headings, entries with their sentences as quotations, and the table of who did what with whom."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Report) -> Iterator[str]:
    yield from (f"# {_plain(found.title)}", "", _plain(limits(found)), "", f"## {CHRONICLE}", "")
    for heading, entries in groups(found):
        yield from (f"### {_plain(heading)}", "")
        for entry in entries:
            yield from _entry(entry)
    if found.figures:
        yield from (f"## {FIGURES}", "")
        for count in found.figures:
            scope = f"{count.scope} " if count.scope else ""
            yield from _item(when(count), ticked(count, f"{scope}{count.indicator} {count.value}"), count.quotes)
    if found.plans:
        yield from (f"## {PLANS}", "")
        for plan in found.plans:
            yield from _entry(plan)
            yield from _followed(plan)
    yield from (f"## {WHO}", "", *_table(rows(found, WHO)))


def _entry(entry: Entry) -> Iterator[str]:
    yield from _item(when(entry), ticked(entry, lead(entry)), entry.quotes)


def _item(day: str, text: str, quotes: Iterable[Quote], indent: str = "") -> Iterator[str]:
    yield f"{indent}- **{_plain(day)}** {_plain(text)}"
    yield ""
    for quote in quotes:
        yield f"{indent}  > {_plain(quote.sentence)}  "
        yield f"{indent}  > — {_plain(quote.source)}"
        yield ""


def _followed(plan: Entry) -> Iterator[str]:
    if not plan.followed:
        yield from (f"  - {NOT_REPORTED}", "")
    for done in plan.followed:
        yield from _item(when(done), f"→ {ticked(done, lead(done))}", done.quotes, "  ")


def _table(table: Sequence[Sequence[str]]) -> Iterator[str]:
    header, *body = table
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in body:
        yield "| " + " | ".join(_plain(cell, "<br>") for cell in row) + " |"


def _plain(text: str, newline: str = " ") -> str:
    """Text that no reader of Markdown takes for markup, on one line."""
    return newline.join(_MARKS.sub(_escaped, line.strip()) for line in visible(text).splitlines())


def _escaped(found: re.Match[str]) -> str:
    """A backslash before the mark; behind a number that would begin a list: 1\\. 加强领导."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"
