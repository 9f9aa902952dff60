"""The type of a body by its name alone, for names that stand only inside other names (甘肃省投资商会 in …商会党委)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.model import BODY_TYPES
from kg.tables.loading import rows

__all__ = ["BodyTypes"]


@dataclass(frozen=True, slots=True)
class BodyTypes:
    """The heads of lexicon/name_heads.tsv that end bodies, with the first type that the table gives them."""

    heads: dict[str, str]

    @classmethod
    def load(cls) -> BodyTypes:
        """Read once a process."""
        return _load()

    def __call__(self, name: str) -> str:
        """The type of the longest head that ends the name; Organization where no head is known."""
        if name.startswith("中共"):
            return "PartyOrgan"
        if name.startswith("共青团"):
            return "MassOrganization"
        return next((self.heads[name[at:]] for at in range(1, len(name)) if name[at:] in self.heads), "Organization")


@cache
def _load() -> BodyTypes:
    heads: dict[str, str] = {}
    for row in rows("lexicon/name_heads.tsv", ("head", "type", "example")):
        if row["type"] in BODY_TYPES:
            heads.setdefault(row["head"], row["type"])
    return BodyTypes(heads)
