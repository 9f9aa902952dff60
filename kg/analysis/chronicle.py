"""The chronicle (大事记) of a body: dated entries, figures, plans and their follow-up, each with its sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, get_args

from kg.analysis.judged import verified_nodes
from kg.analysis.sightings import same
from kg.analysis.texts import articles_of, by_article, names_of
from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.network import bounds_of
from kg.graph.views import EntityView, EventView, Evidence, FigureView
from kg.rdf.bounds import OPEN, date_bounds
from kg.rdf.ontology import labels
from kg.rdf.vocabulary import KG
from kg.tables.patterns import patterns

__all__ = ["GROUPINGS", "Count", "Entry", "Grouping", "Quote", "Report", "groups", "report", "spoken"]

Grouping = Literal["date", "body", "place", "theme"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
NOT_SAID = {"body": "独自开展 alone", "place": "未言明地点 no place named", "theme": "未言明事项 no theme named"}
UNDATED = "日期不详 no date given"
_CARRIED_OUT = "SELECT ?plan ?event WHERE { ?plan kg:carriedOutBy ?event } ORDER BY ?plan ?event"
_POINT = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_CHANGES = {"increase": ("增加", "上升", "高"), "decrease": ("减少", "下降", "低")}  # of a number, of a rate, against others
Span = tuple[str | None, str | None]
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    rates: frozenset[str]  # units
    time: re.Pattern[str]  # 去年同期, 年初; not 全省平均水平


@cache
def _words() -> _Words:
    return patterns("chronicle", _Words)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an article, with the offsets of the words in it that state something."""

    article: str  # id, or the IRI where several articles have that id
    title: str
    published: str | None
    start: int
    stop: int
    sentence: str

    @property
    def source(self) -> str:
        """《title》, day of publication, article:start-stop."""
        return ", ".join(
            part for part in (f"《{self.title}》", self.published, f"{self.article}:{self.start}-{self.stop}") if part
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done or is planned, once, however many articles tell of it; `quotes` is never empty."""

    when: str  # as people write it; "" where no text gives a time
    span: Span  # first and last day
    kind: str  # 督导, 会议 …
    label: str  # who did what
    agents: Names
    partners: Names  # co-agents and participants
    targets: Names
    themes: Names
    places: Names
    counts: Names
    quotes: tuple[Quote, ...]
    verified: bool = False  # by a person, in one telling at least
    followed: tuple[Entry, ...] = ()  # of a plan: what carries it out


@dataclass(frozen=True, slots=True)
class Count:
    """A figure about the body, as in the text; of a change `value` says the direction and, where the text does, since when."""

    when: str
    span: Span
    indicator: str
    value: str
    scope: str
    quotes: tuple[Quote, ...]
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The chronicle of a body, of one year or of all; entries, plans and figures by time, those without a time last."""

    body: str
    year: int | None
    by: Grouping
    entries: tuple[Entry, ...]
    plans: tuple[Entry, ...]
    figures: tuple[Count, ...]

    @property
    def has_verified(self) -> bool:
        """Whether a person has verified anything in it."""
        followed = tuple(done for plan in self.plans for done in plan.followed)
        entries = (*self.entries, *self.plans, *followed)
        return any(entry.verified for entry in entries) or any(count.verified for count in self.figures)

    @property
    def title(self) -> str:
        return f"{self.body}{f'{self.year}年' if self.year else ''}大事记"


def report(graph: Graph, *, body: str, year: int | None = None, by: str = "date") -> Report:
    """The chronicle of the entity of that name: every event and plan that names it, and figures about it.

    An event belongs to the years that its time touches, without a time to the year of publication; a plan also to the year in
    which it was published. Raises UsageError for a name or a grouping that there is not.
    """
    grouping = next((known for known in GROUPINGS if known == by), None)
    if grouping is None:
        raise UsageError(f"there is no grouping {by!r}; there are: {', '.join(GROUPINGS)}")
    articles_of(graph)
    entity = graph.entity(body)
    write = _Writer.of(graph)
    mine = [e for e in graph.events() if e.evidence and any(f.iri == entity.iri for f in e.fillers)]
    done = [e for e in mine if e.status == "done" and write.touches(e, year)]
    planned = [e for e in mine if e.status == "planned" and (write.touches(e, year) or write.published(e) == str(year))]
    figures = [c for c in map(write.count, _figures_of(graph, entity)) if year is None or _touches(c.span, year)]
    return Report(
        body=entity.label,
        year=year,
        by=grouping,
        entries=tuple(sorted((write.entry(group) for group in write.told(done)), key=_order)),
        plans=tuple(sorted((write.plan(group) for group in write.told(planned)), key=_order)),
        figures=tuple(sorted(figures, key=_order)),
    )


def _order(item: Entry | Count) -> tuple[bool, str, str, str, int]:
    first, last = item.span
    return (not item.when, first or last or "", last or "", item.quotes[0].article, item.quotes[0].start)


def _touches(span: Span, year: int) -> bool:
    first, last = span
    return (first or last or "")[:4] <= str(year) <= (last or first or "")[:4]


def _figures_of(graph: Graph, entity: EntityView) -> Iterator[FigureView]:
    """Unplanned figures whose scope is the body, whose sentence names it, or of its division in an article that names it."""
    seats = {r.object_label for r in graph.relations("locatedIn") if r.subject == entity.iri}
    articles = {e.article for e in entity.evidence}
    sentences = {(e.article, e.sentence_start) for e in entity.evidence}
    for figure in graph.figures():
        where = [(e.article, e.sentence_start) for e in figure.evidence]
        of_seat = figure.scope in seats and any(article in articles for article, _ in where)
        about = figure.scope == entity.label or of_seat or sentences.intersection(where)
        if where and figure.indicator and figure.status == "done" and about:
            yield figure


@dataclass(frozen=True)
class _Writer:
    """Makes entries of events: what it needs to know of the whole graph."""

    graph: Graph
    names: dict[str, str]
    values: dict[str, str]  # of figures, by IRI
    day: dict[str, str | None]
    alike: dict[str, str]
    carried: dict[str, tuple[EventView, ...]]
    verified: frozenset[str]

    @classmethod
    def of(cls, graph: Graph) -> _Writer:
        articles = graph.articles()
        events = {e.iri: e for e in graph.events()}
        carried: dict[str, list[EventView]] = defaultdict(list)
        for plan, event in graph.query(_CARRIED_OUT):
            if str(event) in events:
                carried[str(plan)].append(events[str(event)])
        return cls(
            graph,
            names_of(graph),
            {f.iri: _value(f) for f in graph.figures()},
            {a.iri: a.published for a in articles},
            same(graph),
            {plan: tuple(found) for plan, found in carried.items()},
            verified_nodes(graph),
        )

    def published(self, event: EventView) -> str:
        """The year of publication; "" where it is unknown."""
        return (self.day[event.article] or "")[:4]

    def touches(self, event: EventView, year: int | None) -> bool:
        return year is None or _touches(self.span(event), year)

    def span(self, event: EventView) -> Span:
        """The days that its time allows; without a time, that of publication."""
        first, last = bounds_of(event.role("time"))
        return (first, last) if first else (None, self.day[event.article])

    def told(self, events: Iterable[EventView]) -> list[tuple[EventView, ...]]:
        """The tellings of each happening."""
        tellings: dict[str, list[EventView]] = defaultdict(list)
        for event in events:
            tellings[self.alike.get(event.iri, event.iri)].append(event)
        return [tuple(group) for group in tellings.values()]

    def entry(self, tellings: tuple[EventView, ...]) -> Entry:
        event = tellings[0]
        names = {role: _names(tellings, role) for role in ("agent", "co_agent", "participant", "target", "theme", "place")}
        dated = next((e for e in tellings if bounds_of(e.role("time"))[0]), None)
        return Entry(
            when="、".join(spoken(f.label) for f in dated.role("time")) if dated else "",
            span=self.span(dated or event),
            kind=labels()[KG + event.type],
            label=event.label,
            agents=names["agent"],
            partners=tuple(dict.fromkeys(names["co_agent"] + names["participant"])),
            targets=names["target"],
            themes=names["theme"],
            places=names["place"],
            counts=tuple(dict.fromkeys(self.values.get(f.iri, f.label) for e in tellings for f in e.role("count"))),
            quotes=tuple(dict.fromkeys(self.quote(words) for e in tellings for words in by_article(e.evidence))),
            verified=any(e.verified or e.iri in self.verified for e in tellings),
        )

    def plan(self, tellings: tuple[EventView, ...]) -> Entry:
        done = [event for plan in tellings for event in self.carried.get(plan.iri, ()) if event.evidence]
        followed = sorted((self.entry(group) for group in self.told(done)), key=_order)
        return replace(self.entry(tellings), followed=tuple(followed))

    def count(self, figure: FigureView) -> Count:
        first, last = (date_bounds(figure.as_of) if figure.as_of else None) or (None, None)
        published = self.day[figure.evidence[0].article]
        return Count(
            when=spoken(figure.as_of) if figure.as_of else "",
            span=(first, last) if first else (None, published),
            indicator=figure.indicator or "",
            value=self.values[figure.iri],
            scope=figure.scope or "",
            quotes=tuple(map(self.quote, by_article(figure.evidence))),
            verified=figure.verified or figure.iri in self.verified,
        )

    def quote(self, e: Evidence) -> Quote:
        article = self.names[e.article]
        return Quote(article, e.title or article, e.published, e.start, e.stop, e.sentence.strip())


def _value(figure: FigureView) -> str:
    """下降22.4%(较2017年), 增加55个, 高5个百分点(较全省平均水平); a level as in the text."""
    if figure.type not in _CHANGES:
        return figure.label
    over_time = figure.baseline is None or _words().time.search(figure.baseline)
    how = 2 if not over_time else figure.unit in _words().rates
    baseline = f"(较{spoken(figure.baseline)})" if figure.baseline else ""
    return f"{_CHANGES[figure.type][how]}{figure.label}{baseline}"


def _names(tellings: Iterable[EventView], role: str) -> Names:
    return tuple(dict.fromkeys(f.label for event in tellings for f in event.role(role)))


def groups(found: Report) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """The entries under headings: months, or the bodies, places or themes named, those with most entries first.

    An entry that names two bodies stands under both; one that names none under what says so, last.
    """
    under: dict[str, list[Entry]] = defaultdict(list)
    for entry in found.entries:
        for heading in _headings(entry, found):
            under[heading].append(entry)
    if found.by != "date":
        last = NOT_SAID[found.by]
        return tuple((h, tuple(e)) for h, e in sorted(under.items(), key=lambda item: (item[0] == last, -len(item[1]), item[0])))
    return tuple((heading, tuple(entries)) for heading, entries in under.items())


def _headings(entry: Entry, found: Report) -> Names:
    if found.by == "date":
        first, last = entry.span
        if not entry.when:
            return (UNDATED,)
        same_month = first is not None and last is not None and first[:7] == last[:7]
        return (spoken((first or "")[: 7 if same_month else 4]),)
    named = {"body": entry.agents + entry.partners + entry.targets, "place": entry.places, "theme": entry.themes}[found.by]
    return tuple(dict.fromkeys(n for n in named if n != found.body)) or (NOT_SAID[found.by],)


def spoken(value: str) -> str:
    """A date value as people write it: 2019-10-18 → 2019年10月18日, 2018/2020 → 2018年至2020年, 2013/.. → 2013年至今.

    Others stay as they are.
    """
    parts = ["今" if part == OPEN else _point(part) for part in value.split("/")]
    return "至".join(dict.fromkeys(parts))


def _point(value: str) -> str:
    found = _POINT.match(value)
    if found is None:
        return value
    return "".join(f"{int(number)}{unit}" for number, unit in zip(found.groups(), "年月日", strict=True) if number)
