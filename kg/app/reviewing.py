"""Questions about facts as the review page shows them, and its answers as decisions: the API of kg.review in JSON."""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from kg.build.reviewing import Reviewed
from kg.errors import RequestError
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, ROLES, Document, FigureKind, Span, Status
from kg.review import KINDS, Candidate, Decision, apply, candidates, decide, save, statements, undo
from kg.review.amending import amend, fields
from kg.review.decision import said
from kg.review.facts import event_at
from kg.view.template import terms

__all__ = ["Asking", "Labels"]

_AT_ONCE = 20  # questions that a page gets
_VERDICTS = ("accept", "reject", "amend")
_NAMES: dict[str, tuple[str, str]] = {
    "mention": ("名称", "name"),
    "name": ("名称所指", "what a name stands for"),
    "date": ("日期", "date"),
    "figure": ("数字", "figure"),
    "event": ("事件", "event"),
    "role": ("事件角色", "role in an event"),
    "relation": ("关系", "relation"),
    "words": ("原文词语", "words"),
    "type": ("类型", "type"),
    "code": ("代码", "code"),
    "value": ("值", "value"),
    "unit": ("单位", "unit"),
    "modifier": ("修饰", "modifier"),
    "max": ("上限", "upper bound"),
    "indicator": ("指标", "indicator"),
    "kind": ("性质", "level or change"),
    "baseline": ("比较基准", "baseline"),
    "scope": ("范围", "scope"),
    "as_of": ("截至", "as of"),
    "status": ("状态", "status"),
    "s": ("主体", "from"),
    "p": ("关系", "relation"),
    "o": ("客体", "to"),
    "post": ("职务", "post"),
    "accept": ("对", "right"),
    "reject": ("错", "wrong"),
    "amend": ("改", "amended"),
    "add": ("补", "added"),
}
_OWN = {
    ("mention", "name"): ("规范名", "full name"),
    ("name", "name"): ("规范名", "full name"),
    ("event", "words"): ("触发词", "trigger"),
}
_SURE = (
    (0.9, ("很有把握", "quite sure")),
    (0.75, ("较有把握", "fairly sure")),
    (0.5, ("没有把握", "unsure")),
    (0.0, ("很可疑", "very doubtful")),
)


@dataclass(frozen=True, slots=True)
class Labels:
    """What kinds, fields and values are called in Chinese and English."""

    known: Mapping[str, Mapping[str, Any]]

    @classmethod
    def load(cls) -> Labels:
        return cls(terms())

    def value(self, name: str) -> tuple[str, str]:
        """A type, role, relation or status; any other word is its own label."""
        for group in ("types", "events", "roles", "relations", "statuses", "changes"):
            if (found := self.known[group].get(name)) is not None:
                return found["zh"], found["en"]
        return _NAMES.get(name, (name, ""))

    def field(self, kind: str, name: str) -> tuple[str, str]:
        """A field of a statement of the kind."""
        return _OWN.get((kind, name)) or _NAMES.get(name) or self.value(name)


