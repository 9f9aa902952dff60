"""Reads the records of views.py out of a store, kind by kind, each kind once and when first asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from sys import intern
from typing import Any, NamedTuple, TypeVar

from kg.graph.rows import ASKED, claim_rows, mention_rows
from kg.graph.views import ArticleView, EntityView, EventView, Evidence, FigureView, FillerView, RelationView
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, ROLES
from kg.rdf.ontology import labels
from kg.rdf.vocabulary import KG, PREFIXES, ROLE_TERMS
from kg.read.address import web_address
from kg.remote import Endpoint
from kg.store import Store

__all__ = [
    "ARTICLES",
    "CLAIMS",
    "ENTITIES",
    "EVENTS",
    "FIGURES",
    "FILLER_KINDS",
    "JOINED",
    "LABELS",
    "MENTIONS",
    "ROLE_OF",
    "SENTENCES",
    "Reader",
    "facts_of",
    "local",
    "own_first",
]

_TYPE = PREFIXES["rdf"] + "type"
_JOINT = KG + "jointActionWith"
ROLE_OF = {KG + local: role for role, local in ROLE_TERMS.items()}
FILLER_KINDS = {"Date": "date", "Figure": "figure", "Words": "words"}

ARTICLES = """SELECT ?iri ?id ?title ?author ?publisher ?published ?territory ?url ?source ?sha256 ?text WHERE { GRAPH ?iri {
  ?iri a kg:Article ; dcterms:identifier ?id ; kg:textHash ?sha256 ; nif:isString ?text .
  OPTIONAL { ?iri dcterms:title ?title } OPTIONAL { ?iri dcterms:creator ?author }
  OPTIONAL { ?iri dcterms:publisher ?publisher } OPTIONAL { ?iri dcterms:issued ?published }
  OPTIONAL { ?iri kg:territoryName ?territory }
  OPTIONAL { ?iri prov:wasDerivedFrom ?file . ?file rdfs:label ?source . OPTIONAL { ?file schema:url ?url } }
} } ORDER BY ?iri ?source"""
SENTENCES = """SELECT ?article ?start ?stop WHERE { GRAPH ?article {
  ?s a nif:Sentence ; nif:beginIndex ?start ; nif:endIndex ?stop } } ORDER BY ?article ?start"""
MENTIONS = """SELECT ?iri ?article ?start ?stop ?rule ?confidence ?verified WHERE { GRAPH ?article {
  ?m a kg:Mention ; itsrdf:taIdentRef ?iri ; nif:beginIndex ?start ; nif:endIndex ?stop ;
    kg:rule ?rule ; kg:confidence ?confidence . OPTIONAL { ?m kg:verified ?verified } } }
  ORDER BY ?article ?start"""
CLAIMS = """SELECT ?claim ?s ?p ?o ?article ?start ?stop ?rule ?confidence ?basis ?post ?event ?verified WHERE { GRAPH ?article {
  ?claim a kg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:evidence ?e ; kg:rule ?rule ;
    kg:confidence ?confidence ; kg:basis ?basis .
  ?e nif:beginIndex ?start ; nif:endIndex ?stop .
  OPTIONAL { ?claim kg:post ?post } OPTIONAL { ?claim kg:verified ?verified }
  OPTIONAL { ?claim kg:followsFrom ?event } } } ORDER BY ?article ?start ?claim ?event"""
LABELS = "SELECT ?iri ?type ?label WHERE { ?iri a ?type ; rdfs:label ?label } ORDER BY ?iri ?type ?label"
ENTITIES = """SELECT ?iri ?scope ?code ?alias WHERE { ?iri kg:identityScope ?scope .
  OPTIONAL { ?iri kg:divisionCode ?code } OPTIONAL { ?iri skos:altLabel ?alias } } ORDER BY ?iri ?alias"""
JOINED = "SELECT ?local ?shared WHERE { ?local kg:identifiedAs ?shared }"
EVENTS = """SELECT ?iri ?planned ?trigger ?article WHERE { ?iri kg:trigger ?trigger ; kg:reportedIn ?article .
  OPTIONAL { ?iri kg:plannedType ?planned } } ORDER BY ?iri"""
FIGURES = """SELECT ?iri ?value ?max ?lower ?upper ?unit ?modifier ?indicator ?measures ?kind ?baseline ?place ?scope ?as_of
  ?planned WHERE {
  ?iri a kg:Figure ; sosa:hasSimpleResult ?value ; kg:figureKind ?kind .
  OPTIONAL { ?iri kg:maximum ?max } OPTIONAL { ?iri kg:lowerBound ?lower } OPTIONAL { ?iri kg:upperBound ?upper }
  OPTIONAL { ?iri kg:unit ?unit } OPTIONAL { ?iri kg:modifier ?modifier } OPTIONAL { ?iri kg:baseline ?baseline }
  OPTIONAL { ?iri sosa:observedProperty/rdfs:label ?indicator } OPTIONAL { ?iri kg:scope ?place . ?place rdfs:label ?scope }
  OPTIONAL { ?iri kg:measures/rdfs:label ?measures }
  OPTIONAL { ?iri kg:asOf/rdfs:label ?as_of }
  OPTIONAL { ?iri a ?planned . FILTER(?planned = kg:PlannedFigure) } } ORDER BY ?iri"""

Row = dict[str, Any]
Triple = tuple[str, str, str]
T = TypeVar("T")


def local(iri: str) -> str:
    """The name behind our namespace: kg:supervises → supervises."""
    return iri.removeprefix(KG)


def facts_of(predicates: Iterable[str]) -> str:
    """The query for accepted facts of some predicates, each by its local name."""
    wanted = " ".join(f"kg:{name}" for name in predicates)
    return f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {wanted} }} ?s ?p ?o }}"


def own_first(node: str, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The words of the article that an event or figure is of, then those of its reprints."""
    return tuple(sorted(evidence, key=lambda e: not node.startswith(f"{e.article}/")))


