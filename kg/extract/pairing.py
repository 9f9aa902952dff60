"""Sentences that pair their lists: 5月、10月先后在酒泉市、庆阳市召开 states two events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract.clauses import Piece, function_words
from kg.extract.discourse import Candidate
from kg.extract.placing import Focus
from kg.extract.role_rules import leading
from kg.model import ROLES, Filler, Span

__all__ = ["split"]

Pick = tuple[Candidate, tuple[Filler, ...]]
Chosen = Sequence[Pick]

_JOINING = ("de", "and", "adverb", "with", "etc")
# A name of these types right before words belongs to them: 先进集体评选|结果, 快递进村工程|进展.
_DESCRIBING = ("Place", "Award", "Conference", "Document", "Initiative", "PolicyConcept")
_LEADING = ("adverb", "future", "and", "order", "time-edge")  # words behind which a verb is a predicate
_PREDICATES = ("verb", "attend", "pivot", "light")
_PAIRED = ("agent", "target", "theme", "place", "time", "count")
_BEFORE_OBJECT = ("done", "object", "means", "dispose", "light", "pivot")  # 通报了|, 对|…督查, 围绕|…座谈, 把|…送到, 进行|
_INSIDE_NOUN = ("de", "and", "etc", "adverb")  # words that stand inside a noun: 查出的|隐患, 排查和|整改, 台账等|资料


def split(chosen: Chosen, focus: Focus) -> list[tuple[Filler, ...]]:
    """The fillers of the event, or those of one event for each member of the lists that it pairs."""
    parts = _in_turn(_touching(chosen, focus.text), focus) or _by_title(chosen, focus) or [chosen]
    return [_ordered(joined_words(part, focus.text, alone=len(parts) == 1)) for part in parts]


# ── 先后, 分别 ──


def _in_turn(chosen: Chosen, focus: Focus) -> list[Chosen]:
    """5月、10月先后在酒泉市、庆阳市召开: two lists of one length, told apart by 先后 or 分别 or both being times and places.

    One of them at least is of names, dates or figures.
    """
    lists = _lists(chosen)
    shared = len(lists.get("agent", ())) != len(lists.get("count", ())) and not _each_acts(chosen, focus)
    pairing = [role for role in lists if role in _PAIRED and (role != "agent" or not shared)]
    several = [len(lists[role]) for role in pairing if len(lists[role]) > 1]
    if len(several) < 2:
        return []
    lengths = Counter(several)
    size = next((n for n, roles in sorted(lengths.items(), reverse=True) if roles > 1), 0)
    paired = {role for role in pairing if len(lists[role]) == size}
    if all(f.kind == "words" for role in paired for f in lists[role]):
        return []
    if not size or not (_has_order(focus) or "time" in paired):
        return []
    return [[pick for c, f in chosen for pick in _share(c, f, lists, paired, turn)] for turn in range(size)]


def _touching(chosen: Chosen, text: str) -> Chosen:
    """Words of one role with nothing or 的 between are one member of a list: 防暑|降温|慰问金, not 春耕情况|和|防汛情况."""
    joined: list[Pick] = []
    for candidate, fillers in chosen:
        span = _run_on(joined[-1], (candidate, fillers), text) if joined else None
        if span is None:
            joined.append((candidate, fillers))
        else:
            before = joined[-1][1][0]
            sure = min(before.confidence, fillers[0].confidence)
            joined[-1] = candidate, (replace(before, span=span, value=span.of(text), confidence=sure),)
    return joined


def _run_on(a: Pick, b: Pick, text: str) -> Span | None:
    """The stretch of two neighbours that are one member; None where they are two."""
    first, last = a[1][-1].span, b[1][0].span
    if first is None or last is None or a[1][-1].role != b[1][0].role or not _continues(a[0], b[0]):
        return None
    return Span(first.start, last.stop) if text[first.stop : last.start] in ("", "的") else None


def _each_acts(chosen: Chosen, focus: Focus) -> bool:
    """甲、乙|分别|到丙县、丁县: each goes to one; not 甲、乙|先后|到…, 甲、乙|一行, nor a body beside its officer."""
    hosts = any(f[0].role == "agent" and c.around is not None and c.around.title == "host" for c, f in chosen)
    words = {p.span.of(focus.text) for p in focus.reading.pieces if p.kind == "word" and p.clause <= focus.clause}
    return not hosts and not words.isdisjoint(function_words().each) and words.isdisjoint(leading())


def _lists(chosen: Chosen) -> dict[str, list[Filler]]:
    lists: dict[str, list[Filler]] = {}
    for _, fillers in chosen:
        lists.setdefault(fillers[0].role, []).extend(fillers)
    return lists


def _has_order(focus: Focus) -> bool:
    """Whether 先后, 分别 or their like stand in the clause of the event or the one before, and no other event between."""
    reading = focus.reading
    return any(
        reading.pieces[at].label == "order"
        and reading.pieces[at].clause >= focus.clause - 1
        and not reading.count("trigger", at, focus.at)
        for at in reading.between("word", -1, len(reading.pieces))
        if reading.pieces[at].clause <= focus.clause
    )


def _share(
    candidate: Candidate, fillers: tuple[Filler, ...], lists: dict[str, list[Filler]], paired: set[str], turn: int
) -> Iterator[tuple[Candidate, tuple[Filler, ...]]]:
    role = fillers[0].role
    kept = fillers if role not in paired else tuple(f for f in fillers if f is lists[role][turn])
    if kept:
        yield candidate, kept


# ── 授予甲“先进集体”、乙“先进个人”称号; 选举甲为会长、乙为副会长 ──


def _by_title(chosen: Chosen, focus: Focus) -> list[Chosen]:
    """Behind a verb of honour or election: each run of targets, its count and its title make an event."""
    if focus.type not in ("Recognition", "Election"):
        return []
    shared: list[tuple[Candidate, tuple[Filler, ...]]] = []
    parts: list[list[tuple[Candidate, tuple[Filler, ...]]]] = [[]]
    for candidate, fillers in chosen:
        behind = candidate.source == "sentence" and candidate.phrase is not None and candidate.phrase.first > focus.at
        role = fillers[0].role
        if not behind or role not in ("target", "theme", "count"):
            shared.append((candidate, fillers))
            continue
        if role == "target" and any(f[0].role == "theme" for _, f in parts[-1]):
            parts.append([])
        parts[-1].append((candidate, fillers))
    complete = all({"target", "theme"} <= {f[0].role for _, f in part} for part in parts)
    return [[*shared, *part] for part in parts] if complete and len(parts) > 1 else []


# ── words ──


def joined_words(chosen: Chosen, text: str, *, alone: bool = True) -> list[tuple[Candidate, tuple[Filler, ...]]]:
    """Neighbouring words of one role as one filler: 各地、各部门和各类社会组织.

    Unless `alone`, other events of the sentence have the other members of its lists: 先后组织初评和|终评.
    """
    joined: list[tuple[Candidate, tuple[Filler, ...]]] = []
    for candidate, fillers in chosen:
        if joined and joined[-1][1][-1].role == fillers[0].role and _continues(joined[-1][0], candidate):
            before = joined[-1][1][-1]
            assert before.span is not None
            assert fillers[0].span is not None
            span = Span(before.span.start, fillers[0].span.stop)
            whole = replace(before, span=span, value=span.of(text), confidence=min(before.confidence, fillers[0].confidence))
            joined[-1] = (candidate, (whole,))
        else:
            joined.append((candidate, tuple(fillers)))
    wholes = [_whole(candidate, fillers, chosen, text) for candidate, fillers in joined]
    return _merged([_object(*whole, chosen, text) for whole in wholes] if alone else wholes, text)


def _merged(wholes: Sequence[tuple[Candidate, tuple[Filler, ...]]], text: str) -> list[tuple[Candidate, tuple[Filler, ...]]]:
    """Words of one role that share an item of their list are one filler: 各街道|、部分单位|、部门代表."""
    merged: list[tuple[Candidate, tuple[Filler, ...]]] = []
    for candidate, fillers in wholes:
        before, here = merged[-1][1][0] if merged else None, fillers[0]
        if before and before.kind == here.kind == "words" and before.role == here.role and _overlap(before, here):
            assert before.span is not None
            assert here.span is not None
            span = Span(min(before.span.start, here.span.start), max(before.span.stop, here.span.stop))
            merged[-1] = (candidate, (replace(before, span=span, value=span.of(text)),))
        else:
            merged.append((candidate, fillers))
    return merged


def _overlap(a: Filler, b: Filler) -> bool:
    return a.span is not None and b.span is not None and a.span.overlaps(b.span)


def _whole(candidate: Candidate, fillers: tuple[Filler, ...], chosen: Chosen, text: str) -> tuple[Candidate, tuple[Filler, ...]]:
    """Words with what belongs to them on their left and has no role of its own: 行业协会|涉企收费, “两个覆盖”|自查整改工作."""
    first = fillers[0]
    if first.kind != "words" or first.role not in ("theme", "target", "agent") or candidate.reading is None or first.span is None:
        return candidate, fillers
    taken = [c.phrase.span for c, _ in chosen if c.phrase is not None and c.phrase is not candidate.phrase]
    pieces, at, start = candidate.reading.pieces, candidate.reading.at(first.span.start), first.span.start
    verbs = first.role == "theme" and candidate.phrase is not None and candidate.phrase.head.label != "people"
    while at and pieces[at - 1].span.stop == start:
        if _belongs(pieces, at - 1, taken, verbs=verbs):
            at -= 1
        elif at > 1 and pieces[at - 1].label == "etc" and _is_part(pieces, at - 2, pieces[at - 1].span.start, taken):
            at -= 2  # 学生就业等|情况
        else:
            break
        start = pieces[at].span.start
    if start < first.span.start and _of_two(pieces, at, taken):
        at -= 2
        start = pieces[at].span.start
    span = _listed(pieces, Span(start, first.span.stop), at, taken)
    if span == first.span:
        return candidate, fillers
    return candidate, (replace(first, span=span, value=span.of(text)),)


def _object(candidate: Candidate, fillers: tuple[Filler, ...], chosen: Chosen, text: str) -> Pick:
    """What an event is about as a whole noun, from the verb or preposition before it on: 发布了|秋收进展和冷库备案|情况."""
    first, phrase, reading = fillers[0], candidate.phrase, candidate.reading
    if first.kind != "words" or first.role != "theme" or first.span is None or phrase is None or reading is None:
        return candidate, fillers
    if candidate.source != "sentence" or phrase.kind != "run":
        return candidate, fillers
    others = [c.phrase.span for c, f in chosen if c.phrase and (f[0].role != "theme" or f[0].kind != "words")]
    stop = _noun_stop(reading.pieces, first.span.stop, others)
    span = Span(_noun_start(reading.pieces, reading.at(first.span.start), others), stop)
    value = span.of(text)
    if span == first.span or value.count("“") != value.count("”"):  # “送温暖|慰问”: half a quotation is no noun
        return candidate, fillers
    return candidate, (replace(first, span=span, value=value),)


def _noun_stop(pieces: Sequence[Piece], stop: int, others: Sequence[Span]) -> int:
    """Where the noun ends that goes on right behind `stop`: 联络|站点."""
    for piece in pieces:
        if piece.span.start == stop and piece.kind == "run" and piece.label not in ("verb", "anaphor", "pronoun"):
            stop = stop if any(span.overlaps(piece.span) for span in others) else piece.span.stop
    return stop


def _noun_start(pieces: Sequence[Piece], at: int, others: Sequence[Span]) -> int:
    """Where the noun begins whose end is the piece `at`: right behind a predicate or preposition; else with this piece."""
    start = at
    while start and _in_noun(pieces[start - 1], pieces[start]):
        if any(span.overlaps(pieces[start - 1].span) for span in others):
            break
        start -= 1
    before = pieces[start - 1] if start else None
    if before is None or not (before.kind == "trigger" or before.label in _BEFORE_OBJECT):
        return pieces[at].span.start
    while start < at and _leads_nothing(pieces[start], before):
        start += 1
    return pieces[start].span.start


def _in_noun(piece: Piece, after: Piece) -> bool:
    """Whether a piece may stand inside the noun that `after` goes on; a verb behind a mark begins another: 烧菜、|学普通话."""
    if piece.span.stop != after.span.start:
        return False
    if piece.kind == "run":
        return piece.label not in ("anaphor", "pronoun")
    if piece.label in ("and", "、") and after.label == "verb":
        return False
    if piece.kind == "mention":
        return piece.label in _DESCRIBING
    return (piece.kind == "word" and piece.label in _INSIDE_NOUN) or (piece.kind == "punct" and piece.label in "、“”")


def _leads_nothing(piece: Piece, before: Piece) -> bool:
    """Whether a piece right behind the verb is no part of its object: 逐项, 、, and the verb's own complement, 测|出|水位."""
    if piece.kind == "run":
        joined = before.kind == "trigger" and before.span.stop == piece.span.start
        return joined and piece.label == "verb" and len(piece.span) == 1
    return piece.kind == "word" or piece.label in ("、", "”")


