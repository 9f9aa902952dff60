"""The address of the SPARQL protocol: reads a request, lets a worker answer it, writes the answer as the client likes it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import TracebackType

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from kg.errors import RequestError
from kg.serve.endpoint import Endpoint
from kg.serve.formats import GRAPHS, TABLES, not_acceptable, preferred
from kg.serve.frames import Head, Job
from kg.serve.pool import Answer
from kg.serve.protocol import ProtocolQuery, read_query

__all__ = ["address_of", "answered", "asked", "body_of", "cut_after"]

_SOON = 0.1  # seconds that a query may take before somebody looks whether its client is still there
_ANEW = {"Vary": "Accept", "Cache-Control": "no-cache"}  # who keeps an answer asks again whether it still holds
_WHOLE = 1 << 20  # bytes of an answer that go out in one piece


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names of the formats that a client takes: one for tables and truths, one for graphs."""

    tables: str | None
    graphs: str | None

    @classmethod
    def of(cls, accept: str | None) -> Wanted:
        """Raises RequestError 406 where neither fits."""
        wanted = cls(preferred(accept, TABLES), preferred(accept, GRAPHS))
        if wanted.tables is None and wanted.graphs is None:
            raise not_acceptable(TABLES, GRAPHS)
        return wanted

    def job(self, query: ProtocolQuery, base: str) -> Job:
        return Job(
            query.text,
            base=base,
            tables=TABLES[self.tables] if self.tables else None,
            graphs=GRAPHS[self.graphs] if self.graphs else None,
            default=query.default,
            named=query.named,
            chooses=query.chooses,
            ranges=query.ranges,
            lasting=query.lasting,
        )

    def name(self, media_type: str) -> str:
        """What the client calls the format that was written."""
        return next(n for n, known in ((self.tables, TABLES), (self.graphs, GRAPHS)) if n and known[n] == media_type)


def address_of(request: Request) -> str:
    """The address that was asked, without parameters."""
    host = request.headers.get("host") or request.url.netloc  # HTTP/1.0 need not name one
    return f"{request.scope['scheme']}://{host}{request.scope['path']}"


async def asked(request: Request) -> ProtocolQuery | None:
    """The query of a request, None where it asks nothing; raises RequestError for what is none."""
    limits = request.app.state.endpoint.limits
    kind, body = "", b""
    if request.method == "POST":
        kind, body = request.headers.get("content-type", ""), await body_of(request, limits.query, limits.upload)
    return read_query(request.method, request.scope["query_string"], kind, body, depth=limits.depth)


async def answered(request: Request, query: ProtocolQuery) -> Response:
    """The answer to a query, in the format that the client likes best; raises RequestError."""
    endpoint: Endpoint = request.app.state.endpoint
    wanted = Wanted.of(request.headers.get("accept"))
    job = wanted.job(query, address_of(request))
    tag = endpoint.tag(job) if job.lasting and request.method != "POST" else None
    if tag is not None and tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers={**_ANEW, "ETag": tag})
    answer = endpoint.known(job)
    if answer is None:
        async with _WhileThere(request):
            answer = await endpoint.ask(job)
    head = answer.head
    if head.outcome == "done":
        return _written(answer, wanted.name(head.media_type), tag)
    answer.file.close()
    if head.outcome == "unacceptable":
        raise not_acceptable(TABLES if head.message in ("SELECT", "ASK") else GRAPHS)
    raise RequestError(400, head.message)


def _tags(header: str) -> list[str]:
    """The validators in an If-None-Match header."""
    return [tag.strip() for tag in header.split(",")] if header else []


def _written(answer: Answer, media_type: str, tag: str | None) -> Response:
    head = answer.head
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers = {**_ANEW, "Content-Length": str(head.length), **cut_after(head)}
    if tag is not None:
        headers["ETag"] = tag
    if head.length <= _WHOLE:
        return Response(answer.bytes(), media_type=media_type + charset, headers=headers)
    return StreamingResponse(answer.chunks(), media_type=media_type + charset, headers=headers)


def cut_after(head: Head) -> dict[str, str]:
    """The header that says how long an answer is which was cut; none for a whole one."""
    return {"X-SPARQL-MaxRows": str(head.rows)} if head.cut else {}


async def body_of(request: Request, limit: int, seconds: float) -> bytes:
    """The body of a request; raises RequestError 413 where it is too long, 408 where it does not come, 415 where it is packed."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(415, "send the body as it is, without Content-Encoding")
    stated = request.headers.get("content-length", "0")
    too_long = RequestError(413, f"a request may have {limit:,} bytes")
    if stated.isdigit() and int(stated) > limit:
        raise too_long
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                parts.append(part)
                if sum(map(len, parts)) > limit:
                    raise too_long
    except ClientDisconnect as error:
        raise RequestError(499, "the client has gone") from error
    except TimeoutError as error:
        raise RequestError(408, f"the request did not arrive within {seconds:g} s") from error
    return b"".join(parts)


class _WhileThere:
    """Gives up what is done inside as soon as the client goes away: RequestError 499, of which nobody hears."""

    def __init__(self, request: Request) -> None:
        self._request, self._gone = request, False
        self._asking: asyncio.Task[object] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._asking = asyncio.current_task()
        self._later = asyncio.get_running_loop().call_later(_SOON, self._begin)  # few queries take so long that it is worth it

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._later.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._gone and isinstance(error, asyncio.CancelledError) and self._asking is not None:
            self._asking.uncancel()
            raise RequestError(499, "the client has gone") from error

    def _begin(self) -> None:
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._asking is not None:
            self._asking.cancel()
