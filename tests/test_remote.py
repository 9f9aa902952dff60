"""The same graph over memory, a file, a folder and an endpoint: a real server of the oxigraph wheel, as others run it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import networkx
import pyoxigraph as ox
import pytest

import kg
from kg.build import gold_documents, write_build
from kg.errors import QueryError, RemoteError, UsageError
from kg.export import export
from kg.graph import Graph
from kg.rdf import facts_graph
from kg.remote import Endpoint
from kg.store import Store
from kg.tables.loading import corpus_dir

ARTICLES = ["000_3933d1552c9bd586", "dev09_deqing_huanjie"]
PATIENCE = 120  # seconds for what takes one on an idle machine
GOLD, TEXTS = corpus_dir() / "gold", corpus_dir() / "articles"


@pytest.fixture(scope="module")
def graph(built: Path) -> Graph:
    """The build, in memory."""
    return Graph(Store.memory(kg.open(built).store.quads()))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The query address of `oxigraph serve` over a store."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "oxigraph"),
        "serve-read-only",
        "--location",
        str(folder),
        "--bind",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "the server has stopped"
        try:
            with urlopen(url, timeout=PATIENCE):
                return
        except OSError:
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.05)


def stored(folder: Path, quads: Iterator[ox.Quad]) -> Path:
    store = ox.Store(str(folder))
    store.extend(quads)
    store.flush()
    return folder


@pytest.fixture(scope="module")
def endpoint(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Every graph under its own name, the default graph empty: what `kg push` leaves on a server."""
    with served(stored(tmp_path_factory.mktemp("named") / "store", graph.store.quads())) as url:
        yield url


