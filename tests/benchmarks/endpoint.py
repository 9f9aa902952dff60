"""Measures `kg serve` under load: many clients with small queries, and among them one that asks without end.

    python tests/benchmarks/endpoint.py [--quads 1000000] [--clients 50] [--seconds 30] [--pause 0] [--new 1] [--remember 32MB]

The graph is that of the gold annotations, its articles repeated under other names until there are quads enough. Each client keeps
one connection, asks, compares the answer with the one that the store gave before, and pauses (on average `--pause` seconds; with
0 it asks as fast as it can). Of the queries a share of `--new` was never asked before: one of four questions about one of
five thousand nodes, with a comment that makes it another text, so that no memory of answers helps. The rest are four hundred,
again and again.
Exits with 1 where an answer was lost or wrong, or where the endless query was not answered 504.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pyoxigraph as ox
import uvloop

from kg.graph import build_gold
from kg.rdf.serialize import nquads
from kg.rdf.vocabulary import PREFIXES
from kg.tables.loading import corpus_dir

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TIMEOUT = 8  # seconds that the server gives a query
FACTS = ox.NamedNode("https://w3id.org/zhengmai/graph/facts")
NODES = 5000  # that are asked about
KNOWN = 400  # queries that are asked again and again
SMALL = (
    "SELECT ?label WHERE {{ <{iri}> rdfs:label ?label }} ORDER BY ?label",
    "SELECT ?p ?o WHERE {{ <{iri}> ?p ?o FILTER(isIRI(?o)) }} ORDER BY ?p ?o",
    "SELECT ?event ?label WHERE {{ ?event kg:agent <{iri}> ; rdfs:label ?label }} ORDER BY ?event LIMIT 20",
    "ASK {{ <{iri}> kg:supervises ?whom }}",
)
_TICK = os.sysconf("SC_CLK_TCK")
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Tally:
    """What the clients saw."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    endless: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Small:
    """A small query, ready to be sent but for what makes it new, and its answer."""

    request: bytes  # as far as the query goes
    answer: bytes


def lines(wanted: int) -> Iterator[bytes]:
    """N-Quads of the gold graph, its articles repeated under other names, until there are `wanted`."""
    graph = build_gold(corpus_dir() / "gold", corpus_dir() / "articles")
    found = nquads(graph.store.quads()).splitlines(keepends=True)
    repeated = [line for line in found if b"/article/" in line]
    yield from found
    count, copy = len(found), 0
    while count < wanted:
        copy += 1
        for line in repeated[: wanted - count]:
            yield line.replace(b"/article/", b"/article/%d-" % copy)
        count += len(repeated)


