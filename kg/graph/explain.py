"""Why the graph says what it says: each statement in a line, with the words, the rule and the confidence behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.graph.views import EntityView, EventView, Evidence, FigureView, RelationView
from kg.record import number

__all__ = ["Explanation", "of_entity", "of_event", "of_figure", "of_relation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One statement on one stretch of words."""

    what: str  # 甘肃省民政厅 supervises 甘肃古籍文献整理编译中心
    nodes: frozenset[str]  # IRIs that the statement ties
    evidence: Evidence


def of_entity(entity: EntityView) -> Iterator[Explanation]:
    """Its mentions."""
    yield from _each(f"{entity.type} {entity.label}" + (f" {entity.code}" if entity.code else ""), (entity.iri,), entity.evidence)


def of_event(event: EventView) -> Iterator[Explanation]:
    """That it happened or is planned, then who and what fills its roles."""
    what = f"{event.type} ({event.status}) {event.trigger}"
    yield from _each(what, (event.iri, *(f.iri for f in event.fillers)), event.evidence)
    for filler in event.fillers:
        for e in filler.evidence:
            yield Explanation(f"{what}: {filler.role} {filler.label} ({e.basis})", frozenset((event.iri, filler.iri)), e)


def of_relation(relation: RelationView) -> Iterator[Explanation]:
    """The clauses or names that it follows from."""
    post = f" ({relation.post})" if relation.post else ""
    what = f"{relation.subject_label} {relation.type} {relation.object_label}{post}"
    yield from _each(what, (relation.subject, relation.object), relation.evidence)


def of_figure(figure: FigureView) -> Iterator[Explanation]:
    """The words that give the number."""
    what = f"Figure {number(figure.value)}{figure.unit or ''} {figure.indicator or ''} ({figure.type})"
    yield from _each(what, (figure.iri,), figure.evidence)


def _each(what: str, nodes: Iterable[str], evidence: Iterable[Evidence]) -> Iterator[Explanation]:
    for e in evidence:
        yield Explanation(what, frozenset(nodes), e)
