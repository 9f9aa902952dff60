"""Puts data, style and scripts into one page that asks nobody for anything.

The page carries a Content-Security-Policy that allows the scripts and the style that are in it, by hash, and nothing else: no
request, no inline handler, no style attribute. Data goes in as JSON in which `<`, `>` and `&` are escaped; the scripts show it as
text only. vis-network (Apache-2.0 or MIT) comes out of the pyvis package (BSD), with the licence note at its head.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from kg.graph.result import visible
from kg.view.blocks import blocks

__all__ = ["EXPLORER", "READING", "VIEWS", "Layout", "document", "render", "terms"]

VIEWS = ("graph", "overview", "list", "text", "timeline", "map", "figures", "plans")  # of the explorer, in the order of its tabs

_SHARED = ("data.js", "terms.js", "elements.js", "chrome.js", "panel.js", "reading.js", "sentences.js", "search.js")


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of page: its template, style and scripts, each a file of assets/ in the order in which they stand in the page."""

    template: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    draws_network: bool


EXPLORER = Layout(
    "explorer.html",
    ("base.css", "reading.css", "explorer.css"),
    (
        *_SHARED,
        "filters.js",
        "filterbox.js",
        "neighbourhood.js",
        "paths.js",
        "rings.js",
        "discs.js",
        "drawing.js",
        "canvas.js",
        "vector.js",
        "lists.js",
        "legend.js",
        "overview.js",
        "timeline.js",
        "map.js",
        "charts.js",
        "numbers.js",
        "address.js",
        "explorer.js",
    ),
    draws_network=True,
)
READING = Layout("article.html", ("base.css", "reading.css"), (*_SHARED, "article.js"), draws_network=False)


def render(layout: Layout, data: dict[str, Any], title: str) -> str:
    """The page for `data` (see page.py) as HTML."""
    own = "\n".join(_asset(name) for name in layout.scripts)
    scripts = [_vis_network(), own] if layout.draws_network else [own]
    style = "\n".join(_asset(name) for name in layout.styles)
    return _template(layout.template).render(
        views=VIEWS,
        title=title,
        policy=_policy(scripts, style),
        style=Markup(style),
        scripts=[Markup(script) for script in scripts],
        blocks={name: Markup(_json(block)) for name, block in blocks(data | {"terms": terms()}).items()},
    )


def document(template: str, style: str, title: str, data: dict[str, Any]) -> str:
    """A page without any script, which its template makes of the data."""
    sheet = _asset(style)
    return _template(template, visibly=True).render(data | {"title": title, "style": Markup(sheet), "policy": _policy([], sheet)})


@cache
def terms() -> dict[str, Any]:
    """Names, glyphs and colours of types, and the words of the interface, from terms.toml."""
    return tomllib.loads((resources.files("kg.view") / "terms.toml").read_text(encoding="utf-8"))


@cache
def _asset(name: str) -> str:
    return (resources.files("kg.view") / "assets" / name).read_text(encoding="utf-8")


@cache
def _template(name: str, *, visibly: bool = False) -> Template:
    loader = PackageLoader("kg.view", "assets")
    finalize = _shown if visibly else None
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=finalize).get_template(name)


def _shown(value: object) -> object:
    """Text with the controls that reorder or hide some of it shown by their number, as terms.js does."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


@cache
def _vis_network() -> str:
    """vis-network as pyvis bundles it, without the pointer to a source map that a browser would ask for."""
    folder = resources.files("pyvis") / "lib" / "vis-9.1.2"
    script = (folder / "vis-network.min.js").read_text(encoding="utf-8")
    return script.split("//# sourceMappingURL")[0].rstrip() + "\n"


def _policy(scripts: list[str], style: str) -> str:
    hashes = " ".join(_hash(script) for script in scripts) or "'none'"
    return f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _json(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in, nor open another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for unsafe in "<>&\u2028\u2029":
        text = text.replace(unsafe, f"\\u{ord(unsafe):04x}")
    return text
