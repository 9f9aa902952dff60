"""One article as a build keeps it: what the report says of it, its record for the link layer, its facts and its own graph."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.build.documents import document_bytes
from kg.link import ArticleRecord
from kg.link.identity import DEFAULT_BASE, article_iri
from kg.model import Document
from kg.rdf import document_lines
from kg.rdf.size import quads_by_part
from kg.tables.own import Own

__all__ = ["COUNTED", "Built", "Settings", "build_article", "packed", "unpacked"]

COUNTED = ("mentions", "dates", "figures", "events", "relations")
_LEVEL = 3  # of zlib: half the work of 6 for a tenth more room in records/, a hundredth of the folder


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build is asked for, alike for all of its articles."""

    source: str = "extraction"  # extraction | gold
    base: str = DEFAULT_BASE
    threshold: float = 0.0  # facts of a lower confidence are left out
    lean: bool = False  # few quads an article, without the mentions
    own: str = ""  # what a project adds to the tables, as kg.tables.own writes it
    pseudonymise: bool = False  # pages and all that is handed on have pseudonyms for the names of persons

    def of_articles(self) -> Settings:
        """The settings as far as what is read in an article hangs on them."""
        return replace(self, pseudonymise=False)


@dataclass(frozen=True, slots=True)
class Built:
    """Compressed parts: `about` and `record` are JSON, `facts` and `graph` lines of N-Quads, sorted.

    `about` has the article's IRI, its summary for the report and the number of quads by part. `document` is what was found in the
    article, to which decisions are applied; empty where they have been.
    """

    about: bytes
    record: bytes
    facts: bytes
    graph: bytes
    document: bytes = b""

    def __iter__(self) -> Iterator[bytes]:
        return iter((self.about, self.record, self.facts, self.graph, self.document))

    def digest(self) -> str:
        """A hash of all parts: 64 hexadecimal digits."""
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in self)).hexdigest()

    def summary(self) -> dict[str, Any]:
        """What `about` says."""
        about: dict[str, Any] = json.loads(unpacked(self.about))
        return about

    def article_record(self) -> ArticleRecord:
        return ArticleRecord.from_json(json.loads(unpacked(self.record)))


def build_article(doc: Document, settings: Settings) -> Built:
    """The document as the build keeps it; the same bytes for the same document and settings.

    A document on which people have decided is not kept itself: decisions start from what was read.
    """
    own = Own.of(settings.own)
    written = document_lines(doc, base=settings.base, threshold=settings.threshold, lean=settings.lean, own=own)
    graph, facts = written.graph, written.facts
    about = {
        "iri": article_iri(doc.sha256, settings.base),
        "quads": len(graph),
        "facts": len(facts),
        "parts": quads_by_part(graph, len(facts)),
        "summary": _summary(doc),
    }
    kept = b"" if doc.judgements else packed(document_bytes(doc))
    packed_facts, packed_graph = (packed(b"\n".join(part)) for part in (facts, graph))
    return Built(packed(about), packed(written.record.as_json()), packed_facts, packed_graph, kept)


def _summary(doc: Document) -> dict[str, Any]:
    meta = doc.metadata
    return {
        "id": doc.id,
        "sha256": doc.sha256,
        "characters": len(doc.text),
        "title": meta.title,
        "published": meta.published,
        "territory": meta.territory,
        **{key: len(getattr(doc, key)) for key in COUNTED},
        "warnings": list(doc.warnings),
    }


def packed(part: dict[str, Any] | bytes) -> bytes:
    """A part of an article compressed: JSON, or lines of N-Quads."""
    if isinstance(part, dict):
        part = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return zlib.compress(part, _LEVEL)


def unpacked(part: bytes) -> bytes:
    """What a compressed part holds."""
    return zlib.decompress(part)
