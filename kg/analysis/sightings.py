"""What the articles say of an initiative, statement by statement: piloted, adopted, planned or merely named, where and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from kg.analysis.judged import is_doubtful, verified_nodes
from kg.analysis.texts import by_article, names_of
from kg.analysis.units import Places
from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.naming import did_you_mean
from kg.graph.network import bounds_of
from kg.graph.views import ArticleView, EntityView, EventView, Evidence
from kg.link.coinage import coinage

__all__ = ["KINDS", "Kind", "Sighting", "initiatives", "same", "sightings"]

Kind = Literal["pilot", "adoption", "plan", "mention"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_KIND_OF: dict[str, Kind] = {"Pilot": "pilot", "Implementation": "adoption"}
_VARIANTS = "SELECT ?a ?b WHERE { ?a kg:variantOf ?b }"
_SAME = "SELECT ?a ?tie ?b WHERE { ?a ?tie ?b VALUES ?tie { kg:sameHappening kg:reprintOf } } ORDER BY ?a ?b"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One statement about the initiative at one place."""

    kind: Kind
    initiative: EntityView
    event: EventView | None  # None where an article names the initiative and tells nothing of it
    code: str | None  # of the division, as the text says it
    basis: str | None  # place: the clause names it | seat: that of who acts | home: that of the article
    earliest: str | None  # first day that the text allows; None where it gives no time
    latest: str | None  # last day that the text allows; else the day of publication, by which it was so
    article: ArticleView
    name: str  # of the article, as names_of has it
    evidence: Evidence
    verified: bool = False  # by a person
    doubtful: bool = False  # not verified, and less sure than what --accepted keeps

    @property
    def year(self) -> int | None:
        """The year of the first possible day; without a time, of publication."""
        day = self.earliest or self.latest
        return int(day[:4]) if day else None

    @property
    def id(self) -> str:
        """article:start-stop, in code points of the article's text; no two places of the graph have the same."""
        return f"{self.name}:{self.evidence.start}-{self.evidence.stop}"


def initiatives(graph: Graph, name: str, *, variants: bool = False) -> tuple[EntityView, ...]:
    """The initiatives of that name, whoever runs them; with `variants` also those that the graph calls variants of them.

    Quotation marks do not count (“双孵化”), and the words in a name's quotes will do (银龄哨兵 for “银龄哨兵”工作法).
    Raises UsageError where there is none, naming some that there are.
    """
    words = coinage(name).words
    known = {e.iri: e for e in graph.entities("Initiative")}
    found = {
        i
        for i, e in known.items()
        if name == i or f"“{name}”" in e.label or words in {coinage(n).words for n in (e.label, *e.aliases)}
    }
    if not found:
        names = tuple(dict.fromkeys(e.label for e in known.values()))
        some = did_you_mean(name, names) or f"there are: {'、'.join(names[:5])}{' …' if len(names) > 5 else ''}"
        raise UsageError(f"no initiative is called {name!r}" + (f"; {some}" if names else ": the graph has none"))
    if variants:
        pairs = [(str(a), str(b)) for a, b in graph.query(_VARIANTS)]
        found |= {end for pair in pairs if found & set(pair) for end in pair if end in known}
    return tuple(known[iri] for iri in sorted(found))


def same(graph: Graph) -> dict[str, str]:
    """Event or article → the one that stands for all tellings of it: of a happening, of a text that was reprinted the first."""
    first: dict[str, str] = {}

    def top(node: str) -> str:
        while node in first:
            node = first[node]
        return node

    for a, tie, b in graph.query(_SAME):
        ends = top(str(b)), top(str(a))
        one, other = ends if str(tie).endswith("reprintOf") else sorted(ends)
        if one != other:
            first[other] = one
    return {node: top(node) for node in first}


def sightings(graph: Graph, of: Iterable[EntityView], places: Places) -> tuple[Sighting, ...]:
    """Every statement about the initiatives, by time and place of words.

    An event lies at the places that it names, else where those have their seat who act, else at home with its article, as the
    graph's practices do. An article that names an initiative and tells of no event about it gives one mere mention.
    """
    texts = _Texts.of(graph)
    verified = verified_nodes(graph)
    found = {iri.iri: iri for iri in of}
    seen: list[Sighting] = []
    told: dict[str, set[str]] = defaultdict(set)  # initiative → articles
    for event in graph.events():
        about = dict.fromkeys(f.iri for role in ("theme", "target") for f in event.role(role) if f.iri in found)
        for iri in about:
            told[iri] |= {event.article, *(e.article for e in event.evidence)}
            seen.extend(_of_event(event, found[iri], texts, places, event.verified or event.iri in verified))
    for iri, initiative in found.items():
        seen.extend(_mentions(initiative, texts, told[iri], places))
    return tuple(sorted(seen, key=_order))


@dataclass(frozen=True, slots=True)
class _Texts:
    """The articles by IRI, what each is called, and of each reprint the article that it reprints."""

    articles: dict[str, ArticleView]
    names: dict[str, str]
    alike: dict[str, str]

    @classmethod
    def of(cls, graph: Graph) -> _Texts:
        return cls({a.iri: a for a in graph.articles()}, names_of(graph), same(graph))

    def original(self, iri: str) -> ArticleView:
        """The article, of a reprint the one that it reprints: where and when its words say something."""
        return self.articles[self.alike.get(iri, iri)]


def _order(s: Sighting) -> tuple[str, str, int, str, str]:
    return (s.earliest or s.latest or "", s.name, s.evidence.start, s.code or "", s.initiative.iri)


def _of_event(event: EventView, initiative: EntityView, texts: _Texts, places: Places, verified: bool) -> Iterator[Sighting]:
    """One for the article and for each reprint that tells it in the same words."""
    kind: Kind = "plan" if event.status == "planned" else _KIND_OF.get(event.type, "mention")
    article = texts.articles[event.article]
    first, last = bounds_of(event.role("time"))
    if first is None and kind != "plan":
        last = article.published
    elif first is None:
        first = article.published  # what is planned comes after
    codes, basis = _where(event, article, places)
    doubtful = not verified and is_doubtful(event, initiative.iri)
    for told in by_article(event.evidence):
        at, name = texts.articles[told.article], texts.names[told.article]
        for code in codes or (None,):
            yield Sighting(kind, initiative, event, code, basis, first, last, at, name, told, verified, doubtful)


def _where(event: EventView, article: ArticleView, places: Places) -> tuple[tuple[str, ...], str | None]:
    named = [places.code(f.iri) for f in event.role("place") if f.type == "Place"]
    seats = [places.code(f.iri) for f in event.role("agent")]
    for codes, basis in ((named, "place"), (seats, "seat"), ([places.homes.get(article.iri)], "home")):
        if known := tuple(dict.fromkeys(code for code in codes if code)):
            return known, basis
    return (), None


def _mentions(initiative: EntityView, texts: _Texts, told: Collection[str], places: Places) -> Iterator[Sighting]:
    for e in by_article(initiative.evidence):
        if e.article not in told:
            original = texts.original(e.article)
            home, last = places.homes.get(original.iri), original.published
            basis, at = "home" if home else None, texts.articles[e.article]
            yield Sighting(
                "mention", initiative, None, home, basis, None, last, at, texts.names[e.article], e, verified=e.verified
            )
