"""The line between a build and one of its processes: a pair of sockets where a process can inherit one, else over this machine.

Windows lets no child inherit a socket by its number: there the child connects to a port that listens for it alone, and shows
first that it knows a secret, which it reads from its standard input.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection

__all__ = ["INHERITS", "answered", "started"]

INHERITS = os.name == "posix"
"""Whether a process can inherit a socket by its number."""

_STARTING = 60.0  # seconds that a process may take to connect: Python starts in one
_SECRET = 32  # bytes
_LOOK = 0.2  # seconds between two looks whether the process lives


def started(
    command: Sequence[str], environment: Mapping[str, str], *, inherits: bool = INHERITS
) -> tuple[subprocess.Popen[bytes], Connection]:
    """Starts a process, with the place of its line as the last argument, and our end of the line.

    The line is closed already where the process ended or did not connect in time: whoever writes to it finds out.
    """
    return _inheriting(command, environment) if inherits else _connecting(command, environment)


def answered(place: str) -> Connection:
    """The process's end of the line at the place that it was given. Raises OSError where nobody is there."""
    if place.isdigit():
        return Connection(int(place))
    host, _, port = place.rpartition(":")
    line = socket.create_connection((host, int(port)))
    line.sendall(sys.stdin.buffer.read(_SECRET))
    return Connection(line.detach())


def _inheriting(command: Sequence[str], environment: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [*command, str(theirs.fileno())], pass_fds=[theirs.fileno()], env=environment, stdin=subprocess.DEVNULL
        )
    return process, Connection(ours.detach())


def _connecting(command: Sequence[str], environment: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], Connection]:
    secret = secrets.token_bytes(_SECRET)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = f"127.0.0.1:{listening.getsockname()[1]}"
        process = subprocess.Popen([*command, place], env=environment, stdin=subprocess.PIPE)
        assert process.stdin is not None
        with contextlib.suppress(OSError), process.stdin as told:  # it may have ended already
            told.write(secret)
        return process, Connection(_caller(listening, process, secret).detach())


def _caller(listening: socket.socket, process: subprocess.Popen[bytes], secret: bytes) -> socket.socket:
    """The connection of who knows the secret; a closed one where the process ends or takes too long."""
    listening.settimeout(_LOOK)
    until = time.monotonic() + _STARTING
    while process.poll() is None and time.monotonic() < until:
        try:
            line, _ = listening.accept()
        except TimeoutError:
            continue
        line.settimeout(_LOOK)
        if hmac.compare_digest(_received(line), secret):
            line.settimeout(None)
            return line
        line.close()
    ours, theirs = socket.socketpair()
    theirs.close()
    return ours


def _received(line: socket.socket) -> bytes:
    said = b""
    with contextlib.suppress(OSError):
        while len(said) < _SECRET and (piece := line.recv(_SECRET - len(said))):
            said += piece
    return said
