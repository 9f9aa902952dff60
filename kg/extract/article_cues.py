"""What the rest of an article says of a candidate: where it stands, what is around it, whether its verb stands there again.

These cues name no verb: they hold for verbs that no annotated article has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["article_cues"]

_MANY = 3  # how often a verb stands in the article, and the number of a sentence in its paragraph, are counted so far
_NEAR = 3  # characters between a verb and the figure that counts its object: 发放|了慰问金|3万元 is farther
_PERCENT = frozenset({"%", "个百分点", "倍"})


def article_cues(sentences: Sequence[Passage], guesses: Sequence[Sequence[str | None]]) -> list[list[list[str]]]:
    """For each sentence of a document, for each of its candidates, the cues; `guesses` are the types that tables alone give."""
    uses = Counter(_verb(c, p) for p in sentences for c in p.candidates)
    titled = {_verb(c, p) for p in sentences if p.heading for c in p.candidates}
    out = []
    number, dated, line = 0, False, -1
    for passage, types in zip(sentences, guesses, strict=True):
        if passage.line_start != line:
            number, dated, line = 0, False, passage.line_start
        place = f"sent={min(number, _MANY)}", f"dated={dated:d}"
        out.append(
            [
                [*place, *_of_article(_verb(c, passage), uses, titled), *_of_clause(passage, c, types, at)]
                for at, c in enumerate(passage.candidates)
            ]
        )
        number, dated = number + 1, dated or bool(passage.dates)
    return out


def _verb(candidate: Candidate, passage: Passage) -> str:
    return candidate.lexemes[-1].base if candidate.lexemes else candidate.span.of(passage.text)


def _of_article(verb: str, uses: Counter[str], titled: set[str]) -> list[str]:
    return [f"uses={min(uses[verb], _MANY)}", f"titled={verb in titled:d}"]


def _of_clause(passage: Passage, candidate: Candidate, types: Sequence[str | None], at: int) -> list[str]:
    clause, span = passage.clauses[candidate.clause], candidate.span
    guess = types[at] or "-"
    before = any(clause.start <= m.span.start and m.span.stop <= span.start for m in passage.mentions)
    first = any(m.span.stop <= clause.start for m in passage.mentions)
    behind = any(span.stop <= m.span.start < clause.stop for m in passage.mentions)
    figure = next((f for f in passage.figures if span.stop <= f.span.start < clause.stop), None)
    near = figure is not None and len(passage.text[span.stop : figure.span.start].strip("了")) <= _NEAR
    rate = figure is not None and figure.unit in _PERCENT
    dated = any(d.span.stop <= span.start for d in passage.dates)
    done = passage.text[span.stop : span.stop + 1] in "了过" and span.stop < clause.stop
    bits = "".join(str(int(b)) for b in (before, first, behind, figure is not None, near, rate, dated, done))
    own = [types[i] for i, c in enumerate(passage.candidates) if c.clause == candidate.clause - 1]
    next_ = [types[i] for i, c in enumerate(passage.candidates) if c.clause == candidate.clause + 1]
    return [
        f"bits={bits}",
        f"bits|g={bits}|{guess}",
        f"named|g={before:d}{first:d}{behind:d}{figure is not None:d}|{guess}",
        f"unit={figure.unit if figure else '-'}|{guess}",
        f"near|g={near:d}{rate:d}{done:d}|{guess}",
        f"pg|g={own[-1] if own else '-'}|{guess}",
        f"ng|g={next_[0] if next_ else '-'}|{guess}",
    ]
