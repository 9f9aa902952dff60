"""How fast the explorer is: `python tests/benchmarks/explorer.py [NODES …]` (100 1000 5000 20000 where none are given).

Builds a graph of invented articles with at least that many nodes, or with `--news FILE.jsonl.gz` of news that the pipeline
reads (an article a line, its text in `text`), opens pages in Chromium without GPU and prints a line of JSON for each size and
way to show it: `opens` (the explorer as it opens: a picture, of more than 6,000 nodes the counts), `focus` (around the main
body), `whole` (all nodes in one picture, up to 6,000) and `pyvis` (plain pyvis output of the same nodes and edges, with its
physics as it comes; up to 5,100 nodes). `ready_ms` is from opening until the page is drawn, the best of five, `thread_ms`
what the page's own thread has worked for that, however busy the machine is;
`asked_ms` is from a click on a number of the counts until what it counts is listed, the network read on the way; `still_ms` is
when the nodes of pyvis rest, null where they have not within a minute. `drag_frames_per_s` is measured while a mouse drags the
picture, the best of three tries, of pyvis once it rests.
"""

from __future__ import annotations

import argparse
import gzip
import json
import runpy
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, TimeoutError, ViewportSize, sync_playwright
from pyvis.network import Network

from kg.graph import Graph
from kg.model import Date, Document, EntityRef, Event, Filler, Mention, Metadata, Relation, Span
from kg.view import write_explorer
from kg.view.page import page_data

TESTS = Path(__file__).resolve().parents[1]
CITIES = {"兰州市": "620100", "酒泉市": "620900", "庆阳市": "621000", "金昌市": "620300", "平凉市": "620800", "天水市": "620500"}
EVENTS_A_TEXT = 12
_SEARCH = """() => { const start = performance.now();
Zhengmai.search(Zhengmai.page.graph, '协会 督导', 12); return performance.now() - start; }"""
_ASK = """() => { const start = performance.now();
document.querySelector('#overview .all [data-cell]').click(); return performance.now() - start; }"""
_COUNT = """() => { window.frames_drawn = 0;
window.is_counted ||= network.on('afterDrawing', () => { frames_drawn += 1; }) || true; }"""
_TRIES = 5
VIEWPORT: ViewportSize = {"width": 1400, "height": 900}
_WHOLE, _PYVIS = 6_000, 5_100  # nodes that one picture holds, and that pyvis is tried with
_TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
_STILL = """() => { if (!window.network) return false;
window.watched ||= network.once('stabilized', () => { window.still = performance.now(); }) || true; return window.still; }"""
_PATIENCE = 60_000  # ms
LEAD = EntityRef("甘肃省民政厅", "GovernmentAgency")


def invented(number: int) -> Document:
    """An article of twelve sentences: the department supervises an association of some city in some month."""
    text, mentions, dates, events, relations = "", [], [], [], []
    for i in range(EVENTS_A_TEXT):
        month = f"2017-{i % 12 + 1:02d}"
        city = list(CITIES)[(number + i) % len(CITIES)]
        name = f"{city}第{number * EVENTS_A_TEXT + i}志愿者协会"
        start = len(text)
        text += f"{i % 12 + 1}月,甘肃省民政厅对{name}党建工作进行督导。\n"
        clause = Span(start, len(text) - 2)
        at = {words: Span(text.index(words, start), text.index(words, start) + len(words)) for words in (LEAD.name, name, "督导")}
        body = EntityRef(name, "SocialOrganization")
        day = Span(start, text.index("月", start) + 1)
        mentions += [
            Mention(f"m{2 * i}", at[LEAD.name], LEAD.type, LEAD.name),
            Mention(f"m{2 * i + 1}", at[name], body.type, name),
        ]
        dates.append(Date(f"d{i}", day, month))
        fillers = (
            Filler("agent", "entity", LEAD.name, LEAD, at[LEAD.name]),
            Filler("target", "entity", name, body, at[name]),
            Filler("time", "date", month, span=day),
        )
        events.append(Event(f"e{i}", "Inspection", at["督导"], clause, fillers=fillers))
        relations.append(Relation(LEAD, "supervises", body, clause, sources=(f"e{i}",)))
        relations.append(Relation(body, "locatedIn", EntityRef(city, "Place", CITIES[city]), at[name]))
    meta = Metadata(title=f"第{number}期工作动态", published="2018-01-01")
    return Document(f"a{number}", text, meta, None, (), (), tuple(mentions), tuple(dates), (), tuple(events), tuple(relations))


