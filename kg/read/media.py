"""What kind of file a name and its first bytes tell of."""

from __future__ import annotations

import re
from typing import Final

from kg.read.limits import MAX_OFFICE

__all__ = ["DOC", "DOCX", "HTML", "MHTML", "PDF", "TEXT", "is_article", "kind_of", "limit_of", "media_type", "unread"]

TEXT: Final = "text/plain"
HTML: Final = "text/html"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

DOC: Final = "application/msword"
MHTML: Final = "multipart/related"

_ARTICLES = {
    ".txt": TEXT,
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), HTML),
    **dict.fromkeys((".mhtml", ".mht"), MHTML),
    **dict.fromkeys((".doc", ".wps", ".dot", ".wpt"), DOC),
    ".docx": DOCX,
    ".pdf": PDF,
}
_HOLDERS = {
    ".eml": "mail",
    **dict.fromkeys((".warc", ".warc.gz"), "warc"),
    **dict.fromkeys((".zip",), "zip"),
    **dict.fromkeys((".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz"), "tar"),
    **dict.fromkeys((".gz", ".xz", ".bz2"), "packed"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
}
_SAVE = "save it as .docx, .pdf or .txt"
_UNREAD = {
    **dict.fromkeys((".rtf", ".odt", ".ofd", ".pages", ".caj", ".epub"), f"a document of a kind that is not read; {_SAVE}"),
    **dict.fromkeys((".xls", ".xlsx", ".et", ".ods"), "a workbook; save the sheet as .csv with a column 'text'"),
    **dict.fromkeys((".ppt", ".pptx", ".dps"), f"slides; {_SAVE}"),
    **dict.fromkeys(
        (".msg", ".maff", ".webarchive", ".wacz"), "a message or page of a kind that is not read; save it as .eml or .html"
    ),
    **dict.fromkeys((".rar", ".7z", ".zst"), "an archive of a kind that is not read; pack it as .zip or .tar.gz"),
}
_MAGIC = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "packed"),
    (b"\xfd7zXZ\x00", "packed"),
    (b"BZh", "packed"),
    (b"WARC/1.", "warc"),
    (b"WARC/0.", "warc"),
)
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0", b"{\\rtf")  # what programs write into a .doc; sites also put pages and plain texts there
_MHTML_HEAD = re.compile(rb"(?:^|\n)(?:Snapshot-Content-Location:|Content-Type:\s*multipart/related)", re.I)
_HEADERS = re.compile(rb"\s*(?:[A-Za-z][\w-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}")
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAR_MAGIC = slice(257, 262)


def _suffix(name: str) -> str:
    name = name.lower()
    match = re.search(r"(?:\.tar|\.warc)?\.[a-z0-9]{1,10}$", name)
    return match[0] if match else ""


def kind_of(name: str) -> str | None:
    """What a name's ending says: a media type, or what holds articles (zip, tar, packed, jsonl, csv, mail, warc), or None."""
    suffix = _suffix(name)
    return _ARTICLES.get(suffix) or _HOLDERS.get(suffix)


def unread(name: str) -> str | None:
    """Why a file with such an ending is not read, where it may well be an article: `.doc` → an old Word document …"""
    return _UNREAD.get(_suffix(name))


def is_article(kind: str) -> bool:
    """Whether the kind is a media type, not something that holds articles."""
    return "/" in kind


def limit_of(kind: str, max_bytes: int) -> int:
    """How many bytes an article of the kind may have, where a text may have `max_bytes`: more where it brings its pictures."""
    return max_bytes if kind == TEXT else max(max_bytes, MAX_OFFICE)


def media_type(name: str, data: bytes, said: str | None = None) -> str:
    """The kind of an article's file by its bytes, and by its name, or what is `said` of it, where they can be several things."""
    if data[:4] == b"PK\x03\x04":
        return DOCX if b"word/" in data or kind_of(name) == DOCX else "zip"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[_TAR_MAGIC] == b"ustar":
        return "tar"
    named = kind_of(name) or said
    if named == DOC and data.startswith(_OLD_OFFICE):
        return DOC
    if named == MHTML or (named in (HTML, TEXT, None) and _is_mhtml(data[:4096])):
        return MHTML if _HEADERS.match(data[:4096]) else HTML
    if named is not None and named not in (PDF, DOCX, DOC, TEXT):
        return named
    return HTML if _PAGE.match(data[:4096]) else TEXT


def _is_mhtml(head: bytes) -> bool:
    return _HEADERS.match(head) is not None and _MHTML_HEAD.search(head) is not None
