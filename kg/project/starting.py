"""A folder to start from: a kg.toml with comments, a table of each kind, a question, an article made up for it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.errors import UsageError

__all__ = ["write_start"]


def write_start(folder: Path) -> tuple[Path, ...]:
    """Writes the files into a folder that is new or empty; their paths. Raises UsageError and writes nothing otherwise."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder}: is there and not empty; give a new folder, nothing is overwritten")
        written = []
        for name, source in _start(files("kg.project") / "start", ""):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.read_bytes())
            written.append(path)
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    return tuple(written)


def _start(place: Traversable, below: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(place.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _start(entry, f"{below}{entry.name}/")
        else:
            yield below + entry.name, entry
