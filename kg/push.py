"""A store to another server, graph by graph, through the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/ . Every request names a graph, so the default graph of the other server is never
touched. One graph there, `graph/description`, describes what was pushed (VoID, DCAT) with a hash of each graph: written only when
that graph is whole, it says after an interruption what is left to do, and later what has changed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import httpx
import pyoxigraph as ox

from kg.errors import RemoteError, UsageError
from kg.store import Store

__all__ = ["Pushed", "Remote", "push"]

_TRIES = 5
_PASSING = frozenset({429, 502, 503, 504})  # answers of a server that may do better in a moment
_LONGEST_WAIT = 60.0  # seconds
_TIMEOUT = httpx.Timeout(30.0, read=600.0, write=600.0)  # seconds; a server may index while it reads
_NTRIPLES = "application/n-triples"

_RDF, _VOID, _DCAT = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#"
_SD, _SCHEMA, _DCTERMS = "http://www.w3.org/ns/sparql-service-description#", "https://schema.org/", "http://purl.org/dc/terms/"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: graphs written, those that were there already, those removed, those of ours that only the server has."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of one graph: how many triples, and the SHA-256 of its sorted N-Triples."""

    triples: int
    sha256: str


@dataclass(slots=True)
class Remote:
    """Another server's graph store at an address; `auth` is httpx's, or None. Use it in a `with`."""

    url: str
    auth: httpx.Auth | tuple[str, str] | None = None
    token: str | None = None
    sleep: Callable[[float], None] = time.sleep
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        if not _is_address(self.url):
            raise UsageError(f"{self.url}: give the address of a graph store, such as http://localhost:7878/store")
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        # A redirect could lead the secret elsewhere.
        self._client = httpx.Client(auth=self.auth, headers=headers, timeout=_TIMEOUT, follow_redirects=False)

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()

    def get(self, graph: str) -> bytes | None:
        """The graph as N-Triples; None where there is none."""
        answer = self._ask("GET", graph, accept=(200, 404))
        return answer.content if answer.status_code == 200 else None

    def put(self, graph: str, ntriples: bytes) -> None:
        """The graph is afterwards what is given, and nothing else."""
        self._ask("PUT", graph, ntriples)

    def add(self, graph: str, ntriples: bytes) -> None:
        """The graph afterwards holds what is given besides what it held."""
        self._ask("POST", graph, ntriples)

    def delete(self, graph: str) -> None:
        """The graph is afterwards not there."""
        self._ask("DELETE", graph, accept=(200, 202, 204, 404))

    def _ask(
        self, method: str, graph: str, content: bytes | None = None, accept: Iterable[int] = range(200, 300)
    ) -> httpx.Response:
        address = httpx.URL(self.url).copy_merge_params({"graph": graph})
        headers = {"Accept": _NTRIPLES} if content is None else {"Content-Type": _NTRIPLES}
        problem = ""
        for attempt in range(_TRIES):
            wait = 0.5 * 2**attempt
            try:
                answer = self._client.request(method, address, content=content, headers=headers)
            except httpx.TransportError as error:
                problem = str(error) or type(error).__name__
            else:
                if answer.status_code in accept:
                    return answer
                problem = f"{answer.status_code} {answer.reason_phrase}: {answer.text[:200].strip()}"
                if answer.status_code not in _PASSING:
                    break
                stated = answer.headers.get("Retry-After", "")
                wait = min(float(stated), _LONGEST_WAIT) if stated.isdigit() else wait
            if attempt < _TRIES - 1:
                self.sleep(wait)
        raise RemoteError(f"{self.url}: {method} of the graph {graph} failed: {problem}")


def _is_address(url: str) -> bool:
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return found.scheme in ("http", "https") and bool(found.host)


