"""What one query may take, and what those get that come while it does."""

from __future__ import annotations

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path

import httpx
import pytest
from serving import ENDLESS, PATIENCE, Server, Start, get, post, until

SMALL = "SELECT ?name WHERE { ?x kg:supervises/rdfs:label ?name }"
HTML = {"Accept": "text/html"}
LONG = 800  # seconds for who asks much: such a query has what all else on the machine leaves of the processor
GREEDY = "SELECT ?a ?d ?g WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g ?c ?f ?i"


@pytest.fixture(scope="module")
def tight(start: Start, build_folder: Path) -> Server:
    """One worker, little time, little room."""
    options = ("--workers", 1, "--timeout", 1.5, "--rows", 10, "--queue", 2, "--memory", "400MB")
    return start(build_folder, *options)


@pytest.fixture(scope="module")
def patient(start: Start, build_folder: Path) -> Server:
    """One worker with little room and all the time."""
    return start(build_folder, "--workers", 1, "--timeout", LONG, "--memory", "150MB")


@pytest.fixture(scope="module")
def brief_or_long(start: Start, build_folder: Path) -> Server:
    """Two workers: one for who asks long, one for the others."""
    return start(build_folder, "--workers", 2, "--timeout", 8)


_NUMBERS = count()


def small(server: Server) -> None:
    """A query that nobody has asked before, so that a worker answers it."""
    answer = server.ask(f"{SMALL} # {next(_NUMBERS)}")
    assert (answer.status_code, answer.text) == (200, "name\r\n甘肃古籍文献整理编译中心\r\n"), answer.text


def test_a_query_that_takes_too_long_is_a_time_out_and_the_next_is_answered(tight: Server) -> None:
    answer = tight.ask(ENDLESS)
    assert answer.status_code == 504
    assert "1.5 s" in answer.text
    small(tight)


def test_a_query_that_takes_too_much_memory_is_refused_and_the_next_is_answered(patient: Server) -> None:
    answer = patient.ask(GREEDY, timeout=LONG)
    assert answer.status_code == 503
    assert "memory" in answer.text
    small(patient)


@pytest.mark.parametrize(
    ("accept", "rows"),
    [("text/csv", 11), ("text/tab-separated-values", 11), ("application/sparql-results+json", None), ("text/xml", None)],
)
def test_a_long_answer_is_cut_well_formed_and_says_so(tight: Server, accept: str, rows: int | None) -> None:
    answer = tight.ask("SELECT ?s ?o WHERE { ?s rdfs:label ?o }", accept)
    assert answer.status_code == 200
    assert answer.headers["x-sparql-maxrows"] == "10"
    if rows:
        assert len(answer.text.splitlines()) == rows
    else:
        assert len(answer.json()["results"]["bindings"] if "json" in accept else answer.text.split("<result>")[1:]) == 10


def test_a_limit_above_the_usual_one_holds(start: Start, build_folder: Path) -> None:
    generous = start(build_folder, "--workers", 1, "--rows", 100_001, "--timeout", LONG)
    some = " ".join(map(str, range(330)))
    answer = generous.ask(f"SELECT ?z {{ VALUES ?x {{ {some} }} VALUES ?y {{ {some} }} }}", timeout=LONG)  # 108,900 empty rows
    assert answer.status_code == 200, answer.text
    assert answer.headers["x-sparql-maxrows"] == "100001"
    assert len(answer.text.splitlines()) == 100_002


def test_an_answer_of_just_the_limit_is_whole(tight: Server) -> None:
    answer = tight.ask("SELECT ?s WHERE { ?s ?p ?o } LIMIT 10")
    assert len(answer.text.splitlines()) == 11
    assert "x-sparql-maxrows" not in answer.headers


def test_a_long_graph_is_cut_and_says_so(tight: Server) -> None:
    answer = tight.ask("CONSTRUCT WHERE { ?s rdfs:label ?o }", "application/n-triples")
    lines = answer.text.splitlines()
    assert (len(lines), lines[-1]) == (11, "# cut after 10 triples")
    assert answer.headers["x-sparql-maxrows"] == "10"


def test_the_pages_are_whole_however_little_clients_may_ask_for(start: Start, server: Server, build_folder: Path) -> None:
    tight = start(build_folder, "--workers", 1, "--rows", 10)
    [article] = set(re.findall('href="(/resource/article/[0-9a-f]+)"', get(f"{server.url}/", headers=HTML).text))
    for page in ("/", article, "/resource/place/620000"):
        assert get(tight.url + page, headers=HTML).text == get(server.url + page, headers=HTML).text
    data = get(tight.url + article, headers={"Accept": "application/n-triples"})
    assert data.headers["x-sparql-maxrows"] == "10"


