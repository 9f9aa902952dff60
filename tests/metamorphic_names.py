"""The proper parts of bodies become others of the same length: 阳光志愿者协会 → 晨曦志愿者协会, all over the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random

from metamorphic import WRITING, Article, Change, Edit, Transformation
from metamorphic_places import swapped_territories

__all__ = ["TRANSFORMATIONS", "swapped_bodies"]

_KEPT_TYPES = frozenset({"Person", "Place", "PolicyConcept"})


def swapped_bodies(article: Article) -> Change:
    """The article with other proper parts in the names of its bodies, the same one for the same one."""
    table = _table(article)
    edits = tuple(_edits(article, table)) if table else ()
    change = Change(article.text, edits)
    known = {m["text"]: change.words(m["start"], m["end"]) for m in article.mentions}

    def name(old: str) -> str:
        return known.get(old) or re.sub("|".join(table) or "$^", lambda match: table[match[0]], old)

    return Change(article.text, edits, name)


@cache
def _parts() -> tuple[list[str], list[str]]:
    """The proper parts that the corpus has, and those that they become."""
    lines = (Path(__file__).parent / "cases" / "proper_parts.txt").read_text(encoding="utf-8").splitlines()
    old, new = (line.split() for line in lines if not line.startswith("#"))
    return old, new


def _table(article: Article) -> dict[str, str]:
    old, new = _parts()
    draw = Random(f"{article.id} bodies")
    bodies = [m["text"] for m in article.mentions if m["type"] in ("SocialOrganization", "Organization")]
    found = sorted({word for word in old if any(word in body for body in bodies)}, key=lambda word: (-len(word), word))
    free = [word for word in new if word not in article.text]
    draw.shuffle(free)
    table: dict[str, str] = {}
    for word in found:
        table[word] = next(other for other in free if len(other) == len(word) and other not in table.values())
    return table


def _edits(article: Article, table: Mapping[str, str]) -> Iterator[Edit]:
    named = [(m["start"], m["end"]) for m in article.mentions if m["type"] not in _KEPT_TYPES]
    for match in re.finditer("|".join(table), article.text):
        if any(low <= match.start() and match.end() <= high for low, high in named):
            yield Edit(match.start(), match.end(), table[match[0]])


TRANSFORMATIONS: Mapping[str, Transformation] = {"territories": swapped_territories, "bodies": swapped_bodies, **WRITING}
