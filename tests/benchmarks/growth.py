"""What builds of growing corpora cost, measured into a file, and pictures of it for docs/growth.md.

Up to 11,919 articles these are real news items (`../shared/data/news.jsonl.gz`), beyond them articles with substituted names
(tests/substituted.py; they are longer, so both are measured where they overlap). A run that is in the file is made again only
when asked for by its size.

    python tests/benchmarks/growth.py --news 100 300 1000 3000 11919 --substituted 1000 10000 100000 --longest 150
    python tests/benchmarks/growth.py    # draws again what is measured
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import substituted  # noqa: E402

from corpus import NEWS, QUESTIONS, cost, disk, spread  # noqa: E402

MEASURED = Path(__file__).with_name("growth.json")
PICTURES = ROOT / "docs" / "images"
MB = 1e6


@dataclass(frozen=True, slots=True)
class Run:
    """A build of a corpus: seconds of clock and CPU, memory and disk in MB, questions in CPU seconds (the second time of two)."""

    kind: str  # news | substituted
    articles: int
    characters: int
    processes: int
    clock: float
    cpu: float
    memory: float  # the most that all processes held, shared pages once
    again: float  # CPU seconds of a second run with nothing changed
    changed: float  # CPU seconds of a run with 1 % changed
    disk: float
    store: float
    records: float
    quads: int
    questions: dict[str, float]
    load: tuple[float, float]  # of the machine, before and after
    day: str


def rows(kind: str, count: int, given: argparse.Namespace) -> Iterator[dict[str, str]]:
    """So many articles, each as a row of a table."""
    if kind == "substituted":
        yield from (substituted.article(number, given.longest) for number in range(count))
        return
    news: Path = given.file
    with gzip.open(news, "rt", encoding="utf-8") as file:
        everything = [json.loads(line) for line in file]
    if count > len(everything):
        raise SystemExit(f"there are {len(everything):,} news items, not {count:,}: give --substituted {count}")
    yield from ({key: item[key] for key in ("id", "title", "text")} for item in spread(everything, count))


def written(articles: Iterable[dict[str, str]], file: Path, *, changed: int = 0) -> int:
    """A line an article, the first of every `changed` with a sentence more; the characters of all."""
    characters = 0
    with file.open("w", encoding="utf-8") as out:
        for number, row in enumerate(articles):
            more = "\n据悉，有关工作正在推进。" if changed and number % changed == 0 else ""
            characters += len(row["text"]) + len(more)
            out.write(json.dumps(row | {"text": row["text"] + more}, ensure_ascii=False) + "\n")
    return characters


def measure(kind: str, count: int, given: argparse.Namespace) -> Run:
    processes: int = given.processes
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="kg-growth-") as name:
        file, out = Path(name) / "articles.jsonl", Path(name) / "graph"
        characters = written(rows(kind, count, given), file)
        whole = cost("build", file, "--out", out, "--jobs", processes)
        again = cost("build", file, "--out", out, "--jobs", processes)
        written(rows(kind, count, given), file, changed=100)
        changed = cost("build", file, "--out", out, "--jobs", processes)
        quads, questions = asked(out)
        return Run(
            kind=kind,
            articles=count,
            characters=characters,
            processes=processes,
            clock=round(whole.clock, 1),
            cpu=round(whole.cpu, 1),
            memory=round(whole.shared),
            again=round(again.cpu, 2),
            changed=round(changed.cpu, 1),
            disk=round(disk(out), 1),
            store=round(disk(out / "store"), 1),
            records=round(disk(out / "records"), 1),
            quads=quads,
            questions=questions,
            load=(round(before, 1), round(os.getloadavg()[0], 1)),
            day=datetime.date.today().isoformat(),
        )


def asked(out: Path) -> tuple[int, dict[str, float]]:
    """The quads of a build, and what questions cost."""
    from kg.graph import open_graph

    graph, taken = open_graph(out), {}
    for what, sparql in QUESTIONS.items():
        for _ in range(2):
            began = time.process_time()
            graph.query(sparql)
            taken[what] = round(time.process_time() - began, 4)
    return len(graph.store), taken


def table(runs: list[Run]) -> str:
    """Markdown, with the slope from the run of the same kind before it: the power of the articles that CPU grew with."""
    head = (
        "| articles | CPU s | slope | ms an article | clock s | memory MB | again s | 1 % s | disk MB | KB an article | quads |"
    )
    lines = [head, "|---" * 11 + "|"]
    for at, run in enumerate(runs):
        last = runs[at - 1] if at and runs[at - 1].kind == run.kind else None
        slope = f"{math.log(run.cpu / last.cpu) / math.log(run.articles / last.articles):.2f}" if last else ""
        lines.append(
            f"| {run.articles:,} {run.kind} | {run.cpu:.0f} | {slope} | {1000 * run.cpu / run.articles:.0f} | {run.clock:.0f} "
            f"| {run.memory:.0f} | {run.again:.1f} | {run.changed:.0f} | {run.disk:.0f} | {1000 * run.disk / run.articles:.0f} "
            f"| {run.quads:,} |"
        )
    return "\n".join(lines)


def drawn(runs: list[Run]) -> None:
    """growth-cost.svg and growth-questions.svg, the same bytes from the same runs."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "zhengmai", "svg.fonttype": "none", "font.size": 8, "axes.spines.top": False}
    matplotlib.rcParams |= {"axes.spines.right": False, "font.family": "sans-serif"}
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(9, 2.8), layout="constrained")
    for panel, (title, lines) in zip(panels, _costs().items(), strict=True):
        panel.set(title=title, xscale="log", yscale="log", xlabel="articles")
        for kind in sorted({run.kind for run in runs}):
            mine = [run for run in runs if run.kind == kind]
            for name, what in lines.items():
                label = f"{name}, {kind}" if name else kind
                panel.plot([r.articles for r in mine], [getattr(r, what) for r in mine], marker="o", markersize=3, label=label)
        panel.legend(frameon=False, fontsize=6)
    figure.savefig(PICTURES / "growth-cost.svg", metadata={"Date": None})
    figure, panel = pyplot.subplots(figsize=(4.5, 2.8), layout="constrained")
    panel.set(title="CPU seconds of a question, news", xscale="log", yscale="log", xlabel="articles")
    news = [run for run in runs if run.kind == "news"]
    for what in QUESTIONS:
        panel.plot([r.articles for r in news], [r.questions[what] for r in news], marker="o", markersize=3, label=what)
    panel.legend(frameon=False, fontsize=6)
    figure.savefig(PICTURES / "growth-questions.svg", metadata={"Date": None})


