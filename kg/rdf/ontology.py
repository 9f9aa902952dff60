"""The ontology's own words: labels of classes, roles and relations in Chinese and English."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.rdf.vocabulary import LABEL
from kg.tables.loading import ontology_dir

__all__ = ["labels"]


@cache
def labels(language: str = "zh") -> dict[str, str]:
    """IRI → label of every term of ontology/kg.ttl, in `zh` or `en`."""
    found = {}
    for triple in parse(path=ontology_dir() / "kg.ttl", format=RdfFormat.TURTLE):
        s, o = triple.subject, triple.object
        if triple.predicate == LABEL and isinstance(s, NamedNode) and isinstance(o, Literal) and o.language == language:
            found[s.value] = o.value
    return found
