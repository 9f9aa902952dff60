"""The app behind its addresses: its own pages and what they ask for below /app/, the served graph beside them."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Iterable
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

from kg.analysis.chronicle import GROUPINGS
from kg.app.building import Building, totals_of
from kg.app.keys import START, Keyed, Keys
from kg.app.reading import Reading
from kg.app.reporting import WRITTEN, asked_for, name_of, preview, told, written
from kg.app.reviewing import Asking
from kg.app.telling import Labels
from kg.app.workplace import Workplace, check_size
from kg.build.reviewing import Reviewed
from kg.errors import KgError, RequestError
from kg.graph.questions import own_questions
from kg.link.links import Candidate as Doubtful
from kg.read.disk import shown
from kg.serve.app import application
from kg.serve.endpoint import Endpoint
from kg.serve.guard import Access, Guard
from kg.serve.metrics import Metrics
from kg.serve.nodes import read_articles, rows
from kg.serve.pages import PAGE
from kg.serve.pool import Limits
from kg.serve.queries import body_of
from kg.serve.server import local_names, run_application

__all__ = ["App", "run", "site"]

_LIMITS = Limits(workers=2, queue=50)
_BODY, _WITHIN = 65_536, 10.0  # bytes and seconds of a request that is no file
_LISTED, _CHOSEN_FROM = 300, 5000  # files that the start page names, articles among which the reading page lets choose
_HOST = "127.0.0.1"
_BAR_ENDS = '<div class="settings"'  # where the links in the head of a reading page end
_PAGES = {"": "start.html", "read": "read.html", "review": "review.html", "report": "report.html"}
_ASSETS = {"base.css": "kg.view", "app.css": "kg.app"} | dict.fromkeys(
    ("theme.js", "app.js", "start.js", "dropped.js", "read.js", "selecting.js", "adding.js", "review.js", "report.js"), "kg.app"
)
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
    _reviewed: tuple[object, Reviewed] | None = None  # with the build that it is of
    _doubts: tuple[object, tuple[Doubtful, ...]] | None = None  # with the build and the registry that they are of

    def __post_init__(self) -> None:
        self.building = Building(self.place, self.refresh)

    async def refresh(self) -> None:
        """Serves the build that is there now, if there is one. Raises StoreError for one that cannot be opened, BadProject."""
        self.place = self.building.place = Workplace.at(self.place.folder)
        if not self.place.is_built:
            return
        if self._endpoint is not None and self._endpoint.path == self.place.graph:
            await self._endpoint.reload()
        else:
            old, endpoint = self._endpoint, Endpoint(self.place.graph, _LIMITS)
            await endpoint.start()
            self._endpoint, self._served = endpoint, application(endpoint, self.access)
            if old is not None:
                await old.close()
        project = self.place.project
        self.endpoint.questions = own_questions(project.questions if project else None)

    async def graph(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The pages of the served graph; the start page where there is none yet."""
        page = await asyncio.to_thread(self._with_margin, str(scope["path"]))
        await (page or self._served or RedirectResponse(START))(scope, receive, send)

    def _with_margin(self, path: str) -> Response | None:
        """The build's own page of an article, with a way to the page on which facts are added to it; None for other paths."""
        name = path.removeprefix("/articles/").removesuffix(".html")
        if self._endpoint is None or path != f"/articles/{name}.html":
            return None
        page = self._endpoint.source.reading_page(name)
        if page is None:
            return None
        link = f'<a class="button" href="/app/read?article={quote(name)}">补漏 Add</a>'
        text = page.read_text(encoding="utf-8").replace(_BAR_ENDS, link + _BAR_ENDS, 1)
        return HTMLResponse(text, headers={"Cache-Control": "no-cache", "X-Frame-Options": "DENY"})

    @property
    def title(self) -> str:
        """What the project is called; nothing where there is none."""
        return self.place.project.name if self.place.project else ""

    @property
    def endpoint(self) -> Endpoint:
        """Raises RequestError 404 where nothing is built."""
        if self._endpoint is None:
            raise RequestError(404, "there is no graph yet; drop articles on the start page and build it")
        return self._endpoint

    def asking(self) -> Asking:
        """The review of the build as it is now. Raises StoreError where there is none."""
        reviewed = self._build()
        return Asking(reviewed, self.labels, lambda: self._pairs(reviewed))

    def _build(self) -> Reviewed:
        """The build, opened once: what tells its articles apart is read from all of them."""
        place = self.place
        report = place.graph / "report.json"
        now = (place.graph, report.stat().st_mtime_ns if report.is_file() else 0)
        if self._reviewed is None or self._reviewed[0] != now:
            self._reviewed = (now, Reviewed.open(place.graph, place.decisions, place.registry))
        return self._reviewed[1]

    def _pairs(self, reviewed: Reviewed) -> tuple[Doubtful, ...]:
        """The pairs of nodes to judge, looked for once as long as build and registry stay: that takes all articles."""
        now = (reviewed, reviewed.rulings())
        if self._doubts is None or self._doubts[0] != now:
            self._doubts = (now, reviewed.identities())
        return self._doubts[1]

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
        Route("/articles", articles),
        Route("/article", article),
        Route("/proposed", proposals),
        Route("/additions", addition, methods=["POST"]),
        Route("/questions", questions),
        Route("/answers", answer, methods=["POST"]),
        Route("/decisions", decisions),
        Route("/undo", take_back, methods=["POST"]),
        Route("/bodies", bodies),
        Route("/preview", previewed),
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
    return JSONResponse({"error": shown(str(error))}, status, {"Cache-Control": "no-store"})


