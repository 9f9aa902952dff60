"""The clause grammar: what stands where around the predicates of a sentence.

`read_sentence` cuts a sentence into pieces: names, dates, figures, predicates, function words, punctuation, and the runs of
words between them. `phrases` joins pieces into coordinated phrases with their marker: in 对甘肃省投资商会、酒泉市工商联等35个
社会组织进行督导 one phrase of two names has the marker 对. Both are pure functions of the text and its annotations; they need no tagger.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kg.errors import TableError
from kg.model import Date, Document, Figure, Mention, Span
from kg.tables.loading import toml_tables

__all__ = ["FunctionWords", "Phrase", "Piece", "Reading", "function_words", "read_sentence", "sentence_spans"]

PieceKind = Literal["mention", "date", "figure", "trigger", "word", "run", "punct"]
Item = Mention | Date | Figure

_STOPS = "。！？!?\n"
_BREAKS = "，,；;：:。！？!?\n…—－─●①②③④⑤⑥⑦⑧⑨⑩"
_OPEN, _CLOSE = "“‘《（(【〔[「『<", "”’》）)】〕]」』>"
_STRAIGHT = "\"'"
_QUOTED_RUN = 16  # the longest quotation without a name inside that reads as part of a run of words: “小、散、弱”


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """The table of function words, by where they may stand."""

    anywhere: dict[str, str]  # form → class
    edge: dict[str, str]
    start: dict[str, str]
    guards: frozenset[str]
    longest: int

    @classmethod
    def load(cls) -> FunctionWords:
        forms: dict[str, dict[str, str]] = {"anywhere": {}, "edge": {}, "start": {}}
        guards: set[str] = set()
        for row in toml_tables("grammar/clauses.toml", "words"):
            if row["where"] not in forms:
                raise TableError(
                    f"ontology/grammar/clauses.toml: class {row['class']}: where is {row['where']!r}, none of {', '.join(forms)}"
                )
            for form in row["forms"]:
                forms[row["where"]].setdefault(form, row["class"])
            guards.update(row["guards"])
        longest = max(len(form) for table in (*forms.values(), guards) for form in table)
        return cls(forms["anywhere"], forms["edge"], forms["start"], frozenset(guards), longest)

    def at(self, text: str, start: int, stop: int, edge: bool) -> tuple[int, str | None]:
        """Length and class of the longest entry at `start`; class None for a guard, length 0 for nothing."""
        for size in range(min(self.longest, stop - start), 0, -1):
            form = text[start : start + size]
            if form in self.anywhere:
                return size, self.anywhere[form]
            if form in self.guards:
                return size, None
            if form in self.edge and (edge or start + size == stop):
                return size, self.edge[form]
            if form in self.start and edge:
                return size, self.start[form]
        return 0, None


@cache
def function_words() -> FunctionWords:
    """The shipped table, read once."""
    return FunctionWords.load()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: `label` is the mention's type, the function word's class, or the mark itself."""

    span: Span
    kind: PieceKind
    label: str = ""
    item: Item | None = None
    clause: int = 0  # number of the clause inside the sentence
    depth: int = 0  # of round brackets around it


@dataclass(frozen=True, slots=True)
class Phrase:
    """Coordinated pieces of one kind: 酒泉市、庆阳市. `first` and `last` index Reading.pieces."""

    pieces: tuple[Piece, ...]
    first: int
    last: int

    @property
    def span(self) -> Span:
        return Span(self.pieces[0].span.start, self.pieces[-1].span.stop)

    @property
    def kind(self) -> PieceKind:
        return self.pieces[0].kind

    @property
    def head(self) -> Piece:
        return self.pieces[-1]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence in pieces and phrases."""

    text: str
    span: Span
    pieces: tuple[Piece, ...]
    phrases: tuple[Phrase, ...]

    def at(self, offset: int) -> int:
        """Index of the piece that holds `offset`, else of the first one behind it, else of the last."""
        stops = [p.span.stop for p in self.pieces]
        return min(bisect_left(stops, offset + 1), len(self.pieces) - 1)

    def word(self, index: int) -> str:
        """The words of a piece; empty outside the sentence."""
        return self.pieces[index].span.of(self.text) if 0 <= index < len(self.pieces) else ""


def sentence_spans(doc: Document) -> tuple[Span, ...]:
    """The document's sentences; where nobody has segmented it, its text cut at 。！？ and line ends."""
    return tuple(s.span for s in doc.sentences) or tuple(_cut(doc.text))


