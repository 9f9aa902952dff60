"""A document in traditional script through the stages: they see its simplified form, it keeps its own words."""

from __future__ import annotations

from dataclasses import replace

from kg.model import Document, Event, Filler, Metadata
from kg.tables.script import Script

__all__ = ["in_own_script", "in_simplified"]

_FIELDS = tuple(Metadata.__dataclass_fields__)


def in_simplified(doc: Document) -> Document:
    """The document as tables and models read it: text and metadata in simplified script, every offset the same."""
    script = Script.load()
    text = script.simplified(doc.text)
    if text == doc.text:
        return doc
    meta = Metadata(**{key: value and script.simplified(value) for key in _FIELDS for value in [getattr(doc.metadata, key)]})
    return replace(doc, text=text, metadata=meta)


def in_own_script(read: Document, original: Document) -> Document:
    """What was read in the simplified form, with text, metadata and quoted words of the original.

    Names, posts and indicators stay simplified: they are identities, equal in both scripts.
    """
    if read.text == original.text:
        return read
    events = tuple(_own_words(event, read.text, original.text) for event in read.events)
    return replace(read, text=original.text, metadata=original.metadata, events=events)


def _own_words(event: Event, simplified: str, original: str) -> Event:
    def own(filler: Filler) -> Filler:
        quotes = filler.kind == "words" and filler.span is not None and filler.span.of(simplified) == filler.value
        return replace(filler, value=filler.span.of(original)) if quotes and filler.span is not None else filler

    return replace(event, fillers=tuple(own(filler) for filler in event.fillers))
