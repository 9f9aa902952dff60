"""The folder that the app works in, its only memory: the articles that were given, and the build of them; or a project."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import stat
import sys
import unicodedata
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.build.registering import REGISTRY
from kg.errors import RequestError
from kg.project import Project, is_project, read_project
from kg.read.disk import shown
from kg.read.media import kind_of, unread
from kg.review import DECISIONS

__all__ = ["Taken", "Workplace", "default_folder", "parts_of"]

MAX_FILE = 256_000_000  # bytes: what an archive within an archive may have, see kg/read/limits.py
MAX_FILES = 100_000  # of one folder that is named: beyond, a person has named the wrong one, or wants `kg build`
_SPARE = 500_000_000  # bytes of the disk that stay free, so that the build has room
_PART = 255  # bytes of a name, as file systems have it
_DEPTH = 16
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # what Windows takes for a device
_FORBIDDEN = frozenset('<>:"|?*\\')  # which Windows allows in no name; a folder may move from one system to another

_TABLES = {
    "metadata": ("元数据表", "metadata"),
    "lexicon": ("名称", "names"),
    "initiatives": ("所关注的创新", "watch-list"),
    "bodies": ("机构", "bodies"),
    "indicators": ("指标", "indicators"),
    "questions": ("自己的问题", "questions"),
    "registry": ("同一与否", "registry"),
    "decisions": ("核对", "decisions"),
}


def default_folder() -> Path:
    """Where the app works when no folder is named: where this system keeps the data of programs."""
    if sys.platform == "win32" and (home := os.environ.get("LOCALAPPDATA")):
        return Path(home) / "Zhengmai"
    return Path.home() / ".local" / "share" / "zhengmai"


def parts_of(name: str) -> tuple[str, ...]:
    """The folders and the file of a relative name, 2017/甘肃.docx; raises RequestError 400 for one that leads elsewhere."""
    parts = tuple(name.split("/"))
    if not name or len(parts) > _DEPTH or not all(map(_is_plain, parts)):
        raise RequestError(400, f"{name!r}: is no name of an article here; give names such as 2017/甘肃.docx")
    return parts


def _is_plain(part: str) -> bool:
    """Whether it names something in its folder, on any system, and nothing hidden."""
    if not part or part.startswith((".", "~$")) or part.endswith((".", " ")):
        return False
    if len(part.encode("utf-8", "surrogatepass")) > _PART or _DEVICES.fullmatch(part):
        return False
    return not any(c in _FORBIDDEN or unicodedata.category(c) in ("Cc", "Cs") for c in part)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a folder that was named: how many files were copied, and which were not, with the reason."""

    copied: int
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Workplace:
    """The articles lie in `articles`, as they were given; the build of them is `graph`, with the decisions of people.

    Of a project kg.toml says where these are. Its articles are no copies of ours: none is replaced, none removed.
    """

    folder: Path
    project: Project | None = None

    @classmethod
    def at(cls, folder: Path) -> Workplace:
        """The workplace of a folder, with the project that kg.toml makes of it. Raises BadProject."""
        return cls(folder, read_project(folder) if is_project(folder) else None)

    @property
    def sources(self) -> tuple[Path, ...]:
        """What a build reads: folders and files."""
        return self.project.articles if self.project else (self.articles,)

    @property
    def articles(self) -> Path:
        """The folder that takes what is given; of a project the first that it reads."""
        return next((s for s in self.project.articles if s.is_dir()), self.folder) if self.project else self.folder / "articles"

    @property
    def graph(self) -> Path:
        return self.project.output if self.project else self.folder / "graph"

    @property
    def decisions(self) -> Path:
        return (self.project.decisions if self.project else None) or self.graph / DECISIONS

    @property
    def registry(self) -> Path:
        return (self.project.registry if self.project else None) or self.graph / REGISTRY

    @property
    def takes(self) -> bool:
        """Whether there is a folder for what is given: a project may name single files alone."""
        return self.project is None or self.articles != self.folder

    @property
    def arriving(self) -> Path:
        return self.folder / "arriving"

    @property
    def is_built(self) -> bool:
        return (self.graph / "report.json").is_file()

    def prepare(self) -> None:
        """Makes the folders; what was left half received goes. Raises OSError where that cannot be."""
        shutil.rmtree(self.arriving, ignore_errors=True)
        for folder in (self.arriving,) if self.project else (self.articles, self.arriving):
            folder.mkdir(parents=True, exist_ok=True)

    def tables(self) -> Iterator[tuple[str, str, str, int | None]]:
        """What the project adds: Chinese and English name, its path from the project's folder or "", its rows or files."""
        if self.project is None:
            return
        named = {**dict(self.project.tables), "registry": self.registry, "decisions": self.decisions}
        for key, (zh, en) in _TABLES.items():
            path = named.get(key)
            yield zh, en, self._below(path) if path else "", _rows(path) if path else None

    def _below(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)

    def names(self) -> Iterator[str]:
        """The articles' files, by their names below the folder that is read, sorted in each folder, as they can be shown."""
        for source in self.sources:
            if source.is_file():
                yield shown(source.name)
            for root, folders, files in os.walk(source):
                folders.sort()
                yield from (shown((Path(root) / name).relative_to(source).as_posix()) for name in sorted(files))

    def named(self, path: str) -> str:
        """What is read by the name that people gave it, below the folder that is read; other words as they are."""
        for source in self.sources:
            path = path.replace(f"{source}{os.sep}", "")
        return path

    async def receive(self, name: str, pieces: AsyncIterable[bytes]) -> None:
        """Writes a file of the name among the articles: whole, or not at all. Raises RequestError where it may not be."""
        target = self._target(name)
        size = 0
        try:
            with self._part() as part:
                with part.open("xb") as file:
                    async for piece in pieces:
                        size += len(piece)
                        check_size(name, size)
                        await asyncio.to_thread(file.write, piece)
                self._place(part, target, name)
        except OSError as error:
            raise RequestError(500, f"{name}: cannot be written: {error.strerror or error}") from error

    @contextmanager
    def _part(self) -> Iterator[Path]:
        """Where a file arrives; what has not been placed by the end is gone."""
        part = self.arriving / secrets.token_hex(16)
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)

    def _target(self, name: str) -> Path:
        """Where a file of the name goes; raises RequestError for a name or a kind that is not taken, and for a full disk."""
        target = self.articles.joinpath(*parts_of(name))
        if not self.takes:
            raise RequestError(409, "kg.toml names single files; name a folder there as well, for what is given here")
        if (why := _refusal(target.name)) is not None:
            raise RequestError(415, f"{name}: {why}")
        self._check_inside(target, name)
        if self.project is not None and target.exists():
            raise RequestError(409, f"{name}: is in the project already, whose own files are not replaced; give another name")
        if shutil.disk_usage(self.folder).free < _SPARE:
            raise RequestError(507, f"{self.folder}: the disk is nearly full; make room, or start `kg app FOLDER` elsewhere")
        return target

    def _check_inside(self, path: Path, name: str) -> None:
        """A link that somebody laid among the articles leads nothing out of them."""
        if not path.parent.resolve().is_relative_to(self.articles.resolve()):
            raise RequestError(400, f"{name}: lies elsewhere than among the articles")

    def _place(self, part: Path, target: Path, name: str) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part.replace(target)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise RequestError(409, f"{name}: a file and a folder cannot have one name; rename one of them") from error

    def remove(self, name: str) -> None:
        """Takes a file out of the articles. Raises RequestError where there is none of the name, and in a project."""
        if self.project is not None:
            raise RequestError(409, f"{name}: is the project's own file, no copy; take it out of its folder yourself")
        path = self.articles.joinpath(*parts_of(name))
        self._check_inside(path, name)
        try:
            path.unlink()
        except OSError as error:
            raise RequestError(404, f"{name}: cannot be removed: {error.strerror or error}") from error
        for folder in path.relative_to(self.articles).parents:
            if folder.parts and not any((self.articles / folder).iterdir()):
                (self.articles / folder).rmdir()

    def copy(self, given: str) -> Taken:
        """Copies the articles of a folder, or one file, of this machine. Raises RequestError where there is none."""
        source = _existing(given)
        if not self.takes:
            raise RequestError(409, "kg.toml names single files; name a folder there as well, for what is given here")
        if self.folder.resolve().is_relative_to(source.resolve()) or source.resolve().is_relative_to(self.folder.resolve()):
            raise RequestError(400, f"{given}: holds, or lies in, the folder that the app works in; name another")
        copied, refused = 0, list[tuple[str, str]]()
        for path, name in _files(source):
            try:
                check_size(name, path.stat().st_size)
                target = self._target(name)
                with self._part() as part:
                    shutil.copyfile(path, part)
                    self._place(part, target, name)
                copied += 1
            except RequestError as error:
                if error.status == 507:
                    raise
                refused.append((shown(name), shown(str(error).removeprefix(f"{name}: "))))
            except OSError as error:
                refused.append((shown(name), error.strerror or shown(str(error))))
        return Taken(copied, tuple(refused))


