"""What is known of a verb without having seen it: features of its class and grade (ontology/lexicon/verb_classes.tsv).

Most verbs of the table are rare in the annotated articles. What holds of their class they share with verbs that are not:
物资|发往|灾区 is read as 物资|送往|灾区 is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.lexemes import UNRATED, Rating
from kg.extract.trigger_candidates import Candidate, Passage

__all__ = ["rating", "rating_cues"]

_GRADES = {"never": 1, "seldom": 2, "half": 3, "unrated": 3, "mostly": 4, "always": 5}
_ASPECTS = ("了", "过", "着", "完成", "完毕", "到位", "的", "等", "出", "起")
_DONE = ("已", "已经", "先后", "累计", "共", "正", "正在", "将", "拟", "再", "又", "陆续", "相继", "成功", "顺利", "圆满")


def rating(candidate: Candidate) -> Rating:
    """That of its head, the last row; verbs of no row have none."""
    return candidate.lexemes[-1].rating if candidate.lexemes else UNRATED


def rating_cues(
    passage: Passage, i: int, guess: str, objects: Sequence[str], ratings: Sequence[Rating], tag: str, frame: Sequence[str]
) -> Iterator[str]:
    """The features of a candidate; `ratings` are those of all candidates of the passage, `frame` its cues of voice."""
    candidate, (kind, grade) = passage.candidates[i], (ratings[i].kind, ratings[i].grade)
    both = f"{kind}|{grade}"
    yield from (f"vc={kind}", f"vg={grade}", f"vcg={both}", f"vg|g={grade}|{guess}", f"vc|g={kind}|{guess}")
    yield from (f"vc|t={kind}|{tag}", f"vg|t={grade}|{tag}", f"vg|rows={grade}|{len(candidate.lexemes)}")
    yield from (f"vg|{cue}|{grade}" for cue in frame)
    yield from (f"vc|{cue}|{kind}" for cue in frame)
    yield from _object_cues(passage, candidate, kind, grade, objects)
    yield from _aspect_cues(passage, candidate, kind, grade)
    yield from _neighbour_cues(passage, i, ratings)


def _object_cues(passage: Passage, candidate: Candidate, kind: str, grade: str, objects: Sequence[str]) -> Iterator[str]:
    for of in objects or ("-",):
        yield f"vc|o={kind}|{of}"
    first = objects[0] if objects else "-"
    yield f"vg|o1={grade}|{first}"
    yield f"vcg|o1={kind}|{grade}|{first}"
    clause = passage.clauses[candidate.clause]
    start, stop = candidate.span.stop, clause.stop
    figure = next((f for f in passage.figures if start <= f.span.start < stop), None)
    gap = "-" if figure is None else "0" if figure.span.start - start <= 1 else "1" if figure.span.start - start <= 8 else "2"
    yield f"vc|f={kind}|{gap}"
    yield f"vg|f={grade}|{gap}"
    before = "-"
    for mention in passage.mentions:
        if clause.start <= mention.span.start and mention.span.stop <= candidate.span.start:
            before = mention.type
    yield f"vc|m-={kind}|{before}"
    yield f"vg|m-={grade}|{before}"
    behind = next((m.type for m in passage.mentions if start <= m.span.start < stop), "-")
    yield f"vc|m+={kind}|{behind}"
    yield f"vg|m+={grade}|{behind}"


def _aspect_cues(passage: Passage, candidate: Candidate, kind: str, grade: str) -> Iterator[str]:
    text, clause = passage.text, passage.clauses[candidate.clause]
    after = text[candidate.span.stop : min(clause.stop, candidate.span.stop + 2)]
    aspect = next((word for word in _ASPECTS if after.startswith(word)), "" if after else "$")
    before = text[max(clause.start, candidate.span.start - 2) : candidate.span.start]
    adverb = next((word for word in _DONE if before.endswith(word)), "" if before else "^")
    yield f"vc|a={kind}|{aspect}"
    yield f"vg|a={grade}|{aspect}"
    yield f"vc|b={kind}|{adverb}"
    yield f"vg|b={grade}|{adverb}"


def _neighbour_cues(passage: Passage, i: int, ratings: Sequence[Rating]) -> Iterator[str]:
    """Beside the class and grade those of the candidates before and behind it, in its clause or the next ones."""
    candidates, own = passage.candidates, ratings[i]
    clause = candidates[i].clause
    for name, j in (("-", i - 1), ("+", i + 1)):
        there = j in range(len(candidates))
        apart = min(abs(candidates[j].clause - clause), 2) if there else 3
        of = ratings[j] if there else UNRATED
        yield f"vc{name}={apart}|{of.kind}|{own.kind}"
        yield f"vg{name}={apart}|{of.grade}|{own.grade}"
        yield f"vn{name}={apart}|{of.kind}|{own.grade}"
    beside = [_GRADES[ratings[j].grade] for j, c in enumerate(candidates) if c.clause == clause and j != i]
    rank = "-" if not beside else "<" if max(beside) > _GRADES[own.grade] else "=" if max(beside) == _GRADES[own.grade] else ">"
    yield f"vr={rank}|{own.grade}"
    behind = any(c.clause == clause for c in candidates[i + 1 :])
    yield f"vl={behind:d}|{own.kind}"
