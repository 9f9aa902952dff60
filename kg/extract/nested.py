"""Deeds told inside the object of another: who reports to those who listen, who issued the paper that others act on.

调研组|听取了|县教育局|的汇报,察看了校舍: the bureau reports, the group acts on. 县司法局|落实|省司法厅|印发的《…》: the
department issued, the bureau acts on.
"""

from __future__ import annotations

from kg.extract.clauses import Reading, function_words
from kg.model import BODY_TYPES

__all__ = ["hearing_before", "is_told_inside", "issuers"]

_BODIES = frozenset(BODY_TYPES)
# What may stand between those who issued a paper and the verb: 省公安厅、省司法厅|联合|印发的, 民政部|于|2021年|印发的.
_PASSED = frozenset(("adverb", "companion", "order", "place"))
_LINKING = frozenset(("companion", "with", "and"))  # and between two of them: 民政部|会同|财政部|印发的


def hearing_before(reading: Reading, at: int) -> int | None:
    """The piece with the verb of hearing whose object holds the piece `at`: in its clause, no event stated between."""
    hearing, clause = function_words().hearing, reading.pieces[at].clause
    for before in range(at - 1, -1, -1):
        piece = reading.pieces[before]
        if piece.clause != clause or piece.kind == "trigger":
            return None
        if piece.span.of(reading.text) in hearing:
            return before
    return None


def issuers(reading: Reading, at: int) -> tuple[int, ...] | None:
    """The bodies directly before the trigger `at`, where it describes a paper: 省公安厅、省司法厅|联合印发|的|《…》.

    Empty where no body stands there; None where the trigger describes no paper.
    """
    if not _describes_paper(reading, at):
        return None
    found: list[int] = []
    before = at - 1
    while before >= 0 and _is_passed(reading, before, first=not found):
        if reading.pieces[before].label in _BODIES:
            found.append(before)
        before -= 1
    return tuple(reversed(found))


def _describes_paper(reading: Reading, at: int) -> bool:
    behind = [p for p in reading.pieces[at : at + 4] if p.kind != "punct" or p.label not in '“”"《']
    if len(behind) < 3 or reading.pieces[at].kind != "trigger":
        return False
    return behind[1].label == "de" and behind[2].kind == "mention" and behind[2].label == "Document"


def _is_passed(reading: Reading, at: int, *, first: bool) -> bool:
    """Whether a piece belongs to who issued, seen from right to left; `first` until a body has been met."""
    piece, behind = reading.pieces[at], reading.pieces[at + 1]
    if piece.label in _BODIES:
        return first or behind.label == "、" or behind.label in _LINKING
    if first:
        return piece.kind == "date" or (piece.kind == "word" and piece.label in _PASSED)
    return behind.label in _BODIES and (piece.label == "、" or (piece.kind == "word" and piece.label in _LINKING))


def is_told_inside(reading: Reading, first: int, last: int, at: int) -> bool:
    """Whether who stands from `first` to `last` acts only inside the object of another, and the event at `at` is behind it."""
    triggers = reading.between("trigger", last, at)
    if (triggers or reading.pieces[at].clause > reading.pieces[last].clause) and hearing_before(reading, first) is not None:
        return True
    return bool(triggers) and last in (issuers(reading, triggers[0]) or ())
