"""How well records agree with gold, by section 8 of the annotation scheme.

Both sides are records of the annotation format. Spans count exactly, and only inside the stretch that the gold
annotates; grounding and relations count over the whole article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kg.model import ROLES

__all__ = ["Counts", "Difference", "Interval", "Report", "Scores", "Share", "differences", "intervals", "report", "score"]

Record = Mapping[str, Any]
Item = tuple[str, Any]  # role, filler

_ENDS = "。!?！？\n"
_IN_WORDS = ("target", "theme", "agent", "co_agent", "place")  # roles whose fillers may be words, compared by shared characters
EMPTY: Record = {"mentions": [], "dates": [], "figures": [], "events": [], "relations": []}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were found rightly, how many were found, how many are there."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def as_json(self) -> dict[str, float | int]:
        return {
            "p": round(self.precision, 4),
            "r": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "tp": self.right,
            "pred": self.found,
            "gold": self.gold,
        }


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many things that were found, how many are right in a further respect."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def value(self) -> float | None:
        return self.right / self.of if self.of else None


@dataclass(slots=True)
class Scores:
    """The figures of one article, or the sum over several."""

    counts: dict[str, Counts] = field(default_factory=dict)  # mentions, mention spans, dates spans, …, relations
    types: dict[str, Counts] = field(default_factory=dict)  # m:Person, e:Meeting, r:visits
    shares: dict[str, Share] = field(default_factory=dict)  # grounding, names, codes, event status, …

    def count(self, key: str, counts: Counts) -> None:
        self.counts[key] = self.counts.get(key, Counts()) + counts

    def count_types(self, prefix: str, right: Iterable[str], found: Iterable[str], gold: Iterable[str]) -> None:
        hits, answers, wanted = Counter(right), Counter(found), Counter(gold)
        for name in answers.keys() | wanted.keys():
            key = f"{prefix}:{name}"
            self.types[key] = self.types.get(key, Counts()) + Counts(hits[name], answers[name], wanted[name])

    def share(self, key: str, right: bool) -> None:
        self.shares[key] = self.shares.get(key, Share()) + Share(int(right), 1)

    def add(self, other: Scores) -> None:
        for key, counts in other.counts.items():
            self.count(key, counts)
        for key, counts in other.types.items():
            self.types[key] = self.types.get(key, Counts()) + counts
        for key, share in other.shares.items():
            self.shares[key] = self.shares.get(key, Share()) + share


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of a set of articles."""

    total: Scores
    articles: dict[str, Scores]
    missing: tuple[str, ...]  # gold articles without a prediction

    def as_json(self) -> dict[str, Any]:
        """The figures under stable keys: counts as p, r, f1, tp, pred, gold; shares rounded to four places."""
        shares = self.total.shares
        rounded = {
            key: _rounded(share.value) for key, share in sorted(shares.items()) if key not in ("grounding", "names", "codes")
        }
        return {
            "documents": len(self.articles),
            "missing": list(self.missing),
            "grounding": _rounded(shares.get("grounding", Share()).value, 6),
            "names": _rounded(shares.get("names", Share()).value),
            "names_of": shares.get("names", Share()).of,
            "codes": _rounded(shares.get("codes", Share()).value),
            "codes_of": shares.get("codes", Share()).of,
            **rounded,
            **{key: counts.as_json() for key, counts in self.total.counts.items()},
            "per_type": {key: counts.as_json() for key, counts in sorted(self.total.types.items())},
        }


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a rate lies in 95 of 100 resamplings of the articles."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which gold and prediction differ; a side that has nothing is empty."""

    article: str
    kind: str  # mention, name, date, figure, event, status, role, relation
    at: int
    gold: str
    predicted: str
    text: str


def report(golds: Mapping[str, Record], predicted: Mapping[str, Record], texts: Mapping[str, str]) -> Report:
    """The scores of `predicted` against `golds`; an article without prediction counts as one where nothing was found."""
    names = named(golds.values())
    articles = {key: score(gold, predicted.get(key, EMPTY), texts[key], names) for key, gold in golds.items()}
    total = Scores()
    for scores in articles.values():
        total.add(scores)
    return Report(total, articles, tuple(key for key in golds if key not in predicted))


def named(golds: Iterable[Record]) -> frozenset[str]:
    """The names of gold entities: fillers that must be equal, where words need only share half of their characters."""
    return frozenset(mention["name"] for gold in golds for mention in gold["mentions"])


