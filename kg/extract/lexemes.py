"""The words by which official prose states events, and the nouns that tell their senses apart.

召开 is a Meeting; 举办 is a Training with 培训班, a Meeting with 座谈会, an Implementation with a named drive. `Lexemes.scan`
finds the verbs of a stretch of text, the longest first, and lets a longer noun win over a verb inside it: 座谈会 is no 座谈.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.errors import TableError
from kg.model import BODY_TYPES, EVENT_TYPES, MENTION_TYPES, Span
from kg.tables.loading import rows, toml_tables

__all__ = ["UNRATED", "Lexeme", "Lexemes", "Noun", "Rating", "Sense", "lexemes"]

COLUMNS = ("trigger", "senses", "example", "counterexample")
RATING_COLUMNS = ("verb", "class", "grade")
_MENTION_KINDS = frozenset({t.lower() for t in MENTION_TYPES} | {"body", "date", "figure"})
_LONGEST_NOUN = 8  # characters of the longest noun that a name may end with
_VERBAL = frozenset({"check", "course", "service"})  # nouns of these kinds may state an event: 专项检查, 实战演练, 走访慰问


@dataclass(frozen=True, slots=True)
class Sense:
    """An event type, and the kinds of object it takes; no kinds: whatever the object."""

    type: str
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rating:
    """What a verb is about, and how often its clause states an event, in the words of `ontology/grammar/verb_classes.toml`."""

    kind: str
    grade: str


UNRATED = Rating("unrated", "unrated")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A row of the table of triggers."""

    word: str
    senses: tuple[Sense, ...]
    base: str = ""  # the verb of the table that it ends with: 印发 of 联合印发, else itself
    rating: Rating = UNRATED  # its own, else that of its base

    def propose(self, kinds: Iterable[str]) -> str | None:
        """The type of the first sense that holds for an object of these kinds."""
        for sense in self.senses:
            if not sense.kinds or not sense.kinds.isdisjoint(kinds):
                return sense.type
        return None


class Noun(NamedTuple):
    """A head noun where it stands in the text, with the kinds it may be of."""

    span: Span
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexemes:
    """The table of triggers and the table of object nouns, indexed by word."""

    verbs: dict[str, Lexeme]
    nouns: dict[str, tuple[str, ...]]
    light: frozenset[str]  # verbs that a verbal noun behind them outweighs: 开展|专项督查
    taking: frozenset[str]  # verbs whose object it is: 提供|法律援助
    spreading: frozenset[str]  # verbs whose theme may stand in an earlier sentence: 全面推开
    amounts: frozenset[str]  # verbs whose figure says how much there is: 比去年增长了|12%
    longest: dict[str, int]  # by the first two characters, or the only one: the length of the longest word that begins so

    @classmethod
    def load(cls) -> Lexemes:
        """Reads the tables of triggers, of their classes and of objects."""
        nouns: dict[str, tuple[str, ...]] = {}
        for table in toml_tables("grammar/objects.toml", "object"):
            for noun in table["nouns"]:
                nouns[noun] = (*nouns.get(noun, ()), table["id"])
        known = _MENTION_KINDS | {kind for kinds in nouns.values() for kind in kinds}
        senses = {row["trigger"]: _senses(row, known) for row in rows("lexicon/triggers.tsv", COLUMNS)}
        ratings = ratings_of(rows("lexicon/verb_classes.tsv", RATING_COLUMNS))
        bases = {word: _base(word, senses) for word in senses}
        verbs = {word: Lexeme(word, of, bases[word], rating_of(word, bases[word], ratings)) for word, of in senses.items()}
        longest: dict[str, int] = {}
        for word in (*verbs, *nouns):
            longest[word[:2]] = max(len(word), longest.get(word[:2], 0))
        amounts = frozenset(row["verb"] for row in rows("lexicon/amount_verbs.tsv", ("verb", "example")))
        return cls(verbs, nouns, _words("light"), _words("taking"), _words("spreading"), amounts, longest)

    def scan(
        self, text: str, start: int, stop: int, cuts: Callable[[int, int], bool] | None = None
    ) -> Iterator[tuple[Span, Lexeme | None, tuple[str, ...]]]:
        """The verbs and nouns between two offsets, from left to right, longest first, none inside another.

        Yields the span, the row where the word is a verb of the table, and the kinds where it is a noun of the table.
        Where `cuts` holds of its offsets, a word is none.
        """
        at = start
        while at < stop:
            size = self._longest_at(text, at, stop)
            if size and cuts is not None and cuts(at, at + size):
                size = 0
            if size:
                word = text[at : at + size]
                yield Span(at, at + size), self._verb(word), self.nouns.get(word, ())
            at += size or 1

    def kinds_at_end(self, name: str) -> tuple[str, ...]:
        """The kinds of the longest noun with which a name ends: a course for 妇联干部专题培训班."""
        sizes = range(min(_LONGEST_NOUN, len(name)), 1, -1)
        return next((kinds for size in sizes if (kinds := self.nouns.get(name[-size:]))), ())

    def _verb(self, word: str) -> Lexeme | None:
        """The row of a word, or of the verb that a verbal noun ends with: 实战演练 is a 演练, 座谈会 no 座谈."""
        if word in self.verbs or _VERBAL.isdisjoint(self.nouns[word]):
            return self.verbs.get(word)
        return next((self.verbs[word[at:]] for at in range(1, len(word) - 1) if word[at:] in self.verbs), None)

    def _longest_at(self, text: str, at: int, stop: int) -> int:
        longest = self.longest.get(text[at : at + 2])
        if longest is not None:
            for size in range(min(longest, stop - at), 1, -1):
                word = text[at : at + size]
                if word in self.verbs or word in self.nouns:
                    return size
        return self.longest.get(text[at], 0)


