"""A process that answers queries over a store on disk, one after the other, until its input ends or it is killed.

Everything untrusted is parsed and run here: `python -m kg.serve.worker SETTINGS`. It imports little, so that a
new one soon stands where one was ended.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.serve.frames import Head, Job, Settings, packed, read_frame
from kg.serve.results import WRITERS
from kg.serve.sandbox import Meter, confine, limit_memory
from kg.sparql import leaving_out

__all__ = ["answer", "main"]

Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_LINES = ("text/turtle", "application/n-triples")  # formats that can end with a comment


class Unacceptable(Exception):
    """The client takes no format that fits this form of query."""


@dataclass(slots=True)
class Limited:
    """Items until their number reaches a limit, or the size that who takes them counts; `cut` says whether there were more."""

    items: Iterable[Any]
    rows: int
    bytes: int
    count: int = 0
    size: int = 0  # characters that the items have taken so far
    cut: bool = False

    def __iter__(self) -> Iterator[Any]:
        for item in self.items:
            if self.count >= self.rows or self.size >= self.bytes:
                self.cut = True
                return
            self.count += 1
            yield item


@dataclass(slots=True)
class Graphs:
    """A store, and the graphs that a query runs over where neither it nor its request names any.

    Of a store of ours that is the graph of facts, with GRAPH ranging over the others; of any other what SPARQL says.
    """

    store: ox.Store
    settings: Settings
    articles: list[ox.NamedNode | ox.BlankNode] | None = None  # listed when first asked for

    def find(self, job: Job) -> Found:
        """What the engine finds, or begins to find: rows come as they are asked for."""
        if job.default or job.named:
            return self._over(job, job.query, [ox.NamedNode(g) for g in job.default], [ox.NamedNode(g) for g in job.named])
        if job.chooses or not self.settings.facts:
            return self._over(job, job.query, None, None)
        facts = ox.NamedNode(self.settings.facts)
        if not job.ranges:
            return self._over(job, job.query, facts, None)
        return leaving_out(
            job.query, facts.value, lambda query, listed: self._over(job, query, facts, self._others(facts) if listed else None)
        )

    def _over(self, job: Job, query: str, default: Any, named: Any) -> Found:
        prefixes = self.settings.prefixes
        return self.store.query(query, base_iri=job.base, prefixes=prefixes, default_graph=default, named_graphs=named)

    def _others(self, facts: ox.NamedNode) -> list[ox.NamedNode | ox.BlankNode]:
        if self.articles is None:
            self.articles = [g for g in self.store.named_graphs() if g != facts]
        return self.articles


def answer(graphs: Graphs, job: Job) -> tuple[Head, bytes]:
    """The answer to a job, complete, within its limits; never raises for what the query does wrong."""
    try:
        return _written(graphs.find(job), job, graphs.settings)
    except Unacceptable as error:
        return Head("unacceptable", str(error)), b""
    except (SyntaxError, ValueError) as error:
        return Head("malformed", str(error)), b""
    except (RuntimeError, OSError) as error:
        return Head("failed", str(error)), b""


def _written(found: Found, job: Job, settings: Settings) -> tuple[Head, bytes]:
    if isinstance(found, ox.QueryBoolean):
        return _truth(found, job)
    return _triples(found, job, settings) if isinstance(found, ox.QueryTriples) else _table(found, job, settings)


def _accepted(media_type: str | None, form: str) -> str:
    if media_type is None:
        raise Unacceptable(form)
    return media_type


def _truth(found: ox.QueryBoolean, job: Job) -> tuple[Head, bytes]:
    media_type = _accepted(job.tables, "ASK")
    form = ox.QueryResultsFormat.from_media_type(media_type)
    assert form is not None
    body = found.serialize(format=form)
    return Head("done", media_type=media_type, length=len(body or b""), rows=1), body or b""


def _table(found: ox.QuerySolutions, job: Job, settings: Settings) -> tuple[Head, bytes]:
    media_type = _accepted(job.tables, "SELECT")
    form = ox.QueryResultsFormat.from_media_type(media_type)
    assert form is not None
    names = [v.value for v in found.variables]
    most = (sys.maxsize, sys.maxsize) if job.whole else (settings.rows, settings.answer)
    rows = Limited(map(tuple, found), *most)
    parts = []
    for part in WRITERS[form](names, rows):
        rows.size += len(part)
        parts.append(part)
    body = "".join(parts).encode("utf-8", "replace")
    return Head("done", media_type=media_type, length=len(body), rows=rows.count, cut=rows.cut), body


def _triples(found: ox.QueryTriples, job: Job, settings: Settings) -> tuple[Head, bytes]:
    media_type = _accepted(job.graphs, "CONSTRUCT and DESCRIBE")
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    limited = Limited(found, settings.rows, settings.answer)
    distinct = sorted(_weighed(limited), key=str)
    body = ox.serialize(distinct, format=form, prefixes=settings.prefixes if form != ox.RdfFormat.N_TRIPLES else None) or b""
    if limited.cut and media_type in _LINES:
        body += f"# cut after {limited.count} triples\n".encode()
    return Head("done", media_type=media_type, length=len(body), rows=len(distinct), cut=limited.cut), body


def _weighed(limited: Limited) -> dict[ox.Triple, None]:
    """The triples, each once, as N-Triples are long."""
    found: dict[ox.Triple, None] = {}
    for triple in limited:
        limited.size += len(str(triple))
        found[triple] = None
    return found


def main(settings: Settings, jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answers the jobs that come in, until there are no more."""
    # A group of its own, so that Ctrl-C reaches the server alone; not a session: Linux would schedule it by itself, and niceness
    # counts within a session only.
    if sys.platform != "win32":
        os.setpgid(0, 0)
    confine()
    graphs = Graphs(ox.Store.read_only(settings.folder), settings)
    limit_memory(settings.memory)
    meter = Meter()
    before = meter.taken()
    gc.freeze()  # what is there stays: nothing of it is looked through again
    answers.write(packed(Head("ready")))
    answers.flush()
    while values := read_frame(jobs):
        head, body = answer(graphs, Job(*values))
        answers.write(packed(replace(head, memory=meter.taken() - before)) + body)
        answers.flush()


if __name__ == "__main__":
    main(Settings.read(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
