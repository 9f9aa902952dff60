"""Where an event may be stated: each verb of the table, and unknown verbs that tell a deed or stand before something named.

A `Passage` is one sentence with what stands in it; its `candidates` are weighed by `kg.extract.triggers`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

from kg.extract.lexemes import Lexeme, Lexemes, Noun
from kg.model import Date, Document, Figure, Line, Mention, Span, Token
from kg.tables.patterns import patterns

__all__ = ["Candidate", "Passage", "passages"]

Verbs = list[tuple[Span, tuple[Lexeme, ...]]]
Place = tuple[int, bool, bool]  # line_start, first_line, heading
T = TypeVar("T", Mention, Date, Figure)

_STOPS = "。！？!?\n"
_BREAK = re.compile("[，,；;。：:！？!?\n●①②③④⑤⑥⑦⑧⑨⑩]")
_CLOSED = '。！？!?；;.…：:,，”’"'  # a line that ends otherwise may be a title
_TITLE = 80  # no title is longer
_LONGEST = 1000  # characters of a passage
_NAME = "□"  # stands for each character of a name
_THEMES = frozenset({"Initiative", "PolicyConcept", "Award", "Document", "Conference", "Platform"})
_HEADED = frozenset({"Conference", "Initiative", "Platform"})  # names whose last noun says what is held: …|培训班, …|启动仪式
_LONGEST_VERB = 3
_DICTIONARY = frozenset(
    {"n", "v", "vn", "ad", "d", "a", "an", "vd"}
)  # tags of words from the dictionary: a name may hold too much
_VERBAL = frozenset({"v", "vd", "nw", "ORG", "PER", "LOC"})  # within a word of another tag one character is no verb: 党|建, 网|上
_NOUN = frozenset({"n", "nz", "nw", "vn", "an"})
_COMPOUND = 6  # characters of the longest compound that another verb may join: 走访慰问, 评选|表彰|奖励
_REACH = 8  # how far behind an unknown verb its named or counted object may begin: 念好了“…”


@dataclass(frozen=True, slots=True)
class _Forms:
    idle: frozenset[str]  # verbs that state nothing themselves


@cache
def _forms() -> _Forms:
    return patterns("trigger_candidates", _Forms)


class Candidate(NamedTuple):  # a tuple, as nouns and sentences are, since an article has dozens
    """A word that may state an event: the rows it is made of (none: a verb of no row), and its clause."""

    span: Span
    lexemes: tuple[Lexeme, ...]
    clause: int  # index into Passage.clauses

    def verb(self, lexemes: Lexemes, tokens: Sequence[Token]) -> Span:
        """The words that state the event: the head but its object; where that is part of a verb, the whole verb: 捐|助, 运|送."""
        head = self._without_object(lexemes, tokens)
        if len(head) > 1:
            return head
        at = bisect_right(tokens, head.start, key=lambda t: t.span.start) - 1
        whole = (
            at >= 0 and tokens[at].tag in ("v", "vn") and tokens[at].span.covers(head) and len(tokens[at].span) <= _LONGEST_VERB
        )
        return tokens[at].span if whole else head

    def head(self, light: Container[str]) -> tuple[int, tuple[Lexeme, ...]]:
        """Where the words without the light verbs before them begin, and their rows: 专项督查 of 进行|专项督查."""
        start = self.span.start
        for number, row in enumerate(self.lexemes[:-1]):
            if row.base not in light:
                return start, self.lexemes[number:]
            start += len(row.word)
        return start, self.lexemes[-1:]

    def _without_object(self, lexemes: Lexemes, tokens: Sequence[Token]) -> Span:
        """The head up to the noun that is its object: 提供|法律援助, 安排|补助资金, 派发|宣传手册, 出动|插秧机; not 走访慰问."""
        start, rows = self.head(lexemes.light)
        stop = self.span.stop
        if len(rows) > 1 and rows[0].base in lexemes.taking:
            return Span(start, start + len(rows[0].word))
        for row in reversed(rows[1:]):
            if not _begins_noun(stop - len(row.word), stop, tokens):
                break
            stop -= len(row.word)
        return Span(start, stop)


class Passage(NamedTuple):
    """A sentence with all that stands in it, each in text order."""

    span: Span
    text: str  # of the whole document
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    dates: tuple[Date, ...]
    figures: tuple[Figure, ...]
    clauses: tuple[Span, ...]
    nouns: tuple[Noun, ...]  # outside the names
    tails: tuple[Noun, ...]  # names, with the kinds of their last noun
    candidates: tuple[Candidate, ...]
    line_start: int  # where its line begins
    first_line: bool  # stands in the first line that has words
    heading: bool  # a title or heading: what it states the body states again
    words: str  # its text with every name in it blanked: 年内 in a name is no marker


def _begins_noun(start: int, stop: int, tokens: Sequence[Token]) -> bool:
    """Whether the words of a stretch begin a noun that goes on behind them, as one word of the tagger or with its next."""
    at = bisect_right(tokens, start, key=lambda t: t.span.start) - 1
    if at < 0 or tokens[at].tag not in _NOUN or start >= tokens[at].span.stop:
        return False
    token = tokens[at].span
    if token.stop != stop or token.start != start:
        return token.stop > stop
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return behind is not None and behind.span.start == stop and behind.tag in _NOUN


def passages(doc: Document, lexemes: Lexemes) -> Iterator[Passage]:
    """The sentences of a document, very long ones in pieces; where none are cut yet, those between 。！？!? and line ends."""
    index = _Index(doc)
    opening = True
    line_start, previous, first = 0, 0, None
    for span, line, tokens in _sentences(doc):
        closed = doc.text[span.start : span.stop].rstrip()[-1] in _CLOSED
        opening = opening and not closed and len(span) < _TITLE
        heading = not closed and (opening or (line is not None and line.kind in ("title", "heading")))
        line_start = max(line_start, doc.text.rfind("\n", previous, span.start) + 1)
        previous, first = span.start, line_start if first is None else first
        for piece in _pieces(doc.text, span):
            inner = tokens if piece == span else tuple(t for t in tokens if piece.covers(t.span))
            yield _passage(doc.text, piece, inner, index, lexemes, (line_start, line_start == first, heading))


def _sentences(doc: Document) -> Iterator[tuple[Span, Line | None, tuple[Token, ...]]]:
    if doc.sentences:
        yield from ((s.span, doc.lines[s.line] if doc.lines else None, s.tokens) for s in doc.sentences)
        return
    start = 0
    for at, char in enumerate(f"{doc.text}\n"):
        if char in _STOPS:
            if doc.text[start : at + 1].strip():
                yield Span(start, min(at + 1, len(doc.text))), None, ()
            start = at + 1


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """The sentence in pieces of bounded length, cut at the last break before the bound: cues read a passage again and again."""
    start = span.start
    while span.stop - start > _LONGEST:
        cut = max(text.rfind(mark, start, start + _LONGEST) for mark in "；;，,、")
        cut = cut + 1 if cut > start else start + _LONGEST
        yield Span(start, cut)
        start = cut
    yield Span(start, span.stop)


class _Index:
    """Finds what stands between two offsets without walking the whole document."""

    def __init__(self, doc: Document) -> None:
        self.mentions = sorted(doc.mentions, key=_place)
        self.dates = sorted(doc.dates, key=_place)
        self.figures = sorted(doc.figures, key=_place)
        self.starts = {id(items): [i.span.start for i in items] for items in (self.mentions, self.dates, self.figures)}

    def inside(self, items: list[T], span: Span) -> tuple[T, ...]:
        starts = self.starts[id(items)]
        return tuple(items[bisect_left(starts, span.start) : bisect_left(starts, span.stop)])


def _place(item: Mention | Date | Figure) -> tuple[int, int]:
    return item.span.start, item.span.stop


def _passage(text: str, span: Span, tokens: tuple[Token, ...], index: _Index, lexemes: Lexemes, place: Place) -> Passage:
    mentions = index.inside(index.mentions, span)
    dates, figures = index.inside(index.dates, span), index.inside(index.figures, span)
    taken = sorted([item.span for items in (mentions, dates, figures) for item in items], key=lambda s: (s.start, s.stop))
    words = _blanked(text, span, mentions)
    clauses = tuple(_clauses(text, span, words))
    known, nouns = _scan(text, span, taken, lexemes, _Words.of(text, tokens, lexemes.verbs))
    blocked = [*taken, *[s for s, _ in known], *[n.span for n in nouns]]
    verbs: Verbs = [*known, *_unknown(text, tokens, mentions, figures, blocked, lexemes.amounts)]
    verbs.sort(key=lambda verb: (verb[0].start, verb[0].stop))
    starts = [c.start for c in clauses]
    candidates = tuple([Candidate(s, rows, max(0, bisect_left(starts, s.start + 1) - 1)) for s, rows in verbs])
    tails = tuple(
        [Noun(m.span, kinds) for m in mentions if m.type in _HEADED and (kinds := lexemes.kinds_at_end(m.span.of(text)))]
    )
    return Passage(span, text, tokens, mentions, dates, figures, clauses, nouns, tails, candidates, *place, words)


def _blanked(text: str, span: Span, names: Sequence[Mention]) -> str:
    words = span.of(text)
    for name in names:
        start, stop = name.span.start - span.start, min(name.span.stop, span.stop) - span.start
        words = words[:start] + _NAME * (stop - start) + words[stop:]
    return words


def _clauses(text: str, span: Span, words: str) -> Iterator[Span]:
    """The stretches between commas, semicolons and colons that stand in no name; `words` are the sentence's, names blanked."""
    start = span.start
    for mark in _BREAK.finditer(words):
        at = span.start + mark.start()
        if text[start:at].strip():
            yield Span(start, at)
        start = at + 1
    if text[start : span.stop].strip():
        yield Span(start, span.stop)


