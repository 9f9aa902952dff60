"""What a `Graph` hands out: frozen records of plain values, each with the words it stands on.

Offsets are code points of the article's text (JavaScript: slice `[...text]`, not `text`). An IRI is a string.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of one article that a statement stands on, and the rule that read them."""

    article: str  # IRI
    title: str | None
    published: str | None  # ISO 8601 date
    sentence: str  # the sentence, or the run of sentences, that holds the words
    sentence_start: int
    start: int
    stop: int
    rule: str
    confidence: float
    basis: str = "stated"  # stated | restored | inherited
    url: str | None = None  # where the article was published, http or https
    verified: bool = False  # by a person, see docs/review.md

    @property
    def cited(self) -> str:
        """The article in a line: title, date, address, as far as they are known."""
        return " · ".join(part for part in (self.title, self.published, self.url) if part)

    @property
    def words(self) -> str:
        """The words themselves: `text[start:stop]` of the article."""
        return self.sentence[self.start - self.sentence_start : self.stop - self.sentence_start]

    @property
    def marked(self) -> tuple[str, str, str]:
        """The sentence in three parts: before the words, the words, after them."""
        start, stop = self.start - self.sentence_start, self.stop - self.sentence_start
        return self.sentence[:start], self.sentence[start:stop], self.sentence[stop:]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article: what is known of it, and its text, on which every offset hangs."""

    iri: str
    id: str
    title: str | None
    author: str | None
    publisher: str | None
    published: str | None
    territory: str | None  # name of the division whose bodies 我省, 市局 … stand for
    url: str | None
    source: str | None  # name of the file
    sha256: str
    text: str
    sentences: tuple[tuple[int, int], ...]

    @property
    def label(self) -> str:
        return self.title or self.id


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity; `evidence` are its mentions, in text order."""

    iri: str
    label: str  # its full name
    type: str  # one of model.MENTION_TYPES
    code: str | None  # division code
    aliases: tuple[str, ...]  # surface forms that differ from the name
    is_global: bool  # identified beyond its article
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class FillerView:
    """What fills a role of an event: always a node with a label, words too."""

    role: str  # one of model.ROLES
    iri: str
    label: str
    kind: str  # entity | date | figure | words
    type: str | None  # the entity's type
    evidence: tuple[Evidence, ...]

    @property
    def basis(self) -> str:
        """stated where any evidence states it, else restored or inherited."""
        found = {e.basis for e in self.evidence}
        return next((b for b in ("stated", "restored", "inherited") if b in found), "stated")

    @property
    def verified(self) -> bool:
        """Whether a person has verified it."""
        return any(e.verified for e in self.evidence)


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that was done or is planned; `evidence` are the clauses that state it."""

    iri: str
    label: str
    type: str  # one of model.EVENT_TYPES
    status: str  # done | planned
    trigger: str
    article: str  # IRI
    fillers: tuple[FillerView, ...]
    evidence: tuple[Evidence, ...]

    def role(self, name: str) -> tuple[FillerView, ...]:
        """The fillers of one role."""
        return tuple(f for f in self.fillers if f.role == name)

    @property
    def verified(self) -> bool:
        """Whether a person has verified it."""
        return any(e.verified for e in self.evidence)


@dataclass(frozen=True, slots=True)
class RelationView:
    """A shortcut between two entities; `iri` is its predicate, `type` that predicate's local name."""

    iri: str
    label: str  # Chinese label of the predicate: 督导
    type: str  # one of model.RELATIONS
    subject: str  # IRI
    subject_label: str
    subject_type: str
    object: str  # IRI
    object_label: str
    object_type: str
    post: str | None  # holdsPost only: 厅长
    evidence: tuple[Evidence, ...]
    events: tuple[str, ...]  # IRIs of the events it follows from

    @property
    def verified(self) -> bool:
        """Whether a person has verified it."""
        return any(e.verified for e in self.evidence)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure; `lower` and `upper` are what its modifier says (100多 is at least 100), None where nothing bounds it."""

    iri: str
    label: str  # as in the text: 1700多个
    type: str  # level | increase | decrease
    value: float
    max: float | None
    lower: float | None
    upper: float | None
    unit: str | None
    modifier: str | None
    indicator: str | None
    measures: str | None  # the standard indicator that its words and unit name: 党组织覆盖率
    baseline: str | None
    scope: str | None
    as_of: str | None
    evidence: tuple[Evidence, ...]
    place: str | None = None  # IRI of the scope
    status: str = "done"  # done | planned

    @property
    def verified(self) -> bool:
        """Whether a person has verified it."""
        return any(e.verified for e in self.evidence)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What lies within `depth` steps of an entity, over relations and events that happened or are planned."""

    focus: EntityView
    depth: int
    entities: tuple[EntityView, ...]  # without the focus; nearest first, then by name
    distance: tuple[int, ...]  # of each entity of `entities`
    relations: tuple[RelationView, ...]  # those with both ends inside
    events: tuple[EventView, ...]  # those with a filler inside