def _listed(pieces: Sequence[Piece], span: Span, at: int, taken: Sequence[Span]) -> Span:
    """The words with those listed before and behind them: 绿色家居|、品质生活等消费场景.

    `at` is the piece with which the words begin. A list with a name or a figure in it is left as it is.
    """
    start, stop = span.start, span.stop
    while at > 1 and _links(pieces[at - 1], start) and _is_item(pieces, at - 2, pieces[at - 1].span.start, taken):
        at -= 2
        while at and _is_part(pieces, at - 1, pieces[at].span.start, taken):  # 青年|就业、农民工|返乡等工作
            at -= 1
        start = pieces[at].span.start
    behind = next((n for n in range(at, len(pieces)) if pieces[n].span.start >= stop), len(pieces))
    while behind + 1 < len(pieces) and _links(pieces[behind], stop, behind=True):
        item = pieces[behind + 1]
        if item.span.start != pieces[behind].span.stop or not _is_item(pieces, behind + 1, item.span.stop, taken):
            break
        if pieces[behind].label == "etc" and _goes_on(pieces, behind + 1):
            break  # 招聘会等|供需|对接活动
        stop, behind = item.span.stop, behind + 2
    return Span(start, stop)


def _goes_on(pieces: Sequence[Piece], at: int) -> bool:
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    return after is not None and after.span.start == pieces[at].span.stop and after.kind in ("trigger", "run", "mention")