def gauge(server: Server, name: str) -> float:
    lines = get(f"{server.url}/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))


def test_who_finds_the_line_full_is_told_to_come_back(start: Start, build_folder: Path) -> None:
    """One has the worker, two wait for it, and the next two find the line full, before the first has had his time."""
    busy = start(build_folder, "--workers", 1, "--timeout", 4, "--queue", 2)
    with ThreadPoolExecutor(3) as askers:
        asked = [askers.submit(busy.ask, ENDLESS) for _ in range(3)]
        until(lambda: gauge(busy, "kg_queries_waiting") == 2, "two queries in the line")
        refused = [busy.ask(ENDLESS) for _ in range(2)]
        answers = [*refused, *(one.result() for one in asked)]
    assert [answer.status_code for answer in answers] == [503, 503, 504, 504, 504]
    assert [answer.headers.get("retry-after") for answer in answers] == ["1", "1", None, None, None]
    small(busy)


def test_queries_wait_for_each_other_and_none_is_lost(server: Server) -> None:
    with ThreadPoolExecutor(40) as askers:
        for answer in askers.map(server.ask, [f"{SMALL} # {number}" for number in range(40)]):
            assert answer.text.splitlines()[1:] == ["甘肃古籍文献整理编译中心"]


def remembered(server: Server) -> float:
    return gauge(server, "kg_answers_from_memory")


def test_an_answer_is_found_once_and_remembered_for_the_same_formats_and_graphs(server: Server) -> None:
    query = SMALL + " # remembered"
    first, before = server.ask(query), remembered(server)
    again = server.ask(query)
    assert (again.content, again.headers["content-type"]) == (first.content, first.headers["content-type"])
    assert remembered(server) == before + 1
    assert server.ask(query, "application/sparql-results+json").json()["results"]["bindings"]
    elsewhere = {"query": query, "default-graph-uri": "http://example.org/none"}
    assert post(server.sparql, data=elsewhere, headers={"Accept": "text/csv"}).text == "name\r\n"
    assert remembered(server) == before + 1


def test_without_a_memory_each_asking_is_answered_by_a_worker(start: Start, build_folder: Path) -> None:
    forgetful = start(build_folder, "--workers", 1, "--remember", 0)
    answers = [forgetful.ask(SMALL).text for _ in range(2)]
    assert answers == ["name\r\n甘肃古籍文献整理编译中心\r\n"] * 2
    assert remembered(forgetful) == 0


def test_who_has_an_answer_that_still_holds_is_told_so(server: Server) -> None:
    def asked(query: str, accept: str = "text/csv", tag: str = "") -> httpx.Response:
        return get(server.sparql, params={"query": query}, headers={"Accept": accept, "If-None-Match": tag})

    first = asked(SMALL)
    assert first.status_code == 200
    again = asked(SMALL, tag=f'"other", {first.headers["etag"]}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert again.headers["vary"] == "Accept"
    assert asked(SMALL, "text/tab-separated-values", first.headers["etag"]).text.startswith("?name\n")
    assert asked(f"{SMALL} LIMIT 0", tag=first.headers["etag"]).text == "name\r\n"
    assert "etag" not in asked("SELECT (RAND() AS ?x) {}").headers
    assert "etag" not in asked("SELECT").headers
    assert "etag" not in server.ask(SMALL).headers


@pytest.mark.parametrize("call", ["RAND()", "UUID()", "STRUUID()", "BNODE()", "struuid()"])
def test_what_changes_with_each_asking_is_asked_anew(server: Server, call: str) -> None:
    before = remembered(server)
    answers = [server.ask(f"SELECT ({call} AS ?x) {{}}").text for _ in range(2)]
    assert remembered(server) == before
    assert call == "BNODE()" or answers[0] != answers[1]


def test_a_worker_that_dies_is_replaced(tight: Server) -> None:
    def workers() -> set[int]:
        listed = Path(f"/proc/{tight.process.pid}/task/{tight.process.pid}/children").read_text().split()
        return set(map(int, listed))

    small(tight)
    before = workers()
    for pid in before:
        with suppress(ProcessLookupError):  # it has just ended
            os.kill(pid, signal.SIGKILL)
    statuses = [tight.ask(f"{SMALL} # {pid}").status_code for pid in (*before, "next")]
    assert set(statuses) <= {200, 503}
    small(tight)
    assert workers().isdisjoint(before)


def test_a_query_may_take_longer_than_the_head_of_a_request(start: Start, build_folder: Path) -> None:
    lasting = start(build_folder, "--workers", 1, "--timeout", 11)  # a head must be there within ten seconds
    with httpx.Client(timeout=PATIENCE, headers={"Accept": "text/csv"}) as client:
        for _ in range(2):  # over one connection
            answer = client.get(lasting.sparql, params={"query": SMALL})
            assert (answer.status_code, answer.text) == (200, "name\r\n甘肃古籍文献整理编译中心\r\n")
        assert client.get(lasting.sparql, params={"query": ENDLESS}).status_code == 504


def test_who_asks_long_gives_way_and_who_asks_little_does_not(brief_or_long: Server) -> None:
    small(brief_or_long)
    assert classes(brief_or_long) == [os.SCHED_OTHER] * 2
    with ThreadPoolExecutor(1) as asker:
        asked = asker.submit(brief_or_long.ask, ENDLESS)
        while os.SCHED_IDLE not in (seen := classes(brief_or_long)) and not asked.done():
            small(brief_or_long)
        assert seen == [os.SCHED_OTHER, os.SCHED_IDLE]
        assert asked.result().status_code == 504
    small(brief_or_long)


def classes(server: Server) -> list[int]:
    """How the kernel schedules the workers."""
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return sorted(os.sched_getscheduler(int(pid)) for pid in listed)


def test_who_goes_away_frees_the_worker(patient: Server) -> None:
    with pytest.raises(httpx.ReadTimeout):
        post(patient.sparql, data={"query": ENDLESS}, timeout=httpx.Timeout(PATIENCE, read=1))
    small(patient)


def test_the_server_ends_with_its_workers_and_leaves_nothing(build_folder: Path, start: Start, tmp_path: Path) -> None:
    server = start(build_folder, TMPDIR=str(tmp_path))
    assert len(list(tmp_path.iterdir())) == 1
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    assert len(children) == 3
    server.process.terminate()
    server.process.wait(timeout=PATIENCE)
    assert list(tmp_path.iterdir()) == []
    assert not any(Path(f"/proc/{pid}/exe").exists() for pid in children)
