"""The data of one article: frozen, slotted, tuples inside.

Every stage is a function `Document -> Document`. Spans are half-open `[start, stop)` in Unicode code
points of `Document.text`, which never changes after reading.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

LineKind = Literal["title", "heading", "paragraph", "metadata", "boilerplate"]
Status = Literal["done", "planned"]
FillerKind = Literal["entity", "date", "figure", "words"]
Basis = Literal["stated", "restored", "inherited"]
FigureKind = Literal["level", "increase", "decrease"]
Verdict = Literal["accept", "reject", "amend", "add"]

BODY_TYPES: tuple[str, ...] = (
    "GovernmentAgency",
    "PartyOrgan",
    "PartyUnit",
    "MassOrganization",
    "SocialOrganization",
    "Organization",
)
MENTION_TYPES: tuple[str, ...] = (
    *BODY_TYPES,
    "Place",
    "Person",
    "Initiative",
    "PolicyConcept",
    "Document",
    "Conference",
    "Platform",
    "Award",
)
EVENT_TYPES: tuple[str, ...] = (
    "Inspection",
    "Meeting",
    "Training",
    "Pilot",
    "Recognition",
    "Establishment",
    "Election",
    "Issuance",
    "Rectification",
    "Dispatch",
    "Publicity",
    "Implementation",
    "Reporting",
    "Assistance",
    "Study",
    "Cooperation",
)
ROLES: tuple[str, ...] = ("agent", "co_agent", "participant", "target", "theme", "place", "time", "count")
RELATIONS: tuple[str, ...] = (
    "jointActionWith",
    "supervises",
    "visits",
    "pilotedIn",
    "promotes",
    "recognizes",
    "issues",
    "holds",
    "heldIn",
    "founds",
    "receivesAward",
    "unitOf",
    "locatedIn",
    "componentOf",
    "holdsPost",
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text, half-open, in code points."""

    start: int
    stop: int

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.stop]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.stop <= self.stop

    def overlaps(self, other: Span) -> bool:
        return self.start < other.stop and other.start < self.stop

    def __len__(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article besides its text: from the table the user gives, else from its own lines."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO 8601 date
    section: str | None = None  # the site's column, 经验交流
    territory: str | None = None  # official name of the division whose bodies 我省, 市局 … stand for
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text and what it is for; only title, heading and paragraph are content."""

    span: Span
    kind: LineKind


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the tagger's tag (LAC's set: n, v, PER, LOC, ORG, TIME, …)."""

    span: Span
    tag: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a content line, ended by 。！？!? or the line's end, its mark included."""

    span: Span
    line: int  # index into Document.lines
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class EntityRef:
    """Identity inside one article: equal names with different codes stay apart (鼓楼区 320106, 350102)."""

    name: str
    type: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names an entity. Before resolution `name` is empty."""

    id: str
    span: Span
    type: str
    name: str = ""
    code: str | None = None  # six digits of GB/T 2260 for divisions
    resolved: bool = True  # False: the name is the surface, since nothing anchors it
    rule: str = "gold"
    confidence: float = 1.0
    decision: str | None = None  # id of the judgement that verified or made it

    @property
    def entity(self) -> EntityRef:
        return EntityRef(self.name, self.type, self.code)


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar expression with its value in ISO 8601 / TIMEX3 (annotation.md, section 3)."""

    id: str
    span: Span
    value: str
    rule: str = "gold"
    confidence: float = 1.0
    decision: str | None = None  # id of the judgement that verified or made it


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with unit and qualifier (annotation.md, section 4); `value` is scaled (1.2万 → 12000)."""

    id: str
    span: Span
    value: float
    unit: str | None = None
    modifier: str | None = None
    max: float | None = None
    indicator: str | None = None
    kind: FigureKind = "level"
    baseline: str | None = None
    scope: str | None = None
    as_of: str | None = None
    status: Status = "done"  # planned: a target, 力争到2025年达到95%
    rule: str = "gold"
    confidence: float = 1.0
    decision: str | None = None  # id of the judgement that verified or made it


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: an entity, a date value, a figure's id, or the words themselves.

    `span` is where the filler stands in the text; a restored agent has the span it was taken from.
    """

    role: str
    kind: FillerKind
    value: str  # entity name | date value | figure id | words
    entity: EntityRef | None = None
    span: Span | None = None
    basis: Basis = "stated"
    rule: str = "gold"
    confidence: float = 1.0
    decision: str | None = None  # id of the judgement that verified or made it


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody did, does or plans, standing on the clause `evidence`.

    `which` tells events of one type at one trigger apart where people decide on them (召开 in May and in October).
    """

    id: str
    type: str
    trigger: Span
    evidence: Span
    status: Status = "done"
    fillers: tuple[Filler, ...] = ()
    rule: str = "gold"
    confidence: float = 1.0
    decision: str | None = None  # id of the judgement that verified or made it
    which: int = 0

    def role(self, name: str) -> tuple[Filler, ...]:
        """The fillers of one role, in text order."""
        return tuple([f for f in self.fillers if f.role == name])


@dataclass(frozen=True, slots=True)
class Relation:
    """A shortcut between two entities, and what it follows from."""

    subject: EntityRef
    predicate: str
    object: EntityRef
    evidence: Span  # the clause or the mention it stands on
    post: str | None = None  # holdsPost only: 厅长
    sources: tuple[str, ...] = ()  # ids of the events or mentions it follows from
    rule: str = "gold"
    confidence: float = 1.0
    decision: str | None = None  # id of the judgement that verified or made it


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided about a statement of the article: who, when and why, and what was read there before."""

    id: str
    kind: str  # mention | name | date | figure | event | role | relation
    verdict: Verdict
    span: Span
    said: str  # the statement that was judged, in a line
    who: str
    when: str  # UTC: 2026-11-29T08:30:00Z
    why: str = ""
    now: str = ""  # of an amended statement what it says now, in a line


@dataclass(frozen=True, slots=True)
class Document:
    """An article on its way through the pipeline; each stage fills further fields."""

    id: str
    text: str
    metadata: Metadata = Metadata()
    territory: EntityRef | None = None  # the resolved division of Metadata.territory
    lines: tuple[Line, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    dates: tuple[Date, ...] = ()
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()
    relations: tuple[Relation, ...] = ()
    warnings: tuple[str, ...] = ()
    window: Span | None = None  # gold: the annotated stretch
    judgements: tuple[Judgement, ...] = ()  # in the order in which they were made
    source: str | None = field(default=None, compare=False)  # file name as given

    @property
    def sha256(self) -> str:
        """Hash of the text, on which every offset hangs."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()
