"""Which node of the graph an entity of an article is: global where a table or a number identifies it, else local.

Global: divisions (`place/620900`), their townships (`place/620902/西峰镇`), government, party and mass organisations
anchored to a division or national (`body/620000/甘肃省民政厅`), registered bodies whose full name begins with a division,
numbered documents, congresses, fixed formulas. Everything else is local to its article: three articles may name three
people 王磊.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote

from kg.model import BODY_TYPES, Document, EntityRef
from kg.tables.agencies import Agencies
from kg.tables.divisions import Division, Divisions
from kg.tables.loading import rows
from kg.tables.patterns import patterns
from kg.tables.places import EMPTY, Chain, Places

__all__ = ["DEFAULT_BASE", "Identified", "Identity", "article_iri", "escape", "seat_of", "today"]

DEFAULT_BASE = "https://w3id.org/zhengmai/"
NATION = "CN"

_NUMBERED = re.compile(r"[〔\[［(（]\d{4}[〕\]］)）](?:第)?\d+号$")
_RANKS = tuple("省市县区州盟旗")
_ANCHORED = ("GovernmentAgency", "PartyOrgan", "MassOrganization")

# What RFC 3987 does not count among its characters, and what would end a path segment.
_PLANE_ENDS = "".join(chr(plane << 16 | last) for plane in range(1, 14) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(
    r'[\x00-\x20\x7f-\xa0<>"{}|\\^`%/?#\[\]\s\u200e\u200f\u2028-\u202e\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff'
    rf"\U000e0000-\U0010ffff{_PLANE_ENDS}]"
)


@dataclass(frozen=True, slots=True)
class _Words:
    congress: re.Pattern[str]
    national: re.Pattern[str]
    prefix: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("identity", _Words)


def escape(words: str) -> str:
    """The words as one readable segment of an IRI: Chinese stays, what RFC 3987 forbids is percent-encoded."""
    return _FORBIDDEN.sub(lambda m: quote(m.group(), safe=""), words)


def article_iri(sha256: str, base: str = DEFAULT_BASE) -> str:
    """The article's IRI, which hangs on its text: 16 hexadecimal digits of the hash."""
    return f"{base}article/{sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Identified:
    """The node of an entity: its IRI, whether other articles share it, and why."""

    iri: str
    scope: Literal["global", "local"]
    reason: str
    label: str  # its name: of a division that of today, of a township without its county
    division: Division | None = None  # that the node is; not the one it lies in
    within: Division | None = None  # of a township: its county
    seat: Division | None = None  # of a body: the division whose organ it is
    organ: str = ""  # its name without the seat's: 工商行政管理局


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an article says of where it is at home, which tells homonyms apart."""

    at: str | None  # date of publication
    near: tuple[str, ...]  # codes: its territory, then the divisions it mentions, as they come
    codes: Mapping[str, str]  # of the divisions it mentions, by name

    @classmethod
    def of(cls, doc: Document) -> Surroundings:
        mentioned = {m.name: m.code for m in doc.mentions if m.type == "Place" and m.code}
        home = doc.territory.code if doc.territory else _code(doc.metadata.territory, mentioned, doc.metadata.published)
        return cls(doc.metadata.published, tuple(dict.fromkeys(c for c in (home, *mentioned.values()) if c)), mentioned)


def _code(name: str | None, mentioned: Mapping[str, str], at: str | None) -> str | None:
    """The code of the division of that name: as mentioned, else the only one of the table."""
    if name is None or name in mentioned:
        return mentioned.get(name or "")
    found = {d.code for d in Divisions.load().named(name, at)}
    return found.pop() if len(found) == 1 else None


class Identity:
    """Gives every entity of one article its node; the same entity always the same one.

    A name that only a relation knows (locatedIn 金昌市) is looked up among the article's mentions, then in the table of
    divisions.
    """

    def __init__(self, doc: Document, base: str = DEFAULT_BASE, registered: Mapping[str, str] = MappingProxyType({})) -> None:
        """`registered` are credit codes of bodies by name: what nothing else identifies, its number does."""
        self.article, self.base = article_iri(doc.sha256, base), base
        self._registered = registered
        self._around = Surroundings.of(doc)
        self._places = Places.load()
        self._known: dict[EntityRef, Identified] = {}

    def of(self, entity: EntityRef) -> Identified:
        """The node of `entity`; equal names with different codes have different nodes."""
        found = self._known.get(entity)
        if found is None:
            found = self._known[entity] = self._find(entity) or self._by_code(entity) or self._local(entity)
        return found

    def _find(self, entity: EntityRef) -> Identified | None:
        name, kind = entity.name, entity.type
        if kind == "Place":
            return self._place(entity)
        if kind == "Document" and _NUMBERED.search(name):
            return Identified(f"{self.base}document/{escape(name)}", "global", "document number", name)
        if kind == "Conference" and _words().congress.match(name):
            return Identified(f"{self.base}conference/{escape(name)}", "global", "congress", name)
        if kind == "PolicyConcept" and (name in _formulas() or _words().congress.match(name.removesuffix("精神"))):
            return Identified(f"{self.base}concept/{escape(name)}", "global", "fixed formula", name)
        return self._body(name, kind) if kind in BODY_TYPES else None

    def _by_code(self, entity: EntityRef) -> Identified | None:
        code = self._registered.get(entity.name) if entity.type in BODY_TYPES else None
        return Identified(f"{self.base}body/{code}", "global", f"credit code {code}", entity.name) if code else None

    def _local(self, entity: EntityRef) -> Identified:
        iri = f"{self.article}/entity/{entity.type}/{escape(entity.name)}"
        return Identified(iri, "local", "nothing beyond the article identifies it", entity.name)

    def _place(self, entity: EntityRef) -> Identified | None:
        if entity.name == "中国":
            return Identified(f"{self.base}place/{NATION}", "global", "the country", entity.name)
        code = entity.code or self._around.codes.get(entity.name)
        if code:
            division = self._division(code, entity.name)
            known, label = (division.code, division.name) if division else (code, entity.name)
            return Identified(f"{self.base}place/{known}", "global", "division code", label, division)
        chain = self._chain(entity.name)
        if chain is None or chain.length != len(entity.name) or chain.village:
            return None
        return self._township(chain) if chain.township else self._by_name(chain)

    def _division(self, code: str, name: str) -> Division | None:
        """The unit of that code and name, under the code it has today (酒泉地区 622100 → 酒泉市 620900)."""
        divisions = self._places.divisions
        units = [d for d, _ in divisions.forms(name) if d.code == code]
        unit = units[0] if units else divisions.by_code(code, self._around.at)
        return today(unit) if unit else None

    def _by_name(self, chain: Chain) -> Identified | None:
        if chain.division is None:
            return None
        division = today(chain.division)
        iri = f"{self.base}place/{division.code}"
        return Identified(iri, "global", "name in the table of divisions", division.name, division)

    def _township(self, chain: Chain) -> Identified | None:
        """A township is its county's: 82 towns are called 城关镇."""
        name = chain.township or ""
        county = today(chain.division) if chain.division else self._county_of(name)
        if county is None:
            return None
        iri = f"{self.base}place/{county.code}/{escape(name)}"
        return Identified(iri, "global", f"township of {county.name}", name, within=county)

    def _county_of(self, township: str) -> Division | None:
        """The one county that the article names, or that lies in its territory, with a township of that name."""
        having = self._places.divisions.township_counties(township)
        near = [c for c in having if c in self._around.near]
        if not near and self._around.near:
            home = self._around.near[0].removesuffix("00").removesuffix("00")
            near = [c for c in having if c.startswith(home)]
        return self._places.divisions.by_code(near[0]) if len(near) == 1 else None

    def _body(self, name: str, kind: str) -> Identified | None:
        bare = _words().prefix.sub("", name)
        anchor = self._first_link(bare)
        if anchor is not None:
            code = today(anchor).code
            iri = f"{self.base}body/{code}/{escape(name)}"
            chain = self._chain(bare) or EMPTY
            reason, organ = f"its name begins with {anchor.name}", bare[chain.length :]
            return Identified(iri, "global", reason, name, seat=chain.division, organ=organ)
        if _is_national(name, bare, kind):
            return Identified(f"{self.base}body/{NATION}/{escape(name)}", "global", "national body", name, organ=name)
        return None

    def _first_link(self, name: str) -> Division | None:
        """The division that the name begins with, the outermost: 湖南省|浏阳河慈善基金会; not 吉林|市中医院."""
        heads = reversed(self._places.divisions.prefixes(name, self._around.at))
        head = next((h for h in heads if not _goes_on(name, h.length)), None)
        return None if head is None else self._told_apart(head.divisions)

    def _told_apart(self, homonyms: tuple[Division, ...]) -> Division | None:
        """The one unit, or the one that what the article is about tells; None where nothing does."""
        if len({d.code for d in homonyms}) == 1:
            return homonyms[0]
        chosen = self._places.choose(homonyms, self._around.near)
        home = [c[:2] for c in self._around.near[:1]]
        return chosen if chosen.code[:2] in home or chosen.code in self._around.near else None

    def _chain(self, name: str) -> Chain | None:
        """The place at the head of the name; None where homonyms cannot be told apart by what the article is about."""
        chain = self._places.chain(name, self._around.at, self._around.near)
        return chain if not chain.homonyms or self._told_apart(chain.homonyms) == chain.division else None


