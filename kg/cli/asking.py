"""The questions of `kg review` in the terminal: a sentence with its words marked, an answer of one key."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from kg.cli.app import say
from kg.errors import BadDecisions, UsageError

if TYPE_CHECKING:
    from kg.build.reviewing import Reviewed
    from kg.model import Document, Verdict
    from kg.review import Candidate, Decision, Identity, Question

__all__ = ["Asking"]

_KEYS = "a right · r wrong · m amend · n add what is missing · s skip · w give a reason · q stop"
_NODES = "a the same · r not the same · s skip · w give a reason · q stop"
_VERDICTS: dict[str, Verdict] = {"a": "accept", "r": "reject"}


class _Stopped(Exception):
    """No more answers."""


@dataclass(slots=True)
class Asking:
    """Asks, and saves each answer at once; what was answered stays, however the asking ends."""

    reviewed: Reviewed
    who: str
    answered: int = 0
    touched: set[str] = field(default_factory=set)  # articles decided on in this session, by the hashes of their texts

    def __call__(self, questions: Iterable[Question]) -> int:
        """How many questions got an answer."""
        from kg.review import Candidate

        try:
            for number, question in enumerate(questions, 1):
                if not self._is_open(question):
                    continue
                typer.echo(f"\n[{number}]", nl=False)
                self._fact(question) if isinstance(question, Candidate) else self._identity(question)
        except _Stopped:
            typer.echo()
        return self.answered

    def _is_open(self, question: Question) -> bool:
        """Whether an answer of this session has not settled the question: the roles of an event that is gone are not asked."""
        from kg.review import Candidate
        from kg.review.candidates import is_open

        if not isinstance(question, Candidate) or question.article not in self.touched:
            return True
        return is_open(question, self._document(question))

    def _fact(self, c: Candidate) -> None:
        typer.echo(f" {c.title} ({c.file})\n{_marked(c)}\n{c.kind}: {c.says}{f': {c.about}' if c.about else ''}")
        why = ""
        while True:
            key = _key(_KEYS)
            if key == "s":
                return
            if key == "w":
                why = _line("why")
                continue
            try:
                if decision := self._decision(c, key, why):
                    self._save(decision)
                    if key != "n":
                        return
            except (UsageError, BadDecisions) as error:
                say("error", error)

    def _decision(self, c: Candidate, key: str, why: str) -> Decision | None:
        from kg.review import decide
        from kg.review.amending import amend, fields

        if key in _VERDICTS:
            return decide(c, _VERDICTS[key], who=self.who, why=why)
        doc = self._document(c)
        if key == "n":
            return self._added(c, doc, why)
        typer.echo("what it says instead; an empty answer leaves it, - empties it")
        changes = {name: _line(name, value) for name, value in fields(c, doc).items()}
        return amend(c, doc, changes, who=self.who, why=why)

    def _added(self, c: Candidate, doc: Document, why: str) -> Decision:
        from kg.review.amending import FIELDS, add

        kinds = [kind for kind in FIELDS if kind != "name"]
        kind = _line(f"kind ({', '.join(kinds)})")
        asked = (*FIELDS.get(kind, ()), *(("event",) if kind == "role" else ()))
        given = {name: _line(name) for name in asked}
        return add(doc, c.sentence, kind, given, who=self.who, why=why)

    def _document(self, c: Candidate) -> Document:
        """The article of a question as decided so far: what was added a moment ago can be named."""
        from kg.review import apply

        return apply(self.reviewed.load(), self.reviewed.document(c.article)).doc

    def _save(self, decision: Decision) -> None:
        from kg.review import save

        for saved in save(self.reviewed.decisions, [decision]):
            typer.echo(f"{saved.verdict} {saved.id}")
            self.answered += 1
            self.touched.add(saved.article)

    def _identity(self, q: Identity) -> None:
        typer.echo(f" {q.type}: {q.names[0]} / {q.names[1]}; {q.reason}")
        for node in (q.one, q.other):
            typer.echo(f"  {node.removeprefix(self.reviewed.base)}{self._place(node, q)}")
        why = ""
        while (key := _key(_NODES)) != "s":
            if key == "w":
                why = _line("why")
            elif key in _VERDICTS:
                typer.echo(self.reviewed.rule(q.one, q.other, same=key == "a", who=self.who, why=why).ruling)
                self.answered += 1
                return
            else:
                say("error", f"two nodes are one or not: {_NODES}")

    def _place(self, node: str, q: Identity) -> str:
        """The first sentence of the node's article that names it, if the node is one article's own."""
        found = self.reviewed.sentence_of(node, q.type)
        if found is None:
            return ""
        doc, sentence = found
        return f"\n    {doc.metadata.title or doc.id}: {sentence.of(doc.text)}"


def _marked(c: Candidate) -> str:
    """The sentence with its words marked: in colour in a terminal, in brackets elsewhere."""
    parts, at = [], c.sentence.start
    text, start = c.quote, c.sentence.start
    for mark in c.marks:
        if mark.start < at:
            continue
        parts.append(text[at - start : mark.start - start])
        words = text[mark.start - start : mark.stop - start]
        parts.append(typer.style(words, reverse=True) if sys.stdout.isatty() else f"【{words}】")
        at = mark.stop
    return _plain("".join((*parts, text[at - start :])))


def _plain(words: str) -> str:
    """Without line ends, and without control characters of the article, which a terminal would obey; our own marks stay."""
    return "".join(c if c.isprintable() or (c == "\x1b" and sys.stdout.isatty()) else " " for c in words).strip()


def _key(keys: str) -> str:
    """One of the keys; of a line of standard input the first letter, where that is no terminal. Raises _Stopped at its end."""
    allowed = {part.strip()[0] for part in keys.split("·")}
    while True:
        typer.echo(f"{keys} > ", nl=False)
        key = _pressed()
        typer.echo(key)
        if key == "q":
            raise _Stopped
        if key in allowed:
            return key
        say("error", f"{key!r} is no answer")


def _pressed() -> str:
    if sys.stdin.isatty():
        import click

        return click.getchar().lower()
    return _read().strip().lower()[:1]


def _read() -> str:
    line = sys.stdin.readline()
    if not line:
        raise _Stopped
    return line


def _line(name: str, now: str = "") -> str:
    typer.echo(f"  {name}{f' [{now}]' if now else ''}: ", nl=False)
    answer = _read().strip()
    if not sys.stdin.isatty():
        typer.echo(answer)
    return answer
