"""What a build asks of each of its articles, those of a whole pack at once: what is told about it, and its record.

Asked article by article, 12,000 unchanged ones cost more than thirty that are read. So a file beside each pack says the same in
columns. It follows from the pack alone: where it is missing, of another shape or damaged, the pack is read.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kg.build.packs import Packs
from kg.link import ArticleRecord
from kg.link.columns import SHAPE, columns_of, records_in
from kg.store import link_or_copy

__all__ = ["Head", "bring_heads", "heads_of"]

_SUFFIX = ".heads"
_START = struct.Struct(">4sII")  # magic, CRC of what follows, size of the first part
_MAGIC = b"ZMH1"
_LEVEL = 1  # of zlib


class Head(NamedTuple):
    """What the report says of an article, and its record for the link layer."""

    about: dict[str, Any]
    record: ArticleRecord


def heads_of(packs: Packs, keys: Iterable[str]) -> dict[str, Head]:
    """The heads of the articles by key. Raises StoreError where a pack is damaged or gone."""
    left = set(keys)
    found: dict[str, Head] = {}
    for path in packs.by_file(left):
        for key, head in _beside(path):
            if key in left:
                found[key] = head
    return found | {key: _head(packs, key) for key in left - found.keys()}


def bring_heads(placed: Mapping[Path, Path | None], packs: Packs, keys: Iterable[str]) -> None:
    """Puts heads beside each new pack: those of the pack that it was before, if these are there, else of the keys lying in it."""
    wanted = sorted(set(keys))
    lying = packs.by_file(wanted)
    for new, old in placed.items():
        if old is not None and old.with_suffix(_SUFFIX).is_file():
            link_or_copy(old.with_suffix(_SUFFIX), new.with_suffix(_SUFFIX))
        else:
            inside = wanted if old is None else lying[old]
            heads = heads_of(packs, inside)
            new.with_suffix(_SUFFIX).write_bytes(_written({key: heads[key] for key in inside}))


def _written(heads: Mapping[str, Head]) -> bytes:
    told = json.dumps([SHAPE, list(heads), [head.about for head in heads.values()]], ensure_ascii=False, separators=(",", ":"))
    first = zlib.compress(told.encode("utf-8", "surrogatepass"), _LEVEL)
    whole = first + columns_of([head.record for head in heads.values()])
    return _START.pack(_MAGIC, zlib.crc32(whole), len(first)) + whole


def _head(packs: Packs, key: str) -> Head:
    built = packs.read(key)
    return Head(built.summary(), built.article_record())


def _beside(pack: Path) -> Iterator[tuple[str, Head]]:
    """(key, head) of the articles of a pack; none where the file beside it does not tell them."""
    try:
        data = pack.with_suffix(_SUFFIX).read_bytes()
        magic, checksum, size = _START.unpack_from(data)
        whole = memoryview(data)[_START.size :]
        if magic != _MAGIC or zlib.crc32(whole) != checksum:
            return
        shape, keys, abouts = json.loads(zlib.decompress(whole[:size]))
        records = records_in(whole[size:]) if shape == SHAPE else ()
    except (OSError, struct.error, ValueError, zlib.error):
        return
    for key, about, record in zip(keys, abouts, records, strict=False):
        yield key, Head(about, record)
