"""How big a build is: quads by part, bytes by file, and both an article."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.build.folder import written_by
from kg.build.heads import heads_of
from kg.build.packs import Packs
from kg.build.publishing import RECORDS, last_state
from kg.errors import StoreError
from kg.rdf.size import PARTS

__all__ = ["Stats", "own_tables", "stats"]

_PAGES = ("explorer.html", "articles")
_WHOLE = ("graph.trig", "graph.ttl")


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of a build. `parts` are quads by part of an article, as kg.rdf.size.PARTS names them; a fact counts there for each
    article that states it, in `totals` once.
    """

    format: str
    lean: bool
    totals: Mapping[str, int]
    parts: Mapping[str, int]
    disk: Mapping[str, int]  # bytes by what they hold

    def as_json(self) -> dict[str, Any]:
        articles = max(1, self.totals["articles"])
        each = {
            "quads": self.totals["quads"] / articles,
            **{f"{name} bytes": size / articles for name, size in self.disk.items()},
        }
        return {
            "format": self.format,
            "lean": self.lean,
            "totals": dict(self.totals),
            "parts": {name: {"quads": count, "buys": PARTS[name]} for name, count in self.parts.items()},
            "disk": dict(self.disk),
            "an article": {name: round(value, 1) for name, value in each.items()},
        }


def stats(folder: Path) -> Stats:
    """The counts of the build in `folder`; raises StoreError where there is none."""
    report = written_by(folder)
    state = last_state(folder)
    parts: Counter[str] = Counter()
    if state is not None:
        with contextlib.closing(Packs([folder / RECORDS])) as packs:
            for about, _ in heads_of(packs, (carried.key for carried in state.carried.values())).values():
                parts.update(about["parts"])
    disk = {
        "store": _size(folder / "store"),
        "records": _size(folder / RECORDS),
        "pages": sum(_size(folder / name) for name in _PAGES),
        "whole graph as text": sum(_size(folder / name) for name in _WHOLE),
    }
    return Stats(report["format"], report.get("lean", False), report["totals"], {p: parts[p] for p in PARTS if state}, disk)


def own_tables(folder: Path) -> str | None:
    """What a project added to the tables when the folder was built, as text; None where it is no build, or a damaged one."""
    try:
        state = last_state(folder)
    except StoreError:
        return None
    return None if state is None else state.inputs.settings.own


def _size(path: Path) -> int:
    """The bytes of a file, or of all files below a folder; 0 where there is neither."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())
