"""A page as a person uses it, watched: no error, no request, no breach of its own policy."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

__all__ = ["ARTICLE", "PATIENCE", "ROOT", "Visit", "becomes", "new_context", "until"]

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = "000_3933d1552c9bd586"
PATIENCE = 120  # seconds for what takes one on an idle machine; only a test that fails waits as long

# A picture is drawn, and fitted to its box, in a frame; after two of them what was asked for before the first has been done.
_TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context whose pages have time on a machine that is busy with other things."""
    context = browser.new_context(**options)
    context.set_default_timeout(1000 * PATIENCE)
    return context


def until(page: Page, true: Callable[[], bool]) -> None:
    """Waits for it, while the page goes on. Playwright's own wait_for_function needs an eval, which our policies forbid."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"not within {PATIENCE} s"
        page.wait_for_timeout(50)


def becomes(page: Page, read: Callable[[], object], wanted: object) -> None:
    """What is read is, or soon becomes, what is wanted."""
    end = time.monotonic() + PATIENCE
    while read() != wanted and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert read() == wanted


class Visit:
    """A page as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._handlers = {"console": self._console, "pageerror": self._error, "request": self._request, "dialog": self._dialog}
        for event, handler in self._handlers.items():
            page.on(event, handler)  # type: ignore[call-overload]

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _error(self, error: Any) -> None:
        self.errors.append(str(error))

    def _request(self, request: Any) -> None:
        self.requests.append(request.url)

    def _dialog(self, dialog: Any) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def leave(self) -> None:
        """Ends the visit; nothing may have been asked for, logged or blocked."""
        self.settle()  # a breach is told in a task of its own
        breaches = self.page.evaluate("() => window.breaches")
        for event, handler in self._handlers.items():
            self.page.remove_listener(event, handler)
        self.page.goto("about:blank")
        assert self.errors == []
        assert breaches == []
        assert [url for url in self.requests if not url.startswith(("file:", "about:"))] == []

    def open(self, file: Path, hash: str = "") -> Visit:
        return self.follow(file.as_uri() + hash)

    def follow(self, address: str) -> Visit:
        """Opens the address and waits until the page is made and drawn."""
        self.page.goto(address)
        return self.ready()

    def ready(self) -> Visit:
        """Waits until the page that was opened is made and drawn."""
        self.page.wait_for_selector("html[data-ready]")
        self.settle()
        return self

    def settle(self) -> None:
        """Waits until what was begun is drawn and has found its place."""
        self.page.evaluate(_TWO_FRAMES)

    def resize(self, width: int, height: int) -> None:
        """Gives the window another size and waits until the page has taken it."""
        self.page.set_viewport_size({"width": width, "height": height})
        becomes(self.page, lambda: self.page.evaluate("() => [innerWidth, innerHeight]"), [width, height])
        self.settle()

    @property
    def panel(self) -> Locator:
        return self.page.locator("#panel")

    @property
    def heading(self) -> str:
        return self.panel.locator("h2").inner_text()

    def marks(self, kind: str) -> list[str]:
        """The words marked as `kind` in each sentence of the panel, runs that touch joined."""
        sentences = self.panel.locator("blockquote").all()
        return ["".join(m.text_content() or "" for m in s.locator(f"mark.{kind}").all()) for s in sentences]

    def search(self, words: str) -> list[str]:
        self.page.fill("#search", words)
        return self.page.locator("#hits bdi").all_inner_texts()

    def go_to(self, words: str) -> None:
        """Searches and takes the best hit."""
        self.search(words)
        self.page.press("#search", "Enter")

    def shown(self) -> dict[str, str]:
        """Names of the nodes in the picture with their types."""
        return dict(self.page.evaluate("() => shownNodes().map(node => [node.name, node.group])"))

    def types(self) -> list[str]:
        """The type of every node in the picture."""
        return list(self.page.evaluate("() => shownNodes().map(node => node.group)"))

    def where(self, script: str) -> tuple[float, float]:
        """The place on the screen that the script gives, once the picture has its place."""
        self.settle()
        x, y = self.page.evaluate(script)
        return x, y

    def click(self, script: str) -> None:
        """Clicks where the script says on the screen."""
        self.page.mouse.click(*self.where(script))

    def click_event(self, type: str, time: str) -> None:
        self.click(f"whereNode(happened('{type}', '{time}'))")
