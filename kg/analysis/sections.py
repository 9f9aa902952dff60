"""A chronicle as headings, lines and tables: what the papers (Markdown, Word, Excel) have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.analysis.chronicle import UNDATED, Count, Entry, Quote, Report

__all__ = [
    "CHRONICLE",
    "FIGURES",
    "LIMITS",
    "NOT_REPORTED",
    "PLANS",
    "TABLES",
    "WHO",
    "lead",
    "limits",
    "rows",
    "ticked",
    "visible",
    "when",
]

CHRONICLE, WHO, FIGURES, PLANS = (
    "大事记 Chronicle",
    "谁与谁做了什么 Who did what with whom",
    "数据 Figures",
    "计划与落实 Plans and follow-up",
)
TABLES = (CHRONICLE, WHO, FIGURES, PLANS)
NOT_REPORTED = "所读文章未见落实 not reported as done in the articles read"
LIMITS = (
    "由政脉从文章中自动提取,引文下附出处(文章:起-止,字符)。未提及不等于未发生;定稿前请核对原句。"
    "Extracted from articles by machine; each entry quotes its sentence with article:start-stop. "
    "Check before use; silence is no evidence."
)
# What no paper can hold (control characters), and what reorders or hides text: both are shown by their number.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SENTENCE, _SOURCE, _JUDGED = "原句 sentence", "出处 source", "核实 verified"
_TICK = "✓"
_TICKED = f"{_TICK} 已人工核实 verified by a person."


def visible(text: str) -> str:
    """The text with control characters as ⟨U+202E⟩, so that what is shown is what is there and every format can hold it."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def when(item: Entry | Count) -> str:
    """Its date; without one, that no text gives it, and when that was published."""
    published = item.span[1]
    return item.when or (f"{UNDATED} (≤ {published})" if published else UNDATED)


def limits(found: Report) -> str:
    """What the reader must know, and what the tick means where there is one."""
    return f"{LIMITS} {_TICKED}" if found.has_verified else LIMITS


def tick(item: Entry | Count) -> str:
    """The mark of what a person has verified, else nothing."""
    return _TICK if item.verified else ""


def ticked(item: Entry | Count, text: str) -> str:
    """The text with the mark before it, where the item has one."""
    return f"{_TICK} {text}" if item.verified else text


def lead(entry: Entry) -> str:
    """Who did what, with whom and with how many: 甘肃省民政厅 督导 酒泉市民政局(与甘肃省市场监督管理局)."""
    partners = ("与" + "、".join(entry.partners),) if entry.partners else ()
    added = "、".join((*partners, *entry.counts))
    return f"{entry.label}({added})" if added else entry.label


def rows(found: Report, table: str) -> tuple[tuple[str, ...], ...]:
    """One of TABLES, the header first; each other row ends with its sentence and the source of that."""
    return tuple(tuple(map(visible, row)) for row in _ROWS[table](found))


def _chronicle(found: Report) -> Iterable[tuple[str, ...]]:
    yield ("日期 date", "类别 kind", "事项 what", "规模 count", "地点 place", _JUDGED, _SENTENCE, _SOURCE)
    for e in found.entries:
        yield (when(e), e.kind, e.label, *_joined(e.counts, e.places), tick(e), *_quoted(e.quotes))


def _who(found: Report) -> Iterable[tuple[str, ...]]:
    yield ("日期 date", "谁 who", "做了什么 did", "与谁 with", "对谁 to whom", "什么 what", _JUDGED, _SENTENCE, _SOURCE)
    for e in found.entries:
        yield (when(e), *_joined(e.agents), e.kind, *_joined(e.partners, e.targets, e.themes), tick(e), *_quoted(e.quotes))


def _figures(found: Report) -> Iterable[tuple[str, ...]]:
    yield ("日期 date", "指标 indicator", "数值 value", "范围 scope", _JUDGED, _SENTENCE, _SOURCE)
    for c in found.figures:
        yield (when(c), c.indicator, c.value, c.scope, tick(c), *_quoted(c.quotes))


def _plans(found: Report) -> Iterable[tuple[str, ...]]:
    header = (
        "计划日期 planned for",
        "计划 plan",
        _JUDGED,
        "落实日期 done",
        "落实 follow-up",
        "落实核实 its verification",
        "落实原句 its sentence",
        "落实出处 its source",
    )
    yield (*header, _SENTENCE, _SOURCE)
    for plan in found.plans:
        for done in plan.followed or (None,):
            told = (when(done), done.label, tick(done), *_quoted(done.quotes)) if done else ("", NOT_REPORTED, "", "", "")
            yield (when(plan), plan.label, tick(plan), *told, *_quoted(plan.quotes))


_ROWS = {CHRONICLE: _chronicle, WHO: _who, FIGURES: _figures, PLANS: _plans}


def _joined(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("、".join(group) for group in names)


def _quoted(quotes: tuple[Quote, ...]) -> tuple[str, str]:
    """The sentences, and the sources in the same order."""
    return "\n".join(q.sentence for q in quotes), "\n".join(q.source for q in quotes)
