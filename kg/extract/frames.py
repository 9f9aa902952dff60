"""Whose voice a sentence speaks in: calls (会议强调,要…), wishes, means (通过召开座谈会等方式), relative clauses, circumstances.

A call reaches over the list that it opens: 调研组强调,要做好工作。一是加大监督检查力度。 It also reaches to the end of its
sentence, up to the first word that speaks of a time: 局长要求,各站要守住阵地,办好夜校。 but not …要守住阵地,明年该局将办夜校。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.extract.trigger_candidates import Candidate, Passage
from kg.tables.patterns import patterns

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

_COMMA = re.compile(r"(?!了)[^，,；;。！!？?\n]*[，,]")
_TOPICS = frozenset({"Initiative", "PolicyConcept", "Award", "Document", "Conference", "Platform"})


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Ways to speak, of `ontology/patterns/frames.tsv`."""

    speech: re.Pattern[str]
    must: re.Pattern[str]
    opening_call: re.Pattern[str]  # a sentence that begins with a call: 要加强管理。 同时，务必守住底线。
    general_call: re.Pattern[str]  # a call to everybody of a kind: 各村要, 党员干部必须
    opinion: re.Pattern[str]  # what is pointed out, held or hoped is no deed: 局长指出,协会牵头化解纠纷的做法值得推广
    obliges: re.Pattern[str]  # one of them stands in each call to everybody
    may: re.Pattern[str]  # what others may do: 参保人可在手机上提交申请,办理备案
    strict: re.Pattern[str]
    wish: re.Pattern[str]
    time: re.Pattern[str]  # words behind which a speaker tells what is done or planned at some time
    plan: re.Pattern[str]
    item: re.Pattern[str]
    means_noun: re.Pattern[str]
    means: re.Pattern[str]
    by: re.Pattern[str]
    by_list: re.Pattern[str]  # 通过|参观旧址、重温誓词等活动
    near_by: re.Pattern[str]  # 通过|走访企业,掌握了实情
    saying: re.Pattern[str]
    account: re.Pattern[str]
    congratulated: re.Pattern[str]
    taking_office: tuple[str, ...]  # 祝贺|他当选会长 tells of it
    hosting: re.Pattern[str]
    holding: re.Pattern[str]
    agenda: re.Pattern[str]
    welcome: re.Pattern[str]
    helped: re.Pattern[str]
    able: re.Pattern[str]  # 居民可|申请补助: what somebody may do
    goal: re.Pattern[str]  # 到2030年,建成充电站…: what is to be reached
    paper: re.Pattern[str]  # 《…》提出,建设…: what a paper contains
    circumstance: re.Pattern[str]
    relative: re.Pattern[str]
    stance: re.Pattern[str]
    jubilee: re.Pattern[str]  # 庆祝协会成立|30周年
    titles: tuple[str, ...]
    when: re.Pattern[str]


@cache
def _phrases() -> _Phrases:
    return patterns("frames", _Phrases)


def frame_cues(sentences: Sequence[Passage]) -> list[list[list[str]]]:
    """For each sentence of a document, for each of its candidates, the cues of its frame; for a heading none."""
    phrases = _phrases()
    out = []
    calling, spoken, last = False, False, -1
    told: set[tuple[str, str]] = set()
    for passage in sentences:
        paragraph = passage.line_start
        words = passage.words
        called = calling and (paragraph == last or bool(phrases.item.match(words)))
        spoken = spoken and paragraph == last
        speech = phrases.speech.search(words)
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
        calling = bool(speech and phrases.must.search(words, speech.end())) or (called and not dated)
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
    words, phrases = passage.words, _phrases()
    dates = [date.span.start - passage.span.start for date in passage.dates]
    calls = []
    for stop, since in _calls(words, speech, spoken):
        time = phrases.time.search(words, since)
        calls.append(_Call(stop, min([len(words) + 1, *([time.start()] if time else ()), *(d for d in dates if d >= since)])))
    if "可" in words and (may := phrases.may.search(words)):
        calls.append(_Call(may.end(), _end_of_part(words, may.end())))
    return [call for call in calls if call.reach > call.stop]


def _end_of_part(words: str, at: int) -> int:
    return min((found for mark in "；;" if (found := words.find(mark, at)) >= 0), default=len(words) + 1)


