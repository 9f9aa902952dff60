"""Pushing to a real server, `oxigraph serve`: what is there afterwards, what is not touched, what is sent again."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from kg.build import write_build
from kg.cli import app
from kg.errors import RemoteError, UsageError
from kg.graph import gold_documents
from kg.push import Remote, push
from kg.rdf import document_quads
from kg.store import Store
from kg.tables.loading import corpus_dir

PATIENCE = 120  # seconds for what takes one on an idle machine
SEED = "000_3933d1552c9bd586"
DESCRIPTION = "https://w3id.org/zhengmai/graph/description"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a triple store that others wrote."""
    port, folder = free_port(), tmp_path_factory.mktemp("oxigraph")
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "oxigraph has stopped"
        try:
            httpx.get(address, timeout=PATIENCE)
            return
        except httpx.TransportError:
            assert time.monotonic() < end, f"{address} does not answer"
            time.sleep(0.05)


@pytest.fixture
def url(oxigraph: str) -> str:
    """The graph store of the server, emptied."""
    httpx.post(f"{oxigraph}/update", data={"update": "CLEAR ALL"}, timeout=PATIENCE).raise_for_status()
    return f"{oxigraph}/store"


def there(url: str) -> set[ox.Quad]:
    """Everything on the server."""
    answer = httpx.get(url, headers={"Accept": "application/n-quads"}, timeout=PATIENCE)
    return set(ox.parse(answer.content, format=ox.RdfFormat.N_QUADS))


@cache
def store(*ids: str) -> Store:
    docs = gold_documents(corpus_dir() / "gold", corpus_dir() / "articles", ids)
    return Store.memory(quad for doc in docs for quad in document_quads(doc))


@cache
def other() -> str:
    return next(p.stem for p in sorted((corpus_dir() / "gold").glob("*.json")) if p.stem != SEED)


def outside(quads: set[ox.Quad]) -> set[ox.Quad]:
    """Without the description."""
    return {quad for quad in quads if quad.graph_name != ox.NamedNode(DESCRIPTION)}


def test_every_graph_arrives_and_the_default_graph_is_not_touched(url: str) -> None:
    httpx.post(
        f"{url}?default", content="<x:s> <x:p> <x:o> .", headers={"Content-Type": "application/n-triples"}, timeout=PATIENCE
    ).raise_for_status()
    mine = ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:o"))
    heard: list[tuple[str, int, int]] = []
    with Remote(url) as remote:
        pushed = push(store(SEED), remote, title="种子", done=lambda *step: heard.append(step))
    assert outside(there(url)) == set(store(SEED).quads()) | {mine}
    assert pushed.written == store(SEED).graphs()
    assert heard == [(graph, number, 2) for number, graph in enumerate(pushed.written, 1)]


