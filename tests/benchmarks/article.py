"""How long one article takes, from the shell to the finished folder: `python tests/benchmarks/article.py [ARTICLE]`.

Prints the wall-clock seconds of three runs of `kg build`, start-up included, and those of `kg --help`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ARTICLE = Path(__file__).parent.parent.parent / "corpus" / "articles" / "000_3933d1552c9bd586.txt"


def seconds(*arguments: str) -> float:
    """The time that `kg` takes with these arguments."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kg.cli", *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    article = sys.argv[1] if len(sys.argv) > 1 else str(ARTICLE)
    print(f"kg --help  {seconds('--help'):.1f} s")
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            print(f"kg build   {seconds('build', article, '--out', f'{folder}/graph'):.1f} s")


if __name__ == "__main__":
    main()
