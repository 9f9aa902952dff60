"""A random sample of sentences with what was read in them, for a person to judge who sees no confidence; and what it comes to.

The sheet is a table: a row a sentence, below it a row a statement. The coder writes y or n behind each statement, adds a row for
each that is missing, and writes y behind the sentence when nothing more is missing: of these sentences recall is known, too.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadDecisions
from kg.model import Document, Span
from kg.review.candidates import Candidate, sentence_around, statements
from kg.score import Counts, Interval, Scores, intervals

__all__ = ["COLUMNS", "Agreement", "Estimate", "Row", "agreement", "estimates", "read_sheet", "sheet"]

COLUMNS = ("article", "start", "stop", "kind", "type", "words", "says", "right")
_SENTENCE = "sentence"
_JUDGED = ("mention", "date", "figure", "event", "role", "relation")
_ANSWERS = {"y": True, "n": False, "": None}
_CONTENT = ("title", "heading", "paragraph")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: a sentence (`kind` is sentence), or a statement that stands below its sentence."""

    article: str  # SHA-256 of the text
    start: int  # of the words, in code points of the text; -1 in a row that a coder added
    stop: int
    kind: str
    type: str
    words: str
    says: str
    right: bool | None  # None where the coder has not answered
    added: bool = False


def sheet(docs: Iterable[Document], size: int, seed: int) -> str:
    """The sheet of `size` sentences drawn at random from all documents; the same for the same documents, whatever their order."""
    known = {doc.sha256: doc for doc in docs}
    places = [(sha, *span) for sha, doc in sorted(known.items()) for span in _sentences(doc)]
    drawn = sorted(random.Random(seed).sample(places, min(size, len(places))))
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    said: dict[str, list[Candidate]] = {}
    for sha, start, stop in drawn:
        doc, sentence = known[sha], Span(start, stop)
        writer.writerow((sha, start, stop, _SENTENCE, "", _cell(sentence.of(doc.text)), "", ""))
        found = said.setdefault(sha, list(statements(doc)))
        rows = {_row_of(c, doc) for c in found if c.kind in _JUDGED and sentence.covers(_anchor(c))}
        writer.writerows(row for row in sorted(rows, key=lambda r: (r[1], r[2], _JUDGED.index(r[3]), r[4:])))
    return out.getvalue()


def _sentences(doc: Document) -> Iterator[tuple[int, int]]:
    """The sentences of what is the article's own, whatever was found in them."""
    if doc.sentences:
        content = [s.span for s in doc.sentences if doc.lines[s.line].kind in _CONTENT] if doc.lines else []
        yield from ((s.start, s.stop) for s in content or (s.span for s in doc.sentences))
        return
    at, window = 0, doc.window or Span(0, len(doc.text))
    while at < len(doc.text):
        span = sentence_around(doc, Span(at, at + 1))
        if span.of(doc.text).strip() and window.covers(span):
            yield span.start, span.stop
        at = max(span.stop, at + 1)


def _anchor(c: Candidate) -> Span:
    """Where a statement stands: an event and its roles at the trigger, so that each is in one sentence alone."""
    key = c.fact.get("event", c.fact)
    return Span(*key["trigger"]) if c.kind in ("event", "role") else c.span


def _row_of(c: Candidate, doc: Document) -> tuple[str, int, int, str, str, str, str, str]:
    kinds = {"date": "Date", "figure": "Figure"}
    type = kinds.get(c.kind) or str(c.fact.get("type") or c.fact.get("role") or c.fact.get("p"))
    at = _anchor(c)
    words = c.fact["value"] if c.kind == "role" else at.of(doc.text) if c.kind != "relation" else c.says
    return c.article, at.start, at.stop, c.kind, type, _cell(words), _cell(c.says), ""


def _cell(words: str) -> str:
    return " ".join(words.split())


def read_sheet(path: Path) -> tuple[Row, ...]:
    """The rows of a coded sheet. Raises BadDecisions with file and line where one is not as documented."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadDecisions(f"{path}: cannot be read as UTF-8: {error}") from error
    lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    if tuple(next(lines, ())) != COLUMNS:
        raise BadDecisions(f"{path}: the first line must be the header {', '.join(COLUMNS)}, separated by tabs")
    found: list[Row] = []
    for cells in lines:
        if any(cell.strip() for cell in cells):
            found.append(_read_row(cells, f"{path}:{lines.line_num}", found[-1] if found else None))
    return tuple(found)


def _read_row(cells: list[str], where: str, before: Row | None) -> Row:
    """A row; one that a coder added needs neither article nor offsets, since it stands below its sentence."""
    if len(cells) != len(COLUMNS):
        raise BadDecisions(f"{where}: expected {len(COLUMNS)} cells separated by tabs, got {len(cells)}")
    article, start, stop, kind, type, words, says, answer = (cell.strip() for cell in cells)
    if answer.lower() not in _ANSWERS:
        raise BadDecisions(f"{where}: right is {answer!r}; write y or n, or leave it empty")
    added = not start and not stop
    if kind not in (*_JUDGED, *(() if added else (_SENTENCE,))):
        raise BadDecisions(f"{where}: kind {kind!r} is none of {', '.join(_JUDGED)}")
    if added and (before is None or not type or not words):
        raise BadDecisions(f"{where}: an added row stands below its sentence, and has kind, type and words")
    if not added and not (start.isdigit() and stop.isdigit() and len(article) == 64):
        raise BadDecisions(f"{where}: article, start and stop must be as `kg review --sample` wrote them, or all empty")
    right = True if added else _ANSWERS[answer.lower()]
    article = article or (before.article if before else "")
    return Row(article, -1 if added else int(start), -1 if added else int(stop), kind, type, words, says, right, added)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a coded sheet says of a kind of statement; recall only of sentences that the coder has marked as complete."""

    kind: str
    judged: int
    right: int
    missing: int
    precision: float | None
    precision_range: Interval | None
    recall: float | None
    recall_range: Interval | None


