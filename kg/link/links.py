"""What the link layer finds, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kg.link.records import Fact

__all__ = ["Adoption", "Attested", "Candidate", "Joined", "Link", "Links"]


@dataclass(frozen=True, slots=True, order=True)
class Joined:
    """A node of one article that stands for a node that several articles share; `label` is the name of the shared one."""

    local: str  # IRI
    shared: str  # IRI
    label: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Two nodes that belong together and stay two."""

    one: str  # IRI
    predicate: str  # variantOf | reprintOf | sameHappening | contradicts | carriedOutBy
    other: str  # IRI
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Attested:
    """A fact that more than one independent article states."""

    fact: Fact
    articles: tuple[str, ...]  # the first of each group of reprints, sorted


@dataclass(frozen=True, slots=True, order=True)
class Adoption:
    """An initiative at work in a division, over all articles; `stated` where a text names the place with the event."""

    initiative: str  # IRI
    name: str
    code: str
    stated: bool
    events: tuple[str, ...]
    since: str | None  # ISO date


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two nodes that may be one; `weight` is how many articles a decision touches."""

    weight: int
    one: str
    other: str
    type: str
    names: tuple[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Links:
    """Everything that the link layer adds to what the articles say."""

    joined: tuple[Joined, ...] = ()
    links: tuple[Link, ...] = ()
    attested: tuple[Attested, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    retold: tuple[Joined, ...] = ()  # an event or figure of a reprint, which stands for that of the text it reprints
    coinages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # words → IRIs of initiatives

    @property
    def shared(self) -> dict[str, Joined]:
        """How each node that other articles share is joined, by its local IRI.

        A node of one article that gives its name to those of others is among them: it is no longer that article's alone. Nor are
        events and figures of reprints.
        """
        named_by = {j.shared: replace(j, local=j.shared) for j in self.joined if "/article/" in j.shared}
        return named_by | {j.local: j for j in (*self.joined, *self.retold)}