def _of_two(pieces: Sequence[Piece], at: int, taken: Sequence[Span]) -> bool:
    """Whether the words at `at` are the second of two kinds of people that own what follows: 企业和|群众|需求."""
    if (
        at < 2
        or pieces[at].label != "people"
        or pieces[at - 1].label != "and"
        or pieces[at - 1].span.stop != pieces[at].span.start
    ):
        return False
    return pieces[at - 2].label == "people" and _is_item(pieces, at - 2, pieces[at - 1].span.start, taken)


def _links(piece: Piece, edge: int, *, behind: bool = False) -> bool:
    """Whether a piece that touches the words on one side goes on with their list."""
    if edge != (piece.span.start if behind else piece.span.stop):
        return False
    return (piece.kind == "punct" and piece.label == "、") or (behind and piece.kind == "word" and piece.label == "etc")


def _is_item(pieces: Sequence[Piece], at: int, edge: int, taken: Sequence[Span]) -> bool:
    piece = pieces[at]
    if piece.kind != "run" or piece.label in ("anaphor", "verb", "pronoun") or piece.span.stop != edge:
        return False
    counted = at > 0 and pieces[at - 1].kind == "figure" and pieces[at - 1].span.stop == piece.span.start
    return not counted and not any(other.overlaps(piece.span) for other in taken)


