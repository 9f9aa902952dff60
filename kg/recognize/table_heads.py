"""What the head of a table's column says of the numbers below it: 培训人数（人） counts 培训人数 in 人."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.model import FigureKind, Status
from kg.recognize import numerals
from kg.recognize.changes import Changes
from kg.recognize.quantities import Measures
from kg.tables.patterns import patterns

__all__ = ["Column", "Head", "Heads", "TableWords"]

_BRACKET = re.compile(r"[（(\[【〔](?P<inside>[^（）()\[\]【】〔〕]{1,12})[）)\]】〕]")
_LABELLED = re.compile(r"^单位[：:]?")
_TAIL = re.compile(r"(?P<words>.+)[/／](?P<unit>[^/／]{1,6})")
_SCALE = re.compile(r"[十百千]?万亿?|[十百千]?亿|[百千]")
_RATES = ("%", "‰", "百分点", "倍")


@dataclass(frozen=True, slots=True)
class TableWords:
    """The table of ontology/patterns/table_heads.tsv."""

    apart: re.Pattern[str]
    apart_without_unit: re.Pattern[str]
    year: re.Pattern[str]
    of_subject: re.Pattern[str]
    total: re.Pattern[str]
    partial: re.Pattern[str]
    of_rows: re.Pattern[str]
    aimed: re.Pattern[str]
    moved: re.Pattern[str]
    compared: re.Pattern[str]
    part: re.Pattern[str]
    until: re.Pattern[str]
    behind_date: re.Pattern[str]


class Head(NamedTuple):
    """The words of a head without blanks and date, the date, and whether its column says what the rows are about."""

    words: str
    as_of: str | None = None
    label: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its head. `unit` is None where only its cells may state one; `apart` columns hold no figures at all."""

    words: str  # the head without blanks, unit and date
    form: str = ""  # the unit as it stands behind a number: 万元
    unit: str | None = None
    scale: int = 1
    indicator: str | None = None
    kind: FigureKind = "level"
    baseline: str | None = None
    status: Status = "done"
    as_of: str | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """Reads heads with the units, the verbs of change and the words of tables."""

    words: TableWords
    measures: Measures
    changes: Changes

    @classmethod
    def load(cls, measures: Measures, changes: Changes) -> Heads:
        """With the shipped words of tables."""
        return cls(patterns("table_heads", TableWords), measures, changes)

    def states_unit(self, head: str) -> bool:
        """Whether the words say in which unit the numbers below them are."""
        return bool(self._unit(head)[1])

    def columns(self, heads: Sequence[Head]) -> Iterator[Column]:
        """The columns under these heads.

        A rise or share names what it is of in its own head (培训人数同比增长), else it is of the amount in the column before.
        """
        whole: str | None = None
        for head in heads:
            column = self._column(head, whole)
            rate = column.unit in _RATES and not self._is_of_another(column)
            if head.label or column.apart or rate:
                whole = None
            elif not self._is_of_another(column):
                whole = column.words
            yield column

    def _is_of_another(self, column: Column) -> bool:
        """Whether the head says only how something moved, or which part it is."""
        return self.words.part.search(column.words) is not None or (column.kind != "level" and column.indicator != column.words)

    def _column(self, head: Head, whole: str | None) -> Column:
        (words, form, unit, scale), as_of = self._unit(head.words), head.as_of
        if self.words.apart.search(words) or (not form and self.words.apart_without_unit.search(words)):
            return Column(words, apart=True)
        status: Status = "planned" if self.words.aimed.search(words) else "done"
        if self.words.part.search(words):
            return Column(words, form, unit, scale, (whole or "") + words, status=status, as_of=as_of)
        told = self._moving(words)
        change = self.changes.of(told, unit, self.measures.kinds.get(unit or "", "thing"))
        if change.kind == "level":
            return Column(words, form, unit, scale, words or None, status=status, as_of=as_of)
        indicator = (change.bare if change.bare != told else words) or whole
        return Column(words, form, unit, scale, indicator, change.kind, change.baseline, status, as_of)

    def _moving(self, words: str) -> str:
        """The head in words of a rise where its numbers tell by their sign how something moved: 同比增减 → 同比增长."""
        moved = self.words.moved.search(words)
        if moved:
            return words[: moved.start()] + "增长"
        return words + "增长" if self.words.compared.search(words) else words

    def _unit(self, head: str) -> tuple[str, str, str | None, int]:
        """The head without its unit, the unit as it is written, as it is called, and what it multiplies by."""
        inside = [(found, *self._known(_LABELLED.sub("", found["inside"]))) for found in _BRACKET.finditer(head)]
        units = [given for given in inside if given[1]]
        if len(units) == 1:
            found, form, unit, scale = units[0]
            return head[: found.start()] + head[found.end() :], form, unit, scale
        tail = _TAIL.fullmatch(head)
        if tail and not units and (known := self._known(tail["unit"]))[0]:
            return tail["words"], *known
        if head.endswith(("%", "‰")) and len(head) > 1 and not units:
            return head[:-1], *self._known(head[-1])
        return head, "", None, 1

    def _known(self, form: str) -> tuple[str, str | None, int]:
        """A unit with what stands before it: 万元 is 元 by 10,000; empty where it is none."""
        if form in self.measures.units:
            return form, self.measures.units[form], 1
        scale = _SCALE.match(form)
        unit = self.measures.units.get(form[scale.end() :]) if scale else None
        return (form, unit, numerals.scale_of(scale[0])) if scale and unit else ("", None, 1)
