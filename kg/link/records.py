"""What an article says that can meet what other articles say: the input of the link layer, small enough to keep for millions."""

from __future__ import annotations

import base64
from dataclasses import dataclass, fields, replace
from sys import intern
from typing import Any, NamedTuple

from kg.link.signature import Signature

__all__ = ["PARTS", "PLAIN", "ArticleRecord", "Counted", "Happening", "Named", "Post", "Said", "Use"]

Json = dict[str, Any]
Fact = tuple[str, str, str]


class Named(NamedTuple):
    """An entity of the article that nothing beyond the article identifies."""

    iri: str
    type: str  # one of model.MENTION_TYPES
    name: str


class Post(NamedTuple):
    """A person of the article, the body where a post is held, and the post."""

    person: str  # IRI
    name: str
    body: str  # IRI
    post: str


class Use(NamedTuple):
    """An initiative at work in a division, by an event that was done; `taken_from` is the code of the place it came from.

    Not `stated` is the division of the body that acts, or of the article, where the text names no place.
    """

    initiative: str  # IRI
    name: str
    code: str  # division code
    stated: bool
    event: str  # IRI
    first: str | None  # ISO date, the first day on which it can have been
    taken_from: str | None = None


class Happening(NamedTuple):
    """An event or a plan: enough of it to find the same one in another article."""

    iri: str
    type: str
    planned: bool
    agents: tuple[str, ...]  # IRIs
    others: tuple[str, ...]  # IRIs of place, target, theme, participants
    words: tuple[str, ...]  # labels of target and theme
    first: str | None  # ISO dates between which it lies
    last: str | None


class Counted(NamedTuple):
    """A figure with what was counted, where, as of when, and the numbers between which the truth lies."""

    iri: str
    indicator: str  # the standard indicator that it measures, else its words
    scope: str  # IRI
    unit: str
    as_of: str
    lower: float
    upper: float
    words: str


class Said(NamedTuple):
    """An event or a figure of the article, and a digest of the words around it, the same in a reprint."""

    iri: str
    words: str


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One article as the link layer sees it. IRIs are those of the article's own graph."""

    iri: str
    title: str
    published: str | None  # ISO date
    home: str | None  # code of the division it is about, CN for the country
    signature: Signature  # MinHash of its content; empty where there is too little
    named: tuple[Named, ...] = ()
    posts: tuple[Post, ...] = ()
    uses: tuple[Use, ...] = ()
    happenings: tuple[Happening, ...] = ()
    counted: tuple[Counted, ...] = ()
    said: tuple[Said, ...] = ()  # in text order
    facts: tuple[Fact, ...] = ()  # accepted relations between entities

    def as_json(self) -> Json:
        """Plain values, which `from_json` reads back; each part of the record a row."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return values | {"signature": base64.b64encode(self.signature).decode()}

    def only(self, nodes: frozenset[str]) -> ArticleRecord:
        """The record without what is said of other nodes (IRIs)."""
        return replace(
            self,
            named=tuple(n for n in self.named if n.iri in nodes),
            posts=tuple(p for p in self.posts if p.person in nodes),
            uses=tuple(u for u in self.uses if u.initiative in nodes and u.event in nodes),
        )

    @classmethod
    def from_json(cls, data: Json) -> ArticleRecord:
        """What `as_json` gave. Of words that come in many records one copy is held for all: place/620900, 省民政厅, Meeting.

        A part that an older version did not write is empty.
        """
        parts: Json = {name: tuple([kind._make(map(_held, _row(item))) for item in data.get(name, ())]) for name, kind in PARTS}
        plain = {name: data[name] for name in PLAIN}
        facts = tuple([(intern(s), intern(p), intern(o)) for s, p, o in data["facts"]])
        return cls(**plain, signature=base64.b64decode(data["signature"]), facts=facts, **parts)


PARTS: tuple[tuple[str, type[Named | Post | Use | Happening | Counted | Said]], ...] = (
    ("named", Named),
    ("posts", Post),
    ("uses", Use),
    ("happenings", Happening),
    ("counted", Counted),
    ("said", Said),
)
PLAIN = ("iri", "title", "published", "home")


def _row(item: Any) -> Any:
    """The values of a part; kg wrote them with their names once."""
    return item.values() if type(item) is dict else item


def _held(value: Any) -> Any:
    kind = type(value)
    return intern(value) if kind is str else tuple(map(intern, value)) if kind is list else value
