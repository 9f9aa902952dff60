"""What calendar expressions mean: the year, month and day in force while a text is read from its start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg.recognize import numerals
from kg.tables.loading import rows

__all__ = ["READERS", "Almanac", "Calendar", "Moment", "Reader", "Surroundings"]

_SEASONS = {"春": "SP", "夏": "SU", "秋": "FA", "冬": "WI"}
_HALVES = {"上半年": "H1", "下半年": "H2"}
_MONTH_OF_EDGE = {"年初": 1, "初": 1, "年中": 6, "年底": 12, "年末": 12, "岁末": 12, "底": 12, "末": 12, "年终": 12}
_DURATION_UNITS = {
    "年": (1, "Y"),
    "年度": (1, "Y"),
    "个月": (1, "M"),
    "月": (1, "M"),
    "季度": (3, "M"),
    "季": (3, "M"),
    "个季度": (3, "M"),
    "学期": (6, "M"),
    "个学期": (6, "M"),
    "周": (1, "W"),
    "星期": (1, "W"),
    "个星期": (1, "W"),
    "天": (1, "D"),
    "日": (1, "D"),
}
_HALF_OF = {"Y": (6, "M"), "M": (15, "D")}
_AHEAD = re.compile(r"将|拟|计划|打算|准备|要|争取|力争|预计|前(?!往|来|期)|之前|即将")
_NOT_OF_THE_TELLING = re.compile(r"(?:[比较是由从自与同]|截至|截止|追溯到)[“”\s]?\Z")  # 比2023年增长: the story stays in 2024
_SINCE = re.compile(r"[份]?(?:以来|以前|之前|起|开始|后)")
_CLAUSE_EDGE = re.compile(r"(?:\A|[\s，,。；;：:！？!?、（(【】)）>》”●])\Z")


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, month or day; `year` None where none can be known."""

    year: int | None
    month: int | None = None
    day: int | None = None
    part: str = ""  # H1, Q3

    @property
    def iso(self) -> str:
        """ISO 8601, with XXXX for a year that nobody knows: 2017, 2017-03, XXXX-10-09, 2016-H1."""
        year = "XXXX" if self.year is None else f"{self.year:04d}"
        if self.part:
            return f"{year}-{self.part}"
        return "-".join([year, *(f"{n:02d}" for n in (self.month, self.day) if n is not None)])

    @property
    def possible(self) -> bool:
        """Whether the calendar has such a day: 2月30日 is none."""
        try:
            date(self.year or 2020, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around an expression, as far as its value hangs on it."""

    before: str  # the last characters of its line before it
    after: str  # the rest of its clause
    opens_sentence: bool
    heads: bool = False  # stands in a title or heading: 某局2023年工作总结

    @property
    def ahead(self) -> bool:
        """Whether the clause speaks of what is still to come."""
        return _AHEAD.search(self.after) is not None

    @property
    def tells(self) -> bool:
        """Whether what follows happens then: not so with 比2023年, 2019年以来, 于2017年成立的."""
        if _NOT_OF_THE_TELLING.search(self.before) or _SINCE.match(self.after):
            return False
        return self.heads or _CLAUSE_EDGE.search(self.before) is not None


@dataclass(frozen=True, slots=True)
class Almanac:
    """Feasts and words that count from another date, from the tables of ontology/lexicon."""

    fixed: Mapping[str, tuple[int, int]]
    moving: Mapping[tuple[str, int], tuple[int, int]]
    words: Mapping[str, tuple[int, str]]  # 去年 → (-1, "reported")

    @classmethod
    def load(cls) -> Almanac:
        """The almanac of the shipped tables."""
        fixed = {
            row["form"]: (int(row["month"]), int(row["day"]))
            for row in rows("lexicon/fixed_feasts.tsv", ("form", "month", "day", "bare", "example"))
        }
        feasts = ("春节", "元宵", "清明", "端午", "七夕", "中秋", "重阳")
        moving = {}
        for row in rows("lexicon/moving_feasts.tsv", ("year", *feasts)):
            for feast in feasts:
                month, day = row[feast].split("-")
                moving[feast, int(row["year"])] = (int(month), int(day))
        words = {
            row["form"]: (int(row["offset"]), row["anchor"])
            for row in rows("lexicon/calendar_words.tsv", ("form", "unit", "offset", "anchor", "example"))
        }
        return cls(fixed, moving, words)

    def feast(self, name: str, year: int) -> tuple[int, int] | None:
        """Month and day of a feast in a year; None for a moving feast in a year outside the table."""
        if name in self.fixed:
            return self.fixed[name]
        return self.moving.get((name.removesuffix("节"), year)) or self.moving.get((name, year))


@dataclass(slots=True)
class Calendar:
    """The date that a reader has in mind; `reported` is the day of publication or of sending."""

    almanac: Almanac
    reported: Moment | None = None
    year: int | None = None  # spoken of last
    lasting_year: int | None = None  # holds beyond the paragraph: it opened a sentence
    month: Moment | None = None
    day: Moment | None = None
    leading: bool = True

    def enter_line(self, *, leading: bool) -> None:
        """A new line: passing remarks about other years are over.

        `leading` lines, the title and the first paragraph, may set the year of the whole text.
        """
        self.leading = leading
        self.year = self.lasting_year

    @property
    def reported_year(self) -> int | None:
        return self.reported.year if self.reported and self.reported.year is not None else self.year

    def year_in_force(self) -> int | None:
        return self.year if self.year is not None else self.reported_year

    def year_of_month(self, month: int, around: Surroundings) -> int | None:
        """The year of a bare month: the year in force, else the one that lies nearest to the day of publication."""
        reported = self.reported if self.reported and self.reported.year is not None else None
        if self.year is not None:
            over = reported is not None and reported.year == self.year + 1 and month <= (reported.month or 12)
            turned = self.month is not None and (self.month.month or 0) - month >= 6  # 2018年12月30日 … 1月5日
            return self.year + 1 if over and turned else self.year
        if reported is None or reported.year is None or reported.month is None:
            return reported.year if reported else None
        if month - reported.month >= 6 and not around.ahead:
            return reported.year - 1
        if reported.month - month >= 8 and around.ahead:
            return reported.year + 1
        return reported.year

    def note_year(self, year: int | None, around: Surroundings, *, absolute: bool) -> None:
        """From here on bare months belong to `year`, if the text now tells of it."""
        if year is None or not (around.tells or self.year_in_force() is None):
            return
        self.year = year
        reported = self.reported_year
        current = reported is not None and year >= reported
        # A report on last year appears early in this one; 2014年 in a portrait of 2021 is a passing remark.
        subject = (
            absolute and (around.opens_sentence or around.heads) and self.leading and (reported is None or year >= reported - 1)
        )
        if current or subject:
            self.lasting_year = year

    def note(self, moment: Moment) -> None:
        self.month = Moment(moment.year, moment.month)
        if moment.day is not None:
            self.day = moment


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
            base = self.calendar.reported_year if anchor == "reported" else self.calendar.year_in_force()
            return None if base is None else base + offset
        return _year_number(text)

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
    moment = Moment(r.stated_year(month), month, day)
    return _noted(r, moment)


def _noted(r: Reader, moment: Moment) -> str | None:
    if not moment.possible:
        return None
    r.calendar.note(moment)
    return moment.iso


def _day_range(r: Reader) -> str | None:
    month = r.number("month")
    start = Moment(r.stated_year(month), month, r.number("day"))
    end_month = r.number("month2") if r.has("month2") else month
    end_year = r.year("year2") if r.has("year2") else start.year
    if not r.has("year2") and end_year is not None and end_month < month:
        end_year += 1
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
    if base is not None:
        return base
    if calendar.reported is None or calendar.reported.month is None:
        return None
    if day > (calendar.reported.day or 31) and not r.around.ahead:
        return _shifted_month(calendar.reported, -1)
    return calendar.reported


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
    return moment.iso


def _month_range(r: Reader) -> str | None:
    month, end_month = r.number("month"), r.number("month2")
    year = r.stated_year(month)
    end_year = r.year("year2") if r.has("year2") else year
    if not r.has("year2") and end_year is not None and end_month < month:
        end_year += 1
    start, end = Moment(year, month), Moment(end_year, end_month)
    return f"{start.iso}/{end.iso}" if start.possible and end.possible else None


def _shifted_month(base: Moment, offset: int) -> Moment:
    count = (base.month or 1) - 1 + offset
    return Moment(None if base.year is None else base.year + count // 12, count % 12 + 1)


def _month_word(r: Reader) -> str | None:
    offset, anchor = r.calendar.almanac.words[r.groups["month"] or ""]
    reported = r.calendar.reported if r.calendar.reported and r.calendar.reported.month else r.calendar.day or r.calendar.month
    base = reported if anchor == "reported" else r.calendar.month or reported
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
    return None if year is None else Moment(year, part=_SEASONS[r.groups["season"] or ""]).iso


def _first_months(r: Reader) -> str | None:
    last = r.number("month2")
    year = r.stated_year(last) if r.has("year") else r.calendar.year_in_force()
    return f"{Moment(year, 1).iso}/{Moment(year, last).iso}"


def _year_part(r: Reader) -> str | None:
    part = (r.groups["part"] or "").strip()
    if not r.has("year") and r.calendar.year_in_force() is None and part in ("年初", "年末", "年底", "岁末", "年中", "年终"):
        return None
    year = r.stated_year(_MONTH_OF_EDGE.get(part, 1)) if r.has("year") else r.calendar.year_in_force()
    if part == "年内":
        return Moment(year).iso
    if part == "前三季度":
        return f"{Moment(year, 1).iso}/{Moment(year, 9).iso}"
    if part in _MONTH_OF_EDGE:
        return Moment(year, _MONTH_OF_EDGE[part]).iso
    return Moment(year, part=_HALVES.get(part) or _quarter(part)).iso


def _quarter(part: str) -> str:
    mark = part.removeprefix("第")[0]
    return "Q" + str({"首": 1, **{c: n for n, c in enumerate("一二三四", 1)}}.get(mark) or int(mark))


def _year_range(r: Reader) -> str | None:
    first, last = r.year(), r.year("year2")
    return f"{first}/{last}" if first is not None and last is not None and first < last else None


def _plan_period(r: Reader) -> str | None:
    """“十四五” is the fourteenth plan, 2021 to 2025; from the sixth (1981) on, all last five years."""
    plan = 10 + r.number("plan")
    start = 2021 + 5 * (plan - 14)
    return f"{start}/{start + 4}"


def _day_word(r: Reader) -> str | None:
    offset, anchor = r.calendar.almanac.words[r.groups["day"] or ""]
    base = r.calendar.reported if anchor == "reported" else r.calendar.day
    if base is None or base.month is None or base.day is None:
        return None
    return _noted(r, _shifted_day(base, offset))


def _shifted_day(base: Moment, offset: int) -> Moment:
    then = date(base.year or 2001, base.month or 1, base.day or 1) + timedelta(days=offset)
    return Moment(base.year and then.year, then.month, then.day)


def _recent(r: Reader) -> str | None:
    reported = r.calendar.reported
    return None if reported is None or reported.year is None or reported.month is None else reported.iso


def _feast(r: Reader) -> str | None:
    name = r.groups["feast"] or ""
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


def _feast_in(r: Reader, name: str, year: int) -> str | None:
    found = r.calendar.almanac.feast(name, year)
    return None if found is None else Moment(year, *found).iso


def _dotted_day(r: Reader) -> str | None:
    month = r.number("month")
    moment = Moment(r.calendar.year_of_month(month, r.around), month, r.number("day"))
    return moment.iso if moment.possible and moment.year is not None else None


def _duration(r: Reader) -> str | None:
    number, mark = _DURATION_UNITS[re.sub(r"(?<=周|期)[一二三四五六日天]\Z", "", r.groups["unit"] or "")]
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
    "recent": _recent,
    "feast": _feast,
    "dotted_day": _dotted_day,
    "duration": _duration,
    "every": _every,
}