def articles_for(nodes: int) -> Iterator[Document]:
    """An article adds an association and an event a sentence."""
    return (invented(number) for number in range(-(-nodes // (2 * EVENTS_A_TEXT))))


def news_articles(file: Path, nodes: int) -> Iterator[Document]:
    """News, read by the pipeline until they come to about that many nodes."""
    from kg.pipeline import run
    from kg.read import read_text

    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            doc = run(read_text(json.loads(line)["text"], id=f"news{number}"))
            yield doc
            nodes -= len({m.entity for m in doc.mentions}) + len(doc.events) + len(doc.figures)
            if nodes <= 0:
                return


def ready(browser: Browser, file: Path, hash: str) -> tuple[float, float]:
    """Milliseconds until the page is drawn, on the clock and of the processor in the page's own thread."""
    page = browser.new_page(viewport=VIEWPORT)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.as_uri() + hash, timeout=_PATIENCE)
    page.wait_for_selector("html[data-ready]", timeout=_PATIENCE)
    spent = float(page.evaluate(_TWO_FRAMES))
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return spent, 1000 * float(metrics["TaskDuration"])


def measure(browser: Browser, page: Page, file: Path, hash: str = "") -> dict[str, Any]:
    tries = [ready(browser, file, hash) for _ in range(_TRIES)]
    result: dict[str, Any] = {"ready_ms": round(min(t for t, _ in tries)), "thread_ms": round(min(t for _, t in tries))}
    page.goto(file.as_uri() + hash, timeout=_PATIENCE)
    page.wait_for_selector("html[data-ready]", timeout=_PATIENCE)
    if page.locator("#overview").is_visible():
        result |= {"asked_ms": round(page.evaluate(_ASK))}
    else:
        page.evaluate("() => { window.network = Zhengmai.page.picture().network; }")
        result |= {"drag_frames_per_s": round(max(drag(page) for _ in range(3)), 1)}
    return result | {"search_ms": round(page.evaluate(_SEARCH), 1)}


def measure_pyvis(page: Page, graph: Graph, file: Path) -> dict[str, Any]:
    """Plain pyvis, its libraries in the page and its physics as it comes."""
    data = page_data(graph)["network"]
    network = Network(height="820px", directed=True, cdn_resources="in_line")
    for node in data["nodes"]:
        network.add_node(node["id"], label=node["label"])
    for edge in data["edges"]:
        network.add_edge(edge["from"], edge["to"])
    file.write_text(network.generate_html(), encoding="utf-8")
    page.goto(file.as_uri(), wait_until="commit")
    try:
        page.wait_for_function(_STILL, timeout=_PATIENCE)
    except TimeoutError:
        return {"still_ms": None, "drag_frames_per_s": None}
    return {
        "still_ms": round(page.evaluate("() => window.still")),
        "drag_frames_per_s": round(max(drag(page) for _ in range(3)), 1),
    }


def drag(page: Page, seconds: float = 2.0) -> float:
    """Frames that the picture draws in a second while a mouse drags it to and fro."""
    page.evaluate(_COUNT)
    page.mouse.move(60, 620)
    page.mouse.down()
    start, step = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < seconds:
        step += 1
        page.mouse.move(60 + 9 * (step % 40), 620)
    page.mouse.up()
    return float(page.evaluate("() => frames_drawn")) / spent


def rows(browser: Browser, graph: Graph, folder: Path) -> Iterator[dict[str, Any]]:
    graph.articles(), graph.entities(), graph.events(), graph.relations()
    start = time.perf_counter()
    file = write_explorer(graph, folder / "page.html")
    size = {"mb": round(file.stat().st_size / 1e6, 2), "write_s": round(time.perf_counter() - start, 2)}
    counts: dict[str, int] = {"nodes": 0}
    for way, hash in (("opens", ""), ("focus", "#view=graph"), ("whole", "#view=graph&whole=1")):
        if way == "whole" and counts["nodes"] > _WHOLE:
            continue
        page = browser.new_page(viewport=VIEWPORT)
        result = measure(browser, page, file, hash)
        counts = page.evaluate("() => Zhengmai.page.graph.size")
        page.close()
        yield {"way": way, **counts, **size, **result}
    if counts["nodes"] > _PYVIS:
        return
    page = browser.new_page(viewport=VIEWPORT, offline=True)
    yield {"way": "pyvis", **measure_pyvis(page, graph, folder / "pyvis.html")}
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the explorer is.")
    parser.add_argument("nodes", nargs="*", type=int, default=[100, 1000, 5000, 20_000])
    parser.add_argument("--news", type=Path)
    options = parser.parse_args()
    path = runpy.run_path(str(TESTS / "install_browser.py"))["find_chromium"]()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for size in options.nodes:
            docs = news_articles(options.news, size) if options.news else articles_for(size)
            for row in rows(browser, Graph.of(docs), Path(folder)):
                print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