def _calls(words: str, speech: re.Match[str] | None, spoken: bool) -> Iterator[tuple[int, int]]:
    """The calls and wishes of a sentence: where each ends, and from where on a word of time would end its reach."""
    phrases = _phrases()
    opening = phrases.opening_call.match(words)
    if opening:
        yield opening.end(), opening.end()
    if opening or speech or spoken:
        start = opening.end() if opening else speech.end() if speech else 0
        for must in phrases.must.finditer(words, start):
            yield must.end(), max(start, *(words.rfind(mark, start, must.start()) for mark in "；;"))
    general = (phrases.general_call,) if phrases.obliges.search(words) else ()
    opinion = (phrases.opinion,) if speech or "要求" in words else ()
    for pattern in (*general, phrases.wish, *opinion):
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
        words, phrases = passage.words, _phrases()
        plan, goal = phrases.plan.search(words), phrases.goal.search(words)
        return cls(
            passage,
            called,
            reach,
            plan.end() if plan else len(words) + 1,
            goal.end() if goal else len(words) + 1,
            phrases.paper.search(words) is not None,
            phrases.means_noun.search(words) is not None,
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
    jubilee = _phrases().jubilee.match(around.behind) is not None
    return [
        *_voices(around, shared),
        *_occasions(around, jubilee, shared.passage),
        *_manners(around, shared),
        *_frames(around, jubilee),
    ]


def _voices(around: _Words, shared: _Shared) -> list[str]:
    before, own, word, behind = around
    phrases, at = _phrases(), len(before)
    speech = phrases.speech.search(before)
    urged = phrases.must.search(before, speech.end() if speech else 0)
    found = [f"frame={bool(speech):d}{bool(phrases.must.search(own)):d}{bool(urged):d}{shared.plan <= at:d}{shared.called:d}"]
    if speech:
        found.append(f"speech={speech[0]}")
    if shared.called:
        found.append("called")
    if not behind.startswith("了") and (phrases.strict.search(own) or any(call.stop <= at < call.reach for call in shared.reach)):
        found.append(_URGED_CUE)
    if behind.startswith("称") and not behind.startswith(phrases.titles) and phrases.saying.search(before + word):
        found.append(_SAYING_CUE)
    return found


def _occasions(around: _Words, jubilee: bool, passage: Passage) -> list[str]:
    before, own, word, behind = around
    phrases = _phrases()
    found = []
    congratulated = (jubilee or "祝贺" in own) and phrases.congratulated.search(own)
    if (congratulated or ("之" in behind and phrases.account.match(behind))) and not word.startswith(phrases.taking_office):
        found.append(_OCCASION_CUE)
    if phrases.hosting.fullmatch(word) and (("由" in own and not _only_hosting(passage)) or behind.startswith("的")):
        found.append(_HOST_CUE)
    if phrases.holding.search(word):
        if phrases.agenda.match(behind):
            found.append(_AGENDA_CUE)
        if phrases.welcome.search(before):
            found.append(_WELCOME_CUE)
    if behind.startswith("配合") or (("配合" in own or "协助" in own) and phrases.helped.search(own)):
        found.append(_HELPED_CUE)
    return found


def _only_hosting(passage: Passage) -> bool:
    hosting = _phrases().hosting
    return all(hosting.fullmatch(c.span.of(passage.text)) for c in passage.candidates)


def _manners(around: _Words, shared: _Shared) -> list[str]:
    before, own, word, behind = around
    phrases, at = _phrases(), len(before)
    found = []
    if word.startswith("通过") and len(word) > 2 and not behind.startswith(("，", ",")):
        own += "通过"  # a candidate of two verbs: 通过召开|座谈会; but 候车区通过检查,后天启用
    if phrases.able.search(own):
        found.append("able")
    if shared.goal <= at:
        found.append(f"goal={shared.plan <= at:d}")
    if shared.paper and phrases.paper.search(before):
        found.append("paper")
    through = "通过" in own
    if through:
        found.append(f"by={min((len(own) - own.rindex('通过')) // 4, 3)}")
    if shared.means and phrases.means.match(behind):
        found.append(_MEANS_CUE if phrases.by.search(own) else "manner")
    elif through and (phrases.by_list.match(behind) or (phrases.near_by.search(own) and _COMMA.match(behind))):
        found.append(_MEANS_CUE)
    return found


def _frames(around: _Words, jubilee: bool) -> list[str]:
    _, own, word, behind = around
    phrases = _phrases()
    found = [f"circumstance={phrases.circumstance.match(own) is not None:d}"]
    if "的" in behind and phrases.relative.match(behind):
        found.append("relative")
    if phrases.when.match(behind):
        found.append("when")
    if jubilee:
        found.append("jubilee")
    if ("从" in own or "以" in own) and any(
        match.end() == len(own) for match in phrases.stance.finditer(own + (word + behind)[:4])
    ):
        found.append(_STANCE_CUE)
    return found