def _goes_on(name: str, stop: int) -> bool:
    """Whether the division's own name goes on behind `stop`: 吉林|市中医院 does, 邢台市|市场监督管理局 does not."""
    return name[stop - 1] not in _RANKS and name[stop : stop + 1] in _RANKS


def _is_national(name: str, bare: str, kind: str) -> bool:
    """A body that the table of national bodies lists, a unit of one, or one that calls itself 全国, 中国 …."""
    if (name, kind) in _national() or (kind in _ANCHORED and _words().national.match(bare or name)):
        return True
    # 民政部|社会组织管理局; 民政部门 is no name
    longer = (n for n, _ in _national() if len(n) < len(name) and name.startswith(n))
    return kind == "GovernmentAgency" and any(name[len(n)] != "门" for n in longer)


def today(division: Division) -> Division:
    """The unit under its latest code and name, as long as each change had one unit of its level before it and one behind it.

    酒泉地区 622100 is 酒泉市 620900; 西峰市 and 庆阳县, which became 西峰区, stay themselves.
    """
    seen = {division}
    while division.valid_to:
        after = _successors().get((division.code, division.name), ())
        if len(after) != 1 or after[0] in seen or not _is_same_unit(division, after[0]):
            break
        division = after[0]
        seen.add(division)
    return division


