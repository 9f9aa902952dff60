"""What operating systems do each in their own way: cores, locks, programs with a time limit.

The only module, with those that tests/test_portable.py names, that may call what Windows lacks.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

__all__ = ["collect_seldom", "cores", "lock", "path_in_utf8", "removes_open_files", "run_within"]

_LOCKED_BYTE = 1 << 30  # far behind the file's end: Windows lets nobody read a byte that is locked
_ENDING = 10  # seconds for a killed program to be gone


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def collect_seldom() -> None:
    """Lets this process, one of ours, look for cycles once in 50,000 new objects, not in 700: reading articles makes none."""
    gc.set_threshold(50_000)


def lock(file: IO[Any]) -> None:
    """Locks an open file for this process alone, until it is closed. Raises OSError where another one holds it."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def removes_open_files() -> bool:
    """Whether a file can be removed while it is open, and a folder renamed while somebody reads a file in it."""
    return sys.platform != "win32"


def path_in_utf8(path: Path) -> str:
    """The path for libraries that take text in UTF-8 alone: Python itself writes 图谱 otherwise in the locale C.

    Raises ValueError where the name is no UTF-8.
    """
    return os.fsencode(path).decode("utf-8")


def run_within(command: Sequence[str], seconds: float, folder: Path) -> tuple[int, str]:
    """Runs a program in the folder: its exit code, and what it said. Raises OSError, and TimeoutExpired after so many seconds.

    Then it is killed with all that it started: `soffice` is a script that starts the program proper. What it says goes to a
    file, since a program that outlived it would keep a pipe open.
    """
    said = folder / "said"
    with said.open("wb") as output:
        process = subprocess.Popen(
            list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        try:
            code = process.wait(seconds)
        finally:
            _kill_all(process)
    with said.open("rb") as file:
        return code, file.read(10_000).decode("utf-8", "replace")


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """Ends a program that leads a session of its own, and what it has started."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, timeout=_ENDING, check=False)
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(_ENDING)
