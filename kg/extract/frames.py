"""Whose voice a sentence speaks in: calls (会议强调,要…), wishes, means (通过召开座谈会等方式), relative clauses, circumstances.

A call reaches over the list that it opens: 调研组强调,要做好工作。一是加大监督检查力度。 It also reaches to the end of its
sentence, up to the first word that speaks of a time: 局长要求,各站要守住阵地,办好夜校。 but not …要守住阵地,明年该局将办夜校。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["SILENT", "frame_cues"]

_MEANS_CUE = "means"  # 通过查阅资料、召开座谈会等方式
_STANCE_CUE = "stance"  # 从群众需要|出发, 以新发展理念为|引领: whence somebody looks at a matter
_URGED_CUE = "urged"  # what a call or a wish reaches: 各级要守住阵地,办好夜校; 我方愿深化合作
_SAYING_CUE = "saying"  # 该报|报道|称: what was said follows
_OCCASION_CUE = "occasion"  # 值此博物馆|开馆|之际, 祝贺商会|成立|十周年: what else is said is said on its account
_HOST_CUE = "host"  # 由市总工会|主办|的技能大赛在青羊区举行: says who leads what is told beside it
_AGENDA_CUE = "agenda"  # 研究大会|召开|时间、议程: when a meeting is to be held is settled, none is held
_WELCOME_CUE = "welcome"  # 镇长致辞说,今天我们在这里|举行|仪式: the meeting itself, told again by who speaks at it
_HELPED_CUE = "helped"  # 我们将配合省厅做好|调研, 做好|调研|配合工作: what somebody else does
# Cues of clauses that state no event, whatever their verbs.
SILENT = frozenset(
    (_MEANS_CUE, _STANCE_CUE, _URGED_CUE, _SAYING_CUE, _OCCASION_CUE, _HOST_CUE, _AGENDA_CUE, _WELCOME_CUE, _HELPED_CUE)
)

_OUGHT = r"要(?![求素点领闻件务道地]|紧(?![盯扣抓跟贴密]))"
_SPEECH = re.compile(
    r"(?:要求|强调|指出|表示|认为|希望|号召|倡议|呼吁|建议|勉励|叮嘱|提出|说|明确|介绍)(?=[，,：:“\"]|要|各|大家|全|广大|我|□|$)"
)
_MUST = re.compile(
    r"要(?<![主重需只不]要)(?![求素点领闻件务道地紧])|必须|务必|应当|应(?<![响反适相对供回感报]应)(?![急用对届])|须|不得|需要"
)
# A sentence that begins with a call: 要加强管理。 同时，务必守住底线。
_OPENING_CALL = re.compile(
    r"[\s　“\"]*(?:同时|此外|最后|首先|其次|另外|还|也|我们|各[级地][^，,]{0,8}|全党|全社会|大家)?[，,]?"
    rf"(?:{_OUGHT}|必须|务必|应当|须(?!知))"
)
# A call to everybody of a kind: 各村要, 党员干部必须.
_GENERAL_CALL = re.compile(
    r"(?:各[^，,；;]{1,10}|大家|我们|广大[^，,；;]{1,10}|(?:党员|领导)干部|(?:有关|相关)(?:部门|方面|单位|地区)"
    rf"|全[党军社省市县区][^，,]{{0,4}}|两国|双方)(?:{_OUGHT}|必须|务必|应当|应(?![急用对届])|须|需要?)"
)
# What is pointed out, held or hoped is no deed: 局长指出,协会牵头化解纠纷的做法值得推广.
_OPINION = re.compile(
    r"(?:强调|指出|表示|认为|希望)(?=[，,：:“\"])"
    r"|(?:^|[，,；;：:])(?:(?!按照|根据|落实|对照|围绕|依照|响应|符合|达到)[^，,；;：:]){0,30}?(?<![的照合按足严作])要求"
    r"(?=[，,：:]|各[地级]|全[面力]|有关|相关|加[强快大]|扩大|推[动进]|切实|做好|认真|依托|强化|坚持|严格|及时|进一步)"
)
_OBLIGES = re.compile("[要必务应须需]")  # one of them stands in each such call
# What others may do: 参保人可在手机上提交申请,办理备案.
_MAY = re.compile(
    r"(?:人员|群众|居民|市民|村民|旅客|乘客|企业|学生|考生|游客|患者|家庭|人士|参保人|申请人|[者户主])[^，,；;。]{0,6}?"
    r"(?<![认许尚乐])可(?:以)?(?![靠持再回行视循追复燃控信谓见喜观口爱人])"
)
_STRICT = re.compile(r"必须|务必|应当|不得")
_WISH = re.compile(
    r"方愿|愿(?:同|与|意|以|为|继续|进一步|在|将)|期[待盼](?<!的期.)(?![的，,])|祝愿|希望(?<!双希望)(?!小学|工程|小屋|之|的|田野|村|中学|学校|家园|在|乡村)"
)
# Words behind which a speaker tells what is done or planned at some time: 要守住阵地,明年|该局将办夜校.
_TIME = re.compile(
    r"将|下(?<![为对]下)(?:一步|步|阶段)|接下来|计划|拟|年内|月内|[年月]底前|明年|后年|[上下]半年|下个?月|季度|今后|今年|本月|来年|节[前后]"
    r"|入[冬夏]|打算|准备|\d[日月年](?!以来)|[一二三四五六七八九十]月|还要|等(?:疫情|项目|工程)?[^，,]{0,6}[后过]"
    r"|已(?!经?不)|曾|以来|近日|日前|截至|累计|去年|昨|当天|当场|会上|据|随后|之后|目前"
)
_PLAN = re.compile(r"将|下一步|下步|计划|拟|年内|明年|下半年|今后")
_ITEM = re.compile(
    r"[\s　●]*(?:[一二三四五六七八九十]+(?:是|要|、)|[（(][一二三四五六七八九十\d]+[）)]|[①②③④⑤⑥⑦⑧⑨⑩]|第[一二三四五六七八九十]"
    r"|要|同时|最后|首先|其次)"
)
_MEANS_NOUN = re.compile("形式|方式|方法|手段|途径|举措|契机|载体|环节")
_MEANS = re.compile(rf"[^，,；;。]{{0,30}}?(?:{_MEANS_NOUN.pattern})")
_BY = re.compile(r"通过|采取|以|采用|运用|坚持")
_BY_LIST = re.compile(r"[^，,；;。]{0,40}?等")  # 通过|参观旧址、重温誓词等活动
_NEAR_BY = re.compile(r"通过.{0,2}$")  # 通过|走访企业,掌握了实情
_COMMA = re.compile(r"(?!了)[^，,；;。！!？?\n]*[，,]")
_SAYING = re.compile(r"(?:报道|通报|消息|公告|声明|警告|报告|宣布|发布)$")
_ACCOUNT = re.compile(r"[^，,；;。]{0,12}?(?:之际|之时)")
_CONGRATULATED = re.compile(r"祝贺(?![信和与、])|(?:值此|[在值]|庆祝|纪念|恰逢|正值)(?=[^，,；;。]{0,20}$)")
_TAKING_OFFICE = ("当选", "就任", "连任", "获")  # 祝贺|他当选会长 tells of it
_HOSTING = re.compile(r"(?:联合|共同)?(?:主办|承办|协办)")
_HOLDING = re.compile(r"召开|举行|举办|召集")
_AGENDA = re.compile(r"的?(?:具体)?(?:时间|日期|议程|地点|有关事项|相关事项|有关事宜|相关事宜)")
_WELCOME = re.compile(r"(?:我们|咱们)[^，,。；;]{0,8}在(?:这里|此)[^。；;]{0,12}$")
_HELPED = re.compile(r"(?:配合|协助)[^，,。；;]{0,40}?(?:做好|搞好)[^，,。；;]{0,24}$")
_ABLE = re.compile(  # 居民可|申请补助: what somebody may do
    r"可以|(?<![技失功智性职核潜产节效赋动无许认尚乐])(?:能够|可(?![靠持再回行视循追复燃控信能谓见喜观口爱人])|能(?![源手人力量耗干效级上否]))"
    r"|方便|便于"
)
_GOAL = re.compile(r"[到至](?:20\d\d|“?十[四五六]五)")  # 到2030年,建成充电站…: what is to be reached
_PAPER = re.compile(  # 《…》提出,建设…: what a paper contains
    r"(?:《□+》|》|意见|方案|通知|规划|要点|条例|办法|计划|细则|指南|公告|章程|纲要|决定)[^，,]{0,3}"
    r"(?:明确|提出|规定|要求|指出|强调)(?=[，,：:]|□|到|各|对|从|了)"
)
_CIRCUMSTANCE = re.compile(r"\s*(?:通过|以|按照|围绕|针对|为|在|随着|根据|结合|作为|自|受)")
_RELATIVE = re.compile(r"了?[^，,；;。、]{1,14}的[^，,；;。、\d]{0,8}(?:[，,；;。]|$|在|被|获|已|是|将|中|先后)")
_STANCE = re.compile(
    r"从[^，,；;。]{0,16}(?:实际|利益|需要|需求|大局|全局|高度|角度|立场|愿望|规律|特点)(?=出发)|以[^，,；;。]{1,40}为(?=指导|引领|统领|遵循)"
)
_JUBILEE = re.compile(r"[^，,；;。]{0,4}?[\d一二三四五六七八九十百]+周年")  # 庆祝协会成立|30周年
_TITLES = ("称号", "称职", "称赞", "称为", "称呼")
_TOPICS = frozenset({"Initiative", "PolicyConcept", "Award", "Document", "Conference", "Platform"})
_WHEN = re.compile(r"过程|期间|之前|之际|之后|之余|时|后|前|以来|结束|现场|仪式|当天|当日")


def frame_cues(sentences: Sequence[Passage]) -> list[list[list[str]]]:
    """For each sentence of a document, for each of its candidates, the cues of its frame; for a heading none."""
    out = []
    calling, spoken, last = False, False, -1
    told: set[tuple[str, str]] = set()
    for passage in sentences:
        paragraph = passage.line_start
        words = passage.words
        called = calling and (paragraph == last or bool(_ITEM.match(words)))
        spoken = spoken and paragraph == last
        speech = _SPEECH.search(words)
        topics = _topics(passage)
        if topics and not passage.heading:
            shared = _Shared.of(passage, called, _reach(passage, speech, called or spoken))
            out.append(
                [
                    _cues(shared, candidate) + ["again"] * (not told.isdisjoint(topic))
                    for candidate, topic in zip(passage.candidates, topics, strict=True)
                ]
            )
        else:
            out.append([])
        told.update(*topics)
        dated = any(date.span.start - passage.span.start < 6 for date in passage.dates)
        spoken = spoken or bool(speech)
        calling = bool(speech and _MUST.search(words, speech.end())) or (called and not dated)
        last = paragraph
    return out


def _topics(passage: Passage) -> list[list[tuple[str, str]]]:
    """By candidate: its verb with each theme named in its clause; where both come again, the same event may be told again."""
    themes = [(m.span.start, m.span.of(passage.text)) for m in passage.mentions if m.type in _TOPICS]
    topics = []
    for candidate in passage.candidates:
        clause = passage.clauses[candidate.clause]
        verb = candidate.lexemes[-1].base if candidate.lexemes else ""
        topics.append([(verb, theme) for at, theme in themes if clause.start <= at < clause.stop])
    return topics


class _Call(NamedTuple):
    """Where a call or wish ends and, behind it, where its reach does; offsets in the words of the sentence."""

    stop: int
    reach: int


def _reach(passage: Passage, speech: re.Match[str] | None, spoken: bool) -> list[_Call]:
    """The calls and wishes of a sentence that reach further than their last word; `spoken` says that a speech goes on in it.

    `speech` is the first word of speaking in it.
    """
    words = passage.words
    dates = [date.span.start - passage.span.start for date in passage.dates]
    calls = []
    for stop, since in _calls(words, speech, spoken):
        time = _TIME.search(words, since)
        calls.append(_Call(stop, min([len(words) + 1, *([time.start()] if time else ()), *(d for d in dates if d >= since)])))
    if "可" in words and (may := _MAY.search(words)):
        calls.append(_Call(may.end(), _end_of_part(words, may.end())))
    return [call for call in calls if call.reach > call.stop]


def _end_of_part(words: str, at: int) -> int:
    return min((found for mark in "；;" if (found := words.find(mark, at)) >= 0), default=len(words) + 1)


def _calls(words: str, speech: re.Match[str] | None, spoken: bool) -> Iterator[tuple[int, int]]:
    """The calls and wishes of a sentence: where each ends, and from where on a word of time would end its reach."""
    opening = _OPENING_CALL.match(words)
    if opening:
        yield opening.end(), opening.end()
    if opening or speech or spoken:
        start = opening.end() if opening else speech.end() if speech else 0
        for must in _MUST.finditer(words, start):
            yield must.end(), max(start, *(words.rfind(mark, start, must.start()) for mark in "；;"))
    general = (_GENERAL_CALL,) if _OBLIGES.search(words) else ()
    opinion = (_OPINION,) if speech or "要求" in words else ()
    for pattern in (*general, _WISH, *opinion):
        if found := pattern.search(words):
            yield found.end(), found.end()


class _Shared(NamedTuple):
    """What the candidates of a sentence share; offsets in its words."""

    passage: Passage
    called: bool  # whether a call of an earlier sentence reaches it
    reach: list[_Call]
    plan: int  # where the first word of plans ends; behind its last word if there is none
    goal: int  # where the first goal ends, likewise
    paper: bool  # whether it may tell what a paper contains
    means: bool  # whether it may tell by what means

    @classmethod
    def of(cls, passage: Passage, called: bool, reach: list[_Call]) -> _Shared:
        words = passage.words
        plan, goal = _PLAN.search(words), _GOAL.search(words)
        return cls(
            passage,
            called,
            reach,
            plan.end() if plan else len(words) + 1,
            goal.end() if goal else len(words) + 1,
            _PAPER.search(words) is not None,
            _MEANS_NOUN.search(words) is not None,
        )


class _Words(NamedTuple):
    """The words around a candidate, names blanked."""

    before: str  # in its sentence
    own: str  # before it in its clause
    word: str
    behind: str  # in its sentence

    @classmethod
    def of(cls, passage: Passage, candidate: Candidate) -> _Words:
        start, words = passage.span.start, passage.words
        at, stop = candidate.span.start - start, candidate.span.stop - start
        return cls(words[:at], words[max(0, passage.clauses[candidate.clause].start - start) : at], words[at:stop], words[stop:])


def _cues(shared: _Shared, candidate: Candidate) -> list[str]:
    around = _Words.of(shared.passage, candidate)
    jubilee = _JUBILEE.match(around.behind) is not None
    return [
        *_voices(around, shared),
        *_occasions(around, jubilee, shared.passage),
        *_manners(around, shared),
        *_frames(around, jubilee),
    ]


def _voices(around: _Words, shared: _Shared) -> list[str]:
    before, own, word, behind = around
    at = len(before)
    speech = _SPEECH.search(before)
    urged = _MUST.search(before, speech.end() if speech else 0)
    found = [f"frame={bool(speech):d}{bool(_MUST.search(own)):d}{bool(urged):d}{shared.plan <= at:d}{shared.called:d}"]
    if speech:
        found.append(f"speech={speech[0]}")
    if shared.called:
        found.append("called")
    if not behind.startswith("了") and (_STRICT.search(own) or any(call.stop <= at < call.reach for call in shared.reach)):
        found.append(_URGED_CUE)
    if behind.startswith("称") and not behind.startswith(_TITLES) and _SAYING.search(before + word):
        found.append(_SAYING_CUE)
    return found


def _occasions(around: _Words, jubilee: bool, passage: Passage) -> list[str]:
    before, own, word, behind = around
    found = []
    congratulated = (jubilee or "祝贺" in own) and _CONGRATULATED.search(own)
    if (congratulated or ("之" in behind and _ACCOUNT.match(behind))) and not word.startswith(_TAKING_OFFICE):
        found.append(_OCCASION_CUE)
    if _HOSTING.fullmatch(word) and (("由" in own and not _only_hosting(passage)) or behind.startswith("的")):
        found.append(_HOST_CUE)
    if _HOLDING.search(word):
        if _AGENDA.match(behind):
            found.append(_AGENDA_CUE)
        if _WELCOME.search(before):
            found.append(_WELCOME_CUE)
    if behind.startswith("配合") or (("配合" in own or "协助" in own) and _HELPED.search(own)):
        found.append(_HELPED_CUE)
    return found


def _only_hosting(passage: Passage) -> bool:
    return all(_HOSTING.fullmatch(c.span.of(passage.text)) for c in passage.candidates)


def _manners(around: _Words, shared: _Shared) -> list[str]:
    before, own, word, behind = around
    at = len(before)
    found = []
    if word.startswith("通过") and len(word) > 2 and not behind.startswith(("，", ",")):
        own += "通过"  # a candidate of two verbs: 通过召开|座谈会; but 候车区通过检查,后天启用
    if _ABLE.search(own):
        found.append("able")
    if shared.goal <= at:
        found.append(f"goal={shared.plan <= at:d}")
    if shared.paper and _PAPER.search(before):
        found.append("paper")
    through = "通过" in own
    if through:
        found.append(f"by={min((len(own) - own.rindex('通过')) // 4, 3)}")
    if shared.means and _MEANS.match(behind):
        found.append(_MEANS_CUE if _BY.search(own) else "manner")
    elif through and (_BY_LIST.match(behind) or (_NEAR_BY.search(own) and _COMMA.match(behind))):
        found.append(_MEANS_CUE)
    return found


def _frames(around: _Words, jubilee: bool) -> list[str]:
    _, own, word, behind = around
    found = [f"circumstance={_CIRCUMSTANCE.match(own) is not None:d}"]
    if "的" in behind and _RELATIVE.match(behind):
        found.append("relative")
    if _WHEN.match(behind):
        found.append("when")
    if jubilee:
        found.append("jubilee")
    if ("从" in own or "以" in own) and any(match.end() == len(own) for match in _STANCE.finditer(own + (word + behind)[:4])):
        found.append(_STANCE_CUE)
    return found
