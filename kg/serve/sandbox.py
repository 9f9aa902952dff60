"""What a worker process may not do: open a socket, start a program, outlive its server, take more memory than its share.

The engine itself can call other servers (SERVICE). The kernel refuses that here, whatever a query manages to hide from a reader
of its text. Linux on x86-64 and ARM64 has the filter (seccomp); elsewhere the limits hold and the text alone is checked. On
Windows there is no limit of memory either: what holds there is that of time, which the server keeps.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import platform
import signal
import struct
import sys
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import resource

__all__ = ["Meter", "confine", "limit_memory", "taken"]

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_MODE_FILTER = 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # BPF instructions, 32-bit words
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4  # offsets in the kernel's struct seccomp_data
_X32 = 0x40000000  # system calls of the x32 ABI begin here

# (audit architecture, numbers of socket, execve, execveat, io_uring_setup), from the kernel's headers
_SYSTEM_CALLS = {
    "x86_64": (0xC000003E, (41, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 221, 281, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


class Meter:
    """Tells this process again and again, at little cost, how much address space it has."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                self._file = Path("/proc/self/statm").open("rb", buffering=0)  # noqa: SIM115  (closed by close)

    def taken(self) -> int:
        """In bytes; 0 where the system does not say."""
        if self._file is None or sys.platform == "win32":
            return 0
        self._file.seek(0)
        return int(self._file.read(64).split()[0]) * resource.getpagesize()

    def close(self) -> None:
        """Lets go of the file; afterwards nothing is told."""
        if self._file is not None:
            self._file.close()
            self._file = None


def taken() -> int:
    """The address space of this process in bytes; 0 where the system does not say."""
    meter = Meter()
    try:
        return meter.taken()
    finally:
        meter.close()


def limit_memory(more: int) -> None:
    """From now on this process gets `more` bytes of address space besides those that it has, and dies of wanting others.

    Windows knows no such limit.
    """
    if sys.platform == "win32":
        return
    limit = taken() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def confine() -> bool:
    """Shuts in this process, and all threads that it starts from now on; True where the kernel refuses sockets and programs."""
    if sys.platform == "win32":
        return False
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if platform.system() != "Linux":
        return False
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    known = _SYSTEM_CALLS.get(platform.machine())
    if known is None or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    code = _filter(*known)
    program = _Program(len(code) // 8, code)
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """A BPF program that refuses the numbered system calls, and all those of another architecture or ABI."""
    tests = [(_AT_LEAST, _X32), *((_EQUAL, number) for number in refused)]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 0, len(tests) + 2, architecture),
        (_LOAD, 0, 0, _NUMBER_AT),
        *((test, len(tests) - i, 0, number) for i, (test, number) in enumerate(tests)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
