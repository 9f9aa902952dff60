"""What the tables say of what occurs: divisions with codes and parents, organs with predecessors and successors, indicators."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.link.identity import Identified, escape, today
from kg.rdf.indicators import Indicators, StandardIndicator
from kg.rdf.vocabulary import LABEL, TYPE, Triple, kg, term, zh
from kg.tables.agencies import Agencies, Reform
from kg.tables.divisions import Division, Divisions
from kg.tables.loading import rows
from kg.tables.own import OwnBody

__all__ = ["WIKIDATA", "body_triples", "division_triples", "indicator_triples", "reform_triples"]


WIKIDATA = "http://www.wikidata.org/entity/"


@cache
def division_triples(division: Division, base: str) -> tuple[Triple, ...]:
    """The division and the chain of those above it: type, label, code, level, parent, earlier codes.

    Only what an article speaks of has an identityScope as well: the others are known by the table alone.
    """
    return tuple(_division_triples(division, base))


def _division_triples(division: Division, base: str) -> Iterator[Triple]:
    divisions = Divisions.load()
    for unit in (division, *(today(d) for d in divisions.ancestors(division))):
        node = _node(unit, base)
        yield node, TYPE, kg("Place")
        yield node, TYPE, kg("Division")
        yield node, LABEL, zh(unit.name)
        yield node, kg("divisionCode"), Literal(unit.code)
        yield node, kg("divisionLevel"), Literal(unit.level)
        yield from _codes(unit, node, divisions)
        if unit.code in _qids():
            yield node, term("owl:sameAs"), NamedNode(WIKIDATA + _qids()[unit.code])
        above = divisions.parent(unit)
        if above is not None:
            yield node, kg("partOf"), _node(today(above), base)


@cache
def _qids() -> dict[str, str]:
    """Code of a division → its item of Wikidata, where the source leaves no doubt."""
    columns = ("code", "name", "qid", "status", "source", "reason")
    return {row["code"]: row["qid"] for row in rows("divisions/qids.tsv", columns) if row["status"] == "exact"}


def _node(unit: Division, base: str) -> NamedNode:
    return NamedNode(f"{base}place/{unit.code}")


def _codes(unit: Division, node: NamedNode, divisions: Divisions) -> Iterator[Triple]:
    """Every code that the unit had, with its name and years: 酒泉市 has been 620900 since 2002."""
    ended = sorted(found for before in set(unit.predecessors) for found in _ended().get(before, ()))
    former = [d for d in (divisions.all[place] for place in ended) if today(d) == unit]
    for d in (unit, *former):
        if d.valid_from or d.valid_to:
            held = NamedNode(f"{node.value}/code/{d.code}-{d.name}")
            yield node, kg("heldCode"), held
            yield held, TYPE, kg("DivisionCode")
            yield held, LABEL, zh(f"{d.code} {d.name}")
            yield held, kg("divisionCode"), Literal(d.code)
            if d.valid_from:
                yield held, kg("validFrom"), Literal(d.valid_from, datatype=term("xsd:gYear"))
            if d.valid_to:
                yield held, kg("validUntil"), Literal(d.valid_to, datatype=term("xsd:gYear"))


@cache
def _ended() -> dict[tuple[str, str], tuple[int, ...]]:
    """(code, name) → the places in the table of the units of that code and name that are no more."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for place, d in enumerate(Divisions.load().all):
        if d.valid_to:
            found[d.code, d.name] = (*found.get((d.code, d.name), ()), place)
    return found


def reform_triples(name: str, type: str, identified: Identified, base: str) -> Iterator[Triple]:
    """The reforms that the organ came out of or ended in: 甘肃省工商行政管理局 → 甘肃省市场监督管理局, 2018.

    The organ at the other end is named by the table alone; it has a label and no evidence.
    """
    organ, agencies = identified.organ, Agencies.load()
    if type not in ("GovernmentAgency", "PartyOrgan") or not organ:
        return
    node = NamedNode(identified.iri)
    head = name.removesuffix(organ)
    for reform in agencies.successors(organ):
        if _applies(reform, identified):
            after = _organ(head + reform.after, node)
            yield from _named(after, head + reform.after, type)
            yield from _change(node, after, reform, base)
    for reform in agencies.predecessors(organ):
        if _applies(reform, identified):
            before = _organ(head + reform.before, node)
            yield from _named(before, head + reform.before, type)
            yield from _change(before, node, reform, base)


def _applies(reform: Reform, identified: Identified) -> bool:
    if identified.seat is None:
        return reform.level == "national"
    return reform.level == "any" or (reform.level == "province" and identified.seat.level == "province")


def _organ(name: str, beside: NamedNode) -> NamedNode:
    return NamedNode(f"{beside.value.rpartition('/')[0]}/{escape(name)}")


def _named(organ: NamedNode, name: str, type: str) -> Iterator[Triple]:
    yield organ, TYPE, kg(type)
    yield organ, TYPE, kg("Body")
    yield organ, LABEL, zh(name)


def _change(before: NamedNode, after: NamedNode, reform: Reform, base: str) -> Iterator[Triple]:
    change = NamedNode(f"{base}change/{before.value.removeprefix(base)}/{reform.year}/{escape(reform.after)}")
    yield change, TYPE, term("org:ChangeEvent")
    yield change, LABEL, zh(f"{reform.before} → {reform.after}")
    yield change, term("org:originalOrganization"), before
    yield change, term("org:resultingOrganization"), after
    yield change, kg("changeYear"), Literal(reform.year, datatype=term("xsd:gYear"))
    yield change, kg("changeKind"), Literal(reform.kind)
    yield change, term("dcterms:source"), zh(reform.source)
    yield before, kg("succeededBy"), after


def body_triples(node: NamedNode, body: OwnBody) -> Iterator[Triple]:
    """What a project's table says of the body: its credit code, its item of Wikidata."""
    if body.code:
        yield node, kg("creditCode"), Literal(body.code)
    if body.qid:
        yield node, term("owl:sameAs"), NamedNode(WIKIDATA + body.qid)


def indicator_triples(indicator: StandardIndicator, known: Indicators) -> Iterator[Triple]:
    """The indicator and the broader ones above it: type, names, denominator; units and other words stay in the scheme."""
    for concept in (indicator, *known.above(indicator)):
        node = NamedNode(concept.iri)
        yield node, TYPE, kg("StandardIndicator")
        yield node, TYPE, term("skos:Concept")
        yield node, LABEL, zh(concept.zh)
        yield node, term("skos:prefLabel"), zh(concept.zh)
        yield node, term("skos:prefLabel"), Literal(concept.en, language="en")
        for language, words in concept.denominator.items():
            yield node, kg("denominator"), Literal(words, language=language)
        if concept.broader:
            yield node, term("skos:broader"), NamedNode(concept.broader)
