"""Where the quads lie and how they are asked: one interface over memory and disk (`kg.remote` has it over an endpoint).

The graph of accepted facts is the default graph of every query; articles are named graphs beside it.
Nothing outside the store is ever fetched: SERVICE, LOAD, FROM and updates are refused.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.link.identity import DEFAULT_BASE
from kg.rdf import facts_graph
from kg.rdf.rdflib_terms import literal, node
from kg.rdf.serialize import written
from kg.rdf.vocabulary import PREFIXES
from kg.sparql import leaving_out, scan, why
from kg.system import cores, path_in_utf8

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = [
    "PROLOGUE",
    "Answer",
    "Cell",
    "Store",
    "answer",
    "base_of",
    "link_or_copy",
    "rdflib_dataset",
    "refuse_outside",
]

Cell = str | int | float | bool | None
_XSD = PREFIXES["xsd"]
_WHOLE = frozenset(_XSD + t for t in ("integer", "nonNegativeInteger", "int", "long"))
_REAL = frozenset(_XSD + t for t in ("decimal", "double", "float"))
_AT_ONCE = 120_000_000  # bytes of N-Quads, half a million of ours
_LOADS = 4  # at once: smaller ones would leave more and smaller tables
_BUFFER = 1 << 18
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_PREFIXED = PROLOGUE.count("\n")  # lines that the engine reads before those of a query

# Words of the language that reach outside, choose other graphs, or write.
_REFUSED = ("SERVICE", "LOAD", "FROM", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD")
_HIDDEN = ("SERVICE", "LOAD", "FROM")  # looked for inside glued words as well; no other keyword contains them


class Answer:
    """What a query gave: `vars` and `rows` of plain values, or the `turtle` of a graph query with a row a triple."""

    __slots__ = ("rows", "turtle", "vars")

    def __init__(self, names: Sequence[str], rows: Iterable[tuple[Cell, ...]], turtle: str | None = None) -> None:
        self.vars, self.rows, self.turtle = tuple(names), tuple(rows), turtle


class Store:
    """Quads in memory or in a folder on disk."""

    def __init__(self, inner: ox.Store, base: str = DEFAULT_BASE) -> None:
        self._inner, self.base = inner, base
        self._facts = facts_graph(base)
        self._articles: list[ox.NamedNode | ox.BlankNode] | None = None  # listed when first asked; None after a change

    @classmethod
    def memory(cls, quads: Iterable[ox.Quad] = (), base: str = DEFAULT_BASE) -> Store:
        """A store in memory that holds the quads."""
        store = cls(ox.Store(), base)
        store.extend(quads)
        return store

    @classmethod
    def bulk(cls, folder: Path, blocks: Iterable[bytes]) -> None:
        """Makes a store in a folder of its own from blocks of N-Quads, whole lines each and none very long.

        Half a gigabyte of memory, however many there are. Its tables are merged: each load leaves one of every kind, in all of
        which a question would have to look, and each change to come would begin to merge them, and not get to the end.
        """
        inner = ox.Store(str(folder))
        _loaded(inner, blocks)
        inner.optimize()
        inner.flush()

    @classmethod
    def changed(
        cls,
        old: Path,
        folder: Path,
        *,
        graphs: Iterable[str] = (),
        removed: Iterable[bytes] = (),
        added: Iterable[bytes] = (),
        compact: bool = False,
    ) -> None:
        """Makes a store in `folder` that is the store in `old` without some graphs and blocks of N-Quads, and with others.

        `old` is not touched: what never changes is shared with it by hard links. `compact` gives back the room of
        what was removed.
        """
        _snapshot(old, folder)
        inner = ox.Store(str(folder))
        for graph in graphs:
            inner.remove_graph(ox.NamedNode(graph))
        smaller = set()
        for quad in ox.parse(io.BufferedReader(_Blocks(removed)), ox.RdfFormat.N_QUADS):
            inner.remove(quad)
            smaller.add(quad.graph_name)
        _loaded(inner, added)
        for name in smaller:  # the engine goes on to list a graph that has nothing left
            if next(inner.quads_for_pattern(None, None, None, name), None) is None:
                inner.remove_graph(name)
        if compact:
            inner.optimize()
        inner.flush()

    @classmethod
    def open(cls, folder: Path, base: str = DEFAULT_BASE) -> Self:
        """The store in `folder`, read-only; raises StoreError where there is none or it is damaged."""
        if not (folder / "CURRENT").is_file():
            raise StoreError(f"{folder}: no store here; build one with `kg build PATH --out DIR`")
        try:
            return cls(ox.Store.read_only(path_in_utf8(folder)), base)
        except (OSError, ValueError) as error:
            raise StoreError(f"{folder}: the store cannot be opened: {error}") from error

    @classmethod
    def load(cls, file: Path, base: str | None = None) -> Store:
        """The quads of a file (.trig, .nq, .ttl, .nt, .jsonld, .rdf), in memory; triples without a graph are facts.

        The base is that of the graph of facts in the file. Raises StoreError for what cannot be read.
        """
        format = ox.RdfFormat.from_extension(file.suffix.removeprefix("."))
        if format is None:
            raise StoreError(f"{file}: is no RDF file by its name; give .trig, .nq, .ttl, .nt, .jsonld or .rdf")
        try:
            quads = list(ox.parse(path=file, format=format))
        except (OSError, SyntaxError, ValueError) as error:
            raise StoreError(f"{file}: cannot be read: {error}") from error
        base = base or base_of(q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)) or DEFAULT_BASE
        facts = facts_graph(base)
        return cls.memory((_in_graph(q, facts) for q in quads), base)

    def extend(self, quads: Iterable[ox.Quad]) -> None:
        """Adds quads; those already there stay once."""
        self._inner.bulk_extend(quads)
        self._articles = None

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, in no order."""
        return iter(self._inner)

    def quads_of(self, graph: str) -> Iterator[ox.Quad]:
        """The quads of one graph, in no order."""
        return self._inner.quads_for_pattern(None, None, None, ox.NamedNode(graph))

    def described(self, graph: str, predicates: Collection[str]) -> dict[str, dict[str, list[Cell]]]:
        """What one graph says of each subject by these predicates: the values, plain as `ask` gives them, in no order."""
        found: dict[str, dict[str, list[Cell]]] = {}
        for q in self.quads_of(graph):
            name = q.predicate.value
            if name in predicates:
                assert isinstance(q.subject, ox.NamedNode)  # there are no blank nodes
                found.setdefault(q.subject.value, {}).setdefault(name, []).append(cell(q.object))
        return found

    def quads_about(self, subject: str, graph: str) -> Iterator[ox.Quad]:
        """The quads of one graph about a subject, in no order."""
        return self._inner.quads_for_pattern(ox.NamedNode(subject), None, None, ox.NamedNode(graph))

    def by_subject(self, graph: str | None = None) -> Iterator[list[ox.Quad]]:
        """The quads of one graph, or of all, subject by subject in the order of N-Triples; those of one subject in no order.

        What is held meanwhile are the subjects, not the quads.
        """
        name = None if graph is None else ox.NamedNode(graph)
        for subject in sorted({q.subject for q in self._inner.quads_for_pattern(None, None, None, name)}, key=str):
            yield list(self._inner.quads_for_pattern(subject, None, None, name))

    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs, that of the facts among them, sorted."""
        return tuple(sorted(g.value for g in self._inner.named_graphs()))

    def ntriples(self, graph: str) -> bytes:
        """The triples of one graph as sorted N-Triples: the same bytes wherever the same graph is stored."""
        triples = (q.triple for q in self._inner.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
        return b"".join(sorted(written([triple], ox.RdfFormat.N_TRIPLES) for triple in triples))

    def to_rdflib(self) -> Dataset:
        """The same quads for rdflib, the facts as its default graph; it may load nothing from outside."""
        return rdflib_dataset(self.quads(), self._facts)

    def __len__(self) -> int:
        return len(self._inner)

    def ask(self, sparql: str) -> Answer:
        """The answer to a query over the facts; GRAPH reaches the articles. The usual prefixes are declared.

        Raises QueryError for what is no SPARQL 1.1 query, or reaches outside the store.
        """
        refuse_outside(sparql)
        try:
            return answer(self._found(sparql))
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the query cannot be run: {why(str(error), sparql, _PREFIXED)}") from error

    def each(self, sparql: str) -> Iterator[dict[str, Cell]]:
        """The rows of a SELECT query as `ask` would give them, by name, one at a time: none is held."""
        refuse_outside(sparql)
        try:
            found = self._found(sparql)
            assert isinstance(found, ox.QuerySolutions)
            names = [v.value for v in found.variables]
            for row in found:
                yield dict(zip(names, map(cell, row), strict=True))
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the query cannot be run: {why(str(error), sparql, _PREFIXED)}") from error

    def _found(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """What the engine finds over the facts, with GRAPH ranging over the articles."""
        return leaving_out(sparql, self._facts.value, self._over)

    def _over(self, sparql: str, listed: bool) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        named = self._named() if listed else None
        return self._inner.query(PROLOGUE + sparql, default_graph=self._facts, named_graphs=named)

    def _named(self) -> list[ox.NamedNode | ox.BlankNode]:
        if self._articles is None:
            self._articles = [g for g in self._inner.named_graphs() if g != self._facts]
        return self._articles


def _loaded(inner: ox.Store, blocks: Iterable[bytes]) -> None:
    """Adds blocks of N-Quads, so many at a time that the loader, which holds a kilobyte a quad, stays within half a gigabyte.

    A load is the work of one core, so as many run side by side as there are cores, and share the room.
    """
    left, threads = _Taken(blocks), min(cores(), _LOADS)

    def load() -> None:
        while (first := next(left, None)) is not None:
            # Lenient: the lines are our own, written from terms that were checked when they were made.
            part = _Blocks(chain((first,), left), _AT_ONCE // threads)
            inner.bulk_load(input=io.BufferedReader(part, _BUFFER), format=ox.RdfFormat.N_QUADS, lenient=True)

    with ThreadPoolExecutor(threads) as pool:
        for loading in [pool.submit(load) for _ in range(threads)]:
            loading.result()


class _Taken(Iterator[bytes]):
    """Blocks that several threads take from, each block one of them."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self._lock = iter(blocks), Lock()

    def __next__(self) -> bytes:
        with self._lock:
            return next(self._blocks)