def score(gold: Record, predicted: Record, text: str, names: frozenset[str]) -> Scores:
    """The scores of one article; `names` are the entity names of all gold articles."""
    scores = Scores()
    inside = window(gold)
    _score_grounding(scores, predicted, text)
    _score_mentions(scores, gold["mentions"], [m for m in predicted["mentions"] if inside(m["start"], m["end"])])
    for kind, fields in (("dates", ("value",)), ("figures", ("value", "unit", "modifier"))):
        _score_values(scores, kind, fields, gold[kind], [x for x in predicted[kind] if inside(x["start"], x["end"])])
    _score_events(scores, gold, predicted, text, names)
    _score_relations(scores, gold["relations"], predicted["relations"])
    return scores


def window(gold: Record) -> Callable[[int, int], bool]:
    low, high = gold.get("annotated_from") or 0, gold.get("annotated_until") or 10**9
    return lambda start, end: low <= start and end <= high


def _score_grounding(scores: Scores, predicted: Record, text: str) -> None:
    for kind in ("mentions", "dates", "figures"):
        for item in predicted[kind]:
            scores.share("grounding", text[item["start"] : item["end"]] == item["text"])


def _score_mentions(scores: Scores, gold: Iterable[Record], predicted: Iterable[Record]) -> None:
    wanted = {(m["start"], m["end"], m["type"]): m for m in gold}
    answers = {(m["start"], m["end"], m["type"]): m for m in predicted}
    right = wanted.keys() & answers.keys()
    scores.count("mentions", Counts(len(right), len(answers), len(wanted)))
    spans = {(m["start"], m["end"]): m for m in answers.values()}
    gold_spans = {key[:2] for key in wanted}
    scores.count("mention spans", Counts(len(gold_spans & spans.keys()), len(spans), len(gold_spans)))
    scores.count_types("m", (key[2] for key in right), (key[2] for key in answers), (key[2] for key in wanted))
    for key, mention in wanted.items():
        answer = spans.get(key[:2])
        if answer is not None:
            scores.share("names", answer.get("name") == mention["name"])
            if mention.get("code"):
                scores.share("codes", str(answer.get("code")) == str(mention["code"]))


def _score_values(
    scores: Scores, kind: str, fields: tuple[str, ...], gold: Iterable[Record], predicted: Iterable[Record]
) -> None:
    wanted = {(x["start"], x["end"]): x for x in gold}
    answers = {(x["start"], x["end"]): x for x in predicted}
    both = wanted.keys() & answers.keys()
    right = sum(all(same_value(wanted[key].get(f), answers[key].get(f)) for f in fields) for key in both)
    scores.count(f"{kind} spans", Counts(len(both), len(answers), len(wanted)))
    scores.count(f"{kind} values", Counts(right, len(answers), len(wanted)))
    if kind == "figures":
        for key in both:
            scores.share("figure details", _same_details(wanted[key], answers[key]))


def same_value(a: object, b: object) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return str(a) == str(b) or abs(a - b) < 1e-9
    return str(a) == str(b)


def _same_details(a: Record, b: Record) -> bool:
    equal = (a.get("kind"), a.get("baseline")) == (b.get("kind"), b.get("baseline"))
    return equal and alike(a.get("indicator") or "", b.get("indicator") or "")


def shared(a: str, b: str) -> float:
    """The characters that both wordings have, as a part of the first."""
    return (Counter(a) & Counter(b)).total() / max(1, len(a))


def alike(a: str, b: str) -> bool:
    """Whether each wording shares at least half of its characters with the other."""
    return a == b or (shared(a, b) >= 0.5 and shared(b, a) >= 0.5)


@dataclass(frozen=True, slots=True)
class Stated:
    """An event as it is compared: type, sentence, items, status."""

    type: str
    sentence: tuple[int, int]
    items: tuple[Item, ...]
    status: str | None
    record: Record


def stated_events(record: Record, text: str) -> list[Stated]:
    figures = {f["id"]: ("q", f["value"], f["unit"]) for f in reversed(record["figures"])}
    return [
        Stated(e["type"], _sentence(text, e["trigger"][0]), tuple(_items(e, figures)), e.get("status"), e)
        for e in record["events"]
    ]


def _items(event: Record, figures: Mapping[str, Any]) -> Iterator[Item]:
    for role in ROLES:
        for filler in event.get(role, []):
            yield role, figures.get(filler, ("q?", filler)) if role == "count" else filler


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, at) for mark in _ENDS) + 1
    stops = [stop for mark in _ENDS if (stop := text.find(mark, at)) >= 0]
    return start, min(stops, default=len(text))


