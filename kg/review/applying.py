"""Decisions on a document: the same document and the same decisions give the same document, whatever order they are given in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kg.model import Document, Event, Filler, Judgement, Mention, Relation, Span
from kg.review import naming
from kg.review.decision import Decision, latest, said
from kg.review.deriving import rederived
from kg.review.facts import date_of, entity_of, event_at, event_of, figure_of, filler_of, mention_of, numbered, relation_of

__all__ = ["Applied", "Stale", "apply", "without_article"]


@dataclass(frozen=True, slots=True)
class Stale:
    """A decision that cannot act, and why."""

    decision: Decision
    reason: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The document as decided, and the decisions that could not act on it."""

    doc: Document
    stale: tuple[Stale, ...] = ()


def apply(decisions: Iterable[Decision], doc: Document) -> Applied:
    """The document with all decisions on its text, those of other articles left aside; without any it is the same object.

    They act in the order in which they were made; of several on one statement the last counts. What a rejected statement alone
    supports goes with it, what an amended or added event gives follows by ontology/relations.tsv.
    """
    wanted = latest(d for d in decisions if d.article == doc.sha256)
    given, doc = doc, numbered(doc) if wanted else doc
    stale: list[Stale] = []
    judged: list[Judgement] = []
    for d in wanted:
        reason = _misplaced(d, doc.text)
        changed = reason or _KINDS[d.kind](doc, d)
        if isinstance(changed, str):
            stale.append(Stale(d, changed))
        else:
            doc = changed
            judged.append(_judgement(d, doc.text))
    for d in wanted:  # a relation that a later decision on its event would bring back
        if d.kind == "relation" and d.verdict == "reject":
            doc = _relation(doc, d)
    return Applied(replace(doc, judgements=tuple(judged)) if judged else given, tuple(stale))


def without_article(decision: Decision, files: Iterable[str]) -> Stale:
    """The decision on a text that no article of a build has; `files` are the ids of its articles."""
    same = decision.file and any(id == decision.file or id.endswith(f"/{decision.file}") for id in files)
    reason = f"{decision.file} holds another text now" if same else "no article of this build has the text that it is about"
    return Stale(decision, reason)


def _misplaced(d: Decision, text: str) -> str | None:
    if d.span.of(text) != d.text:
        return f"the words {d.text!r} do not stand at {d.span.start}-{d.span.stop}, where the text has {d.span.of(text)!r}"
    if d.place.stop > len(text):
        return f"the text ends before {d.place.stop}"
    return None


def _judgement(d: Decision, text: str) -> Judgement:
    now = said(d.kind, d.to, d.place.of(text)) if d.to is not None else ""
    return Judgement(d.id, d.kind, d.verdict, d.span, said(d.kind, d.fact, d.text), d.who, d.when, d.why, now)


def _mention(doc: Document, d: Decision) -> Document:
    found = next((m for m in doc.mentions if m.span == d.span and m.type == d.fact["type"]), None)
    if d.verdict == "reject":
        return doc if found is None else _again(doc, naming.without(doc, found))
    if d.verdict == "accept" and found is not None:
        verified = replace(found, confidence=1.0, decision=d.id)
        return replace(doc, mentions=tuple(verified if m == found else m for m in doc.mentions))
    new = mention_of(d)
    return _again(doc, naming.mended(doc, found, new) if found is not None else naming.added(doc, new))


def _name(doc: Document, d: Decision) -> Document | str:
    """A name is decided for all equal words of the article that stand for the same."""
    judged = entity_of(d.fact)
    found = [m for m in doc.mentions if m.span.of(doc.text) == d.text and (m.span == d.span or m.entity == judged)]
    if not found:
        return f"{d.text!r} at {d.span.start}-{d.span.stop} is not read as a name"
    after = doc
    for m in found:
        if d.verdict == "reject":
            new = replace(m, name=d.text, code=None, resolved=False, decision=d.id)
        else:
            entity = entity_of(d.wanted)
            made = "decision" if d.verdict == "amend" or m.entity != entity else m.rule
            new = Mention(m.id, m.span, entity.type, entity.name, entity.code, rule=made, decision=d.id)
        after = naming.mended(after, m, new)
    return _again(doc, after)


def _date(doc: Document, d: Decision) -> Document:
    kept = tuple(x for x in doc.dates if x.span != d.span)
    old = next((x for x in doc.dates if x.span == d.span), None)
    if d.verdict == "reject":
        return _refilled(replace(doc, dates=kept), lambda f: None if f.kind == "date" and f.span == d.span else f)
    new = date_of(d)
    if old is not None and d.verdict == "accept":
        new = replace(old, value=new.value, confidence=1.0, decision=d.id)
    doc = replace(doc, dates=tuple(sorted((*(x for x in kept if not x.span.overlaps(new.span)), new), key=lambda x: x.span)))
    return _refilled(doc, lambda f: replace(f, value=new.value, span=new.span) if f.kind == "date" and f.span == d.span else f)


def _figure(doc: Document, d: Decision) -> Document:
    kept = tuple(x for x in doc.figures if x.span != d.span)
    old = next((x for x in doc.figures if x.span == d.span), None)
    if d.verdict == "reject":
        gone = old.id if old is not None else None
        return _refilled(replace(doc, figures=kept), lambda f: None if f.kind == "figure" and f.value == gone else f)
    new = figure_of(d)
    if old is not None:
        new = replace(new, id=old.id, status=old.status, rule=old.rule if d.verdict == "accept" else new.rule)
    return replace(doc, figures=tuple(sorted((*(x for x in kept if not x.span.overlaps(new.span)), new), key=lambda x: x.span)))


