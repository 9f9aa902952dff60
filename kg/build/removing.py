"""What the take-down list takes out of an article that has been read: a person with all that is said of them, or the article.

The words of a name become ■, one for each character, so that every offset holds. Facts, claims and mentions of the person go.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad

from kg.build.article import Built, packed, unpacked
from kg.build.inputs import Skipped
from kg.build.packs import Packs, PackWriter
from kg.build.registering import shared_nodes
from kg.build.report import Taken
from kg.build.state import Inputs, State
from kg.link import ArticleRecord
from kg.people import KEY_FILE, TAKEDOWN, Names, Rewriting, Takedown
from kg.people.matching import bare
from kg.people.rewriting import texts_of
from kg.rdf import Written
from kg.rdf.serialize import lines, quads_of
from kg.rdf.size import quads_by_part
from kg.rdf.vocabulary import ROLE_TERMS, TYPE, kg, term

__all__ = ["Removal"]

_PACK = "000000.pack"
_PERSON = "/entity/Person/"
_NAMES, _NAMED_AS, _ANCHOR, _URL = term("itsrdf:taIdentRef"), term("itsrdf:taClassRef"), term("nif:anchorOf"), term("schema:url")
_MENTION = frozenset((_NAMES, _NAMED_AS, kg("rule"), kg("confidence"), kg("resolved")))
_MEMBER, _EVIDENCE, _SENTENCE = term("org:member"), kg("evidence"), term("nif:Sentence")
_SUBJECT, _PREDICATE, _OBJECT = (term(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_NO_RELATION = frozenset((TYPE, *(kg(name) for name in ROLE_TERMS.values())))


@dataclass(frozen=True, slots=True)
class _Parts:
    """An article taken apart."""

    about: dict[str, Any]
    record: ArticleRecord
    facts: tuple[Quad, ...]
    graph: tuple[Quad, ...]

    @classmethod
    def of(cls, built: Built) -> _Parts:
        facts, graph = (quads_of(filter(None, unpacked(part).split(b"\n"))) for part in (built.facts, built.graph))
        return cls(built.summary(), built.article_record(), facts, graph)

    def words(self) -> Iterator[str]:
        """All words in which a name may stand."""
        yield json.dumps(self.about, ensure_ascii=False)
        yield from texts_of(self.graph).values()
        seen = {q.object.value for q in (*self.facts, *self.graph) if isinstance(q.object, Literal) and q.predicate != _ANCHOR}
        yield from sorted(seen)

    def identifiers(self, id: str) -> Iterator[str]:
        """What the article is known by."""
        yield from (id, PurePath(id).stem, self.about["iri"], self.about["summary"]["id"], self.about["summary"]["sha256"])
        yield from (q.object.value for q in self.graph if q.predicate == _URL)


class Removal:
    """Applies a take-down list to articles, and counts what goes. `anew`: what was written before may hold what goes now."""

    def __init__(self, takedown: Takedown, base: str, *, anew: bool = False) -> None:
        self.takedown, self.base, self.anew = takedown, base, anew
        self.taken = Taken()
        self._looked_at: set[str] = set()  # keys

    @classmethod
    def of_build(cls, out: Path, given: Path | None, base: str) -> Removal:
        """The list of the build that is there, and what `given` adds. Raises UsageError for a list that is not as documented."""
        takedown = Takedown.read(given, out, shared_nodes(out))
        return cls(takedown, base, anew=not takedown.is_that_of(out))

    def takes(self, id: str) -> bool:
        """Whether an input goes by its name alone, so that it need not be read."""
        if self.takedown.takes((id, PurePath(id).stem)):
            self.taken += Taken(articles=1)
            return True
        return False

    def of(self, id: str, key: str, built: Built) -> tuple[str, Built | None]:
        """The article, and its key, without what is taken out: None where it goes as a whole, itself where nothing does."""
        if not self.takedown:
            return key, built
        parts = _Parts.of(built)
        names = self.takedown.names_in(parts.words(), parts.about["iri"][-16:])
        after = self._without(parts, names) if names else built
        known = [*parts.identifiers(id), *(_Parts.of(after).identifiers(id) if names else ())]
        if self.takedown.takes(known):
            self.taken += Taken(articles=1)
            return key, None
        key = after.digest() if names else key
        self._looked_at.add(key)
        return key, after

    def inputs(self, inputs: Inputs, old: State | None, packs: Packs, work: Path) -> Inputs:
        """The inputs without what is taken out, those too that were read before; what changes goes to a pack in `work`."""
        if not self.takedown:
            return inputs
        clean = frozenset() if self.anew or old is None else frozenset(old.inputs.articles.values())
        articles = dict(inputs.articles)
        writer = PackWriter(work / _PACK)
        try:
            for id, key in inputs.articles.items():
                if key in clean or key in self._looked_at:
                    continue
                new, built = self.of(id, key, packs.read(key))
                self.anew |= new != key or built is None
                if built is None:
                    del articles[id]
                elif new != key:
                    writer.add(new, built)
                    articles[id] = new
        finally:
            writer.close()
        packs.add(writer.path)
        return self.named(replace(inputs, articles=articles))

    def named(self, inputs: Inputs) -> Inputs:
        """The inputs, with names taken out of paths and messages."""
        if not self.takedown:
            return inputs
        articles = dict(sorted((self.words(id), key) for id, key in inputs.articles.items()))
        skipped = (Skipped(self.words(s.file), s.error, self.words(s.message)) for s in inputs.skipped)
        return replace(inputs, articles=articles, skipped=tuple(sorted(skipped)))

    def save(self, out: Path, folder: Path) -> None:
        """Puts the list and the secret of the build in `out` into the new `folder`."""
        for name in (KEY_FILE, TAKEDOWN):
            if (out / name).is_file():
                shutil.copy2(out / name, folder / name)
        if self.takedown:
            self.takedown.save(folder)

    def words(self, text: str) -> str:
        """A path or a message without names."""
        names = self.takedown.names_in((text,), "")
        return Names(dict.fromkeys(names)).replaced(text) if names else text

    def _without(self, parts: _Parts, names: frozenset[str]) -> Built:
        gone, surfaces = _persons(parts, names)
        others = {name for q in (*parts.facts, *parts.graph) for name in _named(q) if "·" in name} - surfaces
        rewriting = Rewriting(Names(dict.fromkeys(surfaces), others), self.base, texts_of(parts.graph))
        facts, graph = _facts(parts.facts, gone), _graph(parts.graph, gone)
        self._count(parts, gone, len(facts))
        about = _about(parts, gone, rewriting)
        record = _record(parts.record, gone, rewriting)
        rewritten = tuple(rewriting.quads([*graph, *facts]))
        own = rewriting.articles.get(parts.about["iri"], parts.about["iri"])
        mine = tuple(dict.fromkeys(q for q in rewritten if q.graph_name == NamedNode(own)))
        said = tuple(dict.fromkeys(q for q in rewritten if q.graph_name != NamedNode(own)))
        about |= {"quads": len(mine), "facts": len(said), "parts": quads_by_part(Written(mine, said, record))}
        packs = (about, record.as_json(), b"\n".join(lines(said)), b"\n".join(lines(mine)))
        return Built(*map(packed, packs))

    def _count(self, parts: _Parts, gone: frozenset[str], left: int) -> None:
        mentions = len(_mentions(parts.graph, gone))
        self.taken += Taken(persons=len(gone), mentions=mentions, facts=len(parts.facts) - left, changed=1)


def _named(q: Quad) -> Iterator[str]:
    """The name of a person that the quad's object is."""
    if isinstance(q.object, NamedNode) and _PERSON in q.object.value:
        yield bare(unquote(q.object.value.rpartition("/")[2]))


