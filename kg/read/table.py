"""The metadata table: what is known of a file besides its text, one row a file."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from kg.errors import BadMetadata
from kg.model import Metadata
from kg.read.address import web_address
from kg.read.decoding import decode

__all__ = ["COLUMNS", "MetadataTable", "filled", "read_table"]

COLUMNS = ("file", "title", "author", "publisher", "published", "territory", "url")
_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class MetadataTable:
    """Rows by file, as `read_table` found them."""

    rows: dict[str, Metadata]

    def of(self, path: Path) -> Metadata | None:
        """The row for a file: the one whose `file` ends the path, the longest where several do (a/x.txt before x.txt)."""
        parts = PurePosixPath(path.as_posix()).parts
        for start in range(len(parts)):
            row = self.rows.get("/".join(parts[start:]))
            if row is not None:
                return row
        return None


def filled(found: Metadata, given: Metadata | None) -> Metadata:
    """What is given, and what was found where nothing is given."""
    if given is None:
        return found
    return replace(found, **{key: value for key in Metadata.__dataclass_fields__ if (value := getattr(given, key)) is not None})


def read_table(path: Path) -> MetadataTable:
    """The table of a CSV file with a header; raises BadMetadata with file and line where it is not as documented."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadMetadata(f"{path}: cannot be read: {error.strerror}") from error
    text, _ = decode(data, str(path))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: dict[str, Metadata] = {}
    seen: dict[str, int] = {}
    columns: list[str] | None = None
    for number, cells in _numbered(reader, path):
        if columns is None:
            columns = _header(cells, f"{path}:{number}")
            continue
        file, row = _row(columns, cells, f"{path}:{number}")
        if file in seen:
            raise BadMetadata(f"{path}:{number}: {file} stands in line {seen[file]} already; keep one row a file")
        seen[file], rows[file] = number, row
    if columns is None:
        raise BadMetadata(f"{path}: empty; the first line must name the columns: {','.join(COLUMNS)}")
    return MetadataTable(rows)


def _numbered(reader: Iterator[list[str]], path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their line numbers."""
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]  # type: ignore[attr-defined]
    except csv.Error as error:
        raise BadMetadata(f"{path}:{reader.line_num}: not a CSV table: {error}") from error  # type: ignore[attr-defined]


def _header(cells: list[str], where: str) -> list[str]:
    columns = [cell.lower() for cell in cells]
    unknown = [cell for cell in columns if cell not in COLUMNS]
    if unknown:
        raise BadMetadata(f"{where}: unknown column {', '.join(map(repr, unknown))}; known are {', '.join(COLUMNS)}")
    doubled = sorted({cell for cell in columns if columns.count(cell) > 1})
    if doubled:
        raise BadMetadata(f"{where}: column {', '.join(doubled)} stands twice")
    if "file" not in columns:
        raise BadMetadata(f"{where}: no column 'file'; it tells which article a row is about")
    return columns


def _row(columns: list[str], cells: list[str], where: str) -> tuple[str, Metadata]:
    if len(cells) != len(columns):
        raise BadMetadata(f"{where}: expected {len(columns)} cells, got {len(cells)}; quote cells that contain commas")
    values = {column: cell or None for column, cell in zip(columns, cells, strict=True)}
    file = values.pop("file")
    if file is None:
        raise BadMetadata(f"{where}: no file in this row")
    if values.get("published"):
        values["published"] = _date(str(values["published"]), where)
    if values.get("url") and web_address(values["url"]) is None:
        raise BadMetadata(f"{where}: url: {values['url']!r} is no web address; write it as https://…, or leave the cell empty")
    return file.replace("\\", "/").removeprefix("./"), Metadata(**values)


def _date(words: str, where: str) -> str:
    """ISO 8601, also of what spreadsheets make of it: 2023/4/21."""
    match = _DATE.fullmatch(words)
    try:
        if match is None:
            raise ValueError
        return datetime.date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        raise BadMetadata(f"{where}: published: {words!r} is no date; write it as 2023-04-21") from None
