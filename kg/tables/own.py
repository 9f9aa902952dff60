"""What a user's project adds to the tables that ship: names with their types, bodies with numbers, words of indicators.

It travels as text, since an article's graph depends on it: to worker processes, and into the key of what was read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache

__all__ = ["NOTHING", "Own", "OwnBody", "OwnIndicator", "OwnName"]


@dataclass(frozen=True, slots=True, order=True)
class OwnName:
    """A surface that names something of the type; `name` is what to call it: 阳光协会, 庆阳市阳光志愿者协会."""

    surface: str  # in the plain form that the stages read
    type: str  # one of model.MENTION_TYPES
    name: str


@dataclass(frozen=True, slots=True, order=True)
class OwnBody:
    """A body with its unified social credit code and its item of Wikidata; "" where there is none."""

    name: str
    code: str
    qid: str


@dataclass(frozen=True, slots=True, order=True)
class OwnIndicator:
    """Words for an indicator: one of the scheme, by its name, or where `units` are given one of the project's own."""

    words: str
    concept: str
    units: tuple[str, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """All that is added; sorted."""

    names: tuple[OwnName, ...] = ()
    bodies: tuple[OwnBody, ...] = ()
    indicators: tuple[OwnIndicator, ...] = ()

    def as_text(self) -> str:
        """One line of JSON; "" where nothing is added."""
        return "" if self == NOTHING else json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def of(text: str) -> Own:
        """What `as_text` gave."""
        return _of(text)

    def codes(self) -> Mapping[str, str]:
        """Name of a body → credit code."""
        return {body.name: body.code for body in self.bodies if body.code}


NOTHING = Own()


@cache
def _of(text: str) -> Own:
    if not text:
        return NOTHING
    data = json.loads(text)
    return Own(
        tuple(OwnName(**row) for row in data["names"]),
        tuple(OwnBody(**row) for row in data["bodies"]),
        tuple(OwnIndicator(row["words"], row["concept"], tuple(row["units"]), row["english"]) for row in data["indicators"]),
    )
