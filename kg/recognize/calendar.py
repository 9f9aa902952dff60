"""The year, month and day in force while a text is read from its start, and the almanac of feasts and calendar words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["Almanac", "Calendar", "Moment", "Surroundings"]

_CLAUSE_EDGE = re.compile(r"(?:\A|[\s，,。；;：:！？!?、（(【】)）>》”●])\Z")


@dataclass(frozen=True, slots=True)
class _Words:
    ahead: re.Pattern[str]
    will: re.Pattern[str]
    aside: re.Pattern[str]  # what follows does not happen then: 比2023年增长
    since: re.Pattern[str]
    in_force: re.Pattern[str]
    in_passing: re.Pattern[str]
    age: re.Pattern[str]
    bracket_of_day: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("calendar", _Words)


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
        return _words().ahead.search(self.after) is not None

    @property
    def binds(self) -> bool:
        """Whether a rule holds from then on, or work is due by then: 4月1日起施行, 7月1日前完成."""
        return _words().in_force.match(self.after) is not None

    @property
    def names_its_year(self) -> bool:
        """Whether 当年 behind it would mean its year: not so with 比2015年增长, 今年74岁."""
        return _words().in_passing.search(self.before) is None and _words().age.match(self.after) is None

    @property
    def explains(self) -> bool:
        """Whether it stands in the bracket behind a day: 今天（3月5日）, 昨晚(3月4日)."""
        return _words().bracket_of_day.search(self.before) is not None

    @property
    def tells(self) -> bool:
        """Whether what follows happens then: not so with 比2023年, 2019年以来, 于2017年成立的."""
        if _words().aside.search(self.before) or _words().since.match(self.after):
            return False
        return self.heads or _CLAUSE_EDGE.search(self.before) is not None


@dataclass(frozen=True, slots=True)
class Almanac:
    """Feasts and words that count from another date, from the tables of ontology/lexicon."""

    fixed: Mapping[str, tuple[int, int]]
    moving: Mapping[tuple[str, int], tuple[int, int]]
    words: Mapping[str, tuple[int, str]]  # 去年 → (-1, "reported")

    @property
    def counting(self) -> tuple[str, ...]:
        """The words that count from the date spoken of last: 当年, 同月, 次日."""
        return tuple(word for word, (_, anchor) in self.words.items() if anchor != "reported")

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
    lasting_year: int | None = None  # holds beyond its sentence: it opened one
    month: Moment | None = None
    day: Moment | None = None
    binding: bool = False  # whether a rule holds from that day on, or until it
    inherited: Moment | None = None  # the month that the sentence entered with
    named_year: int | None = None  # the last that the sentence names, in passing too
    named_month: Moment | None = None
    leading: bool = True

    def enter_sentence(self, *, leading: bool) -> None:
        """A new sentence: passing remarks about other years are over.

        `leading` lines, the title and the first paragraph, may set the year of the whole text.
        """
        self.leading = leading
        self.year = self.lasting_year
        if self.day is not None or (self.reported is not None and self.reported.month is not None):
            self.month = self.day and Moment(
                self.day.year, self.day.month
            )  # 9月 in passing does not date the 9日 of another sentence
        self.inherited = self.named_month = self.month
        self.named_year = None

    @property
    def reported_year(self) -> int | None:
        return self.reported.year if self.reported and self.reported.year is not None else self.year

    def year_in_force(self) -> int | None:
        return self.year if self.year is not None else self.reported_year

    def year_of_month(self, month: int, around: Surroundings) -> int | None:
        """The year of a bare month: the year in force, else the one that lies nearest to the day of publication."""
        reported = self.reported if self.reported and self.reported.year is not None else None
        if self.year is not None and not self._lies_ahead(reported, month, around):
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

    def _lies_ahead(self, reported: Moment | None, month: int, around: Surroundings) -> bool:
        """5月将迎来首批游客, in an article of April that told of last year before: what will be lies behind the publication."""
        if reported is None or reported.month is None or self.year is None or not _words().will.match(around.after):
            return False
        return reported.year == self.year + 1 and month >= reported.month

    def note_year(self, year: int | None, around: Surroundings, *, absolute: bool) -> None:
        """From here on bare months belong to `year`, if the text now tells of it."""
        self.named_year = year if around.names_its_year else self.named_year
        if not absolute and year is not None and year == self.reported_year and (self.lasting_year or year) < year:
            self.year = self.lasting_year = year  # 截至今年10月底: the story has come to the present
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

    def is_back_from_ahead(self, day: int, around: Surroundings) -> bool:
        """自4月1日起施行。28日，召开会议, published on 29 March: what is told has happened by then, so 28日 is of March.

        Not so in the sentence that names the month (4月10日开幕，12日闭幕), nor where more is told of what will be: either in
        so many words, or by going on from a day that is no term (4月10日将开幕。12日签约).
        """
        month, reported = self.month, self.reported
        if month is None or month is not self.inherited or reported is None or reported.month is None or reported.day is None:
            return False
        if not self.binding and self.day is not None and day > (self.day.day or 0):
            return False
        return Moment(reported.year, reported.month).iso < month.iso and day <= reported.day and not around.ahead

    def note(self, moment: Moment, *, binding: bool = False) -> None:
        """The month and the day that is spoken of from here on; `binding` where a rule holds from that day on."""
        self.month = self.named_month = Moment(moment.year, moment.month)
        if moment.day is not None:
            self.day, self.binding = moment, binding
