"""Words of the Party that several stages ask for: units inside a body, organs of a past post, campaigns called in short."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.tables.patterns import patterns

__all__ = ["PartyWords", "party_words"]


@dataclass(frozen=True, slots=True)
class PartyWords:
    """The rows of ontology/patterns/party.tsv."""

    inside: tuple[str, ...]  # units inside a body: 县水务局|党组
    former_organ: re.Pattern[str]  # 原 before an organ that is no longer there: 金凤区|原|区委
    campaigns: tuple[str, ...]  # what stands for a campaign that an article names in full


@cache
def party_words() -> PartyWords:
    """Read once a process."""
    return patterns("party", PartyWords)
