"""Media types: which the endpoint writes, and which of them a client likes best."""

from __future__ import annotations

from functools import lru_cache

import mimeparse

from kg.errors import RequestError

__all__ = ["GRAPHS", "PAGES", "TABLES", "not_acceptable", "preferred", "preferred_or_406"]

# What a client may ask for → what is written; in the order of our own preference, which decides where the client has none.
TABLES = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
}
GRAPHS = {
    "text/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "text/plain": "application/n-triples",
    "application/ld+json": "application/ld+json",
    "application/json": "application/ld+json",
    "application/rdf+xml": "application/rdf+xml",
    "application/xml": "application/rdf+xml",
}
_USUAL = 300  # characters of a header that is remembered; browsers send about 130
PAGES = {"text/html": "text/html", "application/xhtml+xml": "text/html", **GRAPHS}


def preferred(accept: str | None, offered: dict[str, str]) -> str | None:
    """The name, of those offered, that the Accept header likes best; None where it takes none of them.

    Raises RequestError 400 for a header that is none.
    """
    if accept is None or not accept.strip():
        return next(iter(offered))
    match = _best if len(accept) <= _USUAL else _best.__wrapped__
    return match(accept.lower(), tuple(offered))


@lru_cache(256)
def _best(accept: str, offered: tuple[str, ...]) -> str | None:
    """Of several that are liked equally mimeparse takes the last, and we the first."""
    try:
        return mimeparse.best_match(list(reversed(offered)), accept) or None
    except ValueError as error:
        raise RequestError(400, "the Accept header is malformed; write such as text/csv, */*;q=0.1") from error


def preferred_or_406(accept: str | None, offered: dict[str, str]) -> str:
    """As `preferred`; raises RequestError 406 with what there is where nothing fits."""
    found = preferred(accept, offered)
    if found is None:
        raise not_acceptable(offered)
    return found


def not_acceptable(*offered: dict[str, str]) -> RequestError:
    """The refusal of a request whose client takes nothing that is offered."""
    names = dict.fromkeys(name for formats in offered for name in formats.values())
    return RequestError(406, f"the Accept header takes nothing that there is: {', '.join(names)}")
