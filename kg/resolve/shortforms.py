"""Short forms tied to a longer form in the same article: 天岭建设集团 → 新疆天岭建设集团有限公司."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import add
from typing import TYPE_CHECKING

from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.tables.places import Places

__all__ = ["LongForms"]

_SHORT_PLACE = 3  # characters: 石桥, 石桥市
_NUMBER_BEFORE = re.compile(r"第[一二三四五六七八九十百\d]{1,3}$")
_SHORTEST_SPLIT = 5  # characters of a short form that is split in two: 李守信|工作室; 黄埔|海关 is whole
_FEW = 50  # names of a type; to look through so many costs less than to sort them by what they hold
_CROWD = 300  # names that share two characters; looking through more would take a long text quadratic time
_LEVELLED_TYPES = ("MassOrganization", "SocialOrganization", "Organization", "PartyUnit")
_SHORTEST_BRANCH = 6  # characters: 工商联官庄镇分会, but not 会员分会
_OPENING = "“”\"'《》"


@dataclass(frozen=True, slots=True)
class _Words:
    introduced: re.Pattern[str]
    whole_endings: tuple[str, ...]
    kinds: tuple[str, ...]  # behind two characters of a place these make a full name: 石桥|学院
    same_kind: re.Pattern[str]
    other_body: re.Pattern[str]
    common_heads: tuple[str, ...]
    authorities: tuple[str, ...]
    legal_forms: tuple[str, ...]
    place_kinds: tuple[str, ...]
    level_of_place: re.Pattern[str]
    branch_ends: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("short_forms", _Words)


@dataclass(frozen=True, slots=True)
class LongForms:
    """The names that the article gives in full, by type; where they are many, also by each pair of neighbouring characters."""

    names: Mapping[str, Sequence[str]]  # type → names, in order of appearance
    introduced: Mapping[str, str]  # short form → name: 甘肃省…协会（以下简称“省协会”）
    pairs: Mapping[str, Mapping[str, Sequence[str]]]  # type of many names → 天岭, 天 → names, in order of appearance

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]], introduced: Iterable[tuple[str, str]] = ()) -> LongForms:
        """From (type, name) pairs and (short form, name) pairs."""
        by_type: dict[str, list[str]] = {}
        for type, name in dict.fromkeys(names):
            by_type.setdefault(type, []).append(name)
        return cls(by_type, dict(introduced), {type: _by_pair(found) for type, found in by_type.items() if len(found) > _FEW})

    def with_name(self, type: str, name: str) -> LongForms:
        """The same with one name more."""
        of_type = list(dict.fromkeys((*self.names.get(type, ()), name)))
        pairs = {**self.pairs, type: _by_pair(of_type)} if len(of_type) > _FEW else self.pairs
        return LongForms({**self.names, type: of_type}, self.introduced, pairs)

    def _longer_than(self, part: str, short: str, type: str) -> list[str]:
        """Names longer than the short form that may hold the part: of many those of its rarest pair of characters."""
        of_type = self.pairs.get(type)
        if of_type is None:
            return [n for n in self.names.get(type, ()) if part in n and len(n) > len(short)]
        rarest: Sequence[str] | None = None
        for pair in map(add, part, part[1:]):
            found = of_type.get(pair)
            if not found:
                return []
            if rarest is None or len(found) < len(rarest):
                rarest = found
        if rarest is None:
            return []
        return [n for n in rarest if len(n) > len(short)] if len(rarest) <= _CROWD else []

    def _having(self, pair: str, type: str) -> Sequence[str]:
        """Names of the type that have the two characters side by side, or begin with the only one.

        None where so many do that it tells nothing.
        """
        if type in self.pairs:
            found = self.pairs[type].get(pair, ())
            return found if len(found) <= _CROWD else ()
        return [n for n in self.names.get(type, ()) if (pair in n if len(pair) > 1 else n[:1] == pair)]

    def longer(self, surface: str, type: str, rest: str = "", other: frozenset[str] = frozenset()) -> str | None:
        """The one full name that the surface abbreviates; None where none or several do.

        `rest` is the surface without its place (宁国|青弋橡塑), `other` are names that it is known not to mean. Looks for
        the surface at the end of a name, at its beginning, inside it, then split in two (李守信|工作室 in
        李守信初中数学名师工作室).
        """
        if surface in self.introduced:
            return self.introduced[surface]
        if type in ("Place", "Person"):
            return self._place(surface) if type == "Place" else self._person(surface)
        bare = surface.strip(_OPENING)
        if len(bare) < 2:
            return None
        if type in ("PolicyConcept", "Initiative", "Award"):
            return next((n for n in self._longer_than(bare[:2], bare, type) if n != surface and _tops(surface, n)), None)
        whole = [n for n in self._longer_than(bare, bare, type) if n != surface]
        for test in (_ends, _begins, _inside, _split):
            names = [n for n in self._longer_than(bare[:2], bare, type) if n != surface] if test is _split else whole
            found = [n for n in names if n not in other and test(bare, n)]
            if found:
                return _longest_of_one(found)
        inner = (
            self._having(rest[:2], type)
            if len(rest) > 2 and rest != surface and not bare.endswith(_words().whole_endings)
            else ()
        )
        inside = [n for n in inner if n != surface and len(n) > len(bare) and rest in n and n[:2] == surface[:2]]
        return _longest_of_one([n for n in inside if n not in other])

    def beginning(self, surface: str, type: str) -> tuple[str, ...]:
        """The longer names that begin with the surface."""
        return tuple(n for n in self._longer_than(surface, surface, type) if n.startswith(surface))

    def registered(self, name: str, type: str) -> str | None:
        """The one full name that adds only the legal form: 重庆渝江轨道装备集团 → 重庆渝江轨道装备集团有限公司."""
        legal = _words().legal_forms
        found = [n for n in self.beginning(name, type) if n[len(name) :] in legal]
        return found[0] if len(found) == 1 else None

    def inside(self, seal: str, organ: str, type: str, hosts: tuple[str, ...]) -> str | None:
        """The one full name that puts a body between the unit and the organ: 会宁县|教育局|教研室 for 县教研室."""
        names = (n for n in self._having(organ[-2:], type) if n.startswith(seal) and n.endswith(organ))
        found = [n for n in names if n[len(seal) : len(n) - len(organ)].endswith(hosts)]
        return found[0] if len(found) == 1 else None

    def _place(self, surface: str) -> str | None:
        """核桃坪 → 核桃坪村, 尧舜 → 尧舜工业园, where the text has the full name."""
        full = {surface + kind for kind in _words().place_kinds}
        found = [n for n in self._having(surface[:2], "Place") if n in full]
        return found[0] if len(found) == 1 else None

    def _person(self, surface: str) -> str | None:
        """巴合提古丽 → 巴合提古丽·赛力克, 马伦加 → 若阿金·马伦加, 老韦 → the one person of that surname."""
        dotted = [n for n in self._having(surface[:2], "Person") if "·" in n]
        found = [n for n in dotted if n.startswith(surface + "·")] or [n for n in dotted if n.endswith("·" + surface)]
        if len(surface) == 2 and surface[0] in "老小":
            found = [n for n in self._having(surface[1], "Person") if len(n) > 1]
        return found[0] if len(found) == 1 else None

    def unlisted(self, seal: str, organ: str, type: str) -> str | None:
        """The one full name of the unit's whose organ begins, goes on and ends with the given characters: 旅文局."""
        names = [n for n in self._having(seal[:2], type) if n.startswith(seal) and n[len(seal) :][:1] == organ[0]]
        found = [n for n in names if n[-1] == organ[-1] and organ not in n and _in_order(organ, n[len(seal) :])]
        return found[0] if len(found) == 1 else None

    def levelled(self, name: str) -> str | None:
        """The one full name that has the level of a place which the given one leaves out: 沅陵县工商联官庄|镇|分会.

        Also where the given one begins with that place, 官庄分会, or, as a branch, with the body it is of.
        """
        names = {n for type in _LEVELLED_TYPES for n in self._having(name[-2:], type) if len(n) > len(name)}
        branch = name.endswith(_words().branch_ends) and len(name) >= _SHORTEST_BRANCH
        found = {n for n in names if _lacks_level(name, n) or (branch and n.endswith(name))}
        return found.pop() if len(found) == 1 else None

    def scattered(self, name: str, type: str, places: Places) -> str | None:
        """The one full name of the same place that has the characters of the given one in order: 洛阳市钣喷协会."""
        place = places.chain(name).length
        longer = (n for n in self._having(name[:2], type) if len(n) > len(name) and _scattered(name, n))
        found = [n for n in longer if places.chain(n).length == place]
        return found[0] if len(found) == 1 else None


