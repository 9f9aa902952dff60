"""A request of the SPARQL 1.1 Protocol, read into a query and its graphs; what is none is refused with the status that says why.

https://www.w3.org/TR/sparql11-protocol/ : query by GET, by POST of a form, by POST of the query itself. Updates are refused.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.errors import RequestError
from kg.sparql import plain, scan

__all__ = ["ProtocolQuery", "read_query"]

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_FIELDS = 200  # parameters of a request
_FLEETING = ("RAND", "NOW", "UUID", "BNODE")  # STRUUID ends with one of them
_TELLING = (*_FLEETING, "SERVICE", "FROM", "GRAPH")  # words that decide what becomes of a query
_ALONE = re.compile(rb"query=([^%=&\r\n]*+(?:%[0-9A-Fa-f]{2}[^%=&\r\n]*+)*+)")  # one parameter, every escape in it well-formed
_READ_ONLY = "this endpoint is read-only: updates are refused"


@dataclass(frozen=True, slots=True)
class ProtocolQuery:
    """A query as it came, and the graphs that the request names (none: those of the query, or of the endpoint)."""

    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    chooses: bool = False  # the query has a FROM of its own
    ranges: bool = False  # the query has GRAPH
    lasting: bool = False  # asked again of the same graph it gives the same answer

    @property
    def dataset(self) -> bool:
        """Whether the request itself names graphs; then FROM in the query counts for nothing."""
        return bool(self.default or self.named)


def read_query(method: str, url_query: bytes, content_type: str, body: bytes, *, depth: int) -> ProtocolQuery | None:
    """The query of a request, None where a GET asks nothing; raises RequestError 400, 403 or 415.

    `depth` is how deep brackets may nest: a parser that recurses dies of more.
    """
    in_url = _fields(url_query, "the address")
    if method in ("GET", "HEAD"):
        if "update" in in_url:
            raise RequestError(403, _READ_ONLY)
        if "query" not in in_url:
            return None
        return _checked(_only(in_url), in_url, depth)
    kind, charset = _media_type(content_type)
    if kind == UPDATE:
        raise RequestError(403, _READ_ONLY)
    if kind not in (FORM, QUERY):
        raise RequestError(415, f"the body must be {QUERY} or {FORM}, not {kind or 'of no stated type'}")
    if charset not in ("", "utf-8", "utf8"):
        raise RequestError(415, f"the body must be UTF-8, not {charset}")
    if kind == QUERY:
        return _checked(_decoded(body), in_url, depth)
    in_form = _fields(body, "the form")
    if "update" in in_form:
        raise RequestError(403, _READ_ONLY)
    return _checked(_only(in_form), {key: in_url.get(key, []) + in_form.get(key, []) for key in (*in_url, *in_form)}, depth)


def _media_type(content_type: str) -> tuple[str, str]:
    """Type and charset of a Content-Type header, in small letters."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charset = next((p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")), "")
    return kind, charset


def _fields(encoded: bytes, where: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    alone = _ALONE.fullmatch(encoded)
    try:
        if alone is not None:
            return {"query": [_unquoted(alone[1])]}
        pairs = parse_qsl(encoded.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError as error:
        raise RequestError(400, f"{where} is not UTF-8") from error
    except ValueError as error:
        raise RequestError(400, f"{where} has more than {_FIELDS} parameters") from error
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _unquoted(value: bytes) -> str:
    """The text of a value of a form: quoted-printable writes bytes as forms do, but =E5 for %E5, and Python reads it in C.

    parse_qsl takes seven times as long: a tenth of what a small query costs the server.
    """
    return binascii.a2b_qp(value.replace(b"+", b" ").replace(b"%", b"=")).decode("utf-8")


def _only(fields: dict[str, list[str]]) -> str:
    queries = fields.get("query", [])
    if len(queries) != 1:
        raise RequestError(400, f"give one parameter 'query', not {len(queries)}")
    return queries[0]


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, f"the query is not UTF-8 at byte {error.start}") from error


def _checked(text: str, fields: dict[str, list[str]], depth: int) -> ProtocolQuery:
    default, named = (tuple(fields.get(f"{kind}-graph-uri", ())) for kind in ("default", "named"))
    if plain(text, _TELLING, depth):
        return ProtocolQuery(text, default, named, lasting=True)
    scanned = scan(text)
    if scanned.depth > depth:
        raise RequestError(400, f"brackets nest {scanned.depth} deep; {depth} is the limit")
    if scanned.uses("SERVICE"):
        raise RequestError(403, "SERVICE is not allowed: queries read this endpoint alone")
    lasting = not any(map(scanned.uses, _FLEETING))
    return ProtocolQuery(text, default, named, chooses=scanned.uses("FROM"), ranges=scanned.uses("GRAPH"), lasting=lasting)
