"""The stage that names mentions, in three readings of the text.

1. The territory and the units above it; every division that the text names.
2. Names that stand by themselves: written out, central, or anchored by a level word (省民政厅).
3. Names that lean on others: 我局, 局党组, short forms of long names, items of lists that share their head.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named, OfficialNames
from kg.resolve.hosts import Hosts
from kg.resolve.named import NamedBodies, NamedBody
from kg.resolve.phrases import DOCUMENT_NUMBER, name_phrase
from kg.resolve.places import name_place
from kg.resolve.setting import Setting, level_head
from kg.resolve.shortforms import LongForms, introduced_forms
from kg.resolve.territory import find_ladder, find_near
from kg.resolve.units import Unit, of_chain
from kg.tables.agencies import Agencies, expand_school
from kg.tables.places import Places
from kg.tables.structure import Structures

if TYPE_CHECKING:
    from kg.model import Document, Mention

BODIES = frozenset(
    {"GovernmentAgency", "PartyOrgan", "PartyUnit", "MassOrganization", "SocialOrganization", "Organization", "Platform"}
)
_OFFICE_TAIL = re.compile(
    r"(?:(?:党政|党委|行政|综合|政治|校企合作)?(?:办公室|工作部|宣传部|宣传处)|党建办|党办|政办|办"
    r"|(?:宣传|信息|综合|政工|新闻|组织|人事|宣教|文秘)(?:科|处|股|中心)|秘书处|秘书科|供稿)$"
)
_BARE_AGENCY = re.compile(
    r"(?:民政|教育|公安|司法|财政|卫生|水利|交通运输|农业农村|商务|审计|统计|税务|应急管理|信访|人力资源和社会保障)(?:局|厅)"
)
_DEPARTMENT = re.compile(r"(?:组织|宣传|统战|社会工作)部|政法委|党校|两新工委|老干部局")
_SEPARATOR = re.compile(r"[、，和与及]|以及")
_COUNTED = re.compile(
    r"等?(?:\d+|[两二三四五六七八九十]+)个?支?(?P<head>分队|服务队|工作队|支队|小组|人民法庭|法庭|派出所|司法所)"
)
_PAPER_HEAD = 120  # characters from the title to where the number of an official paper stands
_HEADS = ("制度", "机制", "工程", "行动", "计划", "项目", "模式", "工作法", "活动", "平台")


@dataclass(frozen=True, slots=True)
class Resolver:
    """Reads mentions (span, type), dates and metadata; writes the mentions' names and codes and the territory."""

    places: Places
    agencies: Agencies
    structures: Structures

    @classmethod
    def load(cls) -> Resolver:
        return cls(Places.load(), Agencies.load(), Structures.load())

    def __call__(self, doc: Document) -> Document:
        setting = self._setting(doc)
        completed = self._completed(doc, setting)
        surfaces = {m.id: m.span.of(doc.text) for m in doc.mentions} | completed
        named = self._standing(doc, surfaces, setting)
        named |= {m: Named(s, "elided-head", 0.85) for m, s in completed.items() if m not in named and s.endswith("分队")}
        named |= _village_bodies(doc, surfaces, self.places)
        named |= self._called(doc, surfaces, setting, named)
        named |= self._tied(doc, surfaces, setting, named)
        named |= _numbers(doc)
        mentions = tuple(_written(m, named.get(m.id) or _kept(surfaces[m.id])) for m in doc.mentions)
        territory = setting.territory.place if setting.territory else None
        metadata = replace(doc.metadata, territory=territory.name) if territory else doc.metadata
        return replace(doc, mentions=mentions, territory=territory, metadata=metadata)

    def _setting(self, doc: Document) -> Setting:
        at = doc.metadata.published or _main_year(doc)
        near = find_near(doc, self.places, at)
        ladder = find_ladder(doc, self.places, at, near)
        codes = tuple(u.near for u in ladder if u.near)
        near = tuple(dict.fromkeys((*codes[:1], *near)))
        setting = Setting(self.places, at, ladder, near)
        return setting.with_named(self._named_units(doc, setting))

    def _named_units(self, doc: Document, setting: Setting) -> list[tuple[int, Unit]]:
        """Every unit that heads a mention, written out, with its position."""
        found = []
        for mention in doc.mentions:
            surface = mention.span.of(doc.text)
            if mention.type in ("Person", "Document"):
                continue
            chain = self.places.chain(surface, setting.at, setting.near)
            if chain.length > 1 or (mention.type == "Place" and chain.length):
                town = replace(chain, village=None) if chain.village else chain
                for link in (town, chain) if town is not chain else (chain,):
                    unit = of_chain(link, self.places.divisions, setting.county) if link.name else None
                    if unit:
                        found.append((mention.span.start, unit))
        return found

    def _standing(self, doc: Document, surfaces: dict[str, str], setting: Setting) -> dict[str, Named]:
        """Names of mentions that need no other mention."""
        official = OfficialNames(self.agencies, self.structures)
        found = ((m, self._stand(m, surfaces[m.id], setting, official)) for m in doc.mentions)
        return {m.id: named for m, named in found if named is not None}

    def _stand(self, mention: Mention, surface: str, setting: Setting, official: OfficialNames) -> Named | None:
        position = mention.span.start
        if mention.type == "Place":
            return name_place(surface, setting, position)
        if mention.type == "GovernmentAgency" and (bare := self._bare_agency(surface, setting)):
            return bare
        if mention.type == "PolicyConcept" and (campaign := self.agencies.campaign(surface, setting.at)):
            return Named(campaign, "campaign", 0.9)
        if mention.type == "Document" and surface in self.agencies.laws:
            return Named(self.agencies.laws[surface], "law", 0.98)
        if mention.type not in BODIES:
            return name_phrase(surface, mention.type, setting, position)
        if mention.type == "Platform" and level_head(surface):
            return name_phrase(surface, mention.type, setting, position)
        return (
            official.national(surface, setting.at)
            or official.league(surface, setting, position)
            or official.placed(surface, mention.type, setting, position)
        )

    def _bare_agency(self, surface: str, setting: Setting) -> Named | None:
        """An organ without its place: of the article's territory, a department (厅) of its province: 民政厅, 教育局."""
        sector = self.agencies.sector_at_head(surface, setting.at)
        whole = sector is not None and sector.short == surface and sector.type == "GovernmentAgency"
        if not setting.ladder or not (whole or _BARE_AGENCY.fullmatch(surface)):
            return None
        unit = setting.ladder[-1] if surface.endswith("厅") else setting.ladder[0]
        if unit.rank in ("country", "township", "village"):
            return None
        official = OfficialNames(self.agencies, self.structures)
        return Named(official.of_unit(unit, surface, "GovernmentAgency", setting), "bare-agency", 0.8)

    def _called(self, doc: Document, surfaces: dict[str, str], setting: Setting, named: dict[str, Named]) -> dict[str, Named]:
        """Names of bodies called by their class or host: 我局, 县院, 局党组, 集团工会."""
        hosts = self._hosts(doc, surfaces, setting, named)
        found: dict[str, Named] = {}
        for mention in doc.mentions:
            if mention.type in BODIES and mention.id not in named:
                called = hosts.named_by(surfaces[mention.id], mention.type, setting, mention.span.start)
                if called:
                    found[mention.id] = called
        return found

    def _tied(self, doc: Document, surfaces: dict[str, str], setting: Setting, named: dict[str, Named]) -> dict[str, Named]:
        """Names of bodies whose fuller form, host or seat the text gives elsewhere."""
        hosts = self._hosts(doc, surfaces, setting, named)
        forms = self._long_forms(doc, surfaces, named)
        if hosts.issuer and hosts.issuer_type:
            forms = forms.with_name(hosts.issuer_type, hosts.issuer)
        found: dict[str, Named] = {}
        for mention in doc.mentions:
            surface = surfaces[mention.id]
            if mention.id not in named or _is_partial(mention, named[mention.id], surface):
                tie = self._tie(mention, surface, setting, hosts, forms, named.get(mention.id))
                if tie:
                    found[mention.id] = tie
        types = {m.id: m.type for m in doc.mentions}
        by_surface = {(types[m], surfaces[m]): tie for m, tie in found.items()}
        return {m: by_surface.get((types[m], tie.name), tie) for m, tie in found.items()}

    def _tie(
        self, mention: Mention, surface: str, setting: Setting, hosts: Hosts, forms: LongForms, before: Named | None
    ) -> Named | None:
        department = self._department(mention, surface, setting, hosts)
        if department:
            return department
        if before is not None and before.rule in ("level-word", "bare-agency"):
            return self._fuller(before.name, mention.type, forms) or self._in_bureau(surface, setting, forms)
        longer = forms.longer(surface, mention.type, self._without_place(surface, setting))
        if longer:
            return Named(longer, "short-form", 0.85)
        return (
            self._institution(mention, surface, setting)
            or self._station(mention, surface, setting)
            or self._short_host(mention, surface, hosts, forms)
        )

    def _in_bureau(self, surface: str, setting: Setting, forms: LongForms) -> Named | None:
        """县|教研室 of which the text says elsewhere in which bureau it is."""
        found = level_head(surface)
        unit = setting.territory
        if not found or unit is None or surface[found.end() :].endswith(("局", "厅", "委")):
            return None
        fuller = forms.inside(unit.seal, surface[found.end() :], "GovernmentAgency", self.structures.hosts)
        return Named(fuller, "short-form", 0.85) if fuller else None

    def _station(self, mention: Mention, surface: str, setting: Setting) -> Named | None:
        """卧虎派出所 → 双辽市公安局卧虎派出所, in an article of that city or county."""
        unit = next((u for u in setting.ladder if u.rank in ("county", "prefecture")), None)
        station = self.agencies.station(surface) if mention.type == "GovernmentAgency" else None
        if unit is None or station is None or surface == "派出所" or self.structures.host(surface, mention.type):
            return None
        own = surface.removesuffix(station.suffix)
        return Named(f"{unit.seal}{station.bureau}{own}{station.full}", "station", 0.8)

    def _fuller(self, name: str, type: str, forms: LongForms) -> Named | None:
        """The full name of a body anchored by a level word, or of its host: 洛阳市钣喷协会, 紫阳县医院|第三党支部."""
        suffix = ""
        if type == "PartyUnit":
            suffix = next((s for s in self.structures.party if name.endswith(s)), "")
            body = self.structures.without_modifiers(name.removesuffix(suffix))
            name, suffix, type = body, name[len(body) :], "Organization"
        if type == "GovernmentAgency":
            return None
        fuller = forms.scattered(name, type, self.places)
        if fuller is None and type == "Organization":
            cut = next((len(name) - len(rest) for h in self.structures.hosts if (rest := name.partition(h)[2])), 0)
            base = forms.scattered(name[:cut], type, self.places) if cut else None
            return Named(base + name[cut:] + suffix, "short-form", 0.75) if base else None
        return Named(fuller + suffix, "short-form", 0.8) if fuller else None

    def _without_place(self, surface: str, setting: Setting) -> str:
        """宁国|青弋橡塑 without the short form of its place."""
        chain = self.places.chain(surface, setting.at, setting.near)
        rest = surface[chain.length :] if chain.division and not chain.township else surface
        return "" if self.structures.is_bare(rest, self.structures.units) else rest

    def _department(self, mention: Mention, surface: str, setting: Setting, hosts: Hosts) -> Named | None:
        """县委常委、|统战部|部长: a department of the committee just named, else of that of the article's territory."""
        if surface == "人武部":
            committee = hosts.last_committee(mention.span.start)
            seat = (
                committee.removeprefix("中共").removesuffix("党委").removesuffix("党工委").removesuffix("委") if committee else ""
            )
            seat = seat or (setting.territory.seal if setting.territory else "")
            return Named(f"{seat}人民武装部", "bare-department", 0.8) if seat else None
        if mention.type != "PartyOrgan" or not _DEPARTMENT.fullmatch(surface):
            return None
        committee = hosts.last_committee(mention.span.start)
        if committee:
            return Named(f"{committee}{surface}", "bare-department", 0.85)
        unit = setting.territory
        return Named(f"中共{unit.seal}委{surface}", "bare-department", 0.8) if unit and unit.seal else None

    def _institution(self, mention: Mention, surface: str, setting: Setting) -> Named | None:
        """A public institution that every county has one of: 职教中心 → 平罗县职业教育中心; also before its party branch."""
        unit = setting.territory
        if unit is None or unit.rank not in ("county", "prefecture"):
            return None
        suffix = next((s for s in self.structures.party if surface.endswith(s)), "") if mention.type == "PartyUnit" else ""
        full = self.agencies.institutions.get(surface.removesuffix(suffix))
        if full is None and (found := re.match(r"城关(?=第?[一二三四五六七八九十]+[小中])", surface)):
            full = found[0] + expand_school(surface[found.end() :])
        return Named(f"{unit.seal}{full}{suffix}", "institution", 0.8) if full else None

    def _short_host(self, mention: Mention, surface: str, hosts: Hosts, forms: LongForms) -> Named | None:
        """A unit behind a short form of its host: 天岭建设集团|党委 → 新疆天岭建设集团有限公司党委."""
        suffix = next((s for s in self.structures.units if surface.endswith(s) and len(surface) - len(s) > 1), None)
        if suffix:
            head = self.structures.without_modifiers(surface.removesuffix(suffix)) or surface.removesuffix(suffix)
            head = (self.structures.host(surface, "PartyUnit") or head) if mention.type == "PartyUnit" else head
            head = head if surface.startswith(head) else surface.removesuffix(suffix)
            suffix = surface[len(head) :]
            for type in ("Organization", "SocialOrganization", "GovernmentAgency"):
                host = forms.longer(head, type, head)
                if host and not host.endswith(surface):
                    return hosts.unit_of(host, suffix, mention.type, "short-host", 0.8)
            if suffix == "团委" and not self.structures.is_bare(surface, ("团委",)):
                return Named(f"共青团{head}委员会", "league-unit", 0.8)
        return hosts.bare_unit(surface, mention.type, mention.span.start)

    def _hosts(self, doc: Document, surfaces: dict[str, str], setting: Setting, named: dict[str, Named]) -> Hosts:
        forms = self._long_forms(doc, surfaces, named)
        bodies = []
        for m in doc.mentions:
            name = named[m.id].name if m.id in named else forms.longer(surfaces[m.id], m.type) or surfaces[m.id]
            if m.type in BODIES and (m.id in named or _is_whole(name)):
                bodies.append(NamedBody(m.span.start, name, m.type))
            for host in self._hosts_inside(name, m.type):
                full = forms.longer(host, "Organization", host) or host
                bodies.append(NamedBody(m.span.start, full, "Organization"))
        issuer, type = self._issuer(doc, setting)
        if issuer and type == "Organization":
            issuer = forms.longer(issuer, "Organization", issuer) or issuer
        units = (*self.structures.branches, "科", "处", "室", "中心")
        named_bodies = NamedBodies.of(bodies, doc.metadata.title or "", units, self.places)
        return Hosts(self.structures, self.agencies, issuer, type, named_bodies)

    def _issuer(self, doc: Document, setting: Setting) -> tuple[str | None, str | None]:
        """The body that issued the article, from its publisher: 江津区教委办公室 → 重庆市江津区教育委员会."""
        publisher = doc.metadata.publisher or ""
        if not publisher or re.search(r"[网报社台刊]$", publisher):
            return None, None
        bare = _OFFICE_TAIL.sub("", publisher) or publisher
        sector_kept = bare if len(bare) > 3 else publisher
        official = OfficialNames(self.agencies, self.structures)
        type = _type_of(sector_kept)
        found = official.national(sector_kept, setting.at) or official.placed(sector_kept, type, setting, 0)
        return (found.name if found and found.resolved else sector_kept), type

    def _long_forms(self, doc: Document, surfaces: dict[str, str], named: dict[str, Named]) -> LongForms:
        names: dict[tuple[str, str], None] = {}
        introduced = []
        for m in doc.mentions:
            name = named[m.id].name if m.id in named else surfaces[m.id]
            if m.id in named or _is_whole(name):
                names[(m.type, name)] = None
                for host in self._hosts_inside(name, m.type):
                    names[("Organization", host)] = None
            short = introduced_forms(doc.text, m.span.stop)
            if short:
                introduced.append((short, name))
        return LongForms.of(names, introduced)

    def _hosts_inside(self, name: str, type: str) -> list[str]:
        """Bodies that a longer name holds: the company of 新疆天岭建设集团有限公司党委庆祝建党98周年…大会."""
        company = re.match(r"(?!中共|共青团).{4,30}?(?:有限责任公司|股份有限公司|有限公司)(?!.{0,12}分公司)", name)
        host = self.structures.host(name, type) if type in ("PartyUnit", "MassOrganization", "Organization") else None
        found = [host] if host and len(host) > 3 and not host.endswith(("村", "社区")) and _is_whole(host) else []
        return [*found, company[0]] if company else found

    def _completed(self, doc: Document, setting: Setting) -> dict[str, str]:
        """Items of a list that leave their head to the last one, with it: 恩施市、利川市、巴东县|民政局; 月通报、月调度|制度."""
        found = {}
        for run in _runs(doc):
            last = run[-1].span.of(doc.text)
            head = self._head(last, run[-1].type, setting)
            behind = _COUNTED.match(doc.text, run[-1].span.stop)
            if behind and run[-1].type in ("Organization", "SocialOrganization", "Platform", "GovernmentAgency"):
                head = behind["head"]
            found |= self._left_stations(run, doc)
            for mention in run if behind else run[:-1]:
                surface = mention.span.of(doc.text)
                if head and self._is_headless(surface, mention.type, setting, head):
                    found[mention.id] = surface + head
        return found

    def _left_stations(self, run: list[Mention], doc: Document) -> dict[str, str]:
        """Stations that leave their name to the one before: 东青司法所、|派出所."""
        found = {}
        for before, mention in zip(run, run[1:], strict=False):
            surface, previous = mention.span.of(doc.text), self.agencies.station(before.span.of(doc.text))
            here = self.agencies.station(surface)
            if previous and here and here.suffix == surface:
                found[mention.id] = before.span.of(doc.text).removesuffix(previous.suffix) + surface
        return found

    def _head(self, surface: str, type: str, setting: Setting) -> str:
        if type == "Initiative":
            return next((h for h in _HEADS if surface.endswith(h)), "")
        chain = self.places.chain(surface, setting.at, setting.near)
        if chain.length:
            return surface[chain.length :]
        return next((u for u in self.structures.units if surface.endswith(u)), "")

    def _is_headless(self, surface: str, type: str, setting: Setting, head: str) -> bool:
        if type == "Initiative":
            return not surface.endswith(_HEADS) and len(surface) < 8
        chain = self.places.chain(surface, setting.at, setting.near)
        if chain.length == len(surface):
            return True
        if chain.length or level_head(surface) or surface.startswith(("我", "本")):
            return False
        if type == "PartyUnit":
            return head in self.structures.party and not surface.endswith(self.structures.units)
        heads = ("分队", "法庭", "人民法庭", "派出所", "司法所")
        return type in ("Organization", "GovernmentAgency") and head in heads and not surface.endswith(head) and len(surface) < 5


