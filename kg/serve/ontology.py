"""The page of the ontology, and the files beside it: made from ontology/kg.ttl, whatever it says."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox
from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.graph.questions import questions
from kg.rdf.context import context
from kg.rdf.vocabulary import KG, PREFIXES
from kg.tables.loading import ontology_dir, rows

__all__ = ["FILES", "Places", "as_data", "beside", "page", "turtle"]

_SECTION = re.compile(r"^# (.+)$")
_TERM = re.compile(r"^kg:(\w+) a ")
_RULE = (
    *("id", "relation", "events", "from", "from_types", "to", "to_types"),
    *("trigger_has", "clause_lacks", "rule", "example", "counterexample"),
)
_KINDS = {"Class": "class", "ObjectProperty": "property between nodes", "DatatypeProperty": "property with a value"}


@dataclass(frozen=True)
class Term:
    """A term of the ontology, as its page shows it; what it refers to is a (name, link) pair."""

    name: str
    kind: str
    zh: str
    en: str
    comment: str
    above: tuple[tuple[str, str], ...]
    domain: tuple[tuple[str, str], ...]
    range: tuple[tuple[str, str], ...]
    below: list[tuple[str, str]] = field(default_factory=list)
    has: list[tuple[str, str]] = field(default_factory=list)


def sections(turtle: str) -> dict[str, list[Term]]:
    """Section of the file → its terms, in the order of the file."""
    terms = _terms(parse(turtle.encode(), format=RdfFormat.TURTLE))
    found: dict[str, list[Term]] = {}
    heading = ""
    for line in turtle.splitlines():
        if title := _SECTION.match(line):
            heading = title[1]
        elif term := _TERM.match(line):
            found.setdefault(heading, []).append(terms[term[1]])
    return found


def _terms(triples: Iterable[Triple]) -> dict[str, Term]:
    said: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for t in triples:
        if isinstance(t.subject, NamedNode) and t.subject.value.startswith(KG):
            said[t.subject.value.removeprefix(KG)][_curie(t.predicate.value)].append(t.object)
    terms = {name: _term(name, about) for name, about in said.items()}
    for name, term in terms.items():
        here = (f"kg:{name}", f"#{name}")
        for _, link in term.above:
            if link.removeprefix("#") in terms:
                terms[link.removeprefix("#")].below.append(here)
        for _, link in term.domain:
            if link.removeprefix("#") in terms:
                terms[link.removeprefix("#")].has.append(here)
    return terms


def _term(name: str, about: dict[str, list[object]]) -> Term:
    label = {o.language: o.value for o in about["rdfs:label"] if isinstance(o, Literal)}
    comment = next((o.value for o in about["rdfs:comment"] if isinstance(o, Literal)), "")
    kinds = [o.value.rpartition("#")[2] for o in about["rdf:type"] if isinstance(o, NamedNode)]
    kind = next((_KINDS[k] for k in kinds if k in _KINDS), f"one of kg:{kinds[0]}")
    above = (*about["rdfs:subClassOf"], *about["rdfs:subPropertyOf"])
    return Term(
        name, kind, label["zh"], label["en"], comment, _links(above), _links(about["rdfs:domain"]), _links(about["rdfs:range"])
    )


def _links(nodes: Iterable[object]) -> tuple[tuple[str, str], ...]:
    return tuple((_curie(n.value), _href(n.value)) for n in nodes if isinstance(n, NamedNode))


def _curie(iri: str) -> str:
    return next((f"{p}:{iri.removeprefix(start)}" for p, start in PREFIXES.items() if iri.startswith(start)), iri)


def _href(iri: str) -> str:
    """Our terms are on this page, the standards' at their own address."""
    return f"#{iri.removeprefix(KG)}" if iri.startswith(KG) else iri


@dataclass(frozen=True, slots=True)
class Places:
    """Where the page finds what lies beside it: addresses relative to its own; None for what is not there."""

    ontology: str  # a folder with kg.ttl and shapes.ttl
    made: str  # a folder with context.jsonld and prefixes.ttl
    cookbook: str | None = None
    drawn: str | None = None  # how the graph is drawn and named
    tables: str | None = None  # a folder with relations.tsv and rules/


def page(turtle: str, places: Places) -> str:
    """The page of an ontology; whatever the labels say is text and never markup."""
    environment = Environment(
        loader=PackageLoader("kg.serve", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    told = {"sections": sections(turtle), "prefixes": PREFIXES, "rules": relation_rules(), "questions": questions()}
    return environment.get_template("ontology.html").render(**told, places=places) + "\n"


def relation_rules() -> list[dict[str, str]]:
    """The rows of relations.tsv."""
    return list(rows("relations.tsv", _RULE))


def prefixes() -> str:
    """The prefixes for a Turtle or SPARQL 1.1 file (PREFIX is read in both)."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def turtle() -> str:
    """The ontology as it is written."""
    return (ontology_dir() / "kg.ttl").read_text(encoding="utf-8")


@cache
def as_data(media_type: str) -> bytes:
    """The ontology in a format of RDF; Turtle as it is written, with its comments."""
    if media_type == "text/turtle":
        return turtle().encode()
    form = RdfFormat.from_media_type(media_type)
    assert form is not None
    prefixes = None if form == RdfFormat.N_TRIPLES else PREFIXES
    return ox.serialize(parse(turtle().encode(), format=RdfFormat.TURTLE), format=form, prefixes=prefixes) or b""


# What lies beside the page, by name: its media type.
FILES = {
    "kg.ttl": "text/turtle",
    "shapes.ttl": "text/turtle",
    "prefixes.ttl": "text/turtle",
    "context.jsonld": "application/ld+json",
}


def beside(name: str) -> str:
    """A file of FILES."""
    if name == "prefixes.ttl":
        return prefixes()
    if name == "context.jsonld":
        return json.dumps({"@context": context()}, ensure_ascii=False, indent=1) + "\n"
    return (ontology_dir() / name).read_text(encoding="utf-8")
