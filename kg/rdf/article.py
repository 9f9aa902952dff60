"""An article's own graph: its text, sentences, mentions and claims, each tied to the words it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from pyoxigraph import Literal, NamedNode

from kg.link.identity import escape
from kg.model import Date, Document, Figure, Mention, Span
from kg.rdf.claims import Claim, Nodes
from kg.rdf.judgements import decided, judgement_triples
from kg.rdf.passages import Passages
from kg.rdf.vocabulary import LABEL, TYPE, Triple, date, decimal, kg, term, zh

__all__ = ["article_triples", "sentence_spans"]

_SENTENCE = re.compile(r"[^\s。！？!?][^\n\r。！？!?]*[。！？!?]*[”’」』）)]*")


def sentence_spans(doc: Document) -> tuple[Span, ...]:
    """The sentences as segmented; of a document that nobody segmented (gold), pieces that end with 。！？ or the line."""
    if doc.sentences:
        return tuple(s.span for s in doc.sentences)
    return tuple(Span(m.start(), m.end()) for m in _SENTENCE.finditer(doc.text))


def article_triples(nodes: Nodes, found: tuple[Claim, ...]) -> Iterator[Triple]:
    """The triples of the article's named graph, some of them repeatedly; `found` are its claims."""
    passages = Passages(nodes)
    parts = (_article(nodes), _sentences(passages), _mentions(passages), _claims(passages, found), judgement_triples(passages))
    return chain.from_iterable(parts)


def _article(nodes: Nodes) -> Iterator[Triple]:
    doc, node = nodes.doc, nodes.article
    meta = doc.metadata
    for kind in ("kg:Article", "nif:Context"):
        yield node, TYPE, term(kind)
    yield node, LABEL, zh(meta.title or doc.id)
    yield node, term("nif:isString"), Literal(doc.text)
    yield node, kg("textHash"), Literal(doc.sha256)
    yield node, term("dcterms:identifier"), Literal(doc.id)
    stated = (("dcterms:title", meta.title), ("dcterms:publisher", meta.publisher), ("dcterms:creator", meta.author))
    for predicate, value in (*stated, ("schema:articleSection", meta.section)):
        if value:
            yield node, term(predicate), zh(value)
    if meta.published:
        yield node, term("dcterms:issued"), date(meta.published)
    if meta.territory:
        yield node, kg("territoryName"), zh(meta.territory)
    if doc.territory:
        yield node, kg("territory"), NamedNode(nodes.identity.of(doc.territory).iri)
    yield from _source(nodes)


def _source(nodes: Nodes) -> Iterator[Triple]:
    """The file and its address, a node of its own: two files may hold the same text."""
    doc = nodes.doc
    name = doc.source or doc.id
    source = NamedNode(f"{nodes.identity.article}/source/{escape(name)}")
    yield nodes.article, term("prov:wasDerivedFrom"), source
    yield source, TYPE, kg("Source")
    yield source, LABEL, Literal(name)
    if doc.metadata.url:
        yield source, term("schema:url"), Literal(doc.metadata.url)


def _sentences(passages: Passages) -> Iterator[Triple]:
    for span in sentence_spans(passages.nodes.doc):
        yield passages.at(span), TYPE, term("nif:Sentence")
        yield from passages.described(span)


def _mentions(passages: Passages) -> Iterator[Triple]:
    nodes = passages.nodes
    doc = nodes.doc
    for m in doc.mentions:
        identified = NamedNode(nodes.identity.of(m.entity).iri)
        yield from _mention(passages, m, identified, m.type)
        if not m.resolved:
            yield passages.at(m.span), kg("resolved"), Literal(False)
    for d in doc.dates:
        yield from _mention(passages, d, nodes.time(d.value), "Date")
    for f in doc.figures:
        yield from _mention(passages, f, nodes.figures[f.id], "Figure")


def _mention(passages: Passages, found: Mention | Date | Figure, what: NamedNode, kind: str) -> Iterator[Triple]:
    yield from passages.described(found.span)
    node = passages.at(found.span)
    yield node, TYPE, kg("Mention")
    yield node, term("itsrdf:taIdentRef"), what
    yield node, term("itsrdf:taClassRef"), kg(kind)
    yield node, kg("rule"), Literal(found.rule)
    yield node, kg("confidence"), decimal(found.confidence)
    yield from decided(passages.nodes, node, found.decision)


def _claims(passages: Passages, found: tuple[Claim, ...]) -> Iterator[Triple]:
    for claim in found:
        node = NamedNode(f"{passages.nodes.identity.article}/claim/{claim.key}")
        yield node, TYPE, kg("Claim")
        yield node, term("rdf:subject"), claim.subject
        yield node, term("rdf:predicate"), claim.predicate
        yield node, term("rdf:object"), claim.object
        yield from passages.described(claim.evidence)
        yield node, kg("evidence"), passages.at(claim.evidence)
        yield node, kg("rule"), Literal(claim.rule)
        yield node, kg("confidence"), decimal(claim.confidence)
        yield node, kg("basis"), kg(claim.basis)
        for source in claim.follows_from:
            yield node, kg("followsFrom"), source
        if claim.post:
            yield node, kg("post"), zh(claim.post)
        yield from decided(passages.nodes, node, claim.decision)
