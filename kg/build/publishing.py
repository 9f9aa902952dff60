"""From articles already read to a build: linked, stored, written beside the old one and put in its place in one step."""

from __future__ import annotations

import contextlib
import gc
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kg.build.deciding import Judged, decide_articles
from kg.build.folder import FORMAT, beside, swap, written_by
from kg.build.heads import bring_heads
from kg.build.inputs import Skipped
from kg.build.linked import Carrier, Corpus
from kg.build.packs import Packs, kept
from kg.build.removing import Removal
from kg.build.report import LARGE, BuildReport
from kg.build.state import Inputs, State
from kg.build.storing import store
from kg.build.whole import Touched, write_whole
from kg.errors import InputError, StoreError
from kg.review import Stale
from kg.review.file import held
from kg.store import link_or_copy

__all__ = ["BEFORE", "RECORDS", "Writer", "folder_beside", "last_state", "publish"]

RECORDS = "records"
BEFORE = "before"  # in an unfinished build: the pages of the last one, and what is known of them
_PAGES, _KNOWN = "articles", "pages.json"

Writer = Callable[[Path], None]


def last_state(out: Path) -> State | None:
    """What the build in `out` remembers; None where there is none, or none of this schema."""
    try:
        if written_by(out)["format"] != FORMAT:
            return None
    except StoreError:
        return None
    with _uncollected():
        return State.load(out / RECORDS)


@contextlib.contextmanager
def folder_beside(out: Path, what: str) -> Iterator[Path]:
    """An empty folder beside `out`, which is gone afterwards, whatever happens."""
    new = beside(out, what)
    try:
        new.mkdir()
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without looks for cycles, of which what is held has none: with a million objects they take half of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def publish(
    inputs: Inputs,
    judged: Judged,
    packs: Packs,
    out: Path,
    new: Path,
    old: State | None,
    extras: Sequence[Writer],
    removal: Removal,
) -> BuildReport:
    """Writes the build of the inputs into the folder `new` and puts it in the place of `out`.

    `packs` has the articles, those of the `old` build too. `extras` add files to the unfinished folder of a build that is not
    large, in which BEFORE holds the reading pages of the old one meanwhile. Raises InputError where there are no articles.
    """
    if not inputs.articles:
        reasons = "; ".join(skip.message for skip in inputs.skipped[:3]) or "no input"
        raise InputError(f"nothing to build: {reasons}")
    with folder_beside(out, "decided") as beside_new:
        decided = decide_articles(inputs.articles, judged.verdicts, packs, inputs.settings, beside_new / "decided.pack")
        last = None if old is None or removal.anew else (out / "store", old)
        with _uncollected():
            corpus = Corpus.of(decided.articles, packs, inputs.settings, judged.rulings.registry)
            stored = store(inputs, corpus, packs, new / "store", last)
        keys = (*inputs.articles.values(), *decided.articles.values())
        placed = kept(packs, keys, new / RECORDS, rewritten=bool(removal.takedown))
        bring_heads(placed, packs, keys)
    removal.save(out, new)
    stored.state.save(new / RECORDS)
    judged.rulings.log(new, corpus.links)
    report = BuildReport.of(
        inputs.settings,
        _summaries(corpus.articles),
        _skips((*inputs.skipped, *corpus.twins)),
        told=corpus.told,
        quads=stored.quads,
        facts=stored.facts,
        joined=len(corpus.links.joined),
    )
    rulings = judged.rulings
    report = replace(report, rulings=len(rulings.registry.rulings), idle=rulings.idle(corpus.links))
    report = replace(report, decided=decided.applied, stale=tuple(map(_stale, decided.stale)))
    report.save(new)
    if len(corpus.articles) <= LARGE:
        _write_for_people(new, inputs.settings.base, stored.touched, None if last is None else out, extras)
    with held(out) if out.is_dir() else contextlib.nullcontext():  # nobody decides anything between the copy and the swap
        judged.verdicts.save(out, new, removal.decisions)
        rulings.save(new, out, removal.words)
        swap(new, out)
    return report


def _stale(stale: Stale) -> dict[str, str]:
    d = stale.decision
    return {"id": d.id, "verdict": d.verdict, "kind": d.kind, "text": d.text, "file": d.file, "reason": stale.reason}


def _summaries(articles: Mapping[str, Carrier]) -> tuple[dict[str, Any], ...]:
    found = [{"id": a.about["summary"]["id"], "file": a.file, **a.about["summary"]} for a in articles.values()]
    return tuple(sorted(found, key=lambda a: (a["id"], a["sha256"])))


def _skips(skipped: Sequence[Skipped]) -> tuple[dict[str, str], ...]:
    return tuple(asdict(skip) for skip in sorted(skipped))


def _write_for_people(new: Path, base: str, touched: Touched | None, old: Path | None, extras: Sequence[Writer]) -> None:
    """The graph as text, and what the extras write; `old` is the build of which what would be the same is taken over."""
    write_whole(new, new / RECORDS, base, touched, None if old is None else (old, old / RECORDS))
    if old is not None:
        _bring_pages(old, new / BEFORE)
    for write in extras:
        write(new)
    shutil.rmtree(new / BEFORE, ignore_errors=True)


def _bring_pages(out: Path, before: Path) -> None:
    """Puts the reading pages of the last build, and what is known of them, into the folder: most will be the same again."""
    before.mkdir()
    for page in (out / _PAGES).glob("*.html"):
        link_or_copy(page, before / page.name)
    if (out / RECORDS / _KNOWN).is_file():
        shutil.copyfile(out / RECORDS / _KNOWN, before / _KNOWN)
