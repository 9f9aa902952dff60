"""An article in few quads: what is surest of its facts, and of its own graph only the text and what these facts stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from kg.rdf.claims import Claim
from kg.rdf.vocabulary import LABEL, TYPE, kg, term

__all__ = ["LEAN", "lean"]

LEAN = 300  # quads of an article, of its own graph and of the facts
_DESCRIBING = frozenset(
    (TYPE, LABEL, kg("identityScope"), kg("divisionCode"), kg("divisionLevel"), kg("partOf"), kg("earliest"), kg("latest"))
)
_PART_OF, _SYMMETRIC, _EVIDENCE = kg("partOf"), kg("jointActionWith"), kg("evidence")
_ARTICLE, _PASSAGE, _FIGURE = frozenset((kg("Article"), kg("Source"))), kg("Passage"), kg("Figure")
_OF_PASSAGE = frozenset(term(f"nif:{name}") for name in ("referenceContext", "beginIndex", "endIndex", "anchorOf"))

Subjects = dict[object, list[Quad]]


def lean(graph: Iterable[Quad], facts: Iterable[Quad], claims: Iterable[Claim]) -> tuple[tuple[Quad, ...], tuple[Quad, ...]]:
    """(graph, facts) of the article with at most LEAN quads.

    Events, figures and relations come whole, with the names of what they speak of, or not at all; the surest come first, of
    equals those that stand first in the text. Mentions, sentences and claims are left out, other passages than theirs too.
    """
    own, said = _by_subject(graph), _by_subject(facts)
    kept_graph = dict.fromkeys(q for node in _article_nodes(own) for q in own[node])
    kept_facts: dict[Quad, None] = {}
    for claim in sorted(claims, key=lambda c: (-c.confidence, c.evidence.start, c.key)):
        found = dict.fromkeys(_bundle(claim, said))
        passages = dict.fromkeys(q for fact in found if fact.predicate == _EVIDENCE for q in _passage(own[fact.object]))
        if len(kept_graph | passages) + len(kept_facts | found) <= LEAN:
            kept_graph |= passages
            kept_facts |= found
    return tuple(kept_graph), tuple(kept_facts)


def _by_subject(quads: Iterable[Quad]) -> Subjects:
    found: dict[object, list[Quad]] = defaultdict(list)
    for q in quads:
        found[q.subject].append(q)
    return found


def _article_nodes(own: Subjects) -> Iterator[object]:
    """The article and its source."""
    for node, quads in own.items():
        if any(q.predicate == TYPE and q.object in _ARTICLE for q in quads):
            yield node


def _passage(quads: Iterable[Quad]) -> Iterator[Quad]:
    """A passage as such, without what else stands there: a sentence, a mention."""
    for q in quads:
        if q.predicate in _OF_PASSAGE or (q.predicate == TYPE and q.object == _PASSAGE):
            yield q


def _bundle(claim: Claim, said: Subjects) -> Iterator[Quad]:
    """An event or figure with all that is said of it, or a relation; with the names of what they lead to."""
    if claim.subject in claim.follows_from:  # a role comes with its event
        return
    about = said[claim.subject]
    if claim.predicate != TYPE:
        about = [q for q in about if q.predicate == claim.predicate and q.object == claim.object]
        about += [q for q in said[claim.object] if claim.predicate == _SYMMETRIC and q.object == claim.subject]
        yield from _described(claim.subject, said, set())
    for q in about:
        yield q
        yield from _described(q.object, said, set())


def _described(node: object, said: Subjects, seen: set[object]) -> Iterator[Quad]:
    """What the node is and is called, and the divisions that it is part of; all of a figure, of which half says nothing."""
    if node in seen:
        return
    seen.add(node)
    about = said.get(node, ())
    counted = any(q.predicate == TYPE and q.object == _FIGURE for q in about)
    for q in about:
        if counted or q.predicate in _DESCRIBING:
            yield q
            if counted or q.predicate == _PART_OF:
                yield from _described(q.object, said, seen)
