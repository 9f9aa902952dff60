"""From linked articles to a store on disk: made anew, or the old one with what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.build.linked import Carrier, Corpus, block, facts_of, graph_of, link_lines, more_sources
from kg.build.packs import Packs
from kg.build.state import Carried, Inputs, State, hashes, hashes_in_order
from kg.build.whole import Touched
from kg.store import Store

if TYPE_CHECKING:
    from kg.build.state import Hashes

__all__ = ["Stored", "store"]

_ANEW = 0.3  # of the articles changed: from here on a new store is made sooner than the old one changed
_WASTE = 0.25  # of the quads removed since the store was compacted


@dataclass(frozen=True, slots=True)
class Stored:
    """What is in the store now, how much, and what of it the last one may not have had; None where that is not known."""

    state: State
    quads: int
    facts: int
    touched: Touched | None = None


def store(inputs: Inputs, corpus: Corpus, packs: Packs, folder: Path, old: tuple[Path, State] | None) -> Stored:
    """Makes the store in `folder`; `old` is that of the last build, which stays as it is."""
    links = link_lines(corpus.links, inputs.settings)
    if old is not None:
        change = _Change.of(corpus, old[1])
        if inputs.settings.of_articles() == old[1].inputs.settings.of_articles() and change.share < _ANEW:
            return _updated(inputs, corpus, links, packs, folder, old, change)
    carried: dict[str, Carried] = {}
    Store.bulk(folder, _everything(corpus, links, packs, carried))
    return _stored(State(inputs, carried, links, 0, corpus.renamed), corpus, packs, _supported(carried, links))


def _everything(corpus: Corpus, links: tuple[bytes, ...], packs: Packs, carried: dict[str, Carried]) -> Iterator[bytes]:
    for iri, article in corpus.articles.items():
        yield graph_of(article.key, article.twins, packs)
        renaming = corpus.renamings.get(iri, ())
        facts = facts_of(article.key, renaming, corpus.renamed, packs)
        carried[iri] = Carried(article.key, renaming, hashes(facts), article.twins)
        yield block(facts)
    yield block(links)


@dataclass(frozen=True, slots=True)
class _Change:
    """The articles, by IRI, that the old store does not have, has otherwise, under other names, or no longer."""

    new: tuple[str, ...]  # or with another graph
    renamed: tuple[str, ...]
    gone: tuple[str, ...]
    share: float

    @classmethod
    def of(cls, corpus: Corpus, old: State) -> _Change:
        was = old.carried
        new = tuple(iri for iri, a in corpus.articles.items() if iri not in was or _graph(was[iri]) != _graph(a))
        others = (iri for iri, a in corpus.articles.items() if iri in was and _graph(was[iri]) == _graph(a))
        common = corpus.renamed != old.renamed
        renamed = tuple(iri for iri in others if common or was[iri].renaming != corpus.renamings.get(iri, ()))
        gone = tuple(iri for iri in was if iri not in corpus.articles)
        return cls(new, renamed, gone, (len(new) + len(gone)) / max(1, len(corpus.articles)))


def _graph(article: Carried | Carrier) -> tuple[str, tuple[str, ...]]:
    """What the article's own graph hangs on."""
    return article.key, article.twins


def _updated(
    inputs: Inputs,
    corpus: Corpus,
    links: tuple[bytes, ...],
    packs: Packs,
    folder: Path,
    old: tuple[Path, State],
    change: _Change,
) -> Stored:
    """The old store without what is gone and with what is new. A fact goes with the last article that supports it."""
    place, was = old
    carried = dict(was.carried)
    for iri in change.gone:
        del carried[iri]
    for iri in (*change.new, *change.renamed):
        article, renaming = corpus.articles[iri], corpus.renamings.get(iri, ())
        facts = facts_of(article.key, renaming, corpus.renamed, packs)
        carried[iri] = Carried(article.key, renaming, hashes(facts), article.twins)
    replaced = [iri for iri in (*change.new, *change.renamed, *change.gone) if iri in was.carried]
    before = {line for iri in replaced for line in _facts_before(was, iri, packs)} | set(was.links)
    supported = _supported(carried, links)
    removed = _unsupported(before, supported)
    graphs = [iri for iri in (*change.new, *change.gone) if iri in was.carried]
    dropped = was.dropped + len(removed) + len(graphs) * 500  # about as many quads as a graph has
    total = sum(a.about["quads"] for a in corpus.articles.values())
    compact = dropped > _WASTE * total
    known = frozenset(before)  # what of it is still supported is in the store
    subjects = {_subject(line) for line in chain(removed, (line for line in links if line not in known))}
    added = chain((block(line for line in links if line not in known),), _added(corpus, packs, change, known, subjects))
    Store.changed(place, folder, graphs=graphs, removed=[block(removed)], added=added, compact=compact)
    carried = {iri: carried[iri] for iri in corpus.articles}
    state = State(inputs, carried, links, 0 if compact else dropped, corpus.renamed)
    touched = Touched(frozenset((*change.new, *change.gone)), frozenset(subjects))
    return replace(_stored(state, corpus, packs, supported), touched=touched)


def _added(corpus: Corpus, packs: Packs, change: _Change, known: frozenset[bytes], subjects: set[bytes]) -> Iterator[bytes]:
    """What the new articles and those under other names bring into the store, an article at a time; its subjects are added."""
    for iri in change.new:
        yield graph_of(*_graph(corpus.articles[iri]), packs)
    for iri in (*change.new, *change.renamed):
        facts = facts_of(corpus.articles[iri].key, corpus.renamings.get(iri, ()), corpus.renamed, packs)
        brought = [line for line in facts if line not in known]
        subjects.update(map(_subject, brought))
        yield block(brought)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def _facts_before(was: State, iri: str, packs: Packs) -> tuple[bytes, ...]:
    carried = was.carried[iri]
    return facts_of(carried.key, carried.renaming, was.renamed, packs)


def _unsupported(before: set[bytes], supported: Hashes) -> list[bytes]:
    """The lines that no article and no link stands for any more, sorted."""
    import numpy as np

    lines = sorted(before)
    wanted = hashes_in_order(lines)
    gone = np.searchsorted(supported, wanted, "left") == np.searchsorted(supported, wanted, "right")
    return [line for line, is_gone in zip(lines, gone.tolist(), strict=True) if is_gone]


def _supported(carried: Mapping[str, Carried], links: tuple[bytes, ...]) -> Hashes:
    """The hashes of all lines that articles and links stand for, sorted, each as often as it is stated; never none."""
    import numpy as np

    return np.sort(np.concatenate([hashes(links), *(c.facts for c in carried.values())]))


def _stored(state: State, corpus: Corpus, packs: Packs, supported: Hashes) -> Stored:
    facts = min(1, len(supported)) + int((supported[1:] != supported[:-1]).sum())
    own = sum(a.about["quads"] + len(more_sources(*_graph(a), packs)) for a in corpus.articles.values())
    return Stored(state, facts + own, facts)
