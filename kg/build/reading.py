"""From a task to an article as the build keeps it: what every engine does, in this process, another, or on another machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.build.article import Built, Settings, build_article
from kg.build.inputs import Skipped, Task, read_task
from kg.errors import InputError
from kg.model import Document

__all__ = ["Done", "Engine", "inline", "read", "written"]


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


def read(task: Task, settings: Settings) -> Done:
    """The task done. Raises KgError only for what would fail every article."""
    found = read_task(task, settings.own)
    if isinstance(found, InputError):
        return Done(task.id, task.key, skipped=Skipped.of(task.id, found))
    return written(task.id, task.key, found, settings)


def written(id: str, key: str, doc: Document, settings: Settings) -> Done:
    """The document as the build keeps it, or the fault of ours that kept it out."""
    try:
        return Done(id, key, build_article(doc, settings), warnings=doc.warnings)
    except Exception as error:
        fault = InputError(f"{id}: internal error while writing RDF: {type(error).__name__}: {error}; please report it")
        return Done(id, key, skipped=Skipped.of(id, fault))


def inline(tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
    """The engine of one process: this one."""
    for task in tasks:
        yield read(task, settings)
