"""How server and worker talk over a pair of pipes: frames of a length and a list in JSON, and the bytes of an answer.

A job goes in as one frame; out comes the head of its answer and as many bytes as the head says. Of both the frame holds the
values, in the order in which the fields stand here.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

__all__ = ["SIZE", "Head", "Job", "Settings", "packed", "read_frame", "unpacked"]

SIZE = struct.Struct("!I")
_plain = json.JSONEncoder(ensure_ascii=False).encode

Outcome = Literal["done", "ready", "malformed", "failed", "unacceptable"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a worker is started with, as one word of JSON."""

    folder: str  # of the store
    facts: str  # the graph that stands for the default graph; "" where the store's own does
    prefixes: dict[str, str]  # that queries need not declare
    memory: int  # bytes of address space for the queries, besides what the worker has when it begins
    rows: int  # of an answer, at most
    answer: int  # bytes of an answer, at most

    def __str__(self) -> str:
        return _plain([getattr(self, name) for name in self.__slots__])

    @classmethod
    def read(cls, text: str) -> Settings:
        return cls(*json.loads(text))


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
    whole: bool = False  # the server asks for a page of its own: the limits of an answer are for clients


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
    body = _plain([getattr(content, name) for name in content.__slots__]).encode("utf-8", "surrogatepass")
    return SIZE.pack(len(body)) + body


def unpacked(frame: bytes) -> list[Any]:
    """The values in a frame, without its length."""
    values: list[Any] = json.loads(frame.decode("utf-8", "surrogatepass"))
    return values


def read_frame(stream: BinaryIO) -> list[Any] | None:
    """The values of the next frame; None where the other side has gone."""
    size = stream.read(SIZE.size)
    if len(size) < SIZE.size:
        return None
    (length,) = SIZE.unpack(size)
    return unpacked(stream.read(length))