def push(
    store: Store, remote: Remote, *, title: str, prune: bool = False, done: Callable[[str, int, int], None] = lambda *_: None
) -> Pushed:
    """The server has every graph of the store afterwards, and a description of them; graphs that it has already are not sent.

    With `prune`, graphs that an earlier push wrote and the store no longer has are removed. `done` hears of each graph that is
    there: its name, how many are, how many are to be. Raises RemoteError; pushing again goes on where that ended.
    """
    description = f"{store.base}graph/description"
    listed = _read(remote.get(description))
    contents = {graph: _content(store.ntriples(graph)) for graph in store.graphs()}
    unchanged = {graph: content for graph, content in contents.items() if listed.get(graph) == content}
    stale = {graph: content for graph, content in listed.items() if graph not in contents}
    write = [graph for graph in contents if graph not in unchanged]
    remove = sorted(stale) if prune else []
    kept = {graph: content for graph, content in stale.items() if not prune}
    about = _Description(description, store.base, title)
    if write or remove or not listed:
        # First nothing is said of what will change: a graph half written must not pass for the one described.
        remote.put(description, about.whole({**unchanged, **kept}))
        for number, graph in enumerate(write, 1):
            remote.put(graph, store.ntriples(graph))
            remote.add(description, about.entry(graph, contents[graph]))
            done(graph, number, len(write))
        for graph in remove:
            remote.delete(graph)
        remote.put(description, about.whole({**contents, **kept}))
    return Pushed(tuple(write), tuple(unchanged), tuple(remove), tuple(sorted(kept)))


def _content(ntriples: bytes) -> Content:
    return Content(ntriples.count(b"\n"), hashlib.sha256(ntriples).hexdigest())


@dataclass(frozen=True, slots=True)
class _Description:
    """What is said on the server of what was pushed there."""

    graph: str
    base: str
    title: str

    def whole(self, contents: dict[str, Content]) -> bytes:
        """All of it, as N-Triples."""
        dataset = self._dataset()
        found = [
            ox.Triple(dataset, _node(_RDF, "type"), _node(_VOID, "Dataset")),
            ox.Triple(dataset, _node(_RDF, "type"), _node(_DCAT, "Dataset")),
            ox.Triple(dataset, _node(_DCTERMS, "title"), ox.Literal(self.title)),
            ox.Triple(dataset, _node(_VOID, "uriSpace"), ox.Literal(self.base)),
            ox.Triple(dataset, _node(_VOID, "triples"), ox.Literal(sum(c.triples for c in contents.values()))),
        ]
        for graph, content in contents.items():
            found += self._entry(graph, content)
        return _ntriples(found)

    def entry(self, graph: str, content: Content) -> bytes:
        """What is said of one graph, as N-Triples."""
        return _ntriples(self._entry(graph, content))

    def _entry(self, graph: str, content: Content) -> Iterator[ox.Triple]:
        node = ox.NamedNode(f"{self.graph}#{hashlib.sha256(graph.encode()).hexdigest()[:16]}")
        yield ox.Triple(self._dataset(), _node(_VOID, "subset"), node)
        yield ox.Triple(node, _node(_RDF, "type"), _node(_VOID, "Dataset"))
        yield ox.Triple(node, _node(_RDF, "type"), _node(_SD, "NamedGraph"))
        yield ox.Triple(node, _node(_SD, "name"), ox.NamedNode(graph))
        yield ox.Triple(node, _node(_VOID, "triples"), ox.Literal(content.triples))
        yield ox.Triple(node, _node(_SCHEMA, "sha256"), ox.Literal(content.sha256))

    def _dataset(self) -> ox.NamedNode:
        return ox.NamedNode(f"{self.graph}#dataset")


def _node(namespace: str, local: str) -> ox.NamedNode:
    return ox.NamedNode(namespace + local)


def _ntriples(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _read(description: bytes | None) -> dict[str, Content]:
    """The graphs of a description with what it says of them; a half entry is none."""
    said: dict[str, dict[str, str]] = {}
    try:
        for triple in ox.parse(description or b"", format=ox.RdfFormat.N_TRIPLES):
            said.setdefault(str(triple.subject), {})[triple.predicate.value] = getattr(triple.object, "value", "")
    except SyntaxError as error:
        raise RemoteError(f"the description that the server keeps is no N-Triples: {error}") from error
    wanted = (_SD + "name", _VOID + "triples", _SCHEMA + "sha256")
    entries = (tuple(facts.get(name, "") for name in wanted) for facts in said.values())
    return {name: Content(int(triples), sha256) for name, triples, sha256 in entries if name and triples.isdigit() and sha256}
