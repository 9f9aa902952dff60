"""Where a name or a surface begins with a place: chains of divisions, then a township, then a village."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.tables.divisions import Division, Divisions, Head
from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["EMPTY", "Chain", "Places"]


@dataclass(frozen=True, slots=True)
class _Words:
    township: re.Pattern[str]
    no_township: re.Pattern[str]
    village: re.Pattern[str]
    no_village: re.Pattern[str]
    settled: re.Pattern[str]
    behind_village: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("places", _Words)


@cache
def _other_words() -> tuple[str, ...]:
    """Words that only begin like a division: 中山大学, 延安精神."""
    return tuple(row["word"] for row in rows("divisions/other_words.tsv", ("word", "example")))


@dataclass(frozen=True, slots=True)
class Chain:
    """A place at the head of a text: its length, its links, and the text's words for the last one."""

    length: int
    division: Division | None = None
    homonyms: tuple[Division, ...] = ()  # all that the last division may be, the chosen one among them
    township: str | None = None
    village: str | None = None

    @property
    def name(self) -> str:
        """The official name of the last link: 梅渚镇, 城关区, 芦塘村."""
        return self.village or self.township or (self.division.name if self.division else "")

    @property
    def code(self) -> str | None:
        """The code of the last link where it is a division of county level or above."""
        return self.division.code if self.division and not self.township and not self.village else None


_REACH = 60  # characters: the longest chain of province, prefecture, county, township and village is about 40


EMPTY = Chain(0)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Reads places at the head of names; homonyms are told apart by the units in `near`."""

    divisions: Divisions

    @classmethod
    def load(cls) -> Places:
        return cls(Divisions.load())

    def chain(self, text: str, at: str | None = None, near: tuple[str, ...] = ()) -> Chain:
        """The longest place at the head of the text; length 0 where there is none.

        `near` are codes of divisions the article is about, the most telling first: 城关区 near 620100 is 620102.
        """
        return _chain(self, text[:_REACH], at, near)

    def read_chain(self, text: str, at: str | None, near: tuple[str, ...]) -> Chain:
        """What `chain` remembers; a place with all its links is shorter than the reach."""
        if text.startswith(_other_words()):
            return EMPTY
        within = near[0][:2] + "0000" if near else None
        heads = self.divisions.prefixes(text, at, within)
        head = next((h for h in heads if not _goes_on(h, text) and not _is_chance(h, text, heads)), None)
        if head is None or (head.form == "short" and self._longer_township(text, head.length, near)):
            return self._township(text, 0, None, (), near)
        division = self.choose(head.divisions, near)
        first = head.divisions[0]
        if (
            head.form == "short"
            and first.level == "prefecture"
            and division.parent == first.code
            and division.code not in near[:1]
        ):
            division = first  # 河北邢台 is the city, not the county of that name, unless the article is of the county
        return self._township(text, head.length, division, head.divisions, near)

    def choose(self, homonyms: tuple[Division, ...], near: tuple[str, ...]) -> Division:
        """The homonym that is, lies in or holds the first of the near units that tells; else the first."""
        for code in near:
            about = self.divisions.by_code(code)
            for same in (code, about.parent if about else "", code[:2] + "0000"):
                fitting = [d for d in homonyms if same and self.divisions.contains(same, d)]
                if fitting:
                    return fitting[0]
        return homonyms[0]

    def _longer_township(self, text: str, length: int, near: tuple[str, ...]) -> bool:
        """Whether a township's name begins with a division's short form: 湖南路街道, 陶乐镇, 阿瓦提乡."""
        name = self._free_township(text, near, None)
        return name is not None and len(name) > length

    def _township(
        self, text: str, start: int, division: Division | None, homonyms: tuple[Division, ...], near: tuple[str, ...]
    ) -> Chain:
        rest = text[start:]
        county = division.code if division and division.level == "county" else None
        name = self.divisions.township_prefix(rest, county) if county else self._free_township(rest, near, division)
        if name is None and (county or not division):
            found = _words().township.match(rest)
            name = found[0] if found and not _words().no_township.fullmatch(found[0]) else None
            if name is not None and name.endswith("乡") and rest.startswith("村", len(name)):
                name = None  # 党建引领|乡村治理工作领导小组
        if name is None:
            return self._village(text, start, Chain(start, division, homonyms))
        official = self.divisions.township_name(name, county or next(iter(near), None))
        return self._village(text, start, Chain(start + len(name), division, homonyms, official))

    def _free_township(self, rest: str, near: tuple[str, ...], division: Division | None) -> str | None:
        """A township name without its county: one of the article's own county, else one that some county has."""
        if division is not None:
            return None
        for code in near:
            name = self.divisions.township_prefix(rest, code)
            if name:
                return name
        return self.divisions.township_prefix(rest)

    @staticmethod
    def _village(text: str, start: int, chain: Chain) -> Chain:
        found = _words().village.match(text[chain.length :])
        if not found or _words().no_village.fullmatch(found[0]):
            return chain
        stop = chain.length + found.end()
        after = text[stop:]
        known = chain.township is not None or chain.division is not None
        if after and not after.startswith(_words().behind_village):
            return chain
        if not known and start == 0 and len(found[0]) < 2:
            return chain
        return Chain(stop, chain.division, chain.homonyms, chain.township, found[0])


@lru_cache(maxsize=65536)
def _chain(places: Places, text: str, at: str | None, near: tuple[str, ...]) -> Chain:
    return places.read_chain(text, at, near)


def _goes_on(head: Head, text: str) -> bool:
    """Whether the head is only the beginning of a unit's name: 吉林|大学 is not, 海南|州 is."""
    last, after = text[head.length - 1], text[head.length : head.length + 1]
    if after == "村" and head.form == "short":
        return text[head.length + 1 : head.length + 2] not in ("官", "镇", "民")  # 敖汉旗|惠州村
    return bool(after) and after in "省市县州盟旗镇乡" and last not in "省市县州盟旗区"


def _is_chance(head: Head, text: str, heads: tuple[Head, ...]) -> bool:
    """Whether a county's short form behind a province is chance: 湖南省|浏阳|河慈善基金会.

    浙江|嵊泗 at the end is none, nor 陕西|清涧|石板山村 before a settlement that ends the text.
    """
    chained = head is not heads[-1]
    county = head.form == "short" and chained and head.divisions[0].level == "county" and head.length < len(text)
    return county and not _words().settled.fullmatch(text, head.length)
