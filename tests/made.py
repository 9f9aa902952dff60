"""Articles and gold made by a test for one case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from kg.graph import Graph, build_gold
from kg.model import ROLES, Document
from kg.review import apply, decide, statements

__all__ = ["made", "record", "verified"]


def record(
    id: str, text: str, territory: str, published: str, named: dict[str, tuple[str, str | None]], *events: dict[str, Any]
) -> dict[str, Any]:
    """A gold record: `named` are words → (type, code), each marked where it stands first; of an event the clause and roles."""
    mentions = [
        {"id": f"m{i}", "start": text.index(w), "end": text.index(w) + len(w), "text": w, "type": t, "name": w, "code": code}
        for i, (w, (t, code)) in enumerate(sorted(named.items(), key=lambda item: text.index(item[0])))
    ]
    return {
        "id": id,
        "title": text.splitlines()[0],
        "author": None,
        "publisher": None,
        "published": published,
        "territory": territory,
        "mentions": mentions,
        "dates": [],
        "figures": [],
        "events": [_event(i, text, **event) for i, event in enumerate(events)],
        "relations": [],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _event(
    number: int, text: str, *, type: str, trigger: str, clause: str, status: str = "done", **roles: list[str]
) -> dict[str, Any]:
    start = text.index(clause)
    at = text.index(trigger, start)
    filled = {role: roles.get(role, []) for role in ROLES}
    return {
        "id": f"e{number}",
        "type": type,
        "trigger": [at, at + len(trigger)],
        "evidence": [start, start + len(clause)],
        "status": status,
        **filled,
    }


def made(folder: Path, *articles: tuple[str, Any]) -> Graph:
    for name in ("gold", "articles"):
        (folder / name).mkdir(parents=True)
    for text, entry in articles:
        (folder / "articles" / f"{entry['id']}.txt").write_text(text, encoding="utf-8")
        (folder / "gold" / f"{entry['id']}.json").write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    return build_gold(folder / "gold", folder / "articles")


def verified(docs: Iterable[Document], wanted: Collection[tuple[str, str]]) -> list[Document]:
    """The documents, in which somebody has accepted the events and figures that the pairs (id, words) name, each of them once."""
    made, found = [], []
    for doc in docs:
        chosen = [c for c in statements(doc) if c.kind in ("event", "figure") and (doc.id, c.text) in wanted]
        found += [(doc.id, c.text) for c in chosen]
        made.append(apply([decide(c, "accept", who="王芳") for c in chosen], doc).doc)
    assert sorted(found) == sorted(wanted)
    return made
