"""Whether a build is what it says it is: files that agree, words that stand where they are said to, shapes that hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.rdf import facts_graph
from kg.rdf.serialize import trig, turtle
from kg.rdf.validate import violations_by_article
from kg.store import Store

__all__ = ["problems"]

_TEXTS = "SELECT ?article ?text ?hash WHERE { GRAPH ?article { ?article nif:isString ?text ; kg:textHash ?hash } }"
_PASSAGES = """
SELECT ?article ?passage ?start ?stop ?words WHERE { GRAPH ?article {
  ?passage nif:referenceContext ?article ; nif:beginIndex ?start ; nif:endIndex ?stop ; nif:anchorOf ?words } }
ORDER BY ?article ?start ?stop
"""


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the build in `folder`, a line each; nothing where all is well. Raises StoreError for no build."""
    report = _report(folder)
    store = Store.open(folder / "store", report["base"])
    yield from _differing_files(folder, store, report)
    yield from _ungrounded(store)
    for article, violation in violations_by_article(store.quads(), facts_graph(store.base)):
        yield f"{article}: {violation}"


def _report(folder: Path) -> dict[str, Any]:
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if not isinstance(report["base"], str):
            raise TypeError("base is no text")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder}: is no build; make one with `kg build PATH… --out {folder}`") from error
    return dict(report)


def _differing_files(folder: Path, store: Store, report: dict[str, Any]) -> Iterator[str]:
    """graph.trig and graph.ttl, which a large build has not, hold what the store holds: canonical, so their bytes tell."""
    quads = list(store.quads())
    written = {"graph.trig": trig(quads, store.base), "graph.ttl": turtle(quads, facts_graph(store.base), store.base)}
    for name, expected in written.items() if isinstance(report["articles"], list) else ():
        path = folder / name
        if not path.is_file():
            yield f"{path}: is missing"
        elif path.read_bytes() != expected:
            yield f"{path}: differs from the store; build again"
    if report["totals"]["quads"] != len(quads):
        yield f"{folder / 'report.json'}: counts {report['totals']['quads']} quads, the store has {len(quads)}"


def _ungrounded(store: Store) -> Iterator[str]:
    """Texts whose hash is another's, and passages whose words do not stand at their offsets."""
    texts: dict[Any, str] = {}
    for article, text, digest in store.ask(_TEXTS).rows:
        texts[article] = str(text)
        if hashlib.sha256(str(text).encode("utf-8")).hexdigest() != digest:
            yield f"{article}: the text is not the one that its hash names"
    for article, passage, start, stop, words in store.ask(_PASSAGES).rows:
        found = texts.get(article, "")[int(start or 0) : int(stop or 0)]
        if found != words:
            yield f"{passage}: says {words!r}, but the text has {found!r} at {start}-{stop}"
