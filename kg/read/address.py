"""The address of the page that a file was saved from: checked, and chosen where the file holds several."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

__all__ = ["page_address", "saved_from", "web_address"]

_LONGEST = 2_000  # characters; browsers keep no more
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff<>\"{}|\\^`]")
_HEAD = 20_000  # bytes within which the programs that save pages write their comment
# <!-- saved from url=(0043)http://www.x.gov.cn/a.html --> by browsers, <!-- Page saved with SingleFile  url: https://… -->
_SAVED = re.compile(
    rb"<!--(?:(?!-->)[\s\S]){0,1000}?(?:saved from url=\(\d{1,6}\)|SingleFile\s[\s\S]{0,400}?\burl:\s{0,9})(\S{1,2000})", re.I
)


def web_address(words: str | None) -> str | None:
    """The words where they are an http or https address with a host, safe to link to; else None."""
    address = (words or "").strip()
    if not address or len(address) > _LONGEST or _NOT_IN_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
        named = parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        return None
    # A name before the host (http://www.gov.cn@evil.example/) shows one site and leads to another.
    return address if parts.scheme in ("http", "https") and named and "@" not in parts.netloc else None


def saved_from(data: bytes) -> str | None:
    """What the comment of the program that saved a page says of where it was."""
    found = _SAVED.search(data[:_HEAD])
    return web_address(found[1].removesuffix(b"-->").decode("utf-8", "replace")) if found else None


def page_address(own: Iterable[str | None], saved: Iterable[str | None], base: str | None = None) -> str | None:
    """The address of a page: what it says itself (`own`), else where it was `saved` from, else its `base`, the first of each.

    What the page says may be relative. A site's front page is no article's address while another one is known, and a
    `base` that ends in a slash is a folder.
    """
    places = [address for words in saved if (address := web_address(words))]
    root = base if web_address(base) else None
    against = root or next(iter(places), None)
    said = [address for words in own if words and (address := _absolute(words.strip(), against))]
    known = [*said, *places, *([root] if root and not root.endswith("/") else [])]
    return next((address for address in known if not _is_front(address)), known[0] if known else None)


def _absolute(words: str, against: str | None) -> str | None:
    try:
        return web_address(urljoin(against, words) if against else words)
    except ValueError:
        return None


def _is_front(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query
