"""What words stand around a candidate: beside it, in its object and its subject.

The words next but one, the first of the clause and the verbs of the clauses beside were cues too: without them F1 on shelves
that the model has not seen is 0.006 higher.
Words that names, dates or figures cover are all one word: a model that knew them would know articles by heart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["Around", "Words"]

_NAMED = "#"
_NOUNS = frozenset({"n", "nz", "nw", "vn", "an"})
_SUBJECTS = frozenset({"n", "nz", "nt", "r"})


class Around(NamedTuple):
    """The words at a candidate, and those of its clause on both sides of it."""

    tag: str | None  # of the word in which it begins
    whole: str  # whether a word begins where it does, and one ends where it does: 11, 10, 01, 00
    before: str  # the tag of the word before it, ^ where it opens the sentence
    behind: str  # the tag of the word behind it, $ where it ends the sentence
    last: str | None  # the word before it
    next: str | None  # the word behind it: 系列 of 开展|系列|活动
    subject: str | None  # the last noun or pronoun before it, outside names
    nouns: list[str]  # behind it, outside names

    def cues(self, verb: str) -> list[str]:
        """The features of a candidate whose own words are `verb`."""
        found = []
        if self.next is not None:
            found += [f"nw={self.next}", f"w|nw={verb}|{self.next}"]
        if self.last is not None:
            found.append(f"pw={self.last}")
        if self.nouns:
            # The first and the last noun behind the verb, which is the head: 发放|宣传资料 is Publicity, 发放|补贴 Assistance.
            first, head = self.nouns[0], self.nouns[-1]
            found += [f"of={first}", f"oh={head}", f"ohc={head[-1]}", f"wo={verb}|{head}", f"wo1={verb}|{first}"]
        if self.subject is not None:
            found.append(f"sh={self.subject}")
        return found


class Words(NamedTuple):
    """The words of a sentence, in text order."""

    starts: list[int]
    stops: list[int]
    tags: list[str]
    forms: list[str]  # as written; _NAMED where a name, a date or a figure covers a part
    clauses: list[tuple[int, int]]  # by clause: its first word, the word behind its last

    @classmethod
    def of(cls, passage: Passage) -> Words:
        text = passage.text
        starts = [token.span.start for token in passage.tokens]
        stops = [token.span.stop for token in passage.tokens]
        forms = [text[start:stop] for start, stop in zip(starts, stops, strict=True)]
        for named in [item.span for items in (passage.mentions, passage.dates, passage.figures) for item in items]:
            for n in range(bisect_right(stops, named.start), bisect_left(starts, named.stop)):
                forms[n] = _NAMED
        clauses = [(bisect_left(starts, clause.start), bisect_left(starts, clause.stop)) for clause in passage.clauses]
        return cls(starts, stops, [token.tag for token in passage.tokens], forms, clauses)

    def around(self, candidate: Candidate) -> Around:
        starts, stops, tags, forms = self.starts, self.stops, self.tags, self.forms
        start, stop = candidate.span.start, candidate.span.stop
        first, end = self.clauses[candidate.clause]
        at = bisect_right(starts, start) - 1  # the word in which the candidate begins, else the one before
        behind = bisect_left(starts, stop)
        held = at >= 0 and start < stops[at]
        begins = held and starts[at] == start
        before = at - begins
        left = range(first, at + (not held))  # the words before it
        right = range(max(first, behind), end)
        subject = None
        for n in reversed(left):
            if tags[n] in _SUBJECTS and forms[n] != _NAMED:
                subject = forms[n]
                break
        return Around(
            tags[at] if held else None,
            f"{begins:d}{behind > 0 and stops[behind - 1] == stop:d}",
            tags[before] if before >= 0 else "^",
            tags[behind] if behind < len(tags) else "$",
            forms[left[-1]] if left else None,
            forms[right[0]] if right else None,
            subject,
            [forms[n] for n in right if tags[n] in _NOUNS and forms[n] != _NAMED],
        )
