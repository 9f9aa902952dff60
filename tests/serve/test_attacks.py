"""Requests that mean harm: the right status, nothing read, nothing fetched, and nobody else kept waiting."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from serving import ENDLESS, PATIENCE, Server, Start, get, post, request

SMALL = "ASK { ?x kg:supervises ?y }"
TOKEN = "gé heim"
BEARER = {"Authorization": f"Bearer {TOKEN}".encode()}


@pytest.fixture(scope="module")
def brief(start: Start, build_folder: Path) -> Server:
    """Two workers and little time."""
    return start(build_folder, "--workers", 2, "--timeout", 2)


@pytest.fixture(scope="module")
def guarded(start: Start, build_folder: Path) -> str:
    """The address of a server that others could reach, that wants a token, and lets in the pages of one other site."""
    options = ("--host", "0.0.0.0", "--cors", "https://good.example", "--workers", 1)
    return start(build_folder, *options, KG_SERVE_TOKEN=TOKEN).url.replace("0.0.0.0", "127.0.0.1")


@pytest.fixture(scope="module", autouse=True)
def slow(server: Server) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two that send bit by bit, the one its head and the other its body, while the tests of this module run."""
    slow_head, slow_body = connection(server), connection(server)
    with slow_head, slow_body:
        slow_head.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        slow_body.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 90\r\n\r\nASK"
        )
        yield slow_head, slow_body


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who asks it, and its address."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815  (the name is the standard library's)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", heard
        finally:
            server.shutdown()
            thread.join()


REACHING = [
    ("SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", 403),
    ("SELECT * {{ service silent <{url}> {{ ?s ?p ?o }} }}", 403),
    ("SELECT * {{ BIND(<{url}> AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}", 403),
    ("SELECT * {{ ?s ?p 1SERVICE<{url}>{{ ?a ?b ?c }} }}", 403),
    ("SELECT * {{ ?s ?p ?o FILTER(1<5)SERVICE#>\n<{url}>{{ ?a ?b ?c }} }}", 403),
    ("PREFIX : <{url}> SELECT * {{ SERVICE:x {{ ?a ?b ?c }} }}", 403),
    ('SELECT * {{ ?s ?p "\'" . SERVICE <{url}> {{ ?a ?b ?c }} }}', 403),
    ("SELECT * FROM <{url}> {{ ?s ?p ?o }}", 200),
    ("SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 200),
    ("LOAD <{url}>", 400),
]


@pytest.mark.parametrize(("query", "status"), REACHING)
def test_nothing_is_fetched(server: Server, query: str, status: int) -> None:
    with listening() as (url, heard):
        answer = server.ask(query.format(url=url))
    assert answer.status_code == status, answer.text
    assert status != 200 or len(answer.text.splitlines()) == 1
    assert heard == []


def test_the_kernel_refuses_what_the_text_may_hide() -> None:
    code = (
        "import sys, pyoxigraph as ox\nfrom kg.serve.sandbox import confine\nassert confine()\n"
        "try:\n    list(ox.Store().query(sys.argv[1]))\nexcept OSError as error:\n    print(error)"
    )
    with listening() as (url, heard):
        query = f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
        run = subprocess.run([sys.executable, "-c", code, query], check=True, capture_output=True, text=True)
    assert "not permitted" in run.stdout
    assert heard == []


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "file:///etc/hostname", "http://169.254.169.254/latest/meta-data/"])
def test_no_file_is_read_as_a_graph(server: Server, graph: str) -> None:
    for query, extra in (
        (f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}", {}),
        (f"SELECT * FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}),
        ("SELECT * { ?s ?p ?o }", {"default-graph-uri": graph}),
    ):
        answer = post(server.sparql, data={"query": query, **extra}, headers={"Accept": "text/csv"})
        assert (answer.status_code, len(answer.text.splitlines())) == (200, 1)


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("ASK { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }", {400}),
        ("ASK { " + "{ " * 50_000 + "}" * 50_000 + " }", {400}),
        ("ASK { FILTER(" + "!" * 200_000 + "true) }", {400, 503}),
        ("ASK { ?s " + "^" * 200_000 + "?p ?o }", {400, 503}),
        ("ASK { ?s ?p " + "[] ; ?p " * 50_000 + "}", {200, 400, 503, 504}),
        ("SELECT * { " + "OPTIONAL { ?a ?b ?c } " * 5_000 + "}", {200, 400, 503, 504}),
        ("ASK { ?s ?p '" + "\\'" * 300_000 + " }", {400}),
        ("ASK { FILTER(REGEX('" + "a" * 50_000 + "', '(a+)+$')) }", {200, 400}),
    ],
    ids=["brackets", "groups", "negations", "inverses", "lists", "optionals", "quotes", "regex"],
)
def test_monstrous_queries_hurt_only_themselves(brief: Server, query: str, statuses: set[int]) -> None:
    answer = post(brief.sparql, content=query, headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code in statuses, answer.text[:300]
    assert brief.ask(SMALL).text.strip() == "true"


@pytest.mark.parametrize("chunked", [True, False])
def test_ten_megabytes_are_too_much(server: Server, chunked: bool) -> None:
    query = b"ASK { ?s ?p '" + b"x" * 10_000_000 + b"' }"
    content = (query[i : i + 100_000] for i in range(0, len(query), 100_000)) if chunked else query
    try:
        answer = post(server.sparql, content=content, headers={"Content-Type": "application/sparql-query"})
    except (httpx.WriteError, httpx.RemoteProtocolError):
        pass  # the server has answered and closed while the client still writes
    else:
        assert answer.status_code == 413
    assert server.ask(SMALL).status_code == 200


def test_a_cross_product_keeps_nobody_else_waiting(brief: Server) -> None:
    done: list[int] = []
    endless = threading.Thread(target=lambda: done.append(brief.ask(ENDLESS).status_code))
    endless.start()
    number = 0
    while endless.is_alive():
        number += 1
        assert brief.ask(f"{SMALL} # {number}").status_code == 200  # each one new, so that a worker answers
    assert done == [504]


# Below HTTP


def connection(server: Server) -> socket.socket:
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)


