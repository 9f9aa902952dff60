"""A real `kg serve` for the tests: a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from kg.build import gold_documents, write_build
from kg.tables.loading import corpus_dir
from kg.view import write_pages

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


def write_gold_build(folder: Path, ids: list[str]) -> Path:
    """A build of annotated articles at `folder`, new or instead of the one there."""
    from kg.graph import open_graph

    def pages(new: Path) -> None:
        write_pages(open_graph(new), new)

    corpus = corpus_dir()
    write_build(gold_documents(corpus / "gold", corpus / "articles", ids), folder, source="gold", extras=(pages,))
    return folder


@pytest.fixture(scope="session")
def build_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the seed article."""
    return write_gold_build(tmp_path_factory.mktemp("served") / "graph", [SEED])


Start = Callable[..., Server]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Starts servers that end with the module."""
    with ExitStack() as ending:

        def started(source: Path, *options: object, **environment: str) -> Server:
            command = [sys.executable, "-m", "kg.cli", "serve", str(source), "--port", "0", *map(str, options)]
            environment = {**os.environ, **environment}
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
            ending.callback(_end, process)
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("http://"), f"kg serve did not start: {line!r}"
            return Server(line.split("/  ")[0], process)

        yield started


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=30)
    assert process.stdout is not None
    process.stdout.close()


@pytest.fixture(scope="module")
def server(start: Start, build_folder: Path) -> Server:
    """The seed article, served as it is by default."""
    return start(build_folder)
