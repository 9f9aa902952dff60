"""The folder of a build: what may be replaced, who may write it, and how the new one takes the place of the old one."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import StoreError, UsageError
from kg.system import lock, removes_open_files

__all__ = [
    "FORMAT",
    "asks_for_pseudonyms",
    "beside",
    "built_base",
    "check_readable",
    "check_target",
    "is_build",
    "locked",
    "recover",
    "refused",
    "swap",
    "written_by",
]

SCHEMA = 3
FORMAT = f"zhengmai-build-{SCHEMA}"
_FAMILY = "zhengmai-build-"
_READABLE = range(1, SCHEMA + 1)  # what queries, views and exports understand
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def beside(out: Path, what: str) -> Path:
    """The hidden neighbour of a build: `new` while it is made, `work` for articles read, `given`, `decided`, `lock`, `old`."""
    return out.with_name(f".{out.name}.{what}")


def check_target(out: Path) -> None:
    """Raises UsageError where `out` is something else than a build, or cannot be made or looked at."""
    try:
        if out.is_dir():
            if any(out.iterdir()) and not is_build(out):
                raise UsageError(f"{out}: the folder holds something else than a build; choose a new or empty folder for --out")
        elif out.exists() or out.is_symlink():
            raise UsageError(f"{out}: is no folder; choose a new or empty folder for --out")
    except PermissionError as error:  # below a folder that we may not enter
        raise UsageError(f"{out}: cannot be written: {error.strerror}") from error
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: cannot be made: {error.strerror}") from error


def is_build(folder: Path) -> bool:
    """Whether a build wrote the folder, of whatever schema."""
    return schema(folder) is not None


def schema(folder: Path) -> int | None:
    """The schema version of a build; None where the folder is none."""
    name = _reported(folder, "format") or ""
    number = name.removeprefix(_FAMILY)
    return int(number) if name.startswith(_FAMILY) and number.isdigit() else None


def check_readable(folder: Path) -> None:
    """Raises StoreError, with what to do, where the folder is no build, or one of a schema that this version cannot read."""
    found = schema(folder)
    if found is None:
        raise StoreError(f"{folder}: is no build; make one with `kg build PATH… --out {folder}`")
    if found > SCHEMA:
        raise StoreError(f"{folder}: has schema {found}, this kg reads up to {SCHEMA}; install the newer kg that built it")
    if found not in _READABLE:
        raise StoreError(f"{folder}: has schema {found}, which this kg no longer reads; build it again from its articles")


def built_base(folder: Path) -> str | None:
    """The base that the folder was built with; None where it has no report."""
    return _reported(folder, "base")


def asks_for_pseudonyms(folder: Path) -> bool:
    """Whether the build was made by a project that shows no names of persons."""
    return _reported(folder, "pseudonymise") == str(True)


def _reported(folder: Path, key: str) -> str | None:
    try:
        return str(json.loads((folder / "report.json").read_text(encoding="utf-8"))[key])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def written_by(folder: Path) -> dict[str, Any]:
    """What report.json says; raises StoreError where the folder is no build that can be read."""
    check_readable(folder)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Holds the lock of `out`, a hidden file beside it with our process id; the system drops it when the process ends."""
    path = beside(out, "lock")
    try:
        file = path.open("a+", encoding="ascii", newline="\n")
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror}") from error
    with file:
        try:
            lock(file)
        except OSError as error:
            raise StoreError(
                f"{out}: another build{_process(path)} is writing this folder; wait for it, or choose another --out"
            ) from error
        if not _still_there(path, file.fileno()):
            raise StoreError(f"{out}: another build has just written this folder; run again")
        with contextlib.suppress(OSError):  # on a full disk the id is not worth failing for
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        try:
            yield
        finally:
            if removes_open_files():
                path.unlink(missing_ok=True)
    if not removes_open_files():
        with contextlib.suppress(OSError):  # another build has it
            path.unlink(missing_ok=True)


def _process(path: Path) -> str:
    try:
        number = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {number})" if number.isdigit() else ""


def _still_there(path: Path, descriptor: int) -> bool:
    """Whether the lock file is still the one we locked, and not a new one after its owner removed the old."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def refused(out: Path) -> Iterator[None]:
    """What the system refuses while a build is written, as a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "No space left" in why or "File too large" in why
        hint = "; free some space and run again: what was read so far is kept" if full else ""
        if isinstance(error, PermissionError) and not removes_open_files():
            hint = "; close what has files of this folder open (the explorer, `kg serve`, a notebook) and run again"
        raise StoreError(f"{out}: cannot be written: {why}{hint}") from error


def recover(out: Path) -> None:
    """Clears what a killed build left: an unfinished folder, or the old one that it had already moved aside."""
    old = beside(out, "old")
    if old.is_dir():
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(out)
    for what in ("new", "given", "decided"):
        shutil.rmtree(beside(out, what), ignore_errors=True)


def swap(new: Path, out: Path) -> None:
    """Puts `new` in the place of `out`, in one step where the system can exchange two folders."""
    if not out.exists():
        new.rename(out)
    elif not _exchanged(new, out):
        old = beside(out, "old")
        out.rename(old)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(new: Path, out: Path) -> bool:
    """Exchanges two folders atomically (Linux renameat2); False where system or file system cannot."""
    if sys.platform != "linux":
        return False
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange is None:
        return False
    if exchange(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code), str(out))
