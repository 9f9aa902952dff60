"""The tables of docs/evaluation.md and README.md, from the predictions that `make evaluate` stored.

Run as `python tests/benchmarks/evaluation.py [--write]`: prints what the stored predictions score on the 78 articles of the genre
and on each shelf of the corpus, with intervals; --write puts the tables into the pages. Seconds, since nothing is read again.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path

from kg.record import Json, read_records
from kg.score import Report, intervals, report
from kg.tables.loading import corpus_dir

ROOT = Path(__file__).parents[2]
PREDICTED = ROOT / "tests" / "cases" / "unseen.jsonl.xz"
PAGE, README = ROOT / "docs" / "evaluation.md", ROOT / "README.md"
SHELVES = {
    "held": "17 held out",
    "later": "120 later ones",
    "dispatches": "95 dispatches",
    "offices": "105 from offices",
    "broadcasts": "156 broadcasts",
    "press": "78 news items",
    "practice": "70 reports of work",
    "counties": "52 pages of counties",
    "campaigns": "48 items of campaigns",
    "items": "313 items in real frames",
    "pages": "205 pages in real frames",
    "bulletins": "212 bulletins",
}
BRIEF = ("held", "pages", "items")  # what README.md shows of the shelves
READ_ONCE = ("20 real pages of work, by two more hands", "40 real news items, by four more hands")  # and of what was read once
KINDS = {
    "mentions": "mentions",
    "dates values": "dates",
    "figures values": "figures",
    "events": "events",
    "event roles": "roles",
    "relations": "relations",
}


def stored() -> dict[str, Json]:
    """The stored predictions by article."""
    lines = lzma.decompress(PREDICTED.read_bytes()).decode("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def scored(predicted: dict[str, Json], *shelves: str) -> Report:
    """What the predictions score on the articles of some folders of corpus/."""
    gold: dict[str, Json] = {}
    texts: dict[str, str] = {}
    for home in (corpus_dir() / shelf for shelf in shelves):
        for key, record in read_records(home / "gold").items():
            gold[key], texts[key] = record, (home / "articles" / f"{key}.txt").read_bytes().decode("utf-8-sig")
    return report(gold, predicted, texts)


def whole(predicted: dict[str, Json]) -> Iterator[str]:
    """Of the 78 articles: precision, recall and F1 of everything, F1 with its interval over articles."""
    found = scored(predicted, "", "held")
    wide = intervals(found.articles.values())
    yield "| | precision | recall | F1 | 95 % of F1 |"
    yield "|---" * 5 + "|"
    for key, count in found.total.counts.items():
        spread = f"{wide[key].low:.3f}–{wide[key].high:.3f}"
        yield f"| {key} | {count.precision:.3f} | {count.recall:.3f} | {count.f1:.3f} | {spread} |"


def shelves(predicted: dict[str, Json]) -> Iterator[str]:
    """F1 of each shelf, with intervals over articles."""
    yield f"| F1 | {' | '.join(KINDS.values())} |"
    yield "|---" * (1 + len(KINDS)) + "|"
    for shelf, called in SHELVES.items():
        found = scored(predicted, shelf)
        wide = intervals(found.articles.values())
        cells = (f"{found.total.counts[k].f1:.3f} ({wide[k].low:.3f}–{wide[k].high:.3f})" for k in KINDS)
        yield f"| {called} | {' | '.join(cells)} |"


def brief(predicted: dict[str, Json]) -> Iterator[str]:
    """F1 of the 78 articles and of some shelves, then the rows of the page for what was read once; no intervals."""
    yield f"| F1 | {' | '.join(KINDS.values())} |"
    yield "|---" * (1 + len(KINDS)) + "|"
    chosen = {"78 articles of the genre": ("", "held"), **{SHELVES[shelf]: (shelf,) for shelf in BRIEF}}
    for called, homes in chosen.items():
        counts = scored(predicted, *homes).total.counts
        yield f"| {called} | {' | '.join(f'{counts[k].f1:.3f}' for k in KINDS)} |"
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for called in READ_ONCE:
        row = next(line for line in lines if line.startswith(f"| {called} |"))
        yield re.sub(r" \([^)]*\)", "", row)


def put(page: Path, section: str, table: str) -> None:
    """Replaces what stands in the page between the marks of the section."""
    text = page.read_text(encoding="utf-8")
    marked = re.sub(f"(<!-- {section} -->\n).*?(<!-- /{section} -->)", lambda m: f"{m[1]}{table}\n{m[2]}", text, flags=re.DOTALL)
    page.write_text(marked, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the tables of scores from the stored predictions.")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/evaluation.md and README.md")
    given = parser.parse_args()
    predicted = stored()
    tables = {"whole": whole, "shelves": shelves, "brief": brief}
    for section, rows in tables.items():
        table = "\n".join(rows(predicted))
        print(table, end="\n\n")
        if given.write:
            put(README if section == "brief" else PAGE, section, table)


if __name__ == "__main__":
    main()
