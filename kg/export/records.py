"""The records of a graph in a private database on disk, sorted and joined there: no table of a large build is held in memory.

What `kg.graph` hands out as records of everything is read here once, row by row, and comes back in the same order, one record at
a time. SQLite keeps 16 MB of it in memory and the rest in a file without a name, in TMPDIR, which goes with the connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kg.export.record_tables import CLAIMED, RAW, SHARED
from kg.graph import reader
from kg.graph.network import Telling, bounds_of
from kg.graph.reader import FILLER_KINDS, ROLE_OF, facts_of, local, own_first
from kg.graph.views import EventView, Evidence, FigureView, FillerView
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, ROLES
from kg.rdf.ontology import labels
from kg.rdf.vocabulary import KG, PREFIXES, ROLE_TERMS
from kg.read.address import web_address
from kg.remote import Endpoint
from kg.store import Store

__all__ = ["Article", "Entity", "Practice", "Records", "Relation", "Scope", "on_disk"]

_TYPE = PREFIXES["rdf"] + "type"
_MODELS = "SELECT DISTINCT ?iri WHERE { ?iri a kg:ModelOrganization }"
_PRACTICES = """SELECT ?initiative ?place ?event ?body ?kind ?earliest ?latest ?article WHERE {
  ?practice a kg:Practice ; kg:practiceOf ?initiative ; kg:territory ?place ; kg:attestedBy ?event .
  ?event a kg:Event ; kg:reportedIn ?article .
  OPTIONAL { ?event a ?kind FILTER(?kind = kg:Pilot) }
  OPTIONAL { ?practice kg:practisedBy/rdfs:label ?body }
  OPTIONAL { ?event kg:time ?time . ?time kg:earliest ?earliest OPTIONAL { ?time kg:latest ?latest } } }"""
_SCOPES = """SELECT ?iri ?place ?earliest ?latest ?article WHERE { ?iri a kg:Figure ; kg:reportedIn ?article .
  OPTIONAL { ?iri kg:scope ?place } OPTIONAL { ?iri kg:asOf ?time . ?time kg:earliest ?earliest ; kg:latest ?latest } }"""
_PLACES = """SELECT ?entity ?place ?code ?name WHERE {
  { ?entity kg:divisionCode ?code BIND(?entity AS ?place) } UNION { ?entity kg:locatedIn ?place . ?place kg:divisionCode ?code }
  ?place a kg:Division ; rdfs:label ?name }"""
_CLAIM = "SELECT * FROM claim WHERE s = ? AND p = ? AND o = ? ORDER BY rowid"


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity, and how many words of how many articles name it."""

    iri: str
    label: str
    type: str
    code: str | None
    aliases: tuple[str, ...]
    is_model: bool
    mentions: int
    articles: int
    article: str | None  # the first that names it


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that is an accepted fact, once for each post; `days` are the first and the last of its events."""

    type: str
    label: str
    subject: str
    subject_label: str
    subject_type: str
    object: str
    object_label: str
    object_type: str
    post: str | None
    days: tuple[str | None, str | None]
    told: Telling


@dataclass(frozen=True, slots=True)
class Article:
    """An article without its text."""

    iri: str
    label: str
    published: str | None
    publisher: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Practice:
    """An initiative as the bodies of a place practise it."""

    place: str
    first: str | None
    last: str | None
    is_pilot: bool
    bodies: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a figure holds, and the article that it stands in."""

    place: str
    first: str | None
    last: str | None
    article: str


def on_disk(tables: str) -> sqlite3.Connection:
    """A private database with the tables, in a file without a name that goes with the connection; 16 MB are held in memory."""
    db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; {tables} BEGIN")
    return db


