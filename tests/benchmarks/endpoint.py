"""Measures `kg serve` under load: many clients with small queries, and among them one that asks without end.

    python tests/benchmarks/endpoint.py [--quads 1000000] [--clients 50] [--seconds 30] [--pause 0] [--new 1]

The graph is that of the gold annotations, its articles repeated under other names until there are quads enough. Each client keeps
one connection, asks, compares the answer with the one that the store gave before, and pauses (on average `--pause` seconds; with
0 it asks as fast as it can). Of the queries a share of `--new` was never asked before, the rest are
some hundred, again and again.
Exits with 1 where an answer was lost or wrong, or where the endless query was not answered 504.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg.graph import build_gold
from kg.rdf.serialize import nquads
from kg.rdf.vocabulary import PREFIXES
from kg.tables.loading import corpus_dir

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TIMEOUT = 8  # seconds that the server gives a query
FACTS = ox.NamedNode("https://w3id.org/zhengmai/graph/facts")
SMALL = (
    "SELECT ?label WHERE {{ <{iri}> rdfs:label ?label }} ORDER BY ?label",
    "SELECT ?p ?o WHERE {{ <{iri}> ?p ?o FILTER(isIRI(?o)) }} ORDER BY ?p ?o",
    "SELECT ?event ?label WHERE {{ ?event kg:agent <{iri}> ; rdfs:label ?label }} ORDER BY ?event LIMIT 20",
    "ASK {{ <{iri}> kg:supervises ?whom }}",
)


@dataclass(slots=True)
class Tally:
    """What the clients saw."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    endless: Counter[int] = field(default_factory=Counter)


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


def expected(file: Path, folder: Path) -> dict[str, bytes]:
    """Small queries about the bodies of the graph, each with the answer that the engine itself gives."""
    store = ox.Store(str(folder / "reference"))
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    bodies = store.query("SELECT DISTINCT ?b { ?b a kg:Body } ORDER BY ?b LIMIT 100", prefixes=PREFIXES, default_graph=FACTS)
    queries = [form.format(iri=row["b"].value) for row in bodies for form in SMALL]
    answers = {}
    for query in queries:
        found = store.query(query, prefixes=PREFIXES, default_graph=FACTS)
        answers[query] = (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").strip()
    return answers


async def ask(host: str, port: int, streams: list[asyncio.StreamReader | asyncio.StreamWriter], query: str) -> tuple[int, bytes]:
    """Status and body of the answer, over the connection in `streams`, made when there is none."""
    if not streams:
        streams.extend(await asyncio.open_connection(host, port))
    reader, writer = streams
    assert isinstance(reader, asyncio.StreamReader)
    assert isinstance(writer, asyncio.StreamWriter)
    head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\nAccept: text/tab-separated-values\r\n\r\n"
    writer.write(head.encode())
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(answer.split("content-length: ")[1].split("\r\n")[0])
    body = await reader.readexactly(length)
    if "connection: close" in answer:
        writer.close()
        streams.clear()
    return int(answer.split()[1]), body


@dataclass(frozen=True, slots=True)
class Habit:
    """How a client asks: how long it waits on average between two questions, and how many of these are new."""

    pause: float  # seconds
    new: float  # share


async def client(
    address: tuple[str, int], answers: dict[str, bytes], until: float, habit: Habit, tally: Tally, seed: int
) -> None:
    chance, queries, streams = random.Random(seed), list(answers), []
    for number in itertools.count():
        if time.perf_counter() >= until:
            return
        query = chance.choice(queries)
        asked = f"{query} # {seed}-{number}" if chance.random() < habit.new else query
        started = time.perf_counter()
        status, body = await ask(*address, streams, asked)
        tally.milliseconds.append((time.perf_counter() - started) * 1000)
        tally.statuses[status] += 1
        tally.wrong += status != 200 or body.strip() != answers[query]
        await asyncio.sleep(chance.uniform(0, 2 * habit.pause))


async def asking_without_end(address: tuple[str, int], until: float, tally: Tally) -> None:
    streams: list[asyncio.StreamReader | asyncio.StreamWriter] = []
    while time.perf_counter() < until:
        status, _ = await ask(*address, streams, ENDLESS)
        tally.endless[status] += 1


async def weighing(pid: int, until: float) -> dict[str, int]:
    """The most memory (bytes) that the server, and that a worker, ever held."""
    most = {"server": 0, "worker": 0}
    while time.perf_counter() < until:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        most["server"] = max(most["server"], resident(pid))
        most["worker"] = max([most["worker"], *(resident(int(child)) for child in children)])
        await asyncio.sleep(0.5)
    return most


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
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


async def load(url: str, pid: int, answers: dict[str, bytes], clients: int, seconds: float, habit: Habit) -> int:
    parts, tally = urlsplit(url), Tally()
    address = (parts.hostname or "", parts.port or 0)
    until = time.perf_counter() + seconds
    before, own = worked(pid), time.process_time()
    running = [client(address, answers, until, habit, tally, seed) for seed in range(clients)]
    *_, memory = await asyncio.gather(*running, asking_without_end(address, until, tally), weighing(pid, until))
    cuts = statistics.quantiles(tally.milliseconds, n=100)
    print(f"  requests            {len(tally.milliseconds):,} ({len(tally.milliseconds) / seconds:,.0f} a second)")
    print(f"  statuses            {dict(tally.statuses)}, wrong or lost {tally.wrong}")
    print(f"  milliseconds        p50 {cuts[49]:.1f}  p95 {cuts[94]:.1f}  p99 {cuts[98]:.1f}  max {max(tally.milliseconds):.1f}")
    each = [1000 * spent / len(tally.milliseconds) for spent in (worked(pid) - before, time.process_time() - own)]
    print(f"  processor           {each[0]:.2f} ms a request in the server, {each[1]:.2f} in the clients, without the workers")
    print(f"  endless query       {dict(tally.endless)} (time-out {TIMEOUT} s)")
    print(f"  memory              server {memory['server'] / 1e6:.0f} MB, largest worker {memory['worker'] / 1e6:.0f} MB")
    return int(tally.wrong > 0 or set(tally.endless) != {504})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--new", type=float, default=1.0)
    parser.add_argument("--file", type=Path, help="N-Quads of an earlier run, to be served instead")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "graph.nq"
        if given.file is None:
            with file.open("wb") as out:
                out.writelines(lines(given.quads))
        answers = expected(file, Path(folder))
        command = [sys.executable, "-m", "kg.cli", "serve", str(file), "--port", "0", "--timeout", str(TIMEOUT)]
        started = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url = process.stdout.readline().split("/  ")[0]
            print(f"{given.quads:,} quads loaded and served after {time.perf_counter() - started:.0f} s")
            asking = f"pause {given.pause:g} s, {given.new:.0%} of the queries new"
            print(f"{given.clients} clients for {given.seconds:g} s, {asking}, with one endless query:")
            habit = Habit(given.pause, given.new)
            failed = asyncio.run(load(url, process.pid, answers, given.clients, given.seconds, habit))
            process.terminate()
    return failed


if __name__ == "__main__":
    sys.exit(main())
