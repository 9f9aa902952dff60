"""Which node of the graph an entity of an article is: global where a table or a number identifies it, else local.

Global: divisions (`place/620900`), government, party and mass organisations anchored to a division or national
(`body/620000/甘肃省民政厅`), registered bodies whose full name begins with a division, numbered documents, congresses.
Everything else is local to its article: three articles may name three people 王磊.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from kg.model import BODY_TYPES, Document, EntityRef

__all__ = ["DEFAULT_BASE", "Identified", "Identity", "article_iri", "escape"]

DEFAULT_BASE = "https://w3id.org/zhengmai/"
NATION = "CN"

_NUMBERED = re.compile(r"[〔\[［(（]\d{4}[〕\]］)）]\d+号$")
_CONGRESS = re.compile(
    r"^(?:(?:党的)?(?:十[一二三四五六七八九]?|二十[一二三]?|[一二三四五六七八九])(?:大|届[一二三四五六七八九]中全会)"
    r"|.{2,12}第[一二三四五六七八九十]{1,3}(?:次(?:党代会|代表大会|党员代表大会)|届.{0,12}代表大会.{0,10}))$"
)
_NATIONAL = re.compile(r"^(?:中共中央|中央|全国|国家|国务院|最高人民|中国|中华|新华社)")
_VILLAGE = re.compile(r"^[^省市区县]{1,6}(?:村|社区|居)")
_ANCHORED = ("GovernmentAgency", "PartyOrgan", "MassOrganization")

# What RFC 3987 forbids inside a path segment, and what would end one.
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`%/?#\[\]\u200e\u200f\u2028-\u202e\ue000-\uf8ff\ufff0-\uffff\s]')


def escape(words: str) -> str:
    """The words as one readable segment of an IRI: Chinese stays, what RFC 3987 forbids is percent-encoded."""
    return _FORBIDDEN.sub(lambda m: quote(m.group(), safe=""), words)


def article_iri(sha256: str, base: str = DEFAULT_BASE) -> str:
    """The article's IRI, which hangs on its text: 16 hexadecimal digits of the hash."""
    return f"{base}article/{sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Identified:
    """The node of an entity: its IRI, whether other articles share it, and why."""

    iri: str
    scope: Literal["global", "local"]
    reason: str
    code: str | None = None  # of a division


@dataclass(frozen=True)
class Identity:
    """Gives every entity of one article its node.

    A name that only a relation knows (locatedIn 金昌市) is looked up among the article's mentions, then in the table of divisions.
    """

    article: str  # IRI
    codes: Mapping[str, str]  # of the divisions that the article mentions, by name
    base: str = DEFAULT_BASE

    @classmethod
    def for_document(cls, doc: Document, base: str = DEFAULT_BASE) -> Identity:
        """The identity of one article's entities."""
        codes = {m.name: m.code for m in doc.mentions if m.type == "Place" and m.code}
        return cls(article_iri(doc.sha256, base), codes, base)

    def of(self, entity: EntityRef) -> Identified:
        """The node of `entity`; equal names with different codes have different nodes."""
        found = self._place(entity) if entity.type == "Place" else self._global(entity)
        return found or self._local(entity)

    def _local(self, entity: EntityRef) -> Identified:
        iri = f"{self.article}/entity/{entity.type}/{escape(entity.name)}"
        return Identified(iri, "local", "nothing beyond the article identifies it")

    def _place(self, entity: EntityRef) -> Identified | None:
        if entity.name == "中国":
            return Identified(f"{self.base}place/{NATION}", "global", "the country")
        code = entity.code or self.codes.get(entity.name)
        return Identified(f"{self.base}place/{code}", "global", "division code", code) if code else None

    def _global(self, entity: EntityRef) -> Identified | None:
        name, kind = entity.name, entity.type
        if kind == "Document" and _NUMBERED.search(name):
            return Identified(f"{self.base}document/{escape(name)}", "global", "document number")
        if kind == "Conference" and _CONGRESS.match(name):
            return Identified(f"{self.base}conference/{escape(name)}", "global", "congress")
        return self._body(name, kind) if kind in BODY_TYPES else None

    def _body(self, name: str, kind: str) -> Identified | None:
        if kind in _ANCHORED and _NATIONAL.match(name):
            return Identified(f"{self.base}body/{NATION}/{escape(name)}", "global", "national body")
        return None

