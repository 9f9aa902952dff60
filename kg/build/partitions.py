"""A build as N-Quads in parts of so many articles, which stores load side by side."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kg.build.folder import refused, written_by
from kg.build.linked import block, facts_of, graph_of
from kg.build.packs import Packs
from kg.build.publishing import RECORDS, last_state
from kg.build.state import State
from kg.errors import StoreError, UsageError

__all__ = ["write_partitions"]


def write_partitions(folder: Path, out: Path, articles: int) -> tuple[Path, ...]:
    """Writes part-00000.nq.gz … into the folder `out`, `articles` a part, and links.nq.gz with what ties them together.

    Together they hold the store's quads; a fact stands in each part whose articles state it, which no store minds. The same build
    gives the same bytes. One article is held at a time. Raises UsageError where `out` holds something already, StoreError.
    """
    written_by(folder)
    state = last_state(folder)
    if state is None:
        raise StoreError(f"{folder}: was built by an older kg; build it again, or use `kg export {folder} --format nq`")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out}: is not empty; choose a new or empty folder for --out")
    packs = Packs([folder / RECORDS])
    try:
        with refused(out):
            out.mkdir(parents=True, exist_ok=True)
            return (*_parts(state, packs, out, articles), _written(out / "links.nq.gz", iter((block(state.links),))))
    finally:
        packs.close()


def _parts(state: State, packs: Packs, out: Path, articles: int) -> Iterator[Path]:
    left = iter(state.carried)
    number = 0
    while chunk := list(islice(left, articles)):
        yield _written(out / f"part-{number:05}.nq.gz", _blocks(state, packs, chunk))
        number += 1


def _blocks(state: State, packs: Packs, chunk: list[str]) -> Iterator[bytes]:
    for iri in chunk:
        carried = state.carried[iri]
        yield graph_of(carried.key, carried.twins, packs)
        yield block(facts_of(carried.key, carried.renaming, state.renamed, packs))


def _written(path: Path, blocks: Iterator[bytes]) -> Path:
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as file:
        for part in blocks:
            file.write(part)
    return path
