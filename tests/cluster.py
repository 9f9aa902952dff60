"""A build on a Ray cluster of two workers, one killed on the way, beside the same build by the local engine.

A process of its own, since Ray starts threads and changes signals; test_cluster.py runs it. Prints what it found as JSON.

    python tests/cluster.py 8
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
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
    with suppress(FileNotFoundError, ProcessLookupError):  # it ends while we look
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            yield int(child)
            yield from below(int(child))


def named(pid: int) -> bytes:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def main() -> None:
    paths = sorted((corpus_dir() / "articles").glob("*.txt"), key=lambda path: path.stat().st_size)[: int(sys.argv[1])]
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1")
    with tempfile.TemporaryDirectory(prefix="kg-cluster-") as name:
        home, watch = Path(name), KillsOne()
        report = build_corpus(partial(items, paths), home / "ray", Settings(), engine=Cluster(2), watch=watch)
        ray.shutdown()
        build_corpus(partial(items, paths[::-1]), home / "local", Settings(), jobs=1)
        stores = [nquads(Store.open(home / out / "store").quads()) for out in ("ray", "local")]
        different = [name for name in FILES if (home / "ray" / name).read_bytes() != (home / "local" / name).read_bytes()]
    found = {
        "articles": report.totals["articles"],
        "killed": watch.killed,
        "different": different,
        "same": stores[0] == stores[1],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
