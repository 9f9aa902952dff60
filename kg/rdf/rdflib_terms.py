"""Terms of pyoxigraph as terms of rdflib; rdflib is imported when first needed, since it takes a quarter of a second."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import IdentifiedNode

__all__ = ["literal", "node"]


@lru_cache(maxsize=100_000)
def node(term: NamedNode | BlankNode) -> IdentifiedNode:
    """An IRI or a blank node."""
    import rdflib

    return rdflib.URIRef(term.value) if isinstance(term, NamedNode) else rdflib.BNode(term.value)


def literal(term: Literal) -> rdflib.Literal:
    """A literal with its language or datatype, in the same words."""
    import rdflib

    plain = term.language is not None or term.datatype.value.endswith("#string")
    return rdflib.Literal(term.value, lang=term.language, datatype=None if plain else node(term.datatype), normalize=False)
