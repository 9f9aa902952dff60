"""A build as those see it who review it: its articles as they were read and as decided, and what the link layer wants judged."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.build.deciding import document_in
from kg.build.folder import check_readable
from kg.build.heads import heads_of
from kg.build.linked import records_of
from kg.build.packs import Packs
from kg.build.publishing import RECORDS, last_state
from kg.build.registering import REGISTRY, add_ruling, remove_ruling
from kg.build.state import State
from kg.errors import StoreError
from kg.link import EMPTY, candidates, read_registry
from kg.link.identity import article_iri
from kg.link.links import Candidate
from kg.link.registry import Registry, Ruling
from kg.model import Document, Span
from kg.project import Project
from kg.review import DECISIONS, Applied, Decision, Stale, apply, latest, load
from kg.review.applying import without_article
from kg.review.candidates import sentence_around

__all__ = ["Reviewed", "decisions_of"]


def decisions_of(project: Project) -> Path | None:
    """The file of decisions that a build of the project is given; None where nobody has decided anything yet."""
    given = project.decisions
    return None if given is None or not (given.is_file() or (project.output / DECISIONS).is_file()) else given


@dataclass(frozen=True)
class Reviewed:
    """The build in a folder. `decisions` is the file of decisions, `registry` that of identities.

    Its documents are read from disk each time they are gone through: one is in memory at a time.
    """

    folder: Path
    decisions: Path
    registry: Path

    @classmethod
    def open(cls, folder: Path, decisions: Path | None = None, registry: Path | None = None) -> Reviewed:
        """The build, with the files that lie in it unless others are given. Raises StoreError where there is none."""
        check_readable(folder)
        return cls(folder, decisions or folder / DECISIONS, registry or folder / REGISTRY)

    @cached_property
    def state(self) -> State:
        state = last_state(self.folder)
        if state is None:
            raise StoreError(f"{self.folder}: was built by an older kg; build it again from all of its articles with --prune")
        return state

    @property
    def base(self) -> str:
        return self.state.inputs.settings.base

    @cached_property
    def _carriers(self) -> dict[str, str]:
        """Key by the hash of the text; each text once, by the input that sorts first, as in the graph."""
        articles, found = self.state.inputs.articles, dict[str, str]()
        with contextlib.closing(Packs([self.folder / RECORDS])) as packs:
            heads = heads_of(packs, articles.values())
        for file in sorted(articles):
            found.setdefault(heads[articles[file]].about["summary"]["sha256"], articles[file])
        return found

    def __iter__(self) -> Iterator[Document]:
        """The documents as they were read, by the hashes of their texts."""
        packs = Packs([self.folder / RECORDS])
        try:
            for sha in sorted(self._carriers):
                yield document_in(packs.read(self._carriers[sha]))
        finally:
            packs.close()

    def document(self, sha256: str) -> Document:
        """The document of that text as it was read. Raises KeyError where the build has none."""
        packs = Packs([self.folder / RECORDS])
        try:
            return document_in(packs.read(self._carriers[sha256]))
        finally:
            packs.close()

    def load(self) -> tuple[Decision, ...]:
        """The decisions of the file now, whether a build has followed them or not."""
        return load(self.decisions)

    def decided(self) -> Iterator[Applied]:
        """Each document with the decisions of now upon it."""
        upon: dict[str, list[Decision]] = {}
        for d in self.load():
            upon.setdefault(d.article, []).append(d)
        for doc in self:
            yield apply(upon.get(doc.sha256, ()), doc)

    def stale(self) -> tuple[Stale, ...]:
        """The decisions that cannot act on any article, each with its reason, in the order in which they were made."""
        found = [s for done in self.decided() for s in done.stale]
        files = self.state.inputs.articles
        found += [without_article(d, files) for d in latest(self.load()) if d.article not in self._carriers]
        return tuple(sorted(found, key=lambda s: s.decision.order))

    def rulings(self) -> Registry:
        """The rulings of the registry now, whether a build has followed them or not. Raises BadRegistry."""
        return read_registry(self.registry, self.base) if self.registry.is_file() else EMPTY

    def rule(self, one: str, other: str, *, same: bool, who: str, why: str = "") -> Ruling:
        """Writes into the registry that two nodes are one, or are not, and gives back the row. Raises BadRegistry."""
        told = " ".join((why or f"judged by {who}").split())
        ruling = Ruling("is" if same else "apart", one, other, told)
        add_ruling(self.registry, ruling, self.base)
        return ruling

    def unrule(self, ruling: Ruling) -> None:
        """Takes the ruling out of the registry. Raises UsageError where it is not there."""
        remove_ruling(self.registry, ruling, self.base)

    def identities(self) -> tuple[Candidate, ...]:
        """Nodes of different articles that may be one, by the registry of now."""
        inputs, registry = self.state.inputs, self.rulings()
        packs = Packs([self.folder / RECORDS])
        try:
            articles = {iri: carried.key for iri, carried in self.state.carried.items()}
            return candidates(records_of(articles, packs), registry, inputs.settings.base)
        finally:
            packs.close()

    def named_in(self, node: str) -> Document | None:
        """The document whose own node it is; None for one that several articles share."""
        return next((self.document(sha) for sha in self._carriers if node.startswith(article_iri(sha, self.base) + "/")), None)

    def sentence_of(self, node: str, type: str) -> tuple[Document, Span] | None:
        """The first sentence of the node's article that names it; None for a node that several articles share."""
        doc = self.named_in(node)
        named = [m for m in doc.mentions if m.type == type and node.endswith(f"/{m.name}")] if doc else []
        return (doc, sentence_around(doc, named[0].span)) if doc and named else None

    def hash_of(self, article: str) -> str:
        """The whole SHA-256 of the text whose hash begins so, as in the IRIs of articles. Raises KeyError where there is none."""
        found = [sha for sha in self._carriers if article and sha.startswith(article)]
        if len(found) != 1:
            raise KeyError(article)
        return found[0]
