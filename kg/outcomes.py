"""What becomes of each input: articles through the pipeline or with their annotations; what cannot be read stops no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import InputError, KgError, RecordError
from kg.model import Document
from kg.read import MAX_BYTES, MetadataTable, article_files, shown

__all__ = ["Outcome", "extracted", "gold_documents"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: a document, or the error that kept it out."""

    file: str
    doc: Document | None = None
    error: KgError | None = None


def extracted(paths: Sequence[Path], *, table: MetadataTable | None = None, max_bytes: int = MAX_BYTES) -> Iterator[Outcome]:
    """The articles of files and folders, through the pipeline, in the order given; what cannot be read as an error."""
    files, problems = article_files(paths)
    for problem in problems:
        yield Outcome(str(problem).partition(":")[0], error=problem)
    for path in files:
        yield _extracted(path, table, max_bytes)


def _extracted(path: Path, table: MetadataTable | None, max_bytes: int) -> Outcome:
    from kg.pipeline import extract  # loads the stages: only when there is something to extract

    file = shown(path)
    try:
        return Outcome(file, doc=extract(path, given=table.of(path) if table else None, max_bytes=max_bytes))
    except InputError as error:
        return Outcome(file, error=error)
    except KgError:  # a broken table or model would fail every article: say it once
        raise
    except Exception as error:  # a fault of ours in one article must not lose the others
        fault = InputError(f"{file}: internal error while extracting: {type(error).__name__}: {error}; please report it")
        fault.__cause__ = error
        return Outcome(file, error=fault)


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
