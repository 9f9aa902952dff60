"""Writes simplified.tsv again: every character that OpenCC turns into another one from traditional to simplified script.

pip install opencc && python ontology/script/derive.py
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from opencc import OpenCC

HAN = chain(range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0))


def main() -> None:
    convert = OpenCC("t2s").convert
    pairs = ((char, convert(char)) for char in map(chr, HAN))
    rows = [f"{one}\t{other}\n" for one, other in pairs if one != other and len(other) == 1]
    table = "".join(("traditional\tsimplified\n", *rows))
    (Path(__file__).parent / "simplified.tsv").write_text(table, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