class Records:
    """The records of a store; iterators of one may run side by side."""

    def __init__(self, store: Store | Endpoint) -> None:
        """Reads the store through. Raises sqlite3.OperationalError where the disk of TMPDIR is full."""
        self._db = on_disk(RAW)
        for table, query in _queries().items():
            self._fill(table, store.each(query))
        self._name_kinds()
        self._articles()
        self._make(SHARED)
        claims = self._db.execute("SELECT * FROM raw_claim ORDER BY article, start, claim, event")
        self._fill("claim", self._with_words(claims))
        self._make(CLAIMED)

    def _fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        names = [row[1] for row in self._db.execute(f"PRAGMA table_info({table})")]
        places = ", ".join("?" * len(names))
        self._db.executemany(f"INSERT INTO {table} VALUES ({places})", ([row[name] for name in names] for row in rows))

    def _articles(self) -> None:
        """Of a text that came from several files the first one's name stands, and the first address."""
        files = self._db.execute("SELECT * FROM file ORDER BY iri, source")
        self._fill("article", (_first_file(list(rows)) for _, rows in groupby(files, key=lambda row: row["iri"])))

    def _name_kinds(self) -> None:
        families = {"mentioned": MENTION_TYPES, "happening": EVENT_TYPES, "filling": tuple(FILLER_KINDS)}
        self._db.execute("CREATE TABLE kind (type, family, name, PRIMARY KEY (type, family)) WITHOUT ROWID")
        rows = ((KG + name, family, name) for family, names in families.items() for name in names)
        self._db.executemany("INSERT INTO kind VALUES (?, ?, ?)", rows)

    def _make(self, script: str) -> None:
        for statement in filter(str.strip, script.split(";")):
            self._db.execute(statement, {"kg": KG, "type": _TYPE})

    def _with_words(self, rows: Iterable[sqlite3.Row]) -> Iterator[dict[str, Any]]:
        """In the order of the texts, about the nodes that articles share."""
        for article, claims in groupby(rows, key=lambda row: row["article"]):
            text: str = self._one("SELECT text FROM article WHERE iri = ?", article)["text"]
            for claim in claims:
                shared = {"s": self._shared(claim["s"]), "o": self._shared(claim["o"])}
                shared["event"] = claim["event"] and self._shared(claim["event"])
                yield {**claim, **shared, "words": text[claim["start"] : claim["stop"]]}

    def _shared(self, iri: str) -> str:
        row = self._db.execute("SELECT shared FROM joined WHERE local = ?", (iri,)).fetchone()
        return str(row["shared"]) if row else iri

    def _one(self, sql: str, *values: object) -> sqlite3.Row:
        row: sqlite3.Row = self._db.execute(sql, values).fetchone()
        return row

    def entities(self) -> Iterator[Entity]:
        """Those with most mentions first, as `Graph.entities`."""
        for row in self._db.execute("SELECT * FROM entity ORDER BY -mentions, label, iri"):
            aliases = self._db.execute("SELECT alias FROM alias WHERE iri = ? ORDER BY alias", (row["iri"],))
            names = tuple(dict.fromkeys(name for (name,) in aliases))
            yield Entity(**{**row, "aliases": names, "is_model": bool(row["is_model"])})

    def events(self) -> Iterator[EventView]:
        """In text order of each article, as `Graph.events`; their evidence holds the words without the sentence around them."""
        return map(self._event, self._db.execute("SELECT * FROM happening ORDER BY article, told_in, start, stop, iri"))

    def _event(self, row: sqlite3.Row) -> EventView:
        return EventView(
            iri=row["iri"],
            label=row["label"],
            type=local(row["planned"] or row["stated"]),
            status="planned" if row["planned"] else "done",
            trigger=row["trigger"],
            article=row["article"],
            fillers=self._fillers(row["iri"]),
            evidence=self._evidence(row["iri"], _TYPE, row["stated"]),
        )

    def _fillers(self, event: str) -> tuple[FillerView, ...]:
        found = self._db.execute("SELECT p, o, label, filling, mentioned FROM role JOIN node ON iri = o WHERE s = ?", (event,))
        return tuple(sorted((self._filler(event, row) for row in found), key=_order_of_filler))

    def _filler(self, event: str, row: sqlite3.Row) -> FillerView:
        kind = FILLER_KINDS[row["filling"]] if row["filling"] else "entity"
        type = row["mentioned"] if kind == "entity" else None
        return FillerView(ROLE_OF[row["p"]], row["o"], row["label"], kind, type, self._evidence(event, row["p"], row["o"]))

    def _evidence(self, *triple: str) -> tuple[Evidence, ...]:
        """In the order of `Graph`: of what a reprint tells again the first article comes first."""
        return own_first(triple[0], tuple({row["claim"]: _evidence(row) for row in self._db.execute(_CLAIM, triple)}.values()))

    def relations(self) -> Iterator[Relation]:
        """As `Graph.relations`, with what is told of each instead of all the words behind it."""
        for row in self._db.execute("SELECT * FROM related ORDER BY s, p, o"):
            by_post: dict[str | None, _Told] = {}
            for claim in self._db.execute(_CLAIM, (row["s"], row["p"], row["o"])):
                by_post.setdefault(claim["post"], _Told()).add(claim, self._days(claim["event"]))
            for post, told in sorted((by_post or {None: _Told()}).items(), key=lambda item: item[0] or ""):
                yield Relation(
                    type=local(row["p"]),
                    label=labels()[row["p"]],
                    subject=row["s"],
                    subject_label=row["subject_label"],
                    subject_type=row["subject_type"],
                    object=row["o"],
                    object_label=row["object_label"],
                    object_type=row["object_type"],
                    post=post,
                    days=(told.first, told.last),
                    told=Telling(told.best, told.articles, told.verified),
                )

    def _days(self, event: str | None) -> tuple[str | None, str | None]:
        """The first and the last day on which the event may have been; none for one that is not accepted."""
        if event is None or self._one("SELECT EXISTS (SELECT 1 FROM happening WHERE iri = ?)", event)[0] == 0:
            return None, None
        times = self._db.execute("SELECT o, label FROM role JOIN node ON iri = o WHERE s = ? AND p = ?", (event, KG + "time"))
        return bounds_of(tuple(FillerView("time", row["o"], row["label"], "date", None, ()) for row in times))

    def figures(self) -> Iterator[FigureView]:
        """In text order of each article, as `Graph.figures`; their evidence holds the words without the sentence around them."""
        return map(self._figure, self._db.execute("SELECT * FROM counted ORDER BY told_in, start, stop, iri"))

    def _figure(self, row: sqlite3.Row) -> FigureView:
        numbers: dict[str, Any] = {k: None if row[k] is None else float(row[k]) for k in ("value", "max", "lower", "upper")}
        words = {k: row[k] for k in ("unit", "modifier", "indicator", "measures", "baseline", "place", "scope", "as_of")}
        evidence = self._evidence(row["iri"], _TYPE, KG + "Figure")
        status = "planned" if row["planned"] else "done"
        return FigureView(row["iri"], row["label"], local(row["kind"]), **numbers, **words, evidence=evidence, status=status)

    def articles(self) -> Iterator[Article]:
        """In the order of IRIs."""
        for row in self._db.execute("SELECT iri, title, id, published, publisher, url FROM article ORDER BY iri"):
            yield Article(row["iri"], row["title"] or row["id"], row["published"], row["publisher"], row["url"])

    def published(self, article: str) -> str | None:
        """When the article was published, where that is known."""
        row = self._one("SELECT published FROM article WHERE iri = ?", article)
        return row["published"] if row else None

    def practices(self, initiative: str) -> Iterator[Practice]:
        """Where an initiative is practised, in the order of the places' IRIs."""
        sql = "SELECT * FROM practice WHERE initiative = ? ORDER BY place, event, body, earliest"
        for place, rows in groupby(self._db.execute(sql, (initiative,)), key=lambda row: row["place"]):
            yield _practice(place, rows)

    def scope(self, figure: str) -> Scope:
        """Where and when a figure holds; of several statements the last."""
        row = self._one("SELECT * FROM scope WHERE iri = ? ORDER BY rowid DESC LIMIT 1", figure)
        return Scope(str(row["place"]), row["earliest"], row["latest"], row["article"])

    def located(self, entity: str) -> tuple[str, str, str] | None:
        """The division (IRI, code, name) that the entity is or lies in, the one with the least code of several."""
        row = self._one("SELECT place, code, name FROM located WHERE entity = ? ORDER BY code LIMIT 1", entity)
        return (row["place"], row["code"], row["name"]) if row else None

    def divisions(self) -> Iterator[tuple[str, str, str]]:
        """(IRI of a division, level, code) of it and of each above it."""
        for row in self._db.execute("SELECT * FROM above ORDER BY place, code"):
            yield row["place"], row["level"], row["code"]


