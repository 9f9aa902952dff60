"""What stands around a candidate whatever its verb: who, what and how much its clause names, and what its neighbours may state.

These cues name no verb, so that they tell events also by verbs that no annotated article has. Whether a verb stands again in
the article, in its title, or far down in its paragraph was tried too: it tells the articles of corpus/ apart, not real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["clause_cues"]

_NEAR = 3  # characters between a verb and the figure that counts its object: 发放|慰问金|3万元; farther ones count something else
_RATES = frozenset({"%", "个百分点", "倍"})


def clause_cues(passage: Passage, types: Sequence[str | None]) -> list[list[str]]:
    """For each candidate of a sentence, its cues; `types` are those that the tables alone give the candidates."""
    return [[*_named(passage, c, types[at] or "-"), *_beside(passage, c, types, at)] for at, c in enumerate(passage.candidates)]


def _named(passage: Passage, candidate: Candidate, guess: str) -> Iterator[str]:
    """Whether names stand in the clause before the verb, in clauses before, behind the verb; figures; dates; 了."""
    clause, span = passage.clauses[candidate.clause], candidate.span
    before = any(clause.start <= m.span.start and m.span.stop <= span.start for m in passage.mentions)
    first = any(m.span.stop <= clause.start for m in passage.mentions)
    behind = any(span.stop <= m.span.start < clause.stop for m in passage.mentions)
    figure = next((f for f in passage.figures if span.stop <= f.span.start < clause.stop), None)
    near = figure is not None and len(passage.text[span.stop : figure.span.start].strip("了")) <= _NEAR
    rate = figure is not None and figure.unit in _RATES
    dated = any(d.span.stop <= span.start for d in passage.dates)
    done = passage.text.startswith(("了", "过"), span.stop)
    names = _bits(before, first, behind, figure is not None)
    bits = names + _bits(near, rate, dated, done)
    yield from (f"bits={bits}", f"bits|g={bits}|{guess}", f"named|g={names}|{guess}")
    yield f"unit={figure.unit if figure else '-'}|{guess}"
    yield f"near|g={_bits(near, rate, done)}|{guess}"


def _bits(*flags: bool) -> str:
    return "".join("01"[flag] for flag in flags)


def _beside(passage: Passage, candidate: Candidate, types: Sequence[str | None], at: int) -> Iterator[str]:
    """What the last candidate of the clause before and the first of the clause behind may state."""
    guess = types[at] or "-"
    before = [types[i] for i, c in enumerate(passage.candidates) if c.clause == candidate.clause - 1]
    behind = [types[i] for i, c in enumerate(passage.candidates) if c.clause == candidate.clause + 1]
    yield f"pg|g={before[-1] if before else '-'}|{guess}"
    yield f"ng|g={behind[0] if behind else '-'}|{guess}"