def estimates(rows: Iterable[Row], *, samples: int = 1000, seed: int = 0) -> tuple[Estimate, ...]:
    """Precision and recall by kind, and of all together, each with the 95 % interval of resampled articles."""
    judged, complete = _counted(tuple(rows))
    spread = [
        intervals(judged.values(), samples=samples, seed=seed, measure="precision"),
        intervals(complete.values(), samples=samples, seed=seed, measure="recall"),
    ]
    sums = [Scores(), Scores()]
    for total, parts in zip(sums, (judged, complete), strict=True):
        for scores in parts.values():
            total.add(scores)
    kinds = [*(k for k in _JUDGED if any(k in total.counts for total in sums)), "all"]
    return tuple(_estimate(k, sums[0].counts.get(k, Counts()), sums[1].counts.get(k, Counts()), spread) for k in kinds)


def _estimate(kind: str, judged: Counts, complete: Counts, spread: list[dict[str, Interval]]) -> Estimate:
    return Estimate(
        kind,
        judged.found,
        judged.right,
        complete.gold - complete.right,
        judged.precision if judged.found else None,
        spread[0].get(kind) if judged.found else None,
        complete.recall if complete.gold else None,
        spread[1].get(kind) if complete.gold else None,
    )


def _counted(rows: tuple[Row, ...]) -> tuple[dict[str, Scores], dict[str, Scores]]:
    """By article what was judged, and what was judged or added in sentences that are complete."""
    judged, complete = defaultdict[str, Scores](Scores), defaultdict[str, Scores](Scores)
    for head, below in _by_sentence(rows):
        for row in below:
            if row.right is None:
                continue
            counts = Counts(int(row.right), 1, int(row.right))
            for kind in (row.kind, "all"):
                if not row.added:
                    judged[row.article].count(kind, counts)
                if head.right:
                    complete[row.article].count(kind, Counts(0, 0, 1) if row.added else counts)
    return dict(judged), dict(complete)


def _by_sentence(rows: tuple[Row, ...]) -> Iterator[tuple[Row, tuple[Row, ...]]]:
    heads = [i for i, row in enumerate(rows) if row.kind == _SENTENCE]
    for at, following in zip(heads, [*heads[1:], len(rows)], strict=True):
        yield rows[at], rows[at + 1 : following]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders of one sheet agree: kappa over the answers that both gave, F1 over the statements that both hold right.

    `kappa` is None where both gave the same answer throughout, so that chance alone explains all.
    """

    type: str  # a kind of statement, kind:type, or all
    both: int
    same: float | None
    kappa: float | None
    f1: float | None


def agreement(one: Iterable[Row], other: Iterable[Row]) -> tuple[Agreement, ...]:
    """The agreement of two coded sheets by kind and type, and of all together. Raises BadDecisions for different samples."""
    sides = tuple(tuple(rows) for rows in (one, other))
    heads = [{(r.article, r.start, r.stop) for r in rows if r.kind == _SENTENCE} for rows in sides]
    if heads[0] != heads[1]:
        raise BadDecisions("the two sheets are of different samples; give two copies of one that two people coded")
    answers: list[dict[Key, bool | None]] = [
        {key: row.right for key, row in _keyed(rows) if row.right is not None and not row.added} for rows in sides
    ]
    held = [{key for key, row in _keyed(rows) if row.right} for rows in sides]
    names = ["all", *sorted({name for keys in held for key in keys for name in _names(key)})]
    return tuple(_agreement(name, answers, held) for name in names)


Key = tuple[str, int, str, str, str, str]


def _keyed(rows: tuple[Row, ...]) -> Iterator[tuple[Key, Row]]:
    for head, below in _by_sentence(rows):
        for row in below:
            yield (head.article, head.start, row.kind, row.type, row.words, "" if row.kind == "mention" else row.says), row


def _names(key: Key) -> tuple[str, str, str]:
    return "all", key[2], f"{key[2]}:{key[3]}"


def _agreement(name: str, answers: list[dict[Key, bool | None]], held: list[set[Key]]) -> Agreement:
    both = [key for key in answers[0].keys() & answers[1].keys() if name in _names(key)]
    pairs = Counter((answers[0][key], answers[1][key]) for key in both)
    mine, theirs = ({_loosely(key) for key in keys if name in _names(key)} for keys in held)
    f1 = 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else None
    return Agreement(name, len(both), _same_share(pairs), _kappa(pairs), f1)


def _loosely(key: Key) -> tuple[object, ...]:
    """What an added row shares with the same statement of another coder: sentence, kind, type and words."""
    return key[:5]


def _same_share(pairs: Mapping[tuple[bool | None, bool | None], int]) -> float | None:
    total = sum(pairs.values())
    return (pairs.get((True, True), 0) + pairs.get((False, False), 0)) / total if total else None


def _kappa(pairs: Mapping[tuple[bool | None, bool | None], int]) -> float | None:
    """Cohen's kappa: what is agreed beyond what chance would give."""
    total = sum(pairs.values())
    same = _same_share(pairs)
    if same is None:
        return None
    yes = [sum(n for pair, n in pairs.items() if pair[side]) / total for side in (0, 1)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    return None if chance == 1 else (same - chance) / (1 - chance)
