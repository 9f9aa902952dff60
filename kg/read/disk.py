"""Files on disk: their names as text, their bytes up to a limit."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from kg.errors import InputError, TooLarge

__all__ = ["file_bytes", "shown", "too_large", "unreadable"]


def shown(path: Path | str) -> str:
    """The path, or a part of one, as text that can be written anywhere: bytes of its name that are no UTF-8 become \\udc80.

    In the locale C Python takes every byte of a Chinese name for such; they are UTF-8 none the less.
    """
    name = str(path)
    if name.isascii():
        return name
    with contextlib.suppress(UnicodeError):
        name = os.fsencode(name).decode("utf-8", "surrogateescape")
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def file_bytes(path: Path, limit: int) -> bytes:
    """All bytes of a file. Raises InputError, or TooLarge where there are more than `limit`, also of a pipe without end."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise InputError(f"{shown(path)}: is a folder, not a file")
        if found.st_size > limit:
            raise too_large(shown(path), found.st_size, limit)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if len(data) > limit:
        raise too_large(shown(path), len(data), limit)
    return data


def too_large(name: str, size: int, limit: int) -> TooLarge:
    """The error that says so, and what to do."""
    return TooLarge(f"{name}: {size:,} bytes, more than the limit of {limit:,}; raise it with --max-size, or split the file")


def unreadable(path: Path, error: OSError | ValueError) -> InputError:
    """What the system says of a path that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return InputError(f"{shown(path)}: no such file")
    return InputError(f"{shown(path)}: cannot be read: {getattr(error, 'strerror', None) or error}")
