"""What holds articles: zip and tar archives, packed files, web archives, mails, tables; one inside the other, within limits.

Nothing is ever written to disk, so a member's name can lead nowhere; links are not followed. A damaged archive gives
what stands before the damage, and an item that says what is wrong.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from kg.errors import InputError, TooLarge
from kg.model import Metadata
from kg.read.disk import shown, too_large
from kg.read.limits import (
    MAX_BYTES,
    MAX_CONTAINED,
    MAX_DEPTH,
    MAX_HEADER,
    MAX_MEMBERS,
    MAX_NAME,
    MAX_OFFICE,
    MAX_RATIO,
    MAX_UNPACKED,
    SMALL,
)
from kg.read.media import TEXT, is_article, kind_of, limit_of, media_type, unread
from kg.read.rows import is_metadata_table, rows
from kg.read.source import Source

if TYPE_CHECKING:
    from kg.read.mime import Part

__all__ = ["held"]

_DAMAGE = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # zipfile's word for an encrypted member; NotImplementedError for a strange method is one too
    struct.error,
    OverflowError,
    MemoryError,  # an .xz may ask for a dictionary of 1.5 GB
    IndexError,
    KeyError,
)
_PIECE = 1 << 20
_LINK = "is a link or device, which is not followed"


class _Bomb(TooLarge):
    """The archive as a whole is over a limit: there is no next member."""


@dataclass(slots=True)
class _Budget:
    """What may still come out of the outermost archive, with all that it holds."""

    id: str
    packed: int
    unpacked: int = 0

    def take(self, size: int) -> None:
        """Counts bytes that came out; raises TooLarge for a bomb."""
        self.unpacked += size
        if self.unpacked > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * self.packed)):
            raise _Bomb(
                f"{self.id}: unpacks to more than {self.unpacked:,} bytes from {self.packed:,}, as no archive of articles does; "
                "if it is one, unpack it and give the folder"
            )


@dataclass(frozen=True, slots=True)
class _Inside:
    """Where we are: the file on disk, the id of the archive, how many archives it lies in, how large an article may be."""

    path: Path
    id: str
    depth: int
    max_bytes: int
    budget: _Budget
    names: set[str] = field(default_factory=set)  # of the members that were read

    def within(self, id: str) -> _Inside:
        """The place inside a member; raises TooLarge where archives lie in archives without end."""
        if self.depth >= MAX_DEPTH:
            raise TooLarge(f"{id}: more than {MAX_DEPTH} archives, one in the other; unpack the outer ones and give the folder")
        return _Inside(self.path, id, self.depth + 1, self.max_bytes, self.budget)


@dataclass(frozen=True, slots=True)
class _Member:
    """A member as the archive's index tells of it, and how to open it."""

    name: str
    size: int
    open: Callable[[], IO[bytes] | None]
    trouble: str | None = None  # why it cannot be read: a link, encrypted
    counted: bool = False  # whether its bytes are counted as they are read
    kind: str | None = None  # known otherwise than by its name


def held(stream: BinaryIO, path: Path, kind: str, max_bytes: int = MAX_BYTES) -> Iterator[Source]:
    """The articles in an open archive or table at `path`, of a kind that `kind_of` names. Raises nothing."""
    id = shown(path)
    packed = stream.seek(0, io.SEEK_END) if stream.seekable() else MAX_UNPACKED
    if stream.seekable():
        stream.seek(0)
    yield from _held(stream, kind, _Inside(path, id, 0, max_bytes, _Budget(id, packed)))


def _held(stream: BinaryIO, kind: str, at: _Inside) -> Iterator[Source]:
    readers = {"zip": _zip, "tar": _tar, "packed": _packed, "mail": _mail, "warc": _warc}
    try:
        if kind in readers:
            yield from readers[kind](stream, at)
        else:
            for row in rows(stream, at.id, kind, at.max_bytes):
                name = row.id.rpartition("!")[2].rpartition("/")[2]
                yield Source(row.id, at.path, name, TEXT, row.data, row.key, row.given, row.error)
    except InputError as error:
        yield _wrong(at, at.id, error)
    except _DAMAGE as error:
        what = "encrypted" if "encrypted" in str(error) else f"damaged ({str(error) or type(error).__name__})"
        yield _wrong(at, at.id, InputError(f"{at.id}: this archive is {what}; unpack it with another program, or pack it again"))


