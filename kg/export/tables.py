"""CSV tables keyed by division code, for pandas, R, Stata and spreadsheets, with a codebook beside them.

tables.toml names the columns; what a table says of a column stands there alone.
"""

from __future__ import annotations

import codecs
import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from typing import Any, BinaryIO

from kg.export import Parts, as_text
from kg.export.territories import Territories
from kg.graph import Graph
from kg.graph.network import bounds_of
from kg.graph.result import Value, cell
from kg.graph.views import EventView, Evidence, FillerView
from kg.model import BODY_TYPES

__all__ = ["columns", "csv_files"]

Row = dict[str, Value]

_MODELS = "SELECT DISTINCT ?body WHERE { ?body a kg:ModelOrganization }"
_PRACTICES = """SELECT ?initiative ?place ?body ?kind ?earliest ?latest ?article WHERE {
  ?practice a kg:Practice ; kg:practiceOf ?initiative ; kg:territory ?place ; kg:attestedBy ?event .
  ?event a kg:Event ; kg:reportedIn ?article .
  OPTIONAL { ?event a ?kind FILTER(?kind = kg:Pilot) }
  OPTIONAL { ?practice kg:practisedBy/rdfs:label ?body }
  OPTIONAL { ?event kg:time ?time . ?time kg:earliest ?earliest ; kg:latest ?latest }
} ORDER BY ?initiative ?place ?event ?body ?earliest"""
_SCOPES = """SELECT ?figure ?place ?earliest ?latest ?article WHERE { ?figure a kg:Figure ; kg:reportedIn ?article .
  OPTIONAL { ?figure kg:scope ?place } OPTIONAL { ?figure kg:asOf ?time . ?time kg:earliest ?earliest ; kg:latest ?latest } }"""


@cache
def columns() -> dict[str, dict[str, Any]]:
    """Table → its titles and columns, as tables.toml has them."""
    return tomllib.loads(files("kg.export").joinpath("tables.toml").read_text(encoding="utf-8"))


def csv_files(graph: Graph) -> Parts:
    """A file a table, and codebook.csv, which says what each column holds."""
    where = Territories.of(graph)
    rows: dict[str, Iterable[Row]] = {
        "bodies": _bodies(graph, where),
        "initiatives": _initiatives(graph, where),
        "events": _events(graph, where),
        "roles": _roles(graph, where),
        "relations": _relations(graph, where),
        "figures": _figures(graph, where),
    }
    tables = {f"{name}.csv": partial(_written, list(columns()[name]["columns"]), found) for name, found in rows.items()}
    return {**tables, "codebook.csv": partial(_written, ["table", "column", "type", "zh", "en"], _codebook())}


def _written(header: list[str], rows: Iterable[Mapping[str, Value]], out: BinaryIO) -> None:
    """RFC 4180 with a header, in UTF-8 with the mark that Excel needs to see that it is; unknown cells are empty."""
    out.write(codecs.BOM_UTF8)
    with as_text(out) as text:
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows([cell(row[name]) for name in header] for row in rows)


def _codebook() -> Iterator[Row]:
    for table, described in columns().items():
        for name, (type, zh, en) in described["columns"].items():
            yield {"table": table, "column": name, "type": type, "zh": zh, "en": en}


def _joined(names: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(names))


