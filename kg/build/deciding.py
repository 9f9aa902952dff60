"""The decisions of a build: what people said of its facts, put upon the articles between extraction and graph.

An article is kept as it was read and, beside it, as decided: so decisions are applied and undone without reading it again.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kg.build.article import Built, Settings, build_article, unpacked
from kg.build.documents import document_of
from kg.build.heads import heads_of
from kg.build.packs import Packs, PackWriter
from kg.build.registering import Rulings
from kg.build.version import review_version
from kg.errors import BadDecisions, StoreError
from kg.model import Document
from kg.review import DECISIONS, Decision, Stale, apply, latest, line_of
from kg.review.applying import without_article
from kg.review.file import parse, read_text

__all__ = ["Decided", "Judged", "Verdicts", "decide_articles", "document_in"]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The text of a file of decisions and what it says; `given` where the file lies elsewhere than in the build."""

    text: str = ""
    decisions: tuple[Decision, ...] = ()
    given: bool = False

    @classmethod
    def read(cls, given: Path | None, out: Path, last: str | None) -> Verdicts:
        """The file given, else the one that lies in the build. `last` is the text that the build in `out` followed, if any.

        Raises BadDecisions, also where the build's own file has decisions, made since, that the one given lacks.
        """
        here = out / DECISIONS
        if given is None:
            text = read_text(here)
            return cls(text, parse(text, here))
        if not given.is_file():
            raise BadDecisions(f"{given}: no such file; `kg review DIR` makes one")
        text, own = read_text(given), read_text(here)
        decisions = parse(text, given)
        known = {d.id for d in (*decisions, *parse(last or "", here))}
        lost = [d for d in parse(own, here) if d.id not in known]
        if lost and given.absolute() != here:
            raise BadDecisions(
                f"{here}: holds {len(lost)} decisions that {given} lacks, the first with the id {lost[0].id}; "
                f"add these lines to {given}, or remove {here}"
            )
        return cls(text, decisions, given=True)

    def without(self, cleaned: Callable[[str], str]) -> Verdicts:
        """The decisions of the cleaned text: names that are taken out of the build are not in it."""
        text = cleaned(self.text)
        return self if text == self.text else replace(self, text=text, decisions=parse(text, DECISIONS))

    def save(self, out: Path, new: Path, cleaned: Callable[[str], str]) -> None:
        """Writes the file into the new build: that given, else what lies in the old one now, with what was decided meanwhile."""
        here = out / DECISIONS
        text = cleaned(self.text if self.given else read_text(here) if here.is_file() else self.text)
        if text:
            (new / DECISIONS).write_bytes(text.encode())


@dataclass(frozen=True, slots=True)
class Judged:
    """What people have ruled: which nodes are one, which facts are right."""

    rulings: Rulings
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class Decided:
    """The articles of a build (key by id) with the decisions upon them, and the decisions that could not act."""

    articles: Mapping[str, str]
    stale: tuple[Stale, ...] = ()
    applied: int = 0


def decide_articles(articles: Mapping[str, str], verdicts: Verdicts, packs: Packs, settings: Settings, pack: Path) -> Decided:
    """Writes each article that decisions are upon as decided into the new `pack`, unless the packs have it already.

    An article without decisions keeps its key, one whose decisions are those of the last build the key that it had there.
    """
    if not verdicts.decisions:
        return Decided(articles)
    upon: dict[str, list[Decision]] = defaultdict(list)
    for decision in latest(verdicts.decisions):
        upon[decision.article].append(decision)
    decided, stale, applied = dict(articles), list[Stale](), 0
    seen: dict[str, Decided] = {}
    texts: dict[str, str] = {}
    heads = heads_of(packs, articles.values())
    writer = PackWriter(pack)
    try:
        for id, key in articles.items():
            text = heads[key].about["summary"]["sha256"]
            texts[text] = id
            if text not in upon:
                continue
            one = seen.get(key) or _decide(key, tuple(upon[text]), packs, settings, writer)
            if key not in seen:
                stale += one.stale
                applied += one.applied
            seen[key], decided[id] = one, one.articles[key]
    finally:
        writer.close()
    packs.add(pack)
    stale += [without_article(d, articles) for text, found in upon.items() if text not in texts for d in found]
    return Decided(decided, tuple(sorted(stale, key=lambda s: s.decision.order)), applied)


def _decide(key: str, decisions: tuple[Decision, ...], packs: Packs, settings: Settings, writer: PackWriter) -> Decided:
    """One article with its decisions, under a key of its own."""
    lines = "".join(line_of(d) for d in decisions)
    of = json.dumps([key, lines, asdict(settings.of_articles()), review_version()], ensure_ascii=True)
    new = hashlib.sha256(of.encode()).hexdigest()
    done = apply(decisions, document_in(packs.read(key)))
    if new not in packs:
        writer.add(new, build_article(done.doc, settings))
    return Decided({key: new}, done.stale, len(done.doc.judgements))


def document_in(built: Built) -> Document:
    """The document as it was read, before any decision. Raises StoreError where an older kg kept none."""
    if not built.document:
        raise StoreError("an article was read by an older kg, which did not keep what it found; build it again with --prune")
    return document_of(unpacked(built.document))
