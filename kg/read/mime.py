"""The parts of a message (RFC 2045 to 2049): a mail, or a page that a browser saved with its pictures.

Written for files that lie: a header block, the number of parts and their depth are bounded before anything is parsed, and
what a header says is decoded once it is known to be short. The headers themselves are read by `email` of the standard library.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value

from kg.errors import InputError, TooLarge

__all__ = ["Part", "leaves", "message", "worded"]

_MAX_HEAD = 65_536  # bytes of one header block: mails through many hands have 20,000
_MAX_VALUE = 2_000  # characters of one header
_MAX_PARTS = 2_000  # of one message: a saved page has a picture a part
_MAX_NESTED = 8
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part: what its headers say, by lower-case name, and its bytes as they stand in the file."""

    headers: dict[str, str]
    raw: bytes

    @property
    def type(self) -> str:
        """The media type, lower case: text/html."""
        return self._alone("content-type").get_content_type()

    @property
    def charset(self) -> str | None:
        return self.parameter("charset")

    @property
    def filename(self) -> str | None:
        """What the part is called, decoded; None where it has no name."""
        name = self.parameter("filename", "content-disposition") or self.parameter("name")
        return worded(name).strip() or None if name else None

    @property
    def is_attached(self) -> bool:
        return self.header("content-disposition").strip().lower().startswith("attachment")

    def header(self, name: str) -> str:
        """A header as it stands in the file; empty where there is none or it is too long to be meant."""
        value = self.headers.get(name, "")
        return value if len(value) <= _MAX_VALUE else ""

    def parameter(self, name: str, header: str = "content-type") -> str | None:
        """What a header says behind its value: charset=utf-8."""
        try:
            value = self._alone(header).get_param(name, header=header)
            return collapse_rfc2231_value(value) if value else None
        except (ValueError, LookupError, TypeError):  # parts of a value that do not fit together: name*=, name*0*=
            return None

    def _alone(self, header: str) -> Message:
        one = Message()
        if self.header(header):
            one[header] = self.header(header)
        return one

    @property
    def content(self) -> bytes:
        """The bytes that the part stands for, also where its encoding is broken."""
        encoding = self.header("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            letters = _NOT_BASE64.sub(b"", self.raw)
            try:
                return base64.b64decode(letters[: len(letters) // 4 * 4] + _padded(letters))
            except binascii.Error:
                return b""
        return quopri.decodestring(self.raw) if encoding == "quoted-printable" else self.raw


def _padded(letters: bytes) -> bytes:
    """The last group of base64, filled up; a single letter stands for nothing."""
    last = letters[len(letters) // 4 * 4 :]
    return last + b"=" * (4 - len(last)) if len(last) > 1 else b""


def message(data: bytes, name: str) -> Part:
    """The message as its outermost part. Raises InputError where it has no headers, TooLarge where they have no end."""
    part = _part(data.lstrip(b"\r\n \t"), name)
    if not part.headers:
        raise InputError(
            f"{name}: this message has no headers; open it in the program that saved it, and save it as .html or .txt"
        )
    return part


def leaves(whole: Part, name: str) -> Iterator[Part]:
    """The parts that hold no parts themselves, in order; a message within a message is one. Raises TooLarge."""
    stack, count = [(whole, 0)], 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if count > _MAX_PARTS:
            raise TooLarge(f"{name}: more than {_MAX_PARTS:,} parts in this message; save what you need of it as .html or .txt")
        boundary = part.parameter("boundary") if part.type.startswith("multipart/") else None
        if not boundary:
            yield part
            continue
        if depth >= _MAX_NESTED:
            raise TooLarge(
                f"{name}: more than {_MAX_NESTED} levels of parts in this message; save what you need as .html or .txt"
            )
        stack.extend((_part(piece, name), depth + 1) for piece in reversed(_pieces(part.raw, boundary, name)))


def _pieces(raw: bytes, boundary: str, name: str) -> list[bytes]:
    """What stands between the lines of a boundary; to the end where the last one is missing."""
    line = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*(?=\r?\n|$)")
    pieces: list[bytes] = []
    start: int | None = None
    for found in line.finditer(raw):
        if start is not None:
            pieces.append(raw[start : found.start()])
        start = None if found[1] else found.end()
        if len(pieces) > _MAX_PARTS:
            raise TooLarge(f"{name}: more than {_MAX_PARTS:,} parts in this message; save what you need of it as .html or .txt")
        if start is None:
            break
    if start is not None:
        pieces.append(raw[start:])
    return [re.sub(rb"^\r?\n", b"", piece, count=1) for piece in pieces]


def _part(data: bytes, name: str) -> Part:
    """A header block and what follows it."""
    if data[:1] in (b"\r", b"\n"):  # no headers at all
        return Part({}, data)
    end = _BLANK_LINE.search(data, 0, _MAX_HEAD)
    if end is None and len(data) > _MAX_HEAD:
        raise TooLarge(f"{name}: a header of more than {_MAX_HEAD:,} bytes in this message; save it as .html or .txt")
    head, body = (data, b"") if end is None else (data[: end.start()], data[end.end() :])
    headers: dict[str, str] = {}
    for key, value in BytesHeaderParser().parsebytes(head).raw_items():
        headers.setdefault(key.lower(), _decoded(value, None))
    return Part(headers, body)


def worded(value: str) -> str:
    """A header's value in words: =?gb2312?B?…?= decoded, raw bytes as UTF-8 or GB18030, line breaks as blanks."""
    try:
        pieces = [_decoded(words, charset) for words, charset in decode_header(value[:_MAX_VALUE])]
    except (HeaderParseError, ValueError, LookupError):  # broken base64
        pieces = [value[:_MAX_VALUE]]
    return " ".join("".join(pieces).split())


def _decoded(words: str | bytes, charset: str | None) -> str:
    raw = words.encode("utf-8", "surrogateescape") if isinstance(words, str) else words
    wider = "gb18030" if (charset or "").lower() in ("gb2312", "gbk") else charset
    for encoding in (wider, "utf-8", "gb18030"):
        try:
            if encoding:
                return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")
