"""graph.trig and graph.ttl: the files that hold a whole graph. What has not changed since the last build is taken over from it.

The bytes are those of a graph written anew: the text of a graph, and of a subject of the facts, depends on nothing else, and
their order on their names alone.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from kg.build.version import article_version
from kg.rdf import facts_graph
from kg.rdf.serialize import prefixes, trig_of_graph, turtle
from kg.store import Store

__all__ = ["Touched", "write_whole"]

_TRIG, _TURTLE, _WRITTEN = "graph.trig", "graph.ttl", "whole.json"
_GRAPH = re.compile(rb"^<([^>]*)> \{$", re.MULTILINE)  # within a graph every line is indented
_SUBJECT = re.compile(rb"^[^\t]", re.MULTILINE)
_BODY = re.compile(rb"^(?!@prefix )", re.MULTILINE)
_ESCAPED = re.compile(rb"\\(.)")  # in a name that is abbreviated


@dataclass(frozen=True, slots=True)
class Touched:
    """What of a store is not as the last one had it, or may not be: graphs, and subjects of facts as N-Triples write them."""

    graphs: frozenset[str]
    subjects: frozenset[bytes]


def write_whole(folder: Path, records: Path, base: str, touched: Touched | None, old: tuple[Path, Path] | None) -> None:
    """Writes both files of the store in `folder`, and into `records` what the next build has to know of them.

    `old` are the folder of the last build and its records; where these do not say that its files are as they were written, by
    this version, or `touched` is not known, everything is written anew.
    """
    store = Store.open(folder / "store", base)
    if old is not None and touched is not None and _as_written(*old):
        facts = _facts(store, (old[0] / _TURTLE).read_bytes(), touched.subjects)
        with (old[0] / _TRIG).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as before:
            trig = _graphs(store, before, touched.graphs, facts)
            with (folder / _TRIG).open("wb") as out:
                out.writelines(trig)
    else:
        name = facts_graph(base)
        facts = turtle(store.quads_of(name.value), name, base)
        with (folder / _TRIG).open("wb") as out:
            out.writelines(_graphs(store, b"", frozenset(), facts))
    (folder / _TURTLE).write_bytes(facts)
    (records / _WRITTEN).write_text(json.dumps(_written(folder)) + "\n", encoding="ascii", newline="\n")


def _written(folder: Path) -> dict[str, str]:
    """A hash of each file, and what wrote them."""
    found = {"by": article_version()}
    for name in (_TRIG, _TURTLE):
        with (folder / name).open("rb") as file:
            found[name] = hashlib.file_digest(file, "blake2b").hexdigest()
    return found


def _as_written(folder: Path, records: Path) -> bool:
    """Whether the files of the folder are those that this version wrote: nobody has edited or lost them."""
    try:
        told = json.loads((records / _WRITTEN).read_text(encoding="ascii"))
        return bool(told["by"] == article_version() and told == _written(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _graphs(store: Store, before: bytes | mmap.mmap, touched: frozenset[str], facts: bytes) -> Iterator[bytes]:
    """The graphs as TriG, sorted by name: as in `before` where they are not touched, that of the facts from their Turtle."""
    places = {found[1].decode(): place for found, place in _each(_GRAPH, before)}
    head, body = _parted(facts)
    yield head
    for name in store.graphs():
        if name == facts_graph(store.base).value:
            yield f"<{name}> {{\n".encode()
            yield from (b"\t" + line for line in body.splitlines(keepends=True))
            yield b"}\n"
        elif name in places and name not in touched:
            yield before[places[name]]
        else:
            yield _parted(trig_of_graph(store.quads_of(name), store.base))[1]


def _facts(store: Store, before: bytes, touched: frozenset[bytes]) -> bytes:
    """The facts as Turtle; what is said of subjects that are not touched as it stands in `before`."""
    graph = facts_graph(store.base)
    head, body = _parted(before)
    names = prefixes(store.base)
    kept = {name: words for name, words in _subjects(body, names) if name not in touched}
    quads = chain.from_iterable(store.quads_about(name[1:-1].decode(), graph.value) for name in touched)
    new = dict(_subjects(_parted(turtle(quads, graph, store.base))[1], names))
    return head + b"".join(words for _, words in sorted((kept | new).items()))


def _parted(text: bytes) -> tuple[bytes, bytes]:
    """The prefixes at the head of Turtle or TriG, and what comes behind them."""
    body = _BODY.search(text)
    return (text[: body.start()], text[body.start() :]) if body else (text, b"")


def _subjects(body: bytes, names: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    """What Turtle says of each subject, with its name as N-Triples have it; all but the subject itself is indented."""
    for _, place in _each(_SUBJECT, body):
        words = body[place]
        yield _in_full(words[: words.index(b" ")], names), words


def _each(begins: re.Pattern[bytes], text: bytes | mmap.mmap) -> Iterator[tuple[re.Match[bytes], slice]]:
    """Each place where something begins, with the stretch to the next one."""
    for found, following in pairwise(chain(begins.finditer(text), (None,))):
        if found is not None:
            yield found, slice(found.start(), following.start() if following else len(text))


def _in_full(name: bytes, names: Mapping[str, str]) -> bytes:
    """place:620000 as <https://w3id.org/zhengmai/place/620000>."""
    if name.startswith(b"<"):
        return name
    prefix, _, local = name.partition(b":")
    return b"<%s%s>" % (names[prefix.decode()].encode(), _ESCAPED.sub(rb"\1", local))