class _Claimed(NamedTuple):
    """A claim, with one of the events that it follows from."""

    claim: str
    evidence: Evidence
    post: str | None
    event: str | None


class Reader:
    """The records of one store; what it has read once it keeps."""

    def __init__(self, store: Store | Endpoint) -> None:
        self.store = store

    def _rows(self, query: str) -> Iterator[Row]:
        """The rows one at a time: of a large build all of them are gigabytes."""
        return iter(self.store.each(query))

    @cached_property
    def articles(self) -> dict[str, ArticleView]:
        """By IRI; of a text that came from several files the first one's name stands, and the first address."""
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row in self._rows(_in_no_order(SENTENCES)):
            spans[row["article"]].append((row["start"], row["stop"]))
        found: dict[str, ArticleView] = {}
        for row in self._rows(ARTICLES):
            row["url"] = web_address(row["url"])  # a graph from elsewhere may hold anything
            known = found.setdefault(row["iri"], ArticleView(**row, sentences=tuple(sorted(spans[row["iri"]]))))
            if known.url is None and row["url"]:
                found[row["iri"]] = replace(known, url=row["url"])
        return found

    @cached_property
    def _joined(self) -> dict[str, str]:
        """A node that claims and mentions of one article name → the one that articles share, which facts name."""
        return {row["local"]: row["shared"] for row in self._rows(JOINED)}

    def _shared(self, iri: str) -> str:
        return self._joined.get(iri, iri)

    def _evidence(self, row: Row) -> Evidence:
        article = self.articles[row["article"]]
        start, stop = _sentence_around(article.sentences, row["start"], row["stop"])
        return Evidence(
            article=article.iri,
            title=article.title,
            published=article.published,
            sentence=self._sentence(article, start, stop),
            sentence_start=start,
            start=row["start"],
            stop=row["stop"],
            rule=intern(row["rule"]),
            confidence=float(row["confidence"]),
            url=article.url,
            basis=intern(local(row.get("basis") or "stated")),
            verified=bool(row["verified"]),
        )

    def _sentence(self, article: ArticleView, start: int, stop: int) -> str:
        """The words of a sentence, one copy for all that stands on it."""
        return self._sentences.setdefault((article.iri, start, stop), article.text[start:stop])

    @cached_property
    def _sentences(self) -> dict[tuple[str, int, int], str]:
        return {}

    @property
    def mentions(self) -> dict[str, tuple[Evidence, ...]]:
        """Mentions by the node they stand for, in text order."""
        return self._told[0]

    @property
    def _claimed(self) -> dict[Triple, list[_Claimed]]:
        """What is claimed → a claim each, and once more for each further event that it follows from."""
        return self._told[1]

    @cached_property
    def _told(self) -> tuple[dict[str, tuple[Evidence, ...]], dict[Triple, list[_Claimed]]]:
        mentions: dict[str, list[Evidence]] = defaultdict(list)
        claimed: dict[Triple, list[_Claimed]] = defaultdict(list)
        for named, said in self._rows_by_article():
            for row in named:
                mentions[self._shared(row["iri"])].append(self._evidence(row))
            for row in said:
                told = claimed[intern(self._shared(row["s"])), intern(row["p"]), intern(self._shared(row["o"]))]
                known = told[-1] if told and told[-1].claim == row["claim"] else None
                evidence = known.evidence if known else self._evidence(row)
                event = row["event"] and self._shared(row["event"])
                told.append(_Claimed(known.claim if known else row["claim"], evidence, row["post"], event))
        return {iri: tuple(sorted(evidence, key=_place)) for iri, evidence in mentions.items()}, claimed

    def _rows_by_article(self) -> Iterator[tuple[Iterable[Row], Iterable[Row]]]:
        """Rows of MENTIONS in no order and of CLAIMS in theirs; of our own store an article at a time, which costs less."""
        if isinstance(self.store, Endpoint):
            yield self._rows(_in_no_order(MENTIONS)), self._rows(CLAIMS)
        else:
            for article in sorted(self.articles):
                said = self.store.described(article, ASKED)
                yield mention_rows(article, said), sorted(claim_rows(article, said), key=_order_of_claim)

    @cached_property
    def claims(self) -> dict[Triple, tuple[Evidence, ...]]:
        """What is claimed → the words behind it, accepted or not."""
        return {triple: _distinct(told) for triple, told in self._claimed.items()}

    @property
    def types(self) -> dict[str, tuple[str, ...]]:
        """Node of the facts → its types in our namespace, sorted."""
        return self._called[0]

    @property
    def labels(self) -> dict[str, str]:
        """Node of the facts → its label, of several the first."""
        return self._called[1]

    @cached_property
    def _called(self) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        types: dict[str, set[str]] = defaultdict(set)
        labels: dict[str, str] = {}
        for row in self._rows(_in_no_order(LABELS)):
            iri, type, label = row["iri"], row["type"], row["label"]
            if type.startswith(KG):
                types[iri].add(intern(local(type)))
            labels[iri] = min(labels.get(iri, label), label)
        return {iri: tuple(sorted(names)) for iri, names in types.items()}, labels

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """Division or township → those that lie in it, one level down."""
        found: dict[str, list[str]] = defaultdict(list)
        for part, _, whole in self._facts(("partOf",)):
            found[whole].append(part)
        return {whole: tuple(parts) for whole, parts in found.items()}

    @cached_property
    def entities(self) -> dict[str, EntityView]:
        """By IRI, in the order of IRIs."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows(_in_no_order(ENTITIES)):
            rows[row["iri"]].append(row)
        return {iri: self._entity(iri, found) for iri, found in sorted(rows.items())}

    def _entity(self, iri: str, rows: list[Row]) -> EntityView:
        return EntityView(
            iri=iri,
            label=self.labels[iri],
            type=_first_of(self.types[iri], MENTION_TYPES),
            code=min((r["code"] for r in rows if r["code"]), default=None),
            aliases=tuple(sorted({r["alias"] for r in rows if r["alias"]})),
            is_global=rows[0]["scope"] == "global",
            evidence=self.mentions.get(iri, ()),
        )

    @cached_property
    def events(self) -> dict[str, EventView]:
        """By IRI, in text order of each article."""
        fillers: dict[str, list[FillerView]] = defaultdict(list)
        for s, p, o in self._facts(ROLE_TERMS.values()):
            fillers[s].append(self._filler(s, p, o))
        found = [self._event(row, tuple(fillers[row["iri"]])) for row in self._rows(_in_no_order(EVENTS))]
        found.sort(key=lambda e: (e.article, _first(e.evidence), e.iri))
        return {e.iri: e for e in found}

    def _event(self, row: Row, fillers: tuple[FillerView, ...]) -> EventView:
        iri, planned = row["iri"], row["planned"]
        stated = KG + "Plan" if planned else KG + _first_of(self.types[iri], EVENT_TYPES)
        return EventView(
            iri=iri,
            label=self.labels[iri],
            type=local(planned or stated),
            status="planned" if planned else "done",
            trigger=row["trigger"],
            article=row["article"],
            fillers=tuple(sorted(fillers, key=lambda f: (ROLES.index(f.role), _first(f.evidence), f.label, f.iri))),
            evidence=own_first(iri, self.claims.get((iri, _TYPE, stated), ())),
        )

    def _filler(self, event: str, predicate: str, node: str) -> FillerView:
        types = self.types[node]
        kind = next((FILLER_KINDS[t] for t in types if t in FILLER_KINDS), "entity")
        named = _first_of(types, MENTION_TYPES) if kind == "entity" else None
        evidence = own_first(event, self.claims.get((event, predicate, node), ()))
        return FillerView(ROLE_OF[predicate], node, self.labels[node], kind, named, evidence)

    @cached_property
    def relations(self) -> tuple[RelationView, ...]:
        """Relations that are accepted facts; jointActionWith stands once, as claimed first."""
        found: list[RelationView] = []
        seen: set[Triple] = set()
        for s, p, o in sorted(self._facts(RELATIONS), key=lambda fact: (fact not in self._claimed, fact)):
            if p != _JOINT or (o, p, s) not in seen:
                seen.add((s, p, o))
                found.extend(self._relation(s, p, o))
        return tuple(sorted(found, key=lambda r: (r.subject, r.iri, r.object, r.post or "")))

    def _facts(self, predicates: Iterable[str]) -> set[Triple]:
        return {(r["s"], r["p"], r["o"]) for r in self._rows(facts_of(predicates))}

    def _relation(self, s: str, p: str, o: str) -> Iterable[RelationView]:
        """One view a post: 党组书记 and 厅长 are two."""
        by_post: dict[str | None, list[_Claimed]] = defaultdict(list)
        for claimed in self._claimed.get((s, p, o), ()):
            by_post[claimed.post].append(claimed)
        subject, obj = self.entities[s], self.entities[o]
        for post, told in (by_post or {None: []}).items():
            yield RelationView(
                iri=p,
                label=labels()[p],
                type=local(p),
                subject=s,
                subject_label=subject.label,
                subject_type=subject.type,
                object=o,
                object_label=obj.label,
                object_type=obj.type,
                post=post,
                evidence=_distinct(told),
                events=tuple(dict.fromkeys(c.event for c in told if c.event)),
            )

    @cached_property
    def figures(self) -> dict[str, FigureView]:
        """By IRI, in text order of each article."""
        found = [self._figure(row) for row in self._rows(FIGURES)]
        found.sort(key=lambda f: (_first(f.evidence), f.iri))
        return {f.iri: f for f in found}

    def _figure(self, row: Row) -> FigureView:
        iri = row["iri"]
        numbers: Row = {k: None if row[k] is None else float(row[k]) for k in ("value", "max", "lower", "upper")}
        words: Row = {k: row[k] for k in ("unit", "modifier", "indicator", "measures", "baseline", "place", "scope", "as_of")}
        evidence = own_first(iri, self.claims.get((iri, _TYPE, KG + "Figure"), ()))
        status = "planned" if row["planned"] else "done"
        kind = local(row["kind"])
        return FigureView(iri=iri, label=self.labels[iri], type=kind, evidence=evidence, status=status, **numbers, **words)


def _order_of_claim(row: Row) -> tuple[int, str, str]:
    return row["start"], row["claim"], row["event"] or ""


def _in_no_order(query: str) -> str:
    """The query without its order: what comes is put in order here, which costs a fifth."""
    return query[: query.rindex("ORDER BY")]


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return evidence.article, evidence.start, evidence.stop


def _distinct(told: Iterable[_Claimed]) -> tuple[Evidence, ...]:
    """The words behind claims, each once."""
    return tuple({c.claim: c.evidence for c in told}.values())


def _first(evidence: tuple[Evidence, ...]) -> tuple[str, int, int]:
    """Where the words begin, to sort by; a graph of facts alone has no words, and is in the order of its IRIs."""
    return (evidence[0].article, evidence[0].start, evidence[0].stop) if evidence else ("", 0, 0)


def _first_of(types: Iterable[str], wanted: tuple[str, ...]) -> str:
    return next(t for t in types if t in wanted)


def _sentence_around(sentences: tuple[tuple[int, int], ...], start: int, stop: int) -> tuple[int, int]:
    """The sentence that holds the words; where they run over several, from the first one's start to the last one's end.

    Sentences are sorted, and do not overlap.
    """
    end = first = bisect_left(sentences, (stop,))
    while first and sentences[first - 1][1] > start:
        first -= 1
    return (min(start, sentences[first][0]), max(stop, sentences[end - 1][1])) if first < end else (start, stop)
