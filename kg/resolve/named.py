"""The bodies that a text names, indexed for the questions that later mentions ask."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg.resolve.calls import Calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.tables.places import Places

__all__ = ["NamedBodies", "NamedBody"]

_IN_TITLE = 1_000_000  # the body that the title is about outweighs any number of mentions; the longer name wins


class NamedBody(NamedTuple):  # a tuple, since a text names dozens
    """A body with its name and where the text names it."""

    position: int
    name: str
    type: str


Row = tuple[tuple[int, ...], tuple[NamedBody, ...]]  # positions, bodies; both in text order
_EMPTY: Row = ((), ())


@dataclass(frozen=True, slots=True)
class NamedBodies:
    """Bodies in text order, also by type and by the first two characters of the name."""

    everything: Row
    title: str
    places: Places
    by_type: Mapping[str, Row]  # without units: a unit hosts no further unit
    by_head: Mapping[str, tuple[str, ...]]
    by_call: dict[str, Row]  # those called so that the text is most about, as far as asked for

    @classmethod
    def of(cls, bodies: Iterable[NamedBody], title: str, units: tuple[str, ...], places: Places) -> NamedBodies:
        """Indexes the bodies; `units` are the words that end names of units."""
        ordered = sorted(bodies, key=lambda b: b.position)
        hosts = [b for b in ordered if not b.name.endswith(units)]
        types = {t: _row([b for b in hosts if b.type == t]) for t in dict.fromkeys(b.type for b in hosts)}
        heads: dict[str, dict[str, None]] = {}
        for body in ordered:
            heads.setdefault(body.name[:2], {})[body.name] = None
        return cls(_row(ordered), title, places, types, {head: tuple(names) for head, names in heads.items()}, {})

    def called(self, called: str, position: int) -> str | None:
        """The body called so that the text is most about; of equals the last before the position, else the first.

        A body named in the title outweighs others; those of the Party are called by nothing.
        """
        if called not in self.by_call:
            ends = Calls.load().ends[called]
            of_call = [b for b in self.everything[1] if b.name.endswith(ends) and not b.name.startswith("中共")]
            self.by_call[called] = _leading(of_call, self.title, self.places)
        row = self.by_call[called]
        body = _last_before(row, position) or next(iter(row[1]), None)
        return body.name if body else None

    def last(self, position: int) -> NamedBody | None:
        """The body named last before the position."""
        return _last_before(self.everything, position)

    def last_of(self, types: tuple[str, ...], position: int) -> NamedBody | None:
        """The body of one of the types, no unit itself, named last before the position."""
        found = [b for t in types if (b := _last_before(self.by_type.get(t, _EMPTY), position))]
        return max(found, key=lambda b: b.position, default=None)

    def of_seal(self, seal: str, endings: tuple[str, ...]) -> tuple[str, ...]:
        """Names that begin with the unit's seal and end so, in order of appearance."""
        return tuple(n for n in self.by_head.get(seal[:2], ()) if n.startswith(seal) and n.endswith(endings))


def _row(bodies: list[NamedBody]) -> Row:
    return tuple(b.position for b in bodies), tuple(bodies)


def _last_before(row: Row, position: int) -> NamedBody | None:
    index = bisect_left(row[0], position) - 1
    return row[1][index] if index >= 0 else None


def _leading(bodies: list[NamedBody], title: str, places: Places) -> Row:
    counts = Counter(b.name for b in bodies)
    for name in counts:
        rest = name[places.chain(name).length :]
        counts[name] += _IN_TITLE + len(rest) if len(rest) > 1 and rest in title else 0
    top = max(counts.values(), default=0)
    return _row([b for b in bodies if counts[b.name] == top])
