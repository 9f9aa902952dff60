"""Applies the take-down list to articles that have been read, those just now and those of the build that is there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from kg.build.article import Built, packed, unpacked
from kg.build.deciding import Judged
from kg.build.documents import document_bytes, document_of
from kg.build.inputs import Skipped
from kg.build.packs import Packs, PackWriter
from kg.build.registering import REGISTRY, shared_nodes, unchanged
from kg.build.report import Taken
from kg.build.state import Inputs, State
from kg.model import Document
from kg.people import (
    KEY_FILE,
    TAKEDOWN,
    Names,
    Rewriting,
    Takedown,
    addresses,
    called,
    removed,
    without_persons,
    words,
)
from kg.rdf import Written
from kg.rdf.serialize import lines, quads_of
from kg.rdf.size import quads_by_part
from kg.review import DECISIONS, Decision
from kg.review.file import unnamed

__all__ = ["Removal"]

_PACK = "000000.pack"


def _written(built: Built) -> Written:
    """An article taken apart."""
    facts, graph = (quads_of(filter(None, unpacked(part).split(b"\n"))) for part in (built.facts, built.graph))
    return Written(graph, facts, built.article_record())


def _identifiers(id: str, about: Mapping[str, Any], written: Written) -> Iterator[str]:
    """What an article is known by."""
    yield from (id, PurePath(id).stem, about["iri"], about["summary"]["id"], about["summary"]["sha256"])
    yield from addresses(written)


class Removal:
    """Applies a take-down list to articles, and counts what goes.

    `anew`: what was written before may hold what goes now; `again`: a file in the build that people write in does.
    """

    def __init__(self, takedown: Takedown, base: str, *, anew: bool = False) -> None:
        self.takedown, self.base, self.anew = takedown, base, anew
        self.again = False
        self.taken = Taken()
        self._looked_at: set[str] = set()  # keys
        self._names: dict[str, Names] = {}  # by id, those that the article has lost
        self._moved: dict[str, tuple[str, Names]] = {}  # by the hash of the old text that of the new one, and those
        self._gone: set[str] = set()  # hashes of the texts of articles that went

    @classmethod
    def of_build(cls, out: Path, given: Path | None, base: str) -> Removal:
        """The list of the build that is there, and what `given` adds. Raises UsageError for a list that is not as documented."""
        takedown = Takedown.read(given, out, shared_nodes(out))
        return cls(takedown, base, anew=not takedown.is_that_of(out))

    def takes(self, id: str) -> bool:
        """Whether an input goes by its name alone, so that it need not be read."""
        if self.takedown and self.takedown.takes((id, PurePath(id).stem)):
            self.taken += Taken(articles=1)
            return True
        return False

    def of(self, id: str, key: str, built: Built) -> tuple[str, Built | None]:
        """The article, and its key, without what is taken out: None where it goes as a whole, itself where nothing does."""
        if not self.takedown:
            return key, built
        about, written = built.summary(), _written(built)
        known = [*_identifiers(id, about, written)]
        before, document = about["summary"]["sha256"], unpacked(built.document) if built.document else b""
        said = (json.dumps(about, ensure_ascii=False), document.decode(), *words(written))
        names = self.takedown.names_in(said, about["iri"][-16:])
        if names:
            self._names[id] = Names(dict.fromkeys(names))
            about, written, document = self._without(about, written, document, names)
            built = _packed(about, written, document)
            known += _identifiers(id, about, written)
        if self.takedown.takes(known):
            self.taken += Taken(articles=1)
            self._gone |= {before, about["summary"]["sha256"]}
            return key, None
        key = built.digest() if names else key
        self._looked_at.add(key)
        return key, built

    def inputs(self, inputs: Inputs, old: State | None, packs: Packs, work: Path) -> Inputs:
        """The inputs without what is taken out, those too that were read before; what changes goes to a pack in `work`."""
        if not self.takedown:
            return inputs
        clean = frozenset() if self.anew or old is None else frozenset(old.inputs.articles.values())
        articles = dict(inputs.articles)
        writer = PackWriter(work / _PACK)
        try:
            for id, key in inputs.articles.items():
                if key in clean or key in self._looked_at:
                    continue
                new, built = self.of(id, key, packs.read(key))
                self.anew |= new != key or built is None
                if built is None:
                    del articles[id]
                elif new != key:
                    writer.add(new, built)
                    articles[id] = new
        finally:
            writer.close()
        packs.add(writer.path)
        return self.named(replace(inputs, articles=articles))

    def named(self, inputs: Inputs) -> Inputs:
        """The inputs, with names taken out of paths and messages."""
        if not self.takedown:
            return inputs
        lost = self._names
        found = ((lost[id].replaced(id) if id in lost else id, key) for id, key in inputs.articles.items())
        articles = dict(sorted((self.words(id), key) for id, key in found))
        skipped = (Skipped(self.words(s.file), s.error, self.words(s.message)) for s in inputs.skipped)
        return replace(inputs, articles=articles, skipped=tuple(sorted(skipped)))

    def save(self, out: Path, folder: Path) -> None:
        """Puts the list and the secret of the build in `out` into the new `folder`."""
        for name in (KEY_FILE, TAKEDOWN):
            if (out / name).is_file():
                shutil.copy2(out / name, folder / name)
        if self.takedown:
            self.takedown.save(folder)

    def words(self, text: str) -> str:
        """A path or a message without names."""
        names = self.takedown.names_in((text,), "")
        return Names(dict.fromkeys(names)).replaced(text) if names else text

    def judged(self, judged: Judged) -> Judged:
        """What people have ruled, without what names somebody, counted with what was taken out; once all articles are read."""
        rulings, verdicts = judged.rulings.without(self.words), judged.verdicts.without(self.decisions)
        rows = len(judged.rulings.text.splitlines()) - len([*unchanged(judged.rulings.text, self.words)])
        told = (*self._decisions(judged.verdicts.text)[1], *[f"a row of {REGISTRY}"] * rows)
        self.taken += Taken(dropped=told)
        ruled, decided = judged.rulings, judged.verdicts
        self.again = (rulings != ruled and not ruled.given) or (verdicts != decided and not decided.given)
        return Judged(rulings, verdicts)

    def decisions(self, text: str) -> str:
        """A file of decisions without names: what is said of those gone goes, other words get their ■, as the articles did."""
        return self._decisions(text)[0]

    def _decisions(self, text: str) -> tuple[str, tuple[str, ...]]:
        return unnamed(text, DECISIONS, self._cleaned, self.words) if self.takedown else (text, ())

    def _cleaned(self, d: Decision, said: str) -> tuple[str, Callable[[str], str]] | None:
        """The hash of the text that a decision is on now, and what takes names out of its words; None where the article went."""
        if d.article in self._gone or self.takedown.takes((d.article, d.file, PurePath(d.file).stem)):
            return None
        article, lost = self._moved.get(d.article, (d.article, Names({})))
        names = Names(dict.fromkeys(self.takedown.names_in((said,), d.article[:16])))
        return article, lambda words: names.replaced(lost.replaced(words))

    def _without(
        self, about: dict[str, Any], written: Written, document: bytes, names: frozenset[str]
    ) -> tuple[dict[str, Any], Written, bytes]:
        doc = document_of(document) if document else None
        names = called(doc, names) if doc else names
        done = removed(written, names, self.base)
        self.taken += Taken(persons=done.persons, mentions=done.mentions, facts=done.facts, changed=1)
        left: dict[str, Any] = done.rewriting.plain(about)
        summary = left["summary"]
        summary["mentions"] -= done.mentions
        summary["relations"] -= min(summary["relations"], done.relations)
        if about["iri"] in done.rewriting.articles:
            summary["sha256"] = done.rewriting.hash_of(about["iri"])
            self._moved[about["summary"]["sha256"]] = summary["sha256"], done.rewriting.names
        return left, done.written, _document(doc, names, done.rewriting) if doc else b""


def _document(doc: Document, names: frozenset[str], rewriting: Rewriting) -> bytes:
    """The document without those gone, in the words that the graph has now."""
    left = without_persons(doc, names)
    rest = document_of(json.dumps(_row(json.loads(document_bytes(left)), rewriting)).encode())
    return document_bytes(replace(rest, text=rewriting.names.replaced(doc.text)))


def _row(data: Any, rewriting: Rewriting) -> Any:
    if isinstance(data, str):
        return rewriting.words(data)
    return [_row(item, rewriting) for item in data] if isinstance(data, list) else data


def _packed(about: dict[str, Any], written: Written, document: bytes) -> Built:
    graph, facts = lines(written.graph), lines(written.facts)
    about = about | {"quads": len(graph), "facts": len(facts), "parts": quads_by_part(graph, len(facts))}
    parts = (packed(about), packed(written.record.as_json()), packed(b"\n".join(facts)), packed(b"\n".join(graph)))
    return Built(*parts, packed(document) if document else b"")