async def page(request: Request) -> Response:
    """One of the app's own pages, with the token for what it changes."""
    name = request.url.path.removeprefix(START)
    app = _app(request)
    values = {"form": app.keys.form, "page": name, "place": app.place, "built": app.place.is_built, "title": app.title}
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
    shown = {"files": names[:_LISTED], "count": len(names), "totals": totals, "built": app.place.is_built}
    return _json(shown | {"build": app.building.progress(), "own": app.place.project is not None})


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


async def articles(request: Request) -> Response:
    """The articles of the graph, by the first digits of the hashes of their texts."""
    found = await read_articles(_app(request).endpoint, _CHOSEN_FROM)
    names = ("title", "issued", "publisher")
    listed = [{"article": row["article"]["value"].rpartition("/")[2], **_values(row, names)} for row in found]
    return _json({"articles": listed})


def _values(row: dict[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: row[name]["value"] if name in row else "" for name in names}


async def article(request: Request) -> Response:
    """An article with what is read in it, as decided so far."""
    app, named = _app(request), request.query_params.get("article", "")
    return _json(await asyncio.to_thread(lambda: Reading(app.asking()).article(named)))


async def proposals(request: Request) -> Response:
    """What the words that are selected suggest."""
    app, asked = _app(request), request.query_params
    start, stop = (_place(asked.get(name, "")) for name in ("start", "stop"))
    return _json(await asyncio.to_thread(lambda: Reading(app.asking()).proposed(asked.get("article", ""), start, stop)))


def _place(given: str) -> int:
    """A place in a text; -1, which no text has, for what is no number."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 12 else -1


async def addition(request: Request) -> Response:
    """Saves what a person adds to an article."""
    app, given = _app(request), await _given(request)
    return await app.decided(lambda: Reading(app.asking()).add(given))


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


async def previewed(request: Request) -> Response:
    """The chronicle of a body, to look at before it is taken home."""
    asked, graph = asked_for(request.query_params), _app(request).endpoint.path
    return _json(await asyncio.to_thread(lambda: preview(told(graph, asked))))


async def download(request: Request) -> Response:
    """The chronicle of a body as a file."""
    asked, form = asked_for(request.query_params), request.query_params.get("format", "docx")
    if form not in WRITTEN:
        raise RequestError(400, f"a chronicle is written as {', '.join(WRITTEN)}")
    graph = _app(request).endpoint.path

    def made() -> tuple[bytes, str]:
        found = told(graph, asked)
        return written(found, form), name_of(found, form)

    data, name = await asyncio.to_thread(made)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(data, media_type=WRITTEN[form], headers=headers)
