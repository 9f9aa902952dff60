"""Correcting facts: decisions of people in a plain file, applied on every build, asked for in the order of their value.

The API of whoever shows facts to people: `candidates` says what to ask, `decide` makes a decision of an answer, `save` adds it
to the file, `load` reads it, `undo` takes decisions out again, `apply` puts them upon a document.
"""

from kg.review.applying import Applied, Stale, apply
from kg.review.candidates import Candidate, Identity, Question, candidates, decide, statements
from kg.review.decision import KINDS, Decision, Kind, decision_of, latest, line_of
from kg.review.file import DECISIONS, load, save, undo

__all__ = [
    "DECISIONS",
    "KINDS",
    "Applied",
    "Candidate",
    "Decision",
    "Identity",
    "Kind",
    "Question",
    "Stale",
    "apply",
    "candidates",
    "decide",
    "decision_of",
    "latest",
    "line_of",
    "load",
    "save",
    "statements",
    "undo",
]
