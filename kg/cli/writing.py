"""Files that a command writes: each appears under its name when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from kg.cli.app import say
from kg.errors import UsageError

__all__ = ["write_files", "write_whole"]


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Writes beside the path first; what stood there before stays until all is written."""
    path = path.resolve()
    if path.exists() and not path.is_file():  # /dev/stdout, a named pipe
        with path.open("wb") as file:
            write(file)
        return
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            write(file)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_files(files: Mapping[Path, bytes]) -> None:
    """Writes each file, making its folder, and says so; raises UsageError where that cannot be done."""
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, lambda file, content=content: file.write(content))  # type: ignore[misc]
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    for path in files:
        say("wrote", path)
