"""Done or planned: what the words around a trigger, and those of the sentences before it, say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.modality import Markers
from kg.extract.trigger_candidates import Candidate, Passage
from kg.model import BODY_TYPES, Document, Span, Status
from kg.tables.patterns import patterns

__all__ = ["planned_figures", "planned_reaches", "statuses"]

# 一是 二要 （三） ④ 5. at the head of a sentence: an item of a list that an earlier sentence opened.
_ITEM = re.compile(
    r"[\s　●]*(?:[一二三四五六七八九十]+(?:是|要)|[（(][一二三四五六七八九十\d]+[）)]|[①②③④⑤⑥⑦⑧⑨⑩]"
    r"|第[一二三四五六七八九十]|\d{1,2}[.、．])"
)
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d\d")
_VERB = 5  # characters in which a change says where it leads
_OPENING = 6  # characters before a date that opens its sentence
_ACTORS = frozenset({*BODY_TYPES, "Person"})
_SUBJECTS = frozenset({*_ACTORS, "Place"})
_GOVERNING_TAGS = frozenset({"p", "c", "v", "vn"})  # 会同|区河长办, 在|酒泉市, 选派|李明
_PLAN = "计划"
_NOUN_TAGS = frozenset({"n", "nz", "nw", "ORG"})
_NEW_YEAR = ("01", "02")  # a text published in these months calls the year that begins by its number


@dataclass(frozen=True, slots=True)
class _Words:
    set_out: re.Pattern[str]  # 由36家增至
    must: re.Pattern[str]
    shall: re.Pattern[str]
    takes: re.Pattern[str]  # 将踏青与促消费紧密|结合: the preposition, though a verb follows
    eve: re.Pattern[str]  # 在五四青年节|到来之际: a day to come dates nothing
    nearing: tuple[str, ...]  # 县十次妇代会|召开|在即
    orders: re.Pattern[str]  # what a paper orders is to be done: 现批复如下：, not 现将有关情况总结如下：
    plan_verbs: frozenset[str]  # plans as verbs only: 三年行动计划 plans nothing
    plan_nouns: frozenset[str]  # those that are nouns where another noun follows: 西部计划|志愿者


@cache
def _words() -> _Words:
    return patterns("statuses", _Words)


@dataclass(frozen=True, slots=True)
class _Reach:
    """A stretch in which what is stated is planned; `lasting` plans open the sentences and list items behind them too."""

    span: Span
    lasting: bool


Reaches = Mapping[Span, Sequence[_Reach]]  # by sentence


def statuses(found: Sequence[tuple[Passage, Candidate]], reaches: Reaches, markers: Markers) -> list[Status]:
    """The status of each trigger, in order: planned where a plan reaches, unless its own clause speaks of the past (已, 了)."""
    return ["planned" if _is_planned(p, c, reaches[p.span], markers) else "done" for p, c in found]


def planned_figures(doc: Document, sentences: Sequence[Passage], reaches: Reaches, markers: Markers) -> frozenset[str]:
    """The ids of the figures that stand in what is planned, or are of a time after publication: 力争到2025年达到95%.

    Not those of a time before publication or whose clause speaks of the past (目前为72%), nor where a change sets out
    (将由36家增至100家).
    """
    published, set_out = doc.metadata.published, _words().set_out
    return frozenset(
        figure.id
        for passage in sentences
        for figure in passage.figures
        if (_reached(figure.span.start, reaches[passage.span]) or _is_to_come(figure.as_of, published))
        and not _is_over(figure.as_of, published)
        and not set_out.search(passage.text, max(figure.span.start - 1, 0), figure.span.stop + _VERB)
        and not _speaks_of_past(passage, Span(_clause_start(passage, figure.span.start), figure.span.start), markers)
    )


def planned_reaches(doc: Document, sentences: Sequence[Passage], markers: Markers) -> Reaches:
    """Where in each sentence what is stated is planned.

    That is what follows a marker of plans (将, 拟, 下一步) in its sentence, what has a date after publication in its clause,
    and the list items that a plan opens and the sentences in which it goes on, unless these speak of the past: 下一步，民政局
    将建立台账。开展回头看。 but not …建立台账。威县医院与110所幸福院签约。
    """
    reaches: dict[Span, list[_Reach]] = {}
    orders = _words().orders
    planning, ordered, last = False, False, -1
    published = doc.metadata.published
    newest = published[:4] if published and published[5:7] not in _NEW_YEAR else ""
    for passage in sentences:
        paragraph = passage.line_start
        own = [*_plans(passage, markers), *_dated(passage, published), *_new_year(passage, newest)]
        item = bool(_ITEM.match(doc.text, passage.span.start))
        follows = planning and (paragraph == last or item)
        past = (follows or ordered) and _speaks_of_past(passage, passage.span, markers)
        dated = follows and _opens_with_past_date(passage, published)
        goes_on = follows and (item or not (dated or _starts_anew(passage, markers)))
        if (goes_on or ordered) and not past:
            own.append(_Reach(passage.span, lasting=True))
        reaches[passage.span] = own
        planning, last = (follows and (item or not (past or dated))) or any(r.lasting for r in own), paragraph
        ordered = ordered or bool(orders.search(passage.span.of(doc.text).rstrip()))
        newest = max([newest, *(d.value[:4] for d in passage.dates if _YEAR.match(d.value))])
    return reaches


def _opens_with_past_date(passage: Passage, published: str | None) -> bool:
    """2月1日，…召开, where that day is not after publication, or nobody knows when that was; 2018年 in 2018 is open."""
    value = next((d.value.partition("/")[0] for d in passage.dates if d.span.start - passage.span.start < _OPENING), None)
    if value is None or not published or not _YEAR.match(value):
        return value is not None
    return value[:4] < published[:4] or (_MONTH.match(value) is not None and not _later(value, published))


def _starts_anew(passage: Passage, markers: Markers) -> bool:
    """Whether a sentence behind a plan speaks of something else: it opens with 会上 or 据了解, or somebody else acts.

    That is a body, person or place before the first verb that no preposition or verb governs: 威县医院|与110所幸福院签约.
    """
    if passage.text.startswith(markers.turns, passage.span.start):
        return True
    first = min((c.span.start for c in passage.candidates), default=passage.span.stop)
    free = (m.span.start for m in passage.mentions if m.type in _SUBJECTS and m.span.start < first)
    return any(not _governed(passage, at, markers) for at in free)


def _governed(passage: Passage, at: int, markers: Markers) -> bool:
    """Whether a preposition or verb stands before the name at `at`: 会同|县教育局, where the tagger may read 会同县."""
    tag = next((t.tag for t in reversed(passage.tokens) if t.span.stop <= at), "")
    return tag in _GOVERNING_TAGS or passage.text.endswith(markers.before, passage.span.start, at)


def _plans(passage: Passage, markers: Markers) -> Iterator[_Reach]:
    """What the words of the sentence say: a lasting plan reaches to its end, a passing one to the next segment."""
    words, phrases = passage.words, _words()
    shall: list[int] = []
    if "将" in passage.span.of(passage.text):
        shall += [passage.span.start + m.start() for m in phrases.shall.finditer(words)]
        shall += [t.span.start for t in passage.tokens if t.tag == "d" and "将" in t.span.of(passage.text)]
    for at in (*shall, *markers.positions("plan", passage, passage.span)):
        if not _is_noun(passage, at) and not phrases.takes.match(words, at - passage.span.start):
            yield _Reach(Span(at, passage.span.stop), lasting=True)
    must = [passage.span.start + m.start() for m in phrases.must.finditer(words)]
    for at in (*must, *markers.positions("future", passage, passage.span)):
        if not _is_noun(passage, at):
            yield _Reach(Span(at, _segment_end(passage, at)), lasting=False)


def _is_noun(passage: Passage, at: int) -> bool:
    """Whether a word of planning names a plan: 西部计划|志愿者. Before what states an event it is a verb: 计划|加开旅客列车."""
    index = next((n for n, t in enumerate(passage.tokens) if t.span.start <= at < t.span.stop), None)
    if index is None:
        return False
    token = passage.tokens[index]
    word = token.span.of(passage.text)
    if word not in _words().plan_verbs:
        return word.startswith(_PLAN) and token.tag in _NOUN_TAGS
    ahead = passage.tokens[index - 1] if index else token
    named = ahead.tag in ("v", "vn") and ahead.span.stop == token.span.start  # 保护|计划|入选优秀案例
    if not named and any(
        c.span.start == token.span.stop and not c.span.of(passage.text).startswith("执行") for c in passage.candidates
    ):
        return False
    behind = passage.tokens[index + 1].tag if index + 1 < len(passage.tokens) else ""
    return (word in _words().plan_nouns and behind in _NOUN_TAGS) or not token.tag.startswith("v")


def _segment_end(passage: Passage, at: int) -> int:
    """The first semicolon behind which another actor begins, else the sentence's end."""
    for clause in passage.clauses:
        if clause.start > at and passage.text[clause.start - 1] in ";；":
            head = next((m for m in passage.mentions if m.span.start >= clause.start), None)
            if head is not None and head.type in _ACTORS and head.span.start - clause.start < 2:
                return clause.start
    return passage.span.stop


