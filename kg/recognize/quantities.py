"""What numbers with units mean: value, unit, modifier, upper bound (annotation.md, section 4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kg.recognize import numerals
from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["MEASURES", "Measures", "Quantity"]

_ROUND = ("百", "千", "万", "亿")


@dataclass(frozen=True, slots=True)
class _Words:
    no_count_before: re.Pattern[str]
    clock: re.Pattern[str]
    striking: re.Pattern[str]
    running: re.Pattern[str]
    index: re.Pattern[str]
    clock_before: re.Pattern[str]
    angle: re.Pattern[str]
    no_degrees: frozenset[str]
    compared: re.Pattern[str]
    listed_after: re.Pattern[str]
    of_territory: re.Pattern[str]
    congress: re.Pattern[str]
    slogan_after: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("quantities", _Words)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and what qualifies it; `value` and `max` are scaled."""

    value: float
    unit: str | None
    modifier: str | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """Units and modifiers, from the tables of ontology/lexicon."""

    units: Mapping[str, str]  # form → unit: 个百分点 → 百分点
    one: Mapping[str, str]  # form → yes | verbal | no
    guards: Mapping[str, str]  # form → what follows where it is no unit: 部 → 门|委
    kinds: Mapping[str, str]  # unit → thing, person, act, measure, money, share
    before: Mapping[str, str]
    before_round: Mapping[str, str]
    inside: Mapping[str, str]
    after: Mapping[str, str]

    @classmethod
    def load(cls) -> Measures:
        """The measures of the shipped tables."""
        units = list(rows("lexicon/units.tsv", ("form", "unit", "one", "kind", "not_before", "example")))
        words = list(rows("lexicon/modifiers.tsv", ("form", "position", "modifier", "example")))

        def placed(position: str) -> dict[str, str]:
            return {w["form"]: w["modifier"] for w in words if w["position"] == position}

        return cls(
            {u["form"]: u["unit"] for u in units},
            {u["form"]: u["one"] for u in units},
            {u["form"]: u["not_before"] for u in units},
            {u["unit"]: u["kind"] for u in units},
            {**placed("before"), **placed("before_round")},
            placed("before_round"),
            placed("inside"),
            placed("after"),
        )

    def modifier(self, match: re.Match[str]) -> str | None:
        """The standard form of the word that qualifies the number; that before it wins over 余 and 多 behind it."""
        groups = match.groupdict()
        for table, names in ((self.before, ("before",)), (self.after, ("after",)), (self.inside, ("inside", "inside2"))):
            for name in names:
                if groups.get(name):
                    return table[groups[name] or ""]
        return None


def _number(match: re.Match[str], qualified: bool) -> float | None:
    text = match["number"]
    if text.startswith(_ROUND):  # 近百名, 上万人, 逾百亿元; but 千家万户
        return numerals.parse("一" + text) if qualified else None
    return numerals.parse(text)


def _quantity(match: re.Match[str], measures: Measures) -> Quantity | None:
    groups = match.groupdict()
    modifier = measures.modifier(match)
    if _is_no_count(match):
        return None
    value = _number(match, modifier is not None)
    if value is None or (match["number"] == "一" and not _counts_one(match, measures)):
        return None
    scale = numerals.scale_of(groups.get("scale") or "")
    return Quantity(_scaled(value, scale), measures.units.get(match["unit"]), modifier)


def _is_no_count(match: re.Match[str]) -> bool:
    """二期, 二类 are ordinals, since two things are 两, and so is 区六次党代会; 十分 is an adverb; 8时30分 a time of day;
    一处处 each of many; 北纬12度, 360度 an angle, 两度 twice."""
    words, number, unit = _words(), match["number"], match["unit"]
    if unit == "次" and not number[0].isdecimal() and words.congress.match(match.string, match.end()):
        return words.of_territory.search(match.string, max(0, match.start() - 1), match.start()) is not None
    if number == "二" or (number == "十" and unit == "分"):
        return True
    if unit in ("分", "秒") and words.clock.search(match.string, max(0, match.start() - 4), match.start()):
        return True
    if unit == "度" and (
        number in words.no_degrees or words.angle.search(match.string, max(0, match.start() - 3), match.start())
    ):
        return True
    return number == "一" and (match.string.startswith(unit, match.end("unit")) or _is_one_by_one(match))


def _is_one_by_one(match: re.Match[str]) -> bool:
    """一户一户上门: each in turn."""
    words = match["number"] + match["unit"]
    return match.string.endswith(words, 0, match.start("number")) or match.string.startswith(words, match.end("unit"))


def _scaled(value: float, scale: int) -> float:
    """1144.4 × 亿 is 114440000000, not 114440000000.00002: scaled in decimals, as the text writes the number."""
    return float(Decimal(str(value)) * scale)


