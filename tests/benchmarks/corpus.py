"""What a corpus costs: time on one core and on two, memory, disk, a second run with nothing changed, one with 1 % changed.

Reads `../shared/data/news.jsonl.gz` (12,000 news items), or any file of JSON lines with `id`, `title` and `text`, and prints
a row a run. `--items` takes that many, spread evenly over the file. CPU seconds are those of all processes of the run: on
a machine that does other things as well they say more than the clock, which stands beside them.

    python tests/benchmarks/corpus.py --items 1000
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

NEWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "news.jsonl.gz"
MOST_TAGGED = 1000  # items that the tagger alone is timed on
QUESTIONS = {
    "events by kind": "SELECT ?k (COUNT(*) AS ?n) WHERE { ?e a kg:Event ; a ?k } GROUP BY ?k",
    "events of one body": "SELECT ?e ?k WHERE { ?b rdfs:label '国务院'@zh . ?e kg:agent ?b ; a ?k }",
    "who acts with whom": "SELECT ?a ?b WHERE { ?a kg:jointActionWith ?b } LIMIT 100",
    "events of one year": "SELECT ?e WHERE { ?e kg:time ?t . ?t kg:earliest ?d FILTER(YEAR(?d) = 2022) } LIMIT 1000",
    "the words behind one body": "SELECT ?w { ?b rdfs:label '国务院'@zh GRAPH ?g { ?m itsrdf:taIdentRef ?b ; nif:anchorOf ?w } }",
}


@dataclass(frozen=True)
class Cost:
    """Of one command: seconds by the clock and of the CPU, and the most memory that all its processes held, in MB."""

    clock: float
    cpu: float
    memory: float  # sum of the resident sets: pages that processes share count for each
    shared: float  # sum of the proportional sets: shared pages count once
    said: str


def held(pid: int) -> tuple[int, int]:
    """Bytes that a process and its children hold: resident, and proportional."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0, 0
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in rollup.splitlines()[1:]}
    own = [(sizes.get("Rss", 0), sizes.get("Pss", 0)), *(held(int(child)) for child in children)]
    return sum(rss for rss, _ in own), sum(pss for _, pss in own)


def cost(*arguments: object) -> Cost:
    """Runs `kg` with the arguments."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "kg.cli", *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    most, done = [0, 0], threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            most[:] = map(max, most, held(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    watcher.join()
    if process.returncode not in (0, 1):
        raise SystemExit(f"kg {' '.join(map(str, arguments))}: exit code {process.returncode}")
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, most[0] / 1e6, most[1] / 1e6, said)


def written(items: list[dict[str, str]], folder: Path) -> int:
    """A file an item; the characters of all."""
    folder.mkdir()
    characters = 0
    for item in items:
        text = f"{item['title']}\n\n{item['text']}\n"
        (folder / f"{item['id']}.txt").write_text(text, encoding="utf-8")
        characters += len(text)
    return characters


def bare_tagger(paths: list[Path]) -> tuple[float, float]:
    """(clock, CPU) seconds of the tagger alone over all sentences of the files, batched by equal length, models loaded."""
    from kg.read import read_file
    from kg.segment.sentences import plain_lines, split
    from kg.segment.tagger import Tagger

    tagger = Tagger.load()
    sentences = []
    for path in paths:
        doc = read_file(path)
        doc = doc if doc.lines else type(doc)(id=doc.id, text=doc.text, lines=plain_lines(doc.text))
        sentences += [s.span.of(doc.text) for s in split(doc)]
    clock, cpu = time.perf_counter(), time.process_time()
    tagger(sentences)
    return time.perf_counter() - clock, time.process_time() - cpu


def content(out: Path) -> str:
    """A hash of the store's N-Quads."""
    import pyoxigraph as ox

    from kg.store import Store

    lines = sorted(ox.serialize([q], format=ox.RdfFormat.N_QUADS) or b"" for q in Store.open(out / "store").quads())
    return hashlib.sha256(b"".join(lines)).hexdigest()


def row(what: str, run: Cost, articles: int, characters: int) -> None:
    pace = f"{articles / run.cpu:.1f} | {characters / run.cpu / 1000:.1f}"
    print(f"| {what} | {run.clock:.1f} | {run.cpu:.1f} | {pace} | {run.memory:.0f} | {run.shared:.0f} |", flush=True)


def asked(out: Path) -> None:
    """How long questions take, the first time and the second."""
    from kg.graph import open_graph

    graph = open_graph(out)
    print("\n| question | rows | first ms | again ms |\n|---|---|---|---|")
    for what, sparql in QUESTIONS.items():
        taken, rows = [], 0
        for _ in range(2):
            began = time.perf_counter()
            rows = len(graph.query(sparql).rows)
            taken.append((time.perf_counter() - began) * 1000)
        print(f"| {what} | {rows} | {taken[0]:.0f} | {taken[1]:.0f} |", flush=True)


def disk(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=NEWS)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--lean", action="store_true")
    given = parser.parse_args()
    with gzip.open(given.file, "rt", encoding="utf-8") as file:
        everything = [json.loads(line) for line in file]
    items = [everything[i * len(everything) // given.items] for i in range(min(given.items, len(everything)))]
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        measure(items, Path(name), given.jobs, ["--lean"] if given.lean else [])


def measure(items: list[dict[str, str]], home: Path, jobs: list[int], options: list[str]) -> None:
    texts, count = home / "texts", len(items)
    characters = written(items, texts)
    print(f"{count} items, {characters:,} characters; load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| run | clock s | CPU s | articles per CPU s | k characters per CPU s | memory MB, RSS | PSS |\n" + "|---" * 7 + "|")
    some = sorted(texts.iterdir())[:: -(-count // MOST_TAGGED)]
    clock, cpu = bare_tagger(some)
    tagged = sum(len(path.read_text(encoding="utf-8")) for path in some)
    row(f"the tagger alone, on {len(some)}", Cost(clock, cpu, 0, 0, ""), len(some), tagged)
    found = []
    for number in jobs:
        out = home / f"graph{number}"
        row(f"all, --jobs {number}", cost("build", texts, "--out", out, "--jobs", number, *options), count, characters)
        found.append(content(out))
    out = home / f"graph{jobs[-1]}"
    row("again, nothing changed", cost("build", texts, "--out", out, *options), count, characters)
    for path in sorted(texts.iterdir())[:: max(1, count // max(1, count // 100))]:
        path.write_text(path.read_text(encoding="utf-8") + "\n据悉，有关工作正在推进。\n", encoding="utf-8")
    row("1 % changed", cost("build", texts, "--out", out, *options), count, characters)
    print(f"\nstores of {jobs} processes equal: {len(set(found)) == 1}; load after: {os.getloadavg()[0]:.1f}")
    print(f"on disk: {disk(out):.0f} MB, of it store {disk(out / 'store'):.0f}, records {disk(out / 'records'):.0f}")
    print(subprocess.run([sys.executable, "-m", "kg.cli", "stats", out], capture_output=True, text=True, check=True).stdout)
    asked(out)


if __name__ == "__main__":
    main()
