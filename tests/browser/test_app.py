"""`kg app` as somebody without a terminal uses it: drop a folder, build, correct a fact, see it gone, take a report home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from running import Running, running

TEXT = """甘肃省民政厅开展社会组织党建工作督导

2017年9月5日，甘肃省民政厅会同甘肃省委组织部，对兰州市社会组织党建工作进行了重点督导。
2017年10月12日，甘肃省民政厅在兰州市召开全省社会组织党建工作会议。
"""
MINUTES = 240_000  # milliseconds: other tests may keep the machine busy


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("app") / "工作") as app:
        yield app


@pytest.fixture(scope="module")
def page(browser: Browser, app: Running) -> Iterator[Page]:
    """A window in which the walk goes on from test to test; nothing may go wrong in it, and nobody else be asked."""
    expect.set_options(timeout=60_000)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=app.url, accept_downloads=True)
    context.add_init_script(path=Path(__file__).with_name("helpers.js"))
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((app.url, "blob:", "data:")) else wrong.append(r.url))
    page.goto(app.address)
    yield page
    context.close()
    # The browser says of the one file that was refused that it was.
    assert [words.partition("status of ")[2] for words in wrong] == ["415 (Unsupported Media Type)"]


def accessible(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.evaluate("scheme => { document.documentElement.dataset.theme = scheme; }", scheme)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []


def build(page: Page) -> None:
    page.click("#build")
    expect(page.locator("#result strong").first).to_contain_text("图谱已更新", timeout=MINUTES)


def events_in_the_explorer(page: Page) -> set[str]:
    """The types of the events that the explorer knows."""
    page.goto("/explorer.html")
    page.wait_for_selector("html[data-ready]")
    return set(page.evaluate("() => nodes().map(node => node.event).filter(Boolean)"))


def test_a_folder_is_dropped_and_built(page: Page, app: Running, tmp_path: Path) -> None:
    folder = tmp_path / "文章"
    folder.mkdir()
    (folder / "督导.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    (folder / "坏的.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert "token" not in page.url
    expect(page.locator("#build")).to_be_disabled()
    page.set_input_files("#tree", folder)
    expect(page.locator("#coming")).to_contain_text("2 个文件")
    # A drop of single files: one that is taken, one that is not.
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["x"], "表.xlsx"));
          data.items.add(new File(["兰州市民政局召开会议。"], "会议.txt"));
          const drop = new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
          document.getElementById("drop").dispatchEvent(drop);
        }"""
    )
    expect(page.locator("#refused summary")).to_contain_text("1 个文件没有收下")
    page.click("#refused summary")
    expect(page.locator("#refused li")).to_contain_text("save the sheet as .csv")
    assert (app.folder / "articles" / "文章" / "督导.txt").read_text(encoding="utf-8") == TEXT
    page.click("#listed summary")
    expect(page.locator(".names li")).to_have_count(3)
    page.get_by_role("button", name="Remove 会议.txt").click()
    expect(page.locator(".names li")).to_have_count(2)
    build(page)
    expect(page.locator("#skipped strong")).to_have_text("文章/坏的.pdf")
    expect(page.locator("#skipped li")).to_contain_text("再放入")
    expect(page.locator(".cards a")).to_have_count(5)
    accessible(page)


def test_a_wrong_fact_is_corrected_and_gone(page: Page, app: Running) -> None:
    assert "Inspection" in events_in_the_explorer(page)
    page.goto("/app/review")
    page.select_option("#kinds", "event")
    question = page.locator("#question")
    expect(question.locator(".tags .kind")).to_contain_text("事件")
    while "督导调研" not in question.inner_text():
        before = question.inner_text()
        page.keyboard.press("4")
        expect(question).not_to_have_text(before, use_inner_text=True)
    expect(question.locator("mark").first).to_contain_text("督导")
    accessible(page)
    page.fill("#who", "王芳")
    page.fill("#why", "只是打算")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.locator("#decisions li")).to_contain_text("Inspection")
    expect(page.locator("#decisions li")).to_contain_text("王芳")
    expect(question).not_to_contain_text("督导调研")
    # Taken back it is asked again; then it is rejected for good.
    page.keyboard.press("z")
    expect(page.locator("#decisions li")).to_have_count(0)
    assert "只是打算" not in (app.folder / "graph" / "decisions.jsonl").read_text(encoding="utf-8")
    expect(page.locator("#back")).to_be_disabled()
    page.reload()
    page.select_option("#kinds", "event")
    expect(question.locator(".tags .kind")).to_contain_text("事件")
    while "督导调研" not in question.inner_text():
        before = question.inner_text()
        page.click("[data-verdict=skip]")
        expect(question).not_to_have_text(before, use_inner_text=True)
    page.click("[data-verdict=reject]")
    expect(page.locator("#decisions li")).to_have_count(1)
    build(page)
    expect(page.locator("#result")).to_contain_text("照办 1 条核对")
    expect(page.locator("#result li", has_text="事件")).to_contain_text("−1")
    assert "Inspection" not in events_in_the_explorer(page)


def test_an_amendment_says_what_it_becomes(page: Page) -> None:
    page.goto("/app/review")
    page.select_option("#kinds", "event")
    expect(page.locator("#question")).to_contain_text("召开会议")
    page.keyboard.press("3")
    page.select_option("#amend [name=status]", "planned")
    page.click("#amend button.primary")
    expect(page.locator("#decisions .verdict.amend")).to_have_count(1)
    expect(page.locator("#decisions li").first).to_contain_text("planned")


def test_a_report_is_taken_home(page: Page, tmp_path: Path) -> None:
    page.goto("/app/report")
    expect(page.locator("#bodies option").first).to_be_attached()
    accessible(page)
    page.fill("[name=body]", "甘肃省民政厅")
    page.fill("[name=year]", "2017")
    with page.expect_download(timeout=MINUTES) as waiting:
        page.click("button[value=docx]")
    path = tmp_path / "report.docx"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "甘肃省民政厅2017大事记.docx"
    assert "召开全省社会组织党建工作会议" in "\n".join(p.text for p in docx.Document(str(path)).paragraphs)


@pytest.mark.parametrize("width", [1440, 820])
def test_the_pages_fit(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    for path in ("", "review", "report"):
        page.goto(f"/app/{path}")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
