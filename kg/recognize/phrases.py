"""Noun phrases at the end and at the start of tagged words: 新建|社会组织党组织|, |全省性社会组织|党建工作."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.tables.patterns import patterns

__all__ = [
    "BODIES",
    "DENIALS",
    "OPENS",
    "PAIRS",
    "Word",
    "end_of_leading_noun",
    "negated_from",
    "retagged",
    "start_of_final_noun",
]

# LAC's tags, and those that mentions get: name, award, body, LOC, PER.
NOMINAL = frozenset("n nz nw nt nr ns vn an a LOC ORG PER name award body s xc t f q ad".split())  # noqa: SIM905
ATTRIBUTIVE = NOMINAL - {"f", "ad", "t"}
BODIES = frozenset({"PER", "LOC", "body"})
DENIALS = frozenset("不未")
PAIRS = {"”": "“", "’": "‘", "》": "《", "」": "「", "』": "『", "）": "（", ")": "(", '"': '"'}
OPENS = {opening: closing for closing, opening in PAIRS.items()}
_JOINTS = frozenset("、的和及与")
_LONGEST = 24  # words; a phrase that goes on is a list of names


@dataclass(frozen=True, slots=True)
class _Cut:
    """Words that the tagger cuts wrongly, or that deny what follows."""

    branches: frozenset[str]  # 4个分|会场
    refused: tuple[str, ...]  # 不予|受理通知
    denied: re.Pattern[str]  # 不达标|企业
    each: frozenset[str]
    organised: tuple[str, ...]


@cache
def _cut() -> _Cut:
    return patterns("phrases", _Cut)


class Word(NamedTuple):  # a tuple, since it is made for every word around a figure
    """A word with its tag; a mention is one word of the tag `body`, `LOC`, `PER`, `award` or `name`."""

    text: str
    tag: str


def retagged(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without slips of the tagger: 社会|组织 is no verb, nor is 微心|愿 at the end;
    分|会场 is one word, and 贫困户户|均 is 贫困户|户均."""
    cut = _cut()
    fixed: list[Word] = []
    for word in words:
        if fixed and fixed[-1] == ("分", "v") and word.text in cut.branches:
            fixed[-1] = Word("分" + word.text, word.tag)
            continue
        if fixed and word.text.startswith("均") and len(ahead_text := fixed[-1].text) > 1 and ahead_text[-2:] in cut.each:
            fixed[-1] = Word(ahead_text[:-1], fixed[-1].tag)
            word = Word(ahead_text[-1] + word.text, "d")
        ahead = fixed[-1] if fixed else Word("", "w")
        organisation = word.text == "组织" and (ahead.text.endswith(cut.organised) or ahead.text in PAIRS)
        syllable = word.tag == "v" and len(word.text) == 1 and word is words[-1] and ahead.tag == "n" and len(fixed) > 1
        fixed.append(Word(word.text, "n") if organisation or syllable else word)
    return tuple(fixed)


def negated_from(words: Sequence[Word], start: int, *, of_acts: bool) -> int:
    """Where the noun phrase at `start` begins with the words that deny it: 不|规范合同.

    `of_acts`: so may verbs be denied (未|整改|问题, 不达标|企业); elsewhere those have the phrase as their object (不|增加|费用).
    """
    cut = _cut()
    if start and words[start - 1].text in cut.refused:
        return start - 1
    if start and words[start - 1].text in DENIALS and words[start].tag in ("a", "an") and start < len(words) - 1:
        return start - 1
    if not of_acts or not start or words[start - 1].tag not in ("v", "vn") or len(words[start - 1].text) < 2:
        return start
    if cut.denied.match(words[start - 1].text):
        return start - 1
    return start - 2 if start > 1 and words[start - 2].text in (*DENIALS, *cut.refused) else start


def start_of_final_noun(words: Sequence[Word], never: frozenset[str]) -> int:
    """Where the noun phrase begins that ends the words; their number if none does. `never` are words that it leaves out."""
    start, quote = len(words), ""
    while start and len(words) - start < _LONGEST:
        word = words[start - 1]
        if quote:
            quote = "" if word.text[0] in quote else quote
        elif word.text in PAIRS:
            quote = PAIRS[word.text]
        elif word.text in never or not _joins_before(words, start):
            break
        start -= 1
    while start < len(words) and (words[start].tag in ("u", "c", "f", "m") or words[start].text in ("、", " ", "　")):
        start += 1
    return start


def _joins_before(words: Sequence[Word], start: int) -> bool:
    word, last = words[start - 1], start == len(words)
    if last and (word.tag in BODIES or word.tag == "ad"):
        return False  # a person, a place, a body before a number is not what is counted
    if word.tag in BODIES or word.tag == "ORG":
        return last
    if word.tag in NOMINAL:
        return True
    if word.tag == "m":
        return not last and not any(c.isdecimal() for c in word.text) and not word.text.endswith("级")
    if word.text not in _JOINTS or start < 2 or last:
        return False
    return words[start - 2].tag in NOMINAL or words[start - 2].text in PAIRS


def end_of_leading_noun(words: Sequence[Word], *, from_verb: bool = False, with_verbs: bool = False) -> int:
    """Where the noun phrase ends that begins the words.

    `from_verb`: its first word is a verb that modifies the next (宣讲|小分队);
    `with_verbs`: so may those inside (杏树|嫁接|培训班).
    """
    stop, quote, index = 0, "", 0
    while index < min(len(words), _LONGEST):
        word = words[index]
        if quote:
            quote = "" if word.text[-1] in quote else quote
        elif word.text in OPENS and not _opens_award(words, index):
            quote = OPENS[word.text]
        elif not _joins_behind(words, index, from_verb) and not (with_verbs and _modifies_inside(words, index)):
            return stop
        index += 1
        stop = stop if quote else index
    return stop


def _opens_award(words: Sequence[Word], index: int) -> bool:
    """授予12家社会组织|“先进集体”: the award is not what is counted."""
    return index > 0 and index + 1 < len(words) and words[index + 1].tag == "award"


def _joins_behind(words: Sequence[Word], index: int, from_verb: bool) -> bool:
    word, following = words[index], words[index + 1] if index + 1 < len(words) else Word("", "w")
    if word.tag in ATTRIBUTIVE:
        return not (index and word.tag in ("PER", "award", "body"))
    if index == 0:
        return from_verb or (word.tag == "m" and not any(c.isdecimal() for c in word.text) and following.tag in NOMINAL)
    if word.tag == "m" and word.text.endswith("代"):  # 32名年轻|一代|企业家
        return following.tag in NOMINAL
    return word.text in ("、", "的", "和", "及") and following.tag in ATTRIBUTIVE and following.tag not in ("PER", "body")


def _modifies_inside(words: Sequence[Word], index: int) -> bool:
    return 0 < index < len(words) - 1 and words[index].tag == "v" and words[index + 1].tag in ("n", "vn", "nz")
