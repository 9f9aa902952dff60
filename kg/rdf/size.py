"""How many quads each part of an article takes, and what the part is good for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.rdf.vocabulary import TYPE, kg, term

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
_TYPED = f"{TYPE} ".encode()
_KINDS = tuple(
    (f"{kind} ".encode(), part)
    for kind, part in (
        (kg("Claim"), "claims"),
        (kg("Decision"), "decisions"),
        (term("prov:Person"), "decisions"),
        (kg("Mention"), "mentions"),
        (term("nif:Sentence"), "sentences"),
        (kg("Passage"), "passages"),
    )
)


def quads_by_part(graph: Iterable[bytes], facts: int) -> dict[str, int]:
    """The quads of one article by part, as PARTS names them; a passage that is several things counts as the first of them.

    `graph` are the lines of its own graph in N-Quads, `facts` the number of its facts.
    """
    quads: Counter[bytes] = Counter()
    kinds: dict[bytes, list[bytes]] = {}
    for line in graph:
        subject, _, stated = line.partition(b" ")
        quads[subject] += 1
        if stated.startswith(_TYPED):
            kinds.setdefault(subject, []).append(stated[len(_TYPED) :])
    counts: Counter[str] = Counter()
    for subject, count in quads.items():
        types = kinds.get(subject, ())
        counts[next((part for kind, part in _KINDS if any(t.startswith(kind) for t in types)), "article")] += count
    return {part: counts[part] if part != "facts" else facts for part in PARTS}
