"""Organs that the word tagger glues to the word before them, so that no pattern proposes them, and offices of townships.

Its word 联合县侨联 begins before the organ's level, and a level counts only where a word begins: 县民政局联合县侨联 was one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.model import BODY_TYPES
from kg.recognize.names_kinds import kinds
from kg.recognize.names_lexicon import Gazetteer, Lexicon
from kg.recognize.names_repair import Find, Finds, Page
from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["Freed", "freed"]

_BODIES = frozenset(BODY_TYPES)
_LONGEST = 14  # characters of an organ behind its level: 农业技术推广中心 has 8
_LOCAL, _MARKS = ("街道", "镇", "乡"), ("、", "和", "及")
_OFFICES = "办室"  # 平安办, 党政办公室: 派出所 beside another station is any
_WITH_OFFICE = tuple(f"{level}{organ}" for level in "省市县区州旗盟" for organ in ("委", "政府", "人大", "人大常委会", "政协"))


@dataclass(frozen=True, slots=True)
class _Words:
    """The table `ontology/patterns/names_freed.tsv`."""

    led: re.Pattern[str]  # a level behind what leads to it: group level
    goes_on: re.Pattern[str]  # what an organ's words go on to where they name none
    its_office: re.Pattern[str]  # the office of a body, in one character right behind it
    of_congress: re.Pattern[str]  # a committee right behind a people's congress
    of_committee: re.Pattern[str]  # an office right behind a Party committee
    many: re.Pattern[str]  # before a level that many have
    no_office: re.Pattern[str]  # behind the words of an office: 镇农办|理


@dataclass(frozen=True, slots=True)
class Freed:
    """The tables `ontology/patterns/names_freed.tsv` and `ontology/lexicon/local_offices.tsv`."""

    words: _Words
    offices: Gazetteer  # of townships and streets: the type

    @classmethod
    @cache
    def load(cls) -> Freed:
        """The shipped tables, read once."""
        offices = {row["name"]: row["type"] for row in rows("lexicon/local_offices.tsv", ("name", "type", "example"))}
        return cls(patterns("names_freed", _Words), Gazetteer.of(offices))


def freed(finds: Finds, page: Page) -> Finds:
    """The finds with the organs that stand free of them: 县民政局联合|县侨联, 平安办、|城管办, 街道党政办|工作人员, 县委办."""
    finds = tuple(_with_office(find, page) for find in finds)
    met = ((made, [f for f in finds if _overlap(f, made)]) for made in (*_led(finds, page), *_offices(finds, page)))
    made = [organ for organ, over in met if all(_is_part(find, organ) for find in over)]
    return tuple(sorted({*made, *(f for f in finds if not any(_overlap(f, organ) for organ in made))}))


def _overlap(find: Find, other: Find) -> bool:
    return find.start < other.stop and other.start < find.stop


def _is_part(find: Find, of: Find) -> bool:
    """Whether the find is a piece of the other, or it under another type: 镇综合|办, 沙河镇|林业站, 街道党政办 of government."""
    within = of.start <= find.start and find.stop <= of.stop and find[:3] != of[:3]
    return within and (find.type in _BODIES or (find.type == "Place" and find.start == of.start))


def _with_office(find: Find, page: Page) -> Find:
    """One of a level's four bodies goes on to its office or committee: 县委|办, 县政协|办, 市委|军民融合办, 区人大|代表工委."""
    if find.type not in _BODIES or not page.text.endswith(_WITH_OFFICE, find.start, find.stop):
        return find
    words, of_party = Freed.load().words, page.text[find.stop - 1] == "委"
    behind = (words.of_committee,) if of_party else (words.its_office, words.of_congress)
    office = next((m for pattern in behind if (m := pattern.match(page.text, find.stop))), None)
    return Find(find.start, office.end(), "PartyOrgan" if of_party else find.type, "names.office") if office else find


def _led(finds: Finds, page: Page) -> Iterator[Find]:
    """Organs whose level stands inside a word, right behind what leads to it: 县民政局会同|县政协; but 会同县|政协."""
    table, divisions = Freed.load(), Lexicon.load().divisions.labels
    acting = {f.stop for f in finds if f.type in _BODIES}
    for low, high in page.sentences:
        for m in table.words.led.finditer(page.text, low, high):
            start, behind = m.span("level")
            organ = None if start in page.tokens else _organ(page.text, start, behind, high)
            called_so = m.start() not in acting and page.text[m.start() : behind] in divisions  # 会同县, 和县
            if organ is not None and not called_so and not _is_inside_division(page.text, start, m.start()):
                yield Find(start, organ[0], organ[1], "names.freed")


def _organ(text: str, start: int, behind: int, high: int) -> tuple[int, str] | None:
    """Where the longest organ of the level that stands at [start, behind) stops, and its type."""
    goes_on = Freed.load().words.goes_on
    for stop in range(min(high, behind + _LONGEST), behind, -1):
        type_ = _type_of(text[start:behind], text[behind:stop])
        if type_ is not None and not goes_on.match(text, stop):
            return stop, type_
    return None


def _type_of(level: str, organ: str) -> str | None:
    """The type of a level's organ; None where the words are none."""
    tables = Lexicon.load()
    of_committee = organ.removeprefix("委") if len(organ) > 1 else ""  # 县|委组织部
    found = tables.bodies.labels.get(organ) or tables.heads.labels.get(level + organ) or tables.heads.labels.get(of_committee)
    types = [] if found is None else [t for t in found.split("|") if t in _BODIES]
    return (kinds().of(level + organ) or types[0]) if types else None


def _is_inside_division(text: str, at: int, lead: int) -> bool:
    """Whether the level is that of a division that begins elsewhere than what leads to it: 共和|县|教育局, 将乐|县|总工会."""
    divisions = Lexicon.load().divisions
    found = (divisions.longest(text, start) for start in range(max(0, at - 8), at) if start != lead)
    return any(match is not None and match[1] > at for match in found)


def _offices(finds: Finds, page: Page) -> Iterator[Find]:
    """The offices of a township or street behind its level, or beside another in a list: 镇|党政办, 平安办、|城管办."""
    table, text = Freed.load(), page.text
    behind_body = {f.stop for f in finds if f.type in _BODIES}
    places = {f.stop: f.start for f in finds if f.type == "Place"}
    led = {m.start("level") for m in table.words.led.finditer(text)}
    for start, stop, type_ in table.offices.everywhere(text):
        level = next((n for n in _LOCAL if text.endswith(n, 0, start)), "")
        head = start - len(level)
        listed = not level and text[start - 1 : start] in _MARKS and start - 1 in behind_body
        if not (level or (listed and text[stop - 1] in _OFFICES)) or table.words.no_office.match(text, stop):
            continue
        begun = places.get(start, head)  # 沙河镇|林业站
        if begun < head or listed or head in led or _is_free(head, page):
            behind_body.add(stop)
            yield Find(begun, stop, type_, "names.office")


def _is_free(at: int, page: Page) -> bool:
    """Whether the level there is that of the article's own township: not 各|镇派出所, 石桥|镇派出所."""
    if at == 0 or Freed.load().words.many.match(page.text, at - 1):
        return at == 0
    return at in page.tokens or not page.text[at - 1].isalpha()
