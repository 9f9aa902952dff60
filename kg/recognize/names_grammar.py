"""The grammar of names: what in a sentence could be a name by its structure, before anything learnt decides.

Each candidate carries the pattern that proposes it: (place)(sector)(head), quotation marks with a head behind them,
lists with an elided head, numbers of papers, posts and the persons behind them. Candidates may overlap and be wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.model import BODY_TYPES, Sentence
from kg.recognize.names_lexicon import Lexicon, Match
from kg.tables.patterns import patterns

__all__ = ["Candidate", "Reading", "candidates", "read"]

_OPENING = {"“": "”", "‘": "’", "《": "》", "（": "）", "(": ")", "〔": "〕", "「": "」", "『": "』"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_PAIRED = re.compile("[" + re.escape("".join((*_OPENING, *_CLOSING, '"'))) + "]")
_BREAKING_TAGS = frozenset(("p", "c", "u", "d", "xc", "TIME", "w"))
_PREDICATES = frozenset(("v", "vd", "r", "m", "q"))
_BODIES = frozenset((*BODY_TYPES, "Platform", "Place"))
_RANKS = ("省", "市县区旗", "州盟", "镇乡", "村")  # divisions that stand in one list: 恩施市、利川市、巴东县
_RANK = {kind: rank for rank, kinds in enumerate(_RANKS) for kind in kinds}
_SHARED_HEAD = 8  # the longest head that a list shares: 市场监督管理局 and its kin
_LONGEST_LIST = 20
_BEHIND = 15  # how far behind quotation marks a head may begin: “亮江”|清船清网联合专项|行动
_LONGEST = 45  # no name is longer: 新疆天岭建设集团有限公司党委庆祝建党98周年暨“两优一先”表彰大会 has 40


@dataclass(frozen=True, slots=True)
class _Words:
    number: re.Pattern[str]
    rating: re.Pattern[str]
    congress: re.Pattern[str]
    congress_words: tuple[str, ...]
    spirit: re.Pattern[str]
    dotted: re.Pattern[str]
    hidden: re.Pattern[str]
    count: re.Pattern[str]
    counted: re.Pattern[str]  # groups items, last


@cache
def _words() -> _Words:
    return patterns("names_grammar", _Words)


@cache
def _forms() -> tuple[tuple[str, str, re.Pattern[str], tuple[str, ...]], ...]:
    """Source, type, pattern, and words of which one stands in all that it matches."""
    words = _words()
    return (
        ("number", "Document", words.number, ("号",)),
        ("rating", "Award", words.rating, ("社会组织",)),
        ("congress", "Conference", words.congress, words.congress_words),
        ("spirit", "PolicyConcept", words.spirit, ("精神",)),
        ("dotted", "Person", words.dotted, ("·", "•")),
        ("hidden", "Person", words.hidden, ("某",)),
    )


class Candidate(NamedTuple):  # a tuple, since sentences have dozens
    """A stretch of the sentence, [start, stop), that `source` takes for a name of the type."""

    start: int
    stop: int
    type: str
    source: str


class Reading(NamedTuple):
    """A sentence as the grammar sees it; all places are offsets in `text`."""

    text: str
    tokens: tuple[Match, ...]  # start, stop, tag
    spoken: tuple[str, ...]  # the words of the tokens
    begins: frozenset[int]  # where tokens start
    ends: frozenset[int]  # where tokens stop
    pairs: dict[int, int]  # opening mark → closing mark
    divisions: tuple[Match, ...]
    bodies: tuple[Match, ...]  # of the tables: the type
    formulas: tuple[Match, ...]
    words: tuple[Match, ...]  # anchors, stops, posts
    heads: tuple[Match, ...]
    near: list[int]  # by place: where a body name of any length that goes on here may start at the earliest
    far: list[int]  # the same for meetings, awards, papers and initiatives, whose names hold verbs
    anchors: tuple[int, ...]  # where a name may begin with its place
    told: frozenset[str]  # characters behind which something is told of a coinage

    def reaches(self, at: int) -> tuple[int, int]:
        """`near` and `far` of a place for names that are not too long."""
        least = at - _LONGEST
        return max(self.near[at], least), max(self.far[at], least)


def read(text: str, sentence: Sentence, lexicon: Lexicon) -> Reading:
    """The sentence with everything looked up once."""
    offset = sentence.span.start
    s = sentence.span.of(text)
    tokens = tuple([(t.span.start - offset, t.span.stop - offset, t.tag) for t in sentence.tokens])
    spoken = tuple([s[start:stop] for start, stop, _ in tokens])
    begins = frozenset([start for start, _, _ in tokens])
    pairs = _pairs(s)
    of_divisions, of_bodies, of_heads, of_formulas, of_words = lexicon.starts(s)
    divisions = tuple(lexicon.divisions.matches(s, of_divisions))
    bodies, formulas = tuple(lexicon.bodies.matches(s, of_bodies)), tuple(lexicon.formulas.matches(s, of_formulas))
    words = tuple([w for w in lexicon.words.matches(s, of_words) if w[2] != "word" and (w[1] - w[0] > 1 or w[0] in begins)])
    ends = frozenset([stop for _, stop, _ in tokens])
    heads = tuple([h for h in lexicon.heads.everywhere(s, of_heads) if h[1] - h[0] > 1 or h[1] in ends])
    near, far = _reaches(s, tokens, words, pairs)
    anchors = {start for start, _, label in divisions if label != "short" or start in begins}
    anchors |= {start for start, _, kind in words if kind == "anchor"}
    places = tuple(sorted(anchors))
    return Reading(
        s, tokens, spoken, begins, ends, pairs, divisions, bodies, formulas, words, heads, near, far, places, lexicon.told
    )


def _pairs(s: str) -> dict[int, int]:
    """Opening marks with their closing ones; straight quotes pair in turn."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    straight = -1
    for mark in _PAIRED.finditer(s):
        at, char = mark.start(), mark[0]
        if char == '"':
            if straight >= 0:
                pairs[straight] = at
            straight = -1 if straight >= 0 else at
        elif char in _OPENING:
            stack.append(at)
        else:
            while stack and s[stack[-1]] != _CLOSING[char]:
                stack.pop()
            if stack:
                pairs[stack.pop()] = at
    return pairs


