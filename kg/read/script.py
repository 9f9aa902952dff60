"""A document in traditional script through the stages: they see its simplified form, it keeps its own words."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.model import Document, Event, Filler, Metadata
from kg.tables.script import Script

__all__ = ["in_own_script", "in_simplified", "own_metadata"]

_FIELDS = tuple(Metadata.__dataclass_fields__)
_JOINTS = re.compile("(——| )")  # what the reader of titles puts between two lines


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


def own_metadata(found: Metadata, simplified: str, original: str) -> Metadata:
    """What was found in the simplified form of a text, in the words of the original."""
    if simplified == original:
        return found

    def own(words: str) -> str:
        at = simplified.find(words)
        return original[at : at + len(words)] if at >= 0 else words

    def joined(words: str) -> str:
        return own(words) if words in simplified else "".join(own(part) for part in _JOINTS.split(words))

    return Metadata(**{key: value and joined(value) for key in _FIELDS for value in [getattr(found, key)]})