def paired(gold: list[Stated], predicted: list[Stated], names: frozenset[str]) -> list[tuple[Stated, Stated | None]]:
    """Each gold event with the predicted one of its type and sentence that shares most items; each is used once."""
    unused = list(range(len(predicted)))
    pairs: list[tuple[Stated, Stated | None]] = []
    for event in gold:
        fitting = [i for i in unused if predicted[i].type == event.type and predicted[i].sentence == event.sentence]
        best = max(fitting, key=lambda i: len(matches(event.items, predicted[i].items, names)), default=None)
        pairs.append((event, None if best is None else predicted[best]))
        if best is not None:
            unused.remove(best)
    return pairs


def matches(gold: Sequence[Item], predicted: Sequence[Item], names: frozenset[str]) -> list[tuple[int, int]]:
    """Where items stand that agree, each used once, in gold order."""
    left = list(range(len(predicted)))
    pairs = []
    for at, item in enumerate(gold):
        answer = next((other for other in left if _agree(item, predicted[other], names)), None)
        if answer is not None:
            pairs.append((at, answer))
            left.remove(answer)
    return pairs


def _agree(gold: Item, predicted: Item, names: frozenset[str]) -> bool:
    role, filler = gold
    if role != predicted[0]:
        return False
    if filler == predicted[1]:
        return True
    words = isinstance(filler, str) and isinstance(predicted[1], str) and role in _IN_WORDS and filler not in names
    return words and alike(filler, predicted[1])


def _score_events(scores: Scores, gold: Record, predicted: Record, text: str, names: frozenset[str]) -> None:
    wanted, answers = stated_events(gold, text), predicted_events(gold, predicted, text)
    pairs = paired(wanted, answers, names)
    found = [(g, p) for g, p in pairs if p is not None]
    for g, p in found:
        scores.share("event status", g.status == p.status)
    hits = sum(len(matches(g.items, p.items, names)) for g, p in found)
    scores.count("events", Counts(len(found), len(answers), len(wanted)))
    scores.count("event roles", Counts(hits, sum(len(e.items) for e in answers), sum(len(e.items) for e in wanted)))
    scores.count_types("e", (g.type for g, _ in found), (e.type for e in answers), (e.type for e in wanted))


def predicted_events(gold: Record, predicted: Record, text: str) -> list[Stated]:
    low, high = gold.get("annotated_from") or 0, gold.get("annotated_until") or 10**9
    return [e for e in stated_events(predicted, text) if low <= e.record["trigger"][0] < high]


def relation_key(relation: Record) -> tuple[str, str, str]:
    ends = (relation["s"], relation["o"])
    first, second = sorted(ends) if relation["p"] == "jointActionWith" else ends
    return first, second, relation["p"]


def _score_relations(scores: Scores, gold: Iterable[Record], predicted: Iterable[Record]) -> None:
    wanted, answers = {relation_key(r) for r in gold}, {relation_key(r) for r in predicted}
    right = wanted & answers
    scores.count("relations", Counts(len(right), len(answers), len(wanted)))
    scores.count_types("r", (r[2] for r in right), (r[2] for r in answers), (r[2] for r in wanted))
    posts = {(r["s"], r["o"]): r.get("post") for r in predicted if r["p"] == "holdsPost"}
    for relation in gold:
        ends = (relation["s"], relation["o"])
        if relation["p"] == "holdsPost" and ends in posts:
            scores.share("posts", posts[ends] == relation.get("post"))


Measure = Literal["f1", "precision", "recall"]


def intervals(articles: Iterable[Scores], *, samples: int = 1000, seed: int = 0, measure: Measure = "f1") -> dict[str, Interval]:
    """For each count the 95 % interval of a measure, by resampling whole articles; the same seed gives the same intervals."""
    import numpy as np

    rows = list(articles)
    keys = sorted({key for scores in rows for key in scores.counts})
    if not rows:
        return {}
    table = np.array([[_triple(scores.counts.get(key, Counts())) for key in keys] for scores in rows], dtype=float)
    draws = np.random.default_rng(seed).multinomial(len(rows), [1 / len(rows)] * len(rows), size=samples)
    sums = np.einsum("sa,akt->skt", draws, table)
    right, found, gold = sums[..., 0], sums[..., 1], sums[..., 2]
    of = {"f1": (found + gold) / 2, "precision": found, "recall": gold}[measure]
    rate = np.divide(right, of, out=np.zeros_like(right), where=of > 0)
    low, high = np.percentile(rate, [2.5, 97.5], axis=0)
    return {key: Interval(round(float(low[i]), 4), round(float(high[i]), 4)) for i, key in enumerate(keys)}


def _triple(counts: Counts) -> tuple[int, int, int]:
    return counts.right, counts.found, counts.gold


def _rounded(value: float | None, places: int = 4) -> float | None:
    return None if value is None else round(value, places)


