"""The articles of a build tied together: who carries a text, what is one, and the facts of each under the shared names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.build.article import Settings, unpacked
from kg.build.inputs import Skipped
from kg.build.packs import Packs
from kg.build.state import Renaming
from kg.link import Links, Registry, link
from kg.link.links import Joined
from kg.rdf.links import link_quads, under_shared_names
from kg.rdf.serialize import lines, quads_of

__all__ = ["Carrier", "Corpus", "carriers", "facts_of", "graph_of", "link_lines"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """The input that stands for a text; others of the same text are its twins."""

    file: str
    key: str
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles by IRI, what ties them together, and how the nodes of each are called by all."""

    articles: Mapping[str, Carrier]
    twins: tuple[Skipped, ...]
    links: Links
    renamings: Mapping[str, Renaming]
    renamed: Renaming  # nodes of no article

    @classmethod
    def of(cls, articles: Mapping[str, str], packs: Packs, settings: Settings, registry: Registry) -> Corpus:
        """The articles (key by id) linked; the same whatever their order."""
        found, twins = carriers(articles, packs)
        links = link((packs.read(c.key).article_record() for c in found.values()), registry, settings.base)
        own, common = _renamings(links, settings.base)
        return cls(found, twins, links, own, common)


def carriers(articles: Mapping[str, str], packs: Packs) -> tuple[dict[str, Carrier], tuple[Skipped, ...]]:
    """By IRI the carrier of each text, the input that sorts first; the others as skipped."""
    found: dict[str, Carrier] = {}
    twins = []
    for file in sorted(articles):
        about = packs.read(articles[file]).summary()
        first = found.setdefault(about["iri"], Carrier(file, articles[file], about))
        if first.file != file:
            message = f"{file}: the same text as {first.file}, which is built already"
            twins.append(Skipped(file, "InputError", message))
    return dict(sorted(found.items())), tuple(twins)


def _renamings(links: Links, base: str) -> tuple[dict[str, Renaming], Renaming]:
    """The joined nodes by the article that they are local to, and those that are local to none."""
    own: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    common = []
    start = f"{base}article/"
    for j in sorted(links.shared.values()):
        entry = (j.local, j.shared, j.label)
        if j.local.startswith(start):
            own[start + j.local.removeprefix(start).partition("/")[0]].append(entry)
        else:
            common.append(entry)
    return {iri: tuple(entries) for iri, entries in own.items()}, tuple(common)


def facts_of(key: str, renaming: Renaming, common: Renaming, packs: Packs) -> tuple[bytes, ...]:
    """The facts of an article under the names that articles share, as lines of N-Quads."""
    facts = tuple(filter(None, unpacked(packs.read(key).facts).split(b"\n")))
    if not renaming and not common:
        return facts
    shared = {local: Joined(local, name, label, "", "") for local, name, label in (*renaming, *common)}
    return lines(under_shared_names(quads_of(facts), shared))


def link_lines(links: Links, settings: Settings) -> tuple[bytes, ...]:
    """What the link layer adds to the facts, as lines of N-Quads."""
    return lines(link_quads(links, settings.base))


def graph_of(key: str, packs: Packs) -> Iterator[bytes]:
    """The article's own graph, as lines of N-Quads."""
    yield from filter(None, unpacked(packs.read(key).graph).split(b"\n"))
