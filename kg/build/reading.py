"""From a task to an article as the build keeps it: what every engine does, in this process, another, or on another machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.build.article import Built, Settings, build_article
from kg.build.inputs import Skipped, Task, read_tasks
from kg.errors import InputError
from kg.model import Document

__all__ = ["ROOM", "TOGETHER", "Done", "Engine", "inline", "read", "read_together", "written"]

TOGETHER = 96  # articles whose sentences are tagged at once: a tenth less time than 24 at once, and some four seconds' work
ROOM = 1_000_000  # bytes of articles that are enough by themselves


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: the article, or why it is not in the build."""

    id: str
    key: str
    built: Built | None = None
    skipped: Skipped | None = None
    warnings: tuple[str, ...] = ()


# Gives back each task done, in any order, taking tasks no faster than it finishes them.
Engine = Callable[[Iterable[Task], Settings], Iterator[Done]]


def read_together(tasks: Sequence[Task], settings: Settings) -> Iterator[Done]:
    """The tasks done, in order. Raises KgError only for what would fail every article."""
    for task, found in zip(tasks, read_tasks(tasks, settings.own), strict=True):
        if isinstance(found, InputError):
            yield Done(task.id, task.key, skipped=Skipped.of(task.id, found))
        else:
            yield written(task.id, task.key, found, settings)


def read(task: Task, settings: Settings) -> Done:
    """`read_together` of one."""
    return next(read_together((task,), settings))


def grouped(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """The tasks in the groups in which they are read: a tagger is quicker on many sentences, and long texts fill it alone."""
    group: list[Task] = []
    for task in tasks:
        group.append(task)
        if len(group) == TOGETHER or sum(len(t.source.data or b"") for t in group) > ROOM:
            yield group
            group = []
    if group:
        yield group


def written(id: str, key: str, doc: Document, settings: Settings) -> Done:
    """The document as the build keeps it, or the fault of ours that kept it out."""
    try:
        return Done(id, key, build_article(doc, settings), warnings=doc.warnings)
    except Exception as error:
        fault = InputError(f"{id}: internal error while writing RDF: {type(error).__name__}: {error}; please report it")
        return Done(id, key, skipped=Skipped.of(id, fault))


def inline(tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
    """The engine of one process: this one."""
    for group in grouped(tasks):
        yield from read_together(group, settings)
