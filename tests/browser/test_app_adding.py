"""What was not read is added from words of the text, by mouse and keyboard: shown at once, built into the graph, taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from pointing import draw_over
from running import Running, running
from test_app import MINUTES, accessible, ask_about
from visiting import new_context

from kg.review import load

# 𠮷 lies outside the basic plane: two units in a browser, one code point in a decision.
TEXT = """甘肃省民政厅推进社会组织工作

2017年9月5日，甘肃省民政厅在兰州市召开会议。会后派员帮衬榆中县慈善会收麦，工钱卅元。
𠮷林路上的邻里互助会也来帮忙，邻里互助会出了力。
"""


def ended(client: httpx.Client) -> dict[str, Any]:
    """Waits until the build that was begun has ended; how it did."""
    end = time.monotonic() + MINUTES / 1000
    while (state := client.get("/app/state").json()["build"])["state"] == "running":
        assert time.monotonic() < end, state
        time.sleep(0.2)
    return dict(state)


def built(client: httpx.Client) -> str:
    """Builds, and gives the address of the article."""
    client.post("/app/build")
    state = ended(client)
    assert state["state"] == "done", state
    return str(client.get("/app/articles").json()["articles"][0]["article"])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("adding") / "work"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "工作.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    with running(folder) as app:
        yield app


@pytest.fixture(scope="module")
def client(app: Running) -> Iterator[httpx.Client]:
    client = app.client()
    yield client
    client.close()


@pytest.fixture(scope="module")
def article(client: httpx.Client) -> str:
    return built(client)


@pytest.fixture(scope="module")
def window(browser: Browser, app: Running) -> Iterator[Page]:
    context = new_context(browser, viewport={"width": 1440, "height": 900}, base_url=app.url)
    page = context.new_page()
    page.goto(app.address)
    yield page
    context.close()


@pytest.fixture
def page(window: Page, article: str) -> Page:
    """The reading page of the article."""
    window.goto(f"/app/read?article={article}")
    expect(window.locator("#text p")).to_have_count(3)
    return window


def choose(page: Page, words: str) -> None:
    """Selects words with the mouse; the page takes note of them after the button is up."""
    draw_over(page, "#text", words)
    expect(page.locator("#chosen mark")).to_have_text(words)


def decisions(app: Running) -> Path:
    return app.folder / "graph" / "decisions.jsonl"


def statements(client: httpx.Client, article: str) -> dict[str, str | None]:
    """What is said of the article now, each with its decision."""
    told = client.get("/app/article", params={"article": article}).json()["statements"]
    return {s["zh"]: s["decision"] for s in told}


def test_a_name_is_added_with_the_mouse_and_taken_back(page: Page, app: Running, client: httpx.Client, article: str) -> None:
    assert not any(told.startswith("邻里互助会") for told in statements(client, article))
    choose(page, "邻里互助会")
    page.get_by_role("button", name="名称 name 1").click()
    expect(page.locator("#add [name=name]")).to_have_value("邻里互助会")
    page.select_option("#add [name=type]", "SocialOrganization")
    page.fill("#why", "文中明说")
    accessible(page)
    page.click("#add button.primary")
    expect(page.locator("#saved")).to_contain_text("已记下")
    # At once in the text, in its sentence and among the decisions, and in the file as `kg review` would write it.
    expect(page.locator("#text .mention.decided")).to_have_text(["邻里互助会"])
    expect(page.locator("#here li", has_text="邻里互助会（社会组织）")).to_have_count(1)
    expect(page.locator("#decisions li")).to_contain_text("文中明说")
    (made,) = load(decisions(app))
    assert (made.verdict, made.kind, made.text, made.why) == ("add", "mention", "邻里互助会", "文中明说")
    assert made.span.start == TEXT.index("邻里互助会")
    assert made.fact == {"name": "邻里互助会", "type": "SocialOrganization", "code": None}
    page.keyboard.press("z")
    expect(page.locator("#text .mention.decided")).to_have_count(0)
    assert load(decisions(app)) == ()


def test_words_that_stand_twice_are_added_where_they_were_selected(page: Page, app: Running) -> None:
    second = TEXT.rindex("邻里互助会")
    page.goto(f"{page.url}&at={second}-{second + 5}")
    expect(page.locator("#chosen")).to_contain_text("邻里互助会")
    page.keyboard.press("1")
    page.select_option("#add [name=type]", "SocialOrganization")
    page.keyboard.press("Enter")
    page.click("#add button.primary")
    expect(page.locator("#decisions li")).to_have_count(1)
    (made,) = load(decisions(app))
    assert made.span.start == second
    page.locator("#decisions button").click()
    expect(page.locator("#decisions li")).to_have_count(0)


def test_a_figure_is_added_with_the_keyboard_alone(page: Page, app: Running, client: httpx.Client, article: str) -> None:
    page.locator("#text").focus()
    page.keyboard.press("Control+Home")
    line = TEXT.splitlines()[2]
    for _ in range(len(TEXT.splitlines()[0]) + 1 + line.index("卅元")):  # the empty line is none on the page
        page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#chosen")).to_contain_text("卅元")
    page.keyboard.type("打不进去abc")
    expect(page.locator("#text p").nth(1)).to_have_text(line)
    page.keyboard.press("2")
    expect(page.locator("#add [name=value]")).to_be_focused()
    page.keyboard.type("三十")
    page.keyboard.press("Enter")
    expect(page.locator("#fault")).to_contain_text("要写成数")
    page.fill("#add [name=value]", "30")
    page.fill("#add [name=unit]", "元")
    page.fill("#add [name=indicator]", "工钱")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text("卅元 = 工钱 30元")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text .figure.decided")).to_have_text(["卅元"])
    (made,) = load(decisions(app))
    assert (made.kind, made.text, made.fact["value"], made.fact["unit"]) == ("figure", "卅元", 30, "元")
    assert statements(client, article)["卅元 = 工钱 30元"] == made.id


def test_an_event_with_its_roles_is_added_and_in_the_graph(page: Page, app: Running, client: httpx.Client, article: str) -> None:
    choose(page, "帮衬")
    page.keyboard.press("3")
    page.select_option("#add [name=type]", "Assistance")
    filler = page.locator(".roles-given li:last-child input")
    filler.fill("甘肃省民政厅")
    page.click("#further")
    page.select_option(".roles-given li:last-child select", "target")
    filler.focus()
    draw_over(page, "#text", "榆中县慈善会")  # goes into the lit field; the event stays that of 帮衬
    expect(filler).to_have_value("榆中县慈善会")
    expect(page.locator("#chosen")).to_contain_text("帮衬")
    page.click("#further")
    page.select_option(".roles-given li:last-child select", "theme")
    filler.focus()
    draw_over(page, "#text", "收麦")
    expect(filler).to_have_value("收麦")
    page.click("#further")  # left empty: no role
    accessible(page)
    page.click("#add button.primary")
    expect(page.locator("#saved")).to_contain_text("帮扶服务（已做）：实施者 甘肃省民政厅，对象 榆中县慈善会，主题 收麦")
    expect(page.locator("#text .event.decided")).to_have_text(["帮衬"])
    made = next(d for d in load(decisions(app)) if d.kind == "event")
    assert [(f["role"], f["as"], f["value"], f.get("basis")) for f in made.fact["roles"]] == [
        ("agent", "entity", "甘肃省民政厅", "restored"),
        ("target", "entity", "榆中县慈善会", None),
        ("theme", "words", "收麦", None),
    ]
    page.click("#build")
    expect(page.locator("#result")).to_contain_text(f"照办 {len(load(decisions(app)))} 条核对", timeout=MINUTES)
    query = "SELECT ?who ?whom WHERE { ?e a kg:Assistance ; kg:agent/rdfs:label ?who ; kg:target/rdfs:label ?whom }"
    rows = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text.split()
    assert rows[1:] == ["甘肃省民政厅,榆中县慈善会"]
    page.goto(f"/app/read?article={article}")
    page.locator("#decisions li", has_text="帮扶服务").get_by_role("button").click()
    expect(page.locator("#text .event.decided")).to_have_count(0)


def test_a_relation_is_added_between_names_of_the_text(page: Page, app: Running) -> None:
    choose(page, "派员帮衬")
    page.keyboard.press("4")
    page.fill("#add [name=s]", "火星")
    page.select_option("#add [name=p]", "visits")
    page.fill("#add [name=o]", "榆中县慈善会")
    page.keyboard.press("Enter")
    expect(page.locator("#fault")).to_contain_text("先把它补成名称")
    page.fill("#add [name=s]", "甘肃省民政厅")
    page.keyboard.press("Enter")
    expect(page.locator("#here li", has_text="甘肃省民政厅 考察 榆中县慈善会")).to_have_count(1)
    made = next(d for d in load(decisions(app)) if d.kind == "relation")
    assert (made.fact["s"]["name"], made.fact["p"], made.fact["o"]["name"]) == ("甘肃省民政厅", "visits", "榆中县慈善会")
    page.keyboard.press("z")
    expect(page.locator("#decisions li", has_text="考察")).to_have_count(0)


def test_escape_leaves_everything_as_it_was(page: Page, app: Running) -> None:
    before = decisions(app).read_bytes()
    choose(page, "帮衬")
    page.keyboard.press("3")
    page.select_option("#add [name=type]", "Assistance")
    page.keyboard.press("Escape")
    expect(page.locator("#add")).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    assert decisions(app).read_bytes() == before


def test_a_question_leads_to_its_words_in_the_text(page: Page, article: str) -> None:
    page.goto("/app/review")
    ask_about(page, "event")
    expect(page.locator("#question .tags")).to_contain_text("事件")
    words = page.locator("#question mark").first.inner_text()
    page.keyboard.press("5")
    expect(page.locator("#text")).to_be_focused()
    assert f"/app/read?article={article}&at=" in page.url
    expect(page.locator("#chosen mark")).to_contain_text(words)


def test_the_page_with_margin_notes_leads_to_the_one_for_adding(page: Page, article: str) -> None:
    page.goto(f"/articles/{article}.html")
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("link", name="补漏").click()
    expect(page.locator("#text p")).to_have_count(3)
    assert page.url.endswith(f"/app/read?article={article}")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"start": 0, "stop": 0}, 400),
        ({"start": -1, "stop": 4}, 400),
        ({"start": 0, "stop": 10**9}, 400),
        ({"start": True, "stop": 4}, 400),
        ({"start": 0, "stop": 4, "kind": "name"}, 422),
        ({"start": 0, "stop": 4, "kind": "mention", "fields": {"type": "Nonsense"}}, 422),
        ({"start": 0, "stop": 4, "kind": "mention", "fields": {"colour": "red"}}, 422),
        ({"start": 2, "stop": 40, "kind": "mention", "fields": {"type": "Person"}}, 422),  # over two lines
        ({"start": 16, "stop": 20, "kind": "event", "fields": {"type": "Meeting"}, "roles": ["agent"]}, 400),
        (
            {"start": 16, "stop": 20, "kind": "event", "fields": {"type": "Meeting"}, "roles": [{"role": "king", "value": "甘"}]},
            422,
        ),
        ({"start": 0, "stop": 4, "fields": "type"}, 400),
        ({"start": 0, "stop": 4, "fields": {"type": 5}}, 400),
        ({"start": 16, "stop": 20, "kind": "event", "fields": {"type": "Meeting"}, "roles": 5}, 400),
        ({"article": "ffff", "start": 0, "stop": 4, "kind": "mention"}, 404),
        ({"article": "", "start": 0, "stop": 4, "kind": "mention"}, 404),
    ],
)
def test_what_is_no_statement_is_refused_and_nothing_written(
    app: Running, client: httpx.Client, article: str, given: dict[str, object], status: int
) -> None:
    before = decisions(app).read_bytes() if decisions(app).is_file() else b""
    assert client.post("/app/additions", json={"article": article, "kind": "mention", **given}).status_code == status
    assert (decisions(app).read_bytes() if decisions(app).is_file() else b"") == before
