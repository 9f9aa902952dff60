"""A mail (.eml): what it says, and what is attached to it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from kg.model import Metadata
from kg.read.html import decoded
from kg.read.media import HTML, TEXT
from kg.read.mime import Part, leaves, message, worded

__all__ = ["Attachment", "Mail", "read_mail"]

_PASSED_ON = re.compile(r"^(?:(?:re|fw|fwd|回复|答复|转发)\s*[:：]\s*)+", re.I)
_PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{}</body></html>'
_TAG = re.compile(r"<[^<>]{0,1000}>")  # no < within: each character is looked at once
_WORDS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail: its name and its bytes."""

    name: str
    part: Part


@dataclass(frozen=True, slots=True)
class Mail:
    """The words of a mail as bytes of `media`, in UTF-8; None where it has none. What its head declares, and its files."""

    words: bytes | None
    media: str
    declared: Metadata
    attachments: tuple[Attachment, ...]


def read_mail(data: bytes, name: str) -> Mail:
    """Reads a mail; of a text that it brings twice, the page, whose lines no program has broken. Raises InputError, TooLarge."""
    whole = message(data, name)
    parts = list(leaves(whole, name))
    spoken = [part for part in parts if not part.is_attached and not part.filename]
    attached = tuple(_attachment(part, number) for number, part in enumerate(parts, 1) if not _is_spoken(part, spoken))
    words, media = _words(spoken, name)
    return Mail(words, media, _declared(whole), attached)


def _is_spoken(part: Part, spoken: Sequence[Part]) -> bool:
    return any(part is other for other in spoken) and part.type in (HTML, TEXT)


def _attachment(part: Part, number: int) -> Attachment:
    ending = ".eml" if part.type == "message/rfc822" else ""
    return Attachment(part.filename or f"{number}{ending}", part)


def _words(parts: Sequence[Part], name: str) -> tuple[bytes | None, str]:
    for media, written in ((HTML, _page), (TEXT, _plain)):
        texts = [decoded(part.content, name, part.charset)[0] for part in parts if part.type == media and part.content.strip()]
        words = written(texts, parts)
        if _WORDS.search(_TAG.sub("", words)):
            return words.encode("utf-8", "replace"), media
    return None, TEXT


def _page(texts: Sequence[str], _: Sequence[Part]) -> str:
    return _PAGE.format("\n".join(texts)) if texts else ""


def _plain(texts: Sequence[str], parts: Sequence[Part]) -> str:
    flowed = any((part.parameter("format") or "").lower() == "flowed" for part in parts)
    return "\n".join(re.sub(r" \r?\n(?=\S)", "", text) if flowed else text for text in texts)


def _declared(whole: Part) -> Metadata:
    """The subject as title, and the day it was sent, unless it passes on what somebody wrote before."""
    subject = worded(whole.header("subject"))
    title = _PASSED_ON.sub("", subject)
    return Metadata(title=title or None, published=_day(whole) if title == subject else None)


def _day(whole: Part) -> str | None:
    try:
        sent: datetime.datetime = parsedate_to_datetime(whole.header("date"))
        return sent.date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
