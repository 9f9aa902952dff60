"""The words behind the statements, as the page holds them: each sentence and each claim once, referred to by index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.graph import Evidence

__all__ = ["EvidenceTable", "Mark"]

Mark = tuple[int, int, str]  # start and stop in code points of the sentence, and what is marked: clause, trigger or word


class EvidenceTable:
    """Collects sentences and claims while the nodes and edges of a page are written."""

    def __init__(self, articles: Iterable[str]) -> None:
        self.articles = {iri: index for index, iri in enumerate(articles)}
        self._sentences: dict[tuple[int, int, str], int] = {}
        self._claims: dict[tuple[Any, ...], int] = {}

    def words(self, found: Iterable[Evidence]) -> list[int]:
        """Claims whose words are marked as such: mentions, figures, fillers."""
        return [self._add(e, ((*_inside(e), "word"),)) for e in found]

    def clauses(self, found: Iterable[Evidence], trigger: str = "", beside: Iterable[Evidence] = ()) -> list[int]:
        """Claims whose words are a clause, with its trigger, and with the words of `beside` that stand in the same sentence."""
        known = tuple(beside)
        return [self._add(e, (*_clause_marks(e, trigger), *(_same_sentence(e, known)))) for e in found]

    def _add(self, e: Evidence, marks: tuple[Mark, ...]) -> int:
        sentence = (self.articles[e.article], e.sentence_start, e.sentence)
        at = self._sentences.setdefault(sentence, len(self._sentences))
        claim = (at, _inside(e), marks, e.rule, round(e.confidence, 4), e.basis)
        return self._claims.setdefault(claim, len(self._claims))

    def sentences(self) -> list[dict[str, Any]]:
        return [{"article": article, "start": start, "text": text} for article, start, text in self._sentences]

    def claims(self) -> list[dict[str, Any]]:
        keys = ("sentence", "at", "marks", "rule", "confidence", "basis")
        return [dict(zip(keys, claim, strict=True)) for claim in self._claims]


def _inside(e: Evidence) -> tuple[int, int]:
    return e.start - e.sentence_start, e.stop - e.sentence_start


def _clause_marks(e: Evidence, trigger: str) -> tuple[Mark, ...]:
    start, stop = _inside(e)
    at = e.sentence.find(trigger, start, stop) if trigger else -1
    named: tuple[Mark, ...] = () if at < 0 else ((at, at + len(trigger), "trigger"),)
    return ((start, stop, "clause"), *named)


def _same_sentence(e: Evidence, others: Iterable[Evidence]) -> tuple[Mark, ...]:
    near = (o for o in others if (o.article, o.sentence_start) == (e.article, e.sentence_start))
    return tuple(dict.fromkeys((*_inside(o), "word") for o in near))
