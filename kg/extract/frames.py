"""Whose voice a sentence speaks in: calls (会议强调,要…), means (通过召开座谈会等方式), relative clauses, circumstances.

A call reaches over the list that it opens: 调研组强调,要做好工作。一是加大监督检查力度。
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["SILENT", "frame_cues"]

_MEANS_CUE = "means"  # 通过查阅资料、召开座谈会等方式
_CALL_CUE = "frame=11100"  # 会议要求,各地要印发办法: speech, and what must be done in a clause that names no plan
_STANCE_CUE = "stance"  # 从群众需要|出发, 以新发展理念为|引领: whence somebody looks at a matter
SILENT = frozenset((_MEANS_CUE, _CALL_CUE, _STANCE_CUE))  # cues of clauses that state no event, whatever their verbs

_SPEECH = re.compile(
    r"(?:要求|强调|指出|表示|认为|希望|号召|倡议|呼吁|建议|勉励|叮嘱|提出|说|明确|介绍)(?=[，,：:“\"]|要|各|大家|全|广大|我|□|$)"
)
_MUST = re.compile(r"(?<![主重需只不])要(?![求素点领闻件务道地紧])|必须|务必|应当|应(?!急|用|对|届)|须|不得|需要")
_PLAN = re.compile(r"将|下一步|下步|计划|拟|年内|明年|下半年|今后")
_ITEM = re.compile(
    r"[\s　●]*(?:[一二三四五六七八九十]+(?:是|要|、)|[（(][一二三四五六七八九十\d]+[）)]|[①②③④⑤⑥⑦⑧⑨⑩]|第[一二三四五六七八九十]"
    r"|要|同时|最后|首先|其次)"
)
_MEANS = re.compile(r"[^，,；;。]{0,30}?(?:形式|方式|方法|手段|途径|举措|契机|载体|环节)")
_BY = re.compile(r"通过|采取|以|采用|运用|坚持")
_CIRCUMSTANCE = re.compile(r"\s*(?:通过|以|按照|围绕|针对|为|在|随着|根据|结合|作为|自|受)")
_RELATIVE = re.compile(r"了?[^，,；;。、]{1,14}的[^，,；;。、\d]{0,8}(?:[，,；;。]|$|在|被|获|已|是|将|中|先后)")
_STANCE = re.compile(
    r"从[^，,；;。]{0,16}(?:实际|利益|需要|需求|大局|全局|高度|角度|立场|愿望|规律|特点)(?=出发)|以[^，,；;。]{1,40}为(?=指导|引领|统领|遵循)"
)
_JUBILEE = re.compile(r"[^，,；;。]{0,4}?[\d一二三四五六七八九十百]+周年")  # 庆祝协会成立|30周年
_WHEN = re.compile(r"过程|期间|之前|之际|之后|之余|时|后|前|以来|结束|现场|仪式|当天|当日")


def frame_cues(sentences: Sequence[Passage]) -> list[list[list[str]]]:
    """For each sentence of a document, for each of its candidates, the cues of its frame."""
    out = []
    calling, last = False, -1
    for passage in sentences:
        paragraph = passage.line_start
        words = passage.words
        called = calling and (paragraph == last or bool(_ITEM.match(words)))
        out.append([_cues(passage, candidate, words, called) for candidate in passage.candidates])
        speech = _SPEECH.search(words)
        dated = any(date.span.start - passage.span.start < 6 for date in passage.dates)
        calling = bool(speech and _MUST.search(words, speech.end())) or (called and not dated)
        last = paragraph
    return out


def _cues(passage: Passage, candidate: Candidate, words: str, called: bool) -> list[str]:
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
    if _MEANS.match(behind):
        cues.append(_MEANS_CUE if _BY.search(own) else "manner")
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
