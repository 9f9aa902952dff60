"""The chronicle of a body for the app: looked at in the page, and written as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.analysis.chronicle import Count, Entry, Quote, Report, groups
from kg.analysis.chronicle import report as chronicle
from kg.analysis.markdown import to_markdown
from kg.errors import RequestError
from kg.graph import open_graph

__all__ = ["WRITTEN", "Asked", "asked_for", "name_of", "preview", "told", "written"]

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITTEN = {
    "docx": _WORD,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
_SHOWN = 200  # entries, plans and figures that the page shows, of each


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose chronicle, of which year if of one, grouped by what."""

    body: str
    year: int | None
    by: str


def asked_for(given: Mapping[str, str]) -> Asked:
    """What the form says. Raises RequestError 400 where that is no chronicle."""
    body, year = given.get("body", "").strip(), given.get("year", "").strip()
    if not body or (year and not (year.isascii() and year.isdigit() and len(year) == 4)):
        raise RequestError(400, "give a body, and a year of four digits or none")
    return Asked(body, int(year) if year else None, given.get("by") or "date")


def told(graph: Path, asked: Asked) -> Report:
    """The chronicle. Raises UsageError for a name that nobody has, RequestError 404 where nothing is told."""
    found = chronicle(open_graph(graph), body=asked.body, year=asked.year, by=asked.by)
    if not (found.entries or found.plans or found.figures):
        raise RequestError(404, f"nothing is told of {found.body}{f' in {asked.year}' if asked.year else ''}")
    return found


def written(found: Report, form: str) -> bytes:
    """The chronicle as a file of one of the forms."""
    from kg.analysis.office import to_docx, to_xlsx  # slow to load, and the page should be there at once

    return to_docx(found) if form == "docx" else to_xlsx(found) if form == "xlsx" else to_markdown(found).encode()


def name_of(found: Report, form: str) -> str:
    """The file's name, as a header holds it."""
    return quote(f"{found.title}.{form}", safe="")


def preview(found: Report) -> dict[str, Any]:
    """The chronicle for the page: under its headings, each entry with its sentences and their sources."""
    shown, headed = 0, []
    for heading, entries in groups(found):
        if shown >= _SHOWN:
            break
        some = entries[: _SHOWN - shown]
        shown += len(some)
        headed.append({"heading": heading, "entries": [_entry(e) for e in some]})
    return {
        "title": found.title,
        "counts": {"entries": len(found.entries), "plans": len(found.plans), "figures": len(found.figures)},
        "groups": headed,
        "plans": [{**_entry(p), "followed": [_entry(e) for e in p.followed]} for p in found.plans[:_SHOWN]],
        "figures": [_figure(c) for c in found.figures[:_SHOWN]],
        "more": max(len(found.entries), len(found.plans), len(found.figures)) > _SHOWN,
    }


def _entry(e: Entry) -> dict[str, Any]:
    return {"when": e.when, "kind": e.kind, "label": e.label, "quotes": _quotes(e.quotes)}


def _figure(c: Count) -> dict[str, Any]:
    scope = f"{c.scope} " if c.scope else ""
    return {"when": c.when, "kind": "", "label": f"{scope}{c.indicator}：{c.value}", "quotes": _quotes(c.quotes)}


def _quotes(quotes: Iterable[Quote]) -> list[dict[str, str]]:
    return [{"sentence": q.sentence, "title": q.title, "published": q.published or ""} for q in quotes]
