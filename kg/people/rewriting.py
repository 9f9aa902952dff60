"""The quads of articles with names replaced: text, offsets, IRIs and literals together, so that words stand where they should.

An article whose text changes gets the IRI of its new text, and claims and links the keys of what they now say: a hash of the
old text would tell who guesses a name that the guess is right.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.link.identity import escape
from kg.people.matching import Names, Shift
from kg.rdf.vocabulary import PREFIXES, integer, kg, term

__all__ = ["Rewriting", "texts_of", "value"]

_TEXT, _HASH = term("nif:isString"), kg("textHash")
_BEGIN, _END, _ANCHOR = term("nif:beginIndex"), term("nif:endIndex"), term("nif:anchorOf")
_PARTS = tuple(term(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_EVIDENCE, _POST = kg("evidence"), kg("post")
_PASSAGE = re.compile(r"#char=(\d+),(\d+)$")
_FIGURE = re.compile(r"/figure/(\d+)-(\d+)$")
_EVENT = re.compile(r"/event/([A-Za-z]+)-(\d+)(?:-([0-9a-f]{8}))?$")
_DECISION = re.compile(r"/decision/[^/]+$")
_KEYED = re.compile(r"/(?:claim|link|corroboration)/[0-9a-f]{16}$")
_NAMED_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
_ID = 16  # hexadecimal digits of an article

Term = NamedNode | Literal | BlankNode


def value(node: object) -> str:
    """The IRI or the words of a node; of a blank one, which other people's files have, its label."""
    assert isinstance(node, NamedNode | Literal | BlankNode)
    return node.value


def texts_of(quads: Iterable[Quad]) -> dict[str, str]:
    """The text of each article, by IRI."""
    return {value(q.subject): q.object.value for q in quads if q.predicate == _TEXT and isinstance(q.object, Literal)}


