"""What is served: a build, or a file of RDF, as a store of the server's own that nobody else writes.

A build that is published anew exchanges its folder and removes the old one. The server holds links to the files of the store that
it opened, so that they stay until it lets go of them; what it holds lies in a folder that goes with it.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.rdf import facts_graph
from kg.store import base_of, link_or_copy
from kg.system import path_in_utf8

__all__ = ["Source", "Stamp", "open_source", "stamp"]

Stamp = tuple[
    int, int, int, int
]  # device, inode, bytes, time of the last change in nanoseconds (of a clock that ticks in milliseconds)

_SEGMENT = re.compile(r"[0-9a-f]{16}")  # how articles are named, by the hash of their text
_PAGES = ("explorer.html", "articles")
_TRIES = 20  # at copying a build that is being published


@dataclass(frozen=True, slots=True)
class Source:
    """A store on disk, ready to be read, and what is known of it."""

    name: str
    folder: Path  # the server's own; holds `store` and, of a build, its pages
    base: str | None  # what our IRIs begin with; None for a graph that is not of our making
    facts: str | None  # the graph that stands for the default graph; None where the store's own does
    articles: tuple[str, ...]  # the other named graphs
    quads: int
    read: Stamp  # of what was there when it was read

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def explorer(self) -> Path | None:
        """The page that shows the whole graph, where there is one."""
        return self._page("explorer.html")

    def reading_page(self, article: str) -> Path | None:
        """The page that the build made of an article, given by the last segment of its IRI, where there is one."""
        return self._page(f"articles/{article}.html") if _SEGMENT.fullmatch(article) else None

    def _page(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.is_file() else None


def stamp(path: Path) -> Stamp | None:
    """What changes when a new build is published, or a file written anew; None where there is neither now."""
    try:
        found = (path / "report.json" if path.is_dir() else path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def open_source(path: Path, folder: Path) -> Source:
    """The build or file at `path`, held in the empty `folder`.

    Raises UsageError for what is neither, StoreError for what is damaged.
    """
    read = stamp(path)
    if read is None:
        raise UsageError(f"{path}: no build and no file; make a build with `kg build PATH… --out {path}`")
    base: str | None = None
    if path.is_dir():
        read, base = _hold_build(path, folder)
    else:
        _load_file(path, folder)
    return _described(path.resolve().name, folder, base, read)


def _hold_build(path: Path, folder: Path) -> tuple[Stamp, str]:
    """Links a build's store and pages into `folder`; a build that is exchanged meanwhile is linked again."""
    for _ in range(_TRIES):
        before = stamp(path)
        try:
            base = str(json.loads((path / "report.json").read_text(encoding="utf-8"))["base"])
            _held(path / "store", folder / "store")
            for name in filter(lambda name: (path / name).exists(), _PAGES):
                _held(path / name, folder / name)
        except (OSError, ValueError, KeyError, TypeError, shutil.Error) as error:
            if stamp(path) == before:
                raise StoreError(f"{path}: is no build, or a damaged one; make one with `kg build PATH… --out {path}`") from error
        if before is not None and stamp(path) == before:
            return before, base
        _empty(folder)
    raise StoreError(f"{path}: changes all the time; try again when the build is done")


def _held(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, copy_function=link_or_copy)
    else:
        link_or_copy(source, target)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _load_file(path: Path, folder: Path) -> None:
    form = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
    if form is None:
        raise UsageError(f"{path}: is no RDF that is known by its ending; .ttl, .nt, .trig and .nq are")
    store = ox.Store(str(folder / "store"))
    try:
        store.bulk_load(path=str(path), format=form, base_iri=path.resolve().as_uri())
    except (SyntaxError, ValueError, OSError) as error:
        raise StoreError(f"{path}: cannot be read as {form.name}: {error}") from error
    store.flush()


def _described(name: str, folder: Path, base: str | None, read: Stamp) -> Source:
    try:
        store = ox.Store.read_only(path_in_utf8(folder / "store"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{name}: the store cannot be opened: {error}") from error
    graphs = [g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode)]
    if base is None:
        base = base_of(graphs)
    facts = None if base is None else facts_graph(base).value
    articles = tuple(sorted(g for g in graphs if g != facts))
    return Source(name, folder, base, facts, articles, len(store), read)
