"""A decision: what a person says of one statement of one article, so that every later build follows it.

It names the article by the hash of its text, the words by their offsets, and holds the whole statement: a fact that was
rejected is recognised again, one that was accepted stands even where other rules no longer find it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from kg.errors import BadDecisions
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, ROLES, FigureKind, FillerKind, Span, Status, Verdict
from kg.record import number

__all__ = [
    "KINDS",
    "Cleaned",
    "Decision",
    "Fact",
    "Kind",
    "checked",
    "decision_of",
    "identified",
    "latest",
    "line_of",
    "now",
    "said",
    "without_names",
]

Json = dict[str, Any]
Fact = Mapping[str, Any]
Cleaned = Callable[[str], str]
Kind = Literal["mention", "name", "date", "figure", "event", "role", "relation"]
KINDS: tuple[str, ...] = get_args(Kind)

_KEYS = ("id", "verdict", "kind", "text", "fact", "to", "who", "when", "why", "file", "span", "article")
_OPTIONAL = frozenset(("id", "to", "why", "file"))
_ID = 12  # hexadecimal digits
_FIGURE = ("value", "unit", "modifier", "max", "indicator", "kind", "baseline", "scope", "as_of")


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the file of decisions. `fact` is the statement that was judged or is added, `to` what an amended one becomes."""

    article: str  # SHA-256 of its text
    kind: Kind
    verdict: Verdict
    span: Span  # of a mention, date or figure its words; of an event or relation its clause; of a role the filler's words
    text: str  # the words at the span
    fact: Fact
    who: str
    when: str  # UTC: 2026-11-29T08:30:00Z
    why: str = ""
    to: Fact | None = None  # may move the words: "at": [start, stop]
    file: str = ""  # the article's file when it was decided, for people to find it
    id: str = ""  # 12 hexadecimal digits, or any name that a person gives it

    @property
    def wanted(self) -> Fact:
        """The statement as it shall be."""
        return self.fact if self.to is None else self.to

    @property
    def place(self) -> Span:
        """Where the words of the wanted statement stand."""
        return Span(*self.to["at"]) if self.kind != "role" and self.to is not None and self.to.get("at") else self.span

    @property
    def key(self) -> str:
        """Equal for decisions on the same statement, of which the later one counts."""
        fact = self.fact
        about: dict[str, object] = {
            "mention": (fact.get("type"),),
            "name": (self.text, fact.get("type"), fact.get("name"), fact.get("code")),
            "event": (fact.get("type"), fact.get("trigger"), fact.get("which", 0)),
            "role": (fact.get("event"), fact.get("role"), fact.get("value"), fact.get("at")),
            "relation": (fact.get("s"), fact.get("p"), fact.get("o"), fact.get("post")),
        }
        spanned = (self.span.start, self.span.stop) if self.kind in ("mention", "date", "figure") else None
        return json.dumps([self.article, self.kind, spanned, about.get(self.kind)], ensure_ascii=False, sort_keys=True)

    @property
    def order(self) -> tuple[str, int, str]:
        """Decisions act in the order in which they were made, wherever they stand in the file."""
        return self.when, KINDS.index(self.kind), self.id


def now() -> str:
    """This moment as decisions write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def latest(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Of several decisions on one statement the last one, in the order in which they were made."""
    found = {d.key: d for d in sorted(decisions, key=lambda d: d.order)}
    return tuple(sorted(found.values(), key=lambda d: d.order))


