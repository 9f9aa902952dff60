"""How well roles are filled, given gold names, dates, figures and triggers.

Run as `python tests/benchmarks/roles.py [--errors] [--half 0|1] [--folds 10]`.

Ten-fold cross-validation by article: the model that fills an article's roles has not seen it. Prints precision, recall and F1
for each role and each event type, and with --errors what gold and the extractor say side by side.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator

from kg.extract.clauses import function_words
from kg.extract.discourse import Discourse
from kg.extract.roles import RoleFinder, RoleModel
from kg.learn.articles import annotated
from kg.learn.roles import examples, gold_triggers, train
from kg.model import ROLES, Document, Event
from kg.segment import Segmenter

FOLDS = 10
Pair = tuple[Document, Event | None, Event | None]
_WORDY = ("agent", "co_agent", "target", "theme", "place")


def predictions(folds: int = FOLDS) -> Iterator[tuple[Document, tuple[Event, ...]]]:
    docs, words = annotated(Segmenter.load()), function_words()
    made = [examples(doc, words) for doc in docs]
    for fold in range(folds):
        finder = RoleFinder(RoleModel.from_bytes(train(e for i, m in enumerate(made) if i % folds != fold for e in m)))
        for i in range(fold, len(docs), folds):
            triggers = gold_triggers(docs[i])
            yield docs[i], finder(docs[i], triggers, Discourse(docs[i], [t.span for t in triggers], words))


def items(event: Event, doc: Document) -> list[tuple[str, str]]:
    figures = {q.id: f"{q.value} {q.unit}" for q in doc.figures}
    return [(f.role, figures.get(f.value, f.value) if f.role == "count" else f.value) for f in event.fillers]


def alike(a: str, b: str) -> bool:
    common = sum((Counter(a) & Counter(b)).values())
    return a == b or (2 * common >= len(a) and 2 * common >= len(b))


def matched(gold: list[tuple[str, str]], found: list[tuple[str, str]], names: set[str]) -> list[tuple[str, str]]:
    left, hits = list(found), []
    for role, value in gold:
        for other in left:
            loose = role in _WORDY and value not in names
            if other[0] == role and (other[1] == value or (loose and alike(value, other[1]))):
                hits.append((role, value))
                left.remove(other)
                break
    return hits


def paired(doc: Document, found: tuple[Event, ...], names: set[str]) -> Iterator[tuple[Event, Event | None]]:
    used: set[int] = set()
    for gold in doc.events:
        options = [i for i, e in enumerate(found) if i not in used and (e.trigger, e.type) == (gold.trigger, gold.type)]
        best = max(options, key=lambda i: len(matched(items(gold, doc), items(found[i], doc), names)), default=None)
        if best is not None:
            used.add(best)
        yield gold, None if best is None else found[best]
    for i, e in enumerate(found):
        if i not in used:
            yield Event("", e.type, e.trigger, e.evidence), e


def show(doc: Document, gold: Event, found: Event | None) -> None:
    a, b = items(gold, doc), items(found, doc) if found else []
    if sorted(a) == sorted(b):
        return
    print(f"\n{doc.id} {gold.type} «{gold.trigger.of(doc.text)}» {gold.evidence.of(doc.text)}")
    for role in ROLES:
        x, y = [v for r, v in a if r == role], [v for r, v in b if r == role]
        if sorted(x) != sorted(y):
            print(f"    {role:12} gold {' | '.join(x) or '-':40} found {' | '.join(y) or '-'}")


def line(name: str, right: int, found: int, gold: int) -> str:
    p, r = right / max(found, 1), right / max(gold, 1)
    return f"{name:16} P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(p + r, 1e-9):.3f}  ({gold})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--folds", type=int, default=FOLDS)
    options = parser.parse_args()
    half = {d.id for i, d in enumerate(annotated(Segmenter.load())) if options.half in (None, i % 2)}
    scores: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    done = sorted(predictions(options.folds), key=lambda p: p[0].id)
    names = {m.name for doc, _ in done for m in doc.mentions}
    for doc, found in done:
        if doc.id not in half:
            continue
        for gold, event in paired(doc, found, names):
            a, b = items(gold, doc), items(event, doc) if event else []
            hits = matched(a, b, names)
            for place, part in enumerate((hits, b, a)):
                for role, _ in part:
                    for key in ("all", role, gold.type):
                        scores[key][place] += 1
            if options.errors:
                show(doc, gold, event)
    for key in (*ROLES, *sorted(k for k in scores if k[0].isupper()), "all"):
        print(line(key, *scores[key]))


if __name__ == "__main__":
    main()
