"""What an export holds in memory as the graph grows: a build is multiplied, each copy with articles of its own.

Bodies, places and initiatives are shared by the copies, so that what thousands of articles name has thousands of claims. Prints
a row for each format and size: quads, CPU seconds, and the peak resident memory of a process that opens the store and writes.

    kg build articles/ --out graph
    python tests/benchmarks/exports.py graph --times 1 10
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kg.export import FORMATS, parts
from kg.graph import Graph
from kg.rdf.serialize import nquads
from kg.store import Store

_ARTICLE = re.compile(rb"/article/([0-9a-f]{16})")
_LINES = 20_000


def blocks(lines: list[bytes], times: int) -> Iterator[bytes]:
    """The lines as often as told, each time about other articles; what speaks of none stands once."""
    for number in range(times):
        own = number.to_bytes(4, "big")
        renamed = (
            _ARTICLE.sub(lambda m, own=own: b"/article/" + hashlib.sha256(m[1] + own).hexdigest()[:16].encode(), line)  # type: ignore[misc]
            for line in lines
            if number == 0 or b"/article/" in line
        )
        while block := b"".join(islice(renamed, _LINES)):
            yield block


def measure(store: Path, format: str) -> str:
    """Of this process, which must have done nothing else."""
    graph = Graph(Store.open(store))
    size = 0
    with tempfile.TemporaryFile() as out:
        for write in parts(graph, format).values():
            write(out)
        size = out.tell()
    held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return f"{size / 1e6:.0f} | {time.process_time():.1f} | {int(held.split()[1]) / 1024:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--times", type=int, nargs="*", default=[1, 10])
    parser.add_argument("--formats", nargs="*", default=["csv", "neo4j", "cypher"], choices=FORMATS)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(measure(given.build, given.one))
        return
    lines = nquads(Store.open(given.build / "store").quads()).splitlines(keepends=True)
    print("| format | quads | MB written | CPU s | peak MB |\n|---|---|---|---|---|", flush=True)
    for times in given.times:
        with tempfile.TemporaryDirectory(prefix="kg-exports-") as home:
            store = Path(home) / "store"
            Store.bulk(store, blocks(lines, times))
            quads = len(Store.open(store))
            for format in given.formats:
                row = subprocess.run(
                    [sys.executable, __file__, store, "--one", format], check=True, capture_output=True, text=True
                ).stdout
                print(f"| {format} | {quads:,} | {row.strip()}", flush=True)


if __name__ == "__main__":
    main()
