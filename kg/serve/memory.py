"""Short answers that were given already, so that what many ask is found once.

A memory belongs to one state of what is served: a new build begins with an empty one, and nothing in it can be out of date.
"""

from __future__ import annotations

import io
from collections import OrderedDict

from kg.serve.frames import Head, Job
from kg.serve.pool import Answer

__all__ = ["Memory"]

_LONGEST = 64_000  # bytes of one answer with its query
_OWN = 1_000  # bytes that the keeping of one takes besides


class Memory:
    """The answers that were asked for last, at most so many bytes of them; of 0 bytes none."""

    def __init__(self, room: int) -> None:
        self._kept: OrderedDict[Job, tuple[Head, bytes]] = OrderedDict()
        self._room, self._size = room, 0

    def find(self, job: Job) -> Answer | None:
        """The answer to the same query over the same graphs in the same formats; None where it is not here."""
        kept = self._kept.get(job) if self._room and job.lasting else None
        if kept is None:
            return None
        self._kept.move_to_end(job)
        head, body = kept
        return Answer(head, io.BytesIO(body))

    def keep(self, job: Job, answer: Answer) -> Answer:
        """The same answer, from now on remembered where it is short, right and lasting."""
        head = answer.head
        weight = _weight(job, head)
        if self._room and job.lasting and head.outcome == "done" and weight <= _LONGEST:
            body = answer.bytes()
            answer = Answer(head, io.BytesIO(body))
            if self._kept.setdefault(job, (head, body))[0] is head:
                self._size += weight
            while self._size > self._room:
                old, (forgotten, _) = self._kept.popitem(last=False)
                self._size -= _weight(old, forgotten)
        return answer


def _weight(job: Job, head: Head) -> int:
    """Bytes, by a generous count: a character of a query may take four."""
    graphs = sum(map(len, (*job.default, *job.named)))
    return _OWN + 4 * (len(job.query) + graphs) + head.length
