"""A real `kg app`: a process of its own, on a free port of this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

__all__ = ["Running", "running"]


@dataclass(frozen=True, slots=True)
class Running:
    """The app's folder, and the address that it printed."""

    folder: Path
    address: str

    @property
    def url(self) -> str:
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def client(self) -> httpx.Client:
        """A browser that has opened the address, with the token of its pages in each request."""
        client = httpx.Client(base_url=self.url, timeout=120, follow_redirects=True)
        page = client.get(self.address)
        assert page.status_code == 200
        client.headers["X-KG-Form"] = page.text.partition('name="form-token" content="')[2].partition('"')[0]
        return client


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """An app that ends with the context."""
    command = [sys.executable, "-m", "kg.cli", "app", str(folder), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("http://127.0.0.1:"), f"kg app did not start: {line!r}"
        yield Running(folder, line)
    finally:
        process.terminate()
        process.wait(timeout=120)
        if process.stdout is not None:
            process.stdout.close()
