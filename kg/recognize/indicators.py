"""What a figure counts: a small grammar over the tagged words before and behind it.

`派出7个工作组` counts what stands behind the classifier, `建立党组织251个` what stands before the number, `捐款80万元` the verb;
`同比增长12.6%` goes on with what the figure before it counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.recognize.changes import COUNTING_COLUMNS, Change
from kg.recognize.grammar import column
from kg.recognize.phrases import BODIES, OPENS, PAIRS, Word, end_of_leading_noun, retagged, start_of_final_noun

__all__ = ["Indicators", "Surrounding"]

_LOOSE = frozenset({"d", "c", "p", "u", "r", "TIME", "vd"})  # tags of words that a clause may drop before its number


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What stands around a figure in its sentence."""

    before: tuple[Word, ...]  # of its clause, from the figure before it on
    after: tuple[Word, ...]  # up to the next figure or the end of the sentence
    unit: str | None
    unit_kind: str  # thing, person, act, measure, money, share
    earlier: tuple[Word, ...] = ()  # the clause before, where nothing else says what is counted
    previous: str | None = None  # what the figure before it in the sentence counted
    follows: bool = False  # no mark divides it from the figure before it
    leads_to_figure: bool = False  # `after` ends at another figure
    group: str | None = None  # the 考察组 that the text speaks of


@dataclass(frozen=True, slots=True)
class Indicators:
    """Finds what figures count; its words are those of lexicon/counting_words.tsv, by class."""

    filler: frozenset[str]
    stage: frozenset[str]
    person: frozenset[str]
    part: frozenset[str]
    head: frozenset[str]
    matter: frozenset[str]
    modifying: frozenset[str]
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

    def of(self, around: Surrounding, change: Change) -> str | None:
        """What the figure counts, in words of the text; None where they do not tell."""
        if around.unit == "岁":
            return "年龄"
        bare = self._bare(around.before, len(change.bare))
        noun = self._noun_before(bare, after_figure=around.follows)
        share = noun is None and any(w.text == "占比" for w in around.before[-2:])
        if noun in self.part or share:
            return self._part(around, bare, noun or "占比")
        return (
            self._group(around)
            or self._counted_behind(around, noun)
            or noun
            or self._become(around)
            or self._verb_behind(around)
            or self._verb_before(bare)
            or (around.previous if change.kind != "level" else None)
            or self._counted_earlier(around)
            or around.previous
        )

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

    def _noun_before(self, words: Sequence[Word], *, after_figure: bool) -> str | None:
        """The noun phrase that ends the words: 新建社会组织党组织 → 社会组织党组织; None where they end in a verb or a name."""
        words = retagged(words)
        start = start_of_final_noun(words, self.stage)
        if start == len(words):
            return None
        if after_figure and start == 0:  # 48家|社会组织认领服务项目|126个: a verb must stand between two figures
            start = _first_deverbal(words[:-1], default=-1) + 1
        if "".join(w.text for w in words[start:]) in self.head:
            while start and len(words) - start < 3 and self._extends(words[start - 1]):
                start -= 1
        while start and _is_stump(words[start:]) and self._extends(words[start - 1]):
            start -= 1
        return _joined(words[start:])

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
        if behind is None or (noun and around.unit_kind in ("money", "share", "measure")):
            return None
        return (behind in self.person and self._become(around, skip=1)) or behind

    def _noun_behind(self, around: Surrounding) -> str | None:
        """35个|全省性社会组织|, 5支|“破冰”党员突击队|, 10支|宣讲小分队|."""
        words = retagged(around.after)
        words = words[1:] if words and words[0].text == "的" else words
        if not words:
            return None
        first, second = words[0], words[1] if len(words) > 1 else Word("", "w")
        modifies = first.tag == "v" and first.text in self.modifying and second.tag in ("n", "nz")
        if first.tag in ("body", "PER") or first.text in ("（", "(") or first.text in self.stage or first.text in self.filler:
            return None
        stop = end_of_leading_noun(words, from_verb=modifies, with_verbs=around.unit_kind == "act")
        return _joined(words[: self._counted_part(words, stop, around)])

    def _counted_part(self, words: Sequence[Word], stop: int, around: Surrounding) -> int:
        """Where what is counted ends, inside a noun phrase that goes on with what it does or how it stands."""
        if stop == len(words) and around.leads_to_figure:
            return _first_deverbal(words, default=stop)
        if around.unit_kind == "person":
            stop = next((n for n in range(1, stop) if words[n].text == "的" and words[n - 1].tag in ("n", "name")), stop)
        if around.unit_kind not in ("thing", "person") or stop < 3 or words[stop - 1].text not in self.matter:
            return stop
        cut = next((n for n in range(stop - 2, 0, -1) if words[n].tag == "vn" or words[n].text == "的"), stop)
        return next((n for n in range(1, cut) if words[n].text == "的"), cut)

    def _verb_behind(self, around: Surrounding) -> str | None:
        """帮助73户|脱贫|, 分3批|选派|45名, 130余人|参加会议|: the verb behind with its object."""
        words = around.after
        start = 1 if words and (words[0].tag in ("d", "ad") or words[0].text in self.filler) else 0
        if around.unit_kind not in ("person", "act", "thing") or len(words) <= start or words[start].tag not in ("v", "vn"):
            return None
        return _joined(words[start : start + 1 + end_of_leading_noun(words[start + 1 :])])

    def _become(self, around: Surrounding, skip: int = 0) -> str | None:
        """杜若衡等5人为副会长 counts what they become."""
        if around.unit_kind not in ("person", "thing"):
            return None
        for index, word in enumerate(around.after[: 3 + skip]):
            if word.tag == "w":
                return None
            if word.text in self.become or word.text.removeprefix("被") in self.become:
                rest = around.after[index + 1 :]
                return _joined(rest[: end_of_leading_noun(rest)])
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
