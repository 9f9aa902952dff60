"""What words stand around a candidate: beside it, in its object and its subject.

The words next but one, the first of the clause and the verbs of the clauses beside were cues too: without them F1 on shelves
that the model has not seen is 0.006 higher.
Words that names, dates or figures cover are all one word: a model that knew them would know articles by heart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["Around", "Words"]

_NAMED = "#"
_NOUNS = frozenset({"n", "nz", "nw", "vn", "an"})
_SUBJECTS = frozenset({"n", "nz", "nt", "r"})


class _Word(NamedTuple):  # a tuple, since it is made for every word
    start: int
    stop: int
    tag: str
    form: str  # as written; _NAMED within a name, a date or a figure


class Around(NamedTuple):
    """The words of a candidate's clause on both sides of it."""

    before: list[_Word]
    after: list[_Word]
    nouns: list[str]  # behind it, outside names

    @property
    def next(self) -> str | None:
        """The next word: 系列 of 开展|系列|活动."""
        return self.after[0].form if self.after else None

    def cues(self, verb: str) -> Iterator[str]:
        """The features of a candidate whose own words are `verb`."""
        if self.after:
            yield from (f"nw={self.after[0].form}", f"w|nw={verb}|{self.after[0].form}")
        if self.before:
            yield f"pw={self.before[-1].form}"
        yield from _object(verb, self.nouns)
        subjects = [word.form for word in self.before if word.tag in _SUBJECTS and word.form != _NAMED]
        if subjects:
            yield f"sh={subjects[-1]}"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence, clause by clause."""

    clauses: tuple[tuple[_Word, ...], ...]

    @classmethod
    def of(cls, passage: Passage) -> Words:
        spans = chain((m.span for m in passage.mentions), (d.span for d in passage.dates), (f.span for f in passage.figures))
        named = sorted((span.start, span.stop) for span in spans)
        words = [
            _Word(
                t.span.start,
                t.span.stop,
                t.tag,
                _NAMED if _covered(t.span.start, t.span.stop, named) else t.span.of(passage.text),
            )
            for t in passage.tokens
        ]
        starts = [word.start for word in words]
        return cls(tuple(tuple(words[bisect_left(starts, c.start) : bisect_left(starts, c.stop)]) for c in passage.clauses))

    def around(self, candidate: Candidate) -> Around:
        start, stop = candidate.span.start, candidate.span.stop
        clause = self.clauses[candidate.clause]
        after = [word for word in clause if word.start >= stop]
        nouns = [word.form for word in after if word.tag in _NOUNS and word.form != _NAMED]
        return Around([word for word in clause if word.stop <= start], after, nouns)


def _object(verb: str, nouns: Sequence[str]) -> Iterator[str]:
    """The first and the last noun behind the verb, which is the head: 发放|宣传资料 is Publicity, 发放|补贴 Assistance."""
    if nouns:
        first, head = nouns[0], nouns[-1]
        yield from (f"of={first}", f"oh={head}", f"ohc={head[-1]}", f"wo={verb}|{head}", f"wo1={verb}|{first}")


def _covered(start: int, stop: int, named: Sequence[tuple[int, int]]) -> bool:
    """Whether the word shares a character with a name; `named` are sorted and apart."""
    at = bisect_left(named, (stop, stop))
    return at > 0 and named[at - 1][1] > start
