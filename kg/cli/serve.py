"""`kg serve`: a build, or a file of RDF, as a SPARQL endpoint with pages beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, example, says_errors
from kg.cli.inputs import KeyFile, Kind, Pseudonymise, built_folder, keeps_names_back, open_place, size_in_bytes
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["serve"]

TOKEN = "KG_SERVE_TOKEN"


@app.command(
    epilog=example(
        "kg serve graph\n"
        "kg serve graph.trig --port 8080 --timeout 10\n"
        f"{TOKEN}=… kg serve graph --host 0.0.0.0\n"
        "curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT * { ?a kg:supervises ?b }' http://127.0.0.1:8000/sparql"
    )
)
@says_errors
def serve(
    source: Annotated[
        Path,
        typer.Argument(metavar="DIR|FILE", help="A build, a project, or a .ttl, .nt, .trig or .nq file.", show_default=False),
    ],
    host: Annotated[str, typer.Option("--host", help=f"Where to listen; elsewhere than on this machine {TOKEN} must be set.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 8000,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="For one query; then it is answered 504.")
    ] = 30.0,
    workers: Annotated[int, typer.Option("--workers", help="Queries that run at a time; the others wait.")] = 3,
    memory: Annotated[str, typer.Option("--memory", metavar="SIZE", help="For one query; with more it is answered 503.")] = "1GB",
    rows: Annotated[
        int, typer.Option("--rows", help="Of one answer; longer ones are cut and say so (X-SPARQL-MaxRows).")
    ] = 100_000,
    queue: Annotated[int, typer.Option("--queue", help="Queries that may wait; more are answered 503.")] = 200,
    per_client: Annotated[
        int, typer.Option("--per-client", help="Requests of one address at a time; more are answered 429.")
    ] = 100,
    remember: Annotated[
        str,
        typer.Option("--remember", metavar="SIZE", help="Of short answers, for who asks the same again; 0: none."),
    ] = "32MB",
    cors: Annotated[
        list[str] | None, typer.Option("--cors", metavar="ORIGIN", help="Pages that may ask from elsewhere.", show_default=False)
    ] = None,
    whose: Pseudonymise = None,
    key: KeyFile = None,
) -> None:
    """Serve the graph: SPARQL 1.1 at /sparql, an editor, the explorer, a page for each node and article. Read-only."""
    from kg.serve.guard import Access
    from kg.serve.pool import Limits
    from kg.serve.server import bound, is_loopback, local_names
    from kg.serve.server import serve as run

    token = os.environ.get(TOKEN) or None
    if token is None and not is_loopback(host):
        raise UsageError(f"--host {host}: others could ask; set {TOKEN} to a secret that they must know")
    if min(workers, rows, queue, per_client) < 1 or timeout <= 0 or not 0 <= port < 65_536:
        raise UsageError("--timeout, --workers, --rows, --queue and --per-client must be above 0, --port below 65536")
    sizes = {"memory": size_in_bytes(memory, "--memory"), "remembered": _size_or_none(remember)}
    limits = Limits(workers=workers, seconds=timeout, rows=rows, queue=queue, **sizes)
    with bound(host, port) as listening, _source(source, whose, key) as served:
        taken = listening.getsockname()[1]
        address = f"http://{f'[{host}]' if ':' in host else host}:{taken}"
        hosts = frozenset() if token else local_names(host)
        access = Access(hosts=hosts, token=token, origins=tuple(cors or ()), per_client=per_client)
        run(served, listening, limits, access, lambda: typer.echo(f"{address}/  (SPARQL: {address}/sparql)"))


def _size_or_none(size: str) -> int:
    return 0 if size.strip() == "0" else size_in_bytes(size, "--remember")


@contextmanager
def _source(source: Path, whose: Kind | None, key: Path | None) -> Iterator[Path]:
    """What is served: the source itself, or a copy with pseudonyms, which goes when the server does."""
    if not keeps_names_back(source, whose, key):
        yield built_folder(source)
        return
    graph = open_place(source, whose, key)
    with TemporaryDirectory(prefix="kg-serve-") as folder:
        path = Path(folder) / graph.known_as(source.resolve().name)
        _copy(graph, path)
        yield path


def _copy(graph: Graph, folder: Path) -> None:
    """Writes what a server wants of a build: the store, its base, and the pages of a graph that is not large."""
    from kg.build import LARGE
    from kg.build.folder import FORMAT
    from kg.rdf.serialize import lines
    from kg.store import Store
    from kg.view import write_pages

    assert isinstance(graph.store, Store)  # an endpoint has no pseudonyms
    folder.mkdir()
    Store.bulk(folder / "store", [b"\n".join(lines(graph.store.quads())) + b"\n"])
    (folder / "report.json").write_text(json.dumps({"format": FORMAT, "base": graph.store.base}), encoding="utf-8", newline="\n")
    if 0 < len(graph.articles()) <= LARGE:
        write_pages(graph, folder)
