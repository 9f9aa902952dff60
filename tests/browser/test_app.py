"""`kg app` as somebody without a terminal uses it: drop a folder, build, correct facts, judge pairs, take a report home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pointing import drop
from running import Running, running
from visiting import new_context

TEXT = """甘肃省民政厅开展社会组织党建工作督导

2017年9月5日，甘肃省民政厅会同甘肃省委组织部，对兰州市社会组织党建工作进行了重点督导。
2017年10月12日，甘肃省民政厅在兰州市召开全省社会组织党建工作会议。
学习贯彻习近平总书记对此作出的批示。
"""
OTHER = """漳州市工商联印发方案

2018年3月5日，漳州市工商联印发《商会党建工作方案》。
学习贯彻习近平总书记对此作出的批示。
"""
MINUTES = 600_000  # milliseconds: other tests may keep the machine busy


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("app") / "工作") as app:
        yield app


@pytest.fixture(scope="module")
def page(browser: Browser, app: Running) -> Iterator[Page]:
    """A window in which the walk goes on from test to test; nothing may go wrong in it, and nobody else be asked."""
    context = new_context(browser, viewport={"width": 1440, "height": 900}, base_url=app.url, accept_downloads=True)
    context.add_init_script(path=Path(__file__).with_name("helpers.js"))
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((app.url, "blob:", "data:")) else wrong.append(r.url))
    page.goto(app.address)
    yield page
    context.close()
    # The browser says of the two files that were refused that they were, and of the name that nobody has.
    refused = ["415 (Unsupported Media Type)", "415 (Unsupported Media Type)", "422 (Unprocessable Entity)"]
    assert sorted(words.partition("status of ")[2] for words in wrong) == refused


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


def ask_about(page: Page, kind: str) -> None:
    """Chooses the kind of question, and waits until the question that was there before has gone."""
    question = page.locator("#question")
    expect(page.locator("#question > .tags, #question > .empty")).to_have_count(1)
    page.evaluate("() => { document.querySelector('#question').firstElementChild.dataset.before = ''; }")
    page.select_option("#kinds", kind)
    expect(question.locator("[data-before]")).to_have_count(0)


def skip_to(page: Page, words: str) -> None:
    """Skips questions, by keyboard and mouse in turn, until the one with these words is asked."""
    question = page.locator("#question")
    expect(question.locator(".tags .kind").first).to_be_visible()
    turns = 0
    while words not in question.inner_text():
        before = question.inner_text()
        page.keyboard.press("4") if turns % 2 else page.click("[data-verdict=skip]")
        turns += 1
        expect(question).not_to_have_text(before, use_inner_text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What people have: folders in folders, good files, a broken one, one of a kind that is not read, hidden ones."""
    folder = tmp_path_factory.mktemp("given") / "文章"
    (folder / "2017" / "九月").mkdir(parents=True)
    (folder / "2017" / "九月" / "督导.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    (folder / "漳州.txt").write_text(OTHER, encoding="utf-8", newline="\n")
    (folder / "坏的.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "表.xlsx").write_bytes(b"x")
    (folder / ".隐藏.txt").write_text("不读", encoding="utf-8")
    return folder


def test_from_dropping_a_folder_to_a_corrected_fact_and_a_report(page: Page, app: Running, folder: Path, tmp_path: Path) -> None:
    assert "token" not in page.url
    expect(page.locator("#build")).to_be_disabled()
    accessible(page)
    # A folder with folders in it, and a single file, from the system's own windows.
    single = tmp_path / "会议.txt"
    single.write_text("兰州市民政局召开会议。", encoding="utf-8")
    drop(page, "#drop", [folder, single])
    expect(page.locator("#coming")).to_have_text("放入了 4 个文件 4 files arrived")
    expect(page.locator("#refused summary")).to_have_text("1 个文件没有收下 1 file not taken")
    expect(page.locator("#refused li")).to_contain_text("另存为 .csv")
    kept = app.folder / "articles" / "文章" / "2017" / "九月" / "督导.txt"
    assert kept.read_text(encoding="utf-8") == TEXT
    page.click("#listed summary")
    expect(page.locator(".names li span")).to_have_text(
        ["会议.txt", "文章/坏的.pdf", "文章/漳州.txt", "文章/2017/九月/督导.txt"], use_inner_text=True
    )
    page.get_by_role("button", name="Remove 会议.txt").click()
    expect(page.locator(".names li")).to_have_count(3)
    # The build tells how far it is, and which file it could not read.
    page.evaluate(
        """() => {
          window.steps = [];
          const step = document.querySelector("#progress p");
          new MutationObserver(() => steps.push(step.textContent)).observe(step, {childList: true, subtree: true});
        }"""
    )
    build(page)
    assert any(step.startswith("已读") and " of 3" in step for step in page.evaluate("() => steps"))
    expect(page.locator("#skipped summary")).to_have_text("1 个文件未能读取 1 file could not be read")
    expect(page.locator("#skipped strong")).to_have_text("文章/坏的.pdf")
    expect(page.locator("#skipped li")).to_contain_text("再放入")
    expect(page.locator(".cards a")).to_have_count(6)
    accessible(page)
    # A fact that is wrong.
    assert "Inspection" in events_in_the_explorer(page)
    page.goto("/app/review")
    ask_about(page, "event")
    skip_to(page, "督导调研")
    expect(page.locator("#question mark").first).to_contain_text("督导")
    page.fill("#who", "王芳")
    page.fill("#why", "只是打算")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.locator("#decisions li")).to_contain_text("Inspection")
    expect(page.locator("#decisions li")).to_contain_text("王芳")
    build(page)
    expect(page.locator("#result")).to_contain_text("照办 1 条核对")
    expect(page.locator("#result li", has_text="事件")).to_contain_text("−1")
    assert "Inspection" not in events_in_the_explorer(page)
    # What is left, as a report.
    page.goto("/app/report")
    page.fill("[name=body]", "甘肃省民政厅")
    page.fill("[name=year]", "2017")
    page.keyboard.press("Enter")
    expect(page.locator("#preview h2")).to_have_text("甘肃省民政厅2017年大事记")
    expect(page.locator("#preview .entries > li")).to_have_count(1)
    expect(page.locator("#preview")).not_to_contain_text("重点督导")
    path = saved(page, "docx", tmp_path)
    assert path.name == "甘肃省民政厅2017年大事记.docx"
    words = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    assert "召开全省社会组织党建工作会议" in words
    assert "重点督导" not in words


def saved(page: Page, form: str, folder: Path) -> Path:
    """The chronicle that the page has written, as a file."""
    with page.expect_download(timeout=MINUTES) as waiting:
        page.click(f"button[value={form}]")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_what_is_taken_back_is_asked_again(page: Page, app: Running) -> None:
    page.goto("/app/review")
    ask_about(page, "event")
    skip_to(page, "召开会议")
    accessible(page)
    page.fill("#why", "说错了")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.locator("#decisions li")).to_have_count(2)
    page.keyboard.press("z")
    expect(page.locator("#decisions li")).to_have_count(1)
    assert "说错了" not in (app.folder / "graph" / "decisions.jsonl").read_text(encoding="utf-8")
    expect(page.locator("#back")).to_be_disabled()


