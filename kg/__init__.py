"""政脉 Zhengmai: knowledge graphs from Chinese government work articles, with the words behind every statement.

>>> import kg
>>> graph = kg.build("article.txt")
>>> graph.neighbours("甘肃省民政厅").relations
>>> graph.query("SELECT ?who WHERE { ?who kg:supervises ?whom }")

Nothing is loaded before one of these names is asked for: the processes that answer queries need none of it, and start in a fifth
of the time.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # The module first: importing it binds the name kg.build, which the function of that name then takes for good.
    import kg.build as _module  # noqa: F401
    from kg.graph import Graph, Result, build, build_gold
    from kg.graph import open_graph as open

__all__ = ["Graph", "Result", "build", "build_gold", "open"]

_CALLED = {"open": "open_graph"}  # in kg.graph, where it is not the same


class _Package(ModuleType):
    """This package: importing kg.build, or one of its modules, does not take the name from the function."""

    @property
    def build(self) -> Any:
        """The function; as a property it comes before what the import system binds to the name."""
        return __getattr__("build")

    @build.setter
    def build(self, bound: Any) -> None:
        if getattr(bound, "__name__", None) != "kg.build":
            raise AttributeError("kg.build is the function of that name")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from kg import graph

    return getattr(graph, _CALLED.get(name, name))


sys.modules[__name__].__class__ = _Package
