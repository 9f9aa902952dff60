"""The fields of a metadata line or a byline: 发布时间：2023-04-21　来源：某某局　字号：大 中 小 → published, publisher."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache

from kg.read.grammar import Grammar, bare
from kg.tables.patterns import patterns

__all__ = ["Fields", "Opening", "calendar_date", "fields_of", "is_person", "opening_of", "signature_of"]

_BLANK = re.compile(r"[\s\u3000\xa0|｜]+")
_EDGE = " \t\u3000\xa0【】[]〔〕()（）|｜-—－–,，、;；:：/／“”>"
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0}
_DATE = re.compile(
    r"(?P<year>\d{4}|[〇零○一二三四五六七八九ＯO]{4})\s?[-/.年]\s?"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})\s?[-/.月]\s?"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})(?!\d)[日号]?"
)
_CLOCK = re.compile(r"(?:T|\s|-)?\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2})?秒?(?:\.\d+)?|星期[一二三四五六日天]")
_PROSE = re.compile(r"[。！？!?；]|，[^，]*，")
_BRACKETED = re.compile(r"[\s\u3000]*[（(][^（）()]{2,40}[)）][\s\u3000]*$")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_PARTIAL_DATE = re.compile(r"(?<![\d年])\d{1,2}月\d{1,2}日")
_MOST_CHARS = 200  # a metadata line is short
_LONGEST_NAME = 40
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class _Words:
    doer: re.Pattern[str]
    byline: re.Pattern[str]
    own_medium: tuple[str, ...]
    no_person: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("bylines", _Words)


@dataclass(frozen=True, slots=True)
class Fields:
    """What a line says about the article; a line of fields only is metadata."""

    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    section: str | None = None
    url: str | None = None
    title: str | None = None
    found: int = 0  # labels, widgets and bare dates in the line


def calendar_date(words: str) -> str | None:
    """The first complete calendar date in the words, in ISO 8601: 二〇一〇年六月七日 → 2010-06-07.

    None where its year cannot be that of an article: 0001-01-01 and 9999-12-31 are how some programs write "unknown".
    """
    match = _DATE.search(words)
    if match is None:
        return None
    try:
        year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
        return datetime.date(year, month, day).isoformat() if year in _YEARS else None
    except ValueError:  # 2017-13-40
        return None


def _number(words: str) -> int:
    if words.isdecimal():  # ２０２３ too
        return int(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[c]) for c in words))


def fields_of(line: str, grammar: Grammar) -> Fields | None:
    """The fields of a line that holds nothing else; None where it says more."""
    if len(line) > _MOST_CHARS:
        return None
    rest, widgets = grammar.without_widgets(line, "|")
    labels = list(grammar.label.finditer(rest))
    first = labels[0].start() if labels else len(rest)
    values = {"found": widgets + len(labels)}
    found: dict[str, str] = {}
    if not _take_bare(rest[:first], found, values, grammar):
        return None
    ends = [*(label.start() for label in labels[1:]), len(rest)]
    for label, end in zip(labels, ends, strict=False):
        value = rest[label.end() : end]
        if not _take_value(grammar.keys[bare(label[1])], value, found, grammar):
            return None
    return Fields(**found, found=values["found"]) if values["found"] else None


def _take_bare(words: str, found: dict[str, str], counts: dict[str, int], grammar: Grammar) -> bool:
    """Takes words before any label: a date, a clock time, and beside those the name of a body."""
    date = calendar_date(words)
    rest = _CLOCK.sub(" ", _DATE.sub("|", words, count=1)) if date else words
    name = _BLANK.sub(" ", rest).strip(_EDGE)
    if date:
        found.setdefault("published", date)
        counts["found"] += 1
    if not name:
        return True
    signature = signature_of(words, grammar, marked=True) if _BRACKETED.match(words) else None
    if signature is None and (counts["found"] == 0 or not _is_name(name) or grammar.body.fullmatch(name) is None):
        return False
    found.setdefault("publisher", name) if signature is None else _take_signature(signature, found, counts)
    return True


def _take_signature(signature: Fields, found: dict[str, str], counts: dict[str, int]) -> None:
    counts["found"] += 1
    for key in ("publisher", "author", "published"):
        value = getattr(signature, key)
        if value:
            found.setdefault(key, value)


def _take_value(key: str, value: str, found: dict[str, str], grammar: Grammar) -> bool:
    """Takes a label's value; False where the value is not of the label's kind, so that the line is prose."""
    date = calendar_date(value)
    rest = _CLOCK.sub(" ", _DATE.sub("|", value, count=1)) if date else value
    name = rest.strip(_EDGE + "\n")
    if key == "url":
        found.setdefault(key, _BLANK.split(value.strip())[0])
        return True
    if key == "published":
        if date is None and name:
            return False
        if date:
            found.setdefault("published", date)
        # 时间：2020年5月6日 地点：县会议室 announces a meeting, it dates no article.
        return not name or (_is_name(name) and grammar.body.fullmatch(name) is not None and not re.search("[:：]", name))
    if date and key in ("publisher", "author", "contributor", "ignored"):
        found.setdefault("published", date)
    if _PROSE.search(name) and key != "title":
        return False
    if not name or key == "ignored":
        return True
    if key in ("publisher", "author", "contributor"):
        return _take_names(key, name, found, grammar)
    found.setdefault(key, _BLANK.split(name)[0] if key == "section" else name)
    return True


def _take_names(key: str, name: str, found: dict[str, str], grammar: Grammar) -> bool:
    bodies, people = _bodies_and_people(name, grammar, strict=False)
    if len(name) > _LONGEST_NAME:
        return False
    if people or key == "author":
        found.setdefault("author", people or name)  # 作者:凤鸣镇党建办, but 供稿:红河县妇联 names who published
    if bodies:
        found.setdefault("publisher", bodies)
    return True


def _is_name(words: str) -> bool:
    return len(words) <= _LONGEST_NAME and _PROSE.search(words) is None


def _bodies_and_people(words: str, grammar: Grammar, *, strict: bool) -> tuple[str | None, str | None]:
    """Splits 会宁县教育局教研室 王彦 into who published and who wrote; both as they stand in the words."""
    bodies: list[str] = []
    people: list[tuple[int, int]] = []
    for piece in re.finditer(r"[^\s\u3000\xa0|｜、，,；;]+", words):
        if is_person(piece[0], grammar, strict=strict):
            people.append(piece.span())
        elif len(piece[0]) == 1 and people and _HAN.fullmatch(piece[0]):
            people[-1] = (people[-1][0], piece.end())  # 李 婷
        elif len(piece[0]) == 1 and piece[0] in grammar.surnames:
            people.append(piece.span())
        else:
            bodies.append(piece[0])
    author = words[people[0][0] : people[-1][1]] if people else None
    return ("".join(bodies) or None), author


def is_person(words: str, grammar: Grammar, *, strict: bool) -> bool:
    """Whether the words look like one person's name; `strict` asks for a known family name or the dot of 买买提·艾力."""
    if re.fullmatch(r"[\u4e00-\u9fff]{1,8}(?:[·•．][\u4e00-\u9fff]{1,8}){1,3}", words):
        return True
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", words) or _words().no_person.fullmatch(words):
        return False
    known = (words[0] in grammar.surnames and len(words) <= 3) or words[:2] in grammar.surnames
    return known if strict else known or (grammar.body.fullmatch(words) is None and len(words) <= 3)


