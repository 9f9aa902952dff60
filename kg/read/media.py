"""What kind of file a name and its first bytes tell of."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["DOCX", "HTML", "PDF", "TEXT", "is_article", "kind_of", "media_type", "unread"]

TEXT: Final = "text/plain"
HTML: Final = "text/html"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_ARTICLES = {".txt": TEXT, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML, ".docx": DOCX, ".pdf": PDF}
_HOLDERS = {
    **dict.fromkeys((".zip",), "zip"),
    **dict.fromkeys((".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz"), "tar"),
    **dict.fromkeys((".gz", ".xz", ".bz2"), "packed"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
}
_SAVE = "save it as .docx, .pdf or .txt"
_UNREAD = {
    **dict.fromkeys((".doc", ".wps", ".dot", ".wpt"), f"an old Word or WPS document; {_SAVE}"),
    **dict.fromkeys((".rtf", ".odt", ".ofd", ".pages", ".caj", ".epub"), f"a document of a kind that is not read; {_SAVE}"),
    **dict.fromkeys((".xls", ".xlsx", ".et", ".ods"), "a workbook; save the sheet as .csv with a column 'text'"),
    **dict.fromkeys((".ppt", ".pptx", ".dps"), f"slides; {_SAVE}"),
    **dict.fromkeys(
        (".mht", ".mhtml", ".eml", ".msg", ".warc"), "a saved page or message of a kind that is not read; save it as .html"
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
)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAR_MAGIC = slice(257, 262)


def _suffix(name: str) -> str:
    name = name.lower()
    match = re.search(r"(?:\.tar)?\.[a-z0-9]{1,6}$", name)
    return match[0] if match else ""


def kind_of(name: str) -> str | None:
    """What a name's ending says: a media type, or what holds articles (zip, tar, packed, jsonl, csv), or None."""
    suffix = _suffix(name)
    return _ARTICLES.get(suffix) or _HOLDERS.get(suffix)


def unread(name: str) -> str | None:
    """Why a file with such an ending is not read, where it may well be an article: `.doc` → an old Word document …"""
    return _UNREAD.get(_suffix(name))


def is_article(kind: str) -> bool:
    """Whether the kind is a media type, not something that holds articles."""
    return "/" in kind


def media_type(name: str, data: bytes) -> str:
    """The kind of an article's file by its bytes, and by its name where they can be several things."""
    if data[:4] == b"PK\x03\x04":
        return DOCX if b"word/" in data or kind_of(name) == DOCX else "zip"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[_TAR_MAGIC] == b"ustar":
        return "tar"
    named = kind_of(name)
    if named is not None and named not in (PDF, DOCX, TEXT):
        return named
    return HTML if _PAGE.match(data[:4096]) else TEXT
