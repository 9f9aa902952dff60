"""The registry of a build: the rulings that users edit, kept in its folder, and the log of what was joined and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.link import EMPTY, Links, Registry, read_registry
from kg.link.registry import HEADER, Ruling, row_of
from kg.review.file import changed

__all__ = ["REGISTRY", "Rulings", "add_ruling"]

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

    def idle(self, links: Links) -> tuple[str, ...]:
        """The rulings that something is to be one, where the log has neither of the two."""
        joined = {j.local for j in links.joined} | {j.shared for j in links.joined}
        return tuple(f"is {r.one} {r.other}" for r in self.registry.of("is") if not {r.one, r.other} & joined)

    def save(self, folder: Path, old: Path) -> None:
        """Writes the registry: that given, else what lies in the old build now, with the rulings made meanwhile."""
        here = old / REGISTRY
        text = here.read_text(encoding="utf-8-sig") if here.is_file() and not self.given else self.text
        (folder / REGISTRY).write_text(text, encoding="utf-8", newline="\n")

    @staticmethod
    def log(folder: Path, links: Links) -> None:
        """Writes the log: a row for each node that is one with others."""
        with (folder / MERGES).open("w", encoding="utf-8", newline="\n") as file:
            file.write("node\tshared\tlabel\trule\treason\n")
            for j in links.joined:
                file.write("\t".join(" ".join(cell.split()) for cell in (j.local, j.shared, j.label, j.rule, j.reason)) + "\n")


def add_ruling(path: Path, ruling: Ruling, base: str) -> None:
    """Adds a row to the registry file, made where there is none. Raises BadRegistry where the file is not as documented."""

    def added(text: str) -> str:
        whole = text or Rulings().text
        row = row_of(ruling, base)
        return whole if row in whole.splitlines(keepends=True) else whole + ("" if whole.endswith("\n") else "\n") + row

    if path.is_file():
        read_registry(path, base)
    changed(path, added)