def _by_pair(names: Iterable[str]) -> dict[str, list[str]]:
    """The names by each pair of neighbouring characters, and by the first character."""
    found: dict[str, list[str]] = {}
    for name in names:
        for pair in {name[:1], *map(add, name, name[1:])}:
            found.setdefault(pair, []).append(name)
    return found


def _lacks_level(short: str, name: str) -> bool:
    """Whether the short form is the name, or what stands in it from a place on, without the level of that place."""
    for level in _words().level_of_place.finditer(name):
        left = name[: level.start()] + name[level.end() :]
        begins = len(left) - len(short)
        if left.endswith(short) and level.start() - begins > 1 and (begins == 0 or name[begins - 1] not in "镇乡县市区省州"):
            return True
    return False


def _scattered(short: str, name: str) -> bool:
    """Whether the name has the characters in order, and what stands between them makes no other body of it."""
    if short[:3] != name[:3] or short[-2:] != name[-2:]:
        return False
    gaps, other = _gaps(short, name), _words().other_body
    return gaps is not None and not any(other.fullmatch(name, *gap) for gap in gaps)


def _in_order(short: str, name: str) -> bool:
    return _gaps(short, name) is not None


def _gaps(short: str, name: str) -> list[tuple[int, int]] | None:
    """Where the name has more than the characters of the short form, read from the left; None where it lacks one."""
    gaps, at = [], 0
    for character in short:
        found = name.find(character, at)
        if found < 0:
            return None
        if found > at:
            gaps.append((at, found))
        at = found + 1
    return gaps


