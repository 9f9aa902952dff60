"""Runs the protocol tests of the W3C's SPARQL 1.1 suite against `kg serve`: those that ask and those to refuse.

    python tests/benchmarks/w3c_protocol.py SUITE    (the folder that holds sparql/sparql11/protocol/manifest.ttl)

Updates are refused here, so a test that expects one to succeed is counted apart: it must be refused. Prints what fails; exits
with 0 where nothing does.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rdflib import RDF, Graph, Namespace
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT, CNT = Namespace("http://www.w3.org/2011/http#"), Namespace("http://www.w3.org/2011/content#")
UT, RDFS = Namespace("http://www.w3.org/2009/sparql/tests/test-update#"), Namespace("http://www.w3.org/2000/01/rdf-schema#")
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a test, and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: tuple[str, ...]  # first digits
    form: str
    truth: bool | None


def requests(graph: Graph, test: Node) -> Iterator[Request]:
    connection = graph.value(test, MF.action)
    for node in graph.items(graph.value(connection, HT.requests)):
        body, headers = graph.value(node, HT.body), graph.value(node, HT.headers)
        answer = graph.value(node, HT.resp)
        fields = graph.items(headers) if headers is not None else ()
        encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
        truth = graph.value(answer, MF.expectedBoolean)
        yield Request(
            str(graph.value(node, HT.methodName)),
            str(graph.value(node, HT.absolutePath)),
            {str(graph.value(f, HT.fieldName)): str(graph.value(f, HT.fieldValue)) for f in fields},
            str(graph.value(body, CNT.chars) or "").encode(encoding),
            tuple(str(s).rpartition("StatusCode")[2][0] for s in graph.objects(answer, MF.expectedStatus)),
            str(graph.value(answer, MF.expectedFormat) or ""),
            None if truth is None else bool(truth),
        )


def problem(server: str, request: Request) -> str | None:
    """What is wrong with the answer to a request."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    connection.request(request.method, request.path, request.body or None, request.headers)
    answer = connection.getresponse()
    body, kind = answer.read(), (answer.getheader("Content-Type") or "").split(";")[0]
    connection.close()
    if str(answer.status)[0] not in request.statuses:
        return f"{answer.status} instead of {'xx or '.join(request.statuses)}xx"
    if request.form and kind not in FORMATS[request.form]:
        return f"{kind} is no {request.form} format"
    if request.truth is not None and (b"true" in body) != request.truth:
        return f"not {request.truth}: {body[:100]!r}"
    return None


def data(graph: Graph) -> str:
    """The graphs of all tests, as N-Quads: they are the same wherever they occur."""
    quads = {}
    for node in graph.objects(None, UT.graphData):
        name = str(graph.value(node, RDFS.label))
        triples = Graph().parse(str(graph.value(node, UT.graph)))
        quads[name] = triples.serialize(format="nt").replace(" .\n", f" <{name}> .\n")
    return "".join(quads.values())


def main(suite: Path) -> int:
    manifest = suite / "sparql" / "sparql11" / "protocol" / "manifest.ttl"
    graph = Graph().parse(manifest, publicID=manifest.resolve().as_uri())
    asking = refused = passed = rightly_refused = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.nq"
        file.write_text(data(graph), encoding="utf-8")
        command = [sys.executable, "-m", "kg.cli", "serve", str(file), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            server = process.stdout.readline().split("/  ")[0]
            for test in graph.subjects(RDF.type, MF.ProtocolTest):
                name, steps = str(test).rpartition("#")[2], list(requests(graph, test))
                if name.startswith("update_"):
                    refused += 1
                    update = Request(steps[0].method, steps[0].path, steps[0].headers, steps[0].body, ("4",), "", None)
                    rightly_refused += problem(server, update) is None
                    continue
                asking += 1
                problems = [found for step in steps if (found := problem(server, step))]
                passed += not problems
                for found in problems:
                    print(f"{name}: {found}")
            process.terminate()
    print(f"{passed} of {asking} protocol tests pass; {rightly_refused} of {refused} updates are refused")
    return int(passed < asking or rightly_refused < refused)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
