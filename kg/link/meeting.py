"""Where articles speak of the same: events told twice, figures that contradict each other, plans that were carried out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, groupby, islice

from kg.link.figures import Told, opposed, thing_of, unit_of
from kg.link.groups import Groups
from kg.link.links import Attested, Joined, Link, Links
from kg.link.records import ArticleRecord, Counted, Fact, Happening, Said
from kg.link.signature import ALIKE, likeness

__all__ = ["attested", "carried_out", "contradictions", "counts", "reprints", "retold", "same_happenings"]

_CROWD = 40  # so many events of one body, kind and day tell nothing about which is which
_MOST = 200  # links between the numbers given for one thing: more of them tell no more
_ALIKE = 0.5  # of the characters of two themes, taken in pairs
_EQUAL = 0.9  # of the runs of two texts from different divisions
_AFTER = timedelta(days=366)  # a plan for a year may be reported on in the year after

Shared = Callable[[str], str]
Happened = tuple[str, Happening]  # the article's group of reprints, and what it tells


def reprints(pairs: Iterable[tuple[str, str, float]], records: Mapping[str, ArticleRecord]) -> tuple[Link, ...]:
    """Each text that is nearly the same as an earlier one, linked to the earliest that it is itself like.

    Likeness is no chain: of bulletins that change a little every week the last is no reprint of the first. Nor is the notice
    of a city that takes over most words of its province's: texts of two divisions must be equal but for a tenth.
    """
    groups = Groups()
    met = set()
    for one, other, _ in pairs:
        groups.join(one, other)
        met |= {one, other}
    found = []
    for group in groups.of(met).values():
        originals: list[ArticleRecord] = []
        for r in sorted((records[iri] for iri in group), key=lambda r: (r.published or "9", r.iri)):
            alike = ((original, _likeness(original, r)) for original in originals)
            first = next(((original, share) for original, share in alike if share), None)
            if first is None:
                originals.append(r)
            else:
                how = f"{first[1]:.0%} of its runs of five characters"
                found.append(Link(r.iri, "reprintOf", first[0].iri, "reprint:minhash", how))
    return tuple(sorted(found))


def retold(copies: Iterable[Link], records: Mapping[str, ArticleRecord]) -> Iterator[Joined]:
    """The events and figures of each reprint that stand on the same words in the text that it reprints: they are those of it.

    Words that stand in one of the two more often than in the other leave open which is which.
    """
    for copy in copies:
        ones, firsts = (_by_words(records[iri].said) for iri in (copy.one, copy.other))
        for words in sorted(ones.keys() & firsts.keys()):
            if len(ones[words]) == len(firsts[words]):
                for one, first in zip(ones[words], firsts[words], strict=True):
                    yield Joined(one, first, "", "reprint:words", "the same words in a text and its reprint")


def _by_words(said: Iterable[Said]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri, words in said:
        found[words].append(iri)
    return found


def _likeness(one: ArticleRecord, other: ArticleRecord) -> float:
    """The share of runs in common where it makes one a reprint of the other, else 0."""
    share = likeness(one.signature, other.signature)
    same_home = one.home == other.home or one.home is None or other.home is None
    return share if share >= (ALIKE if same_home else _EQUAL) else 0.0


def attested(records: Iterable[ArticleRecord], original: Mapping[str, str], shared: Shared) -> tuple[Attested, ...]:
    """The facts that two independent articles or more state; an article and its reprints count once."""
    found: dict[Fact, set[str]] = defaultdict(set)
    for r in records:
        for s, p, o in r.facts:
            found[_fact(shared(s), p, shared(o))].add(original.get(r.iri, r.iri))
    return tuple(sorted(Attested(fact, tuple(sorted(articles))) for fact, articles in found.items() if len(articles) > 1))


def _fact(one: str, predicate: str, other: str) -> Fact:
    """The fact under one name, whichever way round it is told."""
    return (other, predicate, one) if predicate.endswith("jointActionWith") and other < one else (one, predicate, other)


def counts(records: Iterable[ArticleRecord], links: Links) -> dict[str, int]:
    """How many events, relations and figures the articles tell of: each once, however many articles tell of it."""
    shared, again = links.shared, {j.local for j in links.retold}
    said: Counter[str] = Counter()
    relations: set[Fact] = set()
    for r in records:
        said.update("figures" if "/figure/" in iri else "events" for iri, _ in r.said if iri not in again)
        relations.update(_fact(*(shared[node].shared if node in shared else node for node in fact)) for fact in r.facts)
    return {"events": said["events"], "relations": len(relations), "figures": said["figures"]}


def same_happenings(told: Iterable[Happened], shared: Shared) -> Iterator[Link]:
    """Events of one kind on one day by one body, with a second thing in common, in two independent articles."""
    blocks: dict[tuple[str, str, str], list[Happened]] = defaultdict(list)
    for article, h in told:
        if not h.planned and h.first and h.first == h.last:
            for agent in {shared(a) for a in h.agents}:
                blocks[h.type, agent, h.first].append((article, h))
    seen = set()
    for (_, _, day), events in sorted(blocks.items()):
        if len(events) > _CROWD:
            continue
        for (a, one), (b, other) in combinations(sorted(events, key=lambda e: e[1].iri), 2):
            common = {shared(x) for x in one.others} & {shared(x) for x in other.others}
            if a != b and (common or set(one.words) & set(other.words)) and (one.iri, other.iri) not in seen:
                seen.add((one.iri, other.iri))
                reason = f"the same kind of event by the same body on {day}, with something else in common"
                yield Link(one.iri, "sameHappening", other.iri, "happening:day", reason)


def contradictions(counted: Iterable[tuple[str, Counted]], shared: Shared) -> Iterator[Link]:
    """Figures of the same thing, place and time whose bounds exclude each other, in two independent articles.

    A link for two numbers, however many articles give each.
    """
    placed = sorted((article, c._replace(scope=shared(c.scope), unit=unit_of(c.unit))) for article, c in counted)
    for _, pairs in groupby(opposed(placed), key=lambda pair: thing_of(pair[0][0][1])):
        links = (link for one, other in pairs if (link := _contradiction(one, other)))
        yield from islice(links, _MOST)


def _contradiction(ones: Iterable[Told], others: Iterable[Told]) -> Link | None:
    """Of the first figures of two articles; None where one article alone gives both numbers."""
    first, second = (dict(reversed(list(told))) for told in (ones, others))
    found = next(((one, other) for a, one in sorted(first.items()) for b, other in sorted(second.items()) if a != b), None)
    if found is None:
        return None
    one, other = found
    reason = f"{one.indicator} as of {one.as_of}: {one.words} and {other.words} exclude each other"
    return Link(one.iri, "contradicts", other.iri, "figure:bounds", reason)


def carried_out(told: Iterable[Happened], shared: Shared) -> Iterator[Link]:
    """Plans with what was done later: of one kind, by one body, on what is alike, in the planned time or the year after."""
    plans, done = [], defaultdict(list)
    for article, h in told:
        if h.planned:
            plans.append((article, h))
        elif h.first:
            for agent in {shared(a) for a in h.agents}:
                done[h.type, agent].append((article, h))
    for article, plan in sorted(plans, key=lambda p: p[1].iri):
        events = {
            e.iri: e for agent in {shared(a) for a in plan.agents} for other, e in done[plan.type, agent] if other != article
        }
        for iri in sorted(events):
            if plan.first and plan.last and _in_time(events[iri], plan.first, plan.last) and _common(plan, events[iri], shared):
                reason = (
                    f"planned for {plan.first} to {plan.last}, done from {events[iri].first}, by the same body on the same thing"
                )
                yield Link(plan.iri, "carriedOutBy", iri, "plan:theme", reason)


def _in_time(event: Happening, first: str, last: str) -> bool:
    until = date.fromisoformat(last) + _AFTER if last < "9998" else date.max
    return event.first is not None and first <= (event.last or event.first) and event.first <= until.isoformat()


def _common(plan: Happening, event: Happening, shared: Shared) -> bool:
    """A node or a theme in common; words count as alike where half of their pairs of characters are the same."""
    if {shared(x) for x in plan.others} & {shared(x) for x in event.others}:
        return True
    return any(_dice(a, b) >= _ALIKE for a in plan.words for b in event.words)


def _dice(one: str, other: str) -> float:
    a, b = ({words[i : i + 2] for i in range(len(words) - 1)} for words in (one, other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else float(one == other)
