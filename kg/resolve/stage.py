"""The stage that names mentions, in three readings of the text.

1. Names that stand by themselves: written out, central, or anchored by a level word (省民政厅).
2. Bodies called by their class: 我局, 县院, 局党组.
3. Names that lean on others: short forms of long names, units of hosts, numbers of papers.

Before them come the territory, the units above it, every division that the text names, and the heads that lists share.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.model import Mention
from kg.resolve.bodies import OFFICIAL, Named, league_level
from kg.resolve.leaning import leaning
from kg.resolve.lists import complete_lists
from kg.resolve.phrases import DOCUMENT_NUMBER
from kg.resolve.reading import Reading
from kg.resolve.rules import confidences
from kg.resolve.setting import Setting, level_head
from kg.resolve.standing import name_standing
from kg.resolve.tables import BODIES, Tables
from kg.resolve.territory import find_ladder, find_near, reported, without_party
from kg.resolve.ties import Ties, is_partial
from kg.resolve.units import Unit, of_chain
from kg.tables.digests import is_digest
from kg.tables.party import party_words
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model import Document
    from kg.resolve.hosts import Hosts
    from kg.resolve.shortforms import LongForms
    from kg.tables.divisions import Divisions

__all__ = ["Resolver"]

_OF_PARTY = ("PartyOrgan", "PartyUnit")
_LEVELLED = ("MassOrganization", "SocialOrganization", "Organization", "PartyUnit")
_CLASS_OF_PAPER = 6  # characters: 工作方案, 若干措施, 实施意见 are classes, and what is longer a title of its own
_STAGE_OF_PAPER = re.compile(r"[（(][^（()）]{2,12}[)）]$")  # （试行）, （2023—2025年）
_PAPER_HEAD = 120  # characters from the title to where the number of an official paper stands
_OPENS_SENTENCE = re.compile(r"(?:^|[。！？；\n])[ \u3000]*在?$")
_OPENS_NUMBER = re.compile(r"[》”\"]?\s*[（(]")


@dataclass(frozen=True, slots=True)
class _Words:
    same_title: re.Pattern[str]  # between two bodies of one person's title: 大足区委统战部|副部长、|工商联
    title_unit: re.Pattern[str]  # 省总工会党组成员、|经审委
    groups: tuple[str, ...]  # of the Party, that lead a body: 厅|党组
    listing: tuple[str, ...]
    adverb: re.Pattern[str]  # 最后|镇党委副书记…讲话
    paper_kinds: tuple[str, ...]
    issued_by: re.Pattern[str]  # 江城县|养老服务发展规划 is called without its county
    plenum: re.Pattern[str]
    class_of_scheme: re.Pattern[str]
    stars: re.Pattern[str]
    village_ends: tuple[str, ...]
    national_sessions: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("resolution", _Words)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Reads mentions (span, type), dates and metadata; writes the mentions' names and codes and the territory.

    A mention that nothing anchors keeps its surface as its name and is marked unresolved. Rule and confidence of the
    resolution join those of the recognition: `suffix/level-word`, the product of both.
    """

    tables: Tables
    confidences: Mapping[str, float]

    @classmethod
    def load(cls) -> Resolver:
        return cls(Tables.load(), confidences())

    def __call__(self, doc: Document) -> Document:
        setting = self._setting(doc)
        named = self._read(doc, setting)
        mentions = tuple(self._written(m, named.get(m.id) or self._kept(m, doc.text)) for m in doc.mentions)
        unit = reported(doc, setting.ladder, setting.places, setting.at, setting.near)
        territory = unit.place if unit else None
        metadata = replace(doc.metadata, territory=territory.name) if territory else doc.metadata
        return replace(doc, mentions=mentions, territory=territory, metadata=metadata)

    def _read(self, doc: Document, setting: Setting) -> Mapping[str, Named]:
        completed = complete_lists(doc, setting, self.tables)
        surfaces = {m.id: _plain(m, doc.text, self.tables) for m in doc.mentions} | completed
        reading = Reading(doc, setting, self.tables, surfaces, {})
        reading = reading.with_names(self._standing(reading, completed))
        reading = reading.with_names(_papers(reading)).with_names(_campaigns(reading))
        reading = reading.with_names(_joined(reading))
        forms, hosts = reading.gathered()
        if called := _called(reading, hosts):
            reading = reading.with_names(called)
            reading = reading.with_names({id: n for id, n in _joined(reading).items() if id not in reading.named})
            forms, hosts = reading.gathered()
        reading = reading.with_names(_tied(reading, forms, hosts))
        return reading.with_names(
            {**_numbers(doc), **_rated(reading), **_classed(reading), **_sessions(reading), **leaning(reading)}
        ).named

    def _setting(self, doc: Document) -> Setting:
        at = doc.metadata.published or _main_year(doc)
        places = self.tables.places
        near = find_near(doc, places, at)
        ladder, guessed = find_ladder(doc, places, at, near, lambda body: self.tables.official.national(body) is not None)
        home = tuple(u.near for u in ladder[:1] if u.near)
        topics = _topics(doc) if guessed else frozenset()
        setting = Setting(places, at, ladder, tuple(dict.fromkeys((*home, *near))), topics=topics)
        named = _named_units(doc, setting)
        if is_digest(doc):
            setting = replace(setting, ladder=_of_all(ladder, named, places.divisions))
        setting = setting.with_named(named)
        if setting.county or all(unit.near for _, unit in named):  # no township without its county
            return setting
        return setting.with_named(_named_units(doc, setting))  # townships in the counties just found

    def _standing(self, reading: Reading, completed: Mapping[str, str]) -> dict[str, Named]:
        found: dict[str, Named] = {}
        beside = _beside(reading)
        for m in reading.doc.mentions:
            surface = reading.surfaces[m.id]
            named = name_standing(surface, m.type, reading.setting, self.tables, m.span.start, beside.get(m.id))
            if named is None and m.type == "Organization":
                named = _village_body(surface, self.tables)
            if named is None and m.id in completed and surface.endswith("分队"):
                named = Named(surface, "shared-head")
            if named is not None:
                found[m.id] = named
        return found

    def _kept(self, mention: Mention, text: str) -> Named:
        """The surface as name: unresolved where it is a definite short form (省民政厅, 我局) or an organ nothing anchors."""
        surface = mention.span.of(text)
        definite = bool(level_head(surface)) or surface.startswith(("我", "本"))
        organ = mention.type in OFFICIAL and not self.tables.structures.host(surface, mention.type)
        if definite or organ:
            return Named(surface, "no-anchor", resolved=False)
        group = mention.type == "PartyOrgan" and surface.endswith("党组") and not surface.startswith("中共")
        return Named(f"中共{surface}" if group else surface, "own-name")

    def _written(self, mention: Mention, named: Named) -> Mention:
        sure = mention.confidence * self.confidences[named.rule]
        rule = f"{mention.rule}/{named.rule}"
        return Mention(
            mention.id, mention.span, mention.type, named.name, named.code, named.resolved, rule, sure, mention.decision
        )


