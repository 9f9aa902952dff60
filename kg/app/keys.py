"""Who may use the app: the browser that was opened with its address, and of it only the app's own pages.

The token in the address becomes a cookie that the browser sends to no page of another site's making. What changes something is
a POST that carries, besides, a second token that stands in the app's pages alone.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["FORM_HEADER", "Keyed", "Keys"]

FORM_HEADER = "X-KG-Form"
START = "/app/"
_SAFE = frozenset({"GET", "HEAD"})
_CLOSED = "请打开 kg app 在终端里写出的地址。Open the address that `kg app` printed: it holds the token that this needs.\n"


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Keys:
    """The tokens of one run: `address` for the browser, `form` for its pages; `port` tells the cookies of two apps apart."""

    port: int
    address: str = field(default_factory=_secret, repr=False)
    form: str = field(default_factory=_secret, repr=False)

    @property
    def cookie(self) -> str:
        return f"kg_app_{self.port}"

    def refusal(self, request: Request) -> Response | None:
        """Why a request goes no further, or that it goes on without the token in its address; None where it may pass."""
        origin = request.headers.get("origin")
        if origin is not None and origin != f"{request.url.scheme}://{request.headers.get('host', '')}":
            return PlainTextResponse("pages of other sites may not ask here\n", 403)
        given = request.query_params.get("token")
        if given is not None and request.url.path == START and request.method in _SAFE:
            return self._admitted(request.url) if _same(given, self.address) else PlainTextResponse(_CLOSED, 403)
        if not _same(request.cookies.get(self.cookie, ""), self.address):
            return PlainTextResponse(_CLOSED, 403)
        # What is not the app's own, the graph below it, changes nothing whatever the method.
        changes = request.method not in _SAFE and request.url.path.startswith(START)
        if changes and not _same(request.headers.get(FORM_HEADER, ""), self.form):
            return PlainTextResponse("what changes something comes from the app's own page; load that page again\n", 403)
        return None

    def _admitted(self, url: URL) -> Response:
        answer = RedirectResponse(url.path, 303, {"Cache-Control": "no-store"})
        answer.set_cookie(self.cookie, self.address, httponly=True, samesite="strict", path="/")
        return answer


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())


@dataclass(frozen=True, slots=True)
class Keyed:
    """The layer that lets in who has the keys."""

    app: ASGIApp
    keys: Keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self.keys.refusal(Request(scope)) if scope["type"] == "http" else None
        await (refused or self.app)(scope, receive, send)