class _Blocks(io.RawIOBase):
    """Blocks of lines as a file to read from: they are taken as they are asked for, until `most` bytes are passed."""

    def __init__(self, blocks: Iterable[bytes], most: int | None = None) -> None:
        self._blocks, self._rest, self._left = iter(blocks), memoryview(b""), most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None) if self._left is None or self._left > 0 else None
            if block is None:
                return 0
            if self._left is not None:
                self._left -= len(block)
            self._rest = memoryview(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _snapshot(old: Path, folder: Path) -> None:
    """A copy of a store that nobody writes: its sorted tables never change and are linked, its small files copied."""
    if not (old / "CURRENT").is_file():
        raise StoreError(f"{old}: no store here; build one with `kg build PATH --out DIR`")
    folder.mkdir()
    for path in sorted(old.iterdir()):
        if path.suffix == ".sst":
            link_or_copy(path, folder / path.name)
        elif path.is_file() and not path.name.startswith(("LOCK", "LOG")):
            shutil.copyfile(path, folder / path.name)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """A second name of the same file, a copy where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def refuse_outside(sparql: str) -> None:
    """Raises QueryError for a query that would read or write anything but the store."""
    scanned = scan(sparql)
    word = next((w for w in _REFUSED if w in scanned.words or (w in _HIDDEN and scanned.uses(w))), None)
    if word:
        raise QueryError(f"{word} is not allowed: queries read this graph alone; use SELECT, ASK, CONSTRUCT or DESCRIBE")


def base_of(graphs: Iterable[str]) -> str | None:
    """The base whose graph of facts is among the graphs; None where none is."""
    end = facts_graph(DEFAULT_BASE).value.removeprefix(DEFAULT_BASE)
    return next((name.removesuffix(end) for name in sorted(set(graphs)) if name.endswith("/" + end)), None)


def _in_graph(quad: ox.Quad, facts: ox.NamedNode) -> ox.Quad:
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return ox.Quad(quad.subject, quad.predicate, quad.object, facts)
    return quad


def rdflib_dataset(quads: Iterable[ox.Quad], facts: ox.NamedNode) -> Dataset:
    """The quads for rdflib, the facts as its default graph; it may load nothing from outside."""
    import rdflib.plugins.sparql

    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # rdflib would run FROM <file:///…>
    dataset = rdflib.Dataset(default_union=False)
    graphs: dict[object, rdflib.Graph] = {facts: dataset.default_graph}
    for q in quads:
        if q.graph_name not in graphs:
            graphs[q.graph_name] = dataset.graph(node(q.graph_name))
        o = literal(q.object) if isinstance(q.object, ox.Literal) else node(q.object)
        graphs[q.graph_name].add((node(q.subject), node(q.predicate), o))
    return dataset


def answer(found: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]) -> Answer:
    """What the engine found, as plain values."""
    if isinstance(found, ox.QueryBoolean):
        return Answer(("ask",), [(bool(found),)])
    if isinstance(found, ox.QuerySolutions):
        names = [v.value for v in found.variables]
        return Answer(names, [tuple(cell(row[n]) for n in names) for row in found])
    triples = sorted(set(found), key=str)
    turtle = written(triples, ox.RdfFormat.TURTLE, PREFIXES).decode()
    rows = [(cell(t.subject), cell(t.predicate), cell(t.object)) for t in triples]
    return Answer(("subject", "predicate", "object"), rows, turtle)


def cell(node: object) -> Cell:
    """A term as a plain value: numbers and truth values as such, IRIs and words as text."""
    if isinstance(node, ox.NamedNode):
        return node.value
    if node is None:
        return None
    if isinstance(node, ox.Literal):
        kind = node.datatype.value
        if kind in _WHOLE:
            return int(node.value)
        if kind in _REAL:
            number = float(node.value)
            return int(number) if number.is_integer() else number
        return node.value == "true" if kind == _XSD + "boolean" else node.value
    return node.value if isinstance(node, ox.BlankNode) else str(node)