def test_a_drop_of_single_files_needs_no_folder(page: Page) -> None:
    """Where the browser gives files without entries: one that is taken, one that is not."""
    page.goto("/app/")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["x"], "表.xlsx"));
          data.items.add(new File(["兰州市民政局召开会议。"], "会议.txt"));
          const drop = new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
          document.getElementById("drop").dispatchEvent(drop);
        }"""
    )
    expect(page.locator("#coming")).to_have_text("放入了 1 个文件 1 file arrived")
    expect(page.locator("#refused li strong")).to_have_text("表.xlsx")
    page.click("#listed summary")
    page.get_by_role("button", name="Remove 会议.txt").click()
    expect(page.locator(".names li")).to_have_count(3)


def test_a_file_that_cannot_be_opened_keeps_none_of_the_others_out(page: Page) -> None:
    """Removed, or locked, between the drop and the reading; folders give their entries some at a time."""
    found = page.evaluate(
        """async () => {
          const good = (name) => ({isFile: true, name, file: (done) => done(new File(["文"], name))});
          const bad = {isFile: true, name: "锁.txt", file: (done, failed) => failed(new DOMException("", "NotReadableError"))};
          const rounds = [[good("二.txt"), bad], [good("一.txt")], []];
          const folder = {name: "夹", createReader: () => ({readEntries: (done) => done(rounds.shift())})};
          const fail = (done, failed) => failed(new DOMException("", "NotFoundError"));
          const gone = {name: "没了", createReader: () => ({readEntries: fail})};
          const {files, unread} = await KgDropped.files([gone, folder, good("三.txt")]);
          return [files.map((f) => f.name), unread.map(([name]) => name)];
        }"""
    )
    assert found == [["夹/一.txt", "夹/二.txt", "三.txt"], ["没了", "夹/锁.txt"]]


def test_an_amendment_says_what_it_becomes(page: Page) -> None:
    page.goto("/app/review")
    ask_about(page, "event")
    skip_to(page, "召开会议")
    page.keyboard.press("3")
    page.select_option("#amend [name=status]", "planned")
    page.click("#amend button.primary")
    expect(page.locator("#decisions .verdict.amend")).to_have_count(1)
    expect(page.locator("#decisions li").first).to_contain_text("planned")


def test_two_nodes_are_judged_to_be_one_and_not(page: Page, app: Running) -> None:
    registry = app.folder / "graph" / "registry.tsv"
    before = registry.read_text(encoding="utf-8")
    page.goto("/app/review")
    ask_about(page, "identity")
    question = page.locator("#question")
    expect(question.locator(".node-of-pair h3")).to_have_text(["习近平", "习近平"])
    expect(question.locator("mark")).to_have_text(["习近平", "习近平"])
    expect(page.locator("[data-verdict=amend]")).to_be_hidden()
    accessible(page)
    page.fill("#who", "王芳")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    ruling = page.locator("#decisions .verdict.apart")
    expect(ruling).to_have_text("不同")
    expect(question).to_contain_text("没有要问的了")
    added = registry.read_text(encoding="utf-8").removeprefix(before)
    assert added.startswith("apart\tarticle/")
    assert added.endswith("judged by 王芳\n")
    page.keyboard.press("z")
    expect(ruling).to_have_count(0)
    assert registry.read_text(encoding="utf-8") == before
    expect(question.locator(".node-of-pair")).to_have_count(2)
    page.click("[data-verdict=accept]")
    expect(page.locator("#decisions .verdict.is")).to_have_text("同")
    build(page)
    page.goto("/")
    page.fill("[name=name]", "习近平")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="习近平", exact=True)).to_have_count(1)
    page.goto("/app/review")
    page.locator("#decisions li", has_text="习近平").get_by_role("button").click()
    expect(page.locator("#decisions .verdict.is")).to_have_count(0)
    build(page)


def test_reports_of_all_forms(page: Page, tmp_path: Path) -> None:
    page.goto("/app/report")
    page.get_by_role("button", name="甘肃省民政厅", exact=True).click()
    expect(page.locator("#preview h2")).to_have_text("甘肃省民政厅大事记")
    expect(page.locator("#preview blockquote", has_text="召开全省社会组织党建工作会议")).to_have_count(1)
    accessible(page)
    sheets = openpyxl.load_workbook(saved(page, "xlsx", tmp_path)).worksheets
    assert any("召开全省社会组织党建工作会议" in str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    assert "召开全省社会组织党建工作会议" in saved(page, "md", tmp_path).read_text(encoding="utf-8")
    page.fill("[name=body]", "没有的局")
    page.click("button[value=preview]")
    expect(page.locator("#fault")).to_contain_text("图谱里没有这个名称")


@pytest.mark.parametrize("width", [1440, 1024, 820, 390])
def test_the_pages_fit(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto("/app/read")
    first = page.locator("#articles a").first
    expect(first).to_be_visible()
    reading = str(first.get_attribute("href")).removeprefix("/app/")
    for path in ("", "read", reading, "review", "report"):
        page.goto(f"/app/{path}")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
