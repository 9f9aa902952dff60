"""Writes README.md from recipes.toml: each question with its query and what the graph answers.

`make docs` runs it; a test runs it again and compares.

`python docs/cookbook/page.py --pictures` also takes the pictures anew, in the Chromium that the tests use.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from kg.graph import Graph, Result, build_gold
from kg.graph.questions import Question, questions

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_WIDTH, _HEIGHT = 1160, 640


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question, the graph that it is asked of, and what comes of it."""

    number: int
    graph: str
    parameters: dict[str, str]
    address: str
    text: str
    question: Question
    answer: Result

    @property
    def command(self) -> str:
        """What to type."""
        settings = "".join(f" --set {name}={value}" for name, value in self.parameters.items())
        return f"kg query {self.graph} --question {self.number}{settings}"

    @property
    def sparql(self) -> str:
        """The query without its comments and prefixes, which need not be declared."""
        lines = self.question.with_values(**self.parameters).splitlines()
        return "\n".join(line for line in lines if not line.startswith(("#", "PREFIX"))).strip()

    @property
    def picture(self) -> str:
        return f"images/{self.number:02}.png"


def graphs() -> dict[str, Graph]:
    """The graphs that recipes.toml names, from annotations."""
    return {name: _graph(ROOT / source["gold"], ROOT / source["articles"]) for name, source in _described()["graphs"].items()}


def _graph(gold: Path, articles: Path) -> Graph:
    return build_gold(gold, articles) if gold.is_dir() else build_gold(gold.parent, articles, only=[gold.stem])


def _described() -> dict[str, Any]:
    return tomllib.loads((HERE / "recipes.toml").read_text(encoding="utf-8"))


def recipes(asked: dict[str, Graph]) -> list[Recipe]:
    """The recipes with their answers."""
    found = []
    for told in _described()["recipes"]:
        number, given = told["question"], told.get("parameters", {})
        answer = asked[told["graph"]].ask(number, **given)
        found.append(Recipe(number, told["graph"], given, told["address"], told["text"], questions()[number], answer))
    return found


def page(asked: dict[str, Graph]) -> str:
    """The cookbook, in Markdown."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    environment.filters["cell"] = cell
    template = environment.get_template("page.md.jinja")
    return template.render(recipes=recipes(asked), graphs=_described()["graphs"], all=len(questions())) + "\n"


def cell(value: object) -> str:
    """A cell of a Markdown table."""
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def take_pictures(asked: dict[str, Graph]) -> None:
    """The explorer where it shows what each recipe is about."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from install_browser import find_chromium

    from kg.view import write_explorer

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        pages = {name: write_explorer(graph, Path(folder) / f"{name}.html") for name, graph in asked.items()}
        for recipe in recipes(asked):
            tab = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, locale="zh-CN")
            tab.goto(f"{pages[recipe.graph].as_uri()}#{_address(asked[recipe.graph], recipe.address)}")
            tab.wait_for_timeout(1500)
            tab.screenshot(path=HERE / recipe.picture)
            tab.close()


def _address(graph: Graph, address: str) -> str:
    """The address with a name in place of an IRI looked up."""
    head, focus, name = address.partition("focus=")
    return head + focus + graph.entity(name).iri.removeprefix(graph.store.base) if focus and "/" not in name else address


if __name__ == "__main__":
    asked = graphs()
    (HERE / "README.md").write_text(page(asked), encoding="utf-8")
    if "--pictures" in sys.argv:
        take_pictures(asked)
