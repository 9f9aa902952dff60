"""Holds the Ray engine to the local one: a cluster of two workers, one killed on the way, the same bytes, nothing lost.

Not among the tests of CI: Ray is a download of 80 MB, and on a busy machine its cluster takes longer to start than it waits
for itself. Exits with 1 where anything differs.

    pip install ray
    python tests/benchmarks/cluster.py
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import ray

from kg.build import Settings, Watch, build_corpus, items
from kg.build.cluster import Cluster
from kg.build.reading import Done
from kg.rdf.serialize import nquads
from kg.store import Store
from kg.tables.loading import corpus_dir

FILES = ("report.json", "graph.trig", "graph.ttl", "merges.tsv")


class KillsOne(Watch):
    """Kills one of the cluster's workers when the first article is there."""

    killed = 0

    def done(self, done: Done) -> None:
        if not self.killed and done.built:
            self.killed = next(pid for pid in below(os.getpid()) if named(pid).startswith(b"ray::_Reader"))
            os.kill(self.killed, signal.SIGKILL)


def below(pid: int) -> Iterator[int]:
    """The processes that this one has started, and those that they have."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        yield int(child)
        yield from below(int(child))


def named(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def main() -> None:
    paths = sorted((corpus_dir() / "articles").glob("*.txt"))[:20]
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1")
    with tempfile.TemporaryDirectory(prefix="kg-cluster-") as name:
        home, watch = Path(name), KillsOne()
        began = time.perf_counter()
        report = build_corpus(partial(items, paths), home / "ray", Settings(), engine=Cluster(2), watch=watch)
        seconds = time.perf_counter() - began
        build_corpus(partial(items, paths[::-1]), home / "local", Settings(), jobs=2)
        stores = [nquads(Store.open(home / out / "store").quads()) for out in ("ray", "local")]
        same = stores[0] == stores[1] and all(
            (home / "ray" / file).read_bytes() == (home / "local" / file).read_bytes() for file in FILES
        )
    print(f"{report.totals['articles']} of {len(paths)} articles in {seconds:.0f} s; worker {watch.killed} killed; same: {same}")
    sys.exit(not (same and watch.killed and report.totals["articles"] == len(paths)))


if __name__ == "__main__":
    main()
