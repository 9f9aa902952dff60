"""kg.toml: what a project consists of, read once and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kg.errors import BadProject, UsageError
from kg.project.tables import bodies, indicators, initiatives, lexicon, names_of
from kg.rdf import checked_base
from kg.tables.own import Own

__all__ = ["CONFIG", "KEYS", "Project", "is_project", "read_project"]

CONFIG = "kg.toml"
PERSONS = "persons"  # whose names `pseudonymise` keeps back
_FILES = ("metadata", "lexicon", "initiatives", "indicators", "bodies", "registry")
KEYS: Mapping[str, tuple[type, ...]] = {
    "name": (str,),
    "articles": (str, list),
    "output": (str,),
    **dict.fromkeys(_FILES, (str,)),
    "questions": (str,),
    "decisions": (str,),
    "base": (str,),
    "threshold": (int, float),
    "lean": (bool,),
    "pseudonymise": (str,),
}
_KINDS = {str: "text", list: "a list of texts", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its paths made whole; `own` is what its tables add, `watched` the initiatives of its watch-list."""

    folder: Path
    name: str
    articles: tuple[Path, ...]
    output: Path
    own: Own
    watched: tuple[str, ...]
    metadata: Path | None
    registry: Path | None
    questions: Path | None  # a folder of .rq files
    decisions: Path | None  # may not be there yet
    base: str | None
    threshold: float
    lean: bool
    pseudonymise: bool  # no name of a person in what is shown or handed on
    tables: tuple[tuple[str, Path], ...] = ()  # the files and the folder that kg.toml names, by key


def is_project(folder: Path) -> bool:
    """Whether the folder has a kg.toml."""
    return (folder / CONFIG).is_file()


def read_project(folder: Path) -> Project:
    """The project of the folder; raises BadProject, with file and line where there is one, for the first thing that is wrong."""
    path = folder / CONFIG
    given = _checked(_loaded(path), path)
    paths = {key: _existing(folder, given[key], key, path) for key in (*_FILES, "questions") if given.get(key)}
    if (questions := paths.get("questions")) is not None and not questions.is_dir():
        raise BadProject(f"{path}: questions = {given['questions']!r} is no folder; give the folder of your .rq files")
    wanted = given.get("articles", "articles")
    wanted = [wanted] if isinstance(wanted, str) else wanted
    articles = tuple(_existing(folder, one, "articles", path) for one in wanted)
    output = folder / given.get("output", "graph")
    _check_output(output, articles, path)
    named = tuple(sorted({*lexicon(paths.get("lexicon"))}))
    watched = initiatives(paths.get("initiatives"))
    known = bodies(paths.get("bodies"))
    own = Own(
        names=names_of(named, watched, known),
        bodies=tuple(sorted(row.body for row in known if row.body.code or row.body.qid)),
        indicators=indicators(paths.get("indicators")),
    )
    return Project(
        folder=folder,
        name=given.get("name", folder.resolve().name),
        articles=articles,
        output=output,
        own=own,
        watched=tuple(row.name for row in watched),
        metadata=paths.get("metadata"),
        registry=paths.get("registry"),
        questions=questions,
        decisions=folder / given["decisions"] if given.get("decisions") else None,
        base=given.get("base"),
        threshold=float(given.get("threshold", 0.0)),
        lean=given.get("lean", False),
        pseudonymise="pseudonymise" in given,
        tables=tuple(paths.items()),
    )


def _loaded(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadProject(f"{path}: cannot be read: {error.strerror}; `kg init FOLDER` writes one to start from") from error
    except UnicodeDecodeError as error:
        raise BadProject(f"{path}: is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadProject(f'{path}: {error}; texts stand in quotes: lexicon = "lexicon.tsv"') from error


def _checked(given: dict[str, Any], path: Path) -> dict[str, Any]:
    """The keys and values, each known and of its type."""
    for key, value in given.items():
        if key not in KEYS:
            close = get_close_matches(key.lower(), KEYS, 1, 0.5)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(KEYS)}"
            raise BadProject(f"{path}: unknown key {key!r}; {hint}")
        right = isinstance(value, KEYS[key]) and (isinstance(value, bool) == (KEYS[key] == (bool,)))
        if not right or (isinstance(value, list) and not all(isinstance(one, str) for one in value)):
            wanted = " or ".join(dict.fromkeys(_KINDS[kind] for kind in KEYS[key]))
            raise BadProject(f"{path}: {key} = {value!r}: give {wanted}")
    if not 0 <= given.get("threshold", 0) <= 1:
        raise BadProject(f"{path}: threshold = {given['threshold']}: give a number from 0 to 1")
    if "base" in given:
        try:
            checked_base(given["base"])
        except UsageError as error:
            raise BadProject(f"{path}: {error}") from error
    if given.get("pseudonymise", PERSONS) != PERSONS:
        raise BadProject(f"{path}: pseudonymise = {given['pseudonymise']!r}: give {PERSONS!r}, or put # in front of the line")
    return given


def _existing(folder: Path, given: str, key: str, path: Path) -> Path:
    found = folder / given
    if not found.exists():
        raise BadProject(f"{path}: {key} = {given!r}: {found} is not there; make it, or put # in front of the line")
    return found


def _check_output(output: Path, articles: tuple[Path, ...], path: Path) -> None:
    """What is written must not be read as an article the next time."""
    for one in articles:
        if one.is_dir() and output.resolve().is_relative_to(one.resolve()):
            raise BadProject(f'{path}: output {output} lies inside the articles {one}; put it beside them: output = "graph"')
