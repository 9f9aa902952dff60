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

    def __init__(self) -> None:
        self._articles: dict[str, int] = {}
        self._sentences: dict[tuple[int, int, int], int] = {}
        self._claims: dict[tuple[Any, ...], int] = {}

    def words(self, found: Iterable[Evidence]) -> list[int]:
        """Claims whose words are marked as such: mentions, figures, fillers."""
        return [self._add(e, ((*_inside(e), "word"),)) for e in found]

    def clauses(self, found: Iterable[Evidence], trigger: str = "", fillers: Iterable[Evidence] = ()) -> list[int]:
        """Claims whose words are a clause, with the word that triggers it and those of its fillers that stand in it."""
        known = tuple(fillers)
        return [self._add(e, (*_clause_marks(e, trigger), *_within(e, known))) for e in found]

    def roles(self, fillers: Iterable[Evidence], event: Iterable[Evidence], trigger: str) -> list[int]:
        """Claims that a filler has a role: its words in the event's clause, or, taken from elsewhere, both."""
        clauses = {(e.article, e.sentence_start): e for e in event}
        claims = []
        for e in fillers:
            clause = clauses.get((e.article, e.sentence_start))
            here = () if clause is None else _clause_marks(clause, trigger)
            claims.append(self._add(e, (*here, (*_inside(e), "word"))))
            if clause is None:
                claims.extend(self.clauses(clauses.values(), trigger))
        return list(dict.fromkeys(claims))

    def _add(self, e: Evidence, marks: tuple[Mark, ...]) -> int:
        article = self.article(e.article)
        sentence = (article, e.sentence_start, e.sentence_start + len(e.sentence))
        at = self._sentences.setdefault(sentence, len(self._sentences))
        claim = (at, _inside(e), marks, e.rule, round(e.confidence, 4), e.basis, e.verified)
        return self._claims.setdefault(claim, len(self._claims))

    def article(self, iri: str) -> int:
        """The number of an article, which it gets when first asked for."""
        return self._articles.setdefault(iri, len(self._articles))

    def articles(self) -> list[str]:
        """IRIs of the articles that the claims stand on, in the order of their numbers."""
        return list(self._articles)

    def sentences(self) -> list[dict[str, Any]]:
        """Where each sentence stands, in code points of its article's text."""
        return [{"article": article, "start": start, "stop": stop} for article, start, stop in self._sentences]

    def claims(self) -> list[dict[str, Any]]:
        keys = ("sentence", "at", "marks", "rule", "confidence", "basis")
        return [dict(zip(keys, told, strict=True)) | ({"verified": True} if mark else {}) for *told, mark in self._claims]


def _inside(e: Evidence) -> tuple[int, int]:
    return e.start - e.sentence_start, e.stop - e.sentence_start


def _clause_marks(e: Evidence, trigger: str) -> tuple[Mark, ...]:
    start, stop = _inside(e)
    at = e.sentence.find(trigger, start, stop) if trigger else -1
    named: tuple[Mark, ...] = () if at < 0 else ((at, at + len(trigger), "trigger"),)
    return ((start, stop, "clause"), *named)


def _within(clause: Evidence, others: Iterable[Evidence]) -> tuple[Mark, ...]:
    """The words of `others` that stand in the clause, each once."""
    here = (o for o in others if o.article == clause.article and clause.start <= o.start and o.stop <= clause.stop)
    return tuple(dict.fromkeys((*_inside(o), "word") for o in here if o.sentence_start == clause.sentence_start))
