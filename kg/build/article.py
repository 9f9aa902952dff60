"""One article as a build keeps it: what the report says of it, its record for the link layer, its facts and its own graph."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.link import ArticleRecord
from kg.link.identity import DEFAULT_BASE, article_iri
from kg.model import Document
from kg.rdf import write_document
from kg.rdf.serialize import lines
from kg.rdf.size import quads_by_part

__all__ = ["COUNTED", "Built", "Settings", "build_article", "unpacked"]

COUNTED = ("mentions", "dates", "figures", "events", "relations")
_LEVEL = 6  # of zlib: a third of the work of 9 for two per cent of the room


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build is asked for, alike for all of its articles."""

    source: str = "extraction"  # extraction | gold
    base: str = DEFAULT_BASE
    threshold: float = 0.0  # facts of a lower confidence are left out
    lean: bool = False  # few quads an article, without the mentions


@dataclass(frozen=True, slots=True)
class Built:
    """Compressed parts: `about` and `record` are JSON, `facts` and `graph` lines of N-Quads, sorted.

    `about` has the article's IRI, its summary for the report and the number of quads by part.
    """

    about: bytes
    record: bytes
    facts: bytes
    graph: bytes

    def __iter__(self) -> Iterator[bytes]:
        return iter((self.about, self.record, self.facts, self.graph))

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
    """The document as the build keeps it; the same bytes for the same document and settings."""
    written = write_document(doc, base=settings.base, threshold=settings.threshold, lean=settings.lean)
    graph, facts = lines(written.graph), lines(written.facts)
    about = {
        "iri": article_iri(doc.sha256, settings.base),
        "quads": len(graph),
        "facts": len(facts),
        "parts": quads_by_part(graph, len(facts)),
        "summary": _summary(doc),
    }
    return Built(_packed(about), _packed(written.record.as_json()), *(_compressed(b"\n".join(part)) for part in (facts, graph)))


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


def _packed(data: dict[str, Any]) -> bytes:
    return _compressed(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _compressed(data: bytes) -> bytes:
    return zlib.compress(data, _LEVEL)


def unpacked(part: bytes) -> bytes:
    """What a compressed part holds."""
    return zlib.decompress(part)
