"""Pages that people look at: the explorer, one HTML file that works without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.view.frame import Frame
from kg.view.page import page_data
from kg.view.template import render

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["Frame", "explorer", "show", "write_explorer"]


def explorer(graph: Graph, focus: str | None = None) -> str:
    """The graph as one self-contained HTML page, open on `focus` (name or IRI), else on the body that most is said of.

    The same graph gives the same bytes. Raises UsageError where no entity is called `focus`.
    """
    articles = graph.articles()
    title = articles[0].label if len(articles) == 1 else f"{len(articles)} 篇文章"
    return render(page_data(graph, focus), f"{title} · 政脉 Zhengmai")


def write_explorer(graph: Graph, path: str | Path, focus: str | None = None) -> Path:
    """Writes the explorer to `path` in UTF-8 and returns it."""
    path = Path(path)
    path.write_text(explorer(graph, focus), encoding="utf-8", newline="\n")
    return path


def show(graph: Graph, focus: str | None = None, height: int = 720) -> Frame:
    """The explorer for a notebook cell, `height` pixels high, in a frame of its own that cannot reach the notebook."""
    return Frame(explorer(graph, focus), height)
