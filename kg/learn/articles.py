"""The annotated articles of corpus/: they train every model that ships, and each is measured by models that have not seen it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kg.model import Document
from kg.read import plainly, read_file, read_table
from kg.record import from_record, read_records
from kg.segment import Segmenter
from kg.tables.loading import corpus_dir

__all__ = ["Shelf", "annotated", "shelves"]

_SHELVES = (
    "",
    "broadcasts",
    "bulletins",
    "campaigns",
    "counties",
    "dispatches",
    "held",
    "items",
    "later",
    "offices",
    "pages",
    "practice",
    "press",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder with `articles/`, `gold/` and `metadata.csv`."""

    home: Path

    @property
    def metadata(self) -> Path:
        return self.home / "metadata.csv"

    def article(self, key: str) -> Path:
        return self.home / "articles" / f"{key}.txt"

    def ids(self) -> list[str]:
        """The ids of its annotated articles, sorted."""
        return sorted(path.stem for path in (self.home / "gold").glob("*.json"))

    def documents(self, segment: Segmenter) -> list[Document]:
        """The articles as annotated, with the lines that reading finds, in the plain form of the stages, with tokens, by id."""
        docs, table = [], read_table(self.metadata)
        for name, record in read_records(self.home / "gold").items():
            path = self.article(name)
            read = read_file(path, given=table.of(path))
            docs.append(segment(plainly(replace(from_record(record, read.text), lines=read.lines))))
        return docs


def shelves() -> tuple[Shelf, ...]:
    """corpus/ itself, and the folders in it that hold more annotated articles."""
    return tuple(Shelf(corpus_dir() / name) for name in _SHELVES)


def annotated(segment: Segmenter) -> list[Document]:
    """All annotated articles, with tokens, in the order of their ids."""
    return sorted((doc for shelf in shelves() for doc in shelf.documents(segment)), key=lambda doc: doc.id)
