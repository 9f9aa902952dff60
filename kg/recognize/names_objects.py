"""Where the object of a verb of doing may stand, and with which head it ends: 推进|完整社区建设|取得…, 开展|医养结合促进行动|.

A scheme without quotation marks often has verbs inside (结合, 促进), and what makes it one stands at its two ends, further apart
than the tagger of names looks. So the characters between are told of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from kg.recognize.names_grammar import Reading
from kg.recognize.names_lexicon import Match

__all__ = ["Stretch", "objects"]

_ENDS = frozenset(("w", "p", "c", "u", "TIME"))  # tags of words that no object holds
_ON = ("的", "了", "、")  # words behind which an object of the same verb may begin: 部署为期三年的|扫楼行动
_SCHEMES = frozenset(("Initiative", "PolicyConcept", "Award", "Conference", "Document", "Platform"))
_LONGEST = 30


class Stretch(NamedTuple):  # a tuple, since it is taken apart at once
    """[start, stop) of a sentence, the verb before it, its head, and what stands between verb and object (= for nothing)."""

    start: int
    stop: int
    verb: str
    head: str
    way: str


def objects(reading: Reading, verbs: Set[str]) -> Iterator[Stretch]:
    """The stretches behind such verbs in a sentence, from left to right, at most 30 characters each, none overlapping another."""
    if verbs.isdisjoint(reading.spoken):
        return
    heads = {stop: start for start, stop, types in reading.heads if not _SCHEMES.isdisjoint(types.split("|"))}
    verb, way, words = "", "", list[Match]()
    end = len(reading.text)
    for (start, stop, tag), word in zip((*reading.tokens, (end, end, "w")), (*reading.spoken, ""), strict=True):
        if verb and tag not in _ENDS and word not in verbs:
            words.append((start, stop, tag))
            continue
        if words:
            yield from _stretch(reading.text, words, heads, verb, way)
        words = []
        if word in verbs:
            verb, way = word, "="
        elif word in _ON:
            way = word
        else:
            verb = ""


def _stretch(text: str, words: list[Match], heads: dict[int, int], verb: str, way: str) -> Iterator[Stretch]:
    """Up to the first head that ends schemes, else to the last word, whose last two characters then stand for the head."""
    start, last = words[0][0], words[-1][1]
    stop = next((stop for _, stop, _ in words if stop in heads and stop - start > 2), last)
    if stop - start <= _LONGEST:
        yield Stretch(start, stop, verb, text[heads[stop] : stop] if stop in heads else text[max(start, stop - 2) : stop], way)
