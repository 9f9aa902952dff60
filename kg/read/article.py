"""One article: file, bytes or text to a Document with lines and metadata."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from kg.errors import InputError, NotText
from kg.model import Document, Line, Metadata
from kg.read.address import web_address
from kg.read.decoding import decode
from kg.read.disk import shown, too_large
from kg.read.grammar import Grammar
from kg.read.limits import MAX_BYTES
from kg.read.media import DOC, DOCX, HTML, MHTML, PDF, TEXT, kind_of, limit_of, media_type
from kg.read.source import Source
from kg.read.structure import structure
from kg.read.table import filled
from kg.read.writing import plain, quoted_from
from kg.tables.script import Script

__all__ = ["read_bytes", "read_file", "read_source", "read_text"]

_ROW = re.compile(r"\.(?:jsonl|ndjson|csv|tsv|eml|warc(?:\.gz)?)#\d+$", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHINESE = 0.2  # of a text's letters, the least share of Han
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FOREIGN = re.compile(r"[\u3041-\u30ff\uac00-\ud7af]")  # kana, hangul


def read_source(source: Source, *, given: Metadata | None = None, max_bytes: int = MAX_BYTES) -> Document:
    """The article of a source; `given` wins over what its table says of it, and that over what it says of itself.

    Raises InputError, NotText or TooLarge with the source's id where it is no article that we can read.
    """
    data = source.read(max_bytes)
    known = filled(source.given or Metadata(), given)
    said = source.media if source.data is not None else None
    kind = media_type(source.id, data, said)
    doc = read_bytes(data, name=source.id, given=known, max_bytes=max_bytes, media=kind, declared=source.declared)
    of_row = _ROW.search(source.name) is not None
    return replace(doc, id=source.key or (source.name if of_row else Path(source.name).stem), source=source.name)


def read_file(path: Path, *, given: Metadata | None = None, max_bytes: int = MAX_BYTES) -> Document:
    """The article of a file, named by the file's stem; `given` wins over what the text says of itself.

    Raises InputError, NotText or TooLarge with the file's name where it is no article that we can read.
    """
    return read_source(
        Source(shown(path), path, shown(Path(path.name)), kind_of(path.name) or TEXT), given=given, max_bytes=max_bytes
    )


def read_bytes(
    data: bytes,
    *,
    name: str,
    given: Metadata | None = None,
    max_bytes: int = MAX_BYTES,
    media: str | None = None,
    declared: Metadata | None = None,
) -> Document:
    """The article that the bytes of file `name` hold; see `read_file`. The bytes decide what it is, unless `media` does.

    `declared` is what is known of it where nothing in it says otherwise.
    """
    kind = media or media_type(name, data)
    if len(data) > limit_of(kind, max_bytes):
        raise too_large(name, len(data), limit_of(kind, max_bytes))
    if not data.strip():
        raise InputError(f"{name}: empty file, nothing to read")
    text, own, warnings = _words(data, kind, name, max_bytes, declared.url if declared else None)
    declared = filled(declared or Metadata(), own)
    if len(text.encode("utf-8")) > max_bytes:
        raise too_large(name, len(text.encode("utf-8")), max_bytes)
    doc = read_text(text, id=Path(name).stem, given=given, name=name, declared=declared)
    return replace(doc, source=Path(name).name, warnings=(*warnings, *doc.warnings))


def _words(
    data: bytes, kind: str, name: str, max_bytes: int, address: str | None
) -> tuple[str, Metadata | None, tuple[str, ...]]:
    """The text, what the file declares of itself beside it, and warnings; each reader is loaded when it is needed."""
    if kind in (HTML, MHTML):
        return _page(data, kind, name, max_bytes, address)
    if kind == DOC:
        from kg.read.office import read_doc

        return read_doc(data, name), None, ()
    if kind == DOCX:
        from kg.read.docx import read_docx

        return read_docx(data, name), None, ()
    if kind == PDF:
        from kg.read.pdf import read_pdf

        text, warnings = read_pdf(data, name)
        return text, None, warnings
    if kind in ("mail", "warc"):
        raise InputError(f"{name}: this holds several articles; read it with `kg build` or `kg extract`")
    text, warnings = decode(data, name)
    return text, None, warnings


def _page(data: bytes, kind: str, name: str, max_bytes: int, address: str | None) -> tuple[str, Metadata, tuple[str, ...]]:
    """The article of a page; the pictures that a browser saved in it do not count."""
    from kg.read.html import read_page
    from kg.read.saved import read_mhtml, without_embedded

    if kind == MHTML:
        page = read_mhtml(data, name, max_bytes)
    else:
        words = without_embedded(data)
        if len(words) > max_bytes:
            raise too_large(name, len(words), max_bytes)
        page = read_page(words, name, saved=[address])
    return page.text, page.declared, page.warnings


def read_text(
    text: str, *, id: str, given: Metadata | None = None, name: str | None = None, declared: Metadata | None = None
) -> Document:
    """The article `text`, unchanged, with its lines classified and its metadata found.

    `given` wins over what the lines say; `declared` (by a page's head) fills what they leave open.

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
    read = plain(Script.load().simplified(text))
    found = structure(read, Grammar.load())
    lines, metadata = found.lines, _as_stated(found.metadata, read, text)
    given, warnings = _with_address(given)
    share = _chinese_share(text)
    if share < _CHINESE:
        lines = tuple(Line(line.span, "boilerplate") for line in lines)
        metadata = Metadata(title=metadata.title)
        warnings = (f"not Chinese: {share:.0%} of the letters are Chinese characters; nothing was extracted", *warnings)
    return Document(
        id=id, text=text, metadata=filled(filled(declared or Metadata(), metadata), given), lines=lines, warnings=warnings
    )


def _with_address(given: Metadata | None) -> tuple[Metadata | None, tuple[str, ...]]:
    """What is given, and a warning instead of a `url` that no browser should be sent to."""
    if given is None or given.url is None or web_address(given.url):
        return given, ()
    return replace(given, url=None), (f"{given.url[:100]!r} is no http or https address; it was left out",)


def _as_stated(metadata: Metadata, read: str, text: str) -> Metadata:
    """Metadata in the text's own spelling, where they were found in its plain form `read`."""
    own = {name: quoted_from(text, read, getattr(metadata, name)) for name in ("author", "publisher", "section", "url")}
    # A title of several lines is joined of pieces that stand apart in the text.
    pieces = re.split("( |——)", metadata.title) if metadata.title else []
    title = "".join(quoted_from(text, read, piece) or "" for piece in pieces) or None
    return replace(metadata, title=title, **{**own, "url": web_address(own["url"])})


def _chinese_share(text: str) -> float:
    """Han as a share of all letters; kana and hangul count against it, since Japanese is written with Han too."""
    letters = sum(map(str.isalpha, text))
    han = sum(map(len, _HAN.findall(text)))
    foreign = len(_FOREIGN.findall(text))
    if letters == 0 or foreign > 0.2 * letters:
        return 0.0
    return han / letters
