"""Names that lean on others in the same article: fuller forms, hosts, bureaus, seats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named, is_department
from kg.resolve.setting import level_head
from kg.tables.agencies import expand_school
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.model import Mention
    from kg.resolve.hosts import Hosts
    from kg.resolve.setting import Setting
    from kg.resolve.shortforms import LongForms
    from kg.resolve.tables import Tables

__all__ = ["Ties", "is_partial"]

_HOST_TYPES = ("Organization", "SocialOrganization", "GovernmentAgency")
_ABBREVIATED = ("PolicyConcept", "Initiative", "Award", "Place", "Person")
_BODIES = ("Organization", "SocialOrganization", "Platform", "PartyUnit")
_TOWN = 4  # characters of a town that a station is called by: 五里桥|派出所; 川渝环境资源巡回|法庭 belongs to no town


@dataclass(frozen=True, slots=True)
class _Words:
    committee: re.Pattern[str]
    town_school: re.Pattern[str]
    bureaus: tuple[str, ...]
    settlements: tuple[str, ...]
    shops: tuple[str, ...]
    of_others: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("ties", _Words)


def is_partial(mention: Mention, named: Named, surface: str) -> bool:
    """Whether the article may hold a fuller form of the name: 宁国青弋橡塑, 第三党支部, 县教研室."""
    if not named.resolved:
        return True
    if named.rule == "national-body":
        return False  # 中央电视台 is none of its programmes
    if mention.type in _ABBREVIATED:
        return named.rule == "own-name"
    anchored = named.rule in ("level-word", "bare-agency") and mention.type in (*_BODIES, "GovernmentAgency")
    return anchored or (mention.type in _BODIES and named.name == surface)


@dataclass(frozen=True, slots=True)
class Ties:
    """Ties mentions to the names, bodies and units that the article has."""

    tables: Tables
    setting: Setting
    hosts: Hosts
    forms: LongForms

    def tie(self, mention: Mention, surface: str, before: Named | None) -> Named | None:
        """The name by what the mention leans on; None where it leans on nothing. `before` is the name it has."""
        type, position = mention.type, mention.span.start
        department = self._department(surface, type, position)
        if department:
            return department
        if before is not None and before.rule in ("level-word", "bare-agency"):
            if type == "GovernmentAgency":
                return self._in_bureau(surface) or self._unlisted(before.name)
            return self._fuller(before.name, type)
        longer = self._longer(surface, type, self._without_place(surface))
        if longer:
            return Named(longer, "short-form")
        return (
            self._institution(surface, type)
            or self._station(surface, type)
            or self._short_host(surface, type)
            or self.hosts.bare_unit(surface, type, position)
        )

    def _longer(self, surface: str, type: str, rest: str) -> str | None:
        """The full name that the surface abbreviates, past those of other places' bodies and of its own units."""
        other = frozenset(n for n in self.forms.beginning(surface, type) if self._is_another(surface, n, type))
        while (longer := self.forms.longer(surface, type, rest, other)) and self._is_another(surface, longer, type):
            other |= {longer}
        return longer

    def _is_another(self, surface: str, longer: str, type: str) -> bool:
        """Whether the longer name is that of a lower place's body, or of a unit of the one called so.

        江门市志愿者联合会 is not 江门市新会区志愿者联合会, nor a village's bank its branch: 西塬村镇银行|海原支行.
        """
        if type not in (*_BODIES, "GovernmentAgency") or longer in self.forms.introduced.values():
            return False
        places = self.tables.places
        own, other = places.chain(surface, self.setting.at), places.chain(longer, self.setting.at)
        if own.division and other.division and own.division.name == surface[: own.length] and other.code != own.code:
            return True
        structures = self.tables.structures
        host = structures.host(longer, type)
        if surface.endswith(_words().settlements):
            chain = self.tables.places.chain(longer)  # communities go by their own name, and are none of their teams
            return longer.startswith(surface) or bool(chain.division or chain.township)
        shop = longer.startswith(surface) and longer.endswith(_words().shops)  # 圣雄能源|电石厂维修车间
        return (shop or (host is not None and surface in host)) and not surface.endswith(structures.units)

    def _department(self, surface: str, type: str, position: int) -> Named | None:
        """县委常委、|统战部|部长: a department of the committee just named, else of that of the article's territory."""
        if surface != "人武部" and type not in ("PartyOrgan", "PartyUnit"):
            return None
        committee, unit = self.hosts.last_committee(position), self.setting.territory
        if surface == "人武部":
            found = _words().committee.fullmatch(committee or "")
            seat = found["seat"] if found else unit.seal if unit else ""
            return Named(f"{seat}人民武装部", "bare-department") if seat else None
        if type in ("PartyOrgan", "PartyUnit") and surface in ("纪委", "纪工委") and committee:
            return Named(f"{committee.removesuffix('委').removesuffix('党工').removesuffix('党')}{surface}", "bare-department")
        if type != "PartyOrgan" or not is_department(surface):
            return None
        if committee:
            return Named(f"{committee}{surface}", "bare-department")
        if self.hosts.behind_unknown_committee(position):
            return Named(surface, "no-anchor", resolved=False)  # 市委|常委、|组织部|部长 of a city that the text does not name
        if unit is None or not unit.seal:
            return None
        return Named(f"{self.tables.official.committee(unit)}{surface}", "bare-department")

    def _in_bureau(self, surface: str) -> Named | None:
        """县|教研室 of which the text says elsewhere in which bureau it is."""
        found, unit = level_head(surface), self.setting.territory
        if not found or unit is None or surface[found.end() :].endswith(("局", "厅", "委")):
            return None
        fuller = self.forms.inside(unit.seal, surface[found.end() :], "GovernmentAgency", self.tables.structures.hosts)
        return Named(fuller, "short-form") if fuller else None

    def _unlisted(self, name: str) -> Named | None:
        """A bureau whose short form no table has, by the one of the text whose name holds its characters: 陵水县|旅文局."""
        seal = name[: self.tables.places.chain(name).length]
        organ = name[len(seal) :]
        agencies = self.tables.agencies
        if not organ.endswith(_words().bureaus) or organ in agencies.bureaus or agencies.sector_at_head(organ, self.setting.at):
            return None
        fuller = self.forms.unlisted(seal, organ, "GovernmentAgency")
        return Named(fuller, "short-form") if fuller else None

    def _fuller(self, name: str, type: str) -> Named | None:
        """The full name of a body anchored by a level word, or of its host: 洛阳市钣喷协会, 紫阳县医院|第三党支部."""
        structures = self.tables.structures
        host = name
        if type == "PartyUnit":
            suffix = next((s for s in structures.party if name.endswith(s)), "")
            host, type = structures.without_modifiers(name.removesuffix(suffix)), "Organization"
        fuller = self.forms.scattered(host, type, self.tables.places)
        if fuller is None and type == "Organization":
            host = next((name[: len(name) - len(rest)] for h in structures.hosts if (rest := name.partition(h)[2])), "")
            fuller = self.forms.scattered(host, type, self.tables.places) if host else None
            if fuller is not None and name.startswith(fuller):
                return None  # …服务中心|调度中心|党支部 names the whole host already
        return Named(fuller + name[len(host) :], "short-form") if fuller else None

    def _without_place(self, surface: str) -> str:
        """宁国|青弋橡塑 without the short form of its place; empty where only a unit's kind is left."""
        chain = self.tables.places.chain(surface, self.setting.at, self.setting.near)
        rest = surface[chain.length :] if chain.division and not chain.township else surface
        structures = self.tables.structures
        return "" if structures.is_bare(rest, structures.units) else rest

    def _institution(self, surface: str, type: str) -> Named | None:
        """A public institution that every county has one of: 职教中心 → 平罗县职业教育中心; also before its party branch."""
        unit = self.setting.territory
        if unit is None or unit.rank not in ("county", "prefecture"):
            return None
        party = self.tables.structures.party if type == "PartyUnit" else ()
        suffix = next((s for s in party if surface.endswith(s)), "")
        full = self.tables.agencies.institutions.get(surface.removesuffix(suffix))
        if full is None and (found := _words().town_school.match(surface)):
            full = found[0] + expand_school(surface[found.end() :])
        return Named(f"{unit.seal}{full}{suffix}", "institution") if full else None

    def _station(self, surface: str, type: str) -> Named | None:
        """卧虎派出所 → 双辽市公安局卧虎派出所, in an article of that city or county."""
        unit = next((u for u in self.setting.ladder if u.rank in ("county", "prefecture")), None)
        station = self.tables.agencies.station(surface) if type == "GovernmentAgency" else None
        if unit is None or station is None or surface == "派出所" or self.tables.structures.host(surface, type):
            return None
        own, of_others = surface.removesuffix(station.suffix), _words().of_others
        if len(own) > _TOWN or own.endswith(of_others) or surface.removesuffix("派出所").endswith(of_others):
            return None
        return Named(f"{unit.seal}{station.bureau}{own}{station.full}", "station")

    def _short_host(self, surface: str, type: str) -> Named | None:
        """A unit behind a short form of its host: 天岭建设集团|党委 → 新疆天岭建设集团有限公司党委."""
        structures = self.tables.structures
        if not surface.endswith(structures.units):
            return None
        suffix = next((s for s in structures.units if surface.endswith(s) and len(surface) - len(s) > 1), None)
        if suffix is None:
            return None
        head = self._host_words(surface, suffix, type)
        chain = self.tables.places.chain(head, self.setting.at, self.setting.near)
        if head.endswith(_words().settlements) or chain.length == len(head):
            return None  # 指挥庄村|党支部 is not that of the 村委会, 官庄镇|分会 not one of the 镇政府
        for host_type in _HOST_TYPES:
            host = self._longer(head, host_type, head)
            if host and not host.endswith(surface):
                return self.hosts.unit_of(host, surface[len(head) :], type, "short-host")
        if suffix == "团委" and len(head) > 3 and not structures.is_bare(surface, ("团委",)):
            return Named(f"共青团{head}委员会", "short-host")
        return None

    def _host_words(self, surface: str, suffix: str, type: str) -> str:
        """The words for the host in the surface: without 第三|党支部 and the team before it."""
        structures = self.tables.structures
        host = structures.host(surface, type) if type == "PartyUnit" else None
        if host and surface.startswith(host):
            return host
        body = surface.removesuffix(suffix)
        return structures.without_modifiers(body) or body
