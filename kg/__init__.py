"""政脉 Zhengmai: knowledge graphs from Chinese government work articles, with the words behind every statement.

>>> import kg
>>> graph = kg.build("article.txt")
>>> graph.neighbours("甘肃省民政厅").relations
>>> graph.query("SELECT ?who WHERE { ?who kg:supervises ?whom }")
"""

from __future__ import annotations

# The module first: importing it binds the name kg.build, which the function of that name then takes for good.
import kg.build as _module  # noqa: F401
from kg.graph import Graph, Result, build, build_gold
from kg.graph import open_graph as open

__all__ = ["Graph", "Result", "build", "build_gold", "open"]
