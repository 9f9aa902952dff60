"""What the pages say of a node: its statements, what points to it, and the words behind both; and where its page is."""

from __future__ import annotations

import asyncio
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import RequestError
from kg.rdf.ontology import labels
from kg.rdf.vocabulary import KG, PREFIXES
from kg.read.address import web_address
from kg.serve.endpoint import Endpoint
from kg.serve.frames import Job
from kg.serve.passages import AROUND, Passage, Row, passages
from kg.serve.pool import Answer

__all__ = [
    "Mention",
    "Node",
    "Part",
    "Piece",
    "about",
    "address",
    "done",
    "parts",
    "read_address",
    "read_article",
    "read_articles",
    "read_node",
    "read_original",
    "rows",
    "term_label",
]

_SAFE = "/:@!$&'()*+,;=~"
_STATEMENTS, _MENTIONS, _CLAIMS = 500, 100, 200  # that a page shows; of statements in each direction
_STATED = f"""SELECT DISTINCT ?p ?o ?label WHERE {{
  {{ ?this ?p ?o }} UNION {{ GRAPH ?g {{ ?this ?p ?o }} }}
  OPTIONAL {{ ?o rdfs:label ?label }} }} ORDER BY ?p ?label ?o LIMIT {_STATEMENTS}"""
_POINTING = f"""SELECT DISTINCT ?p ?o ?label WHERE {{
  ?o ?p ?this OPTIONAL {{ ?o rdfs:label ?label }} }} ORDER BY ?p ?label ?o LIMIT {_STATEMENTS}"""
_PLACED = "?article ?title ?issued ?words ?start ?stop"
_OF_ARTICLE = "?article rdfs:label ?title OPTIONAL { ?article dcterms:issued ?issued }"
_AROUND = f"""OPTIONAL {{ ?article kg:reprintOf ?original }} OPTIONAL {{ GRAPH ?article {{ ?article nif:isString ?text }} }}
  BIND(IF(?start > {AROUND}, ?start - {AROUND}, 0) AS ?from)
  BIND(SUBSTR(?text, ?from + 1, ?stop - ?from + {AROUND}) AS ?around)"""
_ORDER = "ORDER BY DESC(?issued) ?title ?article ?start"
# The rows are chosen first: to look at the text of every article that tells of the node would take long.
_MENTIONED = f"""SELECT {_PLACED} ?original ?around ?from WHERE {{
  {{ SELECT DISTINCT {_PLACED} WHERE {{ GRAPH ?article {{
      ?m itsrdf:taIdentRef ?this ; nif:anchorOf ?words ; nif:beginIndex ?start ; nif:endIndex ?stop . {_OF_ARTICLE} }} }}
    {_ORDER} LIMIT {_MENTIONS} }}
  {_AROUND} }} {_ORDER}"""
_CLAIMED = f"""SELECT {_PLACED} ?original ?around ?from ?confidence ?rule ?p ?other ?inward ?label WHERE {{
  {{ SELECT DISTINCT {_PLACED} ?confidence ?rule ?p ?other ?inward WHERE {{ GRAPH ?article {{
      {{ ?claim rdf:subject ?this ; rdf:object ?other }}
      UNION {{ ?claim rdf:object ?this ; rdf:subject ?other BIND(true AS ?inward) }}
      ?claim rdf:predicate ?p ; kg:evidence ?e ; kg:confidence ?confidence ; kg:rule ?rule .
      ?e nif:anchorOf ?words ; nif:beginIndex ?start ; nif:endIndex ?stop . {_OF_ARTICLE} }} }}
    {_ORDER} ?p ?other LIMIT {_CLAIMS} }}
  {_AROUND} OPTIONAL {{ ?other rdfs:label ?label }} }} {_ORDER} ?p ?label ?other"""
_ARTICLES = """SELECT ?article ?title ?issued ?publisher ?original WHERE { GRAPH ?article {
  ?article a kg:Article ; rdfs:label ?title
  OPTIONAL { ?article dcterms:issued ?issued }
  OPTIONAL { ?article dcterms:publisher ?publisher } }
  OPTIONAL { ?article kg:reprintOf ?original } } ORDER BY DESC(?issued) ?title ?article"""