class _Words(NamedTuple):
    """The words of the tagger, by their places."""

    text: str
    tokens: Sequence[Token]
    starts: Sequence[int]
    verbs: Container[str]  # of the table

    @classmethod
    def of(cls, text: str, tokens: Sequence[Token], verbs: Container[str]) -> _Words:
        return cls(text, tokens, [t.span.start for t in tokens], verbs)

    def cut_by(self, start: int, stop: int) -> bool:
        """Whether a word of the table is none here: 分发 in 充分|发挥, and 新开 in 新|开工, which is one itself.

        The tagger errs as well, 办|起来|料加工: a word that it cuts on one side alone stands. One character stands in a verb
        (捐 in 捐助), but not in another word: 教 in 教育, 设 in 设计.
        """
        here = self._holding(start)
        if stop - start == 1 and here is not None and len(here.span) > 1 and here.tag not in _VERBAL:
            return True
        last = self._holding(stop)
        if last is None or last.tag not in _DICTIONARY or not start < last.span.start < stop:
            return False
        cut = here is not None and here.tag in _DICTIONARY and here.span.start < start
        return cut or last.span.of(self.text) in self.verbs

    def _holding(self, at: int) -> Token | None:
        """The word that holds the character at the offset."""
        index = bisect_right(self.starts, at) - 1
        return self.tokens[index] if index >= 0 and at < self.tokens[index].span.stop else None


