"""Runs the application until somebody ends it, patient with nobody who sends a request bit by bit."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httptools
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.errors import UsageError
from kg.serve.app import application
from kg.serve.endpoint import Endpoint
from kg.serve.guard import Access
from kg.serve.pool import Limits

__all__ = ["bound", "is_loopback", "local_names", "run_application", "serve"]

Close = Callable[[], Awaitable[None]]
Made = Callable[[], Awaitable[tuple[ASGIApp, Close]]]

_HEADERS_WITHIN = 10.0  # seconds
_HEADER_BYTES = 1 << 16
_CONNECTIONS = 1000
_JOINED = 1 << 16  # bytes of a piece that waits for others
_GRACE = 5  # seconds for running requests when the server ends


class _Joined(asyncio.Transport):
    """A transport that sends as one piece what is written in one turn of the loop.

    uvicorn writes head and body of an answer one after the other; sent by themselves they are two packets, and the client is
    woken twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if len(data) > _JOINED:  # the transport is to see at once that it must ask for a pause
            self._send()
            self._transport.write(data)
            return
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(bytes(data))

    def _send(self) -> None:
        if self._parts:
            parts, self._parts = self._parts, []
            self._transport.write(parts[0] if len(parts) == 1 else b"".join(parts))

    def close(self) -> None:
        self._send()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._transport.set_protocol(protocol)


class PromptProtocol(HttpToolsProtocol):
    """HTTP/1.1 that closes a connection whose request has not begun, or whose head is not there, within some seconds.

    A head that is longer than the limit is answered 400. An offer to go on in another protocol (Java's client, curl --http2) is
    passed over, and the request answered as it is.
    """

    _deadline: asyncio.TimerHandle | None = None
    _in_head = True  # a head has begun, or is the first that comes
    _head_bytes = 0
    _offered = False  # another protocol

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Joined(transport, self.loop))
        self._set_deadline()

    def data_received(self, data: bytes) -> None:
        self._head_bytes += len(data)
        self._unset_keepalive_if_required()
        self._feed(data)
        if self._in_head and self._head_bytes > _HEADER_BYTES:
            self.send_400_response("The head of the request is too long.")
        elif self._deadline is None and (self._in_head or not self._is_answering()):
            self._set_deadline()

    def _is_answering(self) -> bool:
        """Whether a request is complete and its answer is not; that may take as long as a query may."""
        return self.cycle is not None and not self.cycle.response_complete

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.send_400_response("This is no HTTP request that is understood here.")
        except httptools.HttpParserUpgrade as offer:
            self._pass_over(data[offer.args[0] :])

    def _pass_over(self, rest: bytes) -> None:
        """Reads the request again without the offer, for which the parser leaves the body alone."""
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.send_400_response("This is no proxy.")
            return
        kept = [(name, value) for name, value in self.headers if name not in (b"upgrade", b"connection", b"http2-settings")]
        lines = [b"%s %s HTTP/1.1" % (method, self.url), *(b"%s: %s" % header for header in kept), b"", b""]
        self._offered = False
        self.parser = httptools.HttpRequestParser(self)
        self._feed(b"\r\n".join(lines) + rest)

    def on_headers_complete(self) -> None:
        self._offered = self.parser.should_upgrade()
        if not self._offered:
            self._in_head = False
            self._clear_deadline()
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self._offered:
            self._head_bytes = 0
            super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._clear_deadline()
        super().connection_lost(exc)

    def _set_deadline(self) -> None:
        self._deadline = self.loop.call_later(_HEADERS_WITHIN, self.transport.close)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def local_names(host: str) -> frozenset[str]:
    """What a server that listens on this machine alone is called here."""
    return frozenset({"localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host.lower()})


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at the address; raises UsageError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=1024)
        # asyncio sets this only on sockets that name their protocol; without it small answers wait 40 ms for the client's kernel.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise UsageError(f"{host}:{port}: cannot listen there: {error.strerror or error}; choose another --port") from error


def serve(path: Path, listening: socket.socket, limits: Limits, access: Access, ready: Callable[[], None]) -> None:
    """Serves the build or file at `path` on the socket until the process is told to end; calls `ready` when it answers.

    Raises UsageError or StoreError where it cannot be opened.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_run(path, listening, limits, access, ready))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where there is one: not on Windows, where asyncio's own does the same at less speed."""
    if sys.platform == "win32":
        return None
    import uvloop

    loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return loop


async def _run(path: Path, listening: socket.socket, limits: Limits, access: Access, ready: Callable[[], None]) -> None:
    endpoint = Endpoint(path, limits)
    await endpoint.start()
    await _serving(application(endpoint, access), endpoint.close, listening, ready)


def run_application(made: Made, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serves what `made` gives, an application and what closes it, until the process is told to end."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_run_made(made, listening, ready))


async def _run_made(made: Made, listening: socket.socket, ready: Callable[[], None]) -> None:
    served, close = await made()
    await _serving(served, close, listening, ready)


async def _serving(served: ASGIApp, close: Close, listening: socket.socket, ready: Callable[[], None]) -> None:
    await _Server(uvicorn.Config(served, **_OPTIONS), close, ready).serve(sockets=[listening])


class _Server(uvicorn.Server):
    """uvicorn that says when it answers, and closes what it serves before it lets the signal through that ended it."""

    def __init__(self, config: uvicorn.Config, close: Close, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._close, self._ready = close, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what is loaded stays: looking through it again and again would hold up requests for some 50 ms each time
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        await self._close()


_OPTIONS: dict[str, Any] = {
    "http": PromptProtocol,
    "ws": "none",
    "lifespan": "off",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "limit_concurrency": _CONNECTIONS,
    "timeout_keep_alive": 15,
    "timeout_graceful_shutdown": _GRACE,
}
