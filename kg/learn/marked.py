"""Texts with names marked where they stand: `[甘肃省民政厅/GA]派出7个工作组`, as corpus/extra holds them.

A line `#id` opens a text, its first line is the title. The two letters are those of MARKS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import RecordError
from kg.model import Document, Line, LineKind, Mention, Span

__all__ = ["MARKS", "marked_documents"]

MARKS = {
    "GA": "GovernmentAgency",
    "PO": "PartyOrgan",
    "PU": "PartyUnit",
    "MO": "MassOrganization",
    "SO": "SocialOrganization",
    "OR": "Organization",
    "PL": "Place",
    "PE": "Person",
    "IN": "Initiative",
    "PC": "PolicyConcept",
    "DO": "Document",
    "CO": "Conference",
    "PT": "Platform",
    "AW": "Award",
}
_MARKED = re.compile(r"\[([^\[\]]+)/([A-Z]{2})\]")


def marked_documents(path: Path) -> Iterator[Document]:
    """The documents of one file, with lines and mentions. Raises RecordError for an unknown mark."""
    for block in re.split(r"^#", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("\n")
        yield _document(name.strip(), body, path)


def _document(name: str, body: str, path: Path) -> Document:
    text = ""
    lines: list[Line] = []
    mentions: list[Mention] = []
    for marked in filter(None, body.split("\n")):
        start, at = len(text), 0
        for number, found in enumerate(_MARKED.finditer(marked), len(mentions) + 1):
            words, mark = found.groups()
            if mark not in MARKS:
                raise RecordError(f"{path}: {name}: {found.group()}: expected one of {', '.join(MARKS)}")
            text += marked[at : found.start()]
            mentions.append(Mention(f"m{number}", Span(len(text), len(text) + len(words)), MARKS[mark]))
            text += words
            at = found.end()
        text += marked[at:]
        kind: LineKind = "paragraph" if lines else "title"
        lines.append(Line(Span(start, len(text)), kind))
        text += "\n"
    return Document(id=name, text=text, lines=tuple(lines), mentions=tuple(mentions))
