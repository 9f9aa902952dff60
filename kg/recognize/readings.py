"""What calendar expressions mean: one reader for each kind of pattern in ontology/grammar/dates.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from kg.recognize import numerals
from kg.recognize.calendar import Calendar, Moment, Surroundings
from kg.tables.loading import rows

__all__ = ["READERS", "Reader"]

_TURN = 20  # days back from the last: where so many, the month has turned
_HALF_OF = {"Y": (6, "M"), "M": (15, "D")}


@dataclass(frozen=True, slots=True)
class _Spans:
    """What parts of a year and durations mean, from the tables of ontology/lexicon."""

    parts: Mapping[str, str]  # 春 → SP, 上半年 → H1
    months: Mapping[str, int]  # of an edge of the year: 年底 → 12
    lasting: Mapping[str, tuple[int, str]]  # 季度 → (3, "M")
    and_half: Mapping[str, tuple[int, int, str]]  # 年半 → (12, 6, "M"): two and a half are 24 + 6 months


@cache
def _spans() -> _Spans:
    parts = {row["form"]: row["part"] for row in rows("lexicon/year_parts.tsv", ("form", "part", "example"))}
    durations = list(rows("lexicon/durations.tsv", ("form", "number", "plus", "unit", "example")))
    return _Spans(
        {form: part for form, part in parts.items() if not part.isdecimal()},
        {form: int(part) for form, part in parts.items() if part.isdecimal()},
        {d["form"]: (int(d["number"]), d["unit"]) for d in durations if d["plus"] == "0"},
        {d["form"]: (int(d["number"]), int(d["plus"]), d["unit"]) for d in durations if d["plus"] != "0"},
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one match: the groups of its pattern, the calendar so far, what stands around."""

    groups: Mapping[str, str | None]
    calendar: Calendar
    around: Surroundings

    def has(self, name: str) -> bool:
        return bool(self.groups.get(name))

    def number(self, name: str) -> int:
        text = (self.groups.get(name) or "").replace("元", "一").strip()
        value = numerals.parse(text)
        return int(value) if value is not None else 0

    def year(self, name: str = "year") -> int | None:
        """The year of a group: 2017年, 二〇一七年, 去年; None where the word counts from a year that nobody knows."""
        text = (self.groups.get(name) or "").strip()
        if text in self.calendar.almanac.words:
            offset, anchor = self.calendar.almanac.words[text]
            named = self.calendar.named_year if anchor == "named" else None
            base = self.calendar.reported_year if anchor == "reported" else named or self.calendar.year_in_force()
            return None if base is None else base + offset
        return _year_number(text)

    def end_year(self, start: int | None, *, turns: bool) -> int | None:
        """The year in which a range ends that starts in `start`; 11月至次年2月, 11月至2月: it `turns` in between."""
        if not self.has("year2"):
            return start + turns if start is not None else None
        offset, anchor = self.calendar.almanac.words.get(self.groups["year2"] or "", (0, "reported"))
        return start + offset if anchor != "reported" and start is not None else self.year("year2")

    def stated_year(self, month: int) -> int | None:
        """The year of the expression, its own or the one in force; what is stated comes into force."""
        if not self.has("year"):
            return self.calendar.year_of_month(month, self.around)
        year = self.year()
        self.calendar.note_year(year, self.around, absolute=(self.groups["year"] or "") not in self.calendar.almanac.words)
        return year


def _year_number(text: str) -> int | None:
    digits = re.sub(r"[^\d〇○零oO0Ｏ一二三四五六七八九]", "", text)
    figures = "".join(str(numerals.DIGITS.get(c, 0)) if not c.isdecimal() else str(int(c)) for c in digits)
    return int(figures[:4]) if len(figures) >= 4 else None


def _day(r: Reader) -> str | None:
    month, day = r.number("month"), r.number("day")
    last = r.calendar.day
    if last and r.around.explains and not r.has("year") and (last.month, last.day) == (month, day):
        return last.iso  # 今天（3月5日） is today, whatever year the text told of before
    moment = Moment(r.stated_year(month), month, day)
    return _noted(r, moment)