def _queries() -> dict[str, str]:
    """Table → the query that fills it, in no order."""
    ordered = {
        "file": reader.ARTICLES,
        "raw_mention": reader.MENTIONS,
        "raw_claim": reader.CLAIMS,
        "labelled": reader.LABELS,
        "raw_entity": reader.ENTITIES,
        "raw_event": reader.EVENTS,
        "raw_figure": reader.FIGURES,
    }
    return {table: query[: query.rindex("ORDER BY")] for table, query in ordered.items()} | {
        "raw_joined": reader.JOINED,
        "raw_role": facts_of(ROLE_TERMS.values()),
        "fact": facts_of(RELATIONS),
        "model": _MODELS,
        "practice": _PRACTICES,
        "scope": _SCOPES,
        "located": _PLACES,
        "above": _ABOVE,
    }


_ABOVE = """SELECT ?place ?level ?code WHERE {
  ?place a kg:Division ; kg:partOf* ?above . ?above kg:divisionLevel ?level ; kg:divisionCode ?code }"""


def _first_file(rows: list[sqlite3.Row]) -> dict[str, Any]:
    url = next((address for row in rows if (address := web_address(row["url"]))), None)
    return {**rows[0], "url": url}


def _evidence(row: sqlite3.Row) -> Evidence:
    return Evidence(
        article=row["article"],
        title=None,
        published=None,
        sentence=row["words"],
        sentence_start=row["start"],
        start=row["start"],
        stop=row["stop"],
        rule=row["rule"],
        confidence=float(row["confidence"]),
        basis=local(row["basis"] or "stated"),
        verified=bool(row["verified"]),
    )


