"""A SPARQL endpoint behind the interface of a store: `kg serve`'s, or any triple store that holds our graphs.

Stores differ in what their default graph is. Where it does not hold the facts, each query names them as its default
graph and the articles as its named graphs, as the SPARQL 1.1 protocol provides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from kg.errors import QueryError, RemoteError, UsageError
from kg.link.identity import DEFAULT_BASE
from kg.rdf import facts_graph
from kg.sparql import why
from kg.store import PROLOGUE, Answer, Cell, answer, base_of, rdflib_dataset, refuse_outside

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["TOKEN", "Endpoint", "is_url"]

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_HOLDS_FACTS = "ASK { ?entity kg:identityScope ?scope }"
_CUT = "X-SPARQL-MaxRows"  # what `kg serve`, like Virtuoso, says of an answer that it cut
_LONGEST_MESSAGE = 400
TOKEN = "KG_OPEN_TOKEN"


def is_url(where: str) -> bool:
    """Whether `where` is the address of an endpoint, and no path."""
    return where.startswith(("http://", "https://"))


def _is_whole(url: str) -> bool:
    """Whether the address names a host, and a port if any, as addresses do: http://[::1 and http://localhost:port do not."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _subject(quad: ox.Quad) -> str:
    return str(quad.subject)


class Endpoint:
    """The quads behind the query endpoint at `url`; `timeout` is what a query may take, in seconds.

    The environment variable KG_OPEN_TOKEN, if set, is sent as a bearer token.
    """

    def __init__(self, url: str, *, base: str | None = None, timeout: float = 60.0) -> None:
        if not is_url(url) or not _is_whole(url):
            raise UsageError(f"{url}: is no endpoint; give an address such as http://127.0.0.1:8000/sparql")
        self.url, self.timeout, self._base = url, timeout, base

    @cached_property
    def base(self) -> str:
        """As given, else that of the graph of facts which the endpoint lists, else the one of every build."""
        return self._base or base_of(self._graphs) or DEFAULT_BASE

    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs, that of the facts among them, sorted."""
        return tuple(sorted({*self._graphs, facts_graph(self.base).value}))

    def by_subject(self, graph: str | None = None) -> Iterator[list[ox.Quad]]:
        """The quads of one graph, or of all, subject by subject in the order of N-Triples; these quads are held meanwhile."""
        wanted = self.quads() if graph is None else self._quads_of(graph)
        for _, quads in groupby(sorted(wanted, key=_subject), key=_subject):
            yield list(quads)

    @cached_property
    def _graphs(self) -> tuple[str, ...]:
        """The names of all graphs that the endpoint shows."""
        names = (row[0] for row in self._asked(_GRAPHS, ()).rows)
        return tuple(sorted(str(name) for name in names))

    @cached_property
    def _dataset(self) -> tuple[tuple[str, str], ...]:
        """The protocol's parameters that make the facts the default graph; none where they are it already."""
        if self._asked(PROLOGUE + _HOLDS_FACTS, ()).rows[0][0]:
            return ()
        facts = facts_graph(self.base).value
        if facts not in self._graphs:
            raise RemoteError(f"{self.url}: holds no graph <{facts}>; push a build there, or give its base")
        return ("default-graph-uri", facts), *(("named-graph-uri", g) for g in self._graphs if g != facts)

    def ask(self, sparql: str) -> Answer:
        """The answer to a query over the facts; GRAPH reaches the articles. The usual prefixes are declared.

        Raises QueryError for what the endpoint will not run or what reaches outside it, RemoteError where it does not answer.
        """
        refuse_outside(sparql)
        return self._asked(PROLOGUE + sparql, self._dataset)

    def each(self, sparql: str) -> Iterator[dict[str, Cell]]:
        """The rows of a SELECT query as `ask` gives them, by name; they come in one answer, which is held meanwhile."""
        found = self.ask(sparql)
        return (dict(zip(found.vars, row, strict=True)) for row in found.rows)

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, graph by graph; the default graph is the facts where the endpoint does not name them."""
        for graph in self.graphs():
            yield from self._quads_of(graph)

    def _quads_of(self, graph: str) -> Iterator[ox.Quad]:
        name = ox.NamedNode(graph)
        return self._in_graph(f"GRAPH {name} {{ ?s ?p ?o }}" if graph in self._graphs else "?s ?p ?o", name)

    def _in_graph(self, pattern: str, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        _, data = self._posted(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", ())
        for triple in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    def to_rdflib(self) -> Dataset:
        """A copy of all quads for rdflib, the facts as its default graph."""
        return rdflib_dataset(self.quads(), facts_graph(self.base))

    def __len__(self) -> int:
        return sum(1 for _ in self.quads())

    def _asked(self, sparql: str, dataset: tuple[tuple[str, str], ...]) -> Answer:
        kind, data = self._posted(sparql, dataset)
        try:
            if kind == "application/n-triples":
                return answer(ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(data, format=ox.RdfFormat.N_TRIPLES))
            return answer(ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON))
        except (SyntaxError, ValueError) as error:
            raise RemoteError(f"{self.url}: answered {kind or 'nothing'} that is no query result: {error}") from error

    def _posted(self, sparql: str, dataset: tuple[tuple[str, str], ...]) -> tuple[str, bytes]:
        """(media type, body) of the answer."""
        import httpx

        headers = {"Accept": _ACCEPT, "Content-Type": "application/x-www-form-urlencoded"}
        if token := os.environ.get(TOKEN):
            headers["Authorization"] = f"Bearer {token}"
        form = urlencode([("query", sparql), *dataset])  # a parameter may occur more than once
        try:
            response = httpx.post(self.url, content=form, headers=headers, timeout=self.timeout)
        except httpx.TransportError as error:
            raise RemoteError(f"{self.url}: does not answer: {error or type(error).__name__}") from error
        if not response.is_success:
            raise self._refused(response.status_code, response.text or response.reason_phrase, sparql)
        if rows := response.headers.get(_CUT):
            raise RemoteError(f"{self.url}: cuts its answer at {rows} rows; ask for less (LIMIT), or serve with more (--rows)")
        return response.headers.get("Content-Type", "").partition(";")[0], response.content

    def _refused(self, status: int, text: str, sparql: str) -> QueryError | RemoteError:
        text = why(text, sparql.removeprefix(PROLOGUE), PROLOGUE.count("\n"))
        said = " ".join(text.split())[:_LONGEST_MESSAGE]
        if status == 400:
            return QueryError(f"the query cannot be run: {said}")
        secret = f"; set {TOKEN}"
        hint = {401: secret, 403: secret, 429: "; try again later", 503: "; ask for less, or try again", 504: "; ask for less"}
        return RemoteError(f"{self.url}: HTTP {status}: {said}{hint.get(status, '')}")
