"""The build of the app: a process of its own that says on its standard output, a line of JSON each, how it goes on."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import kg.errors
from kg.analysis.watch import met
from kg.app.workplace import Workplace
from kg.build import BuildReport, Settings, Skipped, Watch, build_corpus, items
from kg.build.reading import Done
from kg.errors import KgError, RequestError
from kg.graph import open_graph
from kg.graph.building import build_project, write_pages_of

__all__ = ["Building", "main", "totals_of"]

_HOME = Path(kg.errors.__file__).parent.parent
_COMMAND = (sys.executable, "-c", "from kg.app.building import main; main()")
_LINE = 1 << 24  # bytes of the longest line: what is skipped of a large folder
_SHOWN = 500  # inputs that cannot be read, of which the page tells


def totals_of(graph: Path) -> dict[str, int]:
    """What the build in a folder counts; nothing where there is none."""
    try:
        found: dict[str, int] = json.loads((graph / "report.json").read_text(encoding="utf-8"))["totals"]
    except (OSError, ValueError, KeyError):
        return {}
    return found


def main() -> None:
    """Builds the workplace whose folder is the argument."""
    try:
        _tell(finished=_built(Workplace.at(Path(sys.argv[1]))))
    except KgError as error:
        _tell(failed=str(error))


def _tell(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


class _Telling(Watch):
    """Says each step of the build."""

    def planned(self, to_read: int, unchanged: int) -> None:
        _tell(to_read=to_read, unchanged=unchanged)

    def done(self, done: Done) -> None:
        _tell(done=done.id)
        if done.skipped:
            self.skipped(done.skipped)

    def skipped(self, skipped: Skipped) -> None:
        _tell(skipped={"file": skipped.file, "message": skipped.message})

    def publishing(self) -> None:
        _tell(publishing=True)


def _built(place: Workplace) -> dict[str, Any]:
    """Brings the build up to date with the articles and the decisions; what it counted before and counts now."""
    before = totals_of(place.graph)
    project, watch = place.project, _Telling()
    report = build_project(project, watch=watch) if project else _built_alone(place, watch)
    watched = project.watched if project and not project.lean else ()
    return {
        "before": before,
        "totals": dict(report.totals),
        "read": report.changes.read,
        "unchanged": report.changes.unchanged,
        "removed": report.changes.removed,
        "published": report.changes.published,
        "decided": report.decided,
        "stale": [{key: s[key] for key in ("text", "reason")} for s in report.stale],
        "watched": met(open_graph(place.graph, names=True), watched) if watched else {},
    }


def _built_alone(place: Workplace, watch: Watch) -> BuildReport:
    """Builds the articles that were given, with no tables but ours."""
    settings = Settings()
    return build_corpus(
        functools.partial(items, place.sources),
        place.graph,
        settings,
        prune=True,
        extras=(functools.partial(write_pages_of, base=settings.base),),
        watch=watch,
    )


@dataclass(slots=True)
class Building:
    """The one build that runs at a time, and what is known of the last one; `after` is awaited when it has done its work."""

    place: Workplace
    after: Callable[[], Awaitable[None]]
    state: str = "idle"  # idle, running, done, failed
    to_read: int = 0
    done: int = 0
    unchanged: int = 0
    publishing: bool = False
    skipped: list[dict[str, str]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    _process: asyncio.subprocess.Process | None = None
    _task: asyncio.Task[None] | None = None

    def recall(self) -> None:
        """What the build that is there could not read."""
        report = self.place.graph / "report.json"
        with contextlib.suppress(OSError, ValueError, KeyError):
            self.skipped = [self._named(s) for s in json.loads(report.read_text(encoding="utf-8"))["skipped"]]

    def progress(self) -> dict[str, Any]:
        """What the page shows."""
        shown = ("state", "to_read", "done", "unchanged", "publishing", "result", "error")
        return {name: getattr(self, name) for name in shown} | {"skipped": self.skipped[:_SHOWN]}

    def start(self) -> None:
        """Begins a build. Raises RequestError 409 while one runs."""
        if self.state == "running":
            raise RequestError(409, "a build runs already; wait until it is done")
        self.state, self.to_read, self.done, self.unchanged, self.publishing = "running", 0, 0, 0, False
        self.skipped, self.result, self.error = [], {}, ""
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            await self._read()
            await self.after()
        except (KgError, OSError, ValueError) as error:
            self.error = str(error)
        except Exception as error:  # a page that waits for ever would tell nobody
            self.error = f"internal error: {type(error).__name__}: {error}; please report it"
        self.state = "failed" if self.error else "done"

    async def _read(self) -> None:
        inherited = filter(None, (str(_HOME), os.environ.get("PYTHONPATH")))
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(inherited)}
        self._process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            str(self.place.folder),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
            limit=_LINE,
        )
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self._hear(json.loads(line))
        code = await self._process.wait()
        if not self.result and not self.error:
            self.error = f"the build ended before it was done (exit code {code}); build again, it goes on where it was"

    def _hear(self, said: dict[str, Any]) -> None:
        if "to_read" in said:
            self.to_read, self.unchanged = said["to_read"], said["unchanged"]
        self.done += "done" in said
        self.publishing = self.publishing or "publishing" in said
        if "skipped" in said:
            self.skipped.append(self._named(said["skipped"]))
        self.result = said.get("finished", self.result)
        self.error = said.get("failed", self.error)

    def _named(self, skipped: dict[str, str]) -> dict[str, str]:
        """What is skipped by the name that the person gave it, below the folder that is read."""
        return {key: self.place.named(words) for key, words in skipped.items()}

    async def close(self) -> None:
        """Ends a build that runs; the next one goes on where it was."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
        if self._task is not None:
            await self._task
