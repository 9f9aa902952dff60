"""Copies of annotated articles that state the same: with other divisions in their names, with paragraphs that run on.

A model that sees both learns what stands around a place and not which one it is, and leans less on where a paragraph ends.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from kg.model import Document, Line, Mention, Span
from kg.recognize.names_lexicon import Lexicon
from kg.tables.divisions import Division, Divisions, Form
from kg.tables.patterns import patterns

__all__ = ["Edit", "edited", "joined", "moved"]

_KEPT = frozenset({"Person", "PolicyConcept"})  # 延安精神 stays where 延安 goes
_WHOLE: tuple[Form | str, ...] = ("full", "level", "custom", "township")  # forms that are no words: 和平区, not 和平
_PROSE_END = re.compile(r"[。！？][”’」』）)]*[ \t\r\u3000]*\n\s*(?=\S)")
_ENTRY = re.compile(
    r"[一二三四五六七八九十]+[、是要]|[（(][一二三四五六七八九十\d]+[）)]|[①-⑳●■◆★▲]|\d{1,2}[.、．]|第[一二三四五六七八九十]"
)
_SHORTEST = 30  # characters of a paragraph that is no heading, list item or signature


@dataclass(frozen=True, slots=True)
class _Words:
    ranks: tuple[str, ...]  # of townships
    kinds: tuple[str, ...]  # of divisions


@cache
def _words() -> _Words:
    return patterns("copies", _Words)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """text[start:stop] becomes `new`."""

    start: int
    stop: int
    new: str


def edited(doc: Document, edits: Sequence[Edit]) -> Document:
    """The document with its text changed and every span moved along; edits are sorted and apart from each other.

    What an edit inserts at the edge of a span belongs to it only where the span holds what was there before.
    """
    move = _Move.of(edits)
    text = doc.text
    for edit in reversed(edits):
        text = text[: edit.start] + edit.new + text[edit.stop :]
    return replace(
        doc,
        text=text,
        lines=tuple(replace(line, span=move(line.span)) for line in doc.lines),
        sentences=tuple(
            replace(s, span=move(s.span), tokens=tuple(replace(t, span=move(t.span)) for t in s.tokens)) for s in doc.sentences
        ),
        mentions=tuple(replace(m, span=move(m.span)) for m in doc.mentions),
        dates=tuple(replace(d, span=move(d.span)) for d in doc.dates),
        figures=tuple(replace(f, span=move(f.span)) for f in doc.figures),
        events=tuple(
            replace(
                e,
                trigger=move(e.trigger),
                evidence=move(e.evidence),
                fillers=tuple(replace(f, span=move(f.span)) if f.span else f for f in e.fillers),
            )
            for e in doc.events
        ),
        relations=tuple(replace(r, evidence=move(r.evidence)) for r in doc.relations),
        window=move(doc.window) if doc.window else None,
    )


@dataclass(frozen=True, slots=True)
class _Move:
    """Where offsets stand after the edits."""

    edits: tuple[Edit, ...]
    stops: tuple[int, ...]
    shifts: tuple[int, ...]  # of all that stands behind so many edits

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> _Move:
        shifts = [0]
        for edit in edits:
            shifts.append(shifts[-1] + len(edit.new) - (edit.stop - edit.start))
        return cls(tuple(edits), tuple(e.stop for e in edits), tuple(shifts))

    def __call__(self, span: Span) -> Span:
        start = self._at(span.start, 0)
        return Span(start, max(start, self._at(span.stop, 1)))

    def _at(self, offset: int, end: int) -> int:
        """An offset inside an edit becomes the beginning (end=0) or the end of what the edit inserts."""
        number = bisect_right(self.stops, offset)
        if number < len(self.edits) and self.edits[number].start < offset:
            edit = self.edits[number]
            return edit.start + self.shifts[number] + (len(edit.new) if end else 0)
        return offset + self.shifts[number]


# --- Paragraphs.


def joined(doc: Document, seed: int, *, share: float = 0.5) -> Document:
    """The document with some paragraphs of prose run on in one line; headings, list items and signatures stay by themselves.

    `share` of the boundaries go; the same seed drops the same ones. Its sentences and their tokens stay as they were.
    """
    draw = random.Random(f"{doc.id}{seed}joined")
    title = doc.lines[0].span.stop if doc.lines else 0
    found = edited(doc, [edit for edit in _boundaries(doc.text) if draw.random() < share and edit.start > title])
    lines: list[Line] = []
    numbers: list[int] = []  # by old line: which one it is now
    apart = [False, *(a.span.stop < b.span.start for a, b in pairwise(doc.lines))]  # 【红会动态】平罗… are two lines and touch
    for line, was_apart in zip(found.lines, apart, strict=True):
        if was_apart and lines[-1].span.stop == line.span.start:
            lines[-1] = replace(lines[-1], span=Span(lines[-1].span.start, line.span.stop))
        else:
            lines.append(line)
        numbers.append(len(lines) - 1)
    sentences = tuple(replace(s, line=numbers[s.line]) for s in found.sentences)
    return replace(found, lines=tuple(lines), sentences=sentences)


def _boundaries(text: str) -> Iterator[Edit]:
    """An edit for the white space between each two paragraphs of prose."""
    for match in _PROSE_END.finditer(text):
        start = match.start() + len(match[0].rstrip())
        behind = text[match.end() :].partition("\n")[0]
        if behind.count("。") and len(behind) > _SHORTEST and not _ENTRY.match(behind):
            yield Edit(start, match.end(), "")


# --- Territories.


def moved(doc: Document, seed: int) -> Document | None:
    """The document with another division in each name for each that stands there, and so in its plain form without tokens.

    Divisions become others of their kind (甘肃省 → 安徽省, 肃州区 → 镜湖区), townships others of their rank; the same one
    becomes the same one. Persons and doctrines keep their names. None where no name holds a division.
    """
    swap = _Swap(random.Random(f"{doc.id}{seed}moved"))
    edits = [edit for mention in doc.mentions if mention.type not in _KEPT for edit in _in_name(mention, doc.text, swap)]
    if not edits:
        return None
    return replace(edited(doc, sorted(edits)), lines=(), sentences=())


def _in_name(mention: Mention, text: str, swap: _Swap) -> Iterator[Edit]:
    """Short forms only at the beginning of a name, or behind another division: 和平 in 维护世界和平行动 is a word."""
    words, last = mention.span.of(text), 0
    bare = swap.bare(words) if mention.type == "Place" else None
    if bare is not None:
        yield Edit(mention.span.start, mention.span.stop, bare)
        return
    for start, stop, form in Lexicon.load().divisions.matches(words):
        if form in _WHOLE or start == last:
            new = swap(words[start:stop], form)
            last = stop
            if new is not None:
                yield Edit(mention.span.start + start, mention.span.start + stop, new)


@dataclass(frozen=True, slots=True)
class _Swap:
    """Which division or township each one becomes, decided when it is met first."""

    draw: random.Random
    divisions: dict[Division, Division] = field(default_factory=dict)
    townships: dict[str, str] = field(default_factory=dict)

    def __call__(self, surface: str, form: str) -> str | None:
        """What is written instead; None where nothing of the kind exists elsewhere."""
        if form == "township":
            if surface not in self.townships:
                self.townships[surface] = self.draw.choice(_drawn_from(_rank(surface)))
            return self.townships[surface]
        units = [d for d, f in Divisions.load().forms(surface) if f == form]
        if not units:
            return None
        unit = next((d for d in units if d in self.divisions), units[0])
        if unit not in self.divisions:
            self.divisions[unit] = self.draw.choice(_alike()[_class(unit)])
        theirs = _surfaces()[self.divisions[unit]]
        return theirs.get(form) or theirs["full"]

    def bare(self, place: str) -> str | None:
        """What is written for a letter (赴|陕) or a township without its rank (高沟、红窑三镇); None for other places."""
        if len(place) == 1:
            letters = sorted(Lexicon.load().letters)
            return self.draw.choice(letters) if place in letters else None
        if Lexicon.load().divisions.labels.get(place):
            return None
        township = next((place + rank for rank in _words().ranks if place + rank in _townships()[rank]), None)
        new = self(township, "township") if township else None
        return new.removesuffix(_rank(new)) if new else None


def _rank(township: str) -> str:
    return next((rank for rank in _words().ranks if township.endswith(rank)), "")


@cache
def _townships() -> Mapping[str, Mapping[str, None]]:
    """The names of each rank, in the order of the table."""
    found: dict[str, dict[str, None]] = {}
    for name in Divisions.load().township_names():
        if len(name) > 2:
            found.setdefault(_rank(name), {})[name] = None
    return found


@cache
def _drawn_from(rank: str) -> Sequence[str]:
    return tuple(_townships()[rank])


def _class(division: Division) -> tuple[str, str, bool]:
    return division.level, next((k for k in _words().kinds if division.name.endswith(k)), ""), bool(division.short)


@cache
def _alike() -> Mapping[tuple[str, str, bool], Sequence[Division]]:
    """The divisions of each kind: those in force, and of what is no more all that there were."""
    found: dict[tuple[str, str, bool], list[Division]] = {}
    for division in _in_force_first(Divisions.load().all):
        alike = found.setdefault(_class(division), [])
        if not division.valid_to or not alike or alike[0].valid_to:
            alike.append(division)
    return found


def _in_force_first(divisions: Iterable[Division]) -> Sequence[Division]:
    return sorted(divisions, key=lambda d: (bool(d.valid_to), d.code, d.name))


@cache
def _surfaces() -> Mapping[Division, Mapping[str, str]]:
    """By division: how each form of it is written, the first of several."""
    found: dict[Division, dict[str, str]] = {}
    for surface, units in Divisions.load().surfaces():
        for division, form in units:
            if len(surface) > 1:
                found.setdefault(division, {}).setdefault(form, surface)
    return found
