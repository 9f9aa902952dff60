"""Pages as browsers save them: with their pictures inside (SingleFile), or as a message of parts (MHTML)."""

from __future__ import annotations

import re

from kg.errors import InputError
from kg.read.disk import too_large
from kg.read.html import Page, read_page
from kg.read.mime import Part, leaves, message, worded

__all__ = ["read_mhtml", "without_embedded"]

_EMBEDDED = re.compile(rb"data:[\w/+.-]{0,100}(?:;[\w=.-]{1,100}){0,4},[A-Za-z0-9+/=%_.~-]{200,}", re.I)
_PAGES = ("text/html", "application/xhtml+xml")


def without_embedded(page: bytes) -> bytes:
    """The page without the pictures and fonts that stand in it as data: addresses."""
    return _EMBEDDED.sub(b"data:,", page)


def read_mhtml(data: bytes, name: str, max_bytes: int) -> Page:
    """The article of a page saved as .mhtml or .mht. Raises InputError where there is no page in it, TooLarge."""
    whole = message(data, name)
    part = _page(whole, name)
    places = (whole.header("snapshot-content-location"), part.header("content-location"))
    words = without_embedded(part.content)
    if len(words) > max_bytes:
        raise too_large(name, len(words), max_bytes)
    return read_page(words, name, charset=part.charset, saved=[worded(place) for place in places])


def _page(whole: Part, name: str) -> Part:
    """The part that the file names as its page, else the first one that is a page."""
    pages = [part for part in leaves(whole, name) if part.type in _PAGES]
    if not pages:
        raise InputError(f"{name}: no page in this file; open it in a browser and save it as .html")
    place = whole.header("snapshot-content-location")
    return next((part for part in pages if place and part.header("content-location") == place), pages[0])
