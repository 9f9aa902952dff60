"""The tables of a project: names, a watch-list of initiatives, bodies with their numbers, words for indicators.

Each is a .tsv or .csv file in UTF-8 with a header; columns may stand in any order, those that may be empty may be left out;
# begins a line of comment. Several words in one cell are divided by ；, ; or |.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kg.errors import BadProject
from kg.model import BODY_TYPES, MENTION_TYPES
from kg.project.codes import check_character, is_credit_code, is_item
from kg.rdf.indicators import Indicators, StandardIndicator
from kg.read import plain
from kg.tables.own import OwnBody, OwnIndicator, OwnName
from kg.tables.script import Script

__all__ = ["BodyRow", "Watched", "bodies", "indicators", "initiatives", "lexicon", "names_of"]

_MANY = re.compile(r"[；;|]")
_SHORTEST = 2  # characters of a name: a single one stands everywhere


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a line by column, and where it stands."""

    cells: dict[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def many(self, column: str) -> tuple[str, ...]:
        return tuple(word for cell in _MANY.split(self[column]) if (word := cell.strip()))

    def wrong(self, what: str) -> BadProject:
        return BadProject(f"{self.where}: {what}")


@dataclass(frozen=True, slots=True)
class Watched:
    """An initiative of the watch-list, and what texts call it."""

    name: str
    words: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body, its type where the lexicon is to know it, and its other names."""

    body: OwnBody
    type: str
    words: tuple[str, ...]
    where: str


def _rows(path: Path | None, needed: tuple[str, ...], more: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a table; nothing where there is none. Raises BadProject."""
    if path is None:
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadProject(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadProject(f"{path}: is not UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)") from error
    tabs = path.suffix.lower() != ".csv"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", quoting=csv.QUOTE_NONE if tabs else 0)
    columns: list[str] | None = None
    for cells in reader:
        where = f"{path}:{reader.line_num}"
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if columns is None:
            columns = _header([cell.strip() for cell in cells], needed, more, where)
            continue
        if len(cells) > len(columns):
            raise BadProject(
                f"{where}: {len(cells)} cells below {len(columns)} columns; cells are divided by {'tabs' if tabs else ','}"
            )
        row = Row({name: cell.strip() for name, cell in zip(columns, cells, strict=False)}, where)
        empty = next((name for name in needed if not row[name]), None)
        if empty:
            raise row.wrong(f"the cell of {empty!r} is empty")
        yield row


def _header(cells: list[str], needed: tuple[str, ...], more: tuple[str, ...], where: str) -> list[str]:
    known = (*needed, *more, "note")
    for cell in cells:
        if cell not in known:
            close = get_close_matches(cell.lower(), known, 1, 0.5)
            hint = f"did you mean {close[0]!r}? " if close else ""
            raise BadProject(f"{where}: unknown column {cell!r}; {hint}the columns are {', '.join(known)}")
    missing = [name for name in needed if name not in cells]
    if missing:
        raise BadProject(f"{where}: the header lacks {', '.join(missing)}; the columns are {', '.join(known)}")
    return cells


def lexicon(path: Path | None) -> Iterator[tuple[OwnName, str]]:
    """The names of a lexicon (name, type, full), each with where it stands."""
    for row in _rows(path, ("name", "type"), ("full",)):
        _check_type(row, MENTION_TYPES)
        yield _own(row["name"], row["type"], row["full"] or row["name"], row.where), row.where


def initiatives(path: Path | None) -> tuple[Watched, ...]:
    """The initiatives of a watch-list (name, also)."""
    rows = _rows(path, ("name",), ("also",))
    return tuple(Watched(row["name"], (row["name"], *row.many("also")), row.where) for row in rows)


def bodies(path: Path | None) -> tuple[BodyRow, ...]:
    """The bodies of a table (name, type, also, code, qid), their numbers checked; no two have one name or number."""
    found: dict[str, BodyRow] = {}
    numbers: dict[str, str] = {}
    for row in _rows(path, ("name",), ("type", "also", "code", "qid")):
        if row["type"]:
            _check_type(row, (*BODY_TYPES, "Place"))
        _check_numbers(row)
        if row["name"] in found:
            raise row.wrong(f"{row['name']} stands in {found[row['name']].where} already; keep one of the two rows")
        for number in filter(None, (row["code"], row["qid"])):
            if number in numbers:
                raise row.wrong(f"{number} is the number of {numbers[number]} already; a number has one body")
            numbers[number] = row["name"]
        body = OwnBody(row["name"], row["code"], row["qid"])
        found[row["name"]] = BodyRow(body, row["type"], (row["name"], *row.many("also")), row.where)
        if row.many("also") and not row["type"]:
            raise row.wrong(f"{row['name']} has other names and no type; give one of {', '.join(BODY_TYPES)}")
    return tuple(found.values())


def _check_numbers(row: Row) -> None:
    code, qid = row["code"], row["qid"]
    if code and not is_credit_code(code):
        usual = len(code) == 18 and code.isascii() and code.isalnum() and not set(code.upper()) & set("IOSVZ")
        hint = f"; of {code[:17].upper()} the last character is {check_character(code.upper())}" if usual else ""
        raise row.wrong(f"{code!r} is no unified social credit code: eighteen characters by GB 32100-2015{hint}")
    if qid and not is_item(qid):
        raise row.wrong(f"{qid!r} is no item of Wikidata; write it as Q42")


def indicators(path: Path | None) -> tuple[OwnIndicator, ...]:
    """Words for indicators (words, concept, units, english): of the scheme, or new ones where units are given."""
    known = Indicators.load()
    rows = list(_rows(path, ("words", "concept"), ("units", "english")))
    new = {row["concept"] for row in rows if row["units"]}
    names = [concept.zh for concept in known.concepts.values()]
    for row in rows:
        if row["units"] and known.named(row["concept"]):
            raise row.wrong(f"{row['concept']} is an indicator that ships, with its units; leave the cell of units empty")
        if row["concept"] not in new and known.named(row["concept"]) is None:
            close = get_close_matches(row["concept"], [*names, *new], 1, 0.5)
            hint = f"did you mean {close[0]!r}? " if close else ""
            raise row.wrong(f"no indicator is called {row['concept']!r}; {hint}give units to make a new one, 个;家")
    return tuple(sorted(_indicator(row, known.named(row["concept"])) for row in rows))


def _indicator(row: Row, known: StandardIndicator | None) -> OwnIndicator:
    name = known.zh if known else row["concept"]  # a concept may be given by its English or local name too
    return OwnIndicator(row["words"], name, tuple(sorted(row.many("units"))), row["english"])


def names_of(named: Iterable[tuple[OwnName, str]], watched: Iterable[Watched], known: Iterable[BodyRow]) -> tuple[OwnName, ...]:
    """All names that the recognizer is to know, sorted. Raises BadProject where two rows differ about one surface."""
    listed = [
        *named,
        *((_own(word, "Initiative", row.name, row.where), row.where) for row in watched for word in row.words),
        *((_own(word, row.type, row.body.name, row.where), row.where) for row in known if row.type for word in row.words),
    ]
    found: dict[str, tuple[OwnName, str]] = {}
    for name, where in listed:
        before, there = found.setdefault(name.surface, (name, where))
        if before != name:
            told = f"{before.type} {before.name}"
            raise BadProject(
                f"{where}: {name.surface} is {name.type} {name.name} here, and {told} in {there}; keep one of the two"
            )
    return tuple(sorted(name for name, _ in found.values()))


def _check_type(row: Row, types: tuple[str, ...]) -> None:
    if row["type"] not in types:
        close = get_close_matches(row["type"], types, 1, 0.5)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise row.wrong(f"unknown type {row['type']!r}; {hint}the types are {', '.join(types)}")


def _own(surface: str, type: str, name: str, where: str) -> OwnName:
    if len(surface) < _SHORTEST:
        raise BadProject(f"{where}: {surface!r} is a single character, which would stand everywhere; give the name in full")
    return OwnName(plain(Script.load().simplified(surface)), type, name)