_TEXT = """SELECT ?text WHERE { GRAPH ?this { ?this nif:isString ?text } }"""
_ADDRESS = """SELECT ?url WHERE { GRAPH ?this { ?this prov:wasDerivedFrom/schema:url ?url } } ORDER BY ?url LIMIT 10"""
_ORIGINAL = """SELECT ?original ?title WHERE {
  ?this kg:reprintOf ?original GRAPH ?original { ?original rdfs:label ?title } } ORDER BY ?title ?original LIMIT 1"""
_SENTENCES = """SELECT ?start ?stop WHERE { GRAPH ?this {
  ?s a nif:Sentence ; nif:beginIndex ?start ; nif:endIndex ?stop } } ORDER BY ?start"""
_NAMED = """SELECT DISTINCT ?start ?stop ?type ?node ?label WHERE { GRAPH ?this {
  ?m a kg:Mention ; nif:beginIndex ?start ; nif:endIndex ?stop ; itsrdf:taIdentRef ?node ; itsrdf:taClassRef ?type }
  OPTIONAL { ?node rdfs:label ?label } } ORDER BY ?start DESC(?stop) ?type"""

_STARTS = """SELECT DISTINCT ?start WHERE { GRAPH ?this {
  { ?claim kg:evidence ?words } UNION { ?words a kg:Mention } ?words nif:beginIndex ?start } } ORDER BY ?start"""


@dataclass(frozen=True, slots=True)
class Node:
    """A node as its page shows it; statements are grouped by predicate, each object with its label."""

    iri: str
    label: str
    types: tuple[str, ...]
    stated: dict[str, list[tuple[dict[str, str], str]]]
    pointing: dict[str, list[tuple[dict[str, str], str]]]
    mentions: tuple[Passage, ...]
    claims: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: where, of what type, and the node that it stands for."""

    start: int
    stop: int
    type: str
    node: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is one mention, or none."""

    text: str
    mention: Mention | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, or what lies between two; `anchors` are the offsets of words in it that statements stand on."""

    start: int
    pieces: tuple[Piece, ...]
    is_sentence: bool
    anchors: tuple[int, ...] = ()


def address(iri: str, base: str | None) -> str:
    """Where the page of a node is, from the server's root: for one of ours /resource/ and what follows the base, encoded once."""
    if base and iri.startswith(base):
        return "/resource/" + quote(iri[len(base) :], safe=_SAFE)
    return "/describe?iri=" + quote(iri, safe="")


def about(query: str, iri: str) -> str:
    """The query with the node in the place of ?this; raises RequestError 404 for what is no IRI."""
    try:
        node = ox.NamedNode(iri)
    except ValueError as error:
        raise RequestError(404, f"{iri}: is no IRI: {error}") from error
    return query.replace("?this", str(node))


async def done(endpoint: Endpoint, job: Job) -> Answer:
    """The answer to a job of ours; raises RequestError 400 for one that asks what is no query, 503 where it failed."""
    answer = endpoint.known(job) or await endpoint.ask(job)
    outcome, message = answer.head.outcome, answer.head.message
    if outcome != "done":
        answer.file.close()
        raise RequestError(400 if outcome == "malformed" else 503, message)
    return answer


async def rows(endpoint: Endpoint, query: str) -> list[Row]:
    """The rows of a query of ours, all of them; raises RequestError as `done` does."""
    ranges = "GRAPH" in query
    job = Job(query, tables="application/sparql-results+json", ranges=ranges, lasting=True, whole=True)
    found: list[Row] = json.loads((await done(endpoint, job)).bytes())["results"]["bindings"]
    return found


async def read_articles(endpoint: Endpoint, most: int) -> list[Row]:
    """?article, its ?title and, where known, ?issued, ?publisher and of which ?original it is a reprint; the newest first."""
    return await rows(endpoint, f"{_ARTICLES} LIMIT {most}")


async def read_node(endpoint: Endpoint, iri: str) -> Node | None:
    """What the graph says of a node; None where it says nothing."""
    asked = (rows(endpoint, about(query, iri)) for query in (_STATED, _POINTING, _MENTIONED, _CLAIMED))
    stated, pointing, mentioned, claimed = await asyncio.gather(*asked)
    if not stated and not pointing:
        return None
    types = tuple(row["o"]["value"] for row in stated if row["p"]["value"] == PREFIXES["rdf"] + "type")
    named = [row["o"]["value"] for row in stated if row["p"]["value"] == PREFIXES["rdfs"] + "label"]
    return Node(
        iri,
        named[0] if named else iri,
        types,
        _grouped(stated),
        _grouped(pointing),
        passages(mentioned),
        passages(claimed),
    )


