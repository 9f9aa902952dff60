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
from typing import Any, BinaryIO

from kg.export import Parts, as_text
from kg.export.records import Practice, Records
from kg.export.territories import Territories
from kg.graph import Graph
from kg.graph.network import bounds_of
from kg.graph.result import Value, cell
from kg.graph.views import EventView, Evidence, FillerView
from kg.model import BODY_TYPES

__all__ = ["columns", "csv_files"]

Row = dict[str, Value]


@cache
def columns() -> dict[str, dict[str, Any]]:
    """Table → its titles and columns, as tables.toml has them."""
    return tomllib.loads(files("kg.export").joinpath("tables.toml").read_text(encoding="utf-8"))


def csv_files(graph: Graph) -> Parts:
    """A file a table, and codebook.csv, which says what each column holds."""
    records = Records(graph.store)
    where = Territories.of(records)
    rows: dict[str, Iterable[Row]] = {
        "bodies": _bodies(records, where),
        "initiatives": _initiatives(records, where),
        "events": _events(records, where),
        "roles": _roles(records, where),
        "relations": _relations(records, where),
        "figures": _figures(records, where),
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


def _bodies(records: Records, where: Territories) -> Iterator[Row]:
    for entity in records.entities():
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
                "is_model": entity.is_model,
                "aliases": _joined(entity.aliases),
                "mentions": entity.mentions,
                "articles": entity.articles,
            }


def _initiatives(records: Records, where: Territories) -> Iterator[Row]:
    for entity in records.entities():
        if entity.type == "Initiative":
            told: Row = {"iri": entity.iri, "name": entity.label, "article": entity.article}
            practised = False
            for practice in records.practices(entity.iri):
                practised = True
                yield {**told, **_practice(practice, where), "article": practice.article}
            if not practised:
                yield {**told, **_practice(_NOWHERE, where)}


_NOWHERE = Practice("", None, None, False, (), "")


def _practice(practice: Practice, where: Territories) -> Row:
    at = where.at(practice.place)
    return {
        "division_code": at.code,
        "division": at.name,
        "province_code": at.province,
        "first_day": practice.first,
        "last_day": practice.last,
        "is_pilot": practice.is_pilot,
        "bodies": _joined(practice.bodies),
    }


def _events(records: Records, where: Territories) -> Iterator[Row]:
    for event in records.events():
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
            "published": records.published(event.article),
        }


def _named(event: EventView, role: str) -> str:
    return _joined(f.label for f in event.role(role))


def _roles(records: Records, where: Territories) -> Iterator[Row]:
    for event in records.events():
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


def _relations(records: Records, where: Territories) -> Iterator[Row]:
    for r in records.relations():
        best = r.told.best
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
            "first_day": r.days[0],
            "last_day": r.days[1],
            "words": best.words if best else None,
            "confidence": best.confidence if best else None,
            "verified": r.told.verified,
            "articles": r.told.articles,
        }


def _figures(records: Records, where: Territories) -> Iterator[Row]:
    for f in records.figures():
        told = records.scope(f.iri)
        yield {
            "iri": f.iri,
            "words": f.label,
            "value": _number(f.value),
            "unit": f.unit,
            "lower": _number(f.lower),
            "upper": _number(f.upper),
            "kind": f.type,
            "status": f.status,
            "indicator": f.indicator,
            "standard_indicator": f.measures,
            "baseline": f.baseline,
            "division_code": where.at(told.place).code,
            "scope": f.scope,
            "verified": f.verified,
            "first_day": told.first,
            "last_day": told.last,
            "article": told.article,
            "published": records.published(told.article),
        }
