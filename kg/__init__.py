"""政脉 Zhengmai: knowledge graphs from Chinese government work articles, with the words behind every statement.

>>> import kg
>>> graph = kg.build("article.txt")
>>> graph.neighbours("甘肃省民政厅").relations
>>> graph.query("SELECT ?who WHERE { ?who kg:supervises ?whom }")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.graph import Graph, Result, build, build_gold
    from kg.graph import open_graph as open

__all__ = ["Graph", "Result", "build", "build_gold", "open"]

_NAMES = {"Graph": "Graph", "Result": "Result", "build": "build", "build_gold": "build_gold", "open": "open_graph"}


def __getattr__(name: str) -> Any:
    """The API is loaded when first used: the stages alone need none of it."""
    if name not in _NAMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    import kg.graph

    return getattr(kg.graph, _NAMES[name])
