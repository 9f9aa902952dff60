"""GraphML and GEXF: entities and the relations between them, with labels, types, dates and words."""

from __future__ import annotations

import re
from functools import partial
from typing import BinaryIO

import networkx

from kg.export import Parts
from kg.graph import Graph

__all__ = ["gexf", "graphml"]

# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(graph: Graph) -> Parts:
    """GraphML; `type` and `code` of nodes, `relation`, `start` and `end` of edges are attributes."""
    return {"graph.graphml": partial(_graphml, graph)}


def _graphml(graph: Graph, out: BinaryIO) -> None:
    drawn = _numbered(graph.to_networkx())
    for line in networkx.generate_graphml(drawn, named_key_ids=True, edge_id_from_attribute="id"):
        out.write(line.encode() + b"\n")


def gexf(graph: Graph) -> Parts:
    """GEXF 1.2; an edge with a date is there from its first to its last day on Gephi's timeline, others are always there."""
    return {"graph.gexf": partial(_gexf, graph)}


def _gexf(graph: Graph, out: BinaryIO) -> None:
    from networkx.readwrite.gexf import GEXFWriter

    written = GEXFWriter(_numbered(graph.to_networkx()), version="1.2draft")
    meta = written.xml.find("meta")
    assert meta is not None
    meta.attrib.pop("lastmodifieddate", None)  # of today: the bytes would change every day
    written.write(out)
    out.write(b"\n")


def _numbered(drawn: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """The same graph with a number for each edge, and without what XML cannot hold: � stands where such a character stood."""
    for number, (_, _, data) in enumerate(drawn.edges(data=True)):
        data["id"] = str(number)
    for data in (*(d for _, d in drawn.nodes(data=True)), *(d for _, _, d in drawn.edges(data=True))):
        data.update({key: _NO_XML.sub("\ufffd", value) for key, value in data.items() if isinstance(value, str)})
    return drawn
