"""What a person types to amend or add a statement, as the statement that decisions hold: words are looked up in the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from kg.errors import UsageError
from kg.model import ROLES, Document, EntityRef, Span
from kg.record import number
from kg.review.candidates import Candidate, decide
from kg.review.decision import Decision, Fact, Kind, checked, now
from kg.review.facts import entity_fact, event_key

__all__ = ["FIELDS", "Role", "add", "amend", "amended", "fields"]

Role = tuple[str, str, Span | None]  # what is filled, by which words, and where these stand if somebody has pointed at them

# What is asked of each kind. `words` are those that the statement stands on; those of an event name its trigger.
FIELDS: dict[str, tuple[str, ...]] = {
    "mention": ("words", "type", "name", "code"),
    "name": ("name", "code"),
    "date": ("words", "value"),
    "figure": ("words", "value", "unit", "modifier", "max", "indicator", "kind", "baseline", "scope", "as_of"),
    "event": ("type", "words", "status", "roles"),
    "role": ("role", "value"),
    "relation": ("s", "p", "o", "post"),
}
_NUMBERS = frozenset({"value", "max"})
_FREE = frozenset({"code", "unit", "modifier", "max", "indicator", "baseline", "scope", "as_of", "post", "roles"})
_DEFAULT = {"status": "done", "kind": "level"}


def fields(candidate: Candidate, doc: Document) -> dict[str, str]:
    """What may be changed of the statement, with what it says now."""
    fact, kind = candidate.fact, candidate.kind
    found: dict[str, str] = {}
    for name in FIELDS[kind]:
        value: Any = fact.get(name)
        if name == "words":
            value = Span(*fact["trigger"]).of(doc.text) if kind == "event" else candidate.text
        elif name in ("s", "o"):
            value = fact[name]["name"]
        elif name == "roles":
            continue  # each is a statement of its own
        found[name] = _shown(value)
    return found


def _shown(value: Any) -> str:
    """The value as it is typed: of a number every digit."""
    return "" if value is None else str(number(value)) if isinstance(value, float) else str(value)


def amended(candidate: Candidate, doc: Document, changes: Mapping[str, str]) -> Fact:
    """The statement with the changes; `-` empties what may be empty. Raises UsageError where one means nothing in the article."""
    now_says = fields(candidate, doc)
    _check_fields(candidate.kind, changes)
    given = {name: changes.get(name) or value for name, value in now_says.items()}
    fact = _FACTS[candidate.kind](doc, candidate.sentence, given, candidate.fact)
    if candidate.kind in ("mention", "date", "figure") and given["words"] != candidate.text:
        fact = {**fact, "at": _pair(_find(doc, given["words"], candidate.sentence))}
    return fact


def amend(candidate: Candidate, doc: Document, changes: Mapping[str, str], *, who: str, why: str = "") -> Decision:
    """The changes as a decision. Where a mention has another name alone, it is on the name, for all equal words of the article.

    Raises UsageError where nothing was changed, or a change means nothing in the article; BadDecisions where a value is none.
    """
    to = amended(candidate, doc, changes)
    if to == candidate.fact:
        raise UsageError("nothing was changed")
    if candidate.kind == "mention" and "at" not in to and to["type"] == candidate.fact["type"]:
        candidate = replace(candidate, kind="name")
    return decide(candidate, "amend", who=who, why=why, to=to)


def add(
    doc: Document,
    sentence: Span,
    kind: str,
    given: Mapping[str, str],
    *,
    who: str,
    why: str = "",
    at: Span | None = None,
    roles: Iterable[Role] = (),
) -> Decision:
    """The decision that adds a statement which the sentence makes; `given` are the fields of its kind.

    `at` is where its words stand, if somebody has pointed at them: words may stand twice in a sentence. `roles` fill an event,
    besides those that `given` has in a line. Raises UsageError where a field is missing or means nothing in the article,
    BadDecisions where a value is none of its kind.
    """
    if kind not in FIELDS or kind == "name":
        raise UsageError(f"{kind!r} cannot be added; what can is {', '.join(k for k in FIELDS if k != 'name')}")
    _check_fields(kind, given, event="event" if kind == "role" else "")
    known = {name: given.get(name, "") or _DEFAULT.get(name, "") for name in FIELDS[kind]}
    if at is not None and "words" in FIELDS[kind]:
        known["words"] = _pointed(doc, sentence, at)
    if kind == "mention":
        known["name"] = known["name"] or known["words"]
    if missing := [name for name in FIELDS[kind] if not known[name] and name not in _FREE]:
        raise UsageError(f"a new {kind} needs {missing[0]}")
    event = {"event": _event_key(doc, sentence, given.get("event", ""))} if kind == "role" else {}
    fact = _FACTS[kind](doc, sentence, known, event)
    if kind == "event":
        fact = _filled(doc, sentence, fact, at, roles)
    spanned = kind in ("mention", "date", "figure")
    span = at or _find(doc, known["words"], sentence) if spanned else _clause(sentence, fact)
    words, file = span.of(doc.text), doc.source or doc.id
    return checked(
        Decision(doc.sha256, cast("Kind", kind), "add", span, words, fact, who.strip(), now(), why.strip(), None, file)
    )


def _pointed(doc: Document, sentence: Span, at: Span) -> str:
    """The words there. Raises UsageError where they are no words of the sentence, or run over the end of a line."""
    words = at.of(doc.text)
    if not sentence.covers(at) or words != words.strip() or "\n" in words:
        raise UsageError(f"{words!r}: give words of one line of the sentence, without the spaces around them")
    return words


def _filled(doc: Document, sentence: Span, fact: Fact, at: Span | None, roles: Iterable[Role]) -> Fact:
    """The event with its trigger where somebody has pointed, and with these roles."""
    found = [*fact.get("roles", ()), *(_filler(doc, sentence, *role) for role in roles)]
    there = {} if at is None else {"trigger": _pair(at)}
    return {**fact, **there, **({"roles": found} if found else {})}


def _check_fields(kind: str, given: Mapping[str, str], event: str = "") -> None:
    unknown = given.keys() - {*FIELDS[kind], event}
    if unknown:
        raise UsageError(f"a {kind} has no {min(unknown)!r}; it has {', '.join(FIELDS[kind])}")


def _clause(sentence: Span, fact: Fact) -> Span:
    """What an added event, role or relation stands on: its sentence, of a role the filler's words where they stand there."""
    at = fact.get("at")
    return Span(*at) if at and sentence.covers(Span(*at)) else sentence


