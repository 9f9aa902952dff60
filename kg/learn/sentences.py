"""Annotated sentences in a notation that a person can write: `[省民政厅|ga]{派出|Dispatch}#7个#工作组`.

`[name|type]` is a mention, `{words|Type}` a trigger (`Type?`: planned), `#figure#`, `@date@`. Empty lines part the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import RecordError
from kg.model import EVENT_TYPES, Date, Document, Event, Figure, Mention, Span
from kg.read import plainly
from kg.tables.loading import corpus_dir

__all__ = ["bulletin_documents", "parse", "written_documents"]

TYPES = {
    "ga": "GovernmentAgency",
    "po": "PartyOrgan",
    "pu": "PartyUnit",
    "mo": "MassOrganization",
    "so": "SocialOrganization",
    "or": "Organization",
    "pl": "Place",
    "pe": "Person",
    "in": "Initiative",
    "pc": "PolicyConcept",
    "do": "Document",
    "co": "Conference",
    "pf": "Platform",
    "aw": "Award",
}
_MARKED = re.compile(r"\[([^\[\]|]+)\|(\w\w)\]|\{([^{}|]+)\|(\w+)(\??)\}|#([^#\n]+)#|@([^@\n]+)@")
_UNIT = re.compile(r"[^\d.,多余近约万亿]+$")


def written_documents() -> Iterator[Document]:
    """All texts of `corpus/sentences`, in order, with ids bulletins-1 …, news-1 …, triggers-1 …"""
    for path in sorted((corpus_dir() / "sentences").glob("*.txt")):
        yield from _documents(path)


def bulletin_documents() -> Iterator[Document]:
    """The texts of `corpus/sentences/bulletins.txt`, in which every name is marked."""
    return _documents(corpus_dir() / "sentences" / "bulletins.txt")


def _documents(path: Path) -> Iterator[Document]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    blocks = [block for block in re.split(r"\n{2,}", "\n".join(lines).strip()) if block]
    for number, block in enumerate(blocks, 1):
        yield plainly(parse(block, f"{path.stem}-{number}"))


def parse(marked: str, name: str = "written") -> Document:
    """The text without its marks, and what they say of it."""
    text = ""
    at = 0
    mentions: list[Mention] = []
    events: list[Event] = []
    figures: list[Figure] = []
    dates: list[Date] = []
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        words = match[1] or match[3] or match[6] or match[7]
        span = Span(len(text), len(text) + len(words))
        text += words
        if match[1]:
            if match[2] not in TYPES:
                raise RecordError(f"{name}: {match[0]}: {match[2]} is none of {', '.join(TYPES)}")
            mentions.append(Mention(f"m{len(mentions) + 1}", span, TYPES[match[2]], words))
        elif match[3]:
            if match[4] not in EVENT_TYPES:
                raise RecordError(f"{name}: {match[0]}: {match[4]} is no event type")
            events.append(Event(f"e{len(events) + 1}", match[4], span, span, "planned" if match[5] else "done"))
        elif match[6]:
            unit = _UNIT.search(words)
            figures.append(Figure(f"q{len(figures) + 1}", span, 0.0, unit[0] if unit else None))
        else:
            dates.append(Date(f"d{len(dates) + 1}", span, "XXXX"))
    text += marked[at:]
    return Document(name, text, mentions=tuple(mentions), dates=tuple(dates), figures=tuple(figures), events=tuple(events))