def _cut(text: str) -> Iterator[Span]:
    start = 0
    for at, char in enumerate(text):
        if char in _STOPS:
            if text[start:at].strip():
                yield Span(start, at + 1)
            start = at + 1
    if text[start:].strip():
        yield Span(start, len(text))


def read_sentence(text: str, span: Span, items: Iterable[Item], triggers: Iterable[Span], words: FunctionWords) -> Reading:
    """The pieces and phrases of the sentence `span`; `items` and `triggers` are those inside it, in any order."""
    pieces = tuple(_number_clauses(_pieces(text, span, _atoms(items, triggers), words), text))
    return Reading(text, span, pieces, tuple(_phrases(pieces, text)))


def _atoms(items: Iterable[Item], triggers: Iterable[Span]) -> list[Piece]:
    """Names, dates and figures, and the triggers that overlap none of them, in text order."""
    atoms = [_atom(item) for item in sorted(items, key=lambda i: (i.span.start, -i.span.stop))]
    taken: list[Piece] = []
    for atom in atoms:
        if not taken or taken[-1].span.stop <= atom.span.start:
            taken.append(atom)
    starts = [a.span.start for a in taken]
    free = sorted(set(triggers), key=lambda s: (s.start, -s.stop))
    merged = list(taken)
    last = -1
    for trigger in free:
        at = bisect_left(starts, trigger.stop)
        clear = at == 0 or taken[at - 1].span.stop <= trigger.start
        if clear and trigger.start >= last:
            merged.append(Piece(trigger, "trigger"))
            last = trigger.stop
    return sorted(merged, key=lambda p: p.span)


def _atom(item: Item) -> Piece:
    if isinstance(item, Mention):
        return Piece(item.span, "mention", item.type, item)
    if isinstance(item, Date):
        return Piece(item.span, "date", "Date", item)
    return Piece(item.span, "figure", item.unit or "", item)


def _pieces(text: str, span: Span, atoms: Sequence[Piece], words: FunctionWords) -> Iterator[Piece]:
    at = span.start
    for atom in atoms:
        if atom.span.start < at or atom.span.stop > span.stop:
            continue
        yield from _gap(text, at, atom.span.start, words)
        yield atom
        at = atom.span.stop
    yield from _gap(text, at, span.stop, words)


def _gap(text: str, start: int, stop: int, words: FunctionWords) -> Iterator[Piece]:
    """The text between two atoms as function words, punctuation and runs."""
    at, run, edge = start, -1, True
    while at < stop:
        quoted = _quotation(text, at, stop) or (run >= 0 and _note(text, at, stop))
        if quoted:  # “小、散、弱” reads as words, and so does the note in 乡镇（街道、园区）
            run, at, edge = (at if run < 0 else run), quoted, False
            continue
        char = text[at]
        if char.isspace() or char in _BREAKS or char in _OPEN or char in _CLOSE or char in _STRAIGHT or char in "、·":
            if run >= 0:
                yield Piece(Span(run, at), "run")
            if not char.isspace():
                yield Piece(Span(at, at + 1), "punct", char)
            at, run, edge = at + 1, -1, True
            continue
        size, label = words.at(text, at, stop, edge)
        if label is None:  # a guard, or no entry
            run, at, edge = (at if run < 0 else run), at + max(size, 1), False
            continue
        if run >= 0:
            yield Piece(Span(run, at), "run")
        yield Piece(Span(at, at + size), "word", label)
        at, run, edge = at + size, -1, True
    if run >= 0:
        yield Piece(Span(run, stop), "run")


