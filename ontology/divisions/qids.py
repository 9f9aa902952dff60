"""Derives qids.tsv, items of Wikidata for divisions, from the npm package @rapideditor/country-coder 5.6.1.

usage: python ontology/divisions/qids.py FILE  (the package's src/data/borders.json)

A division is matched by its code of ISO 3166-1 alone, which the standard ties to one of GB/T 2260; no name is compared.
What the two sources may not mean alike is written for review, and the graph does not use it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = "@rapideditor/country-coder 5.6.1"
# ISO 3166-1 → GB/T 2260, name, and why it needs a second look
UNITS = {
    "HK": ("810000", "香港特别行政区", ""),
    "MO": ("820000", "澳门特别行政区", ""),
    "TW": ("710000", "台湾省", "the item is of what ISO 3166-1 lists, the code of GB/T 2260 of the province"),
}


def rows(borders: Path) -> list[tuple[str, ...]]:
    """code, name, qid, status (exact | review), source, reason; by code."""
    features = json.loads(borders.read_text(encoding="utf-8"))["features"]
    items = {f["properties"]["iso1A2"]: f["properties"]["wikidata"] for f in features if "iso1A2" in f["properties"]}
    found = []
    for iso, (code, name, doubt) in UNITS.items():
        reason = doubt or f"ISO 3166-1 {iso}"
        found.append((code, name, items[iso], "review" if doubt else "exact", SOURCE, reason))
    return sorted(found)


def main(borders: Path) -> None:
    head = (
        "# Divisions with their item of Wikidata. exact: linked by owl:sameAs; review: somebody must look first, not linked.",
        f"# Source: {SOURCE} (ISC), by qids.py; do not edit by hand.",
        "code\tname\tqid\tstatus\tsource\treason",
    )
    lines = (*head, *("\t".join(row) for row in rows(borders)))
    (HERE / "qids.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
