"""What dates and figures say about the numbers between which the truth lies."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from kg.model import Figure

__all__ = ["date_bounds", "figure_bounds"]

_FROM_BELOW = frozenset({"多", "余", "以上", "超"})
_FROM_ABOVE = frozenset({"近", "不足"})
_POINT = re.compile(r"^(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|H([12])))?$")


def figure_bounds(figure: Figure) -> tuple[float | None, float | None]:
    """(lower, upper), inclusive: 3—5个 is (3, 5), 100多期 (100, None), 近1万人次 (None, 10000), 24个 (24, 24).

    约50个 is (None, None): nothing bounds it.
    """
    if figure.max is not None:
        return figure.value, figure.max
    if figure.modifier in _FROM_BELOW:
        return figure.value, None
    if figure.modifier in _FROM_ABOVE:
        return None, figure.value
    return (figure.value, figure.value) if figure.modifier is None else (None, None)


def date_bounds(value: str) -> tuple[str, str] | None:
    """The first and the last day of a date value, ISO 8601; None where no year is known or it is a duration.

    2017-09 → 2017-09-01, 2017-09-30; 2018/2020 → 2018-01-01, 2020-12-31; 2016-H1 → 2016-01-01, 2016-06-30.
    """
    first, _, last = value.partition("/")
    begin, end = _bounds_of_point(first), _bounds_of_point(last or first)
    return (begin[0], end[1]) if begin and end else None


def _bounds_of_point(value: str) -> tuple[str, str] | None:
    found = _POINT.match(value)
    if found is None:
        return None
    year, month, day, quarter, half = (int(g) if g else None for g in found.groups())
    assert year is not None
    if day is not None and month is not None:
        return _valid(year, month, day)
    if month is not None:
        return _months(year, month, month)
    if quarter is not None:
        return _months(year, 3 * quarter - 2, 3 * quarter)
    if half is not None:
        return _months(year, 6 * half - 5, 6 * half)
    return _months(year, 1, 12)


def _months(year: int, first: int, last: int) -> tuple[str, str] | None:
    if not 1 <= first <= last <= 12 or year < 1:
        return None
    return f"{year:04}-{first:02}-01", f"{year:04}-{last:02}-{monthrange(year, last)[1]:02}"


def _valid(year: int, month: int, day: int) -> tuple[str, str] | None:
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        return None
    return iso, iso
