"""Bodies, places and people in three public name sets: ours against the tags of LAC and of jieba.

usage: python tests/benchmarks/public_names.py FOLDER [--errors] [--only pku98_test] [--sentences N]

FOLDER holds pku98_test.jsonl, msra_test.jsonl and cluener_dev.jsonl, one
JSON a line: {"text": …, "ents": [[start, end, type], …]}.
A name counts when its span and its type agree; prints F1 for each of ORG, PLACE and PERSON and for all three, then speed.
The sets are others' work with other guidelines; `ours*` is ours as they count: 全国 and 市委 are none, 甘肃省白银市 is
two, 中俄 is two in MSRA and none in PKU (tagged j there).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg.model import BODY_TYPES, Document
from kg.recognize.names import NameRecognizer
from kg.recognize.names_lexicon import Gazetteer, Lexicon
from kg.score import Counts
from kg.segment import Segmenter
from kg.segment.sentences import plain_lines

SETS = ("pku98_test", "msra_test", "cluener_dev")
CLASSES = ("ORG", "PLACE", "PERSON")
OURS = dict.fromkeys(BODY_TYPES, "ORG") | {"Place": "PLACE", "Person": "PERSON"}
LAC = {"ORG": "ORG", "LOC": "PLACE", "PER": "PERSON"}
JIEBA = {"nt": "ORG", "ns": "PLACE", "nr": "PERSON", "nrt": "PERSON", "nrfg": "PERSON"}

_LEVEL = "(?:国|省|市|县|区|州|自治区|镇|乡|村|旗|盟|街道)"
LETTERED = frozenset({"msra_test"})
LETTERS = frozenset("中美俄日韩朝英法德意印加澳新巴欧亚非越泰埃哈蒙尼台港澳华")  # countries and regions named by one character
DEFINITE = re.compile(f"(?:全|我|本|该){_LEVEL}|自治区|中央|{_LEVEL}*(?:委|政府|人民政府|人大|政协)")

Name = tuple[int, int, str]
Finder = Callable[[Document], Iterable[Name]]


def finders(*, letters: bool) -> dict[str, Finder]:
    """By tool: what it finds in a segmented document; `letters`: the set counts each letter of 中俄."""
    import jieba.posseg

    recognize, divisions = NameRecognizer.load(), Lexicon.load().divisions

    def ours(doc: Document) -> Iterable[Name]:
        found = recognize(doc).mentions
        return [(m.span.start, m.span.stop, OURS[m.type]) for m in found if m.type in OURS]

    def adapted(doc: Document) -> Iterable[Name]:
        return [name for found in ours(doc) for name in as_they_count(doc.text, found, divisions, letters=letters)]

    def lac(doc: Document) -> Iterable[Name]:
        tokens = (t for s in doc.sentences for t in s.tokens)
        return [(t.span.start, t.span.stop, LAC[t.tag]) for t in tokens if t.tag in LAC]

    def by_jieba(doc: Document) -> Iterable[Name]:
        at = 0
        for pair in jieba.posseg.cut(doc.text):
            if pair.flag in JIEBA:
                yield at, at + len(pair.word), JIEBA[pair.flag]
            at += len(pair.word)

    return {"ours": ours, "ours*": adapted, "LAC": lac, "jieba": by_jieba}


def as_they_count(text: str, name: Name, divisions: Gazetteer, *, letters: bool) -> list[Name]:
    """Our name by their rules: none for 全国 and 市委, each division of 甘肃省|白银市, each letter of 中|俄 where they count."""
    start, stop, type_ = name
    words = text[start:stop]
    if DEFINITE.fullmatch(words):
        return []
    if type_ == "PLACE" and LETTERS.issuperset(words):
        return [(at, at + 1, type_) for at in range(start, stop)] if letters else []
    links = [(left, right) for left, right, _ in divisions.matches(words)] if type_ == "PLACE" else []
    if len(links) < 2 or links[0][0] or any(one[1] != other[0] for one, other in pairwise(links)):
        return [name]
    return [*((start + left, start + right, type_) for left, right in links[:-1]), (start + links[-1][0], stop, type_)]


def prose(key: str, text: str) -> Document:
    """A text that is no article: none of its lines is a title."""
    return Document(key, text, lines=tuple(replace(line, kind="paragraph") for line in plain_lines(text)))


def compared(rows: Sequence[dict[str, Any]], docs: Sequence[Document], find: Finder, *, errors: bool) -> dict[str, Counts]:
    """Counts by class and together."""
    totals = dict.fromkeys((*CLASSES, "all"), Counts())
    for row, doc in zip(rows, docs, strict=True):
        gold = {(start, stop, type_) for start, stop, type_ in row["ents"] if type_ in CLASSES}
        found = set(find(doc))
        for key in totals:
            part_gold, part_found = ({n for n in names if key in (n[2], "all")} for names in (gold, found))
            totals[key] += Counts(len(part_gold & part_found), len(part_found), len(part_gold))
        if errors and gold != found:
            show(doc.text, gold, found)
    return totals


def show(text: str, gold: set[Name], found: set[Name]) -> None:
    said = [
        " ".join(f"{text[start:stop]}/{type_}" for start, stop, type_ in sorted(names)) for names in (gold - found, found - gold)
    ]
    print(f"{text}\n  only there: {said[0]}\n  only here:  {said[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description="F1 of names on three public sets.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=SETS)
    parser.add_argument("--errors", action="store_true", help="list what ours and the set do not share")
    parser.add_argument("--sentences", type=int, default=None, help="so many lines of each set")
    given = parser.parse_args()
    segment, speed = Segmenter.load(), Counter[str]()
    for name in (given.only,) if given.only else SETS:
        lines = (given.folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[: given.sentences]
        rows = [json.loads(line) for line in lines]
        docs = [segment(prose(str(number), row["text"])) for number, row in enumerate(rows)]
        for tool, find in finders(letters=name in LETTERED).items():
            started = time.perf_counter()
            counts = compared(rows, docs, find, errors=given.errors and tool == "ours")
            speed[tool] += round((time.perf_counter() - started) * 1000)
            cells = "  ".join(f"{key} {c.f1:.3f} (P {c.precision:.3f} R {c.recall:.3f})" for key, c in counts.items())
            print(f"{name:12} {tool:6} {cells}", flush=True)
    print("ms besides LAC's own:", dict(speed))


if __name__ == "__main__":
    main()