def _refilled(doc: Document, change: Callable[[Filler], Filler | None]) -> Document:
    """The document with other fillers, where `change` gives another one, or none."""

    def of(event: Event) -> Event:
        changed = tuple(new for f in event.fillers if (new := change(f)) is not None)
        return event if changed == event.fillers else replace(event, fillers=changed)

    return replace(doc, events=tuple(of(e) for e in doc.events))


def _event(doc: Document, d: Decision) -> Document | str:
    found = event_at(doc, d.fact)
    if d.verdict == "reject":
        others = tuple(e for e in doc.events if e is not found)
        return doc if found is None else rederived(replace(doc, events=others), (found.id,))
    if Span(*d.wanted["trigger"]).stop > len(doc.text):
        return "its trigger lies behind the end of the text"
    new = event_of(d, doc)
    if found is not None:
        fillers = new.fillers if "roles" in d.wanted else found.fillers
        same = d.verdict == "accept"
        evidence = found.evidence if same else new.evidence
        new = replace(new, id=found.id, fillers=fillers, rule=found.rule if same else new.rule, evidence=evidence)
        if same and "roles" in d.wanted:
            new = replace(new, fillers=_verified(found, new))
    events = tuple(new if e is found else e for e in doc.events) if found is not None else (*doc.events, new)
    doc = replace(doc, events=tuple(sorted(events, key=lambda e: e.trigger)))
    return doc if found is not None and _gives_as_before(found, new) else rederived(doc, (new.id,))


def _verified(found: Event, new: Event) -> tuple[Filler, ...]:
    """The fillers that were accepted with their event, by the rule that read them where one did."""
    rules = {(f.role, f.kind, f.value): f for f in found.fillers}
    return tuple(replace(f, rule=rules[k].rule) if (k := (f.role, f.kind, f.value)) in rules else f for f in new.fillers)


def _gives_as_before(old: Event, new: Event) -> bool:
    """Whether the same relations follow from both."""
    return (old.type, old.trigger, old.evidence, old.status, _filled(old)) == (
        new.type,
        new.trigger,
        new.evidence,
        new.status,
        _filled(new),
    )


def _filled(event: Event) -> tuple[tuple[object, ...], ...]:
    return tuple((f.role, f.kind, f.value, f.entity) for f in event.fillers)


def _role(doc: Document, d: Decision) -> Document | str:
    where = Span(*d.fact["event"]["trigger"])
    event = event_at(doc, d.fact["event"]) or next((e for e in doc.events if e.trigger == where), None)
    if event is None:
        if d.verdict == "reject":
            return doc
        return f"no {d.fact['event']['type']} stands at {where.start}-{where.stop} whose role it could be"
    new = filler_of(d.wanted, doc, d.id) if d.verdict != "reject" else None
    if new is None and d.verdict != "reject":
        return "no figure stands where the one that fills the role stood"
    fillers = []
    for f in event.fillers:
        if not _is_filler(f, d, doc):
            fillers.append(f)
        elif new is not None:
            fillers.append(replace(f, confidence=1.0, decision=d.id) if d.verdict == "accept" else new)
            new = None
    changed = replace(event, fillers=(*fillers, *([new] if new is not None else [])))
    if d.verdict != "reject":  # whoever says who did it says that it was done
        changed = replace(changed, confidence=1.0, decision=event.decision or d.id)
    return _again(doc, replace(doc, events=tuple(changed if e is event else e for e in doc.events)))


def _is_filler(f: Filler, d: Decision, doc: Document) -> bool:
    """Whether the decision is about this filler: the same role, and the same value or, mended meanwhile, the same words."""
    fact = d.fact
    at = Span(*fact["at"]) if fact.get("at") else None
    if f.role != fact["role"] or (f.kind == "figure") != (fact["as"] == "figure"):
        return False
    if f.kind == "figure":
        return any(q.id == f.value and q.span == at for q in doc.figures)
    return f.value == fact["value"] or (at is not None and f.span == at)


def _relation(doc: Document, d: Decision) -> Document:
    def is_it(r: Relation) -> bool:
        ends = [(r.subject, r.object)] + ([(r.object, r.subject)] if r.predicate == "jointActionWith" else [])
        return (r.predicate, r.post) == (d.fact["p"], d.fact.get("post")) and wanted in ends

    wanted = (entity_of(d.fact["s"]), entity_of(d.fact["o"]))
    found = next((r for r in doc.relations if is_it(r)), None)
    others = tuple(r for r in doc.relations if not is_it(r))
    if d.verdict == "reject":
        return replace(doc, relations=others)
    if found is not None and d.verdict == "accept":
        verified = replace(found, confidence=1.0, decision=d.id)
        return replace(doc, relations=tuple(verified if r is found else r for r in doc.relations if r is found or not is_it(r)))
    return replace(doc, relations=(*others, relation_of(d)))


def _again(before: Document, after: Document) -> Document:
    """The document with the relations of those events whose roles have changed since."""
    was = {e.id: _filled(e) for e in before.events}
    changed = [e.id for e in after.events if was.get(e.id) != _filled(e)]
    return rederived(after, changed) if changed else after


_KINDS: dict[str, Callable[[Document, Decision], Document | str]] = {
    "mention": _mention,
    "name": _name,
    "date": _date,
    "figure": _figure,
    "event": _event,
    "role": _role,
    "relation": _relation,
}
