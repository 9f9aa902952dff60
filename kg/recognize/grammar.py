"""Patterns as data: the rows of ontology/grammar/*.toml, their macros filled in, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import TableError
from kg.model import Span
from kg.tables.loading import rows, toml_tables

__all__ = [
    "PLAIN",
    "Find",
    "Pattern",
    "alternatives",
    "column",
    "earliest_longest",
    "find_all",
    "initials",
    "load_patterns",
    "matches",
]

# Full-width digits and signs, one character each: offsets hold.
PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.")
_WIDE = re.compile("[０-９．]")
_MACRO = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One rule: what it looks like, what reads its value, and the words that attest it."""

    id: str
    regex: re.Pattern[str]
    produces: str
    examples: tuple[tuple[str, ...], ...]
    counterexamples: tuple[str, ...]
    earned: tuple[int, int] = (0, 0)  # on the corpus with gold names: right finds, finds
    begins: re.Pattern[str] | None = None  # where finds may begin: the regex is tried nowhere else

    @property
    def confidence(self) -> float:
        """The share of right finds, smoothed by nine of ten."""
        right, fired = self.earned
        return (right + 9) / (fired + 10)


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """Where a pattern fits; each is one of its own."""

    pattern: Pattern
    match: re.Match[str]
    span: Span

    @classmethod
    def of(cls, pattern: Pattern, match: re.Match[str]) -> Find:
        return cls(pattern, match, Span(*match.span()))


def find_all(patterns: Iterable[Pattern], text: str) -> list[Find]:
    """Every find of every pattern, by start, the longer first; full-width digits count as plain ones."""
    plain = text.translate(PLAIN) if _WIDE.search(text) else text
    starts: dict[re.Pattern[str], list[int]] = {}
    finds = [Find.of(pattern, match) for pattern in patterns for match in matches(pattern, plain, starts)]
    return sorted(finds, key=lambda f: (f.span.start, -f.span.stop))


def matches(pattern: Pattern, text: str, starts: dict[re.Pattern[str], list[int]] | None = None) -> Iterator[re.Match[str]]:
    """The matches from left to right, without overlap; `starts` are the places where finds may begin, as far as looked for."""
    begins = pattern.begins
    if begins is None:
        yield from pattern.regex.finditer(text)
        return
    starts = {} if starts is None else starts
    if begins not in starts:
        starts[begins] = [found.start() for found in begins.finditer(text)]
    match, behind = pattern.regex.match, 0
    for at in starts[begins]:
        found = match(text, at) if at >= behind else None
        if found is not None:
            yield found
            behind = found.end()


def load_patterns(name: str, macros: Mapping[str, str]) -> tuple[Pattern, ...]:
    """The patterns of `ontology/<name>` in file order; `macros` are those that code makes of tables.

    Raises TableError where a pattern lacks a key or an example, names an unknown macro, or does not compile.
    """
    known = dict(macros)
    for row in toml_tables(name, "macro"):
        known[row["name"]] = _filled(row["pattern"], known, name, row["name"])
    return tuple(_pattern(row, known, name) for row in toml_tables(name, "pattern"))


def _pattern(row: Mapping[str, Any], macros: Mapping[str, str], name: str) -> Pattern:
    where = row.get("id", "a pattern without id")
    missing = [key for key in ("id", "regex", "produces", "examples") if not row.get(key)]
    if missing:
        raise TableError(f"ontology/{name}: {where}: expected {', '.join(missing)}")
    try:
        regex = re.compile(_filled(row["regex"], macros, name, where))
        begins = _begins(row, macros, name, where) if "begins" in row else None
    except re.error as error:
        raise TableError(f"ontology/{name}: {where}: {error}") from error
    examples = tuple(tuple(map(str, example)) for example in row["examples"])
    right, fired = row.get("earned", (0, 0))
    return Pattern(row["id"], regex, row["produces"], examples, tuple(row.get("counterexamples", ())), (right, fired), begins)


def _begins(row: Mapping[str, Any], macros: Mapping[str, str], name: str, where: str) -> re.Pattern[str]:
    """The first character of a find: one of `begins`, no digit behind another, before what `ahead` looks for."""
    first = _filled(row["begins"], macros, name, where)
    return re.compile(rf"[{first}](?<!\d\d)" + (f"(?={row['ahead']})" if "ahead" in row else ""))


def initials(forms: Iterable[str]) -> str:
    """The characters with which the forms begin, as the inside of a character class."""
    return "".join(re.escape(char) for char in sorted({form[0] for form in forms}))


def _filled(pattern: str, macros: Mapping[str, str], name: str, where: str) -> str:
    def fill(match: re.Match[str]) -> str:
        if match[1] not in macros:
            raise TableError(f"ontology/{name}: {where}: no macro is named {match[1]}")
        return macros[match[1]]

    return _MACRO.sub(fill, pattern)


def column(name: str, columns: tuple[str, ...], wanted: str, **having: str) -> Iterator[str]:
    """One column of a table, of the rows whose other cells are as said."""
    for row in rows(name, columns):
        if all(row[key] == value for key, value in having.items()):
            yield row[wanted]


def alternatives(forms: Iterable[str]) -> str:
    """A group that matches any of the forms, the longest first: (?:三八妇女节|三八)."""
    return "(?:" + "|".join(re.escape(form) for form in sorted(set(forms), key=lambda f: (-len(f), f))) + ")"


def earliest_longest(finds: Iterable[Find]) -> Iterator[Find]:
    """Of finds in the order of `find_all` those without overlaps: the earliest, then the longest, then by order of patterns."""
    stop = 0
    for find in finds:
        if find.span.start >= stop:
            yield find
            stop = find.span.stop