def _rows(path: Path) -> int | None:
    """A table's rows below its header, the lines of a file of decisions, a folder's questions; None where it is not there."""
    if path.is_dir():
        return len(list(path.glob("*.rq")))
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return None
    filled = sum(1 for line in lines if line.strip() and not line.startswith("#"))
    return filled if path.suffix == ".jsonl" else max(0, filled - 1)


def _existing(given: str) -> Path:
    """The folder or file of a whole path, perhaps in quotes as it was copied. Raises RequestError 404 where there is none."""
    try:
        source = Path(given.strip().strip('"')).expanduser()
        if source.is_absolute() and source.exists():
            return source
    except (ValueError, OSError, RuntimeError):  # NUL in it, a folder that we may not enter, ~ of nobody
        pass
    raise RequestError(404, f"{given}: there is no such folder or file; give its whole path, as /home/me/articles")


def check_size(name: str, size: int) -> None:
    """Raises RequestError 413 for a file that is larger than the app takes."""
    if size > MAX_FILE:
        raise RequestError(413, f"{name}: is larger than {MAX_FILE // 1_000_000} MB; split it, or use `kg build`")


def _refusal(name: str) -> str | None:
    """Why a file of the name is not taken; None where it may be an article, or hold some."""
    if (why := unread(name)) is not None:
        return f"this is {why}"
    if kind_of(name) is None:
        return "is no article; .txt, .html, .docx, .doc, .pdf, .eml, .zip and tables (.csv, .jsonl) are"
    return None


def _files(source: Path) -> Iterator[tuple[Path, str]]:
    """The files of a folder with their names below its parent; hidden ones, links and what is no file are passed over."""
    if source.is_file():
        yield source, source.name
        return
    count = 0
    for root, folders, names in os.walk(source):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith((".", "~$")) or not stat.S_ISREG(path.lstat().st_mode):
                continue
            count += 1
            if count > MAX_FILES:
                raise RequestError(413, f"{source}: holds more than {MAX_FILES:,} files; use `kg build` for so many")
            yield path, f"{source.name}/{path.relative_to(source).as_posix()}"