def _scan(text: str, span: Span, taken: Sequence[Span], lexemes: Lexemes, words: _Words) -> tuple[Verbs, tuple[Noun, ...]]:
    """Verbs and nouns outside the names; verbs that touch are one (调研督导)."""
    verbs: Verbs = []
    nouns: list[Noun] = []
    for start, stop in _gaps(span, taken):
        for word, row, kinds in lexemes.scan(text, start, stop, words.cut_by):
            if kinds:
                nouns.append(Noun(word, kinds))
            if row is None:
                continue
            if verbs and verbs[-1][0].stop == word.start and 1 < len(verbs[-1][0]) < _COMPOUND and len(word) > 1:
                verbs[-1] = (Span(verbs[-1][0].start, word.stop), (*verbs[-1][1], row))
            else:
                verbs.append((word, (row,)))
    return verbs, tuple(nouns)


def _gaps(span: Span, taken: Sequence[Span]) -> Iterator[tuple[int, int]]:
    at = span.start
    for item in taken:
        if at < item.start:
            yield at, item.start
        at = max(at, item.stop)
    if at < span.stop:
        yield at, span.stop


def _unknown(
    text: str,
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
    blocked: Sequence[Span],
    amounts: Container[str],
) -> Verbs:
    """Verbs of no row that stand shortly before a named theme or tell a deed: 念好了“三字诀”, 学了3天."""
    themes = [m.span.start for m in mentions if m.type in _THEMES]
    counts = [f.span.start for f in figures]
    found: Verbs = []
    idle = _forms().idle
    for token in tokens:
        span = token.span
        if token.tag not in ("v", "vn") or (word := span.of(text)) in idle:
            continue
        tells = _stands_before(text, span.stop, themes) or (word not in amounts and _tells_a_deed(text, span, counts))
        if tells and not any(span.overlaps(other) for other in blocked):
            found.append((span, ()))
    return found


def _tells_a_deed(text: str, verb: Span, counts: Sequence[int]) -> bool:
    """Whether two of these hold: the verb has one character, 了 is behind it, a figure is: 陪|了老人, 沟通|了20多次."""
    short, past = len(verb) == 1, text.startswith("了", verb.stop)
    return (short and past) or ((short or past) and _stands_before(text, verb.stop, counts))


def _stands_before(text: str, at: int, starts: Sequence[int]) -> bool:
    """Whether one of the places begins shortly behind, in the same clause."""
    behind = bisect_left(starts, at)
    return behind < len(starts) and starts[behind] - at <= _REACH and not _BREAK.search(text, at, starts[behind])
