"""The parts of a coinage that counts them, where the words beside it list them: 党员联户、干部联村、能人联产“三联”工程.

They stand in brackets behind it, behind 即 or 包括, or in front. What a list says must agree with the number in the name:
三 has three parts, 三亮三比 six, or three of which it tells; 一图一码一清单 three.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["by_affix", "counted", "listed_before", "listed_behind", "numbers", "pieces", "sharing"]

Spans = list[tuple[int, int]]

_NUMBER = {digit: value for value, digit in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "双": 2}
_LONGEST_COUNTED = 3  # characters of a word that is counted
_IN_TURN = re.compile(r"(?<!\d)123(?:4(?:5(?:6)?)?)?(?!\d)")  # “123”工作法: 一核、两网、三治
_TURNS = ("一1", "二两双2", "三3", "四4", "五5", "六6")
_PIECE = re.compile("[二三四五六七八九十两双][^一二三四五六七八九十两双、，]{1,4}")
_SHORT, _LONG = 4, 11  # characters: a shorter part must begin with what is counted (亮身份 of 三亮), a longer one is a clause
_LONGEST = 18  # characters of a part that repeats what is counted
_PAIR = 2  # parts that 和 may join by chance, unless they are of one length
_FURTHEST = 120  # characters that a list may have
_QUOTED = re.compile(r"“(?P<items>[^“”]+)”")
_BREAK = re.compile("[，。；：！？（）\n—]")
_SEPARATOR = re.compile(r"、|(?<=”)(?=“)|(?<=[^、])(?:以及|[和与及])(?=[^、]+$)")


@dataclass(frozen=True, slots=True)
class _Words:
    numeral: re.Pattern[str]
    counting: re.Pattern[str]
    repeated: re.Pattern[str]
    bracket: re.Pattern[str]
    spelt: re.Pattern[str]
    joining: tuple[str, ...]
    item: re.Pattern[str]
    last: re.Pattern[str]
    coined: re.Pattern[str]
    behind: re.Pattern[str]
    people: re.Pattern[str]
    persons: tuple[str, ...]
    link: re.Pattern[str]
    plain_count: re.Pattern[str]
    fought: re.Pattern[str]
    governing: tuple[str, ...]
    scheme: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("coinages", _Words)


def numbers(name: str) -> frozenset[int]:
    """How many parts a coinage may have by its own words: each of its numbers from two on, their sum, the digits of 123."""
    said = [_value(digit) for digit, _ in _numerals(name)]
    in_turn = _IN_TURN.search(name)
    return frozenset(n for n in (*said, sum(said), len(in_turn[0]) if in_turn else 0) if n > 1)


def pieces(name: str) -> list[str]:
    """The coinages that a name is put together of, each with its number: 三联四帮 → 三联, 四帮; none where it is of one piece."""
    quoted = _QUOTED.search(name)
    core = quoted["items"] if quoted else name
    found = _PIECE.findall(core)
    return found if len(found) > 1 and "".join(found) == core else []


def by_affix(names: Iterable[str]) -> dict[str, list[str]]:
    """The coinages that count nothing, by what they begin or end with: 卡口锁 by 锁, 口锁, 卡 and 卡口."""
    found: dict[str, list[str]] = {}
    numeral = _words().numeral
    for name in dict.fromkeys(names):
        part = name.strip("“”")
        for word in _affixes(part) if not numeral.search(name) else ():
            found.setdefault(word, []).append(name)
    return found


def _affixes(part: str) -> set[str]:
    lengths = [n for n in range(1, _LONGEST_COUNTED + 1) if n < len(part) < n + _LONG]
    return {affix for n in lengths for affix in (part[:n], part[-n:])}


def sharing(name: str, others: Mapping[str, Sequence[str]]) -> set[str]:
    """Of other coinages (`by_affix`) the parts of one that counts them, wherever they stand: 卡口锁, 责任锁 of 双锁.

    They begin or end with what it counts, and are as many: of 三亮四帮 three with 亮 and four with 帮.
    """
    quoted = _QUOTED.search(name)
    core = quoted["items"] if quoted else name
    found: set[str] = set()
    for m in _words().counting.finditer(core):
        fitting = others.get(m["word"], ())
        if len(fitting) == _value(m["number"]) > 1:
            found.update(fitting)
    return found


def counted(text: str, low: int = 0, high: int | None = None, begins: Container[int] = ()) -> Iterator[tuple[int, int]]:
    """Where coinages stand that say how many parts they have, and beside which these are listed: [start, stop) inside quotes,
    or with them and the head behind: “双结”|关爱法. It looks between `low` and `high`; `begins` is where words of the text begin.

    They are schemes by that alone: “三亮”，即亮身份、亮承诺、亮标准. People are none: “五老”（老干部、老战士、老专家…）.
    """
    words = _words()
    for m in words.coined.finditer(text, low, len(text) if high is None else high):
        start, stop = m.span(m.lastgroup or 0)
        name = text[start:stop]
        if not numbers(name) or words.people.match(text, m.end()):
            continue
        spans = listed_behind(text, stop, name) or listed_before(text, start, name, begins)
        parts = [text[a:b] for a, b in spans]
        if len(parts) in numbers(name) and _agree(parts, name) and not all(part.endswith(words.persons) for part in parts):
            head = words.behind.match(text, m.end()) if m["quoted"] else None
            yield (m.start(), head.end()) if head else (start, stop)


def listed_behind(text: str, stop: int, name: str) -> Spans:
    """The parts that stand behind the name, which ends at `stop` of the text: in brackets, or as many as the name says behind 即.

    In brackets a name without a number may have any parts, at least three or two of one length: “红细胞工程”（育核、扩链、活体）.
    """
    said = numbers(name)
    bracket = _words().bracket.match(text, stop, stop + _FURTHEST + 20)
    found = bracket or _words().spelt.match(text, stop, stop + _FURTHEST + 20)
    if found is None:
        return []
    whole = _QUOTED.fullmatch(text, *found.span("items"))
    groups = list(_groups(text, *(whole or found).span("items")))
    lists = [[*chain(*groups[:number])] for number in range(len(groups), 0, -1)]  # the longest first
    if bracket and not any(len(spans) in said for spans in lists):
        lists = [] if said and not text.endswith("等", 0, found.end("items")) else lists[:1]
        return [span for spans in lists if _is_telling(spans) for span in spans]
    return next((spans for spans in lists if len(spans) in said and _are_parts(spans)), [])


def listed_before(text: str, start: int, name: str, begins: Container[int]) -> Spans:
    """The parts that stand in front of the name, as many as it says; `begins` is where words of the text begin.

    In quotation marks they may be any words; else each has what is counted (党员联户 of 三联, 亮身份 of 三亮), or all are of one
    pattern and the coinage says what they are: 强基固边、民生安边、产业兴边“三大工程”.
    """
    said = numbers(name)
    if not said:
        return []
    low = max(0, start - _FURTHEST)
    opened = start - 1 if text[start - 1 : start] in ("“", "‘") else start
    if opened == start and _words().plain_count.match(text, start, start + 4):
        return []
    link = _words().link.search(text, low, opened)
    stop = link.start() if link else low
    if stop - low < 4:
        return []
    if text[stop - 1] == "”":
        opening = text.rfind("“", low, stop)
        spans = [*chain(*_groups(text, opening + 1, stop - 1))] if opening >= 0 else []
        if len(spans) > 1:  # but “村里点单、民政派单”双单机制 is one name
            quoted = text[opened] == "“"
            return spans if quoted and len(spans) in said and _are_parts(spans) else []
    breaks = [m.end() for m in _BREAK.finditer(text, low, stop)]
    return _before(text, breaks[-1] if breaks else low, stop, name, begins)


def _before(text: str, low: int, stop: int, name: str, begins: Container[int]) -> Spans:
    """The parts of a list in front of a coinage, which may begin anywhere behind `low`."""
    edges = [low, *(edge for m in _SEPARATOR.finditer(text, low, stop) for edge in m.span()), stop]
    spans = [*zip(edges[::2], edges[1::2], strict=True)]
    for number in sorted(numbers(name), reverse=True):
        if number > len(spans):
            continue
        (first, end), *others = spans[-number:]
        quoted = [_unquoted(text, *span) for span in others]
        in_quotes = all(quoted) and text[end - 1] == "”"
        begin = text.rfind("“", first, end) if in_quotes else _first_part(text, first, end, others, begins)
        if begin is None or begin < first or (begin == first and number < len(spans)):  # the list has more parts
            continue
        if _words().fought.search(text, low, begin):
            return []
        parts = [(begin + 1, end - 1), *(span for span in quoted if span)] if in_quotes else [(begin, end), *others]
        words = [text[a:b] for a, b in parts]
        if (_are_parts(parts) or _repeat(words, name)) and (in_quotes or _agree(words, name)):
            return parts
    return []


def _first_part(text: str, low: int, stop: int, others: Spans, begins: Container[int]) -> int | None:
    """Where the first part begins: it has the length of the others, or it begins behind a verb that governs the list."""
    lengths = {end - start for start, end in others}
    if len(lengths) == 1:
        at = stop - lengths.pop()
        if at == low or (at > low and (at in begins or _is_governed(text, low, at))):
            return at
    verb = next((verb for verb in _governing() if text.startswith(verb, low)), "")
    first = low + len(verb) if stop - low - len(verb) > 1 else low
    return next(
        (at for at in range(stop - _LONGEST, stop - 1) if at == first or (at > first and _is_governed(text, low, at))), None
    )


def _is_governed(text: str, low: int, at: int) -> bool:
    return text.endswith(_governing(), low, at)


@cache
def _governing() -> tuple[str, ...]:
    verbs = (*_words().governing, *(row["verb"] for row in rows("lexicon/object_verbs.tsv", ("verb", "example"))))
    return tuple(sorted(verbs, key=len, reverse=True))


def _repeat(parts: list[str], name: str) -> bool:
    """Whether parts of any length have the words that the coinage counts: 换届必约谈党建 of 三必约谈."""
    found = _words().repeated.search(name)
    return found is not None and all(found[1] in part and len(part) <= _LONGEST for part in parts)


def _agree(parts: list[str], name: str) -> bool:
    counted = {char for _, char in _numerals(name)}
    if len(parts) == _PAIR and len(parts[0]) != len(parts[1]):
        return False
    if all(counted & set(part) if len(part) >= _SHORT else part[0] in counted for part in parts):
        return True
    if len(parts) > _PAIR and len({len(part) for part in parts}) == 1 and all(part[-1] in counted for part in parts):
        return True  # 院落美、产业美、乡风美 of 三美
    if _IN_TURN.search(name) and all(part[0] in turn for part, turn in zip(parts, _TURNS, strict=False)):
        return True
    one_pattern = len({len(part) for part in parts}) == 1 and any(len(set(chars)) == 1 for chars in zip(*parts, strict=True))
    return one_pattern and len(parts[0]) >= _SHORT and _words().scheme.search(name) is not None


def _groups(text: str, start: int, stop: int) -> Iterator[Spans]:
    """The items between two places, in groups that commas part: 亮身份、亮承诺，比技能、比作风."""
    words = _words()
    gaps_within = ("、", "", *words.joining)  # between two items; none between “微组织”“微服务”
    for group in re.finditer("[^，；]+", text[start:stop]):
        low, high = start + group.start(), start + group.end()
        items = [m for m in words.item.finditer(text, low, high) if m[0] not in words.joining]
        between = [(low, low), *(m.span() for m in items), (high, high)]
        gaps = [text[a:b] for (_, a), (b, _) in pairwise(between)]
        if all(gap in gaps_within for gap in gaps[1:-1]) and gaps[0] == "" and gaps[-1] in ("", "等"):
            yield [span for m in items for span in _split(text, *m.span(m.lastgroup or 0))]


def _split(text: str, start: int, stop: int) -> Spans:
    """An item, or the two that 和 joins at the end of a list; without 等."""
    m = _words().last.search(text[start:stop])
    if m is None:
        return [(start, stop)]
    return [span for span in ((start, start + m.start()), (start + m.end(), stop)) if span[1] > span[0]]


def _unquoted(text: str, start: int, stop: int) -> tuple[int, int] | None:
    return (start + 1, stop - 1) if text[start] == "“" and text[stop - 1] == "”" else None


def _are_parts(spans: Spans) -> bool:
    return all(1 < stop - start < _LONG for start, stop in spans)


def _is_telling(spans: Spans) -> bool:
    """Whether the list shows without a number that it is one of parts."""
    return _are_parts(spans) and (len(spans) > 2 or (len(spans) == 2 and len({stop - start for start, stop in spans}) == 1))


def _numerals(name: str) -> list[tuple[str, str]]:
    """The numbers in a coinage, each with the character that says what it counts: 三联四帮 → 三 联, 四 帮."""
    return _words().numeral.findall(name)


def _value(digit: str) -> int:
    return _NUMBER.get(digit) or int(digit)
