"""What an article says that can meet what other articles say: the input of the link layer, small enough to keep for millions."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, fields, replace
from sys import intern
from typing import Any

from kg.link.signature import Signature

__all__ = ["ArticleRecord", "Counted", "Happening", "Named", "Post", "Use"]

Json = dict[str, Any]
Fact = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """An entity of the article that nothing beyond the article identifies."""

    iri: str
    type: str  # one of model.MENTION_TYPES
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """A person of the article, the body where a post is held, and the post."""

    person: str  # IRI
    name: str
    body: str  # IRI
    post: str


@dataclass(frozen=True, slots=True)
class Use:
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


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or a plan: enough of it to find the same one in another article."""

    iri: str
    type: str
    planned: bool
    agents: tuple[str, ...]  # IRIs
    others: tuple[str, ...]  # IRIs of place, target, theme, participants
    words: tuple[str, ...]  # labels of target and theme
    first: str | None  # ISO dates between which it lies
    last: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with what was counted, where, as of when, and the numbers between which the truth lies."""

    iri: str
    indicator: str  # the standard indicator that it measures, else its words
    scope: str  # IRI
    unit: str
    as_of: str
    lower: float
    upper: float
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
    facts: tuple[Fact, ...] = ()  # accepted relations between entities

    def as_json(self) -> Json:
        """Plain values, which `from_json` reads back."""
        return asdict(self) | {"signature": base64.b64encode(self.signature).decode()}

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
        parts: Json = {name: tuple([_read(kind, item) for item in data[name]]) for name, kind in _PARTS.items()}
        plain = {f.name: data[f.name] for f in fields(cls) if f.name not in _PARTS}
        signature = base64.b64decode(plain.pop("signature"))
        facts = tuple([(intern(s), intern(p), intern(o)) for s, p, o in plain.pop("facts")])
        return cls(**plain, signature=signature, facts=facts, **parts)


_PARTS: dict[str, type] = {"named": Named, "posts": Post, "uses": Use, "happenings": Happening, "counted": Counted}


def _read(kind: type, item: Json) -> Any:
    """The part of a record; of words that come in many records, one copy is held for all: place/620900, 省民政厅, Meeting."""
    values = [
        intern(value) if type(value) is str else tuple(map(intern, value)) if type(value) is list else value
        for value in item.values()
    ]
    return kind(**dict(zip(item, values, strict=True)))