def _longest_of_one(found: list[str]) -> str | None:
    """The longest name, units of others left out, if the others are short forms of it; None for different bodies.

    新疆天岭建设集团有限公司 and its 新疆天岭建设集团有限公司访惠聚驻村工作队 give the company; 宁国青弋橡塑 and
    宁国市青弋橡塑有限公司 the latter.
    """
    bases = [n for n in found if not any(n != other and n.startswith(other) for other in found)]
    longest = max(bases, key=len, default=None)
    if longest and all(n in longest or (n[:2] == longest[:2] and n[-4:] in longest) for n in bases):
        return longest
    return None


def introduced_form(text: str, stop: int) -> str | None:
    """The short form that brackets behind a name introduce, if any."""
    found = _words().introduced.match(text, stop, stop + 40)
    return found[1] if found else None


def _tops(short: str, name: str) -> bool:
    """红色合伙人 in “红色合伙人”项目, 主题教育 at the end of “…”主题教育, 十佳 at the head of 十佳平安守护人."""
    if name.endswith(short) and len(short) > 3:
        return short not in _words().common_heads
    if short.startswith("“") and "”" in short:
        stem, head = short.split("”", 1)
        return len(head) > 1 and name.startswith(stem + "”") and name.endswith(head)
    quoted = name.startswith("“") and name.find(short) == 1 and name[1 + len(short)] == "”"
    return quoted or (name.startswith("“") and name.endswith("”" + short)) or (name.startswith(short) and short.startswith("十"))


def _ends(short: str, name: str) -> bool:
    """An end that no number makes another's: 实验中学 is not 江城市第二|实验中学."""
    return name.endswith(short) and not _NUMBER_BEFORE.search(name[: -len(short)])


def _begins(short: str, name: str) -> bool:
    """A beginning that is no whole name itself: 天岭建设|集团 of …集团有限公司, but not …分公司 of …分公司乌石项目部."""
    return name.startswith(short) and len(short) > 2 and not short.endswith(_words().whole_endings)


def _inside(short: str, name: str) -> bool:
    at = name.find(short)
    whole = at == 0 and short.endswith(_words().whole_endings)
    return len(short) > 2 and at >= 0 and not whole and not _NUMBER_BEFORE.search(name[:at])


def _split(short: str, name: str) -> bool:
    """Whether the name begins (place aside) and ends with the two parts of the short form, each of two characters or more.

    A group goes without its legal form: 穗丰|集团 of 广东穗丰陶瓷集团有限公司.
    """
    words = _words()
    if short.endswith("集团"):
        name = next((name.removesuffix(form) for form in words.legal_forms if name.endswith(form)), name)
    elif len(short) < _SHORTEST_SPLIT and short.endswith(words.authorities):
        return False
    for cut in range(2, len(short) - 1):
        head, tail = short[:cut], short[cut:]
        at = name.find(head)
        if head.endswith(words.whole_endings):
            continue  # 昆明理工大学|党委 is not the branch of its college
        start, stop = at + len(head), len(name) - len(tail)
        held = 0 <= at <= 7 and name.endswith(tail) and start <= stop and not _NUMBER_BEFORE.search(name[:at])
        if held and not words.other_body.fullmatch(name, start, stop):
            of_place = at == 0 and cut <= _SHORT_PLACE and tail in words.kinds
            return not of_place or words.same_kind.fullmatch(name, start, stop) is not None
    return False
