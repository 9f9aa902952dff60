"""A new build is served as soon as it is published, and no request is lost while that happens."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving import PATIENCE, SEED, Server, Start, get, until, write_gold_build

from kg.serve.endpoint import Endpoint
from kg.serve.pool import Limits

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


def test_a_build_that_there_is_no_room_for_is_served_once_there_is(start: Start, tmp_path: Path) -> None:
    room, path, log = tmp_path / "room", tmp_path / "data.ttl", tmp_path / "log"
    room.mkdir()
    path.write_text("<http://e/1> a <http://e/T> .", encoding="utf-8")
    server = start(path, "--workers", 1, log=log, TMPDIR=str(room))
    gone = room.rename(tmp_path / "gone")
    path.write_text("<http://e/2> a <http://e/T> .", encoding="utf-8")
    until(lambda: "the new build is not served" in log.read_text(encoding="utf-8"), "word of the missing room")
    assert "http://e/1" in server.ask("SELECT ?s { ?s ?p ?o }").text
    gone.rename(room)
    until(lambda: "http://e/2" in server.ask("SELECT ?s { ?s ?p ?o }").text, "the new file")
    server.process.terminate()
    server.process.wait(timeout=PATIENCE)
    assert list(room.iterdir()) == []


class Unwatched(Endpoint):
    """An endpoint whose watch fails as nobody foresaw."""

    has_failed = False

    async def reload(self) -> bool:
        self.has_failed = True
        raise ZeroDivisionError


def test_an_endpoint_whose_watch_failed_leaves_nothing_when_it_closes(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<http://e/1> a <http://e/T> .", encoding="utf-8")

    async def opened_and_closed() -> Path:
        endpoint = Unwatched(path, Limits(workers=1))
        await endpoint.start()
        path.write_text("<http://e/2> a <http://e/T> , <http://e/U> .", encoding="utf-8")
        while not endpoint.has_failed:
            await asyncio.sleep(0.05)
        with pytest.raises(ZeroDivisionError):
            await endpoint.close()
        return endpoint.source.folder

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps a loop running in this one
        folder = thread.submit(lambda: asyncio.run(opened_and_closed())).result()
    assert not folder.exists()


def test_a_file_written_anew_is_served(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<http://e/1> a <http://e/T> .", encoding="utf-8")
    server = start(path, "--workers", 1)
    path.write_text("<http://e/2> a <http://e/T> .", encoding="utf-8")
    until(lambda: "http://e/2" in server.ask("SELECT ?s { ?s ?p ?o }").text, "the new file")
