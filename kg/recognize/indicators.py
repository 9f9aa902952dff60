"""What a figure counts: a small grammar over the tagged words before and behind it.

`派出7个工作组` counts what stands behind the classifier, `建立党组织251个` what stands before the number, `捐款80万元` the verb;
`同比增长12.6%` goes on with what the figure before it counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.recognize.changes import COUNTING_COLUMNS, Change
from kg.recognize.grammar import column
from kg.recognize.phrases import (
    BODIES,
    DENIALS,
    OPENS,
    PAIRS,
    Word,
    end_of_leading_noun,
    negated_from,
    retagged,
    start_of_final_noun,
)
from kg.tables.patterns import patterns

__all__ = ["Counted", "Indicators", "Surrounding"]

_AMOUNTS = ("money", "share", "measure")
_LOOSE = frozenset({"d", "c", "p", "u", "r", "TIME", "vd"})  # tags of words that a clause may drop before its number


@dataclass(frozen=True, slots=True)
class _Words:
    for_whom: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("counted", _Words)


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What stands around a figure in its sentence."""

    before: tuple[Word, ...]  # of its clause, from the figure before it on
    after: tuple[Word, ...]  # up to the next figure or the end of the sentence
    unit: str | None
    unit_kind: str  # thing, person, act, measure, money, share
    earlier: tuple[Word, ...] = ()  # the clause before, where nothing else says what is counted
    previous: str | None = None  # what the figure before it in the sentence counted
    counted: str | None = None  # the things of the same unit that it counted
    follows: bool = False  # no mark divides it from the figure before it
    leads_to_figure: bool = False  # `after` ends at another figure
    group: str | None = None  # the 考察组 that the text speaks of


class Counted(NamedTuple):
    """What a figure counts, and the noun in it: 曝光网站|网站; a verb alone has none."""

    words: str | None
    noun: str | None


