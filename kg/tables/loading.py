"""Where the reference data lies, and how a table of it is read: once, checked, with the line in every error."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import TableError

__all__ = ["corpus_dir", "ontology_dir", "rows", "toml_tables"]

_PACKAGE = Path(__file__).resolve().parent.parent


def ontology_dir() -> Path:
    """The folder of rules and names: inside an installed package, else the checkout's `ontology/`."""
    installed = _PACKAGE / "_ontology"
    return installed if installed.is_dir() else _PACKAGE.parent / "ontology"


def corpus_dir() -> Path:
    """The folder of sample articles and gold: inside an installed package, else the checkout's `corpus/`."""
    installed = _PACKAGE / "_corpus"
    return installed if installed.is_dir() else _PACKAGE.parent / "corpus"


def rows(name: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows of `ontology/<name>`, a tab-separated table whose first line names `columns`.

    Lines that start with # and empty lines are comments. Raises TableError with file and line where a row
    has another number of cells or the header differs.
    """
    path = ontology_dir() / name
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TableError(f"ontology/{name}: cannot be read: {error.strerror}") from error
    header_seen = False
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header_seen:
            if tuple(cells) != columns:
                raise TableError(f"ontology/{name}:{number}: expected the header {' '.join(columns)}, got {' '.join(cells)}")
            header_seen = True
            continue
        if len(cells) != len(columns):
            raise TableError(f"ontology/{name}:{number}: expected {len(columns)} columns, got {len(cells)}")
        yield dict(zip(columns, cells, strict=True))


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    """What a file of TOML says; one holds several tables, each of which is asked for by itself."""
    return tomllib.loads(text)


def toml_tables(name: str, key: str) -> list[dict[str, Any]]:
    """The array of tables `key` of `ontology/<name>`, which nobody may change: others hold it too."""
    path = ontology_dir() / name
    try:
        loaded = _parsed(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TableError(f"ontology/{name}: cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"ontology/{name}: {error}") from error
    tables = loaded.get(key)
    if not isinstance(tables, list):
        raise TableError(f"ontology/{name}: expected an array of tables [[{key}]]")
    return tables
