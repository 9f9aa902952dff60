"""Bodies named by what they belong to: 我局, 县院, 局党组, 公司党委, 机关党委, 养老服务科."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named
from kg.resolve.calls import Calls
from kg.resolve.setting import level_head
from kg.tables.countries import Countries
from kg.tables.loading import rows
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.resolve.named import NamedBodies
    from kg.resolve.setting import Setting
    from kg.tables.agencies import Agencies
    from kg.tables.structure import Structures

__all__ = ["Hosts"]

_LONGEST_INNER = 9  # characters: 材料加工系教工
_LONGEST_TEAM = 4  # characters: 传防, 检验
_LONGEST_OFFICE = 9  # characters: 社会组织管理科
_GROUP_COMPANY = "集团公司"
_UNION = "总"
_STATE_TAX = "国家税务总局"
_NEXT_TO = 25  # characters: …律师事务所律师、党支部书记
_HOST_TYPES: dict[str, tuple[str, ...]] = {
    "GovernmentAgency": ("GovernmentAgency",),
    "PartyUnit": ("Organization", "SocialOrganization", "GovernmentAgency", "MassOrganization"),
    "MassOrganization": ("Organization", "SocialOrganization", "MassOrganization", "GovernmentAgency"),
    "Organization": ("Organization",),
}
_Kinds = tuple[tuple[str, tuple[str, ...]], ...]  # how a host's name ends, and those of its inner bodies


@dataclass(frozen=True, slots=True)
class _Words:
    works: tuple[str, ...]  # companies and plants
    shops: tuple[str, ...]  # what their parts are called
    numbered_company: re.Pattern[str]
    body_endings: tuple[str, ...]
    committee: re.Pattern[str]
    of_territory: re.Pattern[str]
    territorial: re.Pattern[str]
    level_committee: re.Pattern[str]
    no_office: re.Pattern[str]  # ministries and commands, which no other body has inside it
    with_departments: tuple[str, ...]  # what has a 部 inside it
    agency_offices: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("hosts", _Words)


@cache
def _inner_bodies(kind: str) -> _Kinds:
    """How the names of a body's inner bodies end, by how its own ends; the first host that fits counts."""
    table = (r for r in rows("lexicon/inner_bodies.tsv", ("host", "kind", "words", "example")) if r["kind"] == kind)
    works, shops = _words().works, _words().shops if kind == "office" else ()
    return tuple((r["host"], (*r["words"].split("|"), *(shops if r["host"] in works else ()))) for r in table)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The article's issuer and the bodies named in its text."""

    structures: Structures
    agencies: Agencies
    issuer: str | None
    issuer_type: str | None
    bodies: NamedBodies

    def named_by(self, surface: str, type: str, setting: Setting, position: int) -> Named | None:
        """The name of a body that the surface calls by its host; None where it does not."""
        calls = Calls.load()
        found = calls.of_self.fullmatch(surface)
        if found:
            return self.unit_of(self._called(found["called"], position), found["rest"], type, "self-word")
        found = calls.of_level.fullmatch(surface)
        if found and (not found["rest"] or self._is_unit(found["rest"], type)):
            host = self._of_level(found["called"], found["level"], setting, position)
            return self.unit_of(host, found["rest"], type, "level-call")
        if surface == _GROUP_COMPANY:
            return self.unit_of(self._called(surface, position), "", type, "host-word")
        found = None if surface.startswith(calls.longer) else calls.with_unit.fullmatch(surface)
        if found and self._is_unit(found["rest"], type):
            return self.unit_of(self._called(found["called"], position), found["rest"], type, "host-word")
        return None

    def unit_of(self, host: str | None, rest: str, type: str, rule: str) -> Named | None:
        """The unit of the host under its full name; the host itself where `rest` is empty; None without a host."""
        if host is None or not rest:
            return Named(host, rule) if host else None
        if rest == "团委":
            return Named(f"共青团{host}委员会", rule)
        rest = self.agencies.expand_tail(rest)
        rest = rest[_overlap(host, rest) :]
        prefix = "中共" if type == "PartyOrgan" and rest.endswith("党组") and not host.startswith("中共") else ""
        return Named(prefix + host + rest, rule)

    def bare_unit(self, surface: str, type: str, position: int) -> Named | None:
        """A unit without its host (机关党委, 第三党支部, 养老服务科): of a body just named, of the issuer, of one before."""
        structures, words = self.structures, _words()
        if type in ("PartyUnit", "MassOrganization"):
            host = self._inner_host(surface, type, position)
            if host is None and structures.is_bare(surface, structures.branches):
                host = self._nearest_host(type, position, own=surface.startswith("机关"))
                if host is not None and words.of_territory.fullmatch(surface) and self._is_of_territory(host):
                    host = None
        elif type == "GovernmentAgency" and surface.endswith("司") and not words.no_office.search(surface):
            host = self._ministry(position)
        else:
            host = self._nearest_host(type, position) if self._is_office(surface, type) else None
            if host is not None and surface.endswith("部") and not host.endswith(words.with_departments):
                host = None
        return self.unit_of(host if host != surface else None, surface, type, "bare-unit")

    def last_committee(self, position: int) -> str | None:
        """The territorial committee named within a clause before the position: 县委|常委、统战部."""
        body = self.bodies.last(position)
        near = body is not None and position - body.position < _NEXT_TO
        found = _words().committee.fullmatch(body.name) if near and body else None
        return found["committee"] if found else None

    def behind_unknown_committee(self, position: int) -> bool:
        """Whether a committee that nothing anchors is named within a clause before the position."""
        body, committee = self.bodies.last(position), _words().level_committee
        return body is not None and position - body.position < _NEXT_TO and committee.fullmatch(body.name) is not None

    def _is_of_territory(self, host: str) -> bool:
        """Whether the body is a territory's own mass body or bureau, or the league's committee there."""
        return _words().territorial.fullmatch(host) is not None and self.structures.host(host, "MassOrganization") is None

    def _is_unit(self, words: str, type: str) -> bool:
        structures = self.structures
        if type == "PartyOrgan":
            return words.endswith("党组")
        if type == "PartyUnit":
            return words.endswith(structures.party) or (words.startswith("党委") and words.endswith(structures.office))
        if type == "MassOrganization":
            return self.agencies.expand_tail(words).endswith((*structures.mass, *structures.office))
        return words.endswith(structures.office)

    def _is_office(self, surface: str, type: str) -> bool:
        # 市民政局|行政审批科 is one of another body's, whether the 市 is known or not; 埃及水利部 of its country's.
        elsewhere = level_head(surface) or Countries.load().head(surface)
        if len(surface) > _LONGEST_OFFICE or surface.endswith("办事处") or elsewhere:
            return False
        if type == "GovernmentAgency":
            placed = self.structures.places.chain(surface).division is not None  # 积石山|消防救援大队
            words = _words()
            return surface.endswith(words.agency_offices) and not (placed or words.no_office.search(surface))
        kinds = next((k for ending, k in _inner_bodies("office") if self.issuer and self.issuer.endswith(ending)), ())
        return type == "Organization" and surface.endswith(kinds) if kinds else False

    def _called(self, called: str, position: int) -> str | None:
        """The issuer if it is called so (校 is the university, not its college), else the body the text is most about."""
        endings = Calls.load().ends[called]
        if self.issuer and self.issuer.endswith(endings):
            whole = self.structures.host(self.issuer, "Organization") if called == "校" else None
            return whole if whole and whole.endswith(endings) else self.issuer
        return self.bodies.called(called, position)

    def _of_level(self, called: str, level: str, setting: Setting, position: int) -> str | None:
        """县院, 市局, 省厅: the body of that unit that is in the issuer's line, else the issuer's counterpart there."""
        unit = setting.unit(level, position)
        if unit is None:
            return None
        endings, sector = Calls.load().ends[called], self._sector()
        if sector and self.issuer and self.issuer.startswith(_STATE_TAX) and sector.endswith(endings):
            return f"{_STATE_TAX}{unit.seal}{sector}"
        own = tuple(n for n in self.bodies.of_seal(unit.seal, endings) if not self._is_lower(n, unit.seal))
        if own:
            return next((n for n in own if sector and n.endswith(sector)), own[0])
        if called == _UNION:
            return f"{unit.seal}{endings[0]}"  # each level has one: 市|总
        if self.issuer and self.issuer.endswith(endings):
            same = self.issuer.startswith(unit.seal) or unit.name in self.issuer
            return self.issuer if same else (unit.seal + sector if sector else None)
        if sector and called == "厅" and sector.endswith("局"):
            return f"{unit.seal}{sector[:-1]}厅"
        body = self.bodies.called(called, position)
        return body if body and unit.name in body else None

    def _is_lower(self, name: str, seal: str) -> bool:
        """Whether the body is one of a place within the unit: 上海市|闵行区民政局 is no 市局."""
        return self.structures.places.chain(name).length > len(seal)

    def _sector(self) -> str | None:
        """The issuer without its place: 邢台市市场监督管理局 → 市场监督管理局."""
        if not self.issuer or self.issuer_type != "GovernmentAgency":
            return None
        issuer = self.issuer.removeprefix(_STATE_TAX)
        return issuer[self.structures.places.chain(issuer).length :] or None

    def _inner_host(self, surface: str, type: str, position: int) -> str | None:
        """The issuer, or the body named last, of which a unit comes first: 喀什分公司|党总支, 材料加工系教工|党支部."""
        suffix = next((s for s in self.structures.party if surface.endswith(s)), None)
        if type != "PartyUnit" or suffix is None:
            return None
        body = self.structures.without_modifiers(surface.removesuffix(suffix))
        if not 1 < len(body) <= _LONGEST_INNER:
            return None
        last = self.bodies.last_of(_HOST_TYPES["PartyUnit"], position)
        host = self.issuer or (last.name if last else None)
        return host if host and self._has_inside(host, body) else None

    def _has_inside(self, host: str, body: str) -> bool:
        """Whether bodies called so are units of such a host, and this one is not a body of its own place."""
        if body[:2] == host[:2]:
            return False
        words = _words()
        team = len(body) < _LONGEST_TEAM and not body.endswith(words.body_endings)
        if host.endswith(words.works):
            if body.endswith("分公司") or words.numbered_company.fullmatch(body):
                return True
            shop = body.endswith(words.shops)
            return host == self.issuer and (team or (shop and not self.structures.places.chain(body).length))
        if host == self.issuer and team:
            return True
        kinds = next((kinds for ending, kinds in _inner_bodies("branch") if host.endswith(ending)), ())
        return bool(kinds) and body.endswith(kinds) and not self.structures.places.chain(body).length

    def _ministry(self, position: int) -> str | None:
        body = self.bodies.last_of(("GovernmentAgency",), position)
        return body.name if body and body.name in self.structures.national else self.bodies.called("部", position)

    def _nearest_host(self, type: str, position: int, *, own: bool = False) -> str | None:
        """The body named just before, the issuer, the body named last; `own` asks for the issuer first (机关党委)."""
        wanted = _HOST_TYPES.get(type, ())
        last = self.bodies.last_of(wanted, position)
        branch = type in ("PartyUnit", "MassOrganization")
        if last and branch and position - last.position < _NEXT_TO and not (own and self.issuer):
            return last.name
        if self.issuer and (branch or self.issuer_type in wanted):
            return self.issuer
        return last.name if last else None


def _overlap(host: str, rest: str) -> int:
    """How many characters of the unit's words its host ends with: 儋州市农业农村局 + 农业农村局|渔业科."""
    return next((size for size in range(len(rest) - 1, 2, -1) if host.endswith(rest[:size])), 0)
