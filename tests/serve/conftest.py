"""Servers for the tests: one that all share, and others that end with their module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from serving import SEED, Server, Start, started, write_gold_build


@pytest.fixture(scope="session")
def build_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the seed article."""
    return write_gold_build(tmp_path_factory.mktemp("served") / "graph", [SEED], pages=True)


@pytest.fixture(scope="session")
def server(build_folder: Path) -> Iterator[Server]:
    """The seed article, served as it is by default; a process takes a second to start, so there is one for all."""
    with ExitStack() as ending:
        yield started(ending, build_folder)


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Starts servers that end with the module."""
    with ExitStack() as ending:
        yield partial(started, ending)