def _counts_one(match: re.Match[str], measures: Measures) -> bool:
    """Whether 一 counts: 建一座书屋, 开展一次演练; not 一批优质阵地, 这一次, 一场接一场."""
    words, text, start, stop = _words(), match.string, match.start("number"), match.end("unit")
    before, after = text[max(0, start - 8) : start], text[stop : stop + 12]
    allowed = measures.one[match["unit"]]
    if allowed == "no" or words.no_count_before.search(before) or words.listed_after.match(after):
        return False
    if allowed == "verbal":
        return not words.compared.search(before) and before[-1:] not in ("", "\n", "，", ",", "。", "●")
    return not words.slogan_after.match(after)


def _range(match: re.Match[str], measures: Measures) -> Quantity | None:
    low, high = numerals.parse(match["number"]), numerals.parse(match["number2"])
    unit = measures.units[match["unit"]]
    if low is None or high is None or measures.units.get(match["unit1"] or match["unit"]) != unit:
        return None  # 下降16.3%至3510亿美元 is no range
    scale = numerals.scale_of(match["scale2"] or "")
    low_scale = numerals.scale_of(match["scale"]) if match["scale"] else scale
    low, high = _scaled(low, low_scale), _scaled(high, scale)
    if low >= high:
        return None
    return Quantity(low, unit, measures.modifier(match), high)


def _percent_words(match: re.Match[str], measures: Measures) -> Quantity | None:
    whole, _, fraction = match["number"].partition("点")
    value = {"百": 100.0}.get(whole) or numerals.parse(whole)
    if value is None:
        return None
    if fraction:
        value = float(f"{value:.0f}." + "".join(str(numerals.DIGITS[c]) for c in fraction))
    return Quantity(value, "%", measures.modifier(match))


def _tenths(match: re.Match[str], measures: Measures) -> Quantity | None:
    value = numerals.parse(match["number"])
    if not value:
        return None
    rest = 5.0 if match["half"] else numerals.parse(match["tail"] or "零") or 0.0
    return Quantity(value * 10 + rest, "%", measures.modifier(match))


def _fraction(match: re.Match[str], measures: Measures) -> Quantity | None:
    whole, part = numerals.parse(match["part"]), numerals.parse(match["number"])
    if not whole or not part or part > whole:
        return None
    return Quantity(round(100 * part / whole, 2), "%", measures.modifier(match))


def _magnitude(match: re.Match[str], measures: Measures) -> Quantity | None:
    return _counted(match, measures, match["unit"])


def _below_zero(match: re.Match[str], measures: Measures) -> Quantity | None:
    value = numerals.parse(match["number"])
    return None if not value else Quantity(-value, match["unit"], measures.modifier(match))


def _half(match: re.Match[str], measures: Measures) -> Quantity | None:
    return Quantity(50.0, "%", measures.modifier(match))


def _half_hours(match: re.Match[str], measures: Measures) -> Quantity | None:
    """半小时, 两个半小时."""
    whole = numerals.parse(match["number"]) if match["number"] else 0.0
    return None if whole is None else Quantity(whole + 0.5, match["unit"], measures.modifier(match))


def _strokes(match: re.Match[str], measures: Measures) -> Quantity | None:
    """撞钟108下: only behind a verb of striking, since 三下 elsewhere is no count."""
    return _told_by(_words().striking, match, measures, "下")


def _services(match: re.Match[str], measures: Measures) -> Quantity | None:
    """航班640班, 加开公交12班, 开了3班; 三年级2班 is the name of a class."""
    return _told_by(_words().running, match, measures, "班")


def _points(match: re.Match[str], measures: Measures) -> Quantity | None:
    """Points of an index: with a decimal, or where the clause tells of an index or its change; 8点 is a time of day."""
    words = _words()
    if "." in match["number"] and not words.clock_before.search(match.string, max(0, match.start() - 4), match.start()):
        return _counted(match, measures, "点")
    return _told_by(words.index, match, measures, "点")


def _told_by(words: re.Pattern[str], match: re.Match[str], measures: Measures, unit: str) -> Quantity | None:
    start = match.start("number")
    return _counted(match, measures, unit) if words.search(match.string, max(0, start - 12), start) else None


def _counted(match: re.Match[str], measures: Measures, unit: str) -> Quantity | None:
    value = numerals.parse(match["number"])
    if value is None or value == 1:
        return None
    scale = numerals.scale_of(match.groupdict().get("scale") or "")
    return Quantity(_scaled(value, scale), unit, measures.modifier(match))


MEASURES: Mapping[str, Callable[[re.Match[str], Measures], Quantity | None]] = {
    "quantity": _quantity,
    "range": _range,
    "percent_words": _percent_words,
    "tenths": _tenths,
    "fraction": _fraction,
    "magnitude": _magnitude,
    "below_zero": _below_zero,
    "half": _half,
    "half_hours": _half_hours,
    "strokes": _strokes,
    "services": _services,
    "points": _points,
}
