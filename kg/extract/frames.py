"""Whose voice a sentence speaks in: calls (会议强调,要…), wishes, means (通过召开座谈会等方式), relative clauses, circumstances.

A call reaches over the list that it opens: 调研组强调,要做好工作。一是加大监督检查力度。 It reaches to the end of its sentence too,
up to the first word that speaks of a time: 局长要求,各站要守住阵地,办好夜校。 but not …要守住阵地,明年该局将办夜校。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["SILENT", "frame_cues"]

_MEANS_CUE = "means"  # 通过查阅资料、召开座谈会等方式
_CALL_CUE = "frame=11100"  # 会议要求,各地要印发办法: speech, and what must be done in a clause that names no plan
_STANCE_CUE = "stance"  # 从群众需要|出发, 以新发展理念为|引领: whence somebody looks at a matter
_URGED_CUE = "urged"  # what a call or a wish reaches: 各级要守住阵地,办好夜校; 我方愿深化合作
_SAYING_CUE = "saying"  # 该报|报道|称: what was said follows
# Cues of clauses that state no event, whatever their verbs.
SILENT = frozenset((_MEANS_CUE, _CALL_CUE, _STANCE_CUE, _URGED_CUE, _SAYING_CUE))

_SPEECH = re.compile(
    r"(?:要求|强调|指出|表示|认为|希望|号召|倡议|呼吁|建议|勉励|叮嘱|提出|说|明确|介绍)(?=[，,：:“\"]|要|各|大家|全|广大|我|□|$)"
)
_MUST = re.compile(r"(?<![主重需只不])要(?![求素点领闻件务道地紧])|必须|务必|应当|应(?!急|用|对|届)|须|不得|需要")
# A sentence that begins with a call: 要加强管理。 同时，务必守住底线。
_OPENING_CALL = re.compile(
    r"[\s　“\"]*(?:同时|此外|最后|首先|其次|另外|还|也|我们|各[级地][^，,]{0,8}|全党|全社会|大家)?[，,]?"
    r"(?:要(?![求素点领闻件务道地紧])|必须|务必|应当|须(?!知))"
)
# A call to everybody of a kind: 各村要, 党员干部必须.
_GENERAL_CALL = re.compile(
    r"(?:各[^，,；;]{1,10}|大家|我们|广大[^，,；;]{1,10}|(?:党员|领导)干部|(?:有关|相关)(?:部门|方面|单位|地区)"
    r"|全[党军社省市县区][^，,]{0,4}|两国|双方)(?:要(?![求素点领闻件务道地紧])|必须|务必|应当|应(?![急用对届])|须|需要?)"
)
_STRICT = re.compile(r"必须|务必|应当|不得")
_WISH = re.compile(
    r"方愿|愿(?:同|与|意|以|为|继续|进一步|在|将)|期待(?!的)|期盼|祝愿|(?<!双)希望(?!小学|工程|小屋|之|的|田野|村|中学|学校|家园|在|乡村)"
)
# Words behind which a speaker tells what is done or planned at some time: 要守住阵地,明年|该局将办夜校.
_TIME = re.compile(
    r"将|下一步|下步|下阶段|接下来|计划|拟|年内|月内|[年月]底前|明年|后年|[上下]半年|下个?月|季度|今后|今年|本月|来年|节[前后]"
    r"|入[冬夏]|打算|准备|\d[日月年](?!以来)|[一二三四五六七八九十]月|还要|等(?:疫情|项目|工程)?[^，,]{0,6}[后过]"
    r"|已(?!经?不)|曾|以来|近日|日前|截至|累计|去年|昨|当天|当场|会上|据|随后|之后|目前"
)
_PLAN = re.compile(r"将|下一步|下步|计划|拟|年内|明年|下半年|今后")
_ITEM = re.compile(
    r"[\s　●]*(?:[一二三四五六七八九十]+(?:是|要|、)|[（(][一二三四五六七八九十\d]+[）)]|[①②③④⑤⑥⑦⑧⑨⑩]|第[一二三四五六七八九十]"
    r"|要|同时|最后|首先|其次)"
)
_MEANS = re.compile(r"[^，,；;。]{0,30}?(?:形式|方式|方法|手段|途径|举措|契机|载体|环节)")
_BY = re.compile(r"通过|采取|以|采用|运用|坚持")
_BY_LIST = re.compile(r"[^，,；;。]{0,40}?等")  # 通过|参观旧址、重温誓词等活动
_SAYING = re.compile(r"(?:报道|通报|消息|公告|声明|警告|报告|宣布|发布)$")
_CIRCUMSTANCE = re.compile(r"\s*(?:通过|以|按照|围绕|针对|为|在|随着|根据|结合|作为|自|受)")
_RELATIVE = re.compile(r"了?[^，,；;。、]{1,14}的[^，,；;。、\d]{0,8}(?:[，,；;。]|$|在|被|获|已|是|将|中|先后)")
_STANCE = re.compile(
    r"从[^，,；;。]{0,16}(?:实际|利益|需要|需求|大局|全局|高度|角度|立场|愿望|规律|特点)(?=出发)|以[^，,；;。]{1,40}为(?=指导|引领|统领|遵循)"
)
_JUBILEE = re.compile(r"[^，,；;。]{0,4}?[\d一二三四五六七八九十百]+周年")  # 庆祝协会成立|30周年
_TITLES = ("称号", "称职", "称赞", "称为", "称呼")
_WHEN = re.compile(r"过程|期间|之前|之际|之后|之余|时|后|前|以来|结束|现场|仪式|当天|当日")


def frame_cues(sentences: Sequence[Passage]) -> list[list[list[str]]]:
    """For each sentence of a document, for each of its candidates, the cues of its frame."""
    out = []
    calling, last = False, -1
    for passage in sentences:
        paragraph = passage.line_start
        words = passage.words
        called = calling and (paragraph == last or bool(_ITEM.match(words)))
        reach = _reach(passage, called) if passage.candidates else ()
        out.append([_cues(passage, candidate, words, called, reach) for candidate in passage.candidates])
        speech = _SPEECH.search(words)
        dated = any(date.span.start - passage.span.start < 6 for date in passage.dates)
        calling = bool(speech and _MUST.search(words, speech.end())) or (called and not dated)
        last = paragraph
    return out


class _Call(NamedTuple):
    """Where a call or wish ends and, behind it, where its reach does; offsets in the words of the sentence."""

    stop: int
    reach: int


def _reach(passage: Passage, called: bool) -> tuple[_Call, ...]:
    words = passage.words
    dates = [date.span.start - passage.span.start for date in passage.dates]
    calls = []
    for stop, since in _calls(words, called):
        time = _TIME.search(words, since)
        calls.append(_Call(stop, min([len(words) + 1, *([time.start()] if time else ()), *(d for d in dates if d >= since)])))
    return tuple(call for call in calls if call.reach > call.stop)


def _calls(words: str, called: bool) -> Iterator[tuple[int, int]]:
    """The calls and wishes of a sentence: where each ends, and from where on a word of time would end its reach."""
    if opening := _OPENING_CALL.match(words):
        yield opening.end(), opening.end()
    if (speech := _SPEECH.search(words)) and (must := _MUST.search(words, speech.end())):
        yield must.end(), speech.end()
    elif called and (must := _MUST.search(words)):
        yield must.end(), 0
    for pattern in (_GENERAL_CALL, _WISH):
        if found := pattern.search(words):
            yield found.end(), found.end()


def _cues(passage: Passage, candidate: Candidate, words: str, called: bool, reach: Sequence[_Call]) -> list[str]:
    at = candidate.span.start - passage.span.start
    before, behind = words[:at], words[candidate.span.stop - passage.span.start :]
    own = words[max(0, passage.clauses[candidate.clause].start - passage.span.start) : at]
    speech = _SPEECH.search(before)
    urged = _MUST.search(before, speech.end() if speech else 0)
    flags = (speech, _MUST.search(own), urged, _PLAN.search(before), called)
    cues = ["frame=" + "".join(str(int(bool(flag))) for flag in flags)]
    if speech:
        cues.append(f"speech={speech[0]}")
    if called:
        cues.append("called")
    if not behind.startswith("了") and (_STRICT.search(own) or any(call.stop <= at < call.reach for call in reach)):
        cues.append(_URGED_CUE)
    if behind.startswith("称") and not behind.startswith(_TITLES) and _SAYING.search(words[: at + len(candidate.span)]):
        cues.append(_SAYING_CUE)
    if _MEANS.match(behind):
        cues.append(_MEANS_CUE if _BY.search(own) else "manner")
    elif "通过" in own and _BY_LIST.match(behind):
        cues.append(_MEANS_CUE)
    cues.append(f"circumstance={bool(_CIRCUMSTANCE.match(own)):d}")
    if _RELATIVE.match(behind):
        cues.append("relative")
    if _WHEN.match(behind):
        cues.append("when")
    if _JUBILEE.match(behind):
        cues.append("jubilee")
    if any(match.end() == len(own) for match in _STANCE.finditer(own + words[at : at + 4])):
        cues.append(_STANCE_CUE)
    return cues
