"""What the user's own lexicon calls things, after the tables have named everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.model import Document, Mention
from kg.tables.own import OwnName

__all__ = ["OwnIdentities"]

RULE = "names.own"  # the user said so: no doubt of the tables' counts


@dataclass(frozen=True, slots=True)
class OwnIdentities:
    """Stage: reads `mentions` with their names, writes name, rule and confidence of those whose words and type are listed."""

    called: Mapping[tuple[str, str], str]  # (surface, type) → name

    @classmethod
    def of(cls, names: Iterable[OwnName]) -> OwnIdentities:
        return cls({(name.surface, name.type): name.name for name in names})

    def __call__(self, doc: Document) -> Document:
        return replace(doc, mentions=tuple(self._named(m, m.span.of(doc.text)) for m in doc.mentions))

    def _named(self, mention: Mention, surface: str) -> Mention:
        name = self.called.get((surface, mention.type))
        return mention if name is None else replace(mention, name=name, resolved=True, rule=RULE, confidence=1.0)
