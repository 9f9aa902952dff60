"""Official names of bodies from the article's words: 区民政局 → 南京市鼓楼区民政局, 省委组织部 → 中共甘肃省委组织部."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg.resolve.calls import Calls
from kg.resolve.setting import level_head
from kg.resolve.units import Unit, of_chain, of_division
from kg.tables.loading import rows
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.resolve.setting import Setting
    from kg.tables.agencies import Agencies
    from kg.tables.divisions import Division
    from kg.tables.structure import Structures

__all__ = ["OFFICIAL", "Named", "OfficialNames", "is_department", "league_level"]

OFFICIAL = frozenset({"GovernmentAgency", "PartyOrgan", "MassOrganization"})
_POLICE = "公安分局"
_TAX = "税务局"
_UNION = "工会"
_ONE_SYLLABLE = 2  # 吉县: its committee is the 中共吉县|县委


@dataclass(frozen=True, slots=True)
class _Words:
    no_party_prefix: re.Pattern[str]  # organs of the Party's work that do not carry 中共
    department: re.Pattern[str]
    of_committee: re.Pattern[str]
    league: re.Pattern[str]
    league_of_unit: re.Pattern[str]
    league_branch: re.Pattern[str]
    stationed: re.Pattern[str]
    of_each: frozenset[str]
    parties: tuple[str, ...]
    numbered_school: re.Pattern[str]
    central: re.Pattern[str]
    zone: re.Pattern[str]
    branch: re.Pattern[str]
    private: re.Pattern[str]
    registered: re.Pattern[str]
    above: tuple[str, ...]  # ends of the divisions above a county, written in full: 江西省|南城县
    public_of_township: re.Pattern[str]
    township_schools: tuple[str, ...]
    company_units: re.Pattern[str]
    academy_units: re.Pattern[str]
    direct: tuple[str, ...]
    of_bureaus: frozenset[str]
    with_level: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("bodies", _Words)


@cache
def _village_bodies() -> Mapping[str, str]:
    """Bodies that every village or community has, as texts write them behind its name → in full."""
    return {r["organ"]: r["full"] for r in rows("lexicon/village_bodies.tsv", ("organ", "full", "example"))}


def is_department(surface: str) -> bool:
    """Whether titles name such a department without its committee: 县委常委、|组织部|部长."""
    return _words().department.fullmatch(surface) is not None


def league_level(surface: str) -> str | None:
    """The level word in 团|县|委, with which the surface begins."""
    found = _words().league.match(surface)
    return found["level"] if found else None


def _is_unit_of(company: str, rest: str) -> bool:
    """Whether the words are a unit behind the company's or academy's name: 国铁集团|客运部, 中科院|南海海洋研究所."""
    units = _words().academy_units if company.endswith("科学院") else _words().company_units
    return units.fullmatch(rest) is not None


def _once(unit: Unit, organ: str, head: str) -> str:
    """The organ without the level that the unit's name has already: 济南市|市委组织部, 渭源县|县政府; 凤县|县委 keeps it."""
    zone = unit.name.endswith(_words().with_level)  # 滨海新区|区委 has its own level
    doubled = len(unit.name) > _ONE_SYLLABLE and not zone and organ.startswith(unit.name[-1] + head)
    return organ[1:] if doubled else organ


