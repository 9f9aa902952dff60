"""The part of a graph that is sure enough: facts whose claims have the confidence asked for, and what hangs on them.

Claims, mentions and their words all stay in the articles' graphs, so that what was left out can still be looked up there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Quad

from kg.rdf.facts import facts_graph
from kg.rdf.vocabulary import ROLE_TERMS, TYPE, kg, term
from kg.tables.calibration import Acceptance

__all__ = ["accepted_quads"]

_CLAIMED = (term("rdf:subject"), term("rdf:predicate"), term("rdf:object"))
_VERIFIED = kg("verified")
_CONFIDENCE, _FOLLOWS, _IDENTIFIED = kg("confidence"), kg("followsFrom"), kg("identifiedAs")
_NAMES, _NAMED_AS = term("itsrdf:taIdentRef"), term("itsrdf:taClassRef")
_ROLES = frozenset(kg(name) for name in ROLE_TERMS.values())
_REFERENCE = frozenset(kg(name) for name in ("Place", "Date", "Figure"))  # what stands by itself, whoever mentions it
_FIGURE, _RECOGNITION, _MODEL, _JOINT = kg("Figure"), kg("Recognition"), kg("ModelOrganization"), kg("jointActionWith")
_PRACTICE_OF, _THEME, _TARGET = kg("practiceOf"), kg("theme"), kg("target")
_MEMBER, _BODY, _HOLDS, _ATTESTED = term("org:member"), term("org:organization"), kg("holdsPost"), kg("attestedBy")

Triple = tuple[object, object, object]
Parts = dict[object, set[object]]  # predicate → objects, of one node
Nodes = dict[object, Parts]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim under the names that facts use."""

    triple: Triple
    confidence: float
    follows: frozenset[object]

    @property
    def kind(self) -> str:
        _, predicate, obj = self.triple
        if predicate == TYPE:
            return "figure" if obj == _FIGURE else "event"
        return "role" if predicate in _ROLES else "relation"


def accepted_quads(quads: Iterable[Quad], base: str, accepts: Acceptance) -> Iterator[Quad]:
    """The quads without the facts that no accepted claim supports, and without what these leave empty.

    A role goes with its event, a relation with the last event that it follows from, a post with its relation, a practice with
    the last event that attests it, a model organisation with its last recognition. So does a body, a person or a coinage that
    unsure mentions alone name. Divisions, dates and what the reference tables say stay.
    """
    graph = facts_graph(base)
    held = list(quads)
    facts, said = _nodes(q for q in held if q.graph_name == graph), _nodes(q for q in held if q.graph_name != graph)
    shared = {node: next(iter(parts[_IDENTIFIED])) for node, parts in facts.items() if _IDENTIFIED in parts}
    claims = _claims(said, shared)
    kept, gone = _supported(claims, accepts)
    lost = {t for c in claims for t in _both_ways(c.triple)} - kept
    gone |= _unnamed(said, shared, kept, accepts) | _emptied(facts, kept, gone)
    models = {o for s, p, o in kept if p == _TARGET and (s, TYPE, _RECOGNITION) in kept}
    for q in held:
        dropped = (q.subject, q.predicate, q.object) in lost or q.subject in gone or q.object in gone
        unmodelled = q.object == _MODEL and q.predicate == TYPE and q.subject not in models
        if q.graph_name != graph or not (dropped or unmodelled):
            yield q


def _nodes(quads: Iterable[Quad]) -> Nodes:
    found: Nodes = {}
    for q in quads:
        found.setdefault(q.subject, {}).setdefault(q.predicate, set()).add(q.object)
    return found


def _claims(said: Nodes, shared: Mapping[object, object]) -> list[_Claim]:
    found = []
    for parts in said.values():
        if all(part in parts for part in _CLAIMED):
            s, p, o = (next(iter(parts[part])) for part in _CLAIMED)
            triple = (shared.get(s, s), p, shared.get(o, o))
            verified = _VERIFIED in parts and s not in parts.get(_FOLLOWS, ())  # a relation that needs no event behind it
            follows = frozenset() if verified else frozenset(shared.get(e, e) for e in parts.get(_FOLLOWS, ()))
            found.append(_Claim(triple, _confidence(parts), follows))
    return found


def _confidence(parts: Parts) -> float:
    return max((float(getattr(c, "value", "1")) for c in parts.get(_CONFIDENCE, ())), default=1.0)


def _supported(claims: Iterable[_Claim], accepts: Acceptance) -> tuple[set[Triple], set[object]]:
    """The triples that an accepted claim states, and the events and figures that none does."""
    sure = [c for c in claims if accepts(c.kind, c.confidence)]
    stated = {c.triple[0] for c in sure if c.triple[1] == TYPE}
    gone = {c.triple[0] for c in claims if c.triple[1] == TYPE} - stated
    kept: set[Triple] = set()
    for c in sure:
        whole = c.kind == "role" and (c.triple[0] not in stated or c.triple[2] in gone)
        if not whole and (c.kind == "role" or not c.follows or c.follows & stated):
            kept.update(_both_ways(c.triple))
    return kept, gone


def _both_ways(triple: Triple) -> tuple[Triple, ...]:
    s, p, o = triple
    return (triple, (o, p, s)) if p == _JOINT else (triple,)


def _unnamed(said: Nodes, shared: Mapping[object, object], kept: set[Triple], accepts: Acceptance) -> set[object]:
    """What only unsure mentions name, and no kept triple speaks of."""
    doubted: set[object] = set()
    named = {end for s, _, o in kept for end in (s, o)}
    for parts in said.values():
        for node in parts.get(_NAMES, ()):
            sure = parts.get(_NAMED_AS, set()) & _REFERENCE or accepts("mention", _confidence(parts))
            (named if sure else doubted).add(shared.get(node, node))
    return doubted - named


def _attests(event: object, practice: Parts, kept: set[Triple]) -> bool:
    """Whether the event is still about this initiative; where it was at work may follow from seat or home of who acts."""
    return any((event, _THEME, initiative) in kept for initiative in practice.get(_PRACTICE_OF, ()))


def _emptied(facts: Nodes, kept: set[Triple], gone: set[object]) -> set[object]:
    """Posts that no kept relation gives, practices that no kept event attests."""
    found: set[object] = set()
    for node, parts in facts.items():
        if _MEMBER in parts and not any((m, _HOLDS, b) in kept for m in parts[_MEMBER] for b in parts.get(_BODY, ())):
            found.add(node)
        if _ATTESTED in parts and not any(_attests(event, parts, kept) for event in parts[_ATTESTED] - gone):
            found.add(node)
    return found