def _order_of_filler(filler: FillerView) -> tuple[int, tuple[str, int, int], str, str]:
    first = filler.evidence[0] if filler.evidence else None
    at = (first.article, first.start, first.stop) if first else ("", 0, 0)
    return ROLES.index(filler.role), at, filler.label, filler.iri


class _Told:
    """What the claims of one statement say together; they come article by article, and the rows of one claim side by side."""

    def __init__(self) -> None:
        self.best: Evidence | None = None
        self.articles, self.verified = 0, False
        self.first: str | None = None
        self.last: str | None = None
        self._article: str | None = None

    def add(self, row: sqlite3.Row, days: tuple[str | None, str | None]) -> None:
        if row["article"] != self._article:
            self._article = row["article"]
            self.articles += 1
        self.verified |= bool(row["verified"])
        if self.best is None or float(row["confidence"]) > self.best.confidence:
            self.best = _evidence(row)
        first, last = days
        self.first = min(filter(None, (self.first, first)), default=None)
        self.last = max(filter(None, (self.last, last)), default=None)


def _practice(place: str, rows: Iterator[sqlite3.Row]) -> Practice:
    found = list(rows)
    return Practice(
        place=place,
        first=min((str(r["earliest"]) for r in found if r["earliest"]), default=None),
        last=max((str(r["latest"]) for r in found if r["latest"]), default=None),
        is_pilot=any(r["kind"] for r in found),
        bodies=tuple(dict.fromkeys(str(r["body"]) for r in found if r["body"])),
        article=found[0]["article"],
    )
