"""What a form may begin with when a person points at words that nobody read: a guess in each field, for the person to mend."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.extract.lexemes import lexemes
from kg.model import Document, Span
from kg.recognize import numerals
from kg.recognize.quantities import Measures
from kg.tables.body_types import BodyTypes

__all__ = ["proposed"]

_DAY = re.compile(r"(\d{4})年(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?")
Fields = Mapping[str, str]


def proposed(doc: Document, span: Span) -> dict[str, Fields]:
    """For each kind that stands on words the fields that these words suggest; those left out are for the person to say."""
    words = span.of(doc.text)
    return {"mention": _mention(doc, words), "figure": _figure(words), "date": _date(words), "event": _event(doc, words)}


def _mention(doc: Document, words: str) -> Fields:
    """As equal words of the article were read, else by the head noun: 合作社 ends bodies."""
    alike = next((m for m in doc.mentions if words in (m.span.of(doc.text), m.name)), None)
    if alike is not None:
        return {"type": alike.type, "name": alike.name, "code": alike.code or ""}
    return {"type": BodyTypes.load()(words), "name": words}


def _figure(words: str) -> Fields:
    """近1.2万人: the value 12000, the unit 人, the modifier 近; nothing where no number begins the words."""
    measures = Measures.load()
    first = max((form for form in measures.before if words.startswith(form)), key=len, default="")
    rest = words[len(first) :]
    stop = next((n for n in range(len(rest), 0, -1) if numerals.parse(rest[:n]) is not None), 0)
    value = numerals.parse(rest[:stop])
    if value is None:
        return {}
    unit = rest[stop:]
    inner = next((form for form in measures.inside if unit.startswith(form) and unit[len(form) :] in measures.units), "")
    modifier = measures.before.get(first) or measures.inside.get(inner, "")
    unit = unit[len(inner) :]
    return {"value": f"{value:.15g}", "unit": measures.units.get(unit, unit), "modifier": modifier}


def _date(words: str) -> Fields:
    """2017年9月5日: 2017-09-05; nothing for a date that leaves out its year, which the article has to tell."""
    found = _DAY.fullmatch(words)
    return {"value": "-".join(f"{int(part):02d}" for part in found.groups() if part)} if found else {}


def _event(doc: Document, words: str) -> Fields:
    """As the article's other events with this trigger, else the first sense of the table of triggers."""
    alike = next((e.type for e in doc.events if e.trigger.of(doc.text) == words), None)
    verb = lexemes().verbs.get(words)
    type = alike or (verb.senses[0].type if verb else None)
    return {"type": type} if type else {}