def _find(doc: Document, words: str, sentence: Span) -> Span:
    at = doc.text.find(words, sentence.start, sentence.stop)
    if not words or at < 0:
        raise UsageError(f"the sentence has no words {words!r}")
    return Span(at, at + len(words))


def _pair(span: Span) -> list[int]:
    return [span.start, span.stop]


def _or_none(value: str) -> str | None:
    return None if value in ("", "-") else value


def _mention(_doc: Document, _sentence: Span, given: Mapping[str, str], old: Fact) -> Fact:
    code = (
        _or_none(given["code"]) if given["name"] == old.get("name", given["name"]) or given["code"] != old.get("code") else None
    )
    return {"name": given["name"], "type": given.get("type", old.get("type")), "code": code}


def _date(_doc: Document, _sentence: Span, given: Mapping[str, str], _old: Fact) -> Fact:
    return {"value": given["value"]}


def _figure(_doc: Document, _sentence: Span, given: Mapping[str, str], old: Fact) -> Fact:
    known: dict[str, Any] = {name: _or_none(given[name]) for name in FIELDS["figure"] if name != "words"}
    for name in _NUMBERS:
        known[name] = None if known[name] is None else _number(name, known[name])
    return known | {name: old[name] for name in known.keys() & old.keys() if given[name] == _shown(old[name])}


def _number(name: str, value: str) -> float | int:
    try:
        found = float(value.replace(",", ""))
    except ValueError as error:
        raise UsageError(f"{name} {value!r} is no number") from error
    return number(found)


def _event(doc: Document, sentence: Span, given: Mapping[str, str], old: Fact) -> Fact:
    trigger = _find(doc, given["words"], sentence)
    fact: dict[str, Any] = {"type": given["type"], "trigger": _pair(trigger), "status": given["status"]}
    if old.get("which") and old.get("trigger") == fact["trigger"]:
        fact["which"] = old["which"]
    parts = [p for p in re.split(r"[;；]", given.get("roles", "")) if p.strip() not in ("", "-")]
    roles = [_filler(doc, sentence, *_split(part)) for part in parts]
    return fact | ({"roles": roles} if roles else {})


