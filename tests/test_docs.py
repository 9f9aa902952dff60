"""Documentation that is made from data says what the data say: the ontology's page, its context and prefixes, the cookbook."""

from __future__ import annotations

import importlib.util
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rdflib
from pyld import jsonld

from kg.rdf.vocabulary import KG, PREFIXES
from kg.tables.loading import ontology_dir

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
AGAIN = "run `make docs`"


def script(folder: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{folder}", DOCS / folder / "page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def ontology() -> ModuleType:
    return script("ontology")


class Page(HTMLParser):
    """Ids, links and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]


@pytest.mark.parametrize("name", ["index.html", "context.jsonld", "prefixes.ttl"])
def test_the_ontology_s_files_are_up_to_date(ontology: ModuleType, name: str) -> None:
    assert (DOCS / "ontology" / name).read_text(encoding="utf-8") == ontology.files()[name], AGAIN


def test_every_term_has_a_place_on_the_page_and_every_link_leads_somewhere() -> None:
    page = Page((DOCS / "ontology" / "index.html").read_text(encoding="utf-8"))
    graph = rdflib.Graph().parse(ontology_dir() / "kg.ttl")
    terms = {str(s).removeprefix(KG) for s in graph.subjects() if str(s).startswith(KG)}
    assert terms <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    files = [link for link in page.links if not link.startswith(("#", "http", "data:"))]
    assert files
    assert [link for link in files if not (DOCS / "ontology" / link).exists()] == []
    assert "script" not in page.tags


def test_labels_are_text_and_never_markup(ontology: ModuleType) -> None:
    hostile = "<script>alert(1)</script>"
    turtle = (ontology_dir() / "kg.ttl").read_text(encoding="utf-8")
    html = ontology.page(turtle.replace('"机构组织"@zh', f'"{hostile}"@zh').replace('"body"@en', '"\\"><img src=x>"@en'))
    assert "script" not in Page(html).tags
    assert "img" not in Page(html).tags
    assert "&lt;script&gt;" in html


def test_context_and_prefixes_stand_alone() -> None:
    published = json.loads((DOCS / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    record: dict[str, Any] = {
        **published,
        "id": "https://example.org/e",
        "type": "Inspection",
        "trigger": "督导",
        "agent": "https://example.org/a",
    }
    quads = jsonld.to_rdf(record, {"format": "application/n-quads"})
    assert f"<{KG}agent> <https://example.org/a>" in quads
    assert f'<{KG}trigger> "督导"@zh' in quads
    assert f"<{KG}Inspection>" in quads
    graph = rdflib.Graph().parse(DOCS / "ontology" / "prefixes.ttl", format="turtle")
    bound = {prefix: str(iri) for prefix, iri in graph.namespaces()}
    assert {prefix: bound[prefix] for prefix in PREFIXES} == PREFIXES


def test_the_cookbook_says_what_the_graph_answers() -> None:
    cookbook = script("cookbook")
    asked = cookbook.graphs()
    text = (DOCS / "cookbook" / "README.md").read_text(encoding="utf-8")
    assert text == cookbook.page(asked), AGAIN
    recipes = cookbook.recipes(asked)
    assert len(recipes) == 10
    assert all(recipe.answer.rows for recipe in recipes)
    for recipe in recipes:
        assert (DOCS / "cookbook" / recipe.picture).read_bytes().startswith(b"\x89PNG")
        assert asked[recipe.graph].query(recipe.sparql).rows == recipe.answer.rows


@pytest.mark.parametrize("page", sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "README.md", *DOCS.rglob("*.md"))))
def test_links_between_documents_lead_somewhere(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [
        link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http", "#", "mailto:"))
    ]
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []
