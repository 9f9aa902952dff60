"""The bodies that a text names, indexed for the questions that later mentions ask."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.resolve.bodies import CALLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.tables.places import Places

__all__ = ["NamedBodies", "NamedBody"]

_IN_TITLE = 1_000_000  # the body that the title is about outweighs any number of mentions; the longer name wins
Row = tuple[tuple[int, ...], tuple["NamedBody", ...]]  # positions, bodies; both in text order
_EMPTY: Row = ((), ())


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body with its name and where the text names it."""

    position: int
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class NamedBodies:
    """Bodies in text order, by what they are called (局, 公司), by type and by the first two characters of the name."""

    everything: Row
    by_call: Mapping[str, Row]  # only those that the text is most about: named in the title, else named most
    by_type: Mapping[str, Row]  # without units: a unit hosts no further unit
    by_head: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, bodies: Iterable[NamedBody], title: str, units: tuple[str, ...], places: Places) -> NamedBodies:
        """Indexes the bodies; `units` are the words that end names of units."""
        ordered = sorted(bodies, key=lambda b: b.position)
        calls = {called: _leading(of_call, title, places) for called, of_call in _by_call(ordered).items()}
        hosts = [b for b in ordered if not b.name.endswith(units)]
        types = {t: _row([b for b in hosts if b.type == t]) for t in dict.fromkeys(b.type for b in hosts)}
        heads: dict[str, dict[str, None]] = {}
        for body in ordered:
            heads.setdefault(body.name[:2], {})[body.name] = None
        return cls(_row(ordered), calls, types, {head: tuple(names) for head, names in heads.items()})

    def called(self, called: str, position: int) -> str | None:
        """The body called so that the text is most about; of equals the last before the position, else the first."""
        row = self.by_call.get(called, _EMPTY)
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


def _by_call(bodies: list[NamedBody]) -> dict[str, list[NamedBody]]:
    """The bodies by what each is called; those of the Party by nothing."""
    calls: dict[str, list[str]] = {}  # by name: a text names the same bodies again and again
    found: dict[str, list[NamedBody]] = {}
    for body in bodies:
        if body.name not in calls:
            party = body.name.startswith("中共")
            calls[body.name] = [called for called, ends in CALLED.items() if not party and body.name.endswith(ends)]
        for called in calls[body.name]:
            found.setdefault(called, []).append(body)
    return found


def _leading(bodies: list[NamedBody], title: str, places: Places) -> Row:
    counts = Counter(b.name for b in bodies)
    for name in counts:
        rest = name[places.chain(name).length :]
        counts[name] += _IN_TITLE + len(rest) if len(rest) > 1 and rest in title else 0
    top = max(counts.values(), default=0)
    return _row([b for b in bodies if counts[b.name] == top])
