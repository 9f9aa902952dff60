"""The application: which address is answered by what, and how an error looks."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.errors import RequestError
from kg.serve.description import described
from kg.serve.endpoint import Endpoint
from kg.serve.formats import GRAPHS, PAGES, preferred_or_406
from kg.serve.frames import Job
from kg.serve.guard import Access, Guard
from kg.serve.metrics import MEDIA_TYPE
from kg.serve.nodes import about, done, read_address, read_article, read_node, read_original
from kg.serve.ontology import FILES, as_data, beside
from kg.serve.pages import article_page, asset, error_page, home, node_page, ontology_page, query_page
from kg.serve.queries import address_of, answered, asked, cut_after

__all__ = ["application"]

# A node with the labels of what it points to; of an article, and of any other named graph, the graph.
_NODE = """CONSTRUCT { ?this ?p ?o . ?o rdfs:label ?label . ?s ?q ?x } WHERE {
  { ?this ?p ?o OPTIONAL { ?o rdfs:label ?label } }
  UNION { GRAPH ?g { ?this ?p ?o } }
  UNION { GRAPH ?this { ?s ?q ?x } } }"""


def application(endpoint: Endpoint, access: Access) -> Starlette:
    """The application over an endpoint that has been started."""
    routes = [
        Route("/sparql", sparql, methods=["GET", "POST"]),  # first: routes are tried in turn
        Route("/", home),
        Route("/sparql/", sparql, methods=["GET", "POST"]),
        Route("/query", query_page),
        Route("/explorer", explorer),
        Route("/explorer.html", explorer_page),
        Route("/articles/{name}.html", reading_page),
        Route("/resource/{tail:path}", resource),
        Route("/describe", describe),
        Route("/ontology", ontology),
        Route("/ontology/{name}", ontology_file),
        Route("/assets/{name}", asset),
        Route("/health", health),
        Route("/metrics", metrics),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, access=access, metrics=endpoint.metrics)],
        exception_handlers={RequestError: _failed, HTTPException: _failed},
    )
    app.state.endpoint = endpoint
    return app


async def sparql(request: Request) -> Response:
    """The SPARQL protocol; asked nothing, it describes itself, and to a browser shows the query page."""
    query = await asked(request)
    if query is not None:
        return await answered(request, query)
    wanted = preferred_or_406(request.headers.get("accept"), {**GRAPHS, "text/html": "text/html"})
    if wanted == "text/html":
        return await query_page(request)
    body = described(request.app.state.endpoint.source, address_of(request), GRAPHS[wanted])
    return Response(body, media_type=wanted, headers={"Vary": "Accept"})


async def resource(request: Request) -> Response:
    """The node of ours whose IRI is the base and the tail of the address."""
    source = request.app.state.endpoint.source
    if source.base is None:
        raise RequestError(404, "this graph has no base of ours; use /describe?iri=…")
    return await _node(request, source.base + request.path_params["tail"])


async def describe(request: Request) -> Response:
    """Any node by its IRI."""
    iri = request.query_params.get("iri")
    if not iri:
        raise RequestError(400, "give the node: /describe?iri=…")
    return await _node(request, iri)


async def _node(request: Request, iri: str) -> Response:
    endpoint: Endpoint = request.app.state.endpoint
    wanted = preferred_or_406(request.headers.get("accept"), PAGES)
    if PAGES[wanted] == "text/html":
        return await _page_of_node(endpoint, iri)
    answer = await done(endpoint, Job(about(_NODE, iri), graphs=GRAPHS[wanted], ranges=True))
    body, head = answer.bytes(), answer.head
    if not head.rows:
        raise RequestError(404, f"nothing is known of {iri}")
    return Response(body, media_type=wanted, headers={"Vary": "Accept", **cut_after(head)})


async def _page_of_node(endpoint: Endpoint, iri: str) -> Response:
    """The page is made beside the loop: that of a long article would hold up everybody else."""
    node = await read_node(endpoint, iri)
    if node is None:
        raise RequestError(404, f"nothing is known of {iri}")
    reading = await read_article(endpoint, iri)
    if not reading:
        return await asyncio.to_thread(node_page, endpoint, node)
    origin, original = await asyncio.gather(read_address(endpoint, iri), read_original(endpoint, iri))
    return await asyncio.to_thread(article_page, endpoint, node, reading, origin, original)


async def explorer(_request: Request) -> Response:
    """Where the explorer is: its links to reading pages are relative to that."""
    return RedirectResponse("/explorer.html")


async def explorer_page(request: Request) -> Response:
    """The page of the build that shows the whole graph."""
    return _page_of_build(request.app.state.endpoint.source.explorer)


async def reading_page(request: Request) -> Response:
    """The page of the build that shows an article."""
    return _page_of_build(request.app.state.endpoint.source.reading_page(request.path_params["name"]))


def _page_of_build(path: Path | None) -> Response:
    """A page as the build wrote it, which carries a policy of its own; raises RequestError 404 where there is none."""
    if path is None:
        raise RequestError(404, "there is no such page here; a build has an explorer and a page for each article")
    return FileResponse(path, media_type="text/html", headers={"Cache-Control": "no-cache", "X-Frame-Options": "DENY"})


async def ontology(request: Request) -> Response:
    """The ontology, as its terms' IRIs promise: a page for people, RDF for programs."""
    wanted = preferred_or_406(request.headers.get("accept"), {**GRAPHS, **PAGES})
    if PAGES[wanted] == "text/html":
        return ontology_page()
    return Response(as_data(GRAPHS[wanted]), media_type=wanted, headers={"Vary": "Accept"})


async def ontology_file(request: Request) -> Response:
    """What lies beside the ontology's page: Turtle, shapes, context, prefixes."""
    name = request.path_params["name"]
    if name not in FILES:
        raise RequestError(404, f"there is no such file; there are: {', '.join(FILES)}")
    return Response(beside(name), media_type=FILES[name])


async def health(request: Request) -> Response:
    """Whether a worker answers: 200, or 503."""
    answer = await request.app.state.endpoint.ask(Job("ASK {}", tables="text/csv"))
    answer.file.close()
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """The counters, for Prometheus."""
    return Response(request.app.state.endpoint.metrics.text(), media_type=MEDIA_TYPE)


async def _failed(request: Request, error: Exception) -> Response:
    """An error as text; as a page for a browser that looked for a page."""
    if isinstance(error, HTTPException):
        error = RequestError(error.status_code, error.detail, allow=(error.headers or {}).get("Allow"))
    assert isinstance(error, RequestError)
    headers = {"Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.allow is not None:
        headers["Allow"] = error.allow
    if "text/html" in request.headers.get("accept", "") and request.url.path != "/sparql":
        page = error_page(request.app.state.endpoint, error)
        page.headers.update(headers)
        return page
    return PlainTextResponse(f"{error}\n", error.status, headers)