def test_the_description_is_void_and_dcat_and_counts_right(url: str) -> None:
    with Remote(url) as remote:
        push(store(SEED), remote, title="种子")
    sparql = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcat: <http://www.w3.org/ns/dcat#>
      PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
      SELECT ?title ?all ?name ?triples WHERE { GRAPH <https://w3id.org/zhengmai/graph/description> {
        ?d a void:Dataset , dcat:Dataset ; dcterms:title ?title ; void:triples ?all ; void:subset ?g .
        ?g sd:name ?name ; void:triples ?triples } }"""
    answer = httpx.post(
        url.replace("/store", "/query"),
        data={"query": sparql},
        headers={"Accept": "application/sparql-results+json"},
        timeout=PATIENCE,
    )
    rows = [{name: cell["value"] for name, cell in row.items()} for row in answer.json()["results"]["bindings"]]
    expected = {graph: str(len(store(SEED).ntriples(graph).splitlines())) for graph in store(SEED).graphs()}
    assert {row["name"]: row["triples"] for row in rows} == expected
    assert {row["title"] for row in rows} == {"种子"}
    assert {row["all"] for row in rows} == {str(len(store(SEED)))}


def test_only_what_changed_is_sent_again(url: str) -> None:
    with Remote(url) as remote:
        push(store(SEED), remote, title="a")
        assert push(store(SEED), remote, title="a").written == ()
        more = push(store(SEED, other()), remote, title="a")
    assert len(more.unchanged) == 1
    assert len(more.written) == 2
    assert outside(there(url)) == set(store(SEED, other()).quads())


def test_what_the_build_lost_stays_until_it_is_pruned(url: str) -> None:
    with Remote(url) as remote:
        push(store(SEED, other()), remote, title="a")
        kept = push(store(SEED), remote, title="a")
        assert len(kept.left) == 1
        assert kept.removed == ()
        pruned = push(store(SEED), remote, title="a", prune=True)
    assert pruned.removed == kept.left
    assert outside(there(url)) == set(store(SEED).quads())


def test_a_push_that_was_interrupted_goes_on(url: str) -> None:
    def stop(_graph: str, number: int, _total: int) -> None:
        if number == 1:
            raise KeyboardInterrupt

    both = store(SEED, other())
    with Remote(url) as remote:
        with pytest.raises(KeyboardInterrupt):
            push(both, remote, title="a", done=stop)
        rest = push(both, remote, title="a")
    assert rest.unchanged == both.graphs()[:1]
    assert rest.written == both.graphs()[1:]
    assert outside(there(url)) == set(both.quads())


def test_a_graph_that_was_half_written_is_written_again(url: str) -> None:
    with Remote(url) as remote:
        push(store(SEED), remote, title="a")
        graph = store(SEED).graphs()[0]
        # as after a crash between the two requests of one graph: it is there in part, and the description does not know it
        remote.put(graph, b"<x:s> <x:p> <x:o> .\n")
        remote.put(DESCRIPTION, b"")
        assert graph in push(store(SEED), remote, title="a").written
    assert outside(there(url)) == set(store(SEED).quads())


def test_a_server_that_is_away_is_tried_again_and_named() -> None:
    waits: list[float] = []
    with socket.socket() as taken:  # by nobody who listens
        taken.bind(("127.0.0.1", 0))
        away = Remote(f"http://127.0.0.1:{taken.getsockname()[1]}/store", sleep=waits.append)
        with away as remote, pytest.raises(RemoteError, match=r"GET of the graph .*graph/description failed"):
            push(store(SEED), remote, title="a")
    assert waits == [0.5, 1.0, 2.0, 4.0]


def test_a_server_that_refuses_is_quoted(oxigraph: str) -> None:
    with Remote(f"{oxigraph}/nothing") as remote, pytest.raises(RemoteError, match=r"PUT of the graph .* failed: 4"):
        push(store(SEED), remote, title="a")


@pytest.mark.parametrize("url", ["localhost:7878", "http://[::1", "http://localhost:port/store", "http://"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(UsageError, match="graph store"):
        Remote(url)


def test_the_command(url: str, tmp_path: Path) -> None:
    from kg.build import gold_documents as outcomes

    folder = tmp_path / "graph"
    write_build(outcomes(corpus_dir() / "gold", corpus_dir() / "articles", [SEED]), folder, source="gold")
    first, second = (CliRunner().invoke(app, ["push", str(folder), "--to", url]) for _ in range(2))
    assert (first.exit_code, first.stdout) == (0, f"{url}: 2 graphs written, 0 unchanged, 0 removed\n")
    assert second.stdout == f"{url}: 0 graphs written, 2 unchanged, 0 removed\n"
    assert len(outside(there(url))) == json.loads((folder / "report.json").read_text())["totals"]["quads"]
    half = CliRunner().invoke(app, ["push", str(folder), "--to", url], env={"KG_PUSH_USER": "me"})
    assert (half.exit_code, half.stdout) == (2, "")
    assert "KG_PUSH_PASSWORD" in half.stderr


def test_what_is_pushed_has_pseudonyms_where_they_are_asked_for(url: str, tmp_path: Path) -> None:
    from kg.build import gold_documents as outcomes

    folder, person = tmp_path / "graph", "韦朝胜"
    write_build(outcomes(corpus_dir() / "gold", corpus_dir() / "articles", ["dev76_beilou_shuji"]), folder, source="gold")
    plain = CliRunner().invoke(app, ["push", str(folder), "--to", url])
    assert plain.exit_code == 0
    assert person in str(there(url))
    hidden = ["push", str(folder), "--to", url, "--pseudonymise", "persons"]
    first = CliRunner().invoke(app, hidden)
    assert "1 graph of an earlier push, perhaps with names of persons; --prune removes them" in first.stderr
    pruned = CliRunner().invoke(app, [*hidden, "--prune"])
    assert pruned.stdout == f"{url}: 0 graphs written, 2 unchanged, 1 removed\n", "the same pseudonyms again"
    assert person not in str(there(url))
    assert "人员" in str(there(url))


def test_the_login_is_sent() -> None:
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    seen: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization"))
            self.send_response(401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        try:
            for remote in (Remote(url, token="t"), Remote(url, auth=("me", "p"))):
                with remote, pytest.raises(RemoteError, match="401"):
                    remote.get("x:g")
        finally:
            server.shutdown()
    assert seen == ["Bearer t", "Basic bWU6cA=="]
