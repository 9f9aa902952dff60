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
    [
        "n",
        "nz",
        "nw",
        "nt",
        "nr",
        "ns",
        "vn",
        "an",
        "a",
        "LOC",
        "ORG",
        "PER",
        "name",
        "award",
        "body",
        "s",
        "xc",
        "t",
        "f",
        "q",
        "ad",
    ]
)
_BODIES = frozenset({"ORG", "PER", "LOC", "body"})
_LOOSE = frozenset({"d", "c", "p", "u", "r", "TIME", "vd"})  # words that a clause may drop before its number
_PAIRS = {"”": "“", "’": "‘", "》": "《", "」": "「", "』": "『", "）": "（", ")": "(", '"': '"'}
_OPENS = {opening: closing for closing, opening in _PAIRS.items()}
_STAGE = frozenset(
    [
        "目前",
        "现场",
        "当场",
        "全县",
        "全市",
        "全省",
        "全区",
        "全镇",
        "全州",
        "全国",
        "全乡",
        "全街道",
        "全校",
        "全院",
        "全行业",
        "全系统",
        "首批",
        "各地",
    ]
)
_PERSONS = frozenset(["同志", "老同志", "人员", "人", "代表", "选手", "个人", "单位", "集体", "家庭"])
_PARTS = frozenset(["价值", "总价值", "占比", "比例", "总面积", "总额", "金额", "总金额", "总投资"])
_MATTERS = frozenset(["情况", "工作", "问题", "现状", "落实", "进行", "事项", "进展", "业务"])
_MODIFYING = frozenset(
    [
        "宣讲",
        "服务",
        "志愿",
        "帮扶",
        "试点",
        "示范",
        "结对",
        "培育",
        "调解",
        "督导",
        "检查",
        "指导",
        "工作",
        "流动",
        "挂职",
        "驻村",
        "参训",
        "参会",
        "受训",
        "活动",
        "休息",
        "救援",
        "扶贫",
        "培训",
        "登记",
        "在册",
        "注册",
        "新建",
    ]
)
# Words between what is counted and the number.
_FILLERS = re.compile(
    r"(?:达到?|了|为|是|有|共|共计|共有|合计|累计|总计|折合|折价|折款|约|突破|超过|升至|升到|增至|增加到|增长到|上升到|上升至|提高到|提高至|提升到|提升至|"
    r"降至|降到|下降到|下降至|减至|减少到|压缩到|压缩至|压到|压减到|发展到|扩大到|涨至|涨到|占比?|占到|占了|仅|仅有|仅为|已|已达|已有|现有|就|还|还有|各|多达|共达|至|到|由|从|先后|分别|均|都|只|只有|等|计|总共|一共|"
    r"人均|户均|平均|另有|其中|目前|现|却|竟|则|每|每人|每年)\Z"
)
_CHANGE_VERB = re.compile(
    r"(?:净|同比|环比)?(?P<verb>增长|增加|提高|提升|上升|上涨|增收|多收|净增|新增|增效|增多|高出|多|增|"
    r"下降|降低|减少|压缩|压减|缩短|下调|回落|节约|节省|少跑|少|减|降)(?:幅度)?(?P<to>到|至|为)?(?:了|近|约|达)?\Z"
)
_CHANGE_WITH_OBJECT = re.compile(r"(?P<verb>净增|新增|节约|节省|减少|压减|减免|降低|少跑)(?!到|至)[一-龥]{1,8}\Z")
_DECREASES = frozenset(
    ["下降", "降低", "减少", "压缩", "压减", "缩短", "下调", "回落", "节约", "节省", "少跑", "少", "减", "降", "减免"]
)
_BASELINE = re.compile(
    r"(?:[比较]|相比|与)(?P<base>[^，,。；;比较]{1,14}?)(?:相比)?[，,]?(?:分别|同比|净|共|又|再|已|累计|平均)*\Z"
)
_TIMES = re.compile(r"(?:[是为比])(?P<base>[^，,。；;是为]{1,12})的\Z")
_ABOVE = re.compile(r"(?:高于|低于|高出|超出|优于)(?P<base>[一-龥]{2,10})\Z")
_SAME_PERIOD = re.compile(r"同比|(?:上年|去年|\d{4}年)?同期")
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
    follows: bool = False  # no mark divides it from the figure before it
    leads_to_figure: bool = False  # `after` ends at another figure
    group: str | None = None  # the 考察组 that the text speaks of


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
    if around.unit == "岁":
        return "年龄"
    bare = _bare_words(around.before, len(change.bare))
    noun = _noun_before(bare, after_figure=around.follows)
    if noun in _PARTS and around.previous:
        return around.previous + noun
    if around.previous and not noun and any(w.text == "占比" for w in around.before[-2:]):
        return around.previous + "占比"
    return (
        _group(around)
        or _counted_behind(around, noun)
        or noun
        or _become(around)
        or _verb_behind(around)
        or _verb_before(bare)
        or around.previous
        or _noun_before(_bare_words(around.earlier, None), after_figure=False)
        or _verb_before(_bare_words(around.earlier, None))
    )


