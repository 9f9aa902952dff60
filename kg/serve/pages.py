"""The pages for people: what is served, the query page, a page for each node, the text of each article.

No page asks another server for anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.errors import RequestError
from kg.graph.questions import questions
from kg.rdf.ontology import narrowest
from kg.rdf.vocabulary import PREFIXES
from kg.serve.endpoint import Endpoint
from kg.serve.nodes import Node, Part, about, address, read_articles, rows, term_label
from kg.serve.ontology import Places, page, turtle

__all__ = ["ASSETS", "article_page", "asset", "error_page", "home", "node_page", "ontology_page", "query_page"]

# The scripts of the query page make their own style elements and icons; scripts come from this server's files alone.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE = {"Content-Security-Policy": _POLICY.format(style=""), "Vary": "Accept"}
QUERY_PAGE = {"Content-Security-Policy": _POLICY.format(style=" 'unsafe-inline'"), "Vary": "Accept"}

ASSETS = {
    "pages.css": "text/css",
    "parameters.js": "text/javascript",
    "query.js": "text/javascript",
    "yasgui.min.js": "text/javascript",
    "yasgui.min.css": "text/css",
}
_LISTED = 1000  # articles, and nodes of a type, that the start page names
_TYPES = """SELECT ?type (COUNT(?node) AS ?count) WHERE { ?node a ?type FILTER(STRSTARTS(STR(?type), STR(kg:))) }
  GROUP BY ?type ORDER BY DESC(?count) ?type LIMIT 60"""
_FOUND = """SELECT ?node ?label (GROUP_CONCAT(STR(?type); separator=" ") AS ?types) WHERE { ?node rdfs:label ?label ; a ?type
  FILTER(CONTAINS(LCASE(?label), LCASE(%s)) && STRSTARTS(STR(?type), STR(kg:))) }
  GROUP BY ?node ?label ORDER BY STRLEN(?label) ?label ?node LIMIT 100"""
_OF_TYPE = f"""SELECT DISTINCT ?node ?label WHERE {{ ?node a ?this ; rdfs:label ?label }} ORDER BY ?label ?node LIMIT {_LISTED}"""


@cache
def _environment() -> Environment:
    loader = PackageLoader("kg.serve", "assets")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _page(template: str, endpoint: Endpoint, headers: dict[str, str] = PAGE, status: int = 200, **values: Any) -> Response:
    source = endpoint.source
    places: dict[str, Callable[..., Any]] = {
        "address": lambda iri: address(iri, source.base),
        "term": term_label,
        "narrowest": narrowest,
    }
    text = _environment().get_template(template).render(source=source, **places, **values)
    return HTMLResponse(text, status, headers)


async def home(request: Request) -> Response:
    """What there is: the articles, the types of nodes, a search by name."""
    endpoint: Endpoint = request.app.state.endpoint
    words, kind = request.query_params.get("name", "").strip(), request.query_params.get("type", "")
    found = None
    if words:
        found = await rows(endpoint, _FOUND % _literal(words))
    elif kind:
        found = await rows(endpoint, about(_OF_TYPE, kind))
    articles = [] if found is not None else await read_articles(endpoint, _LISTED)
    types = [] if found is not None else await rows(endpoint, _TYPES)
    told: dict[str, Any] = {"words": words, "kind": kind, "found": found, "articles": articles, "types": types, "listed": _LISTED}
    return await asyncio.to_thread(_page, "home.html", endpoint, **told)


def _literal(words: str) -> str:
    """The words as a literal of SPARQL."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, c) for c in words) + '"'


async def query_page(request: Request) -> Response:
    """The editor, with the questions as examples and the usual prefixes."""
    endpoint: Endpoint = request.app.state.endpoint
    offered = (questions() | dict(endpoint.questions)).values()
    examples = [{"number": q.number, "zh": q.zh, "en": q.en, "sparql": q.sparql} for q in offered]
    data = {"examples": examples, "prefixes": PREFIXES, "base": endpoint.source.base}
    return _page("query.html", endpoint, QUERY_PAGE, data=data)


def node_page(endpoint: Endpoint, node: Node) -> Response:
    """What is said of a node, and the words behind it."""
    return _page("node.html", endpoint, node=node)


def article_page(
    endpoint: Endpoint, node: Node, reading: tuple[Part, ...], origin: str | None, original: tuple[str, str] | None
) -> Response:
    """The text of an article, with its names, and links to its `origin` on the web and to the `original` that it reprints."""
    segment = node.iri.rpartition("/")[2]
    more = f"/articles/{segment}.html" if endpoint.source.reading_page(segment) else None
    told: dict[str, Any] = {"issued": _values(node, "issued"), "publisher": _values(node, "publisher"), "origin": origin}
    return _page("article.html", endpoint, node=node, reading=reading, more=more, original=original, **told)


def _values(node: Node, local: str) -> list[str]:
    """What is stated of the node in a term of Dublin Core."""
    return [label for _, label in node.stated.get(PREFIXES["dcterms"] + local, ())]


def ontology_page() -> Response:
    """The terms of the ontology with what they mean."""
    return HTMLResponse(_ontology(), headers=QUERY_PAGE)


@cache
def _ontology() -> str:
    return page(turtle(), Places(ontology="/ontology/", made="/ontology/"))


def error_page(endpoint: Endpoint, error: RequestError) -> Response:
    """What went wrong, for somebody who looks at it in a browser."""
    return _page("error.html", endpoint, status=error.status, error=error)


async def asset(request: Request) -> Response:
    """A script or a style of the pages; raises RequestError 404 for anything else."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise RequestError(404, "there is no such file")
    return Response(_asset(name), media_type=ASSETS[name], headers={"Cache-Control": "max-age=3600"})


@cache
def _asset(name: str) -> bytes:
    folder = resources.files("kg.serve") / "assets"
    return (folder / ("yasgui" if name.startswith("yasgui") else "") / name).read_bytes()
