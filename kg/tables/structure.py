"""What a body's name says of its place in the world: the body it is a unit of, the division it lies in.

Rules of annotation.md section 6: a bureau is no unit of its government; village bodies lie in the village, township
bodies in the township, central bodies nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.model import EntityRef
from kg.tables.agencies import Agencies
from kg.tables.loading import rows
from kg.tables.places import Chain, Places

__all__ = ["Structure", "Structures"]

_PREFIXES = ("中共", "共青团", "国家税务总局", "国网")
_CENTRAL = re.compile(r"(?:中央|全国|中国|中华|国家|国务院|最高人民)")
_POSTED = re.compile(r".*?(?:驻|对口支援|援)(?=[一-鿿]{2,})")  # …水利厅驻|库木艾日克村工作队
_POSTED_VILLAGE = re.compile(r"驻([一-鿿]{2,6}?村)(?!工作|振兴)")
_PARTY_OFFICE = re.compile(r"(?P<department>.{1,8}?(?:部|办公室|办(?!公室)|党校|工委|局))(?:.{1,6}(?:科|处|室))")
# What may stand between a body and its party or league unit: 机关党委, 第三党支部, 退休教师党支部.
_MODIFIER = re.compile(
    r"(?:机关|直属|离退休(?:干部|教师|职工)?|退休(?:干部|教师|职工|人员)?|本科生|研究生|硕士生|博士生|老干部|在职|教师|教工|学生|行政|后勤|联合|流动|临时|功能型"
    r"|维修|业务|第?[一二三四五六七八九十\d]+|“[^”]*”|\"[^\"]*\")$"
)
_GOVERNMENT_OFFICE = re.compile(r"(?:办公[室厅]|.*室|.*办)$")
_LONGEST_TEAM = 4  # characters of a team in a branch's name: …控制中心|传防|支部
_LONGEST_CLASS = 9  # …第一中学|高二（3）班|支部
_CLASSES = ("学校", "医院", "公司", "协会", "商会", "中学", "小学")
_STEM_BODIES = re.compile(r"(?:学区|中心小学|中心学校|小学|中学|卫生院|敬老院|司法所|派出所|供销社|分公司)")
_INNER = re.compile(r"(?:分公司|项目部|分局|交通支队|支队|分理处|支行|供销社|公司|派出所|分队|办事处)")


@dataclass(frozen=True, slots=True)
class Structure:
    """What the name says; both may be unknown."""

    host: str | None = None
    place: EntityRef | None = None


@dataclass(frozen=True, slots=True)
class Structures:
    """Reads names of bodies and platforms; `Structures.load()` gives the tables' one instance."""

    places: Places
    party: tuple[str, ...]  # longest first
    mass: tuple[str, ...]
    office: tuple[str, ...]
    hosts: tuple[str, ...]
    national: frozenset[str]
    ministries: tuple[str, ...]  # national bodies whose names do not begin with 中央, 全国, 国家 …

    @property
    def branches(self) -> tuple[str, ...]:
        """The words that end names of party and mass units, longest first."""
        return _joined(self.party, self.mass)

    @property
    def units(self) -> tuple[str, ...]:
        """Every word that ends a unit's name, longest first."""
        return _joined(self.party, self.mass, self.office)

    @classmethod
    def load(cls) -> Structures:
        """Built of ontology/agencies/units.tsv and hosts.tsv; once a process."""
        return _load()

    def read(self, name: str, type: str, at: str | None = None, near: tuple[str, ...] = ()) -> Structure:
        """Host and place of the entity; `near` are codes of divisions the article is about, for homonyms."""
        return Structure(self.host(name, type), self.place(name, at, near))

    @staticmethod
    def without_modifiers(words: str) -> str:
        """材料加工系|教工 without 教工, 机关|第三 without both."""
        while found := _MODIFIER.search(words):
            words = words[: found.start()]
        return words

    def is_bare(self, words: str, suffixes: tuple[str, ...]) -> bool:
        """Whether the words are a unit's kind alone, without a host: 机关党委, 第三党支部, 工会."""
        suffix = next((s for s in suffixes if words.endswith(s)), None)
        if suffix is None:
            return False
        rest = self.without_modifiers(words.removesuffix(suffix))
        return not rest or self.is_bare(rest, suffixes)

    def host(self, name: str, type: str) -> str | None:
        """The body that the entity is a unit of: 中共甘肃省委组织部 → 中共甘肃省委, 甘肃省投资商会党委 → 甘肃省投资商会."""
        if type == "Platform":
            return None
        if name in self.national and not name.startswith(("中共中央", "全国")):
            return None
        central = self._central_host(name)
        if central:
            return central
        if name.startswith("共青团"):
            return self._league_host(name)
        if name.startswith("中共"):
            return self._party_host(name)
        if type in ("PartyUnit", "MassOrganization", "PartyOrgan"):
            found = self._strip(name, self.branches)
            if found:
                return self.host(found, type) if found.endswith(self.party) else self._if_body(found)
        return self._office_host(name)

    def _central_host(self, name: str) -> str | None:
        """A unit of a national body: 民政部|社会组织管理局, 国家税务总局|邢台市税务局."""
        for cut in range(len(name) - 1, 2, -1):
            if name[:cut] in self.national and not name.startswith("中共中央"):
                rest = name[cut:]
                return name[:cut] if rest.endswith(("局", "司", "厅", "室", "处", "中心")) and len(rest) > 1 else None
        return None

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
        for head in ("委", "党委"):
            if rest.startswith(head) and len(rest) > len(head) and chain.division:
                seat = name[: chain.length + len(head)]
                nearer = _PARTY_OFFICE.fullmatch(name, len(seat))
                return seat + nearer["department"] if nearer else seat
        return None

    def _chain_of(self, name: str) -> Chain:
        """The place behind 中共 …, with its length counted from the name's start."""
        prefix = next((p for p in _PREFIXES if name.startswith(p)), "")
        found = self.places.chain(name[len(prefix) :])
        return Chain(len(prefix) + found.length, found.division, found.homonyms, found.township, found.village)

    @staticmethod
    def _strip(name: str, suffixes: tuple[str, ...]) -> str | None:
        suffix = next((s for s in suffixes if name.endswith(s) and len(name) > len(s)), None)
        if suffix is None:
            return None
        body = name.removesuffix(suffix)
        while (found := _MODIFIER.search(body)) and found.start() > 0:
            body = body[: found.start()]
        return body

    def _if_body(self, name: str) -> str | None:
        """The name, unless it is a division or township: 贵溪市罗河镇|总工会 is no unit; villages are bodies."""
        chain = self.places.chain(name)
        if chain.length == len(name):
            return name if chain.village and chain.village.endswith("社区") else chain.village
        return self._without_team(name) if len(name) > 1 else None

    def _without_team(self, name: str, longest: int = 4) -> str:
        """…控制中心|传防 without the team that its branch is named for; the name itself where it ends like a body."""
        if longest == _LONGEST_TEAM and name.endswith(
            (*self.hosts, *self.office, "村", "社区", "社", "厂", "场", "站", "园", "店", "堂")
        ):
            return name
        stops = (name.rfind(h, 4) + len(h) for h in self.hosts if name.rfind(h, 4) > 0)
        cut = max((s for s in stops if len(name) - s < longest), default=len(name))
        return name[:cut]

    def _office_host(self, name: str) -> str | None:
        if not name.endswith(self.office):
            return None
        best = 0
        for suffix in self.hosts:
            at = name.rfind(suffix, 2, len(name) - 1)
            stop = at + len(suffix)
            if at > 0 and stop > best and self._is_unit(name[:stop], name[stop:]):
                best = stop
        return name[:best] if best else None

    def _is_unit(self, host: str, rest: str) -> bool:
        if host.endswith("人民政府"):
            return bool(_GOVERNMENT_OFFICE.match(rest))
        return len(rest) > 1 and not rest.startswith(("会", "司", "院", "有限", "股份")) and not self._is_class(host)

    def _is_class(self, host: str) -> bool:
        """Whether the words are a place and a class of bodies, no body: 平和县|学校 in 平和县学校甲流防控指挥部."""
        kind = next((k for k in _CLASSES if host.endswith(k)), "")
        return bool(kind) and self.places.chain(host).length == len(host) - len(kind)

    def place(self, name: str, at: str | None = None, near: tuple[str, ...] = ()) -> EntityRef | None:
        """The division, township or village that the name says it lies in; None for central bodies and plain names."""
        prefix = next((p for p in _PREFIXES if name.startswith(p)), "")
        bare = name[len(prefix) :]
        if _CENTRAL.match(bare) or any(bare.startswith(b) for b in self.ministries):
            return None
        village = _POSTED_VILLAGE.search(bare)
        if village:
            return EntityRef(village[1], "Place")
        posted = _POSTED.match(bare)
        if posted and (at_post := self.places.chain(bare[posted.end() :], at, near)).length:
            return EntityRef(at_post.name, "Place", at_post.code)
        chain = self._in_community(self.places.chain(bare, at, near))
        if chain.length == len(bare) and chain.village and chain.village == bare:
            return None  # a village as a body: the name does not say where it lies
        found = self._inner(bare, chain, at, near) or self._by_stem(bare, chain, near) or chain
        return EntityRef(found.name, "Place", found.code) if found.length else None

    def _by_stem(self, bare: str, chain: Chain, near: tuple[str, ...]) -> Chain | None:
        """The township of the article's county that the name calls by its stem: 平头川|学区, …集团|凤鸣|分公司."""
        county = self.places.divisions.by_code(near[0]) if near else None
        found = _STEM_BODIES.search(bare, 2)
        if county is None or county.level != "county" or not found or chain.township:
            return None
        for length in (4, 3, 2):
            stem = bare[max(0, found.start() - length) : found.start()]
            at_head = found.start() == len(stem) or found[0] in ("供销社", "分公司")
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
        """A division further in that narrows where it lies: …有限公司|石景山分公司, 国网|贵溪市供电公司."""
        if chain.township or chain.village:
            return None
        for start in range(max(1, chain.length), len(bare) - 3):
            found = self.places.chain(bare[start:], at, near)
            if not found.length or found.division is None:
                continue
            form = bare[start : start + found.length]
            within = chain.division is None or self.places.divisions.contains(chain.division.code, found.division)
            if within and (form == found.division.name or _INNER.match(bare, start + found.length)):
                return found
        return self._branch(bare, chain, at, near)

    def _branch(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The district whose short form names a branch: 天津市规划和自然资源局|津南|分局."""
        around = chain.division.code if chain.division else (near[0] if near else None)
        found = _INNER.search(bare, 4)
        if found is None or around is None or not bare.endswith(found[0]):
            return None
        for length in (4, 3, 2):
            short = bare[found.start() - length : found.start()]
            named = self.places.divisions.named(short, at, within=around) if found.start() > length else ()
            if named and named[0].code != around:
                return Chain(length, named[0], named)
        return None


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


@cache
def _joined(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return _longest_first([word for group in groups for word in group])


@cache
def _load() -> Structures:
    kinds: dict[str, list[str]] = {"party": [], "mass": [], "office": []}
    for row in rows("agencies/units.tsv", ("suffix", "kind", "example")):
        kinds[row["kind"]].append(row["suffix"])
    hosts = [row["suffix"] for row in rows("agencies/hosts.tsv", ("suffix", "example"))]
    party, mass, office = (_longest_first(kinds[k]) for k in ("party", "mass", "office"))
    national = frozenset(b.name for b in Agencies.load().national_bodies)
    ministries = tuple(dict.fromkeys(b.name for b in Agencies.load().national_bodies if not _CENTRAL.match(b.name)))
    return Structures(Places.load(), party, mass, office, _longest_first(hosts), national, ministries)
