"""What a figure counts: a small grammar over the tagged words before and behind it.

`派出7个工作组` counts what stands behind the classifier, `建立党组织251个` what stands before the number, `捐款80万元` the verb;
`同比增长12.6%` goes on with what the figure before it counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import FigureKind

__all__ = ["Change", "Surrounding", "Word", "change_of", "indicator_of"]

_NOMINAL = frozenset(
    {"n", "nz", "nw", "nt", "nr", "ns", "vn", "an", "a", "LOC", "ORG", "PER", "name", "s", "xc", "t", "f", "q", "ad"}
)
_LEADING = frozenset({"n", "nz", "nw", "nt", "vn", "an", "a", "ORG", "LOC", "name", "s", "v", "PER"})
_BODIES = frozenset({"ORG", "PER", "LOC", "body"})
_CLOSING = '”’》」』）)"'
_OPENING = '“‘《「『（("'
# Words between what is counted and the number.
_FILLERS = re.compile(
    r"(?:达到?|了|为|是|有|共|共计|共有|合计|累计|总计|折合|折价|折款|约|突破|超过|升至|升到|增至|增加到|增长到|上升到|上升至|提高到|提高至|提升到|提升至|"
    r"降至|降到|下降到|下降至|减至|减少到|压缩到|压缩至|压到|压减到|发展到|扩大到|涨至|涨到|占比?|占到|占了|仅|仅有|仅为|已|已达|已有|现有|就|还|还有|各|多达|共达|至|到|由|从|先后|分别|均|都|只|只有|等|计|总共|一共|"
    r"人均|户均|平均|另有|其中|目前|现)\Z"
)
_CHANGE_VERB = re.compile(
    r"(?:净|同比|环比)?(?P<verb>增长|增加|提高|提升|上升|上涨|增收|多收|净增|新增|增效|增多|高出|多|增|"
    r"下降|降低|减少|压缩|压减|缩短|下调|回落|节约|节省|少跑|少|减|降)(?:幅度)?(?P<to>到|至|为)?(?:了|近|约|达)?\Z"
)
_CHANGE_WITH_OBJECT = re.compile(r"(?P<verb>净增|新增|节约|节省|减少|压减|减免|降低|少跑)(?!到|至)[一-龥]{1,8}\Z")
_DECREASES = frozenset("下降 降低 减少 压缩 压减 缩短 下调 回落 节约 节省 少跑 少 减 降 减免".split())
_BASELINE = re.compile(
    r"(?:[比较]|相比|与)(?P<base>[^，,。；;比较]{1,14}?)(?:相比)?[，,]?(?:分别|同比|净|共|又|再|已|累计|平均)*\Z"
)
_TIMES = re.compile(r"(?:[是为比])(?P<base>[^，,。；;是为]{1,12})的\Z")
_ABOVE = re.compile(r"(?:高于|低于|高出|超出|优于)(?P<base>[一-龥]{2,10})\Z")
_SAME_PERIOD = re.compile(r"同比|(?:上年|去年|\d{4}年)?同期")
_SELF_TOLD = frozenset(
    {"人次", "元", "%", "百分点", "倍", "亩", "公里", "米", "平方米", "吨", "人", "场次", "件次", "家次", "次"}
)
_BECOME = re.compile(r"(?:被|获|荣获)?(?:授予|评为|评选为|命名为|认定为|表彰为|确定为|当选为?|为|当|担任|获评|获得?|任)\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its tag; a mention is one word of the tag `body`, `LOC`, `PER` or `name`."""

    text: str
    tag: str


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What stands around a figure in its sentence."""

    before: tuple[Word, ...]  # of its clause, from the figure before it on
    after: tuple[Word, ...]  # up to the next figure or the end of the sentence
    unit: str | None
    unit_kind: str  # thing, person, act, measure, money, share
    earlier: tuple[Word, ...] = ()  # the clause before, where nothing else says what is counted
    previous: str | None = None  # what the figure before it in the sentence counted


@dataclass(frozen=True, slots=True)
class Change:
    """Whether the figure tells a level or a change, and against what; `bare` is the clause without those words."""

    kind: FigureKind
    baseline: str | None
    bare: str


def change_of(clause: str, unit: str | None) -> Change:
    """How `clause`, the words before the figure, moves it: 同比增长 → increase against 去年同期."""
    times = _TIMES.search(clause)
    if unit == "倍" and times:
        return Change("level", times["base"], clause[: times.start()])
    above = _ABOVE.search(clause)
    if above and unit in ("百分点", "%"):
        return Change(
            "increase" if clause[above.start()] == "高" and "高出" in above[0] else "level",
            above["base"],
            clause[: above.start()],
        )
    verb = _CHANGE_VERB.search(clause)
    if verb is None:
        inner = _CHANGE_WITH_OBJECT.search(clause)
        kind: FigureKind = "level" if inner is None else "decrease" if inner["verb"] in _DECREASES else "increase"
        return Change(kind, None, clause)
    if verb["to"]:
        return Change("level", None, clause[: verb.start()])
    rest = clause[: verb.start()].rstrip("，, ")
    kind = "decrease" if verb["verb"] in _DECREASES else "increase"
    found = _BASELINE.search(rest)
    if found:
        return Change(kind, _base(found["base"]), rest[: found.start()])
    if "同比" in verb[0]:
        return Change(kind, "去年同期", rest)
    return Change(kind, None, rest)


def _base(words: str) -> str:
    return "去年同期" if _SAME_PERIOD.fullmatch(words) else words


def indicator_of(around: Surrounding, change: Change) -> str | None:
    """What the figure counts, in words of the text; None where they do not tell."""
    bare = _bare_words(around.before, len(change.bare))
    share = bool(around.before) and any(w.text == "占比" for w in around.before[-2:])
    if share and around.previous and not _nominal_tail(bare):
        return around.previous + "占比"
    group = _group(around.before)
    if group:
        return group
    behind = _phrase_behind(around)
    if behind and (around.unit_kind not in ("money", "share") or not _nominal_tail(bare)):
        return behind
    return _phrase_before(bare) or _titled(around) or around.previous or _phrase_before(_bare_words(around.earlier, None)) or None


def _group(before: Sequence[Word]) -> str | None:
    """考察组一行9人 counts the 考察组."""
    for index in range(len(before) - 1, max(-1, len(before) - 4), -1):
        if before[index].text.startswith("一行"):
            head = before[index - 1] if index else None
            return head.text if head and head.tag not in _BODIES and head.text[-1] in "组团队院" else "一行"
    return None


def _bare_words(words: Sequence[Word], length: int | None) -> tuple[Word, ...]:
    """The first `length` characters of the words, without fillers and comparisons at their end."""
    kept: list[Word] = []
    room = sum(len(w.text) for w in words) if length is None else length
    for word in words:
        if room <= 0:
            break
        kept.append(Word(word.text[:room], word.tag))
        room -= len(word.text)
    while kept and (_FILLERS.fullmatch(kept[-1].text) or not kept[-1].text.strip() or kept[-1].text in "，,:：、"):
        kept.pop()
    return tuple(kept)


def _nominal_tail(words: Sequence[Word]) -> bool:
    return bool(words) and (words[-1].tag in _NOMINAL or words[-1].text in _CLOSING)


def _phrase_before(words: Sequence[Word]) -> str | None:
    """The noun phrase that ends the words, else their last verb: 新建社会组织党组织 → 社会组织党组织."""
    start = _phrase_start(words)
    phrase = "".join(w.text for w in words[start:]).strip("、，, 的了")
    if (
        start
        and len(phrase) < 3
        and words[start - 1].tag in ("v", "vd", "vn", "a")
        and not _FILLERS.fullmatch(words[start - 1].text)
    ):
        phrase = words[start - 1].text + phrase
    return phrase.strip() or None


def _phrase_start(words: Sequence[Word]) -> int:
    start, quoted = len(words), False
    while start:
        word = words[start - 1]
        if word.text in _CLOSING and not quoted and word.text in "”’》」』）)":
            quoted = True
        elif quoted:
            quoted = word.text not in "“‘《「『（("
        elif not _joins(word, words, start, len(words)):
            break
        start -= 1
    while start < len(words) and (words[start].tag in ("u", "c", "w", "f") and words[start].text not in "“‘《「『"):
        start += 1
    return start


def _joins(word: Word, words: Sequence[Word], start: int, end: int) -> bool:
    if word.tag in ("body", "PER", "LOC") and start < end:
        return False
    if word.tag in _NOMINAL:
        return word.text not in ("目前", "现场", "当场", "全县", "全市", "全省", "全区", "全镇")
    if word.text in ("、", "的", "和", "及", "与"):
        return 1 < start < end and words[start - 2].tag in _NOMINAL | {"v", "w"}
    return False


def _phrase_behind(around: Surrounding) -> str | None:
    """The noun phrase right behind the figure: 35个|全省性社会组织|, …; the verb behind a number of people: 32人就业."""
    words = around.after
    if words and words[0].text == "的":
        words = words[1:]
    if not words or not (words[0].tag in _LEADING or words[0].text in "“‘《"):
        return None
    stop = _phrase_stop(words)
    phrase = "".join(w.text for w in words[:stop]).strip("、，, 的（(")
    return phrase or None


def _phrase_stop(words: Sequence[Word]) -> int:
    stop, depth = 0, 0
    for index, word in enumerate(words):
        opens, closes = word.text in "“‘《「『（(", word.text in "”’》」』）)"
        depth += opens - closes
        nominal = word.tag in _NOMINAL and word.tag not in ("f", "ad", "PER")
        if depth <= 0 and not (nominal or closes or (word.text in ("、", "的") and index and _goes_on(words, index))):
            return stop
        stop = index + 1
        if stop >= 14:
            break
    return stop


def _goes_on(words: Sequence[Word], index: int) -> bool:
    return index + 1 < len(words) and words[index + 1].tag in _NOMINAL


def _titled(around: Surrounding) -> str | None:
    """杜若衡等5人为副会长 counts what they become."""
    for index, word in enumerate(around.after[:3]):
        if _BECOME.fullmatch(word.text):
            rest = around.after[index + 1 :]
            stop = _phrase_stop(rest)
            return "".join(w.text for w in rest[:stop]).strip("“”、的") or None
    return None