def _noted(r: Reader, moment: Moment) -> str | None:
    if not moment.possible:
        return None
    r.calendar.note(moment, binding=r.around.binds)
    return moment.iso


def _day_range(r: Reader) -> str | None:
    month = r.number("month")
    start = Moment(r.stated_year(month), month, r.number("day"))
    end_month = r.number("month2") if r.has("month2") else month
    end_year = r.end_year(start.year, turns=end_month < month)
    return _range(r, start, Moment(end_year, end_month, r.number("day2")))


def _range(r: Reader, start: Moment, end: Moment) -> str | None:
    if not (start.possible and end.possible):
        return None
    r.calendar.note(end)
    return f"{start.iso}/{end.iso}"


def _month_of_bare_day(r: Reader, day: int) -> Moment | None:
    """The month that a bare 19日 belongs to: that of the last day named, else of the publication."""
    calendar = r.calendar
    base = calendar.month
    if base is not None and not calendar.is_back_from_ahead(day, r.around):
        return _shifted_month(base, 1) if _is_turned(r, base, day) else base
    if calendar.reported is None or calendar.reported.month is None:
        return None
    if day > (calendar.reported.day or 31) and not r.around.ahead:
        return _shifted_month(calendar.reported, -1)
    return calendar.reported


def _is_turned(r: Reader, base: Moment, day: int) -> bool:
    """28日抵达…1日返程, in an article of 2 July: the month has turned in between."""
    last, reported = r.calendar.day, r.calendar.reported
    if last is None or (last.year, last.month) != (base.year, base.month) or (last.day or 0) - day < _TURN:
        return False
    return reported is not None and reported.day is not None and replace(_shifted_month(base, 1), day=day).iso <= reported.iso


def _bare_day(r: Reader) -> str | None:
    base = _month_of_bare_day(r, r.number("day"))
    return None if base is None else _noted(r, replace(base, day=r.number("day")))


def _bare_day_range(r: Reader) -> str | None:
    base = _month_of_bare_day(r, r.number("day"))
    if base is None or r.number("day") >= r.number("day2"):
        return None
    return _range(r, replace(base, day=r.number("day")), replace(base, day=r.number("day2")))


def _month(r: Reader) -> str | None:
    month = r.number("month")
    if r.groups["month"] == "一" and not (r.has("year") or r.groups.get("edge")):
        return None  # 不止一月 is a month long
    return _noted_month(r, Moment(r.stated_year(month), month))


def _noted_month(r: Reader, moment: Moment) -> str | None:
    if not moment.possible or not moment.month:
        return None
    if r.around.tells:  # 截至3月底: the days named next are not of March
        r.calendar.month = moment
    r.calendar.named_month = moment
    return moment.iso


def _month_range(r: Reader) -> str | None:
    month, end_month = r.number("month"), r.number("month2")
    year = r.stated_year(month)
    end_year = r.end_year(year, turns=end_month < month)
    start, end = Moment(year, month), Moment(end_year, end_month)
    return f"{start.iso}/{end.iso}" if start.possible and end.possible else None