def _dated(passage: Passage, published: str | None) -> Iterator[_Reach]:
    """From a date after publication to the end of the clause it dates, where no date of the past stands before it."""
    eve = _words().eve
    for date in passage.dates if published else ():
        value = date.value.partition("/")[0]
        if not _YEAR.match(value) or eve.match(passage.text, date.span.stop):
            continue
        if not _later(value, published or ""):
            return
        yield _Reach(Span(date.span.start, _clause_stated(passage, date.span.start)), lasting=False)


def _clause_stated(passage: Passage, at: int) -> int:
    """The end of the first clause from `at` on that states something: 5月20日,县民政局将举办培训班."""
    busy = {candidate.clause for candidate in passage.candidates}
    ahead = [(n, clause) for n, clause in enumerate(passage.clauses) if clause.stop > at]
    return next((clause.stop for n, clause in ahead if n in busy), ahead[-1][1].stop)


def _new_year(passage: Passage, newest: str) -> Iterator[_Reach]:
    """2018年,甘肃省民政厅继续…, where the text has spoken of 2017 so far: the year that has just begun."""
    date = next((d for d in passage.dates if _YEAR.fullmatch(d.value) and d.value > newest), None)
    if date is not None and newest and "继续" in passage.text[date.span.stop : passage.span.stop]:
        yield _Reach(Span(date.span.start, passage.span.stop), lasting=True)