def _reaches(s: str, tokens: tuple[Match, ...], words: tuple[Match, ...], pairs: dict[int, int]) -> tuple[list[int], list[int]]:
    """How far left a name of any length may reach from each place: the quotes it stands in, the last stop word or break."""
    opened = {closing: opening for opening, closing in pairs.items()}
    stops = {stop for _, stop, kind in words if kind in ("stop", "post")}
    breaks = {stop for start, stop, tag in tokens if tag in _BREAKING_TAGS and not _joins(s, start, stop, pairs, opened)}
    near = far = last = 0
    before: dict[int, tuple[int, int]] = {}
    reach_near: list[int] = []
    reach_far: list[int] = []
    for at in sorted({*breaks, *stops, *opened, *pairs, len(s)}):
        reach_near += [near] * (at - last)
        reach_far += [far] * (at - last)
        if at in breaks:
            near = far = at
        if at in stops:
            near = at
        if at in opened and opened[at] in before:
            near, far = before[opened[at]]
        last = at
        if at in pairs:
            before[at] = near, far
            reach_near.append(near)
            reach_far.append(far)
            near = far = last = at + 1
    return reach_near, reach_far


def _joins(s: str, start: int, stop: int, pairs: dict[int, int], opened: dict[int, int]) -> bool:
    """Whether a break of the tagger's is none within a name: a paired mark, · or 暨."""
    return start in pairs or start in opened or s[start:stop] in "·•+-—暨"


def candidates(reading: Reading) -> list[Candidate]:
    """All candidates of a sentence, in no particular order."""
    found = list(_headed(reading))
    found += _tabled(reading)
    found += _places(reading)
    found += _quoted(reading)
    found += _patterned(reading.text)
    found += _persons(reading)
    found += _elided(reading, found)
    found += _counted(reading)
    return found


def _patterned(text: str) -> Iterator[Candidate]:
    """What has the form of a name: 民发〔2020〕17号, 十九大, 热依汗古丽·买买提."""
    for source, type_, pattern, words in _forms():
        for word in words:
            if word in text:
                for found in pattern.finditer(text):
                    yield Candidate(found.start(), found.end(), type_, source)
                break


def _headed(reading: Reading) -> Iterator[Candidate]:
    """(place)(sector)(head), from the place on, and the run of nouns before the head without one; the longest each."""
    longest: dict[tuple[str, str, int], int] = {}
    predicates = [0, *(stop for _, stop, tag in reading.tokens if tag in _PREDICATES)]  # where runs of nouns start
    for start, stop, types in reading.heads:
        near, far = reading.reaches(start)
        near_anchor, far_anchor = _first(reading.anchors, near, start), _first(reading.anchors, far, start)
        nouns = predicates[bisect_right(predicates, start) - 1]
        for type_ in types.split("|"):
            body = type_ in _BODIES
            anchor = near_anchor if body else far_anchor
            if anchor is not None and stop - anchor > 1:
                _keep(longest, ("anchored", type_, anchor), stop)
            run = max(nouns, near) if body else max(nouns, far)
            if stop - run > 1:
                _keep(longest, ("run", type_, run), stop)
    for (source, type_, start), stop in longest.items():
        yield Candidate(start, stop, type_, source)


def _keep(longest: dict[tuple[str, str, int], int], key: tuple[str, str, int], stop: int) -> None:
    longest[key] = max(stop, longest.get(key, 0))


def _first(anchors: tuple[int, ...], low: int, high: int) -> int | None:
    at = bisect_left(anchors, low)
    return anchors[at] if at < len(anchors) and anchors[at] <= high else None


