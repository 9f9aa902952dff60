"""An article as the app's reading page shows it: its text, what is read in it as decided so far, and what a person adds to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.app.reviewing import Asking, choices, key_of, texts
from kg.errors import RequestError
from kg.model import Document, Span
from kg.review import Candidate, Decision, apply, save, statements
from kg.review.amending import FIELDS, Role, add
from kg.review.candidates import sentence_around
from kg.review.facts import event_at, event_fact, numbered
from kg.review.proposing import proposed

__all__ = ["ADDED", "Reading"]

ADDED = ("mention", "figure", "event", "relation", "date", "role")  # what may be added, in the order of the form
_OPTIONAL = frozenset({"unit", "modifier", "max", "indicator", "baseline", "scope", "as_of", "post", "code", "name"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles of a build to read in, and to add to."""

    asking: Asking

    def article(self, named: str) -> dict[str, Any]:
        """The article whose hash begins so. Raises RequestError 404 where there is none."""
        sha256 = self._hash(named)
        doc = numbered(self.asking.document(sha256))
        known = {d.id: d for d in self.asking.reviewed.load()}
        return {
            "article": sha256,
            "title": doc.metadata.title or doc.id,
            "file": doc.source or doc.id,
            "published": doc.metadata.published or "",
            "text": doc.text,
            "sentences": [[s.span.start, s.span.stop] for s in doc.sentences],
            "statements": [self._statement(c, doc, known) for c in statements(doc)],
            "decisions": self.asking.decisions(sha256),
            "forms": [self._form(kind) for kind in ADDED],
            "who": self.asking.person(),
        }

    def _hash(self, named: str) -> str:
        try:
            return self.asking.reviewed.hash_of(named)
        except KeyError as error:
            raise RequestError(404, "there is no such article in the graph; choose one from the list") from error

    def _statement(self, c: Candidate, doc: Document, known: Mapping[str, Decision]) -> dict[str, Any]:
        labels, fact = self.asking.labels, c.fact
        if c.kind == "event" and (event := event_at(doc, fact)) is not None:
            fact = event_fact(event, doc, whole=True)
        decision = known.get(c.decision or "")
        trigger = fact["trigger"] if c.kind == "event" else None
        return {
            "key": key_of(c),
            "kind": c.kind,
            "label": labels.value(c.kind),
            "at": [c.span.start, c.span.stop],
            "trigger": trigger,
            "words": Span(*trigger).of(doc.text) if trigger else c.text,
            "name": fact.get("name") or fact.get("value") or "",
            "zh": labels.brief(c.kind, fact, c.text),
            "confidence": c.confidence,
            "decision": c.decision,
            "verdict": decision.verdict if decision else None,
        }

    def _form(self, kind: str) -> dict[str, Any]:
        """What is asked to add a statement of the kind; its words are those that are selected."""
        labels = self.asking.labels
        asked = [name for name in (*FIELDS[kind], *(("event",) if kind == "role" else ())) if name not in ("words", "roles")]
        if kind == "mention":
            asked.remove("code")
        return {
            "kind": kind,
            "label": labels.value(kind),
            "words": "words" in FIELDS[kind],
            "fields": [
                {
                    "name": name,
                    "label": labels.field(kind, name),
                    "choices": [(choice, *labels.value(choice)) for choice in choices(kind, name)],
                    "optional": name in _OPTIONAL,
                }
                for name in asked
            ],
            "roles": [(role, *labels.value(role)) for role in choices("event", "role")] if kind == "event" else [],
        }

    def proposed(self, named: str, start: int, stop: int) -> dict[str, Any]:
        """What the selected words suggest, with the sentence in which they stand."""
        doc = self.asking.document(self._hash(named))
        span = _span(doc, start, stop)
        sentence = sentence_around(doc, span)
        return {
            "at": [span.start, span.stop],
            "words": span.of(doc.text),
            "sentence": [sentence.start, sentence.stop],
            "fields": proposed(doc, span),
        }

    def add(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Saves what a person adds. Raises RequestError, UsageError or BadDecisions where it is no statement of the article."""
        article = self._hash(str(given.get("article") or ""))
        doc = self.asking.document(article)
        span = _span(doc, given.get("start"), given.get("stop"))
        named = {name: value.strip() for name, value in texts(given, "fields").items()}
        kind, who, why = str(given.get("kind")), self.asking.named(given), str(given.get("why") or "")
        filled = given.get("roles") or []
        if not isinstance(filled, list):
            raise RequestError(400, "roles are a list of objects with role and value")
        roles = [_role(doc, role) for role in filled]
        made = add(doc, sentence_around(doc, span), kind, named, who=who, why=why, at=span, roles=roles)
        if stale := apply([made], doc).stale:
            raise RequestError(422, stale[0].reason)
        (saved,) = save(self.asking.reviewed.decisions, [made])
        return self.asking.told(saved)


def _span(doc: Document, start: Any, stop: Any) -> Span:
    """The words there without the spaces around them. Raises RequestError 400 where there are none."""
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in (start, stop)) or not 0 <= start < stop <= len(doc.text):
        raise RequestError(400, "select some words of the text first")
    while start < stop and _is_blank(doc.text[start]):
        start += 1
    while stop > start and _is_blank(doc.text[stop - 1]):
        stop -= 1
    if start == stop:
        raise RequestError(400, "select some words of the text first")
    return Span(start, stop)


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def _role(doc: Document, given: Any) -> Role:
    """What fills a role: its name, its words, and where they stand where somebody has pointed at them."""
    if not isinstance(given, dict):
        raise RequestError(400, "a role is an object with role and value, and perhaps start and stop")
    role, value = (str(given.get(key) or "").strip() for key in ("role", "value"))
    if not value:
        raise RequestError(400, "say by whom or what each role is filled, or take the row out")
    if given.get("start") is None:
        return role, value, None
    at = _span(doc, given["start"], given.get("stop"))
    return role, value, at if at.of(doc.text) == value else None
