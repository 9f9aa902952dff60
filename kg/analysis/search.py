"""Sentences that hold words: full-text search over all articles of a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.analysis.texts import articles_of, names_of
from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.views import ArticleView

__all__ = ["Hit", "search"]

# Full-width forms (！ to ～) and the ideographic space as ASCII, character by character: offsets stay those of the text.
_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_FOLDED = {ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'"}
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that holds all the words; offsets are code points of the article's text, `found` those of the words."""

    article: str  # id, or the IRI where several articles have that id
    iri: str  # of the article
    title: str | None
    published: str | None
    start: int
    stop: int
    sentence: str
    found: Spans
    url: str | None = None  # where the article was published

    @property
    def id(self) -> str:
        """article:start-stop."""
        return f"{self.article}:{self.start}-{self.stop}"


def search(
    graph: Graph, words: Sequence[str], *, names: bool = False, since: str | None = None, until: str | None = None
) -> tuple[Hit, ...]:
    """The sentences that hold every one of the words, by publication and place in the text; articles without a date last.

    Width, case and the shape of quotation marks do not count. With `names` a word that is the full name of something is also
    found where a text calls it otherwise: 甘肃省民政厅 in 省民政厅. `since` and `until` are dates of publication (2017, 2017-06,
    2017-06-30), both inclusive; then an article without a date is none. Raises UsageError for other dates, or without words.
    """
    wanted = tuple(dict.fromkeys(folded for word in words if (folded := _folded(word.strip()))))
    if not wanted:
        raise UsageError("give words to look for")
    if wrong := next((day for day in (since, until) if day is not None and not _DATE.fullmatch(day)), None):
        raise UsageError(f"{wrong!r} is no date; write 2017, 2017-06 or 2017-06-30")
    called = _called(graph, wanted) if names else {}
    articles = [a for a in articles_of(graph) if _published(a.published, since, until)]
    articles.sort(key=lambda a: (a.published is None, a.published or "", a.id, a.iri))
    named = names_of(graph)
    return tuple(hit for a in articles for hit in _hits(a, named[a.iri], wanted, called.get(a.iri, {})))


def _folded(text: str) -> str:
    """As many characters as before: what has a longer lower-case form (İ) stays."""
    lowered = (c if len(c.lower()) != 1 else c.lower() for c in text.translate(_WIDTH).translate(_FOLDED))
    return "".join(lowered)


def _published(day: str | None, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    return day is not None and (since is None or day >= since) and (until is None or day[: len(until)] <= until)


def _called(graph: Graph, wanted: Iterable[str]) -> dict[str, dict[str, list[tuple[int, int]]]]:
    """Article → word → where it mentions what the word is the full name of."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for entity in graph.entities():
        if (word := _folded(entity.label)) in wanted:
            for e in entity.evidence:
                found.setdefault(e.article, {}).setdefault(word, []).append((e.start, e.stop))
    return found


def _hits(article: ArticleView, name: str, wanted: Sequence[str], called: dict[str, list[tuple[int, int]]]) -> Iterator[Hit]:
    text = _folded(article.text)
    if any(word not in text and word not in called for word in wanted):
        return
    for start, stop in article.sentences:
        spans = [_spans(text, start, stop, word, called.get(word, ())) for word in wanted]
        if all(spans):
            held = tuple(sorted({span for found in spans for span in found}))
            words = article.text[start:stop]
            yield Hit(name, article.iri, article.title, article.published, start, stop, words, held, article.url)


def _spans(text: str, start: int, stop: int, word: str, called: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where the sentence holds the word itself, or a mention that stands for it."""
    found = [(a, b) for a, b in called if start <= a and b <= stop]
    at = text.find(word, start, stop)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + len(word), stop)
    return found