@dataclass(frozen=True, slots=True)
class Indicators:
    """Finds what figures count; its words are those of lexicon/counting_words.tsv, by class."""

    filler: frozenset[str]
    reach: frozenset[str]
    stage: frozenset[str]
    person: frozenset[str]
    part: frozenset[str]
    head: frozenset[str]
    matter: frozenset[str]
    modifying: frozenset[str]
    community: frozenset[str]
    measured: frozenset[str]
    work: frozenset[str]
    gain: frozenset[str]
    become: frozenset[str]

    @classmethod
    def load(cls) -> Indicators:
        """The grammar with the shipped words."""
        return cls(
            **{
                name: frozenset(column("lexicon/counting_words.tsv", COUNTING_COLUMNS, "form", **{"class": name}))
                for name in cls.__dataclass_fields__
            }
        )

    def of(self, around: Surrounding, change: Change) -> Counted:
        """What the figure counts, in words of the text; None where they do not tell."""
        if around.unit == "岁":
            return Counted("年龄", None)
        bare = self._reached(self._bare(around.before, len(change.bare)), around)
        noun = self._noun_before(bare, after_figure=around.follows, of_acts=around.unit_kind not in _AMOUNTS)
        share = noun is None and any(w.text == "占比" for w in around.before[-2:])
        if noun in self.part or share:
            return Counted(self._part(around, bare, noun or "占比"), None)
        found = self._group(around) or self._gain(around) or self._counted_behind(around, noun) or noun or self._become(around)
        return Counted(found, found) if found else self._of_verb(around, change, bare)

    def _of_verb(self, around: Surrounding, change: Change, bare: Sequence[Word]) -> Counted:
        """What the figure counts where no noun of its clause says it: 查处|48家 has the 网站 of the figure before it."""
        behind = self._verb_behind(around)
        verb = behind or self._verb_before(bare)
        row = around.counted if around.unit_kind in ("thing", "act") and len(around.counted or "") > 1 else None
        if verb and not behind and row and all(self._says_nothing(w) for w in bare[:-1]):
            return Counted(verb + row, row)
        previous = around.previous if change.kind != "level" else None
        return Counted(verb or previous or self._counted_earlier(around) or around.previous, None)

    def _reached(self, bare: tuple[Word, ...], around: Surrounding) -> tuple[Word, ...]:
        """The words without 完成 or 实现 at their end, where a noun before it has the amount: 税收收入|实现|2亿元."""
        if around.unit_kind not in _AMOUNTS or not bare or bare[-1].text not in self.reach:
            return bare
        rest = self._bare(bare[:-1], _length(bare))
        return rest if self._noun_before(rest, after_figure=around.follows) else bare

    def _gain(self, around: Surrounding) -> str | None:
        """户均增收, 为企业减负: a verb with its object, for whom."""
        words = self._bare(around.before, _length(around.before))
        if not words or words[-1].text not in self.gain:
            return None
        text = "".join(word.text for word in words[:-1])
        told = _words().for_whom.search(text)
        if told is None:
            return None
        ahead = text[: told.start()]
        of_figure = ahead in ("", told[0][0])  # 21个村|村均增收
        whose = None if of_figure else self._noun_before(self._bare(words, len(ahead)), after_figure=False)
        return (whose or "") + told[0] + words[-1].text

    def _part(self, around: Surrounding, bare: Sequence[Word], part: str) -> str:
        """What has the value or the share: 捐赠机器人3套（价值…, 送去米面油，总价值…, 药品等价值…, 价值…的课桌椅."""
        if around.after and around.after[0].text == "的":
            return self._noun_behind(around) or part
        rest = self._bare(bare, _length(bare) - len(part))
        whole = self._noun_before(rest, after_figure=False) or self._counted_earlier(around) or around.previous
        return (whole or "") + part

    def _counted_earlier(self, around: Surrounding) -> str | None:
        bare = self._bare(around.earlier, sum(len(w.text) for w in around.earlier))
        return self._noun_before(bare, after_figure=False) or self._verb_before(bare)

    def _bare(self, words: Sequence[Word], length: int) -> tuple[Word, ...]:
        """The first `length` characters of the words, without fillers, adverbs and dates at their end."""
        kept: list[Word] = []
        for word in words:
            if length <= 0:
                break
            kept.append(word if len(word.text) <= length else Word(word.text[:length], word.tag))
            length -= len(word.text)
        while kept and self._says_nothing(kept[-1]):
            kept.pop()
        return tuple(kept)

    def _says_nothing(self, word: Word) -> bool:
        return word.tag in _LOOSE or word.text in self.filler or word.text.strip() in ("", "，", ",", ":", "：", "、")

    def _noun_before(self, words: Sequence[Word], *, after_figure: bool, of_acts: bool = False) -> str | None:
        """The noun phrase that ends the words: 新建社会组织党组织 → 社会组织党组织; None where they end in a verb or a name."""
        words = self._named_work(retagged(words))
        start = start_of_final_noun(words, self.stage)
        if start == len(words):
            return None
        if after_figure and start == 0:  # 48家|社会组织认领服务项目|126个: a verb must stand between two figures
            start = _first_deverbal(words[:-1], default=-1) + 1
        if "".join(w.text for w in words[start:]) in self.head:
            while start and len(words) - start < 3 and self._extends(words[start - 1]):
                start -= 1
        while start and (_is_stump(words[start:]) or self._is_short_work(words[start:])) and self._extends(words[start - 1]):
            start -= 1
        return _joined(words[negated_from(words, start, of_acts=of_acts) :])

    def _named_work(self, words: Sequence[Word]) -> Sequence[Word]:
        """The words with the verb at their end as a noun where it names a work: 森林|抚育."""
        if len(words) < 2 or words[-1].text not in self.work or words[-1].tag not in ("v", "vn"):
            return words
        ahead = words[-2]
        if ahead.text in self.work or ahead.tag in ("n", "nz") or (ahead.tag == "PER" and len(ahead.text) == 1):  # 退化|林|修复
            return (*words[:-2], Word(ahead.text, "n"), Word(words[-1].text, "vn"))
        return words

    def _is_short_work(self, words: Sequence[Word]) -> bool:
        return len(words) == 2 and len(words[0].text) == 1 and words[1].text in self.work

    def _extends(self, word: Word) -> bool:
        """罚|没|款, 拥有|量: a short noun takes the word before it along."""
        return word.tag in ("v", "vn", "vd", "a", "n", "q", "ad") and word.text not in self.filler

    def _verb_before(self, words: Sequence[Word]) -> str | None:
        """The verb that ends the words with its adverb: 单独组建|187个."""
        if not words or words[-1].tag in BODIES or words[-1].tag in ("w", "p", "u"):
            return None
        adverb = words[-2].text if len(words) > 1 and words[-2].tag in ("d", "ad", "vd") and len(words[-2].text) > 1 else ""
        return adverb + words[-1].text

    def _counted_behind(self, around: Surrounding, noun: str | None) -> str | None:
        """The noun phrase behind the figure, where that is what it counts."""
        behind = self._noun_behind(around)
        if behind is None or (noun and around.unit_kind in _AMOUNTS):
            return None
        return (behind in self.person and self._become(around, skip=1)) or behind

    def _noun_behind(self, around: Surrounding) -> str | None:
        """35个|全省性社会组织|, 5支|“破冰”党员突击队|, 10支|宣讲小分队|."""
        words = retagged(around.after)
        words = words[1:] if words and words[0].text == "的" else words
        if not words:
            return None
        if words[0].text in DENIALS and len(words) > 2 and words[1].tag in ("a", "v", "vn"):  # 129份|不|规范|合同
            stop = end_of_leading_noun(words[1:], from_verb=words[1].tag == "v" and words[2].tag in ("n", "nz"))
            return _joined(words[: 1 + stop]) if stop > 1 else None
        first, second = words[0], words[1] if len(words) > 1 else Word("", "w")
        modifies = first.tag == "v" and first.text in self.modifying and second.tag in ("n", "nz")
        if first.tag in ("body", "PER") or first.text in ("（", "(") or first.text in self.stage or first.text in self.filler:
            return None
        stop = end_of_leading_noun(words, from_verb=modifies, with_verbs=around.unit_kind == "act")
        return _joined(words[: self._counted_part(words, stop, around)])

    def _counted_part(self, words: Sequence[Word], stop: int, around: Surrounding) -> int:
        """Where what is counted ends, inside a noun phrase that goes on with what it does or how it stands."""
        leads = stop == len(words) and around.leads_to_figure
        while stop > 1 and words[stop - 1].text in self.filler:  # 28个行政村|全部, 15个社区|人均
            stop -= 1
        if around.unit_kind == "thing" and stop > 1 and self._is_measured(words[stop - 1]) and self._can_be_counted(words[0]):
            bracket = next((n for n in range(2, stop) if words[n].text in ("）", ")")), 0)
            return bracket + 1 if bracket and words[1].text in ("（", "(") else 1  # 8个县（市、区）|资金结余率
        if leads and stop == len(words):
            return _first_deverbal(words, default=stop)
        if around.unit_kind == "person":
            stop = next((n for n in range(1, stop) if words[n].text == "的" and words[n - 1].tag in ("n", "name")), stop)
        if around.unit_kind not in ("thing", "person") or stop < 3 or words[stop - 1].text not in self.matter:
            return stop
        cut = next((n for n in range(stop - 2, 0, -1) if words[n].tag == "vn" or words[n].text == "的"), stop)
        return next((n for n in range(1, cut) if words[n].text == "的"), cut)

    def _is_measured(self, word: Word) -> bool:
        return word.text in self.measured or word.text[-1] in "率额量"

    def _can_be_counted(self, word: Word) -> bool:
        return word.text in self.community or word.tag in ("ORG", "nt")

    def _verb_behind(self, around: Surrounding) -> str | None:
        """帮助73户|脱贫|, 分3批|选派|45名, 130余人|参加会议|: the verb behind with its object."""
        words = around.after
        start = 1 if words and (words[0].tag in ("d", "ad") or words[0].text in self.filler) else 0
        if around.unit_kind not in ("person", "act", "thing") or len(words) <= start or words[start].tag not in ("v", "vn"):
            return None
        stop = start + 1 + end_of_leading_noun(words[start + 1 :])
        return _joined(words[0 if words[0].text in DENIALS else start : stop])  # 3家|未|参加年检

    def _become(self, around: Surrounding, skip: int = 0) -> str | None:
        """杜若衡等5人为副会长 counts what they become."""
        if around.unit_kind not in ("person", "thing"):
            return None
        for index, word in enumerate(around.after[: 3 + skip]):
            if word.tag == "w":
                return None
            if word.text in self.become or word.text.removeprefix("被") in self.become:
                rest = around.after[index + 1 :]
                stop = end_of_leading_noun(rest)
                # 8个单位荣获自治区|“先进集体”: who gives the award is not what they become.
                return None if stop < len(rest) and rest[stop].text in OPENS else _joined(rest[:stop])
        return None

    def _group(self, around: Surrounding) -> str | None:
        """考察组一行9人 counts the 考察组; where no group stands before 一行, that which the text speaks of."""
        before = self._bare(around.before, _length(around.before))
        if not before or not before[-1].text.startswith("一行"):
            return None
        named = self._noun_before(before[:-1], after_figure=False) or (before[-2].text if len(before) > 1 else "")
        named = named.rpartition('"')[2].rpartition("”")[2]
        return named if named and named[-1] in "组团队院" else around.group or "一行"


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _is_stump(words: Sequence[Word]) -> bool:
    """A noun too short to say what is counted: 款, 办|结率."""
    return _length(words) < 3 and (len(words[0].text) == 1 or words[-1].text[-1] in "率额量")


def _first_deverbal(words: Sequence[Word], default: int) -> int:
    """The first noun that may be a verb (认领/vn), not counting the first word."""
    return next((n for n in range(1, len(words)) if words[n].tag == "vn"), default)


def _joined(words: Sequence[Word]) -> str | None:
    text = "".join(word.text for word in words).strip("、，, 的了")
    if text and text[0] in OPENS and text[-1] in PAIRS and sum(text.count(mark) for mark in OPENS) == 1:
        text = text[1:-1]
    return text or None
