"""What grammar forbids, whatever the labeller says: rules over the labels of one event's candidates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from kg.extract.clauses import function_words
from kg.extract.discourse import Candidate, can_be_subject
from kg.extract.heads import heads
from kg.extract.nested import hearing_before, is_told_inside, issuers
from kg.extract.placing import Focus, is_passive, passive_at
from kg.model import BODY_TYPES
from kg.tables.patterns import patterns

__all__ = ["BARRED", "NONE", "Label", "leading", "missing_role", "repair"]

NONE = "none"
Label = tuple[str, float]  # a role or none, and its share
_UNSURE: Label = (NONE, 1.0)
BARRED: Label = (NONE, 0.0)  # no role, and none where a subject is looked for either
_DONE = {"Recognition": "target", "Establishment": "theme"}  # the role of what is honoured, and of what is founded
_NEAR = 12  # characters before a trigger among which 通过 may stand
_ENDS = ("，", ",", "。", "；", ";", "后", "")
_SURE = 0.9  # the share of a role that a rule gives
_HEARD = frozenset((*BODY_TYPES, "Person"))
_GIVERS = ("body", "people", "Person")
_ONTO = ("object", "dispose", "place", "motion", "light")  # 对12家商会, 把台账, 在三个县, 赴各乡镇, 开展社会组织评估


@dataclass(frozen=True, slots=True)
class _Words:
    passes: re.Pattern[
        str
    ]  # what is passed has a judge or a round, 通过国家|评估, 通过中期|验收; a means has neither: 通过实地|检查
    leading: tuple[str, ...]  # words of a delegation: the body and its person act together
    taken: re.Pattern[str]
    way: re.Pattern[str]
    helping: re.Pattern[str]
    places: re.Pattern[str]
    joining: re.Pattern[str]
    post: re.Pattern[str]
    given: re.Pattern[str]
    whole: re.Pattern[str]
    below: re.Pattern[str]


@cache
def _words() -> _Words:
    return patterns("role_rules", _Words)


def leading() -> tuple[str, ...]:
    """局长|率队: words behind which the body and its person act together."""
    return _words().leading


def repair(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> list[Label]:
    """The labels with the rules applied, in order; candidates and labels run in parallel."""
    for rule in _RULES:
        labels = rule(candidates, labels, focus)
    return list(labels)


def missing_role(focus: Focus) -> str:
    """The role of who is not named but goes on from before: who listens to a report, else who acts."""
    return "target" if _hearing(focus) is not None else "agent"


def _hearing(focus: Focus) -> int | None:
    return hearing_before(focus.reading, focus.at) if focus.type == "Reporting" else None


def _who_listens(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """检查组|听取了|县农机局|的汇报: who stands behind 听取 reports, to the subject before it."""
    hearing = _hearing(focus)
    if hearing is None:
        return labels
    changed = list(labels)
    subject = reporter = None
    for i, candidate in enumerate(candidates):
        phrase = candidate.phrase
        if phrase is None or candidate.source != "sentence":
            continue
        if phrase.last < hearing:
            subject = i if _may_listen(candidate) else subject
            changed[i] = ("target", labels[i][1]) if labels[i][0] == "agent" else labels[i]
        elif reporter is None and phrase.last < focus.at and _is_heard(candidate, hearing):
            reporter = i
    roles = [role for role, _ in changed]
    if reporter is not None and "agent" not in roles:
        changed[reporter] = ("agent", _SURE)
    if subject is not None and "target" not in (role for role, _ in changed):
        changed[subject] = ("target", _SURE)
    named = (c.source == "sentence" and role == NONE for c, (role, _) in zip(candidates, changed, strict=True))
    return [BARRED if barred else label for barred, label in zip(named, changed, strict=True)]


def _may_listen(candidate: Candidate) -> bool:
    """检查组, 大会|听取; not 座谈时|听取."""
    words = candidate.fillers[0].value
    return candidate.able and (candidate.named or heads().of(words) == "gathering")


def _is_heard(candidate: Candidate, hearing: int) -> bool:
    """Whether a name stands right behind the verb of hearing, a title before a person apart: 听取|县长|陆远航|…的汇报."""
    phrase, reading = candidate.phrase, candidate.reading
    if (
        phrase is None
        or reading is None
        or candidate.type not in _HEARD
        or (candidate.around and candidate.around.title == "host")
    ):
        return False
    between = reading.pieces[hearing + 1 : phrase.first]
    return all(p.kind != "run" or candidate.type == "Person" for p in between)


def _who_issued(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """县司法局落实|省公安厅、省司法厅|联合印发的|《…》: who stands right before the verb issued the paper, nobody else."""
    directly = issuers(focus.reading, focus.at) if focus.type == "Issuance" else None
    if directly is None:
        return labels
    changed = list(labels)
    for i, candidate in enumerate(candidates):
        phrase, role = candidate.phrase, labels[i][0]
        if phrase is None or candidate.source != "sentence":
            changed[i] = BARRED if role in (NONE, "agent", "co_agent") else labels[i]
        elif phrase.last in directly:
            changed[i] = labels[i] if role in ("agent", "co_agent") else ("agent", _SURE)
        elif directly and role in (NONE, "agent", "co_agent"):
            changed[i] = BARRED
    return changed


def _who_acts_inside(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """检查组听取了|县农机局|的汇报,查看了农机库: who acts inside the object of another does not act on behind it."""
    inside = [_is_inside(c, focus) for c in candidates]
    changed = [
        BARRED if here and role in ("agent", NONE) else (role, share) for here, (role, share) in zip(inside, labels, strict=True)
    ]
    first = next((c.phrase.first for c, here in zip(candidates, inside, strict=True) if here and c.phrase), None)
    if first is None or is_passive(focus) or any(role == "agent" for role, _ in changed):
        return changed
    subjects = [i for i, c in enumerate(candidates) if _may_act(c, first) and changed[i][0] == NONE]
    if subjects:
        changed[subjects[-1]] = ("agent", _SURE)
    return changed


def _may_act(candidate: Candidate, at: int) -> bool:
    """Whether it may be the subject of the piece `at` and acts: 检查组|听取, not 会议|听取."""
    return candidate.source == "sentence" and candidate.named and can_be_subject(candidate, at)


def _is_inside(candidate: Candidate, focus: Focus) -> bool:
    phrase = candidate.phrase
    if candidate.source != "sentence" or phrase is None or phrase.last >= focus.at or phrase.kind != "mention":
        return False
    return is_told_inside(focus.reading, phrase.first, phrase.last, focus.at)


def _no_host_beside_its_person(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """民政局|局长陆远航到…调研: the person acts alone; beside a delegation (率队, 一行) the body may act too."""
    hosts = [role == "agent" and _is_host(c) for c, (role, _) in zip(candidates, labels, strict=True)]
    if not any(hosts) or any(p.kind == "word" and p.span.of(focus.text) in leading() for p in focus.reading.pieces):
        return labels
    return [_UNSURE if host else label for host, label in zip(hosts, labels, strict=True)]


def _is_host(candidate: Candidate) -> bool:
    return candidate.around is not None and candidate.around.title == "host"


def _doer_before_done(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """总工会授予焊工班称号, 慈善会设立基金: of two names on both sides of an active verb the first gives, or founds."""
    done = _DONE.get(focus.type)
    if done is None or is_passive(focus):
        return labels
    sides = [_side(c, focus) if label[0] == done else 0 for c, label in zip(candidates, labels, strict=True)]
    if -1 not in sides or 1 not in sides or any(role == "agent" for role, _ in labels):
        return labels
    return [("agent", share) if side < 0 else (role, share) for side, (role, share) in zip(sides, labels, strict=True)]


def _who_wins(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """县民政局|荣获全省先进单位: where nobody else is honoured, who stands before the verb is; not 从市政府|捧回奖杯."""
    if focus.type != "Recognition" or focus.trigger.of(focus.text) not in function_words().winning:
        return labels
    if any(role == "target" for role, _ in labels):
        return labels
    return [
        ("target", share) if role == "agent" and can_be_subject(candidate, focus.at) else (role, share)
        for candidate, (role, share) in zip(candidates, labels, strict=True)
    ]


def _who_is_honoured(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """区工商联创建成功,|受到|省工商联|表彰: where somebody behind the passive honours, who stands before it is honoured."""
    passive = passive_at(focus) if focus.type == "Recognition" else None
    if passive is None:
        return labels
    acts = [
        c.phrase.first if role == "agent" and c.source == "sentence" and c.phrase is not None else -1
        for c, (role, _) in zip(candidates, labels, strict=True)
    ]
    if not any(at > passive for at in acts):
        return labels
    return [("target", label[1]) if 0 <= at < passive else label for at, label in zip(acts, labels, strict=True)]


def _who_is_punished(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """县财政局|局长…被免去职务: the body of the post does not act; 给予|周明|处分: it is done to him."""
    if focus.type not in ("Rectification", "Election"):
        return labels
    changed, hosts = list(labels), _hosts_of_posts(candidates, focus) if is_passive(focus) else frozenset()
    for i, (candidate, (role, _)) in enumerate(zip(candidates, labels, strict=True)):
        if i in hosts and role in ("agent", NONE):
            changed[i] = BARRED
        elif _is_given(candidate, focus):
            changed[i] = ("target", _SURE)
    return changed


def _is_given(candidate: Candidate, focus: Focus) -> bool:
    """Whether a person is named right behind 给予, before what is done to them."""
    phrase = candidate.phrase
    if candidate.source != "sentence" or phrase is None or phrase.kind != "mention" or phrase.last >= focus.at:
        return False
    return candidate.kind == "Person" and _words().given.match(focus.text, max(0, phrase.span.start - len("给予"))) is not None


def _hosts_of_posts(candidates: Sequence[Candidate], focus: Focus) -> frozenset[int]:
    """Bodies whose post without a name is the subject: 县财政局|局长, or the last before it: 县财政局乱发补助,|局长|受到处分."""
    hosts, last, pieces = set(), -1, focus.reading.pieces
    for i, candidate in enumerate(candidates):
        phrase = candidate.phrase
        if candidate.source != "sentence" or phrase is None or phrase.last >= focus.at:
            continue
        if candidate.kind == "body":
            last = i
            if _words().post.match(focus.text, phrase.span.stop):
                hosts.add(i)
        elif last >= 0 and phrase.head.clause == focus.clause and _words().post.fullmatch(phrase.span.of(focus.text)):
            hosts.update([last] if pieces[phrase.last + 1].kind != "mention" else ())
    return frozenset(hosts)


def _side(candidate: Candidate, focus: Focus) -> int:
    if candidate.source != "sentence" or candidate.phrase is None or candidate.fillers[0].kind != "entity":
        return 0
    return -1 if candidate.phrase.last < focus.at else 1


def _whose_congress(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """大会选举产生理事会: where nobody else acts, the body whose congress was named before, restored from its name."""
    stated = [c for c in candidates if c.source == "sentence"]
    if any(role == "agent" for role, _ in labels) or any(c.named and can_be_subject(c, focus.at) for c in stated):
        return labels
    if any(c.type == "Conference" for c in stated):
        return labels
    host = next((i for i, c in enumerate(candidates) if c.source == "restored" and "inside" in c.origins), None)
    return [("agent", _SURE) if i == host else label for i, label in enumerate(labels)]


def _no_host_from_below(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """全省推进会在我市召开: where nobody is named who holds a meeting of the province, no body of the city is restored."""
    if focus.type != "Meeting":
        return labels
    themes = (c for c, (role, _) in zip(candidates, labels, strict=True) if role == "theme" and c.type == "Conference")
    scope = next((found for c in themes if (found := _scope(c, focus.text))), None)
    if scope is None:
        return labels
    return [
        BARRED if c.source == "restored" and not all(_is_of_all(name, scope) for name in c.values) else label
        for c, label in zip(candidates, labels, strict=True)
    ]


def _scope(conference: Candidate, text: str) -> str:
    """What 全省 stands for at the head of a meeting's name; nothing where it does not stand there."""
    surface = conference.phrase.head.span.of(text) if conference.phrase else ""
    all_of, name = _words().whole.match(surface), conference.values[-1]
    rest = surface[all_of.end() :] if all_of else ""
    return name.removesuffix(rest) if rest and name.endswith(rest) and name != surface else ""


