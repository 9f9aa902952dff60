"""Many articles to one folder: a store on disk, report.json, graph.trig and graph.ttl, and what the caller adds.

The folder appears whole or not at all: everything is written beside it and swapped in by rename. An article that
cannot be read stops no other; the report says which and why. `build_corpus` reads only what has changed, with all cores, and goes
on where it was stopped; `write_build` writes documents that the caller has.

A name is loaded when it is asked for: what only extracts needs neither a store nor the link layer.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.build.article import Settings
    from kg.build.corpus import Watch, build_corpus, write_build
    from kg.build.folder import asks_for_pseudonyms, built_base, check_readable, is_build
    from kg.build.inputs import Item, Outcome, Skipped, extracted, gold_documents, items
    from kg.build.report import LARGE, BuildReport
    from kg.build.stats import own_tables

__all__ = [
    "LARGE",
    "BuildReport",
    "Item",
    "Outcome",
    "Settings",
    "Skipped",
    "Watch",
    "asks_for_pseudonyms",
    "build_corpus",
    "built_base",
    "check_readable",
    "extracted",
    "gold_documents",
    "is_build",
    "items",
    "own_tables",
    "write_build",
]

_IN = {
    "article": ("Settings",),
    "corpus": ("Watch", "build_corpus", "write_build"),
    "folder": ("asks_for_pseudonyms", "built_base", "check_readable", "is_build"),
    "inputs": ("Item", "Outcome", "Skipped", "extracted", "gold_documents", "items"),
    "report": ("LARGE", "BuildReport"),
    "stats": ("own_tables",),
}
_MODULES = {name: f"kg.build.{module}" for module, names in _IN.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'kg.build' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