def signature_of(line: str, grammar: Grammar, *, marked: bool) -> Fields | None:
    """The signature (县关工委 卢婷) or 东台市民政局办公室 2019.10.8; None where the line is no signature.

    `marked`: the line stands in brackets or far to the right, so that bare names are believed.
    """
    if len(line) > _LONGEST_NAME + 20:
        return None
    date = calendar_date(line)
    rest = _CLOCK.sub(" ", _DATE.sub(" ", line, count=1)) if date else _PARTIAL_DATE.sub(" ", line)
    rest, widgets = grammar.without_widgets(rest, " ")
    names, doers = _words().doer.subn(" ", rest)
    names = names.strip(_EDGE)
    if _PROSE.search(names):
        return None
    if not names:
        return Fields(published=date, found=1) if date else None
    if not (date or doers or marked or widgets):
        return None
    bodies, people = _bodies_and_people(names, grammar, strict=not marked and not doers)
    if bodies and not (people and marked) and grammar.body.fullmatch(bodies) is None:
        return None
    return Fields(published=date, publisher=bodies, author=people, found=1)


@dataclass(frozen=True, slots=True)
class Opening:
    """The dateline and byline that a news text opens with: 本报讯（通讯员 某某）."""

    stop: int
    fields: Fields


def opening_of(words: str, grammar: Grammar) -> Opening | None:
    """The opening of the words, if they have one: who reports, and for which medium."""
    dateline = grammar.dateline.match(words)
    stop = dateline.end() if dateline else 0
    byline = _words().byline.match(words, stop)
    author = None
    publisher = dateline["medium"] if dateline else None
    if byline is not None:
        stop = byline.end()
        author = _bodies_and_people(_BLANK.sub(" ", _words().doer.sub(" ", byline[0])).strip(_EDGE), grammar, strict=False)[1]
        reporting = byline["medium"] if byline["medium"] not in _words().own_medium else None
        publisher = publisher or reporting or byline["supplier"]
    if stop == 0:
        return None
    return Opening(stop, Fields(author=None if byline and byline["supplier"] else author, publisher=publisher, found=1))
