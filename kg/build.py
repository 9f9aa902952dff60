"""Many articles to one folder: graph.trig, graph.ttl, the store on disk, report.json, and what the caller adds.

The folder appears whole or not at all: everything is written beside it and swapped in by rename. An article that
cannot be read stops no other; the report says which and why.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from kg.errors import InputError, KgError, RecordError, StoreError, UsageError
from kg.link.identity import DEFAULT_BASE
from kg.model import Document
from kg.rdf import Written, facts_graph, linked_quads, write_document
from kg.rdf.serialize import trig, turtle
from kg.read import MAX_BYTES, MetadataTable, article_files, shown
from kg.store import Store

__all__ = ["BuildReport", "Outcome", "extracted", "gold_documents", "write_build"]

FORMAT = "zhengmai-build-1"
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100

Writer = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: a document, or the error that kept it out."""

    file: str
    doc: Document | None = None
    error: KgError | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build took in and left out; `as_json` is what report.json holds."""

    source: str  # extraction | gold
    base: str
    threshold: float
    articles: tuple[dict[str, Any], ...] = ()
    skipped: tuple[dict[str, str], ...] = ()
    quads: int = 0
    facts: int = 0

    def as_json(self) -> dict[str, Any]:
        counts = {key: sum(a[key] for a in self.articles) for key in _COUNTED}
        return {
            "format": FORMAT,
            "version": _version(),
            "source": self.source,
            "base": self.base,
            "threshold": self.threshold,
            "totals": {
                "articles": len(self.articles),
                "skipped": len(self.skipped),
                **counts,
                "quads": self.quads,
                "facts": self.facts,
            },
            "articles": list(self.articles),
            "skipped": list(self.skipped),
        }


_COUNTED = ("mentions", "dates", "figures", "events", "relations")


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


def write_build(
    outcomes: Iterable[Outcome],
    out: Path,
    *,
    source: str = "extraction",
    base: str = DEFAULT_BASE,
    threshold: float = 0.0,
    extras: Sequence[Writer] = (),
) -> BuildReport:
    """Writes the graph of the outcomes' documents to the folder `out`, which afterwards is the new build or what it was.

    `extras` are called with the unfinished folder, once graph and store are there, and may add files. Raises UsageError
    where `out` is something else than a build, StoreError where another build writes it or the disk refuses, and
    InputError where no article could be read; nothing is left behind then.
    """
    out = out.absolute()
    _check_target(out)
    with _locked(out):
        _recover(out)
        new = out.with_name(f".{out.name}.new")
        try:
            new.mkdir()
            report = _write(outcomes, new, BuildReport(source, base, threshold), extras)
            _swap(new, out)
        except OSError as error:
            raise StoreError(f"{out}: cannot be written: {error.strerror or error}") from error
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return report


def _check_target(out: Path) -> None:
    if out.is_dir():
        if any(out.iterdir()) and not is_build(out):
            raise UsageError(f"{out}: the folder holds something else than a build; choose a new or empty folder for --out")
    elif out.exists() or out.is_symlink():
        raise UsageError(f"{out}: is no folder; choose a new or empty folder for --out")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: cannot be made: {error.strerror}") from error


def is_build(folder: Path) -> bool:
    """Whether `write_build` wrote the folder."""
    return _reported(folder, "format") == FORMAT


def built_base(folder: Path) -> str | None:
    """The base that the folder was built with; None where it has no report."""
    return _reported(folder, "base")


def _reported(folder: Path, key: str) -> str | None:
    try:
        return str(json.loads((folder / "report.json").read_text(encoding="utf-8"))[key])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(slots=True)
class _Collected:
    """What the outcomes come to."""

    written: list[Written] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # sha256 -> file


def _write(outcomes: Iterable[Outcome], folder: Path, blank: BuildReport, extras: Sequence[Writer]) -> BuildReport:
    collected = _Collected()
    for outcome in outcomes:
        _collect(outcome, collected, blank)
    if not collected.articles:
        reasons = "; ".join(skip["message"] for skip in collected.skipped[:3]) or "no input"
        raise InputError(f"nothing to build: {reasons}")
    facts, quads = facts_graph(blank.base), linked_quads(collected.written, base=blank.base)
    (folder / "graph.trig").write_bytes(trig(quads, blank.base))
    (folder / "graph.ttl").write_bytes(turtle(quads, facts, blank.base))
    Store.create(folder / "store", quads, blank.base)
    report = replace(
        blank,
        articles=tuple(sorted(collected.articles, key=lambda a: (a["id"], a["sha256"]))),
        skipped=tuple(sorted(collected.skipped, key=lambda s: s["file"])),
        quads=len(quads),
        facts=sum(q.graph_name == facts for q in quads),
    )
    written = json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n"
    (folder / "report.json").write_text(written, encoding="utf-8")
    for write in extras:
        write(folder)
    return report


def _collect(outcome: Outcome, collected: _Collected, blank: BuildReport) -> None:
    doc = outcome.doc
    if doc is None:
        collected.skipped.append(_skip(outcome.file, outcome.error or InputError(f"{outcome.file}: nothing was read")))
        return
    twin = collected.texts.setdefault(doc.sha256, outcome.file)
    if twin != outcome.file:
        collected.skipped.append(
            _skip(outcome.file, InputError(f"{outcome.file}: the same text as {twin}, which is built already"))
        )
        return
    try:
        collected.written.append(write_document(doc, base=blank.base, threshold=blank.threshold))
    except Exception as error:  # as in _extracted: one article must not lose the others
        fault = InputError(f"{outcome.file}: internal error while writing RDF: {type(error).__name__}: {error}; please report it")
        collected.skipped.append(_skip(outcome.file, fault))
        return
    collected.articles.append(_summary(outcome.file, doc))


def _skip(file: str, error: KgError) -> dict[str, str]:
    return {"file": file, "error": type(error).__name__, "message": str(error)}


def _summary(file: str, doc: Document) -> dict[str, Any]:
    meta = doc.metadata
    return {
        "id": doc.id,
        "file": file,
        "sha256": doc.sha256,
        "characters": len(doc.text),
        "title": meta.title,
        "published": meta.published,
        "territory": meta.territory,
        **{key: len(getattr(doc, key)) for key in _COUNTED},
        "warnings": list(doc.warnings),
    }


def _version() -> str:
    try:
        return version("zhengmai")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "unknown"


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Holds the lock of `out`, a hidden file beside it; the system drops it when the process ends, however it ends."""
    import fcntl

    path = out.with_name(f".{out.name}.lock")
    try:
        file = path.open("a")
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{out}: another build is writing this folder; wait for it, or choose another --out") from error
        if not _still_there(path, file.fileno()):
            raise StoreError(f"{out}: another build has just written this folder; run again")
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _still_there(path: Path, descriptor: int) -> bool:
    """Whether the lock file is still the one we locked, and not a new one after its owner removed the old."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _recover(out: Path) -> None:
    """Clears what a killed build left: an unfinished folder, or the old one that it had already moved aside."""
    old = out.with_name(f".{out.name}.old")
    if old.is_dir():
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(out)
    shutil.rmtree(out.with_name(f".{out.name}.new"), ignore_errors=True)


def _swap(new: Path, out: Path) -> None:
    """Puts `new` in the place of `out`, in one step where the system can exchange two folders."""
    if not out.exists():
        new.rename(out)
    elif not _exchanged(new, out):
        old = out.with_name(f".{out.name}.old")
        out.rename(old)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(new: Path, out: Path) -> bool:
    """Exchanges two folders atomically (Linux renameat2); False where system or file system cannot."""
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange is None:
        return False
    if exchange(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code), str(out))
