"""How a build goes on, on standard error: a bar with rate and time left while someone watches, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING

from kg.build import Skipped, Watch
from kg.cli.app import counted, say
from kg.cli.inputs import say_warnings

if TYPE_CHECKING:
    from rich.progress import Progress

    from kg.build.reading import Done

__all__ = ["Progressing", "time_left"]

_EVERY = 15.0  # seconds between two lines
_MOST = 50  # messages of one kind; the rest stands in report.json


class Progressing(Watch, AbstractContextManager["Progressing"]):
    """Says what is skipped or doubtful, how many articles are done, how many a second, and how long the rest will take."""

    def __init__(self) -> None:
        self._to_read = self._done = 0
        self._began = self._said = time.monotonic()
        self._messages: Counter[str] = Counter()
        self._bar: Progress | None = None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._close()
        for kind_of, count in self._messages.items():
            if count > _MOST:
                say("note", f"{counted(count - _MOST, 'message')} more of the kind '{kind_of}': see report.json")

    def planned(self, to_read: int, unchanged: int) -> None:
        self._to_read = to_read
        self._began = self._said = time.monotonic()
        if unchanged:
            say("note", f"{counted(unchanged, 'article')} unchanged, {to_read:,} to be read")
        if to_read and sys.stderr.isatty():
            self._open()

    def done(self, done: Done) -> None:
        self._done += 1
        if done.skipped:
            self.skipped(done.skipped)
        for warning in done.warnings:
            if self._may_say("warning"):
                say_warnings(done.id, (warning,))
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], advance=1, pace=self._pace())
        elif time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            say("building", f"{self._done:,} of {counted(self._to_read, 'article')}, {self._pace()}")

    def skipped(self, skipped: Skipped) -> None:
        if self._may_say("skipped"):
            say("skipped", skipped.message)

    def publishing(self) -> None:
        self._close()
        if self._done * 4 > _MOST:
            say("building", "linking and storing")

    def _may_say(self, kind: str) -> bool:
        self._messages[kind] += 1
        return self._messages[kind] <= _MOST

    def _pace(self) -> str:
        rate = self._done / max(1e-9, time.monotonic() - self._began)
        return f"{rate:.1f} a second, {time_left((self._to_read - self._done) / rate)} left"

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bar.add_task("Building", total=self._to_read, pace="")
        self._bar.start()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def time_left(seconds: float) -> str:
    """40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
