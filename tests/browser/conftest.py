"""A browser for the tests of pages, and a page that is watched: no error, no request, no breach of its own policy."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from visiting import ARTICLE, PATIENCE, ROOT, Visit, new_context

from kg.graph import Graph, build_gold
from kg.view import write_pages

SEVERAL = (ARTICLE, "dev06_xingtai_zongjie", "dev12_qiqihar_dasuan", "dev15_zhangzhou_zongjie", "dev73_mabei_banshi")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HELPERS = Path(__file__).with_name("helpers.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests, with a profile of its own; no Chromium is a failure, never a skip."""
    path = runpy.run_path(str(ROOT / "tests" / "install_browser.py"))["find_chromium"]()
    if path is None:
        pytest.fail(
            "no Chromium found: run `make browser`, or apt-get install chromium, or set CHROMIUM to its path", pytrace=False
        )
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=1000 * PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def article_text() -> str:
    with (ROOT / "corpus" / "articles" / f"{ARTICLE}.txt").open(encoding="utf-8", newline="") as file:
        return file.read()


@pytest.fixture(scope="session")
def article_graph() -> Graph:
    return build_gold(ROOT / "corpus" / "gold", ROOT / "corpus" / "articles", only=[ARTICLE])


@pytest.fixture(scope="session")
def explorer_file(article_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of the article, from its gold annotation, with its reading page beside it."""
    return write_pages(article_graph, tmp_path_factory.mktemp("explorer"))


@pytest.fixture(scope="session")
def reading_file(explorer_file: Path) -> Path:
    """The reading page of the article."""
    (page,) = (explorer_file.parent / "articles").iterdir()
    return page


@pytest.fixture(scope="session")
def several_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of five articles from five provinces."""
    graph = build_gold(ROOT / "corpus" / "gold", ROOT / "corpus" / "articles", only=SEVERAL)
    return write_pages(graph, tmp_path_factory.mktemp("several"))


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all tests: a new one each would take longer than the tests."""
    context = new_context(browser, offline=True)
    page = context.new_page()
    page.add_init_script(HELPERS)
    yield page
    context.close()


@pytest.fixture
def visit(window: Page) -> Iterator[Visit]:
    """The window at its usual size, watched; a test may open any page in it."""
    window.set_viewport_size({"width": 1400, "height": 900})
    window.emulate_media(media="screen", color_scheme="light")
    visit = Visit(window)
    yield visit
    visit.leave()


@pytest.fixture
def explorer(visit: Visit, explorer_file: Path) -> Visit:
    return visit.open(explorer_file)


@pytest.fixture
def reading(visit: Visit, reading_file: Path) -> Visit:
    return visit.open(reading_file)


@pytest.fixture
def several(visit: Visit, several_file: Path) -> Visit:
    return visit.open(several_file)


@pytest.fixture
def colleague(browser: Browser) -> Iterator[Visit]:
    """Another window, of somebody who was sent an address."""
    context = new_context(browser, viewport={"width": 1400, "height": 900}, offline=True)
    context.add_init_script(HELPERS)
    yield Visit(context.new_page())
    context.close()