def _grouped(found: Iterable[Row]) -> dict[str, list[tuple[dict[str, str], str]]]:
    groups: dict[str, list[tuple[dict[str, str], str]]] = {}
    for row in found:
        groups.setdefault(row["p"]["value"], []).append((row["o"], row.get("label", row["o"])["value"]))
    return groups


async def read_address(endpoint: Endpoint, iri: str) -> str | None:
    """Where an article was published, as an address that is safe to link to; None where the graph knows none."""
    found = (web_address(row["url"]["value"]) for row in await rows(endpoint, about(_ADDRESS, iri)))
    return next(filter(None, found), None)


async def read_original(endpoint: Endpoint, iri: str) -> tuple[str, str] | None:
    """IRI and title of the article that an article reprints; None for any other."""
    found = await rows(endpoint, about(_ORIGINAL, iri))
    return (found[0]["original"]["value"], found[0]["title"]["value"]) if found else None


async def read_article(endpoint: Endpoint, iri: str) -> tuple[Part, ...]:
    """The text of an article with its names, whole; nothing where the node is no article."""
    asked = (rows(endpoint, about(query, iri)) for query in (_TEXT, _SENTENCES, _NAMED, _STARTS))
    text, sentences, named, starts = await asyncio.gather(*asked)
    if not text:
        return ()
    return await asyncio.to_thread(_read, text[0]["text"]["value"], sentences, named, starts)  # a long text takes long


def _read(text: str, sentences: list[Row], named: list[Row], starts: list[Row]) -> tuple[Part, ...]:
    spans = [(int(row["start"]["value"]), int(row["stop"]["value"])) for row in sentences]
    return tuple(parts(text, spans, list(_mentions(named)), [int(row["start"]["value"]) for row in starts]))


def _mentions(named: Iterable[Row]) -> Iterator[Mention]:
    """The mentions in text order; of those that overlap, the one that begins first, and of these the longest."""
    end = 0
    for row in named:
        start, stop = int(row["start"]["value"]), int(row["stop"]["value"])
        if start >= end:
            end = stop
            node, kind = row["node"]["value"], row["type"]["value"].removeprefix(KG)
            yield Mention(start, stop, kind, node, row.get("label", row["node"])["value"])


def parts(text: str, spans: list[tuple[int, int]], mentions: list[Mention], anchors: list[int]) -> Iterator[Part]:
    """The text in its sentences and what lies between; spans, mentions and anchors come in text order."""
    starts = [mention.start for mention in mentions]

    def pieces(start: int, stop: int) -> tuple[Piece, ...]:
        return tuple(_pieces(text, start, stop, mentions[bisect_left(starts, start) : bisect_left(starts, stop)]))

    at = 0
    for start, stop in spans:
        if start < at:  # sentences do not overlap; a graph from elsewhere may say otherwise
            continue
        if at < start:
            yield Part(at, pieces(at, start), is_sentence=False)
        here = tuple(anchors[bisect_left(anchors, start) : bisect_left(anchors, stop)])
        yield Part(start, pieces(start, stop), is_sentence=True, anchors=here)
        at = stop
    if at < len(text):
        yield Part(at, pieces(at, len(text)), is_sentence=False)


def _pieces(text: str, start: int, stop: int, mentions: list[Mention]) -> Iterator[Piece]:
    """The stretch in pieces; of the mentions that begin in it those that end in it."""
    at = start
    for mention in mentions:
        if mention.stop <= stop:
            if at < mention.start:
                yield Piece(text[at : mention.start])
            yield Piece(text[mention.start : mention.stop], mention)
            at = mention.stop
    if at < stop:
        yield Piece(text[at:stop])


@lru_cache(4096)
def term_label(iri: str) -> tuple[str, str]:
    """What a term is called in Chinese and in English: from the ontology, else its short form twice."""
    short = next((f"{p}:{iri[len(ns) :]}" for p, ns in PREFIXES.items() if iri.startswith(ns)), iri)
    return labels("zh").get(iri, short), labels("en").get(iri, short)
