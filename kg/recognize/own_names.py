"""Names of the user's own lexicon: they stand wherever the text has their words, whatever the tagger thought of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.model import Document, Mention, Span
from kg.recognize.names_lexicon import Gazetteer
from kg.tables.own import OwnName

__all__ = ["RULE", "OwnNames"]

RULE = "names.own"


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Stage: reads `sentences` and `mentions`, writes `mentions`.

    A name of the lexicon replaces every mention that it overlaps, but one that is longer on both accounts: in
    庆阳市阳光志愿者协会党支部 the lexicon's 阳光志愿者协会 is no name by itself. Of two names at a place the longer stands.
    """

    gazetteer: Gazetteer

    @classmethod
    def of(cls, names: Iterable[OwnName]) -> OwnNames:
        return cls(Gazetteer.of({name.surface: name.type for name in names}))

    def __call__(self, doc: Document) -> Document:
        found = [
            Mention("", Span(s.span.start + start, s.span.start + stop), type, rule=RULE)
            for s in doc.sentences
            for start, stop, type in self.gazetteer.matches(s.span.of(doc.text))
        ]
        whole = [m for m in doc.mentions if all(m.span.covers(f.span) for f in found if f.span.overlaps(m.span))]
        own = [m for m in found if not any(_within(m.span, other.span) for other in whole)]
        others = (m for m in whole if not any(m.span.overlaps(o.span) for o in own))
        mentions = sorted((*own, *others), key=lambda m: m.span)
        return replace(doc, mentions=tuple(replace(m, id=f"m{number}") for number, m in enumerate(mentions, 1)))


def _within(inner: Span, outer: Span) -> bool:
    return inner != outer and outer.covers(inner)
