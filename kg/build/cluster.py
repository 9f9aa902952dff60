"""The engine of many machines: actors on a Ray cluster, each of which loads tables and models once.

Needs the extra `zhengmai[cluster]`, and this package in the same version on every machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.build.article import Settings
from kg.build.inputs import Skipped, Task
from kg.build.reading import Done, read
from kg.build.version import article_version
from kg.errors import InputError, KgError, UsageError

__all__ = ["Cluster"]

_AHEAD = 2  # tasks that an actor holds
_TRIES = 2  # of an article whose process died


@dataclass(frozen=True, slots=True)
class Cluster:
    """An engine of `jobs` actors, 0 for one a core of the cluster, on the cluster at `address`; None starts one here.

    The results are those of every other engine, to the byte. A process that dies is started again and its articles are read
    again; an article that ends it each time is reported as unreadable.
    """

    jobs: int = 0
    address: str | None = None

    def __call__(self, tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
        """Each task done, in the order in which they are finished. Raises UsageError where there is no Ray or no cluster."""
        ray = _ray()
        ours = not ray.is_initialized()
        if ours:
            _connect(ray, self.address)
        try:
            yield from _run(ray, iter(tasks), settings, self.jobs or int(ray.cluster_resources().get("CPU", 1)))
        finally:
            if ours:
                ray.shutdown()


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise UsageError("--engine ray needs Ray: pip install 'zhengmai[cluster]'") from error
    return ray


def _connect(ray: Any, address: str | None) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # a cluster started here tells nobody outside of it
    try:
        ray.init(address=address, log_to_driver=False, include_dashboard=False if address is None else None)
    except (ConnectionError, ValueError, RuntimeError, OSError) as error:
        raise UsageError(f"no Ray cluster at {address}: {error}; start one with `ray start --head`") from error


class _Reader:
    """An actor: the pipeline of one process."""

    def __init__(self, settings: Settings, version: str) -> None:
        if article_version() != version:
            raise UsageError("another version of kg, of its tables or of a library is installed on a machine of the cluster")
        self._settings = settings

    def read(self, task: Task) -> Done:
        return read(task, self._settings)


def _run(ray: Any, tasks: Iterator[Task], settings: Settings, jobs: int) -> Iterator[Done]:
    """Gives each actor as much as it may hold, and more whenever it has finished something."""
    remote = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_TRIES - 1)(_Reader)
    actors: list[Any] = []
    running: dict[Any, tuple[Any, Task]] = {}
    for _ in range(jobs):
        task = next(tasks, None)
        if task is None:
            break
        actors.append(remote.remote(settings, article_version()))
        running[actors[-1].read.remote(task)] = (actors[-1], task)
    for actor, task in zip(actors * (_AHEAD - 1), tasks, strict=False):
        running[actor.read.remote(task)] = (actor, task)
    while running:
        finished, _ = ray.wait(list(running), num_returns=1)
        for reference in finished:
            actor, task = running.pop(reference)
            yield _result(ray, reference, task)
            following = next(tasks, None)
            if following is not None:
                running[actor.read.remote(following)] = (actor, following)


def _result(ray: Any, reference: Any, task: Task) -> Done:
    try:
        done: Done = ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, KgError):  # a broken table or model: every article would fail
            raise error.cause from error
        raise
    except ray.exceptions.RayActorError as error:
        if error.actor_init_failed:
            raise UsageError(f"the cluster cannot read articles: {error}") from error
        fault = InputError(f"{task.id}: the process that read it died {_TRIES} times; is memory short?")
        return Done(task.id, task.key, skipped=Skipped.of(task.id, fault))
    return done