def expected(file: Path, folder: Path) -> list[Small]:
    """Small queries about the nodes of the graph, bodies first, each with the answer that the engine itself gives."""
    store = ox.Store(str(folder / "reference"))
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    ask = partial(store.query, prefixes=PREFIXES, default_graph=FACTS)
    bodies = named(ask("SELECT DISTINCT ?n { ?n a kg:Body } ORDER BY ?n"))
    others = named(ask("SELECT DISTINCT ?n { ?n rdfs:label ?label } ORDER BY ?n"))
    nodes = list(dict.fromkeys((*bodies[: NODES // 2], *random.Random(0).sample(others, min(NODES, len(others))))))[:NODES]
    return [Small(begun(query), tsv(ask(query))) for node in nodes for form in SMALL for query in [form.format(iri=node)]]


def named(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> list[str]:
    """The IRIs in the first column."""
    assert isinstance(found, ox.QuerySolutions)
    return [row[0].value for row in found if isinstance(row[0], ox.NamedNode)]


def begun(query: str) -> bytes:
    return f"GET /sparql?query={quote(query)}".encode()


def tsv(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> bytes:
    assert not isinstance(found, ox.QueryTriples)
    return (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").strip()


class Connection(asyncio.Protocol):
    """One request at a time over one connection: little more than its bytes, so that the cores are left to the server."""

    END = b" HTTP/1.1\r\nHost: localhost\r\nAccept: text/tab-separated-values\r\n\r\n"

    def __init__(self) -> None:
        self._got, self._whole = b"", -1
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """Status and body of the answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self._got, self._whole = b"", -1
        self.transport.write(request + self.END)  # type: ignore[attr-defined]
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if self._whole < 0 <= head:
            length = _LENGTH.search(self._got, 0, head)
            assert length is not None
            self._whole = head + 4 + int(length[1])
        if 0 <= self._whole <= len(self._got) and self._answer is not None:
            self._answer.set_result((int(self._got[9:12]), self._got[head + 4 :]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())


@dataclass(frozen=True, slots=True)
class Habit:
    """How a client asks: how long it waits on average between two questions, and how many of these are new."""

    pause: float  # seconds
    new: float  # share


async def client(address: tuple[str, int], queries: list[Small], until: float, habit: Habit, tally: Tally, seed: int) -> None:
    chance, number = random.Random(seed), 0
    _, connection = await asyncio.get_running_loop().create_connection(Connection, *address)
    while time.perf_counter() < until:
        number += 1
        new = chance.random() < habit.new
        query = queries[int(chance.random() * (len(queries) if new else KNOWN))]
        started = time.perf_counter()
        status, body = await connection.ask(query.request + b"%%20%%23%d-%d" % (seed, number) if new else query.request)
        tally.milliseconds.append((time.perf_counter() - started) * 1000)
        tally.statuses[status] += 1
        tally.wrong += status != 200 or body.strip() != query.answer
        if habit.pause:
            await asyncio.sleep(chance.uniform(0, 2 * habit.pause))
    connection.transport.close()


async def asking_without_end(address: tuple[str, int], until: float, tally: Tally) -> None:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, *address)
    while time.perf_counter() < until:
        status, _ = await connection.ask(begun(ENDLESS))
        tally.endless[status] += 1
    connection.transport.close()


@dataclass(slots=True)
class Weighed:
    """What the server and its workers took, looked at twice a second."""

    pid: int
    server: int = 0  # bytes, at most
    worker: int = 0
    spent: dict[int, float] = field(default_factory=dict)  # seconds of a processor, by process

    def look(self) -> None:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        self.server = max(self.server, resident(self.pid))
        self.worker = max([self.worker, *(resident(int(child)) for child in children)])
        self.spent |= {pid: worked(pid) for pid in (self.pid, *map(int, children))}

    async def look_until(self, until: float) -> None:
        while time.perf_counter() < until:
            self.look()
            await asyncio.sleep(0.5)
        self.look()


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096
    except (OSError, IndexError):
        return 0


def worked(pid: int) -> float:
    """Seconds of processor time that the process itself has taken."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:13])) / _TICK


def busy() -> float:
    """Seconds of processor time that all processes of the machine have taken."""
    user, nice, system, _, _, irq, soft, *_ = map(int, Path("/proc/stat").read_text(encoding="ascii").split("\n")[0].split()[1:])
    return (user + nice + system + irq + soft) / _TICK


def remembered(url: str) -> int:
    """Answers that the server had given before."""
    with urlopen(f"{url}/metrics") as answer:
        return int(float(re.search(rb"^kg_answers_from_memory (\S+)", answer.read(), re.MULTILINE)[1]))  # type: ignore[index]


async def load(url: str, pid: int, queries: list[Small], clients: int, seconds: float, habit: Habit) -> int:
    parts, tally, weighed = urlsplit(url), Tally(), Weighed(pid)
    address = (parts.hostname or "", parts.port or 0)
    weighed.look()
    before, own, all_before, hits = dict(weighed.spent), time.process_time(), busy(), remembered(url)
    until = time.perf_counter() + seconds
    running = [client(address, queries, until, habit, tally, seed) for seed in range(clients)]
    await asyncio.gather(*running, asking_without_end(address, until, tally), weighed.look_until(until))
    asked, cuts = len(tally.milliseconds), statistics.quantiles(tally.milliseconds, n=100)
    spent = {p: s - before.get(p, 0.0) for p, s in weighed.spent.items()}
    own, everything = time.process_time() - own, busy() - all_before
    others = max(0.0, everything - own - sum(spent.values()))
    print(
        f"  requests            {asked:,} ({asked / seconds:,.0f} a second), {(remembered(url) - hits) / asked:.0%} from memory"
    )
    print(f"  statuses            {dict(tally.statuses)}, wrong or lost {tally.wrong}")
    print(f"  milliseconds        p50 {cuts[49]:.1f}  p95 {cuts[94]:.1f}  p99 {cuts[98]:.1f}  max {max(tally.milliseconds):.1f}")
    each = [1000 * time_taken / asked for time_taken in (spent[pid], own)]
    print(f"  processor           {each[0]:.2f} ms a request in the server, {each[1]:.2f} in the clients, without the workers")
    print(f"  other processes     took {others / seconds / (os.cpu_count() or 1):.0%} of the machine")
    print(f"  endless query       {dict(tally.endless)} (time-out {TIMEOUT} s)")
    print(f"  memory              server {weighed.server / 1e6:.0f} MB, largest worker {weighed.worker / 1e6:.0f} MB")
    return int(tally.wrong > 0 or set(tally.endless) != {504})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--new", type=float, default=1.0)
    parser.add_argument("--remember", default="32MB", help="as of kg serve; 0: no memory of answers")
    parser.add_argument("--file", type=Path, help="N-Quads of an earlier run, to be served instead")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "graph.nq"
        if given.file is None:
            with file.open("wb") as out:
                out.writelines(lines(given.quads))
        queries = expected(file, Path(folder))
        options = ("--port", "0", "--timeout", str(TIMEOUT), "--remember", given.remember)
        started = time.perf_counter()
        command = [sys.executable, "-m", "kg.cli", "serve", str(file), *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url = process.stdout.readline().split("/  ")[0]
            print(f"{given.quads:,} quads loaded and served after {time.perf_counter() - started:.0f} s")
            asking = f"pause {given.pause:g} s, {given.new:.0%} of the queries new, memory of answers {given.remember}"
            print(f"{given.clients} clients for {given.seconds:g} s, {asking}, with one endless query:")
            habit = Habit(given.pause, given.new)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                failed = runner.run(load(url, process.pid, queries, given.clients, given.seconds, habit))
            process.terminate()
    return failed


if __name__ == "__main__":
    sys.exit(main())
