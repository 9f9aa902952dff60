"""How far confidences can be trusted: what was right at which confidence, and what is left when only the sure is accepted.

A record here is one of the annotation format with confidences, as `kg extract` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.model import ROLES
from kg.score import (
    Counts,
    Record,
    Scores,
    matches,
    named,
    paired,
    predicted_events,
    relation_key,
    same_value,
    stated_events,
    window,
)
from kg.tables.calibration import ANY

__all__ = ["FACTS", "Bin", "Judged", "accepted", "calibration_error", "fact_scores", "judged", "reliability"]

FACTS = ("events", "named roles", "relations")  # what accepted facts are
_VALUES = {"date": ("dates", ("value",)), "figure": ("figures", ("value", "unit", "modifier"))}

Accepts = Callable[[str, float], bool]  # of a kind, with a confidence


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement that was found: what it is, how sure its reader was, whether gold says the same."""

    kind: str  # mention | date | figure | event | role | relation
    group: str  # its type; of a role, its name and the kind of its filler; of dates and figures none
    confidence: float
    right: bool


def judged(gold: Record, predicted: Record, text: str, names: frozenset[str]) -> Iterator[Judged]:
    """Every statement of a record, compared as section 8 of the annotation scheme says; a mention needs the right name too."""
    inside = window(gold)
    wanted: dict[tuple[Any, ...], Any] = {(m["start"], m["end"], m["type"]): m["name"] for m in gold["mentions"]}
    for m in predicted["mentions"]:
        if inside(m["start"], m["end"]):
            right = wanted.get((m["start"], m["end"], m["type"])) == m["name"]
            yield Judged("mention", m["type"], m["confidence"], right)
    for kind, (key, fields) in _VALUES.items():
        wanted = {(x["start"], x["end"]): x for x in gold[key]}
        for x in predicted[key]:
            if inside(x["start"], x["end"]):
                said = wanted.get((x["start"], x["end"]))
                right = said is not None and all(same_value(said.get(f), x.get(f)) for f in fields)
                yield Judged(kind, ANY, x["confidence"], right)
    yield from _judged_events(gold, predicted, text, names)
    relations = {relation_key(r) for r in gold["relations"]}
    for r in predicted["relations"]:
        yield Judged("relation", r["p"], r["confidence"], relation_key(r) in relations)


def _judged_events(gold: Record, predicted: Record, text: str, names: frozenset[str]) -> Iterator[Judged]:
    answers = predicted_events(gold, predicted, text)
    agreed: dict[int, set[int]] = {}
    for g, p in paired(stated_events(gold, text), answers, names):
        if p is not None:
            agreed[id(p)] = {at for _, at in matches(g.items, p.items, names)}
    for event in answers:
        e = event.record
        yield Judged("event", e["type"], e["confidence"], id(event) in agreed)
        for at, f in enumerate(_fillers(e)):
            yield Judged("role", f"{f['role']} {f['kind']}", f["confidence"], at in agreed.get(id(event), ()))


def _fillers(event: Record) -> list[Record]:
    """The fillers in the order in which the scorer reads their values."""
    return [f for role in ROLES for f in event["fillers"] if f["role"] == role]


def accepted(record: Record, accepts: Accepts) -> dict[str, Any]:
    """The record with the events, fillers and relations that are sure enough; fillers go with their event."""
    return {
        **record,
        "events": [_accepted_event(e, accepts) for e in record["events"] if accepts("event", e["confidence"])],
        "relations": [r for r in record["relations"] if accepts("relation", r["confidence"])],
    }


def _accepted_event(event: Record, accepts: Accepts) -> dict[str, Any]:
    sure = [f for f in event["fillers"] if accepts("role", f["confidence"])]
    return {**event, "fillers": sure, **{role: [f["value"] for f in sure if f["role"] == role] for role in ROLES}}


def fact_scores(golds: Mapping[str, Record], predicted: Mapping[str, Record], texts: Mapping[str, str]) -> dict[str, Scores]:
    """By article: events, the roles of events that are filled by a name, relations, and these three together as facts."""
    names = named(golds.values())
    found = {}
    for key, gold in golds.items():
        scores = Scores()
        wanted, answers = stated_events(gold, texts[key]), predicted_events(gold, predicted[key], texts[key])
        pairs = [(g, p) for g, p in paired(wanted, answers, names) if p is not None]
        scores.count("events", Counts(len(pairs), len(answers), len(wanted)))
        own = names | frozenset(gold.get("inner_names", ()))
        gold_items = {id(g): [(r, f) for r, f in g.items if r not in ("time", "count") and f in own] for g in wanted}
        own_items = {id(p): [(f["role"], f["value"]) for f in _fillers(p.record) if f["kind"] == "entity"] for p in answers}
        hits = sum(len(matches(gold_items[id(g)], own_items[id(p)], names)) for g, p in pairs)
        scores.count("named roles", Counts(hits, sum(map(len, own_items.values())), sum(map(len, gold_items.values()))))
        relations = {relation_key(r) for r in gold["relations"]}, {relation_key(r) for r in predicted[key]["relations"]}
        scores.count("relations", Counts(len(relations[0] & relations[1]), len(relations[1]), len(relations[0])))
        scores.count("facts", sum((scores.counts[kind] for kind in FACTS), Counts()))
        found[key] = scores
    return found


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements of about the same confidence: how many, their mean confidence, the share that was right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(statements: Iterable[Judged], bins: int = 10) -> list[Bin]:
    """The statements in bins of equal width, empty ones left out."""
    parts: dict[int, list[Judged]] = {}
    for s in statements:
        parts.setdefault(min(bins - 1, int(s.confidence * bins)), []).append(s)
    return [
        Bin(at / bins, (at + 1) / bins, len(p), sum(s.confidence for s in p) / len(p), sum(s.right for s in p) / len(p))
        for at, p in sorted(parts.items())
    ]


def calibration_error(bins: Iterable[Bin]) -> float:
    """The expected calibration error: by how much confidence and share of right ones differ, weighed by how many there are."""
    found = list(bins)
    total = sum(b.count for b in found)
    return sum(b.count * abs(b.confidence - b.right) for b in found) / total if total else 0.0
