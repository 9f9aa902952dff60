"""One article: file, bytes or text to a Document with lines and metadata."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from kg.errors import InputError, NotText, TooLarge
from kg.model import Document, Line, Metadata
from kg.read.decoding import decode
from kg.read.grammar import Grammar
from kg.read.structure import structure
from kg.read.table import filled
from kg.read.writing import plain, quoted_from

__all__ = ["MAX_BYTES", "read_bytes", "read_file", "read_text", "shown"]

MAX_BYTES = 5_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHINESE = 0.2  # of a text's letters, the least share of Han
_FOREIGN = re.compile(r"[\u3041-\u30ff\uac00-\ud7af]")  # kana, hangul


def read_file(path: Path, *, given: Metadata | None = None, max_bytes: int = MAX_BYTES) -> Document:
    """The article of a file, named by the file's stem; `given` wins over what the text says of itself.

    Raises InputError, NotText or TooLarge with the file's name where it is no article that we can read.
    """
    name = shown(path)
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder, not a file")
        size = path.stat().st_size
        if size > max_bytes:
            raise TooLarge(
                f"{name}: {size:,} bytes, more than the limit of {max_bytes:,}; raise it with --max-size, or split the file"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file") from error
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from error
    return read_bytes(data, name=name, given=given, max_bytes=max_bytes)


def read_bytes(data: bytes, *, name: str, given: Metadata | None = None, max_bytes: int = MAX_BYTES) -> Document:
    """The article that the bytes of file `name` hold; see `read_file`."""
    if len(data) > max_bytes:
        raise TooLarge(
            f"{name}: {len(data):,} bytes, more than the limit of {max_bytes:,}; raise it with --max-size, or split the file"
        )
    if not data.strip():
        raise InputError(f"{name}: empty file, nothing to read")
    text, warnings = decode(data, name)
    doc = read_text(text, id=Path(name).stem, given=given, name=name)
    return replace(doc, source=Path(name).name, warnings=(*warnings, *doc.warnings))


def read_text(text: str, *, id: str, given: Metadata | None = None, name: str | None = None) -> Document:
    """The article `text`, unchanged, with its lines classified and its metadata found.

    A text that is not Chinese gives a document without content and a warning. Raises InputError for an empty text,
    NotText for NUL characters and lone surrogates, on which offsets and hashes would be undefined; they call it `name`.
    """
    name = name or id
    if not text.strip():
        raise InputError(f"{name}: empty text, nothing to read")
    broken = _SURROGATE.search(text)
    if broken:
        raise NotText(f"{name}: lone surrogate at offset {broken.start()}; it stands for no character")
    if "\x00" in text:
        raise NotText(f"{name}: NUL character at offset {text.index(chr(0))}")
    read = plain(text)
    found = structure(read, Grammar.load())
    lines, metadata = found.lines, _as_stated(found.metadata, read, text)
    warnings: tuple[str, ...] = ()
    share = _chinese_share(text)
    if share < _CHINESE:
        lines = tuple(Line(line.span, "boilerplate") for line in lines)
        metadata = Metadata(title=metadata.title)
        warnings = (f"not Chinese: {share:.0%} of the letters are Chinese characters; nothing was extracted",)
    return Document(id=id, text=text, metadata=filled(metadata, given), lines=lines, warnings=warnings)


def shown(path: Path) -> str:
    """The path as text that can be written anywhere: bytes of its name that are no UTF-8 become \\udc80."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _as_stated(metadata: Metadata, read: str, text: str) -> Metadata:
    """Metadata in the text's own spelling, where they were found in its plain form `read`."""
    own = {name: quoted_from(text, read, getattr(metadata, name)) for name in ("author", "publisher", "section", "url")}
    # A title of several lines is joined of pieces that stand apart in the text.
    pieces = re.split("( |——)", metadata.title) if metadata.title else []
    title = "".join(quoted_from(text, read, piece) or "" for piece in pieces) or None
    return replace(metadata, title=title, **own)


def _chinese_share(text: str) -> float:
    """Han as a share of all letters; kana and hangul count against it, since Japanese is written with Han too."""
    letters = sum(char.isalpha() for char in text)
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    foreign = len(_FOREIGN.findall(text))
    if letters == 0 or foreign > 0.2 * letters:
        return 0.0
    return han / letters
