"""Writes index.html, context.jsonld and prefixes.ttl from ontology/kg.ttl.

`make docs` runs it; a test runs it again and compares. `kg serve` shows the same page at /ontology.
"""

from __future__ import annotations

from pathlib import Path

from kg.serve.ontology import Places, beside, turtle
from kg.serve.ontology import page as made_page

HERE = Path(__file__).parent
_PLACES = Places(
    ontology="../../ontology/",
    made="",
    cookbook="../cookbook/README.md",
    drawn="../../ontology/README.md",
    tables="../../ontology/",
)


def page(turtle: str) -> str:
    """The page as it lies in this folder."""
    return made_page(turtle, _PLACES)


def files() -> dict[str, str]:
    """What this folder holds, by name."""
    return {"index.html": page(turtle()), **{name: beside(name) for name in ("context.jsonld", "prefixes.ttl")}}


if __name__ == "__main__":
    for name, text in files().items():
        (HERE / name).write_text(text, encoding="utf-8")