def _shifted_month(base: Moment, offset: int) -> Moment:
    count = (base.month or 1) - 1 + offset
    return Moment(None if base.year is None else base.year + count // 12, count % 12 + 1)


def _month_word(r: Reader) -> str | None:
    offset, anchor = r.calendar.almanac.words[r.groups["month"] or ""]
    reported = r.calendar.reported if r.calendar.reported and r.calendar.reported.month else r.calendar.day or r.calendar.month
    named = r.calendar.named_month if anchor == "named" else None
    base = reported if anchor == "reported" else named or r.calendar.month or reported
    if base is None or base.month is None:
        return None
    return _noted_month(r, _shifted_month(base, offset))


def _month_word_day(r: Reader) -> str | None:
    if _month_word(r) is None or r.calendar.month is None:
        return None
    offset, anchor = r.calendar.almanac.words[r.groups["month"] or ""]
    reported = r.calendar.reported
    base = _shifted_month(reported, offset) if anchor == "reported" and reported and reported.month else r.calendar.month
    return _noted(r, replace(base, day=r.number("day")))


def _this_month(r: Reader) -> str | None:
    base = r.calendar.month or r.calendar.reported
    return None if base is None or base.month is None else Moment(base.year, base.month).iso


def _year(r: Reader) -> str | None:
    year = r.stated_year(1)
    return None if year is not None and not 1600 <= year <= 2100 else Moment(year).iso


def _force_year(r: Reader) -> str | None:
    return Moment(r.calendar.year_in_force()).iso


def _season(r: Reader) -> str | None:
    year = r.stated_year(1)
    return None if year is None else Moment(year, part=_spans().parts[r.groups["season"] or ""]).iso


def _first_months(r: Reader) -> str | None:
    last = r.number("month2")
    year = r.stated_year(last) if r.has("year") else r.calendar.year_in_force()
    return f"{Moment(year, 1).iso}/{Moment(year, last).iso}"


def _year_part(r: Reader) -> str | None:
    spans, part = _spans(), (r.groups["part"] or "").strip()
    if not r.has("year") and r.calendar.year_in_force() is None and part in spans.months:
        return None
    year = r.stated_year(spans.months.get(part, 1)) if r.has("year") else r.calendar.year_in_force()
    if part == "年内":
        return Moment(year).iso
    if part == "前三季度":
        return f"{Moment(year, 1).iso}/{Moment(year, 9).iso}"
    if part in spans.months:
        return Moment(year, spans.months[part]).iso
    if part.endswith("季度末"):
        return Moment(year, 3 * int(_quarter(part)[1])).iso
    return Moment(year, part=spans.parts.get(part) or _quarter(part)).iso


def _quarter(part: str) -> str:
    mark = part.removeprefix("第")[0]
    return "Q" + str({"首": 1, **{c: n for n, c in enumerate("一二三四", 1)}}.get(mark) or int(mark))


def _year_range(r: Reader) -> str | None:
    first, last = r.year(), r.year("year2")
    return f"{first}/{last}" if first is not None and last is not None and first < last else None


def _plan_period(r: Reader) -> str | None:
    """“十四五” is the fourteenth plan, 2021 to 2025; from the sixth (1981) on, all last five years."""
    plan = 10 + r.number("plan" if r.has("plan") else "plan2")
    start = 2021 + 5 * (plan - 14)
    return Moment(start + 4, 12).iso if r.has("end") else f"{start}/{start + 4}"


def _day_word(r: Reader) -> str | None:
    day = _day_of_word(r, r.groups["day"] or "")
    return None if day is None else _noted(r, day)


def _day_of_word(r: Reader, word: str) -> Moment | None:
    offset, anchor = r.calendar.almanac.words[word]
    base = r.calendar.reported if anchor == "reported" else r.calendar.day
    return None if base is None or base.month is None or base.day is None else _shifted_day(base, offset)


def _day_word_range(r: Reader) -> str | None:
    """今天到后天; 今明两天 where it names no other."""
    start, end = (_day_of_word(r, r.groups[name] or default) for name, default in (("day", "今天"), ("day2", "明天")))
    return None if start is None or end is None or start.iso >= end.iso else _range(r, start, end)


def _ahead(r: Reader) -> str | None:
    """预计3天后抵达: counted from the day of publication; months and years only as far as they are exact."""
    reported = r.calendar.reported
    if reported is None or reported.year is None or reported.month is None:
        return None
    number, mark = _spans().lasting[r.groups["unit"] or ""]
    count = number * r.number("count")
    if mark == "Y":
        return Moment(reported.year + count).iso
    if mark == "M":
        return _shifted_month(reported, count).iso
    return None if reported.day is None else _shifted_day(reported, count * (7 if mark == "W" else 1)).iso


def _shifted_day(base: Moment, offset: int) -> Moment:
    then = date(base.year or 2001, base.month or 1, base.day or 1) + timedelta(days=offset)
    return Moment(base.year and then.year, then.month, then.day)


def _week(r: Reader) -> str | None:
    """上周五 → the day; 本周 → the ISO week; both need the day of publication."""
    reported = r.calendar.reported
    if reported is None or reported.year is None or reported.month is None or reported.day is None:
        return None
    offset = {"上": -7, "下": 7}.get(r.groups["week"] or "", 0)
    then = date(reported.year, reported.month, reported.day) + timedelta(days=offset)
    year, week, _ = then.isocalendar()
    if not r.has("weekday"):
        return f"{year}-W{week:02d}"
    weekday = "一二三四五六日".index((r.groups["weekday"] or "").replace("天", "日")) + 1
    day = date.fromisocalendar(year, week, weekday)
    return _noted(r, Moment(day.year, day.month, day.day))


def _recent(r: Reader) -> str | None:
    reported = r.calendar.reported
    return None if reported is None or reported.year is None or reported.month is None else reported.iso


def _feast(r: Reader) -> str | None:
    found = _day_of_feast(r, r.groups["feast"] or "")
    return None if found is None else found.iso


def _day_of_feast(r: Reader, name: str) -> Moment | None:
    """The feast of the year that is said or holds, else the one nearest to the day of publication."""
    year = r.year() if r.has("year") else r.calendar.lasting_year
    if year is not None:
        return _feast_in(r, name, year)
    reported = r.calendar.reported
    if reported is None or reported.year is None:
        return None
    around = [year for year in (reported.year - 1, reported.year, reported.year + 1) if r.calendar.almanac.feast(name, year)]
    now = date(reported.year, reported.month or 6, reported.day or 15)
    nearest = min(around, key=lambda y: abs(date(y, *(r.calendar.almanac.feast(name, y) or (1, 1))) - now), default=None)
    return None if nearest is None else _feast_in(r, name, nearest)


def _feast_in(r: Reader, name: str, year: int) -> Moment | None:
    found = r.calendar.almanac.feast(name, year)
    return None if found is None else Moment(year, *found)


def _new_year(r: Reader) -> str | None:
    """大年初六 and 正月十五 are counted from the Spring Festival, the first of the first lunar month; 除夕 is the day before."""
    first = _day_of_feast(r, "春节")
    if first is None:
        return None
    return _shifted_day(first, -1 if r.has("eve") else r.number("early" if r.has("early") else "late") - 1).iso


def _dotted_day(r: Reader) -> str | None:
    month = r.number("month")
    moment = Moment(r.calendar.year_of_month(month, r.around), month, r.number("day"))
    return moment.iso if moment.possible and moment.year is not None else None


def _duration(r: Reader) -> str | None:
    spans, unit = _spans(), r.groups["unit"] or ""
    if unit in spans.and_half:
        whole, half, mark = spans.and_half[unit]
        return f"P{whole * r.number('count') + half}{mark}"
    number, mark = spans.lasting[re.sub(r"(?<=周|期)[一二三四五六日天]\Z", "", unit)]
    if r.groups.get("count") == "半":
        number, mark = _HALF_OF.get(mark, (0, mark))
    elif r.has("count"):
        number *= r.number("count")
    return f"P{number}{mark}" if number else None


def _every(r: Reader) -> str | None:
    return _duration(r)


READERS: Mapping[str, Callable[[Reader], str | None]] = {
    "day": _day,
    "day_range": _day_range,
    "bare_day": _bare_day,
    "bare_day_range": _bare_day_range,
    "month": _month,
    "month_range": _month_range,
    "month_word": _month_word,
    "month_word_day": _month_word_day,
    "this_month": _this_month,
    "year": _year,
    "force_year": _force_year,
    "year_part": _year_part,
    "year_range": _year_range,
    "season": _season,
    "first_months": _first_months,
    "plan_period": _plan_period,
    "day_word": _day_word,
    "day_word_range": _day_word_range,
    "new_year": _new_year,
    "week": _week,
    "recent": _recent,
    "feast": _feast,
    "dotted_day": _dotted_day,
    "duration": _duration,
    "ahead": _ahead,
    "every": _every,
}