def _is_part(pieces: Sequence[Piece], at: int, edge: int, taken: Sequence[Span]) -> bool:
    """Whether a piece is an item of a list in words or its end: 妇女|就业."""
    piece = pieces[at]
    if piece.kind != "run" or piece.label != "verb":
        return _is_item(pieces, at, edge, taken)
    return piece.span.stop == edge and not _leads(pieces, at) and not any(other.overlaps(piece.span) for other in taken)


def _leads(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a verb is the predicate of its clause, not part of a noun: 详细|了解|粮食市场, but 妇女|就业工作."""
    before = pieces[at - 1] if at else None
    if before is None or before.span.stop != pieces[at].span.start:
        return True
    return (before.kind == "punct" and before.label in "，,；;：:。") or (before.kind == "word" and before.label in _LEADING)


def _belongs(pieces: Sequence[Piece], at: int, taken: Sequence[Span], *, verbs: bool) -> bool:
    """Whether a piece is part of the noun behind it; a verb only where `verbs` may be (整改|工作, not 可为|居民)."""
    piece = pieces[at]
    if any(span.overlaps(piece.span) for span in taken):
        return False
    counted = at > 0 and pieces[at - 1].kind == "figure"
    if piece.kind == "run":
        return not counted and piece.label != "anaphor" and not (piece.label == "verb" and (not verbs or _leads(pieces, at)))
    return piece.kind == "mention" and piece.label in _DESCRIBING and not counted


def _continues(a: Candidate, b: Candidate) -> bool:
    """Whether only links, quotes and 的 stand between two runs of words."""
    if not (a.phrase and b.phrase and a.reading is b.reading and a.reading):
        return False
    if a.fillers[0].kind != "words" or b.fillers[0].kind != "words" or a.phrase.kind != "run" or b.phrase.kind != "run":
        return False
    between = a.reading.pieces[a.phrase.last + 1 : b.phrase.first]
    if 0 < len(between) <= 2 and _runs_on(a, b, between):
        return True
    return all((p.kind == "punct" and p.label in '、“”"（）()') or (p.kind == "word" and p.label in _JOINING) for p in between)


def _runs_on(a: Candidate, b: Candidate, between: Sequence[Piece]) -> bool:
    """诱导未成年人|参与|直播打赏等问题: one predicate stands between the words, and nothing else."""
    assert a.phrase is not None
    assert b.phrase is not None
    gapless = between[0].span.start == a.phrase.span.stop and between[-1].span.stop == b.phrase.span.start
    return gapless and all(p.label in _PREDICATES and len(p.span) <= 4 for p in between)


def _ordered(chosen: Chosen) -> tuple[Filler, ...]:
    """By role, then as they stand in the text, each value once a role."""
    seen: dict[tuple[str, str], Filler] = {}
    for _, fillers in chosen:
        for filler in fillers:
            seen.setdefault((filler.role, filler.value), filler)
    return tuple(sorted(seen.values(), key=_place)) if len(seen) > 1 else tuple(seen.values())


def _place(filler: Filler) -> tuple[int, int, int]:
    role, span = ROLES.index(filler.role), filler.span
    return (role, span.start, span.stop) if span is not None else (role, 0, 0)