def _of_all(ladder: tuple[Unit, ...], named: list[tuple[int, Unit]], divisions: Divisions) -> tuple[Unit, ...]:
    """The units of the ladder in which all lies that is named: 全县 in one item of a digest is not the county of another."""
    inside = [division for _, unit in named if unit.near and (division := divisions.by_code(unit.near))]
    return tuple(
        unit for unit in ladder if unit.code is None or all(divisions.contains(unit.code, division) for division in inside)
    )


def _topics(doc: Document) -> frozenset[int]:
    """Where the names begin with which a sentence begins, alone or behind 在."""
    return frozenset(
        m.span.start for m in doc.mentions if _OPENS_SENTENCE.search(doc.text, max(0, m.span.start - 3), m.span.start)
    )


def _named_units(doc: Document, setting: Setting) -> list[tuple[int, Unit]]:
    """Every unit that heads a mention, written out, with its position; a village with its township."""
    found = []
    for mention in doc.mentions:
        if mention.type in ("Person", "Document"):
            continue
        chain = setting.places.chain(without_party(mention.span.of(doc.text)), setting.at, setting.near)
        links = (replace(chain, village=None), chain) if chain.village else (chain,)
        home = setting.county or (
            setting.home_of(chain.township, mention.span.start) if chain.township and setting.named else None
        )
        units = (of_chain(link, setting.places.divisions, home) for link in links if link.name)
        found += [(mention.span.start, unit) for unit in units if unit]
    return found


