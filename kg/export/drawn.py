"""Nodes and edges as `kg.graph.network` has them, sorted on disk instead of in memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import chain

from kg.export.records import Entity, Records, Relation, on_disk
from kg.graph.network import (
    Edge,
    Node,
    Property,
    article_node,
    entity_node,
    event_edges,
    event_nodes,
    figure_edges,
    figure_node,
    relation_edges,
)

__all__ = ["Drawn"]

_TABLES = """
CREATE TABLE given_node (iri, labels, properties);
CREATE TABLE given_edge (source, target, type, has_post, shown, properties);
"""
_KEPT = """
CREATE TABLE node AS SELECT iri, labels, properties, MAX(rowid) FROM given_node GROUP BY iri;
DROP TABLE given_node;
CREATE UNIQUE INDEX node_of ON node (iri);
CREATE TABLE edge AS SELECT * FROM given_edge WHERE EXISTS (SELECT 1 FROM node WHERE iri = target);
DROP TABLE given_edge;
"""
_BETWEEN = "\x01"  # labels stand as one text that sorts as they do: below every letter


class Drawn:
    """All of a graph, or without `happenings` only entities and relations; both ends of every edge are among the nodes."""

    def __init__(self, records: Records, *, happenings: bool = True) -> None:
        self._db = on_disk(_TABLES)
        found = _all_nodes(records) if happenings else map(_entity, records.entities())
        nodes = ((n.iri, _BETWEEN.join(n.labels), json.dumps(n.properties)) for n in found)
        self._db.executemany("INSERT INTO given_node VALUES (?, ?, ?)", nodes)
        edges = (
            (e.source, e.target, e.type, "post" in e.properties, str(e.properties), json.dumps(e.properties))
            for e in (_all_edges(records) if happenings else _relations(records))
        )
        self._db.executemany("INSERT INTO given_edge VALUES (?, ?, ?, ?, ?, ?)", edges)
        for statement in _KEPT.split(";"):
            self._db.execute(statement)

    def nodes(self, *, by_labels: bool = False) -> Iterator[Node]:
        """In the order of IRIs, with `by_labels` those of the same labels together."""
        for row in self._db.execute(f"SELECT * FROM node ORDER BY {'labels, ' if by_labels else ''}iri"):
            yield Node(row["iri"], tuple(row["labels"].split(_BETWEEN)), _properties(row))

    def edges(self, *, by_type: bool = False) -> Iterator[Edge]:
        """In the order of their ends, with `by_type` those of the same type together, and of these those with a post."""
        order = f"{'type, has_post, ' if by_type else ''}source, target, type, shown"
        for row in self._db.execute(f"SELECT * FROM edge ORDER BY {order}"):
            yield Edge(row["source"], row["target"], row["type"], _properties(row))


def _properties(row: sqlite3.Row) -> dict[str, Property]:
    found = json.loads(row["properties"])
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def _all_nodes(records: Records) -> Iterator[Node]:
    yield from map(_entity, records.entities())
    yield from chain.from_iterable(map(event_nodes, records.events()))
    yield from map(figure_node, records.figures())
    for a in records.articles():
        yield article_node(a.iri, a.label, a.published, a.publisher, a.url)


def _entity(e: Entity) -> Node:
    return entity_node(e.iri, e.label, e.type, e.code, e.aliases, e.mentions)


def _all_edges(records: Records) -> Iterator[Edge]:
    yield from _relations(records)
    yield from chain.from_iterable(map(event_edges, records.events()))
    yield from chain.from_iterable(map(figure_edges, records.figures()))


def _relations(records: Records) -> Iterator[Edge]:
    return chain.from_iterable(map(_relation, records.relations()))


def _relation(r: Relation) -> Iterator[Edge]:
    return relation_edges((r.subject, r.object), r.type, r.label, r.post, r.days, r.told)
