"""Workers that answer queries, at most so many at a time, each killed when its query takes too long.

Who comes while all are busy waits in a line; who finds the line full, or waits too long, is told to come back. A worker gets the
next query of the line in the moment in which its answer is complete, before that answer is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from kg.errors import RequestError, StoreError
from kg.rdf.vocabulary import PREFIXES
from kg.serve.frames import SIZE, Head, Job, Settings, packed, unpacked
from kg.system import path_in_utf8

__all__ = ["Answer", "Limits", "Pool"]

_CHUNK = 1 << 18  # bytes read at a time
_IN_MEMORY = 1 << 20  # bytes of an answer that the server keeps in memory; what is longer lies in a file
_SLOW = 0.2  # seconds of a processor after which a query gives way to shorter ones
_YIELDING = 19  # the niceness that it then has, where the system knows no idle class
_OF_PROCESS = 2  # with the number of a process above it: the kernel's name of its clock (clock_getcpuclockid)
_TICK = 0.05  # seconds between two looks at how long queries have run and waited
_STARTING = 60.0  # seconds that a worker may take to open the store


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query, and all of them together, may take."""

    workers: int = 3
    seconds: float = 30.0  # for a query, once a worker has it
    memory: int = 1_000_000_000  # bytes that a worker may take for its queries
    rows: int = 100_000
    answer: int = 64_000_000  # bytes
    queue: int = 200  # requests that may wait for a worker
    patience: float = 30.0  # seconds that they may wait
    query: int = 1_000_000  # bytes of a request's body
    depth: int = 100  # brackets within brackets
    per_client: int = 100  # requests of one address at a time
    upload: float = 10.0  # seconds for a request to arrive
    remembered: int = 32_000_000  # bytes of answers, with their queries, that are kept for who asks the same; 0: none


@dataclass(slots=True)
class Answer:
    """The head of an answer and its body, complete."""

    head: Head
    file: IO[bytes]

    def chunks(self) -> Iterator[bytes]:
        """The body, in pieces; afterwards it is gone."""
        with self.file as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def bytes(self) -> bytes:
        """The body in one piece; afterwards it is gone."""
        return b"".join(self.chunks())


@dataclass(slots=True, eq=False)
class _Order:
    """A job, who waits for its answer, and since when it has waited or, once a worker has it, run."""

    job: Job
    answer: asyncio.Future[Answer]
    since: float
    spent: float | None = None  # seconds of a processor that its worker had taken when it was first looked at


@dataclass(slots=True)
class _Incoming:
    """What a worker is sending: the head, once it is there, and the body as far as it has come."""

    buffer: bytearray = field(default_factory=bytearray)
    head: Head | None = None
    file: IO[bytes] | None = None  # of a body that is long
    missing: int = 0  # bytes of that

    def add(self, data: bytes) -> Answer | None:
        """Takes what has come; the answer once it is complete. A worker sends nothing before it is asked again."""
        if self.file is not None:
            return self._filed(data)
        self.buffer += data
        if self.head is None and not self._begun():
            return None
        assert self.head is not None
        if self.head.length > _IN_MEMORY:
            self.file, self.missing = tempfile.TemporaryFile(), self.head.length  # noqa: SIM115  (closed by who reads it)
            return self._filed(bytes(self.buffer))
        return Answer(self.head, io.BytesIO(self.buffer)) if len(self.buffer) >= self.head.length else None

    def _begun(self) -> bool:
        """Whether the head is there; then it leaves the buffer."""
        if len(self.buffer) < SIZE.size:
            return False
        end = SIZE.size + SIZE.unpack_from(self.buffer)[0]
        if len(self.buffer) < end:
            return False
        self.head = Head(*unpacked(bytes(self.buffer[SIZE.size : end])))
        del self.buffer[:end]
        return True

    def _filed(self, data: bytes) -> Answer | None:
        assert self.file is not None
        assert self.head is not None
        self.file.write(data)
        self.missing -= len(data)
        if self.missing > 0:
            return None
        self.file.seek(0)
        return Answer(self.head, self.file)

    def close(self) -> None:
        """Lets go of a file that nobody will read."""
        if self.file is not None:
            self.file.close()