def _wrong(at: _Inside, id: str, error: InputError) -> Source:
    return Source(id, at.path, PurePosixPath(id).name, error=error)


def _zip(stream: BinaryIO, at: _Inside) -> Iterator[Source]:
    with zipfile.ZipFile(stream) as archive:
        listed = archive.infolist()
        if len(listed) > MAX_MEMBERS:
            raise TooLarge(f"{at.id}: {len(listed):,} members, over the limit of {MAX_MEMBERS:,}; unpack it and give the folder")
        for info in listed:
            if not info.is_dir():
                opened = partial(archive.open, info)
                yield from _member(_Member(_zip_name(info), info.file_size, opened, _zip_trouble(info)), at)


def _zip_trouble(info: zipfile.ZipInfo) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    return "is encrypted; unpack the archive with its password and give the folder" if info.flag_bits & 1 else None


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name; Chinese Windows writes it in GBK without saying so, and zipfile takes it for cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


class _TarInfo(tarfile.TarInfo):
    """A member whose extended headers are small: tarfile reads them into memory whole."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type not in tarfile.SUPPORTED_TYPES or self.isreg():
            return super()._proc_member(archive)  # type: ignore[misc, no-any-return]
        if self.size > MAX_HEADER and not (self.isdir() or self.islnk() or self.issym() or self.isdev()):
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        return super()._proc_member(archive)  # type: ignore[misc, no-any-return]


def _tar(stream: BinaryIO, at: _Inside) -> Iterator[Source]:
    counted = cast(BinaryIO, _Counted(_unpacked(stream), at.budget))
    with tarfile.open(fileobj=counted, mode="r|", tarinfo=_TarInfo, errorlevel=2) as archive:
        for number, info in enumerate(archive):
            if number >= MAX_MEMBERS:
                raise TooLarge(f"{at.id}: more than {MAX_MEMBERS:,} members; unpack it and give the folder")
            vars(archive)["members"].clear()  # tarfile keeps them all
            if not info.isdir():
                trouble = None if info.isreg() else _LINK
                yield from _member(_Member(info.name, info.size, partial(archive.extractfile, info), trouble, counted=True), at)


def _packed(stream: BinaryIO, at: _Inside) -> Iterator[Source]:
    """A single packed file: news.jsonl.gz holds news.jsonl, and 2020.tar.gz without its ending may be a tar."""
    name = PurePosixPath(at.id.replace("!", "/")).name
    inner = re.sub(r"\.(?:gz|xz|bz2)$", "", name, flags=re.IGNORECASE)
    kind = kind_of(inner)
    plain = io.BufferedReader(_Counted(_unpacked(stream), at.budget), _PIECE)
    kind = kind or media_type(inner, plain.peek(512))
    if kind in ("tar", "warc"):
        yield from _held(plain, kind, at.within(at.id))
    else:
        yield from _member(_Member(inner, 0, lambda: plain, counted=True, kind=kind), at)


def _mail(stream: BinaryIO, at: _Inside) -> Iterator[Source]:
    """The words of a mail, and the files that came with it."""
    from kg.read.mail import read_mail

    data = _at_most(stream, MAX_OFFICE + 1)
    if len(data) > MAX_OFFICE:
        raise too_large(at.id, len(data), MAX_OFFICE)
    if not data.strip():
        raise InputError(f"{at.id}: empty file, nothing to read")
    mail = read_mail(data, at.id)
    name = f"{PurePosixPath(at.id.replace('!', '/')).name}#1"
    if mail.words is not None:
        yield Source(f"{at.id}#1", at.path, name, mail.media, mail.words, declared=mail.declared)
    elif not mail.attachments:
        raise InputError(f"{at.id}: a mail without words or files, nothing to read")
    for attached in mail.attachments:
        opened = partial(_content, attached.part)
        yield from _member(_Member(PurePosixPath(attached.name.replace("\\", "/")).name, 0, opened), at)


def _content(part: Part) -> IO[bytes]:
    return io.BytesIO(part.content)


def _warc(stream: BinaryIO, at: _Inside) -> Iterator[Source]:
    """The pages and documents of a web archive, each with its address."""
    from kg.read.warc import captures

    counted = cast(BinaryIO, _Counted(_unpacked(stream), at.budget))
    name = PurePosixPath(at.id.replace("!", "/")).name
    for found in captures(counted, at.id, at.max_bytes, at.budget.take):
        declared = Metadata(url=found.address) if found.address else None
        data = None if found.error else found.data
        yield Source(
            f"{at.id}#{found.number}", at.path, f"{name}#{found.number}", found.media, data, declared=declared, error=found.error
        )


def _unpacked(stream: BinaryIO) -> IO[bytes]:
    """The stream as it is, or through the decompressor that its first bytes ask for."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    head = buffered.peek(6)[:6]
    if head.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=buffered))
    if head.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile(buffered)
    return bz2.BZ2File(buffered) if head.startswith(b"BZh") else buffered


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted as they come out of the archive."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(_PIECE if size < 0 else min(size, _PIECE))
        self._budget.take(len(data))
        return data

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _member(member: _Member, at: _Inside) -> Iterator[Source]:
    """The articles of a member: none of a hidden one or one whose ending is of no article."""
    name = member.name.replace("\\", "/").removeprefix("./")
    id = shown(Path(f"{at.id}!{name[:MAX_NAME]}"))
    parts = PurePosixPath(name).parts
    leads_out = name.startswith("/") or ".." in parts or re.match("[A-Za-z]:", name) is not None
    if not leads_out and any(part.startswith((".", "~$", "__MACOSX")) for part in parts):
        return
    kind, why = member.kind or kind_of(name), unread(name)
    if kind is None and why is None:
        return
    trouble = "has a name that leads out of the archive" if leads_out else f"is {why}" if why else member.trouble
    if id in at.names:
        id, trouble = f"{id}~{len(at.names)}", "has the name of another one before it"
    elif len(name) > MAX_NAME:
        trouble = "has a name without end"
    at.names.add(id)
    try:
        if trouble:
            raise InputError(f"{id}: this member {trouble}; it was left out")
        yield from _opened(member, id, kind or TEXT, at)
    except _Bomb:
        raise
    except InputError as error:
        yield _wrong(at, id, error)
    except _DAMAGE as error:
        if member.counted:  # a stream that breaks has no next member
            raise
        yield _wrong(at, id, InputError(f"{id}: this member is damaged ({str(error) or type(error).__name__}); it was left out"))


