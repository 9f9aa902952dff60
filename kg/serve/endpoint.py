"""The endpoint behind its addresses: what it serves now, the workers that answer, and the change to a new build.

A new build gets workers of its own; requests go to these from then on, while those that run end with the old ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from kg.errors import KgError
from kg.graph.questions import Question
from kg.serve.frames import Job
from kg.serve.memory import Memory
from kg.serve.metrics import Metrics
from kg.serve.pool import Answer, Limits, Pool
from kg.serve.source import Source, Stamp, open_source, stamp

__all__ = ["Endpoint"]

_LOOK = 1.0  # seconds between two looks at whether there is a new build
_LOG = logging.getLogger("kg.serve")


@dataclass(slots=True)
class _Edition:
    """One state of what is served, with its workers and the answers that they gave."""

    source: Source
    pool: Pool
    memory: Memory
    state: str  # differs from that of any other edition of which an answer could differ

    async def close(self) -> None:
        try:
            await self.pool.close()
        finally:
            await asyncio.to_thread(shutil.rmtree, self.source.folder, True)


class Endpoint:
    """Serves the build or file at `path`; `start` before use, `close` afterwards."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.questions: Mapping[int, Question] = {}  # a project's own, which the query page offers besides ours
        self.reloads = self.remembered = 0
        self._edition: _Edition | None = None
        self.metrics = Metrics(self.gauges)
        self._closing: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None
        self._seen: Stamp | None = None  # of what is served, or cannot be
        self._complaint = ""

    @property
    def source(self) -> Source:
        """What is served now."""
        assert self._edition is not None, "start comes first"
        return self._edition.source

    def tag(self, job: Job) -> str:
        """What changes as soon as the answer to a lasting job may: a weak ETag, of what is served and of all that decides it."""
        assert self._edition is not None, "start comes first"
        decides = (self._edition.state, job.query, job.base, job.tables, job.graphs, *job.default, "", *job.named)
        named = "\0".join([part or "" for part in decides]).encode("utf-8", "surrogatepass")
        return f'W/"{blake2b(named, digest_size=12).hexdigest()}"'

    def known(self, job: Job) -> Answer | None:
        """The answer that was given before to the same job over what is served now, where it is remembered."""
        assert self._edition is not None, "start comes first"
        found = self._edition.memory.find(job)
        self.remembered += found is not None
        return found

    async def ask(self, job: Job) -> Answer:
        """The answer to a job, by a worker, from what is served now; raises RequestError as `Pool.run` does."""
        assert self._edition is not None, "start comes first"
        edition = self._edition
        return edition.memory.keep(job, await edition.pool.run(job))

    async def start(self) -> None:
        """Opens what is to be served; raises UsageError or StoreError where it cannot."""
        self._edition = await self._opened()
        self._watch = asyncio.create_task(self._watched())

    async def _opened(self) -> _Edition:
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="kg-serve-"))
        try:
            source = await asyncio.to_thread(open_source, self.path, folder)
            pool = Pool(source.store, source.facts or "", self.limits)
            await pool.start()
            self._seen = source.read
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        state = f"{source.read} {self.limits.rows} {self.limits.answer}"
        return _Edition(source, pool, Memory(self.limits.remembered), state)

    async def _watched(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            now = stamp(self.path)
            if now is not None and now != self._seen:
                await self.reload()

    async def reload(self) -> bool:
        """Serves what is at `path` now; what was served stays where that cannot be opened, and False says so.

        A damaged build is not tried again before it changes; a machine without room for another may have some at the next look.
        """
        before = stamp(self.path)
        try:
            edition = await self._opened()
        except KgError as error:
            self._seen = before
            self._complain(str(error))
            return False
        except OSError as error:
            self._complain(f"{error.strerror or error}; it is tried again every {_LOOK:g} s")
            return False
        self._complaint = ""
        old, self._edition = self._edition, edition
        self.reloads += 1
        if old is not None:
            task = asyncio.create_task(old.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        return True

    def _complain(self, why: str) -> None:
        """Says why the new build is not served, once however often it is tried."""
        if why != self._complaint:
            _LOG.error("the new build is not served: %s", why)
        self._complaint = why

    async def close(self) -> None:
        """Ends the workers and removes what the server held, whatever became of the watch."""
        try:
            if self._watch is not None:
                self._watch.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self._watch
        finally:
            if self._edition is not None:
                await self._edition.close()
            await asyncio.gather(*self._closing)

    def gauges(self) -> dict[str, float]:
        """What runs now, for the metrics."""
        pool = self._edition.pool if self._edition else None
        return {
            "queries_running": pool.running if pool else 0,
            "queries_waiting": pool.waiting if pool else 0,
            "workers_killed": pool.killed if pool else 0,
            "quads": self._edition.source.quads if self._edition else 0,
            "reloads": self.reloads,
            "answers_from_memory": self.remembered,
        }
