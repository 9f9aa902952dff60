"""A page as a person uses it, watched: no error, no request, no breach of its own policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

__all__ = ["ROOT", "Visit"]

ROOT = Path(__file__).resolve().parents[2]


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
        breaches = self.page.evaluate("() => window.breaches")
        for event, handler in self._handlers.items():
            self.page.remove_listener(event, handler)
        self.page.goto("about:blank")
        assert self.errors == []
        assert breaches == []
        assert [url for url in self.requests if not url.startswith(("file:", "about:"))] == []

    def open(self, file: Path, hash: str = "") -> Visit:
        self.page.goto(file.as_uri() + hash)
        self.page.wait_for_selector("html[data-ready]")
        return self

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

    def click(self, where: str) -> None:
        """Clicks where the script says on the screen."""
        self.page.mouse.click(*self.page.evaluate(where))

    def click_event(self, type: str, time: str) -> None:
        self.click(f"whereNode(happened('{type}', '{time}'))")
