"""A `Document` as the JSON of the annotation format (annotation.md, section 7), and back.

The format names entities by name alone; reading it back finds the identity behind each name: the mention
of that name nearest to the statement, else what the caller's `type_of` makes of a name that no mention has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from kg.errors import RecordError
from kg.model import (
    EVENT_TYPES,
    MENTION_TYPES,
    RELATIONS,
    ROLES,
    Basis,
    Date,
    Document,
    EntityRef,
    Event,
    Figure,
    FigureKind,
    Filler,
    Mention,
    Metadata,
    Relation,
    Span,
    Status,
)

Json = dict[str, Any]
T = TypeVar("T", Mention, Date)

# Types that a predicate allows for a name that stands in no mention: 甘肃省浙江企业联合会 inside …联合会党委.
_OBJECT_TYPE = {"locatedIn": "Place", "heldIn": "Place", "pilotedIn": "Place", "componentOf": "Initiative"}
_FROM_NAMES = frozenset({"unitOf", "locatedIn", "componentOf", "holdsPost"})


def number(value: float) -> int | float:
    """71.0 as 71: the format writes whole numbers without a point."""
    return int(value) if float(value).is_integer() else value


def to_record(doc: Document) -> Json:
    """The document in the gold format, with rule and confidence as extra keys."""
    meta = doc.metadata
    return {
        "id": doc.id,
        "title": meta.title,
        "author": meta.author,
        "publisher": meta.publisher,
        "published": meta.published,
        "territory": meta.territory,
        "section": meta.section,
        "url": meta.url,
        "chars": len(doc.text),
        "sha256": doc.sha256,
        "mentions": [_mention_json(m, doc.text) for m in doc.mentions],
        "dates": [_date_json(d, doc.text) for d in doc.dates],
        "figures": [_figure_json(f, doc.text) for f in doc.figures],
        "events": [_event_json(e) for e in doc.events],
        "relations": [_relation_json(r) for r in doc.relations],
        "warnings": list(doc.warnings),
    }


def _spanned(item: Mention | Date | Figure, text: str) -> Json:
    return {"id": item.id, "start": item.span.start, "end": item.span.stop, "text": item.span.of(text)}


def _made_by(item: Mention | Date | Figure | Event | Relation | Filler) -> Json:
    decided = {} if item.decision is None else {"decision": item.decision}
    return {"rule": item.rule, "confidence": round(item.confidence, 4), **decided}


def _mention_json(m: Mention, text: str) -> Json:
    known = {} if m.resolved else {"resolved": False}
    return {**_spanned(m, text), "type": m.type, "name": m.name, "code": m.code, **known, **_made_by(m)}


def _date_json(d: Date, text: str) -> Json:
    return {**_spanned(d, text), "value": d.value, **_made_by(d)}


def _figure_json(f: Figure, text: str) -> Json:
    upper = {} if f.max is None else {"max": number(f.max)}
    status = {} if f.status == "done" else {"status": f.status}
    return {
        **_spanned(f, text),
        "value": number(f.value),
        **upper,
        "unit": f.unit,
        "modifier": f.modifier,
        "indicator": f.indicator,
        "kind": f.kind,
        "baseline": f.baseline,
        "scope": f.scope,
        "as_of": f.as_of,
        **status,
        **_made_by(f),
    }


def _event_json(e: Event) -> Json:
    return {
        "id": e.id,
        "type": e.type,
        "trigger": [e.trigger.start, e.trigger.stop],
        "evidence": [e.evidence.start, e.evidence.stop],
        "status": e.status,
        **{role: [f.value for f in e.role(role)] for role in ROLES},
        "fillers": [_filler_json(f) for f in e.fillers],
        **_made_by(e),
    }


def _filler_json(f: Filler) -> Json:
    span = None if f.span is None else [f.span.start, f.span.stop]
    entity = None if f.entity is None else _entity_json(f.entity)
    return {
        "role": f.role,
        "kind": f.kind,
        "value": f.value,
        "span": span,
        "entity": entity,
        "basis": f.basis,
        **_made_by(f),
    }


def _entity_json(e: EntityRef) -> Json:
    return {"name": e.name, "type": e.type, "code": e.code}


def _relation_json(r: Relation) -> Json:
    post = {} if r.post is None else {"post": r.post}
    return {
        "s": r.subject.name,
        "p": r.predicate,
        "o": r.object.name,
        **post,
        "evidence": [r.evidence.start, r.evidence.stop],
        "sources": list(r.sources),
        "subject": _entity_json(r.subject),
        "object": _entity_json(r.object),
        **_made_by(r),
    }


def read_records(path: Path) -> dict[str, Json]:
    """All records of a folder of `ID.json`, or of one JSON-lines file, by id in sorted order."""
    if path.is_dir():
        loaded = [(p, p.read_text(encoding="utf-8")) for p in sorted(path.glob("*.json"))]
    elif path.is_file():
        loaded = [(path, line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    else:
        raise RecordError(f"{path}: no such file or folder; give a folder of ID.json or a .jsonl file")
    records = {}
    for where, raw in loaded:
        try:
            record = json.loads(raw)
            records[record["id"]] = record
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise RecordError(f"{where}: not a record of the annotation format: {error!r}") from error
    return dict(sorted(records.items()))


def _organization(_name: str) -> str:
    return "Organization"


def from_record(record: Mapping[str, Any], text: str, type_of: Callable[[str], str] = _organization) -> Document:
    """The record as a Document over `text`; raises RecordError where they do not fit together."""
    try:
        return _Reader(record, text, type_of).document()
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{record.get('id', '?')}: {type(error).__name__}: {error}") from error


class _Reader:
    """Reads one record; holds the index from names to mentions that its parts share."""

    def __init__(self, record: Mapping[str, Any], text: str, type_of: Callable[[str], str]) -> None:
        self.record, self.text, self.type_of = record, text, type_of
        self.mentions = tuple(self.mention(m) for m in record["mentions"])
        self.by_name: dict[str, list[Mention]] = {}
        for m in self.mentions:
            self.by_name.setdefault(m.name, []).append(m)

    def document(self) -> Document:
        record = self.record
        dates = tuple(Date(d["id"], self.span(d), d["value"], **self.made_by(d)) for d in record["dates"])
        start, stop = record.get("annotated_from"), record.get("annotated_until")
        window = None if start is None and stop is None else Span(start or 0, stop or len(self.text))
        doc = Document(
            id=record["id"],
            text=self.text,
            metadata=Metadata(**{k: record.get(k) for k in Metadata.__dataclass_fields__}),
            mentions=self.mentions,
            dates=dates,
            figures=tuple(self.figure(f) for f in record["figures"]),
            warnings=tuple(record.get("warnings", ())),
            window=window,
        )
        doc = replace(doc, events=tuple(self.event(e, doc) for e in record["events"]))
        return replace(doc, relations=tuple(self.relation(r, doc) for r in record["relations"]))

    def span(self, item: Mapping[str, Any]) -> Span:
        span = Span(item["start"], item["end"])
        if not 0 <= span.start < span.stop:
            raise ValueError(f"{item['id']}: offsets {span.start}-{span.stop} are no stretch of text")
        if span.of(self.text) != item["text"]:
            raise ValueError(f"{item['id']}: offsets {span.start}-{span.stop} quote {span.of(self.text)!r}, not {item['text']!r}")
        return span

    @staticmethod
    def made_by(item: Mapping[str, Any]) -> dict[str, Any]:
        return {k: item[k] for k in ("rule", "confidence", "decision") if k in item}

    def mention(self, m: Mapping[str, Any]) -> Mention:
        _one_of(m["type"], MENTION_TYPES, m["id"])
        return Mention(m["id"], self.span(m), m["type"], m["name"], m.get("code"), m.get("resolved", True), **self.made_by(m))

    def figure(self, f: Mapping[str, Any]) -> Figure:
        optional: dict[str, Any] = {k: f.get(k) for k in ("unit", "modifier", "max", "indicator", "baseline", "scope", "as_of")}
        kind = cast("FigureKind", _one_of(f.get("kind", "level"), get_args(FigureKind), f["id"]))
        status = cast("Status", _one_of(f.get("status", "done"), get_args(Status), f["id"]))
        return Figure(f["id"], self.span(f), f["value"], kind=kind, status=status, **optional, **self.made_by(f))

    def event(self, e: Mapping[str, Any], doc: Document) -> Event:
        _one_of(e["type"], EVENT_TYPES, e["id"])
        evidence = Span(*e["evidence"])
        if "fillers" in e:
            fillers = tuple(self.full_filler(f) for f in e["fillers"])
        else:
            fillers = tuple(self.filler(role, value, evidence, doc) for role in ROLES for value in e.get(role, ()))
        status = cast("Status", _one_of(e["status"], get_args(Status), e["id"]))
        return Event(e["id"], e["type"], Span(*e["trigger"]), evidence, status, fillers, **self.made_by(e))

    def full_filler(self, f: Mapping[str, Any]) -> Filler:
        entity = EntityRef(**f["entity"]) if f["entity"] else None
        span = Span(*f["span"]) if f["span"] else None
        basis = cast("Basis", f["basis"])
        return Filler(f["role"], f["kind"], f["value"], entity, span, basis, f["rule"], f["confidence"], f.get("decision"))

    def filler(self, role: str, value: str, evidence: Span, doc: Document) -> Filler:
        if role == "count":
            return Filler(role, "figure", value, span=next((f.span for f in doc.figures if f.id == value), None))
        if role == "time":
            stated = _nearest([d for d in doc.dates if d.value == value], evidence)
            return Filler(role, "date", value, span=stated.span if stated else None)
        near = _nearest(self.by_name.get(value, ()), evidence)
        if near is not None:
            # The format does not say which agents were restored; one that stands outside the clause must have been.
            basis: Literal["stated", "restored"] = "stated" if evidence.covers(near.span) else "restored"
            return Filler(role, "entity", value, near.entity, near.span, basis)
        if value in self.record.get("inner_names", ()):
            return Filler(role, "entity", value, EntityRef(value, self.type_of(value)), _find(value, evidence, self.text))
        return Filler(role, "words", value, span=_find(value, evidence, self.text))

    def relation(self, r: Mapping[str, Any], doc: Document) -> Relation:
        _one_of(r["p"], RELATIONS, "relations")
        if "subject" in r:
            subject, obj, evidence = EntityRef(**r["subject"]), EntityRef(**r["object"]), Span(*r["evidence"])
            return Relation(subject, r["p"], obj, evidence, r.get("post"), tuple(r["sources"]), **self.made_by(r))
        evidence, sources = self.grounds(r, doc)
        subject = self.entity(r["s"], "Organization", evidence)
        obj = self.entity(r["o"], _OBJECT_TYPE.get(r["p"]), evidence)
        return Relation(subject, r["p"], obj, evidence, r.get("post"), sources)

    def entity(self, name: str, default: str | None, evidence: Span) -> EntityRef:
        near = _nearest(self.by_name.get(name, ()), evidence)
        return near.entity if near else EntityRef(name, default if default == "Place" else self.type_of(name))

    def grounds(self, r: Mapping[str, Any], doc: Document) -> tuple[Span, tuple[str, ...]]:
        """The first event whose fillers hold both ends, else the first mention of either end.

        What follows from names (省民政厅 lies in 甘肃省) stands on the mention, whatever event has both ends.
        """
        for e in doc.events:
            if r["p"] not in _FROM_NAMES and {r["s"], r["o"]} <= {f.value for f in e.fillers}:
                return e.evidence, (e.id,)
        for name in (r["s"], r["o"]):
            if self.by_name.get(name):
                first = self.by_name[name][0]
                return first.span, (first.id,)
        at = next((_find(name, Span(0, 0), self.text) for name in (r["s"], r["o"]) if name in self.text), None)
        if at is None:
            raise ValueError(f"relation {r['s']} {r['p']} {r['o']}: no words of the text to stand on")
        return at, ()


def _one_of(value: str, allowed: Iterable[str], where: str) -> str:
    if value not in allowed:
        raise ValueError(f"{where}: {value!r} is none of {', '.join(allowed)}")
    return value


def _nearest(items: Iterable[T], to: Span) -> T | None:
    """The item inside `to`, else the last one before it, else the first one after it."""

    def distance(item: T) -> tuple[int, int]:
        if to.covers(item.span):
            return 0, item.span.start
        return (1, to.start - item.span.start) if item.span.start < to.start else (2, item.span.start - to.stop)

    return min(items, key=distance, default=None)


def _find(words: str, near: Span, text: str) -> Span | None:
    at = text.find(words, near.start)
    at = text.find(words) if at < 0 else at
    return None if at < 0 else Span(at, at + len(words))