def _later(value: str, published: str) -> bool:
    """Is an ISO value after the day of publication? Quarters and halves compare by their first month."""
    month = re.sub(r"-Q([1-4])$", lambda m: f"-{int(m[1]) * 3 - 2:02d}", value).replace("-H1", "-01").replace("-H2", "-07")
    size = min(len(month), len(published))
    return month[:size] > published[:size]


def _is_planned(passage: Passage, candidate: Candidate, reaches: Sequence[_Reach], markers: Markers) -> bool:
    at = candidate.span.start
    if passage.text.startswith("了", candidate.span.stop):
        return False
    if passage.text.startswith(_words().nearing, candidate.span.stop):
        return True
    if _speaks_of_past(passage, Span(passage.clauses[candidate.clause].start, at), markers):
        return False
    return _reached(at, reaches)


def _reached(at: int, reaches: Sequence[_Reach]) -> bool:
    return any(r.span.start <= at < r.span.stop for r in reaches)


def _is_to_come(value: str | None, published: str | None) -> bool:
    first = (value or "").partition("/")[0]
    return published is not None and _YEAR.match(first) is not None and _later(first, published)


def _is_over(value: str | None, published: str | None) -> bool:
    last = (value or "").rpartition("/")[2]
    size = min(len(last), len(published or ""))
    return published is not None and _YEAR.match(last) is not None and last[:size] < published[:size]


def _clause_start(passage: Passage, at: int) -> int:
    return max((c.start for c in passage.clauses if c.start <= at), default=passage.span.start)


def _speaks_of_past(passage: Passage, window: Span, markers: Markers) -> bool:
    return next(markers.positions("past", passage, window), None) is not None
