"""The answers of SELECT and ASK in the four result formats of SPARQL 1.1, row by row, so that a limit can end them anywhere.

Each writer takes the variables and an iterable of rows (terms or None) and gives the parts of one well-formed document.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from json.encoder import encode_basestring as _quoted
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Triple

__all__ = ["WRITERS", "Row", "Writer"]

Row = tuple[Any, ...]
Writer = Callable[[list[str], Iterable[Row]], Iterator[str]]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = _XSD + "string"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no XML 1.0 document can hold
_SHORT = {  # numbers that Turtle reads without quotes
    _XSD + "integer": re.compile(r"[+-]?\d+"),
    _XSD + "decimal": re.compile(r"[+-]?\d*\.\d+"),
    _XSD + "double": re.compile(r"[+-]?(?:\d+\.\d*|\.?\d+)[eE][+-]?\d+"),
}


def write_json(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """SPARQL 1.1 Query Results JSON Format."""
    yield f'{{"head":{{"vars":{json.dumps(names, ensure_ascii=False)}}},"results":{{"bindings":['
    keys = [_quoted(name) + ":" for name in names]
    before = "{"
    for row in rows:
        yield before + ",".join([key + _json(term) for key, term in zip(keys, row, strict=True) if term is not None]) + "}"
        before = ",{"
    yield "]}}\n"


def _json(term: object) -> str:
    """The object of one term, put together by hand: half of the time of an answer would go into dictionaries."""
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{_quoted(term.value)}}}'
    if isinstance(term, BlankNode):
        return f'{{"type":"bnode","value":{_quoted(term.value)}}}'
    if isinstance(term, Triple):
        parts = f'"subject":{_json(term.subject)},"predicate":{_json(term.predicate)},"object":{_json(term.object)}'
        return f'{{"type":"triple","value":{{{parts}}}}}'
    assert isinstance(term, Literal)
    value = f'{{"type":"literal","value":{_quoted(term.value)}'
    if term.language is not None:
        return f'{value},"xml:lang":{_quoted(term.language)}}}'
    kind = term.datatype.value
    return value + ("}" if kind == _STRING else f',"datatype":{_quoted(kind)}}}')


def write_xml(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """SPARQL Query Results XML Format (2nd edition); what XML cannot hold becomes U+FFFD."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
    yield "".join(f"<variable name={_attribute(name)}/>" for name in names)
    yield "</head><results>"
    for row in rows:
        bound = (
            f"<binding name={_attribute(name)}>{_xml(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        yield f"<result>{''.join(bound)}</result>"
    yield "</results></sparql>\n"


def _xml(term: object) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_escaped(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_escaped(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = zip(("subject", "predicate", "object"), (term.subject, term.predicate, term.object), strict=True)
        return f"<triple>{''.join(f'<{name}>{_xml(part)}</{name}>' for name, part in parts)}</triple>"
    assert isinstance(term, Literal)
    text = _escaped(_NO_XML.sub("\ufffd", term.value)).replace("\r", "&#13;")
    if term.language is not None:
        return f"<literal xml:lang={_attribute(term.language)}>{text}</literal>"
    if term.datatype.value == _STRING:
        return f"<literal>{text}</literal>"
    return f"<literal datatype={_attribute(term.datatype.value)}>{text}</literal>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    """A name, an IRI or a tag of a language: without line ends. (xml.sax.saxutils would bring all of http with it.)"""
    return f'"{_escaped(text).replace(chr(34), "&quot;")}"'


def write_csv(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV: plain values."""
    yield _csv_line(names)
    for row in rows:
        yield _csv_line([_plain(term) for term in row])


class _Line:
    """A file that gives back what is written to it, as csv's writer then does."""

    def write(self, text: str) -> str:
        return text


def _csv_line(cells: list[str]) -> str:
    text: str = csv.writer(_Line(), lineterminator="\r\n").writerow(cells)  # what the file gives back
    return "\r\n" if text == '""\r\n' else text  # one unbound cell is an empty line, not a quoted nothing


def _plain(term: object) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def write_tsv(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """SPARQL 1.1 Query Results TSV: terms as Turtle writes them."""
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join(map(_turtle, row)) + "\n"


def _turtle(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal):
        short = _SHORT.get(term.datatype.value)
        if short is not None and short.fullmatch(term.value):
            return term.value
    return str(term).replace("\t", "\\t")


WRITERS: dict[QueryResultsFormat, Writer] = {
    QueryResultsFormat.JSON: write_json,
    QueryResultsFormat.XML: write_xml,
    QueryResultsFormat.CSV: write_csv,
    QueryResultsFormat.TSV: write_tsv,
}
