"""GraphML and GEXF: entities and the relations between them, with labels, types, dates and words.

Both are written node by node and edge by edge; `networkx` reads them as `Graph.to_networkx` has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from kg.export import Parts, as_text
from kg.export.drawn import Drawn
from kg.export.records import Records
from kg.graph import Graph
from kg.graph.network import edge_attributes, edge_key, node_attributes

__all__ = ["gexf", "graphml"]

Value = str | int | float | bool
Values = dict[str, Value]

_NAME = "Zhengmai"
# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAPHML_TYPES = {str: "string", bool: "boolean", int: "long", float: "double"}
_GEXF_TYPES = {**_GRAPHML_TYPES, float: "double"}
_GRAPHML = """\
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_GEXF = """\
<?xml version='1.0' encoding='utf-8'?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd" version="1.2">
  <meta>
    <creator>Zhengmai</creator>
  </meta>
"""


def graphml(graph: Graph) -> Parts:
    """GraphML; `type` and `code` of nodes, `relation`, `start` and `end` of edges are attributes."""
    return {"graph.graphml": _into_text(graph, _graphml)}


def gexf(graph: Graph) -> Parts:
    """GEXF 1.2; an edge with a date is there from its first to its last day on Gephi's timeline, others are always there."""
    return {"graph.gexf": _into_text(graph, _gexf)}


def _into_text(graph: Graph, lines: Callable[[Drawn], Iterator[str]]) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        with as_text(out) as text:
            text.writelines(lines(Drawn(Records(graph.store), happenings=False)))

    return write


def _nodes(drawn: Drawn) -> Iterator[tuple[str, Values]]:
    """IRI and attributes of each node."""
    return ((node.iri, _in_xml(node_attributes(node))) for node in drawn.nodes())


def _edges(drawn: Drawn) -> Iterator[tuple[str, str, str, Values]]:
    """Source, target, key and attributes of each edge; of equal ends and key, which a multigraph holds once, the last."""
    for (source, target, key), same in groupby(drawn.edges(), key=lambda e: (e.source, e.target, edge_key(e))):
        *_, edge = same
        yield source, target, key, _in_xml(edge_attributes(edge))


def _in_xml(values: Mapping[str, Value]) -> Values:
    """The same without what XML cannot hold: � stands where such a character stood."""
    return {name: _NO_XML.sub("\ufffd", value) if isinstance(value, str) else value for name, value in values.items()}


def _types(found: Iterable[Values]) -> dict[str, type]:
    """The attributes that occur, in the order in which they do, with the type of their first value."""
    types: dict[str, type] = {}
    for values in found:
        for name, value in values.items():
            types.setdefault(name, type(value))
    return types


def _graphml(drawn: Drawn) -> Iterator[str]:
    yield _GRAPHML
    nodes = _types(values for _, values in _nodes(drawn))
    edges = _types(values for *_, values in _edges(drawn)) | {"id": str}
    for name, kind in (nodes | edges).items():
        scope = "all" if name in nodes and name in edges else "node" if name in nodes else "edge"
        yield f'  <key id={quoteattr(name)} for="{scope}" attr.name={quoteattr(name)} attr.type="{_GRAPHML_TYPES[kind]}" />\n'
    yield '  <key id="name" for="graph" attr.name="name" attr.type="string" />\n'
    yield f'  <graph edgedefault="directed">\n    <data key="name">{_NAME}</data>\n'
    for iri, values in _nodes(drawn):
        yield f"    <node id={quoteattr(iri)}>\n{_data(values)}    </node>\n"
    for number, (source, target, _, values) in enumerate(_edges(drawn)):
        ends = f"source={quoteattr(source)} target={quoteattr(target)}"
        yield f'    <edge {ends} id="{number}">\n{_data(values | {"id": str(number)})}    </edge>\n'
    yield "  </graph>\n</graphml>\n"


def _data(values: Values) -> str:
    return "".join(f"      <data key={quoteattr(name)}>{_text(str(value))}</data>\n" for name, value in values.items())


def _text(words: str) -> str:
    return escape(words, {"\r": "&#13;"})


def _gexf(drawn: Drawn) -> Iterator[str]:
    yield _GEXF
    of_nodes = _types(_hung(values) for _, values in _nodes(drawn))
    of_edges = _types(_hung(values) | {"networkx_key": key} for *_, key, values in _edges(drawn))
    dated = any("start" in values for *_, values in _edges(drawn))
    mode = f'mode="dynamic" name="{_NAME}" timeformat="date"' if dated else f'mode="static" name="{_NAME}"'
    yield f'  <graph defaultedgetype="directed" {mode}>\n'
    node_ids = {name: str(number) for number, name in enumerate(of_nodes)}
    edge_ids = {name: str(number) for number, name in enumerate(of_edges, len(of_nodes))}
    yield from _attributes("edge", of_edges, edge_ids)
    yield from _attributes("node", of_nodes, node_ids)
    yield "    <nodes>\n"
    for iri, values in _nodes(drawn):
        yield f"      <node id={quoteattr(iri)} label={quoteattr(str(values['label']))}>\n"
        yield f"{_attvalues(_hung(values), node_ids)}      </node>\n"
    yield "    </nodes>\n    <edges>\n"
    for number, (source, target, key, values) in enumerate(_edges(drawn)):
        when = "".join(f" {end}={quoteattr(str(values[end]))}" for end in ("start", "end") if end in values)
        ends = f'source={quoteattr(source)} target={quoteattr(target)} id="{number}"'
        yield f"      <edge {ends} label={quoteattr(str(values['label']))}{when}>\n"
        yield f"{_attvalues(_hung(values) | {'networkx_key': key}, edge_ids)}      </edge>\n"
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _hung(values: Values) -> Values:
    """What hangs on a node or an edge as a value of its own; label and days are part of it."""
    return {name: value for name, value in values.items() if name not in ("label", "start", "end")}


def _attributes(kind: str, types: Mapping[str, type], ids: Mapping[str, str]) -> Iterator[str]:
    if types:
        yield f'    <attributes mode="static" class="{kind}">\n'
        for name, type in types.items():
            yield f'      <attribute id="{ids[name]}" title={quoteattr(name)} type="{_GEXF_TYPES[type]}" />\n'
        yield "    </attributes>\n"


def _attvalues(values: Values, ids: Mapping[str, str]) -> str:
    told = "".join(
        f'          <attvalue for="{ids[name]}" value={quoteattr(_plain(value))} />\n' for name, value in values.items()
    )
    return f"        <attvalues>\n{told}        </attvalues>\n"


def _plain(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
