"""The articles of a build tied together: who carries a text, what is one, and the facts of each under the shared names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.build.article import Settings, unpacked
from kg.build.heads import heads_of
from kg.build.inputs import Skipped
from kg.build.packs import Packs
from kg.build.state import Renaming
from kg.link import ArticleRecord, Links, Registry, counts, link
from kg.link.links import Joined
from kg.rdf.links import link_quads, under_shared_names
from kg.rdf.serialize import lines, quads_of
from kg.rdf.vocabulary import term

__all__ = ["Carrier", "Corpus", "block", "facts_of", "graph_of", "link_lines", "more_sources", "records_of"]

_DERIVED = str(term("prov:wasDerivedFrom")).encode()


@dataclass(frozen=True, slots=True)
class Carrier:
    """The input that stands for a text; others of the same text are its twins, of which only the sources count."""

    file: str
    key: str
    about: Mapping[str, Any]
    twins: tuple[str, ...] = ()  # keys, sorted


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles by IRI, what ties them together, how the nodes of each are called by all, and how much all of them tell."""

    articles: Mapping[str, Carrier]
    twins: tuple[Skipped, ...]
    links: Links
    renamings: Mapping[str, Renaming]
    renamed: Renaming  # nodes of no article
    told: Mapping[str, int]  # events, relations, figures

    @classmethod
    def of(cls, articles: Mapping[str, str], packs: Packs, settings: Settings, registry: Registry) -> Corpus:
        """The articles (key by id) linked; the same whatever their order."""
        found, records, twins = _carriers(articles, packs)
        links = link(records, registry, settings.base)
        own, common = _renamings(links, settings.base)
        return cls(found, twins, links, own, common, counts(records, links))


def _carriers(articles: Mapping[str, str], packs: Packs) -> tuple[dict[str, Carrier], list[ArticleRecord], tuple[Skipped, ...]]:
    """By IRI the carrier of each text, the input that sorts first; the carriers' records; the other inputs as skipped."""
    found: dict[str, Carrier] = {}
    records, twins = [], []
    heads = heads_of(packs, articles.values())
    for file in sorted(articles):
        about, record = heads[articles[file]]
        first = found.get(about["iri"])
        if first is None:
            found[about["iri"]] = Carrier(file, articles[file], about)
            records.append(record)
        else:
            found[about["iri"]] = replace(first, twins=tuple(sorted({*first.twins, articles[file]} - {first.key})))
            twins.append(Skipped(file, "InputError", f"{file}: the same text as {first.file}, which is built already"))
    return dict(sorted(found.items())), records, tuple(twins)


def records_of(articles: Mapping[str, str], packs: Packs) -> list[ArticleRecord]:
    """What the link layer is to know of the articles (key by id), each text once."""
    return _carriers(articles, packs)[1]


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


def block(found: Iterable[bytes]) -> bytes:
    """Lines as a stretch of a file."""
    return b"".join(line + b"\n" for line in found)


def graph_of(key: str, twins: Iterable[str], packs: Packs) -> bytes:
    """The article's own graph as N-Quads, with the sources of its twins."""
    own = unpacked(packs.read(key).graph) + b"\n"
    return own + block(more_sources(key, twins, packs))


def more_sources(key: str, twins: Iterable[str], packs: Packs) -> list[bytes]:
    """What the twins add to an article's own graph: the files and addresses that hold the same text."""
    found = sorted({line for twin in twins for line in _sources(unpacked(packs.read(twin).graph))})
    if not found:
        return []
    own = set(_sources(unpacked(packs.read(key).graph)))
    return [line for line in found if line not in own]


def _sources(graph: bytes) -> Iterator[bytes]:
    """The lines of an article's graph that speak of its sources."""
    article = graph[graph.rindex(b"<") :].partition(b">")[0]  # the name of the graph, which is the article's
    start, derived = article + b"/source/", article + b"> " + _DERIVED
    return (line for line in graph.split(b"\n") if line.startswith((start, derived)))
