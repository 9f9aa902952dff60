"""A document as the bytes that a build keeps of it, and back: what was found in the article, to write its graph anew."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Any, cast

from kg.model import Document

__all__ = ["document_bytes", "document_of", "plain"]

Reader = Callable[[Any], Any]


def document_bytes(doc: Document) -> bytes:
    """JSON in which every record is the row of its values; words and tags of sentences, which no graph needs, are left out."""
    bare = replace(doc, sentences=tuple(replace(s, tokens=()) for s in doc.sentences))
    return json.dumps(bare, default=plain, ensure_ascii=False, separators=(",", ":")).encode()


def document_of(data: bytes) -> Document:
    """The document that the bytes hold."""
    return cast("Document", _reader(Document)(json.loads(data)))


def plain(value: Any) -> Any:
    """For `json.dumps`: a record as the row of its values, of which those that are records themselves come here again."""
    kind: Any = type(value)
    return _values(kind)(value)


@cache
def _values(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    names = [f.name for f in fields(kind)]
    if len(names) > 1:
        return cast("Callable[[Any], tuple[Any, ...]]", attrgetter(*names))
    return lambda value: tuple(getattr(value, name) for name in names)  # attrgetter gives a single value bare


@cache
def _reader(kind: Any) -> Reader:
    """What makes a value of the type out of JSON."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        readers = [_reader(hints[f.name]) for f in fields(kind)]
        return lambda row: kind(*(read(value) for read, value in zip(readers, row, strict=True)))
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        each = _reader(inner[0])
        return lambda row: tuple(each(value) for value in row)
    if origin in (types.UnionType, typing.Union):
        some = _reader(next(part for part in inner if part is not type(None)))
        return lambda value: None if value is None else some(value)
    return lambda value: value
