"""Neo4j: CSV for the offline import of a new database, and Cypher for one that runs.

Labels are the kinds and types of nodes, relationship types are relations and roles in Neo4j's manner: JOINT_ACTION_WITH.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, groupby, islice
from typing import BinaryIO

from kg.export import Parts, as_text
from kg.export.drawn import Drawn
from kg.export.records import Records
from kg.graph import Graph
from kg.graph.network import Property

__all__ = ["cypher", "neo4j", "relationship_type"]

_ARRAY = ";"
_BATCH = 500
_TYPES = {str: "", bool: "boolean", int: "long", float: "double", tuple: "string[]"}
_DATES = frozenset({"start", "end", "published"})

_README = """\
# Import into Neo4j 5

    neo4j-admin database import full neo4j --nodes=nodes.csv --relationships=relationships.csv

The database must not exist yet. The labels of a node are its kind and type, `iri` is its key; relationship types are
relations and roles.

    MATCH (a:Body)-[r:JOINT_ACTION_WITH]->(b:Body) RETURN a.label, b.label, r.words LIMIT 10
"""


def neo4j(graph: Graph) -> Parts:
    """nodes.csv and relationships.csv with typed headers, and how to import them."""
    drawn = Drawn(Records(graph.store))
    return {
        "nodes.csv": partial(_nodes, drawn),
        "relationships.csv": partial(_relationships, drawn),
        "README.md": _readme,
    }


def _readme(out: BinaryIO) -> None:
    out.write(_README.encode())


def _nodes(drawn: Drawn, out: BinaryIO) -> None:
    columns = _columns(node.properties for node in drawn.nodes())
    header = ["iri:ID", *(f"{name}:{kind}" if kind else name for name, kind in columns.items()), ":LABEL"]
    rows = ([n.iri, *_cells(n.properties, columns), _ARRAY.join(n.labels)] for n in drawn.nodes())
    _csv(chain([header], rows), out)


def _relationships(drawn: Drawn, out: BinaryIO) -> None:
    columns = _columns(edge.properties for edge in drawn.edges())
    header = [":START_ID", ":END_ID", ":TYPE", *(f"{name}:{kind}" if kind else name for name, kind in columns.items())]
    rows = ([e.source, e.target, relationship_type(e.type), *_cells(e.properties, columns)] for e in drawn.edges())
    _csv(chain([header], rows), out)


def relationship_type(name: str) -> str:
    """jointActionWith and co_agent as JOINT_ACTION_WITH and CO_AGENT."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def _columns(found: Iterable[dict[str, Property]]) -> dict[str, str]:
    """The properties that occur, by name, with Neo4j's type for each."""
    columns: dict[str, str] = {}
    for properties in found:
        for name, value in properties.items():
            columns[name] = "date" if name in _DATES else _TYPES[type(value)]
    return dict(sorted(columns.items()))


def _cells(properties: dict[str, Property], columns: dict[str, str]) -> list[str]:
    return [_cell(properties.get(name)) for name in columns]


def _cell(value: Property | None) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _ARRAY.join(_line(item).replace(_ARRAY, "；") for item in value)
    return _line(value) if isinstance(value, str) else str(value).lower()


def _line(words: str) -> str:
    """The words on one line: the importer takes a line break inside a cell for the end of the row."""
    return " ".join(words.split()) if "\n" in words or "\r" in words else words


def _csv(rows: Iterable[list[str]], out: BinaryIO) -> None:
    with as_text(out) as text:
        csv.writer(text, lineterminator="\n").writerows(rows)


def cypher(graph: Graph) -> Parts:
    """Statements for `cypher-shell -f graph.cypher`; MERGE by IRI, so that it can be run again."""
    return {"graph.cypher": partial(_cypher, graph)}


def _cypher(graph: Graph, out: BinaryIO) -> None:
    for statement in _statements(Drawn(Records(graph.store))):
        out.write(statement.encode() + b"\n")


def _statements(drawn: Drawn) -> Iterator[str]:
    yield "CREATE CONSTRAINT zhengmai_iri IF NOT EXISTS FOR (n:Zhengmai) REQUIRE n.iri IS UNIQUE;"
    for labels, nodes in groupby(drawn.nodes(by_labels=True), key=lambda n: n.labels):
        named = "".join(f":{label}" for label in labels)
        for rows in _batches(_map({"iri": n.iri, "properties": n.properties}) for n in nodes):
            yield f"UNWIND [{rows}] AS row MERGE (n:Zhengmai {{iri: row.iri}}) SET n{named}, n += row.properties;"
    for (type, has_post), edges in groupby(drawn.edges(by_type=True), key=lambda e: (e.type, "post" in e.properties)):
        kind = relationship_type(type) + (" {post: row.properties.post}" if has_post else "")  # two posts are two relationships
        for rows in _batches(_map({"a": e.source, "b": e.target, "properties": e.properties}) for e in edges):
            yield (
                f"UNWIND [{rows}] AS row MATCH (a:Zhengmai {{iri: row.a}}), (b:Zhengmai {{iri: row.b}}) "
                f"MERGE (a)-[r:{kind}]->(b) SET r += row.properties;"
            )


def _batches(rows: Iterator[str]) -> Iterator[str]:
    while batch := list(islice(rows, _BATCH)):
        yield "\n  " + ",\n  ".join(batch) + "\n"


def _map(properties: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{name}: {_literal(value, name)}" for name, value in properties.items()) + "}"


def _literal(value: object, name: str) -> str:
    if isinstance(value, dict):
        return _map(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(item, "") for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return f"date({_quoted(str(value))})" if name in _DATES else _quoted(str(value))


def _quoted(words: str) -> str:
    """A string of Cypher. What it would read as an escape or as the end is escaped."""
    kept = words.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(c if c.isprintable() else "".join(f"\\u{unit:04x}" for unit in _utf16(c)) for c in kept) + "'"


def _utf16(character: str) -> tuple[int, ...]:
    data = character.encode("utf-16-be")
    return tuple(int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2))