def differences(golds: Mapping[str, Record], predicted: Mapping[str, Record], texts: Mapping[str, str]) -> Iterator[Difference]:
    """Everything on which gold and prediction differ, article by article, by kind and place in the text."""
    names = named(golds.values())
    for key, gold in golds.items():
        found = _Comparison(key, gold, predicted.get(key, EMPTY), texts[key], names)
        yield from sorted(found.all(), key=lambda d: (_KINDS.index(d.kind), d.at, d.gold, d.predicted))


_KINDS = ("mention", "name", "date", "figure", "event", "status", "role", "relation")


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Gold and prediction of one article, side by side."""

    article: str
    gold: Record
    predicted: Record
    text: str
    names: frozenset[str]

    def all(self) -> Iterator[Difference]:
        yield from self.spanned("mention", "mentions", lambda m: m["type"])
        yield from self.spanned("date", "dates", lambda d: d["value"])
        yield from self.spanned("figure", "figures", lambda f: f"{f['value']:g} {f['unit'] or ''} {f['modifier'] or ''}".strip())
        yield from self.entity_names()
        yield from self.events()
        yield from self.relations()

    def difference(self, kind: str, at: int, gold: str, predicted: str) -> Difference:
        start, stop = _sentence(self.text, at) if at >= 0 else (0, 0)
        return Difference(self.article, kind, at, gold, predicted, self.text[start:stop].strip())

    def sides(self, key: str) -> tuple[dict[tuple[int, int], Record], dict[tuple[int, int], Record]]:
        inside = window(self.gold)
        wanted = {(x["start"], x["end"]): x for x in self.gold[key]}
        return wanted, {(x["start"], x["end"]): x for x in self.predicted[key] if inside(x["start"], x["end"])}

    def spanned(self, kind: str, key: str, say: Callable[[Record], str]) -> Iterator[Difference]:
        wanted, answers = self.sides(key)
        for span in wanted.keys() | answers.keys():
            said = [f"{side[span]['text']} = {say(side[span])}" if span in side else "" for side in (wanted, answers)]
            if said[0] != said[1]:
                yield self.difference(kind, span[0], *said)

    def entity_names(self) -> Iterator[Difference]:
        wanted, answers = self.sides("mentions")
        for span in wanted.keys() & answers.keys():
            said = [f"{m.get('name')} {m.get('code') or ''}".strip() for m in (wanted[span], answers[span])]
            if said[0] != said[1]:
                yield self.difference("name", span[0], *said)

    def events(self) -> Iterator[Difference]:
        wanted = stated_events(self.gold, self.text)
        answers = predicted_events(self.gold, self.predicted, self.text)
        pairs = paired(wanted, answers, self.names)
        used = [id(p) for _, p in pairs if p is not None]
        for g, p in pairs:
            at = g.record["trigger"][0]
            if p is None:
                yield self.difference("event", at, self.event_words(g), "")
                continue
            if g.status != p.status:
                yield self.difference("status", at, f"{self.event_words(g)} {g.status}", f"{self.event_words(p)} {p.status}")
            yield from self.roles(g, p)
        for p in answers:
            if id(p) not in used:
                yield self.difference("event", p.record["trigger"][0], "", self.event_words(p))

    def event_words(self, event: Stated) -> str:
        start, stop = event.record["trigger"]
        return f"{event.type} {self.text[start:stop]}"

    def roles(self, gold: Stated, predicted: Stated) -> Iterator[Difference]:
        matched = matches(gold.items, predicted.items, self.names)
        lost = [item for at, item in enumerate(gold.items) if at not in {pair[0] for pair in matched}]
        extra = [item for at, item in enumerate(predicted.items) if at not in {pair[1] for pair in matched}]
        at = gold.record["trigger"][0]
        for role, filler in lost:
            yield self.difference("role", at, f"{self.event_words(gold)}: {role} {_words(filler)}", "")
        for role, filler in extra:
            yield self.difference("role", at, "", f"{self.event_words(predicted)}: {role} {_words(filler)}")

    def relations(self) -> Iterator[Difference]:
        wanted = {relation_key(r) for r in self.gold["relations"]}
        answers = {relation_key(r): r for r in self.predicted["relations"]}
        for subject, object_, predicate in wanted - answers.keys():
            yield self.difference("relation", -1, f"{subject} {predicate} {object_}", "")
        for key, relation in answers.items():
            if key not in wanted:
                at = (relation.get("evidence") or [-1])[0]
                yield self.difference("relation", at, "", f"{key[0]} {key[2]} {key[1]}")


def _words(filler: object) -> str:
    return " ".join(str(part) for part in filler[1:] if part is not None) if isinstance(filler, tuple) else str(filler)