def _counted_behind(around: Surrounding, noun: str | None) -> str | None:
    """The noun phrase behind the figure, where that is what it counts."""
    behind = _noun_behind(around)
    if behind is None or (noun and around.unit_kind in ("money", "share", "measure")):
        return None
    return _become(around, skip=1) or behind if behind in _PERSONS else behind


def _group(around: Surrounding) -> str | None:
    """考察组一行9人 counts the 考察组; where no group stands before 一行, that which the text speaks of."""
    before = around.before
    for index in range(len(before) - 1, max(-1, len(before) - 4), -1):
        if before[index].text.startswith("一行"):
            named = _noun_before(before[:index], after_figure=False) or (before[index - 1].text if index else "")
            return named if named and named[-1] in "组团队院" else around.group or "一行"
    return None


def _bare_words(words: Sequence[Word], length: int | None) -> tuple[Word, ...]:
    """The first `length` characters of the words, without fillers, adverbs and dates at their end."""
    kept: list[Word] = []
    room = sum(len(w.text) for w in words) if length is None else length
    for word in words:
        if room <= 0:
            break
        kept.append(Word(word.text[:room], word.tag))
        room -= len(word.text)
    while kept and _says_nothing(kept[-1]):
        kept.pop()
    return tuple(kept)


def _says_nothing(word: Word) -> bool:
    return (
        word.tag in _LOOSE or _FILLERS.fullmatch(word.text) is not None or word.text.strip() in ("", "，", ",", ":", "：", "、")
    )


def _noun_before(words: Sequence[Word], *, after_figure: bool) -> str | None:
    """The noun phrase that ends the words: 新建社会组织党组织 → 社会组织党组织; None where they end in a verb or in 等."""
    words = _retagged(words)
    start = _noun_start(words)
    if start == len(words):
        return None
    if after_figure and start == 0:  # 48家|社会组织认领服务项目|126个: a verb must stand between two figures
        verbs = [n for n, w in enumerate(words[:-1]) if w.tag == "vn" and n]
        start = verbs[0] + 1 if verbs else 0
    while (
        start and len("".join(w.text for w in words[start:])) < 3 and len(words[start].text) == 1 and _extends(words[start - 1])
    ):
        start -= 1
    return "".join(w.text for w in words[start:]).strip("、，, 的了") or None


def _extends(word: Word) -> bool:
    """罚|没|款, 拥有|量: a short noun takes the word before it along."""
    return word.tag in ("v", "vn", "vd", "a", "n", "q", "ad") and not _FILLERS.fullmatch(word.text)


def _retagged(words: Sequence[Word]) -> tuple[Word, ...]:
    """The tagger's slips that matter here: 社会|组织 is no verb, nor 微心|愿."""
    fixed: list[Word] = []
    for word in words:
        ahead = fixed[-1] if fixed else Word("", "w")
        organisation = word.text == "组织" and ahead.text.endswith(("社会", "经济", "群团", "两新"))
        syllable = word.tag == "v" and len(word.text) == 1 and word is words[-1] and ahead.tag == "n" and len(fixed) > 1
        fixed.append(Word(word.text, "n") if organisation or syllable else word)
    return tuple(fixed)


def _noun_start(words: Sequence[Word]) -> int:
    start, quote = len(words), ""
    while start:
        word = words[start - 1]
        if quote:
            quote = "" if word.text[0] in quote else quote
        elif word.text in _PAIRS:
            quote = _PAIRS[word.text]
        elif not _joins(word, words, start):
            break
        start -= 1
    while start < len(words) and (words[start].tag in ("u", "c", "f", "m") or words[start].text in ("、", " ", "　")):
        start += 1
    return start


def _joins(word: Word, words: Sequence[Word], start: int) -> bool:
    first = start == len(words)
    if word.tag in _BODIES and not first:
        return False
    if word.tag in _NOMINAL:
        return word.text not in _STAGE and not (word.tag == "ad" and first)
    if word.tag == "m":
        return not first and not any(c.isdecimal() for c in word.text)
    if word.text in ("、", "的", "和", "及", "与"):
        return 1 < start < len(words) and (words[start - 2].tag in _NOMINAL or words[start - 2].text in _PAIRS)
    return False


