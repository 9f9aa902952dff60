"""A real `kg serve`: a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from kg.build import gold_documents, write_build
from kg.graph import open_graph
from kg.tables.loading import corpus_dir
from kg.view import write_pages

__all__ = ["ENDLESS", "SEED", "Server", "Start", "started", "write_gold_build"]

SEED = "000_3933d1552c9bd586"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


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
        return httpx.post(self.sparql, data={"query": query}, headers={"Accept": accept}, timeout=60, **options)  # type: ignore[arg-type]


Start = Callable[..., Server]


def started(ending: ExitStack, source: Path, *options: object, **environment: str) -> Server:
    """A server that ends with the stack."""
    command = [sys.executable, "-m", "kg.cli", "serve", str(source), "--port", "0", *map(str, options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    ending.callback(_end, process)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("http://"), f"kg serve did not start: {line!r}"
    return Server(line.split("/  ")[0], process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=30)
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
