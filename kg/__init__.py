"""政脉 Zhengmai: knowledge graphs from Chinese government work articles, with the words behind every statement.

>>> import kg
>>> graph = kg.build("article.txt")
>>> graph.neighbours("甘肃省民政厅").relations
>>> graph.query("SELECT ?who WHERE { ?who kg:supervises ?whom }")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph, Result, build, build_gold
    from kg.graph import open_graph as open

__all__ = ["Graph", "Result", "build", "build_gold", "open"]

if not TYPE_CHECKING:  # a type checker knows these names, and that there are no others

    def __getattr__(name: str) -> object:
        """The public names, from kg.graph when they are first asked for: a command loads what it needs."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module("kg.graph"), "open_graph" if name == "open" else name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
