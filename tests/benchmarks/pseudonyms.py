"""All annotated articles with pseudonyms, in every format and page: how long it takes, and every name that is still there.

python tests/benchmarks/pseudonyms.py
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import quote

from kg.export import FORMATS, export
from kg.graph import build_gold
from kg.tables.loading import corpus_dir
from kg.view import explorer, reading_pages

# The name in these is a doctrine's, not a person's.
DOCTRINES = ("习近平新时代中国特色社会主义思想", "习近平文化思想")


def names(gold: Path) -> set[str]:
    records = (json.loads(path.read_text(encoding="utf-8")) for path in gold.glob("*.json"))
    return {words for r in records for m in r["mentions"] if m["type"] == "Person" for words in (m["text"], m["name"])}


def left(data: bytes, people: set[str]) -> list[str]:
    text = data.decode()
    for doctrine in DOCTRINES:
        text = text.replace(doctrine, "")
    return sorted(name for name in people if name in text or quote(name) in text)


def main() -> None:
    gold, articles = corpus_dir() / "gold", corpus_dir() / "articles"
    graph, people = build_gold(gold, articles), names(gold)
    began = time.perf_counter()
    shown = graph.pseudonymised(b"a secret for this benchmark")
    print(f"{len(people)} names, {len(graph.store)} quads: pseudonymised in {time.perf_counter() - began:.1f} s")
    for name in FORMATS:
        print(f"{name:8} {[left(data, people) for data in export(shown, name).values()]}")
    print(f"explorer {left(explorer(shown).encode(), people)}")
    print(f"reading  {sorted({n for _, page in reading_pages(shown, 'explorer.html') for n in left(page.encode(), people)})}")


if __name__ == "__main__":
    main()
