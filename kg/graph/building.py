"""A project as it is built: its articles, its tables, its rulings, into the folder that kg.toml names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kg.build import BuildReport, Settings, Watch, build_corpus, items
from kg.build.publishing import BEFORE, RECORDS
from kg.build.reading import Engine
from kg.build.recorded import Recorded
from kg.build.reviewing import decisions_of
from kg.graph.questions import own_questions
from kg.link.identity import DEFAULT_BASE
from kg.people import key_of_folder
from kg.project import Project
from kg.read import MAX_BYTES, MetadataTable, read_table

__all__ = ["build_project", "settings_of", "write_pages_of"]


def settings_of(project: Project) -> Settings:
    """What the project asks of its build."""
    return Settings(
        "extraction",
        project.base or DEFAULT_BASE,
        project.threshold,
        project.lean,
        project.own.as_text(),
        project.pseudonymise,
    )


def build_project(
    project: Project,
    *,
    table: MetadataTable | None = None,
    max_bytes: int = MAX_BYTES,
    jobs: int = 0,
    engine: Engine | None = None,
    takedown: Path | None = None,
    watch: Watch | None = None,
) -> BuildReport:
    """Brings the project's graph up to date: it has the articles that kg.toml names, and no others.

    `table` is the project's metadata where the caller has read it. Raises BadProject for a question that cannot be asked,
    and what `build_corpus` raises.
    """
    own_questions(project.questions)  # a mistake in one is told before hours of reading
    if table is None and project.metadata is not None:
        table = read_table(project.metadata)
    settings = settings_of(project)
    return build_corpus(
        partial(items, project.articles, table=table, max_bytes=max_bytes),
        project.output,
        settings,
        jobs=jobs,
        engine=engine,
        max_bytes=max_bytes,
        prune=True,
        registry=project.registry,
        decisions=decisions_of(project),
        takedown=takedown,
        extras=(partial(write_pages_of, base=settings.base),),
        watch=watch,
    )


def write_pages_of(folder: Path, base: str) -> None:
    """Writes the explorer and the reading pages into the folder of a build, with pseudonyms where it asks for them.

    Pages of the build before, which lie in BEFORE, are taken over where they would be the same.
    """
    from kg.graph import Graph, shows_no_names
    from kg.view import write_pages
    from kg.view.kept import KNOWN, Kept

    kept = Kept.read(folder / BEFORE)
    store = Recorded.of(folder, base)
    graph = Graph(store)
    write_pages(graph.pseudonymised(key_of_folder(folder)) if shows_no_names(folder) else graph, folder, kept=kept)
    store.close()
    kept.save(folder / RECORDS / KNOWN)
