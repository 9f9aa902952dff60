"""The link layer as one function: the records of all articles and the registry, to everything that ties articles together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.link.coinage import Coinage, coinage, variants
from kg.link.identity import DEFAULT_BASE
from kg.link.joining import Key, Placed, Tie, joined, keys, placed
from kg.link.links import Adoption, Candidate, Joined, Link, Links
from kg.link.meeting import Shared, attested, carried_out, contradictions, reprints, retold, same_happenings
from kg.link.records import ArticleRecord, Use
from kg.link.registry import EMPTY, Registry
from kg.link.signature import near_duplicates

__all__ = ["candidates", "link"]

_REVIEWED = frozenset({"Initiative", "Person", "Platform", "PartyUnit", "SocialOrganization", "Organization"})
_CROWD = 30  # bearers of one name beyond which pairs are no help: 机关党支部


def link(records: Iterable[ArticleRecord], registry: Registry = EMPTY, base: str = DEFAULT_BASE) -> Links:
    """What ties the articles together; depends on the set of records and the registry alone, not on any order."""
    known = {r.iri: r for r in sorted(records, key=lambda r: r.iri)}
    copies = reprints(near_duplicates({iri: r.signature for iri, r in known.items()}), known)
    nodes, _, joins = _joined(known, copies, registry, base)
    shared = _shared(joins)
    original = {c.one: c.other for c in copies}
    again = tuple(sorted(retold(copies, known)))
    first = {j.local: j.shared for j in again}
    told = [(original.get(r.iri, r.iri), h) for r in known.values() for h in r.happenings if h.iri not in first]
    counted = [(original.get(r.iri, r.iri), c) for r in known.values() for c in r.counted if c.iri not in first]
    coined = _coined(nodes, shared)
    found = [*copies, *_variants(coined), *same_happenings(told, shared), *contradictions(counted, shared)]
    return Links(
        joined=joins,
        links=tuple(sorted({*found, *carried_out(told, shared)})),
        attested=attested(known.values(), original, shared),
        adoptions=tuple(_adoptions(known.values(), shared, first)),
        retold=again,
        coinages={c.words: tuple(sorted(i)) for c, i in sorted(coined.items()) if len(i) > 1},
    )


def candidates(records: Iterable[ArticleRecord], registry: Registry = EMPTY, base: str = DEFAULT_BASE) -> tuple[Candidate, ...]:
    """Nodes of different articles that may be one, those on which most hangs first; as independent of any order as `link`."""
    known = {r.iri: r for r in sorted(records, key=lambda r: r.iri)}
    copies = reprints(near_duplicates({iri: r.signature for iri, r in known.items()}), known)
    nodes, key_of, joins = _joined(known, copies, registry, base)
    return tuple(sorted(_candidates(nodes, key_of, _shared(joins), registry), key=lambda c: (-c.weight, c)))


def _joined(
    known: Mapping[str, ArticleRecord], copies: Iterable[Link], registry: Registry, base: str
) -> tuple[tuple[Placed, ...], dict[str, Key], tuple[Joined, ...]]:
    """The local nodes of the records, sorted by IRI, what identifies them, and which of them are one."""
    nodes = placed(known.values(), registry)
    key_of = keys(nodes, known.values())
    texts = (*_reprinted(copies, known), *_taken_over(known.values(), nodes))
    return nodes, key_of, joined(nodes, key_of, texts, registry, base)


def _shared(joins: Iterable[Joined]) -> Shared:
    names = {j.local: j.shared for j in joins}
    return lambda node: names.get(node, node)


def _reprinted(copies: Iterable[Link], known: Mapping[str, ArticleRecord]) -> Iterator[Tie]:
    """What a reprint and the text that it reprints call by the same name."""
    for copy in copies:
        there = {n.iri for n in known[copy.other].named}
        for n in known[copy.one].named:
            if (other := copy.other + n.iri.removeprefix(copy.one)) in there:
                yield Tie(n.iri, other, "reprint:name", "the same name in a text and its reprint")


def _taken_over(records: Iterable[ArticleRecord], nodes: Iterable[Placed]) -> Iterator[Tie]:
    """An initiative that a text says came from a place, and that of the same words at home there."""
    at_home: dict[tuple[Coinage, str], list[str]] = defaultdict(list)
    words = {}
    for p in nodes:
        if p.type == "Initiative" and p.home:
            words[p.iri] = coinage(p.name)
            at_home[words[p.iri], p.home].append(p.iri)
    for r in records:
        for use in r.uses:
            if use.taken_from and use.initiative in words:
                for other in at_home[words[use.initiative], use.taken_from]:
                    if other != use.initiative:
                        why = f"the text says that it was taken over from {use.taken_from}"
                        yield Tie(use.initiative, other, "initiative:taken-over", why)


def _coined(nodes: Iterable[Placed], shared: Shared) -> dict[Coinage, set[str]]:
    found: dict[Coinage, set[str]] = defaultdict(set)
    for p in nodes:
        if p.type == "Initiative":
            found[coinage(p.name)].add(shared(p.iri))
    return found


def _variants(coined: Mapping[Coinage, set[str]]) -> Iterator[Link]:
    """Each initiative of one coinage with each of its variant; where a coinage has many bearers, only the first stands for it."""
    how = {"variant:kind": "another kind of the same coinage", "variant:character": "one character changed"}
    for one, other, rule in variants(coined):
        a, b = min(coined[one]), min(coined[other])
        if a != b:
            yield Link(a, "variantOf", b, rule, f"{how[rule]}: {one.words}, {other.words}")


def _adoptions(records: Iterable[ArticleRecord], shared: Shared, first: Mapping[str, str]) -> Iterator[Adoption]:
    """`first` are the events that those of reprints stand for."""
    found: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for r in records:
        for use in r.uses:
            found[shared(use.initiative), use.code].append(use)
    for (initiative, code), uses in sorted(found.items()):
        since = min((use.first for use in uses if use.first), default=None)
        events = tuple(sorted({first.get(use.event, use.event) for use in uses}))
        yield Adoption(initiative, min(use.name for use in uses), code, any(use.stated for use in uses), events, since)


def _candidates(nodes: Iterable[Placed], key_of: Mapping[str, Key], shared: Shared, registry: Registry) -> Iterator[Candidate]:
    """Nodes of one kind and name that no rule joined and no ruling settled, each with the first of them."""
    settled = {frozenset((shared(r.one), shared(r.other))) for r in registry.of("apart")}
    alike: dict[tuple[str, str], dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for p in nodes:
        if p.type in _REVIEWED:
            words = coinage(p.name).words if p.type == "Initiative" else p.name
            alike[p.type, words][shared(p.iri)].append(p)
    for (kind, words), bearers in alike.items():
        first, *others = sorted(bearers)
        for other in others[: _CROWD - 1] if len(bearers) <= _CROWD else ():
            if frozenset((first, other)) not in settled:
                weight = len(bearers[first]) + len(bearers[other])
                homes = [next((p.home for p in bearers[node] if p.home), "?") for node in (first, other)]
                same = "one of them has no territory" if "?" in homes else f"territories {homes[0]} and {homes[1]}"
                known = "" if other in key_of else "; nothing but the name identifies it"
                yield Candidate(weight, first, other, kind, (words, bearers[other][0].name), f"the same name, {same}{known}")
