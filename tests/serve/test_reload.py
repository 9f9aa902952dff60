"""A new build is served as soon as it is published, and no request is lost while that happens."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

from serving import SEED, Server, Start, get, until, write_gold_build

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?a a kg:Article } }"


def articles(server: Server, mark: str = "") -> str:
    answer = server.ask(COUNT + mark)
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()[1]


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
    try:
        exchange(server, folder, other, seen)
    finally:
        stop.set()
        for client in clients:
            client.join()
    assert set(seen) == {"1", "2"}


def exchange(server: Server, folder: Path, other: str, seen: list[str]) -> None:
    """Publishes two builds, one after the other, each once those who ask all the time have seen the one before."""
    until(lambda: len(seen) > 5, "answers of the first build")
    tag = {"If-None-Match": get(server.sparql, params={"query": COUNT}).headers["etag"]}
    assert get(server.sparql, params={"query": COUNT}, headers=tag).status_code == 304
    write_gold_build(folder, [SEED, other])
    until(lambda: articles(server) == "2", "two articles")
    until(lambda: "2" in seen, "answers of the second build")
    assert get(server.sparql, params={"query": COUNT}, headers=tag).status_code == 200
    write_gold_build(folder, [SEED])
    until(lambda: articles(server) == "1", "one article")
    until(lambda: len(seen) > 20, "many answers")


def test_a_build_that_cannot_be_opened_leaves_the_old_one(start: Start, build_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(build_folder, folder)
    log = tmp_path / "log"
    server = start(folder, "--workers", 1, log=log)
    (folder / "report.json").write_text("{}", encoding="utf-8")
    until(lambda: "the new build is not served" in log.read_text(encoding="utf-8"), "word of the damaged build")
    assert articles(server) == "1"
    assert "kg_reloads 0.0" in get(f"{server.url}/metrics").text


def test_a_file_written_anew_is_served(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<http://e/1> a <http://e/T> .", encoding="utf-8")
    server = start(path, "--workers", 1)
    path.write_text("<http://e/2> a <http://e/T> .", encoding="utf-8")
    until(lambda: "http://e/2" in server.ask("SELECT ?s { ?s ?p ?o }").text, "the new file")
