"""The clause grammar: what stands where around the predicates of a sentence.

`read_sentence` cuts a sentence into pieces: names, dates, figures, predicates, function words, punctuation, and the runs of
words between them; names, dates and figures joined by 、和及与 make one phrase. It is a pure function of the text and its
annotations. It holds without a tagger; a tagger's words, where there are any, show function words and verbs inside a run.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from kg.errors import TableError
from kg.model import Date, Document, Figure, Mention, Sentence, Span, Token
from kg.tables.loading import toml_tables

__all__ = [
    "GOVERNING",
    "FunctionWords",
    "Phrase",
    "Piece",
    "Reading",
    "Together",
    "function_words",
    "read_sentence",
    "sentences_of",
]

PieceKind = Literal["mention", "date", "figure", "trigger", "word", "run", "punct"]
Sort = PieceKind | Literal["acting"]  # predicates, and words of classes that act
Counts = tuple[int, int, int, int]  # of predicates, names and runs, and of verbs among the runs
Item = Mention | Date | Figure

# Classes of function words: those that govern what stands behind them, and all that act.
GOVERNING = frozenset(
    ("object", "dispose", "passive", "place", "motion", "source", "means", "companion", "with", "by", "pivot", "convene", "as")
)
_ACTING = frozenset((*GOVERNING, "attend", "light", "speech"))

_STOPS = "。！？!?\n"
_BREAKS = "，,；;：:。！？!?\n…—－─●①②③④⑤⑥⑦⑧⑨⑩"
_OPEN, _CLOSE = "“‘《（(【〔[「『<", "”’》）)】〕]」』>"
_STRAIGHT = "\"'"
_MARKS = frozenset(_BREAKS + _OPEN + _CLOSE + _STRAIGHT + "、·")
_FUNCTION_TAGS = frozenset(("p", "c", "d", "ad", "vd", "u", "v", "xc", "f"))
_WHOLE_TAGS = frozenset(("n", "v", "vn"))  # words that are never cut; a name that the tagger sees may hold too much
_NAMING_TAGS = frozenset(("n", "nz"))
_NOUN_TAGS = frozenset(("n", "vn", "nz", "an"))
_OBJECT_TAGS = frozenset((*_NOUN_TAGS, "ORG", "LOC", "PER", "r", "nt"))
_ADVERB_TAGS = frozenset(("d", "ad", "vd"))
_ENDING = frozenset(("", *"，。、；：！？”）和及与等的"))  # what follows a noun but no verb that takes an object
_LONGEST = 2000
_RECEIVED_REACH = 30  # characters from a verb of receiving to who gives: 接受|云岭茶叶公司董事长|李某|捐赠
_NUMERALS = {"双": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_QUOTED_RUN = 16  # the longest quotation without a name inside that reads as part of a run of words: “小、散、弱”


@dataclass(frozen=True, slots=True)
class Together:
    """Words that stand for several names said before: 双方, 两镇."""

    size: int
    of: str  # body or Place
    ending: str  # of each name; empty where any will do
    length: int  # of the words


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """The table of function words, by where they may stand."""

    anywhere: dict[str, str]  # form → class
    edge: dict[str, str]
    start: dict[str, str]
    guards: frozenset[str]
    people: tuple[str, ...]  # ends of nouns for people and bodies
    cut: re.Pattern[str]  # those behind which a run is cut
    anaphor: re.Pattern[str]
    here: frozenset[str]  # anaphors of a place: 当地
    escorting: frozenset[str]  # those of the class attend whose subject only comes along: 副主任|陪同|副厅长
    witnessing: frozenset[str]  # those whose subject looks on: 副县长|见证|签约
    commissioning: frozenset[str]  # pivots whose object inspects for the subject: 县民政局|委托|评估中心|评估
    receiving: re.Pattern[str]  # verbs between who is given to and who gives: 红十字会|接受|公司捐赠
    winning: frozenset[str]  # verbs of honours whose subject is honoured: 县民政局|荣获
    hearing: frozenset[str]  # verbs whose object holds who reports: 调研组|听取|县教育局|汇报
    each: frozenset[str]  # those of the class order that may pair who acts: 甲、乙|分别|到…, not 先后
    attributive: frozenset[str]  # those that are part of a noun right behind them: 与会|商会负责人
    pointing: frozenset[str]  # characters that an anaphor begins with
    collective: re.Pattern[str]  # a numeral and a noun: 两|镇
    collectives: dict[str, tuple[str, str]]  # by that noun: of, ending
    sizes: dict[str, tuple[int, ...]]  # by first character: how long its entries are, the longest first

    @classmethod
    def load(cls) -> FunctionWords:
        forms: dict[str, dict[str, str]] = {"anywhere": {}, "edge": {}, "start": {}}
        guards: set[str] = set()
        for row in toml_tables("grammar/clauses.toml", "words"):
            if row["where"] not in forms:
                raise TableError(
                    f"ontology/grammar/clauses.toml: {row['class']}: where is {row['where']!r}, none of {', '.join(forms)}"
                )
            for form in row["forms"]:
                forms[row["where"]].setdefault(form, row["class"])
            guards.update(row["guards"])
        nouns = list(toml_tables("grammar/clauses.toml", "people"))
        cut = re.compile(_either(form for row in nouns if row["cut"] for form in row["forms"]))
        people = tuple(sorted({form for row in nouns for form in row["forms"]}))
        pronouns = list(toml_tables("grammar/clauses.toml", "pronoun"))
        guards.update(form for row in pronouns for form in row["guards"])
        for form in (form for row in pronouns for form in row["forms"]):
            forms["anywhere"][form] = "pronoun"
        anaphors = toml_tables("grammar/clauses.toml", "anaphor")
        here = _forms("here")
        either = [*(f"(?:{_either(row['before'])})(?:{_either(row['nouns'])})" for row in anaphors), _either(here)]
        anaphor = re.compile("|".join(either))
        together = _collectives()
        collective = re.compile(f"([{''.join(_NUMERALS)}])({_either(together)})")
        sizes: dict[str, set[int]] = {}
        for form in (form for table in (*forms.values(), guards) for form in table):
            sizes.setdefault(form[0], set()).add(len(form))
        ordered = {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}
        return cls(
            forms["anywhere"],
            forms["edge"],
            forms["start"],
            frozenset(guards),
            people,
            cut,
            anaphor,
            here,
            _forms("escorting"),
            _forms("witnessing"),
            _forms("commissioning"),
            re.compile(_either(_forms("receiving"))),
            _forms("winning"),
            _forms("hearing"),
            _forms("each"),
            _forms("attributive"),
            frozenset(word[0] for word in (*here, *(word for row in anaphors for word in row["before"]))),
            collective,
            together,
            ordered,
        )

    def together(self, text: str, span: Span) -> Together | None:
        """What the words at the beginning of `span` stand for, if they stand for several names."""
        found = self.collective.match(text, span.start, span.stop)
        return Together(_NUMERALS[found[1]], *self.collectives[found[2]], len(found[0])) if found else None

    def receiver_stop(self, text: str, giver: int) -> int:
        """Where the verb of receiving begins that stands before the giver at the position, in its clause; -1 where none does."""
        low = max(0, giver - _RECEIVED_REACH)
        start = max(low, max(text.rfind(mark, low, giver) for mark in _BREAKS) + 1)
        return max((verb.start() for verb in self.receiving.finditer(text, start, giver)), default=-1)

    def people_end(self, text: str, start: int, stop: int, inside: Container[int] = ()) -> int:
        """Where the last noun for people or bodies ends that leaves two characters or more; 0 where there is none.

        None ends at a place `inside` a word: 爱心企业家代表 has no 企业.
        """
        ends = [m.end() for m in self.cut.finditer(text, start, stop)]
        return next((end for end in reversed(ends) if stop - end >= 2 and end not in inside), 0)

    def run_label(self, text: str, start: int, stop: int) -> str:
        """people for a run that ends with such a noun."""
        return "people" if text.endswith(self.people, start, stop) else ""

    def at(self, text: str, start: int, stop: int, edge: bool, inside: Container[int] = ()) -> tuple[int, str | None]:
        """Length and class of the longest entry at `start`; class None for a guard, length 0 for nothing.

        None begins or ends at a place `inside` a noun: 为|民营企业 has no 为民, 运动员 no 动员.
        """
        for size in self.sizes.get(text[start], ()) if start < stop and start not in inside else ():
            if size > stop - start or start + size in inside:
                continue
            form = text[start : start + size]
            if form in self.anywhere:
                return size, self.anywhere[form]
            if form in self.edge and (edge or start + size == stop):
                return size, self.edge[form]
            if form in self.start and edge:
                return size, self.start[form]
            if form in self.guards:
                return size, None
        return 0, None


def _forms(table: str) -> frozenset[str]:
    """The forms of a table of function words."""
    return frozenset(form for row in toml_tables("grammar/clauses.toml", table) for form in row["forms"])


def _collectives() -> dict[str, tuple[str, str]]:
    """By the noun behind a numeral, 镇 of 两镇: what it stands for, and how the names of that end."""
    rows = toml_tables("grammar/clauses.toml", "together")
    return {noun: (row["of"], noun if row["named"] else "") for row in rows for noun in row["nouns"]}


def _either(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda f: (-len(f), f)))


@cache
def function_words() -> FunctionWords:
    """The shipped table, read once."""
    return FunctionWords.load()


class Piece(NamedTuple):  # a tuple, since sentences are made of hundreds
    """A stretch of a sentence: `label` is the mention's type, the function word's class, or the mark itself."""

    span: Span
    kind: PieceKind
    label: str = ""
    item: Item | None = None
    clause: int = 0  # number of the clause inside the sentence
    depth: int = 0  # of round brackets around it


class Phrase(NamedTuple):  # a tuple, since its parts are asked for by every candidate of every event
    """Coordinated pieces of one kind: 酒泉市、庆阳市. `first` and `last` index Reading.pieces."""

    pieces: tuple[Piece, ...]
    first: int
    last: int
    kind: PieceKind
    head: Piece  # the last of the pieces
    span: Span

    @classmethod
    def of(cls, pieces: tuple[Piece, ...], first: int, last: int) -> Phrase:
        head = pieces[-1]
        span = head.span if len(pieces) == 1 else Span(pieces[0].span.start, head.span.stop)
        return cls(pieces, first, last, head.kind, head, span)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence in pieces and phrases."""

    text: str
    span: Span
    pieces: tuple[Piece, ...]
    phrases: tuple[Phrase, ...]
    places: dict[Sort, tuple[int, ...]]  # where in `pieces` those of a kind, or of a sort, stand
    passed: tuple[Counts, ...]  # by piece: how many stand before it

    @classmethod
    def of(cls, text: str, span: Span, pieces: tuple[Piece, ...]) -> Reading:
        places: dict[Sort, list[int]] = {}
        passed: list[Counts] = []
        triggers = names = runs = verbs = 0
        for at, piece in enumerate(pieces):
            kind = piece.kind
            passed.append((triggers, names, runs, verbs))
            places.setdefault(kind, []).append(at)
            if kind == "mention":
                names += 1
            elif kind == "run":
                runs += 1
                verbs += piece.label == "verb"
            elif kind == "trigger" or (kind == "word" and piece.label in _ACTING):
                triggers += kind == "trigger"
                places.setdefault("acting", []).append(at)
        found = {sort: tuple(stand) for sort, stand in places.items()}
        return cls(text, span, pieces, tuple(_phrases(pieces, text)), found, tuple(passed))

    def between(self, sort: Sort, low: int, high: int) -> tuple[int, ...]:
        """Where the pieces of a sort stand behind `low` and before `high`."""
        places = self.places.get(sort)
        return places[bisect_right(places, low) : bisect_left(places, high)] if places else ()

    def count(self, sort: Sort, low: int, high: int) -> int:
        """How many pieces of a sort stand behind `low` and before `high`."""
        places = self.places.get(sort)
        return max(0, bisect_left(places, high) - bisect_right(places, low)) if places else 0

    def counts(self, low: int, high: int) -> Counts:
        """How many stand behind the piece `low` and before the piece `high`."""
        if high - low < 2:
            return 0, 0, 0, 0
        here, there = self.passed[low + 1], self.passed[high]
        return there[0] - here[0], there[1] - here[1], there[2] - here[2], there[3] - here[3]

    def at(self, offset: int) -> int:
        """Index of the piece that holds `offset`, else of the first one behind it, else of the last."""
        return min(bisect_left(self.pieces, offset + 1, key=lambda p: p.span.stop), len(self.pieces) - 1)

    def word(self, index: int) -> str:
        """The words of a piece; empty outside the sentence."""
        return self.pieces[index].span.of(self.text) if 0 <= index < len(self.pieces) else ""


