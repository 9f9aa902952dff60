"""The graph in the formats of other tools: one module a format, all of them listed here.

A format gives files by name, each as what writes it, so that a long one need not be held whole; the same graph gives the same
bytes on every run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO, TextIO

from kg.errors import UsageError
from kg.graph import Graph

__all__ = ["FORMATS", "Files", "Format", "Parts", "archive", "as_text", "export", "parts", "write_archive"]

Files = dict[str, bytes]
Parts = dict[str, Callable[[BinaryIO], None]]

# The earliest date that a zip archive can hold: with the clock's, no two archives would be alike.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the name that `kg export` knows it by."""

    name: str
    what: str
    writer_at: str  # module.function of kg.export
    many: bool = False  # several files: a folder or an archive

    @property
    def writer(self) -> Callable[[Graph], Parts]:
        """The function that writes it, loaded when asked for."""
        module, _, function = self.writer_at.partition(".")
        found: Callable[[Graph], Parts] = getattr(import_module(f"kg.export.{module}"), function)
        return found


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("turtle", "facts as Turtle", "rdf.turtle"),
        Format("trig", "facts and articles as TriG", "rdf.trig"),
        Format("nq", "facts and articles as canonical N-Quads, sorted", "rdf.nq"),
        Format("jsonld", "facts and articles as JSON-LD 1.1, with the context inside", "jsonld.jsonld"),
        Format("rdf12", "facts and articles as TriG of RDF 1.2, each claim a reifier of what it claims", "rdf12.rdf12"),
        Format("prov", "where each statement comes from, as PROV-O alone", "prov.prov"),
        Format("graphml", "entities and relations for yEd, Cytoscape, igraph, networkx", "network.graphml"),
        Format("gexf", "entities and relations for Gephi, with the dates of relations", "network.gexf"),
        Format(
            "csv",
            "tables of bodies, initiatives, events, roles, relations, figures, with a codebook",
            "tables.csv_files",
            many=True,
        ),
        Format("neo4j", "CSV for neo4j-admin database import, with the command", "neo4j.neo4j", many=True),
        Format("cypher", "statements for cypher-shell; running them again changes nothing", "neo4j.cypher"),
    )
}


def parts(graph: Graph, format: str) -> Parts:
    """The files of the format by name, each as a function that writes it into an open file; each may be called once.

    Raises UsageError for a format that there is not.
    """
    found = FORMATS.get(format)
    if found is None:
        raise UsageError(f"there is no format {format!r}; there are: {', '.join(FORMATS)}")
    return found.writer(graph)


def export(graph: Graph, format: str) -> Files:
    """The files of the format by name, in memory. Raises UsageError for a format that there is not."""
    return {name: _whole(write) for name, write in parts(graph, format).items()}


def _whole(write: Callable[[BinaryIO], None]) -> bytes:
    data = io.BytesIO()
    write(data)
    return data.getvalue()


@contextmanager
def as_text(out: BinaryIO) -> Iterator[TextIO]:
    """A file of text in UTF-8 over a file of bytes, which stays open; line ends are written as they are."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    try:
        yield text
    finally:
        text.detach()


def archive(files: Files) -> bytes:
    """The files as one zip archive, the same bytes for the same files."""
    data = io.BytesIO()
    write_archive({name: _writes(content) for name, content in files.items()}, data)
    return data.getvalue()


def _writes(content: bytes) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        out.write(content)

    return write


def write_archive(written: Parts, out: BinaryIO) -> None:
    """The files as one zip archive into `out`, which can be sought in; the same bytes for the same files."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, write in sorted(written.items()):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(entry, "w", force_zip64=True) as file:
                write(file)  # type: ignore[arg-type]  # an IO[bytes] is a BinaryIO
