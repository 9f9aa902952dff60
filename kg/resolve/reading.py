"""What one reading of the text hands to the next: the surfaces, the names found so far, the bodies and long forms in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.bodies import is_department
from kg.resolve.hosts import Hosts
from kg.resolve.named import NamedBodies, NamedBody
from kg.resolve.setting import level_head
from kg.resolve.shortforms import LongForms, introduced_form
from kg.resolve.tables import BODIES
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model import Document
    from kg.resolve.bodies import Named
    from kg.resolve.setting import Setting
    from kg.resolve.tables import Tables

__all__ = ["Reading"]

_SHORTEST_WHOLE = 6  # characters: what is shorter may be a short form itself


@dataclass(frozen=True, slots=True)
class _Words:
    office_tail: re.Pattern[str]  # the office that hands an article in; its body is the issuer: 江津区教委|办公室
    unit_of_body: re.Pattern[str]
    medium: re.Pattern[str]
    party: re.Pattern[str]
    commission: re.Pattern[str]
    mass: re.Pattern[str]
    agency: re.Pattern[str]
    company: re.Pattern[str]
    congress: re.Pattern[str]  # 某市草莓协会|第三次会员代表大会: the body whose congress it is
    unit_tails: tuple[str, ...]
    village_ends: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("issuers", _Words)


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
        words = _words()
        for m in self.doc.mentions:
            named = self.named.get(m.id)
            surface = self.surfaces[m.id]
            if named is None and is_department(surface):
                continue  # 组织部 is the committee's that the clause names, and tells no other body its committee
            name = named.name if named else forms.longer(surface, m.type) or surface
            name = (forms.registered(name, m.type) if m.type == "Organization" else None) or name
            if m.type in BODIES and (named or is_whole(name)):
                bodies.append(NamedBody(m.span.start, name, m.type))
            congress = words.congress.match(name) if m.type == "Conference" else None
            if congress and is_whole(congress[1]):
                bodies.append(NamedBody(m.span.start, congress[1], "SocialOrganization"))
            for host in self._hosts_inside(name, m.type):
                full = forms.longer(host, "Organization", host) or host
                bodies.append(NamedBody(m.span.start, full, "Organization"))
        issuer, type = self._issuer()
        if issuer and type == "Organization":
            issuer = forms.longer(issuer, type, issuer) or issuer
        tables = self.tables
        units = (*tables.structures.branches, *words.unit_tails)
        index = NamedBodies.of(bodies, self.doc.metadata.title or "", units, tables.places)
        return Hosts(tables.structures, tables.agencies, issuer, type, index)

    def _issuer(self) -> tuple[str | None, str | None]:
        """The body that issued the article and its type, from the publisher: 江津区教委办公室 → 重庆市江津区教育委员会."""
        publisher, words = self.doc.metadata.publisher or "", _words()
        if not publisher or words.medium.search(publisher):
            return None, None
        body = words.office_tail.sub("", publisher)
        body = body if len(body) > 3 else publisher
        if words.unit_of_body.search(body) and (host := self.tables.structures.host(body, "MassOrganization")):
            body = host  # 桂岭师范学院|团委
        type = _type_of(body)
        official, setting = self.tables.official, self.setting
        found = official.national(body) or official.placed(body, type, setting, 0)
        return (found.name if found and found.resolved else body), type

    def _hosts_inside(self, name: str, type: str) -> list[str]:
        """Bodies that a longer name holds: the company of 新疆天岭建设集团有限公司党委庆祝建党98周年…大会."""
        units = ("PartyUnit", "MassOrganization", "Organization")
        host = self.tables.structures.host(name, type) if type in units else None
        found = [host] if host and is_whole(host, 4) and not host.endswith(_words().village_ends) else []
        company = _words().company.match(name) if "公司" in name else None
        return [*found, company[0]] if company else found


def is_whole(name: str, shortest: int = _SHORTEST_WHOLE) -> bool:
    """Whether a name that nothing has anchored may yet be a full one, for others to be tied to."""
    return len(name) >= shortest and not level_head(name) and not name.startswith(("我", "本"))


def _type_of(body: str) -> str:
    words = _words()
    if words.party.search(body) and not words.commission.search(body):
        return "PartyOrgan"
    if words.mass.search(body):
        return "MassOrganization"
    return "GovernmentAgency" if words.agency.search(body) else "Organization"