def sentences_of(doc: Document) -> tuple[Sentence, ...]:
    """The document's sentences, none longer than 2,000 characters; unsegmented text is cut at 。！？ and line ends."""
    return tuple(part for sentence in doc.sentences or _cut(doc.text) for part in _bounded(sentence))


def _bounded(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence in parts of bounded length: what is read of one grows with its square."""
    span = sentence.span
    if len(span) <= _LONGEST:
        yield sentence
        return
    for start in range(span.start, span.stop, _LONGEST):
        part = Span(start, min(start + _LONGEST, span.stop))
        yield Sentence(part, sentence.line, tuple(t for t in sentence.tokens if part.covers(t.span)))


def _cut(text: str) -> Iterator[Sentence]:
    start = line = 0
    for at, char in enumerate(text):
        if char in _STOPS:
            if text[start:at].strip():
                yield Sentence(Span(start, at + 1), line)
            start = at + 1
            line += char == "\n"
    if text[start:].strip():
        yield Sentence(Span(start, len(text)), line)


def read_sentence(
    text: str, span: Span, items: Iterable[Item], triggers: Iterable[Span], words: FunctionWords, tokens: Sequence[Token] = ()
) -> Reading:
    """The pieces and phrases of the sentence `span`; `items` and `triggers` are those inside it, in any order."""
    return Reading.of(text, span, tuple(_Cutter(text, words, tokens).read(span, _atoms(items, triggers))))


def _atoms(items: Iterable[Item], triggers: Iterable[Span]) -> list[Piece]:
    """Names, dates and figures, and the triggers that overlap none of them, in text order."""
    taken: list[Piece] = []
    for item in sorted(items, key=lambda i: (i.span.start, -i.span.stop)):
        if not taken or taken[-1].span.stop <= item.span.start:
            taken.append(_atom(item))
    free = sorted(set(triggers), key=lambda s: (s.start, -s.stop))
    if not free:
        return taken
    starts = [a.span.start for a in taken]
    merged = list(taken)
    last = -1
    for trigger in free:
        at = bisect_left(starts, trigger.stop)
        clear = at == 0 or taken[at - 1].span.stop <= trigger.start
        if clear and trigger.start >= last:
            merged.append(Piece(trigger, "trigger"))
            last = trigger.stop
    return sorted(merged, key=lambda p: p.span.start)


def _atom(item: Item) -> Piece:
    if isinstance(item, Mention):
        return Piece(item.span, "mention", item.type, item)
    if isinstance(item, Date):
        return Piece(item.span, "date", "Date", item)
    return Piece(item.span, "figure", item.unit or "", item)


class _Cutter:
    """Reads a sentence from left to right: its atoms, and between them function words, punctuation and runs."""

    def __init__(self, text: str, words: FunctionWords, tokens: Sequence[Token]) -> None:
        self.text, self.words = text, words
        self.tags = {t.span.start: t for t in tokens}
        self.inside = _inside(tokens, _WHOLE_TAGS)  # the places inside words that are never cut
        self.nouns = _inside(tokens, _NAMING_TAGS)  # and inside nouns
        self.pieces: list[Piece] = []
        self.clause = self.depth = self.quotes = 0

    def read(self, span: Span, atoms: Iterable[Piece]) -> list[Piece]:
        """The pieces of a sentence; atoms that reach over its edges or into one before are left out."""
        at = span.start
        for atom in atoms:
            if atom.span.start < at or atom.span.stop > span.stop:
                continue
            self.cut(at, atom.span.start)
            self.add(atom.span.start, atom.span.stop, atom.kind, atom.label, atom)
            at = atom.span.stop
        self.cut(at, span.stop)
        return self.pieces

    def add(self, start: int, stop: int, kind: PieceKind, label: str, atom: Piece | None = None) -> None:
        """Adds a piece with the number of its clause; a comma inside brackets or quotes divides nothing."""
        if kind != "punct":
            if atom is None:
                atom = Piece(Span(start, stop), kind, label, None, self.clause, self.depth)
            elif self.clause or self.depth:
                atom = Piece(atom.span, kind, label, atom.item, self.clause, self.depth)
            self.pieces.append(atom)
            return
        if label in "（(":
            self.depth += 1
        elif label in "）)":
            self.depth = max(0, self.depth - 1)
        elif label in "“‘《【":
            self.quotes += 1
        elif label in "”’》】":
            self.quotes = max(0, self.quotes - 1)
        self.pieces.append(Piece(Span(start, stop), kind, label, None, self.clause, self.depth))
        if label in _BREAKS and not self.depth and not self.quotes:
            self.clause += 1

    def cut(self, start: int, stop: int) -> None:
        """Adds what stands between two atoms."""
        at, run, edge = start, -1, True
        while at < stop:
            size, kind, label = self.step(at, stop, run, edge)
            if kind is None and size > 0:  # the run goes on
                run, at, edge = (at if run < 0 else run), at + size, False
                continue
            if run >= 0:
                self.run(run, at)
            if kind is not None:
                self.add(at, at + size, kind, label)
            at, run, edge = at + max(size, 1), -1, True
        if run >= 0:
            self.run(run, stop)

    def step(self, at: int, stop: int, run: int, edge: bool) -> tuple[int, PieceKind | None, str]:
        """What begins at `at`: its length, kind and label; no kind for words of a run, length 0 for white space."""
        char = self.text[at]
        if char in _MARKS:
            # “小、散、弱” reads as words, and so does the note in 乡镇（街道、园区）
            quoted = 0
            if char in '“"':
                quoted = _quotation(self.text, at, stop)
            elif char in "（(" and run >= 0:
                quoted = _note(self.text, at, stop)
            if quoted:
                return quoted - at, None, ""
            return (0, None, "") if char.isspace() else (1, "punct", char)
        if char.isspace():
            return 0, None, ""
        anaphor = self.words.anaphor.match(self.text, at, stop) if char in self.words.pointing else None
        if anaphor and not self.describes(anaphor[0], anaphor.end(), stop):  # 该会: the tagger reads 会 as a verb
            return len(anaphor[0]), "run", "anaphor"
        size, label = self.words.at(self.text, at, stop, edge, self.nouns)
        if label is None:
            size, label = self.tagged(at, stop, size)
        if label is None:  # a guard, or no entry
            return max(size, 1), None, ""
        end = at + size
        if (
            self.modifies(self.text[at:end], end, stop)
            or (label == "verb" and run >= 0 and self.names_people(at, end, stop))
            or (label == "pivot" and run >= 0 and self.text[end : end + 1] in _ENDING)  # 政策支持和发展环境, 家教指导、义诊
        ):
            return max(size, 1), None, ""
        return size, "run" if label in ("verb", "pronoun") else "word", label

    def modifies(self, word: str, end: int, stop: int) -> bool:
        """Whether a function word is part of the noun behind it: 与会|商会负责人, 各|街道; not 各|建一座."""
        following = self.tags.get(end) if word in self.words.attributive and end < stop else None
        return following is not None and following.tag in _NOUN_TAGS

    def describes(self, word: str, end: int, stop: int) -> bool:
        """Whether words for a place belong to the noun behind them: 当地|群众; not 当地|启动建设."""
        following = self.tags.get(end)
        if word not in self.words.here or end == stop:
            return False
        return following is None or (following.tag in _OBJECT_TAGS and not self.words.at(self.text, end, stop, True)[1])

    def names_people(self, start: int, end: int, stop: int) -> bool:
        """Whether 代表 ends a noun, 行业管理部门代表|就…发言; before an object it is a verb: 会长代表|商会致辞."""
        if self.text[start:end] != "代表":
            return False
        following = self.tags.get(end) if end < stop else None
        return following is None or following.tag not in _OBJECT_TAGS

    def tagged(self, at: int, stop: int, guard: int) -> tuple[int, str | None]:
        """A function word or verb inside a run that only the tagger shows: 教师|为|技术顾问, 各类社会组织|认真.

        Where a guard of this length begins at `at`, only a verb as long as it: 做好|走访.
        """
        token = self.tags.get(at)
        if token is None or token.span.stop > stop:
            return guard, None
        size = len(token.span)
        if guard:
            return guard, "verb" if token.tag == "v" and size == guard else None
        found, label = self.words.at(self.text, at, token.span.stop, True)
        if found == size and label is not None and token.tag in _FUNCTION_TAGS:
            return size, label
        if token.tag in _ADVERB_TAGS:
            return size, "adverb"
        return (size, "verb") if token.tag == "v" else (0, None)

    def run(self, start: int, stop: int) -> None:
        """Adds a run, cut behind the people or bodies that it begins with: 行业协会|脱钩工作, 调研组|一行."""
        head = self.words.people_end(self.text, start, stop, self.inside)
        if head and not self.words.run_label(self.text, head, stop):  # 社会组织业务主管单位 is one noun
            self.add(start, head, "run", "people")
            self.cut(head, stop)
        else:
            self.add(start, stop, "run", self.words.run_label(self.text, start, stop))


def _inside(tokens: Sequence[Token], tags: frozenset[str]) -> set[int]:
    return {at for t in tokens if t.tag in tags for at in range(t.span.start + 1, t.span.stop)}


def _quotation(text: str, at: int, stop: int) -> int:
    """The end of the short quotation without names that the mark at `at` opens, or 0."""
    close = text.find("”" if text[at] == "“" else '"', at + 1, min(stop, at + _QUOTED_RUN))
    return close + 1 if close > at + 1 else 0


def _note(text: str, at: int, stop: int) -> int:
    """The end of the note without names that the round bracket at `at` opens, or 0."""
    close = text.find("）" if text[at] == "（" else ")", at + 1, min(stop, at + _QUOTED_RUN))
    return close + 1 if close > at + 1 else 0


# ── coordination ──

_THINGS = ("Initiative", "PolicyConcept", "Document", "Conference", "Award", "Figure")
_LINKS = ("、", "和", "及", "以及", "暨", "与", "同", "并")


def _phrases(pieces: Sequence[Piece], text: str) -> Iterator[Phrase]:
    """Phrases in text order; every name, date, figure and run is in exactly one."""
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind not in ("mention", "date", "figure"):
            if piece.kind == "run":
                yield Phrase((piece,), at, at, "run", piece, piece.span)
            at += 1
            continue
        members = [at]
        while (after := _next_member(pieces, members, text)) is not None:
            members.append(after)
        yield Phrase.of(tuple([pieces[i] for i in members]), at, members[-1])
        at = members[-1] + 1


def _next_member(pieces: Sequence[Piece], members: list[int], text: str) -> int | None:
    """The index of the piece that goes on the list, if what stands between is only a link, quotes, a note or 等."""
    head = pieces[members[-1]]
    linked = comma = False
    at = members[-1] + 1
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind == head.kind and not (comma and piece.label != "Place"):
            if (linked and _alike(head, piece)) or (not linked and head.kind == "mention" and _abutting(pieces, members[-1], at)):
                return at
            return None
        word = piece.span.of(text) if piece.kind in ("punct", "word") else ""
        if piece.kind == "punct" and word in '“”‘’"《》':
            at += 1
        elif (piece.kind == "punct" and (word == "、" or _continues(word, head, members))) or (
            piece.kind == "word" and _links(word, head, members)
        ):
            if linked:
                return None
            linked, comma, at = True, word in "，,", at + 1
        elif piece.kind == "punct" and word in "（(" and (closing := _closing(pieces, at)) is not None:
            at = closing + 1
        else:
            return None
    return None


def _links(word: str, head: Piece, members: list[int]) -> bool:
    # 与 and 同 mark a companion (协会与学校签约), but link the last item of a list (甲、乙与丙) and things (“走出去”与“请进来”).
    return word in _LINKS and (word not in ("与", "同") or len(members) > 1 or head.label in _THINGS)


def _continues(mark: str, head: Piece, members: list[int]) -> bool:
    """A comma inside a list of places: 济南市章丘区、平阴县，青岛市平度市、莱西市."""
    return mark in "，," and head.label == "Place" and len(members) > 1


def _alike(a: Piece, b: Piece) -> bool:
    if a.kind != "mention":
        return True
    return (a.label == "Person") == (b.label == "Person")


def _abutting(pieces: Sequence[Piece], a: int, b: int) -> bool:
    """“福彩助学”“情暖万家”: quoted coinages side by side."""
    return b - a >= 3 and all(p.kind == "punct" and p.label in '“”"' for p in pieces[a + 1 : b])


def _closing(pieces: Sequence[Piece], opening: int) -> int | None:
    """The closing bracket of a note: （女，苗族）, (微组织、微服务、微心愿)."""
    for at in range(opening + 1, min(len(pieces), opening + 14)):
        if pieces[at].kind == "punct" and pieces[at].label in "）)":
            return at
        if pieces[at].kind in ("date", "figure", "trigger"):
            return None
    return None
