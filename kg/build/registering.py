"""The registry of a build: the rulings that users edit, kept in its folder, and the log of what was joined and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import UsageError
from kg.link import EMPTY, Links, Registry, read_registry
from kg.link.registry import HEADER, Ruling, row_of, ruling_of
from kg.review.file import changed

__all__ = ["REGISTRY", "Rulings", "add_ruling", "remove_ruling", "shared_nodes", "unchanged"]

REGISTRY, MERGES = "registry.tsv", "merges.tsv"
_BLANK = """\
# What is one, what must stay apart, what a thing is also called: a row each, cells separated by tabs. Edit this file and
# run `kg build --out DIR`: the articles are linked again, none is read again. Take a row out, and what it did is undone.
#   is     article/…/entity/Person/王磊        article/…/entity/Person/王磊        the same photograph
#   apart  article/…/entity/Initiative/五个一  article/…/entity/Initiative/五个一  two cities, two meanings
#   alias  三微工作法  “三微”工作法  articles call it either; the name to use is the second
"""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The text of a registry and what it says."""

    text: str = _BLANK + "\t".join(HEADER) + "\n"
    registry: Registry = EMPTY
    given: bool = False  # the file lies elsewhere than in the build

    @classmethod
    def read(cls, given: Path | None, out: Path, base: str) -> Rulings:
        """The registry given, else the one that lies in the build, else a blank one. Raises BadRegistry."""
        path = given or out / REGISTRY
        if given is None and not path.is_file():
            return cls()
        registry = read_registry(path, base)
        return cls(path.read_text(encoding="utf-8-sig"), registry, given is not None)

    def without(self, cleaned: Callable[[str], str]) -> Rulings:
        """The rulings without those in which there is something to clean: names that are taken out of the build."""
        kept = "".join(unchanged(self.text, cleaned))
        if kept == self.text:
            return self
        rulings = (r for r in self.registry.rulings if all(cleaned(words) == words for words in (r.one, r.other, r.why)))
        return replace(self, text=kept, registry=Registry(frozenset(rulings)))

    def idle(self, links: Links) -> tuple[str, ...]:
        """The rulings that something is to be one, where the log has neither of the two."""
        joined = {j.local for j in links.joined} | {j.shared for j in links.joined}
        return tuple(f"is {r.one} {r.other}" for r in self.registry.of("is") if not {r.one, r.other} & joined)

    def save(self, folder: Path, old: Path, cleaned: Callable[[str], str]) -> None:
        """Writes the registry: that given, else what lies in the old build now, with the rulings made meanwhile."""
        here = old / REGISTRY
        text = here.read_text(encoding="utf-8-sig") if here.is_file() and not self.given else self.text
        (folder / REGISTRY).write_text("".join(unchanged(text, cleaned)), encoding="utf-8", newline="\n")

    @staticmethod
    def log(folder: Path, links: Links) -> None:
        """Writes the log: a row for each node that is one with others."""
        with (folder / MERGES).open("w", encoding="utf-8", newline="\n") as file:
            file.write("node\tshared\tlabel\trule\treason\n")
            for j in links.joined:
                file.write("\t".join(" ".join(cell.split()) for cell in (j.local, j.shared, j.label, j.rule, j.reason)) + "\n")


def unchanged(text: str, cleaned: Callable[[str], str]) -> Iterator[str]:
    """The lines in which there is nothing to clean."""
    return (line for line in text.splitlines(keepends=True) if cleaned(line) == line)


def add_ruling(path: Path, ruling: Ruling, base: str) -> None:
    """Adds a row to the registry file, made where there is none. Raises BadRegistry where the file is not as documented."""

    def added(text: str) -> str:
        whole = text or Rulings().text
        row = row_of(ruling, base)
        return whole if row in whole.splitlines(keepends=True) else whole + ("" if whole.endswith("\n") else "\n") + row

    if path.is_file():
        read_registry(path, base)
    changed(path, added)


def remove_ruling(path: Path, ruling: Ruling, base: str) -> None:
    """Takes the row of the ruling out of the registry file; all other lines stay as they are. Raises BadRegistry, UsageError."""
    if not path.is_file() or ruling not in read_registry(path, base).rulings:
        raise UsageError(f"{path}: has no such ruling any more; load the page again")

    def is_it(line: str) -> bool:
        plain = not line.strip() or line.startswith("#") or tuple(line.rstrip("\n").split("\t")) == HEADER
        return not plain and ruling_of(line, str(path), base) == ruling

    changed(path, lambda text: "".join(line for line in text.splitlines(keepends=True) if not is_it(line)))


def shared_nodes(folder: Path) -> dict[str, tuple[str, ...]]:
    """The nodes that articles of a build share, each with those that it stands for; nothing where there is no build."""
    found: dict[str, list[str]] = defaultdict(list)
    path = folder / MERGES
    for line in path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else ():
        node, shared = line.split("\t")[:2]
        found[shared].append(node)
    return {shared: tuple(nodes) for shared, nodes in found.items()}
