"""Which nodes of different articles are one, and why: the same words are not enough, the same place or body must come to it.

A rule gives each local node that it can speak of a key; nodes of one key are one, as long as the registry does not keep
them apart. Names that many bodies share (机关党支部) have no key.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from kg.link.coinage import coinage
from kg.link.groups import Groups
from kg.link.identity import NATION, escape
from kg.link.links import Joined
from kg.link.records import ArticleRecord, Post
from kg.link.registry import Registry
from kg.tables.patterns import patterns

__all__ = ["Key", "Placed", "Tie", "joined", "keys", "placed"]

_DISTINCTIVE = 4  # characters of a coinage that is hardly formed twice in one province by chance
_TITLE = 10  # characters of a document's title that tells it from others of one province
_YEARS = 5  # at most, between two articles that name the same person at the same post
_LEAST_BODY = 5  # characters
_LOCAL_BODIES = frozenset({"PartyUnit", "SocialOrganization", "Organization", "Platform", "GovernmentAgency", "MassOrganization"})


@dataclass(frozen=True, slots=True)
class _Words:
    generic: re.Pattern[str]  # how names begin that many bodies share: 机关党支部


@cache
def _words() -> _Words:
    return patterns("generic_bodies", _Words)


class Placed(NamedTuple):
    """A local node, what kind of thing it is, the name that the registry gives it, and where its article is at home."""

    iri: str
    type: str
    name: str
    home: str | None
    year: int | None


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What makes nodes one: the path of the node that they share, the rule and the reason."""

    path: str
    rule: str
    reason: str


def placed(records: Iterable[ArticleRecord], registry: Registry) -> tuple[Placed, ...]:
    """Every local node of the records, sorted."""
    aliases = registry.aliases
    found = []
    for r in records:
        year = int(r.published[:4]) if r.published else None
        found += [Placed(n.iri, n.type, aliases.get(n.name, n.name), r.home, year) for n in r.named]
    return tuple(sorted(found, key=itemgetter(0, 1)))  # by IRI and type


def keys(nodes: Iterable[Placed], records: Iterable[ArticleRecord]) -> dict[str, Key]:
    """The key of every node that a rule can speak of."""
    by_type: dict[str, list[Placed]] = defaultdict(list)
    for node in nodes:
        by_type[node.type].append(node)
    found = dict(_initiatives(by_type["Initiative"]))
    found |= {p.iri: key for kind in sorted(_LOCAL_BODIES) for p in by_type[kind] if (key := _body(p)) is not None}
    found |= {p.iri: key for p in by_type["Document"] if (key := _document(p)) is not None}
    found |= {p.iri: key for p in by_type["Conference"] if (key := _conference(p)) is not None}
    found |= dict(_persons(records))
    return found


def _initiatives(nodes: Iterable[Placed]) -> Iterator[tuple[str, Key]]:
    """A distinctive coinage is one thing within a province; a short one (五个一) within a city and its counties, say."""
    by_words: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for node in nodes:
        if node.home:
            by_words[coinage(node.name).words, _province(node.home)].append(node)
    for (words, province), same in by_words.items():
        if len(coinage(words).core) >= _DISTINCTIVE or province == NATION:
            reason = f"the same coinage in one province ({province})"
            yield from ((n.iri, Key(f"initiative/{province}/{escape(words)}", "initiative:coinage", reason)) for n in same)
        else:
            homes = sorted({n.home for n in same if n.home}, key=lambda code: (len(code.rstrip("0")), code))
            for n in same:
                top = next(code for code in homes if _lies_in(n.home or "", code))
                reason = f"the same coinage within one territory ({top})"
                yield n.iri, Key(f"initiative/{top}/{escape(words)}", "initiative:territory", reason)


def _body(node: Placed) -> Key | None:
    """A grass-roots body is known by its name within its county; 机关党支部 is every office's."""
    if not _is_county(node.home) or len(node.name) < _LEAST_BODY or _words().generic.match(node.name):
        return None
    kind = "platform" if node.type == "Platform" else "body"
    return Key(f"{kind}/{node.home}/{escape(node.name)}", "body:county", f"the same name in one county ({node.home})")


def _document(node: Placed) -> Key | None:
    if node.home is None or len(node.name) < _TITLE:
        return None
    province = _province(node.home)
    return Key(f"document/{province}/{escape(node.name)}", "document:title", f"the same title in one province ({province})")


def _conference(node: Placed) -> Key | None:
    if node.home is None or node.year is None or len(node.name) < _LEAST_BODY:
        return None
    reason = f"the same name, place ({node.home}) and year ({node.year})"
    return Key(f"conference/{node.home}/{node.year}/{escape(node.name)}", "conference:year", reason)


