"""The file of decisions: JSON Lines, a decision a line, in any order; blank lines and lines that begin with # are left alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import BadDecisions, UsageError
from kg.review.decision import Cleaned, Decision, checked, decision_of, line_of, without_names

__all__ = ["DECISIONS", "changed", "held", "load", "parse", "read_text", "save", "undo", "unnamed"]

DECISIONS = "decisions.jsonl"
_BLANK = """\
# What people decided about the facts of this build, a line each. `kg build --out DIR` follows it, and reads no article again.
# Take a line out, or run `kg review DIR --undo ID`, and what it did is undone. docs/review.md says what the keys mean.
"""


def load(path: Path) -> tuple[Decision, ...]:
    """The decisions of the file, in its order; none where there is no file. Raises BadDecisions with file and line."""
    return parse(read_text(path), path)


def read_text(path: Path) -> str:
    """What the file holds; empty where there is none. Raises BadDecisions where it is not UTF-8 or cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise BadDecisions(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadDecisions(f"{path}: is not UTF-8: {error.reason} at byte {error.start}") from error


def parse(text: str, path: Path | str) -> tuple[Decision, ...]:
    """The decisions that the text of a file holds. Raises BadDecisions with the line where one is not as documented."""
    found: dict[str, tuple[int, Decision]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        decision = decision_of(line, f"{path}:{number}")
        first, same = found.get(decision.id, (number, decision))
        if first != number and same != decision:
            raise BadDecisions(f"{path}:{number}: the id {decision.id} stands in line {first} already; give one of them another")
        found.setdefault(decision.id, (number, decision))
    return tuple(decision for _, decision in found.values())


def save(path: Path, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Adds the decisions to the file; what others added meanwhile stays. The decisions with their ids, those it had already too.

    The file is whole at any moment. Raises BadDecisions where the file or a decision is not as documented, UsageError where it
    cannot be written.
    """
    given = tuple(checked(d) for d in decisions)

    def added(text: str) -> str:
        known = {d.id for d in parse(text, path)}
        new = "".join(line_of(d) for d in given if d.id not in known)
        whole = text or _BLANK
        return whole + ("" if whole.endswith("\n") else "\n") + new if new else text

    changed(path, added)
    return given


def undo(path: Path, ids: Iterable[str]) -> tuple[Decision, ...]:
    """Takes the decisions of these ids out of the file, and gives them back; all other lines stay as they are.

    Raises UsageError where an id is not there, BadDecisions.
    """
    wanted = set(ids)
    taken: list[Decision] = []

    def without(text: str) -> str:
        known = parse(text, path)
        if missing := wanted - {d.id for d in known}:
            raise UsageError(f"{path}: no decision has the id {min(missing)}; `kg review DIR --list` shows them")
        taken.extend(d for d in known if d.id in wanted)
        return "".join(line for line in _lines(text) if not _is_of(line, wanted, path))

    changed(path, without)
    return tuple(taken)


def unnamed(
    text: str, where: str, cleaning: Callable[[Decision, str], tuple[str, Cleaned] | None], comment: Cleaned
) -> tuple[str, tuple[str, ...]]:
    """The text of a file without names that are taken out, and what was dropped, told without them.

    `cleaning` gives for a decision and its line the hash of its article now and what cleans words, None where it goes;
    `comment` cleans the words of other lines. Raises BadDecisions.
    """
    kept: list[str] = []
    dropped: list[str] = []
    for line in _lines(text):
        if not line.strip() or line.startswith("#"):
            kept += [line] if comment(line) == line else []
            continue
        decision = decision_of(line, where)
        found = cleaning(decision, line_of(decision))
        new = without_names(decision, *found) if found else None
        if new is None:
            dropped.append(f"decision to {decision.verdict} {decision.kind} {decision.id}")
        else:
            kept.append(line if new == decision else line_of(new))
    return "".join(kept), tuple(dropped)


def _lines(text: str) -> list[str]:
    """The lines with their ends; nothing but \\n ends one, since words may hold other separators."""
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _is_of(line: str, ids: set[str], path: Path) -> bool:
    return bool(line.strip()) and not line.startswith("#") and decision_of(line, str(path)).id in ids


def changed(path: Path, change: Callable[[str], str]) -> None:
    """Replaces the file by what `change` makes of its text, in one step, while no other program does so."""
    path = path.absolute()
    try:
        with held(path.parent):
            before = read_text(path)
            after = change(before)
            if after == before:
                return
            new = path.with_name(f".{path.name}.new")
            with new.open("w", encoding="utf-8", newline="") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Holds the folder against others that change files in it: a build that is about to be put in its place waits, too.

    Where the system has no such locks (Windows) nothing is held.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    while True:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(descriptor), folder.stat()):
                yield
                return
        finally:
            os.close(descriptor)