def _verb_before(words: Sequence[Word]) -> str | None:
    """The verb that ends the words with its adverb: 单独组建|187个."""
    if not words or words[-1].tag in ("w", "PER", "body", "LOC", "p", "u"):
        return None
    adverb = words[-2].text if len(words) > 1 and words[-2].tag in ("d", "ad", "vd") and len(words[-2].text) > 1 else ""
    return adverb + words[-1].text if words[-1].text not in ("分", "等") else None


def _noun_behind(around: Surrounding) -> str | None:
    """The noun phrase right behind the figure: 35个|全省性社会组织|, 5支|“破冰”党员突击队|."""
    words = _retagged(around.after)
    if words and words[0].text == "的":
        words = words[1:]
    first = words[0] if words else Word("", "w")
    leads = first.tag in _NOMINAL - {"f", "ad", "t", "body", "PER"} or first.text in '“‘《「"' or _is_word_numeral(words, 0)
    modifies = first.tag == "v" and len(words) > 1 and words[1].tag in ("n", "nz") and around.unit_kind in ("thing", "person")
    modifies = modifies and first.text in _MODIFYING
    if not words or not (leads or modifies):
        return None
    return _joined(words, _noun_stop(words, from_verb=modifies), around) or None


def _joined(words: Sequence[Word], stop: int, around: Surrounding) -> str:
    if stop == len(words) and around.leads_to_figure:
        verbs = [n for n, w in enumerate(words) if w.tag == "vn" and n]
        stop = verbs[0] if verbs else stop
    elif around.unit_kind in ("thing", "person"):
        stop = _before_matter(words, stop)
    return "".join(w.text for w in words[:stop]).strip("、，, 的（(")


def _before_matter(words: Sequence[Word], stop: int) -> int:
    """15家|行业协会商会|收费情况: what the counted do, and how it stands, is not counted."""
    if stop > 2 and words[stop - 1].text in _MATTERS:
        for index in range(stop - 2, 0, -1):
            if words[index].tag == "vn":
                return index - (words[index - 1].text == "的")
        return next((n for n in range(1, stop) if words[n].text == "的"), stop)
    return stop


def _is_word_numeral(words: Sequence[Word], index: int) -> bool:
    """两新|组织: a numeral inside a name, with no digits."""
    if index + 1 >= len(words) or words[index].tag != "m" or any(c.isdecimal() for c in words[index].text):
        return False
    return words[index + 1].tag in _NOMINAL


def _noun_stop(words: Sequence[Word], *, from_verb: bool = False) -> int:
    stop, quote, index = 0, "", 0
    while index < min(len(words), 24):
        word = words[index]
        if quote:
            quote = "" if word.text[-1] in quote else quote
        elif word.text in _OPENS and not (stop and word.text in "“‘" and words[index - 1].tag == "award"):
            quote = _OPENS[word.text]
        elif not _continues(words, index, from_verb):
            return stop
        index += 1
        if not quote:
            stop = index
    return stop


def _continues(words: Sequence[Word], index: int, from_verb: bool) -> bool:
    word = words[index]
    if word.tag in _NOMINAL - {"f", "ad", "t"}:
        return not (index and word.tag in ("PER", "award", "body"))
    if index == 0:
        return from_verb or _is_word_numeral(words, 0)
    return word.text in ("、", "的") and index + 1 < len(words) and words[index + 1].tag in _NOMINAL - {"PER", "body"}


def _verb_behind(around: Surrounding) -> str | None:
    """帮助73户|脱贫|, 分3批|选派|45名, 130余人|参加会议|: the verb behind with its object."""
    words = around.after
    if around.unit_kind not in ("person", "act", "thing") or not words or words[0].tag not in ("v", "vn"):
        return None
    stop = 1 + _noun_stop(words[1:]) if len(words) > 1 else 1
    return "".join(w.text for w in words[:stop]).strip("、的了") or None


def _become(around: Surrounding, skip: int = 0) -> str | None:
    """杜若衡等5人为副会长 counts what they become."""
    if around.unit_kind not in ("person", "thing"):
        return None
    for index, word in enumerate(around.after[: 3 + skip]):
        if word.tag == "w":
            return None
        if _BECOME.fullmatch(word.text):
            rest = around.after[index + 1 :]
            return "".join(w.text for w in rest[: _noun_stop(rest)]).strip('“”"、的') or None
    return None