def _numbers(doc: Document) -> dict[str, Named]:
    """Numbers of papers with the title they belong to: 《关于…的通知》（荆民函〔2016〕41号）; in an official paper, its title."""
    found: dict[str, Named] = {}
    papers = [m for m in sorted(doc.mentions, key=lambda m: m.span) if m.type == "Document"]
    title = next((m for m in papers if m.span.of(doc.text) == (doc.metadata.title or "")), None)
    for before, paper in zip([None, *papers], papers, strict=False):
        if not DOCUMENT_NUMBER.fullmatch(paper.span.of(doc.text)):
            continue
        between = doc.text[before.span.stop : paper.span.start] if before else ""
        if before and re.fullmatch(r"[》”\"]?\s*[（(]", between):
            found[paper.id] = Named(before.span.of(doc.text), "paper-number", 0.95)
        elif title and paper.span.start - title.span.stop < _PAPER_HEAD:
            found[paper.id] = Named(title.span.of(doc.text), "paper-number", 0.85)
    return found


def _runs(doc: Document) -> list[list[Mention]]:
    """Maximal rows of mentions of one type with nothing but a separator between neighbours."""
    runs: list[list[Mention]] = []
    for mention in sorted(doc.mentions, key=lambda m: m.span):
        if runs and mention.type == runs[-1][-1].type and mention.type in (*BODIES, "Initiative"):
            between = doc.text[runs[-1][-1].span.stop : mention.span.start]
            if _SEPARATOR.fullmatch(between):
                runs[-1].append(mention)
                continue
        runs.append([mention])
    return [run for run in runs if len(run) > 1]