class _Worker(asyncio.SubprocessProtocol):
    """One process: what it is asked, what it answers, and whether it may go on after the query that it has."""

    def __init__(self, room: int, free: Callable[[_Worker], None]) -> None:
        self.fit = True
        self.order: _Order | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._room, self._free, self._incoming = room, free, _Incoming()
        self._process: asyncio.SubprocessTransport | None = None
        self._jobs: asyncio.WriteTransport | None = None

    @classmethod
    async def start(cls, settings: Settings, free: Callable[[_Worker], None]) -> _Worker:
        """A worker that has opened the store; raises StoreError where it cannot.

        `free` is called after each answer, and when the process ends that nobody has asked anything.
        """
        command = (sys.executable, "-m", "kg.serve.worker", str(settings))
        loop, pipe = asyncio.get_running_loop(), asyncio.subprocess.PIPE
        _, worker = await loop.subprocess_exec(
            lambda: cls(settings.memory // 2, free), *command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
        )
        opened = False
        try:
            async with asyncio.timeout(_STARTING):
                await worker.ready
            opened = True
        except (ConnectionError, TimeoutError) as error:
            raise StoreError(f"{settings.folder}: no worker can open the store; is there memory enough?") from error
        finally:
            if not opened:
                worker.kill()
        return worker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._process = cast(asyncio.SubprocessTransport, transport)  # uvloop's is one by its methods alone
        self._jobs = cast(asyncio.WriteTransport, self._process.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002  (there is but one)
        """Part of an answer, or of the word that the store is open."""
        answer = self._incoming.add(data)
        if answer is None:
            return
        self._incoming, order, self.order = _Incoming(), self.order, None
        self.fit = self.fit and answer.head.memory < self._room
        if order is None:
            _settle(self.ready)
            return
        if order.answer.done():  # refused or given up meanwhile
            answer.file.close()
        else:
            order.answer.set_result(answer)
        self._free(self)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002
        """The process ends, or has ended."""
        self._end()

    def process_exited(self) -> None:
        """The process has ended, of itself or killed."""
        self._end()
        _settle(self.ended)
        if self._process is not None:
            self._process.close()

    def _end(self) -> None:
        self.fit = False
        self._incoming.close()
        waiting: asyncio.Future[Any] = self.ready if self.order is None else self.order.answer
        if not waiting.done():
            waiting.set_exception(ConnectionResetError("the worker has ended"))
        elif self.order is None:
            self._free(self)

    def ask(self, order: _Order) -> None:
        """Gives the process a job; its answer, or ConnectionResetError where the process ends instead, settles the order."""
        assert self._jobs is not None
        self.order = order
        if not self.fit or self._jobs.is_closing():
            self._end()
            return
        self._jobs.write(packed(order.job))

    def spent(self) -> float:
        """Seconds of a processor that the process has taken; where the system does not say, those that have passed.

        On a machine full of other work a short query may wait long, and must not be taken for a long one.
        """
        if sys.platform != "linux" or self._process is None:
            return time.monotonic()
        try:
            return time.clock_gettime((~self._process.get_pid() << 3) | _OF_PROCESS)
        except OSError:  # it has just ended
            return 0.0

    def give_way(self) -> None:
        """Lets other processes go first from now on; only root could take that back, so it ends with this query.

        Of the idle class it is set aside in the moment in which another wants the processor, and counts for nothing where the
        kernel looks for a free one.
        """
        self.fit = False
        if sys.platform == "win32" or self._process is None:
            return
        with contextlib.suppress(OSError):
            if sys.platform == "linux":
                os.sched_setscheduler(self._process.get_pid(), os.SCHED_IDLE, os.sched_param(0))
            else:
                os.setpriority(os.PRIO_PROCESS, self._process.get_pid(), _YIELDING)

    def kill(self) -> None:
        """Ends the process at once."""
        self.fit = False
        if self._process is not None and not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()


def _settle(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


class Pool:
    """Workers over one store."""

    def __init__(self, folder: Path, facts: str, limits: Limits) -> None:
        self.limits = limits
        self.settings = Settings(path_in_utf8(folder), facts, PREFIXES, limits.memory, limits.rows, limits.answer)
        self.killed = 0
        self._idle: list[_Worker] = []  # who was asked last is asked first: its memory is warm
        self._line: deque[_Order] = deque()
        self._workers: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._clock: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Queries that wait for a worker."""
        return len(self._line)

    @property
    def running(self) -> int:
        """Queries that a worker has."""
        return sum(worker.order is not None for worker in self._workers)

    async def start(self) -> None:
        """Starts the workers; raises StoreError where they cannot open the store."""
        started = await asyncio.gather(*(self._add() for _ in range(self.limits.workers)), return_exceptions=True)
        failed = next((error for error in started if error is not None), None)
        if failed is not None:
            await self.close()
            raise failed

    async def _add(self) -> None:
        worker = await _Worker.start(self.settings, self._free)
        self._workers.add(worker)
        self._free(worker)

    async def run(self, job: Job) -> Answer:
        """The answer to a job; raises RequestError 503 where nobody is free in time, 504 where the query takes too long."""
        loop = asyncio.get_running_loop()
        order = _Order(job, loop.create_future(), loop.time())
        self._place(order)
        try:
            return await order.answer
        except ConnectionError as error:
            raise RequestError(503, "the query needed more memory than a query may have; narrow it down") from error
        finally:
            self._done_with(order)

    def _place(self, order: _Order) -> None:
        """Gives the order to a worker, or puts it into the line."""
        if self._idle:
            self._give(self._idle.pop(), order)
        elif len(self._line) < self.limits.queue:
            self._line.append(order)
        else:
            raise RequestError(503, "too many queries are waiting; come back in a moment", retry_after=1)
        if self._clock is None:
            self._clock = asyncio.get_running_loop().call_later(_TICK, self._look)

    def _give(self, worker: _Worker, order: _Order) -> None:
        order.since = asyncio.get_running_loop().time()
        worker.ask(order)

    def _free(self, worker: _Worker) -> None:
        """Gives a worker that has answered the next job of the line."""
        if worker not in self._workers:
            return
        if not worker.fit:
            self._replace(worker)
            return
        while self._line:
            order = self._line.popleft()
            if not order.answer.done():  # neither refused nor given up
                self._give(worker, order)
                return
        self._idle.append(worker)

    def _done_with(self, order: _Order) -> None:
        """Forgets an order that is answered, refused or given up; a worker that still runs it is ended."""
        if not order.answer.done() or order.answer.cancelled() or order.answer.exception() is not None:
            with contextlib.suppress(ValueError):
                self._line.remove(order)
            for worker in [w for w in self._workers if w.order is order]:
                self.killed += 1
                self._replace(worker)

    def _look(self) -> None:
        """Looks at how long queries have run and waited: who is slow gives way, who is over time is refused."""
        now = asyncio.get_running_loop().time()
        for worker in list(self._workers):
            if worker.order is None:
                continue
            ran = now - worker.order.since
            if ran > self.limits.seconds:
                _refuse(worker.order, 504, f"the query took longer than {self.limits.seconds:g} s; narrow it down")
            elif worker.fit and _is_slow(worker.order, worker.spent()):
                worker.give_way()
        for order in self._line:
            if now - order.since > self.limits.patience:
                _refuse(order, 503, "no worker became free in time; come back in a moment", retry_after=5)
        busy = self._line or any(worker.order for worker in self._workers)
        self._clock = asyncio.get_running_loop().call_later(_TICK, self._look) if busy else None

    def _replace(self, worker: _Worker) -> None:
        """Ends a worker and has another start in its place."""
        self._workers.discard(worker)
        with contextlib.suppress(ValueError):
            self._idle.remove(worker)
        worker.kill()
        self._spawn(self._another())

    async def _another(self) -> None:
        """Starts a worker, however often that takes; a machine short of memory may recover."""
        while True:
            try:
                await self._add()
            except (StoreError, OSError):
                await asyncio.sleep(1)
            else:
                return

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ends the workers, once the queries that run or wait have their answers, or have had the time for it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.limits.seconds + self.limits.patience):
                while self.running or self.waiting:
                    await asyncio.sleep(_TICK)
        if self._clock is not None:
            self._clock.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        workers, self._workers = self._workers, set()
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.ended for worker in workers))


def _is_slow(order: _Order, spent: float) -> bool:
    if order.spent is None:
        order.spent = spent
    return spent - order.spent > _SLOW


def _refuse(order: _Order, status: int, message: str, *, retry_after: int | None = None) -> None:
    if not order.answer.done():
        order.answer.set_exception(RequestError(status, message, retry_after=retry_after))
