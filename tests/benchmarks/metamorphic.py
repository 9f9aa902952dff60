"""How much of what is read from the articles of the corpus stays when they are moved, retyped and laid out anew.

Run as `python tests/benchmarks/metamorphic.py [--unseen] [--only territories,bodies] [--every 1] [--errors FILE] [--write]`.

Prints a table: of each transformation the share of events (with all their roles) and of relations that stay, over all articles,
and how many articles keep at least 98 %. With --unseen only articles of corpus/later, by models that have seen none of those.
--write puts the table into docs/metamorphic.md.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[0] = str(ROOT / "tests")  # not this folder: its module has the same name

from metamorphic import Article, Change, Kept, articles, measured  # noqa: E402
from metamorphic_names import TRANSFORMATIONS  # noqa: E402

from kg import pipeline  # noqa: E402
from kg.learn.evaluate import unseeing  # noqa: E402
from kg.model import Document  # noqa: E402
from kg.record import to_record  # noqa: E402

PAGE = ROOT / "docs" / "metamorphic.md"
ENOUGH = 0.98
Rows = dict[str, list[Kept]]


def measure(
    chosen: Iterable[Article], names: Iterable[str], extract: Callable[[Document], Document], errors: Path | None
) -> Rows:
    """What each article keeps, by transformation; articles that a transformation leaves as they are do not count."""
    rows: Rows = {name: [] for name in names}
    lines: list[str] = []
    for article in chosen:
        before = to_record(extract(Change(article.text, ()).read(article)))
        for name, found in rows.items():
            change = TRANSFORMATIONS[name](article)
            if change.edits or change.encoding != "utf-8":
                result = measured(article, change, extract, before)
                found.append(replace(result, differences=()))
                lines += [f"{name}\t{article.id}\t{difference}" for difference in result.differences]
    if errors:
        errors.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return rows


def table(rows: Rows) -> str:
    head = [
        "| transformation | articles | events kept | relations kept | both | articles that keep 98 % |",
        "|---|---|---|---|---|---|",
    ]
    for name, found in rows.items():
        total = sum(found, Kept())
        whole = sum(result.share >= ENOUGH for result in found)
        head.append(
            f"| {name} | {len(found)} | {_share(total.events, total.of_events)} of {total.of_events} "
            f"| {_share(total.relations, total.of_relations)} of {total.of_relations} | {total.share:.1%} | {whole} |"
        )
    return "\n".join(head)


def _share(kept: int, of: int) -> str:
    return f"{kept / of:.1%}" if of else "–"


def write(section: str, found: str) -> None:
    """Puts the table into its section of the page, with the date of today."""
    page = PAGE.read_text(encoding="utf-8")
    dated = f"<!-- {section} -->\nMeasured on {datetime.date.today().isoformat()}.\n\n{found}\n<!-- /{section} -->"
    PAGE.write_text(re.sub(f"<!-- {section} -->.*<!-- /{section} -->", lambda _: dated, page, flags=re.DOTALL), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="What stays when articles are moved, retyped and laid out anew.")
    parser.add_argument("--unseen", action="store_true", help="articles of corpus/later, by models that have not seen them")
    parser.add_argument("--only", default=",".join(TRANSFORMATIONS), help="names of transformations, joined by commas")
    parser.add_argument("--every", type=int, default=1, help="of the articles one in so many (1)")
    parser.add_argument("--errors", type=Path, help="a file for every difference")
    parser.add_argument("--write", action="store_true", help="put the table into docs/metamorphic.md")
    given = parser.parse_args()
    corpus = ROOT / "corpus"
    chosen = [*([] if given.unseen else articles(corpus)), *articles(corpus / "later")][:: given.every]
    with tempfile.TemporaryDirectory() as folder:
        stages = unseeing(frozenset(a.id for a in chosen), Path(folder)) if given.unseen else pipeline.stages()
        rows = measure(chosen, given.only.split(","), lambda doc: pipeline.run(doc, stages), given.errors)
    print(table(rows))
    if given.write:
        write("unseen" if given.unseen else "shipped", table(rows))


if __name__ == "__main__":
    main()
