"""How server and worker talk over a pair of pipes: frames of a length, a head in JSON, and the bytes of an answer.

A job goes in as one frame; out comes the head of its answer and as many bytes as the head says.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

__all__ = ["SIZE", "Head", "Job", "packed", "read_frame"]

SIZE = struct.Struct("!I")

Outcome = Literal["done", "ready", "malformed", "failed", "unacceptable"]


@dataclass(frozen=True, slots=True)
class Job:
    """A query, the graphs that it runs over, and how its answer is to be written.

    The formats are media types: one for tables and truths, one for graphs; None where the client takes none.
    """

    query: str
    base: str | None = None  # what relative IRIs in the query are relative to
    tables: str | None = None
    graphs: str | None = None
    default: tuple[str, ...] = ()  # graphs that the request names
    named: tuple[str, ...] = ()
    chooses: bool = False  # the query has a FROM of its own
    ranges: bool = False  # the query has GRAPH
    lasting: bool = False  # asked again of the same graph it gives the same answer: no RAND, NOW, UUID …
    max_rows: int = 100_000
    max_bytes: int = 64_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """What became of a job; `length` bytes of answer follow."""

    outcome: Outcome
    message: str = ""
    media_type: str = ""
    length: int = 0
    rows: int = 0
    cut: bool = False  # the answer was longer than a limit and ends there
    memory: int = 0  # address space that the worker has taken since it began to answer, in bytes


def packed(content: Job | Head) -> bytes:
    """The frame of a job or of the head of an answer."""
    plain = {name: getattr(content, name) for name in content.__slots__}
    body = json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return SIZE.pack(len(body)) + body


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """The fields of the next frame; None where the other side has gone."""
    size = stream.read(SIZE.size)
    if len(size) < SIZE.size:
        return None
    (length,) = SIZE.unpack(size)
    fields: dict[str, Any] = json.loads(stream.read(length).decode("utf-8", "surrogatepass"))
    return fields
