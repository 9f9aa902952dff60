"""How a text is typed, apart from what it says: marks of half and full width, straight, curly and corner quotes.

Sites type 「双孵化」 or "双孵化" or “双孵化”, 2017年,甘肃 or ２０１７年，甘肃. The stages read all of them as one:
`plain` gives a text of the same length, so that every offset holds, and `as_written` puts the document's own words back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from operator import is_

from kg.model import Document, EntityRef, Event, Figure, Filler, Relation

__all__ = ["as_written", "plain", "plainly", "quoted_from"]

_WIDE = range(0xFF01, 0xFF5F)  # ！ to ～, the full-width twins of ! to ~
_ALWAYS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in _WIDE if chr(code - 0xFEE0).isalnum()}
    | {"％": "%", "＂": '"', "「": "“", "」": "”", "『": "‘", "』": "’", "〝": "“", "〞": "”", "｡": "。", "､": "、"}
)
_FOLDED = re.compile("[" + re.escape("".join(map(chr, _ALWAYS))) + "]")
_MARKS = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
# A half-width mark is a Chinese one beside Chinese: 2017年,甘肃 and 95%;比, but not 1,200, 8:30 or (a,b).
_CHINESE = "\u3400-\u9fff，。；：！？、（）“”‘’《》〈〉【】〔〕…—"
_HALF = re.compile(rf"(?<=[{_CHINESE}\")])[,;:!?]|[,;:!?](?=[\"(]?[{_CHINESE}])|[,;:!?](?=[\"\n]|$)|[()]", re.MULTILINE)
_ADDRESS = re.compile(r"[a-zA-Z]+://[!-~]+|www\.[!-~]+|[\w.]+@[\w.]+", re.ASCII)
# 小积分,大文章. ends a sentence; 1.2万, 2018.3 and the number of a heading (三.健全机制) do not.
_STOP = re.compile(r"(?<=[\u4e00-\u9fff”’」』）)%》 ])\.(?![0-9A-Za-z.])")
# In a text that has no 。 it ends one also before a digit: 进行重点督导.3月底
_DOTTED = re.compile(r"(?<=[\u4e00-\u9fff”’」』）)%》 ])\.(?!\.)")
_NUMBER = re.compile(r"(?:^|(?<=[\n\r\u3000 ]))[一二三四五六七八九十]{1,3}\.")
_STRAIGHT = re.compile(r'"')


def plain(text: str) -> str:
    """The text with Chinese marks in full width, curly quotes, and letters, digits and % in half width; of the same length."""
    folded = text.translate(_ALWAYS) if _FOLDED.search(text) else text
    kept = bytearray(len(text))
    for address in _ADDRESS.finditer(folded):
        kept[address.start() : address.end()] = b"\x01" * len(address[0])
    for number in _NUMBER.finditer(folded):
        kept[number.end() - 1] = 1
    curled = _curled(folded) if '"' in folded else folded
    chars = list(curled)
    stop = _STOP if "。" in text else _DOTTED
    for mark in stop.finditer(curled):
        if not kept[mark.start()]:
            chars[mark.start()] = "。"
    for mark in _HALF.finditer("".join(chars)):
        if not kept[mark.start()]:
            chars[mark.start()] = _MARKS[mark[0]]
    return "".join(chars)


def _curled(folded: str) -> str:
    """Straight quotes of a line open and close in turn; a line with an odd number of them is left as it is."""
    chars = list(folded)
    start = 0
    for line in folded.splitlines(keepends=True):
        marks = [start + m.start() for m in _STRAIGHT.finditer(line)]
        if len(marks) % 2 == 0:
            for number, at in enumerate(marks):
                chars[at] = "”" if number % 2 else "“"
        start += len(line)
    return "".join(chars)


def quoted_from(text: str, read: str, words: str | None) -> str | None:
    """The words as the text has them, where `read` is its plain form; as they are where they stand in neither."""
    at = read.find(words) if words else -1
    return text[at : at + len(words)] if words and at >= 0 else words


def plainly(doc: Document) -> Document:
    """The document with text and title in their plain form, for the stages."""
    title = doc.metadata.title
    return replace(doc, text=plain(doc.text), metadata=replace(doc.metadata, title=plain(title) if title else title))


def as_written(found: Document, doc: Document) -> Document:
    """What was found in `plainly(doc)`, with the text of `doc` and its own spelling of names and words.

    A name that the text types in two ways is one entity, called as it is typed first.
    """
    read, text = found.text, doc.text
    found = replace(found, text=text, metadata=replace(found.metadata, title=doc.metadata.title))
    if read == text:
        return found
    spelling: dict[str, str] = {}
    for mention in found.mentions:
        if mention.span.of(read) != mention.span.of(text):
            spelling.setdefault(mention.span.of(read), mention.span.of(text))
    names = _Names(read, text, spelling)
    return replace(
        found,
        mentions=tuple(replace(m, name=names(m.name)) for m in found.mentions) if spelling else found.mentions,
        figures=tuple(names.figure(f) for f in found.figures),
        events=tuple(names.event(e) for e in found.events),
        relations=tuple(names.relation(r) for r in found.relations) if spelling else found.relations,
    )


class _Names:
    """Puts the text's own spelling back into names."""

    def __init__(self, read: str, text: str, spelling: Mapping[str, str]) -> None:
        self.read, self.text, self.spelling = read, text, spelling
        longest_first = sorted(spelling, key=lambda words: (-len(words), words))
        self.pattern = re.compile("|".join(map(re.escape, longest_first))) if spelling else None

    def __call__(self, name: str) -> str:
        return self.pattern.sub(lambda m: self.spelling[m[0]], name) if self.pattern else name

    def entity(self, entity: EntityRef) -> EntityRef:
        if self.pattern is None:
            return entity
        return replace(entity, name=self(entity.name))

    def filler(self, filler: Filler) -> Filler:
        if filler.entity is not None:
            if self.pattern is None:
                return filler
            return replace(filler, value=self(filler.value), entity=self.entity(filler.entity))
        if filler.kind == "words" and filler.span and filler.span.of(self.read) == filler.value != filler.span.of(self.text):
            return replace(filler, value=filler.span.of(self.text))
        return filler

    def event(self, event: Event) -> Event:
        fillers = tuple(self.filler(f) for f in event.fillers)
        return event if all(map(is_, fillers, event.fillers)) else replace(event, fillers=fillers)

    def relation(self, relation: Relation) -> Relation:
        return replace(relation, subject=self.entity(relation.subject), object=self.entity(relation.object))

    def figure(self, figure: Figure) -> Figure:
        words = quoted_from(self.text, self.read, figure.indicator)
        return figure if words == figure.indicator else replace(figure, indicator=words)