def _opened(member: _Member, id: str, kind: str, at: _Inside) -> Iterator[Source]:
    if kind in ("csv", "jsonl", "packed"):
        with _stream(member, id) as stream:
            plain = io.BufferedReader(cast(io.RawIOBase, stream) if member.counted else _Counted(stream, at.budget), _PIECE)
            if kind != "csv" or not is_metadata_table(plain.peek(_PIECE)):
                yield from _held(plain, kind, at.within(id))
        return
    limit = limit_of(kind, at.max_bytes) if is_article(kind) else MAX_OFFICE if kind == "mail" else MAX_CONTAINED
    if member.size > limit:
        raise too_large(id, member.size, limit)
    with _stream(member, id) as stream:
        data = _at_most(stream, limit + 1)
    if not member.counted:
        at.budget.take(len(data))
    if len(data) > limit:
        raise too_large(id, len(data), limit)
    if is_article(kind):
        yield Source(id, at.path, PurePosixPath(id.rpartition("!")[2]).name, kind, data)
    else:
        yield from _held(io.BytesIO(data), kind, at.within(id))


def _stream(member: _Member, id: str) -> IO[bytes]:
    stream = member.open()
    if stream is None:
        raise InputError(f"{id}: this member {_LINK}; it was left out")
    return stream


def _at_most(stream: IO[bytes], size: int) -> bytes:
    """Up to so many bytes, also of a stream that gives fewer at a time."""
    pieces, left = [], size
    while left > 0 and (piece := stream.read(min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
