"""A real `kg serve`: a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from kg.build import gold_documents, write_build
from kg.graph import open_graph
from kg.tables.loading import corpus_dir
from kg.view import write_pages

__all__ = ["ENDLESS", "PATIENCE", "SEED", "Server", "Start", "get", "post", "request", "started", "until", "write_gold_build"]

SEED = "000_3933d1552c9bd586"
PATIENCE = 120  # seconds for what takes one on an idle machine; only a test that fails waits as long
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

request = partial(httpx.request, timeout=PATIENCE)
get, post = partial(request, "GET"), partial(request, "POST")


def until(true: Callable[[], bool], what: str) -> None:
    """Waits for it."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} s"
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server answers, and its process."""

    url: str
    process: subprocess.Popen[str]

    @property
    def sparql(self) -> str:
        return f"{self.url}/sparql"

    def ask(self, query: str, accept: str = "text/csv", **options: object) -> httpx.Response:
        """A query by POST of a form."""
        return post(self.sparql, data={"query": query}, headers={"Accept": accept}, **options)  # type: ignore[arg-type]


Start = Callable[..., Server]


def started(ending: ExitStack, source: Path, *options: object, log: Path | None = None, **environment: str) -> Server:
    """A server that ends with the stack; what it says of itself goes to `log`, where one is given."""
    command = [sys.executable, "-m", "kg.cli", "serve", str(source), "--port", "0", *map(str, options)]
    said = None if log is None else ending.enter_context(log.open("wb"))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, env={**os.environ, **environment})
    ending.callback(_end, process)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("http://"), f"kg serve did not start: {line!r}"
    return Server(line.split("/  ")[0], process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=PATIENCE)
    assert process.stdout is not None
    process.stdout.close()


def write_gold_build(folder: Path, ids: list[str], *, pages: bool = False) -> Path:
    """A build of annotated articles at `folder`, new or instead of the one there."""

    def write(new: Path) -> None:
        write_pages(open_graph(new), new)

    corpus = corpus_dir()
    documents = gold_documents(corpus / "gold", corpus / "articles", ids)
    write_build(documents, folder, source="gold", extras=(write,) if pages else ())
    return folder