def _village_bodies(doc: Document, surfaces: dict[str, str], places: Places) -> dict[str, Named]:
    """Villages and communities as bodies go by their own name: 红旗街道|丰林社区."""
    found = {}
    for m in doc.mentions:
        surface = surfaces[m.id]
        chain = places.chain(surface) if m.type == "Organization" and surface.endswith(("村", "社区")) else None
        if chain and chain.length == len(surface) and chain.village:
            found[m.id] = Named(chain.village, "village-body", 0.9)
    return found


def _is_partial(mention: Mention, named: Named, surface: str) -> bool:
    """Whether another mention may hold a fuller form of the name: 宁国青弋橡塑, 第三党支部."""
    if not named.resolved:
        return True
    if mention.type in ("PolicyConcept", "Initiative", "Award"):
        return named.rule == "own-name"
    if mention.type in ("Place", "Person"):
        return named.rule == "own-name"
    if mention.type in ("GovernmentAgency", "Organization", "SocialOrganization", "PartyUnit") and named.rule == "level-word":
        return True
    return mention.type in ("Organization", "SocialOrganization", "Platform", "PartyUnit") and named.name == surface


def _is_whole(name: str) -> bool:
    """Whether a name that nothing has anchored may yet be a full one, for others to be tied to."""
    return len(name) > 5 and not level_head(name) and not re.match(r"[我本]", name)


def _kept(surface: str) -> Named:
    definite = bool(level_head(surface)) or bool(re.match(r"[我本]", surface))
    return Named(surface, "no-anchor" if definite else "own-name", 0.3 if definite else 0.7, resolved=not definite)


def _written(mention: Mention, named: Named) -> Mention:
    return replace(
        mention,
        name=named.name,
        code=named.code,
        resolved=named.resolved,
        rule=mention.rule,
        confidence=mention.confidence,
    )


def _main_year(doc: Document) -> str | None:
    years = Counter(d.value[:4] for d in doc.dates if d.value[:4].isdigit())
    return max(years, key=lambda y: (years[y], y)) if years else None


def _type_of(body: str) -> str:
    if re.search(r"(?:委|部|党校|工委|文明办)$", body) and not body.endswith(("教委", "卫健委", "发改委")):
        return "PartyOrgan"
    if re.search(r"(?:工会|妇联|工商联|红十字会|关工委|残联|政协|科协|团委)$", body):
        return "MassOrganization"
    if re.search(r"(?:局|厅|院|政府|委|办|中心|街道|镇|乡)$", body):
        return "GovernmentAgency"
    return "Organization"


__all__ = ["DOCUMENT_NUMBER", "Resolver"]
