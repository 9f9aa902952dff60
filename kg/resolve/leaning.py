"""Names that lean on the words beside them: 中|越|两国, 在|华, 越共中央政治局委员、|中央书记处, 何|书记, 总台|综合频道."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kg.resolve.bodies import Named
from kg.tables.countries import CHINA, Countries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model import Mention
    from kg.resolve.reading import Reading

__all__ = ["leaning"]

_ABROAD = "names.abroad"  # the rule by which the recognizer of names finds the bodies of another country's party
_COUNTRY = "names.country"  # that by which it finds two countries, a letter each
_CENTRE = "中央"
_CHINA_ABROAD = "华"  # what China is called beside foreigners: 在|华|投资
_STATION, _NATIONAL_STATION = "总台", "中央广播电视总台"


def leaning(reading: Reading) -> dict[str, Named]:
    """By mention id, the names of countries called by a letter, of bodies abroad, and of people called by their surname."""
    mentions = sorted(reading.doc.mentions, key=lambda m: m.span)
    countries = {**dict(_letters(reading, mentions)), **dict(_countries(reading, mentions))}
    return {
        **countries,
        **dict(_abroad(reading, mentions)),
        **_surnames(reading, mentions),
        **dict(_of_national_station(reading, mentions)),
    }


def _letters(reading: Reading, mentions: list[Mention]) -> Iterator[tuple[str, Named]]:
    """A letter that is no place of the article's stands for a country: 在|华, 对|英|首相."""
    for m in mentions:
        letter, named = reading.surfaces[m.id], reading.named.get(m.id)
        if m.type != "Place" or len(letter) > 1 or named is None or named.rule != "own-name":
            continue
        name = CHINA[1] if letter == _CHINA_ABROAD else Countries.load().of_letter(letter, reading.doc.text)
        if name:
            yield m.id, Named(name, "nation")


def _of_national_station(reading: Reading, mentions: list[Mention]) -> Iterator[tuple[str, Named]]:
    """总台 is the national one where the article names no other, and its channels are of it: 总台|综合频道."""
    station = reading.tables.agencies.national(_NATIONAL_STATION, reading.setting.at)
    names = {named.name if (named := reading.named.get(m.id)) else reading.surfaces[m.id] for m in mentions}
    if station is None or any(name.endswith(_STATION) for name in names - {_STATION, station.name}):
        return
    for m in mentions:
        surface = reading.surfaces[m.id]
        if m.type in ("Organization", "Platform") and surface.startswith(_STATION):
            yield m.id, Named(station.name + surface.removeprefix(_STATION), "national-body")


def _countries(reading: Reading, mentions: list[Mention]) -> Iterator[tuple[str, Named]]:
    countries = Countries.load()
    for own, other in pairwise(mentions):
        if own.span.stop != other.span.start or not own.type == other.type == "Place":
            continue
        china = reading.surfaces[own.id] == CHINA[0] and reading.surfaces[other.id] in countries.letters
        if china or own.rule == other.rule == _COUNTRY:
            for mention in (own, other):
                if name := countries.of_letter(reading.surfaces[mention.id], reading.doc.text):
                    yield mention.id, Named(name, "nation")


def _abroad(reading: Reading, mentions: list[Mention]) -> Iterator[tuple[str, Named]]:
    """Bodies of another country's party; those that a title names behind them carry its name too: 越共|中央书记处."""
    party = ""
    for m in mentions:
        if m.rule == _ABROAD:
            surface = reading.surfaces[m.id]
            own, _, _ = surface.partition(_CENTRE)
            party = own or party
            yield m.id, Named(surface if own else party + surface, "own-name" if own else "shared-head")


def _surnames(reading: Reading, mentions: list[Mention]) -> dict[str, Named]:
    """A surname alone is the one person of that surname whom the article names in full: 何平…, later 何|书记."""
    people = [m for m in mentions if m.type == "Person"]
    named: dict[str, list[str]] = {}
    for name in dict.fromkeys(reading.surfaces[m.id] for m in people):
        if len(name) > 1:
            named.setdefault(name[0], []).append(name)
    full = ((m, named.get(reading.surfaces[m.id], ())) for m in people)
    return {m.id: Named(names[0], "short-form") for m, names in full if len(names) == 1}
