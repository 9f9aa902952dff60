"""Rows of the queries for mentions and claims, made of what an article's graph says of each node: an engine joins slower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from kg.rdf.vocabulary import PREFIXES
from kg.store import Cell

__all__ = ["ASKED", "Described", "claim_rows", "mention_rows"]

Described = Mapping[str, Mapping[str, Sequence[Cell]]]  # subject → predicate → values
Row = dict[str, Any]


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


_TYPE, _BEGIN, _END = map(_iri, ("rdf:type", "nif:beginIndex", "nif:endIndex"))
_MENTION, _CLAIM, _EVIDENCE = map(_iri, ("kg:Mention", "kg:Claim", "kg:evidence"))
_OF_MENTION = {
    "iri": _iri("itsrdf:taIdentRef"),
    "start": _BEGIN,
    "stop": _END,
    "rule": _iri("kg:rule"),
    "confidence": _iri("kg:confidence"),
}
_OF_CLAIM = {
    "s": _iri("rdf:subject"),
    "p": _iri("rdf:predicate"),
    "o": _iri("rdf:object"),
    "rule": _iri("kg:rule"),
    "confidence": _iri("kg:confidence"),
    "basis": _iri("kg:basis"),
}
_PERHAPS_MENTION = {"verified": _iri("kg:verified")}
_PERHAPS_CLAIM = {"post": _iri("kg:post"), "verified": _iri("kg:verified"), "event": _iri("kg:followsFrom")}

_OF_BOTH = (_OF_MENTION, _OF_CLAIM, _PERHAPS_MENTION, _PERHAPS_CLAIM)
ASKED = frozenset((_TYPE, _EVIDENCE, *(predicate for names in _OF_BOTH for predicate in names.values())))
"""The predicates that must be described for the rows."""


def mention_rows(article: str, described: Described) -> Iterator[Row]:
    """The rows of reader.MENTIONS for one article, in no order."""
    for node in described.values():
        if _MENTION in node.get(_TYPE, ()):
            yield from ({"article": article, **row} for row in _rows(node, _OF_MENTION, _PERHAPS_MENTION))


def claim_rows(article: str, described: Described) -> Iterator[Row]:
    """The rows of reader.CLAIMS for one article, in no order."""
    for claim, node in described.items():
        if _CLAIM in node.get(_TYPE, ()):
            for row in _rows(node, _OF_CLAIM, _PERHAPS_CLAIM):
                for place in node.get(_EVIDENCE, ()):
                    words = described.get(str(place), {})
                    for start, stop in product(words.get(_BEGIN, ()), words.get(_END, ())):
                        yield {"claim": claim, "article": article, "start": start, "stop": stop, **row}


def _rows(node: Mapping[str, Sequence[Cell]], always: Mapping[str, str], perhaps: Mapping[str, str]) -> Iterator[Row]:
    """A row for each combination of values, None for what there need not be."""
    values = [*(node.get(p, ()) for p in always.values()), *(node.get(p) or (None,) for p in perhaps.values())]
    for combined in product(*values):
        yield dict(zip((*always, *perhaps), combined, strict=True))