def _costs() -> dict[str, dict[str, str]]:
    return {
        "CPU seconds": {"all": "cpu", "1 % changed": "changed", "nothing changed": "again"},
        "MB of memory": {"": "memory"},
        "MB on disk": {"": "disk"},
    }


def kept() -> dict[tuple[str, int], Run]:
    found = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else []
    return {(row["kind"], row["articles"]): Run(**row | {"load": tuple(row["load"])}) for row in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=int, nargs="*", default=[], metavar="N")
    parser.add_argument("--substituted", type=int, nargs="*", default=[], metavar="N")
    parser.add_argument("--file", type=Path, default=NEWS, help="the news items")
    parser.add_argument("--longest", type=int, default=substituted.LONGEST, help="characters of each passage of the substituted")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    runs = kept()
    for kind in ("news", "substituted"):
        for count in getattr(given, kind):
            runs[kind, count] = measure(kind, count, given)
            found = [asdict(runs[key]) for key in sorted(runs)]
            MEASURED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(table([runs[kind, count]]), flush=True)
    if not runs:
        raise SystemExit("nothing is measured yet: give --news 100 300 1000")
    ordered = [runs[key] for key in sorted(runs)]
    print(table(ordered))
    drawn(ordered)


if __name__ == "__main__":
    main()
