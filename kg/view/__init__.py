"""Pages that people look at: the explorer with map and timeline, and a reading page for each article; no page needs a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.view.extent import Extent, by_article
from kg.view.frame import Frame
from kg.view.kept import Kept, page_key
from kg.view.outlines import read_outlines
from kg.view.page import article_data, page_data, page_name
from kg.view.share import share
from kg.view.template import EXPLORER, READING, VIEWS, render

if TYPE_CHECKING:
    from kg.graph import ArticleView, Graph

__all__ = ["VIEWS", "Frame", "explorer", "read_outlines", "reading_pages", "share", "show", "write_explorer", "write_pages"]

READING_FOLDER = "articles"
_EXPLORER = "../explorer.html"  # as reading pages see it


def explorer(
    graph: Graph, focus: str | None = None, *, view: str = "", outlines: Sequence[str] = (), reading: str | None = None
) -> str:
    """The graph as one self-contained HTML page, open on `focus` (name or IRI), else on the body that most articles speak of.

    `view` is one of VIEWS, where it opens; left out, it opens on the picture, of a large graph on the overview. `outlines` are
    those of the map (see `read_outlines`); `reading` is the folder of reading pages beside the page, where there is one.
    The same graph gives the same bytes. Raises UsageError where no entity is called `focus`.
    """
    articles = graph.articles()
    title = articles[0].label if len(articles) == 1 else f"{len(articles)} 篇文章"
    data = page_data(graph, focus, outlines=outlines) | {"opens": view, "reading": reading}
    return render(EXPLORER, data, f"{title} · 政脉 Zhengmai")


def reading_pages(graph: Graph, explorer_page: str) -> Iterator[tuple[str, str]]:
    """File name and HTML of the reading page of each article; `explorer_page` is the address of the explorer, seen from there."""
    extents = by_article(graph)
    for article in graph.articles():
        yield page_name(article), _reading_page(article, extents[article.iri], explorer_page)


def _reading_page(article: ArticleView, extent: Extent, explorer_page: str) -> str:
    data = article_data(article, extent) | {"explorer": explorer_page}
    return render(READING, data, f"{article.label} · 政脉 Zhengmai")


def write_explorer(graph: Graph, path: str | Path, focus: str | None = None, *, outlines: Sequence[str] = ()) -> Path:
    """Writes the explorer to `path` in UTF-8, one file that holds the articles' texts as well, and returns it."""
    return _write(Path(path), explorer(graph, focus, outlines=outlines))


def write_pages(
    graph: Graph, folder: Path, focus: str | None = None, *, outlines: Sequence[str] = (), kept: Kept | None = None
) -> Path:
    """Writes explorer.html and, in a folder beside it, a reading page an article, linked both ways; returns the explorer.

    Pages that `kept` has from another build, made from the same, are moved from there, and it knows all of them afterwards.
    """
    pages = folder / READING_FOLDER
    pages.mkdir(exist_ok=True)
    extents = by_article(graph)
    for article in graph.articles():
        name, extent = page_name(article), extents[article.iri]
        key = page_key(article, extent, _EXPLORER) if kept else ""
        if not kept or not kept.moved(name, key, pages):
            page = _reading_page(article, extent, _EXPLORER)
            _write(pages / name, page)
            if kept:
                kept.add(name, key, page.encode())
    return _write(folder / "explorer.html", explorer(graph, focus, outlines=outlines, reading=READING_FOLDER))


def _write(path: Path, page: str) -> Path:
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def show(graph: Graph, focus: str | None = None, *, view: str = "", height: int = 720) -> Frame:
    """The explorer for a notebook cell, `height` pixels high, in a frame of its own that cannot reach the notebook.

    `view` is one of VIEWS; raises UsageError for any other.
    """
    if view and view not in VIEWS:
        raise UsageError(f"no view {view!r}; choose one of {', '.join(VIEWS)}")
    return Frame(explorer(graph, focus, view=view), height)
