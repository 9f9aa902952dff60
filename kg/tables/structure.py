"""What a body's name says of its place in the world: the body it is a unit of, the division it lies in.

Rules of annotation.md section 6: a bureau is no unit of its government; village bodies lie in the village, township
bodies in the township, central bodies nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.model import EntityRef
from kg.tables.agencies import Agencies
from kg.tables.loading import rows
from kg.tables.patterns import patterns
from kg.tables.places import EMPTY, Chain, Places

__all__ = ["Structure", "Structures"]

_LONGEST_TEAM = 4  # characters of a team in a branch's name: …控制中心|传防|支部
_LONGEST_CLASS = 9  # …第一中学|高二（3）班|支部


@dataclass(frozen=True, slots=True)
class _Words:
    prefixes: tuple[str, ...]
    central: re.Pattern[str]
    central_units: tuple[str, ...]
    committee_inside: re.Pattern[str]
    affiliated: re.Pattern[str]
    of_standing: re.Pattern[str]
    of_university: re.Pattern[str]
    inside_body: re.Pattern[str]
    group_office: re.Pattern[str]
    national_office: re.Pattern[str]
    league_unit: re.Pattern[str]
    stationed: re.Pattern[str]
    branch_of_brand: re.Pattern[str]
    word_before: tuple[str, ...]
    outpost: re.Pattern[str]
    whole_branches: tuple[str, ...]
    zone: re.Pattern[str]
    no_body: tuple[str, ...]
    posted: re.Pattern[str]
    of_village: re.Pattern[str]
    armed: re.Pattern[str]
    customs: re.Pattern[str]
    institute: re.Pattern[str]
    posted_village: re.Pattern[str]
    party_office: re.Pattern[str]
    modifier: re.Pattern[str]
    government_office: re.Pattern[str]
    classes: tuple[str, ...]
    teamed: tuple[str, ...]
    body_ends: tuple[str, ...]
    goes_on: tuple[str, ...]
    seats: tuple[str, ...]
    stem_bodies: re.Pattern[str]
    stem_inside: tuple[str, ...]
    inner: re.Pattern[str]
    chapter: re.Pattern[str]
    branch: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Structure:
    """What the name says; both may be unknown."""

    host: str | None = None
    place: EntityRef | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Structures:
    """Reads names of bodies and platforms; `Structures.load()` gives the tables' one instance."""

    places: Places
    party: tuple[str, ...]  # longest first
    mass: tuple[str, ...]
    office: tuple[str, ...]
    hosts: tuple[str, ...]
    national: frozenset[str]
    ministries: tuple[str, ...]  # national bodies whose names do not begin with 中央, 全国, 国家 …
    branches: tuple[str, ...]  # the words that end names of party and mass units, longest first
    units: tuple[str, ...]  # every word that ends a unit's name, longest first
    owners: Mapping[str, tuple[str, ...]]  # units that only bodies of these kinds have
    words: _Words

    @classmethod
    def load(cls) -> Structures:
        """Built of ontology/agencies, lexicon/unit_owners.tsv and patterns/body_structure.tsv; once a process."""
        return _load()

    def read(self, name: str, type: str, at: str | None = None, near: tuple[str, ...] = ()) -> Structure:
        """Host and place of the entity; `near` are codes of divisions the article is about, for homonyms."""
        return Structure(self.host(name, type), self.place(name, at, near))

    def without_modifiers(self, words: str) -> str:
        """材料加工系|教工 without 教工, 机关|第三 without both."""
        while found := self.words.modifier.search(words):
            words = words[: found.start()]
        return words

    def is_bare(self, words: str, suffixes: tuple[str, ...]) -> bool:
        """Whether the words are a unit's kind alone, without a host: 机关党委, 第三党支部, 工会."""
        if not words.endswith(suffixes):
            return False
        suffix = next(s for s in suffixes if words.endswith(s))
        rest = self.without_modifiers(words.removesuffix(suffix))
        return not rest or self.is_bare(rest, suffixes)

    def host(self, name: str, type: str) -> str | None:
        """The body that the entity is a unit of: 中共甘肃省委组织部 → 中共甘肃省委, 甘肃省投资商会党委 → 甘肃省投资商会."""
        return None if type == "Platform" else _host(self, name, type)

    def read_host(self, name: str, type: str) -> str | None:
        """What `host` remembers: names are asked for again and again."""
        if name in self.national and not name.startswith(("中共中央", "全国")):
            return self._above(name)
        if inside := self._inside(name):
            return next(found for found in inside.groups() if found)
        central = self._central_host(name)
        if central:
            office = self._office_host(name)
            return office if office and len(office) > len(central) else central
        if name.startswith("共青团"):
            return self._inside_league(name) or self._league_host(name)
        if name.startswith("中共"):
            return self._party_host(name)
        if type in ("PartyUnit", "MassOrganization", "PartyOrgan"):
            found = self._strip(name, self.branches)
            if found:
                return self.host(found, type) if found.endswith(self.party) else self._if_body(found)
        return self._before_quote(name) or self._office_host(name) or self._brand(name)

    def _above(self, national: str) -> str | None:
        """The body of which a national one is the office: 国家减灾委员会|办公室, 国务院|办公厅; a ministry has none above it."""
        office = self.words.national_office.fullmatch(national)
        return office["host"] if office else None

    def _inside(self, name: str) -> re.Match[str] | None:
        """What the name alone tells of its host, whatever its type."""
        words = self.words
        inside = (
            words.of_standing,
            words.committee_inside,
            words.affiliated,
            words.group_office,
            words.of_university,
            words.inside_body,
        )
        return next((m for p in inside if (m := p.fullmatch(name))), None) or words.stationed.match(name)

    def _before_quote(self, name: str) -> str | None:
        """千秋中学|“小水滴”环保社: the body before the proper name of a team."""
        head = re.split(r"[“\"]", name, maxsplit=1)[0]
        ends = head.endswith((*self.words.classes, *self.words.teamed))
        return head if head != name and ends and not self._is_class(head) else None

    def _brand(self, name: str) -> str | None:
        """中储粮|河南|分公司, 广西电网|柳州|供电局: a company in short, a division in short, the kind of branch."""
        found = self.words.branch_of_brand.search(name)
        for length in (4, 3, 2) if found else ():
            at = found.start() - length if found else 0
            named = self.places.divisions.named(name[at : at + length]) if at > 1 else ()
            if named and named[0].level != "county" and self.places.chain(name[:at]).length < at:
                return name[:at]
        return None

    def _central_host(self, name: str) -> str | None:
        """A unit of a national body: 民政部|社会组织管理局, 国家税务总局|邢台市税务局."""
        for cut in range(len(name) - 1, 2, -1):
            if name[:cut] in self.national and not name.startswith("中共中央"):
                rest = name[cut:]
                if name[:cut].endswith("科学院"):
                    continue  # its institutes are bodies of their own
                return name[:cut] if rest.endswith(self.words.central_units) and len(rest) > 1 else None
        return None

    def _inside_league(self, name: str) -> str | None:
        """The league's committee whose party unit or department it is: 共青团广东省委|党组, 共青团芜湖市委|机关党支部."""
        found = self.words.league_unit.fullmatch(name)
        chain = self.places.chain(name.removeprefix("共青团"))
        whole = found is not None and (found["host"] == "共青团中央" or chain.division is not None)
        return found["host"] if found and whole else None

    def _league_host(self, name: str) -> str | None:
        inner = name.removeprefix("共青团").removesuffix("工作委员会").removesuffix("委员会")
        if inner.endswith(("支部", "工委")):
            return self._without_team(inner.removesuffix("支部").removesuffix("工委"), _LONGEST_CLASS)
        return None if inner.endswith("委") or inner == "中央" else self._if_body(inner)

    def _party_host(self, name: str) -> str | None:
        if name.endswith("党组"):
            return name.removeprefix("中共").removesuffix("党组")
        chain = self._chain_of(name)
        rest = name[chain.length :]
        if name.startswith("中共中央"):
            return "中共中央" if len(name) > 4 and not name.startswith("中共中央纪委") else None
        for head in self.words.seats:
            if rest.startswith(head) and len(rest) > len(head) and chain.division:
                seat = name[: chain.length + len(head)]
                nearer = self.words.party_office.fullmatch(name, len(seat))
                return seat + nearer["department"] if nearer else seat
        return None

    def _chain_of(self, name: str) -> Chain:
        """The place behind 中共 …, with its length counted from the name's start."""
        prefix = next((p for p in self.words.prefixes if name.startswith(p)), "")
        found = self.places.chain(name[len(prefix) :])
        return Chain(len(prefix) + found.length, found.division, found.homonyms, found.township, found.village)

    def _strip(self, name: str, suffixes: tuple[str, ...]) -> str | None:
        if not name.endswith(suffixes):
            return None
        suffix = next((s for s in suffixes if name.endswith(s) and len(name) > len(s)), None)
        if suffix is None:
            return None
        body = name.removesuffix(suffix)
        if body.endswith(self.words.word_before):
            return None  # 市直机|关工委, 市老|科协
        while (found := self.words.modifier.search(body)) and found.start() > 0:
            body = body[: found.start()]
        return body

    def _if_body(self, name: str) -> str | None:
        """The name, unless it is a division or township: 贵溪市罗河镇|总工会 is no unit; villages are bodies."""
        chain = self.places.chain(name)
        if chain.length == len(name):
            return name if chain.village and chain.village.endswith("社区") else chain.village
        return self._without_team(name) if len(name) > 1 and not name.endswith(self.words.no_body) else None

    def _without_team(self, name: str, longest: int = 4) -> str:
        """…控制中心|传防 without the team that its branch is named for; the name itself where it ends like a body."""
        if longest == _LONGEST_TEAM and name.endswith((*self.hosts, *self.office, *self.words.body_ends)):
            return name
        stops = (name.rfind(h, 4) + len(h) for h in self.hosts if name.rfind(h, 4) > 0)
        cut = max((s for s in stops if len(name) - s < longest), default=len(name))
        return name[:cut]

    def _office_host(self, name: str) -> str | None:
        if not name.endswith(self.office) or name.endswith("街道办事处"):  # 西陵区|学院街道|办事处 is no school's
            return None
        unit = next(u for u in self.office if name.endswith(u))
        best, last = 0, len(name) - 1
        for suffix in self.hosts:
            at = name.rfind(suffix, 2, last)
            if at < 0:
                continue
            stop = at + len(suffix)
            if best < stop <= len(name) - len(unit) and self._is_unit(name[:stop], name[stop:], self.owners.get(unit, ())):
                best = stop
        return name[:best] if best else None

    def _is_unit(self, host: str, rest: str, only: tuple[str, ...]) -> bool:
        if host.endswith("人民政府"):
            return bool(self.words.government_office.match(rest))
        if only and not host.endswith(only):
            return False
        if host.count("（") != host.count("）"):
            return False  # 中国人寿保险（集团|）公司
        return len(rest) > 1 and not rest.startswith(self.words.goes_on) and not self._is_class(host)

    def _is_class(self, host: str) -> bool:
        """Whether the words are a place and a class of bodies, no body: 平和县|学校 in 平和县学校甲流防控指挥部."""
        kind = next((k for k in self.words.classes if host.endswith(k)), "")
        return bool(kind) and self.places.chain(host).length == len(host) - len(kind)

    def place(self, name: str, at: str | None = None, near: tuple[str, ...] = ()) -> EntityRef | None:
        """The division, township or village that the name says it lies in; None for central bodies and plain names."""
        prefix = next((p for p in self.words.prefixes if name.startswith(p)), "")
        bare = name[len(prefix) :]
        if self.words.central.match(bare) or bare.startswith(self.ministries):
            return self._of_chain(self._central_branch(bare, at, near)) or self._by_kind(bare, at)
        if named := self._by_kind(bare, at):
            return named
        village = self.words.posted_village.search(bare)
        if village:
            return EntityRef(village[1], "Place")
        posted = self.words.posted.match(bare)
        if posted and (at_post := self.places.chain(bare[posted.end() :], at, near)).length:
            return self._of_chain(at_post)
        chain = self._in_community(self.places.chain(bare, at, near))
        if chain.length == len(bare) and chain.village and chain.village == bare:
            return None  # a village as a body: the name does not say where it lies
        if zone := self._zone(bare, chain):
            return zone
        told = self._of_chain(self._inner(bare, chain, at, near) or self._by_stem(bare, chain, near) or chain)
        if told is None and (village := self.words.of_village.fullmatch(bare)):
            return EntityRef(village["village"], "Place")
        return told

    def _by_kind(self, bare: str, at: str | None) -> EntityRef | None:
        """The division in short that corps, customs and institutes have in their names: 武警|甘肃|总队, 勐腊|海关."""
        for kind in (self.words.armed, self.words.customs, self.words.institute):
            found = kind.fullmatch(bare)
            named = self.places.divisions.named(found["place"], at) if found else ()
            whole = named and (named[0].level != "county" or (len({d.code for d in named}) == 1 and not named[0].is_district))
            if whole:
                return EntityRef(named[0].name, "Place", named[0].code)
        return None

    def _zone(self, bare: str, chain: Chain) -> EntityRef | None:
        """康巴什|新区: a zone that is called by a division's short form is a place of its own."""
        found = self.words.zone.match(bare, chain.length)
        short = chain.division is not None and not bare[: chain.length].endswith(chain.division.name)
        return EntityRef(bare[: found.end()], "Place") if found and short and not chain.township else None

    @staticmethod
    def _of_chain(chain: Chain | None) -> EntityRef | None:
        return EntityRef(chain.name, "Place", chain.code) if chain is not None and chain.length else None

    def _central_branch(self, bare: str, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The division of a central body's branch: 中国邮政储蓄银行|南丰县|支行, 中国铁路|南宁|局集团有限公司."""
        found = self.words.branch.search(bare, 4)
        while found is not None:
            if found.end() == len(bare) or found[0] in ("调查总队",):
                for length in range(8, 1, -1):
                    head = bare[max(0, found.start() - length) : found.start()]
                    named = self.places.divisions.named(head, at) if len(head) == length else ()
                    if named and (named[0].level != "county" or head == named[0].name or named[0].code in near):
                        chosen = self.places.choose(named, near)
                        return Chain(length, chosen, named)
            found = self.words.branch.search(bare, found.start() + 1)
        return None

    def _by_stem(self, bare: str, chain: Chain, near: tuple[str, ...]) -> Chain | None:
        """The township of the article's county that the name calls by its stem: 平头川|学区, …集团|凤鸣|分公司."""
        county = self.places.divisions.by_code(near[0]) if near else None
        found = self.words.stem_bodies.search(bare, 2)
        if county is None or county.level != "county" or not found or chain.township:
            return None
        for length in (4, 3, 2):
            stem = bare[max(0, found.start() - length) : found.start()]
            at_head = found.start() == len(stem) or found[0] in self.words.stem_inside
            for kind in ("镇", "乡", "街道"):
                if at_head and len(stem) == length and self.places.divisions.has_township(county.code, stem + kind):
                    return Chain(length, county, (county,), stem + kind)
        return None

    @staticmethod
    def _in_community(chain: Chain) -> Chain:
        """A community (社区) is a body, no place: what is named by it lies in its street or city."""
        if chain.village and chain.village.endswith("社区") and chain.length > len(chain.village):
            return Chain(chain.length - len(chain.village), chain.division, chain.homonyms, chain.township)
        return chain

    def _inner(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """A division further in that narrows where it lies: …有限公司|石景山分公司, 国网|贵溪市供电公司, 浙江|龙游|…公司."""
        if chain.township or chain.village:
            return None
        if behind := self._behind_province(bare, chain, at, near):
            return behind
        chapter = self.words.chapter.search(bare, chain.length)
        if chapter and (township := self.places.chain(chapter["place"], at, near)).township and not township.division:
            return township
        for start in range(max(1, chain.length), len(bare) - 3):
            if not self.places.divisions.may_head(bare[start : start + 2]):
                continue
            found = self.places.chain(bare[start:], at, near)
            if not found.length or found.division is None:
                continue
            form = bare[start : start + found.length]
            within = chain.division is None or self.places.divisions.contains(chain.division.code, found.division)
            if within and (form == found.division.name or self.words.inner.match(bare, start + found.length)):
                return found
        return self._branch(bare, chain, at, near) or self._outpost(bare, chain, at, near)

    def _outpost(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The division right before the kind of branch; a county's short form, 东方|分公司, only where the article is near."""
        found = self.words.outpost.search(bare, chain.length)
        for start in range(max(1, chain.length), found.start() - 1) if found else ():
            words = bare[start : found.start()] if found else ""
            place = self.places.chain(words, at, near) if self.places.divisions.may_head(words[:2]) else EMPTY
            if place.length == len(words) and place.division is not None and not place.township and not place.village:
                sure = place.division.level != "county" or words.endswith(place.division.name) or place.division.code in near
                return place if sure else None
        return None

    def _behind_province(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The county behind its province in short, if the article is about it or its prefecture: 广西|靖西|铝都矿业有限公司."""
        if chain.division is None or chain.division.level != "province":
            return None
        for length in (4, 3, 2):
            short = bare[chain.length : chain.length + length]
            named = self.places.divisions.named(short, at, within=chain.division.code) if len(short) == length else ()
            about = [
                d for d in named if d.level == "county" and not d.is_district and (d.code in near or d.code[:4] + "00" in near)
            ]
            if about and length + chain.length < len(bare):
                return Chain(chain.length + length, about[0], named)
        return None

    def _branch(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The division whose short form names a branch: 天津市规划和自然资源局|津南|分局, 广西电网|柳州|供电局."""
        around = chain.division.code if chain.division else (near[0][:2] + "0000" if near else None)
        if around is None:
            return None
        for found in self.words.branch.finditer(bare, 4):
            if found.end() != len(bare) and found[0] not in self.words.whole_branches:
                continue
            for length in (4, 3, 2):
                short = bare[max(0, found.start() - length) : found.start()]
                named = self.places.divisions.named(short, at, within=around) if found.start() > length else ()
                inside = [d for d in named if d.code != around and (chain.division or d.code in near)]
                if len(short) == length and inside:
                    return Chain(length, inside[0], named)
        return None


@lru_cache(maxsize=65536)
def _host(structures: Structures, name: str, type: str) -> str | None:
    return structures.read_host(name, type)


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


@cache
def _load() -> Structures:
    kinds: dict[str, list[str]] = {"party": [], "mass": [], "office": []}
    for row in rows("agencies/units.tsv", ("suffix", "kind", "example")):
        kinds[row["kind"]].append(row["suffix"])
    hosts = [row["suffix"] for row in rows("agencies/hosts.tsv", ("suffix", "example"))]
    owners: dict[str, tuple[str, ...]] = {}
    for row in rows("lexicon/unit_owners.tsv", ("unit", "owner", "example")):
        owners[row["unit"]] = (*owners.get(row["unit"], ()), row["owner"])
    words = patterns("body_structure", _Words)
    party, mass, office = (_longest_first(kinds[k]) for k in ("party", "mass", "office"))
    national = frozenset(b.name for b in Agencies.load().national_bodies)
    ministries = tuple(dict.fromkeys(b.name for b in Agencies.load().national_bodies if not words.central.match(b.name)))
    branches, units = _longest_first([*party, *mass]), _longest_first([*party, *mass, *office])
    return Structures(
        Places.load(), party, mass, office, _longest_first(hosts), national, ministries, branches, units, owners, words
    )
