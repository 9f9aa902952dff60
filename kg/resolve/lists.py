"""Items of a list that leave their head to the last one: 恩施市、利川市、巴东县|民政局; 月通报、月调度|制度."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.resolve.setting import level_head
from kg.resolve.tables import BODIES
from kg.tables.patterns import patterns

if TYPE_CHECKING:
    from kg.model import Document, Mention
    from kg.resolve.setting import Setting
    from kg.resolve.tables import Tables

__all__ = ["complete_lists"]

_COUNTED_TYPES = ("Organization", "SocialOrganization", "Platform", "GovernmentAgency")
_LONGEST_BARE = 8  # characters of an item without its head
_PART = "names.component"  # the rule by which the recognizer of names finds parts of a coinage


@dataclass(frozen=True, slots=True)
class _Words:
    separator: re.Pattern[str]
    heads: tuple[str, ...]  # of initiatives
    counted_heads: tuple[str, ...]
    counted: re.Pattern[str]  # 仙人桥、松江河、泉阳|三个分队: the head that a count behind the list names
    class_behind: re.Pattern[str]  # 凤凰、永兴、莲花|等社区
    classes: tuple[str, ...]
    body_of_level: re.Pattern[str]  # 县|委, 石桥镇|党委
    boards: frozenset[str]
    listed: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("shared_heads", _Words)


def complete_lists(doc: Document, setting: Setting, tables: Tables) -> dict[str, str]:
    """By mention id, the surface with the head that it shares; mentions that need none are left out."""
    found, counted = _settlements(doc, setting) | _boards(doc), _words().counted
    for run in _runs(doc):
        found |= _left_stations(run, doc.text, tables)
        behind = counted.match(doc.text, run[-1].span.stop) if run[-1].type in _COUNTED_TYPES else None
        head = behind["head"] if behind else _head(run[-1].span.of(doc.text), run[-1].type, setting, tables)
        for mention in run if behind else run[:-1]:
            surface = mention.span.of(doc.text)
            if head and _is_headless(surface, mention.type, head, setting, tables):
                found[mention.id] = surface + head
    return found


def _boards(doc: Document) -> dict[str, str]:
    """Bodies that a list names without their level, which its first has: 县委、|人大、|政府; 石桥镇党委、|政府."""
    found: dict[str, str] = {}
    words = _words()
    for before, mention in pairwise(sorted(doc.mentions, key=lambda m: m.span)):
        surface, listed = mention.span.of(doc.text), doc.text[before.span.stop : mention.span.start] in words.listed
        first = found.get(before.id) or before.span.of(doc.text).removeprefix("中共")
        body = words.body_of_level.search(first)
        if listed and surface in words.boards and body and before.type in BODIES and mention.type in BODIES:
            found[mention.id] = first[: body.start()] + surface
    return found


def _settlements(doc: Document, setting: Setting) -> dict[str, str]:
    """Places that leave their class to a count or a word behind the list: 凤凰、永兴、莲花|等社区, 达仁、木王|等5个镇.

    Without it they would be the counties called so.
    """
    places = sorted((m for m in doc.mentions if m.type == "Place"), key=lambda m: m.span)
    found: dict[str, str] = {}
    words = _words()
    run: list[Mention] = []
    for mention in places:
        if run and not words.separator.fullmatch(doc.text, run[-1].span.stop, mention.span.start):
            run = []
        run.append(mention)
        behind = words.class_behind.match(doc.text, mention.span.stop) if len(run) > 1 else None
        if behind is None:
            continue
        for m in run:
            surface = m.span.of(doc.text)
            bare = not surface.endswith(words.classes) and len(surface) < _LONGEST_BARE
            if bare and not setting.knows_township(surface, m.span.start):
                found[m.id] = surface + behind["head"]
    return found


def _runs(doc: Document) -> list[list[Mention]]:
    """Maximal rows of mentions of one type with nothing but a separator between neighbours.

    Parts of a coinage are whole as they stand: 有场所 lacks nothing of 有活动 in 有场所、有活动“双有”.
    """
    runs: list[list[Mention]] = []
    separator = _words().separator
    for mention in sorted(doc.mentions, key=lambda m: m.span):
        if mention.rule == _PART:
            continue
        if runs and mention.type == runs[-1][-1].type and mention.type in (*BODIES, "Initiative"):
            between = doc.text[runs[-1][-1].span.stop : mention.span.start]
            if separator.fullmatch(between):
                runs[-1].append(mention)
                continue
        runs.append([mention])
    return [run for run in runs if len(run) > 1]


def _left_stations(run: list[Mention], text: str, tables: Tables) -> dict[str, str]:
    """Stations that leave their name to the one before: 东青司法所、|派出所."""
    found = {}
    for before, mention in pairwise(run):
        surface, left = mention.span.of(text), before.span.of(text)
        here, previous = tables.agencies.station(surface), tables.agencies.station(left)
        if previous and here and here.suffix == surface:
            found[mention.id] = left.removesuffix(previous.suffix) + surface
    return found


def _head(surface: str, type: str, setting: Setting, tables: Tables) -> str:
    """What the last item has that the others may lack: 民政局 of 巴东县民政局, 制度 of 月调度制度."""
    if type == "Initiative":
        return next((h for h in _words().heads if surface.endswith(h)), "")
    chain = tables.places.chain(surface, setting.at, setting.near)
    if chain.length:
        return surface[chain.length :]
    return next((u for u in tables.structures.units if surface.endswith(u)), "")


def _is_headless(surface: str, type: str, head: str, setting: Setting, tables: Tables) -> bool:
    words = _words()
    if type == "Initiative":
        return not surface.endswith(words.heads) and len(surface) < _LONGEST_BARE
    chain = tables.places.chain(surface, setting.at, setting.near)
    if chain.length == len(surface):
        return True
    if chain.length or level_head(surface) or surface.startswith(("我", "本")):
        return False
    if type == "PartyUnit":
        return head in tables.structures.party and not surface.endswith(tables.structures.units)
    counted = type in ("Organization", "GovernmentAgency") and head in words.counted_heads
    return counted and not surface.endswith(words.counted_heads) and len(surface) < _LONGEST_BARE
