"""What a build is made from: articles to be read, or documents that somebody annotated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.build.version import article_version
from kg.errors import InputError, KgError, RecordError
from kg.model import Document, Metadata
from kg.read import MAX_BYTES, MetadataTable, Source, articles, read_source
from kg.tables.own import Own

if TYPE_CHECKING:
    from kg.build.article import Settings

__all__ = ["Item", "Outcome", "Skipped", "Task", "extracted", "gold_documents", "items", "read_task", "read_tasks", "task_of"]

_SORTED = json.JSONEncoder(sort_keys=True)  # `json.dumps` would make one for each article


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: a document, or the error that kept it out."""

    file: str
    doc: Document | None = None
    error: KgError | None = None


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """An input that is not in the build, and why."""

    file: str
    error: str  # the name of the error's class
    message: str

    @classmethod
    def of(cls, file: str, error: KgError) -> Skipped:
        return cls(file, type(error).__name__, str(error))


@dataclass(frozen=True, slots=True)
class Item:
    """An article to be read: where it lies, and what a metadata table says of it."""

    source: Source
    given: Metadata | None = None

    @property
    def id(self) -> str:
        """What it is called: the path, with the member or the row behind it."""
        return self.source.id


@dataclass(frozen=True, slots=True)
class Task:
    """An article with its bytes, on its way to whoever reads it; the key stands for all that its graph depends on."""

    id: str
    key: str
    source: Source
    given: Metadata | None
    max_bytes: int


def items(
    paths: Iterable[Path | str], *, table: MetadataTable | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[Item | Skipped]:
    """The articles of files, folders, archives, tables and lists, in the order given, and what of them cannot be read."""
    for source in articles(paths, max_bytes=max_bytes):
        if source.error is not None:
            yield Skipped.of(source.id, source.error)
        else:
            yield Item(source, table.of(source.place) if table else None)


def task_of(item: Item, settings: Settings, max_bytes: int = MAX_BYTES) -> Task:
    """The item with its bytes and its key. Raises InputError.

    The key is a hash of the bytes, the name, the metadata, the settings and the versions of code, tables and models.
    """
    task = _task(item, max_bytes)
    source = task.source
    given = [asdict(known) if known else None for known in (source.given, item.given)]
    known = (hashlib.sha256(source.data or b"").hexdigest(), source.name, source.media, source.key, given)
    key = hashlib.sha256(f"{_SORTED.encode(known)}\n{_common(settings)}".encode()).hexdigest()
    return Task(task.id, key, source, task.given, max_bytes)


def _task(item: Item, max_bytes: int) -> Task:
    """The item with its bytes, without a key."""
    return Task(item.id, "", replace(item.source, data=item.source.read(max_bytes)), item.given, max_bytes)


@cache
def _common(settings: Settings) -> str:
    """What the keys of all articles of a build have in common."""
    return json.dumps((asdict(settings.of_articles()), article_version()), sort_keys=True)


def read_tasks(tasks: Sequence[Task], own: str = "") -> Iterator[Document | InputError]:
    """Of each task the article with everything found in it, or what kept it out: a fault of ours in one must not lose others.

    `own` is what a project adds to the tables, as text.

    Raises KgError where tables or models are broken, which would fail every article.
    """
    from kg.pipeline import run  # loads the stages: only when there is something to extract

    opened = [_guarded(task, partial(read_source, task.source, given=task.given, max_bytes=task.max_bytes)) for task in tasks]
    using = _stages([doc for doc in opened if isinstance(doc, Document)], Own.of(own))
    for task, doc in zip(tasks, opened, strict=True):
        yield doc if isinstance(doc, InputError) else _guarded(task, partial(run, doc, using))


def read_task(task: Task) -> Document | InputError:
    """`read_tasks` of one."""
    return next(read_tasks((task,)))


def _stages(docs: Sequence[Document], own: Own) -> tuple[Callable[[Document], Document], ...]:
    """Stages made for the documents; the usual ones for a single one or where one of them is at fault."""
    from kg.pipeline import stages_for, stages_with

    if len(docs) < 2:
        return stages_with(own)
    try:
        return stages_for(docs, own)
    except KgError:
        raise
    except Exception:  # whichever it is, it fails again by itself, and is reported
        return stages_with(own)


def _guarded(task: Task, found: Callable[[], Document]) -> Document | InputError:
    try:
        return found()
    except InputError as error:
        return error
    except KgError:
        raise
    except Exception as error:
        fault = InputError(f"{task.id}: internal error while extracting: {type(error).__name__}: {error}; please report it")
        fault.__cause__ = error
        return fault


def extracted(
    paths: Iterable[Path | str], *, table: MetadataTable | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[Outcome]:
    """The articles of files and folders, through the pipeline, in the order given; what cannot be read as an error."""
    for item in items(paths, table=table, max_bytes=max_bytes):
        if isinstance(item, Skipped):
            yield Outcome(item.file, error=InputError(item.message))
            continue
        try:
            found = read_task(_task(item, max_bytes))
        except InputError as error:
            found = error
        yield Outcome(item.id, error=found) if isinstance(found, InputError) else Outcome(item.id, doc=found)


def gold_documents(gold: Path, articles: Path, only: Iterable[str] | None = None) -> Iterator[Outcome]:
    """The annotated documents, by id; `only` names the ids wanted. Raises RecordError where `gold` holds no records."""
    from kg.record import read_records

    records = read_records(gold)
    wanted = set(records) if only is None else set(only)
    if not records.keys() & wanted:
        raise RecordError(f"{gold}: no records here; give a folder of ID.json or a .jsonl file")
    for key, record in records.items():
        if key in wanted:
            yield _annotated(key, record, articles / f"{key}.txt")


def _annotated(key: str, record: Mapping[str, Any], path: Path) -> Outcome:
    from kg.record import from_record
    from kg.tables.body_types import BodyTypes

    try:
        # newline="" keeps the line ends: gold offsets count them.
        text = path.read_bytes().decode("utf-8-sig")
        return Outcome(str(path), doc=replace(from_record(record, text, BodyTypes.load()), source=path.name))
    except OSError as error:
        return Outcome(str(path), error=InputError(f"{path}: the text of {key} cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        return Outcome(str(path), error=InputError(f"{path}: the text of {key} is not UTF-8: {error.reason}"))
    except RecordError as error:
        return Outcome(str(path), error=error)
