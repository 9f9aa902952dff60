"""Who did what to whom, when and where: the fillers of an event's eight roles.

The clause grammar proposes candidates (discourse.py) and describes how each stands to the trigger (role_features.py);
a small conditional random field trained on corpus/ (kg/learn/roles.py) gives each a role or none, reading them from left
to right so that what an event already has counts. What it labels is then split into several events where the sentence
pairs its lists: 5月、10月先后在酒泉市、庆阳市召开.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, Protocol

from kg.errors import TableError
from kg.extract.clauses import Reading, function_words
from kg.extract.discourse import Candidate, Discourse
from kg.extract.pairing import split
from kg.extract.placing import Focus
from kg.extract.role_features import Evidence, evidence
from kg.extract.role_rules import BARRED, NONE, Label, missing_role, repair
from kg.extract.role_weights import RoleWeights
from kg.model import Document, Event, Filler, Span, Status
from kg.tables.fields import Field
from kg.tables.loading import ontology_dir

__all__ = ["Labeller", "RoleFinder", "RoleModel", "Stated", "focus_of"]

MODEL = "models/roles.npy"
STATED = 0.42  # the share from which a stated candidate gets its role
AGENT = 0.2  # where nobody is agent: the share of all candidates together from which the likeliest is


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


class Shares(NamedTuple):
    """How likely a candidate is an agent; its likeliest role, and how likely that is."""

    agent: float
    role: str
    share: float


class Labeller(Protocol):
    """Gives the shares of each candidate of one event."""

    def __call__(self, candidates: Sequence[Evidence]) -> list[Shares]: ...


@dataclass(frozen=True, slots=True)
class RoleModel:
    """The trained field."""

    weights: RoleWeights

    @classmethod
    def load(cls) -> RoleModel:
        path = ontology_dir() / MODEL
        if not path.is_file():
            raise TableError(f"ontology/{MODEL}: no such file; train it with python -m kg.learn.roles")
        return cls.from_bytes(path.read_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> RoleModel:
        return cls(RoleWeights(Field.read(data)))

    def __call__(self, candidates: Sequence[Evidence]) -> list[Shares]:
        if not candidates:
            return []
        field = self.weights.field
        none, agent = field.labels.index(NONE), field.labels.index("agent")
        found: list[Shares] = []
        for shares in field.shares(self.weights(candidates), [len(candidates)]).tolist():
            shares[none] = 0.0
            share = max(shares)
            found.append(Shares(shares[agent], field.labels[shares.index(share)], share))
        return found


@cache
def _shipped() -> RoleModel:
    return RoleModel.load()


def focus_of(stated: Stated, text: str, reading: Reading, before: Sequence[Event]) -> Focus:
    """The event as its candidates see it."""
    at = reading.at(stated.span.start)
    return Focus(stated.type, stated.span, text, tuple(before[-4:]), reading, at, reading.pieces[at].clause)


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
        told: list[Event] = []
        for trigger in sorted(stated, key=lambda t: (t.span.start, t.span.stop, t.type)):
            found = self._events(doc, trigger, discourse, told)
            events += found
            told += [_as_told(event, doc.text) for event in found]
        return tuple(events)

    def _events(self, doc: Document, trigger: Stated, discourse: Discourse, before: Sequence[Event]) -> list[Event]:
        offered = discourse.stated(trigger.span)
        if not offered.reading.pieces:
            return []
        restored, offered = discourse.heard(offered, before)
        candidates = (*restored, *offered.candidates)
        focus = focus_of(trigger, doc.text, offered.reading, before)
        shares = self.label(evidence(candidates, focus))
        chosen = _chosen(candidates, shares, focus)
        return [_event(trigger, fillers) for fillers in split(chosen, focus)]


def _as_told(event: Event, text: str) -> Event:
    """The event as what follows goes on with it: 县红十字会|接受公司捐赠,颁发证书, with who is given to for its agent."""
    giver = next((f.span for f in event.role("agent")), None) if event.type == "Assistance" else None
    verb = function_words().receiver_stop(text, giver.start) if giver is not None else -1
    if verb < 0 or not any(f.span is not None and f.span.stop <= verb for f in event.role("target")):
        return event
    swapped = {"agent": "target", "target": "agent"}
    return replace(event, fillers=tuple(replace(f, role=swapped.get(f.role, f.role)) for f in event.fillers))


def _event(of: Stated, fillers: tuple[Filler, ...]) -> Event:
    return Event("", of.type, of.span, of.evidence, of.status, fillers, of.rule, of.confidence)


def _chosen(
    candidates: Sequence[Candidate], shares: Sequence[Shares], focus: Focus
) -> list[tuple[Candidate, tuple[Filler, ...]]]:
    """The candidates with a role, their fillers filled in; where no agent is sure enough, the likeliest of all candidates."""
    labels = repair(candidates, [_label(c, s) for c, s in zip(candidates, shares, strict=True)], focus)
    missing = missing_role(focus)
    if missing not in [role for role, _ in labels]:
        free = [(s.agent, -i) for i, s in enumerate(shares) if labels[i][0] == NONE and labels[i] != BARRED]
        share, at = max(free, default=(0.0, 0))
        if sum([s for s, _ in free]) >= AGENT:
            labels[-at] = (missing, share)
    return [(c, _filled(c, label)) for c, label in zip(candidates, labels, strict=True) if label[0] != NONE]


def _label(candidate: Candidate, shares: Shares) -> Label:
    """The likeliest role of a candidate, if it is likely enough; whether a subject is restored is decided later, among all."""
    _, role, share = shares
    if share < STATED or (role == "agent" and candidate.source == "restored"):
        return NONE, 1.0
    return role, share


def _filled(candidate: Candidate, label: Label) -> tuple[Filler, ...]:
    role, share = label
    rule = f"roles:{candidate.source}"
    return tuple(
        [
            Filler(role, f.kind, f.value, f.entity, f.span, f.basis, rule, round(f.confidence * share, 4))
            for f in candidate.fillers
        ]
    )
