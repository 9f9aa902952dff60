"""From the paths that a user gives to the article files that they mean."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from kg.errors import InputError

__all__ = ["article_files"]

_SUFFIX = ".txt"


def article_files(paths: Iterable[Path]) -> tuple[list[Path], list[InputError]]:
    """The files among `paths` and the .txt files below the folders, each once, in the order given; and what is wrong.

    Files are taken whatever their ending. A missing path and a folder without articles are errors; the rest still counts.
    """
    files: dict[Path, None] = {}
    problems: list[InputError] = []
    for path in paths:
        below = _below(path, problems) if _is_folder(path) else [path]
        files.update(dict.fromkeys(below))
    return list(files), problems


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # below a folder that we may not enter: reading it will say so
        return False


def _below(folder: Path, problems: list[InputError]) -> list[Path]:
    """The articles of a folder and its subfolders, sorted; hidden ones left out."""
    found: list[Path] = []
    unread: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root) / name for name in names if name.lower().endswith(_SUFFIX) and not name.startswith(".")]
    problems += [InputError(f"{error.filename}: cannot be read: {error.strerror}") for error in unread]
    if not found and not unread:
        problems.append(InputError(f"{folder}: no articles in this folder (files ending in {_SUFFIX})"))
    return sorted(found)