def reply(server: Server, sent: bytes) -> bytes:
    """The first bytes of what comes back; of a long request only the beginning is sent, the rest would find the door shut."""
    with connection(server) as wire:
        with suppress(ConnectionError):  # it may answer and hang up before it has read all
            wire.sendall(sent[:100_000])
        return wire.recv(4096)


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", b"400"),
        (b"GET /sparql?query=" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b: c\x00\r\n\r\n", b"400"),
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}", b"400"),
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
        (b"BREW /sparql HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"405"),
    ],
    ids=["many", "long", "address", "NUL", "lengths", "negative", "hosts", "TLS", "method", "proxy", "trace"],
)
def test_abuse_of_headers_and_methods(server: Server, request_of: bytes, status: bytes) -> None:
    assert reply(server, request_of).startswith(b"HTTP/1.1 " + status)
    assert server.ask(SMALL).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/resource/../../../../etc/passwd",
        "/resource/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/resource//etc/passwd",
        "/resource/%00",
        "/resource/%3E%20%7B%7D%20SERVICE%20%3Chttp://127.0.0.1:1/",
        "/assets/../server.py",
        "/assets/..%2fserver.py",
        "/assets/%2e%2e%2f%2e%2e%2fserver.py",
        "/assets/yasgui%2f..%2f..%2fserver.py",
        "/assets//etc/passwd",
        "/../../etc/passwd",
        "/describe?iri=file:///etc/passwd",
        "/describe?iri=%3E%7B%7D",
        "/explorer/../../report.json",
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_no_address_leads_out(server: Server, path: str, accept: str) -> None:
    answer = reply(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"root:" not in answer
    assert b"import" not in answer


# Who may ask


def test_a_name_that_is_not_ours_is_refused(server: Server) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example:80", ""):
        assert get(f"{server.url}/health", headers={"Host": host}).status_code == 421
    for host in ("localhost", "LOCALHOST:80", "[::1]:80"):
        assert get(f"{server.url}/health", headers={"Host": host}).status_code == 200


def test_other_sites_may_not_read_answers(server: Server) -> None:
    answer = get(server.sparql, params={"query": SMALL}, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_sites_that_were_named_may(guarded: str) -> None:
    sparql = f"{guarded}/sparql"
    for origin, allowed in (("https://good.example", "https://good.example"), ("https://evil.example", None)):
        answer = get(sparql, params={"query": SMALL}, headers={"Origin": origin, **BEARER})
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "Origin" in answer.headers["vary"]
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        assert request("OPTIONS", sparql, headers=asked).status_code == (
            204 if allowed else 401
        )  # browsers ask that without a token
        assert request("OPTIONS", sparql, headers={**asked, **BEARER}).status_code == (204 if allowed else 405)


def test_a_token_is_needed_where_others_could_ask(guarded: str) -> None:
    refused = get(f"{guarded}/sparql", params={"query": SMALL})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic")
    for wrong in ("Bearer x", "Basic x", "Basic eDp5", "Bearer", "Digest x"):
        assert get(f"{guarded}/", headers={"Authorization": wrong}).status_code == 401
    assert get(f"{guarded}/health").status_code == 200
    assert get(f"{guarded}/metrics").status_code == 401
    assert get(f"{guarded}/sparql", params={"query": SMALL}, headers=BEARER).status_code == 200
    assert get(f"{guarded}/sparql", params={"query": SMALL}, auth=("anybody", TOKEN)).status_code == 200


def test_who_sends_bit_by_bit_is_cut_off_and_keeps_nobody_waiting(
    server: Server, slow: tuple[socket.socket, socket.socket]
) -> None:
    """They began before the other tests of this module, which were answered meanwhile."""
    slow_head, slow_body = slow
    assert server.ask(SMALL).status_code == 200
    assert slow_body.recv(4096).startswith(b"HTTP/1.1 408 ")
    assert slow_head.recv(4096) == b""


def test_who_asks_too_much_at_a_time_is_told_to_come_back(server: Server) -> None:
    half = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK"
    with ExitStack() as holding:
        for _ in range(100):
            holding.enter_context(connection(server)).sendall(half)
        answers = (server.ask(SMALL) for _ in range(100))
        refused = next(answer for answer in answers if answer.status_code != 200)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    answers = (server.ask(SMALL) for _ in range(100))
    assert any(answer.status_code == 200 for answer in answers)