def _plain(mention: Mention, text: str, tables: Tables) -> str:
    """The surface without what is no part of the name: 原 before a place or an organ, 最后 before 镇党委."""
    surface = _words().adverb.sub("", party_words().former_organ.sub("", mention.span.of(text)))
    former = surface.startswith("原") and mention.type in OFFICIAL and not tables.places.chain(surface).length  # not 原阳县
    return surface[1:] if former and tables.places.chain(surface[1:]).length else surface


def _beside(reading: Reading) -> dict[str, Unit]:
    """By mention id, the unit of the organ that the title or list before it names: 大足区委统战部副部长、|工商联|党组书记.

    In a list of bureaus or mass bodies the first alone may say whose they are: 吉林市人社局、|就业局|负责人, 团县委、|总工会.
    """
    found: dict[str, Unit] = {}
    text, setting, words = reading.doc.text, reading.setting, _words()
    for before, m in pairwise(sorted(reading.doc.mentions, key=lambda m: m.span)):
        between = text[before.span.stop : m.span.start]
        alike = before.type == m.type == "GovernmentAgency" or (before.type in OFFICIAL and m.type == "MassOrganization")
        listed = between in words.listing and alike and not level_head(reading.surfaces[m.id])
        if before.type == "MassOrganization" and reading.tables.structures.host(before.span.of(text), before.type):
            continue  # …有限公司工会、|妇联 are both the company's
        if before.type not in OFFICIAL or not (listed or words.same_title.fullmatch(between)):
            continue
        if (own := _seat(before, text, setting) or found.get(before.id)) is not None:
            found[m.id] = own
    return found


def _seat(mention: Mention, text: str, setting: Setting) -> Unit | None:
    """The unit of the organ: that of 大足区委统战部, 团|县|委."""
    surface = without_party(mention.span.of(text))
    if level := league_level(surface):
        return setting.unit(level, mention.span.start)
    return setting.read(surface, mention.span.start)[1]


def _village_body(surface: str, tables: Tables) -> Named | None:
    """Villages and communities as bodies go by their own name: 红旗街道|丰林社区."""
    chain = tables.places.chain(surface) if surface.endswith(_words().village_ends) else None
    whole = chain is not None and chain.length == len(surface)
    return Named(chain.village, "village-body") if chain and whole and chain.village else None


def _joined(reading: Reading) -> dict[str, Named]:
    """Party groups and committees behind their body or in its title: 芜湖市人大常委会|党组, 区教育局副局长、|党组|成员."""
    found: dict[str, Named] = {}
    same_title = _words().same_title
    for before, m in pairwise(sorted(reading.doc.mentions, key=lambda m: m.span)):
        host = reading.named.get(before.id)
        text = reading.doc.text
        near = m.span.start == before.span.stop or same_title.fullmatch(text, before.span.stop, m.span.start)
        if not near or before.type not in (*OFFICIAL, "Organization", "SocialOrganization", "PartyUnit"):
            continue
        name = host.name if host else reading.surfaces[before.id]
        if m.span.start > before.span.stop and (unit := _unit_of_title(reading, before, m)):
            found[m.id] = unit
        bodied = before.type not in _OF_PARTY and (host is None or host.resolved)
        if reading.surfaces[m.id] in party_words().inside and bodied:
            found[m.id] = Named(f"{'中共' if m.type == 'PartyOrgan' else ''}{name}{reading.surfaces[m.id]}", "short-host")
    return found


