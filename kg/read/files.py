"""From the paths that a user gives to the article files that they mean."""

from __future__ import annotations

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
        if not path.is_dir():
            files[path] = None
            continue
        try:
            below = sorted(p for p in path.rglob("*") if p.suffix.lower() == _SUFFIX and p.is_file() and not _hidden(p, path))
        except OSError as error:
            problems.append(InputError(f"{error.filename or path}: cannot be read: {error.strerror}"))
            continue
        if not below:
            problems.append(InputError(f"{path}: no articles in this folder (files ending in {_SUFFIX})"))
        files.update(dict.fromkeys(below))
    return list(files), problems


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
