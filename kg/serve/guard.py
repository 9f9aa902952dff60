"""Who may ask at all: the right host, the token, not too many at a time; and what every answer says to the browser.

A page of another site could reach a server on this machine under a name of its own that leads here. So a server without a token
answers only to the names that a person here would use.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections import Counter
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.metrics import Metrics

__all__ = ["Access", "Guard"]

_SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_OPEN = frozenset({"/health"})  # addresses that need no token


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: `hosts` by the name they use (none: any), `token` by what they know, `origins` from pages of other sites."""

    hosts: frozenset[str] = frozenset()
    token: str | None = None
    origins: tuple[str, ...] = ()
    per_client: int = 100

    def knows(self, authorization: str) -> bool:
        """Whether an Authorization header carries the token: as Bearer, or as the password of Basic, which browsers ask for."""
        if self.token is None:
            return True
        scheme, _, given = authorization.partition(" ")
        known = given.strip().encode("latin-1", "replace")  # the bytes that were sent
        if scheme.lower() == "basic":
            try:
                known = base64.b64decode(given, validate=True).partition(b":")[2]
            except (binascii.Error, ValueError):
                return False
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(known, self.token.encode())

    def refusal(self, path: str, headers: Headers, *, preflight: bool) -> Response | None:
        """Why a request goes no further, None where it may; a preflight of a page that may ask ends here as well."""
        hosts = headers.getlist("host")
        if len(hosts) > 1:
            return PlainTextResponse("a request has one Host\n", 400)
        if self.hosts and _name("".join(hosts)) not in self.hosts:
            return PlainTextResponse("this server answers only to its own name\n", 421)
        if preflight and headers.get("origin") in self.origins:  # browsers send no token with it, and it tells nothing
            return Response(status_code=204, headers=_PREFLIGHT)
        if self.token is not None and path not in _OPEN and not self.knows(headers.get("authorization", "")):
            wanted = {"WWW-Authenticate": 'Basic realm="kg", charset="UTF-8"'}
            return PlainTextResponse("a token is needed: Authorization: Bearer TOKEN\n", 401, wanted)
        return None


def _name(host: str) -> str:
    """The host without its port: [::1]:8000 → [::1]."""
    return (host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host).lower()


@dataclass(slots=True)
class Guard:
    """The outermost layer of the application."""

    app: ASGIApp
    access: Access
    metrics: Metrics
    _busy: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        headers = Headers(scope=scope)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._mark(message, headers)
            await send(message)

        client = (scope.get("client") or ("",))[0]
        self._busy[client] += 1
        try:
            await self._admitted(client, scope, headers)(scope, receive, noted)
        finally:
            self._busy[client] -= 1
            if not self._busy[client]:
                del self._busy[client]
            self.metrics.count(_pattern(scope), status, time.perf_counter() - started)

    def _admitted(self, client: str, scope: Scope, headers: Headers) -> ASGIApp:
        if self._busy[client] > self.access.per_client:
            return PlainTextResponse("too many requests at a time from your address\n", 429, {"Retry-After": "1"})
        refused = self.access.refusal(scope["path"], headers, preflight=scope["method"] == "OPTIONS")
        return self.app if refused is None else refused

    def _mark(self, message: Message, asked: Headers) -> None:
        there = {name for name, _ in message["headers"]}
        message["headers"] = [*message["headers"], *(safe for safe in _SAFE if safe[0] not in there)]
        if self.access.origins:
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            origin = asked.get("origin")
            if origin in self.access.origins:
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = "X-SPARQL-MaxRows, Retry-After, ETag"
                headers["Cross-Origin-Resource-Policy"] = "cross-origin"


_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


def _pattern(scope: Scope) -> str:
    """What answered, and not the address itself, so that no visitor can make the metrics grow."""
    return getattr(scope.get("endpoint"), "__name__", "other")
