"""The app behind its addresses: its own pages and what they ask for below /app/, the served graph beside them."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from kg.analysis.chronicle import GROUPINGS, Report
from kg.analysis.chronicle import report as chronicle
from kg.analysis.markdown import to_markdown
from kg.app.building import Building, totals_of
from kg.app.keys import START, Keyed, Keys
from kg.app.reviewing import Asking, Labels
from kg.app.workplace import Workplace, check_size
from kg.build.reviewing import Reviewed
from kg.errors import KgError, RequestError
from kg.graph import open_graph
from kg.serve.app import application
from kg.serve.endpoint import Endpoint
from kg.serve.guard import Access, Guard
from kg.serve.metrics import Metrics
from kg.serve.nodes import rows
from kg.serve.pages import PAGE
from kg.serve.pool import Limits
from kg.serve.queries import body_of
from kg.serve.server import local_names, run_application

__all__ = ["App", "run", "site"]

_LIMITS = Limits(workers=2, queue=50)
_BODY, _WITHIN = 65_536, 10.0  # bytes and seconds of a request that is no file
_LISTED = 300  # articles that the page names
_HOST = "127.0.0.1"
_PAGES = {"": "start.html", "review": "review.html", "report": "report.html"}
_ASSETS = {"base.css": "kg.view", "app.css": "kg.app"} | dict.fromkeys(
    ("theme.js", "app.js", "start.js", "review.js", "report.js"), "kg.app"
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITTEN = {
    "docx": _WORD,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
# The bodies of which most is told, for the list below the field.
_BODIES = """SELECT ?name (COUNT(?e) AS ?count) WHERE { ?e kg:agent ?b . ?b rdfs:label ?name }
  GROUP BY ?name ORDER BY DESC(?count) ?name LIMIT 300"""


@dataclass(slots=True)
class App:
    """What the addresses share: the folder, the build that may run, the graph that is served once there is one."""

    place: Workplace
    keys: Keys
    access: Access
    building: Building = field(init=False)
    labels: Labels = field(default_factory=Labels.load)
    _endpoint: Endpoint | None = None
    _served: Starlette | None = None
    _deciding: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.building = Building(self.place, self.refresh)

    async def refresh(self) -> None:
        """Serves the build that is there now, if there is one. Raises StoreError for one that cannot be opened."""
        if not self.place.is_built:
            return
        if self._endpoint is not None:
            await self._endpoint.reload()
            return
        endpoint = Endpoint(self.place.graph, _LIMITS)
        await endpoint.start()
        self._endpoint, self._served = endpoint, application(endpoint, self.access)

    async def graph(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The pages of the served graph; the start page where there is none yet."""
        await (self._served or RedirectResponse(START))(scope, receive, send)

    @property
    def endpoint(self) -> Endpoint:
        """Raises RequestError 404 where nothing is built."""
        if self._endpoint is None:
            raise RequestError(404, "there is no graph yet; drop articles on the start page and build it")
        return self._endpoint

    def asking(self) -> Asking:
        """The review of the build as it is now. Raises StoreError where there is none."""
        return Asking(Reviewed.open(self.place.graph), self.labels)

    async def decided(self, do: Callable[[], Any]) -> Response:
        """What `do` says after changing decisions, one at a time."""
        async with self._deciding:
            return _json(await asyncio.to_thread(do))

    async def close(self) -> None:
        await self.building.close()
        if self._endpoint is not None:
            await self._endpoint.close()


def run(place: Workplace, listening: socket.socket, ready: Callable[[str], None]) -> None:
    """Serves the app on the socket until the process is told to end; `ready` gets the address, with its token."""
    port = listening.getsockname()[1]

    async def made() -> tuple[Starlette, Callable[[], Any]]:
        app = App(place, Keys(port), Access(hosts=local_names(_HOST)))
        app.building.recall()
        try:
            await app.refresh()
        except KgError as error:  # the page says it, and that building again helps
            app.building.state, app.building.error = "failed", str(error)
        addresses.append(f"http://{_HOST}:{port}{START}?token={app.keys.address}")
        return site(app), app.close

    addresses: list[str] = []
    run_application(made, listening, lambda: ready(addresses[0]))


def site(app: App) -> Starlette:
    """The application."""
    own = [
        *(Route(f"/{name}", page) for name in _PAGES),
        Route("/assets/{name}", asset),
        Route("/state", state),
        Route("/files", upload, methods=["POST"]),
        Route("/folder", folder, methods=["POST"]),
        Route("/remove", remove, methods=["POST"]),
        Route("/build", build, methods=["POST"]),
        Route("/questions", questions),
        Route("/answers", answer, methods=["POST"]),
        Route("/decisions", decisions),
        Route("/undo", take_back, methods=["POST"]),
        Route("/bodies", bodies),
        Route("/chronicle", download),
    ]
    made = Starlette(
        routes=[Mount(START.rstrip("/"), routes=own), Mount("/", app.graph)],
        middleware=[
            Middleware(Guard, access=app.access, metrics=Metrics(dict)),
            Middleware(Keyed, keys=app.keys),
        ],
        exception_handlers={KgError: _failed, HTTPException: _failed},
    )
    made.state.app = app
    return made


def _app(request: Request) -> App:
    found: App = request.app.state.app
    return found


def _json(value: Any) -> Response:
    return JSONResponse(value, headers={"Cache-Control": "no-store"})


