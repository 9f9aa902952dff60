"""How fast the explorer is: `python tests/benchmarks/explorer.py [NODES …]` (100 1000 5000 where none are given).

Builds a graph of invented articles with at least that many nodes, writes the page, opens it in Chromium without GPU and prints a
line of JSON for each size: nodes and edges, the page's size, seconds to write it, milliseconds from opening until the picture is
drawn (`ready`), milliseconds of a search through all names, and frames a second while the picture is dragged.
"""

from __future__ import annotations

import json
import runpy
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from kg.graph import Graph
from kg.model import Date, Document, EntityRef, Event, Filler, Mention, Metadata, Relation, Span
from kg.view import write_explorer

TESTS = Path(__file__).resolve().parents[1]
CITIES = ("兰州市", "酒泉市", "庆阳市", "金昌市", "平凉市", "天水市", "武威市", "张掖市", "定西市", "陇南市")
EVENTS_A_TEXT = 12
_SEARCH = """() => { const start = performance.now();
Zhengmai.search(Zhengmai.page.graph, '协会 督导', 12); return performance.now() - start; }"""
LEAD = EntityRef("甘肃省民政厅", "GovernmentAgency")


def invented(number: int) -> Document:
    """An article of twelve sentences: the department supervises an association of some city in some month."""
    text, mentions, dates, events, relations = "", [], [], [], []
    for i in range(EVENTS_A_TEXT):
        month = f"2017-{i % 12 + 1:02d}"
        name = f"{CITIES[(number + i) % len(CITIES)]}第{number * EVENTS_A_TEXT + i}志愿者协会"
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
    meta = Metadata(title=f"第{number}期工作动态", published="2018-01-01")
    return Document(f"a{number}", text, meta, None, (), (), tuple(mentions), tuple(dates), (), tuple(events), tuple(relations))


def articles_for(nodes: int) -> Iterator[Document]:
    """An article adds an association and an event a sentence."""
    return (invented(number) for number in range(-(-nodes // (2 * EVENTS_A_TEXT))))


def measure(page: Page, file: Path) -> dict[str, Any]:
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    ready = page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
    )
    search = page.evaluate(_SEARCH)
    return {"ready_ms": round(ready), "search_ms": round(search, 1), "drag_frames_per_s": round(drag(page), 1)}


def drag(page: Page, seconds: float = 2.0) -> float:
    """Frames that the picture draws in a second while a mouse drags it to and fro."""
    page.evaluate(
        "() => { window.frames_drawn = 0; Zhengmai.page.picture().network.on('afterDrawing', () => { frames_drawn += 1; }); }"
    )
    page.mouse.move(60, 620)
    page.mouse.down()
    start, step = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < seconds:
        step += 1
        page.mouse.move(60 + 9 * (step % 40), 620)
    page.mouse.up()
    return float(page.evaluate("() => frames_drawn")) / spent


def main(sizes: list[int]) -> None:
    path = runpy.run_path(str(TESTS / "install_browser.py"))["find_chromium"]()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for size in sizes:
            graph = Graph.of(articles_for(size))
            graph.articles(), graph.entities(), graph.events(), graph.relations()
            start = time.perf_counter()
            file = write_explorer(graph, Path(folder) / f"{size}.html")
            written = time.perf_counter() - start
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            result = measure(page, file)
            counts = page.evaluate("() => [Zhengmai.page.graph.nodes.size, Zhengmai.page.graph.edges.size]")
            page.close()
            row = {
                "nodes": counts[0],
                "edges": counts[1],
                "mb": round(file.stat().st_size / 1e6, 2),
                "write_s": round(written, 2),
                **result,
            }
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [100, 1000, 5000])