def _unit_of_title(reading: Reading, before: Mention, m: Mention) -> Named | None:
    """市政协副秘书长、|办公室|主任, 厅党委委员、|政治部|主任: the unit, or commission, of the body of the title before."""
    surface, host = reading.surfaces[m.id], reading.named.get(before.id)
    if m.id in reading.named or host is None or not host.resolved or not _words().title_unit.fullmatch(surface):
        return None
    group = next((g for g in _words().groups if host.name.endswith(g)), None) if before.type in _OF_PARTY else None
    if group is None and before.type not in ("GovernmentAgency", "MassOrganization"):
        return None
    body = host.name if group is None else host.name.removeprefix("中共").removesuffix(group)
    return Named(body + reading.tables.agencies.expand_tail(surface), "short-host")


def _called(reading: Reading, hosts: Hosts) -> dict[str, Named]:
    """Names of bodies called by their class or host: 我局, 县院, 局党组, 集团工会."""
    found: dict[str, Named] = {}
    for m in reading.doc.mentions:
        if m.type in BODIES and m.id not in reading.named:
            named = hosts.named_by(reading.surfaces[m.id], m.type, reading.setting, m.span.start)
            if named:
                found[m.id] = named
    return found


def _tied(reading: Reading, forms: LongForms, hosts: Hosts) -> dict[str, Named]:
    """Names of mentions whose fuller form, host or seat the text gives elsewhere; ties to what is tied are followed."""
    if hosts.issuer and hosts.issuer_type:
        forms = forms.with_name(hosts.issuer_type, hosts.issuer)
    ties = Ties(reading.tables, reading.setting, hosts, forms)
    found: dict[str, Named] = {}
    by_surface: dict[tuple[str, str], Named] = {}
    for m in reading.doc.mentions:
        surface, before = reading.surfaces[m.id], reading.named.get(m.id)
        tie = ties.tie(m, surface, before) if before is None or is_partial(m, before, surface) else None
        if tie:
            found[m.id] = by_surface[(m.type, surface)] = tie
        name = tie.name if tie else before.name if before else surface
        if m.type in _LEVELLED and (fuller := forms.levelled(name) or (forms.levelled(surface) if surface != name else None)):
            found[m.id] = Named(fuller, "short-form")
    types = {m.id: m.type for m in reading.doc.mentions}
    return {id: by_surface.get((types[id], tie.name), tie) for id, tie in found.items()}


def _papers(reading: Reading) -> dict[str, Named]:
    """Papers called by their class, 《条例》, and laws without their province: the one named in full last before, else next."""
    papers = [(m, reading.surfaces[m.id]) for m in reading.doc.mentions if m.type == "Document"]
    found: dict[str, Named] = {}
    kinds = _words().paper_kinds
    for m, surface in papers:
        if not surface.endswith(kinds):
            continue
        plain = [(o, _STAGE_OF_PAPER.sub("", s)) for o, s in papers if s != surface]
        fuller = [o for o, s in plain if s.endswith(surface) and _is_called(surface, s)]
        named = next((o for o in reversed(fuller) if o.span.start < m.span.start), fuller[0] if fuller else None)
        if named is not None:
            found[m.id] = found.get(named.id) or Named(reading.surfaces[named.id], "short-form")
        elif plenum := _plenum_before(m.span.start, reading.doc.text):
            full = reading.tables.agencies.plenums.get((plenum, surface))
            found |= {m.id: Named(full, "short-form")} if full else {}
    return found


def _is_called(surface: str, fuller: str) -> bool:
    """Whether the surface is the class of the fuller title, or that title without who issued it."""
    whole = len(surface) > _CLASS_OF_PAPER and not surface.endswith("条例")
    return not whole or _words().issued_by.search(fuller.removesuffix(surface)) is not None


def _plenum_before(position: int, text: str) -> str | None:
    """The plenum of the Central Committee that the text names last before the position, else first."""
    named = [*_words().plenum.finditer(text)]
    before = [m[0] for m in named if m.start() < position]
    return before[-1] if before else named[0][0] if named else None