class Named(NamedTuple):  # a tuple, since a text has dozens
    """A name with the rule that gave it; an unresolved name is the surface."""

    name: str
    rule: str
    code: str | None = None
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class OfficialNames:
    """Composes official names of a unit's bodies."""

    agencies: Agencies
    structures: Structures

    def _is_private(self, surface: str) -> bool:
        """Whether the body belongs to a company or school, whose name is no organ's: 江西铜信金属有限公司|工会."""
        host = self.structures.host(surface, "MassOrganization")
        return bool(host and _words().private.search(host))

    def national(self, surface: str, at: str | None = None, type: str | None = None) -> Named | None:
        """Central bodies, alone or with a unit of theirs behind: 党中央, 中央统战部, 民政部社会组织管理局, 国家|民政部."""
        if surface.startswith("国家") and (ministry := self.agencies.national(surface[2:], at)) and ministry.name.endswith("部"):
            surface = surface[2:]
        for cut in range(len(surface), 1, -1):
            body = self.agencies.national(surface[:cut], at)
            rest = surface[cut:].removeprefix("集团") if body and "集团" in body.name else surface[cut:]  # 中国五矿|集团|党委
            if body and body.type == "Organization" and rest and not _is_unit_of(body.name, rest):
                continue  # 中国石油|大学 is none of its units; 中国移动|黄山分公司 goes by that name
            if body and (not rest or (body.name != "中共中央" and len(rest) > 1 and not rest.startswith(("局", "厅")))):
                prefix = "中共" if type == "PartyOrgan" and rest == "党组" else ""
                return Named(prefix + body.name + rest, "national-body")
        return None

    def of_unit(self, unit: Unit, organ: str, type: str, setting: Setting) -> str:
        """The organ of the unit under its official name; `organ` is what stands behind the place: 委组织部, 工商局, 妇联."""
        if unit.name.endswith("特别行政区"):
            return unit.name + organ.removeprefix("特区")  # 香港|特区政府, whose government is no 人民政府
        if type == "PartyOrgan" and unit.rank != "village":
            return self._party(unit, organ, setting)
        if type == "GovernmentAgency":
            return self._agency(unit, organ, setting)
        if type == "MassOrganization" and organ == _UNION and unit.code:
            organ = "总工会"  # 陇西县|工会
        if type == "MassOrganization" and (league := self._league_unit(unit, organ, setting)):
            return league
        return unit.seal + self.agencies.expand(organ, setting.at)

    def _league_unit(self, unit: Unit, organ: str, setting: Setting) -> str | None:
        """镇|团委 → 共青团云阳县凤鸣镇委, 街道|团工委, 县人民医院内科|团支部."""
        if organ.startswith(("团委", "团工委")) and unit.rank != "village":
            short = "工委" if organ.startswith("团工委") else "委"
            full = "工作委员会" if short == "工委" else "委员会" if unit.rank == "township" else short
            return f"共青团{unit.seal}{organ[1:].replace(short, full, 1)}"
        if _words().league_of_unit.fullmatch(organ):
            return f"共青团{unit.seal}委"  # 南郑区|团区委
        inner = _words().league_branch.fullmatch(organ)
        return f"共青团{unit.seal}{self.agencies.expand(inner['body'], setting.at)}{inner['kind']}" if inner else None

    def _party(self, unit: Unit, organ: str, setting: Setting) -> str:
        words = _words()
        if organ.startswith("委文明办"):
            return unit.seal + organ
        if organ.startswith(words.direct) and unit.rank in ("province", "prefecture", "county"):
            return f"{self.committee(unit)}{unit.name[-1]}{organ.replace('直工委', '直机关工委', 1)}"
        if words.no_party_prefix.match(organ):
            full = organ.replace("综治办", "社会治安综合治理委员会办公室").replace("综治委", "社会治安综合治理委员会")
            return unit.seal + full
        if organ.startswith("地委") and unit.rank == "prefecture" and unit.short:
            return f"中共{unit.short}{self.agencies.expand_committee(organ)}"  # 宁德|地委 of the prefecture before it was a city
        organ = _once(unit, organ, "委")
        organ = "委办公室" if organ == "委办" else organ
        if words.of_committee.fullmatch(organ) and unit.rank != "township":
            organ = f"委{organ}"  # 德州市|社会工作部
        if not organ.startswith(("委", "党", "纪")):
            organ = self.agencies.expand(organ, setting.at)
        if organ.startswith("老干部局"):
            organ = f"委{organ}"
        if stationed := words.stationed.fullmatch(organ):
            organ = f"{stationed['organ']}驻{unit.seal}{stationed['host']}"
        if organ.startswith("委"):
            return f"{self.committee(unit)}{self.agencies.expand_committee(organ)[1:]}"
        return f"中共{unit.seal}{self.agencies.expand_committee(organ)}"

    @staticmethod
    def committee(unit: Unit) -> str:
        """The Party's committee of the unit: 中共甘肃省委, 中共吉县县委, 中共阿克苏地委."""
        if unit.rank == "prefecture" and unit.name.endswith("地区"):
            return f"中共{unit.seal.removesuffix('区')}委"
        return f"中共{unit.seal}{unit.name[-1] if len(unit.name) == _ONE_SYLLABLE else ''}委"

    def _agency(self, unit: Unit, organ: str, setting: Setting) -> str:
        organ = _once(unit, organ, "政府")
        if unit.rank == "township" and organ in _words().of_bureaus and (station := self._station(unit, organ)):
            return station
        branch = _words().branch.fullmatch(organ)
        division = self._division(unit, setting)
        if branch and division is not None and division.level == "county":
            return self._branch(unit, division, branch["organ"], branch["rest"], setting)
        full = self.agencies.expand(organ, setting.at)
        if full.startswith(_TAX) and (setting.at is None or setting.at >= "2018-06"):
            return f"国家税务总局{unit.seal}{full}"
        return unit.seal + full

    def _station(self, unit: Unit, organ: str) -> str | None:
        """The station of a township, as one of its county's bureau: 沂水县司法局|许家湖|司法所; None where no county is known."""
        station, county = self.agencies.station(organ), unit.seal.removesuffix(unit.name)
        if station is None or not county or (county.endswith("区") and station.bureau != "司法局"):
            return None
        town = next(
            (unit.name.removesuffix(level) for level in ("街道", "镇", "乡", "苏木") if unit.name.endswith(level)), unit.name
        )
        return f"{county}{station.bureau}{town}{station.full}"

    def _branch(self, unit: Unit, division: Division, organ: str, rest: str, setting: Setting) -> str:
        """区公安分局 → 重庆市公安局江津区分局; other branches have the short name: 天津市规划和自然资源局津南分局."""
        above = setting.places.divisions.parent(division, setting.at)
        if above is None:
            return f"{unit.seal}{organ}分局{rest}"
        police = organ == "公安"
        own = division.name if police or not division.short else division.short
        head = of_division(above, setting.places.divisions).seal
        return f"{head}{self.agencies.expand(organ + '局', setting.at)}{own}分局{rest}"

    @staticmethod
    def _division(unit: Unit, setting: Setting) -> Division | None:
        return setting.places.divisions.by_code(unit.code, setting.at) if unit.code else None

    def league(self, surface: str, setting: Setting, position: int) -> Named | None:
        """团省委, 团县委 → 共青团甘肃省委; 团武宣县|委 → 共青团武宣县委."""
        found = _words().league.match(surface)
        if not found:
            return self._league_of(surface.removeprefix("共青"), setting)
        unit = setting.unit(found["level"], position)
        if unit is None:
            return Named(surface, "league", resolved=False)
        committee = "工作委员会" if found["work"] else "委"
        seal = unit.seal.removesuffix("区") if unit.name.endswith("地区") else unit.seal  # 共青团阿克苏地委
        return Named(f"共青团{seal}{committee}{surface[found.end() :]}", "league")

    @staticmethod
    def _league_of(surface: str, setting: Setting) -> Named | None:
        """The league's committee of a division that is written out."""
        place = setting.places.chain(surface[1:], setting.at, setting.near) if surface.startswith("团") else None
        if place is None or not place.code or surface[1 + place.length :] not in ("委", "委员会"):
            return None
        unit = of_chain(place, setting.places.divisions)
        return Named(f"共青团{unit.seal}委", "league") if unit else None

    def placed(self, surface: str, type: str, setting: Setting, position: int) -> Named | None:
        """A body whose place heads its surface, written out or as a level word; None where no place heads it."""
        if type == "MassOrganization" and (party := self._party_of(surface, setting, position)):
            return party
        bare = surface.removeprefix("中共").removeprefix("共青团") if type in OFFICIAL else surface
        length, unit = self._place(bare, type, setting, position)
        organ = "办事处" if bare[:length].endswith("街道") and bare[length:] == "办" else bare[length:]
        if unit is not None and unit.rank == "village" and (named := self._of_village(unit, bare, organ, type, setting)):
            return named
        if not length or not organ or Calls.load().is_call(organ, self.structures.units):
            return None
        if type in OFFICIAL and self._is_private(surface):
            return None
        if unit is None:
            return Named(surface, "no-anchor", resolved=False)
        if surface.startswith("共青团"):
            return Named(f"共青团{unit.seal}{organ}", "place-written-out")
        written = not level_head(bare) or setting.places.chain(bare, setting.at, setting.near).length > 0
        rule = "place-written-out" if written else "level-word"
        if written and self._keeps_place(unit, bare[:length], organ, type, setting):
            return Named(self._keep(bare, length, unit, organ, type, setting), rule)
        if unit.rank == "township" and type == "Organization" and organ.startswith(_words().township_schools):
            return Named(unit.name + organ, rule)
        if type == "PartyUnit" and organ.startswith(_TAX):
            return Named(self._agency(unit, organ, setting), rule)
        return Named(_as_short(self.of_unit(unit, organ, type, setting), bare[:length], unit), rule)

    def _place(self, bare: str, type: str, setting: Setting, position: int) -> tuple[int, Unit | None]:
        length, unit = setting.read(bare, position)
        # 朝阳|公安分局 in an article of Beijing: a district has one, the city of that short name has a bureau.
        misread = unit is not None and unit.rank == "prefecture" and bare[length:].startswith(_POLICE)
        return (length, unit) if type not in OFFICIAL or (length and not misread) else self._of_ladder(bare, setting)

    def _keeps_place(self, unit: Unit, head: str, organ: str, type: str, setting: Setting) -> bool:
        """Whether the body keeps the place as it is written: no organ and none of the tables, a zone's, a central branch."""
        if head == unit.short and (_words().central.match(organ) or _words().zone.match(organ)):
            return True
        return type not in OFFICIAL and not self._is_tabled(unit, organ, setting)

    def _of_ladder(self, bare: str, setting: Setting) -> tuple[int, Unit | None]:
        """The article's own county or city in short before an organ that each has: 宝安|城管局, 霍邱|法院, 朝阳|公安分局."""
        for unit in setting.ladder:
            organ = bare.removeprefix(unit.short) if len(unit.short) > 1 and unit.rank in ("prefecture", "county") else bare
            if organ == bare:
                continue
            sector = self.agencies.sector_at_head(organ, setting.at)
            whole = (sector is not None and sector.short == organ) or organ in self.agencies.bureaus
            if (
                whole
                or organ in _words().of_each
                or (organ.startswith(_POLICE) and unit.rank == "county")
                or _words().league_of_unit.fullmatch(organ)
            ):
                return len(bare) - len(organ), unit
        return 0, None

    def _is_tabled(self, unit: Unit, organ: str, setting: Setting) -> bool:
        """Whether the organ is a short form of the table's, which a seal stands before: 河口县|供销社, 柘荣县|新联会, 市|盲协."""
        sector = self.agencies.sector_at_head(organ, setting.at)
        short = sector is not None and sector.short == organ != sector.full
        return (short or organ in self.agencies.associations) and unit.code is not None

    @staticmethod
    def _of_village(unit: Unit, bare: str, organ: str, type: str, setting: Setting) -> Named | None:
        """Bodies of villages and communities carry nothing before them: 安哈镇|长板桥村党支部; 村委会 is written out."""
        rule = "level-word" if level_head(bare) else "place-written-out"
        if full := _village_bodies().get(organ):
            return Named(unit.name + full, rule)
        chain = setting.places.chain(bare, setting.at, setting.near)
        chained = chain.division is not None and chain.township is not None  # 七里河|晏家坪街道|北院社区
        branch = type == "PartyUnit" and organ and (chained or unit.name.endswith(("村", "嘎查")))
        return Named(unit.name + organ, rule) if branch else None

    @staticmethod
    def _party_of(surface: str, setting: Setting, position: int) -> Named | None:
        """A committee of one of the other parties: 民盟|德宏州|委."""
        party = next((p for p in _words().parties if surface.startswith(p)), "")
        length, unit = setting.read(surface[len(party) :], position) if party else (0, None)
        return Named(f"{party}{unit.seal}{surface[len(party) + length :]}", "place-written-out") if unit and length else None

    def _keep(self, surface: str, length: int, unit: Unit, organ: str, type: str, setting: Setting) -> str:
        """A body that is no organ keeps the place it writes; only the links above a county go: 青海省|贵德县藏医院.

        Companies and associations keep them where they are written in full: 江西省|南城县花炮厂, not 宁夏|中宁县商会.
        """
        head = surface[:length]
        if unit.rank == "township" and type == "Organization" and _words().public_of_township.match(organ):
            return unit.seal + organ
        registered = type == "SocialOrganization" or _words().registered.search(organ) is not None
        public = type in ("Organization", "PartyUnit")
        ends_whole = head.endswith(unit.name)  # 江津二职中 stays as it is, 江津区二中 does not
        expanded = self.agencies.expand(organ, setting.at) if public and ends_whole else organ
        if type == "Organization" and head == unit.short and _words().numbered_school.fullmatch(organ):
            return unit.seal + self.agencies.expand(organ, setting.at)  # 金华|五中
        of_prefecture = unit.name.endswith("自治州") and head.endswith("州") and not ends_whole
        short = public and not registered and of_prefecture  # 昌吉州|中心血站, 巴州|中心血站; but 红河州|建筑业协会党委
        above_goes = unit.code is not None and ends_whole and head not in (unit.name, unit.seal)
        keeps = registered and head.removesuffix(unit.name).endswith(_words().above)
        return (unit.seal if short or (above_goes and not keeps) else head) + expanded


def _as_short(name: str, head: str, unit: Unit) -> str:
    """浦东|公安分局 → 上海市公安局浦东分局: a branch called by its district's short name has that in its full name."""
    return name.replace(f"公安局{unit.name}分局", f"公安局{unit.short}分局") if head == unit.short else name
