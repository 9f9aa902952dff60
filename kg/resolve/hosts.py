"""Bodies named by what they belong to: 我局, 县院, 局党组, 公司党委, 机关党委, 养老服务科."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.resolve.bodies import CALLED, Named

if TYPE_CHECKING:
    from kg.resolve.setting import Setting
    from kg.tables.agencies import Agencies
    from kg.tables.structure import Structures

__all__ = ["Hosts", "NamedBody"]

_CALL = "|".join(sorted(CALLED, key=len, reverse=True))
# How the inner bodies of an issuer are called, by how its name ends.
_INNER_KINDS: dict[str, tuple[str, ...]] = {
    "学院": ("学院", "系", "研究所", "处", "教研室", "专业"),
    "大学": ("学院", "系", "研究所", "处", "教研室", "专业"),
    "医院": ("科", "室", "部"),
    "局": ("处", "科", "股", "室", "大队", "中队", "派出所"),
    "厅": ("处", "室"),
    "委员会": ("处", "科", "室"),
    "院": ("部", "庭", "科", "室"),
}
_IN_TITLE = 100  # the body that the title is about outweighs any number of mentions
_LONGEST_INNER = 9
_LONGEST_TEAM = 4
_BODY_ENDINGS = ("村", "社区", "会", "社", "校", "院", "厂", "场", "局", "厅", "委", "队", "站", "所", "公司", "集团", "街道", "镇", "乡", "段")
_NEXT_TO = 25  # characters: …律师事务所律师、党支部书记
_SELF = re.compile(rf"[我本该](?P<called>{_CALL})(?P<rest>.*)")
_LEVEL_CALL = re.compile(rf"(?P<level>省|市|县|区|州|盟|旗|镇|自治区)(?P<called>{_CALL})(?P<rest>.*)")
_CALL_UNIT = re.compile(rf"(?P<called>{_CALL})(?P<rest>(?:机关|直属)?.+)")


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body that the text has named up to here."""

    position: int
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Hosts:
    """The article's issuer and the bodies named in its text, in order."""

    structures: Structures
    agencies: Agencies
    issuer: str | None
    issuer_type: str | None
    bodies: tuple[NamedBody, ...]
    title: str = ""

    def named_by(self, surface: str, type: str, setting: Setting, position: int) -> Named | None:
        """The name of a body that the surface calls by its host; None where it does not."""
        found = _SELF.fullmatch(surface)
        if found:
            host = self._called(found["called"], position)
            return self.unit_of(host, found["rest"], type, "self-word", 0.9) if host else None
        found = _LEVEL_CALL.fullmatch(surface)
        if found and (not found["rest"] or self._is_unit(found["rest"], type)):
            host = self._of_level(found["called"], found["level"], setting, position)
            return self.unit_of(host, found["rest"], type, "level-call", 0.85) if host else None
        found = _CALL_UNIT.fullmatch(surface)
        if found and self._is_unit(found["rest"], type):
            host = self._called(found["called"], position)
            return self.unit_of(host, found["rest"], type, "host-word", 0.85) if host else None
        return None

    def bare_unit(self, surface: str, type: str, position: int) -> Named | None:
        """A unit without its host (机关党委, 第三党支部, 养老服务科): of a body just named, of the issuer, of one before."""
        structures = self.structures
        if type in ("PartyUnit", "MassOrganization"):
            own = self._inner_host(surface, type, position)
            if not structures.is_bare(surface, (*structures.party, *structures.mass)) and not own:
                return None
        elif not self._is_office(surface, type):
            return None
        else:
            own = None
        host = own or self._nearest_host(type, position, ministry=surface.endswith("司"))
        return self.unit_of(host, surface, type, "bare-unit", 0.7) if host else None

    def _inner_host(self, surface: str, type: str, position: int) -> str | None:
        """The issuer, or the body named last, of which a unit comes first: 喀什分公司|党总支, 材料加工系教工|党支部."""
        if type != "PartyUnit":
            return None
        suffix = next((s for s in self.structures.party if surface.endswith(s)), "")
        body = self.structures.without_modifiers(surface.removesuffix(suffix))
        if len(body) > _LONGEST_INNER:
            return None
        before = [b.name for b in reversed(self.bodies) if b.position < position and not b.name.startswith("中共")]
        return next((h for h in ([self.issuer] if self.issuer else before) if self._has_inside(h, body)), None)

    def _has_inside(self, host: str, body: str) -> bool:
        """Whether bodies called so are units of such a host, and this one is not a body of its own place."""
        if body[:2] == host[:2]:
            return False
        if host.endswith("公司"):
            return body.endswith("分公司") or bool(re.fullmatch(r"第.{1,5}公司", body))
        kinds = next((kinds for ending, kinds in _INNER_KINDS.items() if host.endswith(ending)), ())
        if host == self.issuer and 1 < len(body) < _LONGEST_TEAM and not body.endswith(_BODY_ENDINGS):
            return True  # 传防|支部, 检验|支部
        return body.endswith(kinds) and not self.structures.places.chain(body).length if kinds else False

    def _is_office(self, surface: str, type: str) -> bool:
        if len(surface) > 9:
            return False
        if type == "GovernmentAgency" and self.issuer and self.issuer.endswith("公安局") and surface.endswith("派出所"):
            return True
        if type == "GovernmentAgency" and surface.endswith("司"):
            return any(b.name.endswith("部") for b in self.bodies)
        if type == "GovernmentAgency":
            return surface.endswith(("科", "处", "股", "室", "部", "大队", "中队"))
        if type == "Organization" and self.issuer is not None and self.issuer.endswith("医院"):
            return surface.endswith(("科", "部", "室"))
        school = self.issuer is not None and self.issuer.endswith(("学院", "大学", "学校", "公司"))
        return type == "Organization" and school and surface.endswith(("中心", "部", "学院", "处", "办公室", "科"))

    def _is_unit(self, words: str, type: str) -> bool:
        structures = self.structures
        if type == "PartyOrgan":
            return words.endswith("党组")
        if type == "PartyUnit":
            return words.endswith(structures.party)
        if type == "MassOrganization":
            words = self.agencies.expand_tail(words)
            return words.endswith((*structures.mass, *structures.office))
        return words.endswith(structures.office)

    def unit_of(self, host: str, rest: str, type: str, rule: str, confidence: float) -> Named:
        if not rest:
            return Named(host, rule, confidence)
        if rest == "团委":
            return Named(f"共青团{host}委员会", rule, confidence)
        rest = self.agencies.expand_tail(rest)
        prefix = "中共" if type == "PartyOrgan" and rest.endswith("党组") and not host.startswith("中共") else ""
        return Named(prefix + host + rest, rule, confidence)

    def _called(self, called: str, position: int) -> str | None:
        """The issuer if it is called so, else the body called so that the text names most, the last one before first."""
        endings = CALLED[called]
        if self.issuer and self.issuer.endswith(endings):
            whole = self.structures.host(self.issuer, "Organization") if called == "校" else None
            return whole if whole and whole.endswith(endings) else self.issuer
        fitting = [b for b in self.bodies if b.name.endswith(endings) and not b.name.startswith("中共")]
        counts = Counter(b.name for b in fitting)
        for name in counts:
            rest = name[self.structures.places.chain(name).length :]
            counts[name] += _IN_TITLE if rest and rest in self.title else 0
        return max(fitting, key=lambda b: (counts[b.name], b.position < position, b.position)).name if fitting else None

    def _of_level(self, called: str, level: str, setting: Setting, position: int) -> str | None:
        """县院, 市局, 省厅: the body of that unit named last; else the issuer's counterpart at that level."""
        unit = setting.unit(level, position)
        if unit is None:
            return None
        endings = CALLED[called]
        own = [b.name for b in self.bodies if b.name.startswith(unit.seal) and b.name.endswith(endings)]
        if own:
            sector = self._sector()
            return next((n for n in own if sector and n.endswith(sector)), own[0])
        if self.issuer and self.issuer.endswith(endings):
            if self.issuer.startswith(unit.seal) or unit.name in self.issuer:
                return self.issuer
            sector = self._sector()
            return unit.seal + sector if sector else None
        sector = self._sector()
        if sector and called == "厅" and sector.endswith("局"):
            return unit.seal + sector[:-1] + "厅"
        return next((b.name for b in reversed(self.bodies) if b.name.endswith(endings) and unit.name in b.name), None)

    def last_committee(self, position: int) -> str | None:
        """The territorial committee named within a clause before the position: 县委|常委、统战部."""
        for body in reversed(self.bodies):
            if body.position < position:
                near = position - body.position < _NEXT_TO
                return body.name if near and re.fullmatch(r"中共.+?(?:党委|党工委|委)", body.name) else None
        return None

    def _sector(self) -> str | None:
        """The issuer without its place: 邢台市市场监督管理局 → 市场监督管理局."""
        if not self.issuer or self.issuer_type != "GovernmentAgency":
            return None
        chain = self.structures.places.chain(self.issuer)
        return self.issuer[chain.length :] or None

    def _nearest_host(self, type: str, position: int, *, ministry: bool = False) -> str | None:
        units = (*self.structures.party, *self.structures.mass, "科", "处", "室", "部", "中心")
        wanted = {
            "GovernmentAgency": ("GovernmentAgency",),
            "PartyUnit": ("Organization", "SocialOrganization", "GovernmentAgency", "MassOrganization"),
            "MassOrganization": ("Organization", "SocialOrganization", "MassOrganization", "GovernmentAgency"),
            "Organization": ("Organization",),
        }.get(type, ())
        before = [b for b in self.bodies if b.position < position and b.type in wanted and not b.name.endswith(units)]
        if ministry:
            return next((b.name for b in reversed(self.bodies) if b.name.endswith("部") and b.position < position), None)
        if before and position - before[-1].position < _NEXT_TO and type in ("PartyUnit", "MassOrganization"):
            return before[-1].name
        if self.issuer and (self.issuer_type in wanted or type in ("PartyUnit", "MassOrganization")):
            return self.issuer
        return before[-1].name if before else None
