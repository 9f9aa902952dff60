"""Tables that hold articles: .jsonl and .csv with a column of text, a row an article, read one by one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, BinaryIO, cast

from kg.errors import InputError
from kg.model import Metadata
from kg.read.decoding import encoding_of
from kg.read.disk import too_large
from kg.read.fields import calendar_date
from kg.read.grammar import Grammar, bare
from kg.read.limits import MAX_BYTES
from kg.tables.loading import rows as table_rows

__all__ = ["Row", "is_metadata_table", "rows"]

_HEAD = 200_000  # bytes that tell the encoding
_ESCAPED = re.compile("[\udc80-\udcff]")
_MAX_KEY = 100  # characters of an id that is worth keeping
_WORDS = frozenset({"title", "author", "publisher", "published", "section", "territory", "url"})


@dataclass(frozen=True, slots=True)
class _Columns:
    """What columns are called: of texts and of ids the first that a row has counts, the others are fields of the metadata."""

    text: tuple[str, ...]
    id: tuple[str, ...]
    fields: Mapping[str, str]


@cache
def _columns() -> _Columns:
    found: dict[str, list[str]] = {"text": [], "id": []}
    fields: dict[str, str] = {}
    for row in table_rows("lexicon/table_columns.tsv", ("column", "meaning", "example")):
        if row["meaning"] in found:
            found[row["meaning"]].append(row["column"])
        else:
            fields[row["column"]] = row["meaning"]
    return _Columns(tuple(found["text"]), tuple(found["id"]), fields)


@dataclass(frozen=True, slots=True)
class Row:
    """An article of a table: its text as UTF-8, or why there is none; what else the row says of it."""

    id: str
    data: bytes | None = None
    key: str | None = None
    given: Metadata | None = None
    error: InputError | None = None


def rows(stream: BinaryIO, id: str, kind: str, max_bytes: int = MAX_BYTES) -> Iterator[Row]:
    """The articles of an open table, `jsonl` or `csv`. Raises InputError where it is no such table or breaks off."""
    buffered = cast(
        io.BufferedReader, stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream), _HEAD)
    )
    encoding = encoding_of(_peeked(buffered), id)
    # JSON may write a character of three bytes with six (\\u8054), and there are other columns.
    found = _json_rows(buffered, encoding, id, 4 * max_bytes) if kind == "jsonl" else _csv_rows(buffered, encoding, id, max_bytes)
    number = 0
    for number, cells in enumerate(found, 1):
        yield cells if isinstance(cells, Row) else _row(cells, f"{id}#{number}", max_bytes)
    if number == 0:
        raise InputError(f"{id}: empty table, nothing to read")


def _peeked(stream: io.BufferedReader) -> bytes:
    """The first whole lines."""
    head = stream.peek(_HEAD)[:_HEAD]
    end = head.rfind(b"\n")
    return head[: end + 1] if end > 0 else head


def _row(cells: Mapping[str, Any], id: str, max_bytes: int) -> Row:
    columns = _columns()
    text = next((cells[name] for name in columns.text if name in cells), None)
    if text is None:
        known = ", ".join(columns.text[:4])
        return Row(id, error=InputError(f"{id}: no text in this row; its column must be called {known} or 正文"))
    if not isinstance(text, str) or not text.strip():
        return Row(id, error=InputError(f"{id}: empty text, nothing to read"))
    data = text.encode("utf-8", "surrogatepass")  # which the reader of texts refuses, with the place
    if len(data) > max_bytes:
        return Row(id, error=too_large(id, len(data), max_bytes))
    key = next((str(cells[name]).strip() for name in columns.id if isinstance(cells.get(name), str | int)), "")
    return Row(id, data, key if 0 < len(key) <= _MAX_KEY and key.isprintable() else None, _metadata(cells))


def _metadata(cells: Mapping[str, Any]) -> Metadata:
    labels, columns = Grammar.load().keys, _columns().fields
    found: dict[str, str] = {}
    for name, value in cells.items():
        key = columns.get(name) or labels.get(bare(name))
        # Half an emoji, \ud83d, as a program that cut a title left it, can be written nowhere.
        words = " ".join(value.encode("utf-8", "ignore").decode("utf-8").split()) if isinstance(value, str) else ""
        if key == "published":
            words = calendar_date(words) or ""
        if key in _WORDS and words and len(words) < 1000:
            found.setdefault(str(key), words)
    return Metadata(**found)


def _json_rows(stream: io.BufferedReader, encoding: str, id: str, limit: int) -> Iterator[Mapping[str, Any] | Row]:
    number = 0
    for line in _lines(stream, encoding, limit):
        if line is not None and not line.strip():
            continue
        number += 1
        where = f"{id}#{number}"
        try:
            if line is None:
                raise InputError(f"{where}: a line of more than {limit:,} characters; split the article")
            cells = json.loads(line)
            if not isinstance(cells, dict) or _ESCAPED.search(line):
                raise ValueError(f"not in {encoding}" if isinstance(cells, dict) else "something else")
            yield {name.strip().lower(): value for name, value in cells.items()}
        except InputError as error:
            yield Row(where, error=error)
        except (ValueError, RecursionError) as error:
            yield Row(where, error=InputError(f"{where}: this line is no JSON object: {str(error)[:200]}"))


def _lines(stream: io.BufferedReader, encoding: str, limit: int) -> Iterator[str | None]:
    """The lines, None for one over the limit; bytes that are not in the encoding become lone surrogates."""
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="\n")
    try:
        while line := text.readline(limit + 1):
            whole = len(line) <= limit
            yield line if whole else None
            while not whole and line and not line.endswith("\n"):
                line = text.readline(limit + 1)
    except UnicodeError as error:
        raise ValueError(f"not in {encoding}: {error}") from error
    finally:
        text.detach()


def _csv_rows(stream: io.BufferedReader, encoding: str, id: str, max_bytes: int) -> Iterator[Mapping[str, Any]]:
    csv.field_size_limit(max(csv.field_size_limit(), max_bytes))  # the module's own limit is 131,072, less than an article
    text = io.TextIOWrapper(stream, encoding, newline="")
    reader: Any = None
    try:
        header = text.readline(_HEAD)
        delimiter = "\t" if header.count("\t") > header.count(",") else ","
        columns = [cell.strip().lstrip("\ufeff").lower() for cell in next(csv.reader([header], delimiter=delimiter), [])]
        if not any(name in columns for name in _columns().text):
            raise InputError(
                f"{id}: no column of texts in this table; call it text, content or 正文. Columns: {', '.join(columns)[:200]}"
            )
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield dict(zip(columns, cells, strict=False))
    except (csv.Error, UnicodeError) as error:
        where = f"near line {reader.line_num + 1}" if reader else "in its first line"
        raise InputError(f"{id}: this table breaks {where}: {error}; what stands before was read") from error
    finally:
        text.detach()


def is_metadata_table(head: bytes) -> bool:
    """Whether a .csv file that begins so names files in its header and no texts: a table about other articles."""
    columns = {cell.strip().lstrip("\ufeff").lower() for cell in head.split(b"\n")[0].decode("utf-8", "replace").split(",")}
    return "file" in columns and not columns & set(_columns().text)