def _persons(parts: _Parts, names: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The persons (IRIs) that the names are those of, and all that the article calls them."""
    quads = (*parts.facts, *parts.graph)
    nodes = {n.value for q in quads for n in (q.subject, q.object) if isinstance(n, NamedNode) and _PERSON in n.value}
    stands_for = {q.subject: q.object.value for q in parts.graph if q.predicate == _NAMES}
    called: dict[str, set[str]] = {node: {bare(unquote(node.rpartition("/")[2]))} for node in nodes}
    for q in parts.graph:
        if q.predicate == _ANCHOR and (node := stands_for.get(q.subject)) in called:
            called[node].add(bare(q.object.value))
    gone = frozenset(node for node, words in called.items() if words & names)
    return gone, names | {words for node in gone for words in called[node] if len(words) > 1}


def _says(q: Quad, gone: frozenset[str]) -> bool:
    return q.subject.value in gone or (isinstance(q.object, NamedNode) and q.object.value in gone)


def _facts(facts: Iterable[Quad], gone: frozenset[str]) -> tuple[Quad, ...]:
    held = tuple(facts)
    posts = {q.subject for q in held if q.predicate == _MEMBER and q.object.value in gone}
    return tuple(q for q in held if q.subject not in posts and not _says(q, gone))


def _mentions(graph: Iterable[Quad], gone: frozenset[str]) -> frozenset[object]:
    return frozenset(q.subject for q in graph if q.predicate == _NAMES and q.object.value in gone)


def _claims(graph: Iterable[Quad], gone: frozenset[str]) -> frozenset[object]:
    return frozenset(q.subject for q in graph if q.predicate in (_SUBJECT, _OBJECT) and q.object.value in gone)


def _graph(graph: tuple[Quad, ...], gone: frozenset[str]) -> tuple[Quad, ...]:
    """Without mentions and claims of those gone; a passage goes with the last that stood on it."""
    claims, mentions = _claims(graph, gone), _mentions(graph, gone)
    kept = [q for q in graph if q.subject not in claims]
    needed = {q.object for q in kept if q.predicate == _EVIDENCE} | {q.subject for q in kept if q.object == _SENTENCE}

    def goes(q: Quad) -> bool:
        mentioning = q.predicate in _MENTION or q.object == kg("Mention")
        return q.subject in mentions and (mentioning or q.subject not in needed)

    return tuple(q for q in kept if not goes(q))


def _about(parts: _Parts, gone: frozenset[str], rewriting: Rewriting) -> dict[str, Any]:
    claims = _claims(parts.graph, gone)
    about: dict[str, Any] = _mapped(parts.about, rewriting)
    said: dict[object, dict[object, str]] = {}
    for q in parts.graph:
        if q.subject in claims and q.predicate in (_SUBJECT, _PREDICATE, _OBJECT):
            said.setdefault(q.subject, {})[q.predicate] = q.object.value
    relations = {tuple(sorted(c.values())) for c in said.values() if NamedNode(c[_PREDICATE]) not in _NO_RELATION}
    summary = about["summary"]
    summary["mentions"] -= len(_mentions(parts.graph, gone))
    summary["relations"] -= min(summary["relations"], len(relations))
    if parts.about["iri"] in rewriting.articles:
        summary["sha256"] = rewriting.hash_of(parts.about["iri"])
    return about


def _record(record: ArticleRecord, gone: frozenset[str], rewriting: Rewriting) -> ArticleRecord:
    data = record.as_json()
    data["named"] = [n for n in data["named"] if n["iri"] not in gone]
    data["posts"] = [p for p in data["posts"] if p["person"] not in gone]
    data["facts"] = [f for f in data["facts"] if not gone & {f[0], f[2]}]
    for happening in data["happenings"]:
        for role in ("agents", "others"):
            happening[role] = [iri for iri in happening[role] if iri not in gone]
    return ArticleRecord.from_json(_mapped(data, rewriting))


def _mapped(value: Any, rewriting: Rewriting) -> Any:
    """Plain values without names."""
    if isinstance(value, str):
        return rewriting.iri(value) if value.startswith(("http://", "https://")) else rewriting.words(value)
    if isinstance(value, dict):
        return {key: _mapped(item, rewriting) for key, item in value.items()}
    return [_mapped(item, rewriting) for item in value] if isinstance(value, list | tuple) else value
