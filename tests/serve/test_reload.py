"""A new build is served as soon as it is published, and no request is lost while that happens."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import httpx
from serving import SEED, Server, Start, write_gold_build

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?a a kg:Article } }"


def articles(server: Server, mark: str = "") -> str:
    answer = server.ask(COUNT + mark)
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()[1]


def wait_for(server: Server, count: str) -> None:
    for _ in range(300):
        if articles(server) == count:
            return
        time.sleep(0.1)
    raise AssertionError(f"{count} articles were never served")


def test_a_new_build_is_served_and_no_request_is_lost(start: Start, build_folder: Path, tmp_path: Path) -> None:
    from kg.tables.loading import corpus_dir

    other = next(p.stem for p in sorted((corpus_dir() / "gold").glob("*.json")) if p.stem != SEED)
    folder = Path(shutil.copytree(build_folder, tmp_path / "graph"))
    server = start(folder)
    seen: list[str] = []
    stop = threading.Event()

    def asking() -> None:
        while not stop.is_set():
            seen.append(articles(server, f" # {len(seen)} {threading.get_ident()}"))  # each one new: a worker answers
            time.sleep(0.02)

    clients = [threading.Thread(target=asking) for _ in range(4)]
    for client in clients:
        client.start()
    tag = {"If-None-Match": httpx.get(server.sparql, params={"query": COUNT}).headers["etag"]}
    assert httpx.get(server.sparql, params={"query": COUNT}, headers=tag).status_code == 304
    write_gold_build(folder, [SEED, other])
    wait_for(server, "2")
    assert httpx.get(server.sparql, params={"query": COUNT}, headers=tag).status_code == 200
    write_gold_build(folder, [SEED])
    wait_for(server, "1")
    stop.set()
    for client in clients:
        client.join()
    assert set(seen) == {"1", "2"}
    assert len(seen) > 20


def test_a_build_that_cannot_be_opened_leaves_the_old_one(start: Start, build_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(build_folder, folder)
    server = start(folder, "--workers", 1)
    (folder / "report.json").write_text("{}", encoding="utf-8")
    time.sleep(2)
    assert articles(server) == "1"
    assert "kg_reloads 0.0" in httpx.get(f"{server.url}/metrics").text


def test_a_file_written_anew_is_served(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<http://e/1> a <http://e/T> .", encoding="utf-8")
    server = start(path, "--workers", 1)
    path.write_text("<http://e/2> a <http://e/T> .", encoding="utf-8")
    for _ in range(100):
        if "http://e/2" in server.ask("SELECT ?s { ?s ?p ?o }").text:
            return
        time.sleep(0.1)
    raise AssertionError("the new file was never served")