def _is_of_all(name: str, scope: str) -> bool:
    """Whether a body or territory is that of the whole: 山西省民政厅 of 山西省, not 长治市司法局, nor 江城市|青山区|民政局."""
    plain = name.removeprefix("中共").removeprefix("共青团")
    return plain.startswith(scope) and not _words().below.match(plain, len(scope))


def _one_subject(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """Of agents on two sides of another predicate only the surer stay: 慰问组送去书包,机关党支部捐资."""
    groups: list[list[int]] = []
    for i, (role, _) in enumerate(labels):
        if role != "agent" or candidates[i].source != "sentence":
            continue
        here, last = candidates[i].phrase, candidates[groups[-1][-1]].phrase if groups else None
        assert here is not None  # only restored candidates have none
        if last is not None and not focus.reading.count("trigger", last.last, here.first):
            groups[-1].append(i)
        else:
            groups.append([i])
    if len(groups) < 2:
        return labels
    best = max(groups, key=lambda g: max(labels[i][1] for i in g))
    weaker = {i for group in groups if group is not best for i in group}
    return [_UNSURE if i in weaker else label for i, label in enumerate(labels)]


def _both_act(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """双方|将建立…: where the word for several is the subject and nobody else acts, all whom it stands for do."""
    if is_passive(focus) or any(role == "agent" for role, _ in labels):
        return labels
    return [("agent", _SURE) if c.collected else label for c, label in zip(candidates, labels, strict=True)]


def _who_passes(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """三台县|通过中期|评估: who passes is looked into; not 检查组|通过实地|评估, whose means it is."""
    before, behind = focus.text[max(0, focus.trigger.start - _NEAR) : focus.trigger.start], focus.text[focus.trigger.stop :][:1]
    if focus.type != "Inspection" or behind not in _ENDS or not _words().passes.search(before):
        return labels
    return [
        ("target", share) if role == "agent" and can_be_subject(candidate, focus.at) else (role, share)
        for candidate, (role, share) in zip(candidates, labels, strict=True)
    ]


def _who_escorts(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """副主任甲陪同副厅长乙赴丙市调研, 在甲陪同下,乙调研: who stands before the verb takes part, who behind it acts.

    在甲陪同下 says so by itself: nobody need stand behind.
    """
    pieces, escort = focus.reading.pieces, _coming_along(focus, function_words().escorting)
    if escort is None:
        return labels
    clause = pieces[escort].clause
    people = {i: c.phrase for i, c in enumerate(candidates) if c.source == "sentence" and c.phrase and c.type == "Person"}
    before = [i for i, p in people.items() if p.last < escort and p.head.clause == clause]
    behind = [i for i, p in people.items() if escort < p.first and p.last < focus.at and p.head.clause <= clause + 1]
    if not before or not (behind or focus.text.startswith("下", pieces[escort].span.stop)):
        return labels
    roles = {**dict.fromkeys(before, "participant"), **dict.fromkeys(behind, "agent")}
    return [(roles.get(i, role), _SURE if i in roles else share) for i, (role, share) in enumerate(labels)]


def _coming_along(focus: Focus, forms: frozenset[str]) -> int | None:
    """The last of these verbs of attendance before the trigger; None where there is none, or another event stands between."""
    pieces = focus.reading.pieces
    words = reversed(focus.reading.between("acting", -1, focus.at))
    verb = next((at for at in words if pieces[at].label == "attend" and pieces[at].span.of(focus.text) in forms), None)
    return None if verb is None or focus.reading.count("trigger", verb, focus.at) else verb


def _who_witnesses(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """副县长见证县局与公司签约, 在副县长见证下,双方签约: who stands before 见证 takes part in what others do."""
    pieces, seen = focus.reading.pieces, _coming_along(focus, function_words().witnessing)
    if seen is None:
        return labels
    clause = pieces[seen].clause
    if clause != focus.clause and not focus.text.startswith("下", pieces[seen].span.stop):
        return labels
    return [
        ("participant", share) if role in ("agent", "co_agent") and _stands_in(c, clause, seen) else (role, share)
        for c, (role, share) in zip(candidates, labels, strict=True)
    ]


def _stands_in(candidate: Candidate, clause: int, before: int) -> bool:
    """Whether a stated candidate ends in the clause, before the piece."""
    phrase = candidate.phrase
    return candidate.source == "sentence" and phrase is not None and phrase.head.clause == clause and phrase.last < before


def _who_is_commissioned(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """县民政局委托|评估中心|对12家商会开展评估: who inspects by order takes part, and is neither looked into nor acts jointly.

    Where the text names nobody who orders it, who does it stays agent.
    """
    ordered = _commissioned(focus) if focus.type == "Inspection" else None
    if ordered is None:
        return labels
    does = [_does_by_order(c, ordered) for c in candidates]
    orders = any(role == "agent" and not here for here, (role, _) in zip(does, labels, strict=True))
    changed = ("target", "agent", "co_agent") if orders else ("target",)
    return [
        ("participant", share) if here and role in changed else (role, share)
        for here, (role, share) in zip(does, labels, strict=True)
    ]


def _commissioned(focus: Focus) -> tuple[int, int] | None:
    """Between which pieces they stand who are ordered to do what the trigger says; None where nobody is.

    What follows 对 or 开展 is looked into. In 受县民政局委托 nobody stands behind the verb in its clause.
    """
    reading = focus.reading
    words = reversed(reading.between("acting", -1, focus.at))
    verb = next((at for at in words if reading.pieces[at].span.of(focus.text) in function_words().commissioning), None)
    if verb is None or focus.clause - reading.pieces[verb].clause > 1 or reading.count("trigger", verb, focus.at):
        return None
    behind = (at for at in reading.between("acting", verb, focus.at) if reading.pieces[at].label in _ONTO)
    return verb, min(next(behind, focus.at), focus.at)


def _does_by_order(candidate: Candidate, ordered: tuple[int, int]) -> bool:
    phrase, (verb, end) = candidate.phrase, ordered
    if candidate.source != "sentence" or phrase is None or candidate.reading is None or candidate.kind not in _GIVERS:
        return False
    same = candidate.reading.pieces[verb].clause == phrase.head.clause
    return same and verb < phrase.first and phrase.last < end


def _who_receives(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """县红十字会接受公司捐赠: who stands before the verb of receiving is given to, who stands behind it gives."""
    if focus.type != "Assistance":
        return labels
    verb = function_words().receiver_stop(focus.text, focus.trigger.start)
    received = focus.reading.at(verb) if verb >= focus.reading.span.start else focus.at
    if received >= focus.at or focus.reading.count("trigger", received, focus.at):
        return labels
    gives = [_gives(c, received, focus) for c in candidates]
    if not any(gives):
        return labels
    clause = focus.reading.pieces[received].clause
    changed = list(labels)
    for i, (candidate, (role, share)) in enumerate(zip(candidates, labels, strict=True)):
        if gives[i]:
            changed[i] = ("agent", _SURE)
        elif _stands_in(candidate, clause, received) and (role in ("agent", "co_agent") or _is_subject(candidate, role)):
            changed[i] = ("target", _SURE if role == NONE else share)
    return changed


def _gives(candidate: Candidate, received: int, focus: Focus) -> bool:
    """Whether a body, a person or people stand between the verb of receiving and that of giving; not the host of a title."""
    phrase, around = candidate.phrase, candidate.around
    if candidate.source != "sentence" or phrase is None or around is None or around.title == "host":
        return False
    return candidate.named and candidate.kind in _GIVERS and received < phrase.first and phrase.last < focus.at


def _is_subject(candidate: Candidate, role: str) -> bool:
    return role == NONE and candidate.kind == "body" and candidate.able


def _no_helper_of_the_place(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """赴|上元市|对口支援的江宁县考察: the place that helps another says which that is, and fills no role."""
    return [
        _UNSURE if role != NONE and _helps_another(c, focus) else (role, share)
        for c, (role, share) in zip(candidates, labels, strict=True)
    ]


def _helps_another(candidate: Candidate, focus: Focus) -> bool:
    phrase = candidate.phrase
    if candidate.source != "sentence" or phrase is None or candidate.type != "Place":
        return False
    helping = _words().helping.match(focus.text, phrase.span.stop)
    if helping is None or helping.end() > focus.reading.span.stop or helping.start() <= focus.trigger.start < helping.end():
        return False
    helped = focus.reading.pieces[focus.reading.at(helping.end())]
    return helped.kind == "mention" and helped.span.start == helping.end()


def _no_place_of_origin(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """推广|青川县|“板凳议事会”经验: the place whose way is taken over is where it comes from, not where it is done."""
    return [
        _UNSURE if role in ("place", "agent") and _is_origin(c, focus) else (role, share)
        for c, (role, share) in zip(candidates, labels, strict=True)
    ]


def _is_origin(candidate: Candidate, focus: Focus) -> bool:
    phrase = candidate.phrase
    if candidate.source != "sentence" or phrase is None or candidate.type != "Place":
        return False
    before = focus.text[max(0, phrase.span.start - _NEAR) : phrase.span.start]
    return _words().taken.search(before) is not None and _words().way.match(focus.text, phrase.span.stop) is not None


def _who_joins(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """社区携手|新闻中心|组成服务队: who is named right behind 携手 joins, and is neither what is done nor to whom."""
    return [
        ("co_agent", share) if role in ("theme", "target") and _is_joining(c, focus) else (role, share)
        for c, (role, share) in zip(candidates, labels, strict=True)
    ]


def _is_joining(candidate: Candidate, focus: Focus) -> bool:
    phrase = candidate.phrase
    if candidate.source != "sentence" or phrase is None or candidate.kind not in ("body", "Platform"):
        return False
    led = phrase.span.start == focus.trigger.stop or (phrase.last < focus.at and phrase.head.clause == focus.clause)
    return led and _words().joining.search(focus.text[max(0, phrase.span.start - _NEAR) : phrase.span.start]) is not None


def _no_doer_among_places(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """来到区法院、|中通快递|等地发放慰问品: what ends a list of places is where it is done, and does not act."""
    return [
        BARRED if role in ("agent", NONE) and _is_among_places(c, focus) else (role, share)
        for c, (role, share) in zip(candidates, labels, strict=True)
    ]


def _is_among_places(candidate: Candidate, focus: Focus) -> bool:
    phrase = candidate.phrase
    if candidate.source != "sentence" or phrase is None or any(p.label not in BODY_TYPES for p in phrase.pieces):
        return False
    return _words().places.match(focus.text, phrase.span.stop) is not None


def _no_shell(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:
    """开展义诊|活动: right behind the trigger, 活动 is no matter of its own."""
    return [
        _UNSURE if label[0] == "theme" and _is_shell(c, focus) else label for c, label in zip(candidates, labels, strict=True)
    ]


def _is_shell(candidate: Candidate, focus: Focus) -> bool:
    phrase = candidate.phrase
    if candidate.source != "sentence" or phrase is None or phrase.span.start != focus.trigger.stop:
        return False
    return phrase.span.of(focus.text) in heads().shells


def _place_of_doers(candidates: Sequence[Candidate], labels: Sequence[Label], focus: Focus) -> Sequence[Label]:  # noqa: ARG001  one signature
    """全省|各级、各部门选派指导员, 河源市|中小学开展演练: who acts are the words; the place before them says which they are."""
    changed = list(labels)
    for i, (role, share) in enumerate(labels):
        if role != "agent":
            continue
        phrase = candidates[i].phrase
        if candidates[i].source != "sentence" or phrase is None or phrase.head.label != "Place":
            continue
        doers = next((j for j, c in enumerate(candidates) if c.phrase and c.phrase.first == phrase.last + 1), None)
        if doers is None or not _are_doers(candidates[doers], phrase.span.stop):
            continue
        if labels[doers][0] == "agent":
            changed[i] = _UNSURE
        elif labels[doers][0] == NONE and _acts_alone(candidates[doers]):
            changed[i], changed[doers] = _UNSURE, ("agent", share)
    return changed


def _are_doers(candidate: Candidate, edge: int) -> bool:
    phrase = candidate.phrase
    if phrase is None or candidate.source != "sentence" or phrase.kind != "run" or phrase.span.start != edge:
        return False
    return phrase.head.label not in ("verb", "pronoun", "anaphor")


def _acts_alone(candidate: Candidate) -> bool:
    """Whether the words name people or bodies, and no noun that they only describe: 各级党组织|选派, not 社会组织|党建工作."""
    if candidate.phrase is None or candidate.reading is None or candidate.phrase.head.label != "people":
        return False
    pieces, behind = candidate.reading.pieces, candidate.phrase.last + 1
    after = pieces[behind] if behind < len(pieces) else None
    return after is None or not (
        after.label == "de" or after.kind == "mention" or (after.kind == "run" and after.label != "verb")
    )


_RULES: tuple[Callable[[Sequence[Candidate], Sequence[Label], Focus], Sequence[Label]], ...] = (
    _who_listens,
    _who_issued,
    _who_acts_inside,
    _who_passes,
    _who_escorts,
    _who_witnesses,
    _who_is_commissioned,
    _who_receives,
    _no_helper_of_the_place,
    _no_place_of_origin,
    _place_of_doers,
    _no_doer_among_places,
    _who_joins,
    _no_shell,
    _no_host_beside_its_person,
    _doer_before_done,
    _one_subject,
    _who_wins,
    _who_is_honoured,
    _who_is_punished,
    _both_act,
    _whose_congress,
    _no_host_from_below,
)
