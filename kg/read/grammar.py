"""The patterns of `ontology/grammar/boilerplate.toml`, compiled: how navigation, fields, bylines and signatures look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.errors import TableError
from kg.tables.loading import toml_tables

__all__ = ["Grammar", "LineRule"]

_FILE = "grammar/boilerplate.toml"
_KEYS = ("published", "publisher", "author", "contributor", "section", "url", "title", "ignored")


@dataclass(frozen=True, slots=True)
class LineRule:
    """A pattern for a whole line; `where` restricts it: `after` the body, `several` words on the line or the word alone."""

    id: str
    kind: str  # boilerplate | metadata | tail
    pattern: re.Pattern[str]
    where: str = "anywhere"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What surrounds an article, as compiled patterns."""

    lines: tuple[LineRule, ...]
    widget: re.Pattern[str]
    hints: re.Pattern[str]  # words of which one stands in all widgets
    label: re.Pattern[str]  # group 1: the label's words
    keys: dict[str, str]  # label words without blanks -> key of Metadata, or "ignored"
    dateline: re.Pattern[str]
    generic: dict[str, re.Pattern[str]]
    body: re.Pattern[str]
    surnames: frozenset[str]

    def without_widgets(self, words: str, mark: str) -> tuple[str, int]:
        """The words with a mark in the place of each widget, and how many there are; most lines have none, and no hint of one."""
        return self.widget.subn(mark, words) if self.hints.search(words) else (words, 0)

    @staticmethod
    @cache
    def load() -> Grammar:
        """Reads and compiles the table; raises TableError where a row breaks its contract."""
        labels = _rows("label", "key", "words")
        keys = {bare(word): row["key"] for row in labels for word in row["words"]}
        unknown = sorted(set(keys.values()) - set(_KEYS))
        if unknown:
            raise TableError(f"ontology/{_FILE}: [[label]]: unknown key {', '.join(unknown)}; known are {', '.join(_KEYS)}")
        return Grammar(
            lines=tuple(
                LineRule(row["id"], row["kind"], _compiled(row), row.get("where", "anywhere"))
                for row in _rows("line", "kind", "pattern")
            ),
            widget=_alternatives(_rows("widget", "pattern")),
            hints=re.compile("|".join(re.escape(word) for row in _rows("widget", "holds") for word in row["holds"])),
            label=_label_pattern(word for row in labels for word in row["words"]),
            keys=keys,
            dateline=_alternatives(_rows("dateline", "pattern")),
            generic={row["id"]: _compiled(row) for row in _rows("generic", "pattern")},
            body=_alternatives(_rows("body", "pattern")),
            surnames=frozenset(name for row in _rows("surname") for name in [*row.get("characters", ""), *row.get("names", ())]),
        )


def bare(words: str) -> str:
    """The words without blanks, full-width ones included: 发 布 机 构 as 发布机构."""
    return re.sub(r"\s+", "", words)


def _rows(key: str, *required: str) -> list[dict[str, Any]]:
    rows = toml_tables(_FILE, key)
    for row in rows:
        missing = [name for name in ("id", *required, "examples", "counterexamples") if name not in row]
        if missing:
            raise TableError(f"ontology/{_FILE}: [[{key}]] {row.get('id', '?')}: missing {', '.join(missing)}")
    return rows


def _compiled(row: dict[str, Any]) -> re.Pattern[str]:
    try:
        return re.compile(row["pattern"])
    except re.error as error:
        raise TableError(f"ontology/{_FILE}: {row['id']}: {error}") from error


def _alternatives(rows: list[dict[str, Any]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_compiled(row).pattern})" for row in rows))


def _label_pattern(words: Any) -> re.Pattern[str]:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    # No Han before the label: 资金来源: is no source, 语文: no byline.
    alternatives = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\u4e00-\u9fff])({alternatives})[ \u3000\xa0]*[:：/／]")
