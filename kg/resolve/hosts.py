"""Bodies named by what they belong to: 我局, 县院, 局党组, 公司党委, 机关党委, 养老服务科."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.resolve.bodies import CALLED, LONGER_WORDS, Named
from kg.resolve.setting import level_head
from kg.tables.countries import Countries

if TYPE_CHECKING:
    from kg.resolve.named import NamedBodies
    from kg.resolve.setting import Setting
    from kg.tables.agencies import Agencies
    from kg.tables.structure import Structures

__all__ = ["Hosts"]


def _one_of(words: object) -> str:
    return "|".join(sorted((str(w) for w in words), key=len, reverse=True))  # type: ignore[attr-defined]


# A bare 联, 会, 社 behind 县 is the beginning of another word: 县联社, 县会计局, 县社科联.
_CALL = _one_of(CALLED)
_LEVEL = _one_of(c for c in CALLED if c not in ("联", "会", "社", "行", "委", "部", "办"))
_SELF = re.compile(rf"[我本该](?P<called>{_CALL})(?P<rest>.*)")
_LEVEL_CALL = re.compile(rf"(?P<level>省|市|县|区|州|盟|旗|镇|自治区)(?P<called>{_LEVEL})(?P<rest>.*)")
_CALL_UNIT = re.compile(rf"(?P<called>{_CALL})(?P<rest>(?:机关|直属)?.+)")
# How the inner bodies of a body are called, by how its name ends.
_INNER_KINDS: dict[str, tuple[str, ...]] = {
    "学院": ("学院", "系", "研究所", "处", "教研室", "专业"),
    "大学": ("学院", "系", "研究所", "处", "教研室", "专业"),
    "医院": ("科", "室", "部"),
    "局": ("处", "科", "股", "室", "大队", "中队", "派出所"),
    "厅": ("处", "室"),
    "委员会": ("处", "科", "室"),
    "院": ("部", "庭", "科", "室"),
}
# Companies and plants, and what their parts are called: 铸造分厂|党支部, 拖轮分公司|第二党支部.
_WORKS = ("公司", "集团", "厂", "矿")
_SHOPS = ("分公司", "分厂", "车间", "工段", "作业区", "作业部", "事业部", "工区")
_BODY_ENDINGS = (
    "村",
    "区",
    "会",
    "社",
    "校",
    "院",
    "厂",
    "场",
    "局",
    "厅",
    "委",
    "队",
    "站",
    "所",
    "司",
    "团",
    "道",
    "镇",
    "乡",
    "段",
)
_LONGEST_INNER = 9  # characters: 材料加工系教工
_LONGEST_TEAM = 4  # characters: 传防, 检验
_LONGEST_OFFICE = 9  # characters: 社会组织管理科
_GROUP_COMPANY = "集团公司"
_UNION = "总"
_STATE_TAX = "国家税务总局"
# 县委|常委、组织部部长, 统战部部长: a department before is the committee's as well.
_COMMITTEE = re.compile(r"(?P<committee>中共.+?(?:党委|党工委|委))(?:组织部|宣传部|统战部|社会工作部|政法委)?")
# Each territory has one, and no body of a territory has one inside it: 团县委、|总工会.
_OF_TERRITORY = re.compile(r"总工会|妇联|残联|工商联|文联|侨联|科协|红十字会")
_TERRITORIAL = re.compile(
    r"共青团.+委|.+[省市县区州盟旗镇乡团](?:总工会|妇联|残联|工商联|文联|侨联|科协|红十字会|关心下一代工作委员会|政协|人大(?:常委会)?)"
    r"|.+(?:局|厅|人民政府)"
)
_LEVEL_COMMITTEE = re.compile(r"(?:自治区|省|市|州|盟|地|县|旗|区)委")
# Ministries and commands, which no other body has inside it: 俄罗斯国防部…。|德国外交部…, |美国中央司令部…, |美国…航空公司.
_NO_OFFICE = re.compile(
    r"(?:国防|外交|财政|内政|司法|能源|卫生|商务|商业|交通|运输|农业|环境|劳工|经济|贸易|国土安全|工业|旅游|司令)部$|公司$"
)
# What has a 部 inside it; a bureau, a government and a ministry have none: 江西省人民政府…。|伊朗文化遗产部.
_WITH_DEPARTMENTS = (
    "院",
    "中心",
    "总队",
    "支队",
    "大队",
    "指挥部",
    "公安局",
    "公安厅",
    "分局",
    "海关",
    "委员会",
    "总社",
    "办事处",
)
_NEXT_TO = 25  # characters: …律师事务所律师、党支部书记
_OFFICES: dict[str, tuple[str, ...]] = {
    "医院": ("科", "部", "室"),
    "学院": ("中心", "部", "学院", "处", "办公室", "科"),
    "大学": ("中心", "部", "学院", "处", "办公室", "科"),
    "学校": ("中心", "部", "处", "办公室", "科"),
    "公司": ("中心", "部", "处", "办公室", "科", *_SHOPS),
    "集团": ("中心", "部", "处", "办公室", "科", *_SHOPS),
    "厂": ("中心", "部", "处", "办公室", "科", *_SHOPS),
}
_HOST_TYPES: dict[str, tuple[str, ...]] = {
    "GovernmentAgency": ("GovernmentAgency",),
    "PartyUnit": ("Organization", "SocialOrganization", "GovernmentAgency", "MassOrganization"),
    "MassOrganization": ("Organization", "SocialOrganization", "MassOrganization", "GovernmentAgency"),
    "Organization": ("Organization",),
}


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
        found = _SELF.fullmatch(surface)
        if found:
            return self.unit_of(self._called(found["called"], position), found["rest"], type, "self-word")
        found = _LEVEL_CALL.fullmatch(surface)
        if found and (not found["rest"] or self._is_unit(found["rest"], type)):
            host = self._of_level(found["called"], found["level"], setting, position)
            return self.unit_of(host, found["rest"], type, "level-call")
        if surface == _GROUP_COMPANY:
            return self.unit_of(self._called(surface, position), "", type, "host-word")
        found = None if surface.startswith(LONGER_WORDS) else _CALL_UNIT.fullmatch(surface)
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
        structures = self.structures
        if type in ("PartyUnit", "MassOrganization"):
            host = self._inner_host(surface, type, position)
            if host is None and structures.is_bare(surface, structures.branches):
                host = self._nearest_host(type, position, own=surface.startswith("机关"))
                if host is not None and _OF_TERRITORY.fullmatch(surface) and self._is_of_territory(host):
                    host = None
        elif type == "GovernmentAgency" and surface.endswith("司") and not _NO_OFFICE.search(surface):
            host = self._ministry(position)
        else:
            host = self._nearest_host(type, position) if self._is_office(surface, type) else None
            if host is not None and surface.endswith("部") and not host.endswith(_WITH_DEPARTMENTS):
                host = None
        return self.unit_of(host if host != surface else None, surface, type, "bare-unit")

    def last_committee(self, position: int) -> str | None:
        """The territorial committee named within a clause before the position: 县委|常委、统战部."""
        body = self.bodies.last(position)
        near = body is not None and position - body.position < _NEXT_TO
        found = _COMMITTEE.fullmatch(body.name) if near and body else None
        return found["committee"] if found else None

    def behind_unknown_committee(self, position: int) -> bool:
        """Whether a committee that nothing anchors is named within a clause before the position."""
        body = self.bodies.last(position)
        return body is not None and position - body.position < _NEXT_TO and _LEVEL_COMMITTEE.fullmatch(body.name) is not None

    def _is_of_territory(self, host: str) -> bool:
        """Whether the body is a territory's own mass body or bureau, or the league's committee there."""
        return _TERRITORIAL.fullmatch(host) is not None and self.structures.host(host, "MassOrganization") is None

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
            return surface.endswith(("科", "处", "股", "室", "部", "大队", "中队")) and not (placed or _NO_OFFICE.search(surface))
        kinds = next((k for ending, k in _OFFICES.items() if self.issuer and self.issuer.endswith(ending)), ())
        return type == "Organization" and surface.endswith(kinds) if kinds else False

    def _called(self, called: str, position: int) -> str | None:
        """The issuer if it is called so (校 is the university, not its college), else the body the text is most about."""
        endings = CALLED[called]
        if self.issuer and self.issuer.endswith(endings):
            whole = self.structures.host(self.issuer, "Organization") if called == "校" else None
            return whole if whole and whole.endswith(endings) else self.issuer
        return self.bodies.called(called, position)

    def _of_level(self, called: str, level: str, setting: Setting, position: int) -> str | None:
        """县院, 市局, 省厅: the body of that unit that is in the issuer's line, else the issuer's counterpart there."""
        unit = setting.unit(level, position)
        if unit is None:
            return None
        endings, sector = CALLED[called], self._sector()
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
        if host.endswith(_WORKS):
            if body.endswith("分公司") or re.fullmatch(r"第.{1,5}公司", body):
                return True
            team = len(body) < _LONGEST_TEAM and not body.endswith(_BODY_ENDINGS)
            return host == self.issuer and (team or (body.endswith(_SHOPS) and not self.structures.places.chain(body).length))
        if host == self.issuer and len(body) < _LONGEST_TEAM and not body.endswith(_BODY_ENDINGS):
            return True
        kinds = next((kinds for ending, kinds in _INNER_KINDS.items() if host.endswith(ending)), ())
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
