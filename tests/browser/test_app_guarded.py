"""Who may not: no token, pages of other sites, names that lead elsewhere, files too large, a GET that would change something."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Running, running

from kg.app.workplace import MAX_FILE, Workplace, parts_of
from kg.errors import RequestError

CHANGING = ("files?name=a.txt", "folder", "remove", "build", "answers", "additions", "undo")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("app") / "work") as app:
        yield app


@pytest.fixture
def client(app: Running) -> Iterator[httpx.Client]:
    client = app.client()
    yield client
    client.close()


def content(app: Running) -> dict[str, bytes]:
    """Every file in and beside the app's folder."""
    home = app.folder.parent
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_the_token_becomes_a_cookie_that_other_sites_do_not_send(app: Running) -> None:
    answer = httpx.get(app.address, timeout=120)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/app/"
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=strict" in cookie
    assert "httponly" in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/app/",
        "/app/state",
        "/app/questions",
        "/app/article",
        "/app/preview",
        "/",
        "/sparql",
        "/explorer.html",
        "/health",
        "/metrics",
    ],
)
def test_nothing_without_the_token(app: Running, path: str) -> None:
    guessed = {f"kg_app_{httpx.URL(app.url).port}": "guessed"}
    for tried in ({}, {"params": {"token": "guessed"}}, {"cookies": guessed}):
        assert httpx.get(app.url + path, timeout=120, **tried).status_code == 403  # type: ignore[arg-type]


@pytest.mark.parametrize("path", CHANGING)
def test_a_change_needs_the_token_of_the_page_and_a_post(app: Running, client: httpx.Client, path: str) -> None:
    before = content(app)
    assert client.get(f"/app/{path}").status_code == 405
    del client.headers["X-KG-Form"]
    assert client.post(f"/app/{path}", json={"name": "a.txt"}).status_code == 403
    assert client.post(f"/app/{path}", json={}, headers={"X-KG-Form": "guessed"}).status_code == 403
    assert content(app) == before


@pytest.mark.parametrize("path", ["/app/", "/app/state", "/app/build", "/"])
def test_pages_of_other_sites_ask_for_nothing(client: httpx.Client, path: str) -> None:
    """Neither under a name of their own that leads here, nor from their own address."""
    assert client.get(path, headers={"Host": "evil.example"}).status_code == 421
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        assert client.get(path, headers={"Origin": origin}).status_code == 403
        assert client.post(path, headers={"Origin": origin}).status_code == 403
    assert "access-control-allow-origin" not in client.get(path, headers={"Origin": "http://evil.example"}).headers


@pytest.mark.parametrize(
    "name",
    [
        "../a.txt",
        "a/../../b.txt",
        "/etc/a.txt",
        "a\\..\\b.txt",
        "C:/a.txt",
        "a//b.txt",
        "./a.txt",
        ".a.txt",
        "con.txt",
        "a\0.txt",
        "",
    ],
)
def test_a_name_leads_nowhere_else(app: Running, client: httpx.Client, name: str) -> None:
    before = content(app)
    assert client.post("/app/files", params={"name": name}, content="文").status_code == 400
    assert client.post("/app/remove", json={"name": name}).status_code == 400
    assert content(app) == before


@given(st.text(max_size=40))
def test_a_name_that_is_taken_lies_below_the_articles(name: str) -> None:
    home = Path("home").absolute()
    try:
        parts = parts_of(name)
    except RequestError:
        return
    assert "/".join(parts) == name
    assert home.joinpath(*parts).resolve().is_relative_to(home)


def test_a_link_among_the_articles_leads_nothing_out(tmp_path: Path) -> None:
    place = Workplace(tmp_path / "work")
    place.prepare()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_bytes(b"kept")
    (place.articles / "link").symlink_to(tmp_path / "other", target_is_directory=True)
    with pytest.raises(RequestError, match="elsewhere"):
        place.remove("link/a.txt")
    assert (tmp_path / "other" / "a.txt").read_bytes() == b"kept"


def test_a_name_on_disk_that_is_no_utf_8_is_shown_and_breaks_nothing(tmp_path: Path) -> None:
    place = Workplace(tmp_path / "work")
    place.prepare()
    (tmp_path / "given").mkdir()
    named = os.fsencode("报告.txt".encode("gbk").decode("utf-8", "surrogateescape"))
    for folder in (place.articles, tmp_path / "given"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + named)).write_text("某县民政局召开会议。", encoding="utf-8")
    names, taken = list(place.names()), place.copy(str(tmp_path / "given"))
    assert (len(names), taken.copied, len(taken.refused)) == (1, 0, 1)
    json.dumps([names, taken.refused], ensure_ascii=False).encode()


