"""The engine of one machine: processes that load tables and models once and take an article whenever they are free.

A process that dies takes nothing with it: its article goes to a new one, and is reported as unreadable when that dies too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import SimpleQueue

import kg.errors
from kg.build.article import Settings
from kg.build.inputs import Skipped, Task
from kg.build.lines import INHERITS, answered, started
from kg.build.reading import ROOM, TOGETHER, Done, read_together
from kg.errors import InputError, KgError
from kg.system import collect_seldom

__all__ = ["Workers", "main", "processes"]

_TRIES = 2
_FEW = 4  # articles: so few are read sooner than a process starts
_EACH = 64  # articles that each process must have: to start one costs the CPU of 32, which is then at most half of what it reads
_HOME = Path(kg.errors.__file__).parent.parent


def processes(articles: int, most: int) -> int:
    """How many processes beside this one read so many articles; 0 where it reads them itself: few, or `most` is one.

    A change of 1 % of some thousands is read by one: two would end two seconds sooner, for a quarter more CPU.
    """
    return 0 if most <= 1 or articles < _FEW else max(1, min(most, articles // _EACH))


@dataclass(frozen=True, slots=True)
class Workers:
    """An engine of `jobs` processes; `command` starts one, with the place of its line behind it."""

    jobs: int
    command: tuple[str, ...] = (sys.executable, "-c", "from kg.build.workers import main; main()")
    inherits: bool = INHERITS

    def __call__(self, tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
        """Each task done, in the order in which they are finished."""
        pool = _Pool(settings, self.command, self.inherits)
        try:
            yield from pool.run(iter(tasks), self.jobs)
        finally:
            pool.stop()


@dataclass(slots=True)
class _Worker:
    """A process, the line to it, and the tasks that it has not yet answered, in order."""

    process: subprocess.Popen[bytes]
    line: Connection
    tasks: deque[Task] = field(default_factory=deque)
    alone: bool = False  # it has a task that an earlier process died of, perhaps, and gets no other

    @classmethod
    def start(cls, settings: Settings, command: tuple[str, ...], inherits: bool) -> _Worker:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(_HOME), os.environ.get("PYTHONPATH"))))}
        worker = cls(*started(command, environment, inherits=inherits))
        with contextlib.suppress(OSError):  # it is dead already: whoever gives it a task finds out
            worker.line.send(settings)
        return worker

    def has_room(self, depth: int) -> bool:
        """Whether it may be given one more of `depth` tasks: the next ones wait where the last ones end."""
        if len(self.tasks) < 2:
            return len(self.tasks) < (1 if self.alone else depth)
        return not self.alone and len(self.tasks) < depth and sum(len(t.source.data or b"") for t in self.tasks) < ROOM

    def give(self, task: Task, *, alone: bool) -> None:
        self.alone = alone
        self.tasks.append(task)
        with contextlib.suppress(OSError):  # as above
            self.line.send(task)

    def ending(self) -> str:
        """How the process ended, once its line is closed."""
        code = self.process.wait()
        return f"signal {-code}, {signal.strsignal(-code) or '?'}" if code < 0 else f"exit code {code}"

    def stop(self) -> None:
        self.line.close()
        self.process.kill()
        self.process.wait()


class _Pool:
    def __init__(self, settings: Settings, command: tuple[str, ...], inherits: bool) -> None:
        self._settings, self._command, self._inherits = settings, command, inherits
        self._workers: list[_Worker] = []
        self._again: deque[Task] = deque()
        self._died: Counter[str] = Counter()

    def run(self, tasks: Iterator[Task], jobs: int) -> Iterator[Done]:
        self._supply(tasks, jobs)
        while self._workers:
            for line in wait([w.line for w in self._workers]):
                worker = next(w for w in self._workers if w.line is line)
                try:
                    done = worker.line.recv()
                except (EOFError, OSError):
                    yield from self._bury(worker)
                else:
                    if isinstance(done, KgError):
                        raise done
                    worker.tasks.popleft()
                    yield done
            self._supply(tasks, jobs)

    def _supply(self, tasks: Iterator[Task], jobs: int) -> None:
        """Starts what workers are missing, gives each what it has room for, ends those that nothing is left for."""
        least = min(len(w.tasks) for w in self._workers) if len(self._workers) == jobs else 0  # none has room for fewer
        for depth in range(least + 1, TOGETHER + 1):
            for at in range(jobs):
                if (at >= len(self._workers) or self._workers[at].has_room(depth)) and not self._give(at, tasks):
                    break
        for worker in [w for w in self._workers if not w.tasks]:
            self._workers.remove(worker)
            worker.stop()

    def _give(self, at: int, tasks: Iterator[Task]) -> bool:
        """Gives a worker its next task; what a dead one held goes each to one that has nothing else. Whether there was any."""
        idle = at >= len(self._workers) or not self._workers[at].tasks
        again = bool(self._again) and idle
        task = self._again.popleft() if again else next(tasks, None)
        if task is None:
            return False
        if at >= len(self._workers):
            self._workers.append(_Worker.start(self._settings, self._command, self._inherits))
        self._workers[min(at, len(self._workers) - 1)].give(task, alone=again)
        return True

    def _bury(self, worker: _Worker) -> Iterator[Done]:
        """Gives a dead worker's tasks to others, one by one; the first, by which it may have ended, only so often."""
        self._workers.remove(worker)
        worker.line.close()
        ending = worker.ending()
        first, *others = worker.tasks
        self._again.extendleft(reversed(others))
        self._died[first.id] += 1
        if self._died[first.id] < _TRIES:
            self._again.appendleft(first)
        else:
            error = InputError(f"{first.id}: the process that read it died {_TRIES} times ({ending}); is memory short?")
            yield Done(first.id, first.key, skipped=Skipped.of(first.id, error))

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()


def main() -> None:
    """A worker: takes settings and then tasks from the line whose place is its argument, until that is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the build's to handle
    collect_seldom()
    tasks: SimpleQueue[Task | None] = SimpleQueue()
    try:
        line = answered(sys.argv[1])
        settings: Settings = line.recv()
        # Taken in beside the work: a build that waits to hand over a long article would not take the result it waits behind.
        threading.Thread(target=_take_in, args=(line, tasks), daemon=True).start()
        for group in _groups(tasks):
            try:
                for done in read_together(group, settings):
                    line.send(done)
            except KgError as error:  # a broken table or model: every article would fail
                line.send(error)
    except (EOFError, OSError):
        return


def _take_in(line: Connection, tasks: SimpleQueue[Task | None]) -> None:
    """Puts what comes into the queue; None behind the last."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            tasks.put(line.recv())
    tasks.put(None)


def _groups(tasks: SimpleQueue[Task | None]) -> Iterator[list[Task]]:
    """What waits, as one group; of nothing the next one that comes."""
    while (task := tasks.get()) is not None:
        group = [task]
        while len(group) < TOGETHER and not tasks.empty():
            following = tasks.get()
            if following is None:  # the build is gone: nobody waits for these
                return
            group.append(following)
        yield group