@pytest.fixture(scope="module")
def facts_as_default(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The facts as the default graph: what `kg serve` shows."""
    facts = facts_graph(graph.store.base)
    quads = (ox.Quad(q.subject, q.predicate, q.object) if q.graph_name == facts else q for q in graph.store.quads())
    with served(stored(tmp_path_factory.mktemp("default") / "store", quads)) as url:
        yield url


@pytest.fixture(scope="module")
def kg_serve(built: Path) -> Iterator[str]:
    """Our own endpoint over the build."""
    with started_server(built) as url:
        yield url


@contextmanager
def started_server(source: Path, *options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "kg.cli", "serve", str(source), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("http://"), f"kg serve did not start: {line!r}"
        try:
            yield line.split("/  ")[0] + "/sparql"
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "graph"
    write_build(gold_documents(GOLD, TEXTS, ARTICLES), folder)
    return folder


@pytest.fixture(scope="module", params=["folder", "trig", "endpoint", "facts_as_default", "kg_serve"])
def opened(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("opened")
    if request.param == "folder":
        return kg.open(request.getfixturevalue("built"))
    if request.param == "trig":
        (folder / "graph.trig").write_bytes(export(graph, "trig")["graph.trig"])
        return kg.open(folder / "graph.trig")
    return kg.open(request.getfixturevalue(request.param))


def test_records_are_the_same(opened: Graph, graph: Graph) -> None:
    assert opened.articles() == graph.articles()
    assert opened.entities(type="Initiative") == graph.entities(type="Initiative")
    assert opened.events(type="Meeting", place="酒泉市", since="2017") == graph.events(
        type="Meeting", place="酒泉市", since="2017"
    )
    assert opened.events() == graph.events()
    assert opened.relations() == graph.relations()
    assert opened.figures() == graph.figures()
    assert opened.neighbours("甘肃省民政厅", depth=2) == graph.neighbours("甘肃省民政厅", depth=2)
    assert opened.evidence("甘肃省民政厅", "supervises") == graph.evidence("甘肃省民政厅", "supervises")


def test_questions_and_queries_are_answered_the_same(opened: Graph, graph: Graph) -> None:
    for number in (1, 4, 8, 10, 14):
        assert opened.ask(number).rows == graph.ask(number).rows
    assert (
        opened.query("CONSTRUCT WHERE { ?a kg:supervises ?b }").to_turtle()
        == graph.query("CONSTRUCT WHERE { ?a kg:supervises ?b }").to_turtle()
    )
    assert opened.query("ASK { ?a kg:supervises ?b }")
    assert not opened.query("ASK { ?a kg:componentOf ?a }")
    assert opened.query("SELECT ?a { ?a kg:nothing ?b }").rows == ()


def test_every_quad_is_there(opened: Graph, graph: Graph) -> None:
    assert set(opened.store.quads()) == set(graph.store.quads())
    assert len(opened.store) == len(graph.store)
    assert len(opened.to_rdflib()) == len(graph.to_rdflib())
    assert export(opened, "nq") == export(graph, "nq")


def test_networks_are_the_same(opened: Graph, graph: Graph) -> None:
    ours, theirs = (g.to_networkx(happenings=True) for g in (graph, opened))
    assert dict(ours.nodes(data=True)) == dict(theirs.nodes(data=True))
    assert list(ours.edges(keys=True, data=True)) == list(theirs.edges(keys=True, data=True))


def nameless(graph: Graph) -> networkx.MultiDiGraph:
    """Its relations alone, without the words behind them."""
    drawn = networkx.MultiDiGraph()
    drawn.add_edges_from((a, b, data["relation"]) for a, b, data in graph.to_networkx().edges(data=True))
    return drawn


def test_facts_alone_are_a_graph_without_words(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes(export(graph, "turtle")["graph.ttl"])
    opened = kg.open(tmp_path / "graph.ttl")
    assert {e.iri for e in opened.events()} == {e.iri for e in graph.events()}
    assert networkx.utils.graphs_equal(nameless(opened), nameless(graph))
    assert {e.evidence for e in opened.events()} == {()}
    assert opened.ask(4).rows == graph.ask(4).rows
    assert export(opened, "csv")["codebook.csv"] == export(graph, "csv")["codebook.csv"]


def test_a_query_that_the_endpoint_cannot_run(endpoint: str) -> None:
    opened = kg.open(endpoint)
    with pytest.raises(QueryError, match="line 2, column "):
        opened.query("SELECT ?x WHERE {\n?x ?y }")
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        opened.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")


def test_an_answer_that_was_cut_is_no_answer(built: Path) -> None:
    with started_server(built, "--rows", "5") as url:
        assert len(kg.open(url).query("SELECT ?s { ?s ?p ?o } LIMIT 5")) == 5
        with pytest.raises(RemoteError, match="cuts its answer at 5 rows"):
            kg.open(url).query("SELECT ?s { ?s ?p ?o }")


def test_an_endpoint_without_our_graphs_is_named(tmp_path: Path) -> None:
    with served(stored(tmp_path / "store", iter(()))) as url, pytest.raises(RemoteError, match="holds no graph"):
        kg.open(url).events()


def test_nobody_answers(endpoint: str) -> None:
    with socket.socket() as taken:  # by nobody who listens
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(RemoteError, match="does not answer"):
            kg.open(f"http://127.0.0.1:{taken.getsockname()[1]}/sparql").query("ASK {}")
    with pytest.raises(RemoteError, match="HTTP 404"):
        kg.open(endpoint + "/elsewhere").query("ASK {}")


class Elsewhere(BaseHTTPRequestHandler):
    """Answers what its path says, to those who know the token."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status = int(self.path.strip("/")) if self.headers.get("Authorization") == "Bearer open sesame" else 401
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>not a result</p>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_answers_that_are_none(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RemoteError, match=r"HTTP 401.*set KG_OPEN_TOKEN"):
        kg.open(f"{elsewhere}/200").query("ASK {}")
    monkeypatch.setenv("KG_OPEN_TOKEN", "open sesame")
    with pytest.raises(RemoteError, match="text/html that is no query result"):
        kg.open(f"{elsewhere}/200").query("ASK {}")
    with pytest.raises(RemoteError, match=r"HTTP 503.*ask for less"):
        kg.open(f"{elsewhere}/503").query("ASK {}")


@pytest.mark.parametrize("url", ["http://", "ftp://localhost/sparql", "sparql", "http://[::1", "http://localhost:port/sparql"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(UsageError, match="is no endpoint"):
        Endpoint(url)