def seat_of(body: str, anchor: str) -> Division | None:
    """The division whose organ a body is, by its name and the code in its IRI, which is that of the outermost division.

    南京市鼓楼区民政局 (320100) is the district's, 南京市民政局 (320100) the city's; None where the name does not say.
    """
    division = Places.load().chain(_words().prefix.sub("", body), None, (anchor,)).division
    found = None if division is None else today(division)
    return found if found is not None and Divisions.load().contains(anchor, found) else None


def _is_same_unit(before: Division, after: Division) -> bool:
    divisions = Divisions.load()
    levels = [d.level for code, name in after.predecessors for d, _ in divisions.forms(name) if (d.code, d.name) == (code, name)]
    return before.level == after.level and levels.count(before.level) == 1


@cache
def _successors() -> dict[tuple[str, str], tuple[Division, ...]]:
    found: dict[tuple[str, str], tuple[Division, ...]] = {}
    for division in Divisions.load().all:
        for before in division.predecessors:
            found[before] = (*found.get(before, ()), division)
    return found


@cache
def _national() -> frozenset[tuple[str, str]]:
    return frozenset((body.name, body.type) for body in Agencies.load().national_bodies)


@cache
def _formulas() -> frozenset[str]:
    return frozenset(row["formula"] for row in rows("lexicon/formulas.tsv", ("formula", "example")))
