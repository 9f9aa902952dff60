"""Where things lie, at the level that a table counts by: nodes and articles → division of that level, by today's code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.views import ArticleView
from kg.tables.divisions import Division, Divisions

__all__ = ["UNITS", "Places", "Unit", "unit_named", "unit_of"]

Unit = Literal["province", "prefecture", "county"]
UNITS: tuple[Unit, ...] = get_args(Unit)

# The identity of a division, of a township and of a body that is anchored to a division hold its code (kg.link.identity).
_CODE = re.compile(r"/(?:place|body)/(\d{6})(?:/|$)")
_MUNICIPAL = ("11", "12", "31", "50")
_HOMES = (
    "SELECT ?article ?place WHERE { GRAPH ?article { ?article a kg:Article ; kg:territory ?place } } ORDER BY ?article ?place"
)


@dataclass(frozen=True)
class Places:
    """Node or article, by IRI → code of the division where it lies, as the text says it."""

    located: Mapping[str, str]
    homes: Mapping[str, str]

    @classmethod
    def of(cls, graph: Graph) -> Places:
        """Of divisions, of what their identity anchors to one, and of bodies whose name says where they are."""
        found = [(r.subject, code) for r in graph.relations("locatedIn") if (code := _code(r.object))]
        located = dict(sorted(found, key=lambda pair: (_depth(pair[1]), pair[1])))  # 北京市 and 密云区: the smaller
        given = {article.iri: code for article in graph.articles() if (code := _given(article))}
        read = {str(article): code for article, place in graph.query(_HOMES) if (code := _code(str(place)))}
        return cls(located, given | read)

    def code(self, iri: str) -> str | None:
        """The code of the division that the node is, or the smaller of those that it lies in and is anchored to.

        北京市密云区水务局 is an organ of the municipality by its identity, and lies in 密云区.
        """
        known = [code for code in (_code(iri), self.located.get(iri)) if code]
        return max(known, key=_depth, default=None)


def _given(article: ArticleView) -> str | None:
    """The one division that the metadata name as its territory: 酒泉市, 南京市鼓楼区; not 鼓楼区, of which there are four."""
    name = article.territory or ""
    whole = next((head for head in Divisions.load().prefixes(name, article.published) if head.length == len(name)), None)
    return whole.divisions[0].code if whole and len(whole.divisions) == 1 else None


def _depth(code: str) -> int:
    """0 for a province, 1 for a prefecture, 2 for a county."""
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2


def _code(iri: str) -> str | None:
    found = _CODE.search(iri)
    return found[1] if found else None


def unit_named(name: str) -> Unit:
    """The unit of that name; raises UsageError for another."""
    found = next((unit for unit in UNITS if unit == name), None)
    if found is None:
        raise UsageError(f"there is no unit {name!r}; there are: {', '.join(UNITS)}")
    return found


def unit_of(code: str | None, unit: Unit) -> Division | None:
    """The division of that level which is that of the code or holds it, as it is called today; None where there is none.

    A county directly under its province (济源市) stands for itself among prefectures; of a municipality (北京市) the
    municipality does, whatever district the text names. What is larger than the unit lies in none of them.
    """
    divisions = Divisions.load()
    named = divisions.by_code(code) if code else None
    if named is None:
        return None
    division = divisions.today(named)
    chain = {d.level: d for d in (*reversed(divisions.ancestors(division)), division)}
    if unit == "prefecture" and division.code[:2] in _MUNICIPAL:
        return chain.get("province")
    if unit == "prefecture" and "prefecture" not in chain:
        return chain.get("county")
    return chain.get(unit)
