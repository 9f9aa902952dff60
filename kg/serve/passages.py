"""The words behind a node as its page shows them: in their sentence, marked, with the article that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["AROUND", "Article", "Claim", "Passage", "Row", "passages"]

Row = dict[str, dict[str, str]]

AROUND = 200  # characters before the words, and after them, in which their sentence is looked for
_ENDS = "。！？!?\n\r"
_REST = re.compile(rf"[^{_ENDS}]*[。！？!?]*[”’」』）)]*")
_LEFT_BEHIND = "”’」』）) \t\u3000"  # what may stand between the end of a sentence and the next


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its passages name it, with what tells it from a reprint."""

    iri: str
    title: str
    issued: str  # "" where nobody knows
    original: str  # of which it is a reprint; "" for any other


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of the node on the strength of some words, by which rule and how surely."""

    words: str
    predicate: str
    other: dict[str, str]
    label: str
    points_here: bool  # the other node is the subject
    rule: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence in pieces, each with whether it is marked; `start` is where the first marked words stand in the article."""

    article: Article
    start: int
    pieces: tuple[tuple[str, bool], ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """The words of a row, and the sentence around them."""

    row: Row
    article: Article
    start: int
    stop: int
    first: int  # where the sentence begins in the article
    sentence: str
    is_begun: bool  # the sentence begins before what is shown of it
    goes_on: bool


def passages(rows: Iterable[Row]) -> tuple[Passage, ...]:
    """The passages that rows tell of, in their order, each sentence once with all that is told of it."""
    groups: dict[object, list[_Found]] = {}
    for row in rows:
        found = _found(row)
        groups.setdefault((found.article.iri, found.first, len(found.sentence)), []).append(found)
    return tuple(map(_passage, groups.values()))


def _found(row: Row) -> _Found:
    plain = {name: term["value"] for name, term in row.items()}
    article = Article(plain["article"], plain["title"], plain.get("issued", ""), plain.get("original", ""))
    start, stop = int(plain["start"]), int(plain["stop"])
    around = plain.get("around", plain["words"])  # an article may come without its text
    at = start - int(plain["from"]) if "around" in plain else 0
    size = stop - start
    begin = max(around.rfind(end, 0, at) for end in _ENDS) + 1
    is_begun = begin == 0 and start > at
    begin = at - len(around[begin:at].lstrip(_LEFT_BEHIND))
    rest = _REST.match(around, max(at + size - 1, at))  # the words may end the sentence
    end = rest.end() if rest else len(around)
    goes_on = end == at + size + AROUND and around[end - 1] not in _ENDS
    return _Found(row, article, start, stop, start - at + begin, around[begin:end], is_begun, goes_on)


def _passage(group: list[_Found]) -> Passage:
    one = group[0]
    pieces, at = [("…", False)] if one.is_begun else [], 0
    for start, stop in sorted(((f.start - one.first, f.stop - one.first) for f in group), key=lambda at: (at[0], -at[1])):
        pieces += [(one.sentence[at:start], False), (one.sentence[max(at, start) : stop], True)]
        at = max(at, stop)
    pieces += [(one.sentence[at:], False), ("…" if one.goes_on else "", False)]
    claims = tuple(_claim(f.row) for f in group if "p" in f.row)
    return Passage(one.article, min(f.start for f in group), tuple(piece for piece in pieces if piece[0]), claims)


def _claim(row: Row) -> Claim:
    words, predicate, rule, confidence = (row[name]["value"] for name in ("words", "p", "rule", "confidence"))
    other = row["other"]
    return Claim(words, predicate, other, row.get("label", other)["value"], "inward" in row, rule, confidence)
