"""Numerals of Chinese prose as numbers, and back: 1,386, 1.2万, 三十二, 两千零五, 二〇一〇, ２０１８."""

from __future__ import annotations

import re

__all__ = ["DIGITS", "parse", "render", "scale_of"]

_DIGIT_FORMS = ("零〇○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")
DIGITS = {c: value for value, forms in enumerate(_DIGIT_FORMS) for c in forms}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

_WELL_FORMED = re.compile(
    r"(?:(?:[一二两三四五六七八九]千)?零?(?:[一二两三四五六七八九]百)?零?(?:[一二两三四五六七八九]?十)?[一二两三四五六七八九]?|[零〇○])\Z"
)


def scale_of(mark: str) -> int:
    """What a scale word multiplies by: 万 → 10,000; the empty word → 1; 千万 → 10,000,000."""
    product = 1
    for c in mark:
        product *= {**_SMALL, **_LARGE}[c]
    return product


def parse(text: str) -> float | None:
    """The number that `text` writes, or None where it is no well-formed numeral (一二, 十百)."""
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    scale = 1
    while plain and plain[-1] in "万亿千百" and plain[0].isdecimal():
        scale *= scale_of(plain[-1])
        plain = plain[:-1]
    if re.fullmatch(r"\d{1,40}(?:\.\d{1,40})?", plain) and scale <= 10**24:
        # 4.72亿 is 472000000 exactly: scaling in decimals would give 471999999.99999994.
        return _scaled(plain, scale)
    if len(plain) > 1 and all(c in DIGITS for c in plain):
        return float("".join(str(DIGITS[c]) for c in plain)) if set(plain) & set("零〇○") or len(plain) == 4 else None
    return _chinese(plain)


def _scaled(plain: str, scale: int) -> float:
    whole, _, fraction = plain.partition(".")
    return float(int(whole + fraction) * scale / 10 ** len(fraction))


def _chinese(text: str) -> float | None:
    """亿 before 万 before the rest: 一亿二千万."""
    if not text:
        return None
    for mark, unit in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(mark)
        if found:
            upper, lower = _chinese(head), _chinese(tail.lstrip("零")) if tail else 0.0
            return None if upper is None or lower is None or lower >= unit else upper * unit + lower
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> float | None:
    if not _WELL_FORMED.match(text) or text in ("", "零零"):
        return None
    total, digit = 0, 0
    for c in text:
        if c in _SMALL:
            total += (digit or 1) * _SMALL[c]
            digit = 0
        else:
            digit = DIGITS[c]
    return float(total + digit)


def render(number: int) -> str:
    """The Chinese numeral of a whole number from 0 to 9999 9999 9999, as it is read out: 10500 → 一万零五百."""
    if number == 0:
        return "零"
    groups = [(number // 10**8, "亿"), (number // 10**4 % 10**4, "万"), (number % 10**4, "")]
    out = ""
    for value, mark in groups:
        if value == 0:
            continue
        out += ("零" if out and value < 1000 else "") + _group(value, leading=not out) + mark
    return out


def _group(value: int, *, leading: bool) -> str:
    out, gap = "", False
    for unit, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit == 0:
            gap = bool(out)
            continue
        one = "" if mark == "十" and digit == 1 and leading and not out else "零一二三四五六七八九"[digit]
        out += ("零" if gap else "") + one + mark
        gap = False
    return out
