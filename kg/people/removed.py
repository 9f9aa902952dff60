"""An article without a person: mentions, facts and claims go, and the words of the name become ■, so that every offset holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad

from kg.link import ArticleRecord
from kg.people.matching import Names, bare
from kg.people.rewriting import Rewriting, texts_of, value
from kg.rdf import Written
from kg.rdf.vocabulary import ROLE_TERMS, TYPE, kg, term

__all__ = ["Removed", "addresses", "removed", "words"]

_PERSON = "/entity/Person/"
_NAMES, _NAMED_AS, _ANCHOR, _URL = term("itsrdf:taIdentRef"), term("itsrdf:taClassRef"), term("nif:anchorOf"), term("schema:url")
_MENTION = frozenset((_NAMES, _NAMED_AS, kg("rule"), kg("confidence"), kg("resolved")))
_MEMBER, _EVIDENCE, _SENTENCE = term("org:member"), kg("evidence"), term("nif:Sentence")
_SUBJECT, _PREDICATE, _OBJECT = (term(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_NO_RELATION = frozenset((TYPE, *(kg(name) for name in ROLE_TERMS.values())))


@dataclass(frozen=True, slots=True)
class Removed:
    """The article as it is then, and how much went."""

    written: Written
    rewriting: Rewriting
    persons: int
    mentions: int
    facts: int
    relations: int


def words(written: Written) -> Iterator[str]:
    """All words of the article in which a name may stand, each once."""
    said = (q for q in (*written.facts, *written.graph) if isinstance(q.object, Literal) and q.predicate != _ANCHOR)
    yield from sorted({value(q.object) for q in said})


def addresses(written: Written) -> Iterator[str]:
    """Where the article was found."""
    yield from (value(q.object) for q in written.graph if q.predicate == _URL)


def removed(written: Written, names: frozenset[str], base: str) -> Removed:
    """The article without the persons that the names are those of, and without the names wherever else they stand.

    The name of somebody else that holds one with a dot stays: 阿依努尔 in 阿依努尔·玉山江.
    """
    quads = (*written.facts, *written.graph)
    gone, called = _persons(written, names)
    others = {name for q in quads for name in _named(q) if "·" in name} - called
    rewriting = Rewriting(Names(dict.fromkeys(called), others), base, texts_of(written.graph))
    graph, facts = _graph(written.graph, gone), _facts(written.facts, gone)
    own = {NamedNode(rewriting.iri(written.record.iri))}
    rewritten = tuple(dict.fromkeys(rewriting.quads([*graph, *facts])))
    return Removed(
        Written(
            tuple(q for q in rewritten if q.graph_name in own),
            tuple(q for q in rewritten if q.graph_name not in own),
            _record(written.record, gone, rewriting),
        ),
        rewriting,
        persons=len(gone),
        mentions=len(_mentions(written.graph, gone)),
        facts=len(written.facts) - len(facts),
        relations=_relations(written.graph, gone),
    )


def _named(q: Quad) -> Iterator[str]:
    """The name of a person that the quad's object is."""
    if isinstance(q.object, NamedNode) and _PERSON in value(q.object):
        yield bare(unquote(value(q.object).rpartition("/")[2]))


def _persons(written: Written, names: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The persons (IRIs) that the names are those of, and all that the article calls them."""
    quads = (*written.facts, *written.graph)
    nodes = {n.value for q in quads for n in (q.subject, q.object) if isinstance(n, NamedNode) and _PERSON in n.value}
    stands_for = {q.subject: value(q.object) for q in written.graph if q.predicate == _NAMES}
    called: dict[str, set[str]] = {node: {bare(unquote(node.rpartition("/")[2]))} for node in nodes}
    for q in written.graph:
        if q.predicate == _ANCHOR and (node := stands_for.get(q.subject)) in called:
            called[node].add(bare(value(q.object)))
    gone = frozenset(node for node, words in called.items() if words & names)
    return gone, names | {words for node in gone for words in called[node] if len(words) > 1}


def _says(q: Quad, gone: frozenset[str]) -> bool:
    return value(q.subject) in gone or (isinstance(q.object, NamedNode) and value(q.object) in gone)


def _facts(facts: Iterable[Quad], gone: frozenset[str]) -> tuple[Quad, ...]:
    held = tuple(facts)
    posts = {q.subject for q in held if q.predicate == _MEMBER and value(q.object) in gone}
    return tuple(q for q in held if q.subject not in posts and not _says(q, gone))


def _mentions(graph: Iterable[Quad], gone: frozenset[str]) -> frozenset[object]:
    return frozenset(q.subject for q in graph if q.predicate == _NAMES and value(q.object) in gone)


def _claims(graph: Iterable[Quad], gone: frozenset[str]) -> frozenset[object]:
    return frozenset(q.subject for q in graph if q.predicate in (_SUBJECT, _OBJECT) and value(q.object) in gone)


def _graph(graph: tuple[Quad, ...], gone: frozenset[str]) -> tuple[Quad, ...]:
    """Without mentions and claims of those gone; a passage goes with the last that stood on it."""
    claims, mentions = _claims(graph, gone), _mentions(graph, gone)
    kept = [q for q in graph if q.subject not in claims]
    needed = {q.object for q in kept if q.predicate == _EVIDENCE} | {q.subject for q in kept if q.object == _SENTENCE}

    def goes(q: Quad) -> bool:
        mentioning = q.predicate in _MENTION or q.object == kg("Mention")
        return q.subject in mentions and (mentioning or q.subject not in needed)

    return tuple(q for q in kept if not goes(q))


def _relations(graph: Iterable[Quad], gone: frozenset[str]) -> int:
    """How many relations of those gone the article claims; one of several events is one."""
    claims = _claims(graph, gone)
    said: dict[object, dict[object, str]] = {}
    for q in graph:
        if q.subject in claims and q.predicate in (_SUBJECT, _PREDICATE, _OBJECT):
            said.setdefault(q.subject, {})[q.predicate] = value(q.object)
    return len({tuple(sorted(c.values())) for c in said.values() if NamedNode(c[_PREDICATE]) not in _NO_RELATION})


def _record(record: ArticleRecord, gone: frozenset[str], rewriting: Rewriting) -> ArticleRecord:
    left = replace(
        record,
        named=tuple(n for n in record.named if n.iri not in gone),
        posts=tuple(p for p in record.posts if p.person not in gone),
        facts=tuple(f for f in record.facts if not gone & {f[0], f[2]}),
        happenings=tuple(h._replace(agents=_left(h.agents, gone), others=_left(h.others, gone)) for h in record.happenings),
    )
    return ArticleRecord.from_json(rewriting.plain(left.as_json()))


def _left(iris: Iterable[str], gone: frozenset[str]) -> tuple[str, ...]:
    return tuple(iri for iri in iris if iri not in gone)