def _best(evidence: tuple[Evidence, ...]) -> Evidence | None:
    return max(evidence, key=lambda e: e.confidence, default=None)


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point."""
    return int(value) if value is not None and value.is_integer() else value


def _bodies(graph: Graph, where: Territories) -> Iterator[Row]:
    models = {row[0] for row in graph.query(_MODELS)}
    for entity in graph.entities():
        if entity.type in BODY_TYPES:
            at = where.at(entity.iri)
            yield {
                "iri": entity.iri,
                "name": entity.label,
                "type": entity.type,
                "division_code": at.code,
                "division": at.name,
                "prefecture_code": at.prefecture,
                "province_code": at.province,
                "is_model": entity.iri in models,
                "aliases": _joined(entity.aliases),
                "mentions": len(entity.evidence),
                "articles": len({e.article for e in entity.evidence}),
            }


def _initiatives(graph: Graph, where: Territories) -> Iterator[Row]:
    found = graph.query(_PRACTICES).dicts()
    practised = {key: list(rows) for key, rows in groupby(found, key=lambda r: (r["initiative"], r["place"]))}
    for entity in graph.entities("Initiative"):
        mine = [(str(place), rows) for (iri, place), rows in practised.items() if iri == entity.iri]
        article = entity.evidence[0].article if entity.evidence else None
        for place, rows in mine or [("", [])]:
            yield {"iri": entity.iri, "name": entity.label, "article": article, **_practice(place, rows, where)}


def _practice(place: str, rows: list[Row], where: Territories) -> Row:
    at = where.at(place)
    row: Row = {
        "division_code": at.code,
        "division": at.name,
        "province_code": at.province,
        "first_day": min((str(r["earliest"]) for r in rows if r["earliest"]), default=None),
        "last_day": max((str(r["latest"]) for r in rows if r["latest"]), default=None),
        "is_pilot": any(r["kind"] for r in rows),
        "bodies": _joined(str(r["body"]) for r in rows if r["body"]),
    }
    if rows:
        row["article"] = rows[0]["article"]
    return row


def _events(graph: Graph, where: Territories) -> Iterator[Row]:
    published = {article.iri: article.published for article in graph.articles()}
    for event in graph.events():
        first, last = bounds_of(event.role("time"))
        best = _best(event.evidence)
        yield {
            "iri": event.iri,
            "type": event.type,
            "status": event.status,
            "trigger": event.trigger,
            "first_day": first,
            "last_day": last,
            "division_code": next((code for f in event.role("place") if (code := where.at(f.iri).code)), None),
            "place": _named(event, "place"),
            "agents": _named(event, "agent"),
            "targets": _named(event, "target"),
            "themes": _named(event, "theme"),
            "verified": event.verified,
            "clause": best.words if best else None,
            "start": best.start if best else None,
            "stop": best.stop if best else None,
            "confidence": best.confidence if best else None,
            "article": event.article,
            "published": published.get(event.article),
        }


def _named(event: EventView, role: str) -> str:
    return _joined(f.label for f in event.role(role))


def _roles(graph: Graph, where: Territories) -> Iterator[Row]:
    for event in graph.events():
        yield from (_role(event, f, where) for f in event.fillers)


def _role(event: EventView, filler: FillerView, where: Territories) -> Row:
    return {
        "event": event.iri,
        "role": filler.role,
        "filler": filler.iri,
        "name": filler.label,
        "kind": filler.kind,
        "type": filler.type,
        "division_code": where.at(filler.iri).code,
        "basis": filler.basis,
        "verified": filler.verified,
    }


def _relations(graph: Graph, where: Territories) -> Iterator[Row]:
    times = {event.iri: event.role("time") for event in graph.events()}
    for r in graph.relations():
        first, last = bounds_of(tuple(t for iri in r.events for t in times.get(iri, ())))
        best = _best(r.evidence)
        yield {
            "subject": r.subject,
            "subject_name": r.subject_label,
            "subject_type": r.subject_type,
            "subject_division_code": where.at(r.subject).code,
            "relation": r.type,
            "object": r.object,
            "object_name": r.object_label,
            "object_type": r.object_type,
            "object_division_code": where.at(r.object).code,
            "post": r.post,
            "first_day": first,
            "last_day": last,
            "words": best.words if best else None,
            "confidence": best.confidence if best else None,
            "verified": r.verified,
            "articles": len({e.article for e in r.evidence}),
        }


def _figures(graph: Graph, where: Territories) -> Iterator[Row]:
    about = {row["figure"]: row for row in graph.query(_SCOPES).dicts()}
    published = {article.iri: article.published for article in graph.articles()}
    for f in graph.figures():
        told = about[f.iri]
        yield {
            "iri": f.iri,
            "words": f.label,
            "value": _number(f.value),
            "unit": f.unit,
            "lower": _number(f.lower),
            "upper": _number(f.upper),
            "kind": f.type,
            "indicator": f.indicator,
            "standard_indicator": f.measures,
            "baseline": f.baseline,
            "division_code": where.at(str(told["place"])).code,
            "scope": f.scope,
            "verified": f.verified,
            "first_day": told["earliest"],
            "last_day": told["latest"],
            "article": told["article"],
            "published": published.get(str(told["article"])),
        }
