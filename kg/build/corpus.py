"""`kg build`: what is new is read, what is unchanged costs a hash, what is gone goes when asked, and the rest is as it was."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.build.article import Settings
from kg.build.deciding import Judged, Verdicts
from kg.build.folder import beside, check_target, locked, recover, refused, schema
from kg.build.inputs import Item, Outcome, Skipped, Task, task_of
from kg.build.packs import Packs, PackWriter
from kg.build.publishing import RECORDS, Writer, folder_beside, last_state, publish
from kg.build.reading import Done, Engine, inline, written
from kg.build.registering import Rulings
from kg.build.removing import Removal
from kg.build.report import BuildReport, Changes
from kg.build.state import Inputs, State
from kg.build.version import link_version, review_version
from kg.build.workers import Workers, processes
from kg.errors import InputError, StoreError, UsageError
from kg.link.identity import DEFAULT_BASE
from kg.read import MAX_BYTES
from kg.system import cores

__all__ = ["Watch", "build_corpus", "write_build"]

_PACK = "000000.pack"
_REMEMBERED = 10_000  # articles


class Watch:
    """Is told how a build goes on; this one says nothing."""

    def planned(self, to_read: int, unchanged: int) -> None:
        """So many articles will be read now, so many need not be."""

    def done(self, done: Done) -> None:
        """An article has been read, or skipped."""

    def skipped(self, skipped: Skipped) -> None:
        """An input cannot be read."""

    def publishing(self) -> None:
        """All articles are read; they are linked and stored now."""


@dataclass(slots=True)
class _Plan:
    """The inputs of a run: keys by id, what cannot be read, and the ids that must be read now."""

    articles: dict[str, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    to_read: set[str] = field(default_factory=set)
    files: list[Item] = field(default_factory=list)  # the first of these, as far as they are files and held without their bytes

    def missing(self, item: Item) -> None:
        """Takes note that an article must be read."""
        self.to_read.add(item.id)
        if item.source.data is None and len(self.files) < _REMEMBERED:
            self.files.append(item)


def build_corpus(
    items: Callable[[], Iterable[Item | Skipped]],
    out: Path,
    settings: Settings,
    *,
    jobs: int = 0,
    engine: Engine | None = None,
    max_bytes: int = MAX_BYTES,
    prune: bool = False,
    registry: Path | None = None,
    decisions: Path | None = None,
    takedown: Path | None = None,
    extras: Sequence[Writer] = (),
    watch: Watch | None = None,
) -> BuildReport:
    """Brings the build in `out` up to date with the items; it afterwards is the new one, or what it was.

    `items` may be called twice and gives the same each time. Articles of the build that are not among them stay, unless `prune`.
    `jobs` is the number of processes, 0 for one a core; `engine` reads the articles instead. What was read is kept beside
    `out` until the build is there, whatever happens. What the take-down list names is in no file of the build afterwards.
    Raises UsageError, StoreError, BadRegistry, BadDecisions, and InputError where nothing could be read.
    """
    out = out.absolute()
    watch = watch or Watch()
    check_target(out)
    with locked(out), refused(out):
        recover(out)
        old = _old(out, settings, prune)
        judged = _judged(registry, decisions, out, settings, old)
        removal = Removal.of_build(out, takedown, settings.base)
        work = beside(out, "work")
        packs = Packs(folder for folder in (out / RECORDS, work) if folder.is_dir())
        try:
            plan = _planned(items(), packs, settings, max_bytes, removal, watch)
            watch.planned(len(plan.to_read), len(plan.articles) - len(plan.to_read))
            read = _read_missing(items, plan, packs, work, settings, engine or _engine(jobs, plan), max_bytes, removal, watch)
            left = removal.inputs(whole := _inputs(plan, old, settings, prune), old, packs, work)
            changes = _changes(plan, old, whole, left, read)
            inputs = _ruled(left, judged := removal.judged(judged))
            if old is not None and inputs == old.inputs and _stands(out, removal):
                report, changes = BuildReport.load(out, settings), replace(changes, published=False)
            else:
                watch.publishing()
                with folder_beside(out, "new") as new:
                    report = publish(inputs, judged, packs, out, new, old, extras, removal)
            shutil.rmtree(work, ignore_errors=True)
            return replace(report, changes=replace(changes, taken=removal.taken))
        finally:
            packs.close()
            _tidy(work)


def _stands(out: Path, removal: Removal) -> bool:
    """Whether the build is whole, and holds nothing that goes now."""
    return (out / "store" / "CURRENT").is_file() and not removal.anew and not removal.again


def _old(out: Path, settings: Settings, prune: bool) -> State | None:
    """The state of the build that is there; raises UsageError where its articles cannot stay beside the new ones.

    With `prune` they need not, and what the build remembers may be damaged or missing.
    """
    if prune:
        with contextlib.suppress(StoreError):
            return last_state(out)
        return None
    found = schema(out)
    if found is None:
        return None
    old = last_state(out)
    if old is None:
        raise UsageError(
            f"{out}: was built by an older kg (schema {found}), whose articles cannot be carried over; give all of its articles "
            f"again with --prune, or choose another --out"
        )
    if replace(old.inputs.settings, own="") != replace(settings, own=""):
        raise UsageError(
            f"{out}: was built with other settings ({_told(old.inputs.settings)}) than asked for now ({_told(settings)}); give "
            f"the same, or all of its articles with --prune"
        )
    return old


def _told(settings: Settings) -> str:
    lean = ", lean" if settings.lean else ""
    names = ", with pseudonyms for persons" if settings.pseudonymise else ""
    return f"{settings.source}, base {settings.base}, threshold {settings.threshold:g}{lean}{names}"


def _planned(
    items: Iterable[Item | Skipped], packs: Packs, settings: Settings, max_bytes: int, removal: Removal, watch: Watch
) -> _Plan:
    """Every input hashed; nothing is read that the packs have."""
    plan = _Plan()
    for item in items:
        if isinstance(item, Skipped):
            plan.skipped.append(item)
            watch.skipped(item)
            continue
        if removal.takes(item.id):
            continue
        try:
            task = task_of(item, settings, max_bytes)
        except InputError as error:
            plan.skipped.append(Skipped.of(item.id, error))
            watch.skipped(plan.skipped[-1])
            continue
        plan.articles[task.id] = task.key
        if task.key not in packs:
            plan.missing(item)
    return plan


def _engine(jobs: int, plan: _Plan) -> Engine:
    number = processes(len(plan.to_read), jobs or cores())
    return Workers(number) if number else inline


def _read_missing(
    items: Callable[[], Iterable[Item | Skipped]],
    plan: _Plan,
    packs: Packs,
    work: Path,
    settings: Settings,
    engine: Engine,
    max_bytes: int,
    removal: Removal,
    watch: Watch,
) -> int:
    """Reads what the packs lack, and writes each article to the work folder as soon as it is there; how many were read."""
    if not plan.to_read:
        return 0
    writer = PackWriter(work / _PACK)
    read = 0
    try:
        for done in engine(_tasks(items(), plan, settings, max_bytes), settings):
            if done.built is not None:
                key, built = removal.of(done.id, done.key, done.built)
                plan.articles[done.id] = key  # the file may have changed since it was hashed
                if built is not None:
                    writer.add(key, built)
                else:
                    del plan.articles[done.id]
                read += 1
            else:
                plan.articles.pop(done.id, None)
                plan.skipped.append(done.skipped or Skipped(done.id, "InputError", f"{done.id}: nothing was read"))
            watch.done(done)
    finally:
        writer.close()
    packs.add(writer.path)
    return read


def _tasks(items: Iterable[Item | Skipped], plan: _Plan, settings: Settings, max_bytes: int) -> Iterator[Task]:
    left = set(plan.to_read)
    for item in plan.files if len(plan.files) == len(left) else items:  # few of many: without looking at the others again
        if not left:
            return
        if isinstance(item, Item) and item.id in left:
            left.remove(item.id)
            try:
                yield task_of(item, settings, max_bytes)
            except InputError as error:  # it was there a moment ago
                plan.articles.pop(item.id, None)
                plan.skipped.append(Skipped.of(item.id, error))


def _inputs(plan: _Plan, old: State | None, settings: Settings, prune: bool) -> Inputs:
    """What the new build depends on: what was given, and what stays of the old one."""
    before = dict(old.inputs.articles) if old is not None else {}
    stays = {} if prune else {id: key for id, key in before.items() if id not in plan.articles}
    if stays and old is not None and old.inputs.settings.own != settings.own:
        what = f"{next(iter(stays))} was read with the tables of another project, or of none"
        raise UsageError(f"{what}; give all articles again, or remove what is not given with --prune")
    return _depending(settings, dict(sorted((stays | plan.articles).items())), plan)


def _changes(plan: _Plan, old: State | None, whole: Inputs, left: Inputs, read: int) -> Changes:
    """What the run did; `left` is what the take-down list left of the whole, and what it took out or changed counts nowhere."""
    lying = frozenset(left.articles.values())
    same = {id for id, key in whole.articles.items() if key in lying}
    removed = sum(id not in whole.articles for id in old.inputs.articles) if old is not None else 0
    given = plan.articles.keys()
    return Changes(read, len(same & given - plan.to_read), removed, len(same - given))


def _depending(settings: Settings, articles: dict[str, str], plan: _Plan) -> Inputs:
    return Inputs(settings, articles, tuple(sorted(plan.skipped)), registry="", linked_by=link_version())


def _ruled(inputs: Inputs, judged: Judged) -> Inputs:
    """The inputs with what people have ruled."""
    text = judged.verdicts.text
    return replace(inputs, registry=judged.rulings.text, decisions=text, decided_by=review_version() if text else "")


def _judged(registry: Path | None, decisions: Path | None, out: Path, settings: Settings, old: State | None) -> Judged:
    last = None if old is None else old.inputs.decisions
    return Judged(Rulings.read(registry, out, settings.base), Verdicts.read(decisions, out, last))


def _tidy(work: Path) -> None:
    """Removes a work folder in which nothing is kept."""
    if work.is_dir() and all(path.stat().st_size == 0 for path in work.iterdir()):
        shutil.rmtree(work, ignore_errors=True)


def write_build(
    outcomes: Iterable[Outcome],
    out: Path,
    *,
    source: str = "extraction",
    base: str = DEFAULT_BASE,
    threshold: float = 0.0,
    lean: bool = False,
    registry: Path | None = None,
    decisions: Path | None = None,
    takedown: Path | None = None,
    extras: Sequence[Writer] = (),
) -> BuildReport:
    """Writes the graph of the outcomes' documents to the folder `out`, which afterwards is the new build or what it was.

    A build that is there is replaced whole. `extras` are called with the unfinished folder, once graph and store are there,
    and may add files; not for more than report.LARGE articles. Raises UsageError where `out` is something else than a build,
    StoreError where another build writes it or the disk refuses, BadRegistry, and InputError where no article could be
    read; nothing is left behind then.
    """
    out = out.absolute()
    check_target(out)
    settings = Settings(source, base, threshold, lean)
    with locked(out), refused(out):
        recover(out)
        judged = _judged(registry, decisions, out, settings, None)
        removal = Removal.of_build(out, takedown, base)
        with folder_beside(out, "given") as given, folder_beside(out, "new") as new:
            plan = _given(outcomes, given, settings, removal)
            inputs = removal.named(_depending(settings, plan.articles, plan))
            judged = removal.judged(judged)
            inputs = _ruled(inputs, judged)
            packs = Packs([given])
            try:
                report = publish(inputs, judged, packs, out, new, None, extras, removal)
                return replace(report, changes=Changes(taken=removal.taken))
            finally:
                packs.close()


def _given(outcomes: Iterable[Outcome], folder: Path, settings: Settings, removal: Removal) -> _Plan:
    """The documents written to a pack in the folder."""
    plan = _Plan()
    writer = PackWriter(folder / _PACK)
    try:
        for outcome in outcomes:
            _take(outcome, plan, writer, settings, removal)
    finally:
        writer.close()
    return plan


def _take(outcome: Outcome, plan: _Plan, writer: PackWriter, settings: Settings, removal: Removal) -> None:
    if outcome.doc is None:
        error = outcome.error or InputError(f"{outcome.file}: nothing was read")
        plan.skipped.append(Skipped.of(outcome.file, error))
        return
    done = written(outcome.file, "", outcome.doc, settings)
    if done.built is None:
        plan.skipped.append(done.skipped or Skipped(outcome.file, "InputError", f"{outcome.file}: nothing was written"))
        return
    key, built = removal.of(outcome.file, done.built.digest(), done.built)
    if built is not None:
        writer.add(key, built)
        plan.articles[outcome.file] = key