class Rewriting:
    """Rewrites quads of some articles, all of them given by their texts (by IRI)."""

    def __init__(self, names: Names, base: str, texts: Mapping[str, str]) -> None:
        self.names = names
        self._start = f"{base}article/"
        self._own = tuple(PREFIXES.values())
        self._shifts = {iri: shift for iri, text in texts.items() if (shift := Shift(tuple(names.found(text))))}
        self._texts = {iri: shift.applied(texts[iri]) for iri, shift in self._shifts.items()}
        self._ids = {iri: f"{self._start}{_digest(text)[:_ID]}" for iri, text in self._texts.items()}
        self._new = {old[-_ID:]: new[-_ID:] for old, new in self._ids.items()}
        self._known: dict[str, str] = {}

    @property
    def articles(self) -> Mapping[str, str]:
        """The articles whose text changes: old IRI → new IRI."""
        return self._ids

    def hash_of(self, article: str) -> str:
        """The SHA-256 of the new text of an article whose text changes, given by its old IRI."""
        return _digest(self._texts[article])

    def quads(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The quads rewritten; those that belong together (an article's graph and its facts, a whole graph) come together."""
        held = list(quads)
        self._tell_events_apart(held)
        self._number_decisions(held)
        self._key(held)
        for q in held:
            subject = NamedNode(self.iri(q.subject.value)) if isinstance(q.subject, NamedNode) else q.subject
            graph = NamedNode(self.iri(q.graph_name.value)) if isinstance(q.graph_name, NamedNode) else q.graph_name
            yield Quad(subject, q.predicate, self._object(q), graph)

    def _object(self, q: Quad) -> Term:
        if isinstance(q.object, NamedNode):
            return NamedNode(self.iri(q.object.value))
        if isinstance(q.object, BlankNode):
            return q.object
        assert isinstance(q.object, Literal)
        article, _, tail = value(q.subject).partition("#")
        shift, passage = self._shifts.get(article), _PASSAGE.search(f"#{tail}")
        if shift is not None and q.predicate == _TEXT:
            return Literal(self._texts[article])
        if shift is not None and q.predicate == _HASH:
            return Literal(_digest(self._texts[article]))
        if shift is not None and passage is not None and q.predicate in (_BEGIN, _END, _ANCHOR):
            start, stop = shift.start(int(passage[1])), shift.stop(int(passage[2]))
            if q.predicate == _ANCHOR:
                return Literal(self._texts[article][start:stop])
            return integer(start if q.predicate == _BEGIN else stop)
        return self._literal(q.object)

    def _literal(self, old: Literal) -> Literal:
        words = self.words(old.value)
        if words == old.value:
            return old
        return Literal(words, language=old.language) if old.language else Literal(words, datatype=old.datatype)

    def words(self, text: str) -> str:
        """A literal without names: an address may write them in percent."""
        replaced = self.names.replaced(text)
        if "%" in replaced and (plain := unquote(replaced)) != replaced and self.names.replaced(plain) != plain:
            return self.names.replaced(plain)
        return self._with_new_ids(replaced)

    def _with_new_ids(self, text: str) -> str:
        """Reasons and notes name articles as well."""
        return _NAMED_ID.sub(lambda m: self._new.get(m[0], m[0]), text)

    def plain(self, data: Any) -> Any:
        """Plain values (as JSON has them) without names."""
        if isinstance(data, str):
            return self.iri(data) if data.startswith(("http://", "https://")) else self.words(data)
        if isinstance(data, dict):
            return {key: self.plain(item) for key, item in data.items()}
        return [self.plain(item) for item in data] if isinstance(data, list | tuple) else data

    def iri(self, iri: str) -> str:
        """The IRI without names, under the article's new one."""
        found = self._known.get(iri)
        if found is None:
            found = self._known[iri] = iri if iri.startswith(self._own) else self._rewritten(iri)
        return found

    def _rewritten(self, iri: str) -> str:
        article = iri[: len(self._start) + _ID] if iri.startswith(self._start) else ""
        tail, shift = iri[len(article) :], self._shifts.get(article)
        if shift is not None:
            tail = _PASSAGE.sub(lambda m: f"#char={shift.start(int(m[1]))},{shift.stop(int(m[2]))}", tail)
            tail = _FIGURE.sub(lambda m: f"/figure/{shift.start(int(m[1]))}-{shift.stop(int(m[2]))}", tail)
            tail = _EVENT.sub(lambda m: f"/event/{m[1]}-{shift.start(int(m[2]))}{'-' + m[3] if m[3] else ''}", tail)
        plain = unquote(tail)
        if self.names.replaced(plain) != plain:
            tail = "/".join(escape(self.names.replaced(unquote(part))) for part in tail.split("/"))
        return self._ids.get(article, article) + tail

    def _tell_events_apart(self, quads: list[Quad]) -> None:
        """Events of one trigger are numbered: their hash is one of what they say, names as well."""
        same: dict[str, set[str]] = defaultdict(set)
        for q in quads:
            event = _EVENT.search(value(q.subject))
            if event and event[3] and self._shifts.get(value(q.subject)[: len(self._start) + _ID]):
                same[value(q.subject)[: -len(event[3])]].add(value(q.subject))
        for events in same.values():
            for number, event_iri in enumerate(sorted(events)):
                self._known[event_iri] = f"{self._rewritten(event_iri)[:-8]}{number:08x}"

    def _number_decisions(self, quads: list[Quad]) -> None:
        """The decisions on an article are numbered: their ids are hashes of what they say, who decided, and of the text."""
        found: dict[str, set[str]] = defaultdict(set)
        for q in quads:
            if node := _DECISION.search(value(q.subject)):
                found[value(q.subject)[: node.start()]].add(value(q.subject))
        for article, decisions in found.items():
            for number, iri in enumerate(sorted(decisions), 1):
                self._known[iri] = f"{self._ids.get(article, article)}/decision/{number}"

    def _key(self, quads: list[Quad]) -> None:
        """Claims and links get the keys of what they now say (kg.rdf.claims, kg.rdf.links)."""
        parts: dict[str, dict[object, str]] = defaultdict(dict)
        for q in quads:
            if q.predicate in (*_PARTS, _EVIDENCE, _POST) and _KEYED.search(value(q.subject)):
                parts[value(q.subject)][q.predicate] = value(q.object)
        for node, said in parts.items():
            if all(part in said for part in _PARTS):
                new = tuple(self.iri(said[part]) for part in _PARTS)
                if new != tuple(said[part] for part in _PARTS) or self._rewritten(node) != node:
                    self._known[node] = f"{self._rewritten(node)[:-_ID]}{self._claimed(new, said)}"

    def _claimed(self, triple: tuple[str, ...], said: Mapping[object, str]) -> str:
        if _EVIDENCE not in said:
            return _digest(json.dumps(triple, ensure_ascii=False))[:_ID]
        words = _PASSAGE.search(self.iri(said[_EVIDENCE]))
        assert words is not None  # evidence is a passage
        post = self.words(said[_POST]) if _POST in said else None
        return _digest(json.dumps((*triple, int(words[1]), int(words[2]), post), ensure_ascii=False))[:_ID]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
