"""Workers that answer queries, at most so many at a time, each killed when its query takes too long.

Who comes while all are busy waits in a line; who finds the line full, or waits too long, is told to come back.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from kg.errors import RequestError, StoreError
from kg.serve.frames import SIZE, Head, Job, packed

__all__ = ["Answer", "Limits", "Pool"]

_CHUNK = 1 << 18  # bytes read at a time
_IN_MEMORY = 1 << 20  # bytes of an answer that the server keeps in memory; what is longer lies in a file
_SLOW = 0.5  # seconds after which a query gives way to shorter ones
_YIELDING = 19  # the niceness that it then has
_DRAINING = 0.05  # seconds between two looks whether all have their answers
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


class _Worker:
    """One process, its pipes, and whether it may go on after the query that it has."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self.jobs, self.answers = process, process.stdin, process.stdout
        self.fit = True

    @classmethod
    async def start(cls, folder: Path, facts: str, memory: int) -> _Worker:
        """A worker that has opened the store; raises StoreError where it cannot."""
        arguments = ("-m", "kg.serve.worker", str(folder), str(memory), facts)
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
        )
        worker, opened = cls(process), False
        try:
            async with asyncio.timeout(_STARTING):
                await worker.head()
            opened = True
        except (asyncio.IncompleteReadError, TimeoutError) as error:
            raise StoreError(f"{folder}: no worker can open the store; is there memory enough?") from error
        finally:
            if not opened:
                worker.kill()
        return worker

    async def ask(self, job: Job) -> Answer:
        """The answer to a job; raises IncompleteReadError or ConnectionError where the process ends instead."""
        try:
            self.jobs.write(packed(job))
        except RuntimeError as error:  # uvloop's, where the process has ended while it was idle
            raise ConnectionResetError("the worker has ended") from error
        head = await self.head()
        if head.length <= _IN_MEMORY:
            return Answer(head, io.BytesIO(await self.answers.readexactly(head.length)))
        file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by who reads it)
        missing = head.length
        while missing:
            chunk = await self.answers.readexactly(min(missing, _CHUNK))
            file.write(chunk)
            missing -= len(chunk)
        file.seek(0)
        return Answer(head, file)

    async def head(self) -> Head:
        (length,) = SIZE.unpack(await self.answers.readexactly(SIZE.size))
        return Head(**json.loads(await self.answers.readexactly(length)))

    def give_way(self) -> None:
        """Lets other processes go first from now on; only root could take that back, so it ends with this query."""
        self.fit = False
        if sys.platform == "win32":
            return
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, _YIELDING)

    def kill(self) -> None:
        """Ends the process at once; the event loop buries it."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


class Pool:
    """Workers over one store."""

    def __init__(self, folder: Path, facts: str, limits: Limits) -> None:
        self.folder, self.facts, self.limits = folder, facts, limits
        self.waiting = self.running = self.killed = 0
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._workers: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Starts the workers; raises StoreError where they cannot open the store."""
        try:
            await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))
        except StoreError:
            await self.close()
            raise

    async def _add(self) -> None:
        worker = await _Worker.start(self.folder, self.facts, self.limits.memory)
        self._workers.add(worker)
        self._idle.put_nowait(worker)

    async def run(self, job: Job) -> Answer:
        """The answer to a job; raises RequestError 503 where nobody is free in time, 504 where the query takes too long."""
        async with self._worker() as worker:
            limited = replace(job, max_rows=min(job.max_rows, self.limits.rows), max_bytes=self.limits.answer)
            slow = asyncio.get_running_loop().call_later(_SLOW, worker.give_way)
            try:
                async with asyncio.timeout(self.limits.seconds):
                    answer = await worker.ask(limited)
            except TimeoutError as error:
                raise RequestError(504, f"the query took longer than {self.limits.seconds:g} s; narrow it down") from error
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                raise RequestError(503, "the query needed more memory than a query may have; narrow it down") from error
            finally:
                slow.cancel()
            worker.fit = worker.fit and answer.head.memory < self.limits.memory // 2
            return answer

    @contextlib.asynccontextmanager
    async def _worker(self) -> AsyncIterator[_Worker]:
        worker = await self._next()
        self.running += 1
        finished = False
        try:
            yield worker
            finished = True
        finally:
            self.running -= 1
            self.killed += not finished
            if finished and worker.fit:
                self._idle.put_nowait(worker)
            else:
                self._spawn(self._replace(worker))

    async def _next(self) -> _Worker:
        if not self.waiting and not self._idle.empty():
            return self._idle.get_nowait()
        if self._idle.empty() and self.waiting >= self.limits.queue:
            raise RequestError(503, "too many queries are waiting; come back in a moment", retry_after=1)
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.patience):
                return await self._idle.get()
        except TimeoutError as error:
            raise RequestError(503, "no worker became free in time; come back in a moment", retry_after=5) from error
        finally:
            self.waiting -= 1

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self, worker: _Worker) -> None:
        """Ends a worker and puts a new one in its place, however often that takes; a machine short of memory may recover."""
        self._workers.discard(worker)
        worker.kill()
        while True:
            try:
                await self._add()
            except (StoreError, OSError):
                await asyncio.sleep(1)
            else:
                return

    async def close(self) -> None:
        """Ends the workers, once the queries that run or wait have their answers, or have had the time for it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.limits.seconds + self.limits.patience):
                while self.running or self.waiting:
                    await asyncio.sleep(_DRAINING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._workers:
            worker.kill()
        await asyncio.gather(*(worker.process.wait() for worker in self._workers))
        self._workers.clear()
