"""The graph in the formats of other tools: one module a format, all of them listed here.

A format gives files by name; the same graph gives the same bytes on every run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from kg.errors import UsageError
from kg.graph import Graph

__all__ = ["FORMATS", "Files", "Format", "archive", "export"]

Files = dict[str, bytes]

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
    def writer(self) -> Callable[[Graph], Files]:
        """The function that writes it, loaded when asked for."""
        module, _, function = self.writer_at.partition(".")
        found: Callable[[Graph], Files] = getattr(import_module(f"kg.export.{module}"), function)
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


def export(graph: Graph, format: str) -> Files:
    """The graph as files of the format, by name. Raises UsageError for a format that there is not."""
    found = FORMATS.get(format)
    if found is None:
        raise UsageError(f"there is no format {format!r}; there are: {', '.join(FORMATS)}")
    return found.writer(graph)


def archive(files: Files) -> bytes:
    """The files as one zip archive, the same bytes for the same files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()