def _split(part: str) -> tuple[str, str]:
    role, equals, value = part.partition("=")
    if not equals or not value.strip():
        raise UsageError(f"{part.strip()!r}: write roles as agent=省民政厅; theme=党建工作")
    return role.strip(), value.strip()


def _role(doc: Document, sentence: Span, given: Mapping[str, str], old: Fact) -> Fact:
    return {"event": old["event"], **_filler(doc, sentence, given["role"], given["value"])}


def _filler(doc: Document, sentence: Span, role: str, value: str, at: Span | None = None) -> dict[str, Any]:
    """What a name, a date, a figure or other words of the article are as what fills the role; those `at` the place first."""
    if role not in ROLES:
        raise UsageError(f"{role!r} is no role; roles are {', '.join(ROLES)}")
    dates = sorted(doc.dates, key=lambda d: (d.span != at, not sentence.covers(d.span)))
    date = next((d for d in dates if role == "time" and value in (d.value, d.span.of(doc.text))), None)
    if date is not None:
        return {"role": role, "as": "date", "value": date.value, "at": _pair(date.span)}
    figures = sorted(doc.figures, key=lambda q: q.span != at)
    figure = next((q for q in figures if q.span.of(doc.text) == value and sentence.covers(q.span)), None)
    if role == "count" and figure is not None:
        return {"role": role, "as": "figure", "value": value, "at": _pair(figure.span)}
    if role in ("time", "count"):
        raise UsageError(f"the article has no {'date' if role == 'time' else 'figure'} {value!r}; add that first")
    mentions = sorted(_nearest(doc, sentence), key=lambda m: m.span != at)
    mention = next((m for m in mentions if value in (m.name, m.span.of(doc.text))), None)
    if mention is not None:
        entity, basis = entity_fact(mention.entity), {} if sentence.covers(mention.span) else {"basis": "restored"}
        return {"role": role, "as": "entity", "value": mention.name, "entity": entity, "at": _pair(mention.span)} | basis
    where = at if at is not None and at.of(doc.text) == value else _find(doc, value, sentence)
    return {"role": role, "as": "words", "value": value, "at": _pair(where)}


def _nearest(doc: Document, sentence: Span) -> list[Any]:
    """The mentions of the sentence, then those before it, the last first, then the others."""
    return sorted(doc.mentions, key=lambda m: (not sentence.covers(m.span), m.span.start > sentence.start, -m.span.start))


def _event_key(doc: Document, sentence: Span, words: str) -> Fact:
    """The event of the sentence whose trigger these words are; the only one where none are given."""
    here = [e for e in doc.events if sentence.overlaps(e.evidence)]
    found = [e for e in here if not words or words in (e.trigger.of(doc.text), e.type)]
    if len(found) != 1:
        known = "、".join(e.trigger.of(doc.text) for e in here) or "none"
        raise UsageError(f"event {words!r}: say which by its trigger; the sentence has {known}")
    return event_key(found[0])


def _relation(doc: Document, sentence: Span, given: Mapping[str, str], old: Fact) -> Fact:
    ends = {name: _end(doc, sentence, given[name], old.get(name)) for name in ("s", "o")}
    post = _or_none(given["post"])
    return {"s": ends["s"], "p": given["p"], "o": ends["o"], **({"post": post} if post else {})}


def _end(doc: Document, sentence: Span, name: str, old: Fact | None) -> Fact:
    if old is not None and old["name"] == name:
        return old
    found = next((m.entity for m in _nearest(doc, sentence) if name in (m.name, m.span.of(doc.text))), None)
    inner = (f.entity for e in doc.events for f in e.fillers if f.entity is not None and f.entity.name == name)
    entity: EntityRef | None = found or next(inner, None)
    if entity is None:
        raise UsageError(f"the article names no {name!r}; add that mention first")
    return entity_fact(entity)


_FACTS = {
    "mention": _mention,
    "name": _mention,
    "date": _date,
    "figure": _figure,
    "event": _event,
    "role": _role,
    "relation": _relation,
}