def identified(decision: Decision) -> Decision:
    """The decision with an id, made of all that it says where it has none."""
    if decision.id:
        return decision
    row = {key: value for key, value in _row(decision).items() if key != "id"}
    digest = hashlib.sha256(json.dumps(row, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return replace(decision, id=digest[:_ID])


def line_of(decision: Decision) -> str:
    """The decision as a line of the file, what a person looks for first: verdict, kind, words."""
    row = _row(decision)
    return json.dumps({key: row[key] for key in _KEYS if key in row}, ensure_ascii=False) + "\n"


def without_names(decision: Decision, article: str, cleaned: Cleaned) -> Decision | None:
    """The decision on the text of the hash `article`, with cleaned words; None where its statement names somebody.

    Of an event's roles those go that do. An id made of what the decision said is made anew: it would tell a guess right.
    """
    fact, to = _without_roles(decision.fact, cleaned), decision.to and _without_roles(decision.to, cleaned)
    stated = json.dumps([fact, to], ensure_ascii=False)
    if cleaned(stated) != stated:
        return None
    text, who, why, file = (cleaned(words) for words in (decision.text, decision.who, decision.why, decision.file))
    new = replace(decision, article=article, text=text, fact=fact, to=to, who=who, why=why, file=file)
    made = len(decision.id) == _ID and not decision.id.strip("0123456789abcdef")
    return decision if new == decision else identified(replace(new, id="" if made else cleaned(decision.id)))


def _without_roles(fact: Fact, cleaned: Cleaned) -> Fact:
    if "roles" not in fact:
        return fact
    roles = [(role, json.dumps(role, ensure_ascii=False)) for role in fact["roles"]]
    return {**fact, "roles": [role for role, said in roles if cleaned(said) == said]}


def _row(decision: Decision) -> Json:
    row: Json = {key: getattr(decision, key) for key in _KEYS}
    row["span"] = [decision.span.start, decision.span.stop]
    row["fact"], row["to"] = dict(decision.fact), None if decision.to is None else dict(decision.to)
    return {key: value for key, value in row.items() if key not in _OPTIONAL or value}


def decision_of(line: str, where: str) -> Decision:
    """The decision that a line holds; raises BadDecisions, which begins with `where`, if it is not as documented."""

    def check(right: bool, message: str) -> None:
        if not right:
            raise BadDecisions(f"{where}: {message}")

    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadDecisions(f"{where}: no JSON object in one line: {error}") from error
    check(isinstance(row, dict), "no JSON object in one line")
    unknown, missing = row.keys() - set(_KEYS), set(_KEYS) - _OPTIONAL - row.keys()
    check(not unknown, f"unknown key {min(unknown, default='')!r}; the keys are {', '.join(_KEYS)}")
    check(not missing, f"the key {min(missing, default='')!r} is missing")
    texts = {key: row.get(key, "") for key in ("id", "article", "text", "who", "when", "why", "file")}
    bad = [key for key, value in texts.items() if not isinstance(value, str)]
    check(not bad, f"{''.join(bad[:1])} must be text")
    check(len(row["article"]) == 64 and not row["article"].strip("0123456789abcdef"), "article must be a SHA-256 in hexadecimal")
    check(row["kind"] in KINDS, f"kind {row['kind']!r} is none of {', '.join(KINDS)}")
    check(row["verdict"] in get_args(Verdict), f"verdict {row['verdict']!r} is none of {', '.join(get_args(Verdict))}")
    check(_is_span(row["span"]), "span must be [start, stop] in code points of the text, start before stop")
    check(
        len(row["text"]) == row["span"][1] - row["span"][0], f"span is {row['span']}, but text has {len(row['text'])} characters"
    )
    check(bool(row["who"].strip()), "who decided must not be empty")
    check(_is_moment(row["when"]), f"when {row['when']!r} is no moment in UTC such as 2026-11-29T08:30:00Z")
    check((row["verdict"] == "amend") == bool(row.get("to")), "an amended statement, and no other, says in `to` what it becomes")
    for key in ("fact", "to"):
        if row.get(key) is not None:
            fault = _fault(row["kind"], row[key], moved=key == "to")
            check(fault is None, f"{key}: {fault}")
    texts.pop("id")
    decided = Decision(
        **texts, kind=row["kind"], verdict=row["verdict"], span=Span(*row["span"]), fact=row["fact"], to=row.get("to") or None
    )
    return identified(replace(decided, id=row.get("id", "")))


def _is_span(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(n, int) and not isinstance(n, bool) for n in value)
        and 0 <= value[0] < value[1]
    )


def _is_moment(value: str) -> bool:
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").strftime("%Y-%m-%dT%H:%M:%SZ") == value
    except ValueError:
        return False


def _fault(kind: str, fact: object, *, moved: bool) -> str | None:
    """What is wrong with a statement of a kind; None where it is as documented."""
    if not isinstance(fact, dict):
        return "must be a JSON object"
    rest = {key: value for key, value in fact.items() if not (moved and kind != "role" and key == "at")}
    if rest != fact and not _is_span(fact["at"]):
        return "at must be [start, stop]"
    return _FAULTS[kind](rest)


def _keys(fact: Json, needed: Iterable[str], allowed: Iterable[str] = ()) -> str | None:
    missing, unknown = set(needed) - fact.keys(), fact.keys() - set(needed) - set(allowed)
    if missing or unknown:
        return f"{min(missing)!r} is missing" if missing else f"unknown key {min(unknown)!r}"
    return None


def _text(fact: Json, *keys: str, none: bool = False) -> str | None:
    bad = [k for k in keys if not (isinstance(fact.get(k), str) and fact[k]) and not (none and fact.get(k) is None)]
    return f"{bad[0]} must be text" if bad else None


def _among(fact: Json, key: str, allowed: Iterable[str]) -> str | None:
    return None if fact.get(key) in tuple(allowed) else f"{key} {fact.get(key)!r} is none of {', '.join(allowed)}"


def _entity_fault(fact: object) -> str | None:
    if not isinstance(fact, dict):
        return "an entity is an object with name, type and code"
    bad = _keys(fact, ("name", "type"), ("code",)) or _text(fact, "name") or _text(fact, "code", none=True)
    return bad or _among(fact, "type", MENTION_TYPES)


def _date_fault(fact: Json) -> str | None:
    return _keys(fact, ("value",)) or _text(fact, "value")


def _figure_fault(fact: Json) -> str | None:
    if not _is_number(fact.get("value")) or not (fact.get("max") is None or _is_number(fact["max"])):
        return "value and max must be numbers"
    bad = _keys(fact, ("value",), _FIGURE) or _text(
        fact, "unit", "modifier", "indicator", "baseline", "scope", "as_of", none=True
    )
    return bad or _among({"kind": fact.get("kind", "level")}, "kind", get_args(FigureKind))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _event_fault(fact: Json) -> str | None:
    bad = _keys(fact, ("type", "trigger", "status"), ("roles", "which")) or _which(fact) or _among(fact, "type", EVENT_TYPES)
    bad = bad or _among(fact, "status", get_args(Status))
    if bad or not _is_span(fact["trigger"]):
        return bad or "trigger must be [start, stop]"
    roles = fact.get("roles", [])
    if not isinstance(roles, list):
        return "roles must be a list"
    faults = (_filler_fault(f) if isinstance(f, dict) else "each of roles must be an object" for f in roles)
    return next((f for f in faults if f), None)


def _which(fact: Json) -> str | None:
    which = fact.get("which", 0)
    return None if isinstance(which, int) and not isinstance(which, bool) and which >= 0 else "which must be a number from 0"


def _filler_fault(fact: Json) -> str | None:
    bad = _keys(fact, ("role", "as", "value"), ("entity", "at", "basis")) or _text(fact, "value")
    bad = bad or _among(fact, "role", ROLES) or _among(fact, "as", get_args(FillerKind))
    bad = bad or _among({"basis": fact.get("basis", "stated")}, "basis", ("stated", "restored", "inherited"))
    if bad or (fact.get("at") is not None and not _is_span(fact["at"])):
        return bad or "at must be [start, stop]"
    if fact["as"] == "figure" and fact.get("at") is None:
        return "a figure needs at, the place where it stands"
    return _entity_fault(fact.get("entity")) if fact["as"] == "entity" else None


def _role_fault(fact: Json) -> str | None:
    event = fact.get("event")
    if not isinstance(event, dict) or not _is_span(event.get("trigger")):
        return "event must be an object with type and trigger"
    bad = _keys(event, ("type", "trigger"), ("which",)) or _which(event) or _among(event, "type", EVENT_TYPES)
    return bad or _filler_fault({key: value for key, value in fact.items() if key != "event"})


def _relation_fault(fact: Json) -> str | None:
    bad = _keys(fact, ("s", "p", "o"), ("post",)) or _among(fact, "p", RELATIONS) or _text(fact, "post", none=True)
    return bad or _entity_fault(fact["s"]) or _entity_fault(fact["o"])


_FAULTS: dict[str, Callable[[Json], str | None]] = {
    "mention": _entity_fault,
    "name": _entity_fault,
    "date": _date_fault,
    "figure": _figure_fault,
    "event": _event_fault,
    "role": _role_fault,
    "relation": _relation_fault,
}


def said(kind: str, fact: Fact, words: str) -> str:
    """The statement in a line, for people: Inspection 督导 (done), agent 甘肃省民政厅."""
    match kind:
        case "mention" | "name":
            code = f" {fact['code']}" if fact.get("code") else ""
            return f"{words} = {fact['name']}{code} ({fact['type']})" if kind == "name" else f"{words} ({fact['type']})"
        case "date":
            return f"{words} = {fact['value']}"
        case "figure":
            parts = [fact.get("modifier"), str(number(fact["value"])), fact.get("unit"), fact.get("indicator"), fact.get("scope")]
            return f"{words} = {' '.join(str(p) for p in parts if p)}"
        case "event":
            roles = "".join(f", {f['role']} {f['value']}" for f in fact.get("roles", ()))
            which = f" #{fact['which'] + 1}" if fact.get("which") else ""
            return f"{fact['type']}{which} ({fact['status']}){roles}"
        case "role":
            event = fact["event"]
            which = f" #{event['which'] + 1}" if event.get("which") else ""
            return f"{event['type']}{which}: {fact['role']} {fact['value']}"
        case _:
            post = f" ({fact['post']})" if fact.get("post") else ""
            return f"{fact['s']['name']} {fact['p']} {fact['o']['name']}{post}"


def checked(decision: Decision) -> Decision:
    """The decision with its id; raises BadDecisions where the file could not hold it."""
    return decision_of(line_of(identified(decision)), f"the decision on {decision.text!r}")
