"""Reading the rows of a table and finding reprints among them: time, memory, and how many there are.

python tests/benchmarks/reprints.py ../shared/data/news.jsonl.gz [copies]
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from kg.errors import InputError
from kg.link.signature import near_duplicates, signature
from kg.read import articles, read_source


def main() -> None:
    path, copies = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begin = time.process_time()
    texts, refused = {}, 0
    for source in articles([path]):
        try:
            texts[source.id] = read_source(source).text
        except InputError:
            refused += 1
    print(f"{len(texts):,} articles read, {refused:,} refused, {time.process_time() - begin:.1f} s")
    begin = time.process_time()
    signed = {key: signature(text) for key, text in texts.items()}
    print(f"signatures: {time.process_time() - begin:.1f} s")
    rng = random.Random(1)
    many = {f"{key}/{n}": s if n == 0 else rng.randbytes(len(s)) for key, s in signed.items() for n in range(copies)}
    begin = time.process_time()
    found = list(near_duplicates(many))
    print(f"{len(found):,} pairs among {len(many):,}: {time.process_time() - begin:.1f} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
