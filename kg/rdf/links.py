"""What the link layer found, as quads of the graph of facts, and the facts under the names that articles share."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad

from kg.link.identity import escape
from kg.link.links import Adoption, Attested, Joined, Link, Links
from kg.rdf.facts import facts_graph
from kg.rdf.reference import division_triples
from kg.rdf.vocabulary import LABEL, TYPE, Triple, date, integer, kg, term, zh
from kg.tables.divisions import Divisions

__all__ = ["link_quads", "under_shared_names"]

_SCOPE, _OTHER = kg("identityScope"), term("skos:altLabel")
_PRACTICE = "/practice/"
_TOLD = re.compile(r"/article/[^/]+/(?:event|figure)/")
_WORDS = re.compile(r"/article/[^/]+/words/")
_VERIFIED = kg("verified")
_COUNTRY = "中国"


def under_shared_names(facts: Iterable[Quad], shared: Mapping[str, Joined]) -> Iterator[Quad]:
    """The facts of an article, with each node that other articles share under its shared name.

    A practice is renamed with its initiative. What is shared is global, whatever the article alone could know, and has one
    label; what the article calls it otherwise is one of its other names. What a reprint tells again stands in the facts of the
    text that it reprints; of the reprint only that somebody has verified it is added.
    """
    for q in _not_told_before(tuple(facts), shared):
        assert isinstance(q.subject, NamedNode)  # there are no blank nodes
        joined = shared.get(q.subject.value)
        subject, obj, predicate = _renamed(q.subject, shared), q.object, q.predicate
        if isinstance(obj, NamedNode):
            obj = _renamed(obj, shared)
        elif joined and predicate == _SCOPE:
            obj = Literal("global")
        elif joined and predicate in (LABEL, _OTHER):
            predicate = LABEL if isinstance(obj, Literal) and obj.value == joined.label else _OTHER
        yield Quad(subject, predicate, obj, q.graph_name)


def _not_told_before(facts: tuple[Quad, ...], shared: Mapping[str, Joined]) -> tuple[Quad, ...]:
    """The facts without those of events and figures that stand for another article's, and without words that only these had."""
    kept = tuple(q for q in facts if q.predicate == _VERIFIED or not _is_told_before(q, shared))
    if len(kept) == len(facts):
        return facts
    spoken = {q.object for q in kept}
    return tuple(q for q in kept if q.subject in spoken or not _WORDS.search(str(q.subject)))


def _is_told_before(fact: Quad, shared: Mapping[str, Joined]) -> bool:
    assert isinstance(fact.subject, NamedNode)
    return fact.subject.value in shared and _TOLD.search(fact.subject.value) is not None


def _renamed(node: NamedNode, shared: Mapping[str, Joined]) -> NamedNode:
    joined = shared.get(node.value)
    if joined is not None:
        return NamedNode(joined.shared)
    head, practice, tail = node.value.rpartition(_PRACTICE)
    return NamedNode(f"{shared[head].shared}{practice}{tail}") if practice and head in shared else node


def link_quads(links: Links, base: str) -> Iterator[Quad]:
    """The quads of the graph of facts that no article states by itself; each link has a node with its rule and reason."""
    graph = facts_graph(base)
    parts = (
        chain.from_iterable(_joined(j, base) for j in (*links.joined, *links.retold)),
        chain.from_iterable(_link(item, base) for item in links.links),
        chain.from_iterable(_attested(a, base) for a in links.attested),
        chain.from_iterable(_adoption(a, base) for a in links.adoptions),
        _coinages(links, base),
    )
    for s, p, o in chain.from_iterable(parts):
        yield Quad(s, p, o, graph)


def _joined(joined: Joined, base: str) -> Iterator[Triple]:
    yield from _stated(joined.local, "identifiedAs", joined.shared, joined.rule, joined.reason, base)
    if joined.label:
        yield NamedNode(joined.local), LABEL, zh(joined.label)
        yield NamedNode(joined.shared), LABEL, zh(joined.label)


def _link(link: Link, base: str) -> Iterator[Triple]:
    yield from _stated(link.one, link.predicate, link.other, link.rule, link.reason, base)


def _stated(one: str, predicate: str, other: str, rule: str, reason: str, base: str) -> Iterator[Triple]:
    s, p, o = NamedNode(one), kg(predicate), NamedNode(other)
    node = NamedNode(f"{base}link/{_digest(one, p.value, other)}")
    yield s, p, o
    yield node, TYPE, kg("Link")
    yield from _about(node, s, p, o)
    yield node, kg("rule"), Literal(rule)
    yield node, kg("reason"), Literal(reason)


def _about(node: NamedNode, s: NamedNode, p: NamedNode, o: NamedNode) -> Iterator[Triple]:
    yield node, term("rdf:subject"), s
    yield node, term("rdf:predicate"), p
    yield node, term("rdf:object"), o


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


def _attested(attested: Attested, base: str) -> Iterator[Triple]:
    node = NamedNode(f"{base}corroboration/{_digest(*attested.fact)}")
    yield node, TYPE, kg("Corroboration")
    yield from _about(node, *map(NamedNode, attested.fact))
    yield node, kg("articleCount"), integer(len(attested.articles))
    for article in attested.articles:
        yield node, kg("attestedIn"), NamedNode(article)


def _adoption(adoption: Adoption, base: str) -> Iterator[Triple]:
    """An initiative in a division where it is at work, with the first day on which it can have been."""
    node = NamedNode(f"{adoption.initiative}{_PRACTICE}{adoption.code}")
    place = NamedNode(f"{base}place/{adoption.code}")
    division = Divisions.load().by_code(adoption.code)
    yield node, TYPE, kg("Practice")
    yield node, kg("practiceOf"), NamedNode(adoption.initiative)
    yield node, kg("territory"), place
    yield node, kg("basis"), kg("stated" if adoption.stated else "inherited")
    yield node, LABEL, zh(f"{adoption.name} {division.name if division else _COUNTRY}")
    if division:
        yield from division_triples(division, base)
    else:
        yield place, TYPE, kg("Place")
        yield place, LABEL, zh(_COUNTRY)
    if adoption.since:
        yield node, kg("since"), date(adoption.since)
    for event in adoption.events:
        yield node, kg("attestedBy"), NamedNode(event)


def _coinages(links: Links, base: str) -> Iterator[Triple]:
    for words, initiatives in links.coinages.items():
        node = NamedNode(f"{base}coinage/{escape(words)}")
        yield node, TYPE, kg("Coinage")
        yield node, TYPE, term("skos:Concept")
        yield node, LABEL, zh(words)
        for initiative in initiatives:
            yield NamedNode(initiative), kg("coinage"), node
