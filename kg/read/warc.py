"""A web archive (.warc, .warc.gz): the pages and documents that servers sent, each with the address it was asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from kg.errors import InputError, TooLarge
from kg.read.address import web_address
from kg.read.disk import too_large
from kg.read.limits import MAX_LINE, MAX_LINES
from kg.read.media import DOC, DOCX, HTML, PDF, TEXT, limit_of

__all__ = ["Capture", "captures"]

_KINDS = {HTML: HTML, "application/xhtml+xml": HTML, PDF: PDF, DOCX: DOCX, DOC: DOC, "application/vnd.ms-works": DOC, TEXT: TEXT}
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Capture:
    """What a server sent: the number of the record, from 1, its kind and address; its bytes, or why there are none."""

    number: int
    media: str
    address: str | None
    data: bytes = b""
    error: InputError | None = None


def captures(stream: IO[bytes], id: str, max_bytes: int, take: Callable[[int], None]) -> Iterator[Capture]:
    """The articles of an open archive that is unpacked already; `take` is told how many bytes each unpacks to.

    Raises InputError where the archive breaks: there is no next record then.
    """
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader

    lines = _Lines(stream)
    loader = ArcWarcRecordLoader(verify_http=True, arc2warc=False)
    number = 0
    try:
        while lines.next_record():
            number += 1
            try:
                record = loader.parse_record_stream(lines, known_format="warc")
            except (ArchiveLoadFailed, AttributeError) as error:  # AttributeError: a response to no address
                raise InputError(
                    f"{id}: this web archive breaks at record {number} ({str(error)[:200]}); crawl it again"
                ) from error
            found = _capture(record, number, id, max_bytes, take)
            _pass_over(record.raw_stream)
            if found is not None:
                yield found
    except (EOFError, UnicodeError, ValueError) as error:
        raise InputError(
            f"{id}: this web archive breaks at record {number} ({str(error)[:200]}); what stands before was read"
        ) from error
    if number == 0:
        raise InputError(f"{id}: an empty web archive, nothing to read")


class _Lines(io.RawIOBase):
    """A stream whose headers have an end: lines are counted and measured as warcio reads them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = io.BufferedReader(stream, _PIECE) if isinstance(stream, io.RawIOBase) else stream
        self._lines = 0
        self._first = b""

    def next_record(self) -> bool:
        """Whether there is another one, behind blank lines."""
        self._lines = 0
        while (line := self._bounded()) and not line.strip():
            self._lines = 0
        self._first = line
        return bool(line)

    def readline(self, size: int | None = None) -> bytes:
        if self._first:
            line, self._first = self._first, b""
            return line
        return self._bounded(size)

    def _bounded(self, size: int | None = None) -> bytes:
        line = self._stream.readline(MAX_LINE if size is None or size < 0 else min(size, MAX_LINE))
        self._lines += 1
        if len(line) >= MAX_LINE or self._lines > MAX_LINES:
            raise ValueError(f"a header of more than {MAX_LINES:,} lines, or a line of more than {MAX_LINE:,} bytes")
        return line

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size if 0 <= size <= _PIECE else _PIECE)


def _pass_over(stream: Any) -> None:
    """Reads a record to its end; raises EOFError where the archive ends before it."""
    while stream.read(_PIECE):
        pass
    if getattr(stream, "limit", 0) > 0:  # warcio's LimitReader counts what is to come
        raise EOFError("it is cut short")


def _capture(record: Any, number: int, id: str, max_bytes: int, take: Callable[[int], None]) -> Capture | None:
    """The record where it is an answer that may be an article, with status 200; else None."""
    address = web_address(record.rec_headers.get_header("WARC-Target-URI"))
    media = _media(record, address)
    if media is None:
        return None
    where = f"{id}#{number}"
    try:
        data = _content(record, limit_of(media, max_bytes), where)
        take(len(data))
        return Capture(number, media, address, data)
    except TooLarge as error:
        if str(error).startswith(where):
            return Capture(number, media, address, error=error)
        raise  # the archive as a whole is over its limit
    except Exception as error:  # warcio's readers and zlib say in many ways that a body is damaged
        wrong = InputError(f"{where}: this record is damaged ({str(error)[:200] or type(error).__name__}); it was left out")
        return Capture(number, media, address, error=wrong)


def _media(record: Any, address: str | None) -> str | None:
    if record.rec_type not in ("response", "resource"):
        return None
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return None
    said = headers.get_header("Content-Type") if headers is not None else record.content_type
    media = _KINDS.get((said or "").partition(";")[0].strip().lower())
    path = urlsplit(address).path.lower() if address else ""
    if media == TEXT and (not path.endswith(".txt") or path.endswith("/robots.txt")):  # servers call style sheets so, too
        return None
    return media


def _content(record: Any, limit: int, where: str) -> bytes:
    stream, pieces, size = record.content_stream(), [], 0
    while piece := stream.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise too_large(where, size, limit)
    return b"".join(pieces)
