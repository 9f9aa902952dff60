"""GraphML and GEXF: entities and the relations between them, with labels, types, dates and words."""

from __future__ import annotations

import io
import re

import networkx

from kg.export import Files
from kg.graph import Graph

__all__ = ["gexf", "graphml"]

# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(graph: Graph) -> Files:
    """GraphML; `type` and `code` of nodes, `relation`, `start` and `end` of edges are attributes."""
    lines = networkx.generate_graphml(_numbered(graph.to_networkx()), named_key_ids=True, edge_id_from_attribute="id")
    return {"graph.graphml": "\n".join(lines).encode() + b"\n"}


def gexf(graph: Graph) -> Files:
    """GEXF 1.2; an edge with a date is there from its first to its last day on Gephi's timeline, others are always there."""
    from networkx.readwrite.gexf import GEXFWriter

    written = GEXFWriter(_numbered(graph.to_networkx()), version="1.2draft")
    meta = written.xml.find("meta")
    assert meta is not None
    meta.attrib.pop("lastmodifieddate", None)  # of today: the bytes would change every day
    out = io.BytesIO()
    written.write(out)
    return {"graph.gexf": out.getvalue() + b"\n"}


def _numbered(drawn: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """The same graph with a number for each edge, and without what XML cannot hold: � stands where such a character stood."""
    for number, (_, _, data) in enumerate(drawn.edges(data=True)):
        data["id"] = str(number)
    for data in (*(d for _, d in drawn.nodes(data=True)), *(d for _, _, d in drawn.edges(data=True))):
        data.update({key: _NO_XML.sub("\ufffd", value) for key, value in data.items() if isinstance(value, str)})
    return drawn
