"""Where bodies lie and what they are units of: what their names say, and what the text says beside them.

甘肃省投资商会党委 is a unit of 甘肃省投资商会; 石峰区的湘铸公司 lies in 石峰区; a team that a county's bureau founds lies there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg.extract.post_bodies import villages
from kg.model import BODY_TYPES, Document, EntityRef, Mention, Relation
from kg.tables.body_types import BodyTypes
from kg.tables.patterns import patterns
from kg.tables.places import Chain
from kg.tables.structure import Structure, Structures

__all__ = ["LocatedBodies"]

_BODIES = (*BODY_TYPES, "Platform")
_WHOLE = "全国"  # what 全国妇联 begins with is no body
_BESIDE = re.compile(r"的?[“\"]?|[，,][“\"]?")  # 石峰区|的|湘铸…有限公司; 在广东湛江|，|湾区…基地
_MOST_NEAR = 40  # divisions of a text that are tried for a name in short; more would cost a long text too much


@dataclass(frozen=True, slots=True)
class _Words:
    at: re.Pattern[str]
    of_county: re.Pattern[str]
    of_township: re.Pattern[str]
    townships: tuple[str, ...]  # ends of their names


@cache
def _words() -> _Words:
    return patterns("located", _Words)


@dataclass(frozen=True, slots=True)
class LocatedBodies:
    """Reads mentions, the territory, and relations found before; gives unitOf and locatedIn."""

    structures: Structures
    type_of: BodyTypes

    @classmethod
    def load(cls) -> LocatedBodies:
        return cls(Structures.load(), BodyTypes.load())

    def __call__(self, doc: Document, found: Iterable[Relation]) -> Iterator[Relation]:
        """The relations of the bodies that the document mentions; `found` tells who founded which."""
        known = {m.name: m for m in reversed(doc.mentions)}
        firsts = _first(doc.mentions)
        codes = tuple(dict.fromkeys(m.code for m in doc.mentions if m.code))
        own = (doc.territory.code,) if doc.territory and doc.territory.code else ()
        near = tuple(dict.fromkeys((*own, *codes)))
        founders: dict[EntityRef, list[EntityRef]] = {}
        for r in found:
            if r.predicate == "founds":
                founders.setdefault(r.object, []).append(r.subject)
        said_of = {body: self._said(body, doc, near) for body in firsts}
        for body, m in firsts.items():
            span, source, sure = m.span, m.id, m.confidence
            said = said_of[body]
            if said.host is not None and said.host != _WHOLE:
                named = known.get(said.host)
                host = named.entity if named else EntityRef(said.host, self.type_of(said.host))
                yield Relation(body, "unitOf", host, span, None, (source,), "relation:unit", sure)
            if said.place is not None and said.place.name != body.name:
                yield Relation(body, "locatedIn", said.place, span, None, (source,), "relation:located", sure)
        beside = list(self._beside(doc, near, said_of))
        yield from beside
        done = {r.subject for r in beside}
        yield from (r for r in self._founded(doc, near, founders, firsts, said_of) if r.subject not in done)

    def _said(self, body: EntityRef, doc: Document, near: tuple[str, ...]) -> Structure:
        """Host and place by the name; a short form is believed where any division of the text tells it: 仙游|鲤声社."""
        at = doc.metadata.published
        host = self.structures.host(body.name, body.type)
        place = self.structures.place(body.name, at, near)
        for code in near[:_MOST_NEAR] if place is None else ():
            place = place or self.structures.place(body.name, at, (code,))
        return Structure(host, place)

    def _beside(self, doc: Document, near: tuple[str, ...], said_of: Mapping[EntityRef, Structure]) -> Iterator[Relation]:
        """The place that stands right before a body whose name tells none; the place inside the words for a village."""
        before: Mention | None = None
        listed: EntityRef | None = None  # the place of the body before, which those listed behind it share
        of_villages = self._villages(doc, near)
        for m in sorted(doc.mentions, key=lambda m: m.span):
            central = m.name in self.structures.national
            place = None
            if m.type in _BODIES and not central and said_of[m.entity].place is None:
                place = of_villages.get(m.name) or self._adjacent(before, m, doc.text)
                if place is None and listed is not None and before is not None and m.name.endswith(villages()):
                    place = listed if doc.text[before.span.stop : m.span.start] in ("、", "和", "及", "与") else None
                if place is not None and place.name != m.name:
                    yield Relation(m.entity, "locatedIn", place, m.span, None, (m.id,), "relation:beside", m.confidence * 0.85)
            before, listed = m, place

    def _villages(self, doc: Document, near: tuple[str, ...]) -> Mapping[str, EntityRef]:
        """By village, what the text puts before its own name, where it says most: 红旗街道|丰林社区, 山西晋城|东圣社区."""
        found: dict[str, Chain] = {}
        for m in doc.mentions:
            surface = m.span.of(doc.text)
            head = surface.removesuffix(m.name)
            if m.type not in _BODIES or not m.name.endswith(villages()) or head == surface or not head:
                continue
            chain = self.structures.places.chain(head, doc.metadata.published, near)
            if chain.length == len(head) and (m.name not in found or _depth(chain) > _depth(found[m.name])):
                found[m.name] = chain
        return {name: EntityRef(chain.name, "Place", chain.code) for name, chain in found.items()}

    @staticmethod
    def _adjacent(place: Mention | None, body: Mention, text: str) -> EntityRef | None:
        if place is None or place.type != "Place" or place.span.stop == body.span.start:
            return None
        between = text[place.span.stop : body.span.start]
        opened = between[:1] not in "，," or _words().at.search(text, max(0, place.span.start - 8), place.span.start)
        return place.entity if opened and _BESIDE.fullmatch(between) else None

    def _founded(
        self,
        doc: Document,
        near: tuple[str, ...],
        founders: Mapping[EntityRef, list[EntityRef]],
        firsts: Mapping[EntityRef, Mention],
        said_of: Mapping[EntityRef, Structure],
    ) -> Iterator[Relation]:
        """A team lies where all the bodies lie that found it; a middle school, a village where the article's county does."""
        for body, m in firsts.items():
            if m.type not in BODY_TYPES or said_of[body].place is not None:
                continue
            places = [self._said(founder, doc, near).place for founder in founders.get(body, ())]
            if places and places[0] is not None and len(set(places)) == 1:
                yield Relation(body, "locatedIn", places[0], m.span, None, (m.id,), "relation:founder", m.confidence * 0.7)
            elif not places and (place := self._local(m.name, doc.territory)) is not None:
                yield Relation(body, "locatedIn", place, m.span, None, (m.id,), "relation:local", m.confidence * 0.7)

    @staticmethod
    def _local(name: str, territory: EntityRef | None) -> EntityRef | None:
        """The county of its 琯溪|中学, the township of its villages and teams: no article calls those of others so."""
        if territory is None:
            return None
        words = _words()
        if territory.code is None:
            return territory if territory.name.endswith(words.townships) and words.of_township.search(name) else None
        return territory if not territory.code.endswith("00") and words.of_county.search(name) else None


def _depth(chain: Chain) -> int:
    """How near the last link is: 0 for a province, 3 for a township."""
    if chain.township or chain.division is None:
        return 3
    return ("province", "prefecture", "county").index(chain.division.level)


def _first(mentions: Iterable[Mention]) -> dict[EntityRef, Mention]:
    """The first mention of each body, in text order."""
    found: dict[EntityRef, Mention] = {}
    for m in mentions:
        if m.type in _BODIES:
            found.setdefault(m.entity, m)
    return found
