"""How many quads each part of an article takes, and what the part is good for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.rdf.vocabulary import TYPE, kg, term

if TYPE_CHECKING:
    from kg.rdf import Written

__all__ = ["PARTS", "quads_by_part"]

PARTS = {
    "facts": "entities, events, figures and relations: what queries, exports and links stand on",
    "claims": "the rule, confidence and words behind each fact: kg explain, provenance",
    "mentions": "where each name, date and figure stands: reading pages, kg explain --at",
    "decisions": "who verified or mended what, when and why",
    "sentences": "the sentences of the text, for tools that read NIF",
    "passages": "other words that facts stand on",
    "article": "text, title, date, publisher and source",
}
_KINDS = (
    (kg("Claim"), "claims"),
    (kg("Decision"), "decisions"),
    (term("prov:Person"), "decisions"),
    (kg("Mention"), "mentions"),
    (term("nif:Sentence"), "sentences"),
    (kg("Passage"), "passages"),
)


def quads_by_part(written: Written) -> dict[str, int]:
    """The quads of one article by part, as PARTS names them; a passage that is several things counts as the first of them."""
    kinds: dict[object, set[object]] = {}
    for q in written.graph:
        if q.predicate == TYPE:
            kinds.setdefault(q.subject, set()).add(q.object)
    part_of = {node: next((part for kind, part in _KINDS if kind in types), "article") for node, types in kinds.items()}
    counts = Counter(part_of.get(q.subject, "article") for q in written.graph if isinstance(q.subject, NamedNode))
    return {part: counts[part] if part != "facts" else len(written.facts) for part in PARTS}
