"""What is meant by a name: the entities that it may be, and the nearest names where it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from kg.errors import UsageError
from kg.graph.views import ArticleView, EntityView
from kg.rdf.ontology import labels
from kg.rdf.vocabulary import KG
from kg.sparql import names

__all__ = ["SeveralEntities", "check_known", "choices", "did_you_mean", "entities_called", "nearest", "unknown_terms"]

_SHOWN = 5  # names that a message suggests
_KG_DECLARED = re.compile(r"PREFIX\s+kg:\s*<([^>]*)>", re.IGNORECASE)


class SeveralEntities(UserWarning):
    """A name was given that several entities have; one of them was taken."""


def entities_called(name: str, entities: Iterable[EntityView]) -> tuple[EntityView, ...]:
    """The entities of that IRI or name, else of that surface form, else with the words in their quotes; most mentions first.

    The last only where they have one name: 银龄哨兵 for “银龄哨兵”工作法.
    """
    known = sorted(entities, key=lambda e: -len(e.evidence))
    named = [e for e in known if name in (e.iri, e.label)] or [e for e in known if name in e.aliases]
    quoted = [] if named or not name else [e for e in known if f"“{name}”" in e.label]
    return tuple(named or (quoted if len({e.label for e in quoted}) == 1 else ()))


def choices(name: str, found: Sequence[EntityView], articles: Mapping[str, ArticleView]) -> str:
    """Which of the entities of that name was taken, the first; which others there are, with place and year; how to name one."""
    taken, *others = (_told(e, articles) for e in found)
    lines = [f"{len(found)} entities are called {name}; this one is taken:", taken, "to ask of another, give its IRI:"]
    more = [f"and {len(others) - _SHOWN} more"] if len(others) > _SHOWN else []
    return "\n  ".join((*lines, *others[:_SHOWN], *more))


def _told(entity: EntityView, articles: Mapping[str, ArticleView]) -> str:
    """The entity with the territory and year of the first article that names it."""
    first = articles.get(entity.evidence[0].article) if entity.evidence else None
    where = (first.territory or f"《{first.label}》", (first.published or "")[:4]) if first else ()
    return f"{entity.iri} ({', '.join(part for part in (entity.label, entity.type, *where) if part)})"


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names that are most like it, each once: those that hold it, else those that are written much alike."""
    names = tuple(dict.fromkeys(known))
    held = [other for other in names if name and name.lower() in other.lower()]
    if held:
        return tuple(sorted(held, key=len)[:_SHOWN])
    lowered = {other.lower(): other for other in reversed(names)}
    return tuple(lowered[other] for other in get_close_matches(name.lower(), lowered, _SHOWN))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The question after the nearest names; "" where none is near."""
    found = nearest(name, known)
    return f"did you mean {'、'.join(found)}?" if found else ""


def check_known(name: str | None, known: Sequence[str], what: str) -> None:
    """Raises UsageError where a name is given that is none of those known."""
    if name is not None and name not in known:
        all_of_them = f"there are: {', '.join(known)}"
        raise UsageError(f"there is no {what} {name!r}; {did_you_mean(name, known) or all_of_them}")


def unknown_terms(sparql: str) -> Iterator[str]:
    """What a query names in our namespace and the ontology does not have, each in a message with the nearest terms."""
    declared = _KG_DECLARED.search(sparql)
    known = {iri.removeprefix(KG) for iri in labels() if iri.startswith(KG)}
    for name in names(sparql):
        iri = KG + name.removeprefix("kg:") if name.startswith("kg:") else name.strip("<>")
        term = iri.removeprefix(KG).rstrip(".")
        if not iri.startswith(KG) or term in known or not term or (name.startswith("kg:") and declared and declared[1] != KG):
            continue
        near = did_you_mean(term, sorted(known))
        yield f"the ontology has no term kg:{term}" + (f"; {near}" if near else "")
