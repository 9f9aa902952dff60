"""Questions as the review page shows them, and its answers as decisions and rulings: the API of kg.review in JSON."""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from kg.app.telling import Labels
from kg.build.reviewing import Reviewed
from kg.errors import RequestError
from kg.link.links import Candidate as Doubtful
from kg.link.registry import Ruling
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, ROLES, Document, FigureKind, Span, Status
from kg.review import KINDS, Candidate, Decision, Identity, apply, candidates, decide, save, statements, undo
from kg.review.amending import amend, fields
from kg.review.decision import said
from kg.review.facts import event_at
from kg.serve.nodes import address

__all__ = ["Asking", "choices", "key_of", "pieces", "texts"]

_AT_ONCE = 20  # questions that a page gets
_VERDICTS = ("accept", "reject", "amend")
_RULING = "ruling-"  # begins the ids of rulings, which their file has not
_SURE = (
    (0.9, ("很有把握", "quite sure")),
    (0.75, ("较有把握", "fairly sure")),
    (0.5, ("没有把握", "unsure")),
    (0.0, ("很可疑", "very doubtful")),
)


def key_of(c: Candidate) -> str:
    """What tells a question from all others of its article, so that an answer finds it again."""
    told = json.dumps([c.kind, c.span.start, c.span.stop, c.fact], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def choices(kind: str, name: str) -> tuple[str, ...]:
    """The values that a field may have; none where it is free."""
    by_kind = {("mention", "type"): MENTION_TYPES, ("event", "type"): EVENT_TYPES, ("figure", "kind"): get_args(FigureKind)}
    by_name = {"status": get_args(Status), "role": ROLES, "p": RELATIONS}
    return by_kind.get((kind, name)) or by_name.get(name, ())


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions of a build, and what answers do; `doubts` gives the nodes that may be one, by the registry of now."""

    reviewed: Reviewed
    labels: Labels
    doubts: Callable[[], tuple[Doubtful, ...]]

    def questions(self, kinds: Iterable[str]) -> list[dict[str, Any]]:
        """The open questions, most valuable first, some at a time; of the kinds given, of all where none is."""
        wanted = [kind for kind in kinds if kind] or [*KINDS, "identity"]
        if unknown := set(wanted) - {*KINDS, "identity"}:
            raise RequestError(400, f"there is no kind {min(unknown)!r}; there are: {', '.join(KINDS)}, identity")
        pairs = self.doubts() if "identity" in wanted else ()
        found = candidates(self.reviewed, self.reviewed.load(), identities=pairs, kinds=wanted, limit=_AT_ONCE)
        docs: dict[str, Document] = {}
        asked = []
        for c in found:
            if isinstance(c, Identity):
                asked.append(self._pair(c))
                continue
            if c.article not in docs:
                docs[c.article] = self.document(c.article)
            asked.append(self._shown(c, docs[c.article]))
        return asked

    def document(self, article: str) -> Document:
        """The article as decided so far. Raises RequestError 404 where the build has none of that text."""
        try:
            read = self.reviewed.document(article)
        except KeyError as error:
            raise RequestError(404, "the article is no longer in the graph; load the page again") from error
        return apply([d for d in self.reviewed.load() if d.article == article], read).doc

    def _pair(self, q: Identity) -> dict[str, Any]:
        nodes = zip((q.one, q.other), q.names, strict=True)
        return {
            "pair": [q.one, q.other],
            "key": hashlib.sha256(f"{q.one}\n{q.other}".encode()).hexdigest()[:24],
            "kind": self.labels.value("identity"),
            "type": self.labels.value(q.type),
            "nodes": [self._node(node, name, q.type) for node, name in nodes],
            "reason": q.reason,
        }

    def _node(self, node: str, name: str, type: str) -> dict[str, Any]:
        """A node with its page, and of one article's own the sentence that names it."""
        shown = {"name": name, "link": address(node, self.reviewed.base), "title": "", "article": "", "sentence": []}
        found = self.reviewed.sentence_of(node, type)
        if found is None:
            return shown
        doc, sentence = found
        marks = [m.span for m in doc.mentions if sentence.covers(m.span) and m.type == type and node.endswith(f"/{m.name}")]
        title, quoted = doc.metadata.title or doc.id, list(pieces(sentence.of(doc.text), sentence.start, marks))
        return {**shown, "title": title, "article": doc.sha256, "sentence": quoted}

    def _shown(self, c: Candidate, doc: Document) -> dict[str, Any]:
        given = fields(c, doc)
        if c.kind == "name":  # the type is not asked, but tells what is meant
            given = {**given, "type": str(c.fact["type"])}
        return {
            "article": c.article,
            "at": [c.span.start, c.span.stop],
            "key": key_of(c),
            "kind": self.labels.value(c.kind),
            "title": c.title,
            "file": c.file,
            "sentence": list(pieces(c.quote, c.sentence.start, c.marks)),
            "says": [(*self.labels.field(c.kind, name), *self.labels.value(value)) for name, value in given.items() if value],
            "fillers": self._fillers(c, doc),
            "confidence": c.confidence,
            "sure": next(words for least, words in _SURE if c.confidence >= least),
            "hangs": c.hangs,
            "fields": [self._field(c.kind, name, value) for name, value in fields(c, doc).items()],
        }

    def _field(self, kind: str, name: str, value: str) -> dict[str, Any]:
        allowed = [(choice, *self.labels.value(choice)) for choice in choices(kind, name)]
        return {"name": name, "label": self.labels.field(kind, name), "value": value, "choices": allowed}

    def _fillers(self, c: Candidate, doc: Document) -> list[tuple[str, str, str]]:
        """Who and what fills the roles of an event: each is a question of its own, but tells what is meant."""
        key = c.fact if c.kind == "event" else c.fact.get("event") if c.kind == "role" else None
        event = event_at(doc, key) if key else None
        figures = {q.id: q.span.of(doc.text) for q in doc.figures}
        return [(*self.labels.value(f.role), figures.get(f.value, f.value)) for f in (event.fillers if event else ())]

    def answer(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Saves the answer to a question. Raises RequestError where it is none, UsageError or BadDecisions for an amendment."""
        verdict, why, who = given.get("verdict"), str(given.get("why") or ""), self.named(given)
        if given.get("pair"):
            return self._judge(given["pair"], verdict, who, why)
        if verdict not in _VERDICTS:
            raise RequestError(400, f"the answer must be one of {', '.join(_VERDICTS)}")
        doc = self.document(str(given.get("article")))
        c = next((c for c in statements(doc) if c.decision is None and key_of(c) == given.get("key")), None)
        if c is None:
            raise RequestError(409, "this was decided already, or is no longer read so; the next question comes")
        if verdict == "amend":
            made = amend(c, doc, texts(given, "changes"), who=who, why=why)
        else:
            made = decide(c, "accept" if verdict == "accept" else "reject", who=who, why=why)
        (saved,) = save(self.reviewed.decisions, [made])
        return self.told(saved)

    def _judge(self, pair: Any, verdict: Any, who: str, why: str) -> dict[str, Any]:
        """Rules that the nodes of a pair are one, or are not."""
        if verdict not in ("accept", "reject"):
            raise RequestError(400, "two nodes are the same (accept) or not (reject)")
        if not any([d.one, d.other] == pair for d in self.doubts()):
            raise RequestError(409, "this was decided already, or is no longer read so; the next question comes")
        return self._ruled(self.reviewed.rule(*pair, same=verdict == "accept", who=who, why=why))

    def decisions(self, article: str | None = None) -> list[dict[str, Any]]:
        """What was decided, newest first: the rulings, which have no date, before all; of an article its decisions alone."""
        found = sorted(self.reviewed.load(), key=lambda d: d.order, reverse=True)
        if article is not None:
            return [self.told(d) for d in found if d.article == article]
        return [*map(self._ruled, self._rulings()), *map(self.told, found)]

    def _rulings(self) -> tuple[Ruling, ...]:
        registry = self.reviewed.rulings()
        return (*registry.of("is"), *registry.of("apart"))

    def undo(self, id: str) -> dict[str, Any]:
        """Takes a decision, or a ruling, back. Raises UsageError where there is none of that id."""
        if id.startswith(_RULING):
            ruling = next((r for r in self._rulings() if _ruling_id(r) == id), None)
            if ruling is None:
                raise RequestError(409, "this ruling is no longer in the registry; load the page again")
            self.reviewed.unrule(ruling)
            return self._ruled(ruling)
        (taken,) = undo(self.reviewed.decisions, [id])
        return self.told(taken)

    def named(self, given: Mapping[str, Any]) -> str:
        """Who decides: who says so, else who decided last."""
        return str(given.get("who") or "").strip() or self.person()

    def person(self) -> str:
        """Who decided last, else the user of this computer."""
        found = sorted(self.reviewed.load(), key=lambda d: d.order)
        if found:
            return found[-1].who
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):
            return "?"

    def told(self, d: Decision) -> dict[str, Any]:
        """A decision as the lists show it."""
        return {
            "id": d.id,
            "verdict": (d.verdict, *self.labels.value(d.verdict)),
            "kind": self.labels.value(d.kind),
            "text": d.text,
            "zh": self._change(self.labels.brief, d),
            "says": self._change(said, d),
            "who": d.who,
            "when": d.when,
            "why": d.why,
            "file": d.file,
            "article": d.article,
            "at": [d.span.start, d.span.stop],
        }

    @staticmethod
    def _change(say: Callable[[str, Mapping[str, Any], str], str], d: Decision) -> str:
        return say(d.kind, d.fact, d.text) + (f" → {say(d.kind, d.to, d.text)}" if d.to is not None else "")

    def _ruled(self, r: Ruling) -> dict[str, Any]:
        one, other = (node.removeprefix(self.reviewed.base) for node in (r.one, r.other))
        names = " / ".join(dict.fromkeys(node.rpartition("/")[2] for node in (one, other)))
        verdict, kind = (r.ruling, *self.labels.value(r.ruling)), self.labels.value("identity")
        empty = dict.fromkeys(("who", "when", "file", "article"), "")
        told = {"id": _ruling_id(r), "verdict": verdict, "kind": kind, "text": names, "zh": names, "why": r.why}
        return {**empty, **told, "says": f"{one} {r.ruling} {other}", "at": None}


def texts(given: Mapping[str, Any], key: str) -> dict[str, str]:
    """The texts that a form sends by name; none where it sends none. Raises RequestError 400 for anything else."""
    found = given.get(key) or {}
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise RequestError(400, f"{key} must be an object of texts")
    return found


def _ruling_id(r: Ruling) -> str:
    return _RULING + hashlib.sha256("\n".join((r.ruling, r.one, r.other)).encode()).hexdigest()[:12]


def pieces(quote: str, start: int, marks: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """A sentence that begins at `start` in pieces, each with whether it is among the words that are marked."""
    at = 0
    for mark in sorted(Span(m.start - start, m.stop - start) for m in marks):
        if mark.start < at:
            continue
        if mark.start > at:
            yield quote[at : mark.start], False
        yield quote[mark.start : mark.stop], True
        at = mark.stop
    if at < len(quote):
        yield quote[at:], False
