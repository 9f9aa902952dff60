"""Composes the stages of one article; the only module that imports them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from kg.extract.events import EventExtractor
from kg.extract.relations import RelationExtractor
from kg.model import Document
from kg.recognize.dates import DateRecognizer
from kg.recognize.figures import FigureRecognizer
from kg.recognize.names import NameRecognizer
from kg.resolve import Resolver
from kg.segment import Segmenter

Stage = Callable[[Document], Document]


@cache
def stages() -> tuple[Stage, ...]:
    """The stages of the default pipeline, in order; their tables and models are loaded at the first call."""
    return (
        Segmenter.load(),
        NameRecognizer.load(),
        DateRecognizer.load(),
        Resolver.load(),
        FigureRecognizer.load(),
        EventExtractor.load(),
        RelationExtractor.load(),
    )


def run(doc: Document) -> Document:
    """The document with everything the pipeline finds in it."""
    for stage in stages():
        doc = stage(doc)
    return doc
