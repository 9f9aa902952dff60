"""Articles already read, in files that only grow: what a killed build had finished is there for the next one.

A pack is a row of entries, each a head (magic, key, checksum, sizes of the parts) and the parts. What was cut off while it was
written is recognised by its size and not read. Packs that are part of a build never change.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import BinaryIO

from kg.build.article import Built
from kg.errors import StoreError
from kg.store import link_or_copy

__all__ = ["PackWriter", "Packs", "kept"]

_HEAD = struct.Struct(">4s32sIIIIII")  # magic, key, CRC of the parts, their sizes
_MAGIC = b"ZMA3"
_MOST = 16  # packs of a build, before they are made one
_SUFFIX = ".pack"
_AGAIN = "remove the folder records/ of the build, and build again from all of its articles with --prune"


@dataclass(frozen=True, slots=True)
class _Place:
    file: Path
    offset: int  # of the first part
    checksum: int
    sizes: tuple[int, ...]

    @property
    def end(self) -> int:
        return self.offset + sum(self.sizes)


class Packs:
    """The articles of some folders of packs, by key: 64 hexadecimal digits."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.files = tuple(path for folder in folders for path in sorted(folder.glob(f"*{_SUFFIX}")))
        self._places: dict[str, _Place] = {}
        self._open: dict[Path, BinaryIO] = {}
        for path in self.files:
            self._places |= dict(_entries(path))

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def size(self, keys: Iterable[str]) -> int:
        """The bytes that the articles take in the packs."""
        return sum(_HEAD.size + sum(self._places[key].sizes) for key in keys)

    def add(self, path: Path) -> None:
        """Takes in what was added to a pack meanwhile."""
        self._places |= dict(_entries(path))
        if path not in self.files:
            self.files += (path,)

    def by_file(self, keys: Iterable[str]) -> dict[Path, list[str]]:
        """The keys by the pack in which their articles lie, as far as they are here."""
        found: dict[Path, list[str]] = {}
        for key in keys:
            if key in self._places:
                found.setdefault(self._places[key].file, []).append(key)
        return found

    def read(self, key: str) -> Built:
        """The article of that key; raises StoreError where its pack is damaged or gone."""
        place = self._places.get(key)
        if place is None:
            raise StoreError(f"an article that was read before is missing among {len(self.files)} packs; {_AGAIN}")
        try:
            data = self._bytes(place)
        except OSError as error:
            raise StoreError(f"{place.file}: cannot be read: {error.strerror}") from error
        if zlib.crc32(data) != place.checksum:
            raise StoreError(f"{place.file}: damaged; {_AGAIN}")
        ends = list(accumulate(place.sizes))
        return Built(*(data[start:end] for start, end in pairwise((0, *ends))))

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def _bytes(self, place: _Place) -> bytes:
        file = self._open.get(place.file)
        if file is None:
            file = self._open[place.file] = place.file.open("rb")
        file.seek(place.offset)
        return file.read(sum(place.sizes))


def _entries(path: Path) -> Iterator[tuple[str, _Place]]:
    """(key, place) of each whole entry."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        while at + _HEAD.size <= size:
            file.seek(at)
            magic, key, checksum, *sizes = _HEAD.unpack(file.read(_HEAD.size))
            place = _Place(path, at + _HEAD.size, checksum, tuple(sizes))
            if magic != _MAGIC or place.end > size:
                return
            yield key.hex(), place
            at = place.end


class PackWriter:
    """Adds articles to a pack; an entry that cannot be written whole is taken back."""

    def __init__(self, path: Path) -> None:
        """Opens the pack, and cuts off what a killed build left unfinished at its end."""
        path.parent.mkdir(exist_ok=True)
        self.path = path
        whole = max((place.end for _, place in _entries(path)), default=0) if path.exists() else 0
        self._file = path.open("ab", buffering=0)
        self._file.truncate(whole)
        self._size = whole

    def add(self, key: str, built: Built) -> None:
        parts = tuple(built)
        whole = b"".join(parts)
        data = _HEAD.pack(_MAGIC, bytes.fromhex(key), zlib.crc32(whole), *map(len, parts)) + whole
        try:
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._file.truncate(self._size)
            raise
        self._size += len(data)

    def close(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()


def kept(packs: Packs, keys: Iterable[str], folder: Path, *, rewritten: bool = False) -> dict[Path, Path | None]:
    """Puts the articles of the keys into the new `folder`: the packs as they are, or one new one where half is not needed.

    One that is `rewritten` holds nothing else. Gives each pack of the folder with the one that it is, if it was there before.
    """
    wanted = sorted(set(keys))
    folder.mkdir()
    used = {packs._places[key].file for key in wanted}
    taken = sum(path.stat().st_size for path in used)
    if not rewritten and len(used) <= _MOST and packs.size(wanted) * 2 >= taken:
        found = {folder / f"{number:06}{_SUFFIX}": path for number, path in enumerate(p for p in packs.files if p in used)}
        for new, path in found.items():
            link_or_copy(path, new)
        return dict(found)
    writer = PackWriter(folder / f"{0:06}{_SUFFIX}")
    for key in wanted:
        writer.add(key, packs.read(key))
    writer.close()
    return {writer.path: None}
