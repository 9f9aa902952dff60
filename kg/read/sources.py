"""From the paths that a user gives to the articles that they hold: files, members of archives, rows of tables.

One article is one `Source`. They come one by one, so that memory stays small whatever the number, and can be sent to
other processes; what cannot be read is a `Source` too, with its error, so that it stops no other.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.read.decoding import decode
from kg.read.disk import file_bytes, shown, unreadable
from kg.read.holders import held
from kg.read.limits import MAX_BYTES, MAX_OFFICE
from kg.read.media import TEXT, is_article, kind_of, media_type, unread
from kg.read.rows import is_metadata_table
from kg.read.source import Source

__all__ = ["articles"]

_HEAD = 4096  # bytes that tell what a file without a known ending is


@dataclass(frozen=True, slots=True)
class _File:
    """A file on disk that is or holds articles; `named` by the user, not found in a folder."""

    path: Path
    kind: str
    named: bool


def articles(paths: Iterable[Path | str], *, max_bytes: int = MAX_BYTES) -> Iterator[Source]:
    """The articles of files, folders (with their subfolders, sorted, hidden ones left out), archives, tables and lists.

    Each comes once, in the order given. `@list.txt` stands for the paths in that file, one a line, unless a file has that
    very name. Files that are named are taken whatever their ending; in folders and archives the ending decides.
    """
    seen: set[str] = set()
    for found in _files(paths):
        if isinstance(found, Source):
            yield found
        elif (name := os.fspath(found.path)) not in seen:
            seen.add(name)
            yield from _articles_of(found, max_bytes)


def _files(paths: Iterable[Path | str]) -> Iterator[_File | Source]:
    for given in paths:
        path = Path(given)
        if str(given).startswith("@") and not path.exists():
            yield from _listed(Path(str(given)[1:]))
        elif _is_folder(path):
            yield from _folder(path)
        else:
            yield _File(path, kind_of(path.name) or _looked_at(path), named=True)


def _listed(path: Path) -> Iterator[_File | Source]:
    """The files of the paths in a list; relative ones start at the working folder, as those on a command line do."""
    try:
        text, _ = decode(file_bytes(path, MAX_OFFICE), shown(path))
    except InputError as error:
        yield _failed(path, error)
        return
    yield from _files(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("@"))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # below a folder that we may not enter, or NUL in the name: reading it will say so
        return False


def _folder(folder: Path) -> Iterator[_File | Source]:
    unentered: list[OSError] = []
    found = False
    for root, folders, names in os.walk(folder, onerror=unentered.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for entry in map(_entry, (Path(root) / name for name in sorted(names))):
            if entry is not None:
                found = True
                yield entry
    for error in unentered:
        yield _unreadable(Path(str(error.filename)), error)
    if not found and not unentered:
        kinds = ".txt, .html, .mhtml, .docx, .doc, .wps, .pdf, .eml, .warc, .zip, .tar, .jsonl, .csv"
        yield _failed(folder, InputError(f"{shown(folder)}: no articles in this folder (files ending in {kinds})"))


def _entry(path: Path) -> _File | Source | None:
    """What a file in a folder is to us: None where its ending is of no article's."""
    if path.name.startswith((".", "~$")):  # ~$: what Word leaves beside an open document
        return None
    why, kind = unread(path.name), kind_of(path.name)
    if why is not None:
        return _failed(path, InputError(f"{shown(path)}: this is {why}"))
    return None if kind is None else _File(path, kind, named=False)


def _looked_at(path: Path) -> str:
    """The kind of a file by its first bytes; a pipe, where they would be gone then, and what cannot be read is a text."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return TEXT
        with path.open("rb") as file:
            return media_type(path.name, file.read(_HEAD))
    except (OSError, ValueError):
        return TEXT


def _articles_of(file: _File, max_bytes: int) -> Iterator[Source]:
    if is_article(file.kind):
        yield Source(shown(file.path), file.path, _base(file.path), file.kind)
        return
    try:
        stream = file.path.open("rb")
    except (OSError, ValueError) as error:
        yield _unreadable(file.path, error)
        return
    with stream:
        if file.kind == "csv" and not file.named and is_metadata_table(stream.peek(_HEAD)):
            return  # a table about the other files of the folder
        yield from held(stream, file.path, file.kind, max_bytes)


def _failed(path: Path, error: InputError) -> Source:
    return Source(shown(path), path, _base(path), error=error)


def _unreadable(path: Path, error: OSError | ValueError) -> Source:
    return _failed(path, unreadable(path, error))


def _base(path: Path) -> str:
    return shown(path.name)
