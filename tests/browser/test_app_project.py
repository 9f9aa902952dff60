"""`kg app` in a project's folder: built as kg.toml says, its tables shown, its own articles never replaced or removed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from running import Running, running
from test_app import accessible
from test_app_adding import built, ended
from visiting import new_context

from kg.project import write_start

NAME = "张掖市春苗志愿者协会"  # which lexicon.tsv of the start gives


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The project that `kg init` writes, with decisions in a file of its own."""
    folder = tmp_path_factory.mktemp("project") / "我的 项目"
    write_start(folder)
    config = folder / "kg.toml"
    text = config.read_text(encoding="utf-8").replace('# decisions = "decisions.jsonl"', 'decisions = "核对.jsonl"')
    config.write_text(text, encoding="utf-8", newline="\n")
    with running(folder) as app:
        yield app


@pytest.fixture(scope="module")
def client(app: Running) -> Iterator[httpx.Client]:
    client = app.client()
    built(client)
    yield client
    client.close()


def test_lexicon_metadata_watch_list_and_questions_are_used(client: httpx.Client) -> None:
    state = client.get("/app/state").json()
    assert state["build"]["result"]["watched"] == {"邻里会客厅": 1}
    query = f'SELECT (COUNT(*) AS ?n) WHERE {{ ?s rdfs:label "{NAME}"@zh }}'
    assert client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text.split()[1] != "0"
    assert json.dumps("我关注的做法").strip('"') in client.get("/query").text
    (article,) = client.get("/app/articles").json()["articles"]
    assert article["title"] in (Path(__file__).parents[2] / "kg/project/start/metadata.csv").read_text(encoding="utf-8")


def test_decisions_and_rulings_go_where_kg_toml_says(app: Running, client: httpx.Client) -> None:
    question = client.get("/app/questions").json()["questions"][0]
    given = {"article": question["article"], "key": question["key"], "verdict": "accept", "who": "王芳"}
    saved = client.post("/app/answers", json=given).json()
    assert f'"id": "{saved["id"]}"' in (app.folder / "核对.jsonl").read_text(encoding="utf-8")
    built(client)
    assert client.get("/app/state").json()["build"]["result"]["decided"] == 1
    # The terminal knows the same decisions.
    listed = [sys.executable, "-m", "kg.cli", "review", str(app.folder), "--list"]
    assert saved["id"] in subprocess.run(listed, check=True, capture_output=True, encoding="utf-8").stdout
    client.post("/app/undo", json={"id": saved["id"]})
    assert saved["id"] not in (app.folder / "核对.jsonl").read_text(encoding="utf-8")


def test_its_own_files_are_neither_replaced_nor_removed(app: Running, client: httpx.Client) -> None:
    own = app.folder / "articles" / "example.txt"
    before = own.read_bytes()
    assert client.post("/app/files", params={"name": "example.txt"}, content="别的".encode()).status_code == 409
    assert client.post("/app/remove", json={"name": "example.txt"}).status_code == 409
    assert own.read_bytes() == before
    assert client.post("/app/files", params={"name": "给/新的.txt"}, content="张掖市民政局召开会议。".encode()).status_code == 200
    assert (app.folder / "articles" / "给" / "新的.txt").is_file()
    assert client.get("/app/state").json()["files"] == ["example.txt", "给/新的.txt"]


def test_a_mistake_in_its_tables_is_told_and_mended(app: Running, client: httpx.Client) -> None:
    lexicon = app.folder / "lexicon.tsv"
    before = lexicon.read_text(encoding="utf-8")
    lexicon.write_text(before + "只有一格\n", encoding="utf-8", newline="\n")
    client.post("/app/build")
    state = ended(client)
    assert state["state"] == "failed"
    assert "lexicon.tsv:" in state["error"]
    lexicon.write_text(before, encoding="utf-8", newline="\n")
    built(client)


@pytest.mark.usefixtures("client")
def test_the_start_page_shows_the_project(browser: Browser, app: Running) -> None:
    context = new_context(browser, viewport={"width": 1024, "height": 900})
    page = context.new_page()
    page.goto(app.address)
    expect(page.locator("header .project")).to_have_text("示例项目")
    tables = page.locator(".tables")
    for told in ("lexicon.tsv", "metadata.csv", "initiatives.tsv", "questions", "graph/registry.tsv", "核对.jsonl"):
        expect(tables).to_contain_text(told)
    page.click("#listed summary")
    expect(page.locator(".names li").first).to_be_visible()
    expect(page.locator(".names button")).to_have_count(0)
    accessible(page)
    context.close()


def test_a_project_that_is_wrong_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text('artikles = "a"\n', encoding="utf-8")
    command = [sys.executable, "-m", "kg.cli", "app", str(tmp_path), "--no-browser"]
    ended = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", timeout=600)
    assert ended.returncode == 2
    assert "unknown key 'artikles'; did you mean 'articles'?" in ended.stderr