def _persons(records: Iterable[ArticleRecord]) -> Iterator[tuple[str, Key]]:
    """A person is known by name, body and a post, as long as the articles are at most five years apart."""
    held: dict[tuple[str, str, str], list[tuple[int, Post]]] = defaultdict(list)
    for r in records:
        for post in r.posts:
            if r.published and "/article/" not in post.body:
                held[post.name, post.body, post.post].append((int(r.published[:4]), post))
    groups = Groups()
    known: dict[str, tuple[int, str, Post]] = {}
    for found in held.values():
        found.sort(key=lambda item: (item[0], item[1].person))
        for (year, post), (later, other) in pairwise([found[0], *found]):
            known[other.person] = min(known.get(other.person, (later, other.post, other)), (later, other.post, other), key=_first)
            if later - year <= _YEARS:
                groups.join(post.person, other.person)
    for members in groups.of(known).values():
        year, title, post = min((known[m] for m in members), key=_first)
        reason = f"the same name and post ({title}) at the same body within {_YEARS} years"
        path = f"person/{'/'.join(post.body.split('/')[-2:])}/{escape(post.name)}/{year}-{escape(title)}"
        yield from ((m, Key(path, "person:post", reason)) for m in members)


def _first(held: tuple[int, str, Post]) -> tuple[int, str, str]:
    year, title, post = held
    return year, title, post.body


def joined(
    nodes: Iterable[Placed],
    key_of: Mapping[str, Key],
    texts: Iterable[Tie],
    registry: Registry,
    base: str,
) -> tuple[Joined, ...]:
    """The local nodes that share a node, sorted; `texts` are what the texts themselves tie.

    What the registry keeps apart shares none, by whatever way of others.
    """
    one = Groups((r.one, r.other) for r in registry.of("apart"))  # first what people say, then the rules, then the texts
    ruled = [Tie(r.one, r.other, "registry:is", r.why or "the registry says so") for r in registry.of("is")]
    ruled = [tie for tie in ruled if one.join(tie.one, tie.other)]
    name_of = dict(_names(key_of, one, base))
    ties = [tie for tie in texts if one.join(tie.one, tie.other)] + ruled
    because = {node: (key_of[node].rule, key_of[node].reason) for node in name_of}
    groups = Groups()
    for tie in ties:
        groups.join(name_of.get(tie.one, tie.one), name_of.get(tie.other, tie.other))
        because |= {node: (tie.rule, tie.reason) for node in (tie.one, tie.other) if node not in name_of}
    # What a ruling calls by a shared name moves with all its members.
    final = {name: _best(group, base) for group in groups.of(_ends(ties, name_of)).values() for name in group}
    renamed = {node: final.get(name, name) for node, name in name_of.items()}
    renamed |= {node: name for node, name in final.items() if node not in set(name_of.values()) and node != name}
    labels = _labels(nodes, renamed)
    return tuple(sorted(Joined(node, name, labels.get(name, ""), *because[node]) for node, name in renamed.items()))


@dataclass(frozen=True, slots=True)
class Tie:
    """Two nodes that something else than a key makes one."""

    one: str
    other: str
    rule: str
    reason: str


def _ends(ties: Iterable[Tie], name_of: Mapping[str, str]) -> set[str]:
    return {name_of.get(node, node) for tie in ties for node in (tie.one, tie.other)}


def _labels(nodes: Iterable[Placed], renamed: Mapping[str, str]) -> dict[str, str]:
    """Shared node → the name that most articles give it, of equals the shortest; what a table names has its own."""
    called: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = set(renamed.values())
    for p in nodes:
        node = renamed.get(p.iri, p.iri)
        if node in wanted:
            called[node][p.name] += 1
    return {node: min(names, key=lambda name: (-names[name], len(name), name)) for node, names in called.items()}


def _names(key_of: Mapping[str, Key], one: Groups, base: str) -> Iterator[tuple[str, str]]:
    """(node, shared node) of every group of two and more; groups of one key that are kept apart have names of their own."""
    by_path: dict[str, list[str]] = defaultdict(list)
    for node in sorted(key_of):
        by_path[key_of[node].path].append(node)
    for path, nodes in by_path.items():
        groups: dict[str, list[str]] = {f"{base}{path}": []}  # by the name that rulings may call each by
        for node in nodes if len(nodes) > 1 else ():
            name = next((name for name in groups if one.join(name, node)), None)
            if name is None:
                name = f"{base}{path}/{node.removeprefix(f'{base}article/').partition('/')[0]}"
                one.join(name, node)
            groups.setdefault(name, []).append(node)
        yield from ((node, name) for name, members in groups.items() if len(members) > 1 for node in members)


def _best(names: Iterable[str], base: str) -> str:
    """The name of a table before one of our rules, and that before one of an article."""
    return min(names, key=lambda name: (name.startswith(f"{base}article/"), name))


def _province(code: str) -> str:
    return code if code == NATION else code[:2] + "0000"


def _lies_in(code: str, above: str) -> bool:
    return code == above or (above.endswith("00") and code.startswith(above.removesuffix("00").removesuffix("00")))


def _is_county(code: str | None) -> bool:
    return code is not None and code != NATION and not code.endswith("00")
