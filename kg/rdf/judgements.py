"""What people decided about an article's statements: who, when, why, on which words, and the mark on what they verified."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.link.identity import escape
from kg.rdf.claims import Nodes
from kg.rdf.passages import Passages
from kg.rdf.vocabulary import LABEL, TYPE, Triple, kg, term, zh

__all__ = ["decided", "judgement_triples", "verified"]

VERDICTS = {"accept": "accepted", "reject": "rejected", "amend": "amended", "add": "added"}


def verified(node: NamedNode, decision: str | None) -> Iterator[Triple]:
    """The mark on a node of the facts that a person has verified."""
    if decision is not None:
        yield node, kg("verified"), Literal(True)


def decided(nodes: Nodes, node: NamedNode, decision: str | None) -> Iterator[Triple]:
    """The mark on a claim or mention, and the decision that stands behind it beside the words."""
    if decision is not None:
        yield from verified(node, decision)
        yield node, kg("decidedBy"), _node(nodes, decision)


def judgement_triples(passages: Passages) -> Iterator[Triple]:
    """Every decision on the article, those that took something out, too."""
    nodes = passages.nodes
    for j in nodes.doc.judgements:
        node, person = _node(nodes, j.id), NamedNode(f"{nodes.identity.base}reviewer/{escape(j.who)}")
        yield node, TYPE, kg("Decision")
        yield node, LABEL, zh(j.now or j.said)
        yield node, kg("verdict"), kg(VERDICTS[j.verdict])
        yield node, kg("judged"), zh(j.said)
        yield node, kg("evidence"), passages.at(j.span)
        yield node, term("prov:endedAtTime"), Literal(j.when, datatype=term("xsd:dateTime"))
        yield node, term("prov:wasAssociatedWith"), person
        yield person, TYPE, term("prov:Person")
        yield person, LABEL, Literal(j.who)
        if j.why:
            yield node, kg("reason"), Literal(j.why)
        yield from passages.described(j.span)


def _node(nodes: Nodes, decision: str) -> NamedNode:
    return NamedNode(f"{nodes.identity.article}/decision/{escape(decision)}")
