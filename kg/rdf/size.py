"""How many quads each part of an article takes, and what the part is good for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from operator import itemgetter, methodcaller

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
_TYPE = str(TYPE).encode()
_split = methodcaller("partition", b" ")
_KINDS = tuple(
    (str(kind).encode(), part)
    for kind, part in (
        (kg("Claim"), "claims"),
        (kg("Decision"), "decisions"),
        (term("prov:Person"), "decisions"),
        (kg("Mention"), "mentions"),
        (term("nif:Sentence"), "sentences"),
        (kg("Passage"), "passages"),
    )
)
_PLACES = {kind: place for place, (kind, _) in enumerate(_KINDS)}


def quads_by_part(graph: Collection[bytes], facts: int) -> dict[str, int]:
    """The quads of one article by part, as PARTS names them; a passage that is several things counts as the first of them.

    `graph` are the lines of its own graph in N-Quads, `facts` the number of its facts.
    """
    quads = Counter(map(itemgetter(0), map(_split, graph)))
    places: dict[bytes, int] = {}
    for line in [line for line in graph if _TYPE in line]:  # words of the text may hold it too
        subject, predicate, kind = line.split(b" ", 3)[:3]
        if predicate == _TYPE and kind in _PLACES:
            places[subject] = min(_PLACES[kind], places.get(subject, len(_KINDS)))
    counts: Counter[str] = Counter()
    for subject, place in places.items():
        counts[_KINDS[place][1]] += quads.pop(subject)
    counts["article"] += quads.total()
    return {part: counts[part] if part != "facts" else facts for part in PARTS}