def _classed(reading: Reading) -> dict[str, Named]:
    """“行动” and “三年行动” with the scheme named last before that ends so, by its fullest name: 山区养老服务三年行动."""
    found: dict[str, Named] = {}
    schemes = sorted((m for m in reading.doc.mentions if m.type == "Initiative"), key=lambda m: m.span)
    names = {m.id: named.name if (named := reading.named.get(m.id)) else reading.surfaces[m.id] for m in schemes}
    last: dict[str, str] = {}  # by head
    called = _words().class_of_scheme
    for m in schemes:
        kind = called.search(reading.surfaces[m.id].strip("“”"))
        if kind is not None and kind.start() > 0:
            last[kind["head"]] = names[m.id]
        elif kind is not None and kind["head"] in last:
            before = last[kind["head"]]
            found[m.id] = Named(max((n for n in names.values() if n.endswith(before)), key=len), "short-form")
    return found


def _sessions(reading: Reading) -> dict[str, Named]:
    """两会 of an article that names the national congress or conference: 全国政协委员…今年|两会."""
    congresses = _words().national_sessions
    national = any(surface.startswith(congresses) for surface in reading.surfaces.values())
    sessions = [m for m in reading.doc.mentions if m.type == "Conference" and reading.surfaces[m.id] == "两会"]
    return {m.id: Named("全国两会", "short-form") for m in sessions if national}


def _rated(reading: Reading) -> dict[str, Named]:
    """五星级 with what the stars are given for: the rating named last before, 星级规范化司法所."""
    awards = [(m, reading.surfaces[m.id]) for m in reading.doc.mentions if m.type == "Award"]
    found: dict[str, Named] = {}
    rated, rating = "", _words().stars
    for m, surface in awards:
        rated = surface if surface.startswith("星级") and len(surface) > len(rated[:4]) else rated
        if rated and (stars := rating.match(surface)):
            found[m.id] = Named(stars[0] + rated, "short-form")
    return found


def _campaigns(reading: Reading) -> dict[str, Named]:
    """学习教育 and 主题教育 with the campaign that the article names in full last before, else next."""
    named = [(m, reading.surfaces[m.id]) for m in reading.doc.mentions if m.type == "PolicyConcept"]
    found: dict[str, Named] = {}
    for m, surface in named:
        if surface in party_words().campaigns:
            fuller = [(o.span.start < m.span.start, s) for o, s in named if s != surface and s.endswith(surface)]
            name = next((s for before, s in reversed(fuller) if before), fuller[0][1] if fuller else None)
            if name is not None:
                found[m.id] = Named(name, "short-form")
    return found


def _numbers(doc: Document) -> dict[str, Named]:
    """Numbers of papers with the title they belong to: 《关于…的通知》（荆民函〔2016〕41号）; in an official paper, its title."""
    found: dict[str, Named] = {}
    papers = [m for m in sorted(doc.mentions, key=lambda m: m.span) if m.type == "Document"]
    title = next((m for m in papers if m.span.of(doc.text) == (doc.metadata.title or "")), None)
    behind = {paper.id: before for before, paper in pairwise(papers)}
    for paper in papers:
        if not DOCUMENT_NUMBER.fullmatch(paper.span.of(doc.text)):
            continue
        before = behind.get(paper.id)
        if before and _OPENS_NUMBER.fullmatch(doc.text, before.span.stop, paper.span.start):
            found[paper.id] = Named(before.span.of(doc.text), "paper-number")
        elif title and paper.span.start - title.span.stop < _PAPER_HEAD:
            found[paper.id] = Named(title.span.of(doc.text), "paper-number")
    return found


def _main_year(doc: Document) -> str | None:
    """The latest year that two dates of the text lie in, else the latest of all: plans and history name theirs once."""
    years = Counter(d.value[:4] for d in doc.dates if d.value[:4].isdigit())
    return max((y for y in years if years[y] > 1), default=max(years, default=None))
