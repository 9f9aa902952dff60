"""What one reading of the text hands to the next: the surfaces, the names found so far, the bodies and long forms in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.resolve.bodies import is_department
from kg.resolve.hosts import Hosts
from kg.resolve.named import NamedBodies, NamedBody
from kg.resolve.setting import level_head
from kg.resolve.shortforms import LongForms, introduced_form
from kg.resolve.tables import BODIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model import Document
    from kg.resolve.bodies import Named
    from kg.resolve.setting import Setting
    from kg.resolve.tables import Tables

__all__ = ["Reading"]

# The office that hands an article in; its body is the issuer: 江津区教委|办公室, 紫阳县人民医院|党办.
_OFFICE_TAIL = re.compile(
    r"(?:(?:党政|党委|行政|综合|政治|校企合作)?(?:办公室|工作部|宣传部|宣传处)|党建办|党办|政办|办"
    r"|(?:宣传|信息|综合|政工|新闻|组织|人事|宣教|文秘)(?:科|处|股|中心)|秘书处|秘书科|供稿)$"
)
_UNIT_OF_BODY = re.compile(r"(?:学院|大学|学校|中学|小学|公司|集团|医院|厂|局)(?:团委|工会|党委|纪委|妇委会)$")
_MEDIUM = re.compile(r"[网报社台刊]$")
_PARTY = re.compile(r"(?:委|部|党校|工委|文明办)$")
_COMMISSION = re.compile(r"(?:教|卫健|发改|经信|住建|农|国资|民宗)委$")
_MASS = re.compile(r"(?:工会|妇联|工商联|红十字会|关工委|残联|政协|科协|团委)$")
_AGENCY = re.compile(r"(?:局|厅|法院|检察院|政府|委|办|中心|街道|镇|乡)$")
_COMPANY = re.compile(r"(?!中共|共青团).{4,30}?(?:有限责任公司|股份有限公司|有限公司)(?!.{0,12}分公司)")
# 某市草莓协会|第三次会员代表大会: the body whose congress it is.
CONGRESS = re.compile(r"(.{3,30}?(?:会|联|社|团))第?[一二三四五六七八九十]+[届次].{0,12}(?:大会|理事会|会议)")
_UNIT_TAILS = ("科", "处", "室", "中心")
_SHORTEST_WHOLE = 6  # characters: what is shorter may be a short form itself


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with the surfaces of its mentions (shared heads added) and the names found up to now, by mention id."""

    doc: Document
    setting: Setting
    tables: Tables
    surfaces: Mapping[str, str]
    named: Mapping[str, Named]

    def with_names(self, more: Mapping[str, Named]) -> Reading:
        return replace(self, named={**self.named, **more})

    def gathered(self) -> tuple[LongForms, Hosts]:
        """What the text gives in full so far: names, and bodies that host others."""
        forms = self.long_forms()
        return forms, self.hosts(forms)

    def long_forms(self) -> LongForms:
        """The names given in full so far, the bodies inside longer names among them."""
        names: dict[tuple[str, str], None] = {}
        introduced = []
        for m in self.doc.mentions:
            name = self.named[m.id].name if m.id in self.named else self.surfaces[m.id]
            if m.id in self.named or is_whole(name):
                names[(m.type, name)] = None
                names |= {(kind, host): None for host in self._hosts_inside(name, m.type) for kind in ("Organization", m.type)}
            short = introduced_form(self.doc.text, m.span.stop)
            if short:
                introduced.append((short, name))
        return LongForms.of(names, introduced)

    def hosts(self, forms: LongForms) -> Hosts:
        """The issuer and the bodies named so far, short forms of them written out."""
        bodies = []
        for m in self.doc.mentions:
            named = self.named.get(m.id)
            surface = self.surfaces[m.id]
            if named is None and is_department(surface):
                continue  # 组织部 is the committee's that the clause names, and tells no other body its committee
            name = named.name if named else forms.longer(surface, m.type) or surface
            name = (forms.registered(name, m.type) if m.type == "Organization" else None) or name
            if m.type in BODIES and (named or is_whole(name)):
                bodies.append(NamedBody(m.span.start, name, m.type))
            congress = CONGRESS.match(name) if m.type == "Conference" else None
            if congress and is_whole(congress[1]):
                bodies.append(NamedBody(m.span.start, congress[1], "SocialOrganization"))
            for host in self._hosts_inside(name, m.type):
                full = forms.longer(host, "Organization", host) or host
                bodies.append(NamedBody(m.span.start, full, "Organization"))
        issuer, type = self._issuer()
        if issuer and type == "Organization":
            issuer = forms.longer(issuer, type, issuer) or issuer
        tables = self.tables
        units = (*tables.structures.branches, *_UNIT_TAILS)
        index = NamedBodies.of(bodies, self.doc.metadata.title or "", units, tables.places)
        return Hosts(tables.structures, tables.agencies, issuer, type, index)

    def _issuer(self) -> tuple[str | None, str | None]:
        """The body that issued the article and its type, from the publisher: 江津区教委办公室 → 重庆市江津区教育委员会."""
        publisher = self.doc.metadata.publisher or ""
        if not publisher or _MEDIUM.search(publisher):
            return None, None
        body = _OFFICE_TAIL.sub("", publisher)
        body = body if len(body) > 3 else publisher
        if _UNIT_OF_BODY.search(body) and (host := self.tables.structures.host(body, "MassOrganization")):
            body = host  # 桂岭师范学院|团委
        type = _type_of(body)
        official, setting = self.tables.official, self.setting
        found = official.national(body) or official.placed(body, type, setting, 0)
        return (found.name if found and found.resolved else body), type

    def _hosts_inside(self, name: str, type: str) -> list[str]:
        """Bodies that a longer name holds: the company of 新疆天岭建设集团有限公司党委庆祝建党98周年…大会."""
        units = ("PartyUnit", "MassOrganization", "Organization")
        host = self.tables.structures.host(name, type) if type in units else None
        found = [host] if host and is_whole(host, 4) and not host.endswith(("村", "社区")) else []
        company = _COMPANY.match(name) if "公司" in name else None
        return [*found, company[0]] if company else found


def is_whole(name: str, shortest: int = _SHORTEST_WHOLE) -> bool:
    """Whether a name that nothing has anchored may yet be a full one, for others to be tied to."""
    return len(name) >= shortest and not level_head(name) and not name.startswith(("我", "本"))


def _type_of(body: str) -> str:
    if _PARTY.search(body) and not _COMMISSION.search(body):
        return "PartyOrgan"
    if _MASS.search(body):
        return "MassOrganization"
    return "GovernmentAgency" if _AGENCY.search(body) else "Organization"
