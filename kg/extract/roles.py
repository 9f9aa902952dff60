"""Who did what to whom, when and where: the fillers of an event's eight roles.

The clause grammar proposes candidates (discourse.py) and describes how each stands to the trigger (role_features.py);
a small conditional random field trained on corpus/ (kg/learn/roles.py) gives each a role or none, reading them from left
to right so that what an event already has counts. What it labels is then split into several events where the sentence
pairs its lists: 5月、10月先后在酒泉市、庆阳市召开.
"""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

import pycrfsuite

from kg.errors import TableError
from kg.extract.clauses import Reading
from kg.extract.discourse import Candidate, Discourse
from kg.extract.pairing import split_event
from kg.extract.role_features import Focus, features
from kg.model import Document, Event, Filler, Span, Status
from kg.tables.loading import ontology_dir

__all__ = ["Labeller", "RoleFinder", "RoleModel", "Stated", "candidate_features", "focus_of"]

MODEL = "models/roles.crfsuite.xz"
NONE = "none"
STATED = 0.42  # the share from which a stated candidate gets its role
# Where nothing has the role: the share from which the likeliest gets it; for the agent that of all candidates together.
FLOOR = {"agent": 0.3}


class Stated(Protocol):
    """What the trigger finder says of an event: its words, type and status."""

    @property
    def span(self) -> Span: ...
    @property
    def type(self) -> str: ...
    @property
    def evidence(self) -> Span: ...
    @property
    def status(self) -> Status: ...
    @property
    def rule(self) -> str: ...
    @property
    def confidence(self) -> float: ...


class Labeller(Protocol):
    """Gives each candidate of one event its share of each role (and of none), summing to 1."""

    def __call__(self, rows: Sequence[Sequence[str]]) -> list[dict[str, float]]: ...


@dataclass(frozen=True, slots=True)
class RoleModel:
    """The trained field. `tagger` reads from `data` without owning it, so both live here together."""

    tagger: pycrfsuite.Tagger
    data: bytes

    @classmethod
    def load(cls) -> RoleModel:
        path = ontology_dir() / MODEL
        if not path.is_file():
            raise TableError(f"ontology/{MODEL}: no such file; train it with python -m kg.learn.roles")
        return cls.from_bytes(lzma.decompress(path.read_bytes()))

    @classmethod
    def from_bytes(cls, data: bytes) -> RoleModel:
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(data)
        return cls(tagger, data)

    def __call__(self, rows: Sequence[Sequence[str]]) -> list[dict[str, float]]:
        if not rows:
            return []
        self.tagger.set([list(row) for row in rows])
        labels = sorted(self.tagger.labels())
        return [{label: self.tagger.marginal(label, i) for label in labels} for i in range(len(rows))]


@cache
def _shipped() -> RoleModel:
    return RoleModel.load()


def focus_of(stated: Stated, text: str, reading: Reading, before: Sequence[Event]) -> Focus:
    """The event as its candidates see it."""
    return Focus(stated.type, stated.span, stated.evidence, text, tuple(before[-4:]), reading, reading.at(stated.span.start))


def candidate_features(candidates: Sequence[Candidate], focus: Focus) -> list[list[str]]:
    """One row of features a candidate."""
    stated = [c for c in candidates if c.source == "sentence"]
    return [features(c, focus, stated) for c in candidates]


@dataclass(frozen=True, slots=True)
class RoleFinder:
    """Fills the roles of stated events; `label` decides."""

    label: Labeller

    @classmethod
    def load(cls) -> RoleFinder:
        return cls(_shipped())

    def __call__(self, doc: Document, stated: Sequence[Stated], discourse: Discourse) -> tuple[Event, ...]:
        """The events in text order, without ids; each filler says where it stands and what it rests on."""
        events: list[Event] = []
        for trigger in sorted(stated, key=lambda t: (t.span, t.type)):
            events.extend(self._events(doc, trigger, discourse, events))
        return tuple(events)

    def _events(self, doc: Document, trigger: Stated, discourse: Discourse, before: Sequence[Event]) -> list[Event]:
        reading = discourse.reading(discourse.sentence_at(trigger.span.start))
        if not reading.pieces:
            return []
        candidates = discourse.candidates(trigger.span, before)
        focus = focus_of(trigger, doc.text, reading, before)
        labels = self.label(candidate_features(candidates, focus))
        chosen = _chosen(candidates, labels)
        event = Event("", trigger.type, trigger.span, trigger.evidence, trigger.status, (), trigger.rule, trigger.confidence)
        return split_event(event, chosen, focus)


def _chosen(candidates: Sequence[Candidate], shares: Sequence[dict[str, float]]) -> list[tuple[Candidate, tuple[Filler, ...]]]:
    """The candidates with a role, their fillers filled in; a subject is restored only where none is stated."""
    roles = [_role(c, s) for c, s in zip(candidates, shares, strict=True)]
    _keep_one_subject(candidates, roles)
    for wanted, floor in FLOOR.items():
        if not any(role == wanted for role, _ in roles):
            free = [(s.get(wanted, 0.0), -i) for i, s in enumerate(shares) if roles[i][0] == NONE]
            share, at = max(free, default=(0.0, 0))
            total = sum(s for s, _ in free) if wanted == "agent" else share
            if total >= floor and candidates[-at].source != "after":
                roles[-at] = (wanted, share)
    chosen = []
    for candidate, (role, share) in zip(candidates, roles, strict=True):
        if role != NONE:
            rule = f"roles:{candidate.source}"
            fillers = tuple(
                replace(f, role=role, rule=rule, confidence=round(f.confidence * share, 4)) for f in candidate.fillers
            )
            chosen.append((candidate, fillers))
    return chosen


def _keep_one_subject(candidates: Sequence[Candidate], roles: list[tuple[str, float]]) -> None:
    """Of agents on two sides of another predicate only the surer stay: 慰问组送去书包,机关党支部捐资."""
    groups: list[list[int]] = []
    for i, (candidate, (role, _)) in enumerate(zip(candidates, roles, strict=True)):
        if role != "agent" or candidate.phrase is None or candidate.source != "sentence":
            continue
        last = candidates[groups[-1][-1]].phrase if groups else None
        if last is not None and not _parted(candidate, last.last, candidate.phrase.first):
            groups[-1].append(i)
        else:
            groups.append([i])
    best = max(groups, key=lambda g: max(roles[i][1] for i in g), default=[])
    for i in (i for group in groups if group is not best for i in group):
        roles[i] = (NONE, 1.0)


def _parted(candidate: Candidate, first: int, last: int) -> bool:
    return candidate.reading is not None and any(p.kind == "trigger" for p in candidate.reading.pieces[first + 1 : last])


def _role(candidate: Candidate, shares: dict[str, float]) -> tuple[str, float]:
    """The likeliest role of a stated candidate, if it is likely enough."""
    share, role = max((share, role) for role, share in shares.items() if role != NONE)
    restored_agent = candidate.source == "restored" and role == "agent"  # decided among all candidates
    return (role, share) if share >= STATED and not restored_agent else (NONE, 1.0)
