"""What the tables know of names: heads, formulas, divisions; found at every place of a text in linear time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.tables.divisions import Divisions
from kg.tables.loading import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Gazetteer", "Lexicon"]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Words with labels; `longest` finds at each place the longest word that starts there."""

    labels: dict[str, str]
    lengths: dict[str, tuple[int, ...]]  # by the first two characters (or the only one): lengths of words, longest first

    @classmethod
    def of(cls, labels: dict[str, str]) -> Gazetteer:
        lengths: dict[str, set[int]] = {}
        for word in labels:
            lengths.setdefault(word[:2], set()).add(len(word))
        return cls(labels, {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()})

    def longest(self, text: str, at: int) -> tuple[int, str] | None:
        """Where the longest word that starts at `at` stops, and its label."""
        for length in self.lengths.get(text[at : at + 2], ()):
            label = self.labels.get(text[at : at + length])
            if label is not None and at + length <= len(text):
                return at + length, label
        label = self.labels.get(text[at])
        return None if label is None else (at + 1, label)

    def matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        """The longest words from left to right, without overlap."""
        at = 0
        while at < len(text):
            found = self.longest(text, at)
            if found is None:
                at += 1
                continue
            yield at, found[0], found[1]
            at = found[0]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The gazetteers that the recognizer of names looks up."""

    divisions: Gazetteer  # label: f full, l level, s short, t township, c custom
    heads: Gazetteer  # label: the types that the head may end, joined by |
    formulas: Gazetteer

    @classmethod
    def load(cls) -> Lexicon:
        return _load()


@cache
def _load() -> Lexicon:
    heads: dict[str, list[str]] = {}
    for row in rows("lexicon/name_heads.tsv", ("head", "type", "example")):
        heads.setdefault(row["head"], []).append(row["type"])
    formulas = {row["formula"]: "formula" for row in rows("lexicon/formulas.tsv", ("formula", "example"))}
    return Lexicon(
        Gazetteer.of(_division_labels()),
        Gazetteer.of({head: "|".join(types) for head, types in heads.items()}),
        Gazetteer.of(formulas),
    )


def _division_labels() -> dict[str, str]:
    divisions = Divisions.load()
    labels = {name: "t" for name in divisions.township_names() if len(name) > 2}
    for surface, found in divisions.surfaces():
        if len(surface) > 1:
            labels[surface] = _best(form for _, form in found)
    return labels


def _best(forms: Iterable[str]) -> str:
    return min(forms, key=("full", "level", "custom", "short", "letter").index)[0]
