"""What dates and figures say about the numbers between which the truth lies."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kg.model import Figure
from kg.tables.patterns import patterns

__all__ = ["OPEN", "date_bounds", "figure_bounds"]

OPEN = ".."  # ends a stretch whose end nobody knows, as in EDTF: 2013/..

_POINT = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|H([12])|(SP|SU|FA|WI)|W(\d{2})))?")
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # the month in which it begins; it has three


@dataclass(frozen=True, slots=True)
class _Words:
    from_below: frozenset[str]
    from_above: frozenset[str]


@cache
def _words() -> _Words:
    return patterns("bounds", _Words)


def figure_bounds(figure: Figure) -> tuple[float | None, float | None]:
    """(lower, upper), inclusive: 3—5个 is (3, 5), 100多期 (100, None), 近1万人次 (None, 10000), 24个 (24, 24).

    约50个 is (None, None): nothing bounds it.
    """
    if figure.max is not None:
        return figure.value, figure.max
    if figure.modifier in _words().from_below:
        return figure.value, None
    if figure.modifier in _words().from_above:
        return None, figure.value
    return (figure.value, figure.value) if figure.modifier is None else (None, None)


def date_bounds(value: str) -> tuple[str, str] | None:
    """The first and the last day of a date value, ISO 8601; None where no year is known or it is a duration.

    2017-09 → 2017-09-01, 2017-09-30; 2018/2020 → 2018-01-01, 2020-12-31; 2016-H1 → 2016-01-01, 2016-06-30;
    2017-WI → 2017-12-01, 2018-02-28; 2017-W05 → 2017-01-30, 2017-02-05. A stretch without an end is taken by its
    beginning: 2013/.. → 2013-01-01, 2013-12-31.
    """
    first, _, last = value.removesuffix(f"/{OPEN}").partition("/")
    begin, end = _bounds_of_point(first), _bounds_of_point(last or first)
    return (begin[0], end[1]) if begin and end else None


def _bounds_of_point(value: str) -> tuple[str, str] | None:
    found = _POINT.fullmatch(value)
    if found is None or not found[1].strip("0"):
        return None
    year = int(found[1])
    month, day, quarter, half, week = (int(g) if g else None for g in found.group(2, 3, 4, 5, 7))
    if day is not None and month is not None:
        return _valid(year, month, day)
    if month is not None:
        return _months(year, month, 1)
    if quarter is not None:
        return _months(year, 3 * quarter - 2, 3)
    if half is not None:
        return _months(year, 6 * half - 5, 6)
    if found[6]:
        return _months(year, _SEASONS[found[6]], 3)
    return _week(year, week) if week is not None else _months(year, 1, 12)


def _months(year: int, first: int, count: int) -> tuple[str, str] | None:
    """The days of so many months from one on; these may end in the year after: 2017-WI ends in February 2018."""
    if not 1 <= first <= 12:
        return None
    over, last = divmod(first + count - 2, 12)
    end = year + over
    return f"{year:04}-{first:02}-01", f"{end:04}-{last + 1:02}-{monthrange(end, last + 1)[1]:02}"


def _week(year: int, week: int) -> tuple[str, str] | None:
    try:
        first = date.fromisocalendar(year, week, 1)
        return first.isoformat(), (first + timedelta(days=6)).isoformat()
    except (ValueError, OverflowError):
        return None


def _valid(year: int, month: int, day: int) -> tuple[str, str] | None:
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        return None
    return iso, iso
