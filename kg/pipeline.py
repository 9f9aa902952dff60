"""Composes the stages of one article; the only module that imports them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from kg.extract.confidence import Calibrator
from kg.extract.events import EventExtractor
from kg.extract.relations import RelationExtractor
from kg.model import Document, Metadata
from kg.read import MAX_BYTES, Source, as_written, plainly, read_file, read_source
from kg.read.script import in_own_script, in_simplified
from kg.recognize.dates import DateRecognizer
from kg.recognize.figures import FigureRecognizer
from kg.recognize.names import NameRecognizer
from kg.recognize.own_names import OwnNames
from kg.resolve import Resolver
from kg.resolve.own import OwnIdentities
from kg.segment import Segmenter
from kg.tables.own import NOTHING, Own

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
        Calibrator.load(),
    )


@cache
def stages_with(own: Own) -> tuple[Stage, ...]:
    """The default pipeline with the names of a project's own lexicon behind the stages that find and resolve names."""
    if not own.names:
        return stages()
    behind: dict[type, Stage] = {NameRecognizer: OwnNames.of(own.names), Resolver: OwnIdentities.of(own.names)}
    return tuple(s for stage in stages() for s in (stage, behind.get(type(stage))) if s is not None)


def stages_for(docs: Iterable[Document], own: Own = NOTHING) -> tuple[Stage, ...]:
    """The stages of `stages_with`, made quicker for these documents: `run(doc, stages_for(docs))` finds the same."""
    segmenter, *others = stages_with(own)
    assert isinstance(segmenter, Segmenter)
    return (segmenter.knowing(plainly(in_simplified(doc)) for doc in docs), *others)


def run(doc: Document, using: tuple[Stage, ...] | None = None) -> Document:
    """The document with everything that the stages find in it; those of the default pipeline if none are given.

    They read its plain form, in which the width of marks and the shape of quotes are one, in simplified script; what they
    found quotes the text itself.
    """
    simplified = in_simplified(doc)
    found = plainly(simplified)
    for stage in using or stages():
        found = stage(found)
    return in_own_script(as_written(found, simplified), doc)


def extract(source: Source | Path, *, given: Metadata | None = None, max_bytes: int = MAX_BYTES, own: Own = NOTHING) -> Document:
    """The article of a source, or of a file, with everything found in it; `given` wins over what the text says of itself.

    `own` is what a project adds to the tables.

    Raises InputError where it is no article that we can read.
    """
    if isinstance(source, Source):
        return run(read_source(source, given=given, max_bytes=max_bytes), stages_with(own))
    return run(read_file(source, given=given, max_bytes=max_bytes), stages_with(own))