def _quotation(text: str, at: int, stop: int) -> int:
    """The end of a short quotation without names that begins at `at`, or 0."""
    if text[at] not in '“"':
        return 0
    close = text.find("”" if text[at] == "“" else '"', at + 1, min(stop, at + _QUOTED_RUN))
    return close + 1 if close > at + 1 else 0


def _note(text: str, at: int, stop: int) -> int:
    """The end of a note in round brackets without names that begins at `at`, or 0."""
    if text[at] not in "（(":
        return 0
    close = text.find("）" if text[at] == "（" else ")", at + 1, min(stop, at + _QUOTED_RUN))
    return close + 1 if close > at + 1 else 0


def _number_clauses(pieces: Iterable[Piece], text: str) -> Iterator[Piece]:
    """The pieces with the numbers of their clauses; a comma inside brackets or quotes divides nothing."""
    clause = depth = quotes = 0
    for piece in pieces:
        mark = piece.label if piece.kind == "punct" else ""
        if mark in ("（", "(") and mark:
            depth += 1
        elif mark in ("）", ")") and mark:
            depth = max(0, depth - 1)
        elif mark and mark in "“‘《【":
            quotes += 1
        elif mark and mark in "”’》】":
            quotes = max(0, quotes - 1)
        yield Piece(piece.span, piece.kind, piece.label, piece.item, clause, depth)
        if mark and mark in _BREAKS and not depth and not quotes:
            clause += 1


# ── coordination ──

_LINKS = ("、", "和", "及", "以及", "暨", "与", "同", "并")


def _phrases(pieces: Sequence[Piece], text: str) -> Iterator[Phrase]:
    """Phrases in text order; every name, date, figure and run is in exactly one."""
    at = 0
    while at < len(pieces):
        if pieces[at].kind not in ("mention", "date", "figure", "run"):
            at += 1
            continue
        members = [at]
        while (after := _next_member(pieces, members, text)) is not None:
            members.append(after)
        yield Phrase(tuple(pieces[i] for i in members), members[0], members[-1])
        at = members[-1] + 1


def _next_member(pieces: Sequence[Piece], members: list[int], text: str) -> int | None:
    """The index of the piece that goes on the list, if what stands between is only a link, quotes, a note or 等."""
    head = pieces[members[-1]]
    linked = False
    at = members[-1] + 1
    while at < len(pieces):
        piece = pieces[at]
        word = piece.span.of(text)
        if piece.kind == head.kind:
            if (linked and _alike(head, piece)) or (not linked and head.kind == "mention" and _abutting(pieces, members[-1], at)):
                return at
            return None
        if piece.kind == "punct" and word in '“”‘’"《》':
            at += 1
        elif (piece.kind == "punct" and word == "、") or (piece.kind == "word" and _links(word, members)):
            if linked:
                return None
            linked, at = True, at + 1
        elif piece.kind == "punct" and word in "（(" and (closing := _closing(pieces, at, text)) is not None:
            at = closing + 1
        else:
            return None
    return None


def _links(word: str, members: list[int]) -> bool:
    # 与 and 同 mark a companion (协会与学校签约), but link the last item of a list (甲、乙与丙).
    return word in _LINKS and (word not in ("与", "同") or len(members) > 1)


def _alike(a: Piece, b: Piece) -> bool:
    if a.kind != "mention":
        return True
    groups = ({"Place"}, {"Person"}, {"Date"})
    return all((a.label in g) == (b.label in g) for g in groups[1:])


def _abutting(pieces: Sequence[Piece], a: int, b: int) -> bool:
    """“福彩助学”“情暖万家”: quoted coinages side by side."""
    return b - a >= 3 and all(p.kind == "punct" and p.label in '“”"' for p in pieces[a + 1 : b])


def _closing(pieces: Sequence[Piece], opening: int, text: str) -> int | None:
    """The closing bracket of a short note without names: （女，苗族）."""
    for at in range(opening + 1, min(len(pieces), opening + 8)):
        if pieces[at].kind == "punct" and pieces[at].label in "）)":
            return at
        if pieces[at].kind in ("mention", "date", "figure", "trigger"):
            return None
    return None