def _tabled(reading: Reading) -> Iterator[Candidate]:
    """Bodies of the tables, with the places in front of them: 甘肃省|民政厅, 县|人社局; and formulas."""
    starts = _chain_starts(reading)
    for start, stop, type_ in reading.bodies:
        yield Candidate(starts.get(start, start), stop, type_, "tabled" if start in starts else "national")
    for start, stop, _ in reading.formulas:
        yield Candidate(start, stop, "PolicyConcept", "formula")


def _chain_starts(reading: Reading) -> dict[int, int]:
    """Where the chain of places that stops at a place starts: 兰州市城关区| → 兰州市."""
    chains: dict[int, int] = {}
    anchors = [(start, stop) for start, stop, kind in reading.words if kind == "anchor"]
    for start, stop in sorted([(start, stop) for start, stop, _ in reading.divisions] + anchors):
        chains[stop] = min(chains.get(stop, start), chains.get(start, start))
    return chains


def _counted(reading: Reading) -> Iterator[Candidate]:
    """The places of a list that says how many of what they are: 高沟、红窑、朱码|三镇, 云山、名山|等9个乡镇."""
    counting = _words()
    if not counting.count.search(reading.text):  # which costs a tenth of the search for the list before it
        return
    for found in counting.counted.finditer(reading.text):
        first, *others = [*re.finditer("[^、]+", found["items"])]
        shift = found.start()
        # The list begins behind what governs it: 先后到|散旦、赤鹫.
        broken = (stop - shift for _, stop, tag in reading.tokens if tag in _BREAKING_TAGS or tag in _PREDICATES)
        start = max([0, *(stop for stop in broken if stop < first.end())])
        spans = [(start, first.end()), *(item.span() for item in others)]
        for low, high in (*((a + shift, b + shift) for a, b in spans), found.span("last")):
            if high - low > 1:
                yield Candidate(low, high, "Place", "counted")


def _places(reading: Reading) -> Iterator[Candidate]:
    """Chains of divisions, each as one place, and one-letter names as the tagger sees them."""
    start = last = -1
    for left, right, _ in reading.divisions:
        if left == last:
            last = right
            continue
        if last > start:
            yield Candidate(start, last, "Place", "chain")
        start, last = left, right
    if last > start:
        yield Candidate(start, last, "Place", "chain")


def _quoted(reading: Reading) -> Iterator[Candidate]:
    """What quotation marks hold, and with the head behind them: “红爪印”|工作法."""
    heads = {start: (stop, types) for start, stop, types in reading.heads}
    for opening, closing in reading.pairs.items():
        mark = reading.text[opening]
        if closing - opening > _LONGEST or mark in "（(〔":
            continue
        if mark in "《「『":
            yield Candidate(opening + 1, closing, "Document", "titled")
            continue
        yield Candidate(opening + 1, closing, "Initiative", "quoted")
        for at in range(closing + 1, min(closing + _BEHIND, len(reading.text))):
            if reading.reaches(at)[1] > opening or reading.text[at] in reading.told:
                break
            if at in heads:
                stop, types = heads[at]
                for type_ in types.split("|"):
                    yield Candidate(opening, stop, type_, "behind")


def _persons(reading: Reading) -> Iterator[Candidate]:
    """What the tagger takes for a person, and the short word behind a post: 书记|才让多杰."""
    posts = {stop for _, stop, kind in reading.words if kind == "post"}
    for number, (start, stop, tag) in enumerate(reading.tokens):
        if tag == "PER":
            yield Candidate(start, stop, "Person", "tagged")
        if start in posts and tag not in _BREAKING_TAGS:
            end = stop
            for _, after, follow in reading.tokens[number + 1 : number + 4]:
                if (end - start > 1 and follow not in ("PER", "nz", "LOC")) or follow in _BREAKING_TAGS or after - start > 5:
                    break
                end = after
            if 2 <= end - start <= 5:
                yield Candidate(start, end, "Person", "post")


def _elided(reading: Reading, found: list[Candidate]) -> Iterator[Candidate]:
    """Places in a list whose last item has the head that all share: 芗城区、|龙文区工商联."""
    to = {c.stop: c for c in found if c.source == "chain"}
    if not to:
        return
    at = {c.start: c for c in to.values()}
    short = {stop for _, stop, form in reading.divisions if form == "short"}
    for body in found:
        last = at.get(body.start)
        if body.source not in ("tabled", "anchored") or body.type not in _BODIES or last is None:
            continue
        if 0 < body.stop - last.stop <= _SHARED_HEAD:
            yield from _items(reading.text, last, body.type, to, short)


def _items(text: str, last: Candidate, type_: str, to: dict[int, Candidate], short: set[int]) -> Iterator[Candidate]:
    """The list's earlier items, from the right: places of the rank of the last, or short forms (杭州、温州、湖州市农业农村局)."""
    start, rank = last.start, _RANK.get(text[last.stop - 1])
    for _ in range(_LONGEST_LIST):
        item = to.get(start - 1) if text[start - 1 : start] in ("、", "和") else None
        if item is None or (item.stop not in short and _RANK.get(text[item.stop - 1], rank) != rank):
            return
        yield Candidate(item.start, item.stop, type_, "elided")
        start = item.start