async def _failed(_request: Request, error: Exception) -> Response:
    """An error as the page shows it."""
    if isinstance(error, HTTPException):
        error = RequestError(error.status_code, error.detail)
    status = error.status if isinstance(error, RequestError) else 422
    return JSONResponse({"error": str(error)}, status, {"Cache-Control": "no-store"})


async def page(request: Request) -> Response:
    """One of the app's own pages, with the token for what it changes."""
    name = request.url.path.removeprefix(START)
    app = _app(request)
    values = {"form": app.keys.form, "page": name, "place": str(app.place.folder), "built": app.place.is_built}
    text = _environment().get_template(_PAGES[name]).render(groupings=_GROUPED, **values)
    return HTMLResponse(text, headers=PAGE | {"Cache-Control": "no-store"})


_GROUPED = tuple(zip(GROUPINGS, ("日期 date", "机构 body", "地点 place", "主题 theme"), strict=True))


@cache
def _environment() -> Environment:
    loader = PackageLoader("kg.app", "assets")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


async def asset(request: Request) -> Response:
    """A script or a style of the pages."""
    name = request.path_params["name"]
    if name not in _ASSETS:
        raise RequestError(404, "there is no such file")
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return Response(_asset(_ASSETS[name], name), media_type=kind, headers={"Cache-Control": "no-cache"})


@cache
def _asset(package: str, name: str) -> bytes:
    return (resources.files(package) / "assets" / name).read_bytes()


async def state(request: Request) -> Response:
    """What is there, and how the build goes on."""
    app = _app(request)
    names = await asyncio.to_thread(lambda: list(app.place.names()))
    totals = await asyncio.to_thread(totals_of, app.place.graph)
    told = {"files": names[:_LISTED], "count": len(names), "totals": totals, "built": app.place.is_built}
    return _json(told | {"build": app.building.progress()})


async def upload(request: Request) -> Response:
    """A file, whose name and folders are in the address, and whose bytes are the body."""
    name = request.query_params.get("name", "")
    stated = request.headers.get("content-length", "")
    check_size(name, int(stated) if stated.isdigit() else 0)
    try:
        await _app(request).place.receive(name, request.stream())
    except ClientDisconnect as error:
        raise RequestError(400, f"{name}: did not arrive whole") from error
    return _json({"name": name})


async def _given(request: Request) -> dict[str, Any]:
    """The JSON object that a request holds."""
    try:
        found = json.loads(await body_of(request, _BODY, _WITHIN))
    except ValueError as error:
        raise RequestError(400, "send a JSON object") from error
    if not isinstance(found, dict):
        raise RequestError(400, "send a JSON object")
    return found


async def folder(request: Request) -> Response:
    """Copies a folder, or a file, of this machine."""
    given = await _given(request)
    taken = await asyncio.to_thread(_app(request).place.copy, str(given.get("path", "")))
    return _json({"copied": taken.copied, "refused": taken.refused})


async def remove(request: Request) -> Response:
    """Takes a file out of the articles; the next build takes it out of the graph."""
    given = await _given(request)
    await asyncio.to_thread(_app(request).place.remove, str(given.get("name", "")))
    return _json({})


async def build(request: Request) -> Response:
    """Begins a build."""
    _app(request).building.start()
    return _json(_app(request).building.progress())


async def questions(request: Request) -> Response:
    """What to ask people now."""
    app, kinds = _app(request), request.query_params.getlist("kind")
    asking = app.asking()
    asked = await asyncio.to_thread(asking.questions, kinds)
    return _json({"questions": asked, "who": asking.person()})


async def answer(request: Request) -> Response:
    """Saves an answer."""
    app, given = _app(request), await _given(request)
    return await app.decided(lambda: app.asking().answer(given))


async def decisions(request: Request) -> Response:
    """What was decided."""
    return _json({"decisions": await asyncio.to_thread(_app(request).asking().decisions)})


async def take_back(request: Request) -> Response:
    """Takes a decision back."""
    app, given = _app(request), await _given(request)
    return await app.decided(lambda: app.asking().undo(str(given.get("id", ""))))


async def bodies(request: Request) -> Response:
    """The names of those of whom most is told."""
    found = await rows(_app(request).endpoint, _BODIES)
    return _json({"bodies": [row["name"]["value"] for row in found]})


async def download(request: Request) -> Response:
    """The chronicle of a body as a file."""
    asked = request.query_params
    body, year, form = asked.get("body", "").strip(), asked.get("year", "").strip(), asked.get("format", "docx")
    if not body or form not in _WRITTEN or (year and not (year.isascii() and year.isdigit() and len(year) == 4)):
        raise RequestError(400, "give a body, a year of four digits or none, and docx, xlsx or md")
    place = _app(request).place

    def written() -> tuple[bytes, str, bool]:
        found = chronicle(open_graph(place.graph), body=body, year=int(year) if year else None, by=asked.get("by", "date"))
        told = bool(found.entries or found.plans or found.figures)
        return _file(found, form) if told else b"", found.body, told

    data, named, told = await asyncio.to_thread(written)
    if not told:
        raise RequestError(404, f"nothing is told of {named}{f' in {year}' if year else ''}")
    name = quote(f"{named}{year}大事记.{form}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(data, media_type=_WRITTEN[form], headers=headers)


def _file(found: Report, form: str) -> bytes:
    """The chronicle in one of the forms."""
    from kg.analysis.office import to_docx, to_xlsx  # slow to load, and the page should be there at once

    return to_docx(found) if form == "docx" else to_xlsx(found) if form == "xlsx" else to_markdown(found).encode()