def _words(table: str) -> frozenset[str]:
    return frozenset(word for row in toml_tables("grammar/objects.toml", table) for word in row["words"])


def _base(word: str, verbs: Container[str]) -> str:
    return next((word[at:] for at in range(1, len(word) - 1) if word[at:] in verbs), word)


def rating_of(word: str, base: str, ratings: Mapping[str, Rating]) -> Rating:
    """The rating of a verb, else of the verb that it ends with, else UNRATED."""
    return ratings.get(word) or ratings.get(base, UNRATED)


def ratings_of(table: Iterable[Mapping[str, str]]) -> dict[str, Rating]:
    """The ratings by verb; raises TableError where one is no word of the vocabulary or a verb stands twice.

    A verb may be rated before it has a row in the table of triggers.
    """
    kinds, grades = ({word["id"] for word in toml_tables("grammar/verb_classes.toml", key)} for key in ("class", "grade"))
    ratings: dict[str, Rating] = {}
    for row in table:
        verb, rating = row["verb"], Rating(row["class"], row["grade"])
        if rating.kind not in kinds or rating.grade not in grades:
            raise TableError(f"ontology/lexicon/verb_classes.tsv: {verb}: {rating} is not of grammar/verb_classes.toml")
        if verb in ratings:
            raise TableError(f"ontology/lexicon/verb_classes.tsv: {verb}: stands twice; keep one row of it")
        ratings[verb] = rating
    return ratings


def mention_kinds(mention_type: str) -> tuple[str, ...]:
    """A mention as an object: its type, and `body` for whatever can act."""
    return (mention_type.lower(), "body") if mention_type in BODY_TYPES else (mention_type.lower(),)


def _senses(row: dict[str, str], known: frozenset[str]) -> tuple[Sense, ...]:
    senses = []
    for cell in row["senses"].split():
        kind, _, objects = cell.partition(":")
        kinds = frozenset(objects.split(",")) if objects else frozenset()
        if kind not in EVENT_TYPES or not kinds <= known:
            raise TableError(f"ontology/lexicon/triggers.tsv: {row['trigger']}: {cell!r} is no event type with kinds of objects")
        senses.append(Sense(kind, kinds))
    return tuple(senses)


@cache
def lexemes() -> Lexemes:
    """The shipped tables, read once."""
    return Lexemes.load()
