"""What the shipped models were trained on, as one digest beside them: it tells whether `make model` would give other ones.

It covers every file of corpus/ and of the tables in ontology/ that training can read, and the code that training imports,
without its comments, docstrings and layout.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.tables.loading import corpus_dir, ontology_dir

__all__ = ["DIGEST", "TABLES", "digest", "modules"]

DIGEST = "models/trained_on.sha256"
_ROOTS = ("kg.learn.names", "kg.learn.triggers", "kg.learn.roles")
TABLES = ("agencies", "divisions", "grammar", "lexicon", "patterns")
_PACKAGE = Path(__file__).resolve().parent.parent


def digest(roots: Sequence[str] = _ROOTS, tables: Sequence[str] = TABLES) -> str:
    """The hexadecimal SHA-256 of all that decides what the models are, but for the versions of the installed packages.

    Of other `roots` (modules) and `tables` (folders of ontology/) it is that of what these do with the corpus.
    """
    total = hashlib.sha256()
    files = [path for folder in (corpus_dir(), *(ontology_dir() / name for name in tables)) for path in _files(folder)]
    for path in files:
        total.update(f"{path.parent.name}/{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    for name, tree in sorted(modules(roots).items()):
        total.update(f"{name} {ast.dump(_bare(tree))}\n".encode())
    return total.hexdigest()


def modules(roots: Sequence[str] = _ROOTS) -> dict[str, ast.Module]:
    """The modules of kg that the roots import, directly or not, by name; by default those of training."""
    found: dict[str, ast.Module] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        path = _source(name)
        if name not in found and path is not None:
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
            waiting += _imported(found[name])
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _source(module: str) -> Path | None:
    path = _PACKAGE.parent.joinpath(*module.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


def _imported(tree: ast.Module) -> Iterator[str]:
    """The modules of kg that a module imports; `from kg.a import b` may name the module kg.a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "kg":
            if node.module != "kg":  # which would bring everything
                yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _bare(tree: ast.Module) -> ast.Module:
    """The module without docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return tree
