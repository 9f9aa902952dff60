"""Canonical output: sorted, no blank nodes, the same bytes whatever the order of the input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kg.rdf.vocabulary import PREFIXES, TYPE
from kg.rdf.vocabulary import Triple as Stated

__all__ = [
    "lines",
    "lines_of",
    "nquads",
    "order",
    "prefixes",
    "quads_of",
    "trig",
    "trig_of_graph",
    "turtle",
    "written",
]


_TYPED = f"{TYPE} ".encode()


def order(quad: Quad) -> tuple[str, str, bool, str, str]:
    """Graph, subject, types first, predicate, object: what canonical output is sorted by."""
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    return graph, str(quad.subject), quad.predicate != TYPE, str(quad.predicate), str(quad.object)


def _sorted(quads: Iterable[Quad]) -> list[Quad]:
    return sorted(set(quads), key=order)


def prefixes(base: str) -> dict[str, str]:
    """The usual prefixes, and those of places and times below the base."""
    return {**PREFIXES, "place": f"{base}place/", "time": f"{base}time/"}


def written(items: Iterable[Quad] | Iterable[Triple], format: RdfFormat, names: dict[str, str] | None = None) -> bytes:
    """The items as they come, in the format; `names` are its prefixes."""
    data = serialize(items, format=format, prefixes=names)
    assert data is not None  # only with an output file does it return nothing
    return data


def trig(quads: Iterable[Quad], base: str) -> bytes:
    """All quads as TriG, graph by graph, types first."""
    return written(_sorted(quads), RdfFormat.TRIG, prefixes(base))


def nquads(quads: Iterable[Quad]) -> bytes:
    """All quads as N-Quads, a line each."""
    return written(_sorted(quads), RdfFormat.N_QUADS)


def trig_of_graph(quads: Iterable[Quad], base: str) -> bytes:
    """What `trig` gives of the quads of one graph."""
    return written(_sorted_graph(quads), RdfFormat.TRIG, prefixes(base))


def _sorted_graph(quads: Iterable[Quad]) -> Iterator[Quad]:
    """What `_sorted` gives of quads of one graph, by way of their lines, which are compared in a third of the time."""
    found = {line for line in written(quads, RdfFormat.N_QUADS).split(b"\n") if line}
    ordered = sorted(found, key=_types_first)
    return parse(b"\n".join(ordered), RdfFormat.N_QUADS)


def _types_first(line: bytes) -> tuple[bytes, bool, bytes]:
    subject, _, said = line.partition(b" ")
    return subject, not said.startswith(_TYPED), said


def lines(quads: Iterable[Quad]) -> tuple[bytes, ...]:
    """The quads as lines of N-Quads without their line ends, sorted, each once."""
    return tuple(sorted(set(written(quads, RdfFormat.N_QUADS).split(b"\n")) - {b""}))


def lines_of(triples: Iterable[Stated], graph: NamedNode) -> tuple[bytes, ...]:
    """What `lines` gives of the triples in the graph, without a quad of each: a term is written once, however often it comes."""
    name = _Names()
    end = f" {graph} ."
    found = {f"{name[s]} {name[p]} {name[o]}" for s, p, o in triples}
    # Sorted as words: code points are in the order of their UTF-8, and nothing that a term goes on with comes before the blank
    # that ends it. There are no line ends in a line.
    return tuple(f"{end}\n".join([*sorted(found), ""]).encode().split(b"\n"))[:-1]


class _Names(dict[NamedNode | Literal, str]):
    """Terms as N-Quads write them."""

    def __missing__(self, term: NamedNode | Literal) -> str:
        name = self[term] = str(term)
        return name


def quads_of(lines: Iterable[bytes]) -> tuple[Quad, ...]:
    """The quads of lines of N-Quads."""
    return tuple(parse(b"\n".join(lines), RdfFormat.N_QUADS))


def turtle(quads: Iterable[Quad], graph: NamedNode, base: str) -> bytes:
    """The triples of one graph as Turtle; of a graph that has none the prefixes."""
    kept = _sorted_graph(q for q in quads if q.graph_name == graph)
    return written((q.triple for q in kept), RdfFormat.TURTLE, prefixes(base)) or _head(base)


def _head(base: str) -> bytes:
    """The prefixes as the engine writes them before a triple, and without one does not."""
    *head, _triple = written([Triple(TYPE, TYPE, TYPE)], RdfFormat.TURTLE, prefixes(base)).splitlines(keepends=True)
    return b"".join(head)