def test_what_cannot_be_placed_leaves_nothing_behind(tmp_path: Path) -> None:
    place = Workplace(tmp_path / "work")
    place.prepare()
    (place.articles / "given" / "a.txt").mkdir(parents=True)
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "a.txt").write_text("某县民政局召开会议。", encoding="utf-8")
    assert "one name" in place.copy(str(tmp_path / "given")).refused[0][1]
    assert list(place.arriving.iterdir()) == []


def test_a_file_too_large_is_refused_before_it_is_read(app: Running, client: httpx.Client) -> None:
    """The answer comes though no byte of the file has been sent."""
    before = content(app)
    connection = HTTPConnection(httpx.URL(app.url).netloc.decode(), timeout=120)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    length = {"Content-Length": str(MAX_FILE + 1), "Cookie": cookie, "X-KG-Form": client.headers["X-KG-Form"]}
    connection.request("POST", "/app/files?name=a.txt", headers=length)
    answer = connection.getresponse()
    assert answer.status == 413
    assert "256 MB" in json.load(answer)["error"]
    connection.close()
    assert content(app) == before


def test_a_file_that_grows_too_large_leaves_nothing(app: Running, client: httpx.Client) -> None:
    """A body without a length, in pieces, that passes the limit."""
    before = content(app)
    piece = b"x" * 8_000_000
    answer = client.post("/app/files", params={"name": "a.txt"}, content=(piece for _ in range(MAX_FILE // len(piece) + 1)))
    assert answer.status_code == 413
    assert content(app) == before


def test_what_is_no_article_is_refused_with_what_to_do(client: httpx.Client) -> None:
    refused = client.post("/app/files", params={"name": "表.xlsx"}, content=b"x")
    assert refused.status_code == 415
    assert "save the sheet as .csv" in refused.json()["error"]
    assert client.post("/app/files", params={"name": "run.exe"}, content=b"x").status_code == 415


def test_a_file_and_a_folder_of_one_name(client: httpx.Client) -> None:
    assert client.post("/app/files", params={"name": "x.txt"}, content=b"x").status_code == 200
    assert client.post("/app/files", params={"name": "x.txt/y.txt"}, content=b"x").status_code == 409
    assert client.post("/app/remove", json={"name": "x.txt"}).status_code == 200
    assert client.post("/app/remove", json={"name": "x.txt"}).status_code == 404


def test_a_folder_of_this_machine_is_copied_without_what_is_hidden(app: Running, client: httpx.Client, tmp_path: Path) -> None:
    given = tmp_path / "给"
    (given / "2017").mkdir(parents=True)
    for name in ("2017/a.txt", ".hidden.txt", "~$b.docx", "c.xlsx"):
        (given / name).write_bytes(b"x")
    (given / "link.txt").symlink_to(given / "2017" / "a.txt")
    answer = client.post("/app/folder", json={"path": str(given)}).json()
    assert answer["copied"] == 1
    assert [name for name, _ in answer["refused"]] == ["给/c.xlsx"]
    assert client.get("/app/state").json()["files"] == ["给/2017/a.txt"]
    for wrong in (str(app.folder), str(app.folder.parent), "articles", str(tmp_path / "none"), "a\0b"):
        assert client.post("/app/folder", json={"path": wrong}).status_code in (400, 404)
    client.post("/app/remove", json={"name": "给/2017/a.txt"})
    assert client.get("/app/state").json()["files"] == []


@pytest.mark.parametrize("body", ["", "[]", "{", "文", '{"name": 5}'])
def test_a_body_that_is_none_is_said_to_be(client: httpx.Client, body: str) -> None:
    assert client.post("/app/remove", content=body).status_code in (400, 404)


def test_pages_may_run_only_their_own_scripts(client: httpx.Client) -> None:
    for path in ("/app/", "/app/read", "/app/review", "/app/report"):
        policy = client.get(path).headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
    assert client.get("/app/assets/../site.py").status_code == 404
    assert client.get("/app/assets/..%2Fsite.py").status_code == 404


def test_before_there_is_a_graph_all_leads_to_the_start_page(client: httpx.Client) -> None:
    assert client.get("/explorer.html").url.path == "/app/"
    for path in ("questions", "article?article=0", "proposed?article=0&start=0&stop=2", "decisions"):
        assert client.get(f"/app/{path}").status_code == 422
    for path in ("bodies", "articles", "preview?body=甘肃省民政厅", "chronicle?body=甘肃省民政厅"):
        assert client.get(f"/app/{path}").status_code == 404
    assert client.post("/app/additions", json={"article": "0", "start": 0, "stop": 2}).status_code == 422
    for path in ("read", "review", "report"):
        assert "还没有图谱" in client.get(f"/app/{path}").text