def _key(c: Candidate) -> str:
    """What tells a question from all others of its article, so that an answer finds it again."""
    told = json.dumps([c.kind, c.span.start, c.span.stop, c.fact], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def _choices(kind: str, name: str) -> tuple[str, ...]:
    """The values that a field may have; none where it is free."""
    by_kind = {("mention", "type"): MENTION_TYPES, ("event", "type"): EVENT_TYPES, ("figure", "kind"): get_args(FigureKind)}
    by_name = {"status": get_args(Status), "role": ROLES, "p": RELATIONS}
    return by_kind.get((kind, name)) or by_name.get(name, ())


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions of a build, and what answers do."""

    reviewed: Reviewed
    labels: Labels

    def questions(self, kinds: Iterable[str]) -> list[dict[str, Any]]:
        """The open questions, most valuable first, some at a time; of the kinds given, of all where none is."""
        wanted = [kind for kind in kinds if kind]
        if unknown := set(wanted) - set(KINDS):
            raise RequestError(400, f"there is no kind {min(unknown)!r}; there are: {', '.join(KINDS)}")
        found = candidates(self.reviewed, self.reviewed.load(), kinds=wanted or KINDS, limit=_AT_ONCE)
        docs: dict[str, Document] = {}
        asked = []
        for c in found:
            if isinstance(c, Candidate):
                if c.article not in docs:
                    docs[c.article] = self._document(c.article)
                asked.append(self._shown(c, docs[c.article]))
        return asked

    def _document(self, article: str) -> Document:
        """The article as decided so far. Raises RequestError 404 where the build has none of that text."""
        try:
            read = self.reviewed.document(article)
        except KeyError as error:
            raise RequestError(404, "the article is no longer in the graph; load the page again") from error
        return apply([d for d in self.reviewed.load() if d.article == article], read).doc

    def _shown(self, c: Candidate, doc: Document) -> dict[str, Any]:
        given = fields(c, doc)
        if c.kind == "name":  # the type is not asked, but tells what is meant
            given = {**given, "type": str(c.fact["type"])}
        return {
            "article": c.article,
            "key": _key(c),
            "kind": self.labels.value(c.kind),
            "title": c.title,
            "file": c.file,
            "sentence": list(_pieces(c)),
            "says": [(*self.labels.field(c.kind, name), *self.labels.value(value)) for name, value in given.items() if value],
            "fillers": self._fillers(c, doc),
            "confidence": c.confidence,
            "sure": next(words for least, words in _SURE if c.confidence >= least),
            "hangs": c.hangs,
            "fields": [self._field(c.kind, name, value) for name, value in fields(c, doc).items()],
        }

    def _field(self, kind: str, name: str, value: str) -> dict[str, Any]:
        choices = [(choice, *self.labels.value(choice)) for choice in _choices(kind, name)]
        return {"name": name, "label": self.labels.field(kind, name), "value": value, "choices": choices}

    def _fillers(self, c: Candidate, doc: Document) -> list[tuple[str, str, str]]:
        """Who and what fills the roles of an event: each is a question of its own, but tells what is meant."""
        key = c.fact if c.kind == "event" else c.fact.get("event") if c.kind == "role" else None
        event = event_at(doc, key) if key else None
        figures = {q.id: q.span.of(doc.text) for q in doc.figures}
        return [(*self.labels.value(f.role), figures.get(f.value, f.value)) for f in (event.fillers if event else ())]

    def answer(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Saves the answer to a question. Raises RequestError where it is none, UsageError or BadDecisions for an amendment."""
        verdict, why = given.get("verdict"), str(given.get("why") or "")
        who = str(given.get("who") or "").strip() or self.person()
        if verdict not in _VERDICTS:
            raise RequestError(400, f"the answer must be one of {', '.join(_VERDICTS)}")
        doc = self._document(str(given.get("article")))
        c = next((c for c in statements(doc) if c.decision is None and _key(c) == given.get("key")), None)
        if c is None:
            raise RequestError(409, "this was decided already, or is no longer read so; the next question comes")
        if verdict == "amend":
            changes = {str(name): str(value) for name, value in dict(given.get("changes") or {}).items()}
            made = amend(c, doc, changes, who=who, why=why)
        else:
            made = decide(c, "accept" if verdict == "accept" else "reject", who=who, why=why)
        (saved,) = save(self.reviewed.decisions, [made])
        return self._told(saved)

    def decisions(self) -> list[dict[str, Any]]:
        """What was decided, newest first."""
        return [self._told(d) for d in sorted(self.reviewed.load(), key=lambda d: d.order, reverse=True)]

    def undo(self, id: str) -> dict[str, Any]:
        """Takes a decision back. Raises UsageError where there is none of that id."""
        (taken,) = undo(self.reviewed.decisions, [id])
        return self._told(taken)

    def person(self) -> str:
        """Who decided last, else the user of this computer."""
        found = sorted(self.reviewed.load(), key=lambda d: d.order)
        if found:
            return found[-1].who
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):
            return "?"

    def _told(self, d: Decision) -> dict[str, Any]:
        return {
            "id": d.id,
            "verdict": (d.verdict, *self.labels.value(d.verdict)),
            "kind": self.labels.value(d.kind),
            "text": d.text,
            "says": said(d.kind, d.fact, d.text) + (f" → {said(d.kind, d.to, d.text)}" if d.to is not None else ""),
            "who": d.who,
            "when": d.when,
            "why": d.why,
            "file": d.file,
        }


def _pieces(c: Candidate) -> Iterator[tuple[str, bool]]:
    """The sentence in pieces, each with whether it is among the words that matter."""
    at, start = 0, c.sentence.start
    for mark in (Span(m.start - start, m.stop - start) for m in c.marks):
        if mark.start < at:
            continue
        if mark.start > at:
            yield c.quote[at : mark.start], False
        yield c.quote[mark.start : mark.stop], True
        at = mark.stop
    if at < len(c.quote):
        yield c.quote[at:], False
